"""The planner's page in this process: a small case, a store, and a client that fills in forms."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from flask.testing import FlaskClient

from capplan.serve.app import create_app
from capplan.serve.run import open_desk
from quick_case import quick_case


@dataclass
class Planner:
    """A browser of a planner: it keeps its cookie, and sends forms with the secret of the page they stand on."""

    client: FlaskClient

    def get(self, address, **headers):
        return self.client.get(address, headers=headers, buffered=True)

    def text(self, address):
        answer = self.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return unescape(answer.text)

    def token(self):
        return re.search('name="token" value="([^"]+)"', self.get("/").text)[1]

    def post(self, address, headers=None, **values):
        return self.client.post(address, data={"token": self.token(), **values}, headers=headers or {})


@pytest.fixture(scope="session")
def case_folder(tmp_path_factory):
    return quick_case(tmp_path_factory.mktemp("case") / "county")


@pytest.fixture
def desk(case_folder, tmp_path):
    """The desk of a server whose queue nobody works off."""
    return open_desk([case_folder], tmp_path / "runs")


@pytest.fixture
def planner(desk):
    return Planner(create_app(desk).test_client())

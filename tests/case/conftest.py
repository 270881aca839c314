import pytest
from example_folder import example


@pytest.fixture
def folder(tmp_path):
    return example(tmp_path)

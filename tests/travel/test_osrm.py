"""The table service of an OSRM server, spoken to over a real connection on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from click.testing import CliRunner

from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.cli import main
from capplan.travel import OsrmError, OsrmTravel, Point


@dataclass
class Roads:
    """What the server knows and how it is to behave."""

    max_table_size: int = 100
    answer: bytes | None = None
    status: int = 200
    asked: list[tuple[int, int]] = field(default_factory=list)
    address: str = ""
    profiles: set[str] = field(default_factory=lambda: {"driving"})


def seconds(origin: tuple[float, float], destination: tuple[float, float]) -> float | None:
    """100 s for each 0.001 degree to the east, 50 s to the west; no way across latitude 60."""
    if (origin[1] < 60) != (destination[1] < 60):
        return None
    east = round((destination[0] - origin[0]) * 1000, 6)
    return 100 * east if east >= 0 else -50 * east


@pytest.fixture
def roads() -> Iterator[Roads]:
    known = Roads()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if known.answer is not None:
                self._send(known.status, known.answer)
                return
            service, version, profile, places = parts.path.strip("/").split("/")
            assert (service, version) == ("table", "v1")
            assert profile in known.profiles
            points = [tuple(map(float, one.split(","))) for one in places.split(";")]
            query = parse_qs(parts.query)
            assert query["annotations"] == ["duration,distance"]
            rows, columns = ([int(one) for one in query[name][0].split(";")] for name in ("sources", "destinations"))
            known.asked.append((len(rows), len(columns)))
            if len(points) > known.max_table_size:
                self._send(400, json.dumps({"code": "TooBig", "message": "Too many table coordinates"}).encode())
                return
            table = [[seconds(points[row], points[column]) for column in columns] for row in rows]
            metres = [[None if cell is None else 20 * cell for cell in row] for row in table]
            self._send(200, json.dumps({"code": "Ok", "durations": table, "distances": metres}).encode())

        def _send(self, status: int, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    known.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield known
    server.shutdown()
    thread.join()
    server.server_close()


def places(number: int) -> list[Point]:
    return [Point(f"p{place}", 52.0, round(0.001 * place, 3)) for place in range(number)]


def test_seconds_become_minutes_and_metres_kilometres_each_way(roads: Roads) -> None:
    # 0.002 degrees east: 200 s = 3 1/3 minutes, 4,000 m; back 100 s, 2,000 m.
    minutes, km = OsrmTravel(roads.address).minutes_and_km(places(3), places(3))
    assert minutes[0, 2] == pytest.approx(10 / 3)
    assert minutes[2, 0] == pytest.approx(5 / 3)
    assert (km[0, 2], km[2, 0]) == (4.0, 2.0)
    assert list(np.diag(minutes)) == [0, 0, 0]
    assert roads.asked == [(3, 3)]


def test_a_large_table_is_asked_for_in_blocks_and_put_together(roads: Roads) -> None:
    # 7 by 7 places, 6 coordinates a request: blocks of 3 by 3, so 3 x 3 requests.
    roads.max_table_size = 6
    minutes = OsrmTravel(roads.address, max_table_size=6).minutes(places(7), places(7))
    expected = [[seconds((one.lon, 52), (other.lon, 52)) / 60 for other in places(7)] for one in places(7)]
    assert minutes == pytest.approx(np.array(expected))
    assert len(roads.asked) == 9
    assert max(rows + columns for rows, columns in roads.asked) == 6


def test_a_server_with_a_smaller_limit_is_asked_for_smaller_tables(roads: Roads) -> None:
    roads.max_table_size = 5
    minutes = OsrmTravel(roads.address, max_table_size=16).minutes(places(7), places(7))
    # 16 is refused (7 + 7 = 14), then 8 (4 + 4), then 4 is allowed: two origins and two destinations a request.
    assert roads.asked[:2] == [(7, 7), (4, 4)]
    assert set(roads.asked[2:]) <= {(2, 2), (2, 1), (1, 2), (1, 1)}
    assert minutes[0, 6] == pytest.approx(10.0)


def test_a_server_that_refuses_every_table_is_told(roads: Roads) -> None:
    roads.max_table_size = 1
    with pytest.raises(OsrmError, match="refuses even a table of 2 places"):
        OsrmTravel(roads.address).minutes(places(3), places(3))


def test_no_way_is_infinite(roads: Roads) -> None:
    north = Point("north", 61.0, 0.0)
    minutes, km = OsrmTravel(roads.address).minutes_and_km([places(1)[0]], [north])
    assert minutes[0, 0] == np.inf
    assert km[0, 0] == np.inf


def test_a_dead_server_is_a_clear_error(roads: Roads) -> None:
    with pytest.raises(OsrmError, match=r"http://127\.0\.0\.1:1 does not answer .*Start it, or check the address"):
        OsrmTravel("http://127.0.0.1:1", timeout_s=2).minutes(places(2), places(2))


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (200, b"<html>hello</html>", "not as an OSRM server does"),
        (200, b"[1, 2]", "not as an OSRM server does"),
        (400, b'{"code": "InvalidQuery", "message": "Query string malformed"}', "InvalidQuery: Query string malformed"),
        (200, b'{"code": "Ok", "durations": [[0, 1]]}', "has no durations for 2 x 2 places"),
        (200, b'{"code": "Ok", "durations": [[0, 1], [1, 0]]}', "has no distances for 2 x 2 places"),
        (200, b'{"code": "Ok", "durations": [[0, -1], [1, 0]], "distances": [[0, 1], [1, 0]]}', "durations below 0"),
    ],
)
def test_an_answer_that_is_none_is_told_as_such(roads: Roads, status: int, answer: bytes, words: str) -> None:
    roads.status, roads.answer = status, answer
    with pytest.raises(OsrmError, match=words):
        OsrmTravel(roads.address).minutes(places(2), places(2))


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with http"):
        OsrmTravel("127.0.0.1:5000")
    with pytest.raises(ValueError, match="max_table_size must be at least 2"):
        OsrmTravel("http://127.0.0.1", max_table_size=1)


def test_places_without_a_way_between_them_are_written_as_such_and_read_back(roads: Roads, tmp_path: Path) -> None:
    folder = tmp_path / "example"
    new_case(folder, example=True)
    places_file = folder / "visit_places.csv"
    rows = places_file.read_text(encoding="utf-8").splitlines()
    lat = rows[0].split(",").index("lat")
    name, cells = rows[1].split(",")[0], rows[1].split(",")
    cells[lat] = "61.0"
    places_file.write_text("\n".join([rows[0], ",".join(cells), *rows[2:]]) + "\n", encoding="utf-8")
    table = folder / "visit_travel.csv"
    arguments = ["travel", str(folder), "--osrm", roads.address, "--out", str(table)]
    roads.profiles = {"driving", "cycling"}
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert "the server knows no way" in result.output
    travel = read_case(folder).day_travel
    at = travel.index()
    others = [place for place in at if place not in (name, "quay-office")]
    assert all(np.isinf(travel.minutes["car"][at[name], at[place]]) for place in others)
    assert all(np.isfinite(travel.minutes["car"][at[one], at[two]]) for one in others for two in others)


def test_travel_of_a_case_is_fetched_into_a_table_that_the_case_reads(roads: Roads, tmp_path: Path) -> None:
    folder = tmp_path / "example"
    new_case(folder, example=True)
    table = folder / "visit_travel.csv"
    arguments = ["travel", str(folder), "--osrm", roads.address, "--table-size", "4", "--out", str(table)]
    roads.profiles = {"driving", "cycling"}
    assert CliRunner().invoke(main, arguments, catch_exceptions=False).exit_code == 0
    travel = read_case(folder).day_travel
    at = travel.index()
    # lane 0.512, mill 0.571: 0.059 degrees east are 5,900 s, back 2,950 s.
    assert travel.minutes["car"][at["lane"], at["mill"]] == pytest.approx(5900 / 60, abs=1e-4)
    assert travel.minutes["bike"][at["mill"], at["lane"]] == pytest.approx(2950 / 60, abs=1e-4)

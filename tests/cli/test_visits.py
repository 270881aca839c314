"""`capplan visits`, `day` and `travel` from the outside: files, words, exit codes; the search is the real one once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import capplan.rounds
import greedy_rounds
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.cli import main

URGENT = "visit,client,place,base,duration_min,carers,skills,response,called,lat,lon\n"


@pytest.fixture
def greedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capplan.rounds, "solve", greedy_rounds.solve)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    new_case(tmp_path / "example", example=True)
    return tmp_path / "example"


def capplan_(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)


def test_a_day_is_planned_verified_and_written(example: Path, tmp_path: Path) -> None:
    out = tmp_path / "day"
    result = capplan_(
        "visits", example, "--out", out, "--date", "2026-11-24", "--time-limit", "3", "--days", "50", "--png", "-q"
    )
    assert result.exit_code == 0, result.output
    assert "10 of 10 visits by" in result.stdout
    assert "Proof: gap" in result.stdout
    assert (out / "visits.html").is_file()
    assert {"timeline.png", "timeline.svg"} < {path.name for path in (out / "pictures").iterdir()}
    assert capplan_("verify", out).exit_code == 0
    assert read_case(out / "case").visits == read_case(example).visits


@pytest.mark.usefixtures("greedy")
def test_the_rest_of_the_day_is_planned_again_from_the_folder_and_once_more(example: Path, tmp_path: Path) -> None:
    out, urgent = tmp_path / "day", tmp_path / "urgent.csv"
    assert capplan_("visits", example, "--out", out, "-q").exit_code == 0
    urgent.write_text(f"{URGENT}u1,client-9,new-place,hill-base,30,1,care,rapid,10:35,52.05,0.55\n", encoding="utf-8")
    again = capplan_("visits", example, "--out", out, "--now", "10:40", "--absent", "k1", "--add", urgent, "-q")
    assert again.exit_code == 0, again.output
    assert "Planned again from 10:40" in again.stdout
    plan = json.loads((out / "day.json").read_text(encoding="utf-8"))
    assert plan["replanned"]["absent"] == ["k1"]
    assert plan["replanned"]["added"] == ["u1"]
    assert not [stop for stop in plan["decisions"]["stops"] if stop["carer"] == "k1" and stop["start_s"] > 10.8 * 3600]
    # The case of the folder is the day as it is now; it can be planned again later.
    assert "u1" in {visit.visit for visit in read_case(out / "case").visits}
    later = capplan_("visits", out / "case", "--out", out, "--now", "13:00", "-q")
    assert later.exit_code == 0, later.output


@pytest.mark.usefixtures("greedy")
def test_who_is_gone_stays_gone_when_the_morning_s_case_is_named_again(example: Path, tmp_path: Path) -> None:
    out, urgent = tmp_path / "day", tmp_path / "urgent.csv"
    capplan_("visits", example, "--out", out, "-q")
    urgent.write_text(f"{URGENT}u1,client-9,lane,hill-base,30,1,care,rapid,10:35,,\n", encoding="utf-8")
    capplan_("visits", example, "--out", out, "--now", "10:40", "--absent", "k1", "--add", urgent, "-q")
    later = capplan_("visits", example, "--out", out, "--now", "13:00", "-q")
    assert later.exit_code == 0, later.output
    plan = json.loads((out / "day.json").read_text(encoding="utf-8"))
    assert not [stop for stop in plan["decisions"]["stops"] if stop["carer"] == "k1" and stop["start_s"] > 10.8 * 3600]
    assert "u1" in {visit.visit for visit in read_case(out / "case").visits}


@pytest.mark.usefixtures("greedy")
def test_a_call_from_a_new_place_is_reached_by_estimate_where_every_way_is_stated(
    example: Path, tmp_path: Path
) -> None:
    out, urgent = tmp_path / "day", tmp_path / "urgent.csv"
    case = read_case(example)
    places = [place.place for place in case.visit_places] + [base.base for base in case.bases]
    rows = ["mode,from_place,to_place,travel_min,distance_km"]
    for mode in {carer.mode for carer in case.carers}:
        rows += [f"{mode},{start},{end},7.5,4" for start in places for end in places if start != end]
    (example / "visit_travel.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    capplan_("visits", example, "--out", out, "-q")
    urgent.write_text(f"{URGENT}u1,client-9,new-place,hill-base,30,1,care,rapid,10:35,52.05,0.55\n", encoding="utf-8")
    again = capplan_("visits", example, "--out", out, "--now", "10:40", "--add", urgent, "-q")
    assert again.exit_code == 0, again.output
    assert "Ways to and from new-place are estimated" in again.stdout
    kept = read_case(out / "case")
    assert "new-place" in {row.to_place for row in kept.visit_travel}
    assert capplan_("verify", out).exit_code == 0


@pytest.mark.usefixtures("greedy")
def test_a_row_that_ends_before_its_coordinates_is_told(example: Path, tmp_path: Path) -> None:
    out, urgent = tmp_path / "day", tmp_path / "urgent.csv"
    capplan_("visits", example, "--out", out, "-q")
    urgent.write_text(f"{URGENT}u1,client-9,new-place,hill-base,30,1,care,rapid,10:35\n", encoding="utf-8")
    result = capplan_("visits", example, "--out", out, "--now", "10:40", "--add", urgent, "-q")
    assert result.exit_code == 1
    assert "urgent.csv row 2 column lat" in result.stderr


@pytest.mark.usefixtures("greedy")
def test_a_larger_buffer_from_now_on_leaves_what_is_under_way_as_it_was(example: Path, tmp_path: Path) -> None:
    out = tmp_path / "day"
    assert capplan_("visits", example, "--out", out, "--buffer", "0", "-q").exit_code == 0
    for now, buffer_min in (("10:40", "15"), ("13:00", "20")):
        again = capplan_("visits", example, "--out", out, "--now", now, "--buffer", buffer_min, "-q")
        assert again.exit_code == 0, again.output
        kept = {visit.buffer_min for visit in read_case(out / "case").visits}
        assert kept == ({0.0, None} if now == "10:40" else {0.0, 15.0, None})


@pytest.mark.usefixtures("greedy")
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("v01,client-9,lane,hill-base,30,1,care,planned,,,", "stands in rows"),
        ("u1,client-9,nowhere,hill-base,30,1,care,planned,,,", "urgent.csv"),
        ("u1,client-9,lane,hill-base,30,1,cooking,planned,,,", "urgent.csv row 2 column skills"),
        ("u1,client-9,lane,hill-base,0,1,care,planned,,,", "urgent.csv row 2 column duration_min"),
        ("u1,client-9,lane,hill-base,30,1,care,rapid,,,", "urgent.csv row 2 column called"),
    ],
)
def test_faults_of_added_visits_are_told_as_repairs(example: Path, tmp_path: Path, row: str, words: str) -> None:
    out, urgent = tmp_path / "day", tmp_path / "urgent.csv"
    assert capplan_("visits", example, "--out", out, "-q").exit_code == 0
    urgent.write_text(f"{URGENT}{row}\n", encoding="utf-8")
    result = capplan_("visits", example, "--out", out, "--now", "10:40", "--add", urgent, "-q")
    assert result.exit_code == 1
    assert words in result.stderr or "is in visits.csv already" in result.stderr


def test_planning_again_needs_a_day_that_was_planned(example: Path, tmp_path: Path) -> None:
    result = capplan_("visits", example, "--out", tmp_path / "nothing", "--now", "10:40", "-q")
    assert result.exit_code == 2
    assert "holds no planned day" in result.stderr


def test_wrong_usage_is_told(example: Path, tmp_path: Path) -> None:
    assert "need --now" in capplan_("visits", example, "--absent", "k1").stderr
    assert "write HH:MM" in capplan_("visits", example, "--now", "morning").stderr
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    result = capplan_("visits", example, "--out", tmp_path / "mine", "-q")
    assert result.exit_code == 2
    assert "is not a run folder" in result.stderr


def test_a_case_without_visits_is_told_how_to_get_some(example: Path, tmp_path: Path) -> None:
    for name in ("visits", "visit_pairs", "visit_places", "carers", "visit_weekdays", "carer_shifts"):
        (example / f"{name}.csv").unlink()
    result = capplan_("visits", example, "--out", tmp_path / "day", "-q")
    assert result.exit_code == 1
    assert "capplan day" in result.stderr


def test_a_made_up_day_is_a_case_without_fault(example: Path, tmp_path: Path) -> None:
    out = tmp_path / "made"
    result = capplan_("day", example, "--visits", "12", "--seed", "4", "--out", out)
    assert result.exit_code == 0, result.output
    made = read_case(out)
    assert len(made.visits) == 12
    # It stands on every page and workbook made from it.
    assert made.identity.title == f"{read_case(example).identity.title} (made-up day, seed 4)"
    again = tmp_path / "again"
    capplan_("day", example, "--visits", "12", "--seed", "4", "--out", again)
    assert (again / "visits.csv").read_bytes() == (out / "visits.csv").read_bytes()
    assert capplan_("day", example, "--out", out).exit_code == 2


def test_a_dead_road_server_is_a_message(example: Path, tmp_path: Path) -> None:
    result = capplan_("travel", example, "--osrm", "http://127.0.0.1:1", "--timeout", "2", "--out", tmp_path / "t.csv")
    assert result.exit_code == 1
    assert "does not answer" in result.stderr
    assert "begins with http" in capplan_("travel", example, "--osrm", "here", "--out", tmp_path / "t.csv").stderr

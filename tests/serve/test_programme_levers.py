"""Levers of a case without beds: its initiatives, decisions and limits; runs of it side by side."""

import io
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from capplan.case.moved import with_changes
from capplan.case.option_tables import OptionChange
from capplan.case.programme_tables import Pot, ProgrammeBudget
from capplan.case.read import read_case
from capplan.cli import main
from capplan.cli.runs import make_request
from capplan.errors import CaseFaults
from capplan.serve.levers import field_names, sections
from capplan.serve.moving import moved
from capplan.serve.run import open_desk
from capplan.store.making import make_queued

SUFFOLK = Path(__file__).parents[2] / "data" / "suffolk"
MOVE = {"initiative:team": "initiative-starts", "start:team": "2009-12", "programme-limit:team": "3"}


@pytest.fixture(scope="module")
def case():
    return read_case(SUFFOLK)


@pytest.fixture
def desk(tmp_path):
    return open_desk([SUFFOLK], tmp_path / "runs")


def test_a_case_without_beds_has_the_levers_of_its_programme(case):
    assert [part.id for part in sections(case)] == ["demand", "gates", "initiatives", "capacity", "other"]
    names = set(field_names(sections(case)))
    assert names >= {"gate-passed:pid-meeting", "initiative:team", "start:team", "programme-limit:team"}


def test_what_is_set_is_in_the_case(case):
    found = moved(case, MOVE)
    assert (found.wrong, [change.kind for change in found.changes]) == ({}, ["initiative-starts", "programme-limit"])
    row = next(row for row in found.case.initiatives if row.initiative == "team")
    assert (row.use, row.earliest, row.latest) == ("must", "2009-12", "2009-12")
    assert {row.resource: row.limit for row in found.case.programme_capacity} == {"team": 3.0, "locality": 1.0}
    assert found.said[0] == "Team formed with the right members: starts in the month, December 2009"


def test_what_goes_by_locality_starts_not_before_the_month(case):
    by_locality = next(row for row in case.initiatives if row.per == "locality")
    change = OptionChange(
        option="x", number=1, kind="initiative-starts", target=by_locality.initiative, month="2010-06"
    )
    after = next(row for row in with_changes(case, [change]).initiatives if row.initiative == by_locality.initiative)
    assert (after.earliest, after.latest, after.use) == ("2010-06", by_locality.latest, by_locality.use)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"initiative:team": "initiative-starts"}, "start:team", "Choose the month."),
        ({"initiative:team": "close-by"}, "initiative:team", "Choose one of the list."),
        ({"start:team": "2009-12"}, "initiative:team", "Choose what happens in the month"),
        ({"programme-limit:team": "-1"}, "programme-limit:team", "Write a number, 0 or more."),
    ],
)
def test_slips_are_told_at_their_fields(case, values, field, words):
    assert words in moved(case, values).wrong[field]


def test_a_budget_of_a_pot_is_a_lever(case):
    budgets = tuple(ProgrammeBudget(pot="own", year=year, revenue_gbp=5.0) for year in ("2009/10", "2010/11"))
    with_pot = replace(case, pots=(Pot(pot="own", title="Own money", funder="x"),), programme_budgets=budgets)
    assert "programme-budget:own:2010/11" in set(field_names(sections(with_pot)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "initiative-out", "target": "nothing"}, "is not in initiatives.csv"),
        ({"kind": "programme-budget", "target": "nothing", "value": 1.0}, "is not in pots.csv"),
        ({"kind": "initiative-starts", "target": "team"}, "is blank, but initiative-starts needs it"),
    ],
)
def test_a_change_of_what_is_not_there_is_a_fault(case, change, words):
    with pytest.raises(CaseFaults, match=words):
        with_changes(case, [OptionChange(option="x", number=1, **change)])


def test_runs_without_beds_are_made_compared_and_shown(planner, desk):
    (key,) = (known.key for known in desk.cases)
    for values in ({"name": "As it is"}, {"name": "Later", **MOVE}):
        assert planner.post(f"/cases/{key}/levers", **values).status_code == 303
    records = {record.request.name: record for record in desk.store.find()}
    for record in records.values():
        ending = make_queued(desk.store, record.id, make_request)
        assert ending.state == "done", ending.message
    one, other = records["As it is"].id, records["Later"].id
    assert "start of initiative, team" in planner.text(f"/compare?run={one}&run={other}")
    store = ["--store", str(desk.store.folders.root)]
    shown = CliRunner().invoke(main, ["runs", "compare", one, other, *store])
    assert shown.exit_code == 0
    assert "    start of initiative, team: 2009-11 | 2009-12" in shown.stdout.splitlines()
    assert "equal" in CliRunner().invoke(main, ["runs", "compare", one, one, *store]).stdout
    page = planner.text(f"/runs/{one}")
    taken = {name: planner.get(f"/runs/{one}/files/{name}") for name in ("milestones.ics", "pictures.zip")}
    assert all(f"/runs/{one}/files/{name}" in page for name in taken)
    assert taken["milestones.ics"].get_data(as_text=True).startswith("BEGIN:VCALENDAR")
    assert taken["milestones.ics"].mimetype == "text/calendar"
    with ZipFile(io.BytesIO(taken["pictures.zip"].data)) as archive:
        kinds = {name.rpartition(".")[2] for name in archive.namelist()}
        assert kinds == {"svg", "png"}
        assert all("/" not in name for name in archive.namelist())

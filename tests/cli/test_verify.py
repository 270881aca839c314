"""`capplan verify`: a run folder as it was written passes; with anything changed by hand it names what."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from example_text import replace_text

Document = dict[str, Any]


@pytest.fixture
def folder(first_run: tuple[Path, Any], tmp_path: Path) -> Path:
    shutil.copytree(first_run[0], tmp_path / "run")
    return tmp_path / "run"


def chosen(document: Document) -> Document:
    return next(option for option in document["options"] if option["option"] == "plan")


def row_of(rows: list[Document], **key: str) -> Document:
    return next(row for row in rows if all(row[name] == value for name, value in key.items()))


def edit(folder: Path, change: Callable[[Document], None], file: str = "plan.json") -> None:
    document = json.loads((folder / file).read_text(encoding="utf-8"))
    change(document)
    (folder / file).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def fails(capplan, folder: Path) -> str:
    """Verify; it must fail with its own exit code and no answer. Return the message."""
    result = capplan("verify", folder)
    assert (result.exit_code, result.stdout) == (5, "")
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_run_as_it_was_written_passes(capplan, folder):
    result = capplan("verify", folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{folder}: verified. Every rule, cost and figure holds; plan within 0.")


def test_a_run_may_be_moved(capplan, folder, tmp_path):
    folder.rename(tmp_path / "elsewhere")
    assert capplan("verify", tmp_path / "elsewhere").exit_code == 0


def less_load(document: Document) -> None:
    row_of(chosen(document)["figures"]["bed_plan"], site="hillside", period="2026-05")["load"] -= 1


def other_cost(document: Document) -> None:
    chosen(document)["figures"]["totals"]["cost_present_gbp"] -= 100


def other_objective(document: Document) -> None:
    chosen(document)["proof"]["objective"] -= 1000


def other_bound(document: Document) -> None:
    chosen(document)["proof"]["bound"] -= 100_000


def closes_a_month_earlier(document: Document) -> None:
    # The ward halves in 2026-09: three months after notice in 2026-06, the month in which the consultation ends.
    rows = chosen(document)["decisions"]["configurations"]
    assert row_of(rows, site="hillside", period="2026-08")["configuration"] == "ward-24"
    row_of(rows, site="hillside", period="2026-08")["configuration"] = "ward-12"


def dates_a_closure_earlier(document: Document) -> None:
    chosen(document)["figures"]["closures"][0]["closed"] = "2026-08"


def loses_people(document: Document) -> None:
    del chosen(document)["decisions"]["starts"][0]


def loses_a_configuration(document: Document) -> None:
    del chosen(document)["decisions"]["configurations"][0]


def loses_a_bed_plan_row(document: Document) -> None:
    del chosen(document)["figures"]["bed_plan"][0]


def loses_an_option(document: Document) -> None:
    document["options"] = [chosen(document)]


def names_an_unknown_site(document: Document) -> None:
    chosen(document)["decisions"]["starts"][0]["site"] = "castle"


def sizes_differ(document: Document) -> None:
    document["sizes"][0]["beds_at_reading"] += 1


def regrets_a_month_that_is_none(document: Document) -> None:
    chosen(document)["figures"]["closures"][0]["closed"] = document["regrets"][0]["closed"] = "soon"


def another_title(document: Document) -> None:
    document["title"] = "Another county"


def another_scenario(document: Document) -> None:
    document["scenario"] = "low"


EDITS: dict[Callable[[Document], None], tuple[str, ...]] = {
    less_load: ("figure bed_plan.load", "site hillside, period 2026-05"),
    other_cost: ("figure totals.cost_present_gbp", "GBP"),
    other_objective: ("proof objective", "option plan"),
    other_bound: ("proof gap", "option plan"),
    closes_a_month_earlier: ("hillside", "2026-08", "2026-09"),
    dates_a_closure_earlier: ("figure closures", "site hillside, closed 2026-08", "site hillside, closed 2026-09"),
    loses_people: ("B4 demand", "2026-04"),
    loses_a_configuration: ("B1 enter", "0 configurations run in the period; exactly 1 must."),
    loses_a_bed_plan_row: ("figure bed_plan", "the row is missing."),
    loses_an_option: ("the options business-as-usual, do-minimum are missing",),
    names_an_unknown_site: ("'castle' is no site of the case.",),
    sizes_differ: ("sizes.beds_at_reading", "setting community-hospital"),
    regrets_a_month_that_is_none: ("regret closed, site hillside, closed soon: no period of the case begins then.",),
    another_title: ("plan identity, title: the plan says 'Another county'",),
    another_scenario: ("the case has no scenario low",),
}


@pytest.mark.parametrize("change", EDITS, ids=lambda change: change.__name__)
def test_a_plan_edited_by_hand_is_named(capplan, folder, change):
    edit(folder, change)
    message = fails(capplan, folder)
    for words in EDITS[change]:
        assert words in message


@pytest.mark.parametrize(
    "table", ["bed_plan.csv", "decommissioning_plan.csv", "commissioning_plan.csv", "findings.csv", "money.csv"]
)
def test_a_table_edited_by_hand_is_named(capplan, folder, table):
    text = (folder / table).read_bytes()
    (folder / table).write_bytes(text.replace(b"1", b"2", 1))
    assert (
        fails(capplan, folder) == f"{folder} fails verification, 1 fault:\n{table}: differs from what plan.json says\n"
    )


def test_a_date_moved_in_the_calendar_is_named(capplan, folder):
    calendar = folder / "milestones.ics"
    text = calendar.read_bytes()
    moved = text.replace(b"DTSTART;VALUE=DATE:2026", b"DTSTART;VALUE=DATE:2027", 1)
    assert moved != text
    calendar.write_bytes(moved)
    assert "milestones.ics: differs from what plan.json says" in fails(capplan, folder)


def test_a_lost_table_is_named(capplan, folder):
    (folder / "bed_plan.csv").unlink()
    assert "bed_plan.csv: missing from the run folder" in fails(capplan, folder)


def test_another_figure_in_the_copy_of_the_case_is_named(capplan, folder):
    # 20 people a year more are not in the plan: 240 x 1.1 x ... of them arrive in the first month.
    replace_text(folder / "case" / "cohorts.csv", "hospital stay,240", "hospital stay,260")
    message = fails(capplan, folder)
    assert "plan.json: it was made from another case than the copy in case/" in message
    assert "provenance.json: it was made from another case than the copy in case/" in message
    assert "B4 demand" in message


def test_many_faults_are_cut_short(capplan, folder):
    # Twelve months of three sites in three options: every row of the bed plans is missing.
    def empty(document: Document) -> None:
        for option in document["options"]:
            option["figures"]["bed_plan"] = []

    edit(folder, empty)
    lines = fails(capplan, folder).splitlines()
    assert lines[0] == f"{folder} fails verification, 108 faults:"
    assert (len(lines), lines[-1]) == (52, "and 58 more")


def test_a_copy_of_the_case_that_is_no_case_any_more_is_named(capplan, folder):
    replace_text(folder / "case" / "areas.csv", "Market,north", "Market,nort")
    message = fails(capplan, folder)
    assert "was damaged or edited: 1 fault in the case:" in message
    assert "areas.csv row 3 column locality" in message


def test_a_plan_that_is_no_json_any_more_is_named(capplan, folder):
    (folder / "plan.json").write_text("{", encoding="utf-8")
    assert "plan.json was damaged or edited; it no longer fits its schema:" in fails(capplan, folder)


def test_a_plan_with_a_field_too_many_is_named(capplan, folder):
    edit(folder, lambda document: document.update(approved=True))
    assert "approved: Extra inputs are not permitted" in fails(capplan, folder)


@pytest.mark.parametrize("moment", ["", "yesterday"])
def test_a_run_that_was_made_at_no_time_is_named(capplan, folder, moment):
    edit(folder, lambda document: document.update(created=moment), "provenance.json")
    message = fails(capplan, folder)
    assert "provenance.json was damaged or edited; it no longer fits its schema:" in message
    assert "created: " in message


def dated(document: Any, way: tuple[str | int, ...] = ()) -> dict[tuple[str, ...], tuple[str | int, ...]]:
    """Return where a month or a day stands in a document, once for each field."""
    found: dict[tuple[str, ...], tuple[str | int, ...]] = {}
    rows = enumerate(document) if isinstance(document, list) else document.items() if isinstance(document, dict) else ()
    for key, value in rows:
        found = {**dated(value, (*way, key)), **found}
    if isinstance(document, str) and re.fullmatch("[0-9]{4}-[0-9]{2}(-[0-9]{2})?", document):
        found[tuple(str(key) for key in way if isinstance(key, str))] = way
    return found


def test_what_is_no_month_or_day_is_named_wherever_it_stands(capplan, folder):
    text = (folder / "plan.json").read_text(encoding="utf-8")
    ways = dated(json.loads(text))
    assert len(ways) > 20
    for *way, last in ways.values():
        document = json.loads(text)
        here = document
        for key in way:
            here = here[key]
        here[last] = "\x0f2026"
        (folder / "plan.json").write_text(json.dumps(document), encoding="utf-8")
        assert fails(capplan, folder), (way, last)


def test_a_lost_plan_is_named(capplan, folder):
    (folder / "plan.json").unlink()
    assert "plan.json cannot be read" in fails(capplan, folder)


@pytest.mark.parametrize("name", ["nowhere", "papers"])
def test_a_folder_that_is_no_run_is_told_so(capplan, tmp_path, name):
    (tmp_path / "papers").mkdir()
    result = capplan("verify", tmp_path / name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{tmp_path / name} is not a run folder: it has no provenance.json.\n"

"""What a rota leaves behind: grid, duties that can be read back, a safe page, calendars right over a clock change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from capplan.case import rota_tables as rota
from capplan.check.rota import rota_figures
from capplan.decisions import Proof
from capplan.decisions.rota import RotaChange, RotaPlan
from capplan.plan.rota import read_published
from capplan.report.calendar import calendars
from capplan.report.html.rota import rota_page
from capplan.report.tables.rota import grid_rows, rota_files
from small_rota import on, person, rota_case, shift, worked

LEAVE = rota.Absence(person="p002", from_day=on(0), to_day=on(1), kind="leave")
CASE = rota_case(absences=(LEAVE,))
DECISIONS = worked(p001={0: "early", 5: "night"}, p002={2: "late"})


def plan() -> RotaPlan:
    figures = rota_figures(CASE, DECISIONS)
    cost = figures.totals.objective_gbp
    proof = Proof(status="optimal", objective=cost, bound=cost, gap=0.0, asked_gap=0.0)
    return RotaPlan(
        rota="spring", first_day=on(0), weeks=2, decisions=DECISIONS, figures=figures, proof=proof, iterations=1,
        stopped_by="proof",
    )  # fmt: skip


def test_the_grid_says_shift_absence_and_day_off_by_letters() -> None:
    rows = dict(grid_rows(CASE, plan()))
    assert rows["p001"][:7] == ["E", ".", ".", ".", ".", "N", "."]
    assert rows["p002"][:4] == ["al", "al", "L", "."]


def test_the_written_rota_is_read_back(tmp_path) -> None:
    file = tmp_path / "rota.csv"
    file.write_bytes(rota_files(CASE, plan())["rota.csv"].encode())
    assert read_published(file, CASE) == DECISIONS


def test_the_calendar_is_right_on_the_night_the_clocks_change() -> None:
    """28 March 22:00 GMT to 29 March 07:00 BST: 8 hours, not 9."""
    event = Calendar.from_ical(calendars(CASE, plan())["p001.ics"]).events[-1]
    start, end = event.start.astimezone(UTC), event.end.astimezone(UTC)
    assert start == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert end - start == timedelta(hours=8)
    assert calendars(CASE, plan()) == calendars(CASE, plan())


def test_the_page_names_covers_and_shifts_the_tables_keep_their_keys() -> None:
    case = replace(CASE, rota_cover=(CASE.rota_cover[0].model_copy(update={"title": "Morning at the hill"}),))
    made = plan()
    change = RotaChange(person="p001", day=on(0), was="off", now="early", cost_gbp=25.0, reason="steps in")
    made = made.model_copy(update={"changes": (change,), "figures": rota_figures(case, DECISIONS)})
    page = rota_page(case, made)
    assert "Morning at the hill</th>" in page
    assert f"<td>{CASE.rota_shifts[0].title}</td>" in page
    assert f"\r\n{CASE.rota_cover[0].cover}," in rota_files(case, made)["rota_cover.csv"]


def test_text_of_the_case_is_escaped_on_the_page() -> None:
    case = rota_case(
        people=(person("p001", skills="nights"), person("p002")),
        rota_shifts=(
            shift("early", "07:00", title="<script>x</script>"),
            shift("late", "14:00"),
            shift("night", "22:00", length_min=540, break_min=60, needs="nights"),
        ),
    )
    page = rota_page(case, plan())
    assert "<script>" not in page
    assert "&lt;script&gt;" in page

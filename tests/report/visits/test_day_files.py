"""The files of a planned day: run sheets by keys alone, pictures to scale, calendars on the wall clock."""

from __future__ import annotations

import csv
import io
import itertools
import math
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from capplan.case.case import Case
from capplan.decisions.visits import Change, Replanned, VisitPlan
from capplan.plan.visits.sheets import Line, run_sheets
from capplan.report.visits import day_files
from capplan.report.visits.calendar import moment
from small_visits import PLACES, at, visit_case, visit_decisions
from visit_plans import plan_of

DAY = date(2026, 11, 24)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def case() -> Case:
    return visit_case()


@pytest.fixture(scope="module")
def plan(case: Case) -> VisitPlan:
    return plan_of(case, visit_decisions())


@pytest.fixture(scope="module")
def files(case: Case, plan: VisitPlan) -> dict[str, str | bytes]:
    return day_files(case, plan, DAY, pictures=True)


def rows(text: str | bytes) -> list[dict[str, str]]:
    assert isinstance(text, str)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_run_sheet_tells_the_day_without_a_gap(case: Case, plan: VisitPlan) -> None:
    one, two = run_sheets(case, plan)
    assert [(line.kind, line.from_s, line.to_s, line.visit) for line in one.lines] == [
        ("leave", at("07:50"), at("07:50"), ""),
        ("way", at("07:50"), at("08:00"), ""),
        ("visit", at("08:00"), at("08:30"), "v1"),
        ("way", at("08:30"), at("08:40"), ""),
        ("wait", at("08:40"), at("09:30"), ""),
        ("visit", at("09:30"), at("10:00"), "v3"),
        # The way first, then waiting for the break at 10:30 where the next visit is.
        ("way", at("10:00"), at("10:10"), ""),
        ("wait", at("10:10"), at("10:30"), ""),
        ("break", at("10:30"), at("11:00"), ""),
        ("wait", at("11:00"), at("12:00"), ""),
        ("visit", at("12:00"), at("12:30"), "v5"),
        ("way", at("12:30"), at("12:40"), ""),
        ("back", at("12:40"), at("12:40"), ""),
    ]
    # Contact, ways and waiting add up to the work in the figures: 260 and 180 minutes.
    for sheet, work_min in ((one, 260), (two, 180)):
        paid = sum(line.to_s - line.from_s for line in sheet.lines if line.kind in ("visit", "way", "wait"))
        assert paid == 60 * work_min
        timed = [line for line in sheet.lines if line.kind not in ("leave", "back")]
        assert all(one.to_s == two.from_s for one, two in itertools.pairwise(timed))


def test_the_sheet_names_who_comes_along(case: Case, plan: VisitPlan) -> None:
    one, two = run_sheets(case, plan)
    assert (one.visits[0].together_with, two.visits[0].together_with) == ("k2", "k1")


def test_the_break_of_a_round_that_is_over_stands_after_it(case: Case) -> None:
    made = visit_decisions()
    short = made.model_copy(
        update={"stops": tuple(stop for stop in made.stops if stop.visit != "v5"), "unserved": ("v5", "v6")}
    )
    last = run_sheets(case, plan_of(case, short))[0].lines[-2:]
    assert [(line.kind, line.from_s) for line in last] == [("back", at("10:10")), ("break", at("10:30"))]


def test_the_files_of_a_day(files: dict[str, str | bytes]) -> None:
    assert set(files) == {
        "run_sheets.csv", "visit_times.csv", "carer_days.csv", "day_figures.csv", "unserved.csv",
        "measured_travel.csv", "visits.html", "visits.xlsx", "pictures/timeline.svg", "pictures/timeline.png",
        "pictures/map-base-north.svg", "pictures/map-base-north.png", "calendar-k1.ics", "calendar-k2.ics",
    }  # fmt: skip


def test_tables_say_what_the_plan_says(files: dict[str, str | bytes], plan: VisitPlan) -> None:
    sheet = rows(files["run_sheets.csv"])
    assert [(row["from"], row["visit"], row["client"]) for row in sheet if row["what"] == "visit"][:2] == [
        ("08:00", "v1", "c1"), ("09:30", "v3", "c2"),
    ]  # fmt: skip
    times = {row["visit"]: row for row in rows(files["visit_times.csv"])}
    assert (times["v2"]["start"], times["v2"]["deviation_min"]) == ("09:00", "15.0")
    assert times["v6"]["start"] == ""
    figures = {row["figure"]: row for row in rows(files["day_figures.csv"])}
    assert figures["objective_gbp"]["value"] == f"{plan.figures.totals.objective_gbp:.2f}"
    assert (figures["made"]["value"], figures["made"]["unit"]) == ("5", "visits")
    assert float(figures["contact_share"]["value"]) == pytest.approx(180 / 440, abs=1e-4)
    (left,) = rows(files["unserved.csv"])
    assert (left["visit"], left["reason"]) == ("v6", "nobody-has-the-skills")


def test_text_of_a_case_is_escaped_on_the_page_and_in_pictures(case: Case) -> None:
    bad = '<script>alert("x")</script> & co'
    bases = tuple(base.model_copy(update={"title": bad}) for base in case.bases)
    named = replace(case, bases=bases)
    files = day_files(named, plan_of(named, visit_decisions()), DAY, pictures=True)
    for name in ("visits.html", "pictures/map-base-north.svg"):
        text = files[name]
        assert isinstance(text, str)
        assert "<script" not in text
        assert "&lt;script&gt;" in text


def test_the_page_stands_alone(files: dict[str, str | bytes]) -> None:
    page = files["visits.html"]
    assert isinstance(page, str)
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert "Tuesday 24 November 2026" in page
    assert "5 of 6 visits" in page
    assert "08:00" in page
    for carer in ("k1", "k2"):
        assert f"<h3>{carer}, " in page


def test_seconds_do_not_stand_on_the_page_but_in_the_table(case: Case) -> None:
    # A way of 10.5 minutes: k1 leaves at 07:49:30.
    travel = tuple(
        row.model_copy(update={"travel_min": 10.5 if row.to_place == "place-a" else row.travel_min})
        for row in case.visit_travel
    )
    slower = replace(case, visit_travel=travel)
    files = day_files(slower, plan_of(slower, visit_decisions()), DAY)
    assert rows(files["run_sheets.csv"])[0]["from"] == "07:49:30"
    page = files["visits.html"]
    assert isinstance(page, str)
    assert "07:49<" in page
    assert "07:49:30<" not in page


def test_a_map_is_true_to_scale_with_a_scale_bar_and_north(case: Case, files: dict[str, str | bytes]) -> None:
    text = files["pictures/map-base-north.svg"]
    assert isinstance(text, str)
    root = ElementTree.fromstring(text)
    lines = root.findall(f".//{SVG}polyline")
    assert len(lines) == 2
    points = [tuple(map(float, pair.split(","))) for pair in lines[0].attrib["points"].split()]
    # k1: base, place-a, place-b, place-c, base.
    assert len(points) == 5
    assert points[0] == points[-1]
    where = {place.place: (place.lat, place.lon) for place in case.visit_places}
    (lat, lon), (_, other) = where["place-a"], where["place-b"]
    km = (other - lon) * 111.2 * math.cos(math.radians(lat))
    apart = math.dist(points[1], points[2])
    bar = next(one for one in root.findall(f".//{SVG}path") if "h" in one.attrib["d"])
    length = float(re.findall(r"h([\d.]+)", bar.attrib["d"])[0])
    stated = next(one.text for one in root.findall(f".//{SVG}text") if one.text and one.text.endswith(" km"))
    # place-a to place-b is 0.1 degree of longitude; the bar and the way have the same points a kilometre.
    assert apart / km == pytest.approx(length / float(stated.removesuffix(" km")), rel=0.01)
    assert "N" in [one.text for one in root.findall(f".//{SVG}text")]
    assert len(root.findall(f".//{SVG}circle")) == 6
    assert len(PLACES) == 4


def test_the_timeline_has_a_bar_for_each_line_at_its_hour(
    files: dict[str, str | bytes], case: Case, plan: VisitPlan
) -> None:
    text = files["pictures/timeline.svg"]
    assert isinstance(text, str)
    root = ElementTree.fromstring(text)
    titles = [one.findtext(f"{SVG}title") for one in root.findall(f".//{SVG}g")]
    lines: list[Line] = [line for sheet in run_sheets(case, plan) for line in sheet.lines]
    assert sum("visit v1, client c1, together with" in str(title) for title in titles) == 2
    assert sum("on the way" in str(title) for title in titles) == sum(line.kind == "way" for line in lines)
    hours = {one.text: float(one.attrib["x"]) for one in root.findall(f".//{SVG}text") if ":00" in str(one.text)}
    bar = next(one for one in root.findall(f".//{SVG}g") if str(one.findtext(f"{SVG}title")).startswith("12:00-12:30"))
    left = float(bar.findall(f"{SVG}rect")[0].attrib["x"])
    assert left == pytest.approx(hours["12:00"], abs=0.02)


def test_a_calendar_has_visits_and_breaks_by_keys_alone(files: dict[str, str | bytes]) -> None:
    data = files["calendar-k1.ics"]
    assert isinstance(data, bytes)
    events = Calendar.from_ical(data).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == [
        "Visit v1, client c1", "Visit v3, client c2", "Break", "Visit v5, client c4",
    ]  # fmt: skip
    # In November the clocks in England show universal time.
    assert events[0]["dtstart"].dt == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert len({str(event["uid"]) for event in events}) == 4
    assert "Together with k2" in str(events[0]["description"])


def test_each_run_sheet_says_whose_it_is_and_for_which_day(files: dict[str, str | bytes]) -> None:
    """A sheet is handed out alone: each begins a page of its own when printed."""
    page = str(files["visits.html"])
    assert "k1, North base, 07:00 to 14:00, by car, Tuesday 24 November 2026" in page
    assert page.count('<div class="sheet">') == 2
    assert ".sheet + .sheet { break-before: page; }" in page


def test_a_phone_hears_of_what_a_carer_does_not_make_any_more(case: Case, plan: VisitPlan) -> None:
    def events(files: dict[str, str | bytes], carer: str) -> dict[str, Any]:
        return {str(one["uid"]): one for one in Calendar.from_ical(files[f"calendar-{carer}.ics"]).walk("VEVENT")}

    # v5 goes from k1 to k2, who had no visit then.
    stops = (stop.model_copy(update={"carer": "k2"}) if stop.visit == "v5" else stop for stop in plan.decisions.stops)
    change = Change(visit="v5", carers_before=("k1",), carers_after=("k2",), start_before_s=at("12:00"),
                    start_after_s=at("12:00"), change_gbp=10.0)  # fmt: skip
    again = Replanned(now_s=at("10:40"), absent=("k1",), added=(), frozen=(), changes=(change,), moved_share=0.2,
                      change_gbp=10.0)  # fmt: skip
    moved = plan_of(case, plan.decisions.model_copy(update={"stops": tuple(stops)}))
    before, after = day_files(case, plan, DAY), day_files(case, moved.model_copy(update={"replanned": again}), DAY)
    (uid,) = [uid for uid in events(before, "k1") if "-v5@" in uid]
    gone = events(after, "k1")[uid]
    assert (str(gone["status"]), gone["sequence"], gone["dtstart"].dt) == (
        "CANCELLED", 640, datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
    )  # fmt: skip
    assert uid.replace("k1", "k2") in events(after, "k2")
    # What stays has the ids it had, of a later plan; so has the break, whatever comes before it.
    assert set(events(before, "k1")) <= set(events(after, "k1"))
    assert {one["sequence"] for one in events(before, "k1").values()} == {0}
    # Whoever has nothing left hears of it as well.
    none = moved.decisions.model_copy(
        update={"stops": tuple(stop for stop in moved.decisions.stops if stop.carer != "k1"), "breaks": (),
                "unserved": ("v3", "v6")}
    )  # fmt: skip
    empty = plan_of(case, none).model_copy(update={"replanned": again})
    assert [str(one["status"]) for one in events(day_files(case, empty, DAY), "k1").values()] == ["CANCELLED"]


def test_eight_o_clock_on_the_wall_is_seven_in_summer_and_the_night_of_the_change_is_kept() -> None:
    assert moment(date(2026, 7, 1), at("08:00")) == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    # On 25 October 2026 the clocks go back at 02:00: 08:00 on the wall is universal time again.
    assert moment(date(2026, 10, 25), at("08:00")) == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)
    # Half past one the next night.
    assert moment(date(2026, 11, 24), at("25:30")) == datetime(2026, 11, 25, 1, 30, tzinfo=UTC)


def test_equal_plans_give_equal_files(case: Case, plan: VisitPlan, files: dict[str, str | bytes]) -> None:
    assert day_files(case, plan, DAY, pictures=True) == files
    asked_for = {name: content for name, content in files.items() if not name.startswith("pictures/")}
    assert day_files(case, plan, DAY) == asked_for


def test_a_day_without_rounds_still_has_its_page(case: Case) -> None:
    nobody = visit_decisions().model_copy(
        update={"stops": (), "breaks": (), "unserved": tuple(visit.visit for visit in case.visits)}
    )
    files = day_files(case, plan_of(case, nobody), DAY, pictures=True)
    assert "0 of 6 visits" in str(files["visits.html"])
    assert not [name for name in files if name.startswith(("pictures/map-", "calendar-"))]

"""The answer on stdout of a plan with staff: short, and with the figures of the plan."""

from __future__ import annotations

from capplan.cli.summary import answer, option_lines
from capplan.decisions import BedPlan, CalendarRow
from made_up_county import made_up_case
from report.made_up import made_up_plan
from report.made_up_staff import CALENDAR, staffed_county, staffed_plan

CASE = staffed_county()
PLAN = staffed_plan(CASE)


def staffing_block(lines: list[str]) -> list[str]:
    start = lines.index("  Staffing plan (FTE)")
    end = next(number for number, line in enumerate(lines) if line.startswith("  Present cost £"))
    return lines[start:end]


def with_calendar(calendar: tuple[CalendarRow, ...]) -> BedPlan:
    option = PLAN.option("plan")
    assert option.staff is not None
    figures = option.staff.figures.model_copy(update={"calendar": calendar})
    return option.model_copy(update={"staff": option.staff.model_copy(update={"figures": figures})})


def test_the_staffing_plan_says_posts_recruits_moves_and_cost() -> None:
    assert staffing_block(answer(CASE, PLAN).splitlines())[1:] == [
        "    In post: 25.0 at the start (needed 26.0, budget 29.0), 24.0 at the end (needed 25.0)",
        "    Recruited: 6.5; Community nurse 4.5 (decide from 2015-05); Reablement worker 2.0 (decide from 2015-06)",
        "    2016-10  from Brookfield unit redeployed as 3.5 Reablement worker at North base",
        "    Agency: at most 0.8, in 2015-06",
        "    Hours of work done by response: rapid 100.0%, normal 95.1%",
        "    Workforce test: passed by 2 of 3 reductions",
        "    Present cost of staff and bases £4,400,000, part of the cost below",
    ]


def test_beds_and_staff_together_are_one_line() -> None:
    lines = [line for line in answer(CASE, PLAN).splitlines() if "together" in line]
    assert lines == [
        "  Beds and staff together: £40,000,000 with weights; beds first and staff after cost £1,000,000 more"
    ]
    impossible = PLAN.sequence[0].model_copy(update={"difference_gbp": None, "reason": "Ward lacks nurses."})
    text = answer(CASE, PLAN.model_copy(update={"sequence": (impossible,)}))
    assert (
        "  Beds and staff together: £40,000,000 with weights; beds first cannot be staffed: Ward lacks nurses\n" in text
    )


def test_the_block_stays_within_twelve_lines_however_many_sites_close() -> None:
    move = next(row for row in CALENDAR if row.kind == "redeploy")
    option = with_calendar(tuple(move.model_copy(update={"from_site": f"site-{number}"}) for number in range(1, 9)))
    block = staffing_block(list(option_lines(CASE, option)))
    assert len(block) <= 12
    assert "    and from 4 more sites: see staff_calendar.csv" in block


def test_every_line_but_the_first_is_indented() -> None:
    assert all(line.startswith("  ") for line in answer(CASE, PLAN).splitlines()[1:])


def test_a_plan_without_staff_says_nothing_of_staff() -> None:
    case = made_up_case()
    assert "taff" not in answer(case, made_up_plan(case))

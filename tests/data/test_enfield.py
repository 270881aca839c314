"""Enfield: the programme reproduces the three-year table exactly, and answers what the annex leaves open."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.check.programme import check_programme
from capplan.decisions.programme import ProgrammePlan
from capplan.errors import Infeasible
from capplan.plan.findings.programme import programme_findings
from capplan.plan.option import solve_option
from capplan.plan.programme import plan_programme
from capplan.solve import Profile

FOLDER = Path(__file__).parents[2] / "data" / "enfield"
YEARS = ("2011/12", "2012/13", "2013/14")


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(FOLDER)


@pytest.fixture(scope="module")
def plan(case: Case) -> ProgrammePlan:
    return plan_programme(case, Profile())


def shown(plan: ProgrammePlan, end: str = "central") -> dict[str, float]:
    """Net of each year as the annex shows it."""
    return {row.year: row.shown_gbp for row in plan.figures.ranges if row.end == end}


def line(plan: ProgrammePlan, name: str) -> dict[str, tuple[float, float]]:
    """Exact and shown figures of a line by year."""
    return {row.year: (row.nominal_gbp, row.shown_gbp) for row in plan.figures.lines if row.line == name}


def pots(case: Case, plan: ProgrammePlan, pot: str) -> list[float]:
    """Net of one pot by year, as shown."""
    lines = {row.line for row in case.initiative_money if row.pot == pot}
    return [
        sum(row.shown_gbp for row in plan.figures.lines if row.line in lines and row.year == year) for year in YEARS
    ]


def test_the_programme_is_right(case: Case, plan: ProgrammePlan) -> None:
    assert check_programme(case, plan) == ()
    assert plan.proof.gap == pytest.approx(0.0, abs=1e-9)


def test_or1_to_or3_and_or5_the_three_year_table(plan: ProgrammePlan) -> None:
    assert [shown(plan)[year] for year in YEARS] == [-115_750, -399_000, -829_000]
    assert shown(plan)["all"] == -1_343_750


def test_or4_if_the_undecided_line_repeats(plan: ProgrammePlan) -> None:
    assert [shown(plan, "adverse")[year] for year in YEARS] == [-115_750, -399_000, -429_000]
    assert shown(plan, "adverse")["all"] == -943_750


def test_or6_nine_months_of_the_ended_contract(plan: ProgrammePlan) -> None:
    assert line(plan, "e07-saving")["2011/12"] == (pytest.approx(-1_113_750), pytest.approx(-1_113_750))


def test_or7_ten_months_of_the_new_beds(plan: ProgrammePlan) -> None:
    assert line(plan, "e05-beds")["2011/12"] == (pytest.approx(442_500), 443_000)


def test_or8_only_lines_that_name_the_decommissioned_beds(case: Case, plan: ProgrammePlan) -> None:
    assert pots(case, plan, "decommissioning") == pytest.approx([-565_750, -849_000, -879_000])


def test_or10_the_largest_third_year_that_keeps_a_million(plan: ProgrammePlan) -> None:
    assert -shown(plan)["all"] - 1_000_000 == 343_750
    assert -shown(plan, "adverse")["all"] - 1_000_000 == -56_250


def test_or11_one_month_of_both(plan: ProgrammePlan) -> None:
    """June 2011: the beds are open, and the contract runs until July."""
    starts = {row.initiative: row.month for row in plan.decisions.starts}
    assert (starts["e05"], starts["e07"]) == ("2011-06", "2011-07")
    june = next(row for row in plan.figures.months if row.month == "2011-06")
    assert june.cost_gbp - 46_250 == pytest.approx(44_250)
    assert june.benefit_gbp == 0


def test_or12_lines(case: Case) -> None:
    """35 lines, of which 6 carry money; the saving and the undecided year are lines of their own here."""
    paid = {row.initiative for row in case.initiative_money}
    assert (len(case.initiatives), len(paid), len(case.initiatives) - len(paid)) == (35, 6, 29)
    assert Counter(row.section for row in case.initiatives) == {
        "Obj1": 13, "Obj2": 6, "Obj3": 8, "Obj4": 2, "Obj5": 3, "Gov": 2, "PM": 1,
    }  # fmt: skip


def test_month_by_month_costs_run_ahead(plan: ProgrammePlan) -> None:
    """Facts I8: cumulative 46,250, 92,500, 183,000 (the peak), 149,750, then 33,250 less a month to -116,250."""
    level = [row.cumulative_gbp for row in plan.figures.months]
    assert level[:4] == pytest.approx([46_250, 92_500, 183_000, 149_750])
    assert level[11] == pytest.approx(-116_250)
    assert (plan.figures.totals.peak_gbp, plan.figures.totals.peak_month) == (pytest.approx(183_000), "2011-06")


def test_notice_over_its_range(case: Case, plan: ProgrammePlan) -> None:
    """Ended for July 2011: served in June if a month is enough, in July 2010 if it is a year."""
    (row,) = plan.figures.contracts
    assert (row.ends, row.notice_served_low, row.notice_served, row.notice_served_high) == (
        "2011-07", "2011-06", "2011-04", "2010-07",
    )  # fmt: skip
    found = {one.id: one for one in programme_findings(case, plan)}
    assert found["programme-notice-out-of-borough-beds"].severity == "warning"
    assert found["programme-notice-out-of-borough-beds"].figures["month_later_gbp"] == pytest.approx(123_750)


@pytest.mark.parametrize(("notice", "ends"), [(3, "2011-07"), (4, "2011-08"), (6, "2011-10")])
def test_a_longer_notice_puts_the_saving_off(case: Case, notice: int, ends: str) -> None:
    """Served as the plan begins; each month later costs 123,750."""
    contracts = [row.model_copy(update={"notice_months": notice}) for row in case.contracts]
    plan = plan_programme(replace(case, contracts=tuple(contracts)), Profile())
    assert next(row.month for row in plan.decisions.starts if row.initiative == "e07") == ends
    first = line(plan, "e07-saving")["2011/12"][0]
    assert first == pytest.approx(-1_113_750 + 123_750 * (notice - 3))


def test_a_notice_of_a_year_cannot_pay_for_the_first_year(case: Case) -> None:
    """No saving before April 2012, but 443,000 + 75,000 + 30,000 to pay from it: the pot is named."""
    contracts = [row.model_copy(update={"notice_months": 12}) for row in case.contracts]
    with pytest.raises(Infeasible, match="Money of the decommissioned out-of-borough beds, 2011/12"):
        plan_programme(replace(case, contracts=tuple(contracts)), Profile())


def test_spot_days_that_the_saving_carries(plan: ProgrammePlan) -> None:
    rows = {(row.contingency, row.year): row for row in plan.figures.contingencies}
    first = rows["spot-all-lines", "2011/12"]
    assert (first.saving_gbp, first.least, first.most) == (115_750, pytest.approx(115_750 / 300), 1157.5)
    assert rows["spot-beds-only", "2013/14"].units == pytest.approx(879_000 / 182)


def test_what_is_not_stated_is_marked(case: Case) -> None:
    rows = [
        *case.initiatives,
        *case.initiative_money,
        *case.pots,
        *case.contracts,
        *case.contingencies,
        *case.precedence,
    ]
    assert all(row.status and row.source for row in rows)
    assert all(row.reason and row.could_supply for row in rows if row.status == "assumed")


def test_the_eight_beds_are_opened_in_june_and_overflow_is_still_bought(case: Case) -> None:
    found = solve_option(case, "plan", Profile(mip_rel_gap=0.01))
    opened = {row.site: row for row in found.plan.figures.openings}
    assert opened["magnolia"].opens == "2011-06"
    assert opened["magnolia"].to_configuration == "ward-8"
    ended = {row.site: row.closed for row in found.plan.figures.closures}
    assert ended["out-of-borough"] <= "2011-07"
    spot = [row.load for row in found.plan.figures.bed_plan if row.site == "cost-per-case" and row.period > "2011-07"]
    assert min(spot) > 0

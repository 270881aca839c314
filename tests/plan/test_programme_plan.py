"""Programmes: discounting, rounding, ranges, transfers, causes where none is possible, and that freedom never costs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from capplan.case.case import Case
from capplan.case.header import Horizon, Identity, Parameters, ProgrammeAim, TravelMethod
from capplan.case.programme_tables import (
    BenefitShare,
    Initiative,
    InitiativeMoney,
    Pot,
    Precedence,
    ProgrammeBudget,
)
from capplan.case.read import read_case
from capplan.case.tables import Funder
from capplan.errors import Infeasible
from capplan.plan.programme import plan_programme
from capplan.plan.programme.ledger import half_up
from capplan.solve import Profile

TINY = Path(__file__).parents[2] / "formulations" / "programme" / "tiny"


def small(*lines: InitiativeMoney, months: int = 24, rate: float = 0.035, **initiative: object) -> Case:
    """A case with one initiative and what is given."""
    row = Initiative(initiative="one", title="One", kind="commission", use="must", **initiative)
    return Case(
        identity=Identity(id="small", title="Small"),
        horizon=Horizon(start="2025-04", months=months, standard_from="2025-04"),
        travel=TravelMethod(),
        parameters=Parameters(discount_rate=rate, acute_delayed_day_gbp=0, acute_admission_day_gbp=0),
        localities=(),
        areas=(),
        settings=(),
        cohorts=(),
        stays=(),
        growth=(),
        seasons=(),
        sites=(),
        configurations=(),
        funders=tuple(Funder(funder=name, title=name, pooled=False) for name in ("health", "council")),
        funding=(),
        area_travel_min={},
        initiatives=(row,),
        initiative_money=lines,
        pots=(Pot(pot="fund", title="Fund", funder="health"),),
    )


def line(name: str = "line", side: str = "cost", gbp: float = 100.0, **more: object) -> InitiativeMoney:
    given = {"money": "revenue", "timing": "recurring", "pot": "fund", "initiative": "one", "title": name, **more}
    return InitiativeMoney.model_validate({"line": name, "side": side, "gbp": gbp, **given})


def present(case: Case) -> float:
    return plan_programme(case, Profile()).figures.totals.present_gbp


@pytest.mark.parametrize(("rate", "worth"), [(0.035, 831.66), (0.03, 853.02)])
def test_a_hundred_a_year_for_ten_years_from_year_1(rate: float, worth: float) -> None:
    case = small(line(), months=132, rate=rate, earliest="2026-04", latest="2026-04")
    assert present(case) == pytest.approx(worth, abs=0.005)


def test_half_a_thousand_is_rounded_up() -> None:
    """Ten of twelve months of 531,000 are 442,500, shown as 443,000; to the even thousand it would be 442,000."""
    case = small(line(gbp=531_000.0, rounded_to_gbp=1000.0), months=12, earliest="2025-06", latest="2025-06")
    (row,) = plan_programme(case, Profile()).figures.lines
    assert (row.nominal_gbp, row.shown_gbp) == (pytest.approx(442_500), 443_000)
    assert half_up(-442_500, 1000) == -443_000
    assert half_up(442_499, 1000) == 442_000


@pytest.mark.parametrize(
    ("kind", "money", "share", "factor"),
    [
        ("none", "capital", None, 1.0),
        ("standard-buildings", "capital", None, 1.24),
        ("non-standard-buildings", "capital", None, 1.51),
        ("equipment", "capital", None, 3.0),
        ("equipment", "capital", 0.5, 1.5),
        ("equipment", "revenue", None, 1.0),
        ("outsourcing", "revenue", None, 1.41),
        ("outsourcing", "capital", None, 1.0),
        ("own", "revenue", 0.1, 1.1),
    ],
)
def test_optimism_bias_raises_costs_of_its_kind(kind: str, money: str, share: float | None, factor: float) -> None:
    one = line(gbp=1000.0, money=money, timing="one-off")
    case = small(one, optimism=kind, optimism_share=share, latest="2025-04")
    assert present(case) == pytest.approx(1000.0 * factor)


def test_benefits_ramp_and_count_in_part() -> None:
    """1,200 a year, half counted, ramp of three months: 50 a month at 1/4, 2/4, 3/4, then whole: 75 + 9 x 50."""
    one = line(side="benefit", gbp=1200.0, counted_share=0.5)
    case = small(one, months=12, ramp_months=3, latest="2025-04")
    assert present(case) == pytest.approx(-(75 + 450))


def test_money_that_begins_later_and_ends() -> None:
    """From the third month on, for six months, 10 a month; the duration of seven months ends it after five of them."""
    one = line(gbp=120.0, from_months=2, months=6)
    assert present(small(one, months=12, latest="2025-04")) == pytest.approx(60)
    assert present(small(one, months=12, latest="2025-04", duration_months=7)) == pytest.approx(50)


def test_the_range_of_an_undecided_line() -> None:
    one = line(gbp=100.0, low_gbp=0.0, high_gbp=400.0)
    plan = plan_programme(small(one, months=12, latest="2025-04"), Profile())
    assert [(row.end, row.shown_gbp) for row in plan.figures.ranges if row.year == "all"] == [
        ("central", pytest.approx(100.0)),
        ("favourable", 0.0),
        ("adverse", pytest.approx(400.0)),
    ]
    assert [(end.end, end.totals.nominal_gbp) for end in plan.ends] == [
        ("favourable", 0.0),
        ("adverse", pytest.approx(400.0)),
    ]


def test_transfers_make_every_partner_whole() -> None:
    """Health pays 100 and gains nothing; the council is credited with 300: it pays 100 over and keeps 200."""
    case = small(line(), line("saved", "benefit", 300.0), months=12, latest="2025-04")
    case = replace(case, benefit_shares=(BenefitShare(line="saved", funder="council", share=1.0),))
    rows = {row.funder: row for row in plan_programme(case, Profile()).figures.funders}
    assert rows["health"].net_present_gbp == pytest.approx(100)
    assert rows["health"].transfer_present_gbp == pytest.approx(-100)
    assert rows["council"].transfer_present_gbp == pytest.approx(100)


def test_a_pot_that_is_too_small_is_named_with_the_cheapest_way_out() -> None:
    case = replace(
        small(line(gbp=1200.0), months=12, latest="2025-04"),
        programme_budgets=(ProgrammeBudget(pot="fund", year="2025/26", revenue_gbp=1000.0),),
    )
    with pytest.raises(Infeasible) as caught:
        plan_programme(case, Profile())
    assert "Fund, 2025/26: £200 of revenue more than its limit would do" in str(caught.value)


def test_a_start_before_what_it_waits_for_is_named() -> None:
    case = small(latest="2025-04")
    other = Initiative(initiative="two", title="Two", kind="task", use="must", earliest="2025-06")
    waits = (Precedence(initiative="one", after="two", lag_months=1),)
    with pytest.raises(Infeasible) as caught:
        plan_programme(replace(case, initiatives=(*case.initiatives, other), precedence=waits), Profile())
    assert "One must start by 2025-04, before what it waits for: Two (first possible 2025-06, 1 months" in str(
        caught.value
    )


def test_an_empty_window_is_named() -> None:
    with pytest.raises(Infeasible, match="One has no month in which it may start"):
        plan_programme(small(earliest="2025-05", starts_only="year", latest="2025-08"), Profile())


FREEDOM = {
    "no capacity limits": {"programme_capacity": ()},
    "no budgets": {"programme_budgets": ()},
    "no precedence": {"precedence": ()},
    "no gates": {"benefit_gates": ()},
    "no other aims": {"aim": ProgrammeAim(gap_year="2026/27")},
}


@pytest.mark.parametrize("freedom", FREEDOM)
def test_more_freedom_never_costs_more(freedom: str) -> None:
    case = read_case(TINY)
    held = plan_programme(case, Profile()).proof.objective
    free = plan_programme(replace(case, **FREEDOM[freedom]), Profile()).proof.objective
    assert free <= held + 1e-6


def test_the_same_case_gives_the_same_plan() -> None:
    case = read_case(TINY)
    assert plan_programme(case, Profile()) == plan_programme(case, Profile())

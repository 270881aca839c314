"""Faults planted in a right choice of bases: each is named, and nothing else is said of a right one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from base_cases import base_case
from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case.case import Case
from capplan.check.base_facts import BaseFacts
from capplan.check.base_figures import recompute_base_figures
from capplan.check.bases import check_bases
from capplan.decisions.bases import BaseDecisions, BasePlan, TerritoryRow
from capplan.formulations.bases.demand import area_demand
from capplan.plan.bases import plan_bases
from capplan.solve import Profile
from small import small_case

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)


def county() -> Case:
    """Four areas in a row, 10 people each; east must be open, old never.

    West is 1, 2, 9, 12 minutes away, east 12, 9, 2, 1, mid 6 from all, old 0. Two bases of 20 people each:
    10 x (1 + 2 + 2 + 1) = 60, and 7 + 5 of rent: 72 GBP.
    """
    return base_case(
        {"a": 10, "b": 10, "c": 10, "d": 10},
        {
            "west": {"a": 1, "b": 2, "c": 9, "d": 12},
            "east": {"a": 12, "b": 9, "c": 2, "d": 1},
            "mid": {"a": 6, "b": 6, "c": 6, "d": 6},
            "old": {"a": 0, "b": 0, "c": 0, "d": 0},
        },
        {
            "west": {"cost_gbp_per_year": 7, "max_visits_per_year": 25},
            "east": {"use": "must", "cost_gbp_per_year": 5},
            "mid": {"cost_gbp_per_year": 1},
            "old": {"use": "never"},
        },
        borders=(("a", "b"), ("b", "c"), ("d", "c")),
        num_bases=2,
        max_base_imbalance=0.2,
        contiguous_territories=1,
        max_rapid_min=9,
    )


@pytest.fixture(scope="module")
def right() -> tuple[Case, BasePlan]:
    case = county()
    return case, plan_bases(case, EXACT)


def decided(plan: BasePlan, base_of: dict[str, str], is_open: tuple[str, ...] = ("west", "east")) -> BasePlan:
    rows = tuple(TerritoryRow(area=area, base=base) for area, base in base_of.items())
    return plan.model_copy(update={"decisions": plan.decisions.model_copy(update={"open": is_open, "territory": rows})})


def rules(case: Case, plan: BasePlan) -> set[str]:
    """Return the rules broken, without the figures that follow from other decisions."""
    return {one.rule for one in check_bases(case, plan) if not one.rule.startswith(("figure", "proof objective"))}


HOME = {"a": "west", "b": "west", "c": "east", "d": "east"}


def test_the_right_plan_passes_with_the_cost_by_hand(right: tuple[Case, BasePlan]) -> None:
    case, plan = right
    assert check_bases(case, plan) == ()
    assert {row.area: row.base for row in plan.decisions.territory} == HOME
    assert plan.figures.totals.objective_gbp == pytest.approx(72)
    # Mean way (1 + 2 + 2 + 1) / 4; two ways over two visits a round on top of 5 minutes between visits.
    assert plan.figures.totals.mean_min == pytest.approx(1.5)
    assert plan.figures.totals.travel_min_per_visit == pytest.approx(6.5)


@pytest.mark.parametrize(
    ("base_of", "is_open", "rule"),
    [
        ({**HOME, "c": "mid"}, ("west", "east"), "P2 only_open"),
        (HOME, ("west", "east", "mid"), "P3 num_open"),
        (HOME, ("west",), "P3 num_open"),
        ({"a": "west", "b": "west", "c": "mid", "d": "mid"}, ("west", "mid"), "P4 must_open"),
        ({"a": "old", "b": "old", "c": "east", "d": "east"}, ("old", "east"), "P4 must_open"),
        ({**HOME, "c": "west"}, ("west", "east"), "P5 max_visits"),
        ({**HOME, "b": "east"}, ("west", "east"), "P6 balance"),
        ({**HOME, "a": "east"}, ("west", "east"), "P7 rapid_reach"),
        ({**HOME, "b": "east", "c": "west"}, ("west", "east"), "P9 flow_kept"),
        ({"a": "east", "b": "west", "c": "east", "d": "west"}, ("west", "east"), "P8 own_area"),
    ],
)
def test_a_broken_rule_is_named(
    right: tuple[Case, BasePlan], base_of: dict[str, str], is_open: tuple[str, ...], rule: str
) -> None:
    case, plan = right
    assert rule in rules(case, decided(plan, base_of, is_open))


def test_a_base_listed_three_times_is_two_too_many(right: tuple[Case, BasePlan]) -> None:
    case, plan = right
    first = plan.decisions.open[0]
    decisions = plan.decisions.model_copy(update={"open": (*plan.decisions.open, first, first)})
    (broken,) = check_bases(case, plan.model_copy(update={"decisions": decisions}))
    assert (broken.rule, broken.where, broken.amount) == ("decisions ids", f"base {first}", 2.0)


def test_an_area_of_two_bases_and_one_of_none_are_named(right: tuple[Case, BasePlan]) -> None:
    case, plan = right
    twice = plan.decisions.model_copy(
        update={"territory": (*plan.decisions.territory, TerritoryRow(area="a", base="east"))}
    )
    less = plan.decisions.model_copy(update={"territory": plan.decisions.territory[1:]})
    for decisions, words in ((twice, "2 bases"), (less, "0 bases")):
        (broken,) = check_bases(case, plan.model_copy(update={"decisions": decisions}))
        assert (broken.rule, broken.where) == ("P1 one_base", "area a")
        assert words in broken.message


def test_only_the_cut_off_area_is_found_where_balance_holds() -> None:
    """Of four areas in a row the two ends go to one base: each end is cut off from the other by the middle."""
    free = county()
    free = replace(free, parameters=free.parameters.model_copy(update={"max_rapid_min": None}))
    plan = plan_bases(free, EXACT)
    broken = check_bases(free, decided(plan, {**HOME, "b": "east", "c": "west"}))
    found = {(one.rule, one.where) for one in broken if one.rule.startswith("P")}
    assert found == {("P9 flow_kept", "base west"), ("P9 flow_kept", "base east")}


def test_a_minute_out_of_reach_is_found(right: tuple[Case, BasePlan]) -> None:
    case, plan = right
    nearer = replace(case, parameters=case.parameters.model_copy(update={"max_rapid_min": 1.0}))
    broken = [one for one in check_bases(nearer, plan) if one.rule == "P7 rapid_reach"]
    assert [(one.where, one.amount) for one in broken] == [("area b", 1.0), ("area c", 1.0)]


@pytest.mark.parametrize(
    ("open_bases", "territory", "where"),
    [
        (("west", "nowhere"), None, "base nowhere"),
        (("west", "east", "east"), None, "base east"),
        (("west", "east"), [("a", "nowhere"), ("b", "west"), ("c", "east"), ("d", "east")], "base nowhere"),
        (("west", "east"), [*HOME.items(), ("moon", "east")], "area moon"),
    ],
)
def test_ids_that_cannot_be_read_are_named(
    right: tuple[Case, BasePlan], open_bases: tuple[str, ...], territory: list[tuple[str, str]] | None, where: str
) -> None:
    case, plan = right
    rows = tuple(TerritoryRow(area=area, base=base) for area, base in territory or HOME.items())
    decisions = plan.decisions.model_copy(update={"open": open_bases, "territory": rows})
    broken = check_bases(case, plan.model_copy(update={"decisions": decisions}))
    assert ("decisions ids", where) in {(one.rule, one.where) for one in broken}


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("travel_gbp", 1.0),
        ("base_gbp", 1.0),
        ("objective_gbp", 0.02),
        ("mean_min", 0.01),
        ("furthest_min", 0.01),
        ("travel_min_per_visit", 0.01),
        ("imbalance", 0.001),
        ("visits", 0.01),
        ("rapid_calls", 0.01),
    ],
)
def test_an_altered_total_is_found(right: tuple[Case, BasePlan], field: str, change: float) -> None:
    case, plan = right
    totals = plan.figures.totals
    altered = totals.model_copy(update={field: getattr(totals, field) + change})
    figures = plan.figures.model_copy(update={"totals": altered})
    (broken,) = check_bases(case, plan.model_copy(update={"figures": figures}))
    assert broken.rule == f"figure totals.{field}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("areas", 3),
        ("visits", 20.01),
        ("rapid_calls", 1.0),
        ("share_of_visits", 0.51),
        ("mean_min", None),
        ("furthest_min", 3.0),
        ("furthest_rapid_area", "b"),
        ("travel_min_per_visit", 6.6),
        ("travel_gbp", 31.0),
        ("base_gbp", 8.0),
    ],
)
def test_an_altered_figure_of_a_base_is_found(right: tuple[Case, BasePlan], field: str, value: Any) -> None:
    case, plan = right
    first, second = plan.figures.bases
    figures = plan.figures.model_copy(update={"bases": (first.model_copy(update={field: value}), second)})
    (broken,) = check_bases(case, plan.model_copy(update={"figures": figures}))
    assert (broken.rule, broken.where) == (f"figure bases.{field}", f"base {first.base}")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"bound": 80.0}, "proof bound"),
        ({"gap": 0.1}, "proof gap"),
        ({"objective": 71.0, "bound": 71.0}, "proof objective"),
        ({"bound": 36.0, "gap": 0.5}, "proof status"),
    ],
)
def test_a_false_proof_is_found(right: tuple[Case, BasePlan], changes: dict[str, float], rule: str) -> None:
    case, plan = right
    proof = plan.proof.model_copy(update=changes)
    assert rule in {one.rule for one in check_bases(case, plan.model_copy(update={"proof": proof}))}


def test_the_number_of_fixed_bases_is_the_case_s_own(right: tuple[Case, BasePlan]) -> None:
    case, plan = right
    assert "P3 num_open" in rules(case, plan.model_copy(update={"num_bases": 3}))


def test_an_unknown_scenario_is_named(right: tuple[Case, BasePlan]) -> None:
    case, plan = right
    (broken,) = check_bases(case, plan.model_copy(update={"scenario": "wish"}))
    assert broken.rule == "decisions ids"


def test_the_fixed_bases_beside_chosen_ones_are_checked_as_well() -> None:
    """The best one base is old's stand-in mid: 10 x 24 + 1 = 241; east alone is 10 x 24 + 5 = 245, 4 more."""
    case = county()
    free = {"max_base_imbalance": None, "max_rapid_min": None, "num_bases": 1}
    case = replace(case, parameters=case.parameters.model_copy(update=free))
    plan = plan_bases(case, EXACT, 1)
    assert check_bases(case, plan) == ()
    fixed = plan.instead_of
    assert fixed is not None
    assert (plan.decisions.open, fixed.decisions.open) == (("mid",), ("east",))
    assert fixed.more_gbp == pytest.approx(4)
    for changes, rule in (
        ({"more_gbp": 5.0}, "figure instead_of.more_gbp"),
        ({"more_min_per_visit": 5.0}, "figure instead_of.more_min_per_visit"),
        ({"totals": fixed.totals.model_copy(update={"base_gbp": 6.0})}, "figure instead_of.totals.base_gbp"),
        ({"decisions": plan.decisions}, "P4 must_open"),
        ({"proof": fixed.proof.model_copy(update={"bound": 300.0})}, "proof bound"),
    ):
        altered = plan.model_copy(update={"instead_of": fixed.model_copy(update=changes)})
        assert rule in {one.rule for one in check_bases(case, altered)}, rule


def demand_case() -> Case:
    """Work of every driver on the small case: 3,000 people in the north, 1,000 in the south."""
    recipe = {"skill": "care", "contact_min": 30.0}
    work = {"title": "Work", "response": "normal", "travels": True, "shortfall_gbp_per_hour": 1.0}

    def kind(name: str, driver: str, **changes: Any) -> staff.WorkType:
        return staff.WorkType(**{"work": name, "driver": driver, **work, **changes})

    return replace(
        small_case(),
        work_types=(
            kind("episode", "home-starts", of="step-down"),
            kind("any", "home-starts"),
            kind("ward", "occupied-days"),
            kind("staffed", "staffed-days"),
            kind("referral", "referrals", volume_per_year=100.0),
            kind("call", "fixed", volume_per_year=40.0, response="rapid"),
            kind("office", "older-people", volume_per_year=999.0, travels=False, response="rapid"),
        ),
        recipes=(
            staff.Recipe(work="episode", **recipe),
            staff.Recipe(work="episode", **{**recipe, "skill": "nursing"}, visits=2.0),
            staff.Recipe(work="any", **recipe, visits=1.0),
            staff.Recipe(work="ward", **recipe, visits=1.0),
            staff.Recipe(work="staffed", **recipe, visits=1.0),
            staff.Recipe(work="referral", **recipe, visits=3.0),
            staff.Recipe(work="call", **recipe, visits=1.5),
            staff.Recipe(work="office", **recipe, visits=1.0),
        ),
        tapers=(
            staff.Taper(work="episode", week=1, visits_per_day=2.0),
            staff.Taper(work="episode", week=2, visits_per_day=1.0),
        ),
    )


def demand_by_hand(factor: float) -> tuple[float, float]:
    """County visits and rapid calls: a fifth of 365 step-down people starts at home, no step-up people must."""
    starts = 0.2 * 365 * factor
    return starts * (7 * 3 + 2) + starts * 1 + 100 * 3 + 40 * 1.5, 40.0


@pytest.mark.parametrize(("scenario", "factor"), [("base", 1.0), ("longer", 1.1)])
def test_model_and_checker_count_the_demand_derived_by_hand(scenario: str, factor: float) -> None:
    case = demand_case().in_scenario(scenario)
    visits, calls = demand_by_hand(factor)
    shares = {"n1": 1800 / 4000, "n2": 1200 / 4000, "s1": 1000 / 4000}
    facts = BaseFacts(case)
    for area, demand in area_demand(case).items():
        wanted = (visits * shares[area], calls * shares[area])
        assert tuple(demand) == pytest.approx(wanted)
        assert (facts.visits[area], facts.rapid_calls[area]) == pytest.approx(wanted)


def test_a_cohort_that_is_always_at_home_starts_there_in_full() -> None:
    """73 step-up people, 1 visit each, on top of a fifth of the 365 others."""
    case = demand_case()
    case = replace(
        case,
        stays=(
            *(row for row in case.stays if row.cohort == "step-down"),
            t.Stay(cohort="step-up", setting="home", stay_days=9),
        ),
        work_types=tuple(row for row in case.work_types if row.work == "any"),
    )
    wanted = 73 + 0.2 * 365
    assert sum(one.visits for one in area_demand(case).values()) == pytest.approx(wanted)
    assert sum(BaseFacts(case).visits.values()) == pytest.approx(wanted)


def test_without_work_types_each_older_person_is_a_visit() -> None:
    case = small_case()
    assert {area: tuple(one) for area, one in area_demand(case).items()} == {
        "n1": (1800.0, 0.0),
        "n2": (1200.0, 0.0),
        "s1": (1000.0, 0.0),
    }
    assert BaseFacts(case).visits == {"n1": 1800.0, "n2": 1200.0, "s1": 1000.0}
    assert BaseFacts(case).rapid_calls == {"n1": 0.0, "n2": 0.0, "s1": 0.0}


def test_measured_travel_takes_the_place_of_the_territory_s() -> None:
    """West 20 visits at 30 measured minutes, east 20 at 5 + 2 x 1.5 / 2: (30 + 6.5) / 2."""
    case = county()
    measured = tuple(
        row.model_copy(update={"travel_min_per_visit": 30.0}) if row.base == "west" else row for row in case.bases
    )
    case = replace(case, bases=measured)
    plan = plan_bases(case, EXACT)
    assert check_bases(case, plan) == ()
    assert [row.travel_min_per_visit for row in plan.figures.bases] == pytest.approx([30.0, 6.5])
    assert plan.figures.totals.travel_min_per_visit == pytest.approx(18.25)


def test_the_imbalance_is_that_of_the_base_farthest_from_an_even_share(right: tuple[Case, BasePlan]) -> None:
    """Of 40 visits west has 10 and east 30, where even would be 20 each: half away from it."""
    case, plan = right
    uneven = decided(plan, {**HOME, "b": "east"}).decisions
    assert recompute_base_figures(BaseFacts(case), uneven).totals.imbalance == pytest.approx(0.5)


def test_where_nobody_is_visited_there_is_no_mean_and_no_imbalance() -> None:
    case = base_case({"a": 0, "b": 0}, {"west": {"a": 3, "b": 4}}, num_bases=1)
    decisions = BaseDecisions(open=("west",), territory=tuple(TerritoryRow(area=area, base="west") for area in "ab"))
    totals = recompute_base_figures(BaseFacts(case), decisions).totals
    assert (totals.mean_min, totals.travel_min_per_visit, totals.imbalance) == (None, None, 0.0)
    assert totals.furthest_min == 4

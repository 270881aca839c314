"""What the checker reads from the case: loads, limits, dates, costs, and how a quarter counts."""

from __future__ import annotations

import pytest

from capplan.case.case import Case
from capplan.check.answer import Answer
from capplan.check.facts import Facts
from capplan.check.money import stranded
from capplan.check.paths import check_paths
from capplan.decisions import BedDecisions, SiteConfiguration
from check.plans import answer_of
from small import small_case, with_row


def quarters(case: Case) -> Case:
    return small_case(
        horizon=case.horizon.model_copy(update={"months_per_period": 3}),
        parameters=case.parameters,
        sites=case.sites,
        transitions=case.transitions,
    )


def empty_answer(case: Case, **from_second_quarter: str) -> Answer:
    """Return an answer where nobody comes and the named sites change in 2013-07."""
    changed = {site.replace("_", "-"): name for site, name in from_second_quarter.items()}
    rows = tuple(
        SiteConfiguration(
            site=site.site,
            period=period.id,
            configuration=site.today if period.id < "2013-07" else changed.get(site.site, site.today),
        )
        for site in case.sites
        for period in case.periods
    )
    return answer_of(case, BedDecisions(configurations=rows, starts=(), waiting=(), diverted=()))


def test_the_safe_load_is_the_strictest_cohorts() -> None:
    facts = Facts(small_case(), "plan")
    ward, full = facts.case.sites[0], facts.case.configurations[0]
    # 24 beds: 0.75 x 24 for step-down, 0.8 x 24 for step-up.
    assert facts.safe(ward, full) == 18.0
    refusing = with_row(small_case(), "cohorts", "step-up", rule="refusal", rule_target=0.2)
    one_bed = with_row(refusing, "configurations", "ward-north/full", beds_staffed=1)
    # One bed: a / (1 + a) = 0.2 gives 0.25, less than 0.75.
    assert Facts(one_bed, "plan").safe(ward, one_bed.configurations[0]) == pytest.approx(0.25)


def test_the_limit_before_the_standard_is_never_below_the_safe_load() -> None:
    case = with_row(small_case(), "cohorts", "step-down", rule_target=0.99)
    case = with_row(case, "cohorts", "step-up", rule_target=0.99)
    ward, full = case.sites[0], case.configurations[0]
    # Full at 0.95 x 24 = 22.8; safe 0.99 x 24 = 23.76.
    assert Facts(case, "business-as-usual").cap(ward, full, 12) == pytest.approx(23.76)
    # Where the standard is stricter, business as usual fills its beds and the plan does not.
    small = small_case()
    assert Facts(small, "business-as-usual").cap(ward, full, 12) == pytest.approx(22.8)
    assert Facts(small, "plan").cap(ward, full, 12) == 18.0
    assert Facts(small, "do-minimum").cap(ward, full, 12) == 18.0


def test_the_scenario_changes_stays() -> None:
    facts = Facts(small_case().in_scenario("longer"), "plan")
    assert facts.stay_days["step-down", "hospital"] == pytest.approx(24.0)
    assert facts.stay_days["step-up", "hospital"] == 10.0


def test_costs_left_blank_follow_from_the_unit_cost() -> None:
    facts = Facts(small_case(), "plan")
    ward, full = facts.case.sites[0], facts.case.configurations[0]
    assert facts.fixed_gbp_per_year(ward, full) == pytest.approx(300 * 365 * 0.9 * 0.8 * 24)
    assert facts.variable_gbp_per_day(ward) == pytest.approx(300 * 0.2)
    assert facts.variable_gbp_per_day(facts.case.sites[2]) == 180.0


def test_a_spot_bed_is_safe_when_full() -> None:
    facts = Facts(small_case(), "plan")
    spot = facts.case.configurations_of["spot-county"][0]
    assert (facts.safe(facts.case.sites[2], spot), facts.full(spot)) == (8.0, 8.0)


@pytest.mark.parametrize(("per_month", "broken"), [(6.0, []), (5.0, ["B14 opening_ramp"])])
def test_a_quarter_may_open_three_months_of_beds(per_month: float, broken: list[str]) -> None:
    # 16 beds against 3 x 6 = 18 and 3 x 5 = 15.
    case = small_case()
    limits = {"max_beds_opened_per_month": per_month}
    case = quarters(small_case(parameters=case.parameters.model_copy(update=limits)))
    faults = check_paths(empty_answer(case, block_south="sixteen"))
    assert [fault.rule for fault in faults] == broken


@pytest.mark.parametrize(("months", "quarters_paid"), [(0, 0), (3, 1), (4, 2), (120, 5)])
def test_stranded_cost_is_paid_in_whole_periods_inside_the_horizon(months: int, quarters_paid: int) -> None:
    # Half the ward leaves in 2013-07: five of the six quarters follow; a fifth of 946,080 GBP a year.
    case = quarters(with_row(small_case(), "sites", "ward-north", stranded_months=months))
    answer = empty_answer(case, ward_north="half")
    paid = [gbp for _, gbp in stranded(answer, answer.changes[0])]
    assert paid == pytest.approx([0.2 * 946_080 / 4] * quarters_paid)

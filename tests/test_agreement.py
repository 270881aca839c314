"""Two codes that share nothing must say the same: the plan's figures and the checker's, the model's queue and its."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.check import erlang
from capplan.check.answer import read_answer
from capplan.check.compare import compare_figures
from capplan.check.facts import Facts
from capplan.check.figures import recompute_figures
from capplan.decisions import BedDecisions, Diverted, SiteConfiguration, Starts, Waiting
from capplan.formulations.beds.safe_load import full_loads, safe_loads
from capplan.plan.figures import bed_figures
from capplan.queueing import safe_load
from golden_lp import Formulation
from random_cases import cases
from random_decisions import random_decisions
from small import small_case, with_row

COUNTY = Path(__file__).parents[1] / "data" / "buckinghamshire"
# Both queues are solved to the last digits; the recursion and the sum of logarithms differ by rounding only.
NEAR = 1e-9
few = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def differences(case: Case, decisions: BedDecisions) -> list[str]:
    """Return every figure on which the plan and the checker disagree."""
    answer, faults = read_answer(Facts(case, "plan"), decisions)
    assert answer is not None, faults
    return [str(one) for one in compare_figures(bed_figures(case, decisions), recompute_figures(answer))]


def assert_loads_agree(case: Case) -> None:
    facts = Facts(case, "plan")
    safe, full = safe_loads(case), full_loads(case)
    assert set(safe) == set(full) == {(row.site, row.configuration) for row in case.configurations}
    for row in case.configurations:
        key = row.site, row.configuration
        assert facts.safe(case.site[row.site], row) == pytest.approx(safe[key], rel=NEAR), key
        assert facts.full(row) == pytest.approx(full[key], rel=NEAR), key


def hand_decisions(case: Case) -> BedDecisions:
    """The ward halves in 2013-10 and the block opens in 2013-08; a few people start, wait and are diverted."""
    changed = {"ward-north": ("2013-10", "half"), "block-south": ("2013-08", "sixteen")}
    return BedDecisions(
        configurations=tuple(
            SiteConfiguration(
                site=site.site,
                period=period.id,
                configuration=changed[site.site][1]
                if site.site in changed and period.id >= changed[site.site][0]
                else site.today,
            )
            for site in case.sites
            for period in case.periods
        ),
        starts=(
            Starts(cohort="step-down", locality="north", site="ward-north", period="2013-04", people=12.5),
            Starts(cohort="step-down", locality="south", site="block-south", period="2013-09", people=9.0),
            Starts(cohort="step-up", locality="south", site="home-county", period="2014-09", people=1.25),
        ),
        waiting=(Waiting(cohort="step-down", locality="south", period="2014-09", people=30.0),),
        diverted=(Diverted(cohort="step-up", locality="north", period="2013-05", people=4.0),),
    )


def test_figures_of_decisions_by_hand_agree_and_are_right() -> None:
    case = small_case()
    decisions = hand_decisions(case)
    assert differences(case, decisions) == []
    figures = bed_figures(case, decisions)
    # 12 beds fewer and 16 more; ward 24 and block 0 at the start, 12 and 16 at the end; spot beds and places apart.
    totals = figures.totals
    assert (totals.beds_changed, totals.beds_at_start, totals.beds_at_end) == (28, 24, 28)
    assert totals.diverted_people == 4
    # 12.5 people x 20 days / 30 days of April
    loads = {(row.site, row.period): row.load for row in figures.bed_plan}
    assert loads["ward-north", "2013-04"] == pytest.approx(12.5 * 20 / 30)
    # The queue of the south is 0.5 x 10 x 1/4 = 1.25 at the start and counts half of it in April; 30 at the very end.
    assert totals.waiting_bed_days == pytest.approx(30 * 5 / 2 + 30 * 30 / 2)


def test_agreement_would_notice_one_person_more() -> None:
    case = small_case()
    decisions = hand_decisions(case)
    more = decisions.starts[0].model_copy(update={"people": decisions.starts[0].people + 0.001})
    answer, _ = read_answer(Facts(case, "plan"), decisions.model_copy(update={"starts": (more, *decisions.starts[1:])}))
    assert answer is not None
    assert list(compare_figures(bed_figures(case, decisions), recompute_figures(answer)))


@few
@given(cases(), st.integers(0, 1000))
def test_figures_of_random_decisions_on_random_cases_agree(case: Case, seed: int) -> None:
    assert differences(case, random_decisions(case, seed)) == []


@pytest.mark.parametrize("seed", range(2))
def test_figures_of_random_decisions_on_the_county_agree(seed: int) -> None:
    case = read_case(COUNTY)
    assert differences(case, random_decisions(case, seed)) == []


def test_loads_of_the_tiny_case_agree() -> None:
    assert_loads_agree(Formulation("beds").case())


@pytest.mark.parametrize("scenario", ["base", "admissions-1385"])
def test_loads_of_the_county_agree(scenario: str) -> None:
    assert_loads_agree(read_case(COUNTY).in_scenario(scenario))


@few
@given(cases())
def test_loads_of_random_cases_agree(case: Case) -> None:
    assert_loads_agree(case)


def test_longer_stays_of_a_scenario_reach_both_queues() -> None:
    case = with_row(small_case(), "cohorts", "step-down", rule="wait", rule_target=0.1, wait_days=2)
    base, longer = safe_loads(case), safe_loads(case.in_scenario("longer"))
    # People who stay longer free beds more slowly, so the same wait needs a lower load.
    assert longer["ward-north", "full"] < base["ward-north", "full"]
    assert_loads_agree(case)
    assert_loads_agree(case.in_scenario("longer"))


@pytest.mark.parametrize("beds", [1, 2, 7, 24, 150, 1000])
@pytest.mark.parametrize("rule", ["refusal", "wait", "occupancy"])
@pytest.mark.parametrize("target", [0.001, 0.1, 0.85])
def test_safe_loads_agree_from_one_bed_to_a_thousand(beds: int, rule: str, target: float) -> None:
    stated = safe_load(beds, rule, target, 28.0, 2.0)
    assert erlang.safe_load(rule, target, 2.0, 28.0, beds) == pytest.approx(stated, rel=NEAR)


def test_one_bed_is_right_by_hand() -> None:
    # Refusals of one bed are a / (1 + a) = 0.2, so a = 0.25; of two (a^2 / 2) / (1 + a + a^2 / 2) = 0.2, so a = 1.
    assert safe_load(1, "refusal", 0.2, 28.0, 2.0) == pytest.approx(0.25)
    assert erlang.safe_load("refusal", 0.2, 2.0, 28.0, 1) == pytest.approx(0.25)
    assert safe_load(2, "refusal", 0.2, 28.0, 2.0) == pytest.approx(1.0)
    assert erlang.safe_load("refusal", 0.2, 2.0, 28.0, 2) == pytest.approx(1.0)

"""The coarse model of `beds` is a relaxation: whatever it counts together, no plan costs more there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capplan.case.case import Case
from capplan.decisions import OptionId
from capplan.formulations import beds
from capplan.formulations.beds.inputs import POOL, Inputs, Placement
from capplan.formulations.beds.spans import single_spans, spans_of
from capplan.solve import Profile, Status, run
from golden_lp import Formulation
from random_cases import cases
from small import small_case, with_row

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
OPTIONS: tuple[OptionId, ...] = ("business-as-usual", "do-minimum", "plan")
# Solver tolerances: objectives are thousands to millions of GBP.
NEAR = 1e-6
few = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def optimum_gbp(inputs: Inputs) -> float:
    result = run(beds.build(inputs), EXACT)
    assert result.status is Status.OPTIMAL
    return result.require_solution()


def assert_relaxes(case: Case, months: int, option: OptionId = "plan") -> None:
    inputs = beds.inputs_of(case, option)
    exact = optimum_gbp(inputs)
    assert optimum_gbp(inputs.coarse(months)) <= exact + NEAR * max(1.0, abs(exact))


def in_one_locality(case: Case) -> Case:
    """Return the case with the people of its first locality only."""
    first = case.localities[0]
    areas = tuple(area for area in case.areas if area.locality == first.locality)
    minutes = {
        (area, site): each for (area, site), each in case.area_travel_min.items() if area in {row.area for row in areas}
    }
    return replace(case, localities=(first,), areas=areas, area_travel_min=minutes)


@pytest.mark.parametrize("months", [1, 3, *(pytest.param(months, marks=pytest.mark.slow) for months in (2, 12))])
@pytest.mark.parametrize("option", OPTIONS)
def test_the_coarse_small_case_never_costs_more(months: int, option: OptionId) -> None:
    assert_relaxes(small_case(), months, option)


@pytest.mark.parametrize("months", [2, 3, 12, 24])
def test_the_coarse_tiny_case_never_costs_more(months: int) -> None:
    """Its periods are financial years, which no span joins: only its localities are pooled."""
    case = Formulation("beds").case()
    assert beds.inputs_of(case, "plan").coarse(months).spans == single_spans(case.periods)
    assert_relaxes(case, months)


@few
@given(cases(), st.sampled_from([2, 3, 12]), st.sampled_from(OPTIONS))
def test_the_coarse_model_of_any_case_never_costs_more(case: Case, months: int, option: OptionId) -> None:
    """Its rows on people are sums of the model's, and waiting inside a span is free."""
    assert_relaxes(case, months, option)


@few
@given(cases(), st.sampled_from([2, 3]))
def test_a_coarser_model_never_costs_more_than_a_finer_one(case: Case, months: int) -> None:
    """Spans of a year are whole runs of spans of two or three months."""
    inputs = beds.inputs_of(case, "plan")
    finer = optimum_gbp(inputs.coarse(months))
    assert optimum_gbp(inputs.coarse(12)) <= finer + NEAR * max(1.0, abs(finer))


@few
@given(cases())
def test_with_single_spans_and_one_locality_it_is_the_model_itself(case: Case) -> None:
    inputs = beds.inputs_of(in_one_locality(case), "plan")
    assert optimum_gbp(inputs.coarse(1)) == pytest.approx(optimum_gbp(inputs), rel=NEAR)


def test_with_single_spans_and_one_locality_the_small_case_is_itself() -> None:
    inputs = beds.inputs_of(in_one_locality(small_case()), "plan")
    assert optimum_gbp(inputs.coarse(1)) == pytest.approx(optimum_gbp(inputs), rel=NEAR)


def test_waiting_inside_a_span_is_free_and_at_its_ends_is_not() -> None:
    """A sudden month of many people costs less in a model that counts the quarter together.

    Step-down people come only in May; the coarse model spreads them over April to June.
    """
    case = small_case()
    seasons = tuple(row.model_copy(update={"index": 3.0 if row.month == 5 else 0.5}) for row in case.seasons)
    inputs = beds.inputs_of(replace(case, seasons=seasons), "business-as-usual")
    assert optimum_gbp(inputs.coarse(3)) < optimum_gbp(inputs) - 1_000


def test_spans_do_not_cross_a_financial_year() -> None:
    """Small case from April 2013, 18 months: five months are 5, 5 and 2 of each year, of which the second has six."""
    spans = spans_of(small_case().periods, 5)
    assert [(span.id, len(span.periods)) for span in spans] == [
        ("2013-04", 5),
        ("2013-09", 5),
        ("2014-02", 2),
        ("2014-04", 5),
        ("2014-09", 1),
    ]
    # April to August: 30 + 31 + 30 + 31 + 31 days.
    assert (spans[0].days, spans[0].last.id) == (153, "2013-08")


def test_a_pool_reaches_what_any_locality_reaches_at_the_least_weight() -> None:
    """The ward is 14 minutes from the north and 40 from the south; step-up people travel 30 at most."""
    case = small_case()
    coarse = beds.inputs_of(case, "plan").coarse(3)
    assert coarse.pools == {POOL: ("north", "south")}
    assert coarse.starts_gbp[Placement("step-down", POOL, "ward-north")] == pytest.approx(12 * 14 / 60)
    assert Placement("step-up", POOL, "ward-north") in coarse.placements
    assert Placement("step-up", "south", "ward-north") not in coarse.catchments
    assert coarse.catchments == beds.inputs_of(case, "plan").placements


def test_pooling_alone_lowers_the_cost_where_one_locality_is_far() -> None:
    """Within 20 minutes step-up people of the south reach no ward and are diverted; the pool reaches it."""
    case = with_row(small_case(), "cohorts", "step-up", max_travel_min=20.0)
    case = with_row(case, "stays", "step-up/home", max_share=0.0)
    inputs = beds.inputs_of(case, "plan")
    assert optimum_gbp(inputs.coarse(1)) < optimum_gbp(inputs) - 1_000

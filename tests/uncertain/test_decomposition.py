"""The decomposition finds what the extensive form finds, and keeps what must not change."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from pyomo.environ import NonNegativeReals, Var

from capplan.case.case import Case
from capplan.case.uncertainty_tables import Uncertainty
from capplan.check.uncertain import check_uncertain
from capplan.decisions.uncertain import Future
from capplan.errors import Infeasible, SolverTrouble
from capplan.formulations import uncertain
from capplan.formulations.workforce.places import nearest_territory
from capplan.plan.dive import TRANSITION, dive
from capplan.plan.uncertain import pool, solve_for_all, starts
from capplan.plan.uncertain import relaxed as relaxed_master
from capplan.plan.uncertain.decomposition import Search
from capplan.plan.uncertain.make import Made, make_uncertain
from capplan.plan.uncertain.master import CONFIGURATION
from capplan.plan.uncertain.relaxed import Relaxed
from capplan.plan.uncertain.sample import futures_of, mean_future, planned_future
from capplan.plan.uncertain.solve_for_all import Job
from capplan.solve import Profile, Status, run
from capplan.solve.session import Context, ModelStatus
from golden_lp import Formulation
from small import with_row

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
TINY = Formulation("uncertain")
SYSTEM = Formulation("system")
DAYS = 365


def weighed(case: Case, weight: float, level: float = 0.5) -> Case:
    return replace(case, parameters=case.parameters.model_copy(update={"cvar_weight": weight, "cvar_level": level}))


def decomposed(case: Case, futures: tuple[Future, ...]) -> Search:
    job = Job(case, nearest_territory(case), EXACT)
    master = job.master(futures)
    with job.pool(futures, master) as futures_apart:
        return job.search(master, futures_apart)


def whole(case: Case, futures: tuple[Future, ...]) -> float:
    result = run(uncertain.build(uncertain.inputs_of(case, "plan", futures=futures)), EXACT)
    assert result.status is Status.OPTIMAL
    return result.require_solution()


def made(case: Case, futures: tuple[Future, ...], try_on: int = 0) -> Made:
    return make_uncertain(case, nearest_territory(case), futures, EXACT, try_on=try_on)


def random_case(seed: int) -> tuple[Case, tuple[Future, ...]]:
    """The tiny case with other prices, ranges and weights, and three to six futures."""
    draw = random.Random(seed)
    case = weighed(TINY.case(), draw.choice([0.0, 0.0, 0.5, 1.0]), draw.choice([0.3, 0.6, 0.9]))
    undone = draw.choice([20.0, 40.0, 60.0])
    for work in ("bedside", "episodes"):
        case = with_row(case, "work_types", work, shortfall_gbp_per_hour=undone)
    case = with_row(
        case, "configurations", "block-a/ten", fixed_gbp_per_year=draw.choice([30_000.0, 60_000.0, 90_000.0])
    )
    ranges = [
        Uncertainty(uncertain=name, title=name, quantity=name, distribution="triangular", low=low, mode=mode, high=high)
        for name, low, mode, high in (("demand", 0.5, 1, 3.5), ("stay", 0.8, 1, 1.1), ("vacancy", 0, 0.05, 0.3))
    ]
    case = replace(case, uncertainty=tuple(ranges), scenario_chances=())
    return case, futures_of(case, draw.randint(3, 6), seed)


@pytest.mark.parametrize("weight", [0.0, 0.8])
def test_the_tiny_case_has_the_optimum_derived_by_hand(weight: float) -> None:
    case = weighed(TINY.case(), weight, 0.2)
    found = decomposed(case, uncertain.own_futures(case))
    wanted = DAYS * (1_056 if weight else 1_020)
    assert (found.objective, found.bound) == pytest.approx((wanted, wanted), rel=1e-7)


@pytest.mark.parametrize("seed", range(6))
def test_random_small_cases_have_the_optimum_of_the_extensive_form(seed: int) -> None:
    case, futures = random_case(seed)
    found = decomposed(case, futures)
    wanted = whole(case, futures)
    assert found.objective == pytest.approx(wanted, rel=1e-6)
    assert found.bound <= wanted * (1 + 1e-6)
    assert found.gap <= 1e-6


def test_several_periods_limits_and_closures_have_the_optimum_of_the_extensive_form() -> None:
    """The tiny case of `system` with a tenth fewer people in one future; nobody may wait in either."""
    case = SYSTEM.case()
    fewer = Uncertainty(
        uncertain="demand", title="Demand", quantity="demand", distribution="uniform", low=0.9, mode=1, high=1
    )
    case = replace(case, uncertainty=(fewer,))
    futures = (
        Future(future="planned", scenario="base", probability=0.5, tested=True),
        Future(future="fewer", scenario="base", probability=0.5, tested=False, values={"demand": 0.9}),
    )
    found = decomposed(case, futures)
    assert found.objective == pytest.approx(whole(case, futures), rel=1e-6)
    assert found.gap <= 1e-6


def in_fractions(case: Case, futures: tuple[Future, ...]) -> float:
    """The optimum of the extensive form with recruits and moves in fractions of steps."""
    model = uncertain.build(uncertain.inputs_of(case, "plan", futures=futures))
    for one in model.component_data_objects(Var):
        if one.local_name.startswith(("recruited", "redeployed")):
            one.domain = NonNegativeReals
    result = run(model, EXACT)
    assert result.status is Status.OPTIMAL
    return result.require_solution()


def test_a_relaxation_on_which_highs_fails_leaves_the_plan_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve_for_all, "FEW_STEPS", 0)
    case, futures = random_case(1)
    start = decomposed(case, futures).best
    assert start is not None

    def fails(*_: object) -> None:
        raise SolverTrouble("HiGHS failed while solving.")

    job = Job(case, nearest_territory(case), EXACT)
    master = job.master(futures)
    with job.pool(futures, master) as futures_apart:
        search = Search(master, futures_apart, Context(EXACT))
        monkeypatch.setattr(search.relaxed._session, "solve", fails)
        solve_for_all.solve(search, (start,))
    assert search.objective == pytest.approx(in_fractions(case, futures), rel=1e-6)
    assert search.bound <= search.objective


@pytest.mark.parametrize("seed", range(4))
def test_dives_and_fractions_of_steps_end_at_the_optimum_of_the_extensive_form(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(solve_for_all, "FEW_STEPS", 0)
    case, futures = random_case(seed)
    found = decomposed(case, futures)
    assert not found.whole
    assert found.objective == pytest.approx(in_fractions(case, futures), rel=1e-6)
    assert found.gap <= 1e-6


def test_a_closure_that_its_replacement_cannot_staff_is_left_to_the_end_of_a_dive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two futures of the tiny case of `system`, where closing waits for the staff of the home team."""
    monkeypatch.setattr(solve_for_all, "FEW_STEPS", 0)
    case, futures = SYSTEM.case(), (planned_future(SYSTEM.case()),)
    master = Job(case, nearest_territory(case), EXACT).master(futures)
    relaxed, paths = Relaxed(master, Context(EXACT)), master.paths()
    relaxed.solve()
    everything_closed = np.zeros(master.compiled.num_columns)
    for column, (component, index) in zip(master.first_columns, master.first, strict=True):
        beds = {(row.site, row.configuration): row.beds_staffed for row in case.configurations}
        everything_closed[column] = float(component == CONFIGURATION and beds[index[0], index[1]] == 0)
    dived = dive(relaxed, paths, everything_closed, math.inf)
    assert dived is not None and dived.late
    assert set(dived.held) | set(dived.late) == set(paths.sites)
    least = relaxed.objective()
    assert relaxed.solve() == ModelStatus.kOptimal and relaxed.objective() <= least  # every column is free again


def test_the_path_nearest_to_an_answer_changes_only_where_it_may() -> None:
    case = SYSTEM.case()
    master = Job(case, nearest_territory(case), EXACT).master((planned_future(case),))
    paths = master.paths()
    arcs = {index for component, index in master.first if component == f"beds.{TRANSITION}"}
    draw = np.random.default_rng(3)
    for site in paths.sites:
        share, (columns, values) = paths.nearest(site, draw.random(master.compiled.num_columns))
        assert 0.0 <= share <= 1.0
        runs = {}
        for column, value in zip(columns, values, strict=True):
            if value:
                _, index = master.first[int(np.searchsorted(master.first_columns, column))]
                runs[index[2]] = index[1]
        assert list(runs) == [period.id for period in case.periods]
        before = case.site[site].today
        for period, now in runs.items():
            assert (site, before, now, period) in arcs
            before = now


def test_cuts_without_a_price_leave_the_relaxation_and_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve_for_all, "FEW_STEPS", 0)
    case, futures = random_case(2)
    wanted = decomposed(case, futures).objective
    monkeypatch.setattr(relaxed_master, "MANY_CUTS", 0)
    monkeypatch.setattr(relaxed_master, "IDLE_ANSWERS", 1)
    assert decomposed(case, futures).objective == pytest.approx(wanted, rel=1e-6)


def test_a_future_that_must_be_met_cuts_off_what_cannot_meet_it() -> None:
    """With four spot beds only the block can take the many who come; the planned future alone need not know."""
    case = with_row(TINY.case(), "configurations", "spot-a/spot", beds_staffed=4)
    futures = uncertain.own_futures(case)
    found = decomposed(case, futures)
    assert found.objective == pytest.approx(whole(case, futures), rel=1e-7)
    assert any(answer.value is None for _, answers in found.tried for answer in answers)


def test_futures_that_nobody_can_meet_are_infeasible() -> None:
    case = with_row(TINY.case(), "configurations", "spot-e/spot", beds_staffed=4)
    with pytest.raises(Infeasible):
        decomposed(case, uncertain.own_futures(case))


def test_a_future_split_in_two_changes_nothing() -> None:
    case, futures = random_case(1)
    last = futures[-1]
    half = {"probability": last.probability / 2}
    split = (*futures[:-1], last.model_copy(update=half), last.model_copy(update={**half, "future": "again"}))
    assert decomposed(case, split).objective == pytest.approx(decomposed(case, futures).objective, rel=1e-6)


def test_knowing_more_is_never_worth_less_than_nothing_and_lies_between_its_bounds() -> None:
    """The tiny case for the mean alone: knowing is worth 212.50 a day (tiny.md)."""
    case = weighed(TINY.case(), 0.0)
    plan = made(case, uncertain.own_futures(case)).plan
    known = plan.value_of_perfect_information
    assert 0.0 <= known.low_gbp <= 212.5 * DAYS <= known.high_gbp
    assert 0.0 <= plan.value_of_stochastic_solution.low_gbp <= plan.value_of_stochastic_solution.high_gbp


@pytest.mark.parametrize("seed", [0, 2])
def test_the_checker_agrees_with_every_future_and_every_chance(seed: int) -> None:
    case, futures = random_case(seed)
    found = made(case, futures, try_on=6)
    assert check_uncertain(found.case, found.plan, found.recourses) == ()
    assert {row.plan for row in found.plan.plans} >= {"robust", "business-as-usual"}


def test_the_same_seed_gives_the_same_plan() -> None:
    case, futures = random_case(3)
    assert made(case, futures, try_on=4).plan == made(case, futures, try_on=4).plan


def test_processes_of_their_own_give_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "SMALL", 0)
    case, _ = random_case(4)
    many = futures_of(case, 4, 9)
    assert decomposed(case, many).objective == pytest.approx(whole(case, many), rel=1e-6)


def test_a_search_that_is_over_at_once_keeps_the_plan_it_began_with() -> None:
    case, futures = random_case(5)
    known = decomposed(case, futures)
    assert known.best is not None
    job = Job(case, nearest_territory(case), replace(EXACT, time_limit_s=1e-6))
    master = job.master(futures)
    with job.pool(futures, master) as futures_apart:
        found = job.search(master, futures_apart, (known.best,))
    assert found.ended == "limit"
    assert found.objective == pytest.approx(known.objective)
    assert found.bound <= known.objective


def test_a_search_that_is_over_at_once_has_todays_estate_with_its_best_staff() -> None:
    case, futures = random_case(5)
    job = Job(case, nearest_territory(case), replace(EXACT, time_limit_s=1e-6))
    master = job.master(futures)
    with job.pool(futures, master) as futures_apart:
        found = job.search(master, futures_apart)
    assert found.best is not None
    assert np.array_equal(found.best[found.configuration], master.today())
    assert found.objective >= whole(case, futures) * (1 - 1e-6)


def test_plans_for_the_dearest_futures_suit_them_better_than_the_plan_for_the_mean(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(starts, "SMALL", 0)
    monkeypatch.setattr(starts, "DEAR_SHARES", (0.2,))
    case, _ = random_case(2)
    futures = futures_of(weighed(case, 0.0), 10, 2)
    job = Job(weighed(case, 0.0), nearest_territory(case), EXACT)
    master = job.master(futures)
    with job.pool(futures, master) as futures_apart:
        mean = starts.expected(job, futures, master)
        assert mean is not None
        costs = [float(master.first_cost @ mean) + (one.value or 0.0) for one in futures_apart.solve(mean)]
        found = starts.dear(job, futures, costs, master)
    assert len(found) == 1
    two_dearest = tuple(futures[number] for number in np.argsort(-np.array(costs))[:2])
    dear = (mean_future(two_dearest), futures[0].model_copy(update={"probability": 0.0}))
    over_them = job.master(dear)
    place = {label: number for number, label in enumerate(master.first)}
    with job.pool(dear, over_them) as pair:
        cost = {
            name: over_them.total(over_first, pair.solve(over_first))
            for name, first in (("mean", mean), ("dear", found[0]))
            for over_first in [np.array([first[place[label]] for label in over_them.first])]
        }
    assert cost["dear"] <= cost["mean"] * (1 + 1e-9)
    assert cost["dear"] == pytest.approx(whole(job.case, dear), rel=1e-6)


def test_small_cases_are_searched_without_plans_for_the_dearest_futures() -> None:
    case, futures = random_case(2)
    job = Job(case, nearest_territory(case), EXACT)
    assert starts.dear(job, futures, [1.0] * len(futures), job.master(futures)) == []


def test_many_recruits_come_in_fractions_of_steps_whatever_else_of_the_first_stage_is_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sites that may grow and shrink have a whole number of their own, which says nothing of staff."""
    monkeypatch.setattr(solve_for_all, "FEW_STEPS", 0)
    case = SYSTEM.case()
    ten = next(row for row in case.configurations if (row.site, row.configuration) == ("ward-a", "ten"))
    closes = next(row for row in case.transitions if row.site == "ward-a")
    case = replace(
        case,
        configurations=(*case.configurations, ten.model_copy(update={"configuration": "twelve", "beds_staffed": 12})),
        transitions=(*case.transitions, closes.model_copy(update={"to_configuration": "twelve"})),
    )
    master = Job(case, nearest_territory(case), EXACT).master((planned_future(case),))
    whole_ones = {
        label.component
        for label, whole_one in zip(master.first, master.compiled.integer[master.first_columns], strict=True)
        if whole_one
    }
    assert "beds.grows_first" in whole_ones
    assert not master.whole_steps

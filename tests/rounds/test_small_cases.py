"""Small days as a planner writes them: levels, rapid calls, bikes, handover, buffers, a client's several visits.

Odd minutes and hours, so that nothing lies on a grid. The search, the whole model and the checker must agree.
"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from capplan import rounds
from capplan.case import visit_tables as day
from capplan.case.case import Case
from capplan.check.visits import check_visits
from capplan.formulations import visits
from capplan.plan.visits.timing import decisions_of
from capplan.solve import Profile, run
from small_visits import PLACES, visit_case
from visit_plans import plan_of

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
FAST, ALL = range(8), range(8, 40)


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def small_case(seed: int) -> Case:
    """Return a random day of six visits and two or three carers."""
    rng = random.Random(seed)
    base = visit_case()
    figures = base.parameters.model_copy(
        update={
            "handover_min": rng.choice([0.0, 2.5]),
            "buffer_min": rng.choice([0.0, 1.3]),
            "rapid_hours": rng.choice([1.25, 3.0]),
            "deviation_gbp_per_min": rng.choice([0.05, 0.3]),
            "unserved_normal_gbp": rng.choice([5.0, 60.0]),
            "unserved_gbp_per_min": 0.5,
        }
    )
    names = [f"k{number}" for number in range(1, rng.choice([3, 4]))]
    rows = tuple(_visit(rng, number, names) for number in range(1, 7))
    pairs = (day.VisitPair(first="v1", second="v2", min_gap_min=17, max_gap_min=rng.choice([None, 95])),)
    places = tuple(
        day.VisitPlace(place=place, lat=round(52.0 + rng.randrange(60) / 1000, 3), lon=round(rng.random() / 10, 3))
        for place in PLACES[1:]
    )
    return replace(
        base, parameters=figures, visits=rows, visit_pairs=pairs, visit_places=places, visit_travel=(),
        carers=tuple(_carer(rng, name) for name in names),
    )  # fmt: skip


def _visit(rng: random.Random, number: int, carers: list[str]) -> day.VisitRow:
    two, rapid = rng.random() < 0.35, rng.random() < 0.25
    opens = 480 + rng.randrange(170)
    again = f" {clock(opens + 130)}-{clock(opens + 130 + rng.randrange(20))}" if rng.random() < 0.2 else ""
    return day.VisitRow(
        visit=f"v{number}",
        client="c1" if number <= 2 else f"c{number}",
        place=PLACES[1] if number <= 2 else rng.choice(PLACES[1:]),
        base=rng.choice(["base-north", "base-south"]),
        duration_min=rng.randrange(11, 44),
        windows=None if rapid else f"{clock(opens)}-{clock(opens + rng.randrange(41))}{again}",
        called=clock(opens) if rapid else None,
        response="rapid" if rapid else "planned",
        preferred_start=None if rapid or rng.random() < 0.4 else clock(opens),
        carers=2 if two else 1,
        skills=rng.choice(["care", "care", "nursing", "nursing:2", "care nursing"]),
        second_skills=rng.choice([None, "care"]) if two else None,
        must_not=carers[0] if rng.random() < 0.1 else "",
        preferred_carers=rng.choice(carers[1:]) if rng.random() < 0.4 else "",
        priority=rng.choice(["normal", "high"]),
        buffer_min=rng.choice([None, None, 4.7]),
    )


def _carer(rng: random.Random, name: str) -> day.CarerRow:
    begins = 430 + rng.randrange(60)
    shifts = f"{clock(begins)}-{clock(begins + rng.randrange(180, 380))}"
    if rng.random() < 0.3:
        shifts = f"{clock(begins)}-{clock(begins + 130)} {clock(begins + 161)}-{clock(begins + 290)}"
    paused = rng.random() < 0.6
    return day.CarerRow(
        carer=name,
        base=rng.choice(["base-north", "base-south"]),
        skills=rng.choice(["care", "nursing:2 care", "nursing care", "nursing:2"]),
        shifts=shifts,
        mode=rng.choice(["car", "car", "bike"]),
        pay_gbp_per_hour=rng.choice([12.3, 19.0, 27.9]),
        paid_hours=rng.choice([None, 7 / 3, 3.5]),
        max_hours=rng.choice([None, 11 / 3]),
        overtime_gbp_per_hour=8.0,
        break_min=25 if paused else 0,
        break_hours=f"{clock(begins + 95)}-{clock(begins + 125)}" if paused else None,
        break_if_longer_hours=2.1666,
    )


def check(seed: int) -> None:
    case = small_case(seed)
    inputs = visits.inputs_of(case)
    found = rounds.solve(inputs, time_limit_s=60.0, gap=0.0, seed=0, iterations=1500)
    plan = plan_of(case, decisions_of(inputs, found.rounds))
    assert check_visits(case, plan) == ()
    assert plan.figures.totals.objective_gbp == pytest.approx(found.objective, abs=1e-5)
    best = run(visits.build(inputs), EXACT).require_solution()
    # Starts are whole seconds in a plan; the model may choose between them.
    assert found.bound <= best + 1e-5
    assert found.objective == pytest.approx(best, abs=0.02)


@pytest.mark.parametrize("seed", FAST)
def test_search_model_and_checker_agree(seed: int) -> None:
    check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ALL)
def test_search_model_and_checker_agree_on_many_days(seed: int) -> None:
    check(seed)


def test_the_days_have_every_feature() -> None:
    """Often enough to be decided about: what no day has is not tested."""
    days = [small_case(seed) for seed in (*FAST, *ALL)]
    rows = [visit for case in days for visit in case.visits]
    people = [carer for case in days for carer in case.carers]
    features = {
        "rapid": sum(row.response == "rapid" for row in rows),
        "level": sum(":2" in row.skills for row in rows),
        "two people": sum(row.carers == 2 for row in rows),
        "two skills": sum(row.second_skills is not None for row in rows),
        "must not": sum(bool(row.must_not) for row in rows),
        "known carer": sum(bool(row.preferred_carers) for row in rows),
        "own buffer": sum(row.buffer_min is not None for row in rows),
        "several windows": sum(" " in (row.windows or "") for row in rows),
        "bike": sum(one.mode == "bike" for one in people),
        "two shifts": sum(" " in one.shifts for one in people),
        "break": sum(one.break_min > 0 for one in people),
        "most hours": sum(one.max_hours is not None for one in people),
        "handover": sum(case.parameters.handover_min > 0 for case in days),
        "longest gap": sum(case.visit_pairs[0].max_gap_min is not None for case in days),
    }
    assert all(count >= 10 for count in features.values()), features

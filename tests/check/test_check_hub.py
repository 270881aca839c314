"""Planted faults in a hub plan: each is named, and a right plan has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from capplan.case.case import Case
from capplan.case.hub_tables import HubVolume
from capplan.case.tables import Season
from capplan.check.hub import check_hub
from capplan.check.hub_facts import HubFacts, slots
from capplan.check.hub_figures import needs, weeks_met
from capplan.check.hub_queue import promise_kept, served
from capplan.check.violation import ROUNDING
from capplan.decisions.hub import HubAnswer, HubBreak, HubDecisions, HubPlan, HubShared, HubStart, HubWork
from capplan.plan.hub import plan_hub
from capplan.queueing import answered
from capplan.solve import Profile
from golden_lp import Formulation

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)


COUNTED = (
    HubVolume(month="2015-06", contact="call", contacts=60, reported_in_time_share=0.9),
    HubVolume(month="2015-07", contact="call", contacts=4000),
)


@cache
def right() -> tuple[Case, HubPlan]:
    case = replace(Formulation("hub").case(), hub_volumes=COUNTED)
    return case, plan_hub(case, EXACT, simulated_weeks=10)


def rules(plan: HubPlan) -> set[str]:
    return {fault.rule for fault in check_hub(right()[0], plan)}


def decide(**changes: Any) -> HubPlan:
    plan = right()[1]
    return plan.model_copy(update={"decisions": plan.decisions.model_copy(update=changes)})


def without(rows: tuple[Any, ...], **named: Any) -> tuple[Any, ...]:
    kept = tuple(row for row in rows if any(getattr(row, key) != value for key, value in named.items()))
    assert len(kept) == len(rows) - 1
    return kept


def changed(rows: tuple[Any, ...], change: dict[str, Any], **named: Any) -> tuple[Any, ...]:
    row = next(row for row in rows if all(getattr(row, key) == value for key, value in named.items()))
    return (*without(rows, **named), row.model_copy(update=change))


def test_a_right_plan_has_no_fault() -> None:
    assert check_hub(*right()) == ()


def decisions() -> HubDecisions:
    return right()[1].decisions


FAULTS: dict[str, tuple[str, Callable[[], HubPlan]]] = {
    "a person too few on a call": (
        "H1 cover",
        lambda: decide(answers=without(decisions().answers, contact="call", half_hour=16)),
    ),
    "one clerk whole in two queues": (
        "H2 one_queue",
        lambda: decide(starts=changed(decisions().starts, {"people": 1}, shift="wed", start=113)),
    ),
    "mail done in time that nobody has": (
        "H3 busy",
        lambda: decide(works=changed(decisions().works, {"people": 0.6}, contact="mail", half_hour=208)),
    ),
    "no time left for briefings": (
        "H4 away",
        lambda: decide(works=changed(decisions().works, {"people": 0.9}, contact="mail", half_hour=160)),
    ),
    "a break not taken": ("H5 breaks_taken", lambda: decide(breaks=())),
    "a break outside its window": (
        "H5 breaks_taken",
        lambda: decide(breaks=(HubBreak(shift="fri", start=208, half_hour=210, people=1),)),
    ),
    "somebody alone on Saturday": (
        "H6 least_on_duty",
        lambda: decide(starts=changed(decisions().starts, {"people": 1}, shift="sat")),
    ),
    "work lost": ("H7 backlog_kept", lambda: decide(works=without(decisions().works, contact="post", half_hour=16))),
    "post a day late": (
        "H8 in_time",
        lambda: decide(works=changed(decisions().works, {"half_hour": 112}, contact="post", half_hour=64)),
    ),
    "more shifts than posts": (
        "H9 posted",
        lambda: decide(starts=changed(decisions().starts, {"people": 2}, shift="thu")),
    ),
    "half a person": (
        "H9 posted",
        lambda: decide(posts=changed(decisions().posts, {"posts": 0.7}, contract="lead-person")),
    ),
    "a post too many": (
        "H10 posts_limits",
        lambda: decide(posts=changed(decisions().posts, {"posts": 1.5}, contract="clerk-hours")),
    ),
    "the health team asked for two": (
        "H11 max_shared",
        lambda: decide(shared=(*decisions().shared, HubShared(contact="line", half_hour=304, people=1))),
    ),
    "the health team in the hub's hours": (
        "H11 max_shared",
        lambda: decide(shared=(*decisions().shared, HubShared(contact="call", half_hour=209, people=1))),
    ),
    "a clerk on the clinical line": (
        "may answer",
        lambda: decide(
            answers=(*decisions().answers, HubAnswer(role="clerk", contact="clinical", half_hour=16, people=1))
        ),
    ),
    "a shift that may not begin then": (
        "shift start",
        lambda: decide(starts=(*decisions().starts, HubStart(shift="mon", start=18, people=1))),
    ),
    "a contact that is not there": (
        "decisions ids",
        lambda: decide(works=(*decisions().works, HubWork(role="clerk", contact="fax", half_hour=16, people=0.1))),
    ),
    "a half hour outside the week": (
        "decisions ids",
        lambda: decide(starts=(*decisions().starts, HubStart(shift="mon", start=336, people=1))),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_named(name: str) -> None:
    rule, make = FAULTS[name]
    assert rule in rules(make())


@pytest.mark.parametrize(
    ("field", "amount"), [("fte", 0.01), ("pay_gbp", 0.5), ("weeks_met_share", 0.01), ("shared_gbp", 1.0)]
)
def test_an_altered_total_is_named(field: str, amount: float) -> None:
    plan = right()[1]
    totals = plan.figures.totals.model_copy(update={field: getattr(plan.figures.totals, field) + amount})
    altered = plan.model_copy(update={"figures": plan.figures.model_copy(update={"totals": totals})})
    assert f"figure totals.{field}" in rules(altered)


def test_an_altered_requirement_is_named() -> None:
    plan = right()[1]
    needs = changed(plan.figures.needs, {"required": 2}, contact="call", half_hour=16)
    altered = plan.model_copy(update={"figures": plan.figures.model_copy(update={"needs": needs})})
    assert "figure needs.required" in rules(altered)


def test_an_objective_below_its_bound_or_its_parts_is_named() -> None:
    plan = right()[1]
    proof = plan.proof.model_copy(update={"objective": plan.proof.objective - 5})
    assert any("proof" in rule for rule in rules(plan.model_copy(update={"proof": proof})))


def test_an_interval_without_its_share_is_named() -> None:
    plan = right()[1]
    row = plan.simulated[0].model_copy(update={"high": plan.simulated[0].in_time_share - 0.01})
    assert "simulated interval" in rules(plan.model_copy(update={"simulated": (row, *plan.simulated[1:])}))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"low": 0.99, "in_time_share": 0.5}, "simulated interval"),
        ({"deadline_hours": 3.0}, "simulated deadline"),
        ({"planned_share": 0.99}, "simulated work planned"),
    ],
)
def test_work_simulated_that_cannot_be_is_named(change: dict[str, float], rule: str) -> None:
    first, *others = right()[1].simulated_work
    assert rule in rules(right()[1].model_copy(update={"simulated_work": (first.model_copy(update=change), *others)}))


def test_the_checkers_queue_agrees_with_the_optimisers() -> None:
    """Two derivations: quadrature over the wait here, sums of beta distributions there."""
    for agents, load, patience in ((1, 0.3, 4.0), (2, 1.6, 1.0), (5, 4.5, 10.0), (12, 9.0, 3.0)):
        ours = served(agents, load, 1.0 / 9.0, 9.0 / patience)
        theirs = answered(agents, load, 9.0, 60.0, patience)
        assert ours.in_time == pytest.approx(float(theirs.in_time), abs=1e-9)
        assert ours.abandoned == pytest.approx(float(theirs.abandoned), abs=1e-9)
        assert ours.occupancy == pytest.approx(float(theirs.occupancy), abs=1e-9)
    patient = served(3, 2.0, 1.0 / 9.0, None)
    assert patient.in_time == pytest.approx(float(answered(3, 2.0, 9.0, 60.0).in_time), abs=1e-9)


def test_a_month_that_is_answered_better_than_the_people_planned_can_is_named() -> None:
    quiet, busy = right()[1].figures.months
    # June: 60 calls in 30 days are twice the usual one a day; July: 4,000 in 31 days are 129 a day.
    assert (quiet.per_day, quiet.factor) == (2.0, pytest.approx(2.0))
    assert busy.per_day == pytest.approx(4000 / 31)
    assert not busy.kept
    assert busy.needed_hours > quiet.needed_hours
    assert busy.in_time_share < quiet.in_time_share
    figures = right()[1].figures
    for better in (busy.model_copy(update={"kept": True}), busy.model_copy(update={"in_time_share": 0.9})):
        altered = figures.model_copy(update={"months": (quiet, better)})
        assert any("months" in rule for rule in rules(right()[1].model_copy(update={"figures": altered})))


@pytest.mark.parametrize(
    ("days", "hours", "wanted"),
    [
        ("monday", (8.0, 9.5), [16, 17, 18]),
        # From half past ten at night till one: five half hours, two of them on the next day.
        ("monday", (22.5, 1.0), [45, 46, 47, 48, 49]),
        ("sunday", (23.5, 0.5), [335, 0]),
        ("monday", (7.0, 7.0), [14 + step for step in range(48)]),
        ("weekdays", (0.0, 0.5), [0, 48, 96, 144, 192]),
    ],
)
def test_a_band_of_hours_may_run_past_midnight_and_past_the_week(
    days: str, hours: tuple[float, float], wanted: list[int]
) -> None:
    assert slots(days, *hours) == wanted


def weeks_case(share: float, spread: float) -> Case:
    """Return the case planned for a share of the weeks of the year."""
    case = right()[0]
    figures = {"hub_weeks_share": share, "hub_week_spread": spread}
    return replace(case, parameters=case.parameters.model_copy(update=figures))


@pytest.mark.parametrize(("share", "factor"), [(31 / 366, 0.5), (32 / 366, 1.0), (337 / 366, 1.0), (1.0, 1.5)])
def test_the_week_planned_for_is_the_first_that_reaches_the_share(share: float, factor: float) -> None:
    """Weeks of a month are alike: January (31 days) is half, February (29 days) one and a half of the ten others."""
    index = {1: 0.5, 2: 1.5}
    seasons = tuple(Season(month=month, index=index.get(month, 1.0)) for month in range(1, 13))
    case = replace(weeks_case(share, 0.0), seasons=seasons)
    mean = (31 * 0.5 + 29 * 1.5 + 306) / 366
    assert HubFacts(case, "weeks").factor == pytest.approx(factor / mean)
    assert HubFacts(case, "mean").factor == 1.0


@pytest.mark.parametrize(("spread", "share"), [(0.1, 0.8), (0.6, 0.5), (0.6, 0.8), (0.6, 0.9)])
def test_the_weeks_met_are_those_tried_one_by_one_in_which_every_promise_is_kept(spread: float, share: float) -> None:
    facts = HubFacts(weeks_case(share, spread), "weeks")
    needed = needs(facts)
    nobody = HubDecisions(**dict.fromkeys(HubDecisions.model_fields, ()))

    def kept(size: float) -> bool:
        most = facts.case.parameters.hub_max_occupancy
        loads = [facts.load(one.contact, one.half_hour) / facts.factor * size for one in needed]
        return all(
            promise_kept(facts.contact[one.contact], most, one.required, load, ROUNDING)
            for one, load in zip(needed, loads, strict=True)
        )

    wanted = sum(part for size, part in facts.weeks if kept(size))
    assert wanted >= share - 1e-9
    assert weeks_met(facts, nobody, needed) == pytest.approx(wanted)


@pytest.mark.parametrize(("headroom", "hours"), [("paid-hours", 40 * 0.75), ("uplift", 40 / 1.25)])
def test_a_post_is_at_work_for_what_leave_sickness_and_training_leave(headroom: str, hours: float) -> None:
    """A quarter away: three quarters of hours paid, or four fifths where a quarter is put on top of those worked."""
    case, _ = right()
    contract = case.hub_contracts[0]
    shares = {"leave_share": 0.15, "sickness_share": 0.06, "training_share": 0.04, "headroom": headroom}
    roles = tuple(row.model_copy(update=shares) if row.role == contract.role else row for row in case.roles)
    contracts = (contract.model_copy(update={"hours_per_week": 40.0}), *case.hub_contracts[1:])
    facts = HubFacts(replace(case, roles=roles, hub_contracts=contracts), "mean")
    assert facts.at_work(contract.contract) == pytest.approx(hours)


@pytest.mark.parametrize(
    ("day", "hour", "halves"),
    [
        # Half hours of each premium in three hours: evening, Saturday, Sunday.
        (0, 18.0, (2, 0, 0)),
        (0, 12.0, (0, 0, 0)),
        (1, 4.0, (4, 0, 0)),
        (4, 22.5, (3, 3, 0)),
        (5, 19.0, (0, 6, 0)),
        (5, 22.0, (0, 4, 2)),
        (6, 10.0, (0, 0, 6)),
    ],
)
def test_unsocial_hours_are_paid_half_hour_by_half_hour(day: int, hour: float, halves: tuple[int, int, int]) -> None:
    case = right()[0]
    clerk = next(row for row in case.hub_roles if row.role == "clerk")
    terms = clerk.model_copy(update={"evening_premium": 0.3, "saturday_premium": 0.4, "sunday_premium": 0.8})
    shift = next(row for row in case.hub_shifts if row.shift == "mon").model_copy(update={"hours": 3.0})
    facts = HubFacts(replace(case, hub_roles=(terms, *(row for row in case.hub_roles if row is not clerk))), "mean")
    hours = 0.3 * halves[0] / 2 + 0.4 * halves[1] / 2 + 0.8 * halves[2] / 2
    start = 48 * day + int(2 * hour)
    assert facts.premium(shift, start) == pytest.approx(hours * facts.pay_per_hour("clerk"))

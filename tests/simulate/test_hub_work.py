"""Electronic work simulated: done at once where people are idle, late where they are not, by what is due first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case.case import Case
from capplan.case.hub_tables import HubContact, HubHours, HubMayAnswer, HubProfile, HubRole
from capplan.decisions.hub import HubAnswer, HubDecisions, HubShort, HubWorkSimulated
from capplan.simulate.hub_work import simulate_hub_work
from golden_lp import Formulation

EVEN = (HubProfile(days="every-day", from_hour=0, to_hour=24, weight=1),)
WEEK = range(336)
NOBODY = HubDecisions(starts=(), breaks=(), answers=(), works=(), shared=(), short=(), undone=(), posts=())


def desk(contact: str, per_week: float, handling_min: float, deadline_hours: float) -> HubContact:
    return HubContact(
        contact=contact,
        title=contact,
        channel="electronic",
        volume_per_year=per_week * 365 / 7,
        handling_min=handling_min,
        deadline_hours=deadline_hours,
        shortfall_gbp_per_hour=1,
    )


def calls(per_week: float) -> HubContact:
    return HubContact(
        contact="call",
        title="call",
        channel="telephone",
        volume_per_year=per_week * 365 / 7,
        handling_min=10,
        answer_s=20,
        answer_share=0.8,
        shortfall_gbp_per_hour=1,
    )


def one_clerk(*contacts: HubContact, away_share: float = 0.0) -> Case:
    """One role that may do everything, in a week that is alike day and night."""
    case = Formulation("hub").case()
    return replace(
        case,
        parameters=case.parameters.model_copy(update={"hub_away_share": away_share}),
        hub_contacts=contacts,
        hub_profile=EVEN,
        hub_hours=(HubHours(days="every-day", from_hour=0, to_hour=24, answered_by="hub"),),
        hub_roles=(HubRole(role="clerk"),),
        hub_may_answer=tuple(HubMayAnswer(role="clerk", contact=row.contact) for row in contacts),
    )


def simulated(
    case: Case, people: int = 1, decisions: HubDecisions = NOBODY, weeks: int = 20, seed: int = 1
) -> dict[str, HubWorkSimulated]:
    present = {("clerk", at): people for at in WEEK}
    return {row.contact: row for row in simulate_hub_work(case, decisions, present, 1.0, weeks, seed)}


def test_a_clerk_who_is_nearly_idle_is_never_late() -> None:
    """A piece of 3 minutes every other half hour, a day's deadline: done in the half hour in which it comes."""
    row = simulated(one_clerk(desk("mail", 168, 3, 24)))["mail"]
    assert row.came == pytest.approx(20 * 168, rel=0.05)
    assert (row.in_time_share, row.low, row.high) == (1.0, 1.0, 1.0)
    assert 0.5 <= row.mean_hours < 0.55


def test_nobody_on_duty_does_nothing_in_time() -> None:
    row = simulated(one_clerk(desk("mail", 168, 3, 24)), people=0)["mail"]
    assert row.in_time_share == 0.0


def test_even_work_of_four_fifths_of_the_time_waits_because_it_comes_by_chance() -> None:
    """One piece of 24 minutes in each half hour of 30 on average: within the half hour only where nothing waits.

    The plan does it all within half an hour, by the mean; by chance a piece takes 24 min / (1 - 0.8) = 2 hours from
    coming to done in a queue with one server (M/M/1). The half hour in which a piece comes counts whole, and it may be
    done from its beginning, half of a half hour before it comes on average: about 2 hours here too.
    """
    row = simulated(one_clerk(desk("mail", 336, 24, 0.5)), weeks=100)["mail"]
    assert row.planned_share == 1.0
    assert row.high < 0.6
    assert row.mean_hours == pytest.approx(2.0, abs=0.4)


def test_time_in_briefings_is_not_spent_on_work() -> None:
    contacts = (desk("mail", 336, 20, 2),)
    here, away = (simulated(one_clerk(*contacts, away_share=share))["mail"] for share in (0.0, 0.3))
    assert away.came == here.came
    assert away.in_time_share < here.in_time_share


def test_calls_come_before_work() -> None:
    """A clerk who answers 1.5 calls of 10 minutes in each half hour has half the time left."""
    answers = tuple(HubAnswer(role="clerk", contact="call", half_hour=at, people=1) for at in WEEK)
    contacts = (desk("mail", 336, 12, 2), calls(1.5 * 336))
    alone = simulated(one_clerk(*contacts))["mail"]
    talking = simulated(one_clerk(*contacts), decisions=NOBODY.model_copy(update={"answers": answers}))["mail"]
    assert talking.came == alone.came
    assert talking.high < alone.low


def test_what_is_due_first_is_done_first() -> None:
    found = simulated(one_clerk(desk("today", 168, 24, 4), desk("later", 168, 24, 100)))
    assert found["today"].mean_hours < found["later"].mean_hours
    assert found["today"].in_time_share > 0.95


def test_work_left_undone_is_not_planned() -> None:
    """Of 168 pieces of 30 minutes a week 42 half hours are left undone: three quarters are planned."""
    undone = tuple(HubShort(contact="mail", half_hour=at, people=1.0) for at in range(42))
    decisions = NOBODY.model_copy(update={"undone": undone})
    assert simulated(one_clerk(desk("mail", 168, 30, 4)), decisions=decisions)["mail"].planned_share == 0.75


def test_equal_seeds_give_equal_answers_and_others_do_not() -> None:
    case = one_clerk(desk("mail", 336, 24, 1))
    assert simulated(case, seed=3) == simulated(case, seed=3)
    assert simulated(case, seed=3) != simulated(case, seed=4)


def test_without_electronic_work_there_is_nothing_to_say() -> None:
    assert simulated(one_clerk(calls(100))) == {}

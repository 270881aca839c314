"""The simulated hub: it agrees with the formula where that holds, and differs where queues are carried over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case.case import Case
from capplan.case.hub_tables import HubContact, HubHours, HubProfile
from capplan.simulate.hub import simulate_hub
from golden_lp import Formulation


def one_line(profile: tuple[HubProfile, ...], calls_per_week: float, patience_min: float | None) -> Case:
    contact = HubContact(
        contact="call",
        title="Calls",
        channel="telephone",
        volume_per_year=calls_per_week * 365 / 7,
        handling_min=9,
        answer_s=20,
        answer_share=0.8,
        patience_min=patience_min,
        shortfall_gbp_per_hour=1,
    )
    hours = HubHours(days="every-day", from_hour=0, to_hour=24, answered_by="hub")
    return replace(Formulation("hub").case(), hub_contacts=(contact,), hub_profile=profile, hub_hours=(hours,))


EVEN = (HubProfile(days="every-day", from_hour=0, to_hour=24, weight=1),)


@pytest.mark.parametrize("patience", [None, 5.0])
def test_an_even_week_agrees_with_the_formula(patience: float | None) -> None:
    """336 half hours with 5 calls each: a load of 1.5 on three people, all week alike."""
    seats = {("call", at): 3 for at in range(336)}
    row = simulate_hub(one_line(EVEN, 5 * 336, patience), seats, 1.0, 20, 1)[0]
    assert row.calls == pytest.approx(20 * 1680, rel=0.02)
    assert row.low - 0.005 <= row.steady_share <= row.high + 0.005
    assert row.high - row.low < 0.05


def test_a_queue_left_over_is_carried_into_the_next_half_hour() -> None:
    """Patient callers, 0.95 Erlangs for an hour and then 0.6: what is left of the rush spoils the quiet half hours."""
    rush = tuple(
        HubProfile(days="every-day", from_hour=hour, to_hour=hour + 1, weight=3.8 if hour % 2 else 0.8)
        for hour in range(24)
    )
    calls = sum(2 * row.weight for row in rush) * 7
    seats = {("call", at): 1 for at in range(336)}
    row = simulate_hub(one_line(rush, calls, None), seats, 1.0, 20, 1)[0]
    assert not row.low <= row.steady_share <= row.high


def test_equal_seeds_give_equal_answers_and_others_do_not() -> None:
    case, seats = one_line(EVEN, 700, 4.0), {("call", at): 1 for at in range(336)}
    assert simulate_hub(case, seats, 1.0, 5, 3) == simulate_hub(case, seats, 1.0, 5, 3)
    assert simulate_hub(case, seats, 1.0, 5, 3) != simulate_hub(case, seats, 1.0, 5, 4)


def test_the_same_callers_come_whatever_the_staffing() -> None:
    case = one_line(EVEN, 700, 4.0)
    few, many = (simulate_hub(case, {("call", at): n for at in range(336)}, 1.0, 5, 3)[0] for n in (1, 3))
    assert few.calls == many.calls
    assert few.in_time_share < many.in_time_share


def test_a_line_that_nobody_answers_answers_nobody() -> None:
    row = simulate_hub(one_line(EVEN, 100, None), {}, 1.0, 10, 1)[0]
    assert (row.in_time_share, row.calls > 0) == (0.0, True)

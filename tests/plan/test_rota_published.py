"""A rota made anew after absence: the fewest days change, proved by trying every rota of a small case."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from capplan.case import rota_tables as rota
from capplan.case.case import Case
from capplan.check.rota import check_rota, rota_figures, rule_violations
from capplan.errors import CaseFaults
from capplan.plan.rota import Absent, Published, make_rota, read_published, with_absences
from capplan.solve import Profile
from small_rota import cover, on, person, rota_case, worked

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
CHANGE_GBP = 25.0


def small_case() -> Case:
    """Three people and a week's first three days; everybody is away afterwards, at no hours."""
    people = tuple(person(key, fte=0.4) for key in ("p001", "p002", "p003"))
    away = tuple(
        rota.Absence(person=one.person, from_day=on(3), to_day=on(13), kind="leave", hours_per_day=0) for one in people
    )
    needed = (cover("early", on="mon tue wed"), cover("late", on="mon tue", gap_gbp=90.0))
    rules = {"daily-rest": 11.0, "max-run": 3.0, "hours-under": 1.0, "hours-over": 2.0}
    return rota_case(rules, people=people, absences=away, rota_cover=needed)


Schedule = tuple[str, str, str]


def schedules(case: Case, key: str) -> dict[Schedule, float]:
    """Every schedule of a person on the three days that keeps the rules, with the price of its hours.

    An hour below contract costs 1 GBP; two hours of a late have 35 % on top.
    """
    found = {}
    for names in product(("off", "early", "late"), repeat=3):
        one = worked(**{key: {day: name for day, name in enumerate(names) if name != "off"}})
        if not list(rule_violations(case, one)):
            row = next(row for row in rota_figures(case, one).people if row.person == key)
            found[names] = row.hours_gbp + row.unsocial_gbp
    return found


def gaps_gbp(chosen: tuple[Schedule, ...]) -> float:
    """Earlies on three days at 200 GBP a gap, lates on two at 90; in the second week everybody is away: 780."""
    short = 3 * 200.0 + 2 * 90.0 + sum(200.0 for day in range(3) if not any(one[day] == "early" for one in chosen))
    return short + sum(90.0 for day in range(2) if not any(one[day] == "late" for one in chosen))


@pytest.mark.parametrize("first", [0, 1])
def test_a_rota_made_anew_is_the_best_of_all_and_changes_the_fewest_days(first: int) -> None:
    before: dict[str, Schedule] = {
        "p001": ("early", "early", "off"), "p002": ("off", "off", "early"), "p003": ("late", "late", "off")
    }  # fmt: skip
    published = worked(
        **{key: {day: name for day, name in enumerate(names) if name != "off"} for key, names in before.items()}
    )
    absent = Absent("p001", date.fromisoformat(on(first)), 1)
    case = with_absences(small_case(), [absent])
    plan = make_rota(case, EXACT, published=Published(published, change_gbp=CHANGE_GBP))
    assert check_rota(case, plan, published) == ()

    def changed(chosen: tuple[Schedule, ...]) -> int:
        return sum(
            now[day] != was[day]
            for (key, was), now in zip(before.items(), chosen, strict=True)
            for day in range(3)
            if (key, day) != ("p001", first)
        )

    options = [schedules(case, key) for key in before]
    costs = {
        chosen: sum(one[names] for one, names in zip(options, chosen, strict=True))
        + gaps_gbp(chosen)
        + CHANGE_GBP * changed(chosen)
        for chosen in product(*options)
    }
    best = min(costs.values())
    assert plan.proof.objective == pytest.approx(best)
    ours = sum(row.cost_gbp > 0 for row in plan.changes)
    as_covered = [chosen for chosen in costs if gaps_gbp(chosen) == pytest.approx(plan.figures.totals.gap_gbp)]
    assert ours == min(changed(chosen) for chosen in as_covered)


def test_a_protected_day_does_not_change() -> None:
    """On Monday p001 is away; with Monday protected nobody else steps in and the early is short."""
    published = worked(p001={0: "early", 1: "early"}, p003={0: "late", 1: "late"})
    case = with_absences(small_case(), [Absent("p001", date.fromisoformat(on(0)), 1)])
    free = make_rota(case, EXACT, published=Published(published, change_gbp=CHANGE_GBP))
    held = make_rota(case, EXACT, published=Published(published, frozenset({on(0)}), CHANGE_GBP))
    assert [row.gap for row in free.figures.cover if row.day == on(0) and row.cover == "early"] == [0]
    assert [row.gap for row in held.figures.cover if row.day == on(0) and row.cover == "early"] == [1]
    assert {row.day for row in held.changes if row.cost_gbp} & {on(0)} == set()


def test_the_call_list_says_whom_to_ask_first_and_what_blocks_the_others() -> None:
    """Monday early is open: p002 is free and 22.5 h below contract; p003 works the late that day."""
    published = worked(p001={0: "early"}, p002={2: "early"}, p003={0: "late", 1: "late"})
    case = with_absences(small_case(), [Absent("p001", date.fromisoformat(on(0)), 1)])
    plan = make_rota(case, EXACT, published=Published(published))
    (call,) = [one for one in plan.calls if one.day == on(0)]
    assert [one.person for one in call.candidates if not one.blocked_by] == ["p002"]
    assert "below contract" in call.candidates[0].reason
    blocked = {one.person: one.blocked_by for one in call.candidates if one.blocked_by}
    assert blocked["p003"] == ("works that day",)


def test_absence_is_read_from_text() -> None:
    nine = Absent.parse("p017:2026-03-23:9d")
    assert (nine.person, nine.first, nine.last) == ("p017", date(2026, 3, 23), date(2026, 3, 31))
    assert Absent.parse("p017:2026-03-23").days == 1
    for wrong in ("p017", "p017:2026-03-23:0d", "p017:23/03/2026"):
        with pytest.raises(ValueError, match=r"KEY:YYYY-MM-DD|month|day"):
            Absent.parse(wrong)


def test_an_absence_takes_the_place_of_leave() -> None:
    """Leave from day 3 to 13; sick on days 5 and 6: leave on 3 and 4, sickness on 5 and 6, leave from 7."""
    case = with_absences(small_case(), [Absent("p001", date.fromisoformat(on(5)), 2)])
    spans = sorted((row.from_day, row.to_day, row.kind) for row in case.absences if row.person == "p001")
    assert spans == [(on(3), on(4), "leave"), (on(5), on(6), "sickness"), (on(7), on(13), "leave")]


def test_a_published_rota_is_refused_with_every_wrong_row(tmp_path) -> None:
    file = tmp_path / "rota.csv"
    file.write_text(f"person,day,shift\np009,{on(0)},early\np001,{on(20)},early\np001,{on(0)},tea\n", encoding="utf-8")
    with pytest.raises(CaseFaults) as caught:
        read_published(file, small_case())
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(2, "person"), (3, "day"), (4, "shift")]

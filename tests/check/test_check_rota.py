"""Planted faults of a rota: each is found, named by person, day, rule and source; a right rota has none."""

from dataclasses import replace

import pytest

from capplan.case import rota_tables as rota
from capplan.case.case import Case
from capplan.check.rota import rota_figures, rule_violations
from capplan.decisions.rota import RotaDecisions, RotaRow
from small_rota import cover, on, person, rota_case, worked

WEEK = {0: "early", 1: "early", 2: "early", 3: "early", 4: "early"}


def found(case: Case, decisions: RotaDecisions) -> list[tuple[str, str, float]]:
    return [(one.rule, one.where, round(one.amount, 4)) for one in rule_violations(case, decisions)]


def test_a_right_rota_has_no_violation() -> None:
    second = {day + 7: name for day, name in WEEK.items()}
    assert found(rota_case(), worked(p001={**WEEK, **second})) == []


def test_rest_of_10_h_59_is_a_minute_short() -> None:
    """Late ends at 22:00, the next shift begins at 08:59."""
    decisions = worked(p001={0: "late", 1: "late-start", 2: "early"})
    assert found(rota_case(), decisions) == [("daily-rest (WTR reg 10)", f"p001, {on(1)}", round(1 / 60, 4))]


def test_rest_of_11_h_is_enough() -> None:
    """Night ends at 07:00; the early that begins 24 h later is fine, the shift at 18:00 has exactly 11 h."""
    case = rota_case()
    evening = case.rota_shifts[0].model_copy(update={"shift": "evening", "start": "09:00"})
    case = replace(case, rota_shifts=(*case.rota_shifts, evening))
    assert found(case, worked(p001={0: "late", 1: "evening", 2: "early"})) == []


@pytest.mark.parametrize(("run_days", "ago"), [(1, "yesterday"), (-1, "the day before"), (0, "not known")])
def test_rest_is_counted_from_the_last_shift_before_the_rota(run_days: int, ago: str) -> None:
    """A late until 22:00 and an early at 07:00: 9 h if it was yesterday, 33 h if there was a day off between."""
    case = rota_case(people=(person("p001", last_shift="late", run_days=run_days), person("p002")))
    broken = found(case, worked(p001={0: "early", 1: "early"}))
    lacking = {"yesterday": [("daily-rest (WTR reg 10)", 2.0)], "the day before": [("weekly-rest (WTR reg 11)", 2.0)]}
    assert [(rule, hours) for rule, where, hours in broken if "rest" in rule] == lacking.get(ago, [])
    assert all(where == f"p001, {on(0)}" for rule, where, _ in broken if "rest" in rule)


def test_a_day_off_with_34_h_is_no_weekly_rest() -> None:
    """Late until Monday 22:00, early on Wednesday at 07:00: 33 h. Paired days off are left out of the rules."""
    rules = {"weekly-rest": 35.0}
    decisions = worked(p001={0: "late", 2: "early"})
    assert found(rota_case(rules), decisions) == [("weekly-rest (WTR reg 11)", f"p001, {on(2)}", 2.0)]


def test_a_seventh_day_is_one_too_many() -> None:
    decisions = worked(p001=dict.fromkeys(range(7), "early"))
    assert found(rota_case(), decisions) == [("max-run (WTR reg 11)", f"p001, {on(6)}", 1.0)]


def test_days_before_the_rota_count_in_a_run() -> None:
    """Two days before and five in the rota are seven."""
    case = rota_case(people=(person("p001", run_days=2, last_shift="early"),))
    assert found(case, worked(p001=WEEK)) == [("max-run (WTR reg 11)", f"p001, {on(4)}", 1.0)]


def test_a_single_day_off_is_one_too_few() -> None:
    decisions = worked(p001={0: "early", 2: "early", 3: "early"})
    assert found(rota_case(), decisions) == [("min-off-run (own)", f"p001, {on(1)}", 1.0)]


def test_a_night_too_many_in_the_rota() -> None:
    """Eight in four weeks are four in two: 2 + 3 nights are one too many."""
    nights = dict.fromkeys((0, 1, 7, 8, 9), "night")
    assert found(rota_case(), worked(p001=nights)) == [("max-nights (own)", f"p001, {on(9)}", 1.0)]


def test_a_night_too_many_in_a_row() -> None:
    rules = {"max-nights-in-row": 2.0}
    decisions = worked(p001=dict.fromkeys((0, 1, 2), "night"))
    assert found(rota_case(rules), decisions) == [("max-nights-in-row (own)", f"p001, {on(2)}", 1.0)]


def test_a_weekend_too_many() -> None:
    """Two in four weeks are one in two."""
    decisions = worked(p001={5: "early", 13: "early"})
    assert found(rota_case(), decisions) == [("max-weekends (own)", f"p001, {on(13)}", 1.0)]


def test_cover_short_by_one_where_no_gap_is_allowed() -> None:
    case = rota_case(rota_cover=(cover("early", on="mon", need=2, max_gap=0),))
    decisions = worked(p001={0: "early", 7: "early"}, p002={0: "early"})
    assert found(case, decisions) == [("cover", f"early, {on(7)}", 1.0)]


def test_leave_worked() -> None:
    leave = rota.Absence(person="p001", from_day=on(1), to_day=on(2), kind="leave")
    case = rota_case(absences=(leave,))
    assert found(case, worked(p001={1: "early"})) == [("absence", f"p001, {on(1)}", 1.0)]


def test_a_night_that_runs_into_leave() -> None:
    leave = rota.Absence(person="p001", from_day=on(1), to_day=on(2), kind="leave")
    case = rota_case(absences=(leave,))
    assert found(case, worked(p001={0: "night"})) == [("absence", f"p001, {on(0)}", 1.0)]


def test_a_skill_missing() -> None:
    assert found(rota_case(), worked(p002={0: "night"})) == [("skills and base", f"p002, {on(0)}", 1.0)]


def test_an_overlapping_shift_at_another_base() -> None:
    """South begins at 08:00, early ends at 15:00: 420 minutes. It is also a second shift that day."""
    twice = RotaDecisions(
        duties=(
            RotaRow(person="p001", day=on(0), shift="early"),
            RotaRow(person="p001", day=on(0), shift="south"),
        )
    )
    violations = list(rule_violations(rota_case(), twice))
    assert [(one.rule, one.amount) for one in violations if one.rule == "overlap"] == [("overlap", 420.0)]
    assert "base-south" in violations[0].message
    assert "one shift a day" in [one.rule for one in violations]


def test_a_shift_that_begins_as_another_ends_overlaps_nothing() -> None:
    """Night ends at 07:00, when the early of the next day begins; no rule on rest is in force."""
    assert found(rota_case({"hours-under": 1.0, "hours-over": 2.0}), worked(p001={0: "night", 1: "early"})) == []


def test_a_fixed_pattern_not_kept() -> None:
    case = rota_case(fixed_patterns=(rota.FixedPattern(person="p001", weekday="wed", shift="off"),))
    assert found(case, worked(p001={2: "early"})) == [("fixed pattern", f"p001, {on(2)}", 1.0)]


def test_hours_above_contract_leave_credited() -> None:
    """75 h of contract less a day of 7.5 h of leave are 67.5; 11 earlies are 82.5 h, 15 above: allowed. 12 are not."""
    leave = rota.Absence(person="p001", from_day=on(6), to_day=on(6), kind="leave", hours_per_day=7.5)
    case = rota_case({"over-contract": 15.0}, absences=(leave,))
    days = [day for day in range(14) if day != 6]
    assert found(case, worked(p001=dict.fromkeys(days[:11], "early"))) == []
    assert found(case, worked(p001=dict.fromkeys(days[:12], "early"))) == [("over-contract (own)", "p001", 7.5)]


def test_average_week_counts_the_weeks_before() -> None:
    """8 weeks of 48 h and 2 of 37.5 + 37.5: (384 + 75) / 10 = 45.9 h; with 10 h more before it is 46.9."""
    case = rota_case({"average-week": 46.0}, people=(person("p001", history_weeks=8, history_hours=384.0),))
    decisions = worked(p001={**WEEK, **{day + 7: name for day, name in WEEK.items()}})
    assert found(case, decisions) == []
    more = rota_case({"average-week": 46.0}, people=(person("p001", history_weeks=8, history_hours=394.0),))
    assert found(more, decisions) == [("average-week (own)", "p001", 0.9)] or found(more, decisions) == [
        ("average-week (WTR reg 4)", "p001", 0.9)
    ]


@pytest.mark.parametrize(("first_day", "day", "hours"), [("2026-03-23", 5, 7.0), ("2026-10-19", 5, 9.0)])
def test_a_night_on_which_the_clocks_change(first_day: str, day: int, hours: float) -> None:
    """22:00 to 07:00 with an hour's break: 8 h as a rule, 7 in March, 9 in October."""
    case = rota_case()
    case = replace(case, rotas=(case.rotas[0].model_copy(update={"first_day": first_day}),))
    from datetime import date, timedelta

    night = (date.fromisoformat(first_day) + timedelta(days=day)).isoformat()
    before = (date.fromisoformat(first_day) + timedelta(days=day - 1)).isoformat()
    for when, wanted in ((night, hours), (before, 8.0)):
        decisions = RotaDecisions(duties=(RotaRow(person="p001", day=when, shift="night"),))
        assert rota_figures(case, decisions).people[0].worked_hours == pytest.approx(wanted)


def test_rest_loses_an_hour_when_the_clocks_go_forward() -> None:
    """Saturday until 22:00, Sunday from 09:00: 11 h on the clock, 10 h of rest."""
    case = rota_case()
    nine = case.rota_shifts[0].model_copy(update={"shift": "nine", "start": "09:00"})
    case = replace(case, rota_shifts=(*case.rota_shifts, nine))
    assert found(case, worked(p001={5: "late", 6: "nine"})) == [("daily-rest (WTR reg 10)", f"p001, {on(6)}", 1.0)]
    assert found(case, worked(p001={3: "late", 4: "nine"})) == []


@pytest.mark.parametrize(
    ("night_worker", "before", "lacking"), [(True, 69.0, 0.5), (True, 60.0, 0.0), (False, 69.0, 0.0)]
)
def test_only_night_workers_have_a_limit_on_the_mean_day(night_worker: bool, before: float, lacking: float) -> None:
    """15 h in two weeks and so many in one before: of 84 h a week is 28, a sixth of it 4 2/3; of 75 it is 4 1/6."""
    someone = person("p001", night_worker=night_worker, history_weeks=1, history_hours=before)
    case = rota_case({"night-day": 25 / 6}, people=(someone, person("p002")))
    broken = found(case, worked(p001={0: "early", 2: "early"}))
    assert broken == ([("night-day (own)", "p001", lacking)] if lacking else [])

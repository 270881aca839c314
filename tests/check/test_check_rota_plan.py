"""A whole rota plan: figures by hand, and altered figures, objective and bound found."""

from dataclasses import replace

import pytest

from capplan.case.rota_tables import Absence
from capplan.check.rota import check_rota, rota_figures
from capplan.decisions import Proof
from capplan.decisions.rota import PersonRow, RotaDecisions, RotaPlan
from small_rota import on, rota_case, shift, worked

CASE = rota_case()
# Nine of ten weekday earlies: Good Friday (3 April) is a public holiday and asks for nobody.
DECISIONS = worked(p001=dict.fromkeys((0, 1, 2, 3, 4, 7, 8, 9), "early"), p002={6: "early"})


def plan() -> RotaPlan:
    figures = rota_figures(CASE, DECISIONS)
    objective = figures.totals.objective_gbp
    proof = Proof(status="optimal", objective=objective, bound=objective, gap=0.0, asked_gap=0.0)
    return RotaPlan(
        rota="spring", first_day=on(0), weeks=2, decisions=DECISIONS, figures=figures, proof=proof, iterations=1,
        stopped_by="proof",
    )  # fmt: skip


def altered_person(**changes: float) -> RotaPlan:
    right = plan()
    first: PersonRow = right.figures.people[0].model_copy(update=changes)
    figures = right.figures.model_copy(update={"people": (first, *right.figures.people[1:])})
    return right.model_copy(update={"figures": figures})


def test_a_right_plan_has_no_violation() -> None:
    assert check_rota(CASE, plan()) == ()


def test_figures_by_hand() -> None:
    """p001: 8 x 7.5 = 60 of 75 h, 15 below at 10 GBP: 150. p002: 7.5 h, 67.5 below: 675.

    A Sunday early of p002 adds 0.69 x 7.5 h x 30,000 / (365/7 x 37.5) = 79.39 GBP. Nine weekdays are asked for and
    one, Thursday 2 April, is short: 200.
    """
    totals = plan().figures.totals
    assert (totals.need, totals.gap, totals.gap_gbp) == (9, 1, 200.0)
    assert abs(totals.hours_gbp - 825.0) < 1e-9
    assert abs(totals.unsocial_gbp - 0.69 * 7.5 * 30000 / (365 / 7 * 37.5)) < 1e-9
    assert abs(totals.objective_gbp - (1025 + totals.unsocial_gbp)) < 1e-9


def test_hours_wrong_by_a_quarter() -> None:
    (violation,) = check_rota(CASE, altered_person(worked_hours=60.25))
    assert violation.rule == "figure rota.people.worked_hours"
    assert "p001" in violation.where
    assert abs(violation.amount - 0.25) < 1e-9


def test_a_bound_above_the_objective() -> None:
    right = plan()
    proof = right.proof.model_copy(update={"bound": right.proof.objective + 1})
    rules = [one.rule for one in check_rota(CASE, right.model_copy(update={"proof": proof}))]
    assert "proof bound" in rules


def test_another_objective() -> None:
    right = plan()
    proof = right.proof.model_copy(update={"objective": 1.0, "bound": 1.0})
    assert [one.rule for one in check_rota(CASE, right.model_copy(update={"proof": proof}))] == ["proof objective"]


def test_unknown_people_shifts_and_days() -> None:
    for row in (worked(p009={0: "early"}), worked(p001={0: "early-bird"}), worked(p001={14: "early"})):
        (violation,) = check_rota(CASE, plan().model_copy(update={"decisions": row}))
        assert (violation.rule, violation.amount) == ("decisions ids", 1.0)


def test_a_row_that_stands_three_times_is_two_too_many() -> None:
    decisions = RotaDecisions(duties=worked(p001={0: "early"}).duties * 3)
    (violation,) = check_rota(CASE, plan().model_copy(update={"decisions": decisions}))
    assert (violation.rule, violation.amount) == ("decisions ids", 2.0)


def test_changes_from_a_published_rota_are_counted_anew() -> None:
    published = worked(p001=dict.fromkeys((0, 1, 2, 3, 4, 7, 8, 9), "early"))
    (violation, *_) = check_rota(CASE, plan(), published)
    assert violation.rule == "figure rota.changes"


def test_leave_is_credited_before_hours_are_short() -> None:
    """75 h of contract less a day of 7.5 h of leave are 67.5; 60 are worked: 7.5 below, at 10 GBP an hour."""
    leave = Absence(person="p001", from_day=on(10), to_day=on(10), kind="leave", hours_per_day=7.5)
    row, other = rota_figures(rota_case(absences=(leave,)), DECISIONS).people
    assert (row.credited_hours, row.worked_hours, row.over_hours) == (7.5, 60.0, -7.5)
    assert row.hours_gbp == pytest.approx(75.0)
    assert other.hours_gbp == pytest.approx(675.0)


@pytest.mark.parametrize(
    ("before", "leave_on", "counts"),
    [
        ({"p001": {10: "early"}}, None, True),
        ({"p001": {10: "early"}}, 10, False),
        ({"p001": {10: "early"}}, 11, True),
        ({"p001": {10: "night"}}, None, True),
        ({"p001": {10: "night"}}, 11, False),
        ({"p002": {10: "night"}}, None, False),
    ],
    ids=[
        "a duty taken away",
        "on leave",
        "on leave the day after",
        "a night",
        "on leave after it",
        "without the skill",
    ],
)
def test_only_a_day_that_might_have_been_kept_counts_as_a_change(
    before: dict[str, dict[int, str]], leave_on: int | None, counts: bool
) -> None:
    away = () if leave_on is None else (
        Absence(person="p001", from_day=on(leave_on), to_day=on(leave_on), kind="leave", hours_per_day=0),
    )  # fmt: skip
    p001 = dict.fromkeys((0, 1, 2, 3, 4, 7, 8, 9), "early")
    published = worked(p001=p001 | before.get("p001", {}), p002={6: "early"} | before.get("p002", {}))
    rules = {one.rule for one in check_rota(rota_case(absences=away), plan(), published)}
    assert ("figure rota.changes" in rules) is counts


def test_a_quarter_of_an_hour_in_the_evening_makes_a_shift_unsocial() -> None:
    """From 12:15 for eight hours: until 20:15; one that ends at 20:00 is no evening."""
    shifts = (*CASE.rota_shifts, shift("to-quarter-past", "12:15"), shift("to-eight", "12:00"))
    case = replace(CASE, rota_shifts=shifts)
    figures = rota_figures(case, worked(p001={0: "to-quarter-past"}, p002={0: "to-eight"}))
    assert [row.unsocial_shifts for row in figures.people] == [1, 0]

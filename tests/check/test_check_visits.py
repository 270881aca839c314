"""The checker of a day of visits: nothing to say about a right plan, and the one thing about each planted fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from capplan.case.case import Case
from capplan.check.visit_facts import VisitFacts
from capplan.check.visit_figures import recompute_visit_figures
from capplan.check.visits import check_rules, check_visits
from capplan.decisions.visits import Pause, Stop, UnservedRow, VisitDecisions, VisitPlan
from capplan.plan.visits.proof import proof_of
from small_visits import at, visit_case, visit_decisions, with_carer, with_visit
from visit_plans import plan_of

Change = Callable[[VisitDecisions], VisitDecisions]


def moved(carer: str, visit: str, start_s: int) -> Change:
    """Begin a carer's stop at another time."""

    def change(made: VisitDecisions) -> VisitDecisions:
        stops = (
            stop.model_copy(update={"start_s": start_s}) if (stop.carer, stop.visit) == (carer, visit) else stop
            for stop in made.stops
        )
        return made.model_copy(update={"stops": tuple(stops)})

    return change


def without(carer: str, visit: str) -> Change:
    """Leave a stop out."""

    def change(made: VisitDecisions) -> VisitDecisions:
        stops = (stop for stop in made.stops if (stop.carer, stop.visit) != (carer, visit))
        return made.model_copy(update={"stops": tuple(stops)})

    return change


def given(visit: str, carer: str, to: str) -> Change:
    """Give a stop to another carer."""

    def change(made: VisitDecisions) -> VisitDecisions:
        stops = (
            stop.model_copy(update={"carer": to}) if (stop.carer, stop.visit) == (carer, visit) else stop
            for stop in made.stops
        )
        return made.model_copy(update={"stops": tuple(stops)})

    return change


def broken(case: Case, decisions: VisitDecisions) -> list[tuple[str, str]]:
    return [(one.rule, one.where) for one in check_rules(VisitFacts(case), decisions)]


def test_the_plan_of_the_day_breaks_no_rule() -> None:
    assert broken(visit_case(), visit_decisions()) == []


def test_its_figures_are_those_reckoned_by_hand() -> None:
    figures = recompute_visit_figures(VisitFacts(visit_case()), visit_decisions())
    one, two = figures.carers
    # k1 leaves at 07:50 and is back at 12:40: 290 minutes less 30 of break; 4 ways of 10 minutes; 3 visits of 30.
    assert figures.rounds[0].model_dump() == {
        "carer": "k1", "shift": "07:00-14:00", "visits": 3, "leaves_s": at("07:50"), "back_s": at("12:40"),
        "contact_min": 90, "travel_min": 40, "waiting_min": 130, "break_min": 30, "distance_km": 20,
    }  # fmt: skip
    assert one.work_min == 260
    assert one.overtime_min == 20
    assert one.pay_gbp == pytest.approx(260 / 60 * 20)
    assert one.overtime_gbp == pytest.approx(20 / 60 * 10)
    assert one.mileage_gbp == pytest.approx(20 * 0.28)
    assert (one.continuity_gbp, one.help_across_gbp) == (2, 0)
    # k2: 07:50 to 10:50, v4 in another base's territory.
    assert two.work_min == 180
    assert two.pay_gbp == pytest.approx(90)
    assert (two.continuity_gbp, two.help_across_gbp, two.overtime_min) == (0, 5, 0)
    totals = figures.totals
    # v2 begins 15 minutes before it would best: 0.75 GBP. v6 is left out: 200 + 2 x 30.
    assert totals.deviation_gbp == pytest.approx(0.75)
    assert totals.unserved_gbp == 260
    assert totals.objective_gbp == pytest.approx(86.6666667 + 3.3333333 + 90 + 2 * 5.6 + 5 - 2 + 0.75 + 260)
    # 90 minutes at 20 and 90 at 30 GBP an hour.
    assert totals.service_gbp == pytest.approx(75)
    assert totals.work_hours == pytest.approx(440 / 60)
    assert totals.contact_share == pytest.approx(180 / 440)
    assert totals.travel_share == pytest.approx(80 / 440)
    assert totals.waiting_share == pytest.approx(180 / 440)
    # Contracts: 4 hours stated, and a shift of 5.5 without a break.
    assert totals.utilisation == pytest.approx(440 / 60 / 9.5)
    assert totals.travel_min_per_visit == pytest.approx(80 / 6)
    # Two visits made have a preferred start, both within 15 minutes.
    assert (totals.on_preferred_share, totals.known_share) == (1, 1)
    assert (totals.unserved_critical, totals.unserved_high, totals.unserved_normal) == (0, 0, 1)
    assert (totals.made, totals.unserved_rapid, totals.carers_out) == (5, 0, 2)


FAULTS: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "one half of a double-handed visit alone": (without("k2", "v1"), [("V1 served", "visit v1")]),
    "a lost visit": (without("k1", "v5"), [("V1 served", "visit v5")]),
    "a visit made twice": (
        lambda made: made.model_copy(
            update={"stops": (*made.stops, Stop(carer="k2", visit="v5", start_s=at("12:10")))}
        ),
        [("V1 served", "visit v5"), ("same start", "visit v5")],
    ),
    "a visit made that is listed as left out": (
        lambda made: made.model_copy(update={"unserved": ("v5", "v6")}),
        [("V1 served", "visit v5")],
    ),
    "a visit listed twice as left out": (
        lambda made: made.model_copy(update={"unserved": ("v6", "v6")}),
        [("V1 served", "visit v6")],
    ),
    "a visit made that is listed twice as left out": (
        lambda made: made.model_copy(update={"unserved": ("v5", "v5", "v6")}),
        [("V1 served", "visit v5")],
    ),
    "halves that start a second apart": (moved("k2", "v1", at("08:00") + 1), [("same start", "visit v1")]),
    "a start a second before its window": (
        moved("k2", "v2", at("09:00") - 1),
        [("window", "visit v2")],
    ),
    "a start a second after its window": (
        # 10:00:01; then v4 would begin 10 minutes too early and v3 before it.
        moved("k1", "v5", at("13:00") + 1),
        [("window", "visit v5")],
    ),
    "a rapid call before the call": (moved("k2", "v4", at("10:00") - 1), [("window", "visit v4")]),
    "a carer without the skill": (given("v2", "k2", "k1"), [("skills", "visit v2")]),
    # From place-b k2 would be at place-c ten minutes after v3 ends at 10:00, when v4 begins.
    "a carer who must not be sent": (
        given("v3", "k1", "k2"),
        [("must not", "visit v3"), ("travel", "carer k2, 07:30-13:00")],
    ),
    "no break": (lambda made: made.model_copy(update={"breaks": ()}), [("break", "carer k1, 07:00-14:00")]),
    "a break a second too early": (
        lambda made: made.model_copy(update={"breaks": (Pause(carer="k1", start_s=at("10:30") - 1),)}),
        [("break", "carer k1, 07:00-14:00")],
    ),
    "a break where none is due": (
        lambda made: made.model_copy(update={"breaks": (*made.breaks, Pause(carer="k2", start_s=at("11:00")))}),
        [("break", "carer k2, 07:30-13:00")],
    ),
    "a break after the shift": (
        lambda made: made.model_copy(update={"breaks": (*made.breaks, Pause(carer="k2", start_s=at("13:30")))}),
        [("break", "carer k2")],
    ),
    "a pair a second too near": (moved("k1", "v3", at("09:30") - 1),
                                 [("window", "visit v3"), ("pair", "visits v2 and v3")]),
    "a pair too far apart": (
        # v2 ends at 09:20; 10:21 is 61 minutes later. The break at 10:30 falls into the visit.
        moved("k1", "v3", at("10:21")),
        [("break", "carer k1, 07:00-14:00"), ("pair", "visits v2 and v3")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(name: str) -> None:
    change, expected = FAULTS[name]
    assert broken(visit_case(), change(visit_decisions())) == expected


@pytest.mark.parametrize(("start_s", "minutes"), [(at("09:30") - 60, 1.0), (at("10:21") + 30, 1.5)])
def test_a_pair_is_broken_by_the_minutes_that_its_message_tells(start_s: int, minutes: float) -> None:
    """v2 ends at 09:20; v3 follows ten minutes later at the earliest, sixty at the latest."""
    found = check_rules(VisitFacts(visit_case()), moved("k1", "v3", start_s)(visit_decisions()))
    assert [one.amount for one in found if one.rule == "pair"] == [pytest.approx(minutes)]


def test_a_carer_cannot_make_both_halves() -> None:
    made = visit_decisions()
    both = given("v1", "k1", "k2")(made)
    case = with_visit(visit_case(), "v1", second_skills="care", skills="care")
    # k2 is at v1 twice at once: also no time passes between the two stops.
    assert ("different carers", "visit v1") in broken(case, both)


@pytest.mark.parametrize(("skills", "found"), [("care nursing:3", []), ("care nursing:1", []), ("care:2", ["v1"])])
def test_two_different_skills_may_be_met_either_way_round_level_by_level(skills: str, found: list[str]) -> None:
    # v1 takes care and nursing. k2 alone has nursing; a level above or equal to the one needed is enough.
    case = with_carer(visit_case(), "k2", skills=skills)
    wrong = [where for rule, where in broken(case, visit_decisions()) if rule == "skills"]
    expected = {f"visit {visit}" for visit in found}
    expected |= {"visit v4"} if "nursing:3" not in skills else set()
    expected |= {"visit v2"} if "nursing" not in skills else set()
    assert set(wrong) == expected


@pytest.mark.parametrize(
    ("first", "second", "right"),
    [
        ("care", "nursing", True),
        ("nursing", "care", True),
        ("nursing", "nursing", False),
        ("care", "care", False),
        ("nursing", "reablement", False),
        ("reablement", "care", False),
    ],
)
def test_each_of_two_carers_holds_another_of_the_two_skills(first: str, second: str, right: bool) -> None:
    # v1 takes care and nursing, by k1 and k2.
    case = with_carer(with_carer(visit_case(), "k1", skills=first), "k2", skills=second)
    assert (("skills", "visit v1") not in broken(case, visit_decisions())) == right


def test_a_break_before_the_first_visit_ends_when_the_way_out_begins() -> None:
    # k1 leaves at 07:50 for v1 at 08:00; half an hour of break.
    case = with_carer(visit_case(), "k1", break_hours="07:00-12:00")
    for start, faults in ((at("07:20"), []), (at("07:20") + 1, [("break", "carer k1, 07:00-14:00")])):
        decisions = visit_decisions().model_copy(update={"breaks": (Pause(carer="k1", start_s=start),)})
        assert broken(case, decisions) == faults


def test_travel_is_that_of_the_matrix_to_the_second_and_not_symmetric() -> None:
    # place-b to place-a takes 12 minutes: v3 ends at 10:00, a visit at place-a could begin at 10:12.
    case = with_visit(visit_case(), "v5", place="place-a", windows="10:00-13:00")
    late = moved("k1", "v5", at("10:12") - 1)(visit_decisions())
    free = VisitDecisions(stops=late.stops, breaks=(Pause(carer="k1", start_s=at("11:00")),), unserved=("v6",))
    assert broken(case, free) == [("travel", "carer k1, 07:00-14:00")]
    just = moved("k1", "v5", at("10:12"))(free)
    assert broken(case, just) == []


def test_handover_and_buffer_are_part_of_each_way_to_a_client() -> None:
    case = visit_case()
    more = case.parameters.model_copy(update={"handover_min": 10.0, "buffer_min": 10.0})
    # 30 minutes from v1 to v2 and from v2 to v4: 08:30 + 30 = 09:00, 09:20 + 30 = 09:50. From v1 to v3: 60 minutes.
    assert broken(visit_case(parameters=more), visit_decisions()) == []
    much = case.parameters.model_copy(update={"handover_min": 10.0, "buffer_min": 10.02})
    # 30 minutes and 2 seconds: too late out of the base and too late at v2.
    assert broken(visit_case(parameters=much), visit_decisions()) == [("travel", "carer k2, 07:30-13:00")] * 2


def test_odd_hours_are_whole_seconds_for_plan_and_checker_alike() -> None:
    # 2.3333 hours of contract are 8,399.88 s; a limit of 6.99999 hours is 25,199.964 s: 07:00 to 14:00 is not longer.
    case = with_carer(visit_case(), "k1", paid_hours=2.3333)
    plan = plan_of(case, visit_decisions())
    assert plan.figures.totals.overtime_gbp > 0
    assert check_visits(case, plan) == ()
    edge = with_carer(visit_case(), "k1", shifts="07:00-14:00", break_if_longer_hours=6.99999)
    nobody = visit_decisions().model_copy(update={"breaks": ()})
    assert check_visits(edge, plan_of(edge, nobody)) == ()


def test_way_and_break_both_lie_between_two_visits() -> None:
    # v3 ends at 10:00; the break ends at 10:35, and the way of 10 minutes after it: v5 at 10:45 at the earliest.
    case = with_carer(with_visit(visit_case(), "v5", windows="10:00-13:00"), "k1", break_hours="10:00-12:00")
    made = visit_decisions().model_copy(update={"breaks": (Pause(carer="k1", start_s=at("10:05")),)})
    assert broken(case, moved("k1", "v5", at("10:45"))(made)) == []
    assert broken(case, moved("k1", "v5", at("10:45") - 1)(made)) == [("travel", "carer k1, 07:00-14:00")]


def test_the_round_lies_inside_the_shift() -> None:
    # k1 leaves at 07:50 and is back at 12:40.
    assert broken(with_carer(visit_case(), "k1", shifts="07:50-14:00"), visit_decisions()) == []
    assert broken(with_carer(visit_case(), "k1", shifts="07:51-14:00"), visit_decisions()) == [
        ("travel", "carer k1, 07:51-14:00")
    ]
    early = with_carer(visit_case(), "k1", shifts="06:00-12:40")
    assert broken(early, visit_decisions()) == []
    late = with_carer(visit_case(), "k1", shifts="06:00-12:39")
    assert broken(late, visit_decisions()) == [("shift", "carer k1, 06:00-12:39")]
    off = with_carer(visit_case(), "k1", shifts="07:00-11:59")
    assert ("shift", "carer k1") in broken(off, visit_decisions())


def test_most_hours_count_travel_and_waiting_but_not_the_break() -> None:
    # 260 minutes are 4.3333 hours.
    assert broken(with_carer(visit_case(), "k1", max_hours=260 / 60), visit_decisions()) == []
    assert broken(with_carer(visit_case(), "k1", max_hours=4.33), visit_decisions()) == [("max hours", "carer k1")]


def test_a_break_in_a_short_shift_is_not_due() -> None:
    # 07:00 to 13:00 is six hours, not longer than six.
    case = with_carer(visit_case(), "k1", shifts="07:00-13:00")
    assert broken(case, visit_decisions()) == [("break", "carer k1, 07:00-13:00")]
    assert broken(case, visit_decisions().model_copy(update={"breaks": ()})) == []


def test_a_break_outside_the_round_is_no_work_and_no_pay() -> None:
    # Without v5 k1 is back at 10:10; the break from 10:30 costs nothing.
    made = visit_decisions()
    short = VisitDecisions(
        stops=tuple(stop for stop in made.stops if stop.visit != "v5"), breaks=made.breaks, unserved=("v5", "v6")
    )
    assert broken(visit_case(), short) == []
    figures = recompute_visit_figures(VisitFacts(visit_case()), short)
    assert figures.carers[0].work_min == 140  # 07:50 to 10:10
    back = Pause(carer="k1", start_s=at("10:09"))
    way = short.model_copy(update={"breaks": (back,)})
    case = with_carer(visit_case(), "k1", break_hours="10:00-12:00")
    assert broken(case, way) == [("break", "carer k1, 07:00-14:00")]


def test_a_right_plan_has_no_violation_at_all() -> None:
    case = visit_case()
    assert check_visits(case, plan_of(case, visit_decisions())) == ()


CLAIMS: dict[str, tuple[Callable[[VisitPlan], dict[str, Any]], set[str]]] = {
    "an altered cost": (
        lambda plan: {"figures": plan.figures.model_copy(
            update={"totals": plan.figures.totals.model_copy(update={"pay_gbp": 176.0})})},
        {"figure totals.pay_gbp"},
    ),
    "a bound above the objective": (
        lambda plan: {"proof": plan.proof.model_copy(update={"bound": plan.proof.objective + 1})},
        {"proof bound", "proof net_gap"},
    ),
    "another objective": (
        lambda plan: {"proof": plan.proof.model_copy(update={"objective": plan.proof.objective - 1})},
        {"proof objective", "proof bound", "proof net_gap"},
    ),
    "a net gap of the whole cost": (
        lambda plan: {"proof": plan.proof.model_copy(update={"net_gap": 0.5})},
        {"proof net_gap"},
    ),
    "more visits left out by every plan than by this one": (
        lambda plan: {"proof": plan.proof.model_copy(update={"unserved_bound": 2})},
        {"proof unserved"},
    ),
    "money for sharing work that was not allowed": (lambda _: {"balance_gbp": 1.0}, {"balance"}),
    "a visit left out without a reason": (lambda plan: {"unserved": ()}, {"reason"}),
    "a proof that nobody can be there, where somebody could": (
        lambda plan: {"unserved": (UnservedRow(visit="v6", reason="nobody-has-the-skills", words=""),
                                   UnservedRow(visit="v5", reason="nobody-can-be-there", words=""))},
        {"reason"},
    ),
    "travel that was not measured": (lambda plan: {"travel": ()}, {"figure travel"}),
    "an unknown carer": (
        lambda plan: {"decisions": given("v5", "k1", "k9")(plan.decisions)},
        {"decisions ids"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CLAIMS)
def test_a_false_claim_is_found(name: str) -> None:
    case = visit_case()
    plan = plan_of(case, visit_decisions())
    change, rules = CLAIMS[name]
    found = check_visits(case, plan.model_copy(update=change(plan)))
    assert {one.rule for one in found} == rules


def test_a_proof_that_nobody_can_be_there_is_checked_by_the_clock() -> None:
    # place-c is 10 minutes from the base and k1 begins at 07:00: 07:10 is possible, 07:09 is not.
    case = with_visit(visit_case(), "v5", windows="07:00-07:09", preferred_carers="")
    made = without("k1", "v5")(visit_decisions()).model_copy(update={"unserved": ("v5", "v6")})
    reason = UnservedRow(visit="v5", reason="nobody-can-be-there", words="")
    plan = plan_of(case, made)
    plan = plan.model_copy(update={"unserved": (reason, *(row for row in plan.unserved if row.visit == "v6"))})
    assert check_visits(case, plan) == ()
    later = with_visit(case, "v5", windows="07:00-07:10")
    assert {one.rule for one in check_visits(later, plan)} == {"reason"}


@pytest.mark.parametrize(("window", "rules"), [("13:20-13:40", {"reason"}), ("13:21-13:40", set())])
def test_nobody_can_begin_too_late_to_be_back_when_the_shift_ends(window: str, rules: set[str]) -> None:
    """v5 takes 30 minutes and the way home 10: k1, who works until 14:00, can begin by 13:20; k2 works until 13:00."""
    case = with_visit(visit_case(), "v5", windows=window, preferred_carers="")
    made = without("k1", "v5")(visit_decisions()).model_copy(update={"unserved": ("v5", "v6")})
    plan = plan_of(case, made)
    nobody = UnservedRow(visit="v5", reason="nobody-can-be-there", words="")
    plan = plan.model_copy(update={"unserved": (nobody, *(row for row in plan.unserved if row.visit == "v6"))})
    assert {one.rule for one in check_visits(case, plan)} == rules


@pytest.mark.parametrize(("spent", "rules"), [(0.0, set()), (5.0, set()), (5.02, {"balance"}), (-0.02, {"balance"})])
def test_sharing_work_costs_no_more_than_it_may(spent: float, rules: set[str]) -> None:
    case = visit_case()
    case = replace(case, parameters=case.parameters.model_copy(update={"balance_gbp": 5.0}))
    plan = plan_of(case, visit_decisions())
    proof = proof_of(plan.figures, plan.proof.objective - 5.1, 0, 0.0, "time limit")
    found = check_visits(case, plan.model_copy(update={"proof": proof, "balance_gbp": spent}))
    assert {one.rule for one in found} == rules
    below = plan.model_copy(update={"balance_gbp": 5.0})
    assert {one.rule for one in check_visits(case, below)} == {"balance"}

"""Rotas made from small cases: right by the checker, the same every time, explained where short."""

from dataclasses import replace

import pytest

from capplan.case import rota_tables as rota
from capplan.check.rota import check_rota
from capplan.errors import Infeasible
from capplan.formulations.rota import build, inputs_of
from capplan.plan.rota import make_rota
from capplan.plan.rota.parts import parts
from capplan.plan.rota.relaxations import relaxations
from capplan.solve import Profile, run
from small_rota import cover, on, person, rota_case, shift

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=600.0)
BOTH = (cover("early"), cover("late", gap_gbp=150.0), cover("night", gap_gbp=300.0, on="fri sat sun"))


def full_case(**changes):
    people = (
        person("p001", skills="nights", night_worker=True, history_weeks=8, history_hours=290.0, history_nights=6),
        person("p002", skills="nights", fte=0.8, run_days=2, last_shift="late"),
        person("p003", fte=0.6, run_days=-1, last_shift="early"),
        person("p004"),
    )
    own = {
        "absences": (rota.Absence(person="p004", from_day=on(7), to_day=on(9), kind="leave"),),
        "requests": (rota.Request(person="p001", day=on(2), wants="off", weight_gbp=40.0),),
        "fixed_patterns": (rota.FixedPattern(person="p003", weekday="wed", shift="off"),),
        "people": people,
        "rota_cover": BOTH,
    }
    return rota_case(**{**own, **changes})


@pytest.mark.parametrize("first_day", ["2026-03-23", "2026-10-19", "2026-05-04"])
def test_a_rota_over_a_change_of_the_clocks_is_right_by_the_checker(first_day: str) -> None:
    """March, October and an ordinary fortnight with a public holiday; wishes and leave stay on their dates."""
    case = full_case()
    case = replace(case, rotas=(case.rotas[0].model_copy(update={"first_day": first_day}),))
    plan = make_rota(case, EXACT, explain=False)
    assert check_rota(case, plan) == ()
    assert plan.proof.gap == 0.0


def test_the_same_rota_every_time() -> None:
    first, second = (make_rota(full_case(), EXACT, explain=False) for _ in range(2))
    assert first == second


def test_parts_add_up_to_the_whole() -> None:
    """South has its own person and cover: two parts, whose optima and people add up."""
    apart = full_case()
    lone = person("p009", base="base-south", fte=0.4)
    apart = replace(apart, people=(*apart.people, lone), rota_cover=(*apart.rota_cover, cover("south")))
    shifts = tuple(
        row.model_copy(update={"bases": "base-south"}) if row.shift == "south" else row for row in apart.rota_shifts
    )
    inputs = inputs_of(replace(apart, rota_shifts=shifts))
    cut = parts(inputs)
    assert [len(part.people) for part in cut] == [4, 1]
    whole = run(build(inputs), EXACT).objective
    assert sum(run(build(part), EXACT).objective for part in cut) == pytest.approx(whole)


def test_a_gap_names_the_rule_that_blocks_each_person_and_what_would_help() -> None:
    """One assistant, Monday to Saturday, three days in a row at most: two gaps, and a fourth day would help."""
    case = rota_case(
        {"max-run": 3.0, "over-contract": 100.0},
        people=(person("p001"),),
        rota_cover=(cover("early", on="mon tue wed thu"),),
    )
    plan = make_rota(case, EXACT)
    assert plan.figures.totals.gap == 2
    for gap in plan.short:
        assert [one.person for one in gap.candidates] == ["p001"]
        assert gap.candidates[0].blocked_by == ("max-run",)
        assert gap.rules == ("max-run: 1 of 1",)
    ways = {way.title: (way.saves_gbp, way.gap_after, way.proof) for way in plan.relaxations}
    assert ways["one day more in a row for everybody"] == (pytest.approx(400.0), 0, "solved to proof")
    (more,) = [way for way in plan.relaxations if way.title.startswith("one more ")]
    assert more.gap_after == 0


def test_a_way_out_says_how_much_of_its_saving_the_rota_might_still_find_by_itself() -> None:
    """The fourth day saves 400 GBP. If the rota were proven to 250 GBP below its cost only, 150 GBP would be sure."""
    case = rota_case(
        {"max-run": 3.0, "over-contract": 100.0},
        people=(person("p001"),),
        rota_cover=(cover("early", on="mon tue wed thu"),),
    )
    plan = make_rota(case, EXACT)
    cost = plan.proof.objective

    def told(open_gbp: float) -> str:
        proof = plan.proof.model_copy(update={"bound": cost - open_gbp, "gap": open_gbp / cost})
        ways = relaxations(case, plan.model_copy(update={"proof": proof}), EXACT)
        return {way.title: way.proof for way in ways}["one day more in a row for everybody"]

    assert told(0.0) == "solved to proof"
    assert told(250.0).startswith("solved to proof; £150 of it is sure")
    assert told(400.0).startswith("solved to proof; none of it is sure")


def test_what_is_settled_against_a_hard_rule_is_named() -> None:
    """Late on Mondays and early on Tuesdays leave 9 h of rest."""
    settled = tuple(
        rota.FixedPattern(person="p001", weekday=day, shift=name) for day, name in (("mon", "late"), ("tue", "early"))
    )
    case = rota_case(people=(person("p001"),), fixed_patterns=settled)
    with pytest.raises(Infeasible) as caught:
        make_rota(case, EXACT)
    assert any("p001" in cause and "rest" in cause for cause in caught.value.cause)


def test_a_shift_of_twelve_hours_is_among_the_ways_out() -> None:
    """Mornings 07:00 to 13:00 and afternoons 13:00 to 19:00 for one assistant, Monday and Tuesday, 200 GBP a gap.

    One of the two is open each day of the two weeks: four gaps. Twelve hours with an hour of break count as both: no
    gap, 800 GBP less. Hours have no price here.
    """
    case = rota_case(
        {"max-run": 6.0, "over-contract": 100.0},
        people=(person("p001"),),
        rota_shifts=(
            shift("morning", "07:00", length_min=360, break_min=15),
            shift("afternoon", "13:00", length_min=360, break_min=15),
        ),
        rota_cover=(cover("morning", on="mon tue"), cover("afternoon", on="mon tue")),
    )
    plan = make_rota(case, EXACT)
    assert plan.figures.totals.gap == 4
    (long,) = [way for way in plan.relaxations if way.title.startswith("12-hour shifts from 07:00")]
    assert (long.saves_gbp, long.gap_after, long.proof) == (pytest.approx(800.0), 0, "solved to proof")


def test_no_shift_of_twelve_hours_where_shifts_reach_further() -> None:
    """Early 07:00 to 15:00 and late 14:00 to 22:00 are fifteen hours: nobody covers both in twelve."""
    case = rota_case(
        {"max-run": 6.0, "over-contract": 100.0},
        people=(person("p001"),),
        rota_cover=(cover("early", on="mon"), cover("late", on="mon")),
    )
    assert not [way for way in make_rota(case, EXACT).relaxations if way.title.startswith("12-hour")]

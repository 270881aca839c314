"""The tiny case of `programme`: every rule matters, by the amount derived in formulations/programme/tiny.md."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from capplan.case.header import ProgrammeAim
from capplan.formulations import programme
from capplan.solve import Profile, Status, run
from golden_lp import Formulation

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
TINY = Formulation("programme")
OPTIMUM_GBP = -3730

# Rule -> change of the optimum in GBP without it, as in tiny.md; max_present limits what is made least there.
WITHOUT_RULE = {
    "starts_once": -895,
    "may_start": -15,
    "precedence": -202,
    "benefit_shown": -202,
    "roll_out_order": -110,
    "team_capacity": -31,
    "locality_capacity": -70,
    "start_limit": -21,
    "counted_once": -48,
    "budget": -140,
    "carry_over": -140,
    "protected": -24,
    "max_gap": -24,
    "max_wait": -9,
}


def solved(aim: ProgrammeAim, without: str = "") -> float:
    model = programme.build(programme.inputs_of(replace(TINY.case(), aim=aim)))
    if without:
        model.component(without).deactivate()
    result = run(model, EXACT)
    assert result.status is Status.OPTIMAL
    return result.require_solution()


def test_every_constraint_is_left_out_once() -> None:
    assert {*WITHOUT_RULE, "max_present"} == TINY.expected["constraints"].keys()


@pytest.mark.parametrize("rule", WITHOUT_RULE)
def test_without_the_rule_the_optimum_changes_as_derived(rule: str) -> None:
    assert solved(TINY.case().aim, rule) == pytest.approx(OPTIMUM_GBP + WITHOUT_RULE[rule], abs=1e-4)


def test_the_page_states_the_worth_of_every_rule() -> None:
    page = (TINY.folder / "tiny.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| M\d+ `(\w+)` \|.*\| −(\d+) \|$", page, re.MULTILINE))
    assert {name: -int(amount) for name, amount in stated.items()} == WITHOUT_RULE


def test_the_gap_alone_as_the_aim() -> None:
    """As planned the second year saves 2,466; cover, which costs 10 of it, is not asked for.

    Spring in April would save 20 more, but April has one start, and home-kit, which has no other month, saves 250.
    """
    aim = ProgrammeAim(objective="gap", gap_year="2026/27", delay_weight=0.0)
    assert solved(aim) == pytest.approx(-2476, abs=1e-6)


def test_coverage_as_the_aim_and_the_cost_as_its_limit() -> None:
    """Localities can wait 0 + 1 + 1 months, and the east none at 60.

    Without cover and the shared record the programme costs -3,752 - 10 - 30 = -3,792. At most -3,742 leaves 50 for
    cover: five months of it, from February on, one month of waiting more.
    """
    free = ProgrammeAim(objective="coverage", delay_weight=0.0)
    assert solved(free) == pytest.approx(2.0, abs=1e-6)
    held = ProgrammeAim(objective="coverage", delay_weight=0.0, max_present_gbp=-3742.0)
    assert solved(held) == pytest.approx(3.0, abs=1e-6)
    assert solved(held, without="max_present") == pytest.approx(2.0, abs=1e-6)

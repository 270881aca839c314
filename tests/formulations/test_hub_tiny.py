"""The tiny case of `hub`: every rule matters, by the amount derived in formulations/hub/tiny.md."""

from __future__ import annotations

import re

import pytest

from capplan.formulations import hub
from capplan.solve import Profile, Status, run
from golden_lp import Formulation

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
TINY = Formulation("hub")
OPTIMUM_GBP = 224

# Rule -> change of the optimum in GBP a week without it, as in tiny.md.
WITHOUT_RULE = {
    "cover": -104,
    "one_queue": -15,
    "busy": -30,
    "away": -20,
    "breaks_taken": -25,
    "least_on_duty": -20,
    "backlog_kept": -55,
    "in_time": -55,
    "posted": -145,
    "min_posts": -5,
    "max_posts": -5,
    "max_shared": -16,
}


def test_every_constraint_is_left_out_once() -> None:
    assert WITHOUT_RULE.keys() == TINY.expected["constraints"].keys()


@pytest.mark.parametrize("rule", WITHOUT_RULE)
def test_without_the_rule_the_optimum_changes_as_derived(rule: str) -> None:
    model = hub.build(hub.inputs_of(TINY.case(), "weeks"))
    model.component(rule).deactivate()
    result = run(model, EXACT)
    assert result.status is Status.OPTIMAL
    assert result.require_solution() == pytest.approx(OPTIMUM_GBP + WITHOUT_RULE[rule], abs=1e-4)


def test_the_page_states_the_worth_of_every_rule() -> None:
    page = (TINY.folder / "tiny.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| H\d+ `(\w+)` \|.*\| −(\d+) \|$", page, re.MULTILINE))
    assert {name: -int(amount) for name, amount in stated.items()} == WITHOUT_RULE

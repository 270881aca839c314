"""The plan's figures and the checker's, two codes that share nothing, on made-up decisions of every kind."""

from __future__ import annotations

import pytest
from worked_case import as_option, unchanged_decisions, worked_case, worked_decisions

from capplan.case.case import Case
from capplan.check.answer import Answer, read_answer
from capplan.check.compare import compare_figures, compare_rows
from capplan.check.facts import Facts
from capplan.check.figures import recompute_figures
from capplan.check.sizes import setting_sizes as recomputed_sizes
from capplan.decisions import BedDecisions
from capplan.plan.figures import bed_figures
from capplan.plan.sizes import setting_sizes
from random_decisions import random_decisions
from small import small_case


def answer_of(case: Case, decisions: BedDecisions) -> Answer:
    answer, faults = read_answer(Facts(case, "plan"), decisions)
    assert answer is not None, faults
    return answer


def assert_agree(case: Case, decisions: BedDecisions) -> None:
    answer = answer_of(case, decisions)
    assert [str(fault) for fault in compare_figures(bed_figures(case, decisions), recompute_figures(answer))] == []
    sizes = setting_sizes(case, as_option("plan", decisions, case))
    assert [str(fault) for fault in compare_rows("sizes", ("setting",), sizes, recomputed_sizes(answer))] == []


@pytest.mark.parametrize("decisions", [worked_decisions(), unchanged_decisions()], ids=["plan", "unchanged"])
def test_worked_case_agrees_with_the_checker(decisions: BedDecisions) -> None:
    assert_agree(worked_case(), decisions)


@pytest.mark.parametrize("scenario", ["base", "longer"])
@pytest.mark.parametrize("seed", range(15))
def test_random_decisions_agree_with_the_checker(seed: int, scenario: str) -> None:
    case = small_case().in_scenario(scenario)
    assert_agree(case, random_decisions(case, seed))


def test_agreement_would_notice_a_different_decision() -> None:
    case = small_case()
    stated = bed_figures(case, random_decisions(case, 1))
    assert list(compare_figures(stated, recompute_figures(answer_of(case, random_decisions(case, 2)))))

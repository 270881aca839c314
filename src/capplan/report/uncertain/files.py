"""Every file of a plan for many futures: page, tables, the plan itself."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions.uncertain import UncertainPlan
from capplan.plan.store import model_json
from capplan.report.board.page import Section, board_page
from capplan.report.tables.written import csv_text
from capplan.report.uncertain import tables, words

PLAN = "uncertain.json"


def uncertain_files(case: Case, plan: UncertainPlan) -> dict[str, str | bytes]:
    """Return name and content of every file.

    Parameters
    ----------
    case
        As planned.
    """
    return {**uncertain_tables(case, plan), PLAN: model_json(plan), "uncertain.html": render(case, plan)}


def uncertain_tables(case: Case, plan: UncertainPlan) -> dict[str, str]:
    """Return name and content of every CSV table."""
    return {f"{one.name}.csv": csv_text(one) for one in tables.written(case, plan)}


def render(case: Case, plan: UncertainPlan) -> str:
    """Return the page: HTML without scripts and without anything to fetch; text of the case is escaped."""
    plans, chances, futures = tables.printed(plan)
    money = (
        words.money(plan),
        words.proof(plan),
        words.worth("Planning for all futures instead of the mean one", plan.value_of_stochastic_solution),
        words.worth("Knowing which future comes", plan.value_of_perfect_information),
    )
    not_tried = () if plan.tried_on else ("The plan was not tried on other futures.",)
    ranges = tables.ranges(case)
    none = () if ranges.rows else ("The case names no uncertain figure; its futures are its scenarios.",)
    return board_page(
        case,
        "One plan for many futures",
        "Decided first, the same in every future: which sites run what and when, whom to recruit, move and make "
        "redundant. Decided in each future: who goes where, spot beds, agency, waiting, work left undone. Periods of "
        f"{plan.months_per_period} months.",
        (
            Section("decided", "What is decided", tuple(words.changes(case, plan))),
            Section("money", "Money and proof", money),
            Section("tried", "Tried on other futures", not_tried, (plans, chances) if plan.tried_on else ()),
            Section("uncertain", "What is uncertain", none, (ranges, futures)),
        ),
    )

"""Options side by side: more freedom never costs more, an empty overlay changes nothing, and faults are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from capplan.case.case import Case
from capplan.case.freedom import given, takes_freedom_only, usual_of
from capplan.case.option_tables import BoardOption, ChangeKind, OptionChange
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.check.board import check_options
from capplan.decisions.board import Choice, ChoiceFigures, OptionTable
from capplan.plan.board.options import DEFAULT_ORDER, option_table
from capplan.plan.board.ranking import ordered, rankings
from capplan.report.board.options import option_sections
from capplan.report.board.page import board_page
from capplan.solve import Profile

EXACT = Profile(mip_rel_gap=1e-6)
# (kind, target, of, value, month) that only forbid something at the ward of the example.
FORBID: dict[str, tuple[ChangeKind, str, str, float | None, str | None]] = {
    "later": ("no-reduction-before", "hillside", "", None, "2026-11"),
    "half": ("only-to", "hillside", "ward-12", None, None),
    "consult": ("gate-passed", "ward-consultation", "", None, "2026-08"),
    "longer": ("notice", "ward-lease", "", 6.0, None),
    "no-block": ("no-increase", "meadow-view", "", None, None),
}


def with_options(case: Case, **options: list[OptionChange]) -> Case:
    return replace(
        case,
        options=tuple(BoardOption(option=name, title=name) for name in options),
        option_changes=tuple(row for rows in options.values() for row in rows),
    )


def forbidding(name: str) -> list[OptionChange]:
    kind, target, of, value, month = FORBID[name]
    return [OptionChange(option=name, number=1, kind=kind, target=target, of=of, value=value, month=month)]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("options") / "county"
    new_case(folder, example=True)
    beds_alone = read_case(folder).without_staff()
    return with_options(beds_alone, same=[], **{name: forbidding(name) for name in FORBID})


@pytest.fixture(scope="module")
def table(case: Case) -> OptionTable:
    return option_table(case, EXACT, processes=1)


def test_every_plan_and_figure_passes_the_independent_check(case: Case, table: OptionTable) -> None:
    assert check_options(case, table) == ()
    assert [one.option for one in table.choices] == ["business-as-usual", "do-minimum", "plan", "same", *FORBID]


def test_an_empty_overlay_changes_nothing_byte_for_byte(table: OptionTable) -> None:
    same, plan = table.choice("same"), table.choice("plan")
    assert same.model_copy(update={"option": "plan", "title": "Plan", "description": plan.description}) == plan
    assert same.plan is not None
    assert plan.plan is not None
    assert same.plan.model_dump_json() == plan.plan.model_dump_json()


@pytest.mark.parametrize("name", [*FORBID, "do-minimum"])
def test_an_option_that_only_adds_freedom_never_costs_more(case: Case, table: OptionTable, name: str) -> None:
    assert takes_freedom_only(case, name, "plan")
    free, less = table.choice("plan").plan, table.choice(name).plan
    assert free is not None
    assert less is not None
    assert free.proof.objective <= less.proof.objective
    assert free.proof.bound <= less.proof.objective


def test_what_adds_freedom_is_not_taken_for_a_restriction(case: Case) -> None:
    sooner = OptionChange(option="sooner", number=1, kind="gate-passed", target="ward-consultation", month="2026-04")
    home = OptionChange(option="home", number=1, kind="shift", target="step-down", of="home", value=0.1)
    forbid = OptionChange(option="forbid", number=1, kind="forbid-setting", target="step-down", of="home")
    other = with_options(case, sooner=[sooner], home=[home], forbid=[forbid])
    assert not any(takes_freedom_only(other, name, "plan") for name in ("sooner", "home", "forbid", "plan"))
    assert not takes_freedom_only(case, "plan", "later")
    assert not takes_freedom_only(case, "later", "business-as-usual")


def test_a_plan_found_with_less_freedom_is_taken_over_where_it_is_cheaper(case: Case) -> None:
    """With a gap of half the cost the plan may be bad; then it is the cheapest of those less free."""
    loose = option_table(case, Profile(mip_rel_gap=0.5), wanted=["half", "do-minimum"], processes=1)
    assert check_options(case, loose) == ()
    costs = {one.option: one.plan.proof.objective for one in loose.choices if one.plan is not None}
    assert all(costs["plan"] <= costs[name] for name in ("half", "do-minimum"))


def test_an_impossible_option_says_why(case: Case) -> None:
    tight = OptionChange(option="tight", number=1, kind="revenue-budget", target="pool", of="2026/27", value=1_000_000)
    table = option_table(with_options(case, tight=[tight]), EXACT, wanted=["tight"], processes=1)
    one = table.choice("tight")
    assert (one.status, one.plan, one.figures) == ("infeasible", None, None)
    assert "The revenue budget of pool in 2026/27 is £" in one.cause[0]
    assert "tight" not in table.order
    assert check_options(with_options(case, tight=[tight]), table) == ()
    assert [one.option for one in table.choices] == ["business-as-usual", "plan", "tight"]


@pytest.mark.slow
def test_the_table_is_the_same_whatever_the_number_of_processes(case: Case) -> None:
    one, two = (option_table(case, EXACT, wanted=["later"], processes=number) for number in (1, 2))
    assert one.model_dump_json() == two.model_dump_json()


def altered(table: OptionTable, name: str, **values: Any) -> OptionTable:
    rows = (one.model_copy(update=values) if one.option == name else one for one in table.choices)
    return table.model_copy(update={"choices": tuple(rows)})


def figures(table: OptionTable, name: str, **values: Any) -> OptionTable:
    one = table.choice(name).figures
    assert one is not None
    return altered(table, name, figures=one.model_copy(update=values))


def _cheaper(table: OptionTable) -> OptionTable:
    one = table.choice("plan").figures
    assert one is not None
    return figures(table, "plan", cost_present_gbp=one.cost_present_gbp - 1.0)


def _bound_above(table: OptionTable) -> OptionTable:
    plan = table.choice("later").plan
    assert plan is not None
    high = plan.proof.objective * 1.5
    proof = plan.proof.model_copy(update={"objective": high, "bound": high, "gap": 0.0})
    free = table.choice("plan").plan
    assert free is not None
    return altered(table, "plan", plan=free.model_copy(update={"proof": proof}))


def _nearer(table: OptionTable) -> OptionTable:
    one = table.choice("plan").figures
    assert one is not None
    rows = tuple(row.model_copy(update={"mean_min": (row.mean_min or 0) - 0.1}) for row in one.access)
    return figures(table, "plan", access=rows)


def _tipping(table: OptionTable) -> OptionTable:
    rows = tuple(row.model_copy(update={"factor": row.factor + 0.01}) for row in table.choice("plan").switching)
    return altered(table, "plan", switching=rows)


def _first(table: OptionTable) -> OptionTable:
    rows = tuple(
        row.model_copy(update={"places": {**row.places, "plan": 9}}) if row.criterion == "cost_present_gbp" else row
        for row in table.rankings
    )
    return table.model_copy(update={"rankings": rows})


FAULTS: dict[str, tuple[Callable[[OptionTable], OptionTable], str]] = {
    "a pound less": (_cheaper, "figure options.cost_present_gbp"),
    "a saving of its own": (lambda t: figures(t, "half", against_usual_gbp=-1.0), "figure options.against_usual_gbp"),
    "a test passed that was not": (lambda t: figures(t, "plan", closures_passed=7), "figure options.closures_passed"),
    "beds that are not there": (lambda t: figures(t, "plan", beds_at_end=99), "figure options.beds_at_end"),
    "travel shorter": (_nearer, "figure options.access.mean_min"),
    "tipping later": (_tipping, "figure options.switching.factor"),
    "a bound above a less free option": (_bound_above, "options bound"),
    "a plan of another option": (lambda t: altered(t, "later", plan=t.choice("plan").plan), "B"),
    "proven, it is said": (lambda t: altered(t, "plan", status="feasible"), "options status"),
    "no plan and no reason": (lambda t: altered(t, "half", plan=None, figures=None), "options cause"),
    "another base": (lambda t: altered(t, "half", base_option="do-minimum"), "options base"),
    "out of the order": (lambda t: t.model_copy(update={"order": t.order[1:]}), "options order"),
    "the best is last": (_first, "options ranking"),
    "another case": (lambda t: t.model_copy(update={"case_digest": "0"}), "plan identity"),
    "an option of nowhere": (lambda t: altered(t, "half", option="whole"), "options ids"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(case: Case, table: OptionTable, name: str) -> None:
    plant, rule = FAULTS[name]
    found = [fault.rule for fault in check_options(case, plant(table))]
    assert any(one.startswith(rule) for one in found), found


def test_the_order_follows_the_criteria_and_nothing_else(table: OptionTable) -> None:
    def made(option: str, cost: float, waited: float) -> Choice:
        one = table.choice("plan")
        assert one.figures is not None
        assert one.plan is not None
        proof = one.plan.proof.model_copy(update={"objective": 100.0, "bound": 90.0})
        values = {"cost_present_gbp": cost, "waiting_bed_days": waited}
        changed: ChoiceFigures = one.figures.model_copy(update=values)
        plan = one.plan.model_copy(update={"proof": proof})
        return one.model_copy(update={"option": option, "figures": changed, "plan": plan})

    # The widest proof is 10 GBP: 100 and 108 cannot be told apart, so the wait decides; 111 is dearer.
    choices = (made("a", 100.0, 50.0), made("b", 108.0, 20.0), made("c", 111.0, 0.0))
    assert ordered(choices, DEFAULT_ORDER) == ("b", "a", "c")
    assert ordered(choices, ("waiting_bed_days",)) == ("c", "b", "a")
    money = next(row for row in rankings(choices) if row.criterion == "cost_present_gbp")
    assert (money.step, money.places) == (10.0, {"a": 1, "b": 1, "c": 3})


def test_switching_values_make_both_cost_the_same(table: OptionTable) -> None:
    one, usual = table.choice("plan"), table.choice("business-as-usual")
    assert one.figures is not None
    assert usual.figures is not None
    assert one.switching
    for row in one.switching:
        here = one.figures.cost_present_gbp + (row.factor - 1.0) * row.present_gbp
        there = usual.figures.cost_present_gbp + (row.factor - 1.0) * row.usual_gbp
        assert here == pytest.approx(there, abs=0.01)


def test_the_page_escapes_the_case_and_names_every_option(case: Case, table: OptionTable) -> None:
    wild = altered(table, "half", title="<script>alert(1)</script>", description="=1+1")
    page = board_page(case, "Options", "", option_sections(case, wild))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert all(one.title in page for one in table.choices if one.option != "half")


def test_costs_are_compared_on_the_same_demand(case: Case) -> None:
    def high(name: str) -> OptionChange:
        return OptionChange(option=name, number=1, kind="scenario", target="high")

    half = OptionChange(option="busy-half", number=2, kind="only-to", target="hillside", of="ward-12")
    options = with_options(case, busy=[high("busy")], **{"busy-half": [high("busy-half"), half]})
    as_usual = tuple(
        row.model_copy(update={"base_option": "business-as-usual"}) if row.option == "busy" else row
        for row in options.options
    )
    usual = replace(options, options=as_usual)
    among = ["business-as-usual", "plan", "busy"]
    found = [usual_of(usual, name, among) for name in ("plan", "busy-half", "busy")]
    assert found == ["business-as-usual", "busy", "busy"]
    assert usual_of(options, "busy-half", ["business-as-usual", "plan", "busy"]) is None
    assert given(usual, "busy-half") == (("scenario", "high", "", None, None),)


def test_a_criterion_without_a_figure_cannot_order(table: OptionTable) -> None:
    with pytest.raises(ValueError, match="fte_recruited"):
        ordered(table.choices, ("fte_recruited",))

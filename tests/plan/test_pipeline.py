"""The chain of a run where an option is impossible: without do-minimum it goes on, without the plan it does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from capplan.case.assumptions import assumptions
from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.check import check_plan
from capplan.cli.summary import answer
from capplan.decisions import BedPlan, OptionId, Plan
from capplan.errors import Infeasible
from capplan.formulations import beds
from capplan.formulations.beds.explain import sentence
from capplan.plan.option import solve_option
from capplan.plan.pipeline import Run, make_plan
from capplan.plan.provenance import provenance_of
from capplan.report.html import render
from capplan.report.tables import csv_files
from capplan.solve import Profile
from small import with_row

# The pool's revenue of the first year: do-minimum needs £2,425,298, the plan £2,116,032 (£2,174,603 on `high`).
ONLY_THE_PLAN_GBP = 2_250_000.0
POOL = "pool/2026/27"
ID = "do-minimum-not-possible"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("pipeline") / "county"
    new_case(folder, example=True)
    return with_row(read_case(folder).without_staff(), "budgets", POOL, revenue_gbp=ONLY_THE_PLAN_GBP)


def make(case: Case, folder: Path) -> Plan:
    return make_plan(case, Profile(), Run(folder, lambda _: None, lambda _: None))


@pytest.fixture(scope="module")
def plan(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return make(case, tmp_path_factory.mktemp("logs"))


def test_a_budget_that_only_the_plan_can_meet_leaves_two_options(case: Case, plan: Plan) -> None:
    assert [option.option for option in plan.options] == ["business-as-usual", "plan"]
    assert check_plan(case, plan) == ()
    with pytest.raises(KeyError):
        plan.option("do-minimum")


def test_the_finding_says_why_and_by_how_much(case: Case, plan: Plan) -> None:
    (finding,) = [row for row in plan.findings if row.id == ID]
    assert finding.severity == "warning"
    found = re.search(r"The revenue budget of pool in 2026/27 is £([0-9,]+) too small", finding.text)
    assert found
    # 2,425,298 - 2,250,000
    assert int(found[1].replace(",", "")) == pytest.approx(175_298, abs=1)
    assert finding.figures == {"requirements_that_clash": 1}
    assert "savings-against-business-as-usual" in {row.id for row in plan.findings}
    assert "savings-against-do-minimum" not in {row.id for row in plan.findings}


def test_summary_tables_and_report_do_without_it(case: Case, plan: Plan) -> None:
    text = answer(case, plan)
    assert "Against business-as-usual" in text
    assert "Against do-minimum" not in text
    assert ID in csv_files(case, plan)["findings.csv"]
    provenance = provenance_of(case, Profile(), "capplan run example --out RUN", {"all": 1.0})
    page = render(plan, case, provenance, assumptions(case))
    assert "cannot keep every requirement, so the plan is compared with business as usual only" in page
    assert "Do minimum, which would only buy what is missing, is not possible" in page
    assert "Against do minimum" not in page
    assert "Do minimum closes nothing" not in page


def test_with_enough_money_there_are_three_options_and_no_such_finding(case: Case, tmp_path: Path) -> None:
    rich = make(with_row(case, "budgets", POOL, revenue_gbp=4_500_000.0), tmp_path)
    assert [option.option for option in rich.options] == ["business-as-usual", "do-minimum", "plan"]
    assert ID not in {row.id for row in rich.findings}


def test_an_impossible_plan_stops_the_run_and_is_named(case: Case, tmp_path: Path) -> None:
    with pytest.raises(
        Infeasible, match=r"- plan, scenario base: The revenue budget of pool in 2026/27 is £1,116,0"
    ) as raised:
        make(with_row(case, "budgets", POOL, revenue_gbp=1_000_000.0), tmp_path)
    assert raised.value.exit_code == 3


def test_an_impossible_plan_of_another_scenario_is_named_as_well(case: Case, tmp_path: Path) -> None:
    """£2,150,000 is enough for the people of today's tables, and not for a tenth more."""
    with pytest.raises(Infeasible, match=r"- plan, scenario high: The revenue budget of pool in 2026/27 is £24,60"):
        make(with_row(case, "budgets", POOL, revenue_gbp=2_150_000.0), tmp_path)


OPTIONS: tuple[OptionId, ...] = ("do-minimum", "plan")


@pytest.mark.parametrize("option", OPTIONS)
def test_following_the_advice_on_money_suffices(case: Case, option: OptionId) -> None:
    """The amount is rounded up to the pound: that much more is enough, a pound less than that is not."""

    def solved(revenue_gbp: float) -> BedPlan:
        return solve_option(with_row(case, "budgets", POOL, revenue_gbp=revenue_gbp), option, Profile()).plan

    with pytest.raises(Infeasible) as raised:
        solved(1_000_000.0)
    found = re.search(r"is £([0-9,]+) too small\. Raise it by that much\.", raised.value.cause[0])
    assert found
    enough = 1_000_000.0 + int(found[1].replace(",", ""))
    spent = sum(
        row.nominal_gbp for row in solved(enough).figures.money if row.year == "2026/27" and row.kind != "capital"
    )
    assert spent == pytest.approx(enough, abs=1.0)
    with pytest.raises(Infeasible):
        solved(enough - 1.0)


@pytest.mark.parametrize(("amount", "pounds"), [(1_234.0, "1,234"), (1_234.01, "1,235"), (0.2, "1")])
def test_money_that_lacks_is_rounded_up_to_the_pound(case: Case, amount: float, pounds: str) -> None:
    for component, kind in (("revenue_budget", "revenue"), ("capital_budget", "capital")):
        said = sentence(beds.inputs_of(case, "plan"), component, ("pool", "2026/27"), amount)
        assert said == f"The {kind} budget of pool in 2026/27 is £{pounds} too small. Raise it by that much."

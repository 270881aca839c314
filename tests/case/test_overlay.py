"""Options as overlays: each kind of change does to the case what it says, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from capplan.case.case import Case
from capplan.case.option_tables import KINDS, BoardOption, ChangeKind, OptionChange
from capplan.case.overlay import applied, base_option, with_option
from capplan.case.programme_tables import ProgrammeBudget
from capplan.case.read import read_case
from capplan.case.rules import earliest_increase, earliest_reduction, notice_from
from small import small_case
from small_staff import staffed_case

SUFFOLK = Path(__file__).parents[2] / "data" / "suffolk"


def change(kind: ChangeKind, target: str = "", **columns: Any) -> OptionChange:
    return OptionChange(option="one", number=1, kind=kind, target=target, **columns)


def after(kind: ChangeKind, target: str = "", case: Case | None = None, **columns: Any) -> Case:
    return applied(small_case() if case is None else case, change(kind, target, **columns))


def test_an_option_without_changes_is_the_case_itself() -> None:
    case = replace(small_case(), options=(BoardOption(option="one", title="One"),))
    assert with_option(case, "one") is case
    assert with_option(case, "plan") is case
    assert [base_option(case, name) for name in ("one", "do-minimum")] == ["plan", "do-minimum"]
    with pytest.raises(KeyError):
        with_option(case, "two")


def test_changes_apply_in_the_order_of_their_numbers() -> None:
    rows = (
        OptionChange(option="one", number=2, kind="notice", target="ward-lease", value=6),
        OptionChange(option="one", number=1, kind="notice", target="ward-lease", value=9),
    )
    case = replace(small_case(), options=(BoardOption(option="one", title="One"),), option_changes=rows)
    assert with_option(case, "one").contract["ward-lease"].notice_months == 6


def test_a_site_that_is_kept_never_has_fewer_beds_than_today() -> None:
    kept = after("keep-site", "ward-north").transitions
    assert [(row.from_configuration, row.to_configuration) for row in kept if row.site == "ward-north"] == [
        ("half", "full")
    ]
    assert [row for row in kept if row.site != "ward-north"] == [
        row for row in small_case().transitions if row.site != "ward-north"
    ]


def test_changes_into_one_configuration_only_and_no_growth() -> None:
    only = after("only-to", "block-south", of="sixteen").transitions
    assert [row.to_configuration for row in only if row.site == "block-south"] == ["sixteen", "sixteen"]
    still = after("no-increase", "block-south").transitions
    assert [row.from_configuration for row in still if row.site == "block-south"] == ["thirty-two", "sixteen"]


def test_dates_of_a_site() -> None:
    case = small_case()
    assert after("close-by", "ward-north", month="2014-03").site["ward-north"].closes_by == "2014-03"
    later = after("no-reduction-before", "ward-north", month="2014-05")
    assert earliest_reduction(later, later.site["ward-north"]) == "2014-05"
    later = after("no-increase-before", "block-south", month="2014-05")
    assert earliest_increase(case, case.site["block-south"]) < "2014-05"
    assert earliest_increase(later, later.site["block-south"]) == "2014-05"


def test_no_notice_before_a_consultation_ends_later() -> None:
    later = after("gate-passed", "consult", month="2013-12")
    assert notice_from(later, later.site["ward-north"]) == "2013-12"
    assert later.gate["consult"].starts == "2013-05"
    # An earlier end pulls the beginning with it: nothing ends before it starts.
    assert after("gate-passed", "consult", month="2013-04").gate["consult"].starts == "2013-04"


def test_terms_of_a_contract() -> None:
    assert after("notice", "ward-lease", value=12).contract["ward-lease"].notice_months == 12
    assert after("contract-ends", "ward-lease", month="2014-09").contract["ward-lease"].ends == "2014-09"


def test_a_shift_raises_both_shares_and_never_above_one() -> None:
    stay = small_case().stay["step-down", "home"]
    shifted = after("shift", "step-down", of="home", value=0.1).stay["step-down", "home"]
    assert shifted.min_share == pytest.approx(stay.min_share + 0.1)
    assert shifted.max_share == pytest.approx(min(1.0, stay.max_share + 0.1))
    assert after("shift", "step-down", of="home", value=1).stay["step-down", "home"].max_share == 1.0


def test_settings_allowed_and_forbidden() -> None:
    assert ("step-up", "home") not in after("forbid-setting", "step-up", of="home").stay
    assert ("step-up", "nursing-home") not in small_case().stay
    allowed = after("allow-setting", "step-up", of="nursing-home", value=25).stay["step-up", "nursing-home"]
    assert (allowed.stay_days, allowed.min_share, allowed.max_share) == (25.0, 0.0, 1.0)


def test_a_budget_of_one_year_or_of_every_year() -> None:
    one = after("revenue-budget", "pool", of="2014/15", value=5.0).budgets
    assert [(row.year, row.revenue_gbp) for row in one if row.funder == "pool"] == [
        ("2013/14", 3_500_000.0),
        ("2014/15", 5.0),
    ]
    every = after("capital-budget", "pool", value=7.0).budgets
    pool = [(row.year, row.revenue_gbp, row.capital_gbp) for row in every if row.funder == "pool"]
    assert pool == [("2013/14", 3_500_000.0, 7.0), ("2014/15", None, 7.0)]


def test_demand_stays_scenarios_and_parameters() -> None:
    case = small_case()
    more = after("demand", "step-up", value=1.5)
    assert [row.admissions_per_year for row in more.cohorts] == [
        row.admissions_per_year * (1.5 if row.cohort == "step-up" else 1.0) for row in case.cohorts
    ]
    longer = after("stay", of="home", value=1.1)
    assert {key for key, row in longer.stay.items() if row.stay_days != case.stay[key].stay_days} == {
        ("step-down", "home"),
        ("step-up", "home"),
    }
    assert after("scenario", "longer").scenario == "longer"
    assert after("parameter", "discount_rate", value=0.03).periods[-1].discount == pytest.approx(1 / 1.03)


def test_a_service_level_is_the_standard_of_one_group() -> None:
    case = small_case()
    looser = after("service-level", "step-up", value=0.2).cohorts
    assert [row.rule_target for row in looser] == [
        0.2 if row.cohort == "step-up" else row.rule_target for row in case.cohorts
    ]


def test_levers() -> None:
    case = staffed_case()
    lever = case.levers[0].lever
    assert not after("lever-off", lever, case).levers[0].on
    assert after("lever-on", lever, case).levers[0].on


def test_initiatives_and_limits_of_a_programme() -> None:
    case = read_case(SUFFOLK)

    def team(after: Case) -> tuple[str, str | None, str | None]:
        row = next(row for row in after.initiatives if row.initiative == "team")
        return row.use, row.earliest, row.latest

    assert team(after("initiative-starts", "team", case, month="2010-01")) == ("must", "2010-01", "2010-01")
    assert team(after("initiative-out", "team", case))[0] == "never"
    assert team(after("initiative-must", "team", after("initiative-out", "team", case)))[0] == "must"
    limits = after("programme-limit", "team", case, value=3).programme_capacity
    assert {row.resource: row.limit for row in limits} == {"team": 3.0, "locality": 1.0}
    budgets = tuple(ProgrammeBudget(pot="own", year=year, revenue_gbp=5.0) for year in ("2009/10", "2010/11"))
    case = replace(case, programme_budgets=budgets)
    for of, revenue in (("2010/11", [5.0, -7.0]), ("", [-7.0, -7.0])):
        changed = after("programme-budget", "own", case, of=of, value=-7.0).programme_budgets
        assert [row.revenue_gbp for row in changed] == revenue


def test_every_kind_is_tried_here() -> None:
    """A kind without a test would be one that nobody has seen at work."""
    text = Path(__file__).read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f'"{kind}"' not in text] == []

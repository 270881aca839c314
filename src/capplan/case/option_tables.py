"""The tables of options: what a board may choose between, each a small overlay on the case.

What a change means stands in `KINDS` alone: which table its target is in, whether it needs a value or a month.
:mod:`capplan.case.overlay` applies it, :mod:`capplan.case.crosscheck.options` finds its faults.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from capplan.case.fields import Id, Month, Row, Table, Text, Title, col, text

BaseOption = Literal["business-as-usual", "do-minimum", "plan"]
ChangeKind = Literal[
    "keep-site",
    "close-by",
    "only-to",
    "no-increase",
    "no-reduction-before",
    "no-increase-before",
    "gate-passed",
    "notice",
    "contract-ends",
    "shift",
    "allow-setting",
    "forbid-setting",
    "revenue-budget",
    "capital-budget",
    "scenario",
    "demand",
    "stay",
    "service-level",
    "lever-on",
    "lever-off",
    "initiative-starts",
    "initiative-must",
    "initiative-out",
    "programme-budget",
    "programme-limit",
    "parameter",
]
# Options that every table of options begins with; no row may take their names.
STANDARD: tuple[BaseOption, ...] = get_args(BaseOption)


class BoardOption(Row):
    """An option of the board: the freedom it starts from, and (in option_changes.csv) what is different in it."""

    option: Id = text("option id; business-as-usual, do-minimum and plan are there without a row")
    title: Title = text("name to print")
    description: Text = text("what it does, in a sentence", default="")
    base_option: BaseOption = text(
        "the freedom it starts from: business-as-usual (nothing changes), do-minimum (only buys what is missing), plan",
        default="plan",
    )


class OptionChange(Row):
    """One thing that is different in an option; changes apply in the order of their numbers."""

    option: Id = text("option id")
    number: int = col("number of the change within the option", "number", ge=1, le=1000)
    kind: ChangeKind = text(
        "keep-site: target site runs no fewer beds than today; close-by: it runs no beds from the month on; only-to: "
        "it changes only into configuration `of`; no-increase: it never grows; no-reduction-before and "
        "no-increase-before: not before the month; gate-passed: the target gate is passed in the month; notice: the "
        "target contract needs `value` months; contract-ends: in the month; shift: at least `value` more of the target "
        "cohort's starts go to setting `of`, and as many more may; allow-setting: the cohort may use setting `of`, "
        "mean stay `value`; forbid-setting: it may not; revenue-budget, capital-budget: the target funder (or pool) "
        "has `value` in year `of` (blank: every year); scenario: the target scenario holds; demand: admissions of the "
        "cohort (blank: all) times `value`; stay: stays of the cohort (blank: all) in setting `of` (blank: all) times "
        "`value`; service-level: the target cohort's rule_target is `value`; lever-on, lever-off: the target lever is "
        "pulled or not; initiative-starts: the target initiative starts in the month (not before it, where it goes by "
        "locality); initiative-must, initiative-out: it must start, or is left out; programme-budget: the target pot "
        "may spend `value` of revenue in year `of` (blank: every year with a row); programme-limit: the target "
        "resource of programme_capacity.csv is `value`; parameter: the target parameter is it"
    )
    target: Text = text("id of what changes", default="")
    of: Text = text("configuration, setting or financial year, where the kind needs one", default="")
    value: float | None = col("new value, in the unit of the kind (blank where it needs none)", default=None)
    month: Month | None = text("month of the change (blank where it needs none)", default=None)


@dataclass(frozen=True)
class KindRule:
    """What a kind of change needs.

    Attributes
    ----------
    target : str
        Table whose id `target` names.
    of : str
        Table whose id `of` names, `years`, `budget years` (of programme_budgets.csv), or '' where it must be blank.
    unit : str
        Unit of `value`; '' where there is none.
    low, high : float
        Bounds of `value`.
    month : bool
        Whether it needs a month.
    all_targets, all_of : bool
        Whether a blank target or `of` stands for all.
    only_plan : bool
        Whether it says something only where the base option is the plan.
    """

    target: str
    of: str = ""
    unit: str = ""
    low: float = 0.0
    high: float = 1e12
    month: bool = False
    all_targets: bool = False
    all_of: bool = False
    only_plan: bool = False


KINDS: dict[ChangeKind, KindRule] = {
    "keep-site": KindRule("sites", only_plan=True),
    "close-by": KindRule("sites", month=True, only_plan=True),
    "only-to": KindRule("sites", of="configurations"),
    "no-increase": KindRule("sites"),
    "no-reduction-before": KindRule("sites", month=True, only_plan=True),
    "no-increase-before": KindRule("sites", month=True),
    "gate-passed": KindRule("gates", month=True, only_plan=True),
    "notice": KindRule("contracts", unit="months", high=600.0, only_plan=True),
    "contract-ends": KindRule("contracts", month=True, only_plan=True),
    "shift": KindRule("cohorts", of="settings", unit="share", high=1.0),
    "allow-setting": KindRule("cohorts", of="settings", unit="days", low=1e-6),
    "forbid-setting": KindRule("cohorts", of="settings"),
    "revenue-budget": KindRule("funders", of="years", unit="GBP", all_of=True),
    "capital-budget": KindRule("funders", of="years", unit="GBP", all_of=True),
    "scenario": KindRule("scenarios"),
    "demand": KindRule("cohorts", unit="factor", all_targets=True),
    "stay": KindRule("cohorts", of="settings", unit="factor", low=1e-6, all_targets=True, all_of=True),
    "service-level": KindRule("cohorts", unit="share", low=1e-6, high=1.0),
    "lever-on": KindRule("levers"),
    "lever-off": KindRule("levers"),
    "initiative-starts": KindRule("initiatives", month=True, only_plan=True),
    "initiative-must": KindRule("initiatives", only_plan=True),
    "initiative-out": KindRule("initiatives"),
    "programme-budget": KindRule("pots", of="budget years", unit="GBP", low=-1e12, all_of=True),
    "programme-limit": KindRule("programme_capacity", unit="FTE, initiatives or starts"),
    "parameter": KindRule("parameters", unit="the parameter's unit", low=-1e12),
}


OPTION_TABLES: tuple[Table, ...] = (
    Table("options", BoardOption, ("option",)),
    Table("option_changes", OptionChange, ("option", "number")),
)

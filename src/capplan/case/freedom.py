"""How options compare: which only take freedom away from another, and which take the same things as given.

One that only takes freedom away never costs less, whatever the figures are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from capplan.case.case import Case
from capplan.case.option_tables import OptionChange
from capplan.case.overlay import applied, base_option


def takes_freedom_only(case: Case, option: str, other: str) -> bool:
    """Say whether an option is another one with nothing but freedom taken away: its plans are plans of that one too.

    True of two options of the same base where one has the changes of the other and after them more that only
    forbid; and of do-minimum against the plan, unless a site must close.
    """
    if option == other:
        return False
    base, other_base = base_option(case, option), base_option(case, other)
    own, its = _ordered(case, option), _ordered(case, other)
    # What do-minimum may do, the plan may do too; but only the plan must close what has to close.
    wider = other_base == "plan" and base == "do-minimum" and not any(row.closes_by for row in case.sites)
    if not (base == other_base or wider) or [_plain(row) for row in own[: len(its)]] != [_plain(row) for row in its]:
        return False
    for change in own[: len(its)]:
        case = applied(case, change)
    for change in own[len(its) :]:
        if change.kind not in _FORBIDS or not _FORBIDS[change.kind](case, change):
            return False
        case = applied(case, change)
    return True


# Changes of what happens to a county, not of what it decides: costs compare only where they are the same.
GIVEN = ("scenario", "demand", "parameter")


def given(case: Case, option: str) -> tuple[tuple[object, ...], ...]:
    """Return what an option takes as given otherwise than the case: demand, scenario, parameters."""
    return tuple(_plain(row) for row in _ordered(case, option) if row.kind in GIVEN)


def usual_of(case: Case, option: str, among: Collection[str]) -> str | None:
    """Return the business as usual that an option compares with: one that takes the same as given and changes nothing.

    Parameters
    ----------
    among : collection of option ids
        The options to look in; the first that fits is taken.
    """
    wanted = given(case, option)
    for other in among:
        changes = tuple(_plain(row) for row in _ordered(case, other))
        if base_option(case, other) == "business-as-usual" and changes == wanted:
            return other
    return None


def _ordered(case: Case, option: str) -> list[OptionChange]:
    return sorted((row for row in case.option_changes if row.option == option), key=lambda row: row.number)


def _plain(row: OptionChange) -> tuple[object, ...]:
    return row.kind, row.target, row.of, row.value, row.month


def _not_before(month: str | None, change: OptionChange) -> bool:
    return month is None or (change.month is not None and change.month >= month)


def _lower_budget(column: str) -> Callable[[Case, OptionChange], bool]:
    def forbids(case: Case, change: OptionChange) -> bool:
        limits = [
            getattr(row, column)
            for row in case.budgets
            if row.funder == change.target and change.of in ("", row.year) and getattr(row, column) is not None
        ]
        return change.value is not None and all(change.value <= limit for limit in limits)

    return forbids


# A cohort less in a setting is not here: the sites it leaves are held to a looser standard, which is a freedom.
_FORBIDS: Mapping[str, Callable[[Case, OptionChange], bool]] = {
    "keep-site": lambda case, change: case.site[change.target].closes_by is None,
    "close-by": lambda case, change: (case.site[change.target].closes_by or "9999-12") >= (change.month or ""),
    "only-to": lambda _case, _change: True,
    "no-increase": lambda _case, _change: True,
    "no-reduction-before": lambda case, change: _not_before(case.site[change.target].closes_from, change),
    "no-increase-before": lambda case, change: _not_before(case.site[change.target].opens_from, change),
    "gate-passed": lambda case, change: _not_before(case.gate[change.target].passed, change),
    "notice": lambda case, change: (change.value or 0.0) >= case.contract[change.target].notice_months,
    "contract-ends": lambda case, change: _not_before(case.contract[change.target].ends, change),
    "revenue-budget": _lower_budget("revenue_gbp"),
    "capital-budget": _lower_budget("capital_gbp"),
}

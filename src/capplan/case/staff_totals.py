"""Sums over the staff tables of a source and over its stated savings, as the source itself would add them."""

from __future__ import annotations

from collections.abc import Sequence

from capplan.case.staff_tables import Lever, StaffList, StaffStatement


def lines_of(lists: Sequence[StaffList], groups: str) -> list[StaffList]:
    """Return the lines that count in any of the groups, each once, in the order of the table.

    Parameters
    ----------
    lists : sequence of StaffList
    groups : str
        Group names, separated by spaces.
    """
    wanted = set(groups.split())
    return [line for line in lists if wanted & set(line.groups.split())]


def total(lists: Sequence[StaffList], groups: str, measure: str) -> float:
    """Return the FTE (or heads) of the lines that count in any of the groups; a blank cell counts as nothing."""
    return sum(getattr(line, measure) or 0.0 for line in lines_of(lists, groups))


def added_up(lists: Sequence[StaffList], statement: StaffStatement) -> float:
    """Return what the lines behind a statement come to: the groups added less the groups taken away.

    Examples
    --------
    The care company's vacancy adds its posts, 70.9 FTE, and takes its people in post, 56.9: 14.0 FTE.
    """
    return total(lists, statement.adds, statement.measure) - total(lists, statement.takes, statement.measure)


def lever_sum_gbp(lever: Lever) -> float | None:
    """Return share x posts x pay of a lever's source in GBP a year, or None where the source states no such sum.

    Examples
    --------
    10 % of 110 workers at 20,000 GBP: 220,000 GBP a year.
    """
    if lever.stated_share is None or lever.stated_posts is None or lever.stated_pay_gbp is None:
        return None
    return lever.stated_share * lever.stated_posts * lever.stated_pay_gbp


def stated_savings_gbp(levers: Sequence[Lever]) -> float:
    """Return the savings that the source states for all levers, in GBP a year."""
    return sum(lever.stated_saving_gbp or 0.0 for lever in levers)


def payback_months(one_off_gbp: float, saving_gbp_per_year: float) -> float:
    """Return the months in which a yearly saving brings in a one-off cost.

    Examples
    --------
    150,000 GBP against 435,000 GBP a year: 12 x 150,000 / 435,000 = 4.14 months.
    """
    return 12 * one_off_gbp / saving_gbp_per_year

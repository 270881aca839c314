"""Two runs side by side: what differs in the input, in the plan, in money, and what binds in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from capplan.case.assumptions import key_of
from capplan.case.case import Case
from capplan.case.fields import Row
from capplan.case.tables import TABLES
from capplan.decisions import BedPlan, MoneyKind, Plan
from capplan.plan.flows import TINY

# A site is at its safe load where no more than this share of it is free.
AT_LIMIT = 1e-6
# A budget is used up where no more than so many pounds are left.
USED_UP_GBP = 1.0
_SAID_OF_ROWS = tuple(Row.model_fields)


@dataclass(frozen=True)
class Difference:
    """Something that is one thing in the first run and another in the second.

    Attributes
    ----------
    part : str
        input, plan, money or binds.
    what, where : str
        Table or figure, and the row or place it is about.
    first, second : str
        What each run says; '' where it says nothing.
    """

    part: str
    what: str
    where: str
    first: str
    second: str


@dataclass(frozen=True)
class Side:
    """One run with its case, set to the scenario of its plan."""

    name: str
    case: Case
    plan: Plan

    @property
    def plans_beds(self) -> bool:
        """Whether the run has options: a case without tables for beds has none."""
        return bool(self.plan.options)

    @property
    def chosen(self) -> BedPlan:
        """The plan itself, among the run's options."""
        return self.plan.option("plan")


def differences(first: Side, second: Side) -> tuple[Difference, ...]:
    """Return everything that differs between two runs: input, plan, money, what binds."""
    parts: tuple[Callable[[Side, Side], Iterator[Difference]], ...] = (_inputs, _plans, _money, _binding)
    return tuple(row for part in parts for row in part(first, second))


def _inputs(first: Side, second: Side) -> Iterator[Difference]:
    for part in ("identity", "horizon", "travel"):
        here, there = getattr(first.case, part).model_dump(), getattr(second.case, part).model_dump()
        yield from _pairs("input", "case.toml", _words(here, part), _words(there, part))
    yield from _pairs("input", "scenario", {"": first.plan.scenario}, {"": second.plan.scenario})
    for name in TABLES:
        yield from _pairs("input", f"{name}.csv", _rows(first.case, name), _rows(second.case, name))


def _words(values: Mapping[str, object], part: str) -> dict[str, str]:
    return {f"{part}.{name}": _text(value) for name, value in values.items()}


def _rows(case: Case, name: str) -> dict[str, str]:
    """Return every cell of a table by row and column; what rows say of their sources is left out."""
    table = TABLES[name]
    cells: dict[str, str] = {}
    for row in case.rows_of(name):
        key = key_of(table, row)
        cells |= {
            f"{key}: {column}": _text(value)
            for column, value in row
            if column not in _SAID_OF_ROWS and column not in table.key
        }
    return cells


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _pairs(part: str, what: str, first: Mapping[str, str], second: Mapping[str, str]) -> Iterator[Difference]:
    for where in dict.fromkeys((*first, *second)):
        here, there = first.get(where, ""), second.get(where, "")
        if here != there:
            yield Difference(part, what, where, here, there)


def _plans(first: Side, second: Side) -> Iterator[Difference]:
    if first.plans_beds and second.plans_beds:
        yield from _beds(first, second)
    else:
        yield from _pairs("plan", "beds", _planned(first), _planned(second))
    yield from _pairs("plan", "start of initiative", _starts(first), _starts(second))


def _planned(side: Side) -> dict[str, str]:
    return {"": "planned" if side.plans_beds else "not planned"}


def _starts(side: Side) -> dict[str, str]:
    """Return the month in which each initiative of a programme starts, by initiative and locality."""
    if side.plan.programme is None:
        return {}
    rows = side.plan.programme.figures.schedule
    return {", ".join(filter(None, (row.initiative, row.locality))): row.starts or "not at all" for row in rows}


def _beds(first: Side, second: Side) -> Iterator[Difference]:
    yield from _pairs("plan", "changes of beds", _changes(first), _changes(second))
    for name in ("beds_at_start", "beds_at_end", "beds_changed", "waiting_bed_days", "diverted_people"):
        here, there = getattr(first.chosen.figures.totals, name), getattr(second.chosen.figures.totals, name)
        if abs(here - there) > 0.05:
            yield Difference("plan", name, "", f"{here:,.6g}", f"{there:,.6g}")
    here_staff, there_staff = _fte(first.chosen), _fte(second.chosen)
    yield from _pairs("plan", "fte at the end", {"": here_staff}, {"": there_staff})


def _changes(side: Side) -> dict[str, str]:
    """Return the changes of each site in words, in order of time."""
    words: dict[str, list[tuple[str, str]]] = {}
    for closure in side.chosen.figures.closures:
        words.setdefault(closure.site, []).append(
            (closure.closed, f"{closure.beds_removed} fewer from {closure.closed}")
        )
    for opening in side.chosen.figures.openings:
        words.setdefault(opening.site, []).append((opening.opens, f"{opening.beds_added} more from {opening.opens}"))
    return {_site(side, site): "; ".join(text for _, text in sorted(rows)) for site, rows in words.items()}


def _site(side: Side, site: str) -> str:
    """Return how a site is named: its title, and its id as the tables have it."""
    return next((f"{row.title} ({site})" for row in side.case.sites if row.site == site), site)


def _fte(plan: BedPlan) -> str:
    return "" if plan.staff is None else f"{plan.staff.figures.totals.fte_at_end:.1f}"


def _money(first: Side, second: Side) -> Iterator[Difference]:
    for option in dict.fromkeys(one.option for one in (*first.plan.options, *second.plan.options)):
        costs: list[dict[str, str]] = [
            {one.option: f"{one.figures.totals.cost_present_gbp:.2f}" for one in side.plan.options}
            for side in (first, second)
        ]
        yield from _pairs("money", "present cost, GBP", _only(costs[0], option), _only(costs[1], option))
    yield from _pairs("money", "programme, GBP", _programme(first), _programme(second))
    if not (first.plans_beds and second.plans_beds):
        return
    here, there = _by_kind(first.chosen), _by_kind(second.chosen)
    yield from _pairs("money", "present cost of the plan by kind, GBP", here, there)
    proofs = [
        {name: f"{getattr(side.chosen.proof, name):.2f}" for name in ("objective", "bound")} for side in (first, second)
    ]
    yield from _pairs("money", "proof of the plan, GBP", *proofs)
    # Runs that were asked for different gaps differ by that alone.
    gaps = [
        {
            words: f"{getattr(side.chosen.proof, name):.2%}"
            for name, words in (("asked_gap", "asked"), ("gap", "proven"))
        }
        for side in (first, second)
    ]
    yield from _pairs("money", "gap of the plan", *gaps)


def _programme(side: Side) -> dict[str, str]:
    if side.plan.programme is None:
        return {}
    totals = side.plan.programme.figures.totals
    return {
        "net cost, nominal": f"{totals.nominal_gbp:.2f}",
        "net cost, present": f"{totals.present_gbp:.2f}",
        f"net cost in {totals.gap_year}": f"{totals.gap_year_gbp:.2f}",
        "most to be bridged": f"{totals.peak_gbp:.2f}",
    }


def _only(costs: Mapping[str, str], option: str) -> dict[str, str]:
    return {option: costs[option]} if option in costs else {}


def _by_kind(plan: BedPlan) -> dict[str, str]:
    totals: dict[str, float] = dict.fromkeys(get_args(MoneyKind), 0.0)
    for row in plan.figures.money:
        totals[row.kind] += row.present_gbp
    return {kind: f"{gbp:.2f}" for kind, gbp in totals.items()}


def _binding(first: Side, second: Side) -> Iterator[Difference]:
    yield from _pairs("binds", "", binding(first), binding(second))


def binding(side: Side) -> dict[str, str]:
    """Return what holds a plan back: dates, full sites, budgets used up, tests; in words, by what it is."""
    found: dict[str, str] = {}
    if not side.plans_beds:
        return found
    for row in side.chosen.figures.closures:
        if row.closed == row.earliest:
            gate = f", after {row.gate} in {row.gate_passed}" if row.gate else ""
            found[f"{_site(side, row.site)}: earliest month"] = (
                f"{row.earliest} ({row.notice_months} months' notice{gate})"
            )
    full: dict[str, int] = {}
    for bed in side.chosen.figures.bed_plan:
        if bed.kind != "spot" and bed.safe_load > TINY and bed.load >= bed.safe_load * (1.0 - AT_LIMIT):
            full[bed.site] = full.get(bed.site, 0) + 1
    found |= {f"{_site(side, site)}: at its safe load": f"{count} periods" for site, count in full.items()}
    for budget in side.case.budgets:
        if budget.revenue_gbp is not None:
            left = budget.revenue_gbp - _spent(side, budget.funder, budget.year)
            if left <= USED_UP_GBP:
                found[f"budget of {budget.funder}"] = f"used up in {budget.year}"
    return found


def _spent(side: Side, funder: str, year: str) -> float:
    pooled = {row.funder for row in side.case.funders if row.pooled}
    payers = pooled if funder == "pool" else {funder}
    return sum(
        row.nominal_gbp
        for row in side.chosen.figures.money
        if row.year == year and row.funder in payers and row.kind != "capital"
    )

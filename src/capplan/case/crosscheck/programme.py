"""The programme: initiatives, localities, money, what waits for what, and the years of its budgets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import networkx as nx

from capplan.case import programme_tables as programme
from capplan.case import tables as t
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault, one_of
from capplan.case.fields import Row

TOLERANCE = 1e-6


def missing_initiatives(draft: Draft) -> Iterator[Fault]:
    """Yield the programme's tables that have rows where initiatives.csv has none."""
    if draft.of(programme.Initiative):
        return
    for model in (programme.Pot, programme.InitiativeMoney, programme.RollOut):
        if draft.of(model):
            problem = "has no rows, but other tables of the programme have"
            yield fault_at(programme.Initiative, None, "initiative", None, problem, "Add the initiatives.")
            return


def roll_out_of_localities(draft: Draft) -> Iterator[Fault]:
    """Yield initiatives by locality without a locality, and localities of initiatives with one start."""
    per = {row.initiative: row.per for row in draft.of(programme.Initiative)}
    placed = set(draft.ids("roll_out", "initiative"))
    for number, row in draft.numbered(programme.Initiative):
        if row.per == "locality" and row.initiative not in placed:
            problem = "has no locality in roll_out.csv"
            repair = "Add its localities there, or write whole."
            yield fault_at(programme.Initiative, number, "per", row.per, problem, repair)
    for number, place in draft.numbered(programme.RollOut):
        if per.get(place.initiative) == "whole":
            problem, repair = "has per = whole", "Write per = locality in initiatives.csv, or remove the row."
            yield fault_at(programme.RollOut, number, "initiative", place.initiative, problem, repair)


def roll_out_order(draft: Draft) -> Iterator[Fault]:
    """Yield localities that wait for one outside the roll-out, or in a circle for themselves."""
    graphs: dict[str, nx.DiGraph] = defaultdict(nx.DiGraph)
    places = {(row.initiative, row.locality) for row in draft.of(programme.RollOut)}
    for number, row in draft.numbered(programme.RollOut):
        if row.after is None:
            continue
        if (row.initiative, row.after) not in places:
            problem = f"has no row in roll_out.csv for initiative {row.initiative}"
            repair = "Add it, or leave the cell blank."
            yield fault_at(programme.RollOut, number, "after", row.after, problem, repair)
        graphs[row.initiative].add_edge(row.locality, row.after)
        if nx.has_path(graphs[row.initiative], row.after, row.locality):
            problem, repair = "waits in a circle for itself", "Take one of the rows of the circle out."
            yield fault_at(programme.RollOut, number, "after", row.after, problem, repair)


def months_the_wrong_way(draft: Draft) -> Iterator[Fault]:
    """Yield last months before first months."""
    for number, row in draft.numbered(programme.Initiative):
        if row.earliest and row.latest and row.latest < row.earliest:
            problem = f"is before earliest ({row.earliest})"
            yield fault_at(
                programme.Initiative, number, "latest", row.latest, problem, "Correct one of the two months."
            )
    for number, place in draft.numbered(programme.RollOut):
        if place.ready and place.latest and place.latest < place.ready:
            problem = f"is before ready ({place.ready})"
            yield fault_at(programme.RollOut, number, "latest", place.latest, problem, "Correct one of the two months.")


def end_never_comes(draft: Draft) -> Iterator[Fault]:
    """Yield waits for the end of an initiative that has no duration."""
    endless = {row.initiative for row in draft.of(programme.Initiative) if row.duration_months is None}
    for number, row in draft.numbered(programme.Precedence):
        if row.counts_from == "end" and row.after in endless:
            problem = f"counts from the end of {row.after}, which has no duration_months"
            repair = "Fill duration_months in initiatives.csv, or write start."
            yield fault_at(programme.Precedence, number, "counts_from", row.counts_from, problem, repair)


def waits_for_itself(draft: Draft) -> Iterator[Fault]:
    """Yield waits that close a circle: none of its initiatives could ever start."""
    graph = nx.DiGraph()
    for number, row in draft.numbered(programme.Precedence):
        yield from _circle(graph, programme.Precedence, number, row.initiative, "after", row.after)
    for number, gate in draft.numbered(programme.BenefitGate):
        yield from _circle(graph, programme.BenefitGate, number, gate.initiative, "benefit_of", gate.benefit_of)


def _circle(graph: nx.DiGraph, model: type[Row], number: int, waits: str, column: str, other: str) -> Iterator[Fault]:
    graph.add_edge(waits, other)
    if nx.has_path(graph, other, waits):
        path = " > ".join(nx.shortest_path(graph, other, waits))
        problem, repair = f"closes a circle of waiting ({path})", "Take one of its rows out."
        yield fault_at(model, number, column, other, problem, repair)


def waits_for_what_is_left_out(draft: Draft) -> Iterator[Fault]:
    """Yield initiatives that must start, but wait for one that is left out."""
    use = {row.initiative: row.use for row in draft.of(programme.Initiative)}
    hint = "Change one of the two, or remove the row."
    for number, row in draft.numbered(programme.Precedence):
        if use.get(row.initiative) == "must" and use.get(row.after) == "never":
            problem = f"has use = never, but {row.initiative} must start after it"
            yield fault_at(programme.Precedence, number, "after", row.after, problem, hint)
    for number, gate in draft.numbered(programme.BenefitGate):
        if use.get(gate.initiative) == "must" and use.get(gate.benefit_of) == "never":
            problem = f"has use = never, but {gate.initiative} must start after it"
            yield fault_at(programme.BenefitGate, number, "benefit_of", gate.benefit_of, problem, hint)


def no_benefit_to_show(draft: Draft) -> Iterator[Fault]:
    """Yield gates on the benefit of an initiative without a benefit line."""
    shown = {row.initiative for row in draft.of(programme.InitiativeMoney) if row.side == "benefit" and row.gbp > 0}
    for number, row in draft.numbered(programme.BenefitGate):
        if row.benefit_of not in shown:
            problem = "has no benefit in initiative_money.csv, so none can show"
            repair = "Add its benefit, or write a row in precedence.csv instead."
            yield fault_at(programme.BenefitGate, number, "benefit_of", row.benefit_of, problem, repair)


def undecided_range(draft: Draft) -> Iterator[Fault]:
    """Yield undecided lines with half a range, or whose figure lies outside it."""
    for number, row in draft.numbered(programme.InitiativeMoney):
        if (row.low_gbp is None) != (row.high_gbp is None):
            column = "high_gbp" if row.high_gbp is None else "low_gbp"
            problem = "is blank, but the other end of the range is not"
            yield fault_at(
                programme.InitiativeMoney, number, column, None, problem, "Write both ends, or leave both blank."
            )
        elif row.low_gbp is not None and row.high_gbp is not None and not row.low_gbp <= row.gbp <= row.high_gbp:
            problem = f"lies outside low_gbp to high_gbp ({row.low_gbp:g} to {row.high_gbp:g})"
            yield fault_at(programme.InitiativeMoney, number, "gbp", f"{row.gbp:g}", problem, "Correct the range.")


def contingency_range(draft: Draft) -> Iterator[Fault]:
    """Yield prices outside their range."""
    for number, row in draft.numbered(programme.Contingency):
        if not row.low_gbp <= row.gbp <= row.high_gbp:
            problem = f"lies outside low_gbp to high_gbp ({row.low_gbp:g} to {row.high_gbp:g})"
            yield fault_at(programme.Contingency, number, "gbp", f"{row.gbp:g}", problem, "Correct the range.")


def notice_range(draft: Draft) -> Iterator[Fault]:
    """Yield contracts with half a range of notice, or whose notice lies outside it."""
    for number, row in draft.numbered(t.Contract):
        low, high = row.low_notice_months, row.high_notice_months
        if (low is None) != (high is None):
            column = "high_notice_months" if high is None else "low_notice_months"
            problem = "is blank, but the other end of the range is not"
            yield fault_at(t.Contract, number, column, None, problem, "Write both ends, or leave both blank.")
        elif low is not None and high is not None and not low <= row.notice_months <= high:
            problem = f"lies outside its range ({low} to {high})"
            yield fault_at(t.Contract, number, "notice_months", str(row.notice_months), problem, "Correct the range.")


def overlap_of_benefits(draft: Draft) -> Iterator[Fault]:
    """Yield overlaps of a line that is no benefit, or with its own initiative."""
    lines = {row.line: row for row in draft.of(programme.InitiativeMoney)}
    for number, row in draft.numbered(programme.BenefitOverlap):
        line = lines.get(row.line)
        if line is not None and line.side != "benefit":
            problem, repair = "is a cost; only benefits are counted twice", "Name a benefit line."
            yield fault_at(programme.BenefitOverlap, number, "line", row.line, problem, repair)
        elif line is not None and line.initiative == row.initiative:
            problem, repair = f"is a line of {row.initiative} itself", "Name the other initiative."
            yield fault_at(programme.BenefitOverlap, number, "initiative", row.initiative, problem, repair)


def benefit_shares(draft: Draft) -> Iterator[Fault]:
    """Yield shares of a line that is no benefit, and shares that do not sum to 1."""
    side = {row.line: row.side for row in draft.of(programme.InitiativeMoney)}
    total: dict[str, float] = defaultdict(float)
    last: dict[str, int] = {}
    for number, row in draft.numbered(programme.BenefitShare):
        total[row.line] += row.share
        last[row.line] = number
        if side.get(row.line) == "cost":
            yield fault_at(programme.BenefitShare, number, "line", row.line, "is a cost", "Name a benefit line.")
    for line, number in last.items():
        if abs(total[line] - 1) > TOLERANCE:
            problem = f"shares of line {line} sum to {total[line]:.10g}, not to 1"
            yield fault_at(programme.BenefitShare, number, "share", None, problem, "Say who gets all of it.")


def budget_year(draft: Draft) -> Iterator[Fault]:
    """Yield budgets of a year outside the plan."""
    years = draft.header.horizon.financial_years
    for number, row in draft.numbered(programme.ProgrammeBudget):
        if row.year not in years:
            repair = f"Write a year from {years[0]} to {years[-1]}, or remove the row."
            yield fault_at(programme.ProgrammeBudget, number, "year", row.year, "lies outside the horizon", repair)


def gap_year(draft: Draft) -> Iterator[Fault]:
    """Yield a year of the gap outside the plan."""
    years, year = draft.header.horizon.financial_years, draft.header.programme.gap_year
    if year is not None and year not in years:
        repair = f"Write a year from {years[0]} to {years[-1]}."
        yield Fault("case.toml", None, "programme.gap_year", year, "lies outside the horizon", repair)


def no_such_meeting(draft: Draft) -> Iterator[Fault]:
    """Yield first meetings on a day that no calendar has."""
    for number, row in draft.numbered(programme.Approval):
        try:
            date.fromisoformat(row.first_meeting)
        except ValueError:
            problem, repair = "is no day of the calendar", "Write the day of the first meeting."
            yield fault_at(programme.Approval, number, "first_meeting", row.first_meeting, problem, repair)


def site_that_cannot_change(draft: Draft) -> Iterator[Fault]:
    """Yield initiatives tied to a change that no configuration of their site is."""
    beds: dict[str, dict[str, int]] = defaultdict(dict)
    for one in draft.of(t.Configuration):
        beds[one.site][one.configuration] = one.beds_staffed
    today = {row.site: beds[row.site].get(row.today) for row in draft.of(t.Site)}
    for number, row in draft.numbered(programme.ProgrammeSite):
        now = today.get(row.site)
        if now is None:
            continue
        more, fewer = max(beds[row.site].values()) > now, min(beds[row.site].values())
        possible = [
            name for name, can in (("opens", more), ("reduces", fewer < now), ("closes", fewer == 0 < now)) if can
        ]
        if row.change not in possible:
            problem = f"is no change that site {row.site} has a configuration for"
            repair = f"Write {one_of(possible, row.change)}." if possible else "Remove the row."
            yield fault_at(programme.ProgrammeSite, number, "change", row.change, problem, repair)


def tied_unit(draft: Draft) -> Iterator[Fault]:
    """Yield rows that tie an initiative by locality as a whole, one that is whole by locality, or one left out."""
    rows = {row.initiative: row for row in draft.of(programme.Initiative)}
    places = {(row.initiative, row.locality) for row in draft.of(programme.RollOut)}
    for number, row in draft.numbered(programme.ProgrammeSite):
        initiative = rows.get(row.initiative)
        if initiative is None:
            continue
        if initiative.use == "never":
            problem, repair = "has use = never", "Remove the row, or write must or may in initiatives.csv."
            yield fault_at(programme.ProgrammeSite, number, "initiative", row.initiative, problem, repair)
        if initiative.per == "whole" and row.locality is not None:
            problem, repair = f"is given, but {row.initiative} has one start", "Leave the cell blank."
            yield fault_at(programme.ProgrammeSite, number, "locality", row.locality, problem, repair)
        elif initiative.per == "locality" and (row.initiative, row.locality) not in places:
            problem = f"is no locality of {row.initiative} in roll_out.csv"
            yield fault_at(programme.ProgrammeSite, number, "locality", row.locality, problem, "Name one of them.")

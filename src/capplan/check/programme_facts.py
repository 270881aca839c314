"""What a case says about a programme, read anew for the checker: months as numbers, money of a line in a month."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from capplan.case.case import Case
from capplan.case.programme_tables import Initiative, InitiativeMoney, RollOut
from capplan.check.violation import ROUNDING
from capplan.decisions.programme import End, ProgrammeDecisions

Key = tuple[str, str]
_UPPER_BOUND = {"standard-buildings": 0.24, "non-standard-buildings": 0.51, "equipment": 2.0, "outsourcing": 0.41}


def number_of(month: str) -> int:
    """Return a month as a whole number: months since year 0."""
    return 12 * int(month[:4]) + int(month[5:7]) - 1


def name_of(number: int) -> str:
    """Return the month of a number."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


class ProgrammeFacts:
    """One case, one set of starts, one end of what is undecided.

    Parameters
    ----------
    case : Case
        With the tables of a programme.
    decisions : ProgrammeDecisions
        Readable: ids known, months in the plan, nothing twice.
    end : {'central', 'favourable', 'adverse'}
        Where undecided lines stand.
    """

    def __init__(self, case: Case, decisions: ProgrammeDecisions, end: End = "central") -> None:
        self.case, self.end = case, end
        self.first = number_of(case.horizon.start)
        self.plan_months = range(self.first, self.first + case.horizon.months)
        self.initiative = {row.initiative: row for row in case.initiatives}
        self.place = {(row.initiative, row.locality): row for row in case.roll_out}
        self.start = {(row.initiative, row.locality): number_of(row.month) for row in decisions.starts}

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """Everything that may start, as (initiative, locality or blank)."""
        found: list[Key] = []
        for row in self.case.initiatives:
            if row.use == "never":
                continue
            if row.per == "whole":
                found.append((row.initiative, ""))
            else:
                found += [key for key in self.place if key[0] == row.initiative]
        return tuple(found)

    def must(self, key: Key) -> bool:
        """Say whether it has to start."""
        place = self.place.get(key)
        return self.initiative[key[0]].use == "must" and (place is None or place.use == "must")

    def of(self, initiative: str, locality: str = "") -> list[Key]:
        """Return the keys of an initiative; those in one locality, where one is named and it goes by locality."""
        keys = [key for key in self.keys if key[0] == initiative]
        near = [key for key in keys if locality and key[1] == locality]
        return near if locality and all(key[1] for key in keys) else keys

    def year(self, month: int) -> str:
        """Return the financial year of a month."""
        begins = self.case.horizon.year_starts_month
        year = month // 12 if month % 12 + 1 >= begins else month // 12 - 1
        return f"{year}/{(year + 1) % 100:02d}" if begins > 1 else str(year)

    @cached_property
    def years(self) -> tuple[str, ...]:
        """Financial years of the plan."""
        return tuple(dict.fromkeys(self.year(month) for month in self.plan_months))

    def discount(self, year: str) -> float:
        """Return the present value of a pound of a year."""
        return float(1.0 / (1.0 + self.case.parameters.discount_rate) ** (int(year[:4]) - int(self.years[0][:4])))

    def meets(self, approval: str, month: int) -> bool:
        """Say whether a body meets in a month."""
        body = next(row for row in self.case.approvals if row.approval == approval)
        first, every = date.fromisoformat(body.first_meeting).toordinal(), 7 * body.every_weeks
        begins = date(month // 12, month % 12 + 1, 1).toordinal()
        ends = date((month + 1) // 12, (month + 1) % 12 + 1, 1).toordinal()
        next_meeting = first + every * max(0, math.ceil((begins - first) / every))
        return begins <= next_meeting < ends

    def broken_date(self, key: Key, month: int) -> str | None:
        """Return which of its own dates a start breaks: the name of the rule, or None."""
        row, place = self.initiative[key[0]], self.place.get(key)
        if any(month < number_of(one) for one in (row.earliest, place and place.ready) if one):
            return "earliest"
        if any(month > number_of(one) for one in (row.latest, place and place.latest) if one):
            return "latest"
        begins = self.case.horizon.year_starts_month - 1
        if (month % 12 - begins) % {"any-month": 1, "quarter": 3, "year": 12}[row.starts_only]:
            return "starts_only"
        if row.gate and month < number_of(self.case.gate[row.gate].passed):
            return "gate"
        if row.approval and not self.meets(row.approval, month):
            return "approval"
        return self._broken_contract(row, month)

    def _broken_contract(self, row: Initiative, month: int) -> str | None:
        if row.contract is None:
            return None
        contract = self.case.contract[row.contract]
        if contract.ends and month < number_of(contract.ends):
            return "contract term"
        served = month - contract.notice_months
        if served < self.first or (contract.gate and served < number_of(self.case.gate[contract.gate].passed)):
            return "notice"
        return None

    def waits(self) -> Iterator[tuple[str, Key, Key, int]]:
        """Yield (rule, who waits, for what, months between the starts)."""
        for row in self.case.precedence:
            after = self.initiative[row.after].duration_months or 0 if row.counts_from == "end" else 0
            yield from self._between("M3 precedence", row.initiative, row.after, row.lag_months + after)
        for gate in self.case.benefit_gates:
            lag = self.benefit_begins(gate.benefit_of, gate.min_share) + gate.shown_months
            yield from self._between("M4 benefit_shown", gate.initiative, gate.benefit_of, lag)
        for key, place in self.place.items():
            if place.after and key in self.keys:
                yield "M5 roll_out_order", key, (key[0], place.after), place.lag_months

    def _between(self, rule: str, waiting: str, other: str, lag: int) -> Iterator[tuple[str, Key, Key, int]]:
        for key in self.of(waiting):
            for one in self.of(other, key[1]):
                yield rule, key, one, lag

    def benefit_begins(self, initiative: str, share: float) -> int:
        """Return the months from its start until a benefit of an initiative stands at a share of its whole."""
        begins = [
            line.from_months
            for line in self.case.initiative_money
            if (line.initiative, line.side) == (initiative, "benefit")
        ]
        if not begins:
            return 10_000
        # (n + 1) / (ramp + 1) >= share
        whole = math.ceil(share * (self.initiative[initiative].ramp_months + 1) - ROUNDING) - 1
        return max(min(begins), whole)

    def running(self, key: Key, month: int) -> bool:
        """Say whether something runs in a month."""
        if key not in self.start or month < self.start[key]:
            return False
        lasts = self.initiative[key[0]].duration_months
        return lasts is None or month < self.start[key] + lasts

    def amount(self, key: Key, line: InitiativeMoney, month: int) -> float:
        """Return the money of a line in a month, with its sign, benefits counted once; 0 where it does not start."""
        row = self.initiative[key[0]]
        if key not in self.start or not self._pays(row, line, month - self.start[key]):
            return 0.0
        gbp = self._stated(line) / (12 if line.timing == "recurring" else (line.months or 1))
        if line.side == "cost":
            return gbp * (1.0 + self._optimism(row, line.money))
        if line.timing == "recurring":
            gbp *= min(1.0, (month - self.start[key] + 1) / (row.ramp_months + 1))
        return -gbp * line.counted_share * (1.0 - self._counted_elsewhere(key, line, month))

    def _pays(self, row: Initiative, line: InitiativeMoney, age: int) -> bool:
        if age < line.from_months:
            return False
        if line.timing == "one-off":
            return age < line.from_months + (line.months or 1)
        ended = row.duration_months is not None and age >= row.duration_months
        return not ended and (line.months is None or age < line.from_months + line.months)

    def _stated(self, line: InitiativeMoney) -> float:
        if self.end == "central" or line.low_gbp is None or line.high_gbp is None:
            return line.gbp
        good = line.high_gbp if line.side == "benefit" else line.low_gbp
        bad = line.low_gbp if line.side == "benefit" else line.high_gbp
        return good if self.end == "favourable" else bad

    def _optimism(self, row: Initiative, money: str) -> float:
        if row.optimism == "none" or (
            row.optimism != "own" and (row.optimism == "outsourcing") != (money == "revenue")
        ):
            return 0.0
        return _UPPER_BOUND.get(row.optimism, 0.0) if row.optimism_share is None else row.optimism_share

    def _counted_elsewhere(self, key: Key, line: InitiativeMoney, month: int) -> float:
        total = 0.0
        for row in self.case.benefit_overlaps:
            if row.line == line.line:
                others = self.of(row.initiative, key[1])
                total += row.share * sum(self.running(one, month) for one in others) / max(1, len(others))
        return total

    def weight(self, key: Key) -> float | None:
        """Return the people of a locality; None for a start of the whole place."""
        place: RollOut | None = self.place.get(key)
        return None if place is None else place.people

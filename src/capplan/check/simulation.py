"""Check a simulation: its verdicts from the counts of its replications, what it calls planned from case and decisions.

The futures themselves are not repeated here. What is held is that the counts add up, that they are of the size that the
case's arrivals allow, and that every share, interval, verdict and worst month follows from them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from capplan.case.tables import Cohort, Site
from capplan.check.answer import Answer, read_answer
from capplan.check.compare import compare_rows
from capplan.check.erlang import refused_share, waits_too_long_share
from capplan.check.facts import Facts
from capplan.check.student import half_width
from capplan.check.violation import PEOPLE_TOLERANCE, ZERO, Violation
from capplan.decisions import BedPlan
from capplan.decisions.simulation import (
    ALL,
    NOWHERE,
    SimulatedCount,
    SimulatedLoad,
    SimulatedMonth,
    SimulatedPromise,
    SimulatedWaiting,
    Simulation,
    Verdict,
)
from capplan.units import add_months, months_between

_FAILS = {"wait": "waits-too-long", "refusal": "refused", "occupancy": "occupancy"}

# Arrivals of all replications lie within so many standard deviations of their mean, or were altered.
_DEVIATIONS = 6.0


def check_simulation(facts: Facts, option: BedPlan, simulation: Simulation) -> Iterator[Violation]:
    """Yield everything that is wrong with the simulation of an option.

    Parameters
    ----------
    facts : Facts
        The case in the option's scenario.
    option : BedPlan
        The option that was simulated.
    simulation : Simulation
        What is stated of it.
    """
    answer, _ = read_answer(facts, option.decisions)
    if answer is None:
        return
    told = _Told(answer, simulation)
    yield from told.identity(option)
    if unreadable := list(told.unreadable()):
        yield from unreadable
        return
    yield from told.sums()
    yield from told.arrivals()
    recomputed = list(told.promises())
    yield from compare_rows("simulation.promises", ("cohort", "setting", "site"), simulation.promises, recomputed)
    yield from told.reasons()
    yield from told.missing_loads()
    yield from compare_rows("simulation.loads", ("site", "period"), simulation.loads, list(told.loads()))
    yield from compare_rows("simulation.waiting", ("cohort", "period"), simulation.waiting, list(told.waiting()))


@dataclass(frozen=True)
class _Told:
    """What a simulation states, beside the plan it speaks of."""

    answer: Answer
    stated: Simulation

    @cached_property
    def months(self) -> list[str]:
        """Periods by number."""
        return [period.id for period in self.answer.facts.case.periods]

    @cached_property
    def first(self) -> int:
        """Number of the first period that is judged."""
        standard_from = self.answer.facts.case.horizon.standard_from
        return next((at for at, month in enumerate(self.months) if month >= standard_from), len(self.months) - 1)

    @cached_property
    def counted(self) -> dict[tuple[str, str], dict[int, tuple[float, float]]]:
        """(people, failed) of each replication by cohort and site."""
        found: dict[tuple[str, str], dict[int, tuple[float, float]]] = defaultdict(dict)
        for row in self.stated.counts:
            found[row.cohort, row.site][row.replication] = (row.people, row.failed)
        return found

    @cached_property
    def by_month(self) -> dict[tuple[str, str, int], tuple[float, float]]:
        """(people, failed) of all replications by cohort, site and period."""
        number = {month: at for at, month in enumerate(self.months)}
        return {(row.cohort, row.site, number[row.period]): (row.people, row.failed) for row in self.stated.months}

    @cached_property
    def begun(self) -> dict[tuple[str, str, int], float]:
        """People whom the plan starts, by cohort, site and period."""
        found: dict[tuple[str, str, int], float] = defaultdict(float)
        for (cohort, _, site, at), people in self.answer.starts.items():
            found[cohort, site, at] += people
        return found

    @cached_property
    def listed(self) -> dict[tuple[str, int], float]:
        """People whom the plan lets wait, by cohort and period."""
        found: dict[tuple[str, int], float] = defaultdict(float)
        for (cohort, _, at), people in self.answer.waiting.items():
            found[cohort, at] += people
        return found

    def identity(self, option: BedPlan) -> Iterator[Violation]:
        """Yield a simulation of another option, or one judged from another month."""
        for name, stated, wanted in (
            ("option", self.stated.option, option.option),
            ("judged_from", self.stated.judged_from, self.months[self.first]),
        ):
            if stated != wanted:
                message = f"the simulation says {stated!r}; it should be {wanted!r}."
                yield Violation("simulation identity", name, message)
        if self.stated.replications < 1:
            yield Violation("simulation identity", "replications", "there are none.")

    def unreadable(self) -> Iterator[Violation]:
        """Yield counts of unknown cohorts, sites, months or replications, counted twice, or that cannot be."""
        case = self.answer.facts.case
        sites = {*(site.site for site in case.sites), NOWHERE}
        seen: set[tuple[object, ...]] = set()
        rows: list[SimulatedCount | SimulatedMonth] = [*self.stated.counts, *self.stated.months]
        for row in rows:
            where = f"cohort {row.cohort}, site {row.site}"
            at = row.period if isinstance(row, SimulatedMonth) else row.replication
            known = at in (self.months if isinstance(row, SimulatedMonth) else range(self.stated.replications))
            if row.cohort not in case.cohort or row.site not in sites or not known:
                yield Violation("simulation ids", where, f"{at} or the ids are not of this case and run.")
                continue
            key = (type(row), row.cohort, row.site, at)
            if key in seen:
                yield Violation("simulation ids", where, f"{at} is counted twice.")
            seen.add(key)
            occupancy = case.cohort[row.cohort].rule == "occupancy"
            if row.people <= 0.0 or row.failed < 0.0 or (row.failed > row.people + ZERO and not occupancy):
                message = f"{row.failed:g} of {row.people:g} failed."
                yield Violation("simulation counts", f"{where}, {at}", message, abs(row.failed - row.people))

    def sums(self) -> Iterator[Violation]:
        """Yield cohorts and sites whose months do not add to their replications."""
        monthly: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for (cohort, site, at), amounts in self.by_month.items():
            if at >= self.first:
                monthly[cohort, site][0] += amounts[0]
                monthly[cohort, site][1] += amounts[1]
        for key in sorted({*monthly, *self.counted}):
            own = self.counted.get(key, {}).values()
            for place, name in enumerate(("people", "failed")):
                total = math.fsum(amounts[place] for amounts in own)
                if abs(total - monthly[key][place]) > PEOPLE_TOLERANCE * max(1.0, total):
                    message = f"{monthly[key][place]:g} {name} by month; {total:g} by replication."
                    where = f"cohort {key[0]}, site {key[1]}"
                    yield Violation("simulation sums", where, message, abs(total - monthly[key][place]))

    def arrivals(self) -> Iterator[Violation]:
        """Yield cohorts of whom more people, or fewer, were counted than the case lets come."""
        facts = self.answer.facts
        for cohort in facts.case.cohorts:
            if cohort.rule == "occupancy":
                continue
            # Of the last days' arrivals the fate may be unknown: they are not counted.
            per_day = self._expected(cohort.cohort, len(self.months) - 1) / facts.case.periods[-1].days
            unknown = per_day * cohort.wait_days * self.stated.replications
            expected = math.fsum(self._expected(cohort.cohort, at) for at in range(len(self.months)))
            expected *= self.stated.replications
            came = math.fsum(amounts[0] for key, amounts in self.by_month.items() if key[0] == cohort.cohort)
            room = _DEVIATIONS * math.sqrt(expected) + 1.0
            if not expected - unknown - room <= came <= expected + room:
                message = f"{came:g} people came in all replications; the case lets about {expected:.0f} come."
                yield Violation("simulation arrivals", f"cohort {cohort.cohort}", message, abs(came - expected))

    def _expected(self, cohort: str, at: int) -> float:
        return math.fsum(people for key, people in self.answer.facts.arrivals.items() if key[0::2] == (cohort, at))

    def promises(self) -> Iterator[SimulatedPromise]:
        """Yield the promises as the counts have them."""
        case = self.answer.facts.case
        for cohort in case.cohorts:
            every = [*(site.site for site in case.sites), NOWHERE]
            yield from self._promise(cohort, ALL, ALL, every)
            for setting in case.settings:
                own = [site.site for site in case.sites if site.setting == setting.setting]
                yield from self._promise(cohort, setting.setting, ALL, own)
                for site in own:
                    yield from self._promise(cohort, setting.setting, site, [site])

    def _promise(self, cohort: Cohort, setting: str, site: str, sites: Sequence[str]) -> Iterator[SimulatedPromise]:
        shares = []
        for replication in range(self.stated.replications):
            pairs = [self.counted.get((cohort.cohort, one), {}).get(replication, (0.0, 0.0)) for one in sites]
            if (people := math.fsum(pair[0] for pair in pairs)) > 0.0:
                shares.append(math.fsum(pair[1] for pair in pairs) / people)
        if not shares:
            return
        mean = math.fsum(shares) / len(shares)
        error = 0.0
        if len(shares) > 1:
            variance = math.fsum((share - mean) ** 2 for share in shares) / (len(shares) - 1)
            error = half_width(len(shares) - 1, 0.8) * math.sqrt(variance / len(shares))
        verdict: Verdict = "open"
        if mean + error <= cohort.rule_target:
            verdict = "kept"
        elif mean - error > cohort.rule_target:
            verdict = "broken"
        worst = self._worst(cohort.cohort, sites)
        said = [
            row for row in self.stated.promises if (row.cohort, row.setting, row.site) == (cohort.cohort, setting, site)
        ]
        yield SimulatedPromise.model_validate(
            {
                "cohort": cohort.cohort,
                "setting": setting,
                "site": site,
                "fails": _FAILS[cohort.rule],
                "promised_share": cohort.rule_target,
                "planned_share": self._planned(cohort, sites),
                "share": mean,
                "low": _percentile(shares, 0.1),
                "high": _percentile(shares, 0.9),
                "error": error,
                "kept_share": sum(share <= cohort.rule_target for share in shares) / len(shares),
                "verdict": verdict,
                "worst_period": worst[0],
                "worst_share": worst[1],
                "why": said[0].why if said else "",
            }
        )

    def _worst(self, cohort: str, sites: Sequence[str]) -> tuple[str, float]:
        best = ("", -1.0)
        for at in range(self.first, len(self.months)):
            pairs = [self.by_month.get((cohort, site, at), (0.0, 0.0)) for site in sites]
            people = math.fsum(pair[0] for pair in pairs)
            if people > 0.0 and (share := math.fsum(pair[1] for pair in pairs) / people) > best[1]:
                best = (self.months[at], share)
        return best

    def _planned(self, cohort: Cohort, sites: Sequence[str]) -> float | None:
        """Return the formula's share at the planned loads, over those who start where a formula holds."""
        facts = self.answer.facts
        weighted: list[float] = []
        weight: list[float] = []
        for site in (row for row in facts.case.sites if row.site in sites):
            for at in range(self.first, len(self.months)):
                runs, load = self.answer.ran(site, at), self.answer.load[site.site, at]
                beds = runs.beds_staffed
                full = min(float(beds), facts.full(runs))
                people = self.begun.get((cohort.cohort, site.site, at), 0.0)
                if beds == 0 or runs.kind == "spot" or load >= full - ZERO or people <= 0.0:
                    continue
                days = facts.case.periods[at].days
                if cohort.rule == "occupancy":
                    weight.append(beds * days)
                    weighted.append(load * days)
                    continue
                stay = facts.stay_days[cohort.cohort, site.setting]
                share = (
                    refused_share(beds, load)
                    if cohort.rule == "refusal"
                    else waits_too_long_share(beds, load, cohort.wait_days, stay)
                )
                weight.append(people)
                weighted.append(people * share)
        return math.fsum(weighted) / math.fsum(weight) if weight else None

    def reasons(self) -> Iterator[Violation]:
        """Yield promises that are not kept without a reason and a month, and kept ones with a reason."""
        for row in self.stated.promises:
            where = f"cohort {row.cohort}, setting {row.setting}, site {row.site}"
            if (row.verdict == "kept") != (row.why == ""):
                yield Violation("simulation why", where, f"verdict {row.verdict}, reason {row.why!r}.")
            elif row.why and not row.why.startswith(str(row.worst_period)):
                message = f"the reason does not speak of {row.worst_period}, the worst month."
                yield Violation("simulation why", where, message)

    def loads(self) -> Iterator[SimulatedLoad]:
        """Yield the rows of loads with what is planned; what is simulated as stated, held within what can be."""
        number = {month: at for at, month in enumerate(self.months)}
        for row in self.stated.loads:
            site = self.answer.facts.case.site.get(row.site)
            if site is None or row.period not in number:
                continue
            at = number[row.period]
            beds = self._usable(site, at)
            ill = self.answer.facts.case.setting[site.setting].unit == "place"
            kept = {
                "beds_usable": min(max(row.beds_usable, 0.0), beds) if ill else beds,
                "planned_load": self.answer.load[row.site, at],
                "load_low": min(row.load_low, row.load_high),
                "load_high": max(row.load_low, row.load_high),
                **{name: max(0.0, getattr(row, name)) for name in ("load", "waiting", "above_beds")},
            }
            yield row.model_copy(update=kept)

    def _usable(self, site: Site, at: int) -> float:
        """Return the beds that take somebody new, as B3 has it for loads, in whole beds; before sickness."""
        beds, month = float(self.answer.ran(site, at).beds_staffed), self.months[at]
        for change in self.answer.changes:
            if change.site.site != site.site:
                continue
            taken = self.months[change.number]
            if change.beds_added < 0 and add_months(taken, -site.double_running_months) <= month < taken:
                beds += change.beds_added
            if change.beds_added > 0 and month >= taken:
                in_use = (months_between(taken, month) + 1) / (site.ramp_months + 1)
                beds -= change.beds_added * max(0.0, 1.0 - in_use)
        return float(max(0, math.floor(beds + ZERO)))

    def missing_loads(self) -> Iterator[Violation]:
        """Yield sites that run beds and are not among the loads."""
        stated = {(row.site, row.period) for row in self.stated.loads}
        for site in self.answer.facts.case.sites:
            for at, month in enumerate(self.months):
                if self.answer.ran(site, at).beds_staffed > 0 and (site.site, month) not in stated:
                    yield Violation("simulation loads", f"site {site.site}, {month}", "the row is missing.")

    def waiting(self) -> Iterator[SimulatedWaiting]:
        """Yield the rows of people waiting with what is planned; what is simulated as stated, held in order."""
        said = {(row.cohort, row.period): row for row in self.stated.waiting}
        case = self.answer.facts.case
        for cohort in (row for row in case.cohorts if row.when_full != "divert"):
            for at, month in enumerate(self.months):
                row = said.get((cohort.cohort, month))
                low, high = (row.waiting_low, row.waiting_high) if row else (0.0, 0.0)
                yield SimulatedWaiting(
                    cohort=cohort.cohort,
                    period=month,
                    planned_waiting=self.listed.get((cohort.cohort, at), 0.0),
                    waiting=max(0.0, row.waiting) if row else 0.0,
                    waiting_low=min(low, high),
                    waiting_high=max(low, high),
                )


def _percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies, straight lines between them."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])

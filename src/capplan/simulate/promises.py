"""Service promises judged: planned by the formula, simulated, with a verdict and the reason where one is not kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from capplan.case.case import Case
from capplan.case.tables import Cohort
from capplan.decisions import BedPlan, BedPlanRow
from capplan.decisions.simulation import ALL, Fails, SimulatedPromise, Verdict
from capplan.queueing import erlang_b, wait_exceeds
from capplan.simulate.days import FloatArray
from capplan.simulate.replication import Tally

CONFIDENCE = 0.8
FAILS: dict[str, Fails] = {"wait": "waits-too-long", "refusal": "refused", "occupancy": "occupancy"}
Why = Callable[[Cohort, Sequence[int], int], str]


@dataclass(frozen=True)
class Judge:
    """All replications of one option, ready to be judged.

    Attributes
    ----------
    first : int
        Number of the first period whose arrivals are judged.
    """

    case: Case
    plan: BedPlan
    tallies: Sequence[Tally]
    first: int
    why: Why

    def promises(self) -> Iterator[SimulatedPromise]:
        """Yield the promises of every cohort: over all sites, by setting, and by site."""
        for number, cohort in enumerate(self.case.cohorts):
            everywhere = list(range(len(self.case.sites) + 1))
            yield from self._promise(number, cohort, ALL, ALL, everywhere)
            for setting in self.case.settings:
                places = [at for at, site in enumerate(self.case.sites) if site.setting == setting.setting]
                yield from self._promise(number, cohort, setting.setting, ALL, places)
                for place in places:
                    yield from self._promise(number, cohort, setting.setting, self.case.sites[place].site, [place])

    def _promise(
        self, number: int, cohort: Cohort, setting: str, site: str, places: list[int]
    ) -> Iterator[SimulatedPromise]:
        people = self._sums("people", number, places)
        failed = self._sums("failed", number, places)
        whole = people[:, self.first :].sum(axis=1)
        if not whole.sum():
            return
        shares = (failed[:, self.first :].sum(axis=1)[whole > 0] / whole[whole > 0]).tolist()
        mean, error = float(np.mean(shares)), _error(shares)
        verdict = _verdict(mean, error, cohort.rule_target)
        worst = self._worst(people.sum(axis=0), failed.sum(axis=0))
        yield SimulatedPromise(
            cohort=cohort.cohort,
            setting=setting,
            site=site,
            fails=FAILS[cohort.rule],
            promised_share=cohort.rule_target,
            planned_share=self._planned(cohort, places),
            share=mean,
            low=float(np.percentile(shares, 10)),
            high=float(np.percentile(shares, 90)),
            error=error,
            kept_share=float(np.mean([share <= cohort.rule_target for share in shares])),
            verdict=verdict,
            worst_period=self.case.periods[worst[0]].id,
            worst_share=worst[1],
            why="" if verdict == "kept" else self.why(cohort, places, worst[0]),
        )

    def _sums(self, what: Literal["people", "failed"], number: int, places: list[int]) -> FloatArray:
        """Return people by replication and period, shape (replications, periods)."""
        return np.array([getattr(tally, what)[places, number].sum(axis=0) for tally in self.tallies])

    def _worst(self, people: NDArray[np.float64], failed: NDArray[np.float64]) -> tuple[int, float]:
        shares = {
            period: failed[period] / people[period] for period in range(self.first, len(people)) if people[period] > 0
        }
        worst = max(shares, key=lambda period: shares[period])
        return worst, float(shares[worst])

    def _planned(self, cohort: Cohort, places: list[int]) -> float | None:
        """Return the share that the formula gives at the planned loads, weighted by those who start."""
        sites = {self.case.sites[place].site for place in places if place < len(self.case.sites)}
        rows = {
            (row.site, row.period): row
            for row in self.plan.figures.bed_plan
            if row.site in sites and row.kind != "spot" and row.state == "steady" and row.beds_staffed > 0
        }
        begun: dict[tuple[str, str], float] = {}
        from_period = self.case.periods[self.first].id
        for start in self.plan.decisions.starts:
            if start.cohort == cohort.cohort and start.period >= from_period and (start.site, start.period) in rows:
                key = (start.site, start.period)
                begun[key] = begun.get(key, 0.0) + start.people
        if cohort.rule == "occupancy":
            days = {period.id: period.days for period in self.case.periods}
            beds = math.fsum(rows[key].beds_staffed * days[key[1]] for key in begun)
            return math.fsum(rows[key].load * days[key[1]] for key in begun) / beds if beds else None
        total = math.fsum(begun.values())
        if total <= 0.0:
            return None
        return math.fsum(people * self._formula(cohort, rows[key]) for key, people in begun.items()) / total

    def _formula(self, cohort: Cohort, row: BedPlanRow) -> float:
        if cohort.rule == "refusal":
            return erlang_b(row.beds_staffed, row.load)
        stay = self.case.stay[cohort.cohort, row.setting].stay_days * self.case.factor(cohort.cohort)[1]
        return wait_exceeds(row.beds_staffed, row.load, stay, cohort.wait_days)


def _error(shares: list[float]) -> float:
    """Return the half width of the confidence interval of the mean; 0 for a single replication."""
    if len(shares) < 2:
        return 0.0
    quantile = float(student.ppf(0.5 + CONFIDENCE / 2.0, len(shares) - 1))
    return quantile * float(np.std(shares, ddof=1)) / math.sqrt(len(shares))


def _verdict(mean: float, error: float, promised: float) -> Verdict:
    if mean + error <= promised:
        return "kept"
    return "broken" if mean - error > promised else "open"

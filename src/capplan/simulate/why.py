"""Why a promise is not kept in its worst period: what is known of the site where it fails most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from capplan.case.case import Case
from capplan.case.tables import Cohort
from capplan.decisions import BedPlan, BedPlanRow
from capplan.simulate.replication import Tally

_SLACK = 1e-6


@dataclass(frozen=True)
class Reasons:
    """Facts of a simulated plan, put in words."""

    case: Case
    plan: BedPlan
    tallies: Sequence[Tally]

    @cached_property
    def _rows(self) -> dict[tuple[str, str], BedPlanRow]:
        return {(row.site, row.period): row for row in self.plan.figures.bed_plan}

    def __call__(self, cohort: Cohort, places: Sequence[int], period: int) -> str:
        """Return the month, the site and every cause that holds there.

        Parameters
        ----------
        cohort : Cohort
            Whose promise it is.
        places : sequence of int
            Numbers of the sites it speaks of; the number after the last site stands for nowhere.
        period : int
            Number of its worst period.
        """
        number = self.case.cohorts.index(cohort)
        missed = np.sum([tally.failed[:, number, period] for tally in self.tallies], axis=0)
        worst = max(places, key=lambda place: missed[place])
        month = self.case.periods[period].id
        if worst == len(self.case.sites):
            return f"{month}: the plan itself has no bed for {cohort.title}"
        causes = list(self._causes(cohort, worst, period))
        return f"{month}, {self.case.sites[worst].title}: {'; '.join(causes)}"

    def _causes(self, cohort: Cohort, place: int, period: int) -> Iterator[str]:
        row = self._rows[self.case.sites[place].site, self.case.periods[period].id]
        usable = float(np.mean([tally.usable[place, period] for tally in self.tallies]))
        load = float(np.mean([tally.load[place, period] for tally in self.tallies]))
        before = max(0, period - 1)
        waiting = float(np.mean([tally.waiting[place, :, before].sum() for tally in self.tallies]))
        found = 0
        for cause in (
            self._load(row),
            self._usable(row, usable),
            f"{waiting:.1f} people already wait for it as the month begins" if waiting >= 1.0 else "",
            self._shared(cohort, row),
        ):
            if cause:
                found += 1
                yield cause
        if load > row.load + 0.05 * max(1.0, row.load):
            found += 1
            yield f"{load:.1f} {self._unit(row)} are taken where {row.load:.1f} were planned"
        if any(one.cohort == cohort.cohort and one.setting == row.setting for one in self.case.stay_spread):
            found += 1
            yield "stays spread more than the formula of the safe load assumes"
        if not found:
            yield (
                f"planned at {row.load:.1f} of {row.beds_staffed} {self._unit(row)} against a safe load of "
                f"{row.safe_load:.1f}: no room is left for a month above the mean"
            )

    @staticmethod
    def _load(row: BedPlanRow) -> str:
        if row.kind == "spot" and row.beds_staffed > 0:
            return (
                f"spot beds are planned at {row.load:.1f} of at most {row.beds_staffed}, as if one could always be "
                "bought"
            )
        if row.load > row.safe_load + _SLACK:
            return f"the planned load of {row.load:.1f} is above the safe load of {row.safe_load:.1f}"
        return ""

    def _usable(self, row: BedPlanRow, usable: float) -> str:
        if usable >= row.beds_staffed - _SLACK:
            return ""
        return (
            f"{usable:.1f} of {row.beds_staffed} {self._unit(row)} admit (the others are about to leave, are not in "
            "use yet, or their staff are ill)"
        )

    def _unit(self, row: BedPlanRow) -> str:
        return f"{self.case.setting[row.setting].unit}s"

    def _shared(self, cohort: Cohort, row: BedPlanRow) -> str:
        """Say that people who do not wait meet beds that people who wait have taken."""
        if cohort.when_full != "divert":
            return ""
        others = {start.cohort for start in self.plan.decisions.starts if start.site == row.site} - {cohort.cohort}
        if not any(self.case.cohort[other].when_full != "divert" for other in others):
            return ""
        return (
            "it also serves people who wait: a free bed goes to them first, so more find all beds taken than the "
            "formula for refusals alone says"
        )

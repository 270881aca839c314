"""Where an assumption tips a decision: bisection on linear programmes, everything decided held on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from capplan.case.case import Case
from capplan.decisions import BedPlan, ClosureRow
from capplan.decisions.tornado import BreakEven
from capplan.plan.board.drivers import Driver
from capplan.plan.board.hold import Held
from capplan.plan.findings.words import month_name

# How exactly the point is found (share of the factor).
NARROW = 0.01


def break_evens(case: Case, held: Held, plan: BedPlan, drivers: Sequence[Driver]) -> Iterator[BreakEven]:
    """Yield for each driver where the plan, and where its largest reduction, stops saving anything.

    The plan is compared with every site as it is today (business as usual), a reduction with the plan without it.
    """
    today = {(site.site, period.id): site.today for site in case.sites for period in case.periods}
    usual = replace(held, base="business-as-usual", path=today)
    closures = sorted(plan.figures.closures, key=lambda row: -row.saving_gbp_per_year)[:1]
    for driver in drivers:
        yield tipping(case, driver, held, usual, "plan", "The plan", "business as usual")
        for closure in closures:
            kept = replace(held, path=_undone(held.path, closure))
            name = case.site[closure.site].title
            words = f"The reduction of {name} from {month_name(closure.closed)}"
            yield tipping(case, driver, held, kept, closure.site, words, "the plan without it")


def tipping(case: Case, driver: Driver, held: Held, other: Held, decision: str, words: str, against: str) -> BreakEven:
    """Return where a decision stops saving against another one while an assumption moves.

    Parameters
    ----------
    held, other : Held
        The decision, and what it is compared with.
    decision, words, against : str
        Its id, its name and that of the other, for the sentence.
    """

    def saves(factor: float) -> float | None:
        """Return what is saved; None where the decision can no longer be held, which counts as saving nothing."""
        moved = driver.moved(case, factor)
        here, there = held.cost(moved), other.cost(moved)
        return None if here is None or there is None else there - here

    ends, start = driver.furthest(case), driver.start
    now = saves(start) or 0.0
    verb, value = ("saves" if now > 0 else "costs more"), driver.now(case)
    title = f"“{driver.title}”"
    for far in sorted(ends, reverse=True):
        if far == start or not _turned(now, saves(far)):
            continue
        near, beyond = start, far
        while abs(beyond - near) > NARROW * max(1.0, near):
            middle = 0.5 * (near + beyond)
            if _turned(now, saves(middle)):
                beyond = middle
            else:
                near = middle
        factor = 0.5 * (near + beyond)
        word = "rises above" if factor > start else "falls below"
        text = (
            f"{words} {verb} against {against} unless {title} {word} {driver.value(case, factor):,.4g} {driver.unit} "
            f"(now {value:,.4g})."
        )
        within = (min(near, beyond), max(near, beyond))
        return BreakEven(
            decision=decision, driver=driver.id, saves_gbp=now, factor=factor, within=within,
            value=driver.value(case, factor), text=text,
        )  # fmt: skip
    text = (
        f"{words} {verb} against {against} wherever {title} lies between {ends[0]:g} and {ends[1]:g} times what it is."
    )
    return BreakEven(
        decision=decision, driver=driver.id, saves_gbp=now, factor=None, within=ends, value=None, text=text
    )


def _turned(now: float, then: float | None) -> bool:
    """Say whether what was saved is saved no more, or the other way round; what cannot be held saves nothing."""
    return now > 0 if then is None else (then > 0) != (now > 0)


def _undone(path: Mapping[tuple[str, str], str], closure: ClosureRow) -> dict[tuple[str, str], str]:
    return {
        (site, period): closure.from_configuration if site == closure.site and period >= closure.closed else name
        for (site, period), name in path.items()
    }

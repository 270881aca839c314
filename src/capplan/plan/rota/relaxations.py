"""What would close the gaps: one rule looser or one person more, each priced by making the rota anew."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from capplan.case.case import Case
from capplan.case.rota_tables import RotaShift
from capplan.decisions.rota import Relaxation, RotaPlan
from capplan.errors import CapplanError
from capplan.formulations.rota import inputs_of
from capplan.formulations.rota.days import Days
from capplan.formulations.rota.from_case import cover_id
from capplan.plan.findings.words import gbp
from capplan.plan.rota.engine import solve_part
from capplan.plan.rota.figures import assignment_of, rota_figures
from capplan.plan.rota.parts import parts
from capplan.solve import Profile
from capplan.units import clock_to_seconds

# Seconds and work that each rota made anew may take, as a share of those of the rota itself.
SHARE_OF_TIME = 0.1
NEW_PERSON, NEW_SHIFT = "zz-1", "zz-12h"
# The long shift that is tried: minutes from start to end, and of unpaid break.
LONG_MIN, LONG_BREAK_MIN = 720, 60
# Shifts that follow each other may overlap by as much.
HANDOVER_MIN = 60
WORTH_GBP = 0.005
# rule -> (by how much it is loosened, words)
LOOSER = {
    "max-weekends": (1.0, "one weekend more in four weeks for everybody"),
    "max-run": (1.0, "one day more in a row for everybody"),
    "min-off-run": (-1.0, "single days off allowed"),
    "over-contract": (7.5, "7.5 hours more above contract for everybody"),
    "max-nights": (2.0, "two nights more in four weeks for everybody"),
    "week-hours": (7.5, "7.5 hours more a week for everybody"),
}


def relaxations(case: Case, plan: RotaPlan, profile: Profile, *, work_s: float = math.inf) -> tuple[Relaxation, ...]:
    """Return ways to a better covered rota, the one that saves most first.

    Only the parts of the rota with gaps are made anew, one way at a time. Rules of law (rest, the average week) are
    never loosened. The pay of one more person is not in the saving; the title says so.
    """
    days = Days.of(case.rotas[0])
    short = {cover_id(row.cover, days.number(row.day)) for row in plan.figures.cover if row.gap}
    found = (
        _priced(title, changed, short, plan, profile, SHARE_OF_TIME * work_s) for title, changed in _ways(case, plan)
    )
    worth = [one for one in found if one is not None and one.saves_gbp > WORTH_GBP]
    return tuple(sorted(worth, key=lambda one: (-one.saves_gbp, one.title)))


def _ways(case: Case, plan: RotaPlan) -> Iterator[tuple[str, Case]]:
    """Yield (title, changed case) of every way that could help."""
    shifts = {row.shift: row for row in case.rota_shifts}
    gaps = Counter(row.cover for row in plan.figures.cover if row.gap)
    wanted: dict[tuple[str, str], None] = {}
    for row in case.rota_cover:
        if row.cover in gaps:
            for shift in (shifts[name] for name in row.shifts.split()):
                wanted.update(dict.fromkeys((role, shift.base) for role in shift.roles.split()))
    for role, base in wanted:
        like = [row for row in case.people if row.role == role and row.base == base]
        if like:
            best = max(like, key=lambda row: (row.fte, row.person))
            more = best.model_copy(
                update={"person": NEW_PERSON, "fte": 1.0, "history_weeks": 0, "history_hours": 0.0, "history_nights": 0,
                        "history_weekend_shifts": 0, "history_unsocial": 0, "run_days": 0, "last_shift": None}
            )  # fmt: skip
            title = f"one more {case.role[role].title} at {case.base[base].title} (full time; pay not counted)"
            yield title, replace(case, people=(*case.people, more))
        yield from _long_shifts(case, role, base)
    for rule, (step, title) in LOOSER.items():
        rows = tuple(
            row.model_copy(update={"value": max(1.0, row.value + step)}) if row.rule == rule else row
            for row in case.rule_sets
        )
        if rows != case.rule_sets:
            yield title, replace(case, rule_sets=rows)


def _long_shifts(case: Case, role: str, base: str) -> Iterator[tuple[str, Case]]:
    """Yield the case with a shift of twelve hours, if it holds two shifts in full that follow each other."""
    own = [row for row in case.rota_shifts if role in row.roles.split() and row.base == base]
    own.sort(key=lambda row: (clock_to_seconds(row.start), row.length_min, row.shift))
    for first in own:
        inside, ends = [first], _begins_min(first) + first.length_min
        for row in own:
            if ends - HANDOVER_MIN <= _begins_min(row) <= _begins_min(first) + LONG_MIN - row.length_min:
                inside.append(row)
                ends = _begins_min(row) + row.length_min
        if len(inside) < 2 or first.length_min >= LONG_MIN:
            continue
        names = {row.shift for row in inside}
        update = {"shift": NEW_SHIFT, "title": "Twelve hours", "length_min": LONG_MIN, "break_min": LONG_BREAK_MIN}
        cover = tuple(
            row.model_copy(update={"shifts": f"{row.shifts} {NEW_SHIFT}"}) if names & set(row.shifts.split()) else row
            for row in case.rota_cover
        )
        title = f"12-hour shifts from {first.start} for {case.role[role].title} at {case.base[base].title}"
        yield title, replace(case, rota_shifts=(*case.rota_shifts, first.model_copy(update=update)), rota_cover=cover)
        return


def _begins_min(row: RotaShift) -> int:
    return clock_to_seconds(row.start) // 60


def _priced(
    title: str, case: Case, short: set[str], plan: RotaPlan, profile: Profile, work_s: float
) -> Relaxation | None:
    """Make the parts with gaps anew, keep the others, and compare the whole; None where no rota was found in time."""
    inputs = inputs_of(case)
    assignment = dict(assignment_of(case, inputs, plan.decisions))
    found = bound = 0.0
    for part in parts(inputs):
        if not short & {one.id for one in part.cover}:
            continue
        seconds = max(1.0, SHARE_OF_TIME * profile.time_limit_s)
        try:
            solved = solve_part(case, part, profile, seconds, work_s=work_s)
        except CapplanError:
            return None
        members = {person.id for person in part.people}
        assignment = {key: shift for key, shift in assignment.items() if key[0] not in members}
        assignment.update(solved.assignment)
        found, bound = found + solved.objective, bound + solved.bound
    totals = rota_figures(case, inputs, assignment).totals
    width = (found - bound) / abs(found) if found else 0.0
    proof = "solved to proof" if width <= profile.mip_rel_gap else f"solved to a gap of {width:.1%}, may save more"
    saves = plan.figures.totals.objective_gbp - totals.objective_gbp
    # What the rota itself may still be made better by, without any way out, is not what the way out is worth.
    sure = max(0.0, plan.proof.bound - totals.objective_gbp)
    if saves - sure > WORTH_GBP:
        least = f"{gbp(sure)} of it" if sure > WORTH_GBP else "none of it"
        proof += f"; {least} is sure, the rota as it stands being proven to {plan.proof.gap:.2%} only"
    return Relaxation(title=title, saves_gbp=saves, gap_after=totals.gap, proof=proof)

"""The parameters of the `visits` formulation, taken from a case: times in whole seconds, money in GBP."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from capplan.case.case import Case
from capplan.case.visit_tables import CarerRow, VisitRow
from capplan.formulations.visits.inputs import Carer, Inputs, MealBreak, Pair, Visit
from capplan.units import clock_to_seconds, hours_to_seconds, minutes_to_seconds

ANY_TIME = (0, hours_to_seconds(36))
NO_WAY_S = hours_to_seconds(48)
"""Seconds of a way that does not exist: longer than any day."""


def inputs_of(case: Case, option: str = "day") -> Inputs:
    """Return the day of a case as the formulation takes it.

    Parameters
    ----------
    case
        A case with visits.
    option
        There is one: `day`.
    """
    del option
    doors = tuple(dict.fromkeys(_door(case, visit) for visit in case.visits))
    ends = tuple(dict.fromkeys(place for carer in case.carers for place in (start_place(carer), end_place(carer))))
    # A place that is both visited and set out from stands twice: handover is only at a client's door.
    at_visit = {door: position for position, door in enumerate(doors)}
    at_end = {place: len(doors) + position for position, place in enumerate(ends)}
    travel_s, km = _ways(case, (*doors, *((place, None) for place in ends)))
    return Inputs(
        visits=tuple(_visit(case, visit, at_visit[_door(case, visit)]) for visit in case.visits),
        pairs=tuple(
            Pair(
                first=pair.first,
                second=pair.second,
                min_gap_s=minutes_to_seconds(pair.min_gap_min),
                max_gap_s=None if pair.max_gap_min is None else minutes_to_seconds(pair.max_gap_min),
            )
            for pair in case.visit_pairs
        ),
        carers=tuple(
            _carer(case, carer, at_end[start_place(carer)], at_end[end_place(carer)]) for carer in case.carers
        ),
        travel_s=travel_s,
        km=km,
        balance_gbp=case.parameters.balance_gbp,
    )


def start_place(carer: CarerRow) -> str:
    """Return where a carer's rounds begin."""
    return carer.start_place or carer.base


def end_place(carer: CarerRow) -> str:
    """Return where a carer's rounds end."""
    return carer.end_place or carer.base


def hours_of(hours: str | None) -> tuple[tuple[int, int], ...]:
    """Return hours such as ``07:00-09:00 16:00-18:00`` as pairs of seconds."""
    parts = (part.split("-") for part in (hours or "").split())
    return tuple((clock_to_seconds(start), clock_to_seconds(end)) for start, end in parts)


def windows_of(case: Case, visit: VisitRow) -> tuple[tuple[int, int], ...]:
    """Return when a visit may start; a rapid call starts after the call and within its hours."""
    windows = hours_of(visit.windows) or (ANY_TIME,)
    if visit.called is None:
        return windows
    called = clock_to_seconds(visit.called)
    latest = called + hours_to_seconds(case.parameters.rapid_hours)
    cut = ((max(start, called), min(end, latest)) for start, end in windows)
    return tuple((start, end) for start, end in cut if start <= end)


def needed_skills(skills: str) -> frozenset[str]:
    """Return skills as ids with levels; no level is level 1."""
    return frozenset(skill if ":" in skill else f"{skill}:1" for skill in skills.split())


def held_skills(skills: str) -> frozenset[str]:
    """Return skills held, each level with the lower ones: whoever holds medication:2 holds medication:1."""
    held = (skill.split(":") for skill in needed_skills(skills))
    return frozenset(f"{name}:{lower}" for name, level in held for lower in range(1, int(level) + 1))


def has_break(carer: CarerRow, shift: tuple[int, int]) -> bool:
    """Say whether somebody who works in a shift has a break in it."""
    return carer.break_min > 0 and shift[1] - shift[0] > hours_to_seconds(carer.break_if_longer_hours)


def paid_s(carer: CarerRow) -> int:
    """Return the seconds of the day's contract."""
    if carer.paid_hours is not None:
        return hours_to_seconds(carer.paid_hours)
    shifts = hours_of(carer.shifts)
    breaks = sum(minutes_to_seconds(carer.break_min) for shift in shifts if has_break(carer, shift))
    return sum(end - start for start, end in shifts) - breaks


def unserved_gbp(case: Case, visit: VisitRow) -> float:
    """Return the weight of a visit that is not made: by priority, and by the minutes of all its carers."""
    figures = case.parameters
    weight = {
        "time-critical": figures.unserved_critical_gbp,
        "high": figures.unserved_high_gbp,
        "normal": figures.unserved_normal_gbp,
    }[visit.priority]
    return weight + figures.unserved_gbp_per_min * visit.duration_min * visit.carers


def _visit(case: Case, visit: VisitRow, place: int) -> Visit:
    skills = needed_skills(visit.skills)
    return Visit(
        id=visit.visit,
        client=visit.client,
        place=place,
        duration_s=minutes_to_seconds(visit.duration_min),
        windows=windows_of(case, visit),
        preferred_s=None if visit.preferred_start is None else clock_to_seconds(visit.preferred_start),
        deviation_gbp_per_min=case.parameters.deviation_gbp_per_min,
        skills=skills,
        carers=visit.carers,
        second_skills=None if visit.second_skills is None else needed_skills(visit.second_skills),
        priority=visit.priority,
        unserved_gbp=unserved_gbp(case, visit),
        response=visit.response,
        must_not=frozenset(visit.must_not.split()),
        preferred=dict.fromkeys(visit.preferred_carers.split(), -case.parameters.continuity_gbp),
        base=visit.base,
    )


def _carer(case: Case, carer: CarerRow, start: int, end: int) -> Carer:
    pause = None
    if carer.break_hours:
        earliest, latest = hours_of(carer.break_hours)[0]
        pause = MealBreak(
            earliest_s=earliest,
            latest_s=latest,
            length_s=minutes_to_seconds(carer.break_min),
            only_if_shift_longer_than_s=hours_to_seconds(carer.break_if_longer_hours),
        )
    figures = case.parameters
    return Carer(
        id=carer.carer,
        base=carer.base,
        start_place=start,
        end_place=end,
        skills=held_skills(carer.skills),
        shifts=hours_of(carer.shifts),
        paid_s=paid_s(carer),
        max_work_s=None if carer.max_hours is None else math.floor(round(carer.max_hours * 3600, 6)),
        overtime_gbp_per_h=carer.overtime_gbp_per_hour,
        meal_break=pause,
        mode=carer.mode,
        service_gbp_per_h=carer.pay_gbp_per_hour,
        travel_gbp_per_h=carer.pay_gbp_per_hour,
        waiting_gbp_per_h=carer.pay_gbp_per_hour,
        mileage_gbp_per_km=figures.mileage_gbp_per_km if carer.mode == "car" else 0.0,
        help_across_gbp=figures.help_across_gbp,
    )


def _door(case: Case, visit: VisitRow) -> tuple[str, float]:
    """Return the place of a visit, and the minutes that a way to it takes at the door."""
    buffer_min = case.parameters.buffer_min if visit.buffer_min is None else visit.buffer_min
    return visit.place, case.parameters.handover_min + buffer_min


def _ways(
    case: Case, places: tuple[tuple[str, float | None], ...]
) -> tuple[dict[str, NDArray[np.int64]], dict[str, NDArray[np.float64]]]:
    """Return seconds and kilometres between places, each with the minutes at its door (None: nobody is visited)."""
    travel, at = case.day_travel, case.day_travel.index()
    order = [at[place] for place, _ in places]
    door_min = np.array([minutes or 0.0 for _, minutes in places])
    same = np.array(order)[:, None] == np.array(order)[None, :]
    seconds, km = {}, {}
    for mode, all_minutes in travel.minutes.items():
        minutes = all_minutes[np.ix_(order, order)]
        minutes = minutes + door_min[None, :]
        minutes = np.where(same, 0.0, minutes)
        whole = np.where(np.isfinite(minutes), np.ceil(np.round(minutes * 60, 6)), NO_WAY_S)
        seconds[mode] = whole.astype(np.int64)
        km[mode] = np.where(same, 0.0, np.nan_to_num(travel.distance_km[mode][np.ix_(order, order)], posinf=0.0))
    return seconds, km

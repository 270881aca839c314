"""The carers of a made-up day: as many at each base, with such skills and shifts, as its visits take."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from capplan.case.case import Case
from capplan.case.staff_tables import Role
from capplan.case.visit_tables import CarerRow, VisitRow
from capplan.plan.visits.day_mix import Stream
from capplan.units import SECONDS_PER_MINUTE, clock_to_seconds

WEEKS_PER_YEAR = 52.14
_SLOT_MIN = 30
_SLOTS = 48
_SMALL_SHARE = 0.12
_LEAST_USED = 0.2
_BREAK_MIN = 30
_BREAK_IF_LONGER_H = 6.0


@dataclass(frozen=True)
class Shift:
    """A shift and, where it is long enough, from when to when its break may start."""

    hours: str
    break_hours: str

    @property
    def slots(self) -> range:
        """Half hours of the day that it covers."""
        start, end = (clock_to_seconds(part) // SECONDS_PER_MINUTE for part in self.hours.split("-"))
        return range(start // _SLOT_MIN, end // _SLOT_MIN)


SHIFTS = (
    Shift("07:00-15:00", "11:00-13:30"),
    Shift("14:00-22:00", "17:30-19:30"),
    Shift("07:00-13:00", ""),
    Shift("16:00-22:00", ""),
    Shift("09:00-17:00", "12:00-14:00"),
)
OFFICE = SHIFTS[4]


@dataclass(frozen=True)
class Staffing:
    """How generously a day is staffed; all of it is assumed.

    Attributes
    ----------
    spare
        Working time planned over the minutes of visits and their travel, as a share.
    travel_min_of_one
        Travel of a visit that staffing reckons with is so much over the square root of the number of visits: the more
        visits, the nearer they lie.
    least_travel_min
        But no less: handover and parking do not shrink.
    travel_min_of_base
        Travel of a visit by base, in place of that, where something is known.
    uncovered_share, alone_uncovered_share
        Work that need not be covered at its preferred hour: windows let it move, others help; and of those whom nobody
        else can help.
    second_level_share, both_groups_share
        Carers of the two large groups who hold the second level, or the skills of both groups.
    known_share
        Clients with carers who know them.
    """

    spare: float = 0.15
    travel_min_of_one: float = 190.0
    least_travel_min: float = 10.0
    travel_min_of_base: Mapping[str, float] = field(default_factory=dict)
    uncovered_share: float = 0.3
    alone_uncovered_share: float = 0.1
    second_level_share: float = 0.4
    both_groups_share: float = 0.5
    known_share: float = 0.3


@dataclass(frozen=True)
class _Group:
    """Carers with the same skills and the same pay."""

    role: Role
    skills: tuple[str, ...]
    large: bool


def make_carers(
    case: Case, mix: Sequence[Stream], visits: Sequence[VisitRow], staffing: Staffing
) -> tuple[CarerRow, ...]:
    """Return carers for the visits of a day, base by base, group by group, shift by shift."""
    groups = _groups(case, mix)
    bases = [base.base for base in case.bases if any(visit.base == base.base for visit in visits)]
    travel_min = max(staffing.travel_min_of_one / max(len(visits), 1) ** 0.5, staffing.least_travel_min)
    carers: list[CarerRow] = []
    for base in bases:
        for group in groups:
            own = [visit for visit in visits if visit.base == base and _skill(visit) in group.skills]
            way_min = staffing.travel_min_of_base.get(base, travel_min)
            for place, shift in enumerate(_shifts_for(own, group, staffing, way_min)):
                carers.append(_carer(len(carers) + 1, base, group, groups, shift, staffing, place))
    return tuple(carers)


def with_known_carers(
    visits: Sequence[VisitRow], carers: Sequence[CarerRow], staffing: Staffing, random: Random
) -> tuple[VisitRow, ...]:
    """Return the visits with the carers who know some of the clients."""
    known: dict[str, str] = {}
    drawn: set[str] = set()
    for visit in visits:
        if visit.client in drawn:
            continue
        drawn.add(visit.client)
        able = [one.carer for one in carers if one.base == visit.base and _skill(visit) in _plain(one.skills)]
        if able and random.random() < staffing.known_share:
            known[visit.client] = " ".join(sorted(random.sample(able, min(2, len(able)))))
    return tuple(visit.model_copy(update={"preferred_carers": known.get(visit.client, "")}) for visit in visits)


def _groups(case: Case, mix: Sequence[Stream]) -> tuple[_Group, ...]:
    """Return a group for each role that makes a good part of the visits, and one for all the others together."""
    visits: dict[str, float] = defaultdict(float)
    for stream in mix:
        visits[stream.skill] += stream.visits_per_day
    role_of: dict[str, str] = {}
    for row in case.may_do:
        if row.skill in visits and row.lever is None and not row.overskilled:
            role_of.setdefault(row.skill, row.role)
    skills: dict[str, list[str]] = defaultdict(list)
    for skill in visits:
        skills[role_of[skill]].append(skill)
    total = sum(visits.values())
    size = {role: sum(visits[skill] for skill in own) for role, own in skills.items()}
    large = [role for role, number in size.items() if number >= _SMALL_SHARE * total]
    found = [_Group(case.role[role], tuple(skills[role]), True) for role in large]
    rest = [role for role in skills if role not in large]
    if rest:
        main = max(rest, key=lambda role: size[role])
        found.append(_Group(case.role[main], tuple(skill for role in rest for skill in skills[role]), False))
    return tuple(found)


def _shifts_for(visits: Sequence[VisitRow], group: _Group, staffing: Staffing, travel_min: float) -> list[Shift]:
    """Return shifts, each time the one that covers most of the work not yet covered."""
    left = [0.0] * _SLOTS
    for visit in visits:
        work = (visit.duration_min + travel_min) * visit.carers * (1 + staffing.spare)
        wanted = visit.preferred_start or visit.called
        slot = clock_to_seconds(str(wanted)) // SECONDS_PER_MINUTE // _SLOT_MIN
        # Windows let work move a little; half an hour either way is spread evenly.
        for near in (slot - 1, slot, slot + 1):
            left[min(max(near, 0), _SLOTS - 1)] += work / 3
    shifts: list[Shift] = []
    offered = SHIFTS if group.large else (OFFICE, *SHIFTS[:2])
    most_left = (staffing.uncovered_share if group.large else staffing.alone_uncovered_share) * sum(left)
    while sum(left) > most_left:

        def covered(shift: Shift) -> float:
            return sum(min(_SLOT_MIN, left[slot]) for slot in shift.slots) / len(shift.slots)

        best = max(offered, key=covered)
        if covered(best) < _LEAST_USED * _SLOT_MIN:
            break
        shifts.append(best)
        for slot in best.slots:
            left[slot] = max(0.0, left[slot] - _SLOT_MIN)
    return shifts


def _carer(
    number: int, base: str, group: _Group, groups: Sequence[_Group], shift: Shift, staffing: Staffing, place: int
) -> CarerRow:
    """Return a carer; `place` counts those of the group at the base, over whom skills are spread evenly."""
    skills = list(group.skills)
    if group.large:
        if _is_due(place, staffing.both_groups_share):
            skills = [skill for other in groups if other.large for skill in other.skills]
        if _is_due(place, staffing.second_level_share):
            skills = [f"{skill}:2" for skill in skills]
    else:
        skills += [f"{skill}:2" for other in groups if other.large for skill in other.skills]
    return CarerRow(
        carer=f"k{number:03d}",
        base=base,
        role=group.role.role,
        skills=" ".join(skills),
        shifts=shift.hours,
        pay_gbp_per_hour=round(_pay_gbp_per_hour(group.role), 2),
        overtime_gbp_per_hour=round(0.25 * _pay_gbp_per_hour(group.role), 2),
        break_min=_BREAK_MIN if shift.break_hours else 0,
        break_hours=shift.break_hours or None,
        break_if_longer_hours=_BREAK_IF_LONGER_H,
    )


def _is_due(place: int, share: float) -> bool:
    """Say whether the share of a row of people, spread evenly from the first on, takes in this one."""
    return math.ceil((place + 1) * share) > math.ceil(place * share)


def _pay_gbp_per_hour(role: Role) -> float:
    """Return the cost of an hour worked: pay over the hours left after leave, sickness and training."""
    shares = role.leave_share + role.sickness_share + role.training_share
    worked = 1 - shares if role.headroom == "paid-hours" else 1 / (1 + shares)
    return role.pay_gbp_per_year / (role.hours_per_week * WEEKS_PER_YEAR * worked)


def _skill(visit: VisitRow) -> str:
    return visit.skills.partition(":")[0]


def _plain(skills: str) -> set[str]:
    return {skill.partition(":")[0] for skill in skills.split()}

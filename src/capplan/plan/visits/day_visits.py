"""The visits of a made-up day: who is visited where, when, by how many and with which skills."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from capplan.case.case import Case
from capplan.case.tables import Area
from capplan.case.visit_tables import Priority, VisitPair, VisitPlace, VisitRow
from capplan.plan.visits.day_mix import Stream
from capplan.units import MINUTES_PER_HOUR, SECONDS_PER_MINUTE, clock_to_seconds

MORNING, LUNCH, TEA, BED = 8 * 60, 12 * 60 + 15, 16 * 60 + 45, 20 * 60
_MEALS = {1: (MORNING,), 2: (MORNING, TEA), 3: (MORNING, LUNCH, TEA), 4: (MORNING, LUNCH, TEA, BED)}
_OFFICE_HOURS = (9 * 60, 16 * 60)
_DAILY_WIDTH: dict[Priority, int] = {"time-critical": 60, "high": 90, "normal": 120}
_ONCE_WIDTH: dict[Priority, int] = {"time-critical": 60, "high": 120, "normal": 240}
_NEED = (1.0, 2.5, 6.0)  # of care at home by age band, 65 to 74 = 1: assumed
_TOWN_KM, _COUNTRY_KM = 0.7, 2.2
_KM_PER_DEGREE = 111.2
_SHORTEST_MIN, _GRID_MIN = 15, 5
_SPACING_MIN = 60
_BEFORE_MEAL_MIN = (10, 60)
_FIRST_START, _LAST_START = 7 * 60, 21 * 60 + 15
_RAPID_CALLED = (7 * 60 + 30, 14 * 60)


@dataclass(frozen=True)
class MadeVisits:
    """The visits of a made-up day and where they are made."""

    places: tuple[VisitPlace, ...]
    visits: tuple[VisitRow, ...]
    pairs: tuple[VisitPair, ...]


@dataclass(frozen=True)
class Habits:
    """What the case does not say about its visits; all of it is assumed.

    Attributes
    ----------
    double_share
        Share of the clients whose visits take two people, among those cared for with a skill that daily visits take.
    complex_share
        Share of these clients whose visits take the second level of their skill.
    critical_share, high_share
        Shares of visits by priority.
    medication_share
        Share of the clients with several visits whose first is preceded by somebody else with medication.
    """

    double_share: float = 0.16
    complex_share: float = 0.1
    critical_share: float = 0.08
    high_share: float = 0.25
    medication_share: float = 0.03


def make_visits(
    case: Case, mix: Sequence[Stream], num_visits: int, base_of: dict[str, str], habits: Habits, random: Random
) -> MadeVisits:
    """Return as many visits as asked for, drawn from the mix of the case.

    Parameters
    ----------
    base_of
        Base of each area.
    random
        Source of chance; the same seed gives the same day.
    """
    once = [stream for stream in mix if len(stream.rates) == 1 and not stream.rapid]
    medication = max(once, key=lambda stream: stream.visits_per_day, default=None)
    care = {stream.skill for stream in mix if len(stream.rates) > 1}
    maker = _Maker(case, base_of, habits, random, medication, care)
    people = [(stream, size * min(rate, 1.0), rate) for stream in mix for size, rate in stream.rates]
    weights = [weight for _, weight, _ in people]
    while len(maker.visits) < num_visits:
        stream, _, rate = random.choices(people, weights)[0]
        maker.add_client(stream, rate, num_visits - len(maker.visits))
    return MadeVisits(tuple(maker.places), tuple(maker.visits), tuple(maker.pairs))


class _Maker:
    """Collects clients one by one."""

    def __init__(
        self,
        case: Case,
        base_of: dict[str, str],
        habits: Habits,
        random: Random,
        medication: Stream | None,
        care: set[str],
    ) -> None:
        self.places: list[VisitPlace] = []
        self.visits: list[VisitRow] = []
        self.pairs: list[VisitPair] = []
        self._areas = [area for area in case.areas if area.area in base_of]
        self._people = [_need(area) for area in self._areas]
        self._base_of, self._habits, self._random = base_of, habits, random
        self._medication, self._care = medication, care
        self._two_due = 0.0
        self._clients = 0

    def add_client(self, stream: Stream, rate: float, room: int) -> None:
        """Add a person with the day's visits, at most `room` of them."""
        random = self._random
        self._clients += 1
        area = random.choices(self._areas, self._people)[0]
        place = f"p{self._clients:04d}"
        self.places.append(_place(area, place, random))
        whole = int(max(rate, 1.0))
        number = min(whole + (random.random() < rate - whole), room, max(_MEALS))
        daily = len(stream.rates) > 1
        care = stream.skill in self._care
        skill = stream.skill + (":2" if care and random.random() < self._habits.complex_share else "")
        doubled = care and self._takes_two(number)
        contact = stream.contact_min / (1 + self._habits.double_share) if care else stream.contact_min
        first = len(self.visits)
        for meal in _MEALS[number]:
            wanted = meal if daily else random.randrange(*_OFFICE_HOURS)
            self._add_visit(
                stream, area, place, skill, 2 if doubled else 1, contact, _on_grid(random.gauss(wanted, 30), 15)
            )
        # A rapid call comes when it comes: no gap to another, and no medication before it.
        own = [] if stream.rapid else self.visits[first:]
        for earlier, later in itertools.pairwise(own):
            if _room_between(earlier, later) < _SPACING_MIN:
                self.pairs.append(VisitPair(first=earlier.visit, second=later.visit, min_gap_min=_SPACING_MIN))
        if daily and own and number < room and self._medication and random.random() < self._habits.medication_share:
            self._add_medication(self._medication, area, place, own[0])

    def _takes_two(self, number: int) -> bool:
        """Say whether a client with so many visits takes two people, so that a small day has its share as well."""
        self._two_due += self._habits.double_share * number
        if self._two_due < self._random.uniform(0.5, 1.5) * number:
            return False
        self._two_due -= number
        return True

    def _add_medication(self, stream: Stream, area: Area, place: str, meal: VisitRow) -> None:
        """Add a short visit by somebody else before a meal."""
        wanted = clock_to_seconds(str(meal.preferred_start)) // SECONDS_PER_MINUTE - 30
        self._add_visit(stream, area, place, stream.skill, 1, _SHORTEST_MIN, wanted)
        least, most = _BEFORE_MEAL_MIN
        first = self.visits[-1].visit
        self.pairs.append(VisitPair(first=first, second=meal.visit, min_gap_min=least, max_gap_min=most))

    def _add_visit(
        self, stream: Stream, area: Area, place: str, skill: str, carers: int, contact_min: float, preferred: int
    ) -> None:
        random, habits = self._random, self._habits
        draw = random.random()
        priority: Priority = "normal"
        if draw < habits.critical_share:
            priority = "time-critical"
        elif draw < habits.critical_share + habits.high_share:
            priority = "high"
        width = (_DAILY_WIDTH if len(stream.rates) > 1 else _ONCE_WIDTH)[priority]
        preferred = min(max(preferred, _FIRST_START + 15), _LAST_START - 30)
        earliest, latest = max(preferred - width // 2, _FIRST_START), min(preferred + width // 2, _LAST_START)
        when: dict[str, str] = {
            "windows": f"{_clock(earliest)}-{_clock(latest)}",
            "preferred_start": _clock(preferred),
            "response": "planned",
        }
        if stream.rapid:
            when = {"response": "rapid", "called": _clock(_on_grid(random.uniform(*_RAPID_CALLED), 15))}
        self.visits.append(
            VisitRow.model_validate(
                {
                    "visit": f"v{len(self.visits) + 1:04d}",
                    "client": f"c{self._clients:04d}",
                    "place": place,
                    "base": self._base_of[area.area],
                    "duration_min": max(_SHORTEST_MIN, _on_grid(random.gauss(contact_min, 5), _GRID_MIN)),
                    "carers": carers,
                    "skills": skill,
                    "priority": priority,
                    **when,
                }
            )
        )


def _need(area: Area) -> float:
    bands = (area.age_65_74, area.age_75_84, area.age_85_plus)
    return sum(weight * people for weight, people in zip(_NEED, bands, strict=True))


def _place(area: Area, place: str, random: Random) -> VisitPlace:
    spread_km = _COUNTRY_KM if random.random() < area.rural_share else _TOWN_KM
    north, east = random.gauss(0, spread_km), random.gauss(0, spread_km)
    lat = area.lat + north / _KM_PER_DEGREE
    lon = area.lon + east / (_KM_PER_DEGREE * math.cos(math.radians(area.lat)))
    return VisitPlace(place=place, lat=round(lat, 3), lon=round(lon, 3))


def _room_between(earlier: VisitRow, later: VisitRow) -> float:
    """Return the least minutes that the windows leave between two visits."""
    _, latest = str(earlier.windows).split("-")
    earliest, _ = str(later.windows).split("-")
    gap_s = clock_to_seconds(earliest) - clock_to_seconds(latest)
    return gap_s / SECONDS_PER_MINUTE - earlier.duration_min


def _on_grid(minutes: float, grid: int) -> int:
    return round(minutes / grid) * grid


def _clock(minutes: int) -> str:
    return f"{minutes // MINUTES_PER_HOUR:02d}:{minutes % MINUTES_PER_HOUR:02d}"

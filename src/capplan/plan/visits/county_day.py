"""A synthetic day of visits for a county: no client, carer or visit in it is real.

What the case states (episodes, tapers, minutes, response classes, older people by area, bases, pay) decides the mix;
chance, from a seed, decides the rest. What is assumed beside that stands in `Habits` and `Staffing`.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from capplan.case.case import Case
from capplan.plan.visits.day_carers import Staffing, make_carers, with_known_carers
from capplan.plan.visits.day_mix import streams
from capplan.plan.visits.day_visits import Habits, make_visits


def county_day(
    case: Case, num_visits: int, seed: int, habits: Habits | None = None, staffing: Staffing | None = None
) -> Case:
    """Return the case with a made-up day of visits in place of its own.

    Parameters
    ----------
    case
        A case with bases in use and work types that travel.
    num_visits
        Visits of the day.
    seed
        The same seed gives the same day, whatever the machine.

    Raises
    ------
    ValueError
        If no base must be used, or no work of an episode or a referral travels.
    """
    base_of = territories(case)
    mix = streams(case)
    if not base_of or not mix:
        raise ValueError("A day of visits needs bases marked must and work types that travel.")
    habits, staffing = habits or Habits(), staffing or Staffing()
    random = Random(f"{case.identity.id} {num_visits} {seed}")
    made = make_visits(case, mix, num_visits, base_of, habits, random)
    carers = make_carers(case, mix, made.visits, staffing)
    visits = with_known_carers(made.visits, carers, staffing, random)
    return replace(
        case,
        visit_places=made.places,
        visits=visits,
        visit_pairs=made.pairs,
        carers=carers,
        visit_travel=(),
        visit_weekdays=(),
        carer_shifts=(),
    )


def territories(case: Case) -> dict[str, str]:
    """Return the nearest base in use of each area; of two as near, the first by id."""
    bases = [base.base for base in case.bases if base.use == "must"]
    if not bases:
        return {}
    minutes = case.area_travel_min
    return {area.area: min(bases, key=lambda base: (minutes[area.area, base], base)) for area in case.areas}

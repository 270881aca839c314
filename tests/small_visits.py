"""A small day of visits in figures that can be reckoned by hand: six visits, two carers, every kind of rule.

Between any two places it takes 10 minutes and 5 km, back from place-b to place-a 12 minutes. Handover is in them.

=====  =======  ========  ================  ======================================================================
visit  place    length    may start         takes
=====  =======  ========  ================  ======================================================================
v1     place-a  30 min    08:00 to 09:00    two people: one for care, one for nursing; best at 08:00
v2     place-b  20 min    09:00 to 10:00    nursing; time-critical; best at 09:15
v3     place-b  30 min    09:30 to 11:00    care; 10 to 60 minutes after v2; not by k2
v4     place-c  40 min    rapid, 10:00      nursing, level 2; in the territory of base-south
v5     place-c  30 min    12:00 to 13:00    care; k1 knows the person
v6     place-c  30 min    12:00 to 13:00    reablement, which nobody on duty holds
=====  =======  ========  ================  ======================================================================

k1 (care, 20 GBP an hour, contract of 4 hours, overtime 10 GBP more) works 07:00 to 14:00 and has a break of 30
minutes from 10:30 to 12:00. k2 (nursing level 2 and care, 30 GBP an hour) works 07:30 to 13:00 without a break.

The plan: k1 makes v1 at 08:00, v3 at 09:30, has the break at 10:30, makes v5 at 12:00. k2 makes v1 at 08:00, v2 at
09:00, v4 at 10:00. v6 is left out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from capplan.case import visit_tables as day
from capplan.case.case import Case
from capplan.decisions.visits import Pause, Stop, VisitDecisions
from small_staff import staffed_case

PLACES = ("base-north", "place-a", "place-b", "place-c")


def at(clock: str) -> int:
    """Seconds since midnight of HH:MM."""
    hours, minutes = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes)


def visit_case(**changes: Any) -> Case:
    """Return the day; keyword arguments replace fields of `Case`."""
    case = staffed_case()
    figures = case.parameters.model_copy(
        update={
            "handover_min": 0.0,
            "mileage_gbp_per_km": 0.28,
            "continuity_gbp": 2.0,
            "help_across_gbp": 5.0,
            "deviation_gbp_per_min": 0.05,
            "unserved_normal_gbp": 200.0,
            "unserved_gbp_per_min": 2.0,
        }
    )
    return replace(
        case,
        **{
            "parameters": figures,
            "visit_places": tuple(
                day.VisitPlace(place=place, lat=52.0, lon=0.1 * number) for number, place in enumerate(PLACES[1:])
            ),
            "visits": _visits(),
            "visit_pairs": (day.VisitPair(first="v2", second="v3", min_gap_min=10, max_gap_min=60),),
            "carers": _carers(),
            "visit_travel": _travel(),
            **changes,
        },
    )


def with_visit(case: Case, visit: str, **changes: Any) -> Case:
    """Return the case with a visit changed."""
    rows = (row.model_copy(update=changes) if row.visit == visit else row for row in case.visits)
    return replace(case, visits=tuple(rows))


def with_carer(case: Case, carer: str, **changes: Any) -> Case:
    """Return the case with a carer changed."""
    rows = (row.model_copy(update=changes) if row.carer == carer else row for row in case.carers)
    return replace(case, carers=tuple(rows))


def visit_decisions() -> VisitDecisions:
    """Return the plan of the day."""
    stops = (
        ("k1", "v1", "08:00"),
        ("k1", "v3", "09:30"),
        ("k1", "v5", "12:00"),
        ("k2", "v1", "08:00"),
        ("k2", "v2", "09:00"),
        ("k2", "v4", "10:00"),
    )
    return VisitDecisions(
        stops=tuple(Stop(carer=carer, visit=visit, start_s=at(start)) for carer, visit, start in stops),
        breaks=(Pause(carer="k1", start_s=at("10:30")),),
        unserved=("v6",),
    )


def _visits() -> tuple[day.VisitRow, ...]:
    def row(visit: str, client: str, place: str, minutes: int, windows: str | None, skills: str, **more: Any) -> Any:
        return day.VisitRow(
            visit=visit, client=client, place=place, duration_min=minutes, windows=windows, skills=skills,
            **{"base": "base-north", **more},
        )  # fmt: skip

    return (
        row("v1", "c1", "place-a", 30, "08:00-09:00", "care", carers=2, second_skills="nursing",
            preferred_start="08:00", priority="high"),
        row("v2", "c2", "place-b", 20, "09:00-10:00", "nursing", preferred_start="09:15", priority="time-critical"),
        row("v3", "c2", "place-b", 30, "09:30-11:00", "care", must_not="k2"),
        row("v4", "c3", "place-c", 40, None, "nursing:2", response="rapid", called="10:00", base="base-south"),
        row("v5", "c4", "place-c", 30, "12:00-13:00", "care", preferred_carers="k1"),
        row("v6", "c5", "place-c", 30, "12:00-13:00", "reablement"),
    )  # fmt: skip


def _carers() -> tuple[day.CarerRow, ...]:
    return (
        day.CarerRow(
            carer="k1", base="base-north", skills="care", shifts="07:00-14:00", pay_gbp_per_hour=20.0, paid_hours=4.0,
            overtime_gbp_per_hour=10.0, break_min=30, break_hours="10:30-12:00", break_if_longer_hours=6.0,
        ),
        day.CarerRow(
            carer="k2", base="base-north", skills="nursing:2 care", shifts="07:30-13:00", pay_gbp_per_hour=30.0,
            break_min=30, break_hours="10:30-12:00", break_if_longer_hours=6.0,
        ),
    )  # fmt: skip


def _travel() -> tuple[day.VisitTravel, ...]:
    return tuple(
        day.VisitTravel(
            mode="car",
            from_place=start,
            to_place=end,
            travel_min=12.0 if (start, end) == ("place-b", "place-a") else 10.0,
            distance_km=5.0,
        )
        for start in PLACES
        for end in PLACES
        if start != end
    )

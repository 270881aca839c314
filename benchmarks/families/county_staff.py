"""Staff of a made-up county: roles, posts, skills, work and moves."""

from __future__ import annotations

from random import Random

from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case.staff_hours import hours_per_fte
from families.county_size import BEDS, HOME_PER_YEAR, STEP_DOWN_AT_HOME, STEP_DOWN_PER_YEAR, TRAVEL_MIN_PER_VISIT, Size

KINDS = ("ward", "senior", "assistant")
WARD_HOURS_PER_BED_DAY = 5.0
VISITS_PER_START, VISIT_MIN = 28.0, 40.0
LOCALITY_VISITS_PER_YEAR = 40_000.0
RAPID_CALLS_PER_YEAR = 1_500.0


def roles(size: Size, rng: Random) -> tuple[staff.Role, ...]:
    pay_gbp = {"ward": 36_000.0, "senior": 44_000.0, "assistant": 29_000.0}
    rows: list[staff.Role] = []
    for number in range(size.roles):
        skill, kind = number // 3, KINDS[number % 3]
        rows.append(
            staff.Role(
                role=f"{kind}-{skill}",
                title=f"{kind.capitalize()} {skill}",
                organisation="Council" if kind == "assistant" else "Health trust",
                team=f"Team {skill}",
                funder="council" if kind == "assistant" else "health",
                hours_per_week=37.0 if kind == "assistant" else 37.5,
                pay_gbp_per_year=pay_gbp[kind] * rng.uniform(0.95, 1.05),
                leave_share=0.14,
                sickness_share=0.05,
                training_share=0.03,
                headroom="paid-hours",
                other_share=0.05,
                turnover_per_year=rng.uniform(0.08, 0.16),
                recruit_lead_months=rng.randint(2, 4),
                max_recruits_fte_per_month=4.0 * size.scale,
                recruit_gbp_per_fte=2_000.0,
                agency_gbp_per_hour=pay_gbp[kind] / 1_000.0,
                max_agency_share=0.1,
                redundancy_gbp_per_fte=15_000.0 if kind == "ward" else None,
            )
        )
    return tuple(rows)


def establishment(
    size: Size,
    areas: tuple[t.Area, ...],
    bases: tuple[staff.Base, ...],
    travel: dict[tuple[str, str], float],
    roles: tuple[staff.Role, ...],
) -> tuple[staff.Establishment, ...]:
    """Return posts for the work of the first year, 95 % of them filled; the roles of a skill share it."""
    older: dict[str, float] = {}
    for area in areas:
        nearest = min(bases, key=lambda base: travel[area.area, base.base]).base
        people = area.age_65_74 + area.age_75_84 + area.age_85_plus
        older[nearest] = older.get(nearest, 0.0) + people
    starts = HOME_PER_YEAR + STEP_DOWN_AT_HOME * STEP_DOWN_PER_YEAR
    visits = size.scale * (LOCALITY_VISITS_PER_YEAR + VISITS_PER_START * starts)
    a_skill = visits * (VISIT_MIN + TRAVEL_MIN_PER_VISIT) / 60.0 / size.skills / sum(older.values())
    hours: dict[tuple[str, int], float] = {}
    for skill in range(size.skills):
        for base in bases:
            on_duty = 365.0 * 24.0 if skill == 0 else 0.0
            hours[base.base, skill] = a_skill * older.get(base.base, 0.0) + on_duty
        for ward in range(size.kinds["ward"]):
            hours[f"ward-{ward}", skill] = BEDS["ward"][0] * WARD_HOURS_PER_BED_DAY * 365.0 / size.skills
    rows: list[staff.Establishment] = []
    for role in roles:
        kind, skill = role.role.split("-")
        sharing = sum(
            one.role.split("-")[1] == skill and one.role.startswith("ward") == (kind == "ward") for one in roles
        )
        for (workplace, number), needed in hours.items():
            if number == int(skill) and workplace.startswith("ward") == (kind == "ward"):
                fte = round(1.05 * needed / sharing / hours_per_fte(role, 365), 1)
                rows.append(
                    staff.Establishment(
                        role=role.role,
                        workplace=workplace,
                        budget_fte=fte,
                        actual_fte=round(0.95 * fte, 1),
                        min_fte=round(0.5 * fte, 1) if kind == "senior" else 0.0,
                        max_fte=None if kind == "ward" else round(2.0 * fte + 3.0, 1),
                    )
                )
    return tuple(rows)


def may_do(size: Size) -> tuple[staff.MayDo, ...]:
    """A role does its own skill and, slower, the next; seniors also the one after, for which they are overskilled."""
    rows: dict[tuple[str, str], staff.MayDo] = {}
    for number in range(size.roles):
        skill, kind = number // 3, KINDS[number % 3]
        for step, efficiency in enumerate((1.0, 0.9, 0.9) if kind == "senior" else (1.0, 0.9)):
            key = (f"{kind}-{skill}", f"skill-{(skill + step) % size.skills}")
            rows.setdefault(key, staff.MayDo(role=key[0], skill=key[1], efficiency=efficiency, overskilled=step == 2))
    return tuple(rows.values())


def work_types(scale: float) -> tuple[staff.WorkType, ...]:
    rows: tuple[tuple[str, str, str, float | None, str, bool, float], ...] = (
        ("ward-care", "staffed-days", "hospital", None, "fast", False, 150.0),
        ("home-visits", "home-starts", "", None, "normal", True, 80.0),
        ("locality-visits", "older-people", "", scale * LOCALITY_VISITS_PER_YEAR, "planned", True, 60.0),
        ("rapid", "referrals", "", scale * RAPID_CALLS_PER_YEAR, "rapid", True, 150.0),
    )
    return tuple(
        staff.WorkType(
            work=work, title=work.capitalize(), driver=driver, of=of, volume_per_year=volume, response=response,
            travels=travels, shortfall_gbp_per_hour=weight,
        )
        for work, driver, of, volume, response, travels, weight in rows
    )  # fmt: skip


def recipes(skills: int) -> tuple[staff.Recipe, ...]:
    """Every work type takes a like share of every skill; rapid calls take the first skill alone."""
    rows = [staff.Recipe(work="rapid", skill="skill-0", visits=1.0, contact_min=60.0)]
    for k in range(skills):
        name = f"skill-{k}"
        rows += [
            staff.Recipe(work="ward-care", skill=name, visits=1.0, contact_min=60.0 * WARD_HOURS_PER_BED_DAY / skills),
            staff.Recipe(work="home-visits", skill=name, visits=VISITS_PER_START / skills, contact_min=VISIT_MIN),
            staff.Recipe(work="locality-visits", skill=name, visits=1.0 / skills, contact_min=VISIT_MIN),
        ]
    return tuple(rows)


def moves(size: Size) -> tuple[staff.Move, ...]:
    """People of a ward may become seniors or, with their pay protected for a year, assistants of the same skill."""
    return tuple(
        staff.Move(
            from_role=f"ward-{k}",
            to_role=f"{kind}-{k}",
            retrain_months=2 if kind == "senior" else 1,
            protected_months=0 if kind == "senior" else 12,
            max_travel_min=25.0,
        )
        for k in range(size.skills)
        for kind in KINDS[1:]
        if 3 * k + KINDS.index(kind) < size.roles
    )

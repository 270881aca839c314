"""The small case of :mod:`small` with bases and staff, in figures that can be reckoned by hand.

One base today (`base-north`, from which the home places of home-county are run), one candidate (`base-south`).
Without `num_bases` the county runs one base; :func:`two_base_case` runs both.

===================  ========  ===============================  ====================================================
role                 h/week    worked a week by one FTE         posts today (budget, in post)
===================  ========  ===============================  ====================================================
nurse                37.5      37.5 x (1 - 0.22) = 29.25 h      ward-north 14, 12; base-north 10, 9
assistant            37.5      37.5 x (1 - 0.20) = 30 h         ward-north 12, 12
reablement-worker    37        37 / 1.25 = 29.6 h, 7/8 of it    base-north 5, 4
                               (25.9 h) to work types
manager              37.5      37.5 x (1 - 0.20) = 30 h         base-north 1, 1
===================  ========  ===============================  ====================================================

===================  ========================================================  =================================
work type            a unit takes                                              units in the first year
===================  ========================================================  =================================
ward-nursing         2 h of nursing a staffed bed-day                          24 beds: 48 h a day, 336 h a week
ward-care            2 h of care a staffed bed-day                             24 beds: 48 h a day, 336 h a week
reablement-visits    28 visits (2, 1, 1 a day in weeks 1 to 3) of 45 min       starts at home, from the bed plan
rapid-response       1 visit of 45 min                                         730 a year, 2 a day
locality-nursing     1 visit of 45 min                                         3,650 a year, 10 a day
management           1 h                                                       1,460 a year, 4 a day, base-north
===================  ========================================================  =================================

Travel is measured at base-north: 15 minutes a visit, so that each visit takes an hour in all. At base-south it comes
from the territory. One nurse is on duty day and night: 24 h a day, 168 h a week. From 2013-10 on a lever takes a tenth
off the minutes of reablement visits; a second lever, which would let assistants visit, is not pulled.

Vary it with ``staffed_case(parameters=...)`` or :func:`small.with_row`, as the small case.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from capplan.case import staff_tables as staff
from capplan.case.case import Case
from capplan.case.header import Parameters
from small import small_case, with_row


def staffed_case(**changes: Any) -> Case:
    """Return the small case with staff; keyword arguments replace fields of `Case`."""
    case = with_row(small_case(), "settings", "hospital", staff_share=0.5)
    case = with_row(case, "settings", "home", staff_share=0.5)
    case = replace(
        case,
        parameters=_parameters(case.parameters),
        area_travel_min={**case.area_travel_min, **_base_travel()},
        bases=_bases(),
        adjacency=(staff.Adjacency(area="n1", neighbour="n2"), staff.Adjacency(area="n2", neighbour="s1")),
        roles=_roles(),
        establishment=_establishment(),
        skills=tuple(
            staff.Skill(skill=skill, title=skill.title()) for skill in ("nursing", "care", "reablement", "management")
        ),
        may_do=_may_do(),
        work_types=_work_types(),
        recipes=_recipes(),
        tapers=tuple(
            staff.Taper(work="reablement-visits", week=week, visits_per_day=visits)
            for week, visits in ((1, 2.0), (2, 1.0), (3, 1.0))
        ),
        duty_cover=_duty_cover(),
        moves=(
            staff.Move(from_role="nurse", to_role="nurse", max_travel_min=30.0),
            staff.Move(
                from_role="assistant",
                to_role="reablement-worker",
                retrain_months=2,
                protected_months=6,
                max_travel_min=30.0,
            ),
        ),
        supervision=(staff.Supervision(supervisor="manager", role="reablement-worker", max_fte_per_supervisor=12.0),),
        levers=_levers(),
        staff_lists=_staff_lists(),
        staff_statements=(
            # 14 + 12 + 10 = 36 posts are listed, 37 are stated.
            staff.StaffStatement(statement="all-posts", title="Nurses and assistants", stated=37.0, measure="fte",
                                 adds="ward community", verdict="one post is stated but not listed"),
        ),
    )  # fmt: skip
    return replace(case, **changes)


def two_base_case(**changes: Any) -> Case:
    """Return the staffed case with both bases in use and people at base-south: 3 nurses, 2 reablement workers.

    base-south runs no home places: people of its territory cannot start at home.
    """
    case = staffed_case()
    south = (
        staff.Establishment(role="nurse", workplace="base-south", budget_fte=3.0, actual_fte=3.0),
        staff.Establishment(role="reablement-worker", workplace="base-south", budget_fte=2.0, actual_fte=2.0),
    )
    figures = case.parameters.model_copy(update={"num_bases": 2})
    return replace(case, **{"parameters": figures, "establishment": case.establishment + south, **changes})


def _parameters(figures: Parameters) -> Parameters:
    return figures.model_copy(
        update={
            "contiguous_territories": 1,
            "staff_travel_gbp_per_hour": 20.0,
            "visits_per_round": 5.0,
            "min_between_visits": 5.0,
            "fte_step": 0.5,
        }
    )


def _base_travel() -> dict[tuple[str, str], float]:
    minutes = {"base-north": (10.0, 20.0, 40.0), "base-south": (40.0, 30.0, 10.0)}
    return {
        (area, base): each for base, row in minutes.items() for area, each in zip(("n1", "n2", "s1"), row, strict=True)
    }


def _bases() -> tuple[staff.Base, ...]:
    place = {"lat": 52.0, "lon": 1.0}
    return (
        staff.Base(
            base="base-north",
            title="North base",
            kind="health-team",
            use="must",
            cost_gbp_per_year=50_000.0,
            max_visits_per_year=20_000.0,
            home_site="home-county",
            travel_min_per_visit=15.0,
            **place,
        ),
        staff.Base(
            base="base-south", title="South base", kind="area-office", use="may", cost_gbp_per_year=40_000.0, **place
        ),
    )


def _roles() -> tuple[staff.Role, ...]:
    return (
        staff.Role(
            role="nurse",
            title="Community nurse",
            organisation="Health trust",
            team="Nursing",
            band="6",
            funder="health",
            hours_per_week=37.5,
            pay_gbp_per_year=48_000.0,
            leave_share=0.14,
            sickness_share=0.05,
            training_share=0.03,
            headroom="paid-hours",
            turnover_per_year=0.12,
            recruit_lead_months=3,
            max_recruits_fte_per_month=2.0,
            recruit_gbp_per_fte=1_000.0,
            agency_gbp_per_hour=50.0,
            max_agency_share=0.1,
        ),
        staff.Role(
            role="assistant",
            title="Healthcare assistant",
            organisation="Health trust",
            team="Nursing",
            band="3",
            funder="health",
            hours_per_week=37.5,
            pay_gbp_per_year=30_000.0,
            leave_share=0.12,
            sickness_share=0.05,
            training_share=0.03,
            headroom="paid-hours",
            recruit_lead_months=2,
            redundancy_gbp_per_fte=10_000.0,
        ),
        staff.Role(
            role="reablement-worker",
            title="Reablement worker",
            organisation="County council",
            team="Reablement",
            funder="council",
            hours_per_week=37.0,
            pay_gbp_per_year=36_000.0,
            leave_share=0.15,
            sickness_share=0.07,
            training_share=0.03,
            headroom="uplift",
            other_share=0.125,
            recruit_lead_months=2,
            recruit_gbp_per_fte=500.0,
        ),
        staff.Role(
            role="manager",
            title="Team manager",
            organisation="Health trust",
            team="Management",
            band="8a",
            funder="health",
            hours_per_week=37.5,
            pay_gbp_per_year=60_000.0,
            leave_share=0.12,
            sickness_share=0.05,
            training_share=0.03,
            headroom="paid-hours",
            recruit_lead_months=4,
        ),
    )


def _establishment() -> tuple[staff.Establishment, ...]:
    rows = (
        ("nurse", "ward-north", 14.0, 12.0, 0.0, None),
        ("assistant", "ward-north", 12.0, 12.0, 0.0, None),
        ("nurse", "base-north", 10.0, 9.0, 6.0, 30.0),
        ("reablement-worker", "base-north", 5.0, 4.0, 0.0, 20.0),
        ("manager", "base-north", 1.0, 1.0, 1.0, 3.0),
    )
    return tuple(
        staff.Establishment(
            role=role, workplace=workplace, budget_fte=budget, actual_fte=actual, min_fte=least, max_fte=most
        )
        for role, workplace, budget, actual, least, most in rows
    )


def _may_do() -> tuple[staff.MayDo, ...]:
    return (
        staff.MayDo(role="nurse", skill="nursing"),
        staff.MayDo(role="nurse", skill="care", overskilled=True),
        staff.MayDo(role="assistant", skill="care"),
        staff.MayDo(role="assistant", skill="reablement", efficiency=0.8, lever="assistants-visit"),
        staff.MayDo(role="reablement-worker", skill="reablement"),
        staff.MayDo(role="manager", skill="management"),
    )


def _work_types() -> tuple[staff.WorkType, ...]:
    rows: tuple[tuple[str, str, str, float | None, str, bool, float], ...] = (
        ("ward-nursing", "staffed-days", "hospital", None, "fast", False, 80.0),
        ("ward-care", "staffed-days", "hospital", None, "fast", False, 80.0),
        ("reablement-visits", "home-starts", "step-down step-up", None, "normal", True, 60.0),
        ("rapid-response", "referrals", "", 730.0, "rapid", True, 100.0),
        ("locality-nursing", "older-people", "", 3_650.0, "planned", True, 40.0),
        ("management", "fixed", "base-north", 1_460.0, "planned", False, 40.0),
    )
    return tuple(
        staff.WorkType(
            work=work,
            title=work.replace("-", " ").capitalize(),
            driver=driver,
            of=of,
            volume_per_year=volume,
            response=response,
            travels=travels,
            shortfall_gbp_per_hour=weight,
        )
        for work, driver, of, volume, response, travels, weight in rows
    )


def _recipes() -> tuple[staff.Recipe, ...]:
    return (
        staff.Recipe(work="ward-nursing", skill="nursing", visits=1.0, contact_min=120.0),
        staff.Recipe(work="ward-care", skill="care", visits=1.0, contact_min=90.0, other_min=30.0),
        staff.Recipe(work="reablement-visits", skill="reablement", contact_min=30.0, other_min=15.0),
        staff.Recipe(work="rapid-response", skill="nursing", visits=1.0, contact_min=45.0),
        staff.Recipe(work="locality-nursing", skill="nursing", visits=1.0, contact_min=30.0, other_min=15.0),
        staff.Recipe(work="management", skill="management", visits=1.0, contact_min=60.0),
    )


def _duty_cover() -> tuple[staff.DutyCover, ...]:
    shared = {"skill": "nursing", "base": "each", "work": "rapid-response", "serves": "territory", "wait_hours": 2.0}
    return (
        staff.DutyCover(
            cover="day", title="Day", from_hour=8.0, to_hour=20.0, share=0.75, min_on_duty=1, max_wait_share=0.05,
            **shared,
        ),
        staff.DutyCover(
            cover="night", title="Night", from_hour=20.0, to_hour=8.0, share=0.25, min_on_duty=1, max_wait_share=0.1,
            **shared,
        ),
    )  # fmt: skip


def _levers() -> tuple[staff.Lever, ...]:
    return (
        staff.Lever(
            lever="shorter-visits",
            title="Records on a tablet",
            kind="productivity",
            of="reablement",
            share=0.1,
            from_month="2013-10",
            on=True,
            # 10 % of 5 posts at 36,000 GBP.
            stated_share=0.1,
            stated_posts=5.0,
            stated_pay_gbp=36_000.0,
            stated_saving_gbp=20_000.0,
        ),
        staff.Lever(
            lever="assistants-visit",
            title="Assistants visit at home",
            kind="may-do",
            from_month="2014-01",
            on=False,
        ),
    )


def _staff_lists() -> tuple[staff.StaffList, ...]:
    rows = (("ward-nurses", "ward", 14.0), ("ward-assistants", "ward", 12.0), ("base-nurses", "community", 10.0))
    return tuple(
        staff.StaffList(
            staff_list="board-paper",
            line=line,
            title=line.replace("-", " ").capitalize(),
            groups=groups,
            basis="budget",
            fte=fte,
        )
        for line, groups, fte in rows
    )

"""A made-up staff plan for the made-up county: a few rows written by hand, not solved.

Two workplaces: Amberley unit (site-1) with nurses, and the North base with nurses and reablement workers.

=================  ==========  ======  ============================  ============================
role               workplace   budget  in post: first month, later   needed: first month, later
=================  ==========  ======  ============================  ============================
nurse              site-1      14      12, 6                         12, 6
nurse              base-north  10      9, 14                         10, 13
reablement-worker  base-north  5       4, 4                          4, 6
=================  ==========  ======  ============================  ============================

At the end 24 FTE are in post against 25 needed. Amberley unit (site-1) stays; the redeployment leaves Brookfield unit
(site-2), whose first ten beds go in October 2016. Every period has 100 hours of rapid work, all done, and 200 hours of
normal work at the base, of which 190 are done from the second period on.
"""

from __future__ import annotations

from dataclasses import replace

from capplan import decisions as d
from capplan.case.case import Case
from capplan.case.staff_tables import Establishment
from capplan.decisions.bases import BaseDecisions, BaseFigures, BasePlan, BaseRow, BaseTotals
from capplan.decisions.bases import TerritoryRow as BaseTerritoryRow
from capplan.units import add_months
from made_up_county import made_up_case
from report.made_up import made_up_plan
from small_staff import staffed_case

NURSE, WORKER = "nurse", "reablement-worker"
POSTS = (
    # role, workplace, budget, (first, later) in post, (first, later) needed
    (NURSE, "site-1", 14.0, (12.0, 6.0), (12.0, 6.0)),
    (NURSE, "base-north", 10.0, (9.0, 14.0), (10.0, 13.0)),
    (WORKER, "base-north", 5.0, (4.0, 4.0), (4.0, 6.0)),
)
CALENDAR = (
    # Recruits in four quarters; the third month of each. A nurse needs three months, a reablement worker two.
    *(
        d.CalendarRow(
            kind="recruit",
            role=NURSE,
            workplace="base-north",
            from_role="",
            from_site="",
            fte=1.5,
            decide_by=add_months(start, -3),
            starts=start,
            productive_from=start,
        )
        for start in ("2015-09", "2015-08", "2016-01")
    ),
    d.CalendarRow(
        kind="recruit",
        role=WORKER,
        workplace="base-north",
        from_role="",
        from_site="",
        fte=2.0,
        decide_by="2015-06",
        starts="2015-08",
        productive_from="2015-08",
    ),
    d.CalendarRow(
        kind="redeploy",
        role=WORKER,
        workplace="base-north",
        from_role="assistant",
        from_site="site-2",
        fte=3.5,
        decide_by="2016-10",
        starts="2016-10",
        productive_from="2016-12",
    ),
    d.CalendarRow(
        kind="redundancy",
        role="assistant",
        workplace="site-2",
        from_role="",
        from_site="",
        fte=0.5,
        decide_by="2016-11",
        starts="2016-11",
        productive_from="2016-11",
    ),
)


def staffed_county(months: int = 60) -> Case:
    """Return the made-up county with the staff tables of the small staffed case."""
    small, case = staffed_case(), made_up_case(months=months)
    return replace(
        case,
        bases=small.bases,
        roles=tuple(row.model_copy(update={"funder": "nhs"}) for row in small.roles),
        establishment=tuple(
            Establishment(role=role, workplace=workplace, budget_fte=budget, actual_fte=in_post[0])
            for role, workplace, budget, in_post, _ in POSTS
        ),
        skills=small.skills,
        may_do=small.may_do,
        work_types=small.work_types,
        recipes=small.recipes,
        tapers=small.tapers,
        duty_cover=small.duty_cover,
        moves=small.moves,
        supervision=small.supervision,
        levers=small.levers,
        area_travel_min={("n1", "base-north"): 12.0, ("s1", "base-north"): 34.0},
    )


def staffed_plan(case: Case) -> d.Plan:
    """Return the made-up plan with the same staff in every option, and what is said across beds and staff."""
    plan = made_up_plan(case)
    staff = made_up_staff(case)
    return plan.model_copy(
        update={
            "options": tuple(_staffed(option, staff) for option in plan.options),
            "sequence": (
                d.SequenceRow(
                    scenario="base",
                    joint_objective_gbp=40_000_000.0,
                    joint_bound_gbp=39_900_000.0,
                    sequence_objective_gbp=41_000_000.0,
                    difference_gbp=1_000_000.0,
                    reason="",
                ),
                d.SequenceRow(
                    scenario="more-demand",
                    joint_objective_gbp=44_000_000.0,
                    joint_bound_gbp=43_900_000.0,
                    sequence_objective_gbp=None,
                    difference_gbp=None,
                    reason="Brookfield unit lacks nurses at North base",
                ),
            ),
            "levers": (
                d.LeverRow(
                    lever="shorter-visits",
                    title="Records on a tablet",
                    on=True,
                    stated_saving_gbp_per_year=20_000.0,
                    worth_present_gbp=52_000.0,
                    worth_gbp_per_year=12_400.0,
                ),
                d.LeverRow(
                    lever="assistants-visit",
                    title="Assistants visit at home",
                    on=False,
                    stated_saving_gbp_per_year=None,
                    worth_present_gbp=-0.0,
                    worth_gbp_per_year=0.0,
                ),
            ),
            "marginal": (
                d.MarginalRow(
                    kind="fte",
                    where="base-north",
                    role=NURSE,
                    worth_present_gbp=61_000.0,
                    text="One more nurse at North base saves £61,000 at present value.",
                ),
                d.MarginalRow(kind="bed", where="site-1", role="", worth_present_gbp=None, text="Not possible."),
            ),
        }
    )


def made_up_bases(case: Case) -> BasePlan:
    """Return the choice of the North base for the whole county."""
    return BasePlan(
        scenario="base",
        fixed=True,
        num_bases=1,
        decisions=BaseDecisions(
            open=("base-north",),
            territory=tuple(BaseTerritoryRow(area=row.area, base="base-north") for row in case.areas),
        ),
        figures=BaseFigures(
            bases=(
                BaseRow(
                    base="base-north",
                    areas=2,
                    visits=8000.0,
                    rapid_calls=730.0,
                    share_of_visits=1.0,
                    mean_min=23.0,
                    furthest_min=34.0,
                    furthest_rapid_area="s1",
                    travel_min_per_visit=15.0,
                    travel_gbp=40_000.0,
                    base_gbp=50_000.0,
                ),
            ),
            totals=BaseTotals(
                visits=8000.0,
                rapid_calls=730.0,
                mean_min=23.0,
                furthest_min=34.0,
                travel_min_per_visit=15.0,
                imbalance=0.0,
                travel_gbp=40_000.0,
                base_gbp=50_000.0,
                objective_gbp=90_000.0,
            ),
        ),
        proof=d.Proof(status="optimal", objective=90_000.0, bound=90_000.0, gap=0.0, asked_gap=0.001),
    )


def made_up_staff(case: Case) -> d.StaffPlan:
    """Return the staff plan of the head of this module."""
    rows = tuple(_row(case, number, post) for post in POSTS for number in range(len(case.periods)))
    periods = [period.id for period in case.periods]
    later = len(periods) - 1
    return d.StaffPlan(
        decisions=d.StaffDecisions(
            territory=(d.TerritoryRow(area="n1", base="base-north"), d.TerritoryRow(area="s1", base="base-north")),
            recruited=tuple(
                d.Recruited(role=row.role, workplace=row.workplace, period=row.starts, fte=row.fte)
                for row in CALENDAR
                if row.kind == "recruit"
            ),
            redeployed=(
                d.Redeployed(
                    role="assistant", site="site-2", to_role=WORKER, base="base-north", period="2016-10", fte=3.5
                ),
            ),
            redundant=(d.Redundant(role="assistant", workplace="site-2", period="2016-11", fte=0.5),),
            worked=(
                d.Worked(role=NURSE, workplace="base-north", skill="nursing", period=periods[0], hours=900.0),
                d.Worked(role=NURSE, workplace="base-north", skill="care", period=periods[0], hours=100.0),
                d.Worked(role=WORKER, workplace="base-north", skill="reablement", period=periods[0], hours=400.0),
            ),
            agency=(),
            shortfall=tuple(
                d.Shortfall(
                    workplace="base-north", skill="reablement", response="normal", period=period, hours=10.0
                )
                for period in periods[1:]
            ),
            unstaffed=(),
        ),
        figures=d.StaffFigures(
            totals=d.StaffTotals(
                fte_at_start=25.0,
                fte_at_end=24.0,
                budget_fte=29.0,
                pay_present_gbp=4_000_000.0,
                agency_present_gbp=100_000.0,
                moves_present_gbp=50_000.0,
                bases_present_gbp=250_000.0,
                cost_present_gbp=4_400_000.0,
                shortfall_weight_gbp=10_000.0,
                overskill_weight_gbp=0.0,
                shortfall_hours=10.0 * later,
                overskilled_hours=100.0,
                recruited_fte=6.5,
                redeployed_fte=3.5,
                redundant_fte=0.5,
            ),
            staff_plan=rows,
            skills=tuple(
                d.SkillRow(
                    workplace="base-north", skill="nursing", period=period, needed_hours=1200.0, duty_hours=744.0,
                    travel_hours=150.0, in_post_hours=1100.0, agency_hours=100.0, shortfall_hours=0.0,
                )
                for period in periods
            ),
            responses=tuple(
                d.ResponseRow(
                    workplace="base-north", response=response, period=period, needed_hours=hours,
                    met_share=0.95 if response == "normal" and number else 1.0,
                )
                for response, hours in (("rapid", 100.0), ("normal", 200.0))
                for number, period in enumerate(periods)
            ),
            duty=tuple(
                d.DutyRow(
                    cover=cover, base="base-north", period=period, on_duty=people + (number > 11), calls_per_hour=calls,
                    waits_too_long=0.001 + 0.0001 * (number == 3),
                )
                for cover, people, calls in (("day", 1, 0.125), ("night", 1, 0.0))
                for number, period in enumerate(periods)
            ),
            calendar=CALENDAR,
            travel=(
                d.TravelRow(base="base-north", older_people_share=1.0, travel_min_per_visit=15.0, travel_share=0.25),
            ),
        ),
    )  # fmt: skip


def _row(
    case: Case, number: int, post: tuple[str, str, float, tuple[float, float], tuple[float, float]]
) -> d.StaffPlanRow:
    role, workplace, budget, in_post, needed = post
    period = case.periods[number].id

    def moved(kind: str) -> float:
        return sum(
            row.fte
            for row in CALENDAR
            if (row.kind, row.role, row.workplace, row.starts) == (kind, role, workplace, period)
        )

    return d.StaffPlanRow(
        role=role,
        workplace=workplace,
        period=period,
        budget_fte=budget,
        in_post_fte=in_post[number > 0],
        needed_fte=needed[number > 0],
        recruited_fte=moved("recruit"),
        leavers_fte=0.0,
        redeployed_in_fte=moved("redeploy"),
        redeployed_out_fte=0.0,
        redundant_fte=0.0,
        retraining_fte=0.0,
        agency_fte=0.75 if (role, workplace, number) == (NURSE, "base-north", 2) else 0.0,
        utilisation=0.5,
        overskilled_hours=100.0 if (role, workplace, number) == (NURSE, "base-north", 0) else 0.0,
        set_by="rapid cover" if (role, workplace) == (NURSE, "base-north") else "people in post",
    )


def _staffed(option: d.BedPlan, staff: d.StaffPlan) -> d.BedPlan:
    totals = option.figures.totals
    closures = tuple(
        row.model_copy(update={"workforce_passed": number > 0, "worst_shortfall_hours": 0.0 if number else 10.0})
        for number, row in enumerate(option.figures.closures)
    )
    money = (
        *option.figures.money,
        d.MoneyRow(year="2015/16", funder="nhs", kind="pay", nominal_gbp=4_000_000.0, present_gbp=4_000_000.0),
        d.MoneyRow(year="2015/16", funder="nhs", kind="pay-protection", nominal_gbp=50_000.0, present_gbp=50_000.0),
    )
    figures = option.figures.model_copy(
        update={"closures": closures, "money": money, "totals": totals.model_copy(update={"shortfall_weight_gbp": 1e4})}
    )
    return option.model_copy(update={"staff": staff, "figures": figures})

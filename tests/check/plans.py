"""Plans for the small case, built by hand, with figures from the checker so that only planted faults show.

The plan: everybody is placed as they arrive, three step-down people in ten at home.

* 2013-04 to 2013-08: the ward is full (15.5 of its 18 safe beds, 18 in the first month, when the north's
  3.75 waiting people start; the south's 1.25 start in the spot beds in May).
* 2013-08: the block opens sixteen beds, usable from 2013-09 (12 safe beds, 9.75 used).
* 2013-09: double running; the ward takes 9 beds' worth of people, and halves in 2013-10.
* 2014-02: the block grows to thirty-two, usable from 2014-03; home places double in 2014-03.
* 2014-03: double running; the ward takes nobody, and closes in 2014-04.
"""

from __future__ import annotations

from capplan.case.case import Case
from capplan.check import check_beds
from capplan.check.answer import Answer, read_answer
from capplan.check.facts import Facts
from capplan.check.figures import recompute_figures
from capplan.check.sizes import setting_sizes
from capplan.decisions import (
    BedDecisions,
    BedPlan,
    Diverted,
    OptionId,
    Plan,
    Proof,
    Regret,
    ScenarioSummary,
    SiteConfiguration,
    Starts,
    Waiting,
)

Rates = dict[tuple[str, str, str], float]
"""People a day by cohort, locality and site."""

AT_HOME: Rates = {
    ("step-down", "north", "home-county"): 0.225,
    ("step-down", "south", "home-county"): 0.075,
    ("step-up", "south", "home-county"): 0.05,
}
WARD_FULL: Rates = {
    **AT_HOME,
    ("step-down", "north", "ward-north"): 0.525,
    ("step-down", "south", "ward-north"): 0.175,
    ("step-up", "north", "ward-north"): 0.15,
}
WARD_HALF: Rates = {
    **AT_HOME,
    ("step-down", "north", "ward-north"): 0.375,
    ("step-down", "north", "block-south"): 0.15,
    ("step-down", "south", "block-south"): 0.175,
    ("step-up", "north", "ward-north"): 0.15,
}
WARD_CLOSED: Rates = {
    **AT_HOME,
    ("step-down", "north", "block-south"): 0.525,
    ("step-down", "south", "block-south"): 0.175,
    ("step-up", "north", "home-county"): 0.15,
}
# What do-minimum does when demand has grown: the spot beds take five step-down people in a hundred.
SPOT_TOO: Rates = {
    **WARD_FULL,
    ("step-down", "north", "home-county"): 0.1875,
    ("step-down", "south", "home-county"): 0.0625,
    ("step-down", "north", "spot-county"): 0.0375,
    ("step-down", "south", "spot-county"): 0.0125,
}
TODAY = {"ward-north": "full", "block-south": "none", "spot-county": "eight", "home-county": "ten"}
CHANGES = (
    ("2013-08", "block-south", "sixteen"),
    ("2013-10", "ward-north", "half"),
    ("2014-02", "block-south", "thirty-two"),
    ("2014-03", "home-county", "twenty"),
    ("2014-04", "ward-north", "closed"),
)
GROWN_FROM, GROWTH = "2014-04", 1.1


def decisions_of(case: Case, changes: tuple[tuple[str, str, str], ...], rates_from: dict[str, Rates]) -> BedDecisions:
    """Return decisions: changes (month, site, configuration) and daily rates from given months on."""
    configurations, starts = [], []
    running, rates = dict(TODAY), next(iter(rates_from.values()))
    for period in case.periods:
        running.update({site: name for month, site, name in changes if month == period.id})
        rates = rates_from.get(period.id, rates)
        factor = period.days * (GROWTH if period.id >= GROWN_FROM else 1.0)
        configurations += [
            SiteConfiguration(site=site, period=period.id, configuration=name) for site, name in running.items()
        ]
        starts += [
            Starts(cohort=cohort, locality=locality, site=site, period=period.id, people=rate * factor)
            for (cohort, locality, site), rate in rates.items()
        ]
    decisions = BedDecisions(
        configurations=tuple(configurations),
        starts=tuple(starts),
        waiting=(Waiting(cohort="step-down", locality="south", period="2013-04", people=1.25),),
        diverted=(),
    )
    decisions = more_starts(decisions, "step-down", "north", "ward-north", "2013-04", 3.75)
    return more_starts(decisions, "step-down", "south", "spot-county", "2013-05", 1.25)


def hand_decisions(case: Case) -> BedDecisions:
    """Return the decisions of the plan above."""
    return decisions_of(case, CHANGES, {"2013-04": WARD_FULL, "2013-09": WARD_HALF, "2014-03": WARD_CLOSED})


def more_starts(
    decisions: BedDecisions, cohort: str, locality: str, site: str, period: str, people: float
) -> BedDecisions:
    """Return the decisions with more people (fewer if negative) starting at a site."""
    key = (cohort, locality, site, period)
    rows = {(r.cohort, r.locality, r.site, r.period): r.people for r in decisions.starts}
    rows[key] = rows.get(key, 0.0) + people
    starts = tuple(Starts(cohort=c, locality=j, site=s, period=t, people=n) for (c, j, s, t), n in rows.items())
    return decisions.model_copy(update={"starts": starts})


def moved(
    decisions: BedDecisions, cohort: str, locality: str, period: str, people: float, left: str, entered: str
) -> BedDecisions:
    """Return the decisions with people moved from one site to another."""
    return more_starts(
        more_starts(decisions, cohort, locality, left, period, -people),
        cohort,
        locality,
        entered,
        period,
        people,
    )


def diverts(decisions: BedDecisions, cohort: str, locality: str, period: str, people: float) -> BedDecisions:
    """Return the decisions with people diverted, on top of any others."""
    row = Diverted(cohort=cohort, locality=locality, period=period, people=people)
    return decisions.model_copy(update={"diverted": (*decisions.diverted, row)})


def waits(decisions: BedDecisions, cohort: str, locality: str, period: str, people: float) -> BedDecisions:
    """Return the decisions with one more row of people waiting."""
    row = Waiting(cohort=cohort, locality=locality, period=period, people=people)
    return decisions.model_copy(update={"waiting": (*decisions.waiting, row)})


def runs(decisions: BedDecisions, site: str, configuration: str, *periods: str) -> BedDecisions:
    """Return the decisions with another configuration of a site in these periods."""
    rows = tuple(
        row.model_copy(update={"configuration": configuration}) if row.site == site and row.period in periods else row
        for row in decisions.configurations
    )
    return decisions.model_copy(update={"configurations": rows})


def answer_of(case: Case, decisions: BedDecisions, option: OptionId = "plan") -> Answer:
    """Return the checker's lookups for decisions that are sound as lists."""
    answer, faults = read_answer(Facts(case, option), decisions)
    if answer is None:
        raise ValueError("; ".join(str(fault) for fault in faults))
    return answer


def bed_plan(case: Case, decisions: BedDecisions, option: OptionId = "plan") -> BedPlan:
    """Return the option with figures that follow from the decisions, and a proof that agrees with them."""
    figures = recompute_figures(answer_of(case, decisions, option))
    objective = figures.totals.objective_gbp
    bound = 0.97 * objective
    gap = (objective - bound) / objective
    return BedPlan(
        option=option,
        scenario=case.scenario,
        proof=Proof(status="optimal", objective=objective, bound=bound, gap=gap, asked_gap=0.05),
        decisions=decisions,
        figures=figures,
    )


def hand_plan(case: Case) -> BedPlan:
    """Return the plan above."""
    return bed_plan(case, hand_decisions(case))


def business_as_usual(case: Case) -> BedPlan:
    """Return what happens if nothing changes: the ward runs above its safe load once demand has grown."""
    return bed_plan(case, decisions_of(case, (), {"2013-04": WARD_FULL}), "business-as-usual")


def do_minimum(case: Case) -> BedPlan:
    """Return the option that only buys: spot beds take what the ward may not."""
    return bed_plan(case, quiet_decisions(case), "do-minimum")


def whole_plan(case: Case) -> Plan:
    """Return all three options with sizes, one regret and one scenario."""
    chosen, usual = hand_plan(case), business_as_usual(case)
    closures = chosen.figures.closures
    regrets = (
        Regret(site="ward-north", closed=closures[0].closed, closed_later=None, cost_gbp=0.0),
        Regret(site="ward-north", closed=closures[1].closed, closed_later=None, cost_gbp=None, reason="too late"),
    )
    # Eighteen months from 2013-04 end before 2014-10, so a year after 2013-10 lies outside.
    summary = ScenarioSummary(
        scenario="longer",
        title="Longer stays",
        proof=chosen.proof,
        totals=chosen.figures.totals,
        business_as_usual=usual.figures.totals,
        beds_at_end={"nursing-home": 32},
        closures=("ward-north",),
    )
    return Plan(
        case=case.identity.id,
        title=case.identity.title,
        case_digest=case.digest,
        scenario=case.scenario,
        options=(usual, do_minimum(case), chosen),
        regrets=regrets,
        sizes=setting_sizes(answer_of(case, chosen.decisions)),
        scenarios=(summary,),
        findings=(),
    )


def quiet_decisions(case: Case, *changes: tuple[str, str, str]) -> BedDecisions:
    """Return decisions that need no change of any site (do-minimum's), with these changes on top."""
    return decisions_of(case, changes, {"2013-04": WARD_FULL, "2014-04": SPOT_TOO})


def rules_broken(case: Case, decisions: BedDecisions, option: OptionId = "plan") -> set[str]:
    """Return the rules that decisions break, by name; their figures and proof are right."""
    return {fault.rule for fault in check_beds(case, bed_plan(case, decisions, option))}

"""One possible future of a case: the same case with its uncertain figures at drawn values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from capplan.case.case import Case
from capplan.case.staff_tables import Role
from capplan.case.tables import AGE_BANDS, Growth, Scenario
from capplan.case.uncertainty_tables import Uncertainty
from capplan.units import MONTHS_PER_YEAR

MONTHS_PER_QUARTER = 3


def in_quarters(case: Case) -> Case:
    """Return the case with periods of a quarter, where its own are months and the horizon holds whole quarters."""
    horizon = case.horizon
    if horizon.months_per_period != 1 or horizon.months % MONTHS_PER_QUARTER:
        return case
    return replace(case, horizon=horizon.model_copy(update={"months_per_period": MONTHS_PER_QUARTER}))


def in_future(case: Case, future: str, scenario: str, values: Mapping[str, float]) -> Case:
    """Return the case as it would be in one future, set to a scenario of the future's name.

    Parameters
    ----------
    future
        Id of the future; its factors become a scenario of this id.
    scenario
        Scenario of the case on which the future builds.
    values : mapping of uncertain figure to value
        Of rows of ``uncertainty.csv``; figures not named stay as the case has them.

    Raises
    ------
    KeyError
        If the case has no such scenario or no such uncertain figure.
    """
    own = case.in_scenario(scenario)
    rows = {row.uncertain: row for row in case.uncertainty}
    drawn = [(rows[name], value) for name, value in values.items()]
    return replace(
        case,
        scenario=future,
        scenarios=(*(row for row in case.scenarios if row.scenario != future), *_factors(own, future, drawn)),
        growth=tuple(_growth(row, drawn) for row in case.growth),
        roles=tuple(_role(row, drawn) for row in case.roles),
    )


def _factors(own: Case, future: str, drawn: list[tuple[Uncertainty, float]]) -> Iterator[Scenario]:
    for cohort in own.cohorts:
        demand, stay = own.factor(cohort.cohort)
        for row, value in drawn:
            if _speaks_of(row, cohort.cohort):
                demand *= value if row.quantity == "demand" else 1.0
                stay *= value if row.quantity == "stay" else 1.0
        yield Scenario(scenario=future, title=future, cohort=cohort.cohort, demand_factor=demand, stay_factor=stay)


def _growth(year: Growth, drawn: list[tuple[Uncertainty, float]]) -> Growth:
    factor = 1.0
    for row, value in drawn:
        factor *= value if row.quantity == "growth" else 1.0
    if factor == 1.0:
        return year
    return year.model_copy(update={band: max(0.0, 1.0 + (getattr(year, band) - 1.0) * factor) for band in AGE_BANDS})


def _role(role: Role, drawn: list[tuple[Uncertainty, float]]) -> Role:
    """Return the role with the share of its posts that stand empty taken off the hours it gives."""
    filled = 1.0
    for row, value in drawn:
        if not _speaks_of(row, role.role):
            continue
        if row.quantity == "vacancy":
            filled *= max(0.0, 1.0 - value)
        elif row.quantity == "turnover":
            empty = role.turnover_per_year * (value - 1.0) * role.recruit_lead_months / MONTHS_PER_YEAR
            filled *= min(1.0, max(0.0, 1.0 - empty))
    if filled == 1.0:
        return role
    return role.model_copy(update={"other_share": 1.0 - (1.0 - role.other_share) * filled})


def _speaks_of(row: Uncertainty, name: str) -> bool:
    return not row.of or name in row.of.split()

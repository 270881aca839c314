"""Options as overlays: a case and an option of its table make another case, by pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.case.fields import Row
from capplan.case.header import Parameters
from capplan.case.option_tables import STANDARD, BaseOption, OptionChange
from capplan.case.programme_tables import ProgrammeBudget

R = TypeVar("R", bound=Row)


def with_option(case: Case, option: str) -> Case:
    """Return the case as it is in an option of options.csv; a standard option leaves it as it is.

    Raises
    ------
    KeyError
        If the case has no such option.
    pydantic.ValidationError
        If a change makes a row that its table would not accept. A case that was read without faults has none.
    """
    base_option(case, option)
    changes = [row for row in case.option_changes if row.option == option]
    for change in sorted(changes, key=lambda row: row.number):
        case = applied(case, change)
    return case


def base_option(case: Case, option: str) -> BaseOption:
    """Return the freedom that an option starts from.

    Raises
    ------
    KeyError
        If the case has no such option.
    """
    named: dict[str, BaseOption] = {name: name for name in STANDARD}
    named |= {row.option: row.base_option for row in case.options}
    return named[option]


def applied(case: Case, change: OptionChange) -> Case:
    """Return the case with one change made."""
    return _CHANGES[change.kind](case, change)


def changed(row: R, **values: Any) -> R:
    """Return a row with some columns changed, checked as if it had been read."""
    return type(row)(**{**row.model_dump(), **values})


def _rows(rows: tuple[R, ...], wanted: Callable[[R], bool], **values: Any) -> tuple[R, ...]:
    return tuple(changed(row, **values) if wanted(row) else row for row in rows)


def _site(column: str) -> Callable[[Case, OptionChange], Case]:
    """Make a change that writes the month into a column of the target site."""

    def change(case: Case, to: OptionChange) -> Case:
        return replace(case, sites=_rows(case.sites, lambda row: row.site == to.target, **{column: to.month}))

    return change


def _beds(case: Case, site: str) -> Mapping[str, int]:
    return {row.configuration: row.beds_staffed for row in case.configurations_of[site]}


def _transitions(keep: Callable[[int, t.Transition, OptionChange], bool]) -> Callable[[Case, OptionChange], Case]:
    """Make a change that keeps some of the target site's transitions: a function of beds gained, row and change."""

    def change(case: Case, to: OptionChange) -> Case:
        beds = _beds(case, to.target)
        rows = tuple(
            row
            for row in case.transitions
            if row.site != to.target or keep(beds[row.to_configuration] - beds[row.from_configuration], row, to)
        )
        return replace(case, transitions=rows)

    return change


def _keep_site(case: Case, to: OptionChange) -> Case:
    """Leave only changes into configurations with at least today's beds; it need not close."""
    beds, today = _beds(case, to.target), case.site[to.target].today
    rows = tuple(row for row in case.transitions if row.site != to.target or beds[row.to_configuration] >= beds[today])
    sites = _rows(case.sites, lambda row: row.site == to.target, closes_by=None)
    return replace(case, transitions=rows, sites=sites)


def _gate_passed(case: Case, to: OptionChange) -> Case:
    gate = case.gate[to.target]
    starts = min(gate.starts, to.month or gate.starts)
    return replace(case, gates=_rows(case.gates, lambda row: row.gate == to.target, passed=to.month, starts=starts))


def _contract(column: str) -> Callable[[Case, OptionChange], Case]:
    def change(case: Case, to: OptionChange) -> Case:
        value = to.month if column == "ends" else to.value
        return replace(case, contracts=_rows(case.contracts, lambda row: row.contract == to.target, **{column: value}))

    return change


def _stays(values: Callable[[t.Stay, OptionChange], Mapping[str, Any]]) -> Callable[[Case, OptionChange], Case]:
    """Make a change of the stays of the target cohort (or all) in setting `of` (or all)."""

    def change(case: Case, to: OptionChange) -> Case:
        rows = tuple(
            changed(row, **values(row, to)) if to.target in ("", row.cohort) and to.of in ("", row.setting) else row
            for row in case.stays
        )
        return replace(case, stays=rows)

    return change


def _shifted(row: t.Stay, to: OptionChange) -> Mapping[str, Any]:
    share = to.value or 0.0
    return {"min_share": min(1.0, row.min_share + share), "max_share": min(1.0, row.max_share + share)}


def _allow_setting(case: Case, to: OptionChange) -> Case:
    kept = tuple(row for row in case.stays if (row.cohort, row.setting) != (to.target, to.of))
    source = {name: getattr(to, name) for name in Row.model_fields}
    allowed = t.Stay(cohort=to.target, setting=to.of, stay_days=to.value or 0.0, **source)
    return replace(case, stays=(*kept, allowed))


def _forbid_setting(case: Case, to: OptionChange) -> Case:
    return replace(case, stays=tuple(row for row in case.stays if (row.cohort, row.setting) != (to.target, to.of)))


def _budget(column: str) -> Callable[[Case, OptionChange], Case]:
    def change(case: Case, to: OptionChange) -> Case:
        years = [to.of] if to.of else list(dict.fromkeys(period.year for period in case.periods))
        rows = list(case.budgets)
        for year in years:
            place = next((at for at, row in enumerate(rows) if (row.funder, row.year) == (to.target, year)), None)
            if place is None:
                place = len(rows)
                rows.append(t.Budget(funder=to.target, year=year))
            rows[place] = changed(rows[place], **{column: to.value})
        return replace(case, budgets=tuple(rows))

    return change


def _demand(case: Case, to: OptionChange) -> Case:
    factor = 1.0 if to.value is None else to.value
    rows = tuple(
        changed(row, admissions_per_year=factor * row.admissions_per_year) if to.target in ("", row.cohort) else row
        for row in case.cohorts
    )
    return replace(case, cohorts=rows)


def _service_level(case: Case, to: OptionChange) -> Case:
    return replace(case, cohorts=_rows(case.cohorts, lambda row: row.cohort == to.target, rule_target=to.value))


def _lever(on: bool) -> Callable[[Case, OptionChange], Case]:
    def change(case: Case, to: OptionChange) -> Case:
        return replace(case, levers=_rows(case.levers, lambda row: row.lever == to.target, on=on))

    return change


def _initiative(values: Callable[[OptionChange, bool], Mapping[str, Any]]) -> Callable[[Case, OptionChange], Case]:
    """Make a change of the target initiative: new columns by the change, and whether it starts but once."""

    def change(case: Case, to: OptionChange) -> Case:
        rows = tuple(
            changed(row, **values(to, row.per == "whole")) if row.initiative == to.target else row
            for row in case.initiatives
        )
        return replace(case, initiatives=rows)

    return change


def _starts(to: OptionChange, once: bool) -> Mapping[str, Any]:
    return {"use": "must", "earliest": to.month, "latest": to.month} if once else {"earliest": to.month}


def _programme_budget(case: Case, to: OptionChange) -> Case:
    def wanted(row: ProgrammeBudget) -> bool:
        return row.pot == to.target and to.of in ("", row.year)

    return replace(case, programme_budgets=_rows(case.programme_budgets, wanted, revenue_gbp=to.value))


def _programme_limit(case: Case, to: OptionChange) -> Case:
    rows = _rows(case.programme_capacity, lambda row: row.resource == to.target, limit=to.value)
    return replace(case, programme_capacity=rows)


def with_parameter(case: Case, name: str, value: float) -> Case:
    """Return the case with another value of one of its parameters."""
    parameters = Parameters(**{**case.parameters.model_dump(), name: value})
    rows = _rows(case.parameter_rows, lambda row: row.parameter == name, value=value)
    return replace(case, parameters=parameters, parameter_rows=rows)


_CHANGES: Mapping[str, Callable[[Case, OptionChange], Case]] = {
    "keep-site": _keep_site,
    "close-by": _site("closes_by"),
    "only-to": _transitions(lambda _, row, to: row.to_configuration == to.of),
    "no-increase": _transitions(lambda beds, _row, _to: beds <= 0),
    "no-reduction-before": _site("closes_from"),
    "no-increase-before": _site("opens_from"),
    "gate-passed": _gate_passed,
    "notice": _contract("notice_months"),
    "contract-ends": _contract("ends"),
    "shift": _stays(_shifted),
    "allow-setting": _allow_setting,
    "forbid-setting": _forbid_setting,
    "revenue-budget": _budget("revenue_gbp"),
    "capital-budget": _budget("capital_gbp"),
    "scenario": lambda case, to: case.in_scenario(to.target),
    "demand": _demand,
    "stay": _stays(lambda row, to: {"stay_days": row.stay_days * (1.0 if to.value is None else to.value)}),
    "service-level": _service_level,
    "lever-on": _lever(True),
    "lever-off": _lever(False),
    "initiative-starts": _initiative(_starts),
    "initiative-must": _initiative(lambda _to, _once: {"use": "must"}),
    "initiative-out": _initiative(lambda _to, _once: {"use": "never"}),
    "programme-budget": _programme_budget,
    "programme-limit": _programme_limit,
    "parameter": lambda case, to: with_parameter(case, to.target, 0.0 if to.value is None else to.value),
}

"""The levers that a case declares, as groups of form fields; what is set in them becomes changes of the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.case.columns import columns_of
from capplan.case.crosscheck.options import READ_ONCE
from capplan.case.header import Parameters
from capplan.case.option_tables import ChangeKind
from capplan.case.programme_tables import Initiative
from capplan.report.figures import words

Choices = tuple[tuple[str, str], ...]
AS_IT_IS: Choices = (("", "As in the case"),)
SITE_KINDS: Mapping[ChangeKind, str] = {
    "keep-site": "Keep: no fewer beds than today",
    "no-increase": "Never grow",
    "close-by": "No beds from the month on",
    "no-reduction-before": "No reduction before the month",
    "no-increase-before": "No growth before the month",
}
INITIATIVE_KINDS: Mapping[ChangeKind, str] = {
    "initiative-starts": "Starts in the month",
    "initiative-must": "Must start",
    "initiative-out": "Left out",
}
DATED: frozenset[ChangeKind] = frozenset({"close-by", "no-reduction-before", "no-increase-before", "initiative-starts"})
RESOURCES: Mapping[str, tuple[str, str]] = {
    "team": ("Programme team", "FTE"),
    "locality": ("Initiatives brought in at once in a locality", "initiatives"),
    "starts": ("Starts a month", "starts"),
}
MAX_GBP = 1e12


@dataclass(frozen=True)
class Field:
    """One field of the form.

    Attributes
    ----------
    name : str
        Name of its value in the form: kind of change, target and what it is of, joined by colons.
    label : str
        What it is called.
    choices : tuple of (value, words)
        What may be chosen; empty where a number is written.
    unit : str
        Unit of the number.
    today : str
        What the case says now.
    """

    name: str
    label: str
    choices: Choices = ()
    unit: str = ""
    today: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Group:
    """Fields that belong together, under a title or ''."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Section:
    """A heading of the form with its groups."""

    id: str
    title: str
    text: str
    groups: tuple[Group, ...]


def sections(case: Case) -> tuple[Section, ...]:
    """Return the levers that a case declares, section by section; sections without a lever are left out."""
    found = [
        *(_scenario(case), *_sites(case), _gates(case)),
        *(*_of_beds(case), *_of_programme(case), _levers(case), _parameters(case)),
    ]
    return tuple(section for section in found if section.groups)


def field_names(parts: Sequence[Section]) -> Iterator[str]:
    """Yield the name of every field."""
    for part in parts:
        for group in part.groups:
            for field in group.fields:
                yield field.name


def _scenario(case: Case) -> Section:
    titles = {row.scenario: row.title for row in case.scenarios}
    choices = tuple((name, titles.get(name, "The tables as they are")) for name in case.scenario_ids)
    fields = (Field("scenario", "Demand scenario", choices, today=case.scenario),)
    factor = Field("demand", "Demand of every group of people", unit="% of the case", today="100", low=0, high=1000)
    groups = (Group("Demand", (*fields, factor) if case.cohorts else fields),)
    return Section("demand", "Demand", "Which future is planned for.", groups)


def _sites(case: Case) -> Iterator[Section]:
    if not case.plans_beds:
        return
    months = _months(case)
    yield Section(
        "sites",
        "Sites",
        "Keep or close a site, or say when it may change. Dates count only where the choice speaks of a month.",
        tuple(
            Group(row.title, _site_fields(row.site, months))
            for row in case.sites
            if any(one.site == row.site for one in case.transitions)
        ),
    )


def _of_beds(case: Case) -> Iterator[Section]:
    if not case.plans_beds:
        return
    yield Section(
        "shift",
        "Care at home",
        "So many more of a group's starts, in a hundred, go to the setting; as many more may.",
        tuple(_shifts(case)),
    )
    yield Section("budgets", "Budgets", "Limits a year; blank leaves them as they are.", _one(tuple(_budgets(case))))
    fields = tuple(
        Field(
            f"service-level:{row.cohort}",
            f"{row.title}: {_standard(row.rule, row.wait_days)}",
            unit="%",
            today=f"{100 * row.rule_target:g}",
            low=0,
            high=100,
        )
        for row in case.cohorts
    )
    yield Section("service", "Service level", "The standard that sets each safe load.", _one(fields))


def _months(case: Case) -> Choices:
    """Return the months in which something may change: those at which periods begin."""
    return tuple((period.months_covered[0], words.month(period.months_covered[0])) for period in case.periods)


def _gates(case: Case) -> Section:
    fields = tuple(
        Field(f"gate-passed:{row.gate}", row.title, (*AS_IT_IS, *_months(case)), today=row.passed or "not passed")
        for row in case.gates
    )
    return Section("gates", "Decisions", "When a decision is taken; notice can be served after it.", _one(fields))


def _of_programme(case: Case) -> Iterator[Section]:
    months = _months(case)
    yield Section(
        "initiatives",
        "Initiatives",
        "What the programme starts, and when. Dates count only where the choice speaks of a month.",
        tuple(
            Group(
                row.title,
                (
                    Field(
                        f"initiative:{row.initiative}",
                        "What happens",
                        (*AS_IT_IS, *INITIATIVE_KINDS.items()),
                        today=_window(row),
                    ),
                    Field(f"start:{row.initiative}", "Month", (("", "No month"), *months)),
                ),
            )
            for row in case.initiatives
        ),
    )
    pots = {row.pot: row.title for row in case.pots}
    money = tuple(
        Field(
            f"programme-budget:{row.pot}:{row.year}",
            f"{pots[row.pot]}, revenue in {row.year}",
            unit="£",
            today="no limit" if row.revenue_gbp is None else f"{row.revenue_gbp:,.0f}",
            low=-MAX_GBP,
        )
        for row in case.programme_budgets
    )
    text = "Most revenue of a pot a year, net of what is saved in it; blank leaves it as it is."
    yield Section("pots", "Money of the programme", text, _one(money))
    limits: dict[str, list[str]] = {}
    for row in case.programme_capacity:
        limits.setdefault(row.resource, []).append(f"{row.limit:g} from {words.month(row.from_month)}")
    capacity = tuple(
        Field(f"programme-limit:{resource}", label, unit=unit, today="; ".join(limits[resource]), low=0)
        for resource, (label, unit) in RESOURCES.items()
        if resource in limits
    )
    yield Section("capacity", "Change at once", "How much change can be carried at the same time.", _one(capacity))


def _window(row: Initiative) -> str:
    use = {"must": "must start", "may": "may start", "never": "left out"}[row.use]
    first = "" if row.earliest is None else f", not before {words.month(row.earliest)}"
    return use + first + ("" if row.latest is None else f", not after {words.month(row.latest)}")


def _one(fields: tuple[Field, ...]) -> tuple[Group, ...]:
    return (Group("", fields),) if fields else ()


def _site_fields(site: str, months: Choices) -> tuple[Field, ...]:
    return (
        Field(f"site:{site}", "What happens", (*AS_IT_IS, *SITE_KINDS.items())),
        Field(f"month:{site}", "Month", (("", "No month"), *months)),
    )


def _shifts(case: Case) -> Iterator[Group]:
    at_home = {row.setting: row.title for row in case.settings if row.unit == "place"}
    for cohort in case.cohorts:
        fields = tuple(
            Field(
                f"shift:{cohort.cohort}:{row.setting}",
                at_home[row.setting],
                unit="in a hundred more",
                today=f"{100 * row.min_share:g} to {100 * row.max_share:g} in a hundred",
                low=0,
                high=100,
            )
            for row in case.stays
            if row.cohort == cohort.cohort and row.setting in at_home
        )
        if fields:
            yield Group(cohort.title, fields)


def _budgets(case: Case) -> Iterator[Field]:
    titles = {row.funder: row.title for row in case.funders} | {"pool": "Pooled budget"}
    kinds: tuple[tuple[ChangeKind, str], ...] = (
        ("revenue-budget", "revenue"),
        ("capital-budget", "capital"),
    )
    for row in case.budgets:
        for kind, what in kinds:
            limit = row.revenue_gbp if kind == "revenue-budget" else row.capital_gbp
            today = "no limit" if limit is None else f"{limit:,.0f}"
            label = f"{titles.get(row.funder, row.funder)}, {what} in {row.year}"
            yield Field(f"{kind}:{row.funder}:{row.year}", label, unit="£", today=today, low=0)


def _standard(rule: str, wait_days: float) -> str:
    return {
        "wait": f"at most so many wait longer than {wait_days:g} days",
        "refusal": "at most so many are refused",
        "occupancy": "occupancy at most",
    }[rule]


def _levers(case: Case) -> Section:
    choices = (*AS_IT_IS, ("lever-on", "Pulled"), ("lever-off", "Not pulled"))
    fields = tuple(
        Field(f"lever:{row.lever}", row.title, choices, today="pulled" if row.on else "not pulled")
        for row in case.levers
    )
    return Section("levers", "Efficiencies", "Efficiencies of the workforce that the case declares.", _one(fields))


def _parameters(case: Case) -> Section:
    names = [name for name in columns_of(Parameters) if name not in READ_ONCE]
    values = case.parameters.model_dump()
    choices = tuple((name, f"{name} ({_unit(name)}; now {_value(values[name])})") for name in names)
    fields = (
        Field("parameter", "Parameter", (("", "None"), *choices)),
        Field("parameter-value", "New value", unit="in the parameter's unit"),
    )
    return Section("other", "Another figure", "Any one parameter of the case.", (Group("", fields),))


def _unit(name: str) -> str:
    return columns_of(Parameters)[name].unit or "no unit"


def _value(value: object) -> str:
    return "not set" if value is None else f"{value:,g}" if isinstance(value, (int, float)) else str(value)

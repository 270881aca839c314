"""Options of the board: their changes name what is there, say what they need, and leave a case that holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pydantic import ValidationError

from capplan.case.case import Case
from capplan.case.columns import columns_of
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault, one_of
from capplan.case.fields import Row
from capplan.case.header import CaseToml, Parameters
from capplan.case.option_tables import KINDS, BoardOption, OptionChange
from capplan.case.overlay import applied
from capplan.case.tables import TABLES

# Parameters from which travel is worked out while a case is read: an option comes too late for them.
READ_ONCE = ("detour_factor", "speed_kmh", "access_min")
_PLACES = {"years": "the plan's financial years", "budget years": "the years of programme_budgets.csv"}
FaultsOf = Callable[[Draft], Iterable[Fault]]
Known = Mapping[str, tuple[str, ...]]


def change_of_nothing(draft: Draft) -> Iterator[Fault]:
    """Yield changes whose target, or what they need beside it, is not there."""
    known = _known(draft)
    of_site: dict[str, list[str]] = {}
    for site, name in zip(
        draft.ids("configurations", "site"), draft.ids("configurations", "configuration"), strict=True
    ):
        of_site.setdefault(site, []).append(name)
    for number, change in draft.numbered(OptionChange):
        rule = KINDS[change.kind]
        ids = known[rule.target]
        if not (change.target in ids or (rule.all_targets and not change.target)):
            yield _unknown(number, "target", change.target, f"{rule.target}.csv", ids)
            continue
        others = of_site.get(change.target, ()) if rule.of == "configurations" else known.get(rule.of, ())
        if not rule.of and change.of:
            problem = f"is not used by {change.kind}"
            yield fault_at(OptionChange, number, "of", change.of, problem, "Leave the cell blank.")
        elif rule.of and change.of not in others and not (rule.all_of and not change.of):
            where = _PLACES.get(rule.of, f"{rule.of}.csv")
            yield _unknown(number, "of", change.of, where, others)


def change_without_value(draft: Draft) -> Iterator[Fault]:
    """Yield changes that lack a value or a month, have one for nothing, or a value out of bounds."""
    for number, row in draft.numbered(OptionChange):
        rule = KINDS[row.kind]
        for column, needed, found in (("value", bool(rule.unit), row.value), ("month", rule.month, row.month)):
            if needed and found is None:
                what = f"a number, in {rule.unit}" if column == "value" else "a month as YYYY-MM, for example 2015-06"
                yield fault_at(
                    OptionChange, number, column, None, f"is blank, but {row.kind} needs it", f"Write {what}."
                )
            elif not needed and found is not None:
                problem = f"is not used by {row.kind}"
                yield fault_at(OptionChange, number, column, str(found), problem, "Leave the cell blank.")
        if rule.unit and row.value is not None and not rule.low <= row.value <= rule.high:
            problem, repair = f"is not a value of {row.kind}", f"Write {rule.low:g} to {rule.high:g} ({rule.unit})."
            yield fault_at(OptionChange, number, "value", f"{row.value:g}", problem, repair)


def change_without_effect(draft: Draft) -> Iterator[Fault]:
    """Yield changes that say nothing in the option's base: dates of a closure where nothing may close."""
    base = {row.option: row.base_option for row in draft.of(BoardOption)}
    for number, row in draft.numbered(OptionChange):
        if KINDS[row.kind].only_plan and base.get(row.option, "plan") != "plan":
            problem = f"says nothing in an option whose base_option is {base[row.option]}"
            repair = "Take the change out, or write plan as the option's base_option."
            yield fault_at(OptionChange, number, "kind", row.kind, problem, repair)
        if row.kind == "parameter" and row.target in READ_ONCE:
            problem = "is used while the case is read, so an option cannot change it"
            yield fault_at(OptionChange, number, "target", row.target, problem, "Change it in parameters.csv instead.")


def broken_case(draft: Draft, case: Case, faults_of: FaultsOf) -> Iterator[Fault]:
    """Yield every fault that an option's changes would make in the other tables, at the change that makes it.

    Parameters
    ----------
    faults_of
        The checks between tables; the case as it stands has passed them.
    """
    for option in case.options:
        changes = sorted(
            ((number, row) for number, row in draft.numbered(OptionChange) if row.option == option.option),
            key=lambda one: one[1].number,
        )
        after, seen = case, set[str]()
        for number, change in changes:
            try:
                after = applied(after, change)
            except ValidationError as error:
                message = "; ".join(str(one["msg"]) for one in error.errors())
                yield _broken(number, change, f"makes a row that its table does not allow ({message})")
                break
            for fault in faults_of(_draft_of(draft, after)):
                text = str(fault)
                if text not in seen:
                    seen.add(text)
                    yield _broken(number, change, f"breaks the case: {text.rstrip('.')}")


def moved(case: Case, option: BoardOption, changes: Sequence[OptionChange], faults_of: FaultsOf) -> Iterator[Fault]:
    """Return every fault of changes that are not in the case's own tables: levers that a planner moves.

    Parameters
    ----------
    case
        A case without faults; its own options are left out of account.
    option, changes
        What would stand in options.csv and option_changes.csv.
    faults_of
        The checks between tables.
    """
    case = replace(case, options=(option,), option_changes=tuple(changes))
    header = CaseToml(case=case.identity, horizon=case.horizon, travel=case.travel, programme=case.aim)
    empty: dict[str, list[tuple[int, Row]]] = {name: [] for name in TABLES}
    draft = _draft_of(Draft(header, case.parameters, empty), case)
    own = [*change_of_nothing(draft), *change_without_value(draft), *change_without_effect(draft)]
    return iter(own) if own else broken_case(draft, case, faults_of)


def _broken(number: int, change: OptionChange, problem: str) -> Fault:
    return fault_at(OptionChange, number, "kind", change.kind, problem, "Change its value, or take it out.")


def _draft_of(draft: Draft, case: Case) -> Draft:
    """Return the rows of a case as a draft; rows keep their place, so numbers are those of the files as far as kept."""
    rows: dict[str, list[tuple[int, Row]]] = {}
    for name in TABLES:
        own = case.rows_of(name)
        number_of = {id(row): number for number, row in draft.rows[name]}
        rows[name] = [(number_of.get(id(row), at), row) for at, row in enumerate(own, start=2)]
    toml = draft.header.model_copy(update={"case": draft.header.case.model_copy(update={"scenario": case.scenario})})
    return replace(draft, toml=toml, parameters=case.parameters, rows=rows)


def _known(draft: Draft) -> Known:
    keys = {name: TABLES[name].key[0] for name in ("sites", "gates", "contracts", "cohorts", "settings", "levers")}
    keys |= {name: TABLES[name].key[0] for name in ("initiatives", "pots", "programme_capacity")}
    known = {name: draft.ids(name, key) for name, key in keys.items()}
    known["funders"] = (*draft.ids("funders", "funder"), "pool")
    known["scenarios"] = tuple(dict.fromkeys(("base", *draft.ids("scenarios", "scenario"))))
    known["years"] = tuple(dict.fromkeys(draft.ids("growth", "year")))
    known["budget years"] = tuple(dict.fromkeys(draft.ids("programme_budgets", "year")))
    known["parameters"] = tuple(columns_of(Parameters))
    return known


def _unknown(number: int, column: str, found: str, where: str, known: Iterable[str]) -> Fault:
    ids = tuple(known)
    repair = f"Write {one_of(ids, found)}." if ids else "Add it there first."
    return fault_at(
        OptionChange, number, column, found or None, f"is {'' if found else 'blank; it is '}not in {where}", repair
    )

"""What a planner set in the form, as changes of the case and in words; every slip at once, by the name of its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from capplan.case.case import Case
from capplan.case.faults import Fault
from capplan.case.moved import OPTION, with_changes
from capplan.case.option_tables import ChangeKind, OptionChange
from capplan.errors import CaseFaults
from capplan.serve.levers import DATED, INITIATIVE_KINDS, SITE_KINDS, Field, Section, sections

MAX_NUMBER = 1e12
# Kinds whose number is what it says; all others are written in hundredths.
IN_ITS_UNIT = ("revenue-budget", "capital-budget", "programme-budget", "programme-limit")
# Sections whose levers are a choice and a month.
TWO_FIELDS: Mapping[str, Mapping[ChangeKind, str]] = {"sites": SITE_KINDS, "initiatives": INITIATIVE_KINDS}


@dataclass
class Moved:
    """What was set.

    Attributes
    ----------
    changes, said
        The changes, and each in words.
    scenario
        Scenario to plan for.
    wrong
        By name of a field, what is wrong with it.
    case
        The case with the changes made; None where something is wrong.
    """

    scenario: str
    changes: list[OptionChange] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    case: Case | None = None


def moved(case: Case, form: Mapping[str, str]) -> Moved:
    """Read the form of a case and make its changes.

    Parameters
    ----------
    form : mapping of field to text
        As it was sent; fields that the case does not have are left alone.
    """
    found = Moved(form.get("scenario") or case.scenario)
    fields_of: list[str] = []
    for part in sections(case):
        for values in _of_section(part, form, found.wrong):
            words, names = values.pop("words"), values.pop("field")
            try:
                change = OptionChange(option=OPTION, number=len(found.changes) + 1, **values)
            except ValidationError as error:
                found.wrong[names] = "; ".join(str(one["msg"]) for one in error.errors())
                continue
            found.changes.append(change)
            found.said.append(words)
            fields_of.append(names)
    if found.scenario not in case.scenario_ids:
        found.wrong["scenario"] = "Choose one of the scenarios."
    if not found.wrong:
        try:
            found.case = with_changes(case.in_scenario(found.scenario), found.changes)
        except CaseFaults as error:
            for fault in error.faults:
                _tell(fault, fields_of, found.wrong)
    if found.scenario != case.scenario and "scenario" not in found.wrong:
        found.said.insert(0, f"Scenario: {found.scenario}")
    return found


def _tell(fault: object, fields_of: list[str], wrong: dict[str, str]) -> None:
    """Put a fault of a change to the field that made it; rows of changes begin at 2."""
    row = fault.row if isinstance(fault, Fault) else None
    name = fields_of[row - 2] if row is not None and 0 <= row - 2 < len(fields_of) else "scenario"
    text = f"{fault.problem}. {fault.repair}" if isinstance(fault, Fault) else str(fault)
    text = text[:1].upper() + text[1:]
    wrong[name] = f"{wrong[name]} {text}" if name in wrong else text


def _of_section(part: Section, form: Mapping[str, str], wrong: dict[str, str]) -> Iterator[dict[str, Any]]:
    if part.id in TWO_FIELDS:
        yield from _dated(part, TWO_FIELDS[part.id], form, wrong)
    elif part.id == "other":
        yield from _parameter(part, form, wrong)
    else:
        for group in part.groups:
            for one in group.fields:
                yield from _single(one, f"{group.title}, {one.label}".strip(", "), form, wrong)


def _dated(
    part: Section, kinds: Mapping[ChangeKind, str], form: Mapping[str, str], wrong: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield what is set in pairs of fields: what happens, and the month where that needs one."""
    for group in part.groups:
        choice, when = group.fields
        kind, month = form.get(choice.name, ""), form.get(when.name, "")
        if not kind:
            if month:
                wrong[choice.name] = "Choose what happens in the month, or choose no month."
            continue
        if kind not in kinds:
            wrong[choice.name] = "Choose one of the list."
            continue
        dated = kind in DATED
        if dated and month not in dict(when.choices):
            wrong[when.name] = "Choose one of the list."
            continue
        if dated and not month:
            wrong[when.name] = "Choose the month."
            continue
        if month and not dated:
            wrong[when.name] = "This choice knows no month; choose no month."
            continue
        words = f"{group.title}: {kinds[kind].lower()}"  # type: ignore[index]
        yield {
            "field": when.name if dated else choice.name,
            "words": f"{words}, {dict(when.choices)[month]}" if dated else words,
            "kind": kind,
            "target": choice.name.partition(":")[2],
            "month": month or None,
        }


def _single(one: Field, label: str, form: Mapping[str, str], wrong: dict[str, str]) -> Iterator[dict[str, Any]]:
    text = form.get(one.name, "").strip()
    kind, _, rest = one.name.partition(":")
    target, _, of = rest.partition(":")
    if not text or kind == "scenario":
        return
    if one.choices:
        chosen = dict(one.choices).get(text)
        if chosen is None:
            wrong[one.name] = "Choose one of the list."
        elif kind == "lever":
            yield {"field": one.name, "words": f"{label}: {chosen.lower()}", "kind": text, "target": target}
        else:
            words = f"{label}: {chosen}"
            yield {"field": one.name, "words": words, "kind": kind, "target": target, "month": text}
        return
    value = _number(text)
    if value is None or not (one.low or 0.0) <= value <= (MAX_NUMBER if one.high is None else one.high):
        limit = "" if one.high is None else f" to {one.high:g}"
        wrong[one.name] = f"Write a number, {one.low or 0:g}{limit or ' or more'}."
        return
    yield {
        "field": one.name,
        "words": f"{label}: {value:,g} {one.unit} (case: {one.today})",
        "kind": kind,
        "target": target,
        "of": of,
        "value": value if kind in IN_ITS_UNIT else value / 100.0,
    }


def _parameter(part: Section, form: Mapping[str, str], wrong: dict[str, str]) -> Iterator[dict[str, Any]]:
    which, new = part.groups[0].fields
    name, text = form.get(which.name, ""), form.get(new.name, "").strip()
    if not name:
        if text:
            wrong[which.name] = "Choose the parameter that has this value, or clear the value."
        return
    if name not in dict(which.choices):
        wrong[which.name] = "Choose one of the list."
        return
    value = _number(text)
    if value is None:
        wrong[new.name] = "Write a number."
        return
    yield {
        "field": new.name,
        "words": f"{name}: {value:,g} (case: {dict(which.choices)[name].rpartition('now ')[2].rstrip(')')})",
        "kind": "parameter",
        "target": name,
        "value": value,
    }


def _number(text: str) -> float | None:
    """Return a number as people write it: with separators, with a pound sign or a percent sign."""
    try:
        value = float(text.replace(",", "").replace("£", "").replace("%", "").strip())
    except ValueError:
        return None
    return value if abs(value) <= MAX_NUMBER else None

"""A case folder or workbook read whole: either a `Case` that needs no more doubt, or every fault in it at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from capplan.case import hub_tables as hub
from capplan.case import rota_tables as rota
from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case import visit_tables as day
from capplan.case.case import Case
from capplan.case.crosscheck import case_faults, table_faults
from capplan.case.draft import Draft
from capplan.case.faults import Fault, limited
from capplan.case.fields import Row
from capplan.case.parameters import read_parameters
from capplan.case.rows import TableReader
from capplan.case.sources import FILES, Source, source_of
from capplan.case.tables import TABLES
from capplan.case.toml_file import read_toml
from capplan.case.travel_minutes import area_travel_min
from capplan.errors import CaseFaults

__all__ = ["FILES", "read_case"]

_NEEDED_FOR_CASE = frozenset(FILES.values()) - {"benchmarks", "milestones", "staff_per_bed", "budgets"}


def read_case(path: Path) -> Case:
    """Read a case: a folder with ``case.toml`` and one CSV file per table, or one workbook with a sheet per table.

    The case is set to the scenario that ``case.toml`` names.

    Parameters
    ----------
    path : Path
        The folder or the workbook (.xlsx); nothing in it is changed.

    Raises
    ------
    CaseFaults
        With every fault of every file (or sheet), each as a repair.
    """
    try:
        content = _Content(source_of(path))
    except OSError as error:
        problem = f"the folder cannot be read ({error.strerror})"
        repair = "Name the folder that holds case.toml; `capplan new` writes an empty one."
        raise CaseFaults([Fault(str(path), None, None, None, problem, repair)]) from error
    draft = content.draft()
    faults = content.faults
    faults += table_faults(draft, content.faulty())
    case = None
    if not _NEEDED_FOR_CASE & content.faulty():
        minutes, travel_faults = area_travel_min(draft)
        faults += travel_faults
        if not travel_faults:
            case = _case(draft, minutes, path, digest(draft))
            faults += case_faults(draft, case)
    if case is None or faults:
        raise CaseFaults(content.source.located(_in_order(faults)))
    return case


class _Content:
    """What has been made of a source so far, and the faults found on the way."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.faults: list[Fault] = list(source.faults)

    def draft(self) -> Draft:
        """Read all tables and the header, and keep their faults."""
        toml = None
        if self.source.toml is not None:
            toml, toml_faults = read_toml(self.source.toml)
            self.faults += toml_faults
        rows: dict[str, Sequence[tuple[int, Row]]] = dict.fromkeys(TABLES, ())
        for name, table in TABLES.items():
            if (records := self.source.tables.get(name)) is not None:
                reader = TableReader(table, records)
                self.faults += reader.faults()
                rows[name] = reader.rows
        draft = Draft(toml, None, rows)
        if "parameters" not in self.source.tables:
            return draft
        parameters, faults = read_parameters(draft.numbered(t.Parameter), "parameters" not in self.faulty())
        self.faults += faults
        return replace(draft, parameters=parameters)

    def faulty(self) -> set[str]:
        """Return the tables (and `case.toml`) with a fault so far."""
        return {FILES[fault.file] for fault in self.faults if fault.file in FILES}


def digest(draft: Draft) -> str:
    """Return the SHA-256 over what a case says: its header and rows in order, without what is left to a default.

    Comments, spaces, the order of columns and whether it is a folder or a workbook make no difference.
    """
    total = hashlib.sha256(draft.header.model_dump_json(exclude_defaults=True).encode())
    for name, rows in draft.rows.items():
        for _, row in rows:
            total.update(f"\n{name} {row.model_dump_json(exclude_defaults=True)}".encode())
    return total.hexdigest()


def _case(draft: Draft, minutes: dict[tuple[str, str], float], path: Path, digest: str) -> Case:
    header = draft.header
    return Case(
        identity=header.case,
        horizon=header.horizon,
        travel=header.travel,
        parameters=draft.figures,
        localities=draft.of(t.Locality),
        areas=draft.of(t.Area),
        settings=draft.of(t.Setting),
        cohorts=draft.of(t.Cohort),
        stays=draft.of(t.Stay),
        growth=draft.of(t.Growth),
        seasons=draft.of(t.Season),
        sites=draft.of(t.Site),
        configurations=draft.of(t.Configuration),
        funders=draft.of(t.Funder),
        funding=draft.of(t.Funding),
        area_travel_min=minutes,
        gates=draft.of(t.Gate),
        contracts=draft.of(t.Contract),
        transitions=draft.of(t.Transition),
        budgets=draft.of(t.Budget),
        staff_per_bed=draft.of(t.StaffPerBed),
        scenarios=draft.of(t.Scenario),
        benchmarks=draft.of(t.Benchmark),
        milestones=draft.of(t.Milestone),
        parameter_rows=draft.of(t.Parameter),
        travel_times=draft.of(t.TravelTime),
        road_nodes=draft.of(t.RoadNode),
        roads=draft.of(t.Road),
        bases=draft.of(staff.Base),
        adjacency=draft.of(staff.Adjacency),
        roles=draft.of(staff.Role),
        establishment=draft.of(staff.Establishment),
        skills=draft.of(staff.Skill),
        may_do=draft.of(staff.MayDo),
        work_types=draft.of(staff.WorkType),
        recipes=draft.of(staff.Recipe),
        tapers=draft.of(staff.Taper),
        duty_cover=draft.of(staff.DutyCover),
        moves=draft.of(staff.Move),
        supervision=draft.of(staff.Supervision),
        levers=draft.of(staff.Lever),
        staff_lists=draft.of(staff.StaffList),
        staff_statements=draft.of(staff.StaffStatement),
        rotas=draft.of(rota.RotaPeriod),
        rule_sets=draft.of(rota.RuleSet),
        unsocial_rates=draft.of(rota.UnsocialRate),
        people=draft.of(rota.Person),
        rota_shifts=draft.of(rota.RotaShift),
        rota_cover=draft.of(rota.RotaCover),
        absences=draft.of(rota.Absence),
        requests=draft.of(rota.Request),
        fixed_patterns=draft.of(rota.FixedPattern),
        hub_contacts=draft.of(hub.HubContact),
        hub_profile=draft.of(hub.HubProfile),
        hub_hours=draft.of(hub.HubHours),
        hub_roles=draft.of(hub.HubRole),
        hub_may_answer=draft.of(hub.HubMayAnswer),
        hub_contracts=draft.of(hub.HubContract),
        hub_shifts=draft.of(hub.HubShift),
        visit_places=draft.of(day.VisitPlace),
        visits=draft.of(day.VisitRow),
        visit_pairs=draft.of(day.VisitPair),
        carers=draft.of(day.CarerRow),
        visit_travel=draft.of(day.VisitTravel),
        scenario=header.case.scenario,
        folder=path,
        digest=digest,
    )


def _in_order(faults: Sequence[Fault]) -> list[Fault]:
    order = {name: position for position, name in enumerate(FILES)}
    listed = sorted(faults, key=lambda fault: (order.get(fault.file, len(order)), fault.file, fault.row or 0))
    by_file: dict[str, list[Fault]] = {}
    for fault in listed:
        by_file.setdefault(fault.file, []).append(fault)
    return [fault for file, group in by_file.items() for fault in limited(file, group)]

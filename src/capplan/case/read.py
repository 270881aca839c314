"""A case folder or workbook read whole: either a `Case` that needs no more doubt, or every fault in it at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from capplan.case import document_tables as document
from capplan.case import grid_tables as grid
from capplan.case import hub_tables as hub
from capplan.case import option_tables as board
from capplan.case import programme_tables as programme
from capplan.case import rota_tables as rota
from capplan.case import simulation_tables as simulated
from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case import uncertainty_tables as un
from capplan.case import visit_tables as day
from capplan.case import week_tables as week
from capplan.case.case import Case
from capplan.case.crosscheck import case_faults, table_faults
from capplan.case.draft import Draft
from capplan.case.faults import Fault, limited
from capplan.case.fields import Row
from capplan.case.parameters import read_parameters
from capplan.case.rows import TableReader
from capplan.case.sources import FILES, Source, source_of
from capplan.case.tables import SHARED_TABLES, TABLES
from capplan.case.toml_file import FILE as TOML_FILE
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

    def _missing(self, names: Iterable[str]) -> None:
        """Name every one of these tables that is not there."""
        for name in names:
            if name not in self.source.tables and name not in self.faulty():
                repair = "Add it; `capplan new` writes an empty one."
                self.faults.append(Fault(f"{name}.csv", None, None, None, self.source.missing, repair))

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
        beds = self._beds(rows)
        draft = Draft(toml, None, rows)
        if "parameters" not in self.source.tables:
            return draft
        parameters, faults = read_parameters(
            draft.numbered(t.Parameter), complete="parameters" not in self.faulty(), beds=beds
        )
        self.faults += faults
        return replace(draft, parameters=parameters)

    def _beds(self, rows: Mapping[str, Sequence[tuple[int, Row]]]) -> bool:
        """Say whether the case plans beds, and if so name every table for beds that is missing or has no rows.

        It does as soon as one table that only beds need has a row, and where there is nothing else to plan.
        """
        own = {table.name for table in TABLES.values() if table.for_beds}.difference(SHARED_TABLES)
        filled = {name for name, found in rows.items() if found} | self.faulty()
        beds = bool(filled & own) or not filled - {TOML_FILE, "parameters", *SHARED_TABLES}
        if beds:
            names = [table.name for table in TABLES.values() if table.for_beds]
            self._missing(names)
            hint = "Write at least one row under the header."
            for name in names:
                if name in self.source.tables and not rows[name] and name not in self.faulty():
                    self.faults.append(Fault(f"{name}.csv", None, None, None, "has no rows", hint))
        return beds

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
        hub_volumes=draft.of(hub.HubVolume),
        document_figures=draft.of(document.DocumentFigure),
        document_checks=draft.of(document.DocumentCheck),
        document_terms=draft.of(document.DocumentTerm),
        stay_spread=draft.of(simulated.StaySpread),
        weekdays=draft.of(simulated.WeekdayIndex),
        occupied_today=draft.of(simulated.OccupiedToday),
        visit_places=draft.of(day.VisitPlace),
        visits=draft.of(day.VisitRow),
        visit_pairs=draft.of(day.VisitPair),
        carers=draft.of(day.CarerRow),
        visit_travel=draft.of(day.VisitTravel),
        visit_weekdays=draft.of(week.VisitWeekdays),
        carer_shifts=draft.of(week.CarerShift),
        initiatives=draft.of(programme.Initiative),
        roll_out=draft.of(programme.RollOut),
        initiative_money=draft.of(programme.InitiativeMoney),
        pots=draft.of(programme.Pot),
        programme_budgets=draft.of(programme.ProgrammeBudget),
        precedence=draft.of(programme.Precedence),
        benefit_gates=draft.of(programme.BenefitGate),
        approvals=draft.of(programme.Approval),
        benefit_overlaps=draft.of(programme.BenefitOverlap),
        benefit_shares=draft.of(programme.BenefitShare),
        programme_capacity=draft.of(programme.ProgrammeCapacity),
        contingencies=draft.of(programme.Contingency),
        programme_sites=draft.of(programme.ProgrammeSite),
        aim=header.programme,
        options=draft.of(board.BoardOption),
        option_changes=draft.of(board.OptionChange),
        uncertainty=draft.of(un.Uncertainty),
        scenario_chances=draft.of(un.ScenarioChance),
        grid_lines=draft.of(grid.GridLine),
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

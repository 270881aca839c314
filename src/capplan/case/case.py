"""The frozen case: every table of the folder as typed rows, plus what the calendar and the map derive.

A `Case` is only made by :func:`capplan.case.read.read_case` (or the helpers of the tests) after every
check has passed, so that code which holds one need not doubt it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
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
from capplan.case.calendar import Period, periods_of
from capplan.case.day_travel import DayTravel, estimated_travel, measured_travel, modes_of, points_of
from capplan.case.fields import Row
from capplan.case.header import Horizon, Identity, Parameters, ProgrammeAim, TravelMethod


@dataclass(frozen=True)
class Case:
    """One county's (or place's) planning case. Rows keep the order of their files.

    Attributes
    ----------
    area_travel_min : mapping of (area id, site id) to minutes
        Travel of every area to every site and every base (by base id); `inf` where there is no way.
    folder : Path or None
        Where the case was read from: a folder, or a workbook.
    digest : str
        SHA-256 over what the case says, independent of its place, comments and spelling.
    """

    identity: Identity
    horizon: Horizon
    travel: TravelMethod
    parameters: Parameters
    localities: tuple[t.Locality, ...]
    areas: tuple[t.Area, ...]
    settings: tuple[t.Setting, ...]
    cohorts: tuple[t.Cohort, ...]
    stays: tuple[t.Stay, ...]
    growth: tuple[t.Growth, ...]
    seasons: tuple[t.Season, ...]
    sites: tuple[t.Site, ...]
    configurations: tuple[t.Configuration, ...]
    funders: tuple[t.Funder, ...]
    funding: tuple[t.Funding, ...]
    area_travel_min: Mapping[tuple[str, str], float]
    gates: tuple[t.Gate, ...] = ()
    contracts: tuple[t.Contract, ...] = ()
    transitions: tuple[t.Transition, ...] = ()
    budgets: tuple[t.Budget, ...] = ()
    staff_per_bed: tuple[t.StaffPerBed, ...] = ()
    scenarios: tuple[t.Scenario, ...] = ()
    benchmarks: tuple[t.Benchmark, ...] = ()
    milestones: tuple[t.Milestone, ...] = ()
    parameter_rows: tuple[t.Parameter, ...] = ()
    travel_times: tuple[t.TravelTime, ...] = ()
    road_nodes: tuple[t.RoadNode, ...] = ()
    roads: tuple[t.Road, ...] = ()
    bases: tuple[staff.Base, ...] = ()
    adjacency: tuple[staff.Adjacency, ...] = ()
    roles: tuple[staff.Role, ...] = ()
    establishment: tuple[staff.Establishment, ...] = ()
    skills: tuple[staff.Skill, ...] = ()
    may_do: tuple[staff.MayDo, ...] = ()
    work_types: tuple[staff.WorkType, ...] = ()
    recipes: tuple[staff.Recipe, ...] = ()
    tapers: tuple[staff.Taper, ...] = ()
    duty_cover: tuple[staff.DutyCover, ...] = ()
    moves: tuple[staff.Move, ...] = ()
    supervision: tuple[staff.Supervision, ...] = ()
    levers: tuple[staff.Lever, ...] = ()
    staff_lists: tuple[staff.StaffList, ...] = ()
    staff_statements: tuple[staff.StaffStatement, ...] = ()
    rotas: tuple[rota.RotaPeriod, ...] = ()
    rule_sets: tuple[rota.RuleSet, ...] = ()
    unsocial_rates: tuple[rota.UnsocialRate, ...] = ()
    people: tuple[rota.Person, ...] = ()
    rota_shifts: tuple[rota.RotaShift, ...] = ()
    rota_cover: tuple[rota.RotaCover, ...] = ()
    absences: tuple[rota.Absence, ...] = ()
    requests: tuple[rota.Request, ...] = ()
    fixed_patterns: tuple[rota.FixedPattern, ...] = ()
    hub_contacts: tuple[hub.HubContact, ...] = ()
    hub_profile: tuple[hub.HubProfile, ...] = ()
    hub_hours: tuple[hub.HubHours, ...] = ()
    hub_roles: tuple[hub.HubRole, ...] = ()
    hub_may_answer: tuple[hub.HubMayAnswer, ...] = ()
    hub_contracts: tuple[hub.HubContract, ...] = ()
    hub_shifts: tuple[hub.HubShift, ...] = ()
    hub_volumes: tuple[hub.HubVolume, ...] = ()
    document_figures: tuple[document.DocumentFigure, ...] = ()
    document_checks: tuple[document.DocumentCheck, ...] = ()
    document_terms: tuple[document.DocumentTerm, ...] = ()
    stay_spread: tuple[simulated.StaySpread, ...] = ()
    weekdays: tuple[simulated.WeekdayIndex, ...] = ()
    occupied_today: tuple[simulated.OccupiedToday, ...] = ()
    visit_places: tuple[day.VisitPlace, ...] = ()
    visits: tuple[day.VisitRow, ...] = ()
    visit_pairs: tuple[day.VisitPair, ...] = ()
    carers: tuple[day.CarerRow, ...] = ()
    visit_travel: tuple[day.VisitTravel, ...] = ()
    visit_weekdays: tuple[week.VisitWeekdays, ...] = ()
    carer_shifts: tuple[week.CarerShift, ...] = ()
    initiatives: tuple[programme.Initiative, ...] = ()
    roll_out: tuple[programme.RollOut, ...] = ()
    initiative_money: tuple[programme.InitiativeMoney, ...] = ()
    pots: tuple[programme.Pot, ...] = ()
    programme_budgets: tuple[programme.ProgrammeBudget, ...] = ()
    precedence: tuple[programme.Precedence, ...] = ()
    benefit_gates: tuple[programme.BenefitGate, ...] = ()
    approvals: tuple[programme.Approval, ...] = ()
    benefit_overlaps: tuple[programme.BenefitOverlap, ...] = ()
    benefit_shares: tuple[programme.BenefitShare, ...] = ()
    programme_capacity: tuple[programme.ProgrammeCapacity, ...] = ()
    contingencies: tuple[programme.Contingency, ...] = ()
    programme_sites: tuple[programme.ProgrammeSite, ...] = ()
    aim: ProgrammeAim = field(default_factory=ProgrammeAim)
    options: tuple[board.BoardOption, ...] = ()
    option_changes: tuple[board.OptionChange, ...] = ()
    uncertainty: tuple[un.Uncertainty, ...] = ()
    scenario_chances: tuple[un.ScenarioChance, ...] = ()
    grid_lines: tuple[grid.GridLine, ...] = ()
    scenario: str = "base"
    folder: Path | None = None
    digest: str = ""

    def rows_of(self, table: str) -> tuple[Row, ...]:
        """Return the rows of a table by its name."""
        rows: tuple[Row, ...] = getattr(self, "parameter_rows" if table == "parameters" else table)
        return rows

    def role_title(self, role: str) -> str:
        """Return the name of a role; its id in words where roles.csv has none, '' for none."""
        return self.role[role].title if role in self.role else role.replace("-", " ")

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods of the horizon, in order."""
        return periods_of(self.horizon, self.parameters.discount_rate)

    @cached_property
    def site(self) -> Mapping[str, t.Site]:
        """Sites by id."""
        return {row.site: row for row in self.sites}

    @cached_property
    def setting(self) -> Mapping[str, t.Setting]:
        """Settings by id."""
        return {row.setting: row for row in self.settings}

    @cached_property
    def cohort(self) -> Mapping[str, t.Cohort]:
        """Cohorts by id."""
        return {row.cohort: row for row in self.cohorts}

    @cached_property
    def contract(self) -> Mapping[str, t.Contract]:
        """Contracts by id."""
        return {row.contract: row for row in self.contracts}

    @cached_property
    def gate(self) -> Mapping[str, t.Gate]:
        """Gates by id."""
        return {row.gate: row for row in self.gates}

    @cached_property
    def stay(self) -> Mapping[tuple[str, str], t.Stay]:
        """Stays by (cohort, setting)."""
        return {(row.cohort, row.setting): row for row in self.stays}

    @cached_property
    def configurations_of(self) -> Mapping[str, tuple[t.Configuration, ...]]:
        """Configurations of each site, in file order."""
        return {site.site: tuple(row for row in self.configurations if row.site == site.site) for site in self.sites}

    @cached_property
    def locality_travel_min(self) -> Mapping[tuple[str, str], float]:
        """Minutes from locality to site: mean over its areas weighted by people aged 65 and over."""
        people: dict[str, float] = {}
        minutes: dict[tuple[str, str], float] = {}
        for area in self.areas:
            weight = area.older_people
            if weight == 0:
                continue
            people[area.locality] = people.get(area.locality, 0.0) + weight
            for site in self.sites:
                key = (area.locality, site.site)
                minutes[key] = minutes.get(key, 0.0) + weight * self.area_travel_min[area.area, site.site]
        return {key: total / people[key[0]] for key, total in minutes.items()}

    @cached_property
    def role(self) -> Mapping[str, staff.Role]:
        """Roles by id."""
        return {row.role: row for row in self.roles}

    @cached_property
    def base(self) -> Mapping[str, staff.Base]:
        """Bases by id, candidates included."""
        return {row.base: row for row in self.bases}

    @property
    def has_visits(self) -> bool:
        """Whether the case holds a day of visits."""
        return bool(self.visits)

    @cached_property
    def day_travel(self) -> DayTravel:
        """Travel between the bases and places of the day of visits, by mode."""
        points, modes = points_of(self.bases, self.visit_places), modes_of(self.carers)
        if self.visit_travel:
            minutes, distance = measured_travel(points, modes, self.visit_travel)
        else:
            roads = (self.road_nodes, self.roads) if self.travel.method == "roads" else None
            minutes, distance = estimated_travel(points, modes, self.parameters, roads)
        return DayTravel(tuple(point.id for point in points), minutes, distance)

    @property
    def plans_beds(self) -> bool:
        """Whether the case holds the tables from which beds are planned."""
        return bool(self.sites)

    @property
    def plans_staff(self) -> bool:
        """Whether the case holds the tables from which staff are planned beside beds."""
        return bool(self.roles) and self.plans_beds

    @property
    def plans_programme(self) -> bool:
        """Whether the case holds the tables from which a programme is planned."""
        return bool(self.initiatives)

    @property
    def plans_rota(self) -> bool:
        """Whether the case holds the tables from which people are put on shifts."""
        return bool(self.rotas)

    @property
    def plans_hub(self) -> bool:
        """Whether the case holds the tables from which its single point of referral is planned."""
        return bool(self.hub_contacts)

    @property
    def has_document(self) -> bool:
        """Whether the case holds checks of its source document."""
        return bool(self.document_checks)

    def without_staff(self) -> Case:
        """Return the same case with beds alone: no staff is planned, and the price of a bed holds its staff."""
        return replace(
            self,
            bases=(),
            roles=(),
            establishment=(),
            skills=(),
            may_do=(),
            work_types=(),
            recipes=(),
            tapers=(),
            duty_cover=(),
            moves=(),
            supervision=(),
            levers=(),
            hub_contacts=(),
            hub_profile=(),
            hub_hours=(),
            hub_roles=(),
            hub_may_answer=(),
            hub_contracts=(),
            hub_shifts=(),
            hub_volumes=(),
        )

    def with_bases(self, in_use: Collection[str]) -> Case:
        """Return the same case with these bases in use and no other: marked `must`, the rest `never`."""
        rows = (row.model_copy(update={"use": "must" if row.base in in_use else "never"}) for row in self.bases)
        return replace(self, bases=tuple(rows))

    @cached_property
    def scenario_ids(self) -> tuple[str, ...]:
        """`base` and every scenario named in the tables, in order."""
        return tuple(dict.fromkeys(["base", *(row.scenario for row in self.scenarios)]))

    def factor(self, cohort: str) -> tuple[float, float]:
        """Return (demand factor, stay factor) of a cohort in the scenario this case is set to."""
        for row in self.scenarios:
            if row.scenario == self.scenario and row.cohort == cohort:
                return row.demand_factor, row.stay_factor
        return 1.0, 1.0

    def in_scenario(self, scenario: str) -> Case:
        """Return the same case set to another scenario.

        Raises
        ------
        KeyError
            If no scenario has this id.
        """
        if scenario not in self.scenario_ids:
            raise KeyError(scenario)
        return replace(self, scenario=scenario)

    def admitted(self, site: t.Site) -> Iterator[t.Cohort]:
        """Yield the cohorts a site admits: a stay in its setting, and named in `admits` if filled."""
        named = site.admits.split()
        for cohort in self.cohorts:
            if (cohort.cohort, site.setting) in self.stay and (not named or cohort.cohort in named):
                yield cohort

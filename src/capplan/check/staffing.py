"""What an option's staff have to do: units of work that follow from the beds, people on duty, and hours of need."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from capplan.case.staff_tables import DutyCover, Recipe, WorkType
from capplan.check.answer import Answer
from capplan.check.erlang import waits_too_long_share
from capplan.check.staff_answer import StaffAnswer
from capplan.check.staff_facts import BED_DAYS, StaffFacts
from capplan.check.work_facts import WorkFacts
from capplan.decisions import Response
from capplan.units import minutes_to_hours

HOURS_A_DAY = 24
FROM_BEDS = ("home-starts", *BED_DAYS)
WorkKind = Literal["duty", "home-starts", "occupied-days", "staffed-days", "referrals", "older-people", "fixed"]


@dataclass(frozen=True)
class Part:
    """Hours of need with one cause: a work type's recipe, or a row of duty cover."""

    workplace: str
    skill: str
    response: Response
    number: int
    kind: WorkKind
    hours: float
    travel_hours: float


@dataclass(frozen=True)
class Duty:
    """People on duty by one row of duty cover at one base in a period."""

    cover: DutyCover
    base: str
    number: int
    on_duty: int
    calls_per_hour: float
    waits_too_long: float
    hours: float


@dataclass(frozen=True)
class Staffing:
    """The beds and the staff of an option together.

    Attributes
    ----------
    beds : Answer
        Decisions on beds: configurations, starts, loads.
    answer : StaffAnswer
        Decisions on staff.
    """

    beds: Answer
    answer: StaffAnswer

    @property
    def facts(self) -> StaffFacts:
        """Sets and parameters of the staff."""
        return self.answer.facts

    @cached_property
    def work(self) -> WorkFacts:
        """What work takes."""
        return WorkFacts(self.facts)

    def volume(self, work: WorkType, workplace: str, number: int) -> float:
        """Return the units of a work type at a workplace in a period, as the beds give them or the case does."""
        if work.driver not in FROM_BEDS:
            return self.work.given_volume(work, workplace, number)
        kept = self.work.kept_share(work, number)
        if work.driver == "home-starts":
            return kept * self._starts_at_home(work, workplace, number)
        site = self.facts.case.site.get(workplace)
        if site is None or (work.of and site.setting not in work.of.split()):
            return 0.0
        days = self.facts.case.periods[number].days
        if work.driver == "occupied-days":
            return kept * self.beds.load[workplace, number] * days
        return kept * self.beds.ran(site, number).beds_staffed * days

    def _starts_at_home(self, work: WorkType, base_id: str, number: int) -> float:
        """Return units of work of the people who start at a base's home site: starts by the weight of each."""
        base = next((base for base in self.facts.bases if base.base == base_id), None)
        if base is None or base.home_site is None:
            return 0.0
        setting = self.facts.case.site[base.home_site].setting
        stay_days = self.facts.facts.stay_days
        return math.fsum(
            self.work.weight_of_start(work, stay_days[cohort, setting]) * people
            for cohort, people in self._started.get((base.home_site, number), [])
            if (cohort, setting) in stay_days and (not work.of or cohort in work.of.split())
        )

    @cached_property
    def _started(self) -> dict[tuple[str, int], list[tuple[str, float]]]:
        rows: dict[tuple[str, int], list[tuple[str, float]]] = {}
        for (cohort, _, site, number), people in self.beds.starts.items():
            rows.setdefault((site, number), []).append((cohort, people))
        return rows

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """People on duty for every row of duty cover at its base (or each base in use) in every period."""
        return tuple(
            self._duty(cover, base.base, number)
            for cover in self.facts.case.duty_cover
            for base in self.facts.bases
            if cover.base in ("each", base.base)
            for number in range(len(self.facts.case.periods))
        )

    def _duty(self, cover: DutyCover, base: str, number: int) -> Duty:
        days = self.facts.case.periods[number].days
        band = cover.to_hour - cover.from_hour
        band += HOURS_A_DAY if band <= 0.0 else 0.0
        work = next((work for work in self.facts.case.work_types if work.work == cover.work), None)
        calls, service_min = 0.0, 0.0
        if work is not None:
            places = self.facts.workplaces if cover.serves == "county" else (base,)
            units = math.fsum(self.volume(work, place, number) for place in places)
            calls = units / days * cover.share / band
            service_min = math.fsum(
                self.work.unit_min(work, recipe, base, number)[0]
                for recipe in self.facts.case.recipes
                if (recipe.work, recipe.skill) == (cover.work, cover.skill)
            )
        on_duty, late = cover.min_on_duty, 0.0
        if calls > 0.0 and service_min > 0.0:
            service_hours = minutes_to_hours(service_min)
            load = calls * service_hours
            late = waits_too_long_share(on_duty, load, cover.wait_hours, service_hours)
            while late > cover.max_wait_share:
                on_duty += 1
                late = waits_too_long_share(on_duty, load, cover.wait_hours, service_hours)
        return Duty(cover, base, number, on_duty, calls, late, on_duty * band * days)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every cause of need with hours above zero."""
        return tuple(part for part in self._all_parts() if part.hours > 0.0)

    def _all_parts(self) -> Iterator[Part]:
        works = {work.work: work for work in self.facts.case.work_types}
        for recipe in self.facts.case.recipes:
            work = works[recipe.work]
            for workplace in self.facts.workplaces:
                if self._answered_by_duty(recipe, workplace):
                    continue
                for number in range(len(self.facts.case.periods)):
                    units = self.volume(work, workplace, number)
                    hours, travel = (
                        minutes_to_hours(minutes * units)
                        for minutes in self.work.unit_min(work, recipe, workplace, number)
                    )
                    yield Part(workplace, recipe.skill, work.response, number, work.driver, hours, travel)
        for duty in self.duties:
            yield Part(duty.base, duty.cover.skill, "rapid", duty.number, "duty", duty.hours, 0.0)

    def _answered_by_duty(self, recipe: Recipe, workplace: str) -> bool:
        """Say whether people on duty do this work at a workplace: those of its own base, or of the whole county."""
        return any(
            (cover.work, cover.skill) == (recipe.work, recipe.skill)
            and any(
                cover.base in ("each", base.base) and (cover.serves == "county" or base.base == workplace)
                for base in self.facts.bases
            )
            for cover in self.facts.case.duty_cover
        )

    @cached_property
    def need(self) -> dict[tuple[str, str, Response, int], float]:
        """Hours needed by workplace, skill, response class and period; above zero only."""
        terms: dict[tuple[str, str, Response, int], list[float]] = {}
        for part in self.parts:
            terms.setdefault((part.workplace, part.skill, part.response, part.number), []).append(part.hours)
        return {key: math.fsum(hours) for key, hours in terms.items()}

    @cached_property
    def parts_of(self) -> dict[tuple[str, str, int], list[Part]]:
        """Causes of need by workplace, skill and period."""
        found: dict[tuple[str, str, int], list[Part]] = {}
        for part in self.parts:
            found.setdefault((part.workplace, part.skill, part.number), []).append(part)
        return found

    def needed(self, workplace: str, skill: str, number: int) -> float:
        """Return the hours of a skill needed at a workplace in a period, all response classes."""
        return math.fsum(part.hours for part in self.parts_of.get((workplace, skill, number), []))

    def done(self, workplace: str, skill: str, number: int) -> tuple[float, float]:
        """Return the hours of a skill's work done by (people in post, agency), each hour by its efficiency."""
        people, agency = self._done.get((workplace, skill, number), ([], []))
        return math.fsum(people), math.fsum(agency)

    @cached_property
    def _done(self) -> dict[tuple[str, str, int], tuple[list[float], list[float]]]:
        found: dict[tuple[str, str, int], tuple[list[float], list[float]]] = {}
        for column, rows in enumerate((self.answer.worked, self.answer.agency)):
            for (role, workplace, skill, number), hours in rows.items():
                row = self.facts.may_do(role, skill, number)
                if row is not None:
                    sums = found.setdefault((workplace, skill, number), ([], []))
                    sums[column].append(row.efficiency * hours)
        return found

    def shortfall_weight_gbp_per_hour(self, skill: str, response: str) -> float:
        """Return the weight of an hour left undone: the largest of the work types of the class that need the skill.

        Duty cover may need a skill for which no work type of the rapid class asks: then the largest weight of all.
        """
        asking = {recipe.work for recipe in self.facts.case.recipes if recipe.skill == skill}
        works = self.facts.case.work_types
        own = [work.shortfall_gbp_per_hour for work in works if work.response == response and work.work in asking]
        return max(own or [work.shortfall_gbp_per_hour for work in works])

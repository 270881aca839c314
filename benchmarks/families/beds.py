"""Capacitated facility location files (OR-Library cap*, capa-c, and Holmberg) as single-period `beds` cases.

A facility is a site with two configurations, closed and open; its capacity is its staffed beds, its
safe load all of them (rule `occupancy`, target 1). A customer is a locality whose people must all be
placed (`never`) and stay the whole month, so that people started = beds occupied. The cost of
serving a customer is the weight of travel. Nothing but the case is special: the model, the solver
run, the figures and the checker are the ones that plan a county.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.case.header import Horizon, Identity, Parameters, TravelMethod

DAYS = 31
ORLIB_CAPACITIES = {
    "capa": (8000, 10000, 12000, 14000),
    "capb": (5000, 6000, 7000, 8000),
    "capc": (5000, 5750, 6500, 7250),
}


@dataclass(frozen=True)
class Instance:
    """A location instance: capacities and fixed costs by facility, demand by customer, cost of a whole customer."""

    name: str
    capacity: tuple[int, ...]
    fixed_gbp: tuple[float, ...]
    demand: tuple[float, ...]
    cost_gbp: tuple[tuple[float, ...], ...]  # [customer][facility]


def find(folder: Path) -> Iterator[Instance]:
    """Yield every instance of a folder in the OR-Library or Holmberg format; other files are passed over."""
    for path in sorted(folder.iterdir(), key=_natural):
        if path.suffix in {"", ".txt"} and path.is_file():
            yield from _read(path)


def _natural(path: Path) -> tuple[str, int]:
    digits = "".join(filter(str.isdigit, path.stem))
    return path.stem.rstrip("0123456789"), int(digits or 0)


def _read(path: Path) -> Iterator[Instance]:
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if not lines or len(lines[0]) != 2 or not all(word.isdigit() for word in lines[0]):
        return
    num, customers = int(lines[0][0]), int(lines[0][1])
    words = text.split()[2:]
    if len(words) != 2 * num + customers * (num + 1):
        return
    if "capacity" in words:
        for size in ORLIB_CAPACITIES.get(path.stem, ()):
            filled = [str(size) if word == "capacity" else word for word in words]
            yield _orlib(f"{path.stem}_{size}", num, [float(word) for word in filled])
    elif len(lines[1]) == 2 and num > 2:
        yield _orlib(path.stem, num, [float(word) for word in words])
    else:
        yield _holmberg(path.stem, num, customers, [float(word) for word in words])


def _orlib(name: str, num: int, values: list[float]) -> Instance:
    rows = [values[start : start + num + 1] for start in range(2 * num, len(values), num + 1)]
    return Instance(
        name,
        tuple(int(value) for value in values[0 : 2 * num : 2]),
        tuple(values[1 : 2 * num : 2]),
        tuple(row[0] for row in rows),
        tuple(tuple(row[1:]) for row in rows),
    )


def _holmberg(name: str, num: int, customers: int, values: list[float]) -> Instance:
    costs = values[2 * num + customers :]
    return Instance(
        name,
        tuple(int(value) for value in values[:num]),
        tuple(values[num : 2 * num]),
        tuple(values[2 * num : 2 * num + customers]),
        tuple(tuple(costs[start : start + num]) for start in range(0, len(costs), num)),
    )


def case_of(instance: Instance) -> Case:
    """Return the instance as a case of one month."""
    customers = [f"c{number}" for number in range(len(instance.demand))]
    facilities = [f"f{number}" for number in range(len(instance.capacity))]
    sites, configurations, transitions = [], [], []
    for site, capacity, fixed in zip(facilities, instance.capacity, instance.fixed_gbp, strict=True):
        sites.append(t.Site(site=site, title=site, setting="facility", lat=0, lon=0, travels="person", today="closed"))
        for name, beds, gbp in (("closed", 0, 0.0), ("open", capacity, 12 * fixed)):
            configurations.append(
                t.Configuration(
                    site=site,
                    configuration=name,
                    kind="ward",
                    beds_staffed=beds,
                    fixed_gbp_per_year=gbp,
                    variable_gbp_per_occupied_day=0.0,
                )
            )
        transitions.append(t.Transition(site=site, from_configuration="closed", to_configuration="open"))
    return Case(
        identity=Identity(id=instance.name.replace("_", "-"), title=instance.name),
        horizon=Horizon(start="2000-01", months=1, standard_from="2000-01", year_starts_month=1),
        travel=TravelMethod(method="matrix"),
        parameters=Parameters(acute_delayed_day_gbp=0, acute_admission_day_gbp=0, access_gbp_per_hour=60),
        localities=tuple(t.Locality(locality=name, title=name) for name in customers),
        areas=tuple(
            t.Area(area=name, title=name, locality=name, lat=0, lon=0, age_65_74=0, age_75_84=0, age_85_plus=demand)
            for name, demand in zip(customers, instance.demand, strict=True)
        ),
        settings=(
            t.Setting(
                setting="facility",
                title="Facility",
                unit="bed",
                unit_cost_gbp_per_occupied_day=0,
                reference_occupancy=1,
                fixed_share=1,
            ),
        ),
        cohorts=(
            t.Cohort(
                cohort="all",
                title="All",
                admissions_per_year=sum(instance.demand),
                age_65_74=0,
                age_75_84=0,
                age_85_plus=1,
                when_full="never",
                rule="occupancy",
                rule_target=1,
                max_travel_min=1e12,
            ),
        ),
        stays=(t.Stay(cohort="all", setting="facility", stay_days=DAYS),),
        growth=(t.Growth(year="2000", age_65_74=1, age_75_84=1, age_85_plus=1),),
        seasons=tuple(t.Season(month=month, index=1 if month == 1 else 0) for month in range(1, 13)),
        sites=tuple(sites),
        configurations=tuple(configurations),
        transitions=tuple(transitions),
        funders=(t.Funder(funder="payer", title="Payer", pooled=False),),
        funding=(t.Funding(setting="facility", funder="payer", share=1),),
        area_travel_min={
            (customer, site): cost / demand
            for customer, demand, costs in zip(customers, instance.demand, instance.cost_gbp, strict=True)
            for site, cost in zip(facilities, costs, strict=True)
        },
    )

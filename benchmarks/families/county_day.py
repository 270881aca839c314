"""Synthetic county days of visits: 100, 300 and 1,000 visits of Buckinghamshire, any seed."""

from __future__ import annotations

from pathlib import Path

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.formulations.visits import Inputs, inputs_of
from capplan.plan.visits.county_day import county_day

COUNTY = Path(__file__).parents[2] / "data" / "buckinghamshire"


def day_case(num_visits: int, seed: int, county: Path = COUNTY) -> Case:
    """Return the county's case with a made-up day."""
    return county_day(read_case(county), num_visits, seed)


def day_inputs(num_visits: int, seed: int, county: Path = COUNTY) -> Inputs:
    """Return a made-up day as the formulation takes it."""
    return inputs_of(day_case(num_visits, seed, county))

"""The checker of initiatives that are changes of sites: a start moved, left out or invented is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case.case import Case
from capplan.check.linked import check_linked
from capplan.decisions import BedDecisions, SiteConfiguration
from capplan.decisions.programme import ProgrammeDecisions, ProgrammeStart
from golden_lp import Formulation

YEARS = ("2024-04", "2025-04", "2026-04")
RUNS = {
    "ward-a": ("ten", "ten", "none"),
    "clinic-b": ("none", "ten", "ten"),
    "ward-c": ("twenty", "twenty", "twenty"),
}
STARTS = {"close-a": "2026-04", "open-b": "2025-04", "team": "2025-04"}


@pytest.fixture(scope="module")
def case() -> Case:
    return Formulation("linked").case()


def found(case: Case, runs: dict[str, tuple[str, ...]], starts: dict[str, str]) -> list[str]:
    beds = BedDecisions(
        configurations=tuple(
            SiteConfiguration(site=site, period=period, configuration=name)
            for site, names in runs.items()
            for period, name in zip(YEARS, names, strict=True)
        ),
        starts=(),
        waiting=(),
        diverted=(),
    )
    programme = ProgrammeDecisions(
        starts=tuple(ProgrammeStart(initiative=name, locality="", month=month) for name, month in starts.items())
    )
    return [f"{one.where}: {one.message}" for one in check_linked(case, beds, programme)]


def test_one_calendar_passes(case: Case) -> None:
    assert found(case, RUNS, STARTS) == []


@pytest.mark.parametrize(
    ("runs", "starts", "words"),
    [
        ({}, {"close-a": "2025-04"}, "close-a, site ward-a: starts 2025-04, but the site closes 2026-04"),
        ({"ward-a": ("ten", "none", "none")}, {}, "close-a, site ward-a: starts 2026-04, but the site closes 2025-04"),
        ({"clinic-b": ("none", "none", "none")}, {}, "open-b, site clinic-b: starts 2025-04, but the site opens never"),
        ({"ward-c": ("twenty", "ten", "ten")}, {}, "fewer-c, site ward-c: starts never, but the site reduces 2025-04"),
        ({}, {"fewer-c": "2024-10"}, "fewer-c, site ward-c: starts 2024-10, but the site reduces never"),
    ],
)
def test_two_calendars_are_found(
    case: Case, runs: dict[str, tuple[str, ...]], starts: dict[str, str], words: str
) -> None:
    assert found(case, RUNS | runs, STARTS | starts) == [f"initiative {words}; they are one change."]


def test_a_tie_that_the_case_does_not_state_is_no_rule(case: Case) -> None:
    assert found(replace(case, programme_sites=()), RUNS, {}) == []

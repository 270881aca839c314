"""The made-up counties of the scaling benchmark are sound cases: no fault, the same for the same seed, solvable."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from capplan.case.case import Case
from capplan.formulations import system
from capplan.plan.option import solve_option
from capplan.plan.search import build
from capplan.solve import Profile, compile_model
from test_made_cases import faults

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def county() -> Any:
    """Return the module that makes counties; it stands outside the package, beside the benchmarks."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return import_module("families.county")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def base(county: Any) -> Case:
    case: Case = county.county_case(county.Size())
    return case


def test_the_base_case_has_no_fault(base: Case) -> None:
    assert faults(base) == []


@pytest.mark.parametrize("size", [(2, 4, 4, 7), (70, 12, 12, 20), (7, 36, 12, 20), (7, 12, 36, 20), (7, 12, 12, 60)])
def test_larger_and_smaller_cases_have_no_fault(county: Any, size: tuple[int, ...]) -> None:
    assert faults(county.county_case(county.Size(*size))) == []


def test_the_base_case_has_the_size_asked_for(base: Case) -> None:
    """Twelve sites are 4 wards, 5 blocks and 3 sites of home places at 3 bases.

    Four ward roles have posts at 4 wards and eight roles of bases at 3 bases: 4 x 4 + 8 x 3 = 40 posts.
    """
    assert (len(base.localities), len(base.sites), len(base.roles), len(base.periods)) == (7, 12, 12, 20)
    settings = [site.setting for site in base.sites]
    assert [settings.count(one) for one in ("hospital", "nursing-home", "home")] == [4, 5, 3]
    assert len(base.bases) == 3
    assert len(base.skills) == 4
    assert len(base.establishment) == 40
    per_role = [sum(row.role == role.role for row in base.may_do) for role in base.roles]
    assert set(per_role) == {2, 3}


def test_the_same_seed_gives_the_same_case_and_another_seed_another(county: Any, base: Case) -> None:
    assert county.county_case(county.Size()) == base
    assert county.county_case(county.Size(), seed=1) != base


def test_more_roles_or_localities_share_the_same_people_and_posts(county: Any, base: Case) -> None:
    """Posts are rounded to a tenth, 40 in the base case and 12 x 4 + 24 x 3 = 120 here: (40 + 120) x 0.05 = 8 FTE."""

    def people(case: Case) -> float:
        return sum(area.age_65_74 + area.age_75_84 + area.age_85_plus for area in case.areas)

    def posts(case: Case) -> float:
        return sum(row.budget_fte for row in case.establishment)

    roles = county.county_case(county.Size(roles=36))
    assert posts(roles) == pytest.approx(posts(base), abs=8.0)
    assert (
        people(county.county_case(county.Size(localities=70))) == pytest.approx(people(base)) == pytest.approx(60_000)
    )
    assert people(county.county_case(county.Size(sites=36))) == pytest.approx(180_000)


def test_the_base_case_builds(base: Case) -> None:
    """Every site runs one of its configurations in every period: three yes-or-no variables at most for each."""
    model = build(system.inputs_of(base, "plan"))
    assert 0 < len(model.beds.configuration) <= 12 * 3 * 20
    assert compile_model(model).contradictions == ()


def test_a_case_of_a_third_of_the_size_is_solved_to_one_per_cent(county: Any) -> None:
    case = county.county_case(county.Size(2, 4, 4, 7))
    proof = solve_option(case, "plan", Profile(mip_rel_gap=0.01, time_limit_s=30.0)).plan.proof
    assert proof.status == "optimal"
    assert 0.99 * proof.objective <= proof.bound <= proof.objective

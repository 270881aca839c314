"""Findings of a rota: gaps with their causes, the best way out, hours left over, unfair shares, requests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case.case import Case
from capplan.decisions.rota import Relaxation, RotaPlan
from capplan.plan.findings.rota import rota_findings
from capplan.plan.rota import make_rota
from capplan.solve import Profile
from small_rota import cover, rota_case


@pytest.fixture(scope="module")
def case() -> Case:
    """Two people for three early shifts a day."""
    return rota_case(rota_cover=(cover("early", need=3, on="mon tue wed thu fri"),))


@pytest.fixture(scope="module")
def plan(case: Case) -> RotaPlan:
    return make_rota(case, Profile(name="exact", mip_rel_gap=0.0, time_limit_s=300.0))


def said(case: Case, plan: RotaPlan) -> dict[str, str]:
    return {one.id: one.text for one in rota_findings(case, plan)}


def test_a_gap_is_said_with_its_number_price_and_cause(case: Case, plan: RotaPlan) -> None:
    """Nine working days (Good Friday is none) with three needed and two there."""
    gap = sum(row.gap for row in plan.figures.cover)
    text = said(case, plan)["rota-gap-early"]
    assert gap == 9
    assert f"{gap} of the person-shifts needed" in text
    assert "What keeps people off them most often: works that day (" in text


def test_the_way_out_that_saves_most_is_named(case: Case, plan: RotaPlan) -> None:
    ways = (
        Relaxation(title="one weekend in two", saves_gbp=10.0, gap_after=9, proof="proven"),
        Relaxation(title="one assistant more", saves_gbp=400.0, gap_after=2, proof="within 1 %"),
        Relaxation(title="shorter rest", saves_gbp=900.0, gap_after=plan.figures.totals.gap, proof="proven"),
    )
    text = said(case, plan.model_copy(update={"relaxations": ways}))["rota-way-out"]
    assert "Of 3 ways out that were tried, one assistant more saves most: £400 over the rota, and 2 instead of" in text


def test_hours_and_shares_that_differ_are_said(case: Case, plan: RotaPlan) -> None:
    first, *others = plan.figures.people
    people = (
        first.model_copy(
            update={"over_hours": -30.0, "nights": 6, "fair_nights": 3.5, "requests": 2, "requests_met": 1}
        ),
        *(row.model_copy(update={"over_hours": 0.0, "nights": 1, "fair_nights": 3.5}) for row in others),
    )
    texts = said(case, plan.model_copy(update={"figures": plan.figures.model_copy(update={"people": people})}))
    assert texts["rota-hours"].startswith("Of 150 contract hours 30 (20 %) are not used")
    assert texts["rota-fair-nights"].startswith(f"{first.person} has 2.5 nights more than the fair share")
    assert texts["rota-requests"].startswith("1 of 2 requests are not met")


def test_a_rota_without_gaps_says_nothing_of_gaps(case: Case) -> None:
    easy = replace(case, rota_cover=(cover("early", need=1, on="mon tue"),))
    found = said(easy, make_rota(easy, Profile(name="exact", mip_rel_gap=0.0, time_limit_s=300.0)))
    assert not any(name.startswith(("rota-gap", "rota-way-out")) for name in found)
    assert "rota-hours" in found
    assert rota_findings(easy, None) == ()

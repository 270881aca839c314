"""Cases that tests make in code pass the same checks between tables as cases that the reader reads."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from capplan.case.case import Case
from made_case_faults import faults
from random_cases import cases
from small import small_case, with_row

few = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_the_small_case_has_no_fault() -> None:
    assert faults(small_case()) == []


def test_a_fault_of_the_small_case_would_be_seen() -> None:
    (fault,) = faults(with_row(small_case(), "sites", "block-south", ramp_months=7))
    assert fault.startswith('sites.csv row 3 column min_commitment_months: "6" is less than ramp_months (7)')


@few
@given(cases())
def test_random_cases_have_no_fault(case: Case) -> None:
    assert faults(case) == []


@few
@given(cases(even_months=True))
def test_random_cases_by_two_months_have_no_fault(case: Case) -> None:
    assert faults(replace(case, horizon=case.horizon.model_copy(update={"months_per_period": 2}))) == []

"""Rules about staff that clash: the cause in words, once for each requirement, with the way out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from capplan.case.case import Case
from capplan.errors import Infeasible
from capplan.plan.option import solve_option
from capplan.solve import Profile
from small_staff import staffed_case

PROFILE = Profile(name="test", mip_rel_gap=0.01, time_limit_s=60.0)
MONTHS_OF_CASE = 18


def of_team(role: str, **changes: Any) -> Case:
    """The staffed case with another establishment of a role at base-north."""
    case = staffed_case()
    rows = tuple(
        row.model_copy(update=changes) if (row.role, row.workplace) == (role, "base-north") else row
        for row in case.establishment
    )
    return replace(case, establishment=rows)


def cause(case: Case) -> list[str]:
    with pytest.raises(Infeasible) as raised:
        solve_option(case, "plan", PROFILE)
    return list(raised.value.cause)


def test_a_team_minimum_that_recruitment_cannot_reach() -> None:
    """Of 9 nurses 12 % leave a year: 8.7 are left in July, when the first can join: 16.3 are missing, 2 may join."""
    said = cause(of_team("nurse", min_fte=25.0))
    lacking = [float(one.split()[0]) for one in said]
    assert sum(lacking) == pytest.approx(25 - 9 * 0.88**0.25 - 2, abs=0.1)
    assert said[0].endswith(
        "FTE more of Community nurse must join in 2013-07 than can be recruited. "
        "Raise max_recruits_fte_per_month in roles.csv."
    )
    assert said[1].endswith(
        "FTE of Community nurse are missing for the team minimum at base-north in 2013-07. "
        "Lower min_fte in establishment.csv, or let more be recruited."
    )


def test_more_people_than_a_base_can_hold_is_said_once_about_the_worst_month() -> None:
    """Nine are there and five have room; people leave from month to month."""
    assert cause(of_team("nurse", min_fte=0.0, max_fte=5.0)) == [
        "4.0 FTE of Community nurse are more than base-north can hold in 2013-04. Raise max_fte in establishment.csv, "
        f"or allow redundancy. The same at {MONTHS_OF_CASE - 1} other times, by no more."
    ]


def test_people_without_a_supervisor() -> None:
    """Four reablement workers and one manager for one of them: three in each month until all can be supervised."""
    case = of_team("reablement-worker", min_fte=6.0)
    narrow = tuple(row.model_copy(update={"max_fte_per_supervisor": 1.0}) for row in case.supervision)
    (said,) = cause(replace(case, supervision=narrow))
    assert "FTE of Reablement worker at base-north lack a supervisor in 2013-" in said
    assert "Raise max_fte_per_supervisor, or allow more Team manager. The same at " in said

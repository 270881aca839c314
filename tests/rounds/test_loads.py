"""Room on a round: the model and the search leave out what has none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan import rounds
from capplan.formulations import visits
from capplan.formulations.visits import Carer, Inputs, Visit
from capplan.solve import Profile, run

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
HOUR = 3600


def day(most_load: float | None) -> Inputs:
    """Three visits of an hour next door to the base, 20 GBP an hour; left out at 30, 50 and 70 GBP; loads 1, 3, 2."""
    at = (8 * HOUR, 16 * HOUR)
    made = tuple(
        Visit(f"v{n}", f"c{n}", n, HOUR, (at,), price, "base", load=load)
        for n, (price, load) in enumerate(((30.0, 1.0), (50.0, 3.0), (70.0, 2.0)))
    )
    carer = Carer(
        "k0", "base", 3, 3, ((7 * HOUR, 19 * HOUR),), paid_s=12 * HOUR, service_gbp_per_h=20.0, travel_gbp_per_h=20.0,
        waiting_gbp_per_h=20.0, most_load=most_load,
    )  # fmt: skip
    nowhere = np.zeros((4, 4), dtype=np.int64)
    return Inputs(made, (), (carer,), {"car": nowhere}, {"car": nowhere.astype(np.float64)})


@pytest.mark.parametrize(
    ("most_load", "gbp", "left"),
    [
        (None, 60.0, ()),
        (6.0, 60.0, ()),
        (5.0, 40.0 + 30.0, ("v0",)),
        (4.0, 40.0 + 50.0, ("v1",)),
        (1.0, 20.0 + 120.0, ("v1", "v2")),
        (0.0, 150.0, ("v0", "v1", "v2")),
    ],
)
def test_what_has_no_room_is_left_out(most_load: float | None, gbp: float, left: tuple[str, ...]) -> None:
    """Room for 5: the second and third, not the first; for 4: the first and third."""
    inputs = day(most_load)
    found = rounds.solve(inputs, time_limit_s=20.0, gap=0.0, iterations=500)
    assert (found.objective, found.bound, found.unserved) == (pytest.approx(gbp), pytest.approx(gbp), left)
    assert run(visits.build(inputs), EXACT).require_solution() == pytest.approx(gbp)


def test_each_of_two_carers_has_room_of_their_own() -> None:
    """Of a visit by two both have the load: 3 of 5 each, so that 2 are left each for one visit more."""
    first, second, third = day(5.0).visits
    carer = day(5.0).carers[0]
    both = replace(day(5.0), visits=(first, replace(second, carers=2), third), carers=(carer, replace(carer, id="k1")))
    found = rounds.solve(both, time_limit_s=20.0, gap=0.0, iterations=500)
    assert (found.objective, found.unserved) == (pytest.approx(80.0), ())
    assert run(visits.build(both), EXACT).require_solution() == pytest.approx(80.0)

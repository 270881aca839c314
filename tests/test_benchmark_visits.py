"""Readers of public files of rounds and their recounts, on tiny files of our own; a planted fault is always named."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from math import inf
from pathlib import Path
from typing import Any

import pytest

from capplan import rounds

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
Rounds = dict[str, list[tuple[str, int]]]

# Two customers, 3 and 4 east of the depot; the second opens when the first is done and the way of 1 is over.
ONE_DEPOT = """tiny

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0          0          0          0        100          0
    1      3          0          6          0         50         10
    2      4          0          4         14         50         10
"""

# The same customers between two depots at 0 and 10; a round may take 30.
TWO_DEPOTS = """6 1 2 2
30 10
30 10
 1 3.0 0.0 10 6 1 2 1 2 0 50
 2 4.0 0.0 10 4 1 2 1 2 14 50
 3 0.0 0.0 0 0 0 0 0 100
 4 10.0 0.0 0 0 0 0 0 100
"""

# Nodes 2 and 3 are one shared visit, 5 minutes from the base; node 1 lies 2 minutes from both.
SHARED = """param n:=3;
param kn:=2;
param T:= 540;
param s_id: 1 2:=
1 10 10
2 20 20
3 20 20
;
param e_id: 1 2:=
1 60 60
2 100 100
3 100 100
;
param l_id: 1 2:=
1 90 90
2 120 120
3 120 120
;
param t_ij: 0 1 2 3:=
0 10000 4 5 5
1 4 10000 2 2
2 5 2 10000 0
3 5 2 0 10000
;
set Shared_Visited:= (2,3);
"""

# p1: one service; p2: two at once; p3: two in turn, 30 to 40 minutes between their starts. Ways of 5 everywhere.
CARE = {
    "patients": [
        {"id": "p1", "time_window": [60, 90], "required_caregivers": [{"service": "s1", "duration": 10}]},
        {
            "id": "p2",
            "time_window": [100, 130],
            "required_caregivers": [{"service": "s1", "duration": 10}, {"service": "s2", "duration": 10}],
            "synchronization": {"type": "simultaneous"},
        },
        {
            "id": "p3",
            "time_window": [150, 160],
            "required_caregivers": [{"service": "s1", "duration": 10}, {"service": "s2", "duration": 10}],
            "synchronization": {"type": "sequential", "distance": [30, 40]},
        },
    ],
    "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s2"]}],
    "central_offices": [{"id": "d"}],
    "distances": [[0 if i == j else 5 for j in range(4)] for i in range(4)],
}


@pytest.fixture(scope="module")
def sets() -> Iterator[Any]:
    """Return the module of the formats; it stands outside the package, beside the benchmarks."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield import_module("families.visit_sets")
    finally:
        sys.path.remove(str(BENCHMARKS))


KNOWN = {"one": {"opt_100": 8.0}, "shared": {"brkga_travel_mean_minutes": 20.0, "feasible": False}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sets")
    (folder / "one.txt").write_text(ONE_DEPOT, encoding="utf-8")
    (folder / "two.txt").write_text(TWO_DEPOTS, encoding="utf-8")
    (folder / "shared.dat").write_text(SHARED, encoding="utf-8")
    (folder / "care.json").write_text(json.dumps(CARE), encoding="utf-8")
    (folder / "notes.txt").write_text("no instance", encoding="utf-8")
    (folder / "bks.json").write_text(json.dumps({"instances": KNOWN}), encoding="utf-8")
    return folder


def minutes(rounds_: dict[str, list[tuple[str, float]]]) -> Rounds:
    return {name: [(visit, round(60 * start)) for visit, start in stops] for name, stops in rounds_.items()}


def test_each_file_is_known_by_its_format(sets: Any, folder: Path) -> None:
    found = {one.name: one.family for one in sets.find(folder)}
    assert found == {"care": "hhcrsp", "one": "vrptw", "shared": "synchronised", "two": "cordeau"}
    assert [one.name for one in sets.find(folder, "vrptw")] == ["one"]
    assert [sets.best_known(one) for one in sets.find(folder, only=("one", "care"))] == [None, 8.0]


def test_what_is_known_to_break_the_rules_is_no_best_value(sets: Any, folder: Path) -> None:
    assert [sets.best_known(one) for one in sets.find(folder, only=("shared",))] == [None]


# Out and back over both customers: 3 + 1 + 4 = 8. From the near depot likewise; two rounds would cost 14.
# Shared: one carer goes by node 1 (4 + 2 + 5), the other straight (5 + 5): 21.
# Care: c1 visits p1, p2, p3 and c2 p2, p3: 20 + 15 ways; the second service of p3 starts at 180 at the earliest, after
# the first at 150, which is 20 late, once in the sum and once as the largest: (35 + 20 + 20) / 3.
OPTIMA = {"one": 8.0, "two": 8.0, "shared": 21.0, "care": 25.0}


@pytest.mark.parametrize("name", OPTIMA)
def test_the_engine_finds_the_optimum_by_hand_and_the_recount_agrees(sets: Any, folder: Path, name: str) -> None:
    instance = next(sets.find(folder, only=(name,)))
    family = sets.FAMILIES[instance.family]
    found = rounds.solve(family.read(instance.path), time_limit_s=20.0, gap=0.0, iterations=500)
    kept = family.recount(instance.path, found.rounds)
    assert kept.faults == []
    assert kept.objective == pytest.approx(OPTIMA[name])
    assert family.proven(instance.path, found.bound) <= OPTIMA[name] + 1e-6


GOOD: dict[str, dict[str, list[tuple[str, float]]]] = {
    "one": {"k0": [("1", 3), ("2", 14)]},
    "two": {"0-0": [("1", 3), ("2", 14)]},
    "shared": {"s0": [("1", 80), ("2", 100)], "s1": [("2", 100)]},
    "care": {"c1": [("p1", 60), ("p2", 100), ("p3-1", 150)], "c2": [("p2", 100), ("p3-2", 180)]},
}
FAULTS: list[tuple[str, dict[str, list[tuple[str, float]]], str]] = [
    ("one", {"k0": [("1", 3)]}, "customer 2: 0 times"),
    ("one", {"k0": [("1", 3), ("2", 13.9)]}, "k0: late at stop 2"),
    ("one", {"k0": [("1", 2.9), ("2", 14)]}, "k0: leaves before 0"),
    ("one", {"k0": [("1", 51), ("2", 14)]}, "customer 1: outside its hours"),
    ("one", {"k0": [("1", 3), ("2", 95)]}, "k0: back after 100"),
    ("one", {"k0": [("1", 3)], "k1": [("2", 14)], "k2": [("2", 14)]}, "more than 2 vehicles"),
    ("two", {"0-0": [("1", 3), ("2", 30)]}, "0-0: 44.000 of 30 on the way"),
    ("two", {"0-1": [("1", 3), ("2", 14)]}, "0-1: the depot has no such vehicle"),
    ("shared", {"s0": [("1", 80), ("2", 100)], "s1": [("2", 101)]}, "visit 2: starts [100.0, 101.0]"),
    ("shared", {"s0": [("1", 80), ("2", 100)]}, "visit 2: starts [100.0]"),
    ("shared", {"s0": [("1", 80), ("2", 121)], "s1": [("2", 121)]}, "visit 2: outside its hours"),
    ("care", {**GOOD["care"], "c2": [("p2", 100), ("p3-2", 179)]}, "p3: 29 between its services"),
    ("care", {**GOOD["care"], "c2": [("p2", 101), ("p3-2", 180)]}, "p2: 1 between its services"),
    ("care", {"c1": GOOD["care"]["c2"], "c2": GOOD["care"]["c1"]}, "p1: not able"),
    ("care", {**GOOD["care"], "c1": [("p1", 59), ("p2", 100), ("p3-1", 150)]}, "p1: before its hours"),
    ("care", {**GOOD["care"], "c2": [("p2", 100)]}, "p3: 1 sent for 2 services"),
]


@pytest.mark.parametrize("name", GOOD)
def test_a_plan_by_hand_has_no_fault(sets: Any, folder: Path, name: str) -> None:
    instance = next(sets.find(folder, only=(name,)))
    kept = sets.FAMILIES[instance.family].recount(instance.path, minutes(GOOD[name]))
    assert (kept.objective, kept.faults) == (pytest.approx(OPTIMA[name]), [])


@pytest.mark.parametrize(("name", "plan", "fault"), FAULTS)
def test_a_planted_fault_is_named(sets: Any, folder: Path, name: str, plan: Any, fault: str) -> None:
    instance = next(sets.find(folder, only=(name,)))
    assert fault in sets.FAMILIES[instance.family].recount(instance.path, minutes(plan)).faults


def test_a_full_vehicle_is_named(sets: Any, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "full.txt").write_text(ONE_DEPOT.replace("  2         10\n", "  2          9\n"), encoding="utf-8")
    instance = next(sets.find(tmp_path))
    assert "k0: load 10 of 9" in sets.FAMILIES["vrptw"].recount(instance.path, minutes(GOOD["one"])).faults


def test_a_round_of_another_solver_leaves_as_late_as_it_can(sets: Any, folder: Path) -> None:
    # From customer 1 at 3 it is 10 and a way of 1 to 14, when customer 2 opens: nothing to wait for.
    peers = import_module("families.peers")
    inputs = sets.FAMILIES["vrptw"].read(folder / "one.txt")
    assert peers.timed(inputs, [[[0, None], [1, None]], []]) == {"k0": [("1", 180), ("2", 840)], "k1": []}
    assert peers.timed(inputs, [[[0, 200], [1, 900]], []])["k0"] == [("1", 200), ("2", 900)]


def test_the_largest_tardiness_is_split_and_proven(sets: Any, folder: Path) -> None:
    # Nobody can be less than 20 late in all and at most, and a third of the ways of 35 is the least of all ways.
    instance = next(sets.find(folder, only=("care",)))
    family = sets.FAMILIES["hhcrsp"]
    plan, bound, _ = family.search(instance.path, 6.0, 0.0)
    kept = family.recount(instance.path, plan)
    assert (kept.objective, kept.faults) == (pytest.approx(25.0), [])
    assert 35 / 3 - 1e-6 <= bound <= 25.0 + 1e-6


def test_plans_later_than_the_first_limit_have_a_bound_of_their_own(
    sets: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of those who are later than 20 that alone proves too little: it counts twice, and a way to each patient."""
    parts, family = import_module("families.hhcrsp_search"), sets.FAMILIES["hhcrsp"]
    monkeypatch.setattr(parts, "LATEST_S", 20 * 60)
    path = next(sets.find(folder, only=("care",))).path
    assert parts.proven(path, inf, 20 * 60) < 24.0
    assert parts.proven(path, inf, parts.latest_worth_s(path, 25.0)) >= 25.0 - 1e-6
    assert parts.proven(path, inf, parts.latest_worth_s(path, 25.0) - 1) < 25.0
    plan, bound, how = parts.search(path, 10.0, 0.0)
    assert family.recount(path, plan).objective == pytest.approx(25.0)
    assert (how, bound) == ("proven", pytest.approx(25.0))


def test_where_somebody_is_left_out_later_starts_are_allowed(
    sets: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody is 20 late at least, so that 15 leaves somebody out and twice as much does not."""
    parts, family = import_module("families.hhcrsp_search"), sets.FAMILIES["hhcrsp"]
    monkeypatch.setattr(parts, "LATEST_S", 15 * 60)
    path = next(sets.find(folder, only=("care",))).path
    plan, bound, how = parts.search(path, 10.0, 0.0)
    kept = family.recount(path, plan)
    assert (kept.objective, kept.faults) == (pytest.approx(25.0), [])
    assert (how, bound) == ("proven", pytest.approx(25.0))


def test_a_part_is_divided_at_the_tardiness_of_its_plan(sets: Any) -> None:
    """A third of a minute's price is 1/180 GBP a second: base 10 and cost 12 leave 360 s; of 3 services 1/4 is mean."""
    part = import_module("families.hhcrsp_search").Part
    whole = part(0, 1000).searched(40.0 / 3.0, 3)
    assert (whole.base, whole.bound, whole.tries) == (pytest.approx(10.0), pytest.approx(40.0 / 3.0), 1)
    late = part(0, 1000).proven(10.0).divided(90, 12.0)
    assert [(one.least_s, one.most_s) for one in late] == [(0, 89), (90, 360)]
    assert [one.bound for one in late] == [pytest.approx(10.0), pytest.approx(10.5)]
    assert [(one.least_s, one.most_s) for one in late[1].divided(89, 12.0)] == [(90, 224), (225, 360)]
    assert [(one.least_s, one.most_s) for one in part(7, 7).proven(10.0).divided(7, 12.0)] == [(7, 7)]
    assert part(90, 300).proven(12.0).divided(100, 12.0) == []
    assert late[1].searched(11.5, 3).bound == pytest.approx(12.0)


def test_what_a_solver_cannot_state_is_said(sets: Any, folder: Path) -> None:
    peers = import_module("families.peers")
    instance = next(sets.find(folder, only=("shared",)))
    with pytest.raises(peers.CannotExpress, match="no two carers at once"):
        peers.run_peer("pyvrp", instance, 1.0, sys.executable)

"""Compare the Erlang functions with reference tables made by 50-digit arithmetic, and staffing with pyworkforce.

    python benchmarks/erlang.py [DIR]

Without DIR only the second part runs: agents for 336 half hours x 10,000 scenarios, by the table of largest loads and
by pyworkforce's Erlang C, one call at a time over a sample (needs the extra `bench`); the numbers must be the same.

DIR holds ``erlang_b_c_grid.csv``, ``erlang_b_max_load.csv`` and ``erlang_b_beds_needed.csv``. The tables are
printed to 15, 8 and 6 significant digits (beds as whole numbers), so an error is counted beyond half a unit
of the last printed digit. Exit code 1 if an error is above 1e-12 or any number of beds differs.
"""

import argparse
import csv
import math
import sys
import time
from pathlib import Path

import numpy as np

from capplan.queueing import (
    AnswerRule,
    agents_needed,
    beds_needed_refusal,
    carried_occupancy,
    erlang_b,
    erlang_c,
    max_load_refusal,
)

TOLERANCE = 1e-12
GRID_DIGITS, MAX_LOAD_DIGITS, OCCUPANCY_DIGITS = 15, 8, 6


class Comparison:
    """The largest relative error of one column, as printed and beyond the rounding of the print."""

    def __init__(self, name: str, digits: int) -> None:
        self.name, self.digits = name, digits
        self.num_values = 0
        self.largest_as_printed = self.largest_beyond_rounding = 0.0

    def add(self, ours: float, printed_text: str) -> None:
        printed = float(printed_text)
        half_unit = 0.5 * 10.0 ** (math.floor(math.log10(abs(printed))) + 1 - self.digits)
        difference = abs(ours - printed)
        self.num_values += 1
        self.largest_as_printed = max(self.largest_as_printed, difference / abs(printed))
        beyond = max(0.0, difference - half_unit) / abs(printed)
        self.largest_beyond_rounding = max(self.largest_beyond_rounding, beyond)

    def passed(self) -> bool:
        return self.num_values > 0 and self.largest_beyond_rounding <= TOLERANCE

    def __str__(self) -> str:
        verdict = "ok" if self.passed() else "FAILED"
        return (
            f"{self.name:38} {self.num_values:5d} values"
            f"  largest relative error {self.largest_as_printed:.2e}"
            f"  beyond rounding {self.largest_beyond_rounding:.2e}  {verdict}"
        )


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def compare_grid(path: Path) -> list[Comparison]:
    refused, waiting, occupancy = (
        Comparison(f"{path.stem}: {column}", GRID_DIGITS) for column in ("erlang_b", "erlang_c", "carried_occupancy")
    )
    for row in read_rows(path):
        beds, load = int(row["beds"]), float(row["offered_load_erlangs"])
        refused.add(erlang_b(beds, load), row["erlang_b"])
        occupancy.add(carried_occupancy(beds, load), row["carried_occupancy"])
        # Left empty where the load is not below the beds: everyone waits.
        waiting.add(erlang_c(beds, load), row["erlang_c"] or "1")
    return [refused, waiting, occupancy]


def compare_max_load(path: Path) -> list[Comparison]:
    comparison = Comparison(path.stem, MAX_LOAD_DIGITS)
    for row in read_rows(path):
        beds = int(row.pop("beds"))
        for column, printed in row.items():
            comparison.add(max_load_refusal(beds, float(column.removeprefix("B="))), printed)
    return [comparison]


def compare_beds_needed(path: Path) -> tuple[list[Comparison], int]:
    """Compare occupancies, and print each number of beds that differs."""
    occupancy = Comparison(f"{path.stem}: occupancy", OCCUPANCY_DIGITS)
    num_values = num_different = 0
    for row in read_rows(path):
        load = float(row["offered_load"])
        for column in (name for name in row if name.startswith("beds@")):
            share = column.removeprefix("beds@")
            ours = beds_needed_refusal(load, float(share))
            num_values += 1
            if ours != int(row[column]):
                num_different += 1
                print(f"{path.stem}: load {load}, refusal {share}: {ours} beds, the table has {row[column]}")
            occupancy.add(carried_occupancy(ours, load), row[f"occ@{share}"])
    print(f"{path.stem + ': beds':38} {num_values:5d} values  {num_different} different")
    return [occupancy], num_different if num_values else 1


def compare_staffing(sample: int = 4_000) -> bool:
    """Time staffing for a year of scenarios beside pyworkforce, and compare the numbers of a sample."""
    try:
        from pyworkforce.queuing import ErlangC
    except ImportError:
        print("pyworkforce is not installed (extra `bench`): staffing is not compared.")
        return True
    handling_min, answer_s, share = 9.0, 20.0, 0.95
    same = True
    for low, high in ((0.4, 15.5), (3.0, 124.0)):
        rng = np.random.default_rng(0)
        loads = rng.uniform(low, high, 336) * rng.uniform(0.7, 1.0, (10_000, 336))
        rows = []
        for patience in (None, 3.0):
            wall, cpu = time.perf_counter(), time.process_time()
            needed = agents_needed(AnswerRule(handling_min, answer_s, share, patience), loads)
            rows.append((time.process_time() - cpu, time.perf_counter() - wall, needed))
        chosen = rng.integers(0, loads.size, sample)
        cpu = time.process_time()
        theirs = [
            ErlangC(
                transactions=load / handling_min * 30.0,
                asa=answer_s / 60.0,
                aht=handling_min,
                interval=30,
                shrinkage=0.0,
            ).required_positions(service_level=share, max_occupancy=1.0)["raw_positions"]
            for load in loads.ravel()[chosen]
        ]
        whole = (time.process_time() - cpu) / sample * loads.size
        different = int((rows[0][2].ravel()[chosen] != np.array(theirs)).sum())
        same &= different == 0
        ours_c, ours_a = (f"{cpu_s:.3f} s CPU ({wall_s:.3f} wall)" for cpu_s, wall_s, _ in rows)
        print(
            f"staffing, loads {low:g} to {high:g}: {loads.size:,} loads, Erlang C {ours_c}, Erlang A {ours_a}; "
            f"pyworkforce {whole:,.0f} s CPU from {sample:,} calls, {whole / rows[0][0]:,.0f} times; "
            f"{different} of {sample:,} different"
        )
    return same


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("dir", type=Path, nargs="?", metavar="DIR", help="folder with the three reference tables")
    folder = parser.parse_args().dir
    same = compare_staffing()
    if folder is None:
        return 0 if same else 1
    comparisons = compare_grid(folder / "erlang_b_c_grid.csv")
    comparisons += compare_max_load(folder / "erlang_b_max_load.csv")
    occupancies, num_different = compare_beds_needed(folder / "erlang_b_beds_needed.csv")
    comparisons += occupancies
    for comparison in comparisons:
        print(comparison)
    return 0 if same and num_different == 0 and all(comparison.passed() for comparison in comparisons) else 1


if __name__ == "__main__":
    sys.exit(main())

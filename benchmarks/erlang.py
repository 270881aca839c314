"""Compare the Erlang functions with reference tables made by 50-digit arithmetic.

    python benchmarks/erlang.py DIR

DIR holds ``erlang_b_c_grid.csv``, ``erlang_b_max_load.csv`` and ``erlang_b_beds_needed.csv``. The tables are
printed to 15, 8 and 6 significant digits (beds as whole numbers), so an error is counted beyond half a unit
of the last printed digit. Exit code 1 if an error is above 1e-12 or any number of beds differs.
"""

import argparse
import csv
import math
import sys
from pathlib import Path

from capplan.queueing import beds_needed_refusal, carried_occupancy, erlang_b, erlang_c, max_load_refusal

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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("dir", type=Path, metavar="DIR", help="folder with the three reference tables")
    folder = parser.parse_args().dir
    comparisons = compare_grid(folder / "erlang_b_c_grid.csv")
    comparisons += compare_max_load(folder / "erlang_b_max_load.csv")
    occupancies, num_different = compare_beds_needed(folder / "erlang_b_beds_needed.csv")
    comparisons += occupancies
    for comparison in comparisons:
        print(comparison)
    return 0 if num_different == 0 and all(comparison.passed() for comparison in comparisons) else 1


if __name__ == "__main__":
    sys.exit(main())

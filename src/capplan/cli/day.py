"""`capplan day CASE` makes up a day of visits; `capplan travel CASE` fetches its travel from a road server."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.case.case import Case
from capplan.case.content import Header, case_files, content_of, header_text
from capplan.case.day_travel import modes_of, needed_places, points_of
from capplan.case.fields import MAX_TITLE
from capplan.case.read import read_case
from capplan.case.toml_file import FILE as TOML_FILE
from capplan.case.visit_tables import Mode, VisitTravel
from capplan.case.write_rows import rows_text
from capplan.cli.shared import CASE
from capplan.plan.visits.county_day import county_day
from capplan.plan.visits.day import NoVisits
from capplan.plan.visits.store import day_tables
from capplan.travel import OsrmTravel
from capplan.travel.osrm import MAX_TABLE_SIZE

PROFILES: dict[Mode, str] = {"car": "driving", "bike": "cycling", "foot": "walking"}


@click.command()
@click.argument("case", type=CASE)
@click.option("--visits", "num_visits", type=click.IntRange(min=1, max=10_000), default=300, show_default=True,
              help="Visits of the day.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The same seed, the same day.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to make.")
def day(case: Path, num_visits: int, seed: int, out: Path) -> None:
    """Make up a day of visits from the episodes, older people and bases of CASE.

    No client, carer or visit of it is real, and its title says so. The folder is a copy of CASE with the tables of the
    day in place of its own; it can be planned with `capplan visits`.
    """
    read = read_case(case)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise click.UsageError(f"{out} is not an empty folder. Name a new one: nothing is overwritten.")
    try:
        made = county_day(read, num_visits, seed)
    except ValueError as error:
        raise NoVisits(str(error)) from error
    out.mkdir(parents=True, exist_ok=True)
    texts = day_tables(made)
    for name, data in case_files(case).items():
        if name not in ("visit_travel.csv", "visit_pairs.csv", "visit_weekdays.csv", "carer_shifts.csv"):
            (out / name).write_bytes(data)
    for name, text in texts.items():
        if name != "parameters.csv":
            (out / name).write_text(text, encoding="utf-8", newline="")
    (out / TOML_FILE).write_text(_marked(content_of(case).header, seed), encoding="utf-8", newline="")
    click.echo(
        f"{len(made.visits)} made-up visits to {len(made.visit_places)} places and {len(made.carers)} carers in {out}."
    )


def _marked(header: Header, seed: int) -> str:
    """Return case.toml with a title that says that the day is made up: it stands on every page made from it."""
    mark = f" (made-up day, seed {seed})"
    title = str(header["case"]["title"])[: MAX_TITLE - len(mark)]
    return header_text({**header, "case": {**header["case"], "title": title + mark}})


@click.command()
@click.argument("case", type=CASE)
@click.option("--osrm", "address", required=True, metavar="ADDRESS", help="Road server, e.g. http://127.0.0.1:5000.")
@click.option("--mode", "modes", type=click.Choice(list(PROFILES)), multiple=True,
              help="Way of travelling the server knows; may be repeated (default: those of carers.csv).")  # fmt: skip
@click.option("--table-size", type=click.IntRange(min=2, max=10_000), default=MAX_TABLE_SIZE, show_default=True,
              help="Places in one request; the server's --max-table-size.")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), default=30.0, show_default=True,
              help="Seconds to wait for an answer.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
def travel(case: Path, address: str, modes: tuple[Mode, ...], table_size: int, timeout: float, out: Path) -> None:
    """Fetch travel between the places of the day of CASE from an OSRM server, as a visit_travel.csv.

    Put the file into the case: the plan then depends on the case alone and can be made again without the server.
    Kilometres and minutes are the server's, blank where it knows no way; handover at the door is a parameter and is not
    in them.
    """
    read = read_case(case)
    if not read.has_visits:
        raise NoVisits("The case has no day of visits, so there is no travel to fetch.")
    rows = []
    for mode in modes or modes_of(read.carers):
        rows += _rows(read, mode, _server(address, mode, table_size, timeout))
    out.write_text(rows_text(VisitTravel, rows), encoding="utf-8", newline="")
    none = sum(row.travel_min is None for row in rows)
    click.echo(f"{len(rows):,} ways written to {out}." + (f" For {none:,} the server knows no way." if none else ""))


def _server(address: str, mode: Mode, table_size: int, timeout: float) -> OsrmTravel:
    try:
        return OsrmTravel(address, PROFILES[mode], table_size, timeout)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _rows(case: Case, mode: Mode, server: OsrmTravel) -> list[VisitTravel]:
    needed = set(needed_places(case.bases, case.visits, case.carers))
    points = [point for point in points_of(case.bases, case.visit_places) if point.id in needed]
    minutes, km = server.minutes_and_km(points, points)
    return [
        VisitTravel(
            mode=mode,
            from_place=start.id,
            to_place=end.id,
            travel_min=round(float(minutes[row, column]), 4) if minutes[row, column] < float("inf") else None,
            distance_km=round(float(km[row, column]), 4) if minutes[row, column] < float("inf") else 0.0,
        )
        for row, start in enumerate(points)
        for column, end in enumerate(points)
        if row != column
    ]

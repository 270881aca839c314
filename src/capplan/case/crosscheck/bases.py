"""Bases: their ids, the home places run from them, how many the county runs, and which areas touch."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case.crosscheck.places import MAX_KM_FROM_MIDDLE
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault, one_of
from capplan.travel import Point, great_circle_km


def base_called_like_site(draft: Draft) -> Iterator[Fault]:
    """Yield bases with the id of a site: a workplace could be either."""
    sites = set(draft.ids("sites", "site"))
    for number, base in draft.numbered(staff.Base):
        if base.base in sites:
            problem, repair = "is also the id of a site", "Write another id; home_site links the two."
            yield fault_at(staff.Base, number, "base", base.base, problem, repair)


def base_far_from_the_rest(draft: Draft) -> Iterator[Fault]:
    """Yield bases more than 300 km from the middle of the areas: mostly swapped columns or a lost sign."""
    numbered = draft.numbered(staff.Base)
    if not numbered:
        return
    areas = draft.of(t.Area)
    middle = Point("middle", median(area.lat for area in areas), median(area.lon for area in areas))
    distances_km = great_circle_km([middle], [Point(base.base, base.lat, base.lon) for _, base in numbered])[0]
    for (number, base), distance_km in zip(numbered, distances_km, strict=True):
        if distance_km > MAX_KM_FROM_MIDDLE:
            problem = f"is {distance_km:,.0f} km from the middle of the areas"
            repair = "Check that lat and lon are not swapped and that west of Greenwich is negative."
            yield fault_at(staff.Base, number, "lat + lon", f"{base.lat:g}, {base.lon:g}", problem, repair)


def home_site_without_home(draft: Draft) -> Iterator[Fault]:
    """Yield bases whose home site is one that people travel to."""
    travels = {site.site: site.travels for site in draft.of(t.Site)}
    at_home = [site for site, who in travels.items() if who == "staff"]
    for number, base in draft.numbered(staff.Base):
        # A site that is not there is reported as such.
        if base.home_site and travels.get(base.home_site) == "person":
            problem = "is a site that people travel to"
            known = f"write {one_of(at_home, base.home_site)}, or " if at_home else ""
            repair = f"Name a site with travels = staff: {known}leave the cell blank."
            yield fault_at(staff.Base, number, "home_site", base.home_site, problem, repair)


def home_site_twice(draft: Draft) -> Iterator[Fault]:
    """Yield bases that share a home site with another base."""
    row_of: dict[str, int] = {}
    for number, base in draft.numbered(staff.Base):
        if base.home_site and (first := row_of.setdefault(base.home_site, number)) != number:
            problem = f"is the home site of the base in row {first} already"
            repair = "Leave one of the cells blank, or split the site: one base runs its home places."
            yield fault_at(staff.Base, number, "home_site", base.home_site, problem, repair)


def home_site_without_base(draft: Draft) -> Iterator[Fault]:
    """Yield sites from which staff travel but that no base runs, in a case that plans staff."""
    bases = draft.of(staff.Base)
    if not draft.of(staff.Role) or not bases:
        return
    run = {base.home_site for base in bases}
    for number, site in draft.numbered(t.Site):
        if site.travels == "staff" and site.site not in run:
            problem = "has travels = staff, but no base runs its home places"
            yield fault_at(t.Site, number, "site", site.site, problem, "Name it as home_site of a base in bases.csv.")


def base_waits_for_ever(draft: Draft) -> Iterator[Fault]:
    """Yield bases that wait for the beds of a site that can never run without beds."""
    closed = {row.site for row in draft.of(t.Configuration) if row.beds_staffed == 0}
    for number, base in draft.numbered(staff.Base):
        if base.after_site and base.after_site in draft.ids("sites", "site") and base.after_site not in closed:
            problem = "has no configuration with 0 beds, so the place would never be free"
            repair = "Add one to configurations.csv, or leave the cell blank."
            yield fault_at(staff.Base, number, "after_site", base.after_site, problem, repair)


def number_of_bases(draft: Draft) -> Iterator[Fault]:
    """Yield a number of bases that the table of bases cannot meet, or that is needed and missing."""
    uses = [base.use for base in draft.of(staff.Base)]
    if not uses:
        return
    num_must, num_usable = uses.count("must"), len(uses) - uses.count("never")
    num_bases = draft.figures.num_bases
    if num_bases is None:
        if num_must == 0 and draft.of(staff.Role):
            problem = "has no base that must be used, and num_bases is blank: no staff would have a base"
            repair = "Write use = must for the bases of today, or num_bases in parameters.csv."
            yield fault_at(staff.Base, None, "use", None, problem, repair)
        return
    if num_bases < num_must:
        problem = f"is fewer than the bases that must be used ({num_must})"
        yield _parameter(draft, "num_bases", problem, f"Write at least {num_must}, or change `use` in bases.csv.")
    elif num_bases > num_usable:
        problem = f"is more than the bases that may be used ({num_usable})"
        repair = (
            f"Write at most {num_usable}, or add bases to bases.csv." if num_usable else "Change `use` in bases.csv."
        )
        yield _parameter(draft, "num_bases", problem, repair)


def contiguous_without_borders(draft: Draft) -> Iterator[Fault]:
    """Yield the wish for territories that hang together where no two areas are said to touch."""
    wanted = draft.figures.contiguous_territories == 1
    if wanted and draft.of(staff.Base) and not draft.of(staff.Adjacency):
        problem = "asks for territories that hang together, but adjacency.csv has no rows"
        yield _parameter(draft, "contiguous_territories", problem, "Add the areas that share a border, or write 0.")


def area_beside_itself(draft: Draft) -> Iterator[Fault]:
    """Yield areas that are their own neighbour."""
    for number, row in draft.numbered(staff.Adjacency):
        if row.area == row.neighbour:
            problem, repair = "is the area itself", "Name the area beside it, or remove the row."
            yield fault_at(staff.Adjacency, number, "neighbour", row.neighbour, problem, repair)


def border_twice(draft: Draft) -> Iterator[Fault]:
    """Yield pairs of areas that stand in the table in both orders: one row a pair is enough."""
    row_of: dict[tuple[str, str], int] = {}
    for number, row in draft.numbered(staff.Adjacency):
        row_of[row.area, row.neighbour] = number
        first = row_of.get((row.neighbour, row.area), number)
        if first != number:
            problem, repair = f"is the pair of row {first} the other way round", "Keep one of them."
            yield fault_at(
                staff.Adjacency, number, "area + neighbour", f"{row.area} / {row.neighbour}", problem, repair
            )


def _parameter(draft: Draft, name: str, problem: str, repair: str) -> Fault:
    number = next((number for number, row in draft.numbered(t.Parameter) if row.parameter == name), None)
    return fault_at(t.Parameter, number, "value", f"{getattr(draft.figures, name):g}", problem, repair)

"""What a sweep is cut into: pieces, what each needs of others, and the words that everything in its answer hangs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from capplan.case.case import Case
from capplan.case.option_tables import STANDARD
from capplan.case.overlay import base_option
from capplan.case.week_tables import Weekday
from capplan.decisions import BasePlan, BedPlan
from capplan.decisions.common import Frozen
from capplan.decisions.rota import RotaPlan
from capplan.decisions.simulation import Simulation
from capplan.decisions.visits import VisitPlan
from capplan.plan.board.options import touched_sites
from capplan.plan.kept import Kept, program
from capplan.solve import Profile

Kind = Literal["bases", "plan", "simulation", "day", "rota"]


@dataclass(frozen=True)
class Settings:
    """What holds for every piece.

    Attributes
    ----------
    profile : Profile
        Gap, time limit and options of HiGHS; its one thread is what makes answers equal everywhere.
    futures : int
        Futures of each simulation.
    """

    profile: Profile
    futures: int


@dataclass(frozen=True)
class Piece:
    """One piece of a sweep: kind of work, case, scenario, and what of option, day and seed it has.

    Attributes
    ----------
    case : str
        The case, by its place in what was asked (the same case may be asked once only).
    seed : int or None
        Of chance: of a simulation, of a search for rounds or a rota; None: that of the profile.
    """

    kind: Kind
    case: str
    scenario: str
    option: str = ""
    weekday: Weekday | None = None
    seed: int | None = None

    def __str__(self) -> str:
        parts = (self.case, self.scenario, self.kind, self.option, self.weekday or "")
        seed = "" if self.seed is None else f"seed {self.seed}"
        return " · ".join(part for part in (*parts, seed) if part)


class Answer(Frozen):
    """What came of a piece; one of the last five, or none and the cause."""

    status: str
    cause: tuple[str, ...] = ()
    bases: BasePlan | None = None
    plan: BedPlan | None = None
    simulation: Simulation | None = None
    day: VisitPlan | None = None
    rota: RotaPlan | None = None


KeptAnswer = Kept[Answer]


@dataclass(frozen=True)
class Wanted:
    """What is asked of one case.

    Attributes
    ----------
    options, scenarios, weekdays : sequences
        Names; an empty one of options or weekdays asks for none.
    seeds : sequence of int
        For simulations, days and rotas alike.
    simulated, rotas : bool
        Whether plans are simulated, and whether rotas are made.
    """

    options: Sequence[str]
    scenarios: Sequence[str]
    seeds: Sequence[int]
    weekdays: Sequence[Weekday] = ()
    simulated: bool = True
    rotas: bool = False


def pieces_of(case: Case, wanted: Wanted) -> list[Piece]:
    """Return the pieces of one case, those that others need before them."""
    name = case.identity.id
    found: dict[Piece, None] = {}
    for scenario in wanted.scenarios:
        for option in wanted.options:
            plan = Piece("plan", name, scenario, option)
            for needed in needs(case, plan):
                found |= dict.fromkeys([*needs(case, needed), needed])
            found[plan] = None
            if wanted.simulated:
                found |= {Piece("simulation", name, scenario, option, seed=seed): None for seed in wanted.seeds}
        days = [
            Piece("day", name, scenario, weekday=day, seed=seed) for day in wanted.weekdays for seed in wanted.seeds
        ]
        rotas = [Piece("rota", name, scenario, seed=seed) for seed in wanted.seeds] if wanted.rotas else []
        found |= dict.fromkeys([*days, *rotas])
    return list(found)


def needs(case: Case, piece: Piece) -> tuple[Piece, ...]:
    """Return the pieces whose answers a piece starts from: bases first, then a plan."""
    at = (piece.case, piece.scenario)
    bases = (Piece("bases", *at),) if case.plans_staff else ()
    if piece.kind == "plan":
        near = () if touched_by(case, piece.option) is None else (Piece("plan", *at, "plan"),)
        return (*bases, *near)
    if piece.kind == "simulation":
        return (*bases, Piece("plan", *at, piece.option))
    return ()


def touched_by(case: Case, option: str) -> tuple[str, ...] | None:
    """Return the sites in which an option differs from the plan; None where it does not start from the plan."""
    if option in STANDARD or base_option(case, option) != "plan":
        return None
    return touched_sites(case, option)


def asked(case: Case, piece: Piece, settings: Settings) -> str:
    """Return everything that the answer of a piece depends on, in words; equal words mean equal answers."""
    words = [program(), f"case {case.digest}", f"scenario {piece.scenario}", f"{settings.profile!r}", piece.kind]
    if piece.option:
        words.append(f"option {piece.option}")
    if piece.weekday is not None:
        words.append(f"day {piece.weekday}")
    if piece.seed is not None:
        words.append(f"seed {piece.seed}")
    if piece.kind == "simulation":
        words.append(f"futures {settings.futures}")
    return "; ".join(words)


def in_order(cases: Mapping[str, Case], pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces in the order in which they are begun: those first that most others wait for."""
    waiting = dict.fromkeys(pieces, 0)
    for piece in pieces:
        for needed in needs(cases[piece.case], piece):
            waiting[needed] += 1
    return sorted(pieces, key=lambda piece: -waiting[piece])

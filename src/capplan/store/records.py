"""What the store says of a run: what was asked, what state it is in, and its figures in a line."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from capplan.case.option_tables import OptionChange
from capplan.decisions import Plan
from capplan.errors import CapplanError

State = Literal["queued", "running", "done", "failed", "stopped", "unfinished"]
STATES: tuple[State, ...] = get_args(State)
ENDED: frozenset[State] = frozenset({"done", "failed", "stopped", "unfinished"})
MAX_NAME = 120
# Ids are made here and nowhere else; a folder that somebody named himself is a run if its name is as plain.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


class StoreError(CapplanError):
    """The store cannot do what was asked: no such run, a run that is still at work, a place that cannot be written."""

    exit_code: ClassVar[int] = 2


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RunRequest(_Record):
    """What was asked of a run.

    Attributes
    ----------
    id : str
        Name of its folder, made by `new_id`.
    name : str
        What people call it; never a part of a path.
    case, title : str
        Id and title of the case.
    scenario : str
        Scenario it is planned for.
    created : str
        When it was asked, ISO 8601 in UTC.
    changes : tuple of OptionChange
        What is different from the case as it was given.
    said : tuple of str
        The same in words.
    seed, time_limit_s, with_rota, with_options
        As for ``capplan run``; None for the profile's own.
    """

    id: str = Field(pattern=f"^{_ID.pattern}$")
    name: str = Field(max_length=MAX_NAME)
    case: str
    title: str
    scenario: str
    created: str
    changes: tuple[OptionChange, ...] = ()
    said: tuple[str, ...] = ()
    seed: int | None = None
    time_limit_s: float | None = None
    with_rota: bool = False
    with_options: bool = False


class RunFigures(_Record):
    """A plan in a line.

    Attributes
    ----------
    cost_present_gbp, cost_nominal_gbp : float
        Cost of the plan over its horizon.
    saving_present_gbp : float
        Business as usual less the plan, in present value; negative where the plan costs more.
    gap : float
        Share by which the plan may be dearer than the best.
    beds_at_start, beds_at_end : int
        Home places and spot beds apart.
    fte_at_end : float or None
        Posts filled at the end; None where no staff are planned.
    findings, conflicts : int
        Findings, and how many are contradictions of sources.
    """

    cost_present_gbp: float | None = None
    cost_nominal_gbp: float | None = None
    saving_present_gbp: float | None = None
    gap: float | None = None
    beds_at_start: int | None = None
    beds_at_end: int | None = None
    fte_at_end: float | None = None
    findings: int = 0
    conflicts: int = 0


class Ending(_Record):
    """How a run ended."""

    state: State
    ended: str
    exit_code: int
    message: str = ""
    figures: RunFigures | None = None


class RunRecord(_Record):
    """A run as the index knows it: what was asked, its state, and what came of it.

    Attributes
    ----------
    pid : int or None
        Process that makes it, while it is running.
    heartbeat : str or None
        When that process last said that it is alive, ISO 8601 in UTC.
    """

    request: RunRequest
    state: State
    pid: int | None = None
    heartbeat: str | None = None
    ending: Ending | None = None

    @property
    def id(self) -> str:
        """Its id, also the name of its folder."""
        return self.request.id


def new_id() -> str:
    """Return an id that nobody else has: the time to the microsecond, so that runs stand in order, and three digits.

    The digits are random.
    `created` is told to the second; among runs asked for within one second the id says which was first.
    """
    moment = datetime.now(UTC)
    return f"{moment:%Y%m%d-%H%M%S}-{moment.microsecond:05x}{secrets.randbelow(16**3):03x}"


def is_id(text: str) -> bool:
    """Say whether a text may be an id; nothing else is ever looked up."""
    return _ID.fullmatch(text) is not None


def now() -> str:
    """Return the time as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def figures_of(plan: Plan) -> RunFigures:
    """Return a plan in a line."""
    conflicts = sum(finding.severity == "conflict" for finding in plan.findings)
    # A plan edited by hand may have lost an option; `verify` says so, and a list of runs still shows the run.
    if not {"plan", "business-as-usual"} <= {option.option for option in plan.options}:
        return RunFigures(findings=len(plan.findings), conflicts=conflicts)
    chosen, usual = plan.option("plan"), plan.option("business-as-usual")
    totals = chosen.figures.totals
    return RunFigures(
        cost_present_gbp=totals.cost_present_gbp,
        cost_nominal_gbp=totals.cost_nominal_gbp,
        saving_present_gbp=usual.figures.totals.cost_present_gbp - totals.cost_present_gbp,
        gap=chosen.proof.gap,
        beds_at_start=totals.beds_at_start,
        beds_at_end=totals.beds_at_end,
        fte_at_end=None if chosen.staff is None else chosen.staff.figures.totals.fte_at_end,
        findings=len(plan.findings),
        conflicts=conflicts,
    )

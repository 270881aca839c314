"""What made a run: case, profile, seed, versions, times."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version

from capplan import __version__
from capplan.case.case import Case
from capplan.decisions import Provenance
from capplan.solve import Profile

LIBRARIES = ("highspy", "pyomo", "numpy", "scipy", "pydantic", "matplotlib")


def provenance_of(case: Case, profile: Profile, command: str, seconds: dict[str, float]) -> Provenance:
    """Record a run.

    Parameters
    ----------
    command : str
        Command line that repeats it, without places of this machine.
    seconds : dict of stage to seconds
        Wall time of each stage.
    """
    return Provenance(
        capplan=__version__,
        case=case.identity.id,
        case_digest=case.digest,
        scenario=case.scenario,
        profile=profile.name,
        profile_options=profile.options(),
        seed=profile.seed,
        versions={"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        command=command,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds={stage: round(spent, 2) for stage, spent in seconds.items()},
    )

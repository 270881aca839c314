"""Named rotas: column generation for the bound, search for the plan, both shown at any moment."""

from capplan.rosters.engine import solve
from capplan.rosters.result import RosterResult

__all__ = ["RosterResult", "solve"]

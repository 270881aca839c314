"""Named rotas: column generation for the bound, search for the plan, both shown at any moment."""

from capplan.rosters.engine import solve
from capplan.rosters.kernels import through
from capplan.rosters.result import RosterResult
from capplan.solve.jit import is_kept

__all__ = ["RosterResult", "compiles_first", "solve"]


def compiles_first() -> bool:
    """Whether the next rota waits some seconds for the inner loops to be compiled, as on first use."""
    return not is_kept(through)

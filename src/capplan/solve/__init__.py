"""Linear mixed-integer models: hand over to HiGHS, solve, prove, and explain.

Nothing here knows what a model is about.
"""

from capplan.solve.arrays import Compiled, Label
from capplan.solve.explain import Clash, explain
from capplan.solve.handover import compile_model, load, load_solution, paused_gc
from capplan.solve.improve import improve
from capplan.solve.lazy_rows import LazyRows, strong_links
from capplan.solve.profile import Profile, load_profile
from capplan.solve.relaxation import LpResult, fixed_lp, lp_relaxation
from capplan.solve.result import Separation, SolveResult, Status
from capplan.solve.run import run
from capplan.solve.session import Progress
from capplan.solve.tie_break import tie_break

__all__ = [
    "Clash",
    "Compiled",
    "Label",
    "LazyRows",
    "LpResult",
    "Profile",
    "Progress",
    "Separation",
    "SolveResult",
    "Status",
    "compile_model",
    "explain",
    "fixed_lp",
    "improve",
    "load",
    "load_profile",
    "load_solution",
    "lp_relaxation",
    "paused_gc",
    "run",
    "strong_links",
    "tie_break",
]

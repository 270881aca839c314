"""The independent checker: feasibility, figures and proof of a plan, from the case and the decisions alone.

Nothing here is shared with the model or the solver, so that a plan that passes has been computed twice.
"""

from capplan.check.beds import check_beds
from capplan.check.plan import check_plan
from capplan.check.violation import Violation

__all__ = ["Violation", "check_beds", "check_plan"]

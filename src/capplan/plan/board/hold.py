"""An estate held while the case around it changes: the cost of everything else is a linear programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.decisions import OptionId
from capplan.plan.board.estates import Estate, as_values, inputs_of
from capplan.plan.held import run_held
from capplan.plan.search import COARSE_MONTHS, build
from capplan.solve import Profile


@dataclass(frozen=True)
class Held:
    """An estate held in a case: what everything else then costs is a linear programme.

    Attributes
    ----------
    base : OptionId
        The freedom it belongs to.
    coarse : bool
        Whether people are counted by quarter and localities share pools, as for the bound of long plans.
    """

    base: OptionId
    path: Estate
    territory: Mapping[str, str] | None
    profile: Profile
    coarse: bool

    def cost(self, case: Case) -> float | None:
        """Return the present objective in a case; None where the estate cannot be held in it."""
        inputs = inputs_of(case, self.base, self.territory)
        model = build(inputs.coarse(COARSE_MONTHS) if self.coarse else inputs)
        return run_held(model, as_values(model, self.path), self.profile).objective

"""The staff of an option: what its decisions mean in posts, hours and money (`docs/figures.md`, Staff plan)."""

from capplan.plan.staff.figures import staff_figures
from capplan.plan.staff.ledger import Ledger

__all__ = ["Ledger", "staff_figures"]

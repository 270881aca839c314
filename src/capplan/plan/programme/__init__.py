"""The programme of a case: solved, its figures, and the plans at the ends of what is undecided."""

from capplan.plan.programme.make import plan_programme

__all__ = ["plan_programme"]

"""From a case to a rota that is solved, figured, explained and, if asked, kept close to a published one."""

from capplan.plan.rota.make import make_rota
from capplan.plan.rota.published import Absent, Published, read_published, with_absences

__all__ = ["Absent", "Published", "make_rota", "read_published", "with_absences"]

"""``plan.xlsx``: every table of a run as a sheet, with charts, and sums that show where they come from."""

from __future__ import annotations

from capplan.report.workbook.compare import PLAN_WORKBOOK, workbook_faults
from capplan.report.workbook.plan import plan_workbook
from capplan.report.workbook.tables import tables_workbook

__all__ = ["PLAN_WORKBOOK", "plan_workbook", "tables_workbook", "workbook_faults"]

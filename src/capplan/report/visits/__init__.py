"""The day of visits on paper and on screen: tables, run sheets, maps, timeline, calendars."""

from capplan.report.visits.files import day_files

__all__ = ["day_files"]

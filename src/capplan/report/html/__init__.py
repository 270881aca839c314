"""The report of a run as one self-contained page."""

from capplan.report.html.page import render

__all__ = ["render"]

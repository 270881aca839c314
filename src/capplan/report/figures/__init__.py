"""Charts of a plan: inline SVG, each with a sentence, a source line and its data as a table."""

from capplan.report.figures.chart import Chart, Column, DataTable
from capplan.report.figures.gallery import charts

__all__ = ["Chart", "Column", "DataTable", "charts"]

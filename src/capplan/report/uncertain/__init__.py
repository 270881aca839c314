"""What a plan for many futures is printed as: words, a page, tables."""

from capplan.report.uncertain.files import uncertain_files
from capplan.report.uncertain.words import answer_lines

__all__ = ["answer_lines", "uncertain_files"]

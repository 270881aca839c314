"""The rules that a rule set may hold: whether each is hard or priced, and its unit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class RuleKind(NamedTuple):
    """How a rule is written: `kind` is hard or priced, `unit` that of its value."""

    kind: str
    unit: str


RULES: Mapping[str, RuleKind] = MappingProxyType(
    {
        "daily-rest": RuleKind("hard", "hours"),
        "weekly-rest": RuleKind("hard", "hours"),
        "min-run": RuleKind("hard", "days"),
        "max-run": RuleKind("hard", "days"),
        "min-off-run": RuleKind("hard", "days"),
        "max-weekends": RuleKind("hard", "weekends"),
        "max-nights": RuleKind("hard", "shifts"),
        "max-nights-in-row": RuleKind("hard", "shifts"),
        "week-hours": RuleKind("hard", "hours"),
        "average-week": RuleKind("hard", "hours"),
        "night-day": RuleKind("hard", "hours"),
        "over-contract": RuleKind("hard", "hours"),
        "under-contract": RuleKind("hard", "hours"),
        "hours-under": RuleKind("priced", "GBP/hour"),
        "hours-over": RuleKind("priced", "GBP/hour"),
        "fair-nights": RuleKind("priced", "GBP/shift"),
        "fair-weekends": RuleKind("priced", "GBP/shift"),
        "fair-unsocial": RuleKind("priced", "GBP/shift"),
    }
)
WHOLE_UNITS = frozenset({"days", "weekends", "shifts"})

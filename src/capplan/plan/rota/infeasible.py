"""Why no rota keeps every hard rule: which person, which rule, by how much."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from capplan.case.case import Case
from capplan.errors import Infeasible
from capplan.formulations.rota import Inputs, build
from capplan.formulations.rota.days import Days
from capplan.solve import explain

# Constraint of the model -> (price of breaking it by one, what breaks, the column or rule that would help).
WORDS: Mapping[str, tuple[float, str, str]] = MappingProxyType(
    {
        "max_under": (1.0, "people short beyond max_gap of rota_cover.csv", "raise max_gap, or add people"),
        "min_minutes": (0.01, "minutes below what under-contract allows", "raise under-contract"),
        "max_minutes": (0.01, "minutes above what the rules on hours allow", "raise over-contract"),
        "max_weekends": (5.0, "weekends too many", "raise max-weekends, or change the fixed pattern"),
        "max_of": (5.0, "nights too many", "raise max-nights, or change the fixed pattern"),
        "rolling_shifts": (5.0, "nights in a row too many", "raise max-nights-in-row"),
        "rolling_minutes": (0.01, "minutes in a week too many", "raise week-hours"),
        "max_run": (5.0, "days in a row too many", "raise max-run, or change the fixed pattern"),
        "min_run": (5.0, "days in a row too few", "lower min-run, or change the fixed pattern"),
        "carried_run": (5.0, "days in a row too few after those before the rota", "lower min-run"),
        "min_off_run": (5.0, "days off in a row too few", "lower min-off-run, or change the fixed pattern"),
        "rest": (50.0, "too little rest between two shifts", "change the fixed pattern"),
        "rest_over_day_off": (50.0, "too little rest around a day off", "change the fixed pattern"),
        "one_shift": (100.0, "a settled shift that cannot be worked", "change the fixed pattern"),
    }
)


def why_infeasible(case: Case, inputs: Inputs) -> list[str]:
    """Return the rules that have to give way for a rota to exist, and what would help, in words."""
    model = build(inputs)
    penalties = {
        name: price for name, (price, _, _) in WORDS.items() if model.component(name) and len(model.component(name))
    }
    try:
        clashes = explain(model, penalties)
    except Infeasible as error:
        return error.cause
    days = Days.of(case.rotas[0])
    causes = []
    for clash in clashes:
        index = clash.index if isinstance(clash.index, tuple) else (clash.index,)
        _, what, way_out = WORDS[clash.component]
        where = ", ".join(days.date(one).isoformat() if isinstance(one, int) else str(one) for one in index)
        causes.append(f"{where}: {clash.amount:g} {what}. Way out: {way_out}.")
    return causes

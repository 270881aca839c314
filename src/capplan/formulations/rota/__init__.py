"""`rota`: who works which shift on which day.

The mathematics, with every constraint's number and reason, is in ``formulations/rota/formulation.md``.
Variables: ``works[p,d,s]`` in {0,1}; ``begins[p,d]``, ``ends[p,d]``, ``weekend[p,w]`` in [0,1] (whole by themselves),
``under[c]``, ``over[c]`` >= 0 people; ``minutes_under[p]``, ``minutes_over[p]`` >= 0; ``excess[f,p]`` >= 0 shifts.
``at(p,d)`` is the sum of works[p,d,s] over s; it is a constant where nothing may be worked.

| number | name | equation |
|---|---|---|
| R1 | one_shift, settled_shift | at(p,d) <= 1; = 1 where a shift is fixed |
| R2 | rest | works[p,d,s of a clique] + works[p,d+1,t of a clique] <= 1 for every pair in `forbidden` |
| R3 | rest_over_day_off | works[p,d,s] + works[p,d+2,t] <= 1 + at(p,d+1) for every pair in `forbidden_over_day_off` |
| R4 | begin | begins[p,d] - ends[p,d-1] = at(p,d) - at(p,d-1): a run begins on d or ended on d-1 |
| R5 | min_run, carried_run | begins[p,d-m+1..d] <= at(p,d), m = min_run; a carried run reaches m |
| R6 | max_run | at(p,d..d+M) <= M, M = max_run (history counted) |
| R7 | min_off_run | ends[p,d-m..d-1] <= 1 - at(p,d), m = min_off_run: who stopped lately is still off |
| R8 | weekend_worked | weekend[p,w] >= at(p,d), d in w |
| R9 | max_weekends | sum of weekend[p,w] <= max_weekends |
| R10 | min_minutes, max_minutes | min_paid_min <= paid minutes <= max_paid_min |
| R11 | target_minutes | paid minutes + minutes_under[p] - minutes_over[p] = target_paid_min |
| R12 | max_of | works over the counted shifts <= limit |
| R13 | rolling_shifts, rolling_minutes | shifts (paid minutes) in a window <= limit |
| R14 | cover_exact, cover_least | works over the counted shifts + under[c] - over[c] = need (>= need without over) |
| R15 | fair_share | works over the counted shifts - excess[f,p] <= share |
| R16 | max_under, max_over | under[c] <= max_under; over[c] <= max_over |
| | objective | prices, off prices x (1 - at), cover, minutes, fairness, constant |
"""

from capplan.formulations.rota.from_case import inputs_of
from capplan.formulations.rota.inputs import Cover, Fair, History, Inputs, Person, Rolling, Shift
from capplan.formulations.rota.model import build

__all__ = ["Cover", "Fair", "History", "Inputs", "Person", "Rolling", "Shift", "build", "inputs_of"]

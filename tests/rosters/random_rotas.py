"""Small random rotas with every rule switched on, and the tiny one that the tests know by heart."""

from __future__ import annotations

from datetime import date

import numpy as np

from capplan.formulations.rota import Cover, Fair, History, Inputs, Person, Rolling, Shift

MONDAY = date(2024, 1, 1)
SHIFTS = (
    Shift("e", "base", "role", 420, 900, 450, tags=frozenset({"day"})),
    Shift("l", "base", "role", 840, 1320, 450, tags=frozenset({"day", "late"})),
    Shift("n", "base", "role", 1260, 1860, 600, night=True, tags=frozenset({"night"})),
)


def random_rota(seed: int) -> Inputs:
    """Return two to four people over 8 to 10 days with every kind of rule; prices are whole GBP."""
    rng = np.random.default_rng(seed)
    days, people = int(rng.integers(8, 11)), int(rng.integers(2, 5))
    names = [f"p{number}" for number in range(people)]
    price, off_price = {}, {}
    for name in names:
        for day in range(days):
            if rng.random() < 0.3:
                price[name, day, str(rng.choice(["e", "l", "n"]))] = float(rng.integers(-8, 15))
            if rng.random() < 0.15:
                off_price[name, day] = float(rng.integers(1, 9))
    cover = [
        Cover(f"{shift}-{day}", day, frozenset({shift}), 1, 20.0 + day % 3, 7.0 if shift == "e" else None)
        for day in range(days)
        for shift in ("e", "l", "n")
    ]
    cover.append(Cover("any-4", 4, frozenset({"e", "l", "n"}), 2, 30.0, 1.0, max_over=1))
    return Inputs(
        days=days,
        first_day=MONDAY,
        weekends=((5, 6),) if seed % 2 else ((0,), (6, 7)),
        shifts=SHIFTS,
        people=tuple(_person(name, rng, days) for name in names),
        cover=tuple(cover),
        price=price,
        off_price=off_price,
        forbidden=frozenset({("l", "e"), ("n", "e"), ("n", "l")}),
        forbidden_over_day_off=frozenset({("n", "e")}),
        fairness=(
            Fair("nights", "night", 6.0, dict.fromkeys(names, 1)),
            Fair("weekend", None, 3.0, {names[0]: 0.0}, frozenset({5, 6})),
        ),
        constant_gbp=12.0,
    )


def _person(name: str, rng: np.random.Generator, days: int) -> Person:
    fixed: dict[int, str | None] = {}
    if rng.random() < 0.3:
        fixed[int(rng.integers(3, 6))] = "e" if rng.random() < 0.5 else None
    run_days = int(rng.integers(-2, 3))
    last = str(rng.choice(["e", "l", "n"])) if run_days else None
    return Person(
        id=name,
        shifts=frozenset({"e", "l", "n"}) if rng.random() < 0.7 else frozenset({"e", "l"}),
        min_paid_min=int(rng.choice([0, 900])),
        max_paid_min=int(rng.choice([2250, 2700, 3600])),
        target_paid_min=2100 if rng.random() < 0.7 else None,
        under_gbp_per_min=0.02,
        over_gbp_per_min=0.04,
        min_run=int(rng.integers(1, 3)),
        max_run=int(rng.integers(3, 6)),
        min_off_run=int(rng.integers(1, 3)),
        max_weekends=int(rng.choice([0, 1, 2])),
        max_of={"night": 2, "late": int(rng.integers(1, 4))},
        rolling=(Rolling(7, None, max_shifts=5), Rolling(7, "day", max_paid_min=1800, every=7)),
        off=frozenset(rng.choice(np.arange(1, days), size=1).tolist()) - set(fixed),
        fixed=fixed,
        history=History(run_days, last),
    )

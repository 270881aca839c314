"""Write the rota tables of this case: invented people whose FTE add up to the posts of establishment.csv.

Run it in this folder: ``python make_rota.py``. The same seed writes the same files. Nobody here exists: heads, FTE,
absence, wishes and history are drawn; only the sums of FTE by role and base, and the hours of service, are the
county's. Cover is set to what these people can work after absence, so that the rota is neither slack nor hopeless.
"""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SEED = 2015
FIRST_DAY = date(2015, 4, 6)
DAYS = 28
HERE = Path(__file__).parent
ROLES = {
    # role: (first letter of keys, mean FTE of a person, rule set, rates of unsocial hours, hours of a shift)
    "acht-healthcare-assistant": ("h", 0.91, "nhs-shifts", "band-3", 7.5),
    "reablement-worker": ("r", 0.64, "njc-shifts", "njc", 6.25),
    "acht-nurse": ("n", 0.9, "nhs-shifts", "band-5", 7.5),
    "acht-occupational-therapist": ("o", 0.8, "nhs-weekdays", "band-5", 7.5),
    "acht-physiotherapist": ("p", 0.8, "nhs-weekdays", "band-5", 7.5),
}
BASES = ("base-aylesbury", "base-amersham", "base-wycombe")
SHORT = {"base-aylesbury": "ay", "base-amersham": "am", "base-wycombe": "wy"}
WEEK, WEEKEND = "mon tue wed thu fri", "sat sun hol"
ALWAYS = f"{WEEK} {WEEKEND}"
# Share of the hours worked that is put on cover; the rest is meetings, supervision and handover.
ON_COVER = 0.9
# A weekend day needs this share of a weekday.
WEEKEND_SHARE = 0.7
SOURCE = "made by make_rota.py from establishment.csv and roles.csv"
MADE_UP = "invented person, drawn by make_rota.py so that FTE add up to the people in post"
LAW = "Working Time Regulations 1998, {}"
AFC = "NHS terms and conditions of service (Agenda for Change), {}"
OWN = "the unit's own rule"


def main() -> None:
    """Draw everything and write the tables."""
    draw = random.Random(SEED)
    posts = {(row["role"], row["workplace"]): row for row in _read("establishment")}
    people = _people(draw, posts)
    away = _absences(draw, people)
    rota: dict[str, Any] = {"rota": "april-2015", "title": "Four weeks from Easter Monday", "first_day": FIRST_DAY}
    rota |= {"weeks": DAYS // 7, "status": "assumed"}
    rota |= {"reason": "first four weeks from a Monday; Easter Monday is a public holiday"}
    _write("rotas", [rota | {"could_supply": "community health trust"}])
    _write("rule_sets", _rules())
    _write("unsocial_rates", _rates())
    _write("people", people)
    _write("rota_shifts", _shifts())
    _write("rota_cover", _cover(people, away))
    _write("absences", away)
    _write("requests", _requests(draw, people, away))
    _write("fixed_patterns", _patterns(draw, people))


def _people(draw: random.Random, posts: dict[tuple[str, str], dict[str, str]]) -> list[dict[str, Any]]:
    rows = []
    for role, (letter, mean, rule_set, unsocial, _) in ROLES.items():
        number = 0
        for base in BASES:
            for fte in _fte(draw, float(posts[role, base]["actual_fte"]), mean):
                number += 1
                rows.append(_person(draw, f"{letter}{number:03d}", role, base, fte, rule_set, unsocial))
    return rows


def _fte(draw: random.Random, total: float, mean: float) -> list[float]:
    """Return FTE in steps of 0.05 that add up to a total (to the nearest step), mostly full or common parts."""
    heads = max(1, round(total / mean))
    parts = [min(1.0, max(0.4, round(20 * draw.triangular(2 * mean - 1.05, 1.05, mean)) / 20)) for _ in range(heads)]
    step = 0.05 if sum(parts) < total else -0.05
    for number in range(10_000):
        if abs(sum(parts) - total) <= 0.025 + 1e-9:
            break
        who = number % heads
        parts[who] = min(1.0, max(0.4, round(parts[who] + step, 2)))
    return [round(part, 2) for part in sorted(parts, reverse=True)]


def _person(
    draw: random.Random, key: str, role: str, base: str, fte: float, rule_set: str, unsocial: str
) -> dict[str, Any]:
    hours = 37.0 if role.startswith("reablement") else 37.5
    shifts = role in ("acht-healthcare-assistant", "reablement-worker", "acht-nurse")
    in_team = {"acht-nurse": 10, "acht-healthcare-assistant": 12}.get(role, 0)
    nights = base == "base-aylesbury" and int(key[1:]) <= in_team
    return {
        "person": key,
        "role": role,
        "base": base,
        "fte": fte,
        "rule_set": rule_set,
        "unsocial": unsocial,
        "skills": "nights" if nights else "",
        "history_weeks": 13,
        "history_hours": round(13 * fte * hours * draw.uniform(0.78, 0.95), 1),
        "history_nights": round(fte * draw.uniform(3, 8)) if nights else 0,
        "history_weekend_shifts": round(fte * draw.uniform(6, 13)) if shifts else 0,
        "history_unsocial": round(fte * draw.uniform(14, 26)) if shifts else 0,
        "run_days": draw.choice([-2, -2, -3, 0]) if shifts else -3,
        "status": "assumed",
        "reason": MADE_UP,
        "could_supply": "care company" if role.startswith("reablement") else "community health trust",
    }


def _absences(draw: random.Random, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return about 22 % of days: leave 14, sickness 5, training 3, in spells."""
    spells = (("leave", 0.14 * DAYS / 7, 7), ("sickness", 0.05 * DAYS / 4, 4), ("training", 0.03 * DAYS, 1))
    rows = []
    for person in people:
        taken: set[int] = set()
        for kind, expected, length in spells:
            count = int(expected) + (draw.random() < expected - int(expected))
            for _ in range(count):
                first = 7 * draw.randrange(DAYS // 7) if kind == "leave" else draw.randrange(DAYS - length)
                if kind == "training":
                    first = 7 * (first // 7) + draw.randrange(5)
                days = set(range(first, first + length))
                if not days & taken:
                    taken |= days
                    begins, ends = FIRST_DAY + timedelta(first), FIRST_DAY + timedelta(first + length - 1)
                    rows.append(
                        {
                            "person": person["person"],
                            "from_day": begins,
                            "to_day": ends,
                            "kind": kind,
                            "hours_per_day": 7.5 if kind == "training" else "",
                            "status": "assumed",
                            "reason": "drawn: 14 % leave, 5 % sickness, 3 % training, as in roles.csv",
                            "could_supply": person["could_supply"],
                        }
                    )
    return rows


def _rules() -> list[dict[str, Any]]:
    law = [
        ("daily-rest", 11, "hours", "hard", LAW.format("reg 10")),
        ("weekly-rest", 35, "hours", "hard", LAW.format("regs 10 and 11: 24 h with the 11 h of daily rest")),
        ("average-week", 48, "hours", "hard", LAW.format("reg 4: over 17 weeks")),
        ("night-day", 8, "hours", "hard", LAW.format("reg 6: over 17 weeks of six days")),
    ]
    prices = [
        ("over-contract", 15, "hours", "hard", OWN),
        ("hours-under", 12, "GBP/hour", "priced", OWN),
    ]
    shifts = [
        ("max-run", 6, "days", "hard", LAW.format("reg 11: a day off in seven")),
        ("min-off-run", 2, "days", "hard", OWN),
        ("max-weekends", 2, "weekends", "hard", OWN),
        ("fair-weekends", 15, "GBP/shift", "priced", OWN),
        ("fair-unsocial", 5, "GBP/shift", "priced", OWN),
    ]
    nights = [
        ("max-nights", 8, "shifts", "hard", OWN),
        ("max-nights-in-row", 4, "shifts", "hard", OWN),
        ("fair-nights", 20, "GBP/shift", "priced", OWN),
    ]
    overtime = {
        "nhs": ("hours-over", 22, "GBP/hour", "priced", AFC.format("section 3: time and a half")),
        "njc": ("hours-over", 20, "GBP/hour", "priced", "National Joint Council (Green Book), part 3"),
    }
    sets = {
        "nhs-shifts": [*law, *shifts, *nights, *prices, overtime["nhs"]],
        "njc-shifts": [*law, *shifts, *prices, overtime["njc"]],
        "nhs-weekdays": [*law, ("max-run", 5, "days", "hard", OWN), *prices, overtime["nhs"]],
    }
    rows = []
    for name, rules in sets.items():
        for rule, value, unit, kind, source in rules:
            stated = source.startswith("Working")
            rows.append(
                {
                    "rule_set": name,
                    "rule": rule,
                    "value": value,
                    "unit": unit,
                    "kind": kind,
                    "source": source,
                    "status": "stated" if stated else "assumed",
                    "reason": "" if stated else "a common rule or price of a unit, to be agreed with staff",
                    "could_supply": "" if stated else "workforce teams",
                }
            )
    return rows


def _rates() -> list[dict[str, Any]]:
    source = AFC.format("section 2, January 2022 rates")
    reason = "rates of 2022 stand in for those of 2015"
    supply = "community health trust"
    return [
        {
            "unsocial": name,
            "night_share": night,
            "sunday_share": sunday,
            "source": src,
            "status": "assumed",
            "reason": why,
            "could_supply": who,
        }
        for name, night, sunday, src, why, who in (
            ("band-2", 0.41, 0.83, source, reason, supply),
            ("band-3", 0.35, 0.69, source, reason, supply),
            ("band-5", 0.30, 0.60, source, reason, supply),
            ("njc", 0.33, 0.50, "Green Book, part 3: set locally", "local rates", "care company"),
        )
    ]


def _shifts() -> list[dict[str, Any]]:
    kinds = (
        # kind, title, letter, role, start, minutes, unpaid break
        ("early", "Early", "E", "acht-healthcare-assistant", "07:00", 480, 30),
        ("late", "Late", "L", "acht-healthcare-assistant", "14:00", 480, 30),
        ("re-early", "Early visits", "E", "reablement-worker", "07:00", 480, 30),
        ("re-late", "Late visits", "L", "reablement-worker", "14:00", 480, 30),
        ("re-morning", "Morning visits", "M", "reablement-worker", "07:00", 300, 0),
        ("re-evening", "Evening visits", "V", "reablement-worker", "17:00", 300, 0),
        ("nurse-early", "Rapid nurse, early", "E", "acht-nurse", "07:00", 480, 30),
        ("nurse-late", "Rapid nurse, late", "L", "acht-nurse", "14:00", 480, 30),
        ("therapy", "Occupational therapy", "D", "acht-occupational-therapist", "08:30", 480, 30),
        ("physio", "Physiotherapy", "D", "acht-physiotherapist", "08:30", 480, 30),
    )
    rows = []
    for base in BASES:
        for kind, title, letter, role, start, length, pause in kinds:
            rows.append(
                _shift(f"{kind}-{SHORT[base]}", f"{title}, {base[5:]}", letter, base, role, start, length, pause)
            )
    rows.append(
        _shift("night-ay", "Night with the nurse", "N", "base-aylesbury", "acht-healthcare-assistant", "21:45", 570, 60)
    )
    night = _shift("nurse-night-ay", "Rapid nurse, night", "N", "base-aylesbury", "acht-nurse", "21:45", 570, 60)
    rows.append(night)
    return rows


def _shift(
    shift: str, title: str, letter: str, base: str, role: str, start: str, length: int, pause: int
) -> dict[str, Any]:
    return {
        "shift": shift,
        "title": title,
        "letter": letter,
        "base": base,
        "roles": role,
        "needs": "nights" if letter == "N" else "",
        "start": start,
        "length_min": length,
        "break_min": pause,
        "status": "assumed",
        "reason": "07:00 to 22:00 and rapid response by day and night are stated; where shifts begin is assumed",
        "could_supply": "community health trust",
    }


def _cover(people: list[dict[str, Any]], away: list[dict[str, Any]]) -> list[dict[str, Any]]:
    days_away: dict[str, int] = {}
    for row in away:
        days_away[row["person"]] = days_away.get(row["person"], 0) + (row["to_day"] - row["from_day"]).days + 1
    hours: dict[tuple[str, str], float] = {}
    for person in people:
        week = 37.0 if person["role"].startswith("reablement") else 37.5
        share = 1 - days_away.get(person["person"], 0) / DAYS
        key = (person["role"], person["base"])
        hours[key] = hours.get(key, 0.0) + person["fte"] * week * share
    rows = []
    for base in BASES:
        short, place = SHORT[base], base[5:]
        own = hours["acht-healthcare-assistant", base] - (56 if base == "base-aylesbury" else 0)
        weekday = ON_COVER * own / 7.5 / (5 + 2 * WEEKEND_SHARE)
        for part, share in (("early", 0.6), ("late", 0.4)):
            for on, name, factor in ((WEEK, "", 1.0), (WEEKEND, "-weekend", WEEKEND_SHARE)):
                need = max(1, round(weekday * share * factor))
                rows.append(
                    _row(f"{part}-{short}{name}", f"Assistants, {part}, {place}", f"{part}-{short}", on, need, 183)
                )
        weekday = ON_COVER * hours["reablement-worker", base] / 6.25 / (5 + 2 * WEEKEND_SHARE)
        for part, shifts in (
            ("morning", f"re-early-{short} re-morning-{short}"),
            ("evening", f"re-late-{short} re-evening-{short}"),
        ):
            for on, name, factor in ((WEEK, "", 1.0), (WEEKEND, "-weekend", WEEKEND_SHARE)):
                need = max(1, round(weekday * (0.58 if part == "morning" else 0.42) * factor))
                rows.append(_row(f"re-{part}-{short}{name}", f"Reablement, {part}, {place}", shifts, on, need, 170))
        afternoon = max(1, round(0.3 * weekday))
        rows.append(
            _row(
                f"re-afternoon-{short}",
                f"Reablement, afternoon, {place}",
                f"re-early-{short} re-late-{short}",
                ALWAYS,
                afternoon,
                60,
            )
        )
        rows += [
            _row(
                f"nurse-{part}-{short}",
                f"Rapid nurse, {part}, {place}",
                f"nurse-{part}-{short}",
                ALWAYS,
                1,
                320,
                "agency",
            )
            for part in ("early", "late")
        ]
        for kind, role in (("therapy", "acht-occupational-therapist"), ("physio", "acht-physiotherapist")):
            need = max(1, int(ON_COVER * hours[role, base] / 7.5 / 5))
            rows.append(
                _row(f"{kind}-{short}", f"{kind.title()}, {place}", f"{kind}-{short}", WEEK, need, 310, "agency")
            )
    rows.append(_row("night-ay", "Assistant at night, county", "night-ay", ALWAYS, 1, 260))
    rows.append(_row("nurse-night-ay", "Nurse at night, county", "nurse-night-ay", ALWAYS, 1, 420, "agency"))
    return rows


def _row(cover: str, title: str, shifts: str, on: str, need: int, gbp: int, by: str = "bank") -> dict[str, Any]:
    return {
        "cover": cover,
        "title": title,
        "shifts": shifts,
        "on": on,
        "need": need,
        "gap_gbp": gbp,
        "gap_filled_by": by,
        "status": "assumed",
        "reason": "nine tenths of what the people drawn can work after absence; a gap at 1.5 times pay",
        "could_supply": "care company; community health trust",
    }


def _requests(draw: random.Random, people: list[dict[str, Any]], away: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for person in people:
        for day in sorted(draw.sample(range(DAYS), 2)) if draw.random() < 0.3 else ():
            when = FIRST_DAY + timedelta(day)
            if not any(row["person"] == person["person"] and row["from_day"] <= when <= row["to_day"] for row in away):
                rows.append(
                    {
                        "person": person["person"],
                        "day": when,
                        "wants": "off",
                        "weight_gbp": draw.choice([20, 30, 40]),
                        "status": "assumed",
                        "reason": "drawn",
                        "could_supply": person["could_supply"],
                    }
                )
    return rows


def _patterns(draw: random.Random, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    part_time = [row for row in people if row["fte"] <= 0.8 and row["rule_set"] != "nhs-weekdays"]
    chosen = sorted(draw.sample(part_time, len(part_time) // 8), key=lambda row: row["person"])
    return [
        {
            "person": row["person"],
            "weekday": day,
            "shift": "off",
            "status": "assumed",
            "reason": "drawn: two days together that part-time staff never work",
            "could_supply": row["could_supply"],
        }
        for row in chosen
        for day in draw.choice((("mon", "tue"), ("wed", "thu"), ("thu", "fri")))
    ]


def _read(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(name: str, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        row.setdefault("source", SOURCE)
    with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()

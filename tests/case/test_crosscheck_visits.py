"""Tables about a day of visits, right in themselves but not together: the example with one thing changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_folder import faults_of, place, replace_text

from capplan.case.read import read_case

# What is changed; then file, row, column of the repair and a piece of its text.
CASES: dict[str, tuple[list[tuple[str, str, str]], tuple[str, int | None, str | None], str]] = {
    "days of a visit that is not there": (
        [("visit_weekdays.csv", "v08,mon", "v80,mon")],
        ("visit_weekdays.csv", 2, "visit"),
        '"v80" is not in visits.csv.',
    ),
    "day that is none": (
        [("visit_weekdays.csv", "v08,mon tue", "v08,mon tuesday")],
        ("visit_weekdays.csv", 2, "weekdays"),
        '"tuesday" is no day of the week.',
    ),
    "shift of a carer who is not there": (
        [("carer_shifts.csv", "k1,mon", "k9,mon")],
        ("carer_shifts.csv", 2, "carer"),
        '"k9" is not in carers.csv.',
    ),
    "shifts of a day that overlap": (
        [("carer_shifts.csv", "k1,mon,07:00-14:00 16:30-20:00", "k1,mon,07:00-14:00 13:30-20:00")],
        ("carer_shifts.csv", 2, "shifts"),
        "overlaps the shift before it",
    ),
    "place of a visit that is not listed": (
        [("visits.csv", "client-2,mill,hill-base,15", "client-2,mil,hill-base,15")],
        ("visits.csv", 5, "place"),
        '"mil" is not in visit_places.csv. Add it there, or write "mill" (the nearest of 4).',
    ),
    "round that begins nowhere": (
        [
            ("carers.csv", "carer,base,role", "carer,start_place,base,role"),
            ("carers.csv", "k1,hill", "k1,lan,hill"),
            ("carers.csv", "k2,hill", "k2,,hill"),
            ("carers.csv", "k3,hill", "k3,,hill"),
            ("carers.csv", "k4,hill", "k4,lane,hill"),
        ],
        ("carers.csv", 2, "start_place"),
        '"lan" is not in visit_places.csv or bases.csv. Write "lane" (the nearest of 6).',
    ),
    "place that points at a front door": (
        [("visit_places.csv", "52.101,0.512", "52.10123,0.512")],
        ("visit_places.csv", 2, "lat"),
        "Round it, here to 52.101: about a hundred metres are near enough.",
    ),
    "place called like a base": (
        [
            ("visit_places.csv", "harbour,51.984", "hill-base,51.984"),
            ("visits.csv", "client-4,harbour", "client-4,lane"),
            ("visits.csv", "client-4,harbour", "client-4,lane"),
        ],
        ("visit_places.csv", 5, "place"),
        '"hill-base" is also the id of a base.',
    ),
    "preferred carer who is not on duty": (
        [("visits.csv", "planned,,k3,", "planned,,k9,")],
        ("visits.csv", 5, "preferred_carers"),
        '"k9" is not in carers.csv. Write one of: k1, k2, k3, k4.',
    ),
    "carer wanted and ruled out": (
        [("visits.csv", "planned,,,k2", "planned,,k2,k2")],
        ("visits.csv", 6, "must_not"),
        '"k2" is among the preferred carers as well. Keep the carer in one of the two columns.',
    ),
    "skill nobody knows": (
        [("visits.csv", "1,reablement:2,", "1,reablment:2,")],
        ("visits.csv", 7, "skills"),
        '"reablment:2" is not in skills.csv. Write "reablement" (the nearest of 4).',
    ),
    "skill with a level that is none": (
        [("carers.csv", "nursing:2 care", "nursing:two care")],
        ("carers.csv", 4, "skills"),
        '"nursing:two" is not a skill with a level.',
    ),
    "window that ends before it begins": (
        [("visits.csv", "12:00-14:00 16:00-17:00", "12:00-14:00 17:00-16:00")],
        ("visits.csv", 10, "windows"),
        '"17:00-16:00" ends before it begins or has no length.',
    ),
    "windows that overlap": (
        [("visits.csv", "12:00-14:00 16:00-17:00", "12:00-14:00 13:30-17:00")],
        ("visits.csv", 10, "windows"),
        '"13:30-17:00" begins before the hours before it end.',
    ),
    "shift without length": (
        [("carers.csv", "07:00-14:00 16:30-20:00", "07:00-14:00 16:30-16:30")],
        ("carers.csv", 2, "shifts"),
        '"16:30-16:30" ends before it begins or has no length.',
    ),
    "break without a length": (
        [("carers.csv", "10,30,11:00-13:00,6", "10,,11:00-13:00,6")],
        ("carers.csv", 2, "break_min + break_hours"),
        "a break needs its length and its hours. Fill both or leave both.",
    ),
    "two breaks": (
        [("carers.csv", "11:00-13:00", "11:00-12:00 12:30-13:00")],
        ("carers.csv", 2, "break_hours"),
        "has several hours. Write one: from when to when the break may start.",
    ),
    "break that would be dropped": (
        [("carers.csv", "07:00-14:00 16:30-20:00", "07:00-11:15 13:10-20:00")],
        ("carers.csv", 2, "break_hours"),
        "leaves no room for the break in the shift 13:10-20:00, which is long enough to have one.",
    ),
    "rapid call without a time": (
        [("visits.csv", "rapid,10:30", "rapid,")],
        ("visits.csv", 11, "called"),
        "is blank for a rapid call. Write when the call came in, or response = planned.",
    ),
    "planned visit with a call": (
        [("visits.csv", "planned,,k3,", "planned,07:00,k3,")],
        ("visits.csv", 5, "called"),
        '"07:00" is filled for a planned visit.',
    ),
    "rapid call whose windows are too late": (
        # Called at 10:30, three hours: 13:30.
        [("visits.csv", "45,,,1,nursing,,high,rapid", "45,13:31-15:00,,1,nursing,,high,rapid")],
        ("visits.csv", 11, "windows"),
        "lie outside the 3 hours after the call at 10:30. Leave the windows blank.",
    ),
    "preferred time outside the windows": (
        [("visits.csv", "12:00-14:00 16:00-17:00,13:00", "12:00-14:00 16:00-17:00,15:00")],
        ("visits.csv", 10, "preferred_start"),
        '"15:00" lies outside the windows. Write a time inside 12:00-14:00 16:00-17:00, or leave it blank.',
    ),
    "second person on a visit by one": (
        [("visits.csv", "08:00,1,nursing,,time", "08:00,1,nursing,care,time")],
        ("visits.csv", 5, "second_skills"),
        '"care" is filled for a visit by one person. Write carers = 2, or leave the cell blank.',
    ),
    "visit after itself": (
        [("visit_pairs.csv", "v06,v07,120", "v06,v06,120")],
        ("visit_pairs.csv", 3, "second"),
        '"v06" is the same visit as the first. Name two different visits.',
    ),
    "gaps the wrong way round": (
        [("visit_pairs.csv", "v04,v05,10,60", "v04,v05,70,60")],
        ("visit_pairs.csv", 2, "max_gap_min"),
        '"60" is below min_gap_min. Write at least 70, or leave it blank.',
    ),
    "visits in a circle": (
        [("visit_pairs.csv", "v06,v07,120,", "v05,v06,0,\nv06,v04,0,")],
        ("visit_pairs.csv", 4, "second"),
        '"v04" comes before v06 by other rows: the visits would go round in a circle.',
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fault_of_the_day_is_told_as_one_repair(folder: Path, name: str) -> None:
    changes, where, text = CASES[name]
    for file, old, new in changes:
        replace_text(folder / file, old, new)
    (fault,) = faults_of(folder)
    assert place(fault) == where
    assert text in str(fault)


def test_a_break_inside_its_long_shift_is_no_fault(folder: Path) -> None:
    # 12:50 to 20:00 is longer than six hours: a break may start from 12:50 to 13:00. 07:00 to 11:15 is too short.
    replace_text(folder / "carers.csv", "07:00-14:00 16:30-20:00", "07:00-11:15 12:50-20:00")
    assert faults_of(folder) == []


def test_a_day_without_carers_or_places_cannot_be_planned(folder: Path) -> None:
    (folder / "carers.csv").unlink()
    for _ in range(3):
        replace_text(folder / "visits.csv", "planned,,k1,", "planned,,,")
    for carer in ("k3", "k4", "k4"):
        replace_text(folder / "visits.csv", f"planned,,{carer},", "planned,,,")
    replace_text(folder / "visits.csv", "planned,,,k2", "planned,,,")
    (fault,) = faults_of(folder)
    assert str(fault) == (
        "carers.csv: has no rows, but visits.csv has: no round can be planned. Add its rows, or remove the visits."
    )


@pytest.mark.parametrize("heading", ["client_name", "nhs_number", "date_of_birth", "postcode", "phone", "first_name"])
def test_a_column_that_identifies_a_person_is_refused(folder: Path, heading: str) -> None:
    text = (folder / "visits.csv").read_text(encoding="utf-8").splitlines()
    rows = [f"{text[0]},{heading}", *(f"{line}," for line in text[1:])]
    (folder / "visits.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (fault,) = faults_of(folder)
    assert place(fault) == ("visits.csv", 1, heading)
    assert fault.problem == "the column looks like a person's identity"


def test_a_client_key_that_is_an_nhs_number_is_refused_and_not_repeated(folder: Path) -> None:
    # 943 476 5919 passes the check (test_privacy).
    replace_text(folder / "visits.csv", "client-5", "9434765919")
    (fault,) = faults_of(folder)
    assert place(fault) == ("visits.csv", 11, "client")
    assert "9434765919" not in str(fault)


def test_measured_travel_must_be_complete_for_every_mode_in_use(folder: Path) -> None:
    places = ["hill-base", "lane", "mill", "church", "harbour"]
    rows = ["mode,from_place,to_place,travel_min,distance_km"]
    for mode in ("car", "bike"):
        rows += [f"{mode},{start},{end},7.5,4" for start in places for end in places if start != end]
    (folder / "visit_travel.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    travel = read_case(folder).day_travel
    at = travel.index()
    # The measured minutes stand; nobody is needed at quay-office, so no way there is given and none is asked for.
    assert travel.minutes["bike"][at["lane"], at["mill"]] == 7.5
    assert travel.distance_km["car"][at["mill"], at["lane"]] == 4
    assert travel.minutes["car"][at["lane"], at["lane"]] == 0
    (folder / "visit_travel.csv").write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    (fault,) = faults_of(folder)
    assert fault.problem == "has no time by bike from harbour to church"


def test_travel_without_any_minutes_is_no_travel(folder: Path) -> None:
    (folder / "visit_travel.csv").write_text(
        "mode,from_place,to_place,distance_km\ncar,hill-base,lane,4\n", encoding="utf-8"
    )
    assert "is blank in every row" in str(faults_of(folder)[0])


@pytest.mark.parametrize(("high_gbp", "is_fault"), [("6000", True), ("5000", False)])
def test_a_less_urgent_visit_never_weighs_more(folder: Path, high_gbp: str, is_fault: bool) -> None:
    table = folder / "parameters.csv"
    row = f"unserved_high_gbp,{high_gbp},GBP/visit,assumed,agreed\n"
    headings = table.read_text(encoding="utf-8").splitlines()[0].split(",")
    cells = {"parameter": "unserved_high_gbp", "value": high_gbp, "unit": "GBP/visit", "status": "assumed"}
    row = ",".join(cells.get(name, "agreed" if name == "reason" else "") for name in headings)
    table.write_text(table.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    if not is_fault:
        read_case(folder)
        return
    (fault,) = faults_of(folder)
    assert "leaves out more urgent visits first: unserved_critical_gbp is 5000" in str(fault)


def test_estimated_travel_is_the_straight_line_times_the_detour_at_the_speed_of_the_mode(folder: Path) -> None:
    case = read_case(folder)
    travel = case.day_travel
    at = travel.index()
    pair = at["lane"], at["mill"]
    km = travel.distance_km["car"][pair]
    # 0.018 degrees of latitude are 2.0 km; 0.059 degrees of longitude at 52.09 degrees north 0.059 x 111.2 x 0.6143
    # = 4.03 km: 4.50 km as the crow flies, 5.85 on the road. By car 40 km/h: 8.8 minutes; by bike 14 km/h: 25.1.
    assert km == pytest.approx(5.85, abs=0.01)
    assert travel.minutes["car"][pair] == pytest.approx(km * 60 / 40)
    assert travel.minutes["bike"][pair] == pytest.approx(km * 60 / 14)

"""What may be wrong with case.toml."""

import pytest
from example_folder import faults_of, place, replace_text

TOML = {
    "syntax": (
        ('start = "2026-04"', "start = 2026-04"),
        (18, None),
        "the TOML cannot be understood. ",
    ),
    "unknown key": (
        ("months = 12", "months = 12\nmonths_in_period = 3"),
        (21, "horizon.months_in_period"),
        'is not a known key. Remove it, or write "months_per_period" (the nearest of 5).',
    ),
    "unknown section": (
        ("[travel]", "[travels]"),
        (28, "travels"),
        'is not a known section. Remove it, or write "travel" (the nearest of 4).',
    ),
    "missing key": (
        ("months = 12\n", "\n"),
        (16, "horizon.months"),
        "is missing. Add months = ... under [horizon]: length of the plan; a whole number of months, 1 to 600.",
    ),
    "number between quotes": (
        ("months = 12", 'months = "12"'),
        (20, "horizon.months"),
        '"12" is not a whole number. Write a whole number of months, 1 to 600, without quotes.',
    ),
    "yes for a number": (
        ("months = 12", "months = true"),
        (20, "horizon.months"),
        '"True" is not a whole number. ',
    ),
    "date for a month": (
        ('start = "2026-04"', "start = 2026-04-01"),
        (18, "horizon.start"),
        '"2026-04-01" is not a month. Write a month as YYYY-MM, for example 2015-06, between quotes.',
    ),
    "blank": (
        ('id = "example"', 'id = ""'),
        (6, "case.id"),
        '"" is blank. Write an id of lower-case letters, digits and hyphens, for example ward-2.',
    ),
    "out of bounds": (
        ("months = 12", "months = 601"),
        (20, "horizon.months"),
        '"601" is above 600. Write a whole number of months, 1 to 600.',
    ),
    "month in other digits": (
        ('start = "2026-04"', 'start = "20٢٦-04"'),
        (18, "horizon.start"),
        "is not a month. ",
    ),
    "choice": (
        ('# method = "coordinates"', 'method = "crow"'),
        (30, "travel.method"),
        '"crow" is not one of the choices. Write one of: coordinates, matrix, roads.',
    ),
    "formula": (
        ('title = "Example', 'title = "=Example'),
        (8, "case.title"),
        "begins as a formula does",
    ),
    "NHS number": (
        ('title = "Example', 'title = "9434765919'),
        (8, "case.title"),
        "holds a number that passes the NHS number check. ",
    ),
}


@pytest.mark.parametrize("name", TOML)
def test_a_wrong_key_gives_one_repair_at_its_line(folder, name):
    (old, new), where, message = TOML[name]
    replace_text(folder / "case.toml", old, new)
    (fault,) = faults_of(folder)
    assert place(fault) == ("case.toml", *where)
    assert message in str(fault)


def test_a_missing_section(folder):
    text = (folder / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text(text.replace("[horizon]", "[case.horizon]"), encoding="utf-8")
    places = [place(fault) for fault in faults_of(folder)]
    assert ("case.toml", None, "horizon") in places


def test_a_section_that_is_a_value(folder):
    (folder / "case.toml").write_text('case = "example"\nhorizon = 12\n', encoding="utf-8")
    assert [str(fault) for fault in faults_of(folder)] == [
        "case.toml key case: is not a section. Write [case] and its keys below it.",
        "case.toml key horizon: is not a section. Write [horizon] and its keys below it.",
    ]


@pytest.mark.parametrize("text", ["x = " + "[" * 9_000, "x = " + "9" * 9_000, "[" * 9_000])
def test_text_that_exhausts_a_parser_is_a_syntax_fault(folder, text):
    (folder / "case.toml").write_text(text, encoding="utf-8")
    assert "the TOML cannot be understood" in str(faults_of(folder)[0])


def test_a_value_nested_deeper_than_any_parser_goes(folder):
    replace_text(folder / "case.toml", 'id = "example"', f"id{'.a' * 4_000} = 1")
    (fault,) = faults_of(folder)
    assert place(fault) == ("case.toml", None, "case.id")


@pytest.mark.parametrize("more", ["# and so on\n" * 10_000, "#" * 10_001])
def test_a_toml_far_larger_than_its_keys_is_refused(folder, more):
    with (folder / "case.toml").open("a", encoding="utf-8") as file:
        file.write(more)
    assert "case.toml: is larger than 100,000 bytes or has a line of more than 10,000" in str(faults_of(folder)[0])

import pytest

from capplan.case.privacy import holds_nhs_number, names_a_person


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        # 943 476 591: 9x10+4x9+3x8+4x7+7x6+6x5+5x4+9x3+1x2 = 299 = 27x11 + 2; 11 - 2 = 9.
        ("9434765919", True),
        ("see 943 476 5919.", True),
        ("943-476-5919", True),
        ("9434765918", False),
        # 400 000 000: 4x10 = 40 = 3x11 + 7; 11 - 7 = 4.
        ("4000000004", True),
        # 000 000 001: 1x2 = 2; 11 - 2 = 9. 110 000 000: 10 + 9 = 19 = 11 + 8; 11 - 8 = 3.
        ("1100000003", True),
        # 100 000 000: 10; 11 - 10 = 1. 010 100 000: 9 + 7 = 16 = 11 + 5; 6.
        ("0101000006", True),
        # 100 000 001: 10 + 2 = 12 = 11 + 1; 11 - 1 = 10 is no digit: no such number.
        ("1000000010", False),
        ("19434765919", False),
        ("94347659190", False),
        ("943476591", False),
        ("no number", False),
    ],
)
def test_ten_digits_are_an_nhs_number_if_the_last_is_the_check_digit(text, is_one):
    assert holds_nhs_number(text) is is_one


@pytest.mark.parametrize("heading", ["beds", "filename", "named_bed", "site_title", "renamed", "statement", "lat"])
def test_ordinary_headings_name_nobody(heading):
    assert not names_a_person(heading)

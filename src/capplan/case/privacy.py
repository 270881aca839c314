"""Signs that a case holds a person's identity: it plans care, and needs nobody's name or number."""

from __future__ import annotations

import re

WHY_NOT = "A case plans care for people it does not know; it must hold nothing that could identify one of them."

_TEN_DIGITS = re.compile(r"(?<![0-9])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])")
_WEIGHTS = range(10, 1, -1)
_WHOLE_WORDS = frozenset(["address", "client", "dob", "initials", "mobile", "mrn", "name", "names", "nhs", "nino"])
_PARTS = frozenset(["nhsno", "nhsnum", "patient", "forename", "firstname", "surname", "lastname", "fullname"]).union(
    ["birth", "postcode", "phone", "email"]
)


def names_a_person(heading: str) -> bool:
    """Return whether a column heading speaks of a person's identity: name, NHS number, birth, address."""
    words = re.findall("[a-z]+", heading.lower())
    return not _WHOLE_WORDS.isdisjoint(words) or any(part in "".join(words) for part in _PARTS)


def holds_nhs_number(text: str) -> bool:
    """Return whether text holds ten digits that pass the NHS number check.

    The tenth digit is 11 minus the remainder, modulo 11, of the first nine weighted 10 down to 2; 11
    counts as 0, and 10 makes the number invalid (NHS Data Dictionary, NHS NUMBER).
    """
    return any(_passes([int(digit) for digit in re.findall("[0-9]", found)]) for found in _TEN_DIGITS.findall(text))


def _passes(digits: list[int]) -> bool:
    total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits[:9], strict=True))
    return (11 - total % 11) % 11 == digits[9]

"""How numbers, months and money are written in a report: one form for each, everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from capplan.decisions import MoneyKind, OptionId
from capplan.units import month_start

NONE = "–"
_MINUS = "−"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

OPTION_TITLES: dict[OptionId, str] = {
    "business-as-usual": "Business as usual",
    "do-minimum": "Do minimum",
    "plan": "Plan",
}
KIND_TITLES: dict[MoneyKind, str] = {
    "fixed": "Fixed cost of beds and places",
    "variable": "Variable cost of occupied days",
    "stranded": "Stranded cost after closures",
    "one-off-revenue": "One-off revenue",
    "capital": "Capital, net of receipts",
    "acute-waiting": "Acute beds of people waiting",
    "acute-diverted": "Acute stays of people diverted",
    "pay": "Pay of people in post",
    "agency": "Agency staff",
    "recruitment": "Recruitment",
    "pay-protection": "Pay protection after redeployment",
    "redundancy": "Redundancy",
    "bases": "Rent and running cost of bases",
}
RUN_KINDS = {"ward": "ward or bay", "block": "contracted block", "spot": "spot purchase", "place": "home places"}


def month(text: str | None) -> str:
    """Write a month in words.

    >>> month("2017-03")
    'March 2017'
    """
    if text is None:
        return NONE
    start = month_start(text)
    return f"{_MONTHS[start.month - 1]} {start.year}"


def day(text: str) -> str:
    """Write a day in words.

    >>> day("2017-03-31")
    '31 March 2017'
    """
    when = date.fromisoformat(text)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def number(value: float | None, decimals: int = 0) -> str:
    """Write a number with thousands separators and a true minus; never a minus before zero.

    >>> number(-1234.5, 1)
    '−1,234.5'
    """
    if value is None:
        return NONE
    size = f"{abs(value):,.{decimals}f}"
    return f"{_MINUS}{size}" if value < 0 and _above_zero(size) else size


def signed(value: float, decimals: int = 0) -> str:
    """Write a difference with its sign, + as well as −."""
    text = number(value, decimals)
    return f"+{text}" if value > 0 and _above_zero(text) else text


def share(value: float | None, decimals: int = 1) -> str:
    """Write a share as a percentage.

    >>> share(0.8512)
    '85.1 %'
    """
    return NONE if value is None else f"{number(100 * value, decimals)} %"


def gbp(value: float | None) -> str:
    """Write whole pounds.

    >>> gbp(-1234.4)
    '−£1,234'
    """
    return NONE if value is None else _pounds(value, number(abs(value)))


def gbp_m(value: float, decimals: int = 2, plus: bool = False) -> str:
    """Write millions of pounds; `plus` writes the sign of a difference.

    >>> gbp_m(12_345_678)
    '£12.35m'
    """
    text = _pounds(value, f"{number(abs(value) / 1e6, decimals)}m")
    return f"+{text}" if plus and value > 0 and _above_zero(text) else text


def gbp_k(value: float | None, plus: bool = False) -> str:
    """Write thousands of pounds for a table whose unit is £ thousand."""
    if value is None:
        return NONE
    return signed(value / 1e3) if plus else number(value / 1e3)


def count(value: int, one: str, many: str = "") -> str:
    """Write a count with its noun.

    >>> count(1, "site"), count(2, "site")
    ('1 site', '2 sites')
    """
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def listing(parts: Sequence[str]) -> str:
    """Join names as in a sentence; with semicolons where a name holds a comma.

    >>> listing(["A", "B", "C"])
    'A, B and C'
    """
    if len(parts) < 2:
        return "".join(parts)
    if any("," in part for part in parts):
        return f"{'; '.join(parts[:-1])}; and {parts[-1]}"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def short(text: str, length: int) -> str:
    """Cut a name for a chart label; its table has the whole name."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _pounds(value: float, size: str) -> str:
    return f"{_MINUS}£{size}" if value < 0 and _above_zero(size) else f"£{size}"


def _above_zero(size: str) -> bool:
    """Say whether a written size is more than zero after rounding."""
    return any(digit in size for digit in "123456789")

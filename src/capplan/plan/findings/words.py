"""How findings write figures and months, so that every sentence reads the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from capplan.units import month_start

_MINUS = "−"


def number(value: float, decimals: int = 0) -> str:
    """Write a number with thousands separators and a true minus; never a minus before zero.

    >>> number(33180), number(-1.5, 1)
    ('33,180', '−1.5')
    """
    text = f"{abs(value):,.{decimals}f}"
    return text if value >= 0 or float(text.replace(",", "")) == 0 else f"{_MINUS}{text}"


def gbp(value: float) -> str:
    """Write an amount to the pound.

    >>> gbp(-61883.6)
    '−£61,884'
    """
    return _pounds(number(value))


def amount(value: float, unit: str) -> str:
    """Write a figure in any unit: money with its sign, six significant digits and two decimals of thousands at most.

    >>> amount(-829000, "GBP"), amount(22.724, "GBPm/year"), amount(24.975, "%"), amount(1, "FTE")
    ('−£829,000', '£22.724m a year', '24.975 %', '1 FTE')
    >>> amount(1, "months"), amount(2, "months")
    ('1 month', '2 months')
    >>> amount(1, "people")
    '1 person'
    """
    size = abs(value)
    decimals = 2 if size >= 1000 else 6 if size < 1 else 6 - len(f"{int(size)}")
    text = number(value, decimals)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if unit.startswith("GBP"):
        money, *per = unit.removeprefix("GBP").split("/")
        return "".join([_pounds(text), money, *(f" a {part}" for part in per)])
    one = "person" if unit == "people" else unit.removesuffix("s")
    return f"{text} {one if size == 1 else unit}".rstrip()


def _pounds(text: str) -> str:
    return f"{_MINUS}£{text[1:]}" if text.startswith(_MINUS) else f"£{text}"


def percent(share: float, decimals: int = 1) -> str:
    """Write a share in per cent, without decimals when it is a whole number.

    >>> percent(0.85), percent(0.7272)
    ('85 %', '72.7 %')
    """
    value = 100 * share
    return f"{number(value, 0 if abs(value - round(value)) < 1e-9 else decimals)} %"


def month_name(month: str) -> str:
    """Write a month for reading.

    >>> month_name("2016-06")
    'June 2016'
    """
    return f"{month_start(month):%B %Y}"


def counted(count: float, singular: str, plural: str | None = None) -> str:
    """Write a count with its noun.

    >>> counted(1, "bed"), counted(1200, "bed")
    ('1 bed', '1,200 beds')
    """
    noun = singular if count == 1 else plural or f"{singular}s"
    return f"{number(count)} {noun}"


def listed(parts: Iterable[str]) -> str:
    """Join parts with commas and a last 'and'; with semicolons where a part has a comma itself.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    items = list(parts)
    if len(items) < 2:
        return "".join(items)
    if any("," in item for item in items):
        return f"{'; '.join(items[:-1])}; and {items[-1]}"
    return f"{', '.join(items[:-1])} and {items[-1]}"


def more_or_less(difference: float, more: str, less: str) -> str:
    """Return the word for a difference: `more` from zero up, `less` below."""
    return more if difference >= 0 else less


def range_of(values: Sequence[int]) -> str:
    """Write the span of some counts: one number, or the smallest to the largest.

    >>> range_of([6, 2]), range_of([3, 3])
    ('2 to 6', '3')
    """
    low, high = min(values), max(values)
    return number(low) if low == high else f"{number(low)} to {number(high)}"

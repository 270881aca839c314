"""Student's distribution from its finite series (Abramowitz and Stegun 26.7.3, 26.7.4), for intervals of a mean."""

from __future__ import annotations

import math

_BISECTIONS = 200


def within(angle: float, degrees: int) -> float:
    """Return the probability of lying within plus or minus `sqrt(degrees) * tan(angle)`.

    Parameters
    ----------
    angle : float
        Between 0 and pi/2.
    degrees : int
        Degrees of freedom, 1 or more.
    """
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = degrees % 2 == 1
    if degrees == 1:
        return 2.0 * angle / math.pi
    term = cosine if odd else 1.0
    total = term
    for number in range(3 if odd else 2, degrees - 1, 2):
        term *= cosine * cosine * (number - 1) / number
        total += term
    return 2.0 / math.pi * (angle + sine * total) if odd else sine * total


def half_width(degrees: int, confidence: float) -> float:
    """Return the number of standard errors within which a mean lies with this confidence."""
    low, high = 0.0, math.pi / 2.0
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if within(middle, degrees) < confidence:
            low = middle
        else:
            high = middle
    return math.sqrt(degrees) * math.tan(0.5 * (low + high))

"""Erlang's formulae from their definitions in 50-digit arithmetic: slow, and independent of the recursion."""

from mpmath import mp, mpf, workdps

DIGITS = 50


def exact_b(beds: int, load: float | mpf) -> mpf:
    """``(a^c / c!) / sum(a^k / k!, k = 0..c)``."""
    with workdps(DIGITS):
        terms = _terms(beds, load)
        return terms[-1] / mp.fsum(terms)


def exact_c(beds: int, load: float | mpf) -> mpf:
    """``x / (sum(a^k / k!, k = 0..c-1) + x)``, ``x = (a^c / c!) c / (c - a)``, for a load below the beds."""
    with workdps(DIGITS):
        *earlier, last = _terms(beds, load)
        full = last * beds / (beds - mpf(load))
        return full / (mp.fsum(earlier) + full)


def exact_wait(beds: int, load: float | mpf, stay_days: float, wait_days: float) -> mpf:
    """``C exp(-(c - a) t / stay)``, for a load below the beds."""
    with workdps(DIGITS):
        return exact_c(beds, load) * mp.exp(-(beds - mpf(load)) * mpf(wait_days) / mpf(stay_days))


def just_above(value: float, relative: float) -> mpf:
    """Return a value raised by a tiny share, without rounding it to a float."""
    with workdps(DIGITS):
        return mpf(value) * (1 + mpf(relative))


def relative_error(value: float, exact: mpf) -> float:
    """Return ``|value - exact| / exact``."""
    with workdps(DIGITS):
        return float(abs(mpf(value) - exact) / exact)


def _terms(beds: int, load: float | mpf) -> list[mpf]:
    terms = [mpf(1)]
    for bed in range(1, beds + 1):
        terms.append(terms[-1] * mpf(load) / bed)
    return terms

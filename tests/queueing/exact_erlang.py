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


def exact_answered(agents: int, load: float, impatience: float, wait: float) -> tuple[mpf, mpf]:
    """Return the shares answered in time and given up of M/M/c+M, with handling as the unit of time.

    The steady state of births and deaths is summed as it stands. A caller with `j` ahead waits for `j + 1` departures
    of the rates ``c + j g`` down to ``c`` (`g` is `impatience`): a sum of exponential times, written out by partial
    fractions. 120 digits hold against their cancelling.
    """
    with workdps(120):
        a, g, t = mpf(load), mpf(impatience), mpf(wait)
        weights = [mpf(1)]
        for number in range(1, agents):
            weights.append(weights[-1] * a / number)
        free, term, place = mp.fsum(weights), weights[-1] * a / agents, 0
        waiting, in_time, lost = mpf(0), mpf(0), mpf(0)
        rates: list[mpf] = []
        shares: list[mpf] = []
        decays: list[mpf] = []
        while term > mpf(10) ** -60 * free or place < 5:
            place += 1
            _add_rate(rates, shares, agents + place * g)
            answered = mpf(agents) / (agents + place * g)
            waiting += term
            lost += term * (1 - answered)
            decays.append(mp.exp(-rates[-1] * t))
            late = mp.fdot(shares, decays)
            in_time += term * answered * (1 - late)
            term *= a / (agents + place * g)
        total = free + waiting
        return (free + in_time) / total, lost / total


def _add_rate(rates: list[mpf], shares: list[mpf], new: mpf) -> None:
    """Add an exponential time to a sum of them; a rate's share is the product of ``r / (r - own)`` over the others."""
    for number, rate in enumerate(rates):
        shares[number] *= new / (new - rate)
    own = mpf(1)
    for rate in rates:
        own *= rate / (rate - new)
    rates.append(new)
    shares.append(own)

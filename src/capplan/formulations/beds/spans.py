"""Spans: the runs of periods over which people are counted together.

In the model itself every span is one period. A coarse model, with spans of several periods, is a
relaxation: its rows on people are sums of the model's rows, and people who wait only inside a span
wait for free. Its bound is therefore a bound of the model, proved several times faster.
"""

from __future__ import annotations

from dataclasses import dataclass

from capplan.case.calendar import Period


@dataclass(frozen=True)
class Span:
    """Consecutive periods of one financial year.

    Attributes
    ----------
    periods : tuple of Period
        In order.
    """

    periods: tuple[Period, ...]

    @property
    def id(self) -> str:
        """Id of the first period."""
        return self.periods[0].id

    @property
    def last(self) -> Period:
        """The last period."""
        return self.periods[-1]

    @property
    def days(self) -> int:
        """Calendar days of all its periods."""
        return sum(period.days for period in self.periods)


def single_spans(periods: tuple[Period, ...]) -> tuple[Span, ...]:
    """Return one span for each period: the model itself."""
    return tuple(Span((period,)) for period in periods)


def spans_of(periods: tuple[Period, ...], months: int) -> tuple[Span, ...]:
    """Cut periods into spans of at most `months` months that do not cross a financial year."""
    spans: list[list[Period]] = []
    for period in periods:
        held = spans[-1] if spans else []
        if held and held[0].year == period.year and sum(one.months for one in held) + period.months <= months:
            held.append(period)
        else:
            spans.append([period])
    return tuple(Span(tuple(held)) for held in spans)

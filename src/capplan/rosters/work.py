"""Work counted alike on every machine, so that a search that ends by it ends with the same rota everywhere."""

from __future__ import annotations

from dataclasses import dataclass

# Units: a schedule priced, for each so many of its states' values, and for each so many simplex iterations. A second of
# one core does about so many of them.
SCHEDULE, VALUES, ITERATIONS = 0.3, 130_000.0, 15.0
UNITS_PER_S = 500.0


@dataclass
class Work:
    """What a search has done so far and may do.

    Attributes
    ----------
    most : float
        Units after which the search ends.
    done : float
        Units so far.
    """

    most: float = float("inf")
    done: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether the search has used up its work."""
        return self.done >= self.most

    def priced(self, values: int) -> None:
        """Count a schedule that was priced over so many values of states."""
        self.done += SCHEDULE + values / VALUES

    def iterated(self, iterations: int) -> None:
        """Count iterations of the simplex method."""
        self.done += max(0, iterations) / ITERATIONS

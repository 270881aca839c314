"""How large a made-up county is, and the figures that its beds and its staff share."""

from __future__ import annotations

from dataclasses import dataclass

# Beds or places that a site of each kind can run.
BEDS = {"ward": (24, 12, 0), "block": (0, 8, 16), "place": (20, 30, 40)}
# Admissions a year for every 12 sites, and the share of step-down that goes home.
STEP_DOWN_PER_YEAR, STEP_UP_PER_YEAR, HOME_PER_YEAR = 900.0, 250.0, 500.0
STEP_DOWN_AT_HOME = 0.25
TRAVEL_MIN_PER_VISIT = 12.0


@dataclass(frozen=True)
class Size:
    """How large a case is made: localities, bed sites, roles and months."""

    localities: int = 7
    sites: int = 12
    roles: int = 12
    months: int = 20

    def __str__(self) -> str:
        return f"{self.localities} x {self.sites} x {self.roles} x {self.months}"

    @property
    def kinds(self) -> dict[str, int]:
        """Number of sites of each kind."""
        wards, places = max(1, round(self.sites / 3)), max(1, round(self.sites / 4))
        return {"ward": wards, "block": self.sites - wards - places, "place": places}

    @property
    def skills(self) -> int:
        """Number of skills."""
        return -(-self.roles // 3)

    @property
    def scale(self) -> float:
        """People and work against those of 12 sites."""
        return self.sites / 12

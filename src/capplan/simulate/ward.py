"""One site's beds as a queue in Ciw: beds that open and leave month by month, people who wait and people who do not.

Ciw's own schedules replace every server at a change of shift, so that a ward of 29 which goes on with 23 would run 52
for a while. Here beds that leave empty one by one: an idle bed goes at once, an occupied one when its person leaves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

import ciw
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

# Days: people who are there as the plan begins come so long after its beds.
INSTANT = 1e-6


@dataclass(frozen=True)
class SitePeople:
    """People booked for a site, in order of arrival.

    Attributes
    ----------
    arrival : array of float, shape (people,)
        Days from the start; 0 for people who have waited since before.
    stay : array of float, shape (people,)
        Days in a bed.
    leaves : array of bool, shape (people,)
        Whether the person goes elsewhere when no bed is free (diverted) instead of waiting.
    residual : array of float, shape (people there as the plan begins,)
        Days that they still stay.
    """

    arrival: FloatArray
    stay: FloatArray
    leaves: BoolArray
    residual: FloatArray


class _Beds(ciw.Node):  # type: ignore[misc]
    """A ward whose beds change one by one.

    Ciw looks at every bed and every person at each event; in a ward of hundreds most of the time goes there. Here the
    next end of a stay is the top of a heap, and who waits stands in a queue.
    """

    def __init__(self, id_: int, simulation: Any) -> None:
        self.queue: deque[Any] = deque()
        self.begun: list[Any] = []
        self.ends: list[tuple[float, int, Any]] = []
        super().__init__(id_, simulation)

    def accept(self, next_individual: Any, completed: bool = False) -> None:
        """Let a person come, who waits until a bed is found."""
        self.queue.append(next_individual)
        super().accept(next_individual, completed)

    def attach_server(self, server: Any, individual: Any) -> None:
        """Give whoever waits longest a bed; when the stay ends is known before the next event."""
        super().attach_server(server, individual)
        self.queue.popleft()
        self.begun.append(individual)

    def update_next_event_date(self) -> None:
        """Find the next event: beds change, or somebody leaves; on the same moment beds change first."""
        for one in self.begun:
            heappush(self.ends, (one.service_end_date, one.id_number, one))
        self.begun.clear()
        if self.ends and self.ends[0][0] < self.next_shift_change:
            self.next_event_type, self.next_event_date = "end_service", self.ends[0][0]
            self.next_individual = [self.ends[0][2]]
        else:
            self.next_event_type, self.next_event_date = "shift_change", self.next_shift_change
            self.next_individual = []

    def finish_service(self) -> None:
        """Let the person go whose stay ends first."""
        heappop(self.ends)
        super().finish_service()

    def choose_next_customer(self) -> Any:
        """Return who has waited longest, if anybody waits."""
        return self.queue[0] if self.queue else None

    def find_free_server(self, ind: Any) -> Any:
        """Return an idle bed, if there is one."""
        return super().find_free_server(ind) if self.number_in_service < len(self.servers) else None

    def change_shift(self) -> None:
        """Take beds away, idle ones first, or bring them back and add new ones; then admit who waits."""
        self.schedule.get_next_shift()
        self.next_shift_change = self.schedule.next_shift_change_date
        self.c = self.schedule.c
        running = [bed for bed in self.servers if not bed.offduty]
        for bed in sorted(running, key=lambda one: one.busy)[: max(0, len(running) - self.c)]:
            if bed.busy:
                bed.offduty = True
            else:
                self.kill_server(bed)
        leaving = [bed for bed in self.servers if bed.offduty][: max(0, self.c - len(running))]
        for bed in leaving:
            bed.offduty = False
        self.add_new_servers(max(0, self.c - len(running) - len(leaving)))
        self.begin_service_if_possible_change_shift()


class _Stays(ciw.dists.Distribution):  # type: ignore[misc]
    """Every person's own stay, by the order of arrival."""

    def __init__(self, stays: Sequence[float]) -> None:
        self.stays = stays

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        """Return the stay of a person."""
        del t
        return float(self.stays[ind.id_number - 1])


def run_site(people: SitePeople, beds: Sequence[tuple[float, int]], days: float) -> FloatArray:
    """Simulate one site and say when everybody's stay begins.

    Parameters
    ----------
    people : SitePeople
        Who comes when, and for how long.
    beds : sequence of (day, beds)
        Beds that admit from that day on; the first from day 0.
    days : float
        Length of the simulation.

    Returns
    -------
    array of float, shape (people,)
        Day on which the stay begins; NaN for people who went elsewhere or still wait at the end.
    """
    there = len(people.residual)
    starts = np.full(len(people.arrival), np.nan)
    if not there and not len(people.arrival):
        return starts
    arrival = np.concatenate([np.full(there, INSTANT), np.maximum(people.arrival, 2 * INSTANT)])
    stays = [*people.residual.tolist(), *people.stay.tolist()]
    leaves = [*([False] * there), *people.leaves.tolist()]

    def goes_elsewhere(_: int, **known: Any) -> float:
        ward = known["next_node"]
        full = ward.number_in_service >= len(ward.servers)
        return 1.0 if full and leaves[known["next_ind"].id_number - 1] else 0.0

    gaps = np.diff(arrival, prepend=0.0).tolist()
    # Whoever is there as the plan begins has a bed, also where fewer beds are staffed.
    numbers = [max(there, beds[0][1]), *(number for _, number in beds)]
    ends = [3 * INSTANT, *(day for day, _ in beds[1:]), days + 1.0]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps, float("inf")])],
        service_distributions=[_Stays(stays)],
        number_of_servers=[ciw.Schedule(numbers_of_servers=numbers, shift_end_dates=ends, preemption=False)],
        baulking_functions=[goes_elsewhere] if any(leaves) else None,
    )
    ciw.seed(0)
    simulation: Any = ciw.Simulation(network, node_class=_Beds)
    simulation.simulate_until_max_time(days)
    for one in simulation.nodes[-1].all_individuals:
        record = one.data_records[0]
        if record.record_type == "service" and one.id_number > there:
            starts[one.id_number - 1 - there] = record.service_start_date
    for one in simulation.transitive_nodes[0].all_individuals:
        if one.server and one.id_number > there:
            starts[one.id_number - 1 - there] = one.service_start_date
    return starts

"""Travel times over a road network."""

import math
from collections.abc import Hashable, Mapping, Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from capplan.travel.great_circle import great_circle_km, unit_vectors
from capplan.travel.source import FloatArray, Point, check_detour_factor, check_positive
from capplan.units import speed_kmh_to_min_per_km

IndexArray = NDArray[np.int64]


class RoadTravel:
    """Shortest times through a graph of roads, with a straight leg from each place to its nearest node.

    A journey is origin → nearest node → shortest path → nearest node → destination. Two places with the same
    nearest node are joined by a straight leg instead.

    Parameters
    ----------
    graph
        Roads: nodes with ``lat`` and ``lon`` in degrees, edges with ``minutes``, at least 0. Directed for
        one-way streets. It is read at each call and must not change afterwards.
    access_speed_kmh
        Speed on the straight legs in km/h, above 0.
    detour_factor
        Road length over great-circle length on the straight legs, at least 1.

    Raises
    ------
    ValueError
        If the graph has no nodes, a node or an edge lacks a value, or a value lies outside its range.
    """

    def __init__(self, graph: nx.Graph, access_speed_kmh: float, detour_factor: float = 1.0) -> None:
        check_positive(access_speed_kmh, "access_speed_kmh")
        check_detour_factor(detour_factor)
        self._graph = graph
        self._access_min_per_km = detour_factor * speed_kmh_to_min_per_km(access_speed_kmh)
        self._nodes: list[Hashable] = list(graph.nodes)
        self._node_points = [_node_point(node, attributes) for node, attributes in graph.nodes(data=True)]
        if not self._nodes:
            raise ValueError("The road graph has no nodes.")
        _check_edges(graph)
        # Loaded here: few cases have roads, and every command reads a case.
        from scipy.spatial import KDTree

        self._tree = KDTree(unit_vectors(self._node_points))

    def minutes(self, origins: Sequence[Point], destinations: Sequence[Point]) -> FloatArray:
        """Return shortest minutes from each origin to each destination; see :class:`TravelSource`."""
        if not origins or not destinations:
            return np.zeros((len(origins), len(destinations)))
        from_nodes, from_access_min = self._snap(origins)
        to_nodes, to_access_min = self._snap(destinations)
        minutes = from_access_min[:, np.newaxis] + self._path_min(from_nodes, to_nodes) + to_access_min
        straight_min = great_circle_km(origins, destinations) * self._access_min_per_km
        return np.where(from_nodes[:, np.newaxis] == to_nodes, straight_min, minutes)

    def _snap(self, points: Sequence[Point]) -> tuple[IndexArray, FloatArray]:
        """Return the index of the nearest node of each point, and the minutes to it."""
        _, nearest = self._tree.query(unit_vectors(points))
        indices = np.asarray(nearest, dtype=np.int64)
        access_km = [
            great_circle_km([point], [self._node_points[index]])[0, 0]
            for point, index in zip(points, indices, strict=True)
        ]
        return indices, np.array(access_km) * self._access_min_per_km

    def _path_min(self, from_nodes: IndexArray, to_nodes: IndexArray) -> FloatArray:
        # Each start costs a search of the whole graph, so the search starts from the side with fewer nodes.
        if np.unique(from_nodes).size <= np.unique(to_nodes).size:
            return self._search(self._graph, from_nodes, to_nodes)
        backwards = self._graph.reverse(copy=False) if self._graph.is_directed() else self._graph
        return self._search(backwards, to_nodes, from_nodes).T

    def _search(self, graph: nx.Graph, starts: IndexArray, ends: IndexArray) -> FloatArray:
        distinct_starts, row_of_start = np.unique(starts, return_inverse=True)
        rows = []
        for start in distinct_starts:
            node2min = nx.single_source_dijkstra_path_length(graph, self._nodes[start], weight="minutes")
            rows.append([node2min.get(self._nodes[end], math.inf) for end in ends])
        return np.array(rows, dtype=np.float64)[row_of_start]


def _node_point(node: Hashable, attributes: Mapping[str, float]) -> Point:
    if not {"lat", "lon"} <= attributes.keys():
        raise ValueError(f"Road node {node} needs lat and lon in degrees.")
    return Point(str(node), attributes["lat"], attributes["lon"])


def _check_edges(graph: nx.Graph) -> None:
    # Without this check networkx would take a missing time as 1.
    for start, end, minutes in graph.edges(data="minutes"):
        if minutes is None or not (math.isfinite(minutes) and minutes >= 0):
            raise ValueError(f"Road {start} to {end} needs finite minutes of at least 0, not {minutes}.")

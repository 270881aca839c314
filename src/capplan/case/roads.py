"""The road graph of a case."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from capplan.case.tables import Road, RoadNode


def road_graph(nodes: Iterable[RoadNode], roads: Iterable[Road]) -> nx.Graph:
    """Return the junctions and roads as a graph, minutes on its edges."""
    graph = nx.Graph()
    for node in nodes:
        graph.add_node(node.node, lat=node.lat, lon=node.lon)
    for road in roads:
        graph.add_edge(road.from_node, road.to_node, minutes=road.travel_min)
    return graph

"""Travel times over a small road graph on the equator, where one degree is 111.195 km either way."""

import math

import networkx as nx
import numpy as np
import pytest

from capplan.travel import Point, RoadTravel, TravelSource

KM_PER_DEGREE = 2 * math.pi * 6371.0088 / 360


def at(id_: str, east_degrees: float, north_degrees: float = 0.0) -> Point:
    return Point(id_, north_degrees, east_degrees)


def three_towns(kind: type[nx.Graph] = nx.Graph) -> nx.Graph:
    """Towns a, b, c in a row, one degree apart; a-c directly 50 minutes, by way of b 12 + 18 = 30."""
    graph = kind()
    for east, town in enumerate("abc"):
        graph.add_node(town, lat=0.0, lon=float(east))
    graph.add_edge("a", "b", minutes=12)
    graph.add_edge("b", "c", minutes=18)
    graph.add_edge("a", "c", minutes=50)
    return graph


A, B, C = at("a", 0), at("b", 1), at("c", 2)


def test_the_quickest_way_may_be_a_detour() -> None:
    source: TravelSource = RoadTravel(three_towns(), access_speed_kmh=30)
    expected = [[0, 12, 30], [12, 0, 18], [30, 18, 0]]
    assert np.allclose(source.minutes([A, B, C], [A, B, C]), expected, rtol=0, atol=1e-9)


def test_rows_keep_the_order_of_the_origins_even_if_one_is_asked_twice() -> None:
    source = RoadTravel(three_towns(), access_speed_kmh=30)
    assert source.minutes([C, A, C], [A, B, C]).tolist() == [[30, 18, 0], [0, 12, 30], [30, 18, 0]]


def test_both_ends_add_a_straight_leg_to_the_nearest_node() -> None:
    # 0.1 degree is 11.1195 km; with detour 1.2 at 40 km/h (1.5 min per km) 20.015 min. To c 0.05 degree:
    # 10.008.
    source = RoadTravel(three_towns(), access_speed_kmh=40, detour_factor=1.2)
    minutes = source.minutes([at("farm", 0.0, 0.1)], [at("cottage", 2.05)])
    assert minutes[0, 0] == pytest.approx(20.015 + 30 + 10.008, abs=0.001)


def test_places_at_one_node_are_joined_directly() -> None:
    # 0.1 degree apart, both nearest to a: 11.1195 km at 60 km/h, not out to a and back again.
    source = RoadTravel(three_towns(), access_speed_kmh=60)
    minutes = source.minutes([at("farm", 0.2)], [at("barn", 0.3), at("farm", 0.2)])
    assert minutes[0, 0] == pytest.approx(0.1 * KM_PER_DEGREE, rel=1e-9)
    assert minutes[0, 1] == 0.0


def test_the_nearest_node_is_by_distance_not_by_degrees() -> None:
    # At 60 degrees north a degree of longitude is half as long as one of latitude: 1.5 degrees east is nearer
    # than 1 degree north.
    graph = nx.Graph()
    graph.add_node("east", lat=60.0, lon=1.5)
    graph.add_node("north", lat=61.0, lon=0.0)
    graph.add_node("town", lat=60.0, lon=20.0)
    graph.add_edge("east", "town", minutes=100)
    graph.add_edge("north", "town", minutes=1)
    minutes = RoadTravel(graph, access_speed_kmh=60).minutes([Point("farm", 60, 0)], [Point("town", 60, 20)])
    # Straight to `east`: about 1.5 x 111.195 / 2 = 83.4 km at 1 min per km, then 100 min.
    assert minutes[0, 0] == pytest.approx(183.4, abs=0.1)


def test_unreachable_is_infinite() -> None:
    graph = three_towns()
    graph.add_node("island", lat=0.0, lon=5.0)
    minutes = RoadTravel(graph, access_speed_kmh=30).minutes([A, at("ferry", 5)], [B, at("lighthouse", 5)])
    assert minutes[0, 1] == minutes[1, 0] == math.inf
    assert minutes[0, 0] == 12
    assert minutes[1, 1] == 0


def test_one_way_streets_count_from_either_side_of_the_search() -> None:
    graph = three_towns(nx.DiGraph)
    graph.add_edge("c", "a", minutes=7)
    source = RoadTravel(graph, access_speed_kmh=30)
    # b to a only by way of c: 18 + 7 = 25.
    assert source.minutes([B], [A, C]).tolist() == [[25, 18]]
    # More origins than destinations: the search runs backwards from the destination.
    assert source.minutes([B, C, A, B], [A]).tolist() == [[25], [7], [0], [25]]


def test_no_places_give_an_empty_matrix() -> None:
    source = RoadTravel(three_towns(), access_speed_kmh=30)
    assert source.minutes([], [A, B]).shape == (0, 2)
    assert source.minutes([A, B, C], []).shape == (3, 0)


@pytest.mark.parametrize("minutes", [-1, math.nan, math.inf, None])
def test_each_road_needs_its_minutes(minutes: float | None) -> None:
    graph = three_towns()
    graph["a"]["b"]["minutes"] = minutes
    with pytest.raises(ValueError, match="Road a to b needs finite minutes"):
        RoadTravel(graph, access_speed_kmh=30)


def test_each_node_needs_coordinates() -> None:
    graph = three_towns()
    graph.add_node("d", lat=0.0)
    with pytest.raises(ValueError, match="Road node d needs lat and lon"):
        RoadTravel(graph, access_speed_kmh=30)


def test_an_empty_graph_and_wrong_parameters_are_refused() -> None:
    with pytest.raises(ValueError, match="no nodes"):
        RoadTravel(nx.Graph(), access_speed_kmh=30)
    with pytest.raises(ValueError, match="access_speed_kmh"):
        RoadTravel(three_towns(), access_speed_kmh=0)
    with pytest.raises(ValueError, match="detour_factor"):
        RoadTravel(three_towns(), access_speed_kmh=30, detour_factor=0.5)

"""Travel minutes from many origins to many destinations, whatever they are known from."""

from capplan.travel.coordinate_travel import CoordinateTravel
from capplan.travel.great_circle import great_circle_km
from capplan.travel.matrix_travel import MatrixTravel, MissingTravelError
from capplan.travel.osrm import OsrmError, OsrmTravel
from capplan.travel.road_travel import RoadTravel
from capplan.travel.source import Point, TravelSource

__all__ = [
    "CoordinateTravel",
    "MatrixTravel",
    "MissingTravelError",
    "OsrmError",
    "OsrmTravel",
    "Point",
    "RoadTravel",
    "TravelSource",
    "great_circle_km",
]

"""Charts: a small grammar of rows and marks, and the figures that notebooks make of them."""

from evidence.charts.figure import Figure
from evidence.charts.grammar import Axis, Chart
from evidence.charts.grid import Grid
from evidence.charts.maps import Maps
from evidence.charts.periodic import Periodic
from evidence.charts.plane import Plane
from evidence.charts.rows import fact_rows, record_rows
from evidence.charts.stream import Stream
from evidence.charts.strip import Strip
from evidence.charts.theme import colour

__all__ = [
    "Axis",
    "Chart",
    "Figure",
    "Grid",
    "Maps",
    "Periodic",
    "Plane",
    "Stream",
    "Strip",
    "colour",
    "fact_rows",
    "record_rows",
]

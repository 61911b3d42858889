"""Small maps of the world, one a panel, with marks where rows lie."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from evidence.charts import theme
from evidence.charts.grammar import Chart, Pen
from evidence.charts.grid import PLACE
from evidence.charts.theme import Layout

# Coasts by Natural Earth (1:110 million, public domain), from land-110m of world-atlas 2.0.2, thinned to what shows here:
# rings of degrees east and north. Land alone, since borders are disputed.
LAND = Path(__file__).with_name("land.json")
# Pixels: a map, the room for its title, and from one map to the next, beside and below.
WIDTH, HEIGHT, TITLE, GAP, BELOW = 316, 160, 38, 34, 14
# The map is cut in the Bering Strait. It reaches from Alaska to New Zealand: its middle meridian and the equator, pixels
# from the left and from above, and pixels a radian.
CENTRE, MIDDLE, EQUATOR, SCALE = 11, 144.5, 90, 68.8
# Polynomial of the Equal Earth projection: Šavrič, Patterson and Jenny (2018), doi:10.1080/13658816.2018.1504949.
POLYNOMIAL = (1.340264, -0.081106, 0.000893, 0.003796)


@dataclass(frozen=True)
class Maps(Chart):
    """Maps of the world, one a panel, abreast or on narrow screens below each other; see `Chart` for marks.

    Rows have ``panel``, ``longitude`` and ``latitude`` (degrees); ``panels`` has title and words below of each.
    """

    panels: Mapping[str, tuple[str, str]] = field(kw_only=True)

    def _plots(self, rows: pd.DataFrame, layout: Layout) -> list[alt.LayerChart]:
        """Return one chart, laid out in pixels; a map has the same size on all screens."""
        abreast = 1 if layout.labels_above else 2
        lefts = {name: place % abreast * (WIDTH + GAP) for place, name in enumerate(self.panels)}
        tops = {name: place // abreast * (TITLE + HEIGHT + BELOW) + TITLE for place, name in enumerate(self.panels)}
        x, y = project(rows["longitude"], rows["latitude"])
        placed = rows.assign(px=x.round(1), py=y.round(1))
        base = replace(self, columns=(*self.columns, "px", "py", "panel"))._base(placed)
        base = base.transform_calculate(x=f"datum.px + {lefts}[datum.panel]", y=f"datum.py + {tops}[datum.panel]")
        places = [
            {"x": lefts[name], "y": tops[name], "title": title, "more": more}
            for name, (title, more) in self.panels.items()
        ]
        frame = alt.Chart({"values": places}).encode(**PLACE)
        land = frame.mark_point(shape=_coasts(), size=4, opacity=1, color=theme.colour("grid"))
        said = {"align": "left", "baseline": "top"}
        title = frame.mark_text(**said, dy=2 - TITLE, fontWeight="bold").encode(text="title:N")
        more = frame.mark_text(**said, dy=19 - TITLE, fontSize=12, color=theme.colour("muted")).encode(text="more:N")
        pen = Pen(base, lambda _: PLACE["x"], lambda _: PLACE["y"], layout)
        layers = [land, title, more, *(layer for mark in self.marks for layer in mark(pen))]
        width, height = max(lefts.values()) + WIDTH, max(tops.values()) + HEIGHT
        return [alt.layer(*layers, width=width, height=height)]

    def describe(self, rows: pd.DataFrame) -> str:
        """Say what the chart shows, for readers who don't see it: what the titles of the maps say."""
        told = "; ".join(": ".join(words) for words in self.panels.values())
        return f"{len(self.panels)} maps of the world with {len(rows)} marks. {told}."


def project(longitude: ArrayLike, latitude: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where degrees east and north lie on a map, in pixels right and down, by the Equal Earth projection."""
    first, second, third, fourth = POLYNOMIAL
    around = np.radians((np.asarray(longitude, float) - CENTRE + 180) % 360 - 180)
    angle = np.arcsin(3**0.5 / 2 * np.sin(np.radians(np.asarray(latitude, float))))
    slope = first + 3 * second * angle**2 + angle**6 * (7 * third + 9 * fourth * angle**2)
    right = 2 * around * np.cos(angle) / (3**0.5 * slope)
    up = angle * (first + second * angle**2 + angle**6 * (third + fourth * angle**2))
    return MIDDLE + SCALE * right, EQUATOR - SCALE * up


@cache
def _coasts() -> str:
    """Return the land as an SVG path in pixels."""
    drawn = []
    for ring in json.loads(LAND.read_text(encoding="utf-8")):
        x, y = project(*np.transpose(ring))
        drawn.append("M" + "L".join(f"{right:.1f},{down:.1f}" for right, down in zip(x, y, strict=True)) + "Z")
    return "".join(drawn)

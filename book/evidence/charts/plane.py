"""Marks in a plane of two axes, in panels one below the other that share the horizontal one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.grammar import MARGIN, Axis, Chart, Pen, coloured
from evidence.charts.theme import Layout

# Room for the numbers beside the upright axis, pixels.
NUMBERS = 44
Place = tuple[str, str]


@dataclass(frozen=True)
class Plane(Chart):
    """A chart of two axes; see `Chart` for its marks, which take the column of the upright axis as ``y``.

    Panels share the horizontal axis; upright axes, whose mapping sets their order, and heights (pixels) may be their
    own. ``spare`` is room at the right for words, pixels.
    """

    across: Axis
    up: Axis | Mapping[str, Axis]
    height: int | Mapping[str, int] = field(default=240, kw_only=True)
    spare: int = field(default=0, kw_only=True)
    spacing = 10

    def path(self, x: str, y: str, by: str, colour: str = "", *, where: str = "", **look: object) -> Self:
        """Draw a line through the rows of each value of a column, in the order of ``x``."""

        def draw(pen: Pen) -> list[alt.Chart]:
            mark = coloured(pen.of(where).mark_line(**look), colour)
            return [mark.encode(x=pen.x(x), y=pen.y(y), detail=alt.Detail(f"{by}:N"))]

        return self.add(draw, x, y, by, where)

    def ribbon(self, start: Place, end: Place, thick: str, *, where: str = "", **look: object) -> Self:
        """Draw a ribbon a row, as thick as a column says, between pairs of Vega expressions (across, up)."""
        # Level at both ends, so that ribbons meet squarely.
        points = {
            "at": "[{0}, lerp([{0}, {1}], 0.2), lerp([{0}, {1}], 0.8), {1}]".format(start[0], end[0]),
            "edge": "[{0}, {0}, {1}, {1}]".format(start[1], end[1]),
        }

        def draw(pen: Pen) -> list[alt.Chart]:
            bent = pen.of(where).transform_calculate(**points).transform_flatten([*points])
            mark = bent.transform_calculate(stop=f"datum.edge + datum.{thick}").mark_area(
                **look, interpolate="monotone"
            )
            place = {"x": pen.x("at"), "y": pen.y("edge"), "y2": alt.Y2("stop"), "detail": alt.Detail("evidence:N")}
            return [coloured(mark, "").encode(**place)]

        return self.add(draw, *points.values(), thick, where)

    def level(self, at: float, text: str, *, colour: str = "ink", **look: object) -> Self:
        """Draw a broken horizontal line with words on it."""

        def draw(pen: Pen) -> list[alt.Chart]:
            base = alt.Chart({"values": [{"at": at, "text": text}]}).encode(y=pen.y("at"))
            ink = theme.colour(colour)
            style = {"align": "left", "x": 2, "dy": -8, "color": ink} | look
            return [
                base.mark_rule(strokeDash=[4, 3], strokeWidth=1.5, color=ink),
                base.mark_text(**style).encode(text=alt.Text("text:N")),
            ]

        return self.add(draw)

    def bands(self, bands: list[tuple[float, float, str]]) -> Self:
        """Shade every second of some bands of the upright axis, and write its name at the left of each."""
        values = [
            {"low": low, "high": high, "middle": (low + high) / 2, "text": text, "odd": place % 2}
            for place, (low, high, text) in enumerate(bands)
        ]

        def draw(pen: Pen) -> list[alt.Chart]:
            base = alt.Chart({"values": values})
            shade = base.transform_filter("datum.odd").mark_rect(opacity=0.5, color=theme.colour("grid"))
            size = 11 if pen.layout.labels_above else 12
            named = base.mark_text(align="left", x=4, fontSize=size, color=theme.colour("muted"))
            return [
                shade.encode(y=pen.y("low"), y2=alt.Y2("high:Q")),
                named.encode(y=pen.y("middle"), text=alt.Text("text:N")),
            ]

        return self.add(draw)

    def _plots(self, rows: pd.DataFrame, layout: Layout) -> list[alt.LayerChart]:
        """Return a chart for each panel, of the rows whose column ``panel`` names it."""
        axes = {"": self.up} if isinstance(self.up, Axis) else self.up
        numbers = NUMBERS if any(axis.look is not None for axis in axes.values()) else 0
        last = [*axes][-1]
        charts, width = [], layout.width - MARGIN - numbers - self.spare
        for panel, axis in axes.items():
            chosen = rows[rows["panel"] == panel] if panel else rows
            # Panels that share an axis name its numbers once, below the last.
            across = self.across
            if panel != last and across.look is not None:
                across = replace(across, title="", look=across.look | {"labels": False, "ticks": False})
            upright = axis if axis.look is None else replace(axis, look=axis.look | {"minExtent": 34})
            pen = Pen(
                self._base(chosen),
                lambda column, across=across: across.channel(alt.X, column, (), layout),
                lambda column, upright=upright: upright.channel(alt.Y, column, (), layout),
                layout,
                panel,
            )
            layers = [layer for mark in self.marks for layer in mark(pen)]
            height = self.height if isinstance(self.height, int) else self.height[panel]
            charts.append(alt.layer(*layers, width=width, height=height, title=panel))
        return charts

    def describe(self, rows: pd.DataFrame) -> str:
        """Say what the chart shows, for readers who don't see it: axes, panels, each row with its figure."""
        axes = {"": self.up} if isinstance(self.up, Axis) else self.up
        first = next(iter(axes.values()))
        across = self.across.title or ("months" if self.across.is_time else "years")
        head = f"Chart of {first.title or 'numbers'} over {across}, {len(rows)} points."
        return " ".join([head, *(self._tell(rows) if {"label", "text"} <= set(rows) else ())])

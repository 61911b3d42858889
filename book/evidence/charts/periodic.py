"""The rare earths where they stand in the periodic table."""

from dataclasses import dataclass, replace

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.grammar import Chart, coloured
from evidence.charts.grid import PLACE
from evidence.charts.theme import Layout

# Pixels: a cell of the table and the row below it, and tiles of narrow screens, of which five stand abreast.
WIDTH, HEIGHT, BELOW = 37, 42, 8
TILE_WIDTH, TILE_HEIGHT, ABREAST = 63, 48, 5
CELL = f"h{WIDTH - 3}v{HEIGHT - 3}h{3 - WIDTH}Z"
LANTHANUM, LANTHANIDES = 57, 15
# Groups that each period begins and ends with, gaps aside: the silhouette of the other elements.
PERIODS = {
    1: (1, 18),
    2: (1, 2, *range(13, 19)),
    3: (1, 2, *range(13, 19)),
    **{period: (1, 2, *range(4, 19)) for period in (4, 5, 6, 7)},
}
GROUP, PERIOD = 3, {21: 4, 39: 5}


@dataclass(frozen=True)
class Periodic(Chart):
    """The periodic table with the rare earths in it, on narrow screens these alone.

    The rows have columns ``atomic_number``, ``symbol``, ``text`` (at most six letters), ``colour`` and ``ink`` (names
    of `theme.COLOURS`: of the cell, and of what is written on it) and ``dotted`` (whether a dot stands at its foot).
    """

    def _plots(self, rows: pd.DataFrame, layout: Layout) -> list[alt.LayerChart]:
        """Return one chart, laid out in pixels."""
        narrow, number = layout.labels_above, rows["atomic_number"]
        nth = number - LANTHANUM
        inner = nth >= 0
        if narrow:
            wide, high = TILE_WIDTH, TILE_HEIGHT
            x = (nth % ABREAST).where(inner, (number == max(PERIOD)).astype(int)) * wide
            y = (nth // ABREAST + 1).where(inner, 0) * high + inner * BELOW
            height = (1 + LANTHANIDES // ABREAST) * high + BELOW
        else:
            wide, high = WIDTH, HEIGHT
            x = (nth.where(inner, 0) + GROUP - 1) * wide
            y = number.map(PERIOD).sub(1).mul(high).where(~inner, len(PERIODS) * high + BELOW)
            height = (len(PERIODS) + 1) * high + BELOW
        placed = rows.assign(x=x + wide / 2, y=y + high / 2, ink=rows["ink"].map(theme.colour))
        columns = ("x", "y", "symbol", "text", "ink", "dotted")
        cells = replace(self, columns=columns)._base(placed).encode(**PLACE)
        size = {"width": wide - 3, "height": high - 3, "cornerRadius": 2}
        ink = alt.Color("ink:N", scale=None)
        symbol = cells.mark_text(fontSize=15, fontWeight="bold", dy=-10).encode(text="symbol:N", color=ink)
        words = cells.mark_text(fontSize=11, dy=5).encode(text="text:N", color=ink)
        dot = cells.transform_filter("datum.dotted").mark_point(shape="circle", size=24, opacity=1, yOffset=15)
        outline = {"stroke": theme.colour("muted"), "strokeWidth": 1}
        tiles = coloured(cells.mark_rect(**size, **outline), "")
        layers = [] if narrow else [self._others()]
        layers += [tiles, symbol, words, dot.encode(color=ink)]
        return [alt.layer(*layers, width=(ABREAST * wide if narrow else 18 * wide), height=height)]

    def _others(self) -> alt.Chart:
        """Return the silhouette of the other elements."""
        cells = ((group, period) for period, groups in PERIODS.items() for group in groups)
        outline = "".join(f"M{(group - 1) * WIDTH + 1},{(period - 1) * HEIGHT + 1}{CELL}" for group, period in cells)
        base = alt.Chart({"values": [{"x": 0, "y": 0}]}).encode(**PLACE)
        return base.mark_point(shape=outline, size=4, opacity=0.6, color=theme.colour("grid"))

    def describe(self, rows: pd.DataFrame) -> str:
        """Say what the chart shows, for readers who don't see it: the elements that have one text together."""
        told = [f"{text or 'Nothing'}: {', '.join(part['symbol'])}" for text, part in rows.groupby("text", sort=False)]
        return f"The {len(rows)} rare earths in the periodic table. {'. '.join(told)}."

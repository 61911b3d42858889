"""A stream through stages one after the other, coloured to one party's share at each: the chain from mine to motor."""

from dataclasses import dataclass, field, replace
from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.grammar import MARGIN, Chart
from evidence.charts.theme import Layout

CHANNELS = {"x": alt.X, "y": alt.Y, "x2": alt.X2, "y2": alt.Y2}
# Pixels: room before the first stage and after the last, depth of the stream, length of a stage.
BEFORE, AFTER, DEPTH, LENGTH = 28, 44, 172, 96
# The same on narrow screens, where it runs down, and from one stage to the next.
NARROW_BEFORE, NARROW_DEPTH, NARROW_LENGTH, NARROW_STEP = 4, 210, 48, 84


@dataclass(frozen=True)
class Stream(Chart):
    """A stream that runs to the right, on narrow screens down, coloured as far as each stage's column ``value`` says.

    Rows are stages in order: ``label``, ``value`` (per cent), ``text``, ``below`` (a few words, in lines) and ``pale``
    (an estimate). The share is that of ``party`` (`theme.COLOURS`); ``names`` call its part and the rest at the first
    stage.
    """

    party: str = field(kw_only=True)
    names: tuple[str, str] = field(kw_only=True)

    def _plots(self, rows: pd.DataFrame, layout: Layout) -> list[alt.LayerChart]:
        """Return one chart, laid out in pixels."""
        narrow, last, width = layout.labels_above, len(rows) - 1, layout.width - MARGIN
        depth, length = (NARROW_DEPTH, NARROW_LENGTH) if narrow else (DEPTH, LENGTH)
        step = NARROW_STEP if narrow else (width - LENGTH) / last
        start = step * pd.Series(range(len(rows)), index=rows.index) + (NARROW_BEFORE if narrow else 0)
        # The party's part lies at the bottom, on narrow screens at the left.
        base, far = (0, depth) if narrow else (BEFORE + depth, BEFORE)
        edge = base + rows["value"] / 100 * (far - base)
        rows = rows.assign(start=start, stop=start + length, base=base, edge=edge, far=far)
        rows = rows.assign(
            middle=start + length / 2,
            gap=start + (length + step) / 2,
            inside=(edge + base) / 2,
            outside=(edge + far) / 2,
        )
        rows["opacity"] = rows["pale"].map({True: 0.6, False: 1})
        along, across = ("y", "x") if narrow else ("x", "y")
        bank, bed, whole = (self._between(across, "edge", end) for end in ("far", "base", "far"))
        blocks = replace(self, columns=("start", "stop", "base", "edge", "far", "opacity"))._base(rows).mark_rect()
        blocks = blocks.encode(**self._between(along, "start", "stop"), opacity=alt.Opacity("opacity:Q", scale=None))
        ends = pd.concat([rows.assign(at=rows["start"]), rows.assign(at=rows["stop"])]).sort_values("at")
        water = alt.Chart(ends[["at", "base", "edge", "far"]]).encode(**self._at(along, "at"))
        water = water.mark_area(interpolate="monotone", orient="horizontal" if narrow else "vertical", opacity=0.35)
        red, grey = ({"color": alt.value(theme.colour(name))} for name in (self.party, "other"))
        layers = [water.encode(**bank, **grey), water.encode(**bed, **red)]
        layers += [blocks.encode(**whole, **grey), blocks.encode(**bed, **red)]
        layers += self._words(rows, along, across)
        height = NARROW_STEP * last + NARROW_LENGTH + 8 if narrow else BEFORE + DEPTH + AFTER
        return [alt.layer(*layers, width=width, height=height)]

    def _words(self, rows: pd.DataFrame, along: str, across: str) -> list[alt.Chart]:
        """Return the shares on the stages, which way the stream runs, names of stages and what leaves them."""
        narrow = along == "y"
        kept = ["middle", "inside", "outside", "gap", "label", "text", "below"]
        text = alt.Chart(rows[kept]).encode(tooltip=alt.value(None))
        paper, muted = theme.colour("paper"), theme.colour("muted")
        share = text.mark_text(fontSize=27, fontWeight="bold", color=paper)
        way = text.transform_filter(f"datum.middle < {rows['middle'].max()}")
        way = way.mark_text(fontSize=30, color=paper, angle=90 if narrow else 0, baseline="middle")
        side, above, below = NARROW_DEPTH + 12, BEFORE - 13, BEFORE + DEPTH + 9
        named = {"align": "left", "x": side, "dy": -14} if narrow else {"y": above}
        said = {"align": "left", "x": side, "dy": -3} if narrow else {"y": below}
        name = text.mark_text(fontSize=14, fontWeight="bold", **named)
        words = text.mark_text(fontSize=12, color=muted, lineBreak="\n", baseline="top", **said)
        middle = self._at(along, "middle")
        first = text.transform_filter(f"datum.middle == {rows['middle'].min()}").encode(**middle)
        party = first.mark_text(color=paper, **({"align": "left", "x": 8} if narrow else {"dy": 23}))
        rest = first.mark_text(color=theme.colour("ink"))
        inside, outside = self._at(across, "inside"), self._at(across, "outside")
        return [
            party.encode(**({} if narrow else inside), text=alt.value(self.names[0])),
            rest.encode(**outside, text=alt.value(self.names[1])),
            share.encode(**middle, **inside, text="text:N"),
            way.encode(**self._at(along, "gap"), **inside, text=alt.value("›")),
            name.encode(**middle, text="label:N"),
            words.encode(**middle, text="below:N"),
        ]

    def _at(self, channel: str, column: str) -> dict[str, Any]:
        return {channel: CHANNELS[channel](f"{column}:Q", scale=None, axis=None)}

    def _between(self, channel: str, low: str, high: str) -> dict[str, Any]:
        return self._at(channel, low) | {f"{channel}2": CHANNELS[f"{channel}2"](high)}

    def describe(self, rows: pd.DataFrame) -> str:
        """Say what the chart shows, for readers who don't see it: each stage with its share."""
        told = "; ".join(f"{row.label} {row.text} ({' '.join(row.below.split())})" for row in rows.itertuples())
        return f"A stream through {len(rows)} stages, coloured to a share at each: {told}."

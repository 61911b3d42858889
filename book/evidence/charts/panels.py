"""Panels of labelled rows one below the other, as dots or bars with their figures, and the key above them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt
import pandas as pd

from evidence import theme

SHAPES = {"claim": "diamond", "record": "circle", "result": "square"}
WORDS = {"claim": "claimed in the articles", "record": "public record", "result": "our arithmetic"}
PLOT_WIDTH = 400
# Height of a row and distance of its text from the mark, pixels.
STEPS = {"dot": (27, 11), "bar": (25, 6)}
BAR_HEIGHT = 15


@dataclass(frozen=True)
class Axis:
    """Horizontal axis of a panel; panels with equal axes one after the other share one set of tick labels.

    Attributes
    ----------
    title : str
        With the unit after division; may be empty.
    domain : (float, float)
        Range after division.
    divisor : float
        What the rows' numbers are divided by, for example 1e6 for million tonnes.
    log : bool
        Whether the axis is logarithmic: for slips of a power of ten.
    """

    title: str
    domain: tuple[float, float]
    divisor: float = 1
    log: bool = False

    def ticks(self, units: Iterable[str]) -> dict[str, object]:
        """Return the axis properties that place the ticks.

        Parameters
        ----------
        units : iterable of str
            Units of the rows drawn.

        Returns
        -------
        dict
            Powers of ten on a logarithmic axis, 0 to 100 by twenties for shares of a whole, else about five.
        """
        low, high = self.domain
        if self.log:
            powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
            return {"values": [10.0**power for power in powers]}
        if set(units) == {"%"} and high >= 100:
            return {"values": [tick for tick in range(0, 101, 20) if tick >= low]}
        return {"tickCount": 5}


@dataclass(frozen=True)
class Sign:
    """Entry of a key: what it means, its colour (a name of `theme.COLOURS`), and a Vega shape or a single character."""

    text: str
    colour: str
    shape: str = "square"


def label_axis(labels: Iterable[str]) -> alt.Axis:
    """Return a vertical axis of fixed width: panels are charts of their own, and only that keeps them in line.

    Parameters
    ----------
    labels : iterable of str
        Labels of all panels that stand in line; the longest sets the width.

    Returns
    -------
    altair.Axis
        Without a title.
    """
    extent = min(240, 8 + 7 * max(map(len, labels)))
    return alt.Axis(title=None, minExtent=extent, maxExtent=extent)


def tooltip() -> list[alt.Tooltip]:
    """Return what a mark of a row from `fact_rows` says when pointed at."""
    titles = {"label": "Entry", "text": "Figure", "basis": "Counts", "evidence": "Evidence"}
    return [alt.Tooltip(f"{column}:N", title=title) for column, title in titles.items()]


def key(signs: Sequence[Sign]) -> alt.LayerChart:
    """Draw a key in one line.

    Parameters
    ----------
    signs : sequence of Sign
        From left to right.

    Returns
    -------
    altair.LayerChart
        `PLOT_WIDTH` wide, 14 high.
    """
    marks, at = [], 6.0
    for sign in signs:
        place, colour = alt.Chart({"values": [{"text": sign.text}]}), theme.colour(sign.colour)
        if len(sign.shape) == 1:
            marks.append(place.mark_text(text=sign.shape, color=colour, fontSize=15, fontWeight="bold", x=at, y=7))
        else:
            marks.append(place.mark_point(shape=sign.shape, color=colour, size=120, opacity=1, x=at, y=7))
        marks.append(place.mark_text(align="left", x=at + 12, y=7).encode(text="text:N"))
        at += 32 + 6.4 * len(sign.text)
    return alt.layer(*marks).properties(width=PLOT_WIDTH, height=14)


def kind_key(rows: pd.DataFrame, mark: Literal["dot", "bar"] = "dot") -> alt.LayerChart:
    """Draw the key to claims, record and results, those that the rows have.

    Parameters
    ----------
    rows : DataFrame
        With the column ``kind``.
    mark : "dot" or "bar"
        Dots differ in shape and colour, bars in colour only.

    Returns
    -------
    altair.LayerChart
        As from `key`.
    """
    shown = [kind for kind in SHAPES if kind in set(rows["kind"])]
    return key([Sign(WORDS[kind], kind, SHAPES[kind] if mark == "dot" else "square") for kind in shown])


def draw_panels(
    rows: pd.DataFrame,
    axes: Axis | Mapping[str, Axis],
    *,
    mark: Literal["dot", "bar"] = "dot",
    above: Sequence[alt.Chart | alt.LayerChart] = (),
) -> alt.VConcatChart:
    """Draw rows in panels one below the other, in the order given.

    A dot or the end of a bar is the value, a line across it the range. A range without a value is a line among dots,
    and among bars a bar to its low end with a paler one to its high end.

    Parameters
    ----------
    rows : DataFrame
        As `fact_rows` gives them. Column ``colour`` names the colours, which are else those of the kinds; bars with a
        true ``hollow`` are outlines.
    axes : Axis, or mapping of str to Axis
        Axis of all panels, or of each. Ticks have labels only where a scale ends: under the last panel that has it.
    mark : "dot" or "bar"
        Dots have the shapes of their kinds.
    above : sequence of charts
        Put above the panels: keys, charts with labels from `label_axis`.

    Returns
    -------
    altair.VConcatChart
        Panels are `PLOT_WIDTH` wide; a panel named "" has no title.

    Raises
    ------
    ValueError
        If the axis of bars is logarithmic or doesn't start at zero: their lengths would mislead.
    """
    names = list(dict.fromkeys(rows["panel"]))
    each = [axes if isinstance(axes, Axis) else axes[name] for name in names]
    if mark == "bar" and any(axis.log or axis.domain[0] != 0 for axis in each):
        raise ValueError("bars need a linear axis that starts at zero")
    colours = rows["colour"] if "colour" in rows else rows["kind"]
    plotted = rows.assign(
        colour=colours.map(theme.colour), hollow=rows["hollow"] if "hollow" in rows else False, number=rows["value"]
    )
    y_axis = label_axis(rows["label"])
    charts = []
    for name, axis, below in zip(names, each, [*each[1:], None], strict=True):
        chosen = plotted[plotted["panel"] == name]
        numbers = chosen[["number", "low", "high"]] / axis.divisor
        charts.append(_panel(chosen.assign(**numbers), name, axis, y_axis, mark=mark, scale_ends=axis != below))
    return alt.vconcat(*above, *charts, spacing=8)


def _panel(
    rows: pd.DataFrame, name: str, axis: Axis, y_axis: alt.Axis, *, mark: Literal["dot", "bar"], scale_ends: bool
) -> alt.LayerChart:
    scale = alt.Scale(domain=list(axis.domain), type="log" if axis.log else "linear", nice=False)
    x_axis = alt.Axis(labels=scale_ends, ticks=scale_ends, **axis.ticks(rows["unit"]))
    # Layers hold different rows: a domain of its own keeps the labels in the order of the rows.
    y = alt.Y("label:N", scale=alt.Scale(domain=list(dict.fromkeys(rows["label"]))), axis=y_axis)
    step, distance = STEPS[mark]

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, title=(axis.title or None) if scale_ends else None, axis=x_axis)

    def layer(chosen: pd.DataFrame) -> alt.Chart:
        return alt.Chart(chosen).encode(y=y, color=alt.Color("colour:N", scale=None), tooltip=tooltip())

    ranged, valued = rows["low"] < rows["high"], rows["number"].notna()
    rows = rows.assign(reach=rows["number"].fillna(rows["low"]), end=rows[["number", "high"]].max(axis=1))
    layers = []
    if mark == "dot":
        lines = layer(rows[ranged]).mark_rule(strokeWidth=5).encode(x=x("low"), x2="high:Q")
        dots = layer(rows[valued].assign(shape=rows["kind"].map(SHAPES))).mark_point(size=120, opacity=1)
        layers += [lines] if ranged.any() else []
        layers += [dots.encode(x=x("number"), shape=alt.Shape("shape:N", scale=None))] if valued.any() else []
    else:
        bars, outlines = (layer(rows[rows["hollow"] == hollow]) for hollow in (False, True))
        pale = layer(rows[ranged & ~valued]).mark_bar(height=BAR_HEIGHT, opacity=0.45)
        lines = layer(rows[ranged & valued]).mark_rule(strokeWidth=2).encode(color=alt.value(theme.colour("ink")))
    ...

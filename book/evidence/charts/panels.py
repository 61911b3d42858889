"""Panels of labelled rows one below the other, as dots or bars with their figures, and the key above them.

On wide screens labels stand beside the marks and figures behind them. On narrow ones a row has two lines: label and
figure above, the mark below over the whole width.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.theme import Layout

SHAPES = {"claim": "diamond", "record": "circle", "result": "square"}
WORDS = {"claim": "claimed in the articles", "record": "public record", "result": "our arithmetic"}
PLOT_WIDTH = 400
# Height of a row and distance of its text from the mark, pixels.
STEPS = {"dot": (27, 11), "bar": (25, 6)}
BAR_HEIGHT = 15
# Where labels stand above marks: height of a row, and how far the label's middle lies above the mark's.
TALL_STEP, RISE = 42, 17
# Vega leaves 5 pixels around a chart, and half of a tick's label may hang over the plot's left edge.
MARGIN = 14
# Letters of a panel's title that fit a line of a narrow chart.
TITLE_LETTERS = 42


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

    def ticks(self, units: Iterable[str], layout: Layout) -> dict[str, object]:
        """Return the axis properties that place the ticks.

        Parameters
        ----------
        units : iterable of str
            Units of the rows drawn.
        layout : Layout
            The room there is.

        Returns
        -------
        dict
            Powers of ten on a logarithmic axis, 0 to 100 by twenties for shares of a whole, else about five, or about
            four where the room is narrow.
        """
        low, high = self.domain
        if self.log:
            powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
            return {"values": [10.0**power for power in powers]}
        if set(units) == {"%"} and high >= 100:
            return {"values": [tick for tick in range(0, 101, 20) if tick >= low]}
        return {"tickCount": 4 if layout.labels_above else 5}


@dataclass(frozen=True)
class Sign:
    """Entry of a key: what it means, its colour (a name of `theme.COLOURS`), and a Vega shape or a single character."""

    text: str
    colour: str
    shape: str = "square"


def plot_width(layout: Layout) -> int:
    """Return the width of panels, without the labels beside them, in pixels."""
    return layout.width - MARGIN if layout.labels_above else PLOT_WIDTH


def text_width(text: str) -> int:
    """Return about how wide a text of 13 pixels is: nothing here can measure it."""
    # Narrow, wide and other letters of the font.
    return sum(4 if letter in "fijlrt " else 11 if letter in "mw" else 7 for letter in text)


def panel_title(text: str, layout: Layout) -> str | alt.TitleParams:
    """Return a title for a panel, in several lines and flush with its plot where the room is narrow."""
    if not layout.labels_above or not text:
        return text
    lines = textwrap.wrap(text, TITLE_LETTERS)
    # Of all ways to break that many lines, the evenest leaves no word alone on the last.
    evenest = next(n for n in range(1, TITLE_LETTERS + 1) if len(textwrap.wrap(text, n)) <= len(lines))
    return alt.TitleParams(text=textwrap.wrap(text, evenest), frame="group", offset=8)


def label_axis(labels: Iterable[str], layout: Layout) -> alt.Axis | None:
    """Return a vertical axis of fixed width: panels are charts of their own, and only that keeps them in line.

    Parameters
    ----------
    labels : iterable of str
        Labels of all panels that stand in line; the longest sets the width.
    layout : Layout
        Where labels stand above the marks, `row_labels` draws them.

    Returns
    -------
    altair.Axis or None
        Without a title; none where labels stand above the marks.
    """
    if layout.labels_above:
        return None
    extent = min(240, 8 + 7 * max(map(len, labels)))
    return alt.Axis(title=None, minExtent=extent, maxExtent=extent)


def row_labels(labels: Sequence[str], y: alt.Y, rise: float = RISE) -> alt.Chart:
    """Draw labels above the marks of their rows, from the plot's left edge.

    Parameters
    ----------
    labels : sequence of str
        Each once.
    y : altair.Y
        Of the field ``label``, as the marks have it.
    rise : float
        How far a label's middle lies above the mark's, pixels.

    Returns
    -------
    altair.Chart
        A layer for the chart of the marks.
    """
    named = alt.Chart({"values": [{"label": label} for label in labels]})
    return named.mark_text(align="left", x=0, dy=-rise, color=theme.colour("muted")).encode(
        y=y, text=alt.Text("label:N")
    )


def tooltip() -> list[alt.Tooltip]:
    """Return what a mark of a row from `fact_rows` says when pointed at."""
    titles = {"label": "Entry", "text": "Figure", "basis": "Counts", "evidence": "Evidence"}
    return [alt.Tooltip(f"{column}:N", title=title) for column, title in titles.items()]


def key(signs: Sequence[Sign], layout: Layout) -> alt.LayerChart:
    """Draw a key, in as many lines as it takes.

    Parameters
    ----------
    signs : sequence of Sign
        From left to right.
    layout : Layout
        Its width limits the lines.

    Returns
    -------
    altair.LayerChart
        As wide as a plot; a line is 14 high.
    """
    marks, at, line = [], 6.0, 7
    for sign in signs:
        width = 12 + text_width(sign.text)
        if at > 6 and at + width > layout.width - MARGIN:
            at, line = 6.0, line + 20
        place, colour = alt.Chart({"values": [{"text": sign.text}]}), theme.colour(sign.colour)
        if len(sign.shape) == 1:
            marks.append(place.mark_text(text=sign.shape, color=colour, fontSize=15, fontWeight="bold", x=at, y=line))
        else:
            marks.append(place.mark_point(shape=sign.shape, color=colour, size=120, opacity=1, x=at, y=line))
        marks.append(place.mark_text(align="left", x=at + 12, y=line).encode(text=alt.Text("text:N")))
        at += width + 24
    return alt.layer(*marks, width=plot_width(layout), height=line + 7)


def kind_key(rows: pd.DataFrame, layout: Layout, mark: Literal["dot", "bar"] = "dot") -> alt.LayerChart:
    """Draw the key to claims, record and results, those that the rows have.

    Parameters
    ----------
    rows : DataFrame
        With the column ``kind``.
    layout : Layout
        As for `key`.
    mark : "dot" or "bar"
        Dots differ in shape and colour, bars in colour only.

    Returns
    -------
    altair.LayerChart
        As from `key`.
    """
    shown = [kind for kind in SHAPES if kind in set(rows["kind"])]
    return key([Sign(WORDS[kind], kind, SHAPES[kind] if mark == "dot" else "square") for kind in shown], layout)


def draw_panels(
    rows: pd.DataFrame,
    axes: Axis | Mapping[str, Axis],
    layout: Layout,
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
    layout : Layout
        Where it asks for labels above the marks, figures stand there too, or behind the mark if the line is full.
    mark : "dot" or "bar"
        Dots have the shapes of their kinds.
    above : sequence of charts
        Put above the panels: keys, charts with labels from `label_axis`.

    Returns
    -------
    altair.VConcatChart
        Panels are `plot_width` wide; a panel named "" has no title.

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
    plotted = rows.assign(colour=colours.map(theme.colour), hollow=rows.get("hollow", False))
    labels, width = label_axis(rows["label"], layout), plot_width(layout)
    step, distance = STEPS[mark]
    if layout.labels_above:
        step = TALL_STEP
        pairs = zip(plotted["label"], plotted["text"], strict=True)
        plotted["above"] = [text_width(label) + 16 + text_width(text) <= width for label, text in pairs]
    charts = []
    for name, axis, below in zip(names, each, [*each[1:], None], strict=True):
        chosen = plotted[plotted["panel"] == name]
        # Marks are filtered rows, and each filter has an order of its own: a fixed domain keeps that of the rows.
        order = list(dict.fromkeys(chosen["label"]))
        y = alt.Y("label:N", scale=alt.Scale(domain=order), axis=labels)
        # The data stand with the layers as a whole: Altair would copy and convert them for each mark.
        base = alt.Chart().encode(y=y)
        x = _horizontal(axis, chosen["unit"], layout, scale_ends=axis != below)
        words = [base.mark_text(align="left", dx=distance).encode(x=x("end:Q"), text=alt.Text("text:N"))]
        if layout.labels_above:
            behind = words[0].transform_filter("!datum.above")
            ends = base.transform_filter("datum.above").mark_text(align="right", x="width", dy=-RISE)
            words = [row_labels(order, y), ends.encode(text=alt.Text("text:N")), behind]
        layers = [*(_dots if mark == "dot" else _bars)(base, x), *words]
        data, title = _placed(chosen, axis.divisor), panel_title(name, layout)
        charts.append(alt.layer(*layers, data=data, width=width, height=alt.Step(step), title=title))
    return alt.vconcat(*above, *charts, spacing=8)


def _placed(rows: pd.DataFrame, divisor: float) -> pd.DataFrame:
    """Return rows with their numbers on the axis: value and range, where a bar ends and where all marks end."""
    rows = rows.assign(**rows[["value", "low", "high"]] / divisor)
    return rows.assign(reach=rows["value"].fillna(rows["low"]), end=rows[["value", "high"]].max(axis=1))


def _horizontal(axis: Axis, units: Iterable[str], layout: Layout, *, scale_ends: bool) -> Callable[[str], alt.X]:
    """Return a function that puts a field on the axis: layers that share a scale must all describe it alike."""
    scale = alt.Scale(domain=list(axis.domain), type="log" if axis.log else "linear", nice=False)
    marks = alt.Axis(labels=scale_ends, ticks=scale_ends, **axis.ticks(units, layout))
    title = axis.title if axis.title and scale_ends else None
    return lambda field: alt.X(field, scale=scale, title=title, axis=marks)


def _dots(base: alt.Chart, x: Callable[[str], alt.X]) -> list[alt.Chart]:
    base = base.encode(color=alt.Color("colour:N", scale=None), tooltip=tooltip())
    shapes = alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))
    lines = base.transform_filter("datum.low < datum.high").mark_rule(strokeWidth=5)
    dots = base.transform_filter("isValid(datum.value)").mark_point(size=120, opacity=1)
    return [
        lines.encode(x=x("low:Q"), x2=alt.X2("high:Q")),
        dots.encode(x=x("value:Q"), shape=alt.Shape("kind:N", scale=shapes, legend=None)),
    ]


def _bars(base: alt.Chart, x: Callable[[str], alt.X]) -> list[alt.Chart]:
    base = base.encode(color=alt.Color("colour:N", scale=None), tooltip=tooltip())
    ranged, valued = "datum.low < datum.high", "isValid(datum.value)"
    whole = base.encode(x=x("reach:Q"), x2=alt.X2Datum(0))
    pale = base.transform_filter(f"{ranged} && !{valued}").mark_bar(height=BAR_HEIGHT, opacity=0.45)
    lines = base.transform_filter(f"{ranged} && {valued}").mark_rule(strokeWidth=2)
    outline = {"filled": False, "fill": theme.colour("paper"), "strokeWidth": 1.5}
    return [
        whole.transform_filter("!datum.hollow").mark_bar(height=BAR_HEIGHT),
        whole.transform_filter("datum.hollow").mark_bar(height=BAR_HEIGHT, **outline),
        pale.encode(x=x("low:Q"), x2=alt.X2("high:Q")),
        lines.encode(x=x("low:Q"), x2=alt.X2("high:Q"), color=alt.ColorValue(theme.colour("ink"))),
    ]

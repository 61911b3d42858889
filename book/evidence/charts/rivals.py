"""The figure that every chapter has: what the articles claim, set beside the record."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from evidence import theme
from evidence.charts.rows import fact_rows
from evidence.figure import Figure

SHAPES = {"claim": "diamond", "record": "circle", "result": "square"}
PLOT_WIDTH = 400
WORDS = {"claim": "claimed in the articles", "record": "public record", "result": "our arithmetic"}


def shape_key(kinds: Sequence[str]) -> alt.LayerChart:
    """Draw the key to the shapes in one line above a chart.

    Parameters
    ----------
    kinds : sequence of str
        Those of claim, record and result that the chart shows.

    Returns
    -------
    altair.LayerChart
        `PLOT_WIDTH` wide, 14 high.
    """
    marks = []
    for position, kind in enumerate(kinds):
        place, at = alt.Chart({"values": [{"kind": WORDS[kind]}]}), position * 180 + 6
        colour = theme.colour(kind)
        marks.append(place.mark_point(shape=SHAPES[kind], color=colour, size=120, opacity=1, x=at, y=7))
        marks.append(place.mark_text(align="left", x=at + 12, y=7).encode(text="kind:N"))
    return alt.layer(*marks).properties(width=PLOT_WIDTH, height=14)


def rivals(
    figure_id: str,
    *,
    title: str,
    subtitle: str,
    description: str,
    entries: Sequence[tuple[str, str, str]],
    divisor: float,
    axis: str,
    domain: tuple[float, float],
    log: bool = False,
    note: str = "",
) -> Figure:
    """Draw rival figures one below the other, in panels by what they count.

    Parameters
    ----------
    figure_id, title, subtitle, description, note
        See `Figure`.
    entries : sequence of (panel, label, key)
        The facts, in drawing order; each panel holds one unit and basis.
    divisor : float
        What the facts' numbers are divided by for the axis, for example 1e6 for million tonnes.
    axis : str
        Axis title, with the unit after division.
    domain : (float, float)
        Axis range after division, the same in every panel so that lengths can be compared by eye.
    log : bool
        Whether the axis is logarithmic: for slips of a power of ten.

    Returns
    -------
    Figure
        Claims are diamonds, record rows circles, computed results squares; ranges are lines.
    """
    rows = fact_rows(entries)
    plotted = rows.assign(start=rows["low"] / divisor, end=rows["high"] / divisor)
    panels = list(dict.fromkeys(rows["panel"]))
    scale = alt.Scale(domain=list(domain), type="log" if log else "linear", nice=False)
    colours = alt.Color("kind:N", scale=theme.scale(*SHAPES), legend=None)
    shapes = alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))
    # Panels are charts of their own: a fixed width of the labels keeps their axes in line.
    ticks: dict[str, object] = {"tickCount": 6}
    if log:
        ticks = {"values": [10.0**power for power in range(13) if domain[0] <= 10**power <= domain[1]]}
    elif set(rows["unit"]) == {"%"}:
        ticks = {"values": [tick for tick in range(0, 101, 20) if tick >= domain[0]]}
    extent = min(240, 8 + 7 * max(map(len, rows["label"])))
    tooltip = [
        alt.Tooltip("label:N", title="Who"),
        alt.Tooltip("text:N", title="Figure"),
        alt.Tooltip("basis:N", title="Counts"),
        alt.Tooltip("evidence:N", title="Evidence"),
    ]

    def draw(panel: str) -> alt.LayerChart:
        # The panels share one domain, so the last one's labels serve them all.
        last = panel == panels[-1]
        x_axis = alt.Axis(labels=last, ticks=last, **ticks)
        y_axis = alt.Axis(title=None, minExtent=extent, maxExtent=extent)
        base = alt.Chart(plotted[plotted["panel"] == panel]).encode(
            y=alt.Y("label:N", sort=None, axis=y_axis), color=colours
        )
        start = alt.X("start:Q", scale=scale, title=axis if last else None, axis=x_axis)
        end = alt.X("end:Q", scale=scale)
        spans = base.mark_rule(strokeWidth=5).encode(x=start, x2="end:Q", tooltip=tooltip)
        points = base.transform_filter("datum.start == datum.end").mark_point(size=120, opacity=1)
        points = points.encode(x=end, shape=alt.Shape("kind:N", scale=shapes, legend=None), tooltip=tooltip)
        labels = base.mark_text(align="left", dx=11).encode(x=end, text="text:N", color=alt.value(theme.colour("ink")))
        return alt.layer(spans, points, labels).properties(width=PLOT_WIDTH, height=alt.Step(27), title=panel)

    key = shape_key([kind for kind in SHAPES if kind in set(rows["kind"])])
    return Figure(
        id=figure_id,
        title=title,
        subtitle=subtitle,
        description=description,
        chart=alt.vconcat(key, *map(draw, panels), spacing=8),
        rows=rows,
        columns={"panel": "Counted", "label": "Who", "text": "Figure", "basis": "Basis"},
        panel="panel",
        note=note,
    )

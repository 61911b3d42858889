"""Labelled rows one below the other, in panels by what they count; on narrow screens labels stand above marks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Self

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.grammar import MARGIN, Axis, Chart, Pen, broken, text_width
from evidence.charts.theme import NARROW, Layout

# Where labels stand above marks: how far the label's middle lies above the mark's.
RISE = 17
# Letters of a panel's title that fit a line of a narrow chart.
TITLE_LETTERS = 42


@dataclass(frozen=True)
class Strip(Chart):
    """A chart of labelled rows, with columns ``label`` and perhaps ``panel``; see `Chart` for its marks.

    ``axes`` is that of all panels, or of each; neighbours with equal ones share it. Steps are the height of a row,
    pixels; ``order`` are labels from top to bottom, where the rows of a panel aren't in that order.
    """

    axes: Axis | Mapping[str, Axis]
    step: int = field(default=26, kw_only=True)
    narrow_step: int = field(default=42, kw_only=True)
    order: Sequence[str] = field(default=(), kw_only=True)

    def values(self, mark: Literal["dot", "bar"] = "dot") -> Self:
        """Draw rows of `fact_rows` with their figures: dots in the shape of their kind, or bars from nought.

        A dot or the end of a bar is the value, a line across it the range. A range without a value is a line among dots,
        and among bars a bar to its low end with a paler one to its high end. Bars with a true ``hollow`` are outlines.
        """
        ranged, valued = "datum.low < datum.high", "isValid(datum.value)"
        if mark == "dot":
            drawn = self.line("low", "high", where=ranged, strokeWidth=5).dot("value", where=valued)
        else:
            outline = {"filled": False, "fill": theme.colour("paper"), "strokeWidth": 1.5}
            drawn = self.bar_to("reach", where="!datum.hollow").bar_to("reach", where="datum.hollow", **outline)
            drawn = drawn.bar("low", "high", where=f"{ranged} && !{valued}", opacity=0.45)
            drawn = drawn.line("low", "high", "ink", where=f"{ranged} && {valued}", strokeWidth=2)
        return drawn.figures("end", dx=11 if mark == "dot" else 6)

    def figures(self, at: str, text: str = "text", *, where: str = "", **look: object) -> Self:
        """Write each row's figure behind its mark; on narrow screens above it, at the right, if label and figure fit."""

        def draw(pen: Pen) -> list[alt.Chart]:
            style = {"align": "left", "dx": 6, "color": theme.colour("ink")} | look
            words, chosen = {"text": alt.Text(f"{text}:N"), "y": pen.y("")}, pen.of(where)
            if not pen.layout.labels_above:
                return [chosen.mark_text(**style).encode(x=pen.x(at), **words)]
            behind = chosen.transform_filter("!datum.above").mark_text(**style).encode(x=pen.x(at), **words)
            ends = chosen.transform_filter("datum.above").mark_text(align="right", dy=-RISE)
            return [ends.encode(x=alt.value("width"), **words), behind]

        return self.add(draw, at, text, "above", where)

    def _plots(self, rows: pd.DataFrame, layout: Layout) -> list[alt.LayerChart]:
        """Return one chart for each run of panels with equal axes, unless lengths of bars would mislead."""
        rows = rows if "panel" in rows else rows.assign(panel="")
        labels, runs = rows["label"].unique(), self._runs(rows)
        if self.grounded and any(axis.log or axis.domain[0] != 0 for axis, _ in runs):
            raise ValueError("bars need a linear axis that starts at nought")
        return [self._plot(rows[rows["panel"].isin(panels)], axis, panels, labels, layout) for axis, panels in runs]

    def _runs(self, rows: pd.DataFrame) -> list[tuple[Axis, list[str]]]:
        """Return the axes from top to bottom, each with the panels that stand on it."""
        runs: list[tuple[Axis, list[str]]] = []
        for panel in rows["panel"].unique():
            axis = self.axes if isinstance(self.axes, Axis) else self.axes[panel]
            if runs and runs[-1][0] == axis:
                runs[-1][1].append(panel)
            else:
                runs.append((axis, [panel]))
        return runs

    def _plot(
        self, rows: pd.DataFrame, axis: Axis, panels: list[str], labels: Sequence[str], layout: Layout
    ) -> alt.LayerChart:
        narrow, titles, places, names = layout.labels_above, [], {}, []
        for panel in panels:
            if panel:
                titles.append({"row": len(names), "text": broken(panel, TITLE_LETTERS) if narrow else panel})
                names.append("")
            shown = rows.loc[rows["panel"] == panel, "label"].unique()
            for label in (label for label in (self.order or shown) if label in shown):
                places[panel, label] = len(names)
                names.append(label)
        extent = min(240, 8 + 7 * max(map(len, labels)))
        width = layout.width - MARGIN - (0 if narrow else extent)
        said = f"{json.dumps(names, ensure_ascii=False)}[datum.value]"
        beside = alt.Axis(title=None, minExtent=extent, maxExtent=extent, labelExpr=said)
        y = alt.Y("row:O", scale=alt.Scale(domain=list(range(len(names)))), axis=None if narrow else beside)
        placed = self._placed(rows, axis)
        placed = placed.assign(row=[places[place] for place in zip(rows["panel"], rows["label"], strict=True)])
        pen = Pen(
            self._base(placed),
            lambda column: axis.channel(alt.X, column, rows.get("unit", ()), layout),
            lambda _: y,
            layout,
        )
        layers = [layer for mark in self.marks for layer in mark(pen)]
        left, quiet = {"x": alt.value(0 if narrow else 2)}, {"tooltip": alt.value(None)}
        if narrow:
            named = alt.Chart({"values": [{"row": place, "text": label} for place, label in enumerate(names) if label]})
            style = {"align": "left", "dy": -RISE, "color": theme.colour("muted")}
            layers.append(named.mark_text(**style).encode(**left, **quiet, y=y, text=alt.Text("text:N")))
        if titles:
            style = {"align": "left", "fontWeight": "bold", "lineBreak": "\n", "dy": -8 if narrow else 2}
            headed = alt.Chart({"values": titles}).mark_text(**style)
            layers.append(headed.encode(**left, **quiet, y=y, text=alt.Text("text:N")))
        return alt.layer(*layers, width=width, height=alt.Step(self.narrow_step if narrow else self.step))

    def _placed(self, rows: pd.DataFrame, axis: Axis) -> pd.DataFrame:
        """Return rows with their numbers on the axis: value and range, where bars and marks end; on narrow screens if figures fit above."""
        rows = rows.assign(hollow=rows.get("hollow", False))
        if "text" in rows:
            # Told for wide screens too, so that both drawings share their data.
            width = NARROW.width - MARGIN
            fits = zip(rows["label"], rows["text"].fillna(""), strict=True)
            rows["above"] = [text_width(label) + 16 + text_width(text) <= width for label, text in fits]
        if {"value", "low", "high"} <= set(rows):
            rows = rows.assign(**rows[["value", "low", "high"]] / axis.divisor)
            beyond = rows[rows["low"].lt(axis.domain[0]) | rows["high"].gt(axis.domain[1])]
            if len(beyond):
                raise ValueError(f"{', '.join(beyond['label'])} reach beyond the axis {axis.domain}: widen its domain")
            rows = rows.assign(reach=rows["value"].fillna(rows["low"]), end=rows[["value", "high"]].max(axis=1))
        return rows

    def describe(self, rows: pd.DataFrame) -> str:
        """Say what the chart shows, for readers who don't see it: kind, axes, panels, each row with its figure."""
        axes = [axis for axis, _ in self._runs(rows if "panel" in rows else rows.assign(panel=""))]
        titles = [
            (axis.title or ("time" if axis.is_time else "numbers"))
            + (", logarithmic" if axis.log and "log" not in axis.title else "")
            for axis in axes
        ]
        kind = "Bar" if self.barred else "Dot"
        head = f"{kind} chart of {len(rows)} rows; axis: {'; '.join(dict.fromkeys(titles))}."
        return " ".join([head, *self._tell(rows)])

"""The words a chart is made of: axes, signs of a key, and marks that each add one layer.

A chart is a recipe, to which a `Figure` gives its rows, once for wide and once for narrow screens.
"""

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.theme import Layout
from evidence.facts import fact
from evidence.results.whatif import WhatIf

SHAPES = {"claim": "diamond", "record": "circle", "result": "square"}
WORDS = {"claim": "claimed in the articles", "record": "public record", "result": "our arithmetic"}
BAR_HEIGHT = 15
# Vega leaves 5 pixels around a chart, and half of a tick's label may hang over the plot's left edge.
MARGIN = 14
# What a mark says when pointed at, of the columns its rows have.
TOOLTIPS = {"label": "Entry", "text": "Figure", "basis": "Counts", "evidence": "Evidence"}


@dataclass(frozen=True)
class Axis:
    """A numeric or time axis.

    The title, which may be empty, has the unit after division by the ``divisor``, for example 1e6 for million tonnes;
    so has the domain, or it is two pairs (year, month): a time axis between the first days of the two months.
    Logarithmic ones are for slips of a power of ten. Where ticks aren't given, the renderer chooses them. ``look`` are
    further properties of `altair.Axis`; with None the axis isn't drawn.
    """

    title: str
    domain: tuple[Any, Any]
    divisor: float = 1
    log: bool = False
    ticks: Sequence[float] = ()
    look: dict[str, Any] | None = field(default_factory=dict, hash=False)

    @property
    def is_time(self) -> bool:
        """Whether the domain is made of months."""
        return isinstance(self.domain[0], tuple)

    def scale(self) -> alt.Scale:
        """Return the scale, the same in every time zone."""
        if self.is_time:
            # Vega-Lite reads lists of dates differently for x and x2 and warns of two domains; an expression it keeps.
            first, last = (f"utc({year}, {month - 1}, 1)" for year, month in self.domain)
            return alt.Scale(type="utc", domain=alt.ExprRef(f"[{first}, {last}]"), nice=False)
        return alt.Scale(domain=list(self.domain), nice=False, **({"type": "log"} if self.log else {}))

    def shown(self, units: Iterable[str], layout: Layout) -> alt.Axis | None:
        """Return what is drawn: 0 to 100 by twenties for shares of a whole, powers of ten on a logarithmic axis, else few."""
        if self.look is None:
            return None
        placed: dict[str, Any] = {"tickCount": 4 if layout.labels_above else 5}
        if self.ticks:
            placed = {"values": list(self.ticks)}
        elif self.is_time:
            placed = {"tickCount": "year", "format": "%Y"}
        elif self.log:
            powers = (10.0**power for power in range(-9, 10))
            placed = {"values": [power for power in powers if self.domain[0] <= power <= self.domain[1]]}
        elif set(units) == {"%"} and self.domain[1] >= 100:
            placed = {"values": [tick for tick in range(0, 101, 20) if tick >= self.domain[0]]}
        return alt.Axis(**(placed | self.look))

    def channel(self, of: type[alt.X] | type[alt.Y], column: str, units: Iterable[str], layout: Layout) -> Any:
        """Return a channel of the axis: layers that share a scale must all describe it alike."""
        kind = "T" if self.is_time else "Q"
        return of(f"{column}:{kind}", scale=self.scale(), title=self.title or None, axis=self.shown(units, layout))


@dataclass(frozen=True)
class Sign:
    """Entry of a key: what it means, its colour (a name of `theme.COLOURS`), and a Vega shape or a single character."""

    text: str
    colour: str
    shape: str = "square"


@dataclass(frozen=True)
class Pen:
    """What a mark draws with: the rows of a panel, the channels of columns, and the room; ``y`` of a strip is always the row."""

    base: alt.Chart
    x: Callable[[str], alt.X]
    y: Callable[[str], alt.Y]
    layout: Layout
    panel: str = ""

    def of(self, where: str) -> alt.Chart:
        """Return the rows for which a Vega expression holds; all of them if it is empty."""
        return self.base.transform_filter(where) if where else self.base


Mark = Callable[[Pen], list[alt.Chart]]


@dataclass(frozen=True)
class Chart:
    """What strips, planes and grids have in common; every method returns the chart with a layer or a key more.

    Colours are names of `theme.COLOURS`; empty, each row has that of its column ``colour`` or else of its kind. ``where``
    is a Vega expression that chooses rows (``datum.value > 0``). Further arguments are properties of the Vega-Lite mark.
    """

    marks: tuple[Mark, ...] = field(default=(), kw_only=True)
    columns: tuple[str, ...] = field(default=(), kw_only=True)
    signs: tuple[Sign, ...] | None = field(default=(), kw_only=True)
    tooltips: dict[str, str] = field(default_factory=dict, kw_only=True)
    whatif: WhatIf | None = field(default=None, kw_only=True)
    computed: dict[str, str] = field(default_factory=dict, kw_only=True)
    # Whether it has bars, and whether these begin at nought.
    barred: bool = field(default=False, kw_only=True)
    grounded: bool = field(default=False, kw_only=True)
    # Between key and plots, pixels.
    spacing = 8

    def add(self, mark: Mark, *columns: str) -> Self:
        """Return the chart with a layer more, and the columns it needs: names, or expressions that hold them."""
        return replace(self, marks=(*self.marks, mark), columns=(*self.columns, *columns))

    def compute(self, **expressions: str) -> Self:
        """Compute columns where the chart is shown, by Vega expressions, so that sliders move them."""
        return replace(self, computed=self.computed | expressions)

    def keyed(self, *signs: tuple[str, str] | tuple[str, str, str]) -> Self:
        """Put a key above the chart; without signs, that of the rows' kinds (claim, record, result)."""
        return replace(self, signs=tuple(Sign(*sign) for sign in signs) or None)

    def bar(self, low: str, high: str, colour: str = "", *, y: str = "", where: str = "", **look: Any) -> Self:
        """Draw bars between two columns."""
        return replace(self._span("bar", low, high, colour, y, where, {"height": BAR_HEIGHT} | look), barred=True)

    def bar_to(self, at: str, colour: str = "", *, y: str = "", where: str = "", **look: Any) -> Self:
        """Draw bars from nought to a column."""
        return replace(self.bar(at, "", colour, y=y, where=where, **look), grounded=True)

    def column(self, start: str, end: str, top: str, colour: str = "", **look: Any) -> Self:
        """Draw upright bars from nought to a column, as wide as two others say."""

        def draw(pen: Pen) -> list[alt.Chart]:
            mark = coloured(pen.base.mark_bar(**look), colour)
            return [mark.encode(x=pen.x(start), x2=alt.X2(end), y=pen.y(top), y2=alt.Y2Datum(0))]

        return replace(self.add(draw, start, end, top), barred=True)

    def line(self, low: str, high: str, colour: str = "", *, y: str = "", where: str = "", **look: Any) -> Self:
        """Draw a horizontal line between two columns for each row."""
        return self._span("rule", low, high, colour, y, where, {"strokeWidth": 3} | look)

    def _span(self, mark: str, low: str, high: str, colour: str, y: str, where: str, look: dict[str, Any]) -> Self:
        def draw(pen: Pen) -> list[alt.Chart]:
            drawn = coloured(getattr(pen.of(where), f"mark_{mark}")(**look), colour)
            return [drawn.encode(x=pen.x(low), x2=alt.X2(high) if high else alt.X2Datum(0), y=pen.y(y))]

        return self.add(draw, low, high, y, where)

    def dot(
        self,
        x: str,
        colour: str = "",
        shape: str = "",
        *,
        y: str = "",
        where: str = "",
        hollow: bool = False,
        **look: Any,
    ) -> Self:
        """Draw a dot a row; without a shape each has that of its column ``shape`` or else of its kind."""

        def draw(pen: Pen) -> list[alt.Chart]:
            shaped = {"shape": shape} if shape else {}
            outline = {"filled": False, "fill": theme.colour("paper"), "strokeWidth": 2} if hollow else {}
            mark = pen.of(where).mark_point(**({"size": 120, "opacity": 1} | shaped | outline | look))
            mark = coloured(mark, colour).encode(x=pen.x(x), y=pen.y(y))
            return [mark if shape else mark.encode(shape=alt.Shape("shape:N", scale=None))]

        return self.add(draw, x, y, where, *([] if shape else ["shape"]))

    def words(self, text: str, x: str, *, y: str = "", colour: str = "ink", where: str = "", **look: Any) -> Self:
        """Write a column's text beside a place."""

        def draw(pen: Pen) -> list[alt.Chart]:
            mark = coloured(pen.of(where).mark_text(**({"align": "left", "dx": 6} | look)), colour)
            return [mark.encode(x=pen.x(x), y=pen.y(y), text=alt.Text(f"{text}:N"))]

        return self.add(draw, text, x, y, where)

    def number(self, at: str, unit: str = "", **look: Any) -> Self:
        """Write the number where a mark ends, as sliders move it."""
        said = f"format(datum.{at}, '.2~r') + '{unit}'"
        return self.compute(written=said).words("written", at, **look)

    def reference(self, at: float | str | date, text: str, *, colour: str = "ink", line: int = 0, **look: Any) -> Self:
        """Draw a broken upright line at a number, a day or the fact of a key, with words above it, ``line`` lines higher."""
        place = at.isoformat() if isinstance(at, date) else float(fact(at).point if isinstance(at, str) else at)

        def draw(pen: Pen) -> list[alt.Chart]:
            said = {"at": place, "text": text} | ({"evidence": at} if isinstance(at, str) else {})
            base = alt.Chart({"values": [said]}).encode(x=pen.x("at"))
            style = {"align": "left", "dx": 4, "y": 0, "dy": -6 - 16 * line, "baseline": "bottom"}
            return [
                base.mark_rule(strokeDash=[4, 3], strokeWidth=1.5, color=theme.colour(colour)),
                base.mark_text(**(style | {"color": theme.colour(colour)} | look)).encode(text=alt.Text("text:N")),
            ]

        return self.add(draw)

    def _base(self, rows: pd.DataFrame) -> alt.Chart:
        """Return the rows the marks need, with what sliders move computed where the chart is shown."""
        named = {column: title for column, title in (TOOLTIPS | self.tooltips).items() if column in rows}
        dropped = {self.whatif.name, *(["text"] if "written" in self.computed else [])} if self.whatif else set()
        named_in = [
            name for text in (*self.columns, *self.computed.values()) for name in re.findall(r"datum\.(\w+)", text)
        ]
        kept = [*self.columns, *named_in, "row", "colour", *named, *(self.whatif.columns if self.whatif else ())]
        base = alt.Chart(rows[[c for c in dict.fromkeys(kept) if c in rows and c not in dropped]])
        if self.whatif:
            base = base.transform_calculate(**{self.whatif.name: self.whatif.expression})
        if self.computed:
            base = base.transform_calculate(**self.computed)
        said = [alt.Tooltip(f"{column}:N", title=title) for column, title in named.items() if column not in dropped]
        return base.encode(tooltip=said)

    def __call__(self, rows: pd.DataFrame, layout: Layout) -> alt.VConcatChart | alt.LayerChart:
        """Draw rows that have the columns of marks and layout, perhaps ``colour`` and ``kind``; a key stands above."""
        rows, signs = paint(rows), self.signs
        plots = self._plots(rows, layout)
        if signs is None:
            kinds = [kind for kind in SHAPES if kind in set(rows["kind"])]
            signs = tuple(Sign(WORDS[kind], kind, "square" if self.barred else SHAPES[kind]) for kind in kinds)
        parts = [*([key(signs, plots[0].width)] if signs else []), *plots]
        return parts[0] if len(parts) == 1 else alt.vconcat(*parts, spacing=self.spacing)

    def _tell(self, rows: pd.DataFrame) -> list[str]:
        """Say each row with its figure and what only its tooltip has, a sentence for each panel."""
        told = []
        for panel, part in rows.groupby(rows.get("panel", pd.Series("", index=rows.index)), sort=False):
            entries = []
            for row in part.to_dict("records"):
                known = f"{row['label']} {row.get('text', '')}".strip()
                more = ", ".join(str(row[name]) for name in self.tooltips if str(row[name]) not in known)
                entries.append(f"{known} ({more})" if more else known)
            told.append(f"{panel}: {'; '.join(entries)}." if panel else f"{'; '.join(entries)}.")
        return told


def paint(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with each colour (a name of `theme.COLOURS`) as charts write it, and each shape; else those of its kind."""
    kinds = rows.get("kind")
    if "colour" in rows or kinds is not None:
        rows = rows.assign(colour=rows.get("colour", kinds).map(theme.colour))
    if "shape" not in rows and kinds is not None:
        rows = rows.assign(shape=kinds.map(SHAPES))
    return rows


def coloured(mark: alt.Chart, colour: str) -> alt.Chart:
    """Return a mark in a colour of `theme.COLOURS`, or each row in that of its column ``colour`` if none is named."""
    if colour:
        return mark.encode(color=alt.value(theme.colour(colour)))
    return mark.encode(color=alt.Color("colour:N", scale=None))


def text_width(text: str) -> int:
    """Return about how wide a text of 13 pixels is: nothing here can measure it."""
    # Narrow, wide and other letters of the font.
    return sum(4 if letter in "fijlrt " else 11 if letter in "mw" else 7 for letter in text)


def broken(text: str, letters: int) -> str:
    """Return a text in as few lines as fit, broken so that none is left with a word alone."""
    lines = textwrap.wrap(text, letters)
    evenest = next(n for n in range(1, letters + 1) if len(textwrap.wrap(text, n)) <= len(lines)) if lines else 1
    return "\n".join(textwrap.wrap(text, evenest))


def key(signs: Sequence[Sign], width: int) -> alt.LayerChart:
    """Draw a key from left to right, in as many lines of 14 pixels as it takes to end at a width."""
    entries, at, line = [], 6.0, 7
    for sign in signs:
        room = 12 + text_width(sign.text)
        if at > 6 and at + room > width:
            at, line = 6.0, line + 20
        look = {"colour": theme.colour(sign.colour), "shape": sign.shape}
        entries.append({"x": at, "y": line, "text": sign.text} | look)
        at += room + 24
    place = {"x": alt.X("x:Q", scale=None, axis=None), "y": alt.Y("y:Q", scale=None, axis=None)}
    base, colour = alt.Chart({"values": entries}).encode(**place), alt.Color("colour:N", scale=None)
    drawn = base.transform_filter("length(datum.shape) > 1").mark_point(size=120, opacity=1)
    layers = [
        drawn.encode(color=colour, shape=alt.Shape("shape:N", scale=None)),
        base.mark_text(align="left", dx=12).encode(text=alt.Text("text:N")),
    ]
    if any(len(sign.shape) == 1 for sign in signs):
        written = base.transform_filter("length(datum.shape) == 1").mark_text(fontSize=15, fontWeight="bold")
        layers.append(written.encode(color=colour, text=alt.Text("shape:N")))
    return alt.layer(*layers, width=width, height=line + 7)

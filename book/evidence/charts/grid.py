"""Tiles where lines and columns cross: one for the crossing, or as many as there are rows of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.grammar import MARGIN, Chart, Pen, coloured, text_width
from evidence.charts.theme import Layout, VerdictMark

# Heights of a line's name above its tiles and of a line of headings, and room of a stamp, pixels.
NAME, HEADING, STAMP = 26, 16, 22
PLACE = {"x": alt.X("x:Q", scale=None, axis=None), "y": alt.Y("y:Q", scale=None, axis=None)}


@dataclass(frozen=True)
class Grid(Chart):
    """A chart of lines and columns; see `Chart` for marks, which stand in the middle of each row's tile.

    ``lines`` from top to bottom and ``heads`` from left to right are what rows have as ``panel`` and ``label``, or that
    with the name it is given here; rows of others aren't drawn. Tiles have width and height with the gap to the next,
    ``apart`` is the room before each column and below each line, all in pixels. On narrow screens the names of lines
    move above their tiles. ``stamps`` are signs before the names of lines, ``told`` is the column that descriptions
    say of each crossing.
    """

    lines: Mapping[str, str] | Sequence[str]
    heads: Mapping[str, str] | Sequence[str]
    tile: tuple[int, int] = field(kw_only=True)
    narrow_tile: tuple[int, int] = field(kw_only=True)
    apart: tuple[int, int] = field(default=(0, 0), kw_only=True)
    stamps: Mapping[str, VerdictMark] = field(default_factory=dict, kw_only=True)
    told: str = field(default="text", kw_only=True)

    def tiles(self, colour: str = "", *, shade: str = "", gap: float = 1, where: str = "", **look: Any) -> Self:
        """Draw a tile for each row; with ``shade``, a column of per cent, the darker the more."""

        def draw(pen: Pen) -> list[alt.Chart]:
            width, height = self.narrow_tile if pen.layout.labels_above else self.tile
            mark = pen.of(where).mark_rect(width=width - gap, height=height - gap, **look)
            mark = coloured(mark, colour).encode(x=pen.x(""), y=pen.y(""))
            scale = alt.Scale(domain=[0, 100], range=[0.05, 0.5])
            return [mark.encode(opacity=alt.Opacity(f"{shade}:Q", scale=scale, legend=None)) if shade else mark]

        return self.add(draw, shade, where, "panel", "label", "place")

    def _plots(self, rows: pd.DataFrame, layout: Layout) -> list[alt.LayerChart]:
        """Return one chart, laid out in pixels."""
        above, (gap, below), indent = layout.labels_above, self.apart, STAMP if self.stamps else 0
        wide, high = self.narrow_tile if above else self.tile
        names, heads = _named(self.lines), _named(self.heads)
        rows = rows[rows["panel"].isin([*names]) & rows["label"].isin([*heads])]
        rows = rows.assign(place=rows.groupby(["panel", "label"]).cumcount())
        left = 0 if above else 12 + indent + max(map(text_width, names.values()))
        most = (rows["place"] + 1).groupby(rows["label"]).max().to_dict()
        beside = self._share(heads, most, layout.width - MARGIN - left, wide)
        depth = (rows["place"] // rows["label"].map(beside)).groupby(rows["panel"]).max().add(1).to_dict()
        starts, tops, x, y = {}, {}, left, HEADING * max(head.count("\n") + 1 for head in heads.values()) + 4
        for name in heads:
            starts[name], x = x + gap, x + gap + beside[name] * wide
        for name in names:
            tops[name] = y + NAME * above
            y = tops[name] + depth.get(name, 1) * high + below
        base = self._base(rows).transform_calculate(
            x=f"{starts}[datum.label] + {wide} * (0.5 + datum.place % {beside}[datum.label])",
            y=f"{tops}[datum.panel] + {high} * (0.5 + floor(datum.place / {beside}[datum.label]))",
        )
        pen = Pen(base, lambda _: PLACE["x"], lambda _: PLACE["y"], layout)
        layers, written = [layer for mark in self.marks for layer in mark(pen)], {"text": alt.Text("text:N")}
        headed = [{"x": starts[name] + (-gap or wide / 2), "y": 0, "text": heads[name]} for name in heads]
        style = {"align": "left" if gap else "center", "baseline": "top", "lineBreak": "\n"}
        headings = alt.Chart({"values": headed}).mark_text(**style, color=theme.colour("muted"))
        layers.append(headings.encode(**PLACE, **written))
        middle = 14 - NAME if above else high / 2
        values = [{"y": top + middle, "text": names[name]} | self._stamp(name) for name, top in tops.items()]
        named, at = alt.Chart({"values": values}).encode(y=PLACE["y"]), indent or (2 if above else left - 8)
        style = {"align": "left" if above or indent else "right", "color": theme.colour("ink" if indent else "muted")}
        layers.append(named.mark_text(**style).encode(x=alt.value(at), **written))
        if self.stamps:
            stamp, sign = named.encode(x=alt.value(8)), {"text": alt.Text("sign:N")}
            under, ink = (alt.Color(f"{name}:N", scale=None) for name in ("under", "ink"))
            ground = stamp.mark_point(shape="square", size=196, opacity=1).encode(color=under)
            letter = stamp.mark_text(fontSize=12, fontWeight="bold").encode(color=ink, **sign)
            layers += [ground, letter]
        return [alt.layer(*layers, width=x, height=y)]

    def _share(self, heads: Mapping[str, str], most: dict[str, int], room: float, wide: int) -> dict[str, int]:
        """Return how many tiles stand abreast in each column, so that the highest crossing gets as low as can be."""
        gap, beside = self.apart[0], dict.fromkeys(heads, 1)
        for name, head in heads.items() if gap else ():
            beside[name] = max(1, -(-(6 + max(map(text_width, head.split("\n"))) - gap) // wide))
        while (sum(beside.values()) + 1) * wide + len(heads) * gap <= room:
            fullest = max(beside, key=lambda name: most.get(name, 0) / beside[name])
            if most.get(fullest, 0) <= beside[fullest]:
                break
            beside[fullest] += 1
        return beside

    def _stamp(self, line: str) -> dict[str, str]:
        mark = self.stamps.get(line)
        return {"sign": mark.sign, "under": theme.colour(mark.colour), "ink": theme.colour(mark.ink)} if mark else {}

    def describe(self, rows: pd.DataFrame) -> str:
        """Say what the chart shows, for readers who don't see it: each line with what its columns have, alike ones together."""
        told = [f"Tiles in {len(self.lines)} lines and {len(self.heads)} columns."]
        for line in dict.fromkeys([*self.lines, *rows["panel"]]):
            part, alike = rows[rows["panel"] == line].set_index("label")[self.told].to_dict(), {}
            for label in (label for label in self.heads if label in part):
                alike.setdefault(part[label], []).append(label)
            said = "; ".join(f"{', '.join(labels)} {text}".strip() for text, labels in alike.items())
            told += [f"{line}: {said}."] if said else []
        return " ".join(told)


def _named(names: Mapping[str, str] | Sequence[str]) -> dict[str, str]:
    return dict(names) if isinstance(names, Mapping) else dict(zip(names, names, strict=True))

"""One look for every chart: fonts, sizes and colours, which mean the same everywhere, light and dark.

Charts are drawn in the light colours; a stylesheet of the same table gives each its dark partner on dark pages.
"""

from dataclasses import dataclass

import altair as alt

# The font ships inside the chart renderer, so a chart has the same bytes on every machine; browsers without it have
# Arimo or Arial, which share its metrics.
FONT = "Liberation Sans, Arimo, Arial, sans-serif"

# name: (light, dark). Parties and kinds of figures differ in lightness too, by a step of eight or more where they meet in
# one figure, for grey print and colour-blind readers. Red is China or nothing.
COLOURS: dict[str, tuple[str, str]] = {
    "ink": ("#1f2430", "#eceff4"),
    "muted": ("#5b6472", "#aab3c2"),
    "grid": ("#e3e6eb", "#3a4150"),
    "paper": ("#fffffe", "#14181f"),
    "china": ("#b3261e", "#f3928a"),
    "russia": ("#10838f", "#36a3ac"),
    "united-states": ("#23467e", "#abc6f5"),
    "european-union": ("#a17ec1", "#9d64d5"),
    "other": ("#a4acb8", "#5f6774"),
    "claim": ("#cf7011", "#bf680b"),
    "record": ("#263045", "#d9e0ed"),
    "result": ("#41813d", "#4ca846"),
    "close": ("#8b9ab8", "#5f6c88"),
    "different measure": ("#e3c565", "#6b5714"),
    "outdated": ("#c99a2e", "#7d5f16"),
    "misleading": ("#8a6109", "#e0b75a"),
    "garbled": ("#d98aae", "#8f3f66"),
    "contradicted": ("#9c1458", "#f08fbd"),
    "not found": ("#b9bfc9", "#56606f"),
    "not checkable": ("#dcdfe4", "#38414f"),
}


@dataclass(frozen=True)
class VerdictMark:
    """How charts show a verdict, without colours too: a sign (a character of `FONT`) on a tile; names of `COLOURS`."""

    colour: str
    sign: str
    ink: str


# In the order of the schema: what the record bears out, what it qualifies, what it refutes, what stays open.
VERDICTS = {
    "confirmed": VerdictMark("record", "=", "paper"),
    "close": VerdictMark("close", "≈", "ink"),
    "different measure": VerdictMark("different measure", "≠", "ink"),
    "outdated": VerdictMark("outdated", "<", "ink"),
    "misleading": VerdictMark("misleading", "!", "paper"),
    "garbled": VerdictMark("garbled", "~", "ink"),
    "contradicted": VerdictMark("contradicted", "×", "paper"),
    "not found": VerdictMark("not found", "?", "ink"),
    "not checkable": VerdictMark("not checkable", "–", "ink"),
}


@dataclass(frozen=True)
class Layout:
    """The room a chart has: width in pixels, which pages scale down a little, and whether labels stand above marks."""

    name: str
    width: int
    labels_above: bool


WIDE = Layout("wide", 680, labels_above=False)
NARROW = Layout("narrow", 330, labels_above=True)


def colour(name: str) -> str:
    """Return the colour (light form) that a name of `COLOURS` stands for in every chart."""
    return COLOURS[name][0]


def dark_rules(charts: str = ".figure-chart svg") -> str:
    """Return the stylesheet that turns charts, by a selector, dark: a rule for each colour of `COLOURS`, as fill and as stroke."""
    page = f'html[data-theme="dark"] {charts}'
    return "".join(
        f'{page} [{attribute}="{light}"] {{ {attribute}: {dark}; }}\n'
        for light, dark in COLOURS.values()
        for attribute in ("fill", "stroke")
    )


def verdict_rules() -> str:
    """Return the stylesheet of the verdicts' marks in the colours that charts use: a rule for light and one for dark pages."""
    return "".join(
        f'{page}.verdict-mark[data-verdict="{name}"] '
        f"{{ background: {COLOURS[mark.colour][shade]}; color: {COLOURS[mark.ink][shade]}; }}\n"
        for name, mark in VERDICTS.items()
        for shade, page in enumerate(("", 'html[data-theme="dark"] '))
    )


@alt.theme.register("rare-earth-leverage", enable=True)
def chart_theme() -> alt.theme.ThemeConfig:
    """Return the Altair theme of the book; importing this module enables it."""
    ink, muted, grid = colour("ink"), colour("muted"), colour("grid")
    return {
        "config": {
            "aria": False,
            "background": "transparent",
            "font": FONT,
            "view": {"stroke": None, "continuousWidth": WIDE.width, "continuousHeight": 260},
            "axis": {
                "labelColor": muted,
                "titleColor": muted,
                "labelFontSize": 13,
                "titleFontSize": 13,
                "titleFontWeight": "normal",
                "labelLimit": 260,
                "gridColor": grid,
                "domainColor": muted,
                "tickColor": muted,
            },
            "axisY": {"domain": False, "ticks": False, "labelPadding": 8},
            "axisX": {"labelPadding": 4},
            "text": {"fontSize": 13, "color": ink, "font": FONT},
            "title": {"fontSize": 14, "color": ink, "anchor": "start", "frame": "group", "fontWeight": "bold"},
            "bar": {"color": colour("record")},
            "point": {"filled": True, "size": 110, "color": colour("record")},
            "line": {"strokeWidth": 2.4, "color": colour("record")},
            "rule": {"color": muted},
            "concat": {"spacing": 18},
        }
    }

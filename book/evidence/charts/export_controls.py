"""Figures of the chapter on export controls."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evidence import edition, theme
from evidence.charts.panels import MARGIN, Axis, Sign, key, label_axis, plot_width, row_labels
from evidence.charts.rivals import rivals
from evidence.charts.rows import record_rows
from evidence.facts import fact
from evidence.figure import Figure
from evidence.ledger import load_ledger
from evidence.theme import Layout

TRUCE_EXTENSION = "cn-us-2026-09-24-truce-extension"
# Label on the chart, measure; the longer official titles stand in the data table.
TIMELINE = (
    ("Ga, Ge licences (No. 23 of 2023)", "cn-2023-23"),
    ("Export reporting duty", "cn-2023-11-07-export-reporting"),
    ("Technology catalogue", "cn-2023-57"),
    ("US military ban (No. 46, clause 1)", "cn-2024-46-1"),
    ("Ga, Ge, Sb to the US (No. 46, clause 2)", "cn-2024-46-2"),
    ("Seven rare earths (No. 18)", "cn-2025-18"),
    ("Superhard materials (No. 55)", "cn-2025-55"),
    ("Equipment (No. 56)", "cn-2025-56"),
    ("Five more rare earths (No. 57)", "cn-2025-57"),
    ("Batteries, graphite anodes (No. 58)", "cn-2025-58"),
    ("Foreign-made goods (No. 61)", "cn-2025-61"),
    ("Rare earth technology (No. 62)", "cn-2025-62"),
    ("Suspension of the six (No. 70)", "cn-2025-70"),
    ("Suspension of clause 2 (No. 72)", "cn-2025-72"),
    ("Truce of Busan, extension reported", "cn-us-2025-10-30-busan"),
    ("General licences", "cn-2025-12-02-general-licences"),
    ("Japanese military ban (No. 1)", "cn-2026-1"),
    ("Japanese entities (No. 11)", "cn-2026-11"),
    ("Japanese watch list (No. 12)", "cn-2026-12"),
    ("EU entities", "cn-2026-04-24-eu-entities"),
    ("US entities", "cn-2026-06-22-us-entities"),
    ("More Japanese entities", "cn-2026-06-29-japan-entities"),
)
STATES = {
    "announced": "other",
    "in force": "china",
    "suspended": "muted",
    "easing": "ink",
    "extension reported": "ink",
}
EASING = {"cn-2025-70", "cn-2025-72", "cn-us-2025-10-30-busan", "cn-2025-12-02-general-licences"}


def _time_scale(start: tuple[int, int], end: tuple[int, int]) -> alt.Scale:
    """Return a scale between the first days of two months (year, month)."""
    # Vega-Lite reads a list of dates differently for x and x2 and then warns of two domains; an expression it keeps.
    first, last = (f"datetime({year}, {month - 1}, 1)" for year, month in (start, end))
    return alt.Scale(domain=alt.ExprRef(f"[{first}, {last}]"), nice=False)


def _spans(label: str, measure_id: str) -> list[dict[str, str]]:
    """Cut a measure's life into spans of one state each; one without an end runs to the evidence cut-off."""
    measure = load_ledger().measures.loc[measure_id]
    cutoff = edition.cutoff().isoformat()
    announced, suspended = measure["announced"], measure["suspended_from"]
    effective = measure["effective"] or announced
    end = measure["expires"] or cutoff
    pieces = []
    if not suspended:
        pieces += [
            ("announced", announced, effective),
            ("easing" if measure_id in EASING else "in force", effective, end),
        ]
    else:
        # A rule suspended before its day never came into force.
        waiting = min(effective, suspended)
        pieces += [("announced", announced, waiting), ("in force", waiting, suspended)]
        pieces += [("suspended", suspended, measure["suspended_until"])]
    return [
        {
            "label": label,
            "state": state,
            "start": start,
            "end": stop,
            "instrument": measure["instrument"],
            "status": measure["status"],
            "evidence": measure_id,
        }
        for state, start, stop in pieces
        if start < stop
    ]


def timeline() -> Figure:
    """Draw the life of each instrument from 2023 to January 2027 (dates; one bar a state)."""
    spans = [span for label, measure_id in TIMELINE for span in _spans(label, measure_id)]
    extension = load_ledger().measures.loc[TRUCE_EXTENSION]
    truce = load_ledger().measures.loc["cn-us-2025-10-30-busan"]
    spans.append(
        {
            "label": "Truce of Busan, extension reported",
            "state": "extension reported",
            "start": truce["expires"],
            "end": extension["expires"],
            "instrument": extension["instrument"],
            "status": extension["status"],
            "evidence": TRUCE_EXTENSION,
        }
    )
    rows = pd.DataFrame(spans)
    cutoff = edition.cutoff().isoformat()
    order = [label for label, _ in TIMELINE]
    plotted = rows.assign(opacity=[0.35 if state == "extension reported" else 1 for state in rows["state"]])
    scale = _time_scale((2023, 7), (2027, 2))
    axis = alt.Axis(format="%Y", tickCount="year", title=None, grid=True)
    signs = [
        Sign("announced", STATES["announced"]),
        Sign("in force", STATES["in force"]),
        Sign("suspended", STATES["suspended"]),
        Sign("easing or truce", STATES["easing"]),
    ]

    def draw(layout: Layout) -> alt.VConcatChart:
        y = alt.Y("label:N", scale=alt.Scale(domain=order), axis=label_axis(order, layout))
        colours = alt.Scale(domain=list(STATES), range=[theme.colour(name) for name in STATES.values()])
        base = alt.Chart(plotted).encode(
            y=y,
            x=alt.X("start:T", scale=scale, axis=axis),
            x2="end:T",
            color=alt.Color("state:N", scale=colours, legend=None),
            opacity=alt.Opacity("opacity:Q", scale=None),
            tooltip=[
                alt.Tooltip("instrument:N", title="Instrument"),
                alt.Tooltip("state:N", title="State"),
                alt.Tooltip("start:T", title="From", format="%-d %B %Y"),
                alt.Tooltip("end:T", title="To", format="%-d %B %Y"),
                alt.Tooltip("evidence:N", title="Evidence"),
            ],
        )
        # What is only announced is drawn thinner than what applies.
        waiting = base.transform_filter("datum.state == 'announced'").mark_bar(size=5)
        applying = base.transform_filter("datum.state != 'announced'").mark_bar(size=12)
        line = alt.Chart({"values": [{"day": cutoff, "text": "cut-off"}]}).encode(x=alt.X("day:T", scale=scale))
        rule = line.mark_rule(strokeDash=[4, 3], strokeWidth=1.5, color=theme.colour("ink"))
        words = line.mark_text(align="right", dx=-4, dy=-7, y=0, baseline="bottom").encode(text="text:N")
        layers, width, step = [waiting, applying, rule, words], plot_width(layout), 20
        if layout.labels_above:
            # The last year's label hangs over the right edge.
            layers, width, step = [*layers, row_labels(order, y, rise=15)], width - 8, 36
        bars = alt.layer(*layers).properties(width=width, height=alt.Step(step))
        return alt.vconcat(key(signs, layout), bars, spacing=8)

    seven, five = fact("cn-2025-18.effective"), fact("cn-2025-57.suspended_until")
    return Figure(
        id="fig-xc-timeline",
        title=f"The licences of {seven} still apply; the six rules of October 2025 are suspended, not repealed",
        subtitle=(
            f"Chinese controls and easings, July 2023 to January 2027; bars without an end stop at the cut-off, "
            f"{fact('book.cutoff')}"
        ),
        description=(
            f"Gantt chart of {len(TIMELINE)} instruments over time. Licences for seven rare earths have been in force "
            f"since {seven}. Nos. 55 to 58, 61 and 62 were announced on {fact('cn-2025-57.announced')}; four were "
            "suspended before their day, one applied at once for about a month, and No. 61 in part. The suspension is written "
            f"to run until {five}; an extension to {fact(f'{TRUCE_EXTENSION}.expires')} is reported. Bans on military "
            "users and entities of Japan, the EU and the United States were added in 2026."
        ),
        draw=draw,
        rows=rows,
        columns={
            "instrument": "Instrument",
            "state": "State of the span",
            "start": "From",
            "end": "To",
            "status": "Status at the cut-off",
        },
        note=(
            "Of No. 61 only the rule on goods of Chinese origin had begun to apply when it was suspended; the bar "
            "shows the rules for foreign-made goods. The extension of the truce is a political announcement; no legal "
            "text that amends No. 70 was found."
        ),
    )


CLASSES = {
    "controlled": "Licence in force (No. 18)",
    "suspended": "Suspended (No. 57)",
    "technology only": "Technology only",
    "none": "None",
}
ANNEX, MAGNETS = "Annex of No. 61, suspended", "Used in magnets"
# Columns of the narrow table, a bar between the lines of a heading, with their edges in pixels.
STATUS_COLUMN, ANNEX_COLUMN, MAGNET_COLUMN = "Status at|the cut-off", "Annex,|No. 61", "In|magnets"
COLUMNS = {STATUS_COLUMN: (112, 212), ANNEX_COLUMN: (212, 264), MAGNET_COLUMN: (264, 316)}
# What tiles of the status column say.
SHORT = {
    "controlled": "licence (No. 18)",
    "suspended": "suspended (No. 57)",
    "technology only": "technology only",
    "none": "none",
}


def elements() -> Figure:
    """Draw all 17 rare earths by the instrument that names them and its status at the cut-off (no quantity)."""
    table = load_ledger().elements.sort_values("atomic_number")
    marks = []
    for symbol, element in table.iterrows():
        lines = [(CLASSES[element["control_status"]], element["control_status"])]
        if "cn-2025-61" in element["control_measures"].split():
            lines.append((ANNEX, "suspended"))
        if element["magnet_use"]:
            lines.append((MAGNETS, "use"))
        marks += [
            {
                "symbol": symbol,
                "name": element["name"],
                "line": line,
                "state": state,
                "group": element["group_usgs"],
                "evidence": f"element:{symbol}",
            }
            for line, state in lines
        ]
    rows = pd.DataFrame(marks)
    order = [*CLASSES.values(), ANNEX, MAGNETS]
    colours = alt.Scale(
        domain=["controlled", "suspended", "technology only", "none", "use"],
        range=[theme.colour(name) for name in ("china", "muted", "other", "grid", "ink")],
    )
    tooltip = [
        alt.Tooltip("name:N", title="Element"),
        alt.Tooltip("line:N", title="Line"),
        alt.Tooltip("group:N", title="USGS group"),
        alt.Tooltip("evidence:N", title="Evidence"),
    ]

    def across() -> alt.LayerChart:
        base = alt.Chart(rows).encode(
            x=alt.X(
                "symbol:N",
                sort=list(table.index),
                axis=alt.Axis(title=None, orient="top", labelAngle=0, domain=False, ticks=False),
            ),
            y=alt.Y("line:N", sort=order, axis=label_axis(order, theme.WIDE)),
            tooltip=tooltip,
        )
        tiles = base.transform_filter(f"datum.line != '{MAGNETS}'")
        tiles = tiles.mark_rect(cornerRadius=3, stroke=theme.colour("paper"))
        tiles = tiles.encode(color=alt.Color("state:N", scale=colours, legend=None))
        dots = base.transform_filter(f"datum.line == '{MAGNETS}'").mark_point(size=90, opacity=1)
        dots = dots.encode(color=alt.Color("state:N", scale=colours, legend=None))
        return alt.layer(tiles, dots).properties(width=425, height=alt.Step(30))

    def down(layout: Layout) -> alt.LayerChart:
        """Draw one row an element: six columns are too many here, so tiles in one column name the first four lines."""
        columns = dict.fromkeys(CLASSES.values(), STATUS_COLUMN) | {ANNEX: ANNEX_COLUMN, MAGNETS: MAGNET_COLUMN}
        placed = rows.assign(column=rows["line"].map(columns), word=rows["state"].map(SHORT).fillna(""))
        for edge, place in (("left", 0), ("right", 1)):
            placed[edge] = [COLUMNS[column][place] for column in placed["column"]]
        placed["middle"] = (placed["left"] + placed["right"]) / 2
        width = plot_width(layout)
        scale, y = alt.Scale(domain=[0, width]), alt.Y("symbol:N", scale=alt.Scale(domain=list(table.index)), axis=None)
        base = alt.Chart(placed).encode(y=y, tooltip=tooltip)
        tiles = base.transform_filter(f"datum.line != '{MAGNETS}'")
        tiles = tiles.mark_rect(cornerRadius=3, stroke=theme.colour("paper"))
        tiles = tiles.encode(
            x=alt.X("left:Q", scale=scale, axis=None),
            x2="right:Q",
            color=alt.Color("state:N", scale=colours, legend=None),
        )
        light = alt.FieldOneOfPredicate(field="state", oneOf=["technology only", "none"])
        ink = alt.when(light).then(alt.value(theme.colour("ink"))).otherwise(alt.value(theme.colour("paper")))
        status, annex = (base.transform_filter(f"datum.line {sign} '{ANNEX}'") for sign in ("!=", "=="))
        dots = base.transform_filter(f"datum.line == '{MAGNETS}'").mark_point(size=90, opacity=1)
        middle = alt.X("middle:Q", scale=scale, axis=None)
        names = pd.DataFrame({"symbol": table.index, "name": table["name"]})
        named = alt.Chart(names).encode(y=y)
        heads = [{"text": column.split("|"), "at": sum(edges) / 2} for column, edges in COLUMNS.items()]
        headings = alt.Chart({"values": heads}).mark_text(y=-27, lineHeight=15)
        layers = [
            tiles,
            status.mark_text(fontSize=11).encode(x=middle, text="word:N", color=ink),
            annex.mark_text(fontSize=10).encode(x=middle, text="state:N", color=ink),
            dots.encode(x=middle, color=alt.Color("state:N", scale=colours, legend=None)),
            named.mark_text(align="left", x=0, fontWeight="bold").encode(text="symbol:N"),
            named.mark_text(align="left", x=24, color=theme.colour("muted")).encode(text="name:N"),
            headings.encode(x=alt.X("at:Q", scale=scale, axis=None), text="text:N"),
        ]
        return alt.layer(*layers).properties(width=width, height=alt.Step(26))

    seven = fact("china.elements-2025-18/china/2025-04-04")
    five = fact("china.elements-2025-57/china/2025-10-09")
    status = table["control_status"]

    def listed(state: str) -> str:
        return ", ".join(table.index[status == state])

    return Figure(
        id="fig-xc-elements",
        title=f"{seven} rare earths need a licence today, {five} more are suspended, and neodymium is on no list",
        subtitle=f"The 17 rare earths by the Chinese instrument that names them, status at {fact('book.cutoff')}",
        description=(
            "Table of the 17 rare earths in order of atomic number against six lines. "
            f"Licence in force: {listed('controlled')}. Suspended: {listed('suspended')}. "
            f"Technology only: {listed('technology only')}. None: {listed('none')}. The annex of No. 61 repeats the "
            f"first set. Used in magnets: {', '.join(table.index[table['magnet_use']])}."
        ),
        draw=lambda layout: down(layout) if layout.labels_above else across(),
        rows=rows,
        columns={"symbol": "Symbol", "name": "Element", "line": "Line", "group": "USGS group"},
        note=(
            "Lists of elements are not lists of goods: magnets of neodymium with terbium or dysprosium are on the list "
            "of No. 18 for the terbium or dysprosium. Suspended technology rules (No. 62) name no elements."
        ),
    )


def stages() -> Figure:
    """Draw China's share by stage, claims beside record, in panels by what is counted (per cent of the world)."""
    mining, unstated_mining = "Mining, all rare earths", "Mining, basis not stated"
    magnet_mining, refining = "Mining, magnet rare earths only", "Separation and refining"
    heavy, unstated = "Separation of heavy rare earths", '"Processing", stage or basis not stated'
    magnets = "Magnet making"
    fallen, lowest = fact("share.refining/china/2025@gcmo-2026"), fact("share.refining/china/2025@2026-08")
    return rivals(
        "fig-xc-stages",
        title=(
            f"The claimed {fact('GL-014')}, {fact('GL-015')} and {fact('GL-016')} are one bank's set; other counts run "
            f"from {lowest} to {fact('share.refining/china/2023@gcmo-2024')} for refining and from "
            f"{fact('share.magnets/china/2020@2022-09')} to {fact('share.magnets/china/2025@2025-12-02')} for magnets"
        ),
        subtitle="China's share of the world by stage, in panels by what is counted, per cent",
        description=(
            "Dot chart in seven panels on one scale from 50 to 110 per cent. Mining of all rare earths: claim "
            f"{fact('GL-014')}, USGS {fact('share.mining/china/2025@mcs-2026')}. Refining: claim {fact('GL-015')}, IEA "
            f"{fact('share.refining/china/2023@gcmo-2024')} for 2023 and {fallen} for 2025. Without a stage: "
            f"claims {fact('GL-005')}, {fact('GL-004')} and {fact('GL-030')}, US Commerce "
            f"{fact('share.refining/china/2020/2021@2022-09')}. Magnets: "
            f"claim {fact('GL-016')}, others {fact('share.magnets/china/2020@2022-09')} "
            f"to {fact('share.magnets/china/2024')}."
        ),
        entries=[
            (mining, "Claimed in 001-10", "GL-014"),
            (mining, "Goldman Sachs, 2025", "share.mining/china/2025@2025-10"),
            (mining, "USGS, 2025", "share.mining/china/2025@mcs-2026"),
            (mining, "USGS, 2024 (revised)", "share.mining/china/2024@mcs-2026"),
            (unstated_mining, "OECD, 2025", "share.mining/china/2025@2025-12-02"),
            (unstated_mining, "US Commerce, 2020-21", "share.mining/china/2020/2021@2022-09"),
            (magnet_mining, "IEA, 2023", "share.mining-magnet-ree/china/2023@gcmo-2024"),
            (magnet_mining, "IEA, 2024", "share.mining-magnet-ree/china/2024@iea-ree-2026"),
            (refining, "Claimed in 001-10 (capacity)", "GL-015"),
            (refining, "Goldman Sachs, 2025", "share.refining/china/2025@2025-10"),
            (refining, "IEA, 2023", "share.refining/china/2023@gcmo-2024"),
            (refining, "IEA, 2024", "share.refining/china/2024@iea-ree-2026"),
            (refining, "IEA, 2025 (notes)", "share.refining/china/2025@gcmo-2026"),
            (refining, "IEA, 2025 (atlas)", "share.refining/china/2025@2026-08"),
            (heavy, "Benchmark, 2023", "share.heavy-separation/china/2023"),
            (unstated, "Claimed in 001-08", "GL-005"),
            (unstated, "Claimed in 002-01", "GL-020"),
            (unstated, "Claimed in 001-07", "GL-004"),
            (unstated, "Claimed in 004-01", "GL-030"),
            (unstated, "US Commerce, 2020-21", "share.refining/china/2020/2021@2022-09"),
            (magnets, "Claimed in 001-10", "GL-016"),
            (magnets, "Goldman Sachs, 2025", "share.magnets/china/2025@2025-10"),
            (magnets, "OECD, 2025", "share.magnets/china/2025@2025-12-02"),
            (magnets, "IEA, 2024 (sintered)", "share.magnets/china/2024"),
            (magnets, "US Commerce, 2020", "share.magnets/china/2020@2022-09"),
        ],
        axes=Axis("per cent of the world", (50, 110)),
        note=(
            'A mark with "over" is a lower bound. The axis starts at 50 per cent. Both IEA figures for 2025 are known '
            "at second hand."
        ),
    )


# Name, measure and which of its days; line the name stands in on wide charts, and on narrow ones line and side of the
# day. There a name must not stand where the day of another one above it is drawn.
EVENTS = (
    ("No. 18", "cn-2025-18", "effective", 0, (0, "right")),
    ("Geneva", "cn-us-2025-05-12-geneva", "announced", 1, (1, "right")),
    ("London", "cn-us-2025-06-10-london", "announced", 2, (2, "right")),
    ("October rules", "cn-2025-57", "announced", 0, (3, "left")),
    ("No. 70", "cn-2025-70", "effective", 1, (1, "left")),
    ("General licences", "cn-2025-12-02-general-licences", "effective", 2, (0, "left")),
)
TOTAL_PANEL, US_PANEL = "To all countries", "To the United States"
BEGIN, END = "2025-01", "2026-03"
# Width of the months in a narrow chart, and of the axis beside them. The empty label that closes the months sticks out.
NARROW_MONTHS, NARROW_NUMBERS = 275, 32


def _monthly(panel: str, series: str) -> pd.DataFrame:
    """Return the printed and derived months of a series between BEGIN and END, with the ends of each bar."""
    rows = record_rows(series)
    rows = rows[(rows["period"].str.len() == 7) & ~rows["period"].str.contains("Q")]
    rows = rows[rows["period"].between(BEGIN, END)]
    starts = pd.to_datetime(rows["period"])
    return rows.assign(
        panel=panel,
        start=starts.dt.strftime("%Y-%m-03"),
        end=(starts + pd.offsets.MonthBegin(1) - pd.Timedelta(days=2)).dt.strftime("%Y-%m-%d"),
        middle=(starts + pd.Timedelta(days=14)).dt.strftime("%Y-%m-%d"),
        origin=["worked back" if status == "derived" else "printed" for status in rows["status"]],
        text=[f"{point:,.0f}" for point in rows["point"]],
    )


def magnet_exports() -> Figure:
    """Draw China's monthly magnet exports, to all countries and to the United States (tonnes, customs weight)."""
    rows = pd.concat(
        [_monthly(TOTAL_PANEL, "customs.magnet-exports"), _monthly(US_PANEL, "customs.magnet-exports-to-us")],
        ignore_index=True,
    )
    measures = load_ledger().measures
    events = [{"text": text, "day": measures.at[measure_id, column]} for text, measure_id, column, _, _ in EVENTS]
    months = pd.period_range(BEGIN, END, freq="M").strftime("%Y-%m")
    scale = _time_scale((2025, 1), (2026, 4))
    colours = alt.Scale(domain=["printed", "worked back"], range=[theme.colour("china"), theme.colour("other")])
    # The last tick only closes the axis; January carries the year. Narrow charts name the first month of a quarter.
    label_expression = (
        "year(datum.value) == 2026 && month(datum.value) == 3 ? '' : "
        "month(datum.value) == 0 ? [timeFormat(datum.value, '%b'), timeFormat(datum.value, '%Y')] : "
    )
    every = "timeFormat(datum.value, '%b')"
    quarterly = f"month(datum.value) % 3 == 0 ? {every} : ''"

    def panel(name: str, title: str, top: float, layout: Layout, divisor: float = 1) -> alt.LayerChart:
        narrow = layout.labels_above
        chosen = rows[rows["panel"] == name]
        if divisor != 1:
            texts = [f"{point / divisor:.1f}" for point in chosen["point"]]
            chosen = chosen.assign(point=chosen["point"] / divisor, text=texts, tonnes=chosen["point"])
        width, extent = (NARROW_MONTHS, NARROW_NUMBERS) if narrow else (540, 48)
        y = alt.Y("point:Q", scale=alt.Scale(domain=[0, top / divisor], nice=False), title=None)
        y = y.axis(minExtent=extent, maxExtent=extent, tickCount=4, format=",d")
        axis = alt.Axis(
            title=None,
            grid=False,
            tickCount="month",
            labelExpr=label_expression + (quarterly if narrow else every),
            labelOverlap=False,
            labelFlush=False,
            labelOffset=9 if narrow else 18,
        )
        x = alt.X("start:T", scale=scale, axis=axis)
        tooltip = [
            alt.Tooltip("period:N", title="Month"),
            alt.Tooltip("tonnes:Q" if divisor != 1 else "point:Q", title="Tonnes", format=",.0f"),
            alt.Tooltip("origin:N", title="Number"),
            alt.Tooltip("evidence:N", title="Evidence"),
        ]
        bars = (
            alt.Chart(chosen)
            .mark_bar()
            .encode(
                x=x,
                x2="end:T",
                y=y,
                y2=alt.datum(0),
                color=alt.Color("origin:N", scale=colours, legend=None),
                tooltip=tooltip,
            )
        )
        values = alt.Chart(chosen).encode(x=alt.X("middle:T", scale=scale), y=y, text="text:N")
        size = 10 if narrow else 11
        # A wide halo would bite into narrow neighbours.
        halo = values.mark_text(dy=-8, fontSize=size, stroke=theme.colour("paper"), strokeWidth=3 if narrow else 4)
        labels = values.mark_text(dy=-8, fontSize=size)
        rules = alt.Chart({"values": events}).mark_rule(strokeDash=[3, 3], color=theme.colour("ink"), opacity=0.75)
        rules = rules.encode(x=alt.X("day:T", scale=scale))
        missing = [{"middle": f"{month}-15", "text": "?"} for month in months if month not in set(chosen["period"])]
        layers = [rules, bars, halo, labels]
        if missing:
            gap = alt.Chart({"values": missing}).encode(x=alt.X("middle:T", scale=scale))
            marks = gap.mark_text(dy=-9, fontSize=15, fontWeight="bold", color=theme.colour("muted"), y="height")
            layers.append(marks.encode(text="text:N"))
        return alt.layer(*layers).properties(width=width, height=190, title=title)

    def strip(layout: Layout) -> alt.LayerChart:
        narrow = layout.labels_above
        width, height, size = (NARROW_MONTHS, 66, 11) if narrow else (540, 52, 13)
        placed = []
        for event, (_, _, _, line, beside) in zip(events, EVENTS, strict=True):
            line, side = beside if narrow else (line, "right")
            placed.append(event | {"y": 11 + 15 * line, "side": side})
        x, y = alt.X("day:T", scale=scale, axis=None), alt.Y("y:Q", scale=None, axis=None)
        named = alt.Chart({"values": placed}).encode(x=x, y=y, text="text:N")
        right, left = (named.transform_filter(f"datum.side == '{side}'") for side in ("right", "left"))
        ticks = alt.Chart({"values": placed}).mark_rule(strokeDash=[3, 3], color=theme.colour("ink"), opacity=0.75)
        layers = [
            ticks.encode(x=x, y=y, y2=alt.value(height)),
            right.mark_text(align="left", dx=3, baseline="middle", fontSize=size),
            left.mark_text(align="right", dx=-3, baseline="middle", fontSize=size),
        ]
        return alt.layer(*layers).properties(width=width, height=height)

    def draw(layout: Layout) -> alt.VConcatChart:
        legend = key(
            [Sign("printed", "china"), Sign("worked back", "other"), Sign("not on record", "muted", "?")], layout
        )
        if layout.labels_above:
            # Thousands are short enough for a narrow bar.
            legend = legend.properties(width=NARROW_MONTHS)
            totals = panel(TOTAL_PANEL, f"{TOTAL_PANEL}, thousand tonnes", 7000, layout, divisor=1000)
            to_us = panel(US_PANEL, f"{US_PANEL}, tonnes", 800, layout)
        else:
            totals, to_us = panel(TOTAL_PANEL, TOTAL_PANEL, 7000, layout), panel(US_PANEL, US_PANEL, 800, layout)
        return alt.vconcat(legend, strip(layout), totals, to_us, spacing=6)

    series, to_us = "customs.magnet-exports/world/", "customs.magnet-exports-to-us/united-states/"
    january, may, july = (fact(f"{series}2025-{month}") for month in ("01", "05", "07"))
    return Figure(
        id="fig-xc-magnet-exports",
        title=f"Magnet exports fell from {january} in January to {may} in May 2025 and were back at {july} in July",
        subtitle="China's exports of rare earth magnets by month, January 2025 to March 2026, tonnes by customs weight",
        description=(
            f"Two bar charts by month. To all countries: {january} in January 2025, {fact(f'{series}2025-04')} in April, "
            f"{may} in May, {july} in July, {fact(f'{series}2025-11')} in November and "
            f"{fact(f'{series}2026-03')} in March 2026. To the United States: "
            f"{fact(f'{to_us}2025-05')} in May 2025, {fact(f'{to_us}2025-10')} in October and "
            f"{fact(f'{to_us}2026-03')} in March 2026; January, February and April 2025 and January 2026 are missing. "
            "Dashed lines mark No. 18, Geneva, London, the October rules, their suspension and the general licences."
        ),
        draw=draw,
        rows=rows,
        columns={"panel": "Destination", "period": "Month", "point": "Tonnes", "origin": "Number"},
        panel="panel",
        note="Months worked back come from printed percentages or quarters; the record shows the arithmetic of each.",
    )


OXIDES = (("Dysprosium oxide", "dy", 1180), ("Terbium oxide", "tb", 4720), ("NdPr oxide", "ndpr", 148))
CHINA_BASIS, EUROPE_BASIS = "FOB China, annual average", "Asked in Europe, 2025"


def prices() -> Figure:
    """Draw oxide prices FOB China by year, and what was asked in Europe in 2025 (dollars a kilogram)."""
    tables = []
    for name, code, _ in OXIDES:
        home = record_rows(f"usgs.price-{code}-oxide", vintage="mcs-2026")
        abroad = record_rows(f"spot.{code}-oxide-europe")
        for basis, frame in ((CHINA_BASIS, home), (EUROPE_BASIS, abroad)):
            tables.append(frame.assign(oxide=name, panel=f"{name}, {basis}", side=basis))
    rows = pd.concat(tables, ignore_index=True)
    rows["text"] = [str(fact(key)).removesuffix("dollars/kg").strip() for key in rows["evidence"]]
    days = {"2025-04": "early April", "2025-05-06": "6 May", "2025-09-25": "25 Sept."}
    rows["when"] = [days.get(period, period) for period in rows["period"]]
    rows["low"] = rows["low"].fillna(rows["value"])
    rows["high"] = rows["high"].fillna(rows["value"])

    def panel(name: str, basis: str, top: float, layout: Layout) -> alt.LayerChart:
        narrow = layout.labels_above
        chosen = rows[(rows["oxide"] == name) & (rows["side"] == basis)]
        europe = basis == EUROPE_BASIS
        colour = theme.colour("european-union" if europe else "china")
        axis = alt.Axis(title=None, tickCount=3 if narrow else 4, format=",d", minExtent=44, maxExtent=44)
        if europe and not narrow:
            axis = alt.Axis(title=None, labels=False, tickCount=4, minExtent=4, maxExtent=4)
        y_scale = alt.Scale(domain=[0, top], nice=False)
        base = alt.Chart(chosen).encode(
            x=alt.X("when:O", sort=None, axis=alt.Axis(title=None, labelAngle=0)),
            tooltip=[
                alt.Tooltip("panel:N", title="Price"),
                alt.Tooltip("period:N", title="When"),
                alt.Tooltip("text:N", title="Dollars/kg"),
                alt.Tooltip("evidence:N", title="Evidence"),
            ],
        )
        low, high = alt.Y("low:Q", scale=y_scale, axis=axis), alt.Y("high:Q", scale=y_scale, axis=axis)
        labels = base.mark_text(dy=-11).encode(y=high, text="text:N")
        marks = (
            [base.mark_bar(width=26, color=colour).encode(y=low, y2="high:Q")]
            if europe
            else [
                base.mark_line(color=colour).encode(y=high),
                base.mark_point(color=colour, opacity=1, size=80).encode(y=high),
            ]
        )
        if narrow:
            # One below the other, panels need their whole name.
            title = f"{name}: {basis[0].lower()}{basis[1:]}" if europe else f"{name}: {basis}"
            title = alt.TitleParams(title, offset=8)
            return alt.layer(*marks, labels).properties(width=layout.width - MARGIN - 44, height=105, title=title)
        title = f"{name}: {basis}" if not europe else basis
        return alt.layer(*marks, labels).properties(width=170 if europe else 320, height=130, title=title)

    def draw(layout: Layout) -> alt.VConcatChart:
        join = alt.vconcat if layout.labels_above else alt.hconcat
        pairs = []
        for name, _, top in OXIDES:
            pair = [panel(name, basis, top, layout) for basis in (CHINA_BASIS, EUROPE_BASIS)]
            pairs.append(join(*pair, spacing=14).resolve_scale(x="independent", y="independent"))
        return alt.vconcat(*pairs, spacing=16)

    home_dy = fact("usgs.price-dy-oxide/world/2025@mcs-2026")
    asked = fact("spot.dy-oxide-europe/europe/2025-05-06")
    return Figure(
        id="fig-xc-prices",
        title=f"Dysprosium averaged {home_dy} FOB China in 2025; in May of that year Europe was asked {asked}",
        subtitle="Prices of dysprosium, terbium and NdPr oxide, 2021 to 2025, dollars a kilogram",
        description=(
            "Three rows of charts with a common scale in each row. Dysprosium oxide, FOB China: "
            f"{fact('usgs.price-dy-oxide/world/2021@mcs-2026')} in 2021, {home_dy} in 2025; asked in Europe "
            f"{fact('spot.dy-oxide-europe/europe/2025-04')} in early April and {asked} on 6 May 2025. Terbium oxide: "
            f"{fact('usgs.price-tb-oxide/world/2025@mcs-2026')} FOB China in 2025 against "
            f"{fact('spot.tb-oxide-europe/europe/2025-05-06')} asked. NdPr oxide: "
            f"{fact('usgs.price-ndpr-oxide/world/2025@mcs-2026')} against "
            f"{fact('spot.ndpr-oxide-europe/europe/2025-09-25')}."
        ),
        draw=draw,
        rows=rows,
        columns={"panel": "Price", "period": "When", "text": "Dollars/kg", "status": "Number"},
        panel="panel",
        note=(
            "An average of a year is not a price of a day, and a price asked is not a price paid: the bars "
            "on the right are offers on single dates. The average for 2025 is an estimate of USGS."
        ),
    )

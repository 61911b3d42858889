"""Figures of the chapter on export controls."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evidence import edition
from evidence.charts import theme
from evidence.charts.figure import Figure
from evidence.charts.panels import MARGIN, Axis, Sign, key, kind_key, label_axis, plot_width, row_labels
from evidence.charts.rivals import rivals
from evidence.charts.rows import fact_rows, record_rows
from evidence.charts.theme import Layout
from evidence.facts import fact
from evidence.ledger import load_ledger
from evidence.models.export_controls import CONTENT, FIRST_QUARTER_2026, GAP, MONTHS, shipped_since
from evidence.quantities import format_date

TRUCE_EXTENSION = "cn-us-2026-09-24-truce-extension"
# Label on the chart, measure; the longer official titles stand in the data table.
TIMELINE = (
    ("Ga, Ge licences (No. 23 of 2023)", "cn-2023-23"),
    ("Graphite licences (No. 39 of 2023)", "cn-2023-39"),
    ("Export reporting duty", "cn-2023-11-07-export-reporting"),
    ("Technology catalogue", "cn-2023-57"),
    ("Antimony licences (No. 33 of 2024)", "cn-2024-33"),
    ("US military ban (No. 46, clause 1)", "cn-2024-46-1"),
    ("Ga, Ge, Sb to the US (No. 46, clause 2)", "cn-2024-46-2"),
    ("W, Te, Bi, Mo, In licences (No. 10)", "cn-2025-10"),
    ("Seven rare earths (No. 18)", "cn-2025-18"),
    ("Truce of Geneva", "cn-us-2025-05-12-geneva"),
    ("London framework", "cn-us-2025-06-10-london"),
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
# Each state differs from the others in lightness, so that grey print tells them apart.
STATES = {
    "announced": "grid",
    "in force": "china",
    "suspended": "other",
    "easing": "ink",
    "extension reported": "ink",
}
EASING = {
    "cn-us-2025-05-12-geneva",
    "cn-us-2025-06-10-london",
    "cn-2025-70",
    "cn-2025-72",
    "cn-us-2025-10-30-busan",
    "cn-2025-12-02-general-licences",
}
# What suspends a suspended measure; the record says of each suspension what it covers.
SUSPENDED_BY = {"cn-2024-46-2": "cn-2025-72"} | {
    f"cn-2025-{number}": "cn-2025-70" for number in (55, 56, 57, 58, 61, 62)
}


def _time_scale(start: tuple[int, int], end: tuple[int, int]) -> alt.Scale:
    """Return a scale between the first days of two months (year, month), the same in every time zone."""
    # Vega-Lite reads a list of dates differently for x and x2 and then warns of two domains; an expression it keeps.
    first, last = (f"utc({year}, {month - 1}, 1)" for year, month in (start, end))
    return alt.Scale(type="utc", domain=alt.ExprRef(f"[{first}, {last}]"), nice=False)


def _spans(label: str, measure_id: str) -> list[dict[str, str]]:
    """Cut a measure's life into spans of one state each; one without an end runs to the evidence cut-off."""
    measures = load_ledger().measures
    measure = measures.loc[measure_id]
    announced, suspended = measure["announced"], measure["suspended_from"]
    effective = measure["effective"] or announced
    heir = measure["replaced_by"] or SUSPENDED_BY.get(measure_id, "")
    end = measure["expires"] or edition.cutoff().isoformat()
    if measure["replaced_by"]:
        end = measures.at[heir, "announced"]
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
            "heir": measures.at[heir, "instrument"] if heir else "",
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
            "heir": "",
            "evidence": TRUCE_EXTENSION,
        }
    )
    rows = pd.DataFrame(spans)
    cutoff = edition.cutoff().isoformat()
    order = [label for label, _ in TIMELINE]
    plotted = rows.assign(
        opacity=[0.35 if state == "extension reported" else 1 for state in rows["state"]],
        first=rows["start"].map(format_date),
        last=rows["end"].map(format_date),
    )
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
            x2=alt.X2("end:T"),
            color=alt.Color("state:N", scale=colours, legend=None),
            opacity=alt.Opacity("opacity:Q", scale=None),
            tooltip=[
                alt.Tooltip("instrument:N", title="Instrument"),
                alt.Tooltip("state:N", title="State"),
                alt.Tooltip("first:N", title="From"),
                alt.Tooltip("last:N", title="To"),
                alt.Tooltip("evidence:N", title="Evidence"),
            ],
        )
        # What is only announced is drawn thinner than what applies.
        waiting = base.transform_filter("datum.state == 'announced'").mark_bar(size=5)
        applying = base.transform_filter("datum.state != 'announced'").mark_bar(size=12)
        line = alt.Chart({"values": [{"day": cutoff, "text": "cut-off"}]}).encode(x=alt.X("day:T", scale=scale))
        rule = line.mark_rule(strokeDash=[4, 3], strokeWidth=1.5, color=theme.colour("ink"))
        words = line.mark_text(align="right", dx=-4, dy=-7, y=0, baseline="bottom").encode(text=alt.Text("text:N"))
        layers, width, step = [waiting, applying, rule, words], plot_width(layout), 20
        if layout.labels_above:
            # The last year's label hangs over the right edge.
            layers, width, step = [*layers, row_labels(order, y, rise=15)], width - 8, 36
        bars = alt.layer(*layers, width=width, height=alt.Step(step))
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
            "heir": "Replaced or suspended by",
        },
        note=(
            "Of No. 61 only the rule on goods of Chinese origin had begun to apply when it was suspended; the bar "
            "shows the rules for foreign-made goods. The extension of the truce is a political announcement; no legal "
            "text that amends No. 70 was found."
        ),
    )


# Behind a figure that stands on a line; without round joints the strokes of letters end in spikes.
HALO = {"stroke": theme.colour("paper"), "strokeWidth": 4, "strokeJoin": "round"}
MAGNETS = "Used in magnets"
# Line of the wide matrix, heading of the narrow column (a bar between its lines), measure. Technology rules name no
# elements: they reach all that are mined.
INSTRUMENTS = (
    ("Goods: No. 18 of 2025", "No.|18", "cn-2025-18"),
    ("Goods: No. 57 of 2025", "No.|57", "cn-2025-57"),
    ("Foreign-made goods: No. 61", "No.|61", "cn-2025-61"),
    ("Technology: No. 62 of 2025", "No.|62", "cn-2025-62"),
    ("Technology: catalogue of 2023", "Cat.|2023", "cn-2023-57"),
)
BY_TECHNOLOGY = ("cn-2025-62", "cn-2023-57")
# Where the columns of the narrow matrix begin, and how wide one is, pixels.
NAMES_WIDTH, COLUMN_WIDTH = 116, 33


def elements() -> Figure:
    """Draw all 17 rare earths against the instruments that reach them, with status at the cut-off (no quantity)."""
    ledger = load_ledger()
    table = ledger.elements.sort_values("atomic_number")
    marks = []
    for symbol, element in table.iterrows():
        reached = element["control_measures"].split()
        if element["control_status"] != "none":
            reached += BY_TECHNOLOGY
        lines = [
            (line, head, ledger.measures.at[measure_id, "status"], measure_id)
            for line, head, measure_id in INSTRUMENTS
            if measure_id in reached
        ]
        # An element that no instrument reaches has its row in the table all the same.
        lines = lines or [("No instrument", "", "none", f"element:{symbol}")]
        if element["magnet_use"]:
            lines.append((MAGNETS, "Mag-|nets", "use", f"element:{symbol}"))
        marks += [
            {
                "symbol": symbol,
                "name": element["name"],
                "line": line,
                "head": head,
                "state": state,
                "group": element["group_usgs"],
                "evidence": evidence,
            }
            for line, head, state, evidence in lines
        ]
    rows = pd.DataFrame(marks)
    order = [*(line for line, _, _ in INSTRUMENTS), MAGNETS]
    colours = alt.Scale(
        domain=["in force", "suspended", "use", "none"],
        range=[theme.colour(name) for name in ("china", "other", "ink", "paper")],
    )
    tooltip = [
        alt.Tooltip("name:N", title="Element"),
        alt.Tooltip("line:N", title="Instrument"),
        alt.Tooltip("state:N", title="Status"),
        alt.Tooltip("evidence:N", title="Evidence"),
    ]
    colour = alt.Color("state:N", scale=colours, legend=None)
    signs = [Sign("in force", "china"), Sign("suspended", "other"), Sign("used in magnets", "ink", "circle")]

    def parts(base: alt.Chart) -> tuple[alt.Chart, alt.Chart]:
        tiles = base.transform_filter(f"datum.line != '{MAGNETS}'")
        tiles = tiles.mark_rect(cornerRadius=3, stroke=theme.colour("paper")).encode(color=colour)
        dots = base.transform_filter(f"datum.line == '{MAGNETS}'").mark_point(size=90, opacity=1).encode(color=colour)
        return tiles, dots

    def across() -> alt.LayerChart:
        x_axis = alt.Axis(title=None, orient="top", labelAngle=0, domain=False, ticks=False)
        x = alt.X("symbol:N", scale=alt.Scale(domain=list(table.index)), axis=x_axis)
        y = alt.Y("line:N", scale=alt.Scale(domain=order), axis=label_axis(order, theme.WIDE))
        base = alt.Chart(rows).transform_filter("datum.state != 'none'").encode(x=x, y=y, tooltip=tooltip)
        return alt.layer(*parts(base), width=400, height=alt.Step(30))

    def down(layout: Layout) -> alt.LayerChart:
        """Draw one row an element, since 17 columns don't fit."""
        heads = [*(head for _, head, _ in INSTRUMENTS), "Mag-|nets"]
        left = {head: NAMES_WIDTH + COLUMN_WIDTH * place for place, head in enumerate(heads)}
        placed = rows.assign(left=rows["head"].map(left).fillna(0))
        placed = placed.assign(right=placed["left"] + COLUMN_WIDTH, middle=placed["left"] + COLUMN_WIDTH / 2)
        width = plot_width(layout)
        scale, y = alt.Scale(domain=[0, width]), alt.Y("symbol:N", scale=alt.Scale(domain=list(table.index)), axis=None)
        base = alt.Chart(placed).transform_filter("datum.state != 'none'").encode(y=y, tooltip=tooltip)
        tiles, dots = parts(base)
        names = pd.DataFrame({"symbol": table.index, "name": table["name"]})
        named = alt.Chart(names).encode(y=y)
        headings = [{"text": head.split("|"), "at": start + COLUMN_WIDTH / 2} for head, start in left.items()]
        headed = alt.Chart({"values": headings}).mark_text(y=-27, lineHeight=15, fontSize=12)
        layers = [
            tiles.encode(x=alt.X("left:Q", scale=scale, axis=None), x2=alt.X2("right:Q")),
            dots.encode(x=alt.X("middle:Q", scale=scale, axis=None)),
            named.mark_text(align="left", x=0, fontWeight="bold").encode(text=alt.Text("symbol:N")),
            named.mark_text(align="left", x=24, color=theme.colour("muted")).encode(text=alt.Text("name:N")),
            headed.encode(x=alt.X("at:Q", scale=scale, axis=None), text=alt.Text("text:N")),
        ]
        return alt.layer(*layers, width=width, height=alt.Step(26))

    def draw(layout: Layout) -> alt.VConcatChart:
        matrix = down(layout) if layout.labels_above else across()
        return alt.vconcat(key(signs, layout), matrix, spacing=12)

    seven = fact("china.elements-2025-18/china/2025-04-04")
    five = fact("china.elements-2025-57/china/2025-10-09")
    status = table["control_status"]

    def listed(state: str) -> str:
        return ", ".join(table.index[status == state])

    return Figure(
        id="fig-xc-elements",
        title=f"{seven} rare earths need a licence today, {five} more are suspended, and neodymium is on no list of goods",
        subtitle=f"The 17 rare earths by the Chinese instrument that reaches them, status at {fact('book.cutoff')}",
        description=(
            "Matrix of the 17 rare earths in order of atomic number against five instruments. "
            f"On No. 18, in force: {listed('controlled')}; the annex of No. 61, suspended, repeats them. "
            f"On No. 57, suspended: {listed('suspended')}. On no list of goods: {listed('technology only')}. "
            f"No instrument: {listed('none')}. The technology catalogue, in force, and No. 62, suspended, reach all but "
            f"the last. Used in magnets: {', '.join(table.index[table['magnet_use']])}."
        ),
        draw=draw,
        rows=rows,
        columns={"symbol": "Symbol", "name": "Element", "line": "Instrument", "state": "Status", "group": "USGS group"},
        note=(
            "Lists of elements are not lists of goods: magnets of neodymium with terbium or dysprosium are on the list "
            "of No. 18 for the terbium or dysprosium. Technology rules name no elements; they reach them through mining, "
            "separation and magnet making."
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


YEARS = (2004, 2026)
CHAIN = {
    "Mining (quota or estimate, all rare earths)": (
        ("2016", "model.xc-mining-share-2016", 2016),
        ("2018", "model.xc-mining-share-2018", 2018),
        ("2020", "model.xc-mining-share-2020", 2020),
        ("2022", "model.xc-mining-share-2022", 2022),
        ("2024", "share.mining/china/2024@mcs-2026", 2024),
        ("2025", "share.mining/china/2025@mcs-2026", 2025),
        ("Claimed in 001-10", "GL-014", 2025),
    ),
    "Separation and refining": (
        ("White paper, 2011", "whitepaper.separation-share/china/2011", 2011),
        ("IEA, 2023", "share.refining/china/2023@gcmo-2024", 2023),
        ("IEA, 2024", "share.refining/china/2024@iea-ree-2026", 2024),
        ("IEA, 2025 (notes)", "share.refining/china/2025@gcmo-2026", 2025),
        ("Claimed in 001-10", "GL-015", 2025),
    ),
    "Magnet making": (
        ("IEA, 2005", "share.magnets/china/2005", 2005),
        ("US Commerce, 2020", "share.magnets/china/2020@2022-09", 2020),
        ("IEA, 2024", "share.magnets/china/2024", 2024),
        ("OECD, 2025", "share.magnets/china/2025@2025-12-02", 2025),
        ("Claimed in 001-10", "GL-016", 2025),
    ),
    "Magnet exports of the world, by value": tuple(
        (str(year), f"baci.china-magnet-export-share/china/{year}", year) for year in range(2005, 2025)
    ),
}
LINED = ("Mining (quota or estimate, all rare earths)", "Magnet exports of the world, by value")


def chain() -> Figure:
    """Draw China's share of the world at each stage from 2005 to 2025 (per cent; one panel a stage)."""
    tables = []
    for panel, entries in CHAIN.items():
        frame = fact_rows([(panel, label, name) for label, name, _ in entries])
        tables.append(frame.assign(year=[year for _, _, year in entries]))
    rows = pd.concat(tables, ignore_index=True)
    rows["share"] = rows["value"].fillna(rows["high"])

    def panel(name: str, width: int) -> alt.LayerChart:
        chosen = rows[rows["panel"] == name]
        x_axis = alt.Axis(title=None, values=[2005, 2010, 2015, 2020, 2025], format="d", grid=False)
        base = alt.Chart(chosen).encode(
            x=alt.X("year:Q", scale=alt.Scale(domain=list(YEARS), nice=False), axis=x_axis),
            y=alt.Y("share:Q", scale=alt.Scale(domain=[0, 108], nice=False), title=None).axis(
                values=[0, 25, 50, 75, 100], minExtent=34, maxExtent=34
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Entry"),
                alt.Tooltip("text:N", title="Share"),
                alt.Tooltip("evidence:N", title="Evidence"),
            ],
        )
        kinds = list(dict.fromkeys(rows["kind"]))
        colour = alt.Color("kind:N", scale=theme.scale(*kinds), legend=None)
        shapes = {"claim": "diamond", "record": "circle", "result": "square"}
        shape = alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=[shapes[kind] for kind in kinds]), legend=None)
        layers = []
        if name in LINED:
            layers.append(base.transform_filter("datum.kind != 'claim'").mark_line(color=theme.colour("other")))
        layers.append(base.mark_point(opacity=1, size=60 if len(chosen) > 12 else 90).encode(color=colour, shape=shape))
        first, last = chosen.iloc[0], chosen[chosen["kind"] != "claim"].iloc[-1]
        # Labels keep off the line: the first of a rising line stands below it, of a falling one above.
        above = 40 < first["share"] < 85
        # The grid's middle line lies under the end of the exports.
        under = 17 if last["share"] > 65 else -14
        for row, align, shift, lift in ((first, "left", -4, -14 if above else 17), (last, "right", 6, under)):
            said = alt.Chart(
                {"values": [{"year": int(row["year"]), "share": float(row["share"]), "text": row["text"]}]}
            )
            said = said.encode(
                x=alt.X("year:Q", scale=alt.Scale(domain=list(YEARS), nice=False), axis=x_axis),
                y=alt.Y("share:Q", scale=alt.Scale(domain=[0, 108], nice=False), title=None),
                text=alt.Text("text:N"),
            )
            layers.append(said.mark_text(align=align, dx=shift, dy=lift))
        return alt.layer(*layers, width=width, height=130, title=alt.TitleParams(name, offset=8))

    def draw(layout: Layout) -> alt.VConcatChart:
        narrow = layout.labels_above
        width = layout.width - MARGIN - 40 if narrow else 250
        drawn = [panel(name, width) for name in CHAIN]
        if not narrow:
            drawn = [alt.hconcat(*drawn[:2], spacing=30), alt.hconcat(*drawn[2:], spacing=30)]
        legend = kind_key(rows, layout)
        return alt.vconcat(legend.properties(width=width) if narrow else legend, *drawn, spacing=16)

    mined, made = fact("model.xc-mining-share-2016"), fact("share.magnets/china/2005")
    return Figure(
        id="fig-xc-chain",
        title=(
            f"In twenty years China's share of magnet making rose from {made} to {fact('share.magnets/china/2024')}; "
            f"of mining it fell from {mined} in 2016 to {fact('model.xc-mining-share-2020')} in 2020 and was "
            f"{fact('share.mining/china/2025@mcs-2026')} in 2025"
        ),
        subtitle="China's share of the world by stage, 2005 to 2025, per cent; each panel counts another thing",
        description=(
            f"Four small charts from 2005 to 2025, 0 to 100 per cent. Mining: {mined} in 2016, "
            f"{fact('model.xc-mining-share-2020')} in 2020, {fact('share.mining/china/2025@mcs-2026')} in 2025. Separation: "
            f"{fact('whitepaper.separation-share/china/2011')} in 2011, {fact('share.refining/china/2024@iea-ree-2026')} "
            f"in 2024. Magnet making: {made} in 2005, {fact('share.magnets/china/2024')} in 2024. Magnet exports by value: "
            f"{fact('baci.china-magnet-export-share/china/2005')} in 2005, "
            f"{fact('baci.china-magnet-export-share/china/2024')} in 2024. Diamonds are the claims of article 001-10."
        ),
        draw=draw,
        rows=rows,
        columns={"panel": "Counted", "label": "Entry", "year": "Year", "text": "Share"},
        panel="panel",
        note=(
            "The mined shares rest on China's quota: what was mined outside it is not counted. Points without a line come "
            "from different publishers. Refining in the white paper of 2012 is the government's own figure."
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
        "utcyear(datum.value) == 2026 && utcmonth(datum.value) == 3 ? '' : "
        "utcmonth(datum.value) == 0 ? [utcFormat(datum.value, '%b'), utcFormat(datum.value, '%Y')] : "
    )
    every = "utcFormat(datum.value, '%b')"
    quarterly = f"utcmonth(datum.value) % 3 == 0 ? {every} : ''"

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
                x2=alt.X2("end:T"),
                y=y,
                y2=alt.Y2Datum(0),
                color=alt.Color("origin:N", scale=colours, legend=None),
                tooltip=tooltip,
            )
        )
        values = alt.Chart(chosen).encode(x=alt.X("middle:T", scale=scale), y=y, text=alt.Text("text:N"))
        size = 10 if narrow else 11
        # A wide halo would bite into narrow neighbours.
        halo = values.mark_text(dy=-8, fontSize=size, **(HALO | {"strokeWidth": 3 if narrow else 4}))
        labels = values.mark_text(dy=-8, fontSize=size)
        rules = alt.Chart({"values": events}).mark_rule(strokeDash=[3, 3], color=theme.colour("ink"), opacity=0.75)
        rules = rules.encode(x=alt.X("day:T", scale=scale))
        missing = [{"middle": f"{month}-15", "text": "?"} for month in months if month not in set(chosen["period"])]
        layers = [rules, bars, halo, labels]
        if missing:
            gap = alt.Chart({"values": missing}).encode(x=alt.X("middle:T", scale=scale))
            marks = gap.mark_text(dy=-9, fontSize=15, fontWeight="bold", color=theme.colour("muted"), y="height")
            layers.append(marks.encode(text=alt.Text("text:N")))
        return alt.layer(*layers, width=width, height=190, title=title)

    def strip(layout: Layout) -> alt.LayerChart:
        narrow = layout.labels_above
        width, height, size = (NARROW_MONTHS, 66, 11) if narrow else (540, 52, 13)
        placed = []
        for event, (_, _, _, line, beside) in zip(events, EVENTS, strict=True):
            line, side = beside if narrow else (line, "right")
            placed.append(event | {"y": 11 + 15 * line, "side": side})
        x, y = alt.X("day:T", scale=scale, axis=None), alt.Y("y:Q", scale=None, axis=None)
        named = alt.Chart({"values": placed}).encode(x=x, y=y, text=alt.Text("text:N"))
        right, left = (named.transform_filter(f"datum.side == '{side}'") for side in ("right", "left"))
        ticks = alt.Chart({"values": placed}).mark_rule(strokeDash=[3, 3], color=theme.colour("ink"), opacity=0.75)
        layers = [
            ticks.encode(x=x, y=y, y2=alt.Y2Value(height)),
            right.mark_text(align="left", dx=3, baseline="middle", fontSize=size),
            left.mark_text(align="right", dx=-3, baseline="middle", fontSize=size),
        ]
        return alt.layer(*layers, width=width, height=height)

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
    before = fact("model.xc-average-month-first-quarter-2025")
    return Figure(
        id="fig-xc-magnet-exports",
        title=(
            f"Magnet exports fell from {before} in the average month of early 2025 to {may} in May; in July, at {july}, "
            "they were above that average again"
        ),
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


# Months whose figure stands at the bar: the deepest and the last.
SAID_MONTHS = ("2025-06", "2026-03")


def shortfall() -> Figure:
    """Draw what magnet exports since April 2025 lie above or below normal, month by month (tonnes)."""
    keys = [*MONTHS[3:], *FIRST_QUARTER_2026]
    shipped = shipped_since(*(fact(name).point for name in keys))
    rows = pd.DataFrame(
        [
            {
                "period": name.rpartition("/")[2],
                "shipped": tonnes,
                "months": count,
                "unit": "t",
                "basis": "magnet gross",
                "evidence": name,
            }
            for name, (tonnes, count) in zip(keys, shipped, strict=True)
        ]
    )
    rows = GAP.fill(rows)
    higher = fact("model.xc-average-month-first-quarter-2025")
    rows["early"] = [
        GAP(shipped=row.shipped, months=row.months, normal=higher.point) for row in rows.itertuples(index=False)
    ]
    signs = [
        Sign("average month of 2024, or the slider's", "result"),
        Sign("January to March 2025", "ink", "\N{EM DASH}"),
    ]

    def draw(layout: Layout) -> alt.VConcatChart:
        narrow = layout.labels_above
        live = GAP.calculate(alt.Chart(rows.drop(columns="gap")))
        live = live.transform_calculate(said="format(datum.gap, ',.0f')")
        months = list(rows["period"])
        # The first month and January carry the year; narrow charts name the first month of a quarter.
        labels = [
            f"datum.value == '{month}' ? {[text, month[:4]] if month in (months[0], '2026-01') else text!r}"
            for month in months
            if (text := pd.Period(month, "M").strftime("%b")) in ("Jan", "Apr", "Jul", "Oct") or not narrow
        ]
        said = f"{' : '.join(labels)} : ''"
        axis = alt.Axis(title=None, labelAngle=0, labelExpr=said, labelOverlap=False, domain=False, ticks=False)
        x = alt.X("period:O", scale=alt.Scale(domain=months), axis=axis)
        y = alt.Y("gap:Q", title=None, scale=alt.Scale(domain=[-11_500, 6_500], nice=False))
        y = y.axis(tickCount=6, format=",d", grid=False)
        base = live.encode(x=x, y=y)
        tooltip = [
            alt.Tooltip("period:N", title="To the end of"),
            alt.Tooltip("said:N", title="Tonnes"),
            alt.Tooltip("evidence:N", title="Evidence"),
        ]
        bars = base.mark_bar(width=14 if narrow else 26, color=theme.colour("result")).encode(tooltip=tooltip)
        early = base.mark_tick(size=18 if narrow else 32, thickness=2, color=theme.colour("ink"))
        early = early.encode(
            y=alt.Y("early:Q"),
            tooltip=[
                alt.Tooltip("period:N", title="To the end of"),
                alt.Tooltip("early:Q", title="Tonnes against early 2025", format=",.0f"),
            ],
        )
        size = 11 if narrow else 13
        words = base.transform_filter(alt.FieldOneOfPredicate(field="period", oneOf=list(SAID_MONTHS)))
        # Below the stroke of the other normal month.
        below = words.transform_filter("datum.gap < 0").mark_text(dy=21, fontSize=size)
        over = words.transform_filter("datum.gap >= 0").mark_text(dy=-10, fontSize=size)
        last = base.transform_filter(f"datum.period == '{SAID_MONTHS[-1]}'").mark_text(dy=11, fontSize=size)
        last = last.encode(y=alt.Y("early:Q"), text=alt.Text("early:Q", format=",.0f"))
        zero = alt.Chart({"values": [{"zero": 0}]}).mark_rule(color=theme.colour("ink"))
        said_gap = [words.encode(text=alt.Text("said:N")) for words in (below, over)]
        layers = [bars, early, *said_gap, last, zero.encode(y=alt.Y("zero:Q"))]
        width = layout.width - (68 if narrow else 70)
        plot = alt.layer(*layers, width=width, height=240)
        return alt.vconcat(key(signs, layout).properties(width=width), plot, spacing=8)

    deepest = rows.loc[rows["gap"].idxmin()]
    made_up = fact("model.xc-magnet-made-up-march-2026")
    missing = fact("model.xc-magnet-shortfall-april-june-2025")
    return Figure(
        id="fig-xc-shortfall",
        title=(
            f"In April to June 2025 China's magnet exports fell {missing} short; by March 2026 {made_up} of it was made up, "
            "depending on what is normal"
        ),
        subtitle="China's magnet exports since April 2025 less a normal month for each, April 2025 to March 2026, tonnes",
        description=(
            "Bar chart of twelve months, each bar the sum since April 2025 against normal. With the average month of 2024 "
            f"({fact('model.xc-average-month-2024')}) as normal, the gap is deepest at the end of June 2025, "
            f"{-deepest['gap']:,.0f} t, and all but closed by March 2026. Strokes set the same months against the average "
            f"month of January to March 2025 ({higher}), by which {fact('model.xc-magnet-missing-march-2026.high')} were "
            "still missing. A slider changes what a normal month is."
        ),
        draw=draw,
        rows=rows,
        columns={
            "period": "To the end of",
            "shipped": "Shipped since April (t)",
            "gap": "Against normal (t)",
            "early": "Against early 2025 (t)",
        },
        note=f"The average of January to March 2025, {higher}, holds a record month.",
        whatif=GAP,
    )


PRODUCTS = (
    (
        "Motor magnets, 1 kg",
        "magnet",
        "model.xc-dy-in-motor-magnets.low",
        0.01,
        "model.xc-magnet-export-value",
    ),
    (
        "Drive of an electric car",
        "drive",
        "product.dysprosium-mass/electric-car-drive/2025",
        1,
        "product.price/electric-car-drive/2026.high",
    ),
    ("Electric car", "car", "product.dysprosium-mass/electric-car-drive/2025", 1, "product.price/electric-car/2025-10"),
    ("Smartphone", "phone", "product.magnet-mass/smartphone/2025", None, "product.price/smartphone/2024"),
    (
        "Offshore wind turbine",
        "turbine",
        "product.dysprosium-mass/offshore-turbine/2025",
        1,
        "product.price/offshore-turbine/2010",
    ),
    ("Cruise missile", "missile", "", 0, "product.price/cruise-missile/2014"),
)


def content() -> Figure:
    """Draw what share of a product's value Chinese dysprosium makes up, against the threshold (per cent of value)."""
    limit = fact("china.content-threshold-2025-61/china/2025-12-01").point
    share = fact("model.xc-dy-in-motor-magnets.low").point / 100
    cases = []
    for label, name, mass, factor, value in PRODUCTS:
        known = fact(mass).point * (share if factor is None else factor) if mass else 0.0
        cases.append(
            {
                "label": label,
                "known": known,
                "unknown": 0 if mass else 1,
                "value": fact(value).point,
                "unit": "%",
                "basis": "content by value",
                "evidence": f"model.xc-content-{name}",
            }
        )
    rows = CONTENT.fill(pd.DataFrame(cases))
    order = list(rows["label"])

    def draw(layout: Layout) -> alt.LayerChart:
        y = alt.Y("label:N", scale=alt.Scale(domain=order), axis=label_axis(order, layout))
        live = CONTENT.calculate(alt.Chart(rows.drop(columns="content"))).encode(y=y)
        live = live.transform_calculate(
            said="format(datum.content, '.2~r') + '%'", caught=f"datum.content >= {limit} ? 'caught' : 'below'"
        )
        scale = alt.Scale(type="log", domain=[0.0001, 1000], nice=False)
        axis = alt.Axis(
            values=[0.001, 0.01, 0.1, 1, 10, 100], format="~r", title="per cent of the product's value", grid=False
        )
        x = alt.X("content:Q", scale=scale, axis=axis)
        colours = alt.Scale(domain=["caught", "below"], range=[theme.colour("china"), theme.colour("other")])
        shapes = alt.Scale(domain=["caught", "below"], range=["square", "circle"])
        dots = live.mark_point(size=130, opacity=1).encode(
            x=x,
            color=alt.Color("caught:N", scale=colours, legend=None),
            shape=alt.Shape("caught:N", scale=shapes, legend=None),
            tooltip=[
                alt.Tooltip("label:N", title="Product"),
                alt.Tooltip("said:N", title="Chinese content"),
                alt.Tooltip("evidence:N", title="Evidence"),
            ],
        )
        # Figures just below the threshold stand left of their dots, so that its line doesn't cross them.
        near = f"datum.content >= {limit / 50} && datum.content < {limit}"
        right = live.transform_filter(f"!({near})").mark_text(align="left", dx=11)
        left = live.transform_filter(near).mark_text(align="right", dx=-11)
        line = alt.Chart({"values": [{"limit": limit, "text": f"threshold {limit:g}%"}]})
        line = line.encode(x=alt.X("limit:Q", scale=scale, axis=axis))
        rule = line.mark_rule(strokeDash=[4, 3], strokeWidth=1.5, color=theme.colour("ink"))
        named = line.mark_text(align="left", dx=4, y=0, dy=-8).encode(text=alt.Text("text:N"))
        layers, step = [rule, named, dots, *(words.encode(x=x, text=alt.Text("said:N")) for words in (right, left))], 32
        if layout.labels_above:
            layers, step = [*layers, row_labels(order, y)], 44
        width = plot_width(layout)
        return alt.layer(*layers, width=width, height=alt.Step(step))

    def said(name: str) -> str:
        return str(fact(f"model.xc-content-{name}"))

    return Figure(
        id="fig-xc-content",
        title=(
            f"A limit of {limit:g}% of value would catch a magnet ({said('magnet')}), barely a car's drive ({said('drive')}) "
            f"and a turbine ({said('turbine')}), but not the car ({said('car')}) or a phone ({said('phone')})"
        ),
        subtitle="Chinese dysprosium as a share of the product's value at the price of 2024 FOB China, per cent, logarithmic",
        description=(
            "Dot chart on a logarithmic axis with a broken line at the threshold of No. 61. Above it: a kilogram of magnets, "
            f"{said('magnet')}; an offshore turbine, {said('turbine')}; the drive of an electric car, {said('drive')}. Below "
            f"it: the car, {said('car')}; a cruise missile, {said('missile')} with an assumed kilogram of dysprosium; a "
            f"smartphone, {said('phone')}. Sliders change price, mass and value."
        ),
        draw=draw,
        rows=rows,
        columns={
            "label": "Product",
            "known": "Dysprosium (kg)",
            "value": "Value (dollars)",
            "content": "Chinese content (% of value)",
        },
        note=(
            "An arithmetic of what the percentage means, not of what the rule covers: its list names magnets, parts and "
            "assemblies with them, and targets, not cars, phones or missiles. Masses are from weak sources; the turbine has "
            "the most dysprosium the source gives, and its value is the price on land of 2010."
        ),
        whatif=CONTENT,
    )


BEFORE, AFTER = "Early April 2025, as No. 18 came", "Later in 2025"


def premium() -> Figure:
    """Draw what was asked in Europe as a multiple of the price in China, by oxide (ratio)."""
    return rivals(
        "fig-xc-premium",
        title=(
            f"A month into the licences Europe was asked {fact('model.xc-premium-dy-may')} times China's price of the year for "
            f"dysprosium; for NdPr, without a licence, {fact('model.xc-premium-ndpr-september.high')} times in September"
        ),
        subtitle="Price asked in Europe over the price in China, average of 2025, as a multiple, logarithmic scale",
        description=(
            "Dot chart of multiples on a logarithmic axis from 0.8 to 100, in two panels. Early in April 2025: dysprosium "
            f"{fact('model.xc-premium-dy-april')}, terbium {fact('model.xc-premium-tb-april')}. Later: NdPr, under no "
            f"licence, {fact('model.xc-premium-ndpr-september')}; terbium {fact('model.xc-premium-tb-may')}, dysprosium "
            f"{fact('model.xc-premium-dy-may')}, yttrium {fact('model.xc-premium-y-september')}, all three under licence."
        ),
        entries=[
            (BEFORE, "Terbium oxide, licence", "model.xc-premium-tb-april"),
            (BEFORE, "Dysprosium oxide, licence", "model.xc-premium-dy-april"),
            (AFTER, "NdPr oxide, no licence, Sept.", "model.xc-premium-ndpr-september"),
            (AFTER, "Terbium oxide, licence, May", "model.xc-premium-tb-may"),
            (AFTER, "Dysprosium oxide, licence, May", "model.xc-premium-dy-may"),
            (AFTER, "Yttrium oxide, licence, Sept.", "model.xc-premium-y-september"),
        ],
        axes=Axis("times the price in China", (0.8, 100), log=True),
        note=(
            "A price asked is not a price paid. The price in China is the average of 2025 FOB China by USGS; for yttrium, "
            "what three quarters of the world's use cost, by Adamas."
        ),
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
        # Every mark bears its figure, and a grid would run through them.
        axis = alt.Axis(title=None, tickCount=3 if narrow else 4, format=",d", minExtent=44, maxExtent=44, grid=False)
        if europe and not narrow:
            axis = alt.Axis(title=None, labels=False, tickCount=4, minExtent=4, maxExtent=4, grid=False)
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
        words = base.encode(y=high, text=alt.Text("text:N"))
        # The line of a steep year would cross the figure beside it.
        labels = [words.mark_text(dy=-12, **HALO), words.mark_text(dy=-12)]
        marks = (
            [base.mark_bar(width=26, color=colour).encode(y=low, y2=alt.Y2("high:Q"))]
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
            return alt.layer(*marks, *labels, width=layout.width - MARGIN - 44, height=105, title=title)
        title = f"{name}: {basis}" if not europe else basis
        return alt.layer(*marks, *labels, width=170 if europe else 320, height=130, title=title)

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

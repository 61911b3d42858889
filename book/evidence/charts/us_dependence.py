"""Figures of the chapter on United States dependence."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.figure import Figure
from evidence.charts.panels import MARGIN, Axis, Sign, draw_panels, key, kind_key, plot_width
from evidence.charts.rivals import rivals
from evidence.charts.rows import fact_rows, record_rows
from evidence.charts.theme import Layout
from evidence.facts import fact
from evidence.ledger import load_ledger
from evidence.models.us_dependence import LOSS
from evidence.models.us_pipeline import DELAYS, SHOWN_YEARS, YEARS
from evidence.yardstick import YARDSTICK

RELIANCE = "usgs.us-import-reliance/united-states"
HEAVY = "usgs.us-heavy-import-reliance/united-states"
WEIGHT = "usitc.hts2846-china-share-weight/china"
VALUE = "usitc.hts2846-china-share-value/china"
TO_US = "customs.magnet-exports-to-us/united-states"
EXPOSURE = "iea.exposure"

# Magnet works and heavy separation works, with the short names that the figure has room for.
MAGNET_WORKS = {
    "noveon-san-marcos": "Noveon",
    "evac-sumter": "eVAC",
    "vulcan-elements": "Vulcan Elements",
    "js-link-columbus": "JS Link",
    "mp-10x": "MP Materials",
    "usar-stillwater": "USA Rare Earth",
}
HEAVY_WORKS = {
    "mp-heavy-separation": "MP Materials",
    "energy-fuels-white-mesa": "Energy Fuels",
    "aclara-vinton": "Aclara",
    "energy-fuels-second-circuit": "Energy Fuels, in all",
}
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PROMISED = {
    "molycorp-mountain-pass": "Molycorp, full rate",
    "mp-separation": "MP, separation",
    "usar-stillwater": "USA Rare Earth, magnets",
    "mp-independence": "MP, magnets",
    "evac-sumter": "eVAC, magnets",
    "lynas-seadrift": "Lynas, heavy separation",
}


def stages() -> Figure:
    """Draw US net import reliance by stage of the chain (per cent of what is used)."""
    compounds, heavy = fact(f"{RELIANCE}/2025@mcs-2026"), fact(f"{HEAVY}/2025@mcs-2026")
    magnets, first = fact("model.us-magnet-reliance-2024"), fact(f"{RELIANCE}/2024@mcs-2026")
    rows = fact_rows(
        [
            ("", "Compounds and metals, 2024", f"{RELIANCE}/2024@mcs-2026"),
            ("", "Compounds and metals, 2025", f"{RELIANCE}/2025@mcs-2026"),
            ("", "Heavy rare earths, 2025", f"{HEAVY}/2025@mcs-2026"),
            ("", "Magnets, 2024", "model.us-magnet-reliance-2024"),
        ]
    )
    return Figure(
        id="fig-us-stages",
        title=f"Of what it uses the United States imports, net, {compounds} of compounds and metals, {magnets} of magnets "
        f"and {heavy} of heavy rare earths",
        subtitle="United States net import reliance by stage, per cent of apparent consumption",
        description=(
            f"Bar chart, axis from 0 to 100 per cent. Compounds and metals: {first} in 2024, {compounds} in 2025. Heavy "
            f"rare earths: {heavy} in 2025. Magnets in 2024: {magnets}, our arithmetic."
        ),
        draw=lambda layout: draw_panels(
            rows, Axis("per cent", (0, 122)), layout, mark="bar", above=[kind_key(rows, layout, "bar")]
        ),
        rows=rows,
        columns={"label": "Stage", "text": "Net import reliance", "kind": "Kind"},
        note=(
            "Reliance names no supplier. Ore has no bar: the country is a net exporter. Magnets: the pale part is open, "
            "since the output of the one plant that ran is not known."
        ),
    )


def _editions(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep each figure once: the newest edition's, and an earlier one's only where it differs.

    Parameters
    ----------
    rows : DataFrame
        From `record_rows`.

    Returns
    -------
    DataFrame
        With columns edition (``MCS 2026``), standing (``latest`` or ``earlier``) and text (bounds
        marked by >).
    """
    rows = rows.sort_values(["period", "vintage"], ascending=[True, False], kind="stable")
    rows = rows.drop_duplicates(["period", "value", "low"])
    newest = ~rows.duplicated("period")
    bound = rows["value"].isna()
    return rows.assign(
        edition=rows["vintage"].str.upper().str.replace("-", " "),
        standing=newest.map({True: "latest", False: "earlier"}),
        text=[
            f">{point:g}" if is_bound else f"{point:g}" for point, is_bound in zip(rows["point"], bound, strict=True)
        ],
    ).reset_index(drop=True)


def _edition_spans(table: pd.DataFrame, x: alt.X, layout: Layout) -> tuple[alt.Chart, alt.Chart]:
    """Draw along the bottom which edition the newest figure of each year comes from.

    Parameters
    ----------
    table : DataFrame
        From `_editions`.
    x : altair.X
        The years.
    layout : Layout
        Where it is narrow, a name has two lines.

    Returns
    -------
    (altair.Chart, altair.Chart)
        Line and name of each edition, at 4 and 10 per cent of the axis.
    """
    newest = table[table["standing"] == "latest"]
    spans = newest.groupby("edition")["period"].agg(
        period="min", until="max", middle=lambda years: sorted(years)[(len(years) - 1) // 2]
    )
    narrow = layout.labels_above
    base = alt.Chart(spans.reset_index().assign(line=4, text=12 if narrow else 10))
    lines = base.mark_rule(strokeWidth=3, strokeCap="round").encode(x=x, x2=alt.X2("until:O"), y=alt.Y("line:Q"))
    names = base.mark_text(fontSize=12, color=theme.colour("muted")).encode(
        x=alt.X("middle:O"), y=alt.Y("text:Q"), text=alt.Text("edition:N")
    )
    if narrow:
        # The lines of a text hang from its place.
        names = base.transform_calculate(lines="split(datum.edition, ' ')")
        names = names.mark_text(fontSize=11, dy=-8, color=theme.colour("muted"))
        names = names.encode(x=alt.X("middle:O"), y=alt.Y("text:Q"), text=alt.Text("lines:N"))
    return lines, names


def _earlier(base: alt.Chart, y: alt.Y, revised_year: str, layout: Layout) -> list[alt.Chart]:
    """Draw what earlier editions had: right of their marks, or where a narrow chart has room."""
    style = {"fontSize": 12, "color": theme.colour("muted")}
    earlier = base.transform_filter("datum.standing == 'earlier'")
    earlier = earlier.transform_calculate(lines="[datum.text + ' in', datum.edition]")
    if not layout.labels_above:
        return [earlier.mark_text(align="left", dx=11, dy=-5, **style).encode(y=y, text=alt.Text("lines:N"))]
    # The revised year is among the last: its words go to the lower left, those of the year before above the mark.
    revised = f"datum.period == '{revised_year}'"
    below = earlier.transform_filter(revised).mark_text(align="right", dx=-8, dy=17, **style)
    above = earlier.transform_filter(f"!({revised})").transform_calculate(line="datum.text + ' in ' + datum.edition")
    above = above.mark_text(dy=-18, **style)
    return [below.encode(y=y, text=alt.Text("lines:N")), above.encode(y=y, text=alt.Text("line:N"))]


def reliance() -> Figure:
    """Draw net import reliance by year and edition, all rare earths and heavy ones (per cent of consumption)."""
    panels = {"All rare earths": _editions(record_rows("usgs.us-import-reliance"))}
    panels["Heavy rare earths"] = _editions(record_rows("usgs.us-heavy-import-reliance"))
    rows = pd.concat([table.assign(panel=name) for name, table in panels.items()], ignore_index=True)
    years = sorted(rows["period"].unique())
    first, revised = fact(f"{RELIANCE}/2024@mcs-2025"), fact(f"{RELIANCE}/2024@mcs-2026")
    tooltip = [
        alt.Tooltip("period:N", title="Year"),
        alt.Tooltip("text:N", title="Per cent"),
        alt.Tooltip("edition:N", title="Printed in"),
        alt.Tooltip("evidence:N", title="Evidence"),
    ]

    def panel(name: str, height: int, layout: Layout, *, with_editions: bool) -> alt.LayerChart:
        table, narrow = rows[rows["panel"] == name], layout.labels_above
        # Narrow columns hold the label of every other year.
        marked = {"values": years[::2]} if narrow else {}
        x = alt.X(
            "period:O",
            scale=alt.Scale(domain=years),
            title=None,
            axis=alt.Axis(labelAngle=0, labels=with_editions, ticks=False, **marked),
        )
        y = alt.Y(
            "point:Q",
            scale=alt.Scale(domain=[0, 112], nice=False),
            title=None,
            axis=alt.Axis(values=[0, 50, 100] if with_editions else [0, 100], minExtent=34, maxExtent=34),
        )
        base = alt.Chart(table).encode(x=x)
        fill = alt.condition(
            "datum.standing == 'latest'", alt.value(theme.colour("record")), alt.value(theme.colour("paper"))
        )
        shape = alt.condition("isValid(datum.value)", alt.value("circle"), alt.value("triangle-up"))
        points = base.mark_point(filled=False, strokeWidth=2, opacity=1).encode(
            y=y, fill=fill, stroke=alt.StrokeValue(theme.colour("record")), shape=shape, tooltip=tooltip
        )
        size = {"fontSize": 11} if narrow else {}
        latest = base.transform_filter("datum.standing == 'latest'").mark_text(dy=19, fontWeight="bold", **size)
        layers = [points, latest.encode(y=y, text=alt.Text("text:N"))]
        if with_editions:
            revised_year = table[table["standing"] == "earlier"]["period"].max()
            span = alt.Chart(table[table["period"] == revised_year]).mark_rule(strokeDash=[3, 3])
            layers.insert(0, span.encode(x=x, y=alt.Y("min(point):Q"), y2=alt.Y2("max(point):Q")))
            layers += [*_earlier(base, y, revised_year, layout), *_edition_spans(table, x, layout)]
        width = layout.width - MARGIN - 34 if narrow else 600
        return alt.layer(*layers, width=width, height=height, title=name)

    def draw(layout: Layout) -> alt.VConcatChart:
        heavy = panel("Heavy rare earths", 60, layout, with_editions=False)
        return alt.vconcat(heavy, panel("All rare earths", 270, layout, with_editions=True), spacing=10)

    return Figure(
        id="fig-us-reliance",
        title=f"US reliance for 2024 was printed as {first}, then as {revised}; for heavy rare earths it stays at "
        f"{fact(f'{HEAVY}/2025@mcs-2026')}",
        subtitle="US net import reliance, compounds and metals, 2014 to 2025, per cent of apparent consumption",
        description=(
            f"Two dot charts over the years {years[0]} to {years[-1]}, vertical axis from 0 to 100 per cent. All rare "
            f"earths: {fact(f'{RELIANCE}/2014@mcs-2019')} in 2014, {fact(f'{RELIANCE}/2015@mcs-2019')} in 2015, "
            f"{fact(f'{RELIANCE}/2020@mcs-2025')} from 2016 to 2020, {fact(f'{RELIANCE}/2022@mcs-2026')} in 2021 and "
            f"2022, {fact(f'{RELIANCE}/2023@mcs-2026')} in 2023 (first {fact(f'{RELIANCE}/2023@mcs-2025')}), "
            f"{revised} in 2024 after {first}, and {fact(f'{RELIANCE}/2025@mcs-2026')} in 2025. Heavy rare "
            f"earths: {fact(f'{HEAVY}/2025@mcs-2026')} in every year from 2021."
        ),
        draw=draw,
        rows=rows,
        columns={
            "panel": "Which",
            "period": "Year",
            "text": "Per cent",
            "edition": "Printed in",
            "standing": "Standing",
        },
        panel="panel",
        note=(
            "Filled: newest edition on record, named along the bottom. Hollow: an earlier edition with another figure. "
            "Triangles are bounds: the figure lies above."
        ),
    )


def import_share() -> Figure:
    """Draw China's share of US imports beside net import reliance, in panels by what is counted (per cent)."""
    weight, value, net = (
        "China's share of imports, by weight",
        "China's share of imports, by value",
        "Net import reliance",
    )
    source = "usgs.us-heavy-import-source"
    return rivals(
        "fig-us-import-share",
        title=f"China's share of US imports runs from {fact(f'{source}-er/china/2021/2024')} to "
        f"{fact(f'{source}-tb/china/2021/2024')}, by what is counted",
        subtitle="China's share of United States imports, and net import reliance on all countries, per cent",
        description=(
            "Dot chart in three panels on one scale from 0 to 100 per cent. By weight China supplies "
            f"{fact('usgs.us-import-source/china/2021/2024@mcs-2026')} of compounds and metals (2021 to 2024), "
            f"{fact(f'{WEIGHT}/2024')} and {fact(f'{WEIGHT}/2025')} of compounds from selected partners (2024, 2025), "
            f"{fact('baci.us-magnet-import-share-weight/china/2024')} of magnets, and all of terbium. By value: "
            f"{fact(f'{VALUE}/2024')} and {fact(f'{VALUE}/2025')} of compounds. Net import reliance is "
            f"{fact(f'{RELIANCE}/2024@mcs-2026')} and {fact(f'{RELIANCE}/2025@mcs-2026')}."
        ),
        entries=[
            (weight, "Compounds, metals, 2021-24", "usgs.us-import-source/china/2021/2024@mcs-2026"),
            (weight, "Rare earths, 2024 (press)", "us.ree-import-share-weight/china/2024@2025"),
            (weight, "HTS 2846, 2024", f"{WEIGHT}/2024@2026-07-10"),
            (weight, "HTS 2846, 2025", f"{WEIGHT}/2025@2026-07-10"),
            (weight, "Magnets, HS 850511, 2024", "baci.us-magnet-import-share-weight/china/2024@v202601"),
            (weight, "Terbium, 2021-24", f"{source}-tb/china/2021/2024@mcs-2026"),
            (weight, "Ytterbium, 2021-24", f"{source}-yb/china/2021/2024@mcs-2026"),
            (weight, "Erbium, 2021-24", f"{source}-er/china/2021/2024@mcs-2026"),
            (value, "HTS 2846, 2024", f"{VALUE}/2024@2026-07-10"),
            (value, "HTS 2846, 2025", f"{VALUE}/2025@2026-07-10"),
            (value, "Magnets, HS 850511, 2024", "baci.us-magnet-import-share-value/china/2024@v202601"),
            (net, "All rare earths, 2024", f"{RELIANCE}/2024@mcs-2026"),
            (net, "All rare earths, 2025", f"{RELIANCE}/2025@mcs-2026"),
        ],
        axes=Axis("per cent", (0, 115)),
        note=(
            "HTS 2846: compounds of rare earths from 18 selected partners, not from the whole world. HS 850511: all "
            "metal permanent magnets, not only rare earth ones."
        ),
    )


# Places of the nodes of the flow: tonnes between them, and the column each stands in.
GAP = 5_000
COLUMNS = (0.0, 0.56, 1.0)
FLOW = {
    "mined": ("Mined", "usgs.us-concentrate-output/united-states/2025@mcs-2026", "united-states"),
    "exported": ("Exported as ore or compounds", "usgs.us-exports-ores-compounds/united-states/2025@mcs-2026", "other"),
    "unplaced": ("Neither exported nor separated", "model.us-ore-unplaced-2025", "result"),
    "separated": ("Separated at home", "usgs.us-compounds-output/united-states/2025@mcs-2026", "united-states"),
    "imported": ("Net imports", "model.us-net-imports-2025", "muted"),
    "used": ("Used", "usgs.us-consumption/united-states/2025@mcs-2026", "ink"),
}


def _smooth(start: tuple[float, float], end: tuple[float, float], columns: tuple[float, float]) -> pd.DataFrame:
    """Return the outline of a band between two nodes: x, and the lower and upper edge in tonnes."""
    steps = [step / 24 for step in range(25)]
    # Level at both ends, so that bands meet their nodes squarely.
    eased = [step * step * (3 - 2 * step) for step in steps]
    return pd.DataFrame(
        {
            "x": [columns[0] + (columns[1] - columns[0]) * step for step in steps],
            "y": [start[0] + (end[0] - start[0]) * part for part in eased],
            "y2": [start[1] + (end[1] - start[1]) * part for part in eased],
        }
    )


def flow() -> Figure:
    """Draw where the rare earths mined in the United States in 2025 went, and where those used came from (t REO)."""
    facts = {name: fact(evidence) for name, (_, evidence, _) in FLOW.items()}
    tonnes = {name: found.point for name, found in facts.items()}
    middle, below = {}, 0.0
    for name in ("exported", "unplaced", "separated", "imported"):
        middle[name] = (below, below + tonnes[name])
        below += tonnes[name] + GAP
    left = (2 * GAP, 2 * GAP + tonnes["mined"])
    bottom = middle["separated"][0] + GAP / 2
    right = (bottom, bottom + tonnes["used"])
    places = {"mined": (0, *left), "used": (2, *right), **{name: (1, *span) for name, span in middle.items()}}
    rows = pd.DataFrame(
        [
            {
                "node": name,
                "label": label,
                "point": tonnes[name],
                "text": f"{tonnes[name]:,.0f} t",
                "x": COLUMNS[places[name][0]],
                "y": places[name][1],
                "y2": places[name][2],
                "colour": theme.colour(colour),
                "unit": facts[name].unit,
                "basis": facts[name].basis,
                "evidence": evidence,
            }
            for name, (label, evidence, colour) in FLOW.items()
        ]
    )
    bands, at = [], left[0]
    for name in ("exported", "unplaced", "separated"):
        bands.append(_smooth((at, at + tonnes[name]), middle[name], COLUMNS[:2]).assign(band=name))
        at += tonnes[name]
    at = right[0]
    for name in ("separated", "imported"):
        bands.append(_smooth(middle[name], (at, at + tonnes[name]), COLUMNS[1:]).assign(band=f"{name}, used"))
        at += tonnes[name]
    colours = {name: theme.colour(colour) for name, (_, _, colour) in FLOW.items()}
    outlines = pd.concat(bands, ignore_index=True)
    outlines["colour"] = [colours[band.split(",")[0]] for band in outlines["band"]]

    def draw(layout: Layout) -> alt.LayerChart:
        x = alt.X("x:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=None)
        y = alt.Y("y:Q", scale=alt.Scale(domain=[below + 2_000, -7_000], nice=False), axis=None)
        areas = (
            alt.Chart(outlines)
            .mark_area(opacity=0.35)
            .encode(x=x, y=y, y2=alt.Y2("y2:Q"), detail=alt.Detail("band:N"), color=alt.Color("colour:N", scale=None))
        )
        tooltip = [
            alt.Tooltip("label:N", title="What"),
            alt.Tooltip("text:N", title="REO"),
            alt.Tooltip("evidence:N", title="Evidence"),
        ]
        base = alt.Chart(rows).encode(x=x)
        nodes = base.mark_bar(width=9).encode(
            y=y, y2=alt.Y2("y2:Q"), color=alt.Color("colour:N", scale=None), tooltip=tooltip
        )
        named = base.transform_calculate(
            middle="(datum.y + datum.y2) / 2",
        )
        inner = "datum.node != 'mined' && datum.node != 'used'"
        words = named.transform_filter(inner).mark_text(align="right", dx=-11, dy=-7, lineBreak="\n")
        lines = "datum.label + '\\n' + datum.text"
        if layout.labels_above:
            lines = "replace(replace(datum.label, ' or ', '\\nor '), ' nor ', '\\nnor ') + '\\n' + datum.text"
            words = named.transform_filter(inner).mark_text(align="right", dx=-9, dy=-13, fontSize=12, lineBreak="\n")
        words = words.transform_calculate(lines=lines).encode(y=alt.Y("middle:Q", axis=None), text=alt.Text("lines:N"))
        tail = "'\\n'" if layout.labels_above else "' '"
        ends = base.transform_calculate(lines=f"datum.label + {tail} + datum.text")
        rise = -30 if layout.labels_above else -14
        first = ends.transform_filter("datum.node == 'mined'").mark_text(align="left", dx=-4, dy=rise, lineBreak="\n")
        last = ends.transform_filter("datum.node == 'used'").mark_text(align="right", dx=4, dy=rise, lineBreak="\n")
        texts = [mark.encode(y=y, text=alt.Text("lines:N")) for mark in (first, last)]
        return alt.layer(areas, nodes, words, *texts, width=layout.width - MARGIN, height=400)

    return Figure(
        id="fig-us-flow",
        title=f"The chain breaks after the mine: of {facts['mined']} mined in 2025, {facts['separated']} were separated",
        subtitle="Rare earths mined, separated and used in the United States in 2025, tonnes of oxide (REO)",
        description=(
            f"Flow chart from left to right. {facts['mined']} mined divide into {facts['exported']} exported as ore or "
            f"compounds, {facts['unplaced']} neither exported nor separated, and {facts['separated']} separated at home. "
            f"These, with net imports of {facts['imported']}, make the {facts['used']} used."
        ),
        draw=draw,
        rows=rows,
        columns={"label": "What", "text": "REO", "basis": "Counts"},
        panel="node",
        note=(
            "2025 is estimated (MCS 2026). Widths are tonnes. The remainder in the middle is ours: it holds stocks, losses "
            "and what the export row misses. Magnets and goods that hold them are not in the flow."
        ),
    )


def magnets() -> Figure:
    """Draw the claimed magnet shipments beside customs figures and what they would be a share of."""
    shipped, exported = "Magnets from China to the United States, a year", "All magnet exports of China, a year"
    made, share, whole = (
        "Magnet output of China, a year",
        "Share of Chinese magnet exports",
        "Share of Chinese magnet output",
    )
    entries = [
        (shipped, "Article 001-10", "US-015"),
        (shipped, "2024, derived", f"{TO_US}/2024@2026-01-20"),
        (shipped, "2025, customs", f"{TO_US}/2025@2026-01-20"),
        (exported, "2024, customs", "customs.magnet-exports/world/2024@2025"),
        (exported, "2025, customs", "customs.magnet-exports/world/2025@2026-01-20"),
        (made, "Implied by the article", "model.us-magnet-implied-output"),
        (made, "2021, SMM", "ndfeb.output/china/2021@2022-02-21"),
        (made, "2025, weak source", "ndfeb.output/china/2025@2025"),
        (whole, "Article 001-10", "US-016"),
        (share, "Article's tonnes, 2024", "model.us-magnet-claim-share-of-exports"),
        (share, "2025, customs", "model.us-magnet-share-of-exports-2025"),
    ]
    implied, of_exports = fact("model.us-magnet-implied-output"), fact("model.us-magnet-claim-share-of-exports")
    wide, per_cent = Axis("t", (0, 400_000)), Axis("per cent", (0, 20))
    return rivals(
        "fig-us-magnets",
        title=f"{fact('US-015').point:,.0f} t is {of_exports} of China's magnet exports of 2024; to be "
        f"{fact('US-016')} it needs an output of {implied}",
        subtitle="Magnets from China: shipments to the United States, all exports and output, t and per cent",
        description=(
            f"Dot chart in five panels. To the United States, up to 10,000 tonnes: the article has {fact('US-015')}, "
            f"customs {fact(f'{TO_US}/2024')} for 2024 and {fact(f'{TO_US}/2025')} for 2025. All exports, up to "
            f"400,000 tonnes: {fact('customs.magnet-exports/world/2024')} in 2024 and "
            f"{fact('customs.magnet-exports/world/2025')} in 2025. Output, same scale: {implied} implied; "
            f"SMM has {fact('ndfeb.output/china/2021')} for 2021, a weak source "
            f"{fact('ndfeb.output/china/2025')} for 2025. Shares: {fact('US-016')} of output claimed; of exports "
            f"{of_exports} computed from the claim and {fact('model.us-magnet-share-of-exports-2025')} for 2025."
        ),
        entries=entries,
        axes={shipped: Axis("t", (0, 10_000)), exported: wide, made: wide, whole: per_cent, share: per_cent},
        note="The first panel has a scale of its own. Shipments of 2024 follow from the reported fall in 2025.",
    )


def defence() -> Figure:
    """Draw the rival masses in one F-35 (kg) and what a year's aircraft and ships need by them (t)."""
    claimed, material, element = "One F-35, as claimed, kg", "One F-35, materials, kg", "One F-35, elements, kg"
    year, pure = "A year's output, materials, t", "A year's output, elements, t"
    old, audited = fact("model.us-fleet-f35-claimed"), fact("model.us-fleet-f35-material")
    low, mass = fact("defence.f-35-element/united-states/2026"), "defence.f-35-material/united-states"
    kilograms, tonnes = Axis("kg", (0, 540)), Axis("t", (0, 100))
    return rivals(
        "fig-us-defence",
        title=(
            f"The {fact('defence.f-35-deliveries/united-states/2025')} F-35 delivered in 2025 hold {old} of rare earth "
            f"materials by the old count, up to {fact('model.us-fleet-f35-material.high')} by the audit of 2026"
        ),
        subtitle="Rare earths in one F-35 by who counts and what is weighed, kg, and in a year's output, t",
        description=(
            f"Dot chart in five panels. One F-35, up to 500 kilograms: article 001-03 {fact('US-007')}; materials "
            f"{fact(f'{mass}/2012')} in the estimate of about 2012, {fact(f'{mass}/2024')} in 2024, {fact(f'{mass}/2026')} "
            f"in the audit of 2026; elements {low} there. A year's output, up to 100 tonnes: F-35 {old} by the estimate, "
            f"{audited} by the audit; destroyers {fact('model.us-fleet-ddg-51')}, submarines "
            f"{fact('model.us-fleet-ssn-774')} by the estimate; elements in F-35 {fact('model.us-fleet-f35-element')}."
        ),
        entries=[
            (claimed, "Article 001-03", "US-007"),
            (material, "Estimate of about 2012", f"{mass}/2012@2013-12-23"),
            (material, "Restated (DoD, 2024)", f"{mass}/2024@2024-03-11"),
            (material, "Adamas, April 2026", f"{mass}/2026@2026-04-22"),
            (element, "Adamas, April 2026", "defence.f-35-element/united-states/2026@2026-04-22"),
            (year, "F-35, estimate of 2012", "model.us-fleet-f35-claimed"),
            (year, "F-35, audit of 2026", "model.us-fleet-f35-material"),
            (year, "Destroyers, estimate", "model.us-fleet-ddg-51"),
            (year, "Submarines, estimate", "model.us-fleet-ssn-774"),
            (pure, "F-35, audit of 2026", "model.us-fleet-f35-element"),
        ],
        axes={claimed: kilograms, material: kilograms, element: kilograms, year: tonnes, pure: tonnes},
        note=(
            "A material is an alloy or compound that holds rare earths among other elements. Aircraft count for all "
            "buyers; destroyers as ordered, submarines as built."
        ),
    )


def asymmetry() -> Figure:
    """Draw trade in magnets beside the loss claimed and the activity exposed, in panels (billion dollars, log axis)."""
    trade, market = "Trade in magnets, a year", "Market for rare earths, a year"
    loss, exposed = "Output said to be lost", "Activity exposed, a year"
    imports, exposure = fact("baci.us-magnet-imports-value/united-states/2024"), fact(f"{EXPOSURE}/united-states/2026")
    return rivals(
        "fig-us-asymmetry",
        title=f"Before {exposure} a year of exposed US activity stand magnet imports of {imports}",
        subtitle="Trade, market, claimed loss and exposure, billion dollars, each step of the axis ten times the last",
        description=(
            f"Dot chart in four panels on one logarithmic axis from 0.1 to 10,000 billion dollars. Trade in magnets: US "
            f"imports {imports}, exports of China {fact('customs.magnet-exports-value/world/2024')}, the world "
            f"{fact('baci.magnet-trade-value/world/2024')}, claimed {fact('GL-010')}. Market for rare earths: "
            f"{fact('goldman.rare-earth-market/world/2024')}. Loss: claimed {fact('GL-012')}, Goldman Sachs "
            f"{fact('goldman.disruption-loss/world/2025')}. Exposure: United States {exposure}, world outside China "
            f"{fact(f'{EXPOSURE}/world-outside-china/2026')}."
        ),
        entries=[
            (trade, "US imports, 2024", "baci.us-magnet-imports-value/united-states/2024@v202601"),
            (trade, "Exports of China, 2024", "customs.magnet-exports-value/world/2024@2025"),
            (trade, "World, 2024", "baci.magnet-trade-value/world/2024@v202601"),
            (trade, "Article 001-10", "GL-010"),
            (market, "Goldman Sachs, 2024", "goldman.rare-earth-market/world/2024@2025-10-20"),
            (loss, "Article 001-10", "GL-012"),
            (loss, "Goldman Sachs, 2025", "goldman.disruption-loss/world/2025@2025-10-20"),
            (exposed, "IEA: United States", f"{EXPOSURE}/united-states/2026@2026"),
            (exposed, "IEA: outside China", f"{EXPOSURE}/world-outside-china/2026@2026"),
        ],
        axes=Axis("billion dollars", (0.1, 400_000), divisor=1e9, log=True),
        note=(
            "Four things are counted, and none is a part of another. Imports and world trade are those of HS 850511, all "
            "metal permanent magnets. Exposure is read in secondary notes only."
        ),
    )


def loss() -> Figure:
    """Draw the output lost in a break of supply that a reader may change (billion dollars, log axis)."""
    cases = pd.DataFrame(
        {
            "label": ["United States", "World outside China"],
            "exposure": [fact(f"{EXPOSURE}/{area}/2026").point for area in ("united-states", "world-outside-china")],
            "unit": LOSS.unit,
            "basis": LOSS.basis,
            "evidence": [f"{EXPOSURE}/{area}/2026@2026" for area in ("united-states", "world-outside-china")],
        }
    )
    rows = LOSS.fill(cases)
    rows["text"] = [f"{number / 1e9:,.0f} billion" for number in rows["loss"]]
    claim = fact("GL-012")
    rule = pd.DataFrame({"claimed": [claim.point / 1e9], "text": [f"claimed: {claim}"], "evidence": ["GL-012"]})

    def draw(layout: Layout) -> alt.LayerChart:
        scale = alt.Scale(domain=[0.1, 400_000], type="log", nice=False)
        x = alt.X(
            "billions:Q",
            scale=scale,
            title="billion dollars",
            axis=alt.Axis(values=[10.0**power for power in range(-1, 5)]),
        )
        y = alt.Y(
            "label:N",
            scale=alt.Scale(domain=list(cases["label"])),
            title=None,
            axis=None if layout.labels_above else alt.Axis(minExtent=140, maxExtent=140),
        )
        live = LOSS.calculate(alt.Chart(cases)).transform_filter("datum.loss > 0")
        live = live.transform_calculate(
            billions="datum.loss / 1e9", said="format(datum.loss / 1e9, ',.2~r') + ' billion'"
        ).encode(y=y)
        dots = live.mark_point(shape="square", size=120, opacity=1, color=theme.colour("result")).encode(x=x)
        words = live.mark_text(align="left", dx=11).encode(x=x, text=alt.Text("said:N"))
        mark = alt.Chart(rule).encode(x=alt.X("claimed:Q", scale=scale))
        layers = [
            mark.mark_rule(strokeDash=[4, 3], color=theme.colour("claim")),
            mark.mark_text(align="left", dx=6, y=8, color=theme.colour("claim")).encode(text=alt.Text("text:N")),
            dots,
            words,
        ]
        if layout.labels_above:
            names = alt.Chart(cases).mark_text(align="left", x=0, dy=-18, color=theme.colour("muted"))
            layers.append(names.encode(y=y, text=alt.Text("label:N")))
        return alt.layer(*layers, width=plot_width(layout), height=130)

    worst, soft = fact("model.us-loss-worst"), fact("model.us-loss-cushioned")
    return Figure(
        id="fig-us-loss",
        title=f"If output fell in proportion, a tenth of supply gone for a year would cost the US {worst} with no cushion; half "
        f"a year, stocks and substitutes leave {soft}",
        subtitle="Output lost if supply fails, in proportion to the activity that the IEA counts as exposed, billion dollars",
        description=(
            "Dot chart on a logarithmic axis from 0.1 to 10,000 billion dollars that a reader may change. If a tenth of "
            f"the supply fails for twelve months, without stocks or substitutes, the United States loses {worst}; the line "
            f"marks the loss claimed, {claim}."
        ),
        draw=draw,
        rows=rows,
        columns={"label": "Where", "exposure": "Exposed a year (dollars)", "loss": "Lost (dollars)"},
        note=(
            "A proportion, not a forecast: what is exposed need not be lost. For the United States the exposure is a lower "
            "bound, for the world an upper one, both read in secondary notes only."
        ),
        whatif=LOSS,
    )


def promises() -> Figure:
    """Draw the year announced for six United States works and what came of it (years)."""
    observations = load_ledger().observations.loc[list(DELAYS)]
    begun = observations["value"].notna()
    rows = pd.DataFrame(
        {
            "label": observations["area"].map(PROMISED),
            "promised": observations["period"].astype(int),
            "delay": observations["value"].fillna(observations["low"]),
            "standing": begun.map({True: "begun", False: "not begun as announced"}),
            "unit": observations["unit"],
            "basis": observations["basis"],
            "evidence": observations.index,
        }
    ).sort_values(["promised", "label"], ignore_index=True)
    rows["reached"] = rows["promised"] + rows["delay"]
    rows["text"] = [
        ("on time" if delay == 0 else f"{delay:.0f} year{'s' if delay > 1 else ''} late")
        if standing == "begun"
        else f"not in {delay:.0f} years"
        for delay, standing in zip(rows["delay"], rows["standing"], strict=True)
    ]

    def draw(layout: Layout) -> alt.VConcatChart:
        narrow = layout.labels_above
        x = alt.X(
            "promised:Q",
            scale=alt.Scale(domain=[2011.5, 2034.5 if narrow else 2031.5], nice=False),
            title=None,
            axis=alt.Axis(format="d", values=list(range(2012, 2027, 7 if narrow else 2)), grid=True),
        )
        axis = None if narrow else alt.Axis(title=None, minExtent=190, maxExtent=190)
        y = alt.Y("label:N", scale=alt.Scale(domain=list(rows["label"])), axis=axis)
        colour = alt.Color("colour:N", scale=None)
        base = alt.Chart(
            rows.assign(
                colour=[theme.colour("record" if standing == "begun" else "claim") for standing in rows["standing"]]
            )
        ).encode(y=y, color=colour)
        lines = base.mark_rule(strokeWidth=4).encode(x=x, x2=alt.X2("reached:Q"))
        promised = base.mark_point(filled=False, fill=theme.colour("paper"), strokeWidth=2, opacity=1, size=90).encode(
            x=x
        )
        came = (
            base.transform_filter("datum.standing == 'begun'")
            .mark_point(opacity=1, size=90)
            .encode(x=alt.X("reached:Q"))
        )
        open_end = base.transform_filter("datum.standing != 'begun'").mark_point(
            shape="triangle-right", opacity=1, size=90
        )
        words = base.mark_text(align="left", dx=9).encode(
            x=alt.X("reached:Q"), text=alt.Text("text:N"), color=alt.ColorValue(theme.colour("ink"))
        )
        layers = [lines, promised, came, open_end.encode(x=alt.X("reached:Q")), words]
        if narrow:
            names = base.mark_text(align="left", x=0, dy=-17).encode(
                text=alt.Text("label:N"), color=alt.ColorValue(theme.colour("muted"))
            )
            layers.append(names)
        chart = alt.layer(*layers, width=plot_width(layout), height=alt.Step(42 if narrow else 27))
        signs = [Sign("begun", "record", "circle"), Sign("not begun as announced", "claim", "triangle-right")]
        return alt.vconcat(key(signs, layout), chart, spacing=8)

    all_works, in_time, missing = (
        NUMBERS[int(number)] for number in (len(rows), (rows["delay"] == 0).sum(), (~begun).sum())
    )
    return Figure(
        id="fig-us-promises",
        title=f"{in_time.capitalize()} of {all_works} US works whose date has passed began on time; {missing} have not done "
        "what was announced",
        subtitle="Year announced (hollow) and year it came about, works in the United States, 2012 to 2026",
        description=(
            "Dot chart over the years 2012 to 2026, one row for each works, from the year announced to the year it came "
            "about. "
            + "; ".join(f"{row.label}, announced for {row.promised}: {row.text}" for row in rows.itertuples())
            + "."
        ),
        draw=draw,
        rows=rows,
        columns={"label": "Works", "promised": "Announced for", "text": "Outcome", "standing": "Standing"},
        note=(
            "All US works of rare earths for which a date announced earlier and an outcome were found; the choice is small "
            "and not random. Triangles point on: the outcome is open or will not come."
        ),
    )


def pipeline() -> Figure:
    """Draw announced US capacity, output discounted by how works slip, and the marks, for magnets and heavy separation."""
    projects = load_ledger().projects
    plants, separation = "Magnet works: capacity, t a year", "Dy and Tb separation: capacity, t a year"

    def announced(panel: str, names: dict[str, str]) -> pd.DataFrame:
        chosen = projects.loc[list(names)]
        starts = [f", {start}" if start else "" for start in chosen["start"].astype(str)]
        rows = pd.DataFrame(
            {
                "panel": panel,
                "label": [name + start for name, start in zip(names.values(), starts, strict=True)],
                "kind": "record",
                "value": chosen["capacity"],
                "low": chosen["capacity"],
                "high": chosen["capacity"],
                "unit": chosen["unit"],
                "basis": chosen["basis"],
                "hollow": ~chosen["status"].isin(["operating", "ramp-up"]),
                "evidence": [f"project:{name}" for name in names],
            }
        )
        rows["text"] = [
            f"{value:,.0f}, {status}" for value, status in zip(chosen["capacity"], chosen["status"], strict=True)
        ]
        return rows

    def expected(panel: str, name: str) -> pd.DataFrame:
        rows = fact_rows([(panel, str(year), f"model.us-{name}-output-{year}") for year in SHOWN_YEARS])
        return rows.assign(hollow=False)

    made, oxide = "Magnets: output expected, t", "Dy and Tb oxides: output expected, t"
    shipped, needed = "Magnets from China to the US, t", "Dy and Tb oxides wanted, t"
    heavy_imports = "All heavy rare earths imported, t REO"
    marks = [
        fact_rows([(shipped, "2024", f"{TO_US}/2024@2026-01-20")]),
        fact_rows(
            [
                (needed, "For those magnets", "model.us-heavy-mark"),
                (needed, "US demand, implied", "model.us-heavy-demand-implied"),
            ]
        ),
        fact_rows([(heavy_imports, "2025", "usgs.us-heavy-imports/united-states/2025@mcs-2026")]),
    ]
    tables = [
        announced(plants, MAGNET_WORKS).assign(colour="united-states"),
        expected(made, "magnets").assign(colour="result"),
        marks[0].assign(hollow=False, colour="china"),
        announced(separation, HEAVY_WORKS).assign(colour="united-states"),
        expected(oxide, "heavy").assign(colour="result"),
        marks[1].assign(hollow=False, colour="result"),
        marks[2].assign(hollow=False, colour="record"),
    ]
    rows = pd.concat(tables, ignore_index=True)
    magnets, heavy = Axis("t", (0, 29_000)), Axis("t", (0, 570))
    axes = {plants: magnets, made: magnets, shipped: magnets}
    axes |= {separation: heavy, oxide: heavy, needed: heavy, heavy_imports: heavy}
    total, output = fact("model.us-magnet-capacity-announced"), fact("model.us-magnets-output-2031")
    return Figure(
        id="fig-us-pipeline",
        title=f"Of {total} of magnets announced, the model expects {output} in 2031, with eight chances in ten",
        subtitle="US works by announced start, output discounted by how works have slipped, and what it is measured by",
        description=(
            "Bar chart in seven panels, three for magnets on one scale and four for dysprosium and terbium on another. "
            + " ".join(
                f"{panel}: " + "; ".join(f"{row.label} {row.text}" for row in part.itertuples()) + "."
                for panel, part in rows.groupby("panel", sort=False)
            )
        ),
        draw=lambda layout: draw_panels(rows, axes, layout, mark="bar"),
        rows=rows,
        columns={"panel": "Counted", "label": "Which", "text": "t"},
        panel="panel",
        note=(
            "Filled: begun (capacity, not output). Hollow: not begun at this size. Expected: to the end of the dark part "
            "with nine chances in ten, of the pale part with one. MP: all its plants, of which a first has begun. The "
            "company wants the Stillwater goal by 2030. The first plan of Energy Fuels and eVAC are known from weak sources."
        ),
    )


LINES = {
    "model.us-magnets-chance": ("Magnets", "united-states"),
    "model.us-magnets-growing-chance": ("Magnets, if demand grows", "muted"),
    "model.us-heavy-chance": ("Heavy separation", "result"),
}


def chances() -> Figure:
    """Draw the chance by year that US output reaches the marks, over the yardstick's words (per cent)."""
    rows = pd.concat(
        [
            fact_rows([("", name, f"{prefix}-{year}") for year in YEARS]).assign(year=list(YEARS), colour=colour)
            for prefix, (name, colour) in LINES.items()
        ],
        ignore_index=True,
    )
    words = pd.DataFrame([{"word": word, "from": low, "to": high} for word, (low, high) in YARDSTICK.items()])
    words.loc[words["from"] == 1, "from"] = 0
    words.loc[words["to"] == 99, "to"] = 100
    words["band"] = range(len(words))

    def draw(layout: Layout) -> alt.LayerChart:
        narrow = layout.labels_above
        years = list(YEARS)
        x = alt.X(
            "year:Q",
            scale=alt.Scale(domain=[years[0] - (4.4 if narrow else 1.9), years[-1] + 0.3], nice=False),
            title=None,
            axis=alt.Axis(format="d", values=years[::2] if narrow else years, grid=False),
        )
        whole = alt.Scale(domain=[0, 100], nice=False)
        y = alt.Y(
            "value:Q",
            scale=whole,
            title="per cent",
            axis=alt.Axis(values=[0, 20, 45, 55, 80, 95], grid=True),
        )
        shades = (
            alt.Chart(words)
            .transform_filter("datum.band % 2 == 1")
            .mark_rect(opacity=0.5, color=theme.colour("grid"))
            .encode(y=alt.Y("from:Q", scale=whole), y2=alt.Y2("to:Q"))
        )
        named = (
            alt.Chart(words)
            .transform_calculate(middle="(datum.from + datum.to) / 2")
            .mark_text(align="left", x=4, fontSize=11 if narrow else 12, color=theme.colour("muted"))
            .encode(y=alt.Y("middle:Q", scale=whole), text=alt.Text("word:N"))
        )
        base = alt.Chart(rows.assign(colour=rows["colour"].map(theme.colour))).encode(
            x=x, y=y, color=alt.Color("colour:N", scale=None)
        )
        tooltip = [
            alt.Tooltip("label:N", title="Mark"),
            alt.Tooltip("year:Q", title="Year", format="d"),
            alt.Tooltip("text:N", title="Chance"),
            alt.Tooltip("evidence:N", title="Evidence"),
        ]
        lines = base.mark_line().encode(detail=alt.Detail("label:N"))
        dots = base.mark_point(size=45, opacity=1).encode(tooltip=tooltip)
        # Each name stands where its line leaves room.
        size = 12 if narrow else 13
        places = {"Magnets": (2035, -12, "right"), "Magnets, if demand grows": (2035, 18, "right")}
        places["Heavy separation"] = (2035, 44, "right") if narrow else (2033, 22, "left")
        names = [
            base.transform_filter(f"datum.year == {year} && datum.label == '{label}'")
            .mark_text(align=align, dx=4, dy=dy, fontSize=size, lineBreak="\n")
            .transform_calculate(
                lines="replace(datum.label, regexp(',? (if|sep)'), '\\n$1')" if narrow else "datum.label"
            )
            .encode(text=alt.Text("lines:N"))
            for label, (year, dy, align) in places.items()
        ]
        return alt.layer(shades, named, lines, dots, *names, width=layout.width - (MARGIN + 44), height=340)

    even, later = fact("model.us-magnets-chance-2030"), fact("model.us-heavy-chance-2033")
    bare = fact("model.us-heavy-2033-no-new-mines")
    return Figure(
        id="fig-us-chances",
        title=f"For magnets the chance is {even} for 2030; for heavy separation {later} for 2033 if new mines open, {bare} if not",
        subtitle="Chance that US output reaches the mark in a year, per cent, with the yardstick's words",
        description=(
            "Line chart over the years 2027 to 2035, vertical axis from 0 to 100 per cent with the words of probability as "
            "bands. "
            + " ".join(
                f"{name}: "
                + ", ".join(f"{fact(f'{prefix}-{year}')} in {year}" for year in (2029, 2031, 2033, 2035))
                + "."
                for prefix, (name, _) in LINES.items()
            )
        ),
        draw=draw,
        rows=rows,
        columns={"label": "Mark", "year": "Year", "text": "Chance"},
        note=(
            "The marks: as many magnets as China shipped to the US in 2024, that number growing as world demand is forecast "
            "to, and the dysprosium and terbium that those magnets need. Computed from announced works only."
        ),
    )

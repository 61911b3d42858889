"""Figures of the chapter on United States dependence."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evidence import theme
from evidence.charts.panels import MARGIN, Axis, draw_panels
from evidence.charts.rivals import rivals
from evidence.charts.rows import fact_rows, record_rows
from evidence.facts import fact
from evidence.figure import Figure
from evidence.ledger import load_ledger
from evidence.theme import Layout

RELIANCE = "usgs.us-import-reliance/united-states"
HEAVY = "usgs.us-heavy-import-reliance/united-states"
WEIGHT = "usitc.hts2846-china-share-weight/china"
VALUE = "usitc.hts2846-china-share-value/china"
TO_US = "customs.magnet-exports-to-us/united-states"

# Steps of the chain in their order, with the panel's title and colour.
CHAIN = (
    ("usgs.us-concentrate-output", "Mined (concentrate)", "united-states"),
    ("usgs.us-exports-ores-compounds", "Exported (ores and compounds together)", "other"),
    ("usgs.us-compounds-output", "Separated at home (compounds)", "united-states"),
    ("usgs.us-compounds-imports", "Imported (compounds)", "other"),
    ("usgs.us-consumption", "Consumed (compounds and metals)", "ink"),
)
PIPELINE = ("noveon-san-marcos", "vulcan-elements", "mp-10x", "usar-stillwater")


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
    lines = base.mark_rule(strokeWidth=3, strokeCap="round").encode(x=x, x2="until:O", y="line:Q")
    names = base.mark_text(fontSize=12, color=theme.colour("muted")).encode(x="middle:O", y="text:Q", text="edition:N")
    if narrow:
        # The lines of a text hang from its place.
        names = base.transform_calculate(lines="split(datum.edition, ' ')")
        names = names.mark_text(fontSize=11, dy=-8, color=theme.colour("muted"))
        names = names.encode(x="middle:O", y="text:Q", text="lines:N")
    return lines, names


def _earlier(base: alt.Chart, y: alt.Y, revised_year: str, layout: Layout) -> list[alt.Chart]:
    """Draw what earlier editions had: right of their marks, or where a narrow chart has room."""
    style = {"fontSize": 12, "color": theme.colour("muted")}
    earlier = base.transform_filter("datum.standing == 'earlier'")
    earlier = earlier.transform_calculate(lines="[datum.text + ' in', datum.edition]")
    if not layout.labels_above:
        return [earlier.mark_text(align="left", dx=11, dy=-5, **style).encode(y=y, text="lines:N")]
    # The revised year is among the last: its words go to the lower left, those of the year before above the mark.
    revised = f"datum.period == '{revised_year}'"
    below = earlier.transform_filter(revised).mark_text(align="right", dx=-8, dy=17, **style)
    above = earlier.transform_filter(f"!({revised})").transform_calculate(line="datum.text + ' in ' + datum.edition")
    above = above.mark_text(dy=-18, **style)
    return [below.encode(y=y, text="lines:N"), above.encode(y=y, text="line:N")]


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
            y=y, fill=fill, stroke=alt.value(theme.colour("record")), shape=shape, tooltip=tooltip
        )
        size = {"fontSize": 11} if narrow else {}
        latest = base.transform_filter("datum.standing == 'latest'").mark_text(dy=19, fontWeight="bold", **size)
        layers = [points, latest.encode(y=y, text="text:N")]
        if with_editions:
            revised_year = table[table["standing"] == "earlier"]["period"].max()
            span = alt.Chart(table[table["period"] == revised_year]).mark_rule(strokeDash=[3, 3])
            layers.insert(0, span.encode(x=x, y=alt.Y("min(point):Q"), y2="max(point):Q"))
            layers += [*_earlier(base, y, revised_year, layout), *_edition_spans(table, x, layout)]
        width = layout.width - MARGIN - 34 if narrow else 600
        return alt.layer(*layers).properties(width=width, height=height, title=name)

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


def chain() -> Figure:
    """Draw the steps from mine to consumption in the United States by year, one scale (tonnes REO)."""
    tables = []
    for series, title, colour in CHAIN:
        rows = record_rows(series, area="united-states", vintage="mcs-2026")
        tables.append(rows.assign(panel=title, colour=colour, text=[f"{point:,.0f}" for point in rows["point"]]))
    rows = pd.concat(tables, ignore_index=True)
    top = 1.25 * rows["point"].max()

    def step(title: str, colour: str, layout: Layout, *, last: bool) -> alt.LayerChart:
        base = alt.Chart(rows[rows["panel"] == title]).encode(
            x=alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0, labels=last, ticks=False, domain=True)),
            y=alt.Y("point:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=None),
        )
        tooltip = [
            alt.Tooltip("period:N", title="Year"),
            alt.Tooltip("text:N", title="t REO"),
            alt.Tooltip("status:N", title="Status"),
            alt.Tooltip("evidence:N", title="Evidence"),
        ]
        width, size = (layout.width - MARGIN, 36) if layout.labels_above else (480, 54)
        bars = base.mark_bar(size=size).encode(color=alt.value(theme.colour(colour)), tooltip=tooltip)
        labels = base.mark_text(dy=-9).encode(text="text:N")
        return alt.layer(bars, labels).properties(width=width, height=88, title=title)

    def draw(layout: Layout) -> alt.VConcatChart:
        last = CHAIN[-1][1]
        steps = [step(title, colour, layout, last=title == last) for _, title, colour in CHAIN]
        return alt.vconcat(*steps, spacing=12)

    mined, separated = (
        fact("usgs.us-concentrate-output/united-states/2025"),
        fact("usgs.us-compounds-output/united-states/2025"),
    )
    sentences = []
    for series, title, _ in CHAIN:
        start, end = fact(f"{series}/united-states/2021@mcs-2026"), fact(f"{series}/united-states/2025@mcs-2026")
        sentences.append(f"{title}: from {start} to {end}.")
    return Figure(
        id="fig-us-chain",
        title=f"The chain breaks after the mine: in 2025 the US mined {mined} and separated {separated}",
        subtitle="Steps from mine to use in the United States, 2021 to 2025, tonnes of oxide (REO), one scale",
        description=f"Five bar charts on one scale, one above the other, 2021 to 2025. {' '.join(sentences)}",
        draw=draw,
        rows=rows,
        columns={"panel": "Step", "period": "Year", "text": "t REO", "status": "Status"},
        panel="panel",
        note=(
            "All from MCS 2026; 2025 is estimated. Magnets and goods that hold them are in no step. "
            "The source counts ores and compounds together where they leave the country."
        ),
    )


def f35() -> Figure:
    """Draw the rival masses of rare earths in one F-35, in panels by what is weighed (kilograms)."""
    claimed, material, element = (
        "Claimed: materials or elements not stated",
        "Rare earth materials",
        "Rare earth elements",
    )
    low = fact("defence.f-35-element/united-states/2026")
    return rivals(
        "fig-us-f35",
        title=f"An F-35 holds {fact('US-007')} of materials in one estimate, {low} of elements in another",
        subtitle="Rare earths in one F-35 by who counts and what is weighed, kilograms",
        description=(
            f"Dot chart in three panels on one scale from 0 to 500 kilograms. Article 001-03: {fact('US-007')}. As "
            f"materials: {fact('defence.f-35-material/united-states/2012')} in an estimate of about 2012, "
            f"{fact('defence.f-35-material/united-states/2024')} in 2024, "
            f"{fact('defence.f-35-material/united-states/2026')} in the audit of 2026. As elements: {low} there."
        ),
        entries=[
            (claimed, "Article 001-03", "US-007"),
            (material, "Estimate of about 2012 (CRS)", "defence.f-35-material/united-states/2012@2013-12-23"),
            (material, "Restated (DoD, 2024)", "defence.f-35-material/united-states/2024@2024-03-11"),
            (material, "Adamas, April 2026", "defence.f-35-material/united-states/2026@2026-04-22"),
            (element, "Adamas, April 2026", "defence.f-35-element/united-states/2026@2026-04-22"),
        ],
        axes=Axis("kg in one aircraft", (0, 540)),
        note="A material is an alloy or compound that holds rare earths among other elements.",
    )


def weapons() -> Figure:
    """Draw the claims on US weapons beside the report they descend from, in panels by what is counted."""
    systems, parts, percent = "Weapon systems", "Parts", "Share said to be affected"
    entries = [
        (systems, "Article 001-03", "US-010"),
        (systems, "Govini, 2025", "defence.govini-systems/united-states/2025@2025-04"),
        (parts, "Govini, 2025", "defence.govini-parts/united-states/2025@2025-04"),
        (percent, "Article 001-03: of parts", "US-009"),
        (percent, "Chinese blog, 2025", "defence.blog-parts-share/united-states/2025@2025"),
        (percent, "Govini, 2025: of systems", "defence.govini-systems-share/united-states/2025@2025-04"),
    ]
    counted, claimed = fact("defence.govini-systems/united-states/2025"), fact("US-010").point
    blog = fact("defence.blog-parts-share/united-states/2025")
    number = Axis("number", (0, 110_000))
    return rivals(
        "fig-us-weapons",
        title=f"The article's {claimed:,.0f} weapon systems match Govini's parts; its systems number {counted}",
        subtitle="US weapon systems and parts said to depend on China: article 001-03 and the report of 2025 behind it",
        description=(
            f"Dot chart in three panels. Weapon systems, from 0 to 100,000: the article has {fact('US-010')}, Govini "
            f"{counted}. Parts, same scale: Govini has {fact('defence.govini-parts/united-states/2025')}. Share in per "
            f"cent: the article and a Chinese blog have {blog} of parts, Govini "
            f"{fact('defence.govini-systems-share/united-states/2025')} of systems."
        ),
        entries=entries,
        axes={systems: number, parts: number, percent: Axis("per cent", (0, 110))},
        note="Govini counts five minerals: antimony, gallium, germanium, tungsten and tellurium. None is a rare earth.",
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
        (made, "2020, weak source", "ndfeb.output/china/2020@2023"),
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
            f"weak sources have {fact('ndfeb.output/china/2020')} for 2020 and "
            f"{fact('ndfeb.output/china/2025')} for 2025. Shares: {fact('US-016')} of output claimed; of exports "
            f"{of_exports} computed from the claim and {fact('model.us-magnet-share-of-exports-2025')} for 2025."
        ),
        entries=entries,
        axes={shipped: Axis("t", (0, 10_000)), exported: wide, made: wide, whole: per_cent, share: per_cent},
        note="The first panel has a scale of its own. Shipments of 2024 follow from the reported fall in 2025.",
    )


def lead_times() -> Figure:
    """Draw the ten years claimed beside lead times on record (years)."""
    claimed, mine, plant = "Claimed: to catch up", "On record: a mine", "On record: a plant"
    claim, opened = fact("US-004"), fact("leadtime.mine/united-states/2010")
    refinery, facility = fact("leadtime.refinery/world/2025"), fact("leadtime.new-facility/world/2025")
    return rivals(
        "fig-us-lead-times",
        title=f"The {claim} claimed fit a new mine; a refinery or other plant is put at {refinery.point:g} to {facility}",
        subtitle="Years claimed for US independence, and lead times of single works by publisher, years",
        description=(
            f"Dot chart in three panels on one scale from 0 to 20 years. Claimed: {claim}, {fact('US-012')}. A mine: "
            f"{opened} by GAO, {fact('leadtime.mine/world/2025')} by Goldman Sachs. A plant: {facility} by the IEA "
            f"for a new facility, {refinery} for a refinery by Goldman Sachs, "
            f"{fact('leadtime.pilot-metal-plant/united-states/2010')} for a pilot metal plant by GAO."
        ),
        entries=[
            (claimed, "Article 001-01", "US-004"),
            (claimed, "Article 001-10", "US-012"),
            (mine, "GAO, 2010", "leadtime.mine/united-states/2010@2010-04"),
            (mine, "Goldman Sachs, 2025", "leadtime.mine/world/2025@2025-10-30"),
            (plant, "New facility: IEA, 2025", "leadtime.new-facility/world/2025@2025-10-23"),
            (plant, "Refinery: Goldman, 2025", "leadtime.refinery/world/2025@2025-10-30"),
            (plant, "Pilot metal plant: GAO, 2010", "leadtime.pilot-metal-plant/united-states/2010@2010-04"),
        ],
        axes=Axis("years", (0, 20)),
    )


def pipeline() -> Figure:
    """Draw US magnet plants by capacity and standing beside Chinese shipments to the US (tonnes a year)."""
    projects = load_ledger().projects.loc[list(PIPELINE)]
    plants = "Capacity of US magnet plants, t a year"
    rows = pd.DataFrame(
        {
            "panel": plants,
            "label": projects["company"],
            "point": projects["capacity"],
            "status": projects["status"],
            "start": projects["start"].astype(str),
            "unit": projects["unit"],
            "basis": projects["basis"],
            "evidence": [f"project:{name}" for name in projects.index],
        }
    ).reset_index(drop=True)
    rows["text"] = [
        f"{point:,.0f}, {status}" + (f", from {start}" if start else "")
        for point, status, start in zip(rows["point"], rows["status"], rows["start"], strict=True)
    ]
    shipped = "Chinese magnets shipped to the US, t"
    trade = fact_rows([(shipped, year, f"{TO_US}/{year}@2026-01-20") for year in ("2024", "2025")])
    trade = trade.rename(columns={"value": "point"}).drop(columns=["kind", "low", "high"]).assign(status="", start="")
    trade["text"] = [f"{point:,.0f}" for point in trade["point"]]
    rows = pd.concat([rows, trade], ignore_index=True)

    hollow = (rows["panel"] == plants) & (rows["status"] != "operating")
    fills = rows["panel"].map({plants: "united-states", shipped: "china"})
    plotted = rows.assign(value=rows["point"], low=rows["point"], high=rows["point"], colour=fills, hollow=hollow)
    built, planned = projects.loc["noveon-san-marcos"], fact("model.us-magnet-capacity-announced")
    return Figure(
        id="fig-us-pipeline",
        title=f"Planned US magnet plants: {planned}; operating: {built['capacity']:,.0f} t/yr",
        subtitle="US magnet plants by company with capacity goal, standing and start, and Chinese shipments to the US",
        description=(
            "Bar chart in two panels on one scale. US plants: "
            + "; ".join(f"{row.label} {row.text}" for row in rows.itertuples() if row.panel == plants)
            + ". Chinese shipments to the United States: "
            + " and ".join(f"{row.text} t in {row.label}" for row in rows.itertuples() if row.panel == shipped)
            + "."
        ),
        draw=lambda layout: draw_panels(plotted, Axis("t", (0, 18_500)), layout, mark="bar"),
        rows=rows,
        columns={"panel": "Counted", "label": "Who", "text": "t", "status": "Standing", "start": "Start"},
        panel="panel",
        note=(
            "Filled: operating (design capacity, not output). Hollow: goals, not in operation at this size. "
            "MP Materials: all its plants, of which a first one is starting up. USA Rare Earth: goal of a letter of intent."
        ),
    )

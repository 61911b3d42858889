"""Figures of the chapter on the European response."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.figure import Figure
from evidence.charts.panels import (
    Axis,
    Sign,
    draw_panels,
    key,
    label_axis,
    panel_title,
    plot_width,
    row_labels,
    tooltip,
)
from evidence.charts.rivals import rivals
from evidence.charts.rows import fact_rows
from evidence.charts.theme import Layout
from evidence.facts import fact
from evidence.ledger import load_ledger
from evidence.models.eu_choices import (
    CAR_AGE,
    CAREMAG_SCRAP,
    CEILING,
    FUNDING,
    HERAEUS_SCRAP,
    HYPROMAG,
    LEFT,
    MAGNETS_VALUE,
    MAGREESOURCE,
    NARVA_STAGE_1,
    NARVA_WHOLE,
    RECYCLED,
    STOCK,
    months,
)
from evidence.quantities import format_quantity, round_significant

SHARES = "eurostat.ree-import-share"
UNSPLIT = "Malaysia and others"
# Partners from the bottom of a bar to its top; those without a colour of their own in the book share its greys.
PARTNERS = {"China": "china", "Russia": "russia", "Malaysia": "muted", "Others": "other", UNSPLIT: "other"}
TOTALS = {
    "2020": "eurostat.ree-imports/world/2020@2025-05-01",
    "2021": "eurostat.ree-imports/world/2021@2025-05-01",
    "2022": "eurostat.ree-imports/world/2022@2025-05-01",
    "2023": "eurostat.ree-imports/world/2023@2024",
    "2024": "eurostat.ree-imports/world/2024@2025-04-09",
}
SPLITS = [
    ("2020", "China", f"{SHARES}/china/2020@2025-05-01"),
    ("2020", "Russia", f"{SHARES}/russia/2020@2025-05-01"),
    ("2020", UNSPLIT, "model.eu-imports-others-2020"),
    ("2021", "China", f"{SHARES}/china/2021@2025-05-01"),
    ("2021", "Russia", f"{SHARES}/russia/2021@2025-05-01"),
    ("2021", UNSPLIT, "model.eu-imports-others-2021"),
    ("2022", "China", f"{SHARES}/china/2022@2023-11"),
    ("2022", "Russia", f"{SHARES}/russia/2022@2023-11"),
    ("2022", "Malaysia", f"{SHARES}/malaysia/2022@2023-11"),
    ("2022", "Others", "model.eu-imports-others-2022"),
    ("2023", "China", f"{SHARES}/china/2023@2024"),
    ("2023", "Russia", f"{SHARES}/russia/2023@2024"),
    ("2023", "Malaysia", f"{SHARES}/malaysia/2023@2024"),
    ("2023", "Others", "model.eu-imports-others-2023"),
    ("2024", "China", f"{SHARES}/china/2024@2025-04-09"),
    ("2024", "Russia", f"{SHARES}/russia/2024@2025-04-09"),
    ("2024", "Malaysia", f"{SHARES}/malaysia/2024@2025-04-09"),
    ("2024", "Others", "model.eu-imports-others-2024"),
]
FALLS = [
    ("Malaysia", "model.eu-imports-fall-malaysia"),
    ("China", "model.eu-imports-fall-china"),
    ("Others", "model.eu-imports-fall-others"),
    ("Russia", "model.eu-imports-fall-russia"),
]


def imports() -> Figure:
    """Draw EU rare earth imports by partner (per cent of weight), in total and their fall by partner (t)."""
    shares = fact_rows([(f"Share of weight: {partner}", year, key) for year, partner, key in SPLITS])
    shares = shares.assign(partner=[partner for _, partner, _ in SPLITS], panel="Share of weight, per cent")
    totals = fact_rows([("All imports, t", year, key) for year, key in TOTALS.items()]).assign(partner="All")
    falls = fact_rows([("Fall from 2023 to 2024, t", partner, key) for partner, key in FALLS])
    falls = falls.assign(partner=falls["label"])

    ends = shares.groupby("label")["value"].cumsum()
    shares = shares.assign(start=ends - shares["value"], end=ends, middle=ends - shares["value"] / 2)
    shares["number"] = [f"{number:g}" for number in shares["value"].round(1)]

    def split(layout: Layout) -> alt.LayerChart:
        colours = alt.Scale(domain=list(PARTNERS), range=[theme.colour(name) for name in PARTNERS.values()])
        years = list(TOTALS)
        y = alt.Y("label:N", scale=alt.Scale(domain=years), axis=label_axis(falls["label"], layout))
        base = alt.Chart(shares).encode(y=y)
        bars = base.mark_bar(height=20).encode(
            x=alt.X(
                "start:Q",
                title=None,
                scale=alt.Scale(domain=[0, 100], nice=False),
                axis=alt.Axis(values=list(range(0, 101, 20))),
            ),
            x2=alt.X2("end:Q"),
            color=alt.Color("partner:N", scale=colours, legend=None),
            tooltip=tooltip(),
        )
        # The light grey of the others needs dark figures.
        light = alt.FieldOneOfPredicate(field="partner", oneOf=["Others", UNSPLIT])
        figures = alt.when(light).then(alt.value(theme.colour("ink"))).otherwise(alt.value(theme.colour("paper")))
        narrow = layout.labels_above
        numbers = base.mark_text(fontSize=11 if narrow else 13)
        layers = [bars, numbers.encode(x=alt.X("middle:Q"), text=alt.Text("number:N"), color=figures)]
        if narrow:
            layers.append(row_labels(years, y, rise=20))
        # In the two years without a share of Malaysia the grey segment holds it too.
        title = panel_title("Share of weight, per cent (2020 and 2021: others with Malaysia)", layout)
        height = alt.Step(47 if narrow else 27)
        return alt.layer(*layers, width=plot_width(layout), height=height, title=title)

    tonnes = pd.concat([totals, falls], ignore_index=True)
    tonnes["colour"] = tonnes["partner"].map(PARTNERS | {"All": "european-union"})

    def draw(layout: Layout) -> alt.VConcatChart:
        signs = key([Sign(partner, PARTNERS[partner]) for partner in ("China", "Russia", "Malaysia", "Others")], layout)
        return draw_panels(tonnes, Axis("", (0, 23000)), layout, mark="bar", above=[signs, split(layout)])

    china_2023, china_2024 = (fact(f"{SHARES}/china/{edition}") for edition in ("2023@2024", "2024@2025-04-09"))
    drop, malaysia = fact("model.eu-imports-fall"), fact("model.eu-imports-fall-malaysia")
    return Figure(
        id="fig-eu-imports",
        title=f"China's share rose to {china_2024} while its tonnes fell: imports from Malaysia fell most",
        subtitle="EU imports of rare earth elements from outside the EU by partner, 2020 to 2024, customs weight",
        description=(
            f"Three panels of bars. First, shares of import weight by year: China {china_2023} (2023) and {china_2024} "
            f"(2024); Russia {fact(f'{SHARES}/russia/2023@2024')} and {fact(f'{SHARES}/russia/2024@2025-04-09')}; "
            f"Malaysia {fact(f'{SHARES}/malaysia/2023@2024')} and {fact(f'{SHARES}/malaysia/2024@2025-04-09')}. Second,"
            f" all imports: {fact(TOTALS['2020'])} in 2020, {fact(TOTALS['2023'])} in 2023, {fact(TOTALS['2024'])} in "
            f"2024. Third, the fall of {drop} from 2023 to 2024 by partner: Malaysia {malaysia}, "
            f"China {fact('model.eu-imports-fall-china')}."
        ),
        draw=draw,
        rows=pd.concat([shares, totals, falls], ignore_index=True),
        columns={
            "panel": "Counted",
            "label": "Year or partner",
            "partner": "Partner",
            "text": "Figure",
            "basis": "Basis",
        },
        panel="panel",
        note=(
            "Others: what the named partners leave. The shares of 2022 come from one edition (2023), its total from a "
            "later one; Russia's share of 2020 is itself a remainder."
        ),
    )


def dependence() -> Figure:
    """Draw the articles' shares of processing beside the record's shares for the EU, by what is counted (per cent)."""
    unstated = "World: 'processing', stage not stated"
    refined = "World: separation and refining"
    supply = "EU: supply dependence on China"
    weight = "EU: imports from China, weight"
    value = "EU: imports from China, value"
    demand = "EU: demand met from China"
    by_weight, by_demand = (
        fact(f"{SHARES}/china/2024@2025-04-09"),
        fact("eu.magnets-from-china-share/china/2024@2026-02-02"),
    )
    by_value = fact("eu.magnet-import-share-value/china/2024@2026-06-15")
    by_supply = fact("eu.ree-dependence/china/2021@2021-05-27")
    return rivals(
        "fig-eu-dependence",
        title=f"{by_weight}, {by_demand}, {by_value} or {by_supply} from China: each counts another thing",
        subtitle="China's share of world processing and of EU supply, by what is counted, per cent",
        description=(
            "Dot chart in six panels on one scale from 0 to 100 per cent. The articles give China "
            f"{fact('GL-005')}, {fact('GL-004')} and {fact('GL-030')} of world processing; the record has "
            f"{fact('share.refining/china/2024@2025-10-23')} of refining in 2024. Of EU supply China has {by_weight} "
            f"of rare earth imports by weight, {by_demand} of magnet demand, {by_value} of magnet imports by value, "
            f"and {by_supply} in the Commission's dependence figure of 2021."
        ),
        entries=[
            (unstated, "Article 001-08", "GL-005"),
            (unstated, "Article 002-01", "GL-020"),
            (unstated, "Article 001-07", "GL-004"),
            (unstated, "Article 004-01", "GL-030"),
            (refined, "Article 001-10", "GL-015"),
            (refined, "IEA, 2024", "share.refining/china/2024@2025-10-23"),
            (refined, "IEA, 2025", "share.refining/china/2025@gcmo-2026"),
            (supply, "Rare earths, 2021", "eu.ree-dependence/china/2021@2021-05-27"),
            (supply, "Six rare earths, auditors", "eu.ree-dependence/china/2026@2026-02-03"),
            (supply, "Magnets, Commission", "eu.magnet-dependence/china/2025@2025-12-03"),
            (weight, "Rare earths, 2024", f"{SHARES}/china/2024@2025-04-09"),
            (weight, "Magnets, 2024", "eu.magnet-import-share-weight/china/2024@2026-06-15"),
            (value, "Magnets, 2024", "eu.magnet-import-share-value/china/2024@2026-06-15"),
            (demand, "Magnets, auditors", "eu.magnets-from-china-share/china/2024@2026-02-02"),
            (demand, "Magnets, alliance, 2021", "eu.magnets-from-china-share/china/2021@2021-09-30"),
        ],
        axes=Axis("per cent", (0, 126)),
        note="The IEA figure for 2025 was read in secondary notes only. 'Over' marks a lower bound, drawn at it.",
    )


def benchmarks() -> Figure:
    """Draw the benchmarks of the Critical Raw Materials Act for 2030 and what the record shows today (per cent)."""
    goal = "Goals for 2030: strategic raw materials, of yearly use"
    plans = "Plans over need in 2030, at forecast growth"
    entries = [
        (goal, "Extracted in the EU", "eu.crma-extraction/european-union/2030@2025-12-03"),
        (goal, "Recycled in the EU", "eu.crma-recycling/european-union/2030@2025-12-03"),
        (goal, "Processed in the EU", "eu.crma-processing/european-union/2030@2025-12-03"),
        (goal, "From any one country", CEILING),
        ("Recycled today, of use", "Rare earths", "eu.ree-recycling/european-union/2024@2024-06-27"),
        (plans, "Processed: NdPr oxide", "model.eu-separation-cover-2030"),
        ("From China today: imports by weight", "Rare earths", f"{SHARES}/china/2024@2025-04-09"),
        ("From China today: supply dependence", "Six rare earths", "eu.ree-dependence/china/2026@2026-02-03"),
        ("From China today: share of demand", "Magnets", "eu.magnets-from-china-share/china/2024@2026-02-02"),
    ]
    rows = fact_rows(entries)
    # The act sets a ceiling, which includes the number itself; the record's open bound would print "under".
    ceiling = rows["evidence"] == CEILING
    rows.loc[ceiling, "text"] = f"at most {rows.loc[ceiling, 'high'].item():g}%"
    shown = rows["panel"].map({goal: "european-union", plans: "result"}).fillna("record")
    plotted = rows.assign(colour=shown)
    recycled, wanted = fact(entries[4][2]), fact(entries[1][2])
    return Figure(
        id="fig-eu-benchmarks",
        title=f"Today magnets stand above the ceiling, and recycling at {recycled} where the goal is {wanted}",
        subtitle="Benchmarks of the Critical Raw Materials Act for 2030, and the record for rare earths, EU, per cent",
        description=(
            f"Horizontal bars in six panels from 0 to 100 per cent. Goals for 2030: {fact(entries[0][2])} extracted, "
            f"{wanted} recycled, {fact(entries[2][2])} processed in the EU, at most {fact(CEILING).high:g}% "
            f"from one country. Rare earths recycled {recycled}. Plans for oxide cover {fact(entries[5][2])} of the "
            f"need of 2030. From China today: {fact(entries[6][2])} of rare earth imports by weight, "
            f"{fact(entries[7][2])} dependence for six rare earths, {fact(entries[8][2])} of magnet demand."
        ),
        draw=lambda layout: draw_panels(plotted, Axis("per cent", (0, 112)), layout, mark="bar"),
        rows=rows,
        columns={"panel": "Counted", "label": "What", "text": "Figure", "basis": "Basis"},
        panel="panel",
        note=(
            "The ceiling holds for each strategic raw material, the other goals for all together. The record has no rare "
            "earth extracted in the EU, and no share processed there today. The paler end of a bar is a range; a bound is "
            "drawn at the bound."
        ),
    )


def chain() -> Figure:
    """Draw European capacity by stage, as magnets a year, against magnet demand (t and t/yr)."""
    projects = load_ledger().projects
    demand, plants = "Magnet demand in a year, t", "Magnet plants, t/yr"
    oxide = "Separated NdPr oxide, as magnets it suffices for, t/yr"
    scrap = "Used magnets taken in for recycling, t/yr"

    def status(project: str) -> str:
        start = projects.at[project, "start"]
        now = projects.at[project, "status"].replace("under construction", "being built")
        return f"{now} for {start}" if now == "planned" and start else now

    entries = [
        (demand, "All, auditors", "eu.magnet-demand/european-union/2024@2026-02-02", ""),
        (demand, "From China", "eu.magnets-from-china/china/2024@2026-02-02", ""),
        (plants, "Narva, first stage", NARVA_STAGE_1, status("narva-1")),
        (plants, "Narva, whole plant", NARVA_WHOLE, status("narva-2")),
        (plants, "MagREEsource", MAGREESOURCE, status("magreesource")),
        (plants, "HyProMag", HYPROMAG, status("hypromag-germany")),
        (oxide, "Solvay, La Rochelle", "model.eu-magnets-from-solvay", "aim"),
        (oxide, "Caremag, Lacq", "model.eu-magnets-from-caremag", status("caremag-ndpr")),
        (scrap, "Caremag, Lacq ", CAREMAG_SCRAP, status("caremag-ndpr")),
        (scrap, "Heraeus, Bitterfeld", HERAEUS_SCRAP, status("heraeus-bitterfeld")),
    ]
    rows = fact_rows([entry[:3] for entry in entries]).assign(status=[entry[3] for entry in entries])
    plotted = rows.copy()
    numbers = [text.removesuffix("/yr") for text in rows["text"]]
    plotted["text"] = [
        f"{number}, {said}" if said else number for number, said in zip(numbers, rows["status"], strict=True)
    ]
    plotted["colour"] = [
        "china" if row.label == "From China" else "result" if row.panel == oxide else "european-union"
        for row in rows.itertuples()
    ]
    plotted.loc[0, "colour"] = "record"
    plotted["hollow"] = rows["status"].str.contains("planned|aim|built")
    all_plants, share = fact("model.eu-magnet-capacity-announced"), fact("model.eu-magnet-capacity-share")
    return Figure(
        id="fig-eu-chain",
        title=f"Magnet capacity on record, opened or announced, is {share} of demand; for metal and alloy none is on record",
        subtitle="European capacity by stage, opened (full bars) or announced (hollow), against EU magnet demand",
        description=(
            f"Horizontal bars in four panels on one scale. Magnet demand is {fact(entries[0][2])}, "
            f"{fact(entries[1][2])} of it from China. Magnet plants come to {all_plants}: Narva "
            f"{fact(NARVA_STAGE_1)} opened and {fact(NARVA_WHOLE)} planned in all, MagREEsource {fact(MAGREESOURCE)}, "
            f"HyProMag {fact(HYPROMAG)}. Solvay's oxide would suffice for {fact(entries[6][2])} of magnets, Caremag's "
            f"for {fact(entries[7][2])}. Caremag takes in {fact(CAREMAG_SCRAP)} of used magnets, Heraeus "
            f"{fact(HERAEUS_SCRAP)}."
        ),
        draw=lambda layout: draw_panels(plotted, Axis("", (0, 24_000)), layout, mark="bar"),
        rows=rows,
        columns={"panel": "Stage", "label": "Who", "text": "Figure", "status": "Status", "basis": "Basis"},
        panel="panel",
        note=(
            "The whole plant at Narva includes its first stage; that HyProMag has started is not confirmed. For metal and "
            "alloy a plant is planned at Lacq, without a capacity on record; Silmet separates light rare earths, how many "
            "of them for magnets is not on record. Stages of one chain must not be added. The paler end of a bar is a "
            "range, which for Solvay, whose aim is for 2030, includes that of the reports of it."
        ),
    )


def ceiling() -> Figure:
    """Draw China's share of EU magnet demand in 2030 by what Europe builds, with sliders (per cent)."""
    entries = [
        ("No new plant", 0.0, "model.eu-left-2030-none"),
        ("Narva, first stage", fact(NARVA_STAGE_1).point, "model.eu-left-2030-narva-1"),
        ("Narva, whole plant", fact(NARVA_WHOLE).point, "model.eu-left-2030-narva"),
        ("All that is announced", fact("model.eu-magnet-capacity-announced").point, "model.eu-left-2030-announced"),
    ]
    cases = pd.DataFrame(entries, columns=["label", "capacity", "evidence"]).assign(unit=LEFT.unit, basis=LEFT.basis)
    rows = LEFT.fill(cases)
    rows["text"] = [fact(key).text for key in rows["evidence"]]
    order, most = list(rows["label"]), fact(CEILING).high
    mark = pd.DataFrame({"ceiling": [most], "text": [f"ceiling {most:g}%"], "evidence": [CEILING]})

    def draw(layout: Layout) -> alt.LayerChart:
        y = alt.Y("label:N", scale=alt.Scale(domain=order), axis=label_axis(order, layout))
        scale = alt.Scale(domain=[0, 112], nice=False)
        x = alt.X("left:Q", scale=scale, title="per cent", axis=alt.Axis(values=list(range(0, 101, 20))))
        live = LEFT.calculate(alt.Chart(rows.drop(columns=["left", "text"])))
        live = live.transform_calculate(figure="format(datum.left, '.2~r') + '%'").encode(y=y)
        line = alt.Chart(mark).encode(x=alt.X("ceiling:Q", scale=scale))
        layers = [
            live.mark_bar(height=15, color=theme.colour("china")).encode(x=x),
            live.mark_text(align="left", dx=6).encode(x=x, text=alt.Text("figure:N")),
            line.mark_rule(strokeDash=[4, 3], strokeWidth=2, color=theme.colour("ink")),
            line.mark_text(align="left", dx=4, y=-8).encode(text=alt.Text("text:N")),
        ]
        if layout.labels_above:
            layers.append(row_labels(order, y))
        height = alt.Step(42 if layout.labels_above else 30)
        return alt.layer(*layers, width=plot_width(layout), height=height)

    last, growth = fact(entries[3][2]), fact("model.eu-growth-at-ceiling-announced")
    return Figure(
        id="fig-eu-ceiling",
        title=f"At forecast growth, with every announced plant full, China still has {last} in 2030; the ceiling needs growth under {growth} a year",
        subtitle="China's share of EU magnet demand in 2030 by what is built, demand growing as the world's is forecast, per cent",
        description=(
            f"Bar chart from 0 to 100 per cent with a broken line at the ceiling of {most:g} per cent. China's share in "
            "2030: " + "; ".join(f"{row.label.lower()} {row.text}" for row in rows.itertuples()) + ". Sliders change "
            "growth, years, use of capacity, sales in the EU, magnets from elsewhere and demand."
        ),
        draw=draw,
        rows=rows,
        columns={"label": "Built", "capacity": "New capacity (t/yr)", "text": "China's share"},
        whatif=LEFT,
        note="The ceiling of Regulation (EU) 2024/1252 is for each strategic raw material; applying it to magnets is our step. Move growth to 0 for steady demand.",
    )


def recycling() -> Figure:
    """Draw what share of magnet demand old products can meet, by how long they are in use, with sliders (per cent)."""
    lives = [float(life) for life in range(5, 26)]
    lines = {100.0: ("all collected", "model.eu-recycled-all"), 50.0: ("half collected", "model.eu-recycled-half")}
    cases = pd.DataFrame(
        [
            {"life": life, "collected": part, "label": label, "evidence": key}
            for part, (label, key) in lines.items()
            for life in lives
        ]
    ).assign(unit=RECYCLED.unit, basis=RECYCLED.basis)
    rows = RECYCLED.fill(cases)
    rows["text"] = [f"{number:.0f}%" for number in rows["recycled"]]
    goal, age = fact("eu.crma-recycling/european-union/2030@2025-12-03"), fact(CAR_AGE)
    mark = pd.DataFrame({"goal": [goal.point], "life": [25.0], "text": [f"goal {goal}"], "evidence": [goal.key]})
    car = pd.DataFrame({"life": [age.point], "text": ["a car in Belgium"], "evidence": [CAR_AGE]})

    def draw(layout: Layout) -> alt.LayerChart:
        x_scale, y_scale = alt.Scale(domain=[5, 25], nice=False), alt.Scale(domain=[0, 100], nice=False)
        x = alt.X("life:Q", scale=x_scale, title="years in use", axis=alt.Axis(values=[5, 10, 15, 20, 25], grid=False))
        y = alt.Y("recycled:Q", scale=y_scale, title="per cent of demand", axis=alt.Axis(values=[0, 25, 50, 75, 100]))
        live = RECYCLED.calculate(alt.Chart(rows.drop(columns=["recycled", "text"])))
        curves = live.mark_line(color=theme.colour("result")).encode(
            x=x, y=y, strokeDash=alt.StrokeDash("label:N", scale=alt.Scale(range=[[1, 0], [6, 3]]), legend=None)
        )
        # The name of the lower line stands below it, clear of the goal.
        start = live.transform_filter("datum.life == 5")
        upper = start.transform_filter("datum.collected == 100").mark_text(align="left", dx=24, dy=-2)
        lower = start.transform_filter("datum.collected == 50").mark_text(
            align="left", dx=6, dy=46 if layout.labels_above else 32
        )
        at_age = live.transform_filter(f"datum.life == {age.point:g}")
        at_age = at_age.transform_calculate(figure="format(datum.recycled, '.2~r') + '%'")
        goal_line, car_line = alt.Chart(mark), alt.Chart(car)
        return alt.layer(
            goal_line.mark_rule(strokeDash=[4, 3], strokeWidth=2, color=theme.colour("european-union")).encode(
                y=alt.Y("goal:Q", scale=y_scale)
            ),
            goal_line.mark_text(align="right", dy=-9, color=theme.colour("european-union")).encode(
                x=x, y=alt.Y("goal:Q", scale=y_scale), text=alt.Text("text:N")
            ),
            car_line.mark_rule(color=theme.colour("muted")).encode(x=x),
            car_line.mark_text(align="center", y=-8).encode(x=x, text=alt.Text("text:N")),
            curves,
            upper.encode(x=x, y=y, text=alt.Text("label:N")),
            lower.encode(x=x, y=y, text=alt.Text("label:N")),
            at_age.mark_point(shape="square", size=80, opacity=1, color=theme.colour("result")).encode(x=x, y=y),
            at_age.mark_text(align="right", dx=-8, dy=11).encode(x=x, y=y, text=alt.Text("figure:N")),
            width=layout.width - 70,
            height=250,
        )

    whole = fact("model.eu-recycled-all")
    return Figure(
        id="fig-eu-recycling",
        title=f"At forecast growth, magnets in use as long as a car give back {whole} of demand if all are collected: the goal is {goal}",
        subtitle="Share of EU magnet demand that old products can meet, by the years they are in use, per cent",
        description=(
            "Line chart, 5 to 25 years in use against 0 to 100 per cent of demand, with a broken line at the goal of "
            f"{goal}. Both lines fall with the years. At {age}, the age of a car scrapped in Belgium, old products meet "
            f"{whole} of demand if all are collected and {fact('model.eu-recycled-half')} if half are. Sliders change "
            "growth, recovery and the magnets in goods sold."
        ),
        draw=draw,
        rows=rows,
        columns={"label": "Collected", "life": "Years in use", "text": "Share of demand"},
        whatif=RECYCLED,
        note=(
            "The goal is that of Regulation (EU) 2024/1252 for all strategic materials. Scrap from cutting new magnets is not "
            "counted: it is up to a fifth of what is made, and Europe makes few. The "
            "growth is of world demand and is taken to hold for the past too."
        ),
    )


def coercion() -> Figure:
    """Draw the steps of the Anti-Coercion Instrument with their longest times (months)."""
    keys = [f"aci.{step}/european-union/2023@2023-06" for step in ("examination", "determination", "response")]
    steps = ["Commission examines", "Council determines", "Commission responds"]
    examined, determined, answered = (fact(key) for key in keys)
    whole = fact("model.eu-aci-time")
    first = examined.point
    second = (first + months(determined.low), first + months(determined.high))
    spans = [
        (0.0, first, first),
        (first, *second),
        (second[1], whole.point, whole.point),
        (0.0, whole.point, whole.point),
    ]
    rows = pd.DataFrame(spans, columns=["start", "sure", "end"]).assign(
        label=[*steps, "Together"],
        text=[examined.text, determined.text, answered.text, whole.text],
        unit="months",
        basis="duration",
        evidence=[*keys, whole.key],
        colour=[*[theme.colour("european-union")] * 3, theme.colour("result")],
    )
    order = list(rows["label"])

    def draw(layout: Layout) -> alt.LayerChart:
        y = alt.Y("label:N", scale=alt.Scale(domain=order), axis=label_axis(order, layout))
        scale = alt.Scale(domain=[0, 20], nice=False)
        axis = alt.Axis(values=[0, 3, 6, 9, 12])

        def x(column: str) -> alt.X:
            return alt.X(f"{column}:Q", scale=scale, axis=axis, title="months after an examination begins")

        base = alt.Chart(rows).encode(y=y, color=alt.Color("colour:N", scale=None))
        layers = [
            base.mark_bar(height=15).encode(x=x("start"), x2=alt.X2("sure:Q")),
            base.mark_bar(height=15, opacity=0.45).encode(x=x("sure"), x2=alt.X2("end:Q")),
            base.mark_text(align="left", dx=6).encode(
                x=x("end"), text=alt.Text("text:N"), color=alt.ColorValue(theme.colour("ink"))
            ),
        ]
        if layout.labels_above:
            layers.append(row_labels(order, y))
        height = alt.Step(42 if layout.labels_above else 30)
        return alt.layer(*layers, width=plot_width(layout), height=height)

    return Figure(
        id="fig-eu-coercion",
        title="If each step takes its longest time, the Anti-Coercion Instrument needs about a year to a response",
        subtitle="Longest time of each step, as agreed in June 2023, months",
        description=(
            f"Bars on a time axis of months, one step after the other: the Commission examines, {examined}; the Council "
            f"determines by a qualified majority, {determined}; the Commission decides on a response, {answered}. "
            f"Together {whole}."
        ),
        draw=draw,
        rows=rows,
        columns={"label": "Step", "text": "Longest time", "start": "From month", "end": "To month"},
        note="Talks with the other country run beside the steps. The regulation's own wording of the times was not read.",
    )


def stock() -> Figure:
    """Draw what a stock of Chinese magnets costs by the months it covers, with sliders (million euros)."""
    held = [1.0, 3.0, 6.0, 12.0]
    cases = pd.DataFrame(
        {
            "label": ["One month", "Three months", "Six months", "A year"],
            "months": held,
            "unit": STOCK.unit,
            "basis": STOCK.basis,
            "evidence": ["model.eu-stock-cost" if span == 3 else MAGNETS_VALUE for span in held],
        }
    )
    rows = STOCK.fill(cases)
    rows["text"] = [format_quantity(round_significant(cost, 2), "EUR") for cost in rows["stock"]]
    order, funding = list(rows["label"]), fact(FUNDING)
    mark = pd.DataFrame({"plan": [funding.point / 1e6], "text": ["RESourceEU"], "evidence": [FUNDING]})

    def draw(layout: Layout) -> alt.LayerChart:
        y = alt.Y("label:N", scale=alt.Scale(domain=order), axis=label_axis(order, layout))
        scale = alt.Scale(domain=[0, 4000], nice=False)
        x = alt.X("end:Q", scale=scale, title="million euros", axis=alt.Axis(values=[0, 1000, 2000, 3000]))
        live = STOCK.calculate(alt.Chart(rows.drop(columns=["stock", "text"]))).encode(y=y)
        # A stock dearer than the axis is drawn to its edge, with its figure in words.
        live = live.transform_calculate(
            end="min(datum.stock / 1e6, 3300)", figure="format(datum.stock / 1e6, ',.2~r') + ' million'"
        )
        line = alt.Chart(mark).encode(x=alt.X("plan:Q", scale=scale))
        layers = [
            live.mark_bar(height=15, color=theme.colour("european-union")).encode(x=x),
            live.mark_text(align="left", dx=6).encode(x=x, text=alt.Text("figure:N")),
            line.mark_rule(strokeDash=[4, 3], strokeWidth=2, color=theme.colour("ink")),
            line.mark_text(align="center", y=-8).encode(text=alt.Text("text:N")),
        ]
        if layout.labels_above:
            layers.append(row_labels(order, y))
        height = alt.Step(42 if layout.labels_above else 30)
        return alt.layer(*layers, width=plot_width(layout), height=height)

    cost, part = fact("model.eu-stock-cost"), fact("model.eu-stock-cost-to-funding")
    return Figure(
        id="fig-eu-stock",
        title=f"Three months of Chinese magnets cost {cost} at prices of 2024, {part} of RESourceEU",
        subtitle="Cost of a stock of Chinese magnets by the months of imports it covers, at the value of 2024, euros",
        description=(
            "Bar chart in million euros with a broken line at the funding of RESourceEU, "
            f"{funding}. " + "; ".join(f"{row.label} {row.text}" for row in rows.itertuples()) + ". Sliders change the "
            "value of imports, the price, the part covered and the cost of holding."
        ),
        draw=draw,
        rows=rows,
        columns={"label": "Covers", "text": "Cost"},
        whatif=STOCK,
        note=(
            "The broken line is the plan of the Commission, COM(2025) 945, for all critical raw materials. A stock must be "
            "bought before exports stop, and of many kinds: magnets are made to a buyer's shape. A stock of oxides needs plants."
        ),
    )

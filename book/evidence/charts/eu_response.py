"""Figures of the chapter on the European response."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evidence import theme
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
from evidence.facts import fact
from evidence.figure import Figure
from evidence.ledger import load_ledger
from evidence.theme import Layout

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
            x2="end:Q",
            color=alt.Color("partner:N", scale=colours, legend=None),
            tooltip=tooltip(),
        )
        # The light grey of the others needs dark figures.
        light = alt.FieldOneOfPredicate(field="partner", oneOf=["Others", UNSPLIT])
        figures = alt.when(light).then(alt.value(theme.colour("ink"))).otherwise(alt.value(theme.colour("paper")))
        narrow = layout.labels_above
        numbers = base.mark_text(fontSize=11 if narrow else 13)
        layers = [bars, numbers.encode(x="middle:Q", text="number:N", color=figures)]
        if narrow:
            layers.append(row_labels(years, y, rise=20))
        # In the two years without a share of Malaysia the grey segment holds it too.
        title = panel_title("Share of weight, per cent (2020 and 2021: others with Malaysia)", layout)
        height = alt.Step(47 if narrow else 27)
        return alt.layer(*layers).properties(width=plot_width(layout), height=height, title=title)

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
        ],
        axes=Axis("per cent", (0, 118)),
        note="The IEA figure for 2025 was read in secondary notes only. 'Over' marks a lower bound, drawn at it.",
    )


def import_value() -> Figure:
    """Draw the value of EU imports of rare earths and of magnets (million euros)."""
    entries = [
        (f"Rare earths, {year}", f"eurostat.ree-import-value/world/{year}@{edition}")
        for year, edition in (
            ("2020", "2025-05-01"),
            ("2021", "2025-05-01"),
            ("2022", "2025-05-01"),
            ("2023", "2024"),
            ("2024", "2025-05-01"),
        )
    ]
    entries += [
        ("Magnets, 2024", "eu.magnet-imports-value/world/2024@2026-06-15"),
        ("of which from China", "model.eu-magnets-from-china-value"),
    ]
    rows = fact_rows([("Value of imports in a year, euros", label, key) for label, key in entries])
    plotted = rows.assign(panel="", colour=["european-union"] * 6 + ["china"])
    magnets, elements = (fact(key) for _, key in (entries[5], entries[4]))
    return Figure(
        id="fig-eu-import-value",
        title=(
            f"Europe pays {fact('model.eu-magnets-to-rare-earths-value')} times as much for imported magnets as for "
            "imported rare earths"
        ),
        subtitle="Value of EU imports from outside it: rare earths 2020 to 2024, magnets (CN 8505 11 10) 2024, euros",
        description=(
            f"Horizontal bars in million euros. Rare earth imports were worth {fact(entries[0][1])} in 2020, "
            f"{fact(entries[2][1])} in 2022 and {elements} in 2024; magnet imports were worth {magnets} in 2024, of "
            f"which {fact(entries[6][1])} from China."
        ),
        draw=lambda layout: draw_panels(plotted, Axis("million euros", (0, 1100), divisor=1e6), layout, mark="bar"),
        rows=rows,
        columns={"label": "Goods and year", "text": "Value", "basis": "Basis"},
        note="Magnets inside imported motors, cars and appliances are in neither figure.",
    )


def benchmarks() -> Figure:
    """Draw the benchmarks of the Critical Raw Materials Act for 2030 and what the record shows today (per cent)."""
    goal = "Goals for 2030: strategic raw materials, of yearly use"
    entries = [
        (goal, "Extracted in the EU", "eu.crma-extraction/european-union/2030@2025-12-03"),
        (goal, "Recycled in the EU", "eu.crma-recycling/european-union/2030@2025-12-03"),
        (goal, "Processed in the EU", "eu.crma-processing/european-union/2030@2025-12-03"),
        (goal, "From any one country", "eu.crma-single-country/european-union/2030@2025-12-03"),
        ("Record: waste recovered", "Rare earths recycled", "eu.ree-recycling/european-union/2025@2025-12"),
        ("Record: share of EU imports by weight", "Rare earths from China", f"{SHARES}/china/2024@2025-04-09"),
        ("Record: supply dependence", "Six rare earths on China", "eu.ree-dependence/china/2026@2026-02-03"),
        ("Record: share of EU demand", "Magnets from China", "eu.magnets-from-china-share/china/2024@2026-02-02"),
    ]
    rows = fact_rows(entries)
    # The act sets a ceiling, which includes the number itself; the record's open bound would print "under".
    ceiling = rows["evidence"].str.startswith("eu.crma-single-country")
    rows.loc[ceiling, "text"] = f"at most {rows.loc[ceiling, 'high'].item():g}%"
    plotted = rows.assign(colour=["european-union" if panel == goal else "record" for panel in rows["panel"]])
    recycled, wanted = fact(entries[4][2]), fact(entries[1][2])
    return Figure(
        id="fig-eu-benchmarks",
        title=f"The goal for recycling is {wanted}; one weak source puts rare earths at {recycled}",
        subtitle="Benchmarks of the Critical Raw Materials Act for 2030, and the record for rare earths, EU, per cent",
        description=(
            f"Horizontal bars in five panels from 0 to 100 per cent. Goals for 2030: {fact(entries[0][2])} extracted, "
            f"{wanted} recycled, {fact(entries[2][2])} processed in the EU, at most {fact(entries[3][2]).high:g}% "
            f"from one country. Record: rare earths recycled {recycled}; from China {fact(entries[5][2])} of rare "
            f"earth imports by weight, {fact(entries[6][2])} supply dependence for six rare earths, "
            f"{fact(entries[7][2])} of magnet demand."
        ),
        draw=lambda layout: draw_panels(plotted, Axis("per cent", (0, 100)), layout, mark="bar"),
        rows=rows,
        columns={"panel": "Counted", "label": "What", "text": "Figure", "basis": "Basis"},
        panel="panel",
        note=(
            "The record has no share of rare earths extracted or processed there. The paler end of a bar is a range; "
            "a bound is drawn at the bound."
        ),
    )


def capacity() -> Figure:
    """Draw European magnet and separation capacity against magnet demand (t and t/yr)."""
    projects = load_ledger().projects
    demand, plants = "Magnet demand in a year", "Magnet plant capacity"
    oxides, scrap = "Separated oxides, capacity", "Magnets taken in for recycling, capacity"

    def status(project: str) -> str:
        return projects.at[project, "status"]

    entries = [
        (demand, "All, auditors", "eu.magnet-demand/european-union/2024@2026-02-02", ""),
        (demand, "From China", "eu.magnets-from-china/china/2024@2026-02-02", ""),
        (
            plants,
            "Narva, first stage",
            "project.narva-capacity-phase-1/european-union/2025@2025-09-19",
            status("narva-1"),
        ),
        (
            plants,
            "Narva, whole plant",
            "project.narva-capacity-planned/european-union/2025@2025-09-19",
            status("narva-2"),
        ),
        (oxides, "Solvay, La Rochelle", "project.solvay-capacity/european-union/2030@2025-04", "aim for 2030"),
        (oxides, "Caremag, NdPr", "project.caremag-ndpr-oxide/european-union/2026@2025-03", status("caremag-ndpr")),
        (
            oxides,
            "Caremag, Dy and Tb",
            "project.caremag-dytb-oxide/european-union/2026@2025-03",
            status("caremag-dytb"),
        ),
        (scrap, "Caremag", "project.caremag-magnet-input/european-union/2026@2025-03", status("caremag-dytb")),
    ]
    rows = fact_rows([entry[:3] for entry in entries]).assign(status=[entry[3] for entry in entries])
    plotted = rows.assign(panel=rows["panel"] + ", " + rows["unit"])
    plotted["text"] = [f"{row.text}, {row.status}" if row.status else row.text for row in rows.itertuples()]
    plotted["colour"] = [
        "china" if label == "From China" else "record" if panel == demand else "european-union"
        for panel, label in zip(rows["panel"], rows["label"], strict=True)
    ]
    share = fact("model.eu-narva-share-of-demand")
    return Figure(
        id="fig-eu-capacity",
        title=f"At full use the one magnet plant on record would meet {share} of demand",
        subtitle="EU magnet demand, and capacity opened or announced in the EU by stage, tonnes and tonnes a year",
        description=(
            f"Horizontal bars in four panels on one scale. Magnet demand is {fact(entries[0][2])}, "
            f"{fact(entries[1][2])} of it from China. Magnet capacity at Narva is {fact(entries[2][2])} in the first "
            f"stage and {fact(entries[3][2])} for the whole plant. Separated oxides: Solvay {fact(entries[4][2])}, "
            f"Caremag {fact(entries[5][2])} of neodymium and praseodymium and {fact(entries[6][2])} of dysprosium and "
            f"terbium. Caremag would recycle {fact(entries[7][2])} of magnets."
        ),
        draw=lambda layout: draw_panels(plotted, Axis("", (0, 24000)), layout, mark="bar"),
        rows=rows,
        columns={"panel": "Counted", "label": "Who", "text": "Figure", "status": "Status", "basis": "Basis"},
        panel="panel",
        note=(
            "The whole plant at Narva includes its first stage. The line in Solvay's bar is the range reported."
            " Oxide goes into magnets: the panels are stages of one chain and must not be added."
        ),
    )

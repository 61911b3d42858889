"""Figures of the chapter on Russian autonomy."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.figure import Figure
from evidence.charts.panels import (
    BAR_HEIGHT,
    TALL_STEP,
    Axis,
    Sign,
    draw_panels,
    key,
    kind_key,
    label_axis,
    plot_width,
    row_labels,
    tooltip,
)
from evidence.charts.rivals import COLUMNS, rivals
from evidence.charts.rows import fact_rows
from evidence.charts.theme import Layout
from evidence.facts import fact
from evidence.models import russian_autonomy as models
from evidence.yardstick import YARDSTICK

ACTORS = {"united-states", "china", "russia"}


def _names(labels: list[str], layout: Layout) -> tuple[alt.Y, list[alt.Chart]]:
    """Return the vertical axis of labelled rows, and the layer of their labels where the room is narrow."""
    y = alt.Y("label:N", scale=alt.Scale(domain=labels), axis=label_axis(labels, layout))
    return y, [row_labels(labels, y)] if layout.labels_above else []


def _row_step(layout: Layout) -> alt.Step:
    """Return the height of a labelled row."""
    return alt.Step(TALL_STEP if layout.labels_above else 27)


def chances() -> Figure:
    """Draw what the chapter judges of six events: the word's range and the computed range (per cent)."""
    rows = fact_rows([("", judged.event, judged.key) for judged in models.JUDGEMENTS])
    words = [judged.word for judged in models.JUDGEMENTS]
    rows = rows.assign(
        word=words,
        reason=[judged.reason for judged in models.JUDGEMENTS],
        band_low=[float(YARDSTICK[word][0]) for word in words],
        band_high=[float(YARDSTICK[word][1]) for word in words],
        start=rows["low"].fillna(rows["value"]),
        end=rows["high"].fillna(rows["value"]),
    )
    rows["reach"] = rows[["band_high", "end"]].max(axis=1)
    goal = fact(models.TARGET_SHARE)

    def draw(layout: Layout) -> alt.VConcatChart:
        y, labels = _names(list(rows["label"]), layout)
        scale = alt.Scale(domain=[0, 100], nice=False)
        base = alt.Chart(rows).encode(y=y, tooltip=[*tooltip(), alt.Tooltip("word:N"), alt.Tooltip("reason:N")])
        x = lambda field: alt.X(field, scale=scale, title="per cent", axis=alt.Axis(values=list(range(0, 101, 20))))  # noqa: E731
        russia, ink = theme.colour("russia"), theme.colour("ink")
        band = base.mark_bar(height=BAR_HEIGHT, color=russia, opacity=0.45).encode(
            x=x("band_low:Q"), x2=alt.X2("band_high:Q")
        )
        computed = base.mark_rule(strokeWidth=3, color=ink).encode(x=x("start:Q"), x2=alt.X2("end:Q"))
        point = base.transform_filter("datum.start == datum.end").mark_point(
            shape="square", color=ink, size=60, opacity=1
        )
        word = base.mark_text(align="left", dx=6).encode(x=x("reach:Q"), text=alt.Text("word:N"))
        layers = alt.layer(band, computed, point.encode(x=x("start:Q")), word, *labels)
        signs = [Sign("range of our word", "russia"), Sign("base rate or model", "ink")]
        chart = layers.properties(width=plot_width(layout), height=_row_step(layout))
        return alt.vconcat(key(signs, layout), chart, spacing=8)

    listed = "; ".join(f"{judged.event}: {judged.word}, computed {fact(judged.key)}" for judged in models.JUDGEMENTS)
    return Figure(
        id="fig-ru-chances",
        title=f"By the end of 2030 a first plant is likely, a whole chain very unlikely, and {goal} has almost no chance",
        subtitle="Six events by the end of 2030: range of our word and computed range, per cent",
        description=f"Bar chart of six events on one scale from 0 to 100 per cent, with a line for the computed range. {listed}.",
        draw=draw,
        rows=rows,
        columns={"label": "Event", "word": "Our word", "text": "Computed", "reason": "Why"},
        note=(
            "The line is a base rate (rule of succession) for goals of output and a model of stages for the chain; the mark for "
            "light oxides is our own chance of that stage. The word adds what we know of plans and money."
        ),
    )


def reserves() -> Figure:
    """Draw the rival figures for Russia's reserves, in panels by what each counts (million tonnes)."""
    stated, economic = "Claimed, no definition given", "Pays to mine: USGS, by edition"
    booked, deposit = "In the ground, recovered or not: Russian state balance", "One deposit, Tomtor"
    coded, mixed = (
        "The same deposit: what could be mined (JORC code)",
        "Other rare metals too: what the ministry adds up",
    )
    low, high = fact("usgs.reserves/russia/2025@mcs-2026"), fact(models.STATE_BALANCE)
    first, second = fact("usgs.reserves/russia/2022@mcs-2023"), fact("usgs.reserves/russia/2023@mcs-2024")
    explored, estimated = fact("russia.reserves-abc1/russia/2022-01-01"), fact("russia.reserves-c2/russia/2022-01-01")
    metals, producing = fact("russia.reserves-mixed-metals/russia/2025"), fact("model.ru-reserves-in-production")
    jorc, tomtor = fact("russia.tomtor-reserves-jorc/russia/2019"), fact("russia.reserves-tomtor/russia/2025")
    oxide = Axis("million tonnes REO", (0, 42), divisor=1e6)
    return rivals(
        "fig-ru-reserves",
        title=f"{low}, {high} or {metals}: each figure counts another thing",
        subtitle="Russian reserves by who counts and what is counted, million tonnes; oxide (REO) except in the last panel",
        description=(
            f"Dot chart in six panels, five on one linear scale of million tonnes of oxide. The articles claim "
            f"{fact('RU-013')}, {fact('RU-023')} and {fact('RU-052')}. USGS editions fell from {first} to {second} to {low}. "
            f"The state balance of 2022 books {explored} explored and {estimated} estimated; in 2025 it stood at {high}, "
            f"{producing} of it in production. Tomtor is booked with {tomtor}, and {jorc} under the JORC code. The figure of "
            f"{metals} counts other rare metals too, on a scale of its own."
        ),
        entries=[
            (stated, "001-02 and 003-03", "RU-013"),
            (stated, "001-05", "RU-023"),
            (stated, "002-01 and 003-02", "RU-052"),
            (economic, "MCS 2023", "usgs.reserves/russia/2022@mcs-2023"),
            (economic, "MCS 2024", "usgs.reserves/russia/2023@mcs-2024"),
            (economic, "MCS 2025", "usgs.reserves/russia/2024@mcs-2025"),
            (economic, "MCS 2026", low.key),
            (booked, "2022, explored (A+B+C1)", "russia.reserves-abc1/russia/2022-01-01"),
            (booked, "2022, estimated (C2)", "russia.reserves-c2/russia/2022-01-01"),
            (booked, "2022, both", "russia.reserves-state-balance/russia/2022-01-01"),
            (booked, "Rosnedra, 2025", models.STATE_BALANCE),
            (booked, "of these in production", "model.ru-reserves-in-production"),
            (deposit, "State balance", "russia.reserves-tomtor/russia/2025"),
            (coded, "End of 2019", "russia.tomtor-reserves-jorc/russia/2019"),
            (mixed, "Ministry, 2025", "russia.reserves-mixed-metals/russia/2025"),
        ],
        axes=dict.fromkeys((stated, economic, booked, deposit, coded), oxide)
        | {mixed: Axis("million tonnes of all these metals", (0, 980), divisor=1e6)},
    )


def chain() -> Figure:
    """Draw what Russian ore holds, what is mined, sold and used, and what plants are to make (thousand tonnes)."""
    lifted, mined, output = "In ore lifted, recovered or not", "Mine output (USGS)", "Compounds: made and used"
    separated, magnets = "Separation capacity planned, a year", "Magnet capacity planned, a year (mass of magnets)"
    whole, loparite = fact("russia.ore-lifted/russia/2021"), fact("russia.ore-lifted-loparite/russia/2021")
    sold, used = fact("russia.solikamsk-output/russia/2021"), fact(models.CONSUMPTION)
    plant, factory = fact(models.SEPARATION), fact("russia.magnet-plant/russia/2028")
    rows = fact_rows(
        [
            (lifted, "All ore, 2021", models.ORE_LIFTED),
            (lifted, "Loparite ore, 2021", "russia.ore-lifted-loparite/russia/2021"),
            (mined, "Russia, 2021", models.RUSSIA_2021),
            (output, "Solikamsk product, 2021", "russia.solikamsk-output/russia/2021"),
            (output, "Consumption, 2023", "russia.consumption/russia/2023"),
            (output, "Consumption, 2025", models.CONSUMPTION),
            (separated, "Solikamsk, 2027", models.SEPARATION),
            (magnets, "Glazov, 2028", "russia.magnet-plant/russia/2028"),
        ]
    )
    rows["hollow"] = rows["panel"].isin([separated, magnets])
    axis = Axis("thousand tonnes", (0, 145), divisor=1e3)
    return Figure(
        id="fig-ru-chain",
        title=f"{whole} came up with Russian ore in 2021; the plants planned would treat {plant}",
        subtitle="Rare earths in Russian ore, output, use and capacity, thousand tonnes of oxide (REO); magnets by mass",
        description=(
            f"Bar chart in five panels on one linear scale of thousand tonnes. All ore lifted in 2021 held {whole} "
            f"of rare earth oxide, loparite ore {loparite}. Mine output was {rows.at[2, 'text']}, the Solikamsk "
            f"plant's product {sold}, and consumption {rows.at[4, 'text']} in 2023 and {used} in 2025. Planned, in outline: "
            f"{plant} of separated oxides and {factory} of magnets."
        ),
        draw=lambda layout: draw_panels(rows.assign(colour="russia"), axis, layout, mark="bar"),
        rows=rows,
        columns=COLUMNS,
        panel="panel",
        note="Outlines are plans. Today's plant product is unseparated: it isn't what users of single oxides consume.",
    )


def targets() -> Figure:
    """Draw the targets reported for 2030 against output and what the share takes (tonnes; per cent)."""
    mined = "Mine output, t REO (USGS and from it)"
    narrow, wide = "Target: rare earths, t", "Target: rare and rare earth metals, t"
    metals = "The same, read as rare metals only, t"
    shares, policy = "Share of world mine output, %", "Target: share of the world market, %"
    level, imports = "Import dependence today, %", "Target: import dependence in 2030, %"
    goal, own = fact(models.TARGET_SHARE), fact(models.TARGET_OUTPUT)
    tonnes = fact_rows(
        [
            (mined, "Russia, 2025", models.OUTPUT("russia/2025", "mcs-2026")),
            (mined, "With Lovozero as planned", "model.ru-lovozero-plan-output"),
            (mined, "Fifth largest, 2025", models.FIFTH_2025),
            (mined, f"For {goal} of world output", models.TARGET_TONNES),
            (narrow, "Road map of 2020, for 2024", models.ROADMAP_2024),
            (narrow, "Road map of 2020, for 2030", models.ROADMAP_2030),
            (narrow, "Ministry, 2025, for 2030", models.TARGET_OUTPUT),
            (wide, "Trade site, 2025, for 2030", "russia.target-output-mixed/russia/2030"),
            (metals, "RIA, 2025, for 2030", "russia.target-output-rare-metals/russia/2030"),
        ]
    )
    per_cent = fact_rows(
        [
            (shares, "Russia, 2025", "model.ru-share-of-world-output"),
            (shares, "Road map's tonnes for 2030", "model.ru-roadmap-share"),
            (policy, "Road map of 2020", "russia.roadmap-world-share/russia/2030"),
            (policy, "Trade report, 2025", models.TARGET_SHARE),
        ]
    )
    dependence = fact_rows(
        [
            (level, "Minister, January 2026", "russia.import-dependence/russia/2026"),
            (imports, "July 2024", "russia.target-import-dependence/russia/2030@2024-07-15"),
            (imports, "July 2025", "russia.target-import-dependence/russia/2030@2025-07-01"),
            (imports, "January 2026", "russia.target-import-dependence/russia/2030@2026-01-27"),
        ]
    )
    rows = pd.concat([tonnes, per_cent, dependence], ignore_index=True)
    axes = dict.fromkeys((mined, narrow, wide, metals), Axis("thousand tonnes", (0, 65), divisor=1e3))
    axes |= dict.fromkeys((shares, policy), Axis("%", (0, 15.5))) | dict.fromkeys((level, imports), Axis("%", (0, 115)))
    strict, loose = rows.at[14, "text"], rows.at[16, "text"]
    return Figure(
        id="fig-ru-targets",
        title=f"From {own} to {goal} of the world: targets that don't fit, and an import goal that slid from {strict} to {loose}",
        subtitle="Russian output, targets for 2030 and what they amount to, by what is counted",
        description=(
            f"Bar chart in eight panels. Mine output was {rows.at[0, 'text']} in 2025; the plan for Lovozero would make it "
            f"{rows.at[1, 'text']}, the fifth largest producer had {rows.at[2, 'text']}, and {goal} of world output "
            f"would be {rows.at[3, 'text']}. Targets for rare earths are {rows.at[4, 'text']} for 2024 and {rows.at[5, 'text']} "
            f"for 2030 in the road map of 2020, then {own}; for rare and rare earth metals together {rows.at[7, 'text']}, or "
            f"{rows.at[8, 'text']} of rare metals, no rare earth named. In shares: {rows.at[9, 'text']} in 2025, {rows.at[10, 'text']} with the road map's tonnes, {rows.at[11, 'text']} and "
            f"{goal} as goals. Import dependence is {rows.at[13, 'text']}; the goal for 2030 was {strict}, then "
            f"{rows.at[15, 'text']}, then {loose}."
        ),
        draw=lambda layout: draw_panels(rows, axes, layout, mark="bar", above=[kind_key(rows, layout, "bar")]),
        rows=rows,
        columns=COLUMNS,
        panel="panel",
        note=(
            "World output is held at its level of 2025. Reports differ on what the target of fifty thousand tonnes counts. "
            "Import dependence counts rare and rare earth metals together."
        ),
    )


def paths() -> Figure:
    """Draw the yearly growth that the share target takes on four paths of world output (per cent a year)."""
    still = models.TARGET_GROWTH("share-target")
    entries = [("", words, found or still) for words, found in models.PATHS.values()]
    rows = fact_rows(entries)
    # The growth of the world along the path; the first path has none.
    growths = [fact(found).point if found else 0.0 for _, found in models.PATHS.values()]
    rows = models.PACE.fill(rows.assign(world_growth=growths).drop(columns=["value", "low", "high", "text"]))
    best, goal = fact("model.fastest-five-year-growth"), fact(models.TARGET_SHARE)
    width = models.PACE(world_growth=max(growths), share=15, start=2000, world=500000, years=4)

    def draw(layout: Layout) -> alt.LayerChart:
        y, labels = _names(list(rows["label"]), layout)
        base = models.PACE.calculate(alt.Chart(rows.drop(columns="pace"))).encode(y=y)
        base = base.transform_calculate(written="format(datum.pace, '.2~r') + '%'")
        scale = alt.Scale(domain=[0, round(width + 25, -1)], nice=False)
        x = alt.X("pace:Q", scale=scale, title="per cent a year")
        bars = (
            base.transform_filter("datum.pace > 0")
            .mark_bar(height=BAR_HEIGHT, color=theme.colour("russia"))
            .encode(x=x)
        )
        words = base.mark_text(align="left", dx=6).encode(x=x, text=alt.Text("written:N"))
        record = alt.Chart({"values": [{"best": best.point, "said": f"fastest on record: {best}"}]})
        rule = record.mark_rule(strokeDash=[4, 3], strokeWidth=1.5, color=theme.colour("ink"))
        said = record.mark_text(align="left", dx=5, y=0, dy=-8, baseline="bottom")
        at = alt.X("best:Q", scale=scale, title="per cent a year")
        return alt.layer(
            bars,
            rule.encode(x=at),
            words,
            said.encode(x=at, text=alt.Text("said:N")),
            *labels,
            width=plot_width(layout),
            height=_row_step(layout),
        )

    answers = rows["pace"]
    return Figure(
        id="fig-ru-paths",
        title=f"On every path of demand {goal} takes faster growth than any country kept up for five years",
        subtitle="Growth of Russian mine output that the share takes by 2030, by path of world output, per cent a year",
        description=(
            f"Bar chart of four paths of world output. The growth that a share of {goal} takes rises from {answers.min():.0f}% "
            f"a year, if world output stays at its level of 2025, to {answers.max():.0f}%, if it grows as in the last ten "
            f"years. A line marks {best}, the fastest five years of any country on record."
        ),
        draw=draw,
        rows=rows,
        columns={"label": "Path of world output", "world_growth": "World (% a year)", "pace": "Russia (% a year)"},
        note="World output is taken to follow demand. Magnet demand is a forecast for 2024 to 2040, of magnets alone.",
        whatif=models.PACE,
    )


def growth() -> Figure:
    """Draw every five years of growth on record against what the targets take (per cent a year)."""
    windows, kept = [], []
    for area, first in models.WINDOWS:
        name = models.HISTORY[area][0].removeprefix("the ")
        windows.append(("", name[0].upper() + name[1:], models.growth_key(area, first)))
        kept.append((area, f"{first} to {first + models.YEARS}"))
    rows = fact_rows(windows)
    rows["years"] = [years for _, years in kept]
    rows["colour"] = [theme.colour(area if area in ACTORS else "other") for area, _ in kept]
    fastest = rows.loc[rows.groupby("label")["value"].idxmax()]
    order = list(fastest.sort_values("value", ascending=False)["label"])
    goal, own = fact(models.TARGET_SHARE), fact(models.TARGET_OUTPUT)
    needs = pd.DataFrame(
        [
            {
                "needed": fact(models.TARGET_GROWTH(name)).point,
                "said": f"{said}: {fact(models.TARGET_GROWTH(name))}",
                "line": line,
            }
            for line, (name, said) in enumerate(
                [("output-target", own.text), ("top-five", "fifth place"), ("share-target", goal.text)]
            )
        ]
    )
    best = rows.loc[rows["value"].idxmax()]

    def draw(layout: Layout) -> alt.LayerChart:
        y, labels = _names(order, layout)
        scale, axis = alt.Scale(domain=[-105, 95], nice=False), alt.Axis(values=[-100, -50, 0, 50])
        x = alt.X("value:Q", scale=scale, axis=axis, title="per cent a year")
        said = [alt.Tooltip("label:N", title="Country"), alt.Tooltip("years:N", title="Years"), *tooltip()[1:]]
        dots = (
            alt.Chart(rows)
            .mark_point(size=90, opacity=0.85)
            .encode(x=x, y=y, color=alt.Color("colour:N", scale=None), tooltip=said)
        )
        at = alt.X("needed:Q", scale=scale, axis=axis, title="per cent a year")
        lines = alt.Chart(needs).encode(x=at)
        rules = lines.mark_rule(strokeDash=[4, 3], strokeWidth=1.5, color=theme.colour("ink"))
        names = [
            lines.transform_filter(f"datum.line == {line}")
            .mark_text(align="right", dx=-4, y=0, dy=-6 - 16 * line, baseline="bottom")
            .encode(text=alt.Text("said:N"))
            for line in range(len(needs))
        ]
        return alt.layer(rules, dots, *names, *labels, width=plot_width(layout), height=_row_step(layout))

    counts = {name: fact(f"model.growth-windows-{name}") for name in models.TARGETS}
    every = fact("model.growth-windows")
    return Figure(
        id="fig-ru-growth",
        title=(
            f"Of {every} five-year spells on record {counts['output-target']} grew as {own} takes, {counts['top-five']} as "
            f"fifth place does, none as {goal} does"
        ),
        subtitle="Growth of mine output over five years, each country and start from at least 1,000 t, per cent a year (USGS)",
        description=(
            f"Dot chart of {every} five-year windows of {len(order)} countries, on one linear scale of per cent a year, with lines "
            f"for what Russia needs: {'; '.join(needs['said'])}. The fastest is {best['label']}, {best['years']}, with "
            f"{best['text']}; Russia's lie at or just below zero."
        ),
        draw=draw,
        rows=rows,
        columns={"label": "Country", "years": "Years", "text": "Growth a year"},
        note=(
            "Windows overlap. Each year stands with the last edition on record that prints it. Few countries are on record "
            "before 2018; a start from nothing has no rate."
        ),
    )


def money() -> Figure:
    """Draw the sums named for the plan against what the targets would cost (billion rubles, logarithmic)."""
    pots = [
        ("Draft budget, 2026 to 2028", models.BUDGET),
        ("State support, ministry", "russia.state-support/russia/2025"),
        ("Road map of 2020", "russia.roadmap-cost/russia/2020"),
        ("Announced for the cluster", models.CLUSTER),
    ]
    goal, own = fact(models.TARGET_SHARE), fact(models.TARGET_OUTPUT)
    bills = [
        (f"Cost of {own} a year", "output-target"),
        ("Cost of fifth place", "top-five"),
        (f"Cost of {goal} of world output", "share-target"),
    ]
    rows = fact_rows(
        [("Named", label, found) for label, found in pots]
        + [("Taken by the targets", label, models.TARGET_ADDITION(name)) for label, name in bills]
    )
    named = rows["panel"] == "Named"
    rows = models.BILL.fill(
        rows.assign(
            money=rows["value"].where(named, 0.0),
            tonnes=rows["value"].where(~named, 0.0),
            unit="RUB",
            basis="investment",
        ).drop(columns=["value", "low", "high", "text"])
    )
    rows["billion"] = (rows["bill"] / 1e9).round(2)

    def draw(layout: Layout) -> alt.VConcatChart:
        y, labels = _names(list(rows["label"]), layout)
        base = models.BILL.calculate(alt.Chart(rows.drop(columns=["bill", "billion"])))
        base = base.transform_calculate(
            shown="datum.bill / 1e9",
            written="format(datum.bill / 1e9, ',.3~r') + ' billion'",
            colour=f"datum.tonnes > 0 ? '{theme.colour('result')}' : '{theme.colour('record')}'",
            kinds="datum.tonnes > 0 ? 'square' : 'circle'",
        ).encode(y=y)
        scale = alt.Scale(domain=[1, 20000], type="log", nice=False)
        x = alt.X(
            "shown:Q", scale=scale, title="billion rubles, logarithmic", axis=alt.Axis(values=[1, 10, 100, 1000, 10000])
        )
        dots = base.mark_point(size=120, opacity=1).encode(
            x=x, color=alt.Color("colour:N", scale=None), shape=alt.Shape("kinds:N", scale=None)
        )
        words = base.mark_text(align="left", dx=11).encode(x=x, text=alt.Text("written:N"))
        signs = [Sign("sum named", "record", "circle"), Sign("what the tonnes would cost", "result", "square")]
        chart = alt.layer(dots, words, *labels, width=plot_width(layout), height=_row_step(layout))
        return alt.vconcat(key(signs, layout), chart, spacing=8)

    sums, costs = rows.loc[named, "billion"], rows.loc[~named, "billion"]
    return Figure(
        id="fig-ru-money",
        title=f"At Tomtor's price the announced sum would pay for {goal}, the draft budget only for {own}",
        subtitle="Sums named for rare metals and what the targets would cost, billion rubles, nominal, logarithmic scale",
        description=(
            f"Dot chart on a logarithmic scale of billion rubles. Named are {sums.iloc[0]} in the draft budget, {sums.iloc[1]:.0f} of "
            f"state support, {sums.iloc[2]} in the road map of 2020 and {sums.iloc[3]:.0f} for the cluster. At the upper price of "
            f"Tomtor the additions to output would cost {costs.iloc[0]}, {costs.iloc[1]:.0f} and {costs.iloc[2]:.0f}."
        ),
        draw=draw,
        rows=rows,
        columns={"panel": "Kind", "label": "What", "tonnes": "Tonnes to add", "billion": "Billion rubles"},
        note=(
            "The sums differ in years, payers and metals counted and can't be added. The cluster's total is a lower bound. Costs "
            "are at the upper price of Tomtor, whose tonnes are counted before losses."
        ),
        whatif=models.BILL,
    )


def stages() -> Figure:
    """Draw the chance of the two chains as a reader sets the stages (per cent)."""
    rows = fact_rows(
        [
            ("", "Magnets with heavy elements", "model.ru-chance-chain"),
            ("", "Magnets, light elements only", "model.ru-chance-light-chain"),
        ]
    )
    rows = models.CHANCE.fill(
        rows.assign(spared=[models.WITH_HEAVY, models.WITHOUT_HEAVY]).drop(columns=["value", "low", "high"])
    )

    def draw(layout: Layout) -> alt.LayerChart:
        y, labels = _names(list(rows["label"]), layout)
        base = models.CHANCE.calculate(alt.Chart(rows.drop(columns="chance"))).encode(y=y)
        base = base.transform_calculate(written="format(datum.chance, '.2~r') + '%'")
        x = alt.X(
            "chance:Q",
            scale=alt.Scale(domain=[0, 109], nice=False),
            title="per cent",
            axis=alt.Axis(values=list(range(0, 101, 20))),
        )
        bars = base.mark_bar(height=BAR_HEIGHT, color=theme.colour("russia")).encode(x=x)
        words = base.mark_text(align="left", dx=6).encode(x=x, text=alt.Text("written:N"))
        return alt.layer(bars, words, *labels, width=plot_width(layout), height=_row_step(layout))

    whole, light = rows["chance"]
    return Figure(
        id="fig-ru-stages",
        title="The chain hangs on its weakest stage: oxides of heavy elements, with no project on record",
        subtitle="Our chances that a chain from ore to magnet works in Russia by the end of 2030, per cent",
        description=(
            f"Bar chart of two chains from 0 to 100 per cent: with heavy elements {whole:.2g}%, in light elements only {light:.2g}%. "
            f"Computed from the chances of the stages; between {rows.at[0, 'text']} and {rows.at[1, 'text']} as stages share "
            f"nothing or their fate."
        ),
        draw=draw,
        rows=rows,
        columns={"label": "Chain", "chance": "Chance (%)", "text": "Stages independent, or of one fate"},
        note="The chances of the stages are ours, not measured; the table gives the reason for each.",
        whatif=models.CHANCE,
    )

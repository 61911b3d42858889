"""Figures of the chapter on Russian autonomy."""

from __future__ import annotations

import pandas as pd

from evidence.charts.panels import Axis, draw_panels, kind_key
from evidence.charts.rivals import COLUMNS, rivals
from evidence.charts.rows import fact_rows
from evidence.facts import fact
from evidence.figure import Figure
from evidence.models.russian_autonomy import WINDOWS


def reserves() -> Figure:
    """Draw the rival figures for Russia's reserves, in panels by what each counts (million tonnes, REO)."""
    stated = "Claimed, no definition given"
    economic = "USGS: economic reserves, by edition"
    balance = "Russian state balance: A+B+C1+C2"
    low, high = fact("usgs.reserves/russia/2025@mcs-2026"), fact("russia.reserves-explored/russia/2025@2025-09-08")
    first, second = fact("usgs.reserves/russia/2022@mcs-2023"), fact("usgs.reserves/russia/2023@mcs-2024")
    peak, producing = fact("russia.reserves-state-balance/russia/2020"), fact("model.ru-reserves-in-production")
    return rivals(
        "fig-ru-reserves",
        title=f"Russia's reserves are {low} or {high}: one counts what pays, the other what is booked",
        subtitle="Rare earth reserves of Russia by who counts and what is counted, million tonnes of oxide (REO)",
        description=(
            f"Dot chart in three panels on one linear scale of million tonnes. The articles claim {fact('RU-013')}, "
            f"{fact('RU-023')} and {fact('RU-052')}. USGS editions fell from {first} to {second} to {low}. The Russian "
            f"state balance stood at {peak} in 2020 and at {high} in 2025, of which {producing} are in production."
        ),
        entries=[
            (stated, "001-02 and 003-03", "RU-013"),
            (stated, "001-05", "RU-023"),
            (stated, "002-01 and 003-02", "RU-052"),
            (economic, "MCS 2023", "usgs.reserves/russia/2022@mcs-2023"),
            (economic, "MCS 2024", "usgs.reserves/russia/2023@mcs-2024"),
            (economic, "MCS 2025", "usgs.reserves/russia/2024@mcs-2025"),
            (economic, "MCS 2026", "usgs.reserves/russia/2025@mcs-2026"),
            (balance, "2020", "russia.reserves-state-balance/russia/2020"),
            (balance, "1 January 2022", "russia.reserves-state-balance/russia/2022-01-01"),
            (balance, "Rosnedra, 2025", "russia.reserves-explored/russia/2025@2025-09-08"),
            (balance, "of these in production", "model.ru-reserves-in-production"),
        ],
        axes=Axis("million tonnes REO", (0, 42), divisor=1e6),
    )


def chain() -> Figure:
    """Draw what Russian ore holds, what is mined for, sold and used (thousand tonnes, REO)."""
    lifted, mined, output = "In ore lifted, recovered or not", "Mine output (USGS)", "Compounds and metals"
    whole, loparite = fact("russia.ore-lifted/russia/2021"), fact("russia.ore-lifted-loparite/russia/2021")
    sold, used = fact("russia.solikamsk-output/russia/2021"), fact("russia.consumption/russia/2025")
    rows = fact_rows(
        [
            (lifted, "All ore, 2021", "russia.ore-lifted/russia/2021"),
            (lifted, "Loparite ore, 2021", "russia.ore-lifted-loparite/russia/2021"),
            (mined, "Russia, 2021", "usgs.mine-output/russia/2021@myb-2022"),
            (output, "Solikamsk product, 2021", "russia.solikamsk-output/russia/2021"),
            (output, "Consumption, 2023", "russia.consumption/russia/2023"),
            (output, "Consumption, 2025", "russia.consumption/russia/2025"),
        ]
    )
    axis = Axis("thousand tonnes REO", (0, 145), divisor=1e3)
    return Figure(
        id="fig-ru-chain",
        title=f"In 2021 Russia lifted {whole} of rare earths with its ore; the ore mined for them held {loparite}",
        subtitle="Rare earths in Russian ore, mine output, plant product and use, thousand tonnes of oxide (REO)",
        description=(
            f"Bar chart in three panels on one linear scale of thousand tonnes. All ore lifted in 2021 held {whole} "
            f"of rare earth oxide, loparite ore {loparite}. Mine output was {rows.at[2, 'text']}, the Solikamsk "
            f"plant's product {sold}, and consumption {rows.at[4, 'text']} in 2023 and {used} in 2025."
        ),
        draw=lambda layout: draw_panels(rows.assign(colour="russia"), axis, layout, mark="bar"),
        rows=rows,
        columns=COLUMNS,
        panel="panel",
        note="The plant's product is unseparated: it isn't what Russian users of single oxides consume.",
    )


def money() -> Figure:
    """Draw the yuan figures for one Russian investment on a logarithmic axis (billion yuan)."""
    wrong, right, rate = fact("RU-031"), fact("RU-022"), fact("model.ru-investment-cny")
    rubles = fact("russia.cluster-investment/russia/2025")
    claimed, record, ours = (
        "Claimed",
        "Chinese press on the same plan",
        "At the Bank of Russia's rate of 24 October 2025",
    )
    return rivals(
        "fig-ru-money",
        title=f"One article prints {wrong} where the same plan is {right}: a tenfold slip",
        subtitle=f"Announced Russian investment of {rubles}, converted, billion yuan, logarithmic scale",
        description=(
            f"Dot chart in three panels on one logarithmic scale of billion yuan. Article 001-06 claims {wrong}, "
            f"articles 001-05 and 001-09 {right}. Chinese texts of October 2025 have "
            f"{fact('russia.cluster-investment-cny/russia/2025@2025-10-26')} and "
            f"{fact('russia.cluster-investment-cny/russia/2025-10-26')}. The official rate gives {rate}."
        ),
        entries=[
            (claimed, "001-06", "RU-031"),
            (claimed, "001-05", "RU-022"),
            (claimed, "001-09", "RU-043"),
            (record, "Text counting in yi", "russia.cluster-investment-cny/russia/2025@2025-10-26"),
            (record, "Another text, rounded", "russia.cluster-investment-cny/russia/2025-10-26"),
            (ours, "Rubles over rate", "model.ru-investment-cny"),
        ],
        axes=Axis("billion yuan, logarithmic", (10, 10000), divisor=1e9, log=True),
        note="The Chinese unit yi is a hundred million; the slip reads yi as billions.",
    )


def targets() -> Figure:
    """Draw the targets reported for 2030 against output and against what the share target takes (tonnes; per cent)."""
    mined = "Mine output, t REO (USGS and from it)"
    narrow, wide = "Target for 2030: rare earths, t", "Target for 2030: rare and rare earth metals, t"
    shares, policy = "Share of world mine output, %", "Target for 2030: share of the world market, %"
    now, needed = fact("usgs.mine-output/russia/2025@mcs-2026"), fact("model.ru-tonnes-for-share-target")
    own, mixed = fact("russia.target-output/russia/2030"), fact("russia.target-output-mixed/russia/2030")
    goal = fact("russia.target-world-share/russia/2030")
    tonnes = fact_rows(
        [
            (mined, "Russia, 2025", "usgs.mine-output/russia/2025@mcs-2026"),
            (mined, "With Lovozero as planned", "model.ru-lovozero-plan-output"),
            (mined, "Fifth largest, 2025", "usgs.mine-output/thailand/2025@mcs-2026"),
            (mined, f"For {goal} of world output", "model.ru-tonnes-for-share-target"),
            (narrow, "Ministry, by TASS", "russia.target-output/russia/2030"),
            (wide, "Ministry, by Scobrics", "russia.target-output-mixed/russia/2030"),
        ]
    )
    per_cent = fact_rows(
        [
            (shares, "Russia, 2025", "model.ru-share-of-world-output"),
            (shares, f"Target of {own}", "model.ru-output-target-share"),
            (policy, "Trade report, 2025", "russia.target-world-share/russia/2030"),
        ]
    )
    rows = pd.concat([tonnes, per_cent], ignore_index=True)
    axes = dict.fromkeys((mined, narrow, wide), Axis("thousand tonnes", (0, 62), divisor=1e3))
    axes |= dict.fromkeys((shares, policy), Axis("%", (0, 14.9)))
    return Figure(
        id="fig-ru-targets",
        title=f"One goal for 2030 would take {needed}, another stops at {own}",
        subtitle="Russian output, targets reported for 2030 and what they amount to, by what is counted",
        description=(
            f"Bar chart in five panels. Russian mine output was {now} in 2025; the plan for Lovozero would make it "
            f"{rows.at[1, 'text']}, the fifth largest producer had {rows.at[2, 'text']}, and {goal} of world output "
            f"would be {needed}. Targets as reported are {own} of rare earths and {mixed} of rare and rare earth metals "
            f"together. In shares: {rows.at[6, 'text']} in 2025, {rows.at[7, 'text']} with the smaller target, {goal} "
            f"as the goal."
        ),
        draw=lambda layout: draw_panels(rows, axes, layout, mark="bar", above=[kind_key(rows, layout, "bar")]),
        rows=rows,
        columns=COLUMNS,
        panel="panel",
        note="World output is held at its level of 2025; if it grows, the share target takes more.",
    )


def growth() -> Figure:
    """Draw the growth that the targets take against each country's fastest five years on record (per cent a year)."""
    needed, achieved = "Needed by Russia, 2025 to 2030", "Fastest five years of each country on record"
    goal, own = fact("russia.target-world-share/russia/2030"), fact("russia.target-output/russia/2030")
    entries = [
        (needed, f"{goal} of world output", "model.ru-growth-for-share-target"),
        (needed, "Fifth largest producer", "model.ru-growth-for-top-five"),
        (needed, f"Target of {own}", "model.ru-growth-for-output-target"),
    ]
    for area, name, first, _, last, _ in WINDOWS:
        country = name.removeprefix("the ")
        entries.append((achieved, f"{country}, {first} to {last}", f"model.growth-{area}-{first}-{last}"))
    rows = fact_rows(entries)
    actors = {"united-states", "china", "russia"}
    rows["colour"] = ["russia"] * 3 + [area if area in actors else "other" for area, *_ in WINDOWS]
    axis = Axis("% a year, compound over five years", (0, 92))
    best = fact("model.fastest-five-year-growth")
    listed = ", ".join(f"{label} {text}" for label, text in zip(rows["label"][3:], rows["text"][3:], strict=True))
    return Figure(
        id="fig-ru-growth",
        title=f"The share target takes {rows.at[0, 'text']} a year; no country on record has kept up more than {best}",
        subtitle="Compound yearly growth of rare earth mine output over five years, USGS figures in oxide (REO)",
        description=(
            f"Bar chart in two panels on one linear scale of per cent a year. Russia would need {rows.at[0, 'text']} "
            f"for {goal} of world output, {rows.at[1, 'text']} to equal the fifth largest producer, "
            f"{rows.at[2, 'text']} for {own}. Fastest five years: {listed}."
        ),
        draw=lambda layout: draw_panels(rows, axis, layout, mark="bar"),
        rows=rows,
        columns=COLUMNS,
        panel="panel",
        note=(
            "Countries that mined at least a thousand tonnes in the first year. Each year stands with the last edition on record "
            "that prints it. The window of the United States runs through two years without output. Brazil and Vietnam only fell."
        ),
    )


def funding() -> Figure:
    """Draw the announced total against budgets and project costs (billion rubles)."""
    announced, deposit = "Announced for the cluster, all payers", "Estimated cost of one deposit"
    metals, materials = "State money for rare and rare earth metals", "National project for all new materials, 2025-30"
    headline, tomtor = fact("russia.cluster-investment/russia/2025"), fact("russia.tomtor-capex/russia/2025")
    budget, support = fact("russia.federal-project-budget/russia/2026/2028"), fact("russia.state-support/russia/2025")
    state = fact("russia.national-project-budget/russia/2025/2030")
    companies = fact("russia.national-project-corporate/russia/2025/2030")
    rows = fact_rows(
        [
            (announced, "Shoigu, October 2025", headline.key),
            (metals, "Draft budget, 2026-28", budget.key),
            (metals, "Ministry: state support", support.key),
            (deposit, "Tomtor", tomtor.key),
            (materials, "State", state.key),
            (materials, "Companies", companies.key),
        ]
    )
    axis = Axis("billion rubles", (0, 1450), divisor=1e9)
    return Figure(
        id="fig-ru-funding",
        title=f"Announced: {headline}. In the draft federal budget for 2026 to 2028: {budget}",
        subtitle="Announced, budgeted and estimated money, billion rubles, nominal",
        description=(
            f"Bar chart in four panels on one linear scale of billion rubles. The cluster is announced at {headline}. "
            f"For rare and rare earth metals the draft budget for 2026 to 2028 holds {budget}, and state support is "
            f"put at {support}. Tomtor alone is estimated at {tomtor}. The national project for all new materials has "
            f"{state} from the state and {companies} from companies for 2025 to 2030."
        ),
        draw=lambda layout: draw_panels(rows.assign(colour="russia"), axis, layout, mark="bar"),
        rows=rows,
        columns=COLUMNS,
        panel="panel",
        note="The bars differ in years and scope and can't be added; the cluster's total names no years or payers.",
    )

"""Figures of the outlook: scenarios, marks and the watch-list."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.figure import Figure
from evidence.charts.panels import (
    BAR_HEIGHT,
    Axis,
    Sign,
    draw_panels,
    key,
    label_axis,
    panel_title,
    plot_width,
    row_labels,
)
from evidence.charts.rows import fact_rows
from evidence.charts.theme import Layout
from evidence.facts import describe_quantity, fact
from evidence.ledger import load_ledger
from evidence.models import outlook
from evidence.quantities import format_date, format_number, format_quantity, round_significant
from evidence.yardstick import YARDSTICK

SIDES = {"passed": "china", "open": "misleading", "not passed": "record"}
SIDE_WORDS = {"passed": "beyond its mark", "open": "rivals on both sides", "not passed": "not beyond its mark"}
PRICE = "\N{NO-BREAK SPACE}dollars/kg"
GROUPS = {"cut": "A cut", "two-chains": "A second chain", "": "Elsewhere in the book"}


def scenarios() -> Figure:
    """Draw the chance of each scenario in the range of its word, by horizon (per cent)."""
    table = load_ledger().scenarios
    horizons = {horizon: f"By {format_date(horizon)}" for horizon in table["horizon"].unique()}
    rows = fact_rows(
        [(horizons[row["horizon"]], row["name"], f"model.out-{scenario}") for scenario, row in table.iterrows()]
    )
    rows[["low", "high"]] = [YARDSTICK[word] for word in table["word"]]
    rows["word"] = list(table["word"])
    rows["text"] = [f"{word}, {text}" for word, text in zip(rows["word"], rows["text"], strict=True)]
    rows[["test", "reason", "confidence"]] = table[["test", "reason", "confidence"]].to_numpy()
    rows["left"] = [
        format_quantity(None, "%", low=low, high=high)
        for scenario in table.index
        for low, high in [outlook.left_range(table, scenario, YARDSTICK)]
    ]
    rows = rows.sort_values("value", ascending=False, kind="stable")
    rows = pd.concat([rows[rows["panel"] == panel] for panel in horizons.values()], ignore_index=True)
    near, far = (rows[rows["panel"] == panel].iloc[0] for panel in horizons.values())
    return Figure(
        id="fig-out-scenarios",
        title=f"To January 2027 one scenario is {near['word']}, that the pause holds; for 2030 even {far['label'].lower()} is {far['word']}",
        subtitle="Our chances of exclusive scenarios, per cent: the point, and the range of its word",
        description=(
            "Chart of points in ranges, two panels on one scale from 0 to 100 per cent. "
            + " ".join(
                f"{panel}: " + "; ".join(f"{row.label} {row.text}" for row in part.itertuples()) + "."
                for panel, part in rows.groupby("panel", sort=False)
            )
        ),
        draw=lambda layout: draw_panels(rows, Axis("per cent", (0, 138)), layout),
        rows=rows,
        columns={
            "panel": "Horizon",
            "label": "Scenario",
            "test": "It has come about if",
            "text": "Chance",
            "left": "Range that the words of the others leave",
            "reason": "Why its branch stands where it does",
            "confidence": "Confidence",
        },
        panel="panel",
        note="Points of a horizon add up to 100. They are judgements; the data table says what would settle each.",
    )


def tree() -> Figure:
    """Draw the chances to the end of 2030 as a reader sets the branches (per cent)."""
    order = ["two_chains", "cut", "settled", "managed"]
    table = load_ledger().scenarios
    ids = [outlook.BRANCHES.get(name, "managed-2030") for name in order]
    rows = outlook.TREE.fill(
        pd.DataFrame(
            {
                "label": list(table.loc[ids, "name"]),
                **{f"is_{name}": [float(name == other) for other in order] for name in order},
                "unit": outlook.TREE.unit,
                "basis": outlook.TREE.basis,
                "evidence": [f"model.out-{scenario}" for scenario in ids],
            }
        )
    )
    labels = list(rows["label"])

    def draw(layout: Layout) -> alt.LayerChart:
        y = alt.Y("label:N", scale=alt.Scale(domain=labels), axis=label_axis(labels, layout))
        base = outlook.TREE.calculate(alt.Chart(rows.drop(columns="chance"))).encode(y=y)
        base = base.transform_calculate(written="format(datum.chance, '.2~r') + '%'")
        x = alt.X(
            "chance:Q",
            scale=alt.Scale(domain=[0, 112], nice=False),
            title="per cent",
            axis=alt.Axis(values=list(range(0, 101, 20))),
        )
        bars = base.mark_bar(height=BAR_HEIGHT, color=theme.colour("result")).encode(x=x)
        words = base.mark_text(align="left", dx=6).encode(x=x, text=alt.Text("written:N"))
        above = [row_labels(labels, y)] if layout.labels_above else []
        height = alt.Step(42 if layout.labels_above else 28)
        return alt.layer(bars, words, *above, width=plot_width(layout), height=height)

    shown = {row.label: f"{round_significant(row.chance, 2):g}%" for row in rows.itertuples()}
    return Figure(
        id="fig-out-tree",
        title="In every scenario but one China still holds the lever in 2030; what it does with it is open",
        subtitle="Chances to the end of 2030 from three branches, per cent; the branches can be moved",
        description=(
            "Bar chart of four exclusive scenarios from 0 to 100 per cent: "
            + "; ".join(f"{label} {text}" for label, text in shown.items())
            + ". Sliders change the chance of each branch of the tree."
        ),
        draw=draw,
        rows=rows,
        columns={"label": "Scenario", "chance": "Chance (%)"},
        whatif=outlook.TREE,
        note="The four bars always add up to 100.",
    )


def alarm() -> Figure:
    """Draw each known month of magnet exports over the average month of 2024, with the mark (per cent)."""
    panels = (
        ("To all countries", outlook.WORLD_YEAR, outlook.WORLD_MONTHS),
        ("To the United States", outlook.US_YEAR, outlook.US_MONTHS),
    )
    records = []
    for panel, year, months in panels:
        average = fact(year).point / 12
        for name in months:
            found = fact(name)
            period = name.rpartition("/")[2]
            percent = 100 * found.point / average
            records.append(
                {
                    "panel": panel,
                    "month": format_date(period),
                    "at": int(period[:4]) + (int(period[5:7]) - 0.5) / 12,
                    "percent": percent,
                    "text": found.text,
                    "side": "passed" if percent < 100 * outlook.MARK else "not passed",
                    "unit": "%",
                    "basis": "part",
                    "evidence": name,
                }
            )
    rows = pd.DataFrame(records)
    rows["colour"] = rows["side"].map(SIDES).map(theme.colour)
    rows["named"] = (rows["evidence"].str.contains("2025-05")) | ~rows.duplicated("panel", keep="last")
    rows["written"] = [
        f"{month}: {text}" if "2025" in month else text for month, text in zip(rows["month"], rows["text"], strict=True)
    ]
    first, last = 2024.3, 2026.75
    marks = 100 * outlook.MARK

    def draw(layout: Layout) -> alt.VConcatChart:
        years = alt.Axis(values=[2025, 2026], format="d", title=None, grid=True, tickCount=2)
        x = alt.X("at:Q", scale=alt.Scale(domain=[first, last], nice=False), axis=years)
        y = alt.Y(
            "percent:Q",
            scale=alt.Scale(domain=[0, 140], nice=False),
            axis=alt.Axis(values=[0, 50, 100], title=None, grid=True),
        )
        signs = [Sign("below the mark", SIDES["passed"], "circle"), Sign("above it", SIDES["not passed"], "circle")]
        charts = [key(signs, layout).properties(width=layout.width - 62)]
        for panel, _, _ in panels:
            base = alt.Chart(rows[rows["panel"] == panel])
            tips = [alt.Tooltip("month:N", title="Month"), alt.Tooltip("text:N", title="Exports")]
            dots = base.mark_circle(size=75, opacity=1).encode(
                x=x, y=y, color=alt.Color("colour:N", scale=None), tooltip=tips
            )
            line = alt.Chart({"values": [{"percent": marks, "at": first, "text": "mark"}]})
            rule = line.mark_rule(strokeDash=[4, 3], color=theme.colour("ink")).encode(y=y)
            named = line.mark_text(align="left", dx=2, dy=-8, color=theme.colour("ink")).encode(
                x=x, y=y, text=alt.Text("text:N")
            )
            # Of what is named, the last month of the lower panel would stand on the line of the mark.
            named_dots = base.transform_filter("datum.named")
            on_line = "datum.side == 'passed' && datum.percent > 50"
            words = [
                named_dots.transform_filter(f"!({on_line})").mark_text(align="left", dx=8),
                named_dots.transform_filter(on_line).mark_text(align="left", dx=8, dy=13),
            ]
            words = [layer.encode(x=x, y=y, text=alt.Text("written:N")) for layer in words]
            charts.append(
                alt.layer(
                    rule, named, dots, *words, width=layout.width - 62, height=150, title=panel_title(panel, layout)
                )
            )
        return alt.vconcat(*charts, spacing=10)

    low, high = (fact(f"model.out-alarm-window.{end}").text for end in ("low", "high"))
    number, others = fact("model.out-alarms"), fact("model.out-alarms-us")
    latest = rows[rows["panel"] == panels[1][0]].iloc[-1]
    return Figure(
        id="fig-out-alarm",
        title=f"One mark tells the spring of 2025 from all other months, and in {latest['month']} exports to the US fell below it",
        subtitle="China's magnet exports by known month over the average month of 2024, per cent; mark at two thirds",
        description=(
            "Dot chart in two panels from 0 to 140 per cent, May 2024 to March 2026, with a broken line at two thirds. "
            f"To all countries {number} of {len(outlook.WORLD_MONTHS)} months lie below it, April to June 2025; to the United "
            f"States {others} of {len(outlook.US_MONTHS)}: May and June 2025 and March 2026, {latest['text']}."
        ),
        draw=draw,
        rows=rows,
        columns={"panel": "Exports", "month": "Month", "text": "Tonnes", "percent": "Over the average month (%)"},
        panel="panel",
        note=f"For all countries any mark from {low} to {high} gives the same months. Months without a dot are not on record.",
    )


def signal() -> Figure:
    """Draw what months below the mark are worth, with sliders (per cent)."""
    words = {0: "no month below", 1: "one month", 2: "two in a row", 3: "three in a row"}
    rows = outlook.SIGNAL.fill(
        pd.DataFrame(
            {
                "label": [words[months] for months in outlook.SIGNAL_MONTHS],
                "months": [float(months) for months in outlook.SIGNAL_MONTHS],
                "unit": outlook.SIGNAL.unit,
                "basis": outlook.SIGNAL.basis,
                "evidence": [f"model.out-signal-{months}" for months in outlook.SIGNAL_MONTHS],
            }
        )
    )
    labels = list(rows["label"])

    def draw(layout: Layout) -> alt.LayerChart:
        y = alt.Y("label:N", scale=alt.Scale(domain=labels), axis=label_axis(labels, layout))
        base = outlook.SIGNAL.calculate(alt.Chart(rows.drop(columns="belief"))).encode(y=y)
        base = base.transform_calculate(written="format(datum.belief, '.2~r') + '%'")
        x = alt.X(
            "belief:Q",
            scale=alt.Scale(domain=[0, 112], nice=False),
            title="per cent",
            axis=alt.Axis(values=list(range(0, 101, 20))),
        )
        bars = base.mark_bar(height=BAR_HEIGHT, color=theme.colour("result")).encode(x=x)
        figures = base.mark_text(align="left", dx=6).encode(x=x, text=alt.Text("written:N"))
        above = [row_labels(labels, y)] if layout.labels_above else []
        height = alt.Step(42 if layout.labels_above else 28)
        return alt.layer(bars, figures, *above, width=plot_width(layout), height=height)

    none, one, two = (fact(f"model.out-signal-{months}") for months in (0, 1, 2))
    return Figure(
        id="fig-out-signal",
        title=f"One month below the mark raises the probability of a cut from {none} to {one}, two in a row raise it to {two}",
        subtitle="Chance that a cut is under way after months of magnet exports below the mark, per cent",
        description=(
            "Bar chart from 0 to 100 per cent, by months in a row below the mark: "
            + "; ".join(f"{row.label} {round_significant(row.belief, 2):g}%" for row in rows.itertuples())
            + ". Sliders change the chance before and how often months lie below the mark with and without a cut."
        ),
        draw=draw,
        rows=rows,
        columns={"label": "Months below the mark", "belief": "Chance of a cut (%)"},
        whatif=outlook.SIGNAL,
    )


def _group(points_to: str) -> str:
    return next(title for part, title in GROUPS.items() if points_to.startswith(part))


def watchlist() -> Figure:
    """Draw how far each watched series stands from its mark (ratio, logarithmic)."""
    rows, ledger = outlook.watch(), load_ledger()
    rows["panel"] = rows["points_to"].map(_group)
    rows["reading"] = [describe_quantity(ledger.observations.loc[name]) for name in rows["evidence"]]
    rows["when"] = rows["period"].map(format_date)
    marks = [round_significant(mark, 3) for mark in rows["mark"]]
    rows["mark_text"] = [
        f"{direction} {format_quantity(mark, unit)}"
        for direction, mark, unit in zip(rows["direction"], marks, rows["unit"], strict=True)
    ]
    # Rivals share a line, which is written once, behind the mark farthest to the right.
    readings = rows.groupby("watch_id")["reading"].agg(lambda texts: " / ".join(dict.fromkeys(sorted(texts))))
    last = rows.groupby("watch_id")["reach_high"].transform("max") == rows["reach_high"]
    rows["text"] = [
        f"{readings[name].removesuffix(PRICE)}, mark {format_number(mark)}" if shown else ""
        for name, mark, shown in zip(rows["watch_id"], marks, last, strict=True)
    ]
    rows["value"] = rows["reach_low"].where(rows["reach_low"] == rows["reach_high"])
    rows = rows.drop(columns=["low", "high"]).rename(columns={"reach_low": "low", "reach_high": "high"})
    rows["kind"], rows["unit"], rows["basis"] = "record", "ratio", "multiple"
    rows["colour"], rows["side_words"] = rows["side"].map(SIDES), rows["side"].map(SIDE_WORDS)
    rows["age"] = [format_number(months, 0) for months in rows["months"]]
    rows = pd.concat([rows[rows["panel"] == title] for title in GROUPS.values()], ignore_index=True)
    passed, number = fact("model.out-passed"), fact("model.out-watched")
    measures = " ".join(
        f"{row.label} ({row.status}): once {row.state}, {row.meaning[0].lower()}{row.meaning[1:]} {row.reason}"
        for row in outlook.watched_measures().itertuples()
    )

    def draw(layout: Layout) -> alt.VConcatChart:
        signs = [Sign(SIDE_WORDS[side], colour, "circle") for side, colour in SIDES.items()]
        return draw_panels(rows, Axis("one: the mark", (0, 4)), layout, above=[key(signs, layout)])

    told = "; ".join(
        f"{chosen['label'].iat[0]} {readings[name]}, mark {chosen['mark_text'].iat[0]}, {chosen['side_words'].iat[0]}"
        for name, chosen in rows.groupby("watch_id", sort=False)
    )
    return Figure(
        id="fig-out-watchlist",
        title=f"{passed} of {number} watched series lie beyond their mark; none that would show a second chain does",
        subtitle="How far the latest reading has come to its mark: reading over mark, or mark over reading where the mark lies below",
        description=f"Dot chart of {number} series in three panels on a scale from 0 to 4; beyond 1 an indicator speaks. {told}.",
        draw=draw,
        rows=rows,
        columns={
            "label": "Indicator",
            "reading": "Reading",
            "when": "Of",
            "age": "Months old",
            "mark_text": "Mark",
            "side_words": "Side",
            "meaning": "Beyond the mark it means",
            "reason": "Why the mark stands there",
        },
        panel="panel",
        note=f"Several dots in a row are rival figures for one year. Measures are watched too. {measures}",
    )

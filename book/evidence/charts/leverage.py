"""Figures of the chapter on leverage."""

from __future__ import annotations

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.figure import Figure
from evidence.charts.panels import MARGIN, Axis, draw_panels, label_axis, plot_width, row_labels
from evidence.charts.rows import fact_rows
from evidence.charts.theme import Layout
from evidence.facts import fact
from evidence.models.chain import RIVALS, STAGES
from evidence.models.leverage import CASES, COVER, HOLDS, USERS

PER_CENT = "per cent of its use of magnets"
OUTSIDE = "world outside China"
TODAY, PLANTS = "With the plants of today", "With the announced plants at their goals"
# What two printed figures must differ by, points.
SEEN = 0.5
STAGE_NAMES = {"mine": "Mining", "separate": "Separation", "metal": "Metal and alloy", "magnet": "Magnets"}
USER_NAMES = {
    "china": "China",
    "united-states": "US",
    "european-union": "EU",
    "japan": "Japan",
    "other": "Others",
    "alike": "If alike",
}
HOLD_NAMES = {
    ("china", "magnet"): "China: magnets",
    ("united-states", "mine"): "United States: ore",
    ("australia", "mine"): "Australia: ore",
    ("burma", "mine"): "Burma: ore",
    ("malaysia", "separate"): "Malaysia: oxide",
    ("japan", "magnet"): "Japan: magnets",
}


def _with_ranges(rows: pd.DataFrame, ranges: dict[str, str]) -> pd.DataFrame:
    """Return rows with the range of another result drawn and written behind the value of each that has one."""
    rows = rows.copy()
    for place, key in enumerate(rows["evidence"]):
        if key in ranges:
            found = fact(ranges[key])
            rows.loc[place, ["low", "high"]] = [found.low, found.high]
            rows.loc[place, "text"] = f"{rows.loc[place, 'text']} ({found.text})"
    return rows


def survival() -> Figure:
    """Draw what the world outside China keeps of its magnets, by what China withholds (per cent)."""
    rows = fact_rows(
        [
            (TODAY, "Oxide alone", "model.lev-keep-separate"),
            (TODAY, "Metal and alloy alone", "model.lev-keep-metal"),
            (TODAY, "Magnets alone", "model.lev-keep-magnet"),
            (TODAY, "All stages", "model.lev-keep-all"),
            (TODAY, "All stages, heavy grades", "model.lev-keep-heavy"),
            (PLANTS, "Oxide alone", "model.lev-keep-separate-plants"),
            (PLANTS, "Metal and alloy alone", "model.lev-keep-metal-plants"),
            (PLANTS, "Magnets alone", "model.lev-keep-magnet-plants"),
            (PLANTS, "All stages", "model.lev-keep-all-plants"),
            (PLANTS, "The same, with new metal", "model.lev-keep-all-metal"),
            (PLANTS, "All stages, heavy grades", "model.lev-keep-heavy-plants"),
        ]
    )
    rows = _with_ranges(
        rows,
        {
            "model.lev-keep-all": "model.lev-range-all",
            "model.lev-keep-all-plants": "model.lev-range-all-plants",
            "model.lev-keep-all-metal": "model.lev-range-all-metal",
        },
    )
    kept = fact("model.lev-keep-all")
    return Figure(
        id="fig-lev-survival",
        title=f"Without Chinese magnets the rest of the world keeps {kept} of those it uses; without Chinese oxide or "
        "metal alone, all of them",
        subtitle=f"What the {OUTSIDE} keeps of the magnets it uses in a year, by what China withholds, per cent",
        description=(
            "Bar chart in two panels on one scale from 0 to 100 per cent. "
            + " ".join(
                f"{panel}: " + "; ".join(f"{row.label.lower()} {row.text}" for row in part.itertuples()) + "."
                for panel, part in rows.groupby("panel", sort=False)
            )
        ),
        draw=lambda layout: draw_panels(rows, Axis(PER_CENT, (0, 128)), layout, mark="bar"),
        rows=rows,
        columns={"panel": "Plants", "label": "China withholds", "text": "Kept"},
        panel="panel",
        note=(
            "Lines and brackets: the middle nine tenths of random draws between rival figures; with announced plants, "
            "from none to all of them built. Heavy grades: magnets that need dysprosium or terbium; with announced plants, "
            "Lacq separates these."
        ),
    )


def concentration() -> Figure:
    """Draw the Herfindahl-Hirschman index of each stage (0 to 10,000)."""
    panel = "Index from 0 to 10,000, one supplier"
    rows = fact_rows([(panel, name, f"model.lev-concentration-{stage}") for stage, name in STAGE_NAMES.items()])
    rows["colour"] = "china"
    mine, last = fact("model.lev-concentration-mine"), fact("model.lev-concentration-magnet")
    return Figure(
        id="fig-lev-concentration",
        title=f"Supply is in few hands at every stage, and more so down the chain: {mine} in mining, {last} in magnets",
        subtitle="Concentration by stage: Herfindahl-Hirschman index, sum of squared country shares in per cent",
        description=(
            "Bar chart with one bar a stage on a scale from 0 to 10,000: "
            + "; ".join(f"{row.label.lower()} {row.text}" for row in rows.itertuples())
            + ". The pale end of a bar is what the unknown rest could add."
        ),
        draw=lambda layout: draw_panels(rows, Axis("index", (0, 13_500)), layout, mark="bar"),
        rows=rows,
        columns={"label": "Stage", "text": "Index"},
        note="Range: the rest spread thinly, or in one country. The figure for metal and alloy is of 2020.",
    )


def neck() -> Figure:
    """Draw what the world outside China can make at each stage of the magnets it uses, with sliders (per cent)."""
    cases = pd.DataFrame(
        {
            "label": [STAGE_NAMES[stage] for stage in STAGES[1:]],
            **{f"in_{name}": [float(name == stage) for stage in STAGES[1:]] for name in STAGES[1:]},
            "unit": COVER.unit,
            "basis": COVER.basis,
            "evidence": [f"model.lev-cover-{stage}" for stage in STAGES[1:]],
        }
    )
    rows = COVER.fill(cases)
    rows["text"] = [fact(key).text for key in rows["evidence"]]
    order = list(rows["label"])

    def draw(layout: Layout) -> alt.LayerChart:
        y = alt.Y("label:N", scale=alt.Scale(domain=order), axis=label_axis(order, layout))
        live = COVER.calculate(alt.Chart(rows.drop(columns=["cover", "text"]))).encode(y=y)
        # A stage that makes more than is used is drawn to the edge, with its figure in words.
        live = live.transform_calculate(end="min(datum.cover, 130)", figure="format(datum.cover, '.2~r') + '%'")
        scale = alt.Scale(domain=[0, 150], nice=False)
        x = alt.X("end:Q", scale=scale, title=PER_CENT, axis=alt.Axis(values=[0, 50, 100]))
        bars = live.mark_bar(height=15, color=theme.colour("result")).encode(x=x)
        words = live.mark_text(align="left", dx=6).encode(x=x, text=alt.Text("figure:N"))
        full = (
            alt.Chart({"values": [{"full": 100}]}).mark_rule(strokeDash=[4, 3]).encode(x=alt.X("full:Q", scale=scale))
        )
        layers = [bars, words, full]
        if layout.labels_above:
            layers.append(row_labels(order, y))
        height = alt.Step(42 if layout.labels_above else 30)
        return alt.layer(*layers, width=plot_width(layout), height=height)

    least = rows.loc[rows["cover"].idxmin()]
    return Figure(
        id="fig-lev-neck",
        title=f"The shortest bar is what can be made without China: today {least['label'].lower()}, {least['text']}",
        subtitle=f"What the {OUTSIDE} can make at each stage, over the magnets it uses, per cent",
        description=(
            "Bar chart with one bar a stage, from 0 to 150 per cent, and a broken line at 100: "
            + "; ".join(f"{row.label.lower()} {row.text}" for row in rows.itertuples())
            + ". Sliders change China's shares, its output and exports, and add new plants."
        ),
        draw=draw,
        rows=rows,
        columns={"label": "Stage", "text": "Made over used"},
        whatif=COVER,
        note=(
            "Broken line: all the magnets it uses; longer bars are cut off. Move the new magnet plants to "
            f"{fact('model.lev-plants')} to see metal become the shortest bar."
        ),
    )


def matrix() -> Figure:
    """Draw who loses what if one country withholds the goods of one stage (per cent of its use of magnets)."""
    users = (*USERS, "alike")
    rows = fact_rows(
        [
            (HOLD_NAMES[hold], USER_NAMES[user], f"model.lev-lost-{hold[0]}-{hold[1]}-{user}")
            for hold in HOLDS
            for user in users
        ]
    ).rename(columns={"panel": "holder", "label": "user"})
    # Printed without the sign: the subtitle says per cent.
    rows["figure"] = rows["text"].str.removesuffix("%")
    holders, columns = list(dict.fromkeys(rows["holder"])), [USER_NAMES[user] for user in users]

    def draw(layout: Layout) -> alt.LayerChart:
        side = 0 if layout.labels_above else 130
        inner, outer = (0.5, 0.4) if layout.labels_above else (0.1, 0.05)
        y = alt.Y(
            "holder:N",
            scale=alt.Scale(domain=holders, paddingInner=inner, paddingOuter=outer),
            axis=None if layout.labels_above else alt.Axis(title=None, minExtent=side, maxExtent=side),
        )
        x = alt.X(
            "user:N",
            scale=alt.Scale(domain=columns, paddingInner=0.06),
            axis=alt.Axis(title=None, orient="top", labelAngle=0, domain=False, ticks=False, labelOverlap=False),
        )
        base = alt.Chart(rows).encode(x=x, y=y, tooltip=[alt.Tooltip("evidence:N", title="Evidence")])
        shade = alt.Opacity("value:Q", scale=alt.Scale(domain=[0, 100], range=[0.05, 0.5]), legend=None)
        layers = [
            base.mark_rect(color=theme.colour("muted"), cornerRadius=3).encode(opacity=shade),
            base.mark_text(fontSize=13).encode(text=alt.Text("figure:N")),
        ]
        if layout.labels_above:
            named = alt.Chart({"values": [{"holder": holder} for holder in holders]}).encode(y=y)
            layers.append(
                named.mark_text(align="left", x=2, dy=-23, color=theme.colour("muted")).encode(
                    text=alt.Text("holder:N")
                )
            )
        width = layout.width - MARGIN - side
        return alt.layer(*layers, width=width, height=alt.Step(50 if layout.labels_above else 32))

    worst = fact("model.lev-lost-china-magnet-united-states")
    ore = fact("model.lev-lost-burma-mine-european-union")
    return Figure(
        id="fig-lev-matrix",
        title=f"By the model a cut in Chinese magnets takes {worst} of those the US uses; a cut in ore is passed on by whoever makes "
        "magnets",
        subtitle="Loss of magnets by user if one country withholds what it makes at one stage, per cent of the user's use",
        description=(
            "Table of shaded cells, one row a country that withholds and one column a user. "
            + " ".join(
                f"{holder}: " + ", ".join(f"{row.user} {row.text}" for row in part.itertuples()) + "."
                for holder, part in rows.groupby("holder", sort=False)
            )
        ),
        draw=draw,
        rows=rows,
        columns={"holder": "Withholds", "user": "User", "text": "Loses"},
        note=(
            "Makers of magnets serve their own country first, so that a cut in Burmese ore costs China nothing and the EU "
            f"{ore}. Last column: the loss if all who depend on the goods share it alike. Japan's zero rests on a weak "
            "figure of its output. American ore counts in full, though part of that mined in 2025 was not sold."
        ),
    )


def swings() -> Figure:
    """Draw how far each figure's rivals move what is kept if China withholds all stages (per cent)."""
    panels = dict(zip(CASES, (TODAY, PLANTS), strict=True))
    adopted = {"today": fact("model.lev-keep-all"), "plants": fact("model.lev-keep-all-plants")}
    entries = []
    for rivals in RIVALS:
        low, high = fact(rivals.low).point, fact(rivals.high).point
        unit = fact(rivals.low).unit
        span = f"{low:g} to {high:g}%" if unit == "%" else f"{low / 1e3:.0f} to {high / 1e3:.0f} kt"
        name = rivals.field.replace("_china", "").replace("_", "-")
        entries.append((f"{rivals.label.removeprefix('Chinese ').capitalize()}, {span}", name))
    entries.append(("Finished for blanks, 70 to 100%", "finished"))
    rows = fact_rows(
        [(panels[case], label, f"model.lev-swing-{name}-{case}") for case in CASES for label, name in entries]
    )
    rows["value"] = [adopted[case].value for case in CASES for _ in entries]
    rows["width"] = rows["high"] - rows["low"]
    rows.loc[rows["width"] < SEEN, "text"] = "no change"
    place = {panel: number for number, panel in enumerate(panels.values())}
    rows = rows.sort_values(
        ["panel", "width"], key=lambda column: column.map(place) if column.name == "panel" else -column, kind="stable"
    ).reset_index(drop=True)
    first = rows[rows["panel"] == PLANTS].iloc[0]
    return Figure(
        id="fig-lev-swings",
        title=f"What new plants are worth hangs most on {first['label'].split(',')[0].lower().replace('share', 'the Chinese share')}: "
        f"they leave {first['text']}",
        subtitle=f"What the {OUTSIDE} keeps if China withholds all stages, with one figure at a time at its rivals",
        description=(
            "Chart of ranges in two panels on one scale from 0 to 60 per cent, widest first; a square marks the adopted "
            "figures. "
            + " ".join(
                f"{panel} ({adopted[case]}): "
                + "; ".join(f"{row.label}: {row.text}" for row in rows[rows["panel"] == panel].itertuples())
                + "."
                for case, panel in panels.items()
            )
        ),
        draw=lambda layout: draw_panels(rows, Axis(PER_CENT, (0, 64)), layout),
        rows=rows,
        columns={"panel": "Plants", "label": "Figure and its rivals", "text": "Kept"},
        panel="panel",
        note="Metal and alloy have one figure on record, of 2020; its ends are borrowed from the stages beside it.",
    )

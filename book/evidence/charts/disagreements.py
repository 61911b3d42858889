"""Figures of the chapter where the sources part company.

Their marks stand for claims, not for quantities, so most are laid out in pixels: tiles, arcs and rows of a table.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.figure import Figure
from evidence.charts.panels import MARGIN, text_width
from evidence.charts.theme import VERDICTS, Layout
from evidence.facts import claim_text, describe_quantity, fact
from evidence.ledger import load_ledger
from evidence.models import disagreements
from evidence.models.disagreements import BORNE_OUT
from evidence.quantities import format_number

# Short enough to head a column.
THEMES = {
    "XC": "Export controls",
    "RU": "Russian autonomy",
    "US": "United States",
    "EU": "European response",
    "GL": "Global market",
}
LANGUAGES = {"en": "English", "zh": "Chinese"}
# Distance from tile to tile, the part of it that a tile fills, and the side of a tile that carries a sign, pixels.
PITCH, FILLED, SIGNED = 12, 0.84, 14
# Line of a list, a list's heading, and the room below a group.
LINE, HEADING, GAP = 22, 20, 10
# What one picture draws at most, so that a chapter's page doesn't grow with the ledger: tiles, articles (the latest), verdicts
# that moved (of the latest articles), figures that articles share (those most printed), and distances of one verdict (the
# farthest).
TILES, ARTICLES, MOVED, FIGURES, FARTHEST = 400, 20, 30, 40, 20
# Half a circle over a base line, in Vega's coordinates for shapes.
ARC = "M-1,0A1,1,0,0,1,1,0"


def _drawn(number: int, total: int, what: str) -> str:
    """Say how many of all are drawn, where some are left out."""
    return "" if number == total else f"; {number} of {total} drawn: {what}"


def _inner(layout: Layout) -> int:
    """Return the width that a chart laid out in pixels may fill."""
    return layout.width - MARGIN


def _place(data: pd.DataFrame | list[dict[str, object]], width: float, height: float) -> alt.Chart:
    """Return a chart whose fields ``x`` and ``y`` are pixels from the upper left corner."""
    rows = data if isinstance(data, pd.DataFrame) else pd.DataFrame(data)
    return alt.Chart(rows).encode(
        x=alt.X("x:Q", scale=alt.Scale(domain=[0, width], nice=False), axis=None),
        y=alt.Y("y:Q", scale=alt.Scale(domain=[0, height], nice=False, reverse=True), axis=None),
    )


def _words(
    data: list[dict[str, object]], width: float, height: float, *, colour: str = "ink", **style: object
) -> alt.Chart:
    """Return texts at pixels: rows with ``x``, ``y`` and ``text``."""
    return (
        _place(data, width, height)
        .mark_text(**{"align": "left", "baseline": "middle", "color": theme.colour(colour)} | style)
        .encode(text=alt.Text("text:N"))
    )


def _with_colours(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with a column ``verdict`` and the sign and colours of its tile."""
    marks = [VERDICTS[name] for name in rows["verdict"]]
    return rows.assign(
        sign=[mark.sign for mark in marks],
        tile=[theme.colour(mark.colour) for mark in marks],
        ink=[theme.colour(mark.ink) for mark in marks],
    )


TILE_COLOUR = alt.Color("tile:N", scale=None)
SIGN_COLOUR = alt.Color("ink:N", scale=None)


def _tiles(tiles: list[dict[str, object]], width: float, height: float, size: float) -> alt.Chart:
    """Return one tile a claim: rows with ``x``, ``y`` (its middle), ``text``, ``verdict`` and ``evidence``."""
    tooltip = [
        alt.Tooltip("evidence:N", title="Claim"),
        alt.Tooltip("text:N", title="Figure"),
        alt.Tooltip("verdict:N", title="Verdict"),
    ]
    rows = _with_colours(pd.DataFrame(tiles)).drop(columns=["sign", "ink"])
    marks = _place(rows, width, height).mark_point(shape="square", size=size**2, opacity=1)
    return marks.encode(color=TILE_COLOUR, tooltip=tooltip)


def _signs(signs: list[dict[str, object]], width: float, height: float) -> alt.LayerChart:
    """Return tiles with the signs of verdicts on them: rows with ``x``, ``y`` and ``verdict``."""
    base = _place(_with_colours(pd.DataFrame(signs)), width, height)
    return base.mark_point(shape="square", size=SIGNED**2, opacity=1).encode(color=TILE_COLOUR) + base.mark_text(
        fontSize=12, fontWeight="bold", baseline="middle"
    ).encode(text=alt.Text("sign:N"), color=SIGN_COLOUR)


def _verdict_key(verdicts: Sequence[str], layout: Layout) -> alt.LayerChart:
    """Draw the key to the verdicts, in as many lines as it takes."""
    width, x, y, tiles, words = _inner(layout), 8.0, 9.0, [], []
    for verdict in verdicts:
        needed = 14 + text_width(verdict)
        if x > 8 and x + needed > width:
            x, y = 8.0, y + 20
        tiles.append({"x": x, "y": y, "verdict": verdict})
        words.append({"x": x + 12, "y": y, "text": verdict})
        x += needed + 20
    height = y + 9
    layers = [_signs(tiles, width, height), _words(words, width, height)]
    return alt.layer(*layers, width=width, height=height)


def _judged() -> pd.DataFrame:
    """Return every claim with its verdict and the text of its figure, the verdicts in their order."""
    ledger = load_ledger()
    rows = ledger.claims.join(ledger.verdicts["verdict"])
    rows = rows.assign(
        text=[claim_text(claim) for _, claim in rows.iterrows()],
        evidence=rows["claim_id"],
        order=rows["verdict"].map({name: place for place, name in enumerate(VERDICTS)}),
    )
    # Tiles are no quantities: units and bases stay behind.
    return rows.drop(columns=["unit", "basis"]).reset_index(drop=True)


def _listed(counts: pd.Series) -> str:
    """Write counts as ``confirmed 67, close 8``."""
    return ", ".join(f"{name} {number}" for name, number in counts.items())


def scoreboard() -> Figure:
    """Draw one tile a claim, verdicts down and themes across (no quantity)."""
    judged = _judged().sort_values("order", kind="stable")
    present = [name for name in VERDICTS if name in set(judged["verdict"])]
    totals = judged["verdict"].value_counts().reindex(present)
    # A tile stands for so many claims of one cell and bears the id of the first.
    each = math.ceil(len(judged) / TILES)
    rows = judged[judged.groupby(["verdict", "theme"]).cumcount() % each == 0].reset_index(drop=True)
    claimed = judged.groupby(["verdict", "theme"]).size()
    cells = dict(tuple(rows.groupby(["verdict", "theme"], sort=False)))
    largest = {name: max(len(cells.get((verdict, name), ())) for verdict in present) for name in THEMES}

    def draw(layout: Layout) -> alt.LayerChart:
        width = _inner(layout)
        # The count stands before the tiles of a cell. A column is at least as wide as its heading; what room is left
        # goes where tiles pile highest.
        left, indent, pitch, least = (0, 21, 8, 4) if layout.labels_above else (164, 28, PITCH, 3)
        across = dict.fromkeys(THEMES, least)
        while sum(across.values()) * pitch + len(THEMES) * (indent + 6) + left + pitch <= width:
            across[max(across, key=lambda name: largest[name] / across[name])] += 1
        starts, x = {}, left
        for name, number in across.items():
            starts[name] = x
            x += indent + 6 + number * pitch
        tiles, signs, names, numbers, rules = [], [], [], [], []
        y = 54.0
        for verdict in present:
            rules.append({"x": 0, "y": y - 7})
            signs.append({"x": 8, "y": y + 7, "verdict": verdict})
            names.append({"x": 22, "y": y + 7, "text": f"{verdict}, {totals[verdict]}"})
            y += HEADING if layout.labels_above else 0
            depth = 0
            for name, start in starts.items():
                claims = cells.get((verdict, name))
                if claims is None:
                    continue
                depth = max(depth, math.ceil(len(claims) / across[name]))
                numbers.append({"x": start + indent - 8, "y": y + 7, "text": str(claimed[verdict, name])})
                for number, (_, claim) in enumerate(claims.iterrows()):
                    below, beside = divmod(number, across[name])
                    place = {"x": start + indent + beside * pitch, "y": y + 7 + below * pitch}
                    tiles.append(place | dict(claim[["evidence", "text", "verdict"]]))
            y += max(depth * pitch, 12) + GAP + 4
        heads = [
            {"x": starts[name] + indent - 8 - 14, "y": 6 + 13 * line, "text": word}
            for name, title in THEMES.items()
            for line, word in enumerate([*title.split(" "), str((judged["theme"] == name).sum())])
        ]
        lined = _place(rules, width, y).mark_rule(color=theme.colour("grid")).encode(x2=alt.X2Value(width))
        return alt.layer(
            lined,
            _tiles(tiles, width, y, pitch * FILLED),
            _signs(signs, width, y),
            _words(names, width, y),
            _words(numbers, width, y, colour="muted", align="right", fontSize=12),
            _words(heads, width, y, colour="muted", fontSize=12),
            width=width,
            height=y,
        )

    borne, wrong, still_open = (
        sum(totals.get(name, 0) for name in names)
        for names in (BORNE_OUT, ("contradicted", "garbled"), ("not found", "not checkable"))
    )
    by_theme = "; ".join(
        f"{name}: {_listed(judged.loc[judged['theme'] == theme_id, 'verdict'].value_counts().reindex(present).dropna().astype(int))}"
        for theme_id, name in THEMES.items()
    )
    return Figure(
        id="fig-gl-scoreboard",
        title=(
            f"{borne} of {len(judged)} claims are borne out; {wrong} are contradicted or garbled, {still_open} stay open"
        ),
        subtitle=(
            f"Claims of {fact('book.articles')} articles by verdict and theme at {fact('book.cutoff')}; one tile "
            + ("a claim" if each == 1 else f"for up to {each} claims")
        ),
        description=f"Matrix of tiles{', one a claim,' if each == 1 else ''} with verdicts down and themes across. {by_theme}.",
        draw=draw,
        rows=rows,
        columns={
            "claim_id": "Claim",
            "theme": "Theme",
            "article_id": "Article",
            "text": "Figure",
            "verdict": "Verdict",
        },
        note=(
            f"Claims repeat one another: {fact('book.articles-sharing-most')} articles print one sum. The tiles count what a reader meets."
        ),
    )


def _dated(published: str) -> str:
    """Write the day of an article as an axis has room for it."""
    day = pd.Timestamp(published)
    return f"{day.day} {day:%b}"


def articles() -> Figure:
    """Draw one strip of tiles an article, in order of publication (no quantity)."""
    known = load_ledger().articles.sort_values("published", kind="stable")
    table, rows = known.tail(ARTICLES), _judged()
    rows = rows[rows["article_id"].isin(table.index)].copy()
    rows["published"] = rows["article_id"].map(table["published"])
    rows = rows.sort_values(["published", "order", "claim_id"], kind="stable").reset_index(drop=True)
    rows["language"] = rows["article_id"].map(table["language"]).map(LANGUAGES)
    rows["day"] = rows["published"].map(_dated)
    rows["place"] = rows.groupby("article_id").cumcount()
    strips = rows.groupby("article_id", sort=False)
    borne = {name: int(claims["verdict"].isin(BORNE_OUT).sum()) for name, claims in strips}
    total = strips.size()

    def draw(layout: Layout) -> alt.VConcatChart:
        width = _inner(layout)
        left, right = (8, 0) if layout.labels_above else (170, 84)
        pitch = min(PITCH, (width - left - right - 4) / total.max())
        step = 40 if layout.labels_above else LINE
        height = step * len(total)
        tiles, signs, names, shares = [], [], [], []
        for line, (name, claims) in enumerate(strips):
            middle = step * line + (29 if layout.labels_above else step / 2)
            label = f"{name}, {claims['day'].iat[0]}, {claims['language'].iat[0]}"
            share = f"{borne[name]} of {len(claims)}"
            above = middle - 17 if layout.labels_above else middle
            names.append({"x": 0 if layout.labels_above else 2, "y": above, "text": label})
            shares.append({"x": width, "y": above, "text": f"{share} borne out" if layout.labels_above else share})
            first = claims.drop_duplicates("verdict").index
            for index, claim in claims.iterrows():
                place = {"x": left + pitch * claim["place"], "y": middle}
                tiles.append(place | dict(claim[["evidence", "text", "verdict"]]))
                if index in first:
                    signs.append(place | {"verdict": claim["verdict"]})
        marked = _place(_with_colours(pd.DataFrame(signs)), width, height)
        marked = marked.mark_text(fontSize=10, fontWeight="bold", baseline="middle")
        strip = alt.layer(
            _tiles(tiles, width, height, pitch * FILLED),
            marked.encode(text=alt.Text("sign:N"), color=SIGN_COLOUR),
            _words(names, width, height, colour="ink"),
            _words(shares, width, height, colour="muted", align="right"),
            width=width,
            height=height,
        )
        head = [] if layout.labels_above else [_heads([(2, "Article"), (width, "borne out")], width)]
        key = _verdict_key([name for name in VERDICTS if name in set(rows["verdict"])], layout)
        return alt.vconcat(key, *head, strip, spacing=6)

    shares = {name: borne[name] / total[name] for name in total.index}
    many = [name for name in total.index if total[name] >= 10]
    best, worst = max(many, key=shares.get), min(many, key=shares.get)
    told = "; ".join(
        f"{name} ({claims['day'].iat[0]}, {claims['language'].iat[0]}): {_listed(claims['verdict'].value_counts(sort=False))}"
        for name, claims in strips
    )
    return Figure(
        id="fig-gl-articles",
        title=(
            f"No article is right or wrong throughout: the record bears out {borne[worst]} of {total[worst]} claims in "
            f"{worst}, {borne[best]} of {total[best]} in {best}"
        ),
        subtitle=(
            f"Claims by article in order of publication, June to November 2025, with the language of the text read; "
            f"verdicts at {fact('book.cutoff')}; one tile a claim{_drawn(len(table), len(known), 'the latest')}"
        ),
        description=f"Strips of tiles, one strip an article and one tile a claim, ordered by verdict. {told}.",
        draw=draw,
        rows=rows,
        columns={
            "article_id": "Article",
            "day": "Day in 2025",
            "language": "Language",
            "claim_id": "Claim",
            "text": "Figure",
            "verdict": "Verdict",
        },
        note="Borne out: confirmed or close. An article with few checkable claims isn't thereby worse.",
    )


def _heads(heads: Sequence[tuple[float, str]], width: float) -> alt.Chart:
    """Return a line of headings at pixels; one at the right edge ends there."""
    words = [
        _words([{"x": x, "y": 6, "text": text}], width, 12, colour="muted", align="right" if x >= width else "left")
        for x, text in heads
    ]
    return alt.layer(*words, width=width, height=12)


def moved() -> Figure:
    """Draw the verdicts that the time since the article changed (no quantity)."""
    ledger = load_ledger()
    every = disagreements.moved_verdicts(ledger)
    published = every["article_id"].map(ledger.articles["published"]).sort_values(kind="stable")
    rows = every[every.index.isin(published.index[-MOVED:])].copy()
    order = {name: place for place, name in enumerate(VERDICTS)}
    rows = rows.sort_values(["verdict", "verdict_then"], key=lambda names: names.map(order), kind="stable")
    rows = rows.reset_index(drop=True)
    labels = rows["indicator_id"].map(ledger.indicators["label"])
    rows["text"] = [claim_text(claim) for _, claim in rows.iterrows()]
    rows["label"] = labels.fillna(rows["theme"].map(THEMES))
    rows["evidence"] = rows["claim_id"]
    rows = rows.drop(columns=["unit", "basis"])

    def draw(layout: Layout) -> alt.VConcatChart:
        width = _inner(layout)
        then, now = (8, 172) if layout.labels_above else (350, 480)
        step = 44 if layout.labels_above else LINE
        height = step * len(rows)
        names, words, signs, arrows = [], [], [], []
        for line, row in rows.iterrows():
            middle = step * line + (30 if layout.labels_above else step / 2)
            above = middle - 19 if layout.labels_above else middle
            names.append({"x": 0, "y": above, "text": f"{row['claim_id']}, {row['label']}"})
            for x, verdict in ((then, row["verdict_then"]), (now, row["verdict"])):
                signs.append({"x": x, "y": middle, "verdict": verdict, "evidence": row["claim_id"]})
                words.append({"x": x + 12, "y": middle, "text": verdict})
            arrows.append({"x": now - 22, "y": middle, "text": "→"})
        table = alt.layer(
            _signs(signs, width, height),
            _words(names, width, height, colour="muted" if layout.labels_above else "ink"),
            _words(words, width, height),
            _words(arrows, width, height, colour="muted", align="center"),
            width=width,
            height=height,
        )
        heads = [(then - 6, "when printed"), (now - 6, "at the cut-off")]
        return alt.vconcat(_heads(heads, width), table, spacing=6)

    aged = int(((every["verdict"] == "outdated") & every["verdict_then"].isin(BORNE_OUT)).sum())
    told = "; ".join(f"{row['claim_id']} from {row['verdict_then']} to {row['verdict']}" for _, row in rows.iterrows())
    return Figure(
        id="fig-gl-moved",
        title=(
            f"{len(every)} verdicts have moved since the articles appeared: {aged} of the claims were right then and are "
            "out of date"
        ),
        subtitle=(
            f"Verdict from what was public on the article's day, and at {fact('book.cutoff')}"
            f"{_drawn(len(rows), len(every), 'those of the latest articles')}"
        ),
        description=f"Table of claims with two verdicts each. {told}.",
        draw=draw,
        rows=rows,
        columns={
            "claim_id": "Claim",
            "label": "Subject",
            "text": "Figure",
            "verdict_then": "When printed",
            "verdict": "At the cut-off",
            "reason": "Reason",
        },
    )


def _arcs(links: pd.DataFrame, columns: Mapping[str, float], width: float) -> alt.LayerChart:
    """Draw an arc for each pair of articles that shares figures, over one dot an article.

    Parameters
    ----------
    links : DataFrame
        As from `evidence.models.disagreements.article_links`.
    columns : mapping of str to float
        Where each article stands, pixels.
    width : float
        Of the chart, pixels.

    Returns
    -------
    altair.LayerChart
        As high as the widest arc; its lines are as wide as the figures are many.
    """
    begin, end = links["earlier"].map(columns), links["later"].map(columns)
    height = (end - begin).max() / 2 + 6
    arcs = pd.DataFrame({"x": (begin + end) / 2, "y": height, "size": (end - begin) ** 2, "shared": links["shared"]})
    arched = _place(arcs, width, height).mark_point(
        shape=ARC, filled=False, fill=None, stroke=theme.colour("claim"), opacity=0.6
    )
    arched = arched.transform_calculate(stroke="2.2 * datum.shared - 1.2").encode(
        size=alt.Size("size:Q", scale=None), strokeWidth=alt.StrokeWidth("stroke:Q", scale=None)
    )
    dots = _place([{"x": x, "y": height} for x in columns.values()], width, height)
    dots = dots.mark_point(size=26, opacity=1, color=theme.colour("ink"))
    return alt.layer(arched, dots, width=width, height=height)


def _figure_table(
    rows: pd.DataFrame, columns: Mapping[str, float], days: Mapping[str, str], layout: Layout, right: float
) -> alt.LayerChart:
    """Draw a line for each figure with a diamond for each article that prints it.

    Parameters
    ----------
    rows : DataFrame
        Columns ``figure``, ``label`` (of its quantity), ``text``, ``article_id`` and ``evidence``, in drawing order.
    columns, days : mapping of str
        Where each article stands, pixels, and its day.
    layout : Layout
        Where it asks for labels above the marks, figures stand there too.
    right : float
        Room for figures beside the marks, pixels.

    Returns
    -------
    altair.LayerChart
        Filled diamonds for figures of several articles, hollow ones for those of one alone.
    """
    width, narrow = _inner(layout), layout.labels_above
    heads = [{"x": x, "y": 4, "text": f"{name}, {days[name]}"} for name, x in columns.items()]
    marks, names, figures, ties, rules = [], [], [], [], []
    y, quantity = 90.0, ""
    for _, chosen in rows.groupby("figure", sort=False):
        label, text = chosen["label"].iat[0], chosen["text"].iat[0]
        if label != quantity:
            y += 4
            rules.append({"x": 0, "y": y - 3})
            names.append({"x": 0, "y": y + (8 if narrow else LINE / 2 - 2), "text": label})
        if narrow:
            # A figure stands above its marks, behind the quantity's name where there is room.
            if label != quantity and text_width(label) + text_width(text) + 12 > width:
                y += 16
            figures.append({"x": width, "y": y + 8, "text": [text]})
            y += 16
        else:
            figures.append({"x": width - right + 16, "y": y + LINE / 2 - 2, "text": textwrap.wrap(text, 20)})
        quantity, middle = label, y + LINE / 2 - 2
        places = chosen["article_id"].map(columns)
        for x, evidence in zip(places, chosen["evidence"], strict=True):
            marks.append({"x": x, "y": middle, "alone": len(chosen) == 1, "text": text, "evidence": evidence})
        ties.append({"x": places.min(), "x2": places.max(), "y": middle})
        # A figure in two lines takes two.
        y += LINE - 2 if narrow else LINE - 16 + 14 * len(figures[-1]["text"])
    height = y + 6
    tooltip = [alt.Tooltip("evidence:N", title="Claim"), alt.Tooltip("text:N", title="Figure")]
    base = _place(marks, width, height).encode(tooltip=tooltip)
    shape = {"shape": "diamond", "size": 95, "opacity": 1, "color": theme.colour("claim")}
    hollow = shape | {"filled": False, "fill": theme.colour("paper"), "strokeWidth": 1.8}
    lined = _place(rules, width, height).mark_rule(color=theme.colour("grid")).encode(x2=alt.X2Value(width))
    tied = _place(ties, width, height).mark_rule(color=theme.colour("claim"), strokeWidth=1.2).encode(x2=alt.X2("x2:Q"))
    return alt.layer(
        lined,
        tied,
        base.transform_filter("!datum.alone").mark_point(**shape),
        base.transform_filter("datum.alone").mark_point(**hollow),
        _words(heads, width, height, colour="muted", angle=270, align="right", fontSize=12),
        _words(names, width, height),
        _words(figures, width, height, colour="muted", align="right" if narrow else "left"),
        width=width,
        height=height,
    )


def repeats() -> Figure:
    """Draw who prints whose figures: arcs between articles, and the figures they share (no quantity)."""
    ledger = load_ledger()
    table = ledger.articles.sort_values("published", kind="stable").tail(ARTICLES)
    links, every = disagreements.article_links(ledger), disagreements.rival_figures(ledger)
    links = links[links["earlier"].isin(table.index) & links["later"].isin(table.index)]
    number = every.loc[every["articles"] > 1, "figure"].nunique()
    rows = every[every["article_id"].isin(table.index)].copy()
    rows["text"] = [claim_text(claim) for _, claim in rows.assign(qualifier="").iterrows()]
    rows["label"] = rows["indicator_id"].map(ledger.indicators["label"])
    rows["evidence"] = rows["claim_id"]
    rows["day"] = rows["published"].map(_dated)
    # What travels most stands first, each quantity with its rival figures below it.
    rows["most"] = rows.groupby("indicator_id")["articles"].transform("max")
    rows = rows.drop(columns=["unit", "basis"])
    rows = rows.sort_values(
        ["most", "indicator_id", "articles", "figure", "published"], ascending=[False, True, False, True, True]
    )
    figures = rows["figure"].drop_duplicates()
    rows = rows[rows["figure"].isin(figures.head(FIGURES))].reset_index(drop=True)

    def draw(layout: Layout) -> alt.VConcatChart:
        width = _inner(layout)
        left, right = (9, 9) if layout.labels_above else (244, 134)
        step = (width - left - right) / (len(table) - 1)
        columns = {name: left + step * number for number, name in enumerate(table.index)}
        days = {name: _dated(published) for name, published in table["published"].items()}
        return alt.vconcat(_arcs(links, columns, width), _figure_table(rows, columns, days, layout, right), spacing=2)

    top = rows[rows["articles"] == rows["articles"].max()].iloc[-1]
    told = "; ".join(
        f"{chosen['label'].iat[0]}, {chosen['text'].iat[0]}: {', '.join(chosen['article_id'])}"
        for _, chosen in rows.groupby("figure", sort=False)
    )
    return Figure(
        id="fig-gl-repeats",
        title=(
            f"{number} figures stand in two articles or more, {top['text']} in {top['articles']}; the slip to "
            f"{fact('RU-031').text.removeprefix('about').strip()} stands in one"
        ),
        subtitle=(
            "Above: articles in order of publication in 2025, joined where they print the same figure, as wide as the "
            "figures are many. Below: the figures of every quantity that two articles or more put into figures or dates"
            + _drawn(len(table), len(ledger.articles), "the latest articles")
            + _drawn(rows["figure"].nunique(), every["figure"].nunique(), "the figures most printed")
        ),
        description=(
            f"Arc diagram of {len(table)} articles over a table of {rows['figure'].nunique()} figures by article. A filled diamond "
            f"is a figure that other articles print too, a hollow one stands in one article alone. {told}."
        ),
        draw=draw,
        rows=rows,
        columns={
            "label": "Quantity",
            "text": "Figure",
            "article_id": "Article",
            "day": "Day in 2025",
            "claim_id": "Claim",
        },
        note=(
            "The same figure means the same normalised number, whatever stands before it: “over 700 billion” and “700 "
            "billion” are one. A shared figure doesn't show who took it from whom: most go back to one statement."
        ),
    )


def _points(claim: pd.Series, record: pd.Series) -> str:
    """Write how many percentage points a share lies above or below the record's; nothing for ranges and other units."""
    gap = claim["value"] - record["value"]
    return "" if claim["unit"] != "%" or math.isnan(gap) else format_number(gap, 2)


def _compared() -> pd.DataFrame:
    """Return the claims that are set against a record row, by verdict, those that agree first, then by ratio.

    Of each verdict the farthest are left; ``of_verdict`` and ``agreeing`` count them all, and those that agree.
    """
    ledger = load_ledger()
    rows = disagreements.distances(ledger).copy()
    claims, record = ledger.claims.loc[rows["claim_id"]], ledger.observations.loc[rows["record"]]
    pairs = zip(claims.iterrows(), record.iterrows(), strict=True)
    rows["points"] = [_points(claim, row) for (_, claim), (_, row) in pairs]
    rows["text"] = [claim_text(claim) for _, claim in claims.iterrows()]
    rows["record_text"] = [describe_quantity(row) for _, row in record.iterrows()]
    rows["label"] = rows["indicator_id"].map(ledger.indicators["label"])
    rows["multiple"] = [
        format_number(low, 2) if low == high else f"{format_number(low, 2)} to {format_number(high, 2)}"
        for low, high in zip(rows["low"], rows["high"], strict=True)
    ]
    rows["kind"], rows["evidence"] = "claim", rows["claim_id"]
    rows["order"] = rows["verdict"].map({name: place for place, name in enumerate(VERDICTS)})
    rows["agrees"], rows["middle"] = rows["reach"] == "agrees", (rows["low"] * rows["high"]) ** 0.5
    rows["of_verdict"] = rows.groupby("verdict")["agrees"].transform("size")
    rows["agreeing"] = rows.groupby("verdict")["agrees"].transform("sum")
    rows = rows.sort_values("fold", ascending=False, kind="stable").groupby(["verdict", "agrees"]).head(FARTHEST)
    keys, upwards = ["order", "agrees", "middle", "label", "claim_id"], [True, False, False, True, True]
    rows = rows.sort_values(keys, ascending=upwards).reset_index(drop=True)
    # Claims that agree share the line of their verdict; the others have a line for each figure.
    line = rows["verdict"] + rows["label"] + rows["multiple"] + rows["record"]
    return rows.assign(line=line.where(~rows["agrees"], rows["verdict"]))


def _distance_lines(rows: pd.DataFrame, layout: Layout) -> tuple[dict[str, float], dict[str, pd.DataFrame], float]:
    """Lay out the lines of the distances.

    Parameters
    ----------
    rows : DataFrame
        As from `_compared`.
    layout : Layout
        Where it asks for labels above the marks, a line has two or three rows.

    Returns
    -------
    places : dict of str to float
        Middle of each line's marks, pixels from the top.
    words : dict of str to DataFrame
        ``heads`` (of verdicts), ``names`` (of quantities) and ``figures``, each with ``y`` and ``text``.
    height : float
        Of all lines, pixels.
    """
    narrow, y, places = layout.labels_above, 4.0, {}
    heads, names, figures = [], [], []
    for verdict, chosen in rows.groupby("verdict", sort=False):
        agreeing = chosen["agreeing"].iat[0]
        heads.append({"y": y + LINE / 2, "verdict": verdict, "text": f"{verdict}, {chosen['of_verdict'].iat[0]}"})
        if agreeing:
            # The heading would stand on the marks where the plot begins at the left edge.
            y += LINE - 4 if narrow else 0
            places[verdict] = y + LINE / 2
            figures.append({"y": y + LINE / 2, "text": f"{agreeing} within two per cent"})
        y += LINE
        for line, claims in chosen[~chosen["agrees"]].groupby("line", sort=False):
            label = claims["label"].iat[0]
            text = max(claims["text"], key=len) + (f" ({len(claims)})" if len(claims) > 1 else "")
            above = 7 if narrow else LINE / 2 - 1
            names.append({"y": y + above, "text": label})
            if narrow and text_width(label) + text_width(text) + 14 > _inner(layout):
                y += 15
            figures.append({"y": y + above, "text": text})
            y += 15 if narrow else 0
            places[line] = y + LINE / 2 - 1
            y += LINE - 2
        y += GAP
    frames = {"heads": pd.DataFrame(heads), "names": pd.DataFrame(names), "figures": pd.DataFrame(figures)}
    return places, frames, y


def distances() -> Figure:
    """Draw claim over record for every quantity with a comparable row (ratio, logarithmic)."""
    rows = _compared()
    records = rows.drop_duplicates("record").assign(kind="record", multiple="1", points="", verdict="", low=1, high=1)
    records = records.assign(text=records["record_text"], record_text="", evidence=records["record"])
    shown = pd.concat([rows, records], ignore_index=True)
    # Powers of two with room at both ends.
    first, last = math.floor(math.log2(rows["low"].min() / 1.1)), math.ceil(math.log2(rows["high"].max() * 1.1))
    powers = [2.0**power for power in range(first, last + 1)]

    def draw(layout: Layout) -> alt.LayerChart:
        left, right = (0, 0) if layout.labels_above else (262, 140)
        plot = _inner(layout) - left - right
        places, words, height = _distance_lines(rows, layout)
        y = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], nice=False, reverse=True), axis=None)
        scale = alt.Scale(type="log", base=2, domain=[powers[0], powers[-1]], nice=False)
        # Each second power, so that the labels don't touch.
        marks = [power for power in powers if math.log2(power) % 2 == 0]
        axis = alt.Axis(values=marks, format="~g", title="claim over record, logarithmic", grid=True)
        x = alt.X("low:Q", scale=scale, axis=axis)
        plotted = _with_colours(rows.assign(y=rows["line"].map(places)))
        fields = ["y", "low", "high", "bound", "tile", "label", "text", "record_text", "multiple", "evidence"]
        titles = {"label": "Quantity", "text": "Claim", "record_text": "Record", "multiple": "Claim over record"}
        tooltip = [alt.Tooltip(f"{name}:N", title=title) for name, title in (titles | {"evidence": "Evidence"}).items()]
        base = alt.Chart(plotted[fields]).encode(x=x, y=y, tooltip=tooltip)
        spans = base.transform_filter("datum.low < datum.high").mark_rule(strokeWidth=6)
        points = base.transform_filter("datum.low == datum.high")
        points = points.mark_point(size=105, opacity=1, stroke=theme.colour("ink"), strokeWidth=0.8)
        shapes = alt.Scale(domain=["", "over", "under"], range=["diamond", "triangle-right", "triangle-left"])
        # The rows of the record are the line at one.
        lines = plotted[["record", "y"]].drop_duplicates().assign(low=1).rename(columns={"record": "evidence"})
        ticks = alt.Chart(lines).encode(x=x, y=y)
        ticks = ticks.mark_tick(
            orient="vertical", size=LINE - 2, thickness=1.6, color=theme.colour("record"), opacity=1
        )

        def written(name: str, **style: object) -> alt.Chart:
            return (
                alt.Chart(words[name])
                .mark_text(**{"baseline": "middle", "align": "left"} | style)
                .encode(y=y, text=alt.Text("text:N"))
            )

        muted, ink = theme.colour("muted"), theme.colour("ink")
        beside = {"x": plot + 10, "color": muted}
        above = {"x": plot, "color": ink, "align": "right"}
        tiles = alt.Chart(_with_colours(words["heads"])).encode(y=y)
        return alt.layer(
            ticks,
            spans.encode(x2=alt.X2("high:Q"), color=TILE_COLOUR),
            points.encode(shape=alt.Shape("bound:N", scale=shapes, legend=None), fill=alt.Fill("tile:N", scale=None)),
            written("names", x=-left, color=muted if layout.labels_above else ink),
            written("figures", **above if layout.labels_above else beside),
            tiles.mark_point(shape="square", size=SIGNED**2, opacity=1, x=7 - left).encode(color=TILE_COLOUR),
            tiles.mark_text(fontSize=12, fontWeight="bold", x=7 - left, baseline="middle").encode(
                text=alt.Text("sign:N"), color=SIGN_COLOUR
            ),
            written("heads", x=20 - left, fontWeight="bold"),
            width=plot,
            height=height,
        )

    every = disagreements.distances(load_ledger())
    near = int((every["reach"] == "agrees").sum())
    worst = rows.loc[rows["fold"].idxmax()]
    told = "; ".join(f"{row['claim_id']} {row['multiple']}" for _, row in rows[rows["reach"] != "agrees"].iterrows())
    left_out = fact("book.quantities-not-compared")
    return Figure(
        id="fig-gl-distances",
        title=(
            f"{near} of {len(every)} comparable quantities lie within two per cent of the record; the farthest is "
            f"{format_number(worst['fold'], 1)} times too {'much' if worst['low'] > 1 else 'little'}"
        ),
        subtitle=(
            f"Claim over the record row it is set against, by verdict, logarithmic. "
            f"{left_out} quantities have no comparable row; ranks and dates have no ratio"
            f"{_drawn(len(rows), len(every), 'the farthest of each verdict')}"
        ),
        description=(
            f"Dot chart of {len(rows)} claims on one logarithmic scale of claim over record, grouped by verdict. "
            f"{near} lie between {format_number(1 / disagreements.NEAR, 2)} and {disagreements.NEAR}. The others: {told}."
        ),
        draw=draw,
        rows=shown,
        columns={
            "kind": "What",
            "label": "Quantity",
            "text": "Figure",
            "record_text": "Set against",
            "multiple": "Claim over record",
            "points": "Percentage points",
            "verdict": "Verdict",
        },
        note=(
            "Triangles are bounds that point to what they leave open (over, under); bars are ranges, of the claim or of the "
            "record; a record known only as a bound may lie elsewhere; a number in brackets "
            "counts the claims that coincide. Two per cent either way is no wider than the line at one. Shares are set as "
            "ratios like all else; the table has their percentage points."
        ),
    )

"""Rows that the figures of the chapter on United States dependence show."""

from collections.abc import Iterable

import pandas as pd

# Works whose delays the model counts, as figures name them.
WORKS = {
    "molycorp-mountain-pass": "Molycorp, full rate",
    "mp-separation": "MP, separation",
    "src-saskatoon-metal": "Saskatoon, metal",
    "src-saskatoon-heavy": "Saskatoon, heavy separation",
    "mp-independence": "MP, magnets",
    "usar-stillwater": "USA Rare Earth, magnets",
    "upton-demo": "Upton, separation",
    "lynas-seadrift": "Lynas, heavy separation",
    "ucore-alexandria": "Ucore, separation",
    "evac-sumter": "eVAC, magnets",
    "phoenix-exeter": "Phoenix Tailings, metal",
}


def printed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each figure of a record once: the newest edition's, and those of earlier editions that differ.

    ``rows`` are those of `evidence.charts.record_rows`, with a column panel. By panel and period, newest edition first,
    with further columns: year, edition (as readers know it), text (the figure), bound (whether only a bound is known),
    latest (whether the newest edition has it), changed (whether it is the latest and the year before has another),
    since and until (first and last year whose latest figures are from the same edition; NaN for others).
    """
    rows = rows.sort_values(["panel", "period", "vintage"], ascending=[True, True, False], kind="stable")
    rows = rows.drop_duplicates(["panel", "period", "value", "low"], ignore_index=True)
    bound, latest = rows["value"].isna(), ~rows.duplicated(["panel", "period"])
    text = bound.map({True: ">", False: ""}) + rows["point"].map("{:g}".format)
    changed = text[latest].ne(text[latest].groupby(rows["panel"]).shift()).reindex(rows.index, fill_value=False)
    edition = rows["vintage"].str.upper().str.replace("-", " ")
    year = rows["period"].astype(int)
    spans = year[latest].groupby([rows["panel"], edition])
    since, until = spans.transform("min"), spans.transform("max")
    rows = rows.assign(year=year, edition=edition, text=text, bound=bound, latest=latest, changed=changed)
    return rows.assign(since=since, until=until)


def delays(keys: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return delays as figures name them, by year announced: no panel, the name that readers see, the fact's key."""
    found = {key.split("/")[1]: key for key in keys}
    return [("", name, found[works]) for works, name in WORKS.items()]


def announced(names: dict[str, str], projects: pd.DataFrame) -> pd.DataFrame:
    """Return announced works with their capacities; those that have not begun are ``hollow``.

    Columns label (with year), value, low and high (the capacity), text (with status), unit, basis, evidence.
    """
    works = projects.loc[list(names)]
    starts = works["start"].astype(str)
    # Where only the most is on record, that.
    capacity = works["capacity"].fillna(works["high"])
    return pd.DataFrame(
        {
            "label": works.index.map(names) + (", " + starts).where(starts != "", ""),
            "value": capacity,
            "low": capacity,
            "high": capacity,
            "text": capacity.map("{:,.0f}, ".format) + works["status"],
            "hollow": ~works["status"].isin(["operating", "ramp-up"]),
            "unit": works["unit"],
            "basis": works["basis"],
            "evidence": "project:" + works.index,
        }
    )


def flow(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what is mined, divided and used with its place in the picture of the flow.

    ``rows`` are those of `evidence.charts.fact_rows`: the mine, its three parts of which the last is separated, net
    imports, use. Further columns: colour, text (the tonnes), said (label and tonnes), x (from 0, the mine, to 1, use),
    of_mine and of_use (whether a ribbon leads from or to them), above (tonnes above it where ribbons meet), edge (where
    it begins, with gaps of 5,000 t) and beside (where its words stand).
    """
    tonnes = rows["value"]
    text = tonnes.map("{:,.0f} t".format)
    said = rows["label"].str.replace(r" (n?or) ", r"\n\1 ", regex=True) + "\n" + text
    colours = ["united-states", "other", "result", "united-states", "muted", "ink"]
    rows = rows.assign(colour=colours, text=text, said=said)
    rows["x"], rows["of_mine"], rows["of_use"] = [0, *4 * [0.56], 1], [0, 1, 1, 1, 0, 0], [0, 0, 0, 1, 1, 0]
    rows["above"] = [0, 0, *tonnes[1:4].cumsum(), tonnes[1:3].sum()]
    rows["edge"] = rows["above"] + 5_000 * pd.Series([2, 0, 1, 2, 3, 2.5])
    return rows.assign(beside=rows["edge"] + tonnes.where(rows["x"] == 0.56, 0) / 2)

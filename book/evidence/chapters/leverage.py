"""Rows that the figures of the chapter on leverage show."""

import pandas as pd

from evidence.ledger import Ledger
from evidence.ledger.edition import cutoff

BEGUN = ("operating", "ramp-up", "pilot")
# The chapter on the United States draws the works there; mines are many and wait for more than money.
ELSEWHERE, AFTER_MINES = ("united-states", "canada"), ("separation", "metal", "magnet", "recycling")


def late_works(ledger: Ledger, least: int) -> pd.DataFrame:
    """Return works after the mine, outside North America, that are late or whose day passed without another.

    Late are those whose present start is at least ``least`` years after the one first announced. By first announced
    start, columns label, stage, country, first (the year), reached (the year of the present start, or of the cut-off
    where there is none), late (years from one to the other), begun, text, evidence. Lines of one works, with one pair
    of dates, are one row.
    """
    works = ledger.projects[~ledger.projects["area"].isin(ELSEWHERE) & ledger.projects["stage"].isin(AFTER_MINES)]
    works = works.drop_duplicates(["place", "stage", "start_first", "start"]).reset_index()
    first, now = (pd.to_numeric(works[name].str[:4], errors="coerce") for name in ("start_first", "start"))
    year = cutoff().year
    works = works.assign(first=first, reached=now.fillna(year), begun=works["status"].isin(BEGUN))
    works["late"] = works["reached"] - works["first"]
    chosen = (works["late"] >= least) & now.notna() | (works["first"] < year) & now.isna() & ~works["begun"]
    works = works[chosen].sort_values(["first", "late"], ascending=[True, False], kind="stable", ignore_index=True)
    years = works["late"].map("{:.0f} years late".format)
    late = years.where(works["begun"], "due " + years)
    no_day = "no new date, " + works["status"]
    dated = works["start"].fillna("").ne("")
    return pd.DataFrame(
        {
            "label": works["name"],
            "stage": works["stage"],
            "country": works["area"].map(ledger.areas["name"]),
            "first": works["first"].astype(int),
            "reached": works["reached"].astype(int),
            "late": works["late"].astype(int),
            "begun": works["begun"],
            "text": late.where(dated, no_day),
            "evidence": "project:" + works["project_id"],
        }
    )


def buyers(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one country's exports and their buyers with their places in the picture of the flow.

    ``rows`` are those of `evidence.charts.fact_rows`: first all exports, then those to each buyer. Further columns: x
    (0 for the seller, 1 for buyers), above (tonnes of the buyers before), edge (where a buyer begins, with gaps),
    beside (where words stand) and said (label and tonnes).
    """
    tonnes = rows["value"]
    gap = tonnes.iloc[0] / 25
    above = (tonnes.cumsum() - tonnes - tonnes.iloc[0]).clip(lower=0)
    buyer = pd.Series(range(len(rows)), index=rows.index)
    edge = above + gap * (buyer - 1).where(buyer > 0, (len(rows) - 2) / 2)
    rows = rows.assign(x=(buyer > 0).astype(int), above=above + gap * (len(rows) - 2) / 2, edge=edge)
    return rows.assign(beside=edge + tonnes.where(buyer > 0, 4 * gap) / 2, said=rows["label"] + ", " + rows["text"])

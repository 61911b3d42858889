"""What other chapters took from here; goes once their results have moved."""

import pandas as pd

from evidence.models.arithmetic import part_of, ratio

METAL_IN_NDPR_OXIDE = 0.85
NDPR_IN_MAGNETS = (0.28, 0.32)
MAGNETS_FROM_ALLOY = (0.70, 1.00)
MINED = "usgs.us-concentrate-output/united-states"
MARK = "customs.magnet-exports-to-us/united-states/2024@2026-01-20"


def magnets_from_ndpr(oxide: float) -> tuple[float, float]:
    """Return tonnes of magnets."""
    metal = METAL_IN_NDPR_OXIDE * oxide
    return metal * MAGNETS_FROM_ALLOY[0] / NDPR_IN_MAGNETS[1], metal * MAGNETS_FROM_ALLOY[1] / NDPR_IN_MAGNETS[0]


def loss_multiplier(loss: float, percent: float, trade: float) -> float:
    """Return a pure ratio."""
    return ratio(loss, part_of(percent, trade))


def printed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each figure of a record once: the newest edition's, and those of earlier editions that differ.

    Parameters
    ----------
    rows : DataFrame
        As `evidence.charts.record_rows` gives them, with a column panel.

    Returns
    -------
    DataFrame
        By panel and period, newest edition first, with further columns: year, edition (as readers know it), text (the
        figure), bound (whether only a bound is known), latest (whether the newest edition has it), changed (whether it is
        the latest and the year before has another), since and until (first and last year whose latest figures are from
        the same edition; NaN for others).
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


def announced(names: dict[str, str], projects: pd.DataFrame) -> pd.DataFrame:
    """Return announced works with their capacities; those that have not begun are hollow.

    Parameters
    ----------
    names : dict of str to str
        Project ids, each with the name that readers see.
    projects : DataFrame
        The projects of the ledger.

    Returns
    -------
    DataFrame
        Columns label (name and year announced), value, low and high (all the capacity), text (capacity and status),
        hollow, unit, basis, evidence.
    """
    works = projects.loc[list(names)]
    starts = works["start"].astype(str)
    capacity = works["capacity"]
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

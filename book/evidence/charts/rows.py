"""Rows to plot: tables of facts with their evidence, unit and basis."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from evidence.facts import fact
from evidence.ledger import load_ledger

# What the status of a project must be for it to have begun.
BEGUN = ("operating", "ramp-up")
KINDS = {"claim": "claim", "record": "record", "model": "result", "indicator": "record"}


def fact_rows(entries: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    """Make one row of each fact.

    Parameters
    ----------
    entries : sequence of (panel, label, key)
        Panel the row belongs to, its label, and its fact key.

    Returns
    -------
    DataFrame
        Columns panel, label, kind (claim, record or result), value, low, high (the fact's unit; low and high equal the
        value where there is no range, the value is the known bound where there is only one, and NaN for a range
        without a central value), text, unit, basis, evidence. Rows in the order given.
    """
    rows = []
    for panel, label, key in entries:
        found = fact(key)
        ranged = not math.isnan(found.low) and not math.isnan(found.high)
        rows.append(
            {
                "panel": panel,
                "label": label,
                "kind": KINDS[found.kind],
                "value": found.value if ranged else found.point,
                "low": found.low if ranged else found.point,
                "high": found.high if ranged else found.point,
                "text": found.text,
                "unit": found.unit,
                "basis": found.basis,
                "evidence": key,
            }
        )
    return pd.DataFrame(rows)


def record_rows(series: str, *, area: str = "", vintage: str = "") -> pd.DataFrame:
    """Select rows of the public record.

    Parameters
    ----------
    series : str
        Series, for example ``usgs.mine-output``.
    area, vintage : str
        Keep only this area or edition; all if empty.

    Returns
    -------
    DataFrame
        Columns of ``observations`` plus ``evidence`` (the row's key) and ``point`` (the value, or the only bound
        known), ordered by period.

    Raises
    ------
    KeyError
        If nothing fits.
    """
    observations = load_ledger().observations
    chosen = observations[observations["series"] == series]
    if area:
        chosen = chosen[chosen["area"] == area]
    if vintage:
        chosen = chosen[chosen["vintage"] == vintage]
    if chosen.empty:
        raise KeyError(f"no record rows of {series} {area} {vintage}".strip())
    point = chosen["value"].fillna(chosen["low"]).fillna(chosen["high"])
    return chosen.assign(evidence=chosen.index, point=point).sort_values("period", kind="stable").reset_index(drop=True)


def project_rows(entries: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    """Make one row of each project, of its capacity.

    Parameters
    ----------
    entries : sequence of (panel, label, project id)
        Panel the row belongs to, its label, and the project, for example ``mp-10x``.

    Returns
    -------
    DataFrame
        Columns panel, label, kind (record), value, low, high (all three the capacity), start (as announced; empty if
        unknown), status, text (capacity and status), hollow (whether it has not begun), unit, basis, evidence
        (``project:mp-10x``). Rows in the order given.
    """
    panels, labels, names = map(list, zip(*entries, strict=True))
    chosen = load_ledger().projects.loc[names]
    capacity = chosen["capacity"]
    rows = chosen.assign(panel=panels, label=labels, kind="record", value=capacity, low=capacity, high=capacity)
    rows["start"] = chosen["start"].astype(str)
    rows["text"] = [f"{size:,.0f}, {status}" for size, status in zip(capacity, chosen["status"], strict=True)]
    rows["hollow"], rows["evidence"] = ~chosen["status"].isin(BEGUN), [f"project:{name}" for name in names]
    columns = ["panel", "label", "kind", "value", "low", "high", "start", "status", "text", "hollow", "unit", "basis"]
    return rows[[*columns, "evidence"]].reset_index(drop=True)

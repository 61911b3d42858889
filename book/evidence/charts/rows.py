"""Rows to plot: tables of facts with their evidence, unit and basis."""

import math
from collections.abc import Sequence

import pandas as pd

from evidence.facts import fact, record

KINDS = {"claim": "claim", "record": "record", "model": "result", "indicator": "record"}


def fact_rows(entries: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    """Make one row of each fact, given by panel, label and key, in that order.

    Columns panel, label, kind (claim, record or result), value, low, high (the fact's unit; low and high equal the
    value where there is no range, the value is the known bound where there is only one, and NaN for a range without a
    central value), text, unit, basis, evidence.
    """
    rows = []
    for panel, label, key in entries:
        found = fact(key)
        ends = {"value": found.value, "low": found.low, "high": found.high}
        if math.isnan(found.low) or math.isnan(found.high):
            ends = dict.fromkeys(ends, found.point)
        kept = {"text": found.text, "unit": found.unit, "basis": found.basis, "evidence": key}
        rows.append({"panel": panel, "label": label, "kind": KINDS[found.kind], **ends, **kept})
    return pd.DataFrame(rows)


def record_rows(series: str, *, area: str = "", vintage: str = "") -> pd.DataFrame:
    """Select rows of a series of the public record, such as ``usgs.mine-output``; no area or edition means all.

    Columns of `evidence.facts.record`, ``evidence`` (the key) and ``point`` (value or only bound), ordered by period.
    Raises `EvidenceError` for an unknown series, area or edition, and names the nearest.
    """
    rows = pd.DataFrame(record(series=series, area=area, vintage=vintage))
    point = rows["value"].fillna(rows["low"]).fillna(rows["high"])
    return rows.assign(evidence=rows.index, point=point).sort_values("period", kind="stable").reset_index(drop=True)

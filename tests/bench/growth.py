"""Claims that grow, with all that belongs to them."""

import re
from pathlib import Path

import pandas as pd

from evidence.facts import CLAIM_ID
from evidence.paths import DATA

# Tables that grow with the claims, and the columns of each that hold ids of what grows.
GROWING = {
    "articles": ("article_id",),
    "claims": ("claim_id", "article_id", "indicator_id"),
    "verdicts": ("claim_id",),
    "readings": ("claim_id",),
    "indicators": ("indicator_id",),
    "resolutions": ("indicator_id", "adopted"),
    "history": ("subject", "old", "new"),
    "editions": ("subject", "value"),
}


def grow_claims(data: Path, times: int) -> None:
    """Write the tables of claims over and over, under new identifiers."""
    names = (*GROWING, "record/searches")
    real = {name: pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False) for name in names}
    indicators = set(real["indicators"]["indicator_id"])
    seeds = real["articles"]["article_id"].str[:3].nunique()

    def rename(cell: str, copy: int) -> str:
        if CLAIM_ID.fullmatch(cell):
            return f"{cell[:2]}-{int(cell[3:]) + 1000 * copy}"
        if re.fullmatch(r"\d{3}-\d{2}", cell):
            return f"{int(cell[:3]) + seeds * copy:03}{cell[3:]}"
        return f"{cell}-{copy}" if cell in indicators else cell

    for name, columns in GROWING.items():
        frame = real[name]
        # Results stay the same few.
        grows = frame[~frame["subject"].str.startswith("model.")] if "subject" in frame else frame
        for copy in range(1, times):
            again = grows.assign(**{column: [rename(cell, copy) for cell in grows[column]] for column in columns})
            real[name] = pd.concat([real[name], again])
    # What is missing for a copy was sought with the claim itself.
    searches = real["record/searches"]
    searches["subject"] = [
        " ".join(dict.fromkeys([*found, *(rename(one, copy) for copy in range(1, times) for one in found)]))
        for found in searches["subject"].str.split()
    ]
    for name, frame in real.items():
        frame.to_csv(data / f"{name}.csv", index=False, lineterminator="\n")

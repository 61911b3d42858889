"""A copy of the project, and claims that grow with all that belongs to them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd

from evidence.facts import CLAIM_ID
from evidence.paths import DATA, ROOT

NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache", ".hypothesis")
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


def copy_project(folder: Path) -> Path:
    """Copy the project without what was built or noted of earlier executions, and return the copy."""
    copy = Path(shutil.copytree(ROOT, folder, ignore=NOT_COPIED))
    (copy / "book" / "executed.json").unlink(missing_ok=True)
    return copy


def grow_claims(data: Path, times: int) -> None:
    """Write the tables of claims over and over, under new identifiers."""
    real = {name: pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False) for name in GROWING}
    indicators = set(real["indicators"]["indicator_id"])
    seeds = real["articles"]["article_id"].str[:3].nunique()

    def rename(cell: str, copy: int) -> str:
        if CLAIM_ID.fullmatch(cell):
            return f"{cell[:2]}-{int(cell[3:]) + 1000 * copy}"
        if cell in indicators:
            return f"{cell}-{copy}"
        if re.fullmatch(r"\d{3}-\d{2}", cell):
            return f"{int(cell[:3]) + seeds * copy:03}{cell[3:]}"
        return cell

    for name, columns in GROWING.items():
        copies = [real[name]]
        # Results stay the same few.
        grows = real[name][~real[name]["subject"].str.startswith("model.")] if "subject" in columns else real[name]
        for copy in range(1, times):
            copies.append(grows.assign(**{c: [rename(x, copy) for x in grows[c]] for c in columns}))
        pd.concat(copies).to_csv(data / f"{name}.csv", index=False, lineterminator="\n")
    # What is missing for a copy was sought with the claim itself.
    path = data / "record" / "searches.csv"
    searches = pd.read_csv(path, dtype=str, keep_default_na=False)
    subjects = searches["subject"].str.split()
    searches["subject"] = [
        " ".join(dict.fromkeys([*found, *(rename(one, copy) for copy in range(1, times) for one in found)]))
        for found in subjects
    ]
    searches.to_csv(path, index=False, lineterminator="\n")

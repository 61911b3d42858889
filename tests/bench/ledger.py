"""Load and reconcile synthetic ledgers of growing size, made from the real tables."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from bench.measure import measure
from evidence.ledger import load_ledger
from evidence.ledger.reconcile import reconcile
from evidence.paths import BOOK, DATA

TITLE = "Loading and reconciling the ledger: claims with their verdicts, indicators and resolutions (median of three)"
SIZES = (10_000, 30_000, 100_000)
CROWD, CROWDED = 10_000, "ru.reserves-0"
RUNS = 3
# Tables that grow with the claims, and the columns of each that name a claim or an indicator.
GROWING = {
    "claims": ("claim_id", "indicator_id"),
    "verdicts": ("claim_id",),
    "indicators": ("indicator_id",),
    "resolutions": ("indicator_id",),
}
PROBE = """
import sys
from pathlib import Path
from evidence.ledger import load_ledger
from evidence.ledger.reconcile import reconcile
reconcile(load_ledger(Path(sys.argv[1])))
"""


def rows() -> list[dict[str, object]]:
    """Return one row for each size and shape of ledger."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        cases = [("as now", size, 0) for size in SIZES]
        cases.append((f"one indicator with {CROWD:,} claims", SIZES[-1], CROWD))
        return [
            _row(write_ledger(base / str(case), size, crowd), shape) for case, (shape, size, crowd) in enumerate(cases)
        ]


def write_ledger(folder: Path, claims: int, crowd: int = 0) -> Path:
    """Write the real tables over and over under new identifiers, until there are so many claims.

    Parameters
    ----------
    folder : Path
        Where to write; it must not exist.
    claims : int
        Number of claims; indicators, verdicts and resolutions keep their present ratio to them.
    crowd : int
        How many claims are moved to one indicator.

    Returns
    -------
    Path
        The folder.
    """
    shutil.copytree(DATA, folder)
    real = {name: pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False) for name in GROWING}
    copies = -(-claims // len(real["claims"]))
    for name, columns in GROWING.items():
        table = pd.concat([real[name]] * copies, ignore_index=True)
        suffix = "-" + pd.Series(range(len(table)), dtype="int64").floordiv(len(real[name])).astype(str)
        for column in columns:
            table[column] = (table[column] + suffix).where(table[column] != "", "")
        if name == "claims":
            table = table.head(claims)
            if crowd:
                _gather(table, crowd)
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return folder


def _gather(claims: pd.DataFrame, crowd: int) -> None:
    """Move so many claims to one indicator and give each a number of its own, so that no two are the same."""
    moved = claims.index[claims["indicator_id"] != ""][:crowd]
    unit_and_basis = ["t", "reserves unstated"]
    claims.loc[moved, "indicator_id"] = CROWDED
    claims.loc[moved, ["unit", "basis"]] = unit_and_basis
    claims.loc[moved, ["low", "high"]] = ""
    claims.loc[moved, "value"] = [str(number) for number in range(1, crowd + 1)]


def _row(folder: Path, shape: str) -> dict[str, object]:
    loading, comparing = [], []
    for _ in range(RUNS):
        load_ledger.cache_clear()
        begin = time.perf_counter()
        ledger = load_ledger(folder)
        loaded = time.perf_counter()
        found = reconcile(ledger)
        comparing.append(time.perf_counter() - loaded)
        loading.append(loaded - begin)
    load_ledger.cache_clear()
    size = len(ledger.claims)
    _, memory = measure([sys.executable, "-c", PROBE, str(folder)], cwd=folder, env={"PYTHONPATH": str(BOOK)})
    load, compare = statistics.median(loading), statistics.median(comparing)
    return {
        "ledger": shape,
        "claims": size,
        "indicators": len(found),
        "load s": round(load, 2),
        "reconcile s": round(compare, 2),
        "both s": round(load + compare, 2),
        "ms per 1,000 claims": round(1e6 * (load + compare) / size, 1),
        "peak MB": round(memory),
    }

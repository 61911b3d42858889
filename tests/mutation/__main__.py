"""``make mutate``: change one thing after the other, and say which layer of the suite notices each.

``python -m mutation`` tries everything, ``python -m mutation sample`` a sample by table and column and by module, with a
fixed seed. What is found is printed, summed up in ``_build/mutation.json`` and listed in ``_build/mutation.csv``.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from multiprocessing import get_context
from typing import Any, TypeVar

import pandas as pd

from evidence.execute import replace_file
from evidence.ledger import load_ledger
from evidence.paths import ROOT
from mutation import code, pages, reach, trial
from mutation.cells import Cell, all_cells, cells_of
from mutation.findings import Finding, settle
from mutation.record import ask_record

Changed = TypeVar("Changed")

SEED = 20261008
CELLS, CONSTANTS = 60, 8  # a column, a module and kind
# Constants of three kinds, by module: a number, a key and a word.
FEW = {
    "models/arithmetic.py, number": "100",
    "models/chain.py, key": '"share.refining/china/2023@gcmo-2024"',
    "models/chain.py, words": '"Chinese share of magnets"',
}
LONGEST = 600  # cells that one process tries at a time


def sample(changes: Iterable[Changed], stratum: Callable[[Changed], Hashable], size: int) -> list[Changed]:
    """Draw so many changes from each stratum, the same each time, in their order."""
    strata: dict[Hashable, list[Changed]] = {}
    for change in changes:
        strata.setdefault(stratum(change), []).append(change)
    draw = random.Random(SEED)
    chosen = {id(one) for part in strata.values() for one in draw.sample(part, min(size, len(part)))}
    return [change for part in strata.values() for change in part if id(change) in chosen]


# What readers cite: any change of it must be noticed by what it says.
CITED = {
    "claims": ("article_id", "indicator_id", "figure_text", "value", "low", "high", "unit", "period", "theme"),
    "verdicts": ("verdict", "verdict_then", "confidence", "compared_with"),
    "resolutions": ("class",),
    "scenarios": ("branch", "word", "confidence"),
    "editions": ("subject", "field", "value"),
    "history": ("edition", "subject", "field", "old", "new"),
}


def try_few() -> list[Finding]:
    """Try a few changes of what readers cite, of constants, and all of pages and stored outputs."""
    cells = [
        cell for table, columns in CITED.items() for cell in cells_of(table, load_ledger()) if cell.column in columns
    ]
    cells = sample(cells, lambda cell: (cell.table, cell.column), 2)
    answers = trial.chapter_reads()
    findings = [found for group in trial.groups(cells) for found in trial.try_cells(group)]
    findings += code.try_constants([one for one in code.all_constants() if one.old == FEW.get(one.what)], answers)
    edits = [*pages.try_comparisons(), *pages.try_numbers(), *pages.try_cells(), *pages.try_outputs()]
    return [*map(settle, [*findings, *(Finding(edit, edit.layer, edit.message) for edit in edits)])]


def try_all(cells: Sequence[Cell], constants: Sequence[code.Constant]) -> list[Finding]:
    """Try cells, then constants, then pages, in as many processes as there are cores."""
    parts = [group[start : start + LONGEST] for group in trial.groups(cells) for start in range(0, len(group), LONGEST)]
    # What every process needs is worked out before they part.
    answers = trial.chapter_reads()
    findings: list[Finding] = []
    with get_context("fork").Pool(os.cpu_count()) as pool:
        for number, found in enumerate(pool.imap_unordered(trial.try_cells, sorted(parts, key=len, reverse=True)), 1):
            findings += found
            print(f"  cells: {number} of {len(parts)} groups, {len(findings)} changes", flush=True)
    # The record notices what it holds at once; the tests take minutes, so they are asked of the rest alone.
    findings = [*map(_ask_record, findings)]
    findings += trial.try_tests([found.change for found in findings if not found.layer])
    findings = list({found.change: found for found in findings}.values())
    findings += code.try_constants(constants, answers)
    print(f"  constants: {len(constants)} changes", flush=True)
    findings += [Finding(edit, edit.layer, edit.message) for edit in pages.all_edits()]
    return [settle(_ask_record(found)) for found in findings]


def _ask_record(found: Finding) -> Finding:
    """Ask the record of a change that nothing has noticed yet."""
    message = "" if found.layer else ask_record(found.change)
    return replace(found, layer="record", message=message) if message else found


def summary(findings: Sequence[Finding], *, sampled: bool, seconds: float) -> dict[str, Any]:
    """Sum up what was found."""
    outcomes = Counter(found.outcome for found in findings)
    table = pd.DataFrame([{"what": found.what, "layer": found.layer or found.outcome} for found in findings])
    return {
        "killed": outcomes["killed"],
        "survived": outcomes["survived"],
        "equivalent": outcomes["equivalent"],
        "by_meaning": sum(found.layer not in {"", "record"} for found in findings),
        "by_layer": dict(Counter(found.layer for found in findings if found.layer)),
        "by_kind": pd.crosstab(table["what"], table["layer"]).to_dict("index"),
        "unplaced": sum(found.layer != "" and not found.placed for found in findings),
        "unseen": reach.unseen_columns(),
        "sampled": sampled,
        "changes": len(findings),
        "seconds": round(seconds),
    }


def main(arguments: list[str]) -> int:
    """Run the trial; 1 if a change survives that `equivalents.csv` doesn't explain."""
    if arguments not in ([], ["sample"]):
        print("python -m mutation tries everything, python -m mutation sample a sample", file=sys.stderr)
        return 2
    begin, sampled = time.monotonic(), bool(arguments)
    cells, constants = list(all_cells()), list(code.all_constants())
    if sampled:
        cells = sample(cells, lambda cell: (cell.table, cell.column), CELLS)
        constants = sample(constants, lambda constant: (constant.module, constant.kind), CONSTANTS)
    findings = try_all(cells, constants)
    found = summary(findings, sampled=sampled, seconds=time.monotonic() - begin)
    folder = ROOT / "_build"
    folder.mkdir(exist_ok=True)
    replace_file(folder / "mutation.json", json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    rows = pd.DataFrame([one.row() for one in findings])
    replace_file(folder / "mutation.csv", rows.to_csv(index=False, lineterminator="\n"))
    print(pd.DataFrame(found["by_kind"]).T.fillna(0).astype(int).to_string())
    print(
        f"{found['killed']} killed, {found['equivalent']} equivalent, {found['survived']} survived; see _build/mutation.csv"
    )
    return int(found["survived"] > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

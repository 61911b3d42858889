"""``make mutate``: change one thing after the other, and say which layer of the suite notices each.

``python -m mutation`` tries everything, ``python -m mutation results assumptions`` the parts named, of `PARTS` and tables.
What is found is printed, summed up in ``_build/mutation.json`` and listed in ``_build/mutation.csv``.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

import pandas as pd

from evidence.ledger import TABLES, load_ledger
from evidence.paths import ROOT
from evidence.upkeep.execute import replace_file
from mutation import code, pages, trial
from mutation.cells import Cell, cells_of
from mutation.definitions import Slip, all_slips
from mutation.findings import Finding, settle
from mutation.suite import known_failures

Changed = TypeVar("Changed")

SEED = 20261008
PARTS = ("results", "models", "pages")
TOGETHER = 600  # cells that one process tries at a time


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
    "assumptions": ("value", "unit", "basis", "converts"),
}
# Changes of what results say, by field and kind: words and what only the page of the results shows apart.
COMPUTED = ("is operator", "is constant", "is ends", "of key", "given member", "unit member", "key words", "keys key")


def try_few(number: int = 2) -> list[Finding]:
    """Try a few changes, so many a kind, of what readers cite, of results and models, and all of pages and stored outputs."""
    cells = [
        cell for table, columns in CITED.items() for cell in cells_of(table, load_ledger()) if cell.column in columns
    ]
    cells = sample(cells, lambda cell: (cell.table, cell.column), number)
    slips = [slip for slip in all_slips() if slip.what.removeprefix("results, ") in COMPUTED]
    constants = [one for one in code.all_constants() if one.kind != "words"]
    findings = [found for group in trial.groups(cells) for found in trial.try_group(group)]
    findings += [found for slip in sample(slips, lambda slip: slip.what, number) for found in trial.try_group([slip])]
    findings += map(code.try_constant, sample(constants, lambda constant: constant.kind, number))
    edits = [*pages.try_comparisons(), *pages.try_numbers(), *pages.try_cells(), *pages.try_outputs()]
    return [*map(settle, [*findings, *(Finding(edit, edit.layer, edit.message) for edit in edits)])]


def try_all(parts: Collection[str] = (*TABLES, *PARTS)) -> list[Finding]:
    """Try cells, results, models, then pages, in as many processes as there are cores."""
    cells = [cell for name in TABLES if name in parts for cell in cells_of(name, load_ledger())]
    groups: list[Sequence[Cell | Slip]] = [
        group[start : start + TOGETHER] for group in trial.groups(cells) for start in range(0, len(group), TOGETHER)
    ]
    groups += [[slip] for slip in (all_slips() if "results" in parts else ())]
    constants = list(code.all_constants() if "models" in parts else ())
    trial.known_answers()  # before processes part
    findings = _try_each(trial.try_group, sorted(groups, key=len, reverse=True), "groups of changes of data")
    findings = [found for group in findings for found in group]
    known_failures(trial.TESTS), known_failures(code.TESTS)
    left: dict[str, list[Cell | Slip]] = {}
    for found in findings:
        if not found.layer and not found.reason:
            left.setdefault(found.what, []).append(found.change)
    by_tests = _try_each(trial.try_tests, list(left.values()), "kinds of changes given to the tests")
    noticed = {found.change: found for group in by_tests for found in group}
    findings = [noticed.get(found.change, found) for found in findings]
    findings += _try_each(code.try_constant, constants, "constants and operators")
    edits = pages.all_edits() if "pages" in parts else ()
    findings += [Finding(edit, edit.layer, edit.message) for edit in edits]
    return [settle(trial.ask_record(found)) for found in findings]


def _try_each(function: Callable[[Any], Any], changes: Sequence[Any], what: str) -> list[Any]:
    found = []
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork")) as pool:
        for number, one in enumerate(pool.map(function, changes), 1):
            found.append(one)
            if number % 20 == 0 or number == len(changes):
                print(f"  {number} of {len(changes)} {what}", flush=True)
    return found


def summary(findings: Sequence[Finding], parts: Collection[str], seconds: float) -> dict[str, Any]:
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
        "unplaced": sum(found.layer not in {"", "record"} and not found.placed for found in findings),
        "parts": sorted(parts),
        "changes": len(findings),
        "seconds": round(seconds),
    }


def main(arguments: list[str]) -> int:
    """Run the trial; 1 if a change survives that `equivalents.csv` doesn't explain."""
    if unknown := set(arguments) - {*TABLES, *PARTS}:
        print(f"there is no {', '.join(sorted(unknown))}: name {', '.join((*PARTS, *TABLES))}", file=sys.stderr)
        return 2
    begin, parts = time.monotonic(), arguments or (*TABLES, *PARTS)
    findings = try_all(parts)
    found = summary(findings, parts, time.monotonic() - begin)
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

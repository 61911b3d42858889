"""``make mutate``: change one thing after the other, and say which layer of the suite notices each.

``python -m mutation`` tries everything, ``python -m mutation results assumptions`` the parts named, of `PARTS` and tables.
What is found is counted on the screen and listed in ``_build/mutation.csv``.
"""

import os
import random
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pandas as pd

from evidence.ledger import TABLES
from evidence.paths import ROOT
from evidence.upkeep.execute import replace_file
from mutation import code, pages, trial, world
from mutation.cells import cells_of
from mutation.changes import Change
from mutation.definitions import all_slips

SEED = 20261008
PARTS = ("results", "models", "pages")
TOGETHER = 600  # cells that one process tries at a time
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
CITED_KINDS = {f"{table}.{column}" for table, columns in CITED.items() for column in columns}
CITED_KINDS |= {f"results, {kind}" for kind in COMPUTED}


def try_parts(parts: Collection[str], few: int = 0) -> pd.DataFrame:
    """Try cells, results and models in as many processes as there are cores, then pages; one row a change.

    Of all but pages ``few`` tries so many changes a kind, the same each time, of what readers cite.
    """

    def drawn(changes: Iterable[Change]) -> list[Change]:
        if not few:
            return list(changes)
        kinds: dict[str, list[Change]] = {}
        for change in changes:
            if change.what in CITED_KINDS or (change.what.startswith("models/") and change.kind != "words"):
                kinds.setdefault(change.kind if "models/" in change.what else change.what, []).append(change)
        draw = random.Random(SEED)
        return [one for kind in kinds.values() for one in draw.sample(kind, min(few, len(kind)))]

    cells = drawn(cell for table in TABLES if table in parts for cell in cells_of(table))
    groups = [group[at : at + TOGETHER] for group in trial.groups(cells) for at in range(0, len(group), TOGETHER)]
    groups += [[slip] for slip in drawn(all_slips() if "results" in parts else ())]
    world.ask_all()  # before processes part
    tried = _try_each(trial.try_group, sorted(groups, key=len, reverse=True), "groups of changes of data")
    findings = [found for group in tried for found in group]
    left: dict[str, list[Change]] = {}
    for found in findings:
        if not found.layer and not found.reason:
            left.setdefault(found.change.what, []).append(found.change)
    if left:
        trial.known_failures(trial.TESTS)
    by_tests = _try_each(trial.try_tests, list(left.values()), "kinds of changes given to the tests")
    noticed = {found.change: found for group in by_tests for found in group}
    findings = [noticed.get(found.change, found) for found in findings]
    if constants := drawn(code.all_constants() if "models" in parts else ()):
        trial.known_failures(code.TESTS)
    findings += _try_each(code.try_constant, constants, "constants and operators")
    findings += pages.try_pages() if "pages" in parts else ()
    return pd.DataFrame([(found if few else trial.ask_record(found)).record() for found in findings])


def try_few(number: int) -> pd.DataFrame:
    """Try a few changes, so many a kind, of what readers cite, of results and models, and all of pages and stored outputs."""
    return try_parts([*CITED, *PARTS], few=number)


def _try_each(function: Callable[[Any], Any], changes: Sequence[Any], what: str) -> list[Any]:
    found = []
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork")) as pool:
        for number, one in enumerate(pool.map(function, changes), 1):
            found.append(one)
            if number % 20 == 0 or number == len(changes):
                print(f"  {number} of {len(changes)} {what}", file=sys.stderr, flush=True)
    return found


def main(arguments: list[str]) -> int:
    """Run the trial; 1 if a change survives that `equivalents.csv` doesn't explain."""
    if unknown := set(arguments) - {*TABLES, *PARTS}:
        print(f"there is no {', '.join(sorted(unknown))}: name {', '.join((*PARTS, *TABLES))}", file=sys.stderr)
        return 2
    found = try_parts(arguments or (*TABLES, *PARTS))
    (ROOT / "_build").mkdir(exist_ok=True)
    replace_file(ROOT / "_build" / "mutation.csv", found.to_csv(index=False, lineterminator="\n"))
    print(pd.crosstab(found["what"], found["layer"].where(found["layer"] != "", found["outcome"])).to_string())
    counts = found["outcome"].value_counts()
    print(", ".join(f"{number} {outcome}" for outcome, number in counts.items()) + "; see _build/mutation.csv")
    return int("survived" in counts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How the book's cost grows with its claims, and with its chapters and charts.

Claims alone: the stages that read the ledger, each in one process, with 10 and 100 times the claims. The whole book: all
stages with so many times the claims and the chapters, the PDF up to twice. One hundred times the chapters would be 700 notebooks and 29,000
claims on one page; nobody reads that, and each notebook is a process of its own, so ten times tells as much.

The exponent is the slope of processor time over size in logarithms, between the two largest sizes: 1 for linear growth,
below it where fixed costs such as imports still count, 2 where everything is compared with everything. Sorting and
ever larger memory make up to 1.15 of work that is linear in the number of claims.
"""

from __future__ import annotations

import gzip
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.cost import build_pages, run_stage, set_pages
from bench.growth import copy_project, grow_chapters, grow_claims
from evidence.pages.notebooks import chapter_paths

TITLE = "Growth: claims alone by stage, then the whole book with claims, chapters and charts; weight of pages"
LEDGERS = (1, 10, 100)
BOOKS = (1, 2, 10)
# The compiler of the PDF holds all of its documents in memory: 4.6 GB for the book as it is. Ten times that is more than
# most machines have.
LARGEST_PDF = 2
PROBE = """
import json, resource, time
from dataclasses import fields
from _ext.explorer import explorer_rows
from _ext.exports import ledger_document, ledger_table
from _ext.linked_data import ledger_things
from evidence.facts import fact, known_keys
from evidence.ledger import Ledger, load_ledger
from evidence.facts.peek import peek
from evidence.ledger.reconcile import reconcile
from evidence.rules import check_data

ledger = load_ledger()

def check():
    problems = check_data()
    assert not problems, problems[:3]

stages = {
    "load": lambda: [getattr(ledger, field.name) for field in fields(Ledger)],
    "reconcile": lambda: reconcile(ledger),
    "check": check,
    "facts": lambda: [fact(key) for key in known_keys()],
    "cards": lambda: [peek(key) for key in ledger.claims.index],
    "exports": lambda: ledger_table(ledger_document(ledger)["claims"]),
    "explorer": lambda: explorer_rows(ledger),
    "linked data": lambda: ledger_things(ledger),
}
costs = {}
for name, stage in stages.items():
    begin = time.process_time()
    stage()
    costs[name] = time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(costs))
"""


def exponent(sizes: tuple[int, ...], costs: list[float]) -> float:
    """Return the slope between the two largest sizes, both in logarithms."""
    (small, large), (before, after) = sizes[-2:], costs[-2:]
    return math.log(after / before) / math.log(large / small)


def rows() -> list[dict[str, object]]:
    """Return one row for each stage, then one for each kind of page."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_ledgers(Path(folder)), *_books(Path(folder))]


def _ledgers(work: Path) -> list[dict[str, object]]:
    found = []
    for times in LEDGERS:
        project = copy_project(work / f"ledger-{times}")
        grow_claims(project / "data", times)
        answer = subprocess.run(
            [sys.executable, "-c", PROBE],
            cwd=project,
            env={"PYTHONPATH": str(project / "book"), "PYTHONUTF8": "1", "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(json.loads(answer.stdout))
    return [
        _row(f"ledger: {stage}, processor s", LEDGERS, [costs[stage][0] for costs in found], 2)
        | {"peak MB": round(found[-1][stage][1])}
        for stage in found[0]
    ]


def _books(work: Path) -> list[dict[str, object]]:
    """Measure whole books; the pages weighed are those as they are sent, compressed."""
    costs, weights = [], []
    for times in BOOKS:
        project, target = copy_project(work / f"book-{times}"), work / f"pages-{times}"
        chapters = [path.stem for path in chapter_paths(project / "book")]
        grow_claims(project / "data", times)
        grow_chapters(project, times)
        html = target / "_build" / "html"
        cost = {
            "prose": run_stage(project, "prose"),
            "notebooks": run_stage(project, "notebooks"),
            "pages": build_pages(project, target),
        }
        if times <= LARGEST_PDF:
            cost["PDF"] = set_pages(project, html)
        costs.append(cost)
        weights.append({name: _weight(html / "book" / f"{name}.html") for name in (*chapters, "ledger", "explorer")})
    stages = []
    for stage in costs[0]:
        spent = {times: cost[stage] for times, cost in zip(BOOKS, costs, strict=True) if stage in cost}
        row = _row(f"book: {stage}, processor s", tuple(spent), [cost.processor for cost in spent.values()], 1)
        stages.append(row | {"peak MB": round(max(cost.memory for cost in spent.values()))})
    return stages + [_row(f"page: {name}, kB", BOOKS, [weight[name] for weight in weights], 0) for name in weights[0]]


def _weight(page: Path) -> float:
    return len(gzip.compress(page.read_bytes(), mtime=0)) / 1000


def _row(what: str, sizes: tuple[int, ...], costs: list[float], digits: int) -> dict[str, object]:
    table = {f"x{size}": round(cost, digits) for size, cost in zip(sizes, costs, strict=True)}
    return {"what": what, **table, "exponent": round(exponent(sizes, costs), 2)}

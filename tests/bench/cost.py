"""`make book` beside the bare cost of the same work, and beside stock Jupyter Book 1 on the same notebooks.

The same work is what no way of making this book can do without, each part at its cheapest:

- cells: one process imports everything once and runs the cells of all notebooks, one after the other, formats what they
  show and writes the notebooks;
- Sphinx on plain pages: the chapters with their stored outputs and all other pages as finished Markdown with the same
  text, links and tables, no page of ours looked up or checked, Sphinx's plainest theme;
- the compiler of the PDF alone, on the markup that the book gives it.

What the book does beside, and is held against these, is checking, a kernel for each notebook, the lookup of every number
and its evidence, figure files, exports, search, cards and the conversion of pages to markup.

Stock Jupyter Book is given the same notebooks and, since no way of making this book can do without them, the other pages
as finished Markdown; it has nothing to look up, check or export. Beside it stands the lightest book there is of these
chapters: bare Altair charts, which browsers draw, and no other pages. Both are compared with the book up to the PDF.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.growth import copy_project
from bench.measure import JUPYTER_BOOK, Cost, measure_cost
from bench.pages import write_stock
from bench.plain import STOCK, write_plain
from evidence.pages.notebooks import chapter_paths
from evidence.paths import BOOK

TITLE = "make book, environment apart, beside the bare cost of the same work and beside stock Jupyter Book 1"
PAGES = """
import sys, _ext.pdf
_ext.pdf.write_pdf = lambda app, error: None
from jupyter_book.cli.main import main
main(["build", ".", "--path-output", sys.argv[1], "-W", "-q"])
"""
CELLS = """
import sys, nbformat
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for name in sys.argv[1:]:
    notebook = nbformat.read(name, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            outcome = shell.run_cell(cell.source)
            outcome.raise_error()
            data, _ = shell.display_formatter.format(outcome.result)
            cell.outputs = [nbformat.v4.new_output("execute_result", data=data)]
    nbformat.write(notebook, name)
"""
# Keeps what the book hands to the compiler, by setting the pages once.
MARKUP = """
import pickle, sys
from pathlib import Path
from evidence import paper as typesetting
kept, compile_document = [], typesetting.compile_document
def keep(*arguments, **named):
    kept.append((arguments, named))
    return compile_document(*arguments, **named)
typesetting.compile_document = keep
html, target = map(Path, sys.argv[1:])
typesetting.typeset(html, target.with_name("kept-pdf"))
target.write_bytes(pickle.dumps(kept))
"""
COMPILE = """
import pickle, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from evidence.paper import compile_document
with ThreadPoolExecutor() as pool:
    for job in [pool.submit(compile_document, *a, **n) for a, n in pickle.loads(Path(sys.argv[1]).read_bytes())]:
        job.result()
"""


def build_pages(project: Path, target: Path) -> Cost:
    """Build a copy's pages without the PDF into ``target/_build/html``."""
    return measure_cost([sys.executable, "-c", PAGES, str(target)], cwd=project, env=_path(project))


def set_pages(project: Path, html: Path) -> Cost:
    """Set a copy's built pages as PDF."""
    return measure_cost([sys.executable, "-m", "evidence.paper", str(html)], cwd=project, env=_path(project))


def run_stage(project: Path, name: str) -> Cost:
    """Run one stage of `evidence.upkeep.build` in a copy."""
    return measure_cost([sys.executable, "-m", "evidence.upkeep.build", name], cwd=project, env=_path(project))


def _path(project: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(project / "book")}


def rows() -> list[dict[str, object]]:
    """Measure each part once, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        project, html = copy_project(work / "project"), work / "pages" / "_build" / "html"
        ours = {
            "prose": run_stage(project, "prose"),
            "notebooks": run_stage(project, "notebooks"),
            "pages": build_pages(project, work / "pages"),
        }
        without_pdf = sum(ours.values(), Cost(0, 0, 0))
        ours["PDF"] = set_pages(project, html)

        measure_cost([sys.executable, "-c", MARKUP, str(html), str(work / "markup")], cwd=project, env=_path(project))
        write_plain(work / "plain", html)
        write_plain(work / "same", html, STOCK)
        write_stock(work / "stock")
        names = [path.name for path in chapter_paths()]
        bare = {
            "cells in one process": measure_cost([sys.executable, "-c", CELLS, *names], cwd=project / "book"),
            "Sphinx on plain pages": measure_cost([JUPYTER_BOOK, "build", str(work / "plain"), "-q"], cwd=work),
            "compiler of the PDF": measure_cost(
                [sys.executable, "-c", COMPILE, str(work / "markup")], cwd=project, env=_path(project)
            ),
        }
        same, stock = (
            measure_cost([JUPYTER_BOOK, "build", str(work / name), "-q"], cwd=work, env={"PYTHONPATH": str(BOOK)})
            for name in ("same", "stock")
        )
    total, least = sum(ours.values(), Cost(0, 0, 0)), sum(bare.values(), Cost(0, 0, 0))
    table = [{"work": f"make book: {name}", **cost.row()} for name, cost in ours.items()]
    table += [{"work": "make book: all", **total.row()}]
    table += [{"work": f"bare: {name}", **cost.row()} for name, cost in bare.items()]
    table += [{"work": "bare: all", **least.row()}]
    table += [{"work": "make book up to the PDF", **without_pdf.row()}]
    table += [{"work": "stock Jupyter Book 1: the same notebooks, finished pages", **same.row()}]
    table += [{"work": "stock Jupyter Book 1: bare charts, no other pages", **stock.row()}]
    return [
        *table,
        _ratio("make book in parts of the bare cost", total, least),
        _ratio("up to the PDF in parts of stock with the same notebooks", without_pdf, same),
        _ratio("up to the PDF in parts of stock with bare charts", without_pdf, stock),
    ]


def _ratio(title: str, cost: Cost, other: Cost) -> dict[str, object]:
    return {"work": title} | {name: round(value / other.row()[name], 2) for name, value in cost.row().items()}

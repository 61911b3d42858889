"""What the PDF costs, from the built pages to the file, beside two other roads.

Chromium prints Sphinx's single page of the same book. Jupyter Book's own road by LaTeX takes the chapters alone, prose without
links to evidence and charts as pictures: it knows nothing of what this book's extension makes.
"""

import json
import shutil
import sys
import tempfile
from base64 import b64encode
from pathlib import Path

import nbformat
import pypdfium2
import yaml
from browsing import CHROMIUM
from nbformat.v4 import new_output

from bench.measure import measure
from bench.pages import stock_source
from evidence.charts.figure import MIME
from evidence.pages.notebooks import chapter_paths, read_notebook
from evidence.paper import ANNEX, NAME
from evidence.paths import HTML, ROOT

TITLE = "The PDF, beside other roads to paper; each that is installed"
PROGRAM = Path(sys.executable).with_name("jupyter-book")


def rows() -> list[dict[str, object]]:
    """Measure each road once, from the pages that ``make book`` built."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(HTML, Path(folder) / "html"))
        paper, pdf = (sys.executable, "-m", "evidence.paper", copy), copy / "pdf"
        found = [
            _row("the report", pdf / f"{NAME}.pdf", *paper, "report"),
            _row("annex, report and chapters (pages: the annex's)", pdf / ANNEX, *paper),
        ]
        if CHROMIUM:
            # Building that page isn't counted.
            measure(PROGRAM, "build", ROOT, "--builder", "singlehtml", "--path-output", folder, "-q")
            page, printed = next(Path(folder).rglob("singlehtml/**/index.html")), Path(folder) / "chromium.pdf"
            options = ("--headless", "--no-sandbox", "--virtual-time-budget=60000", f"--print-to-pdf={printed}")
            found.append(_row("single page, Chromium", printed, CHROMIUM, *options, page.as_uri()))
        if shutil.which("latexmk"):
            stock = _stock_chapters(Path(folder) / "stock")
            command = (PROGRAM, "build", stock, "--builder", "pdflatex", "-q")
            found.append(_row("chapters alone, LaTeX", stock / "_build" / "latex" / "book.pdf", *command))
        return found


def _stock_chapters(folder: Path) -> Path:
    """Write a stock book of the chapters, whose charts are the pictures that the built book offers."""
    folder.mkdir()
    for path in chapter_paths():
        notebook = read_notebook(path)
        stock = stock_source(notebook)
        for cell, before in zip(stock.cells, notebook.cells, strict=False):
            shown = [output.data[MIME]["id"] for output in before.get("outputs", []) if MIME in output.get("data", {})]
            pictures = [b64encode((HTML / "book" / "figures" / f"{name}.png").read_bytes()).decode() for name in shown]
            if cell.cell_type == "code":
                cell.outputs = [new_output("display_data", {"image/png": picture}) for picture in pictures]
        nbformat.write(stock, folder / path.name)
    root, *chapters = (path.stem for path in chapter_paths())
    contents = {"format": "jb-book", "root": root, "chapters": [{"file": name} for name in chapters]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")
    settings = {"execute": {"execute_notebooks": "off"}, "latex": {"latex_documents": {"targetname": "book.tex"}}}
    (folder / "_config.yml").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def _row(road: str, file: Path, *command: str | Path) -> dict[str, object]:
    seconds, _, memory = measure(*command)
    pages = len(pypdfium2.PdfDocument(file))
    cost = {"s": round(seconds, 1), "MB": round(memory), "pages": pages, "ms a page": round(1000 * seconds / pages)}
    return {"road": road} | cost | {"kB": file.stat().st_size // 1000}

"""What the PDF costs, from the built pages to the file, beside Chromium, which prints Sphinx's single page of the same book."""

import shutil
import sys
import tempfile
from pathlib import Path

import pypdfium2
from browsing import CHROMIUM

from bench.measure import measure
from evidence.paper import ANNEX, NAME
from evidence.paths import HTML, ROOT

TITLE = "The PDF, beside another road to paper"


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
            book, printed = Path(sys.executable).with_name("jupyter-book"), Path(folder) / "chromium.pdf"
            measure(book, "build", ROOT, "--builder", "singlehtml", "--path-output", folder, "-q")
            page = next((Path(folder) / "_build" / "singlehtml").rglob("index.html"))
            options = ("--headless", "--no-sandbox", "--virtual-time-budget=60000", f"--print-to-pdf={printed}")
            found.append(_row("single page, Chromium", printed, CHROMIUM, *options, page.as_uri()))
        return found


def _row(road: str, file: Path, *command: str | Path) -> dict[str, object]:
    seconds, _, memory = measure(*command)
    pages = len(pypdfium2.PdfDocument(file))
    cost = {"s": round(seconds, 1), "MB": round(memory), "pages": pages, "ms a page": round(1000 * seconds / pages)}
    return {"road": road} | cost | {"kB": file.stat().st_size // 1000}

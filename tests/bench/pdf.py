"""What the PDF costs, from the built pages to the file, beside other roads to paper.

Chromium prints Sphinx's single page of the same book.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import pypdfium2

from bench.measure import measure
from evidence.paper import ANNEX, NAME
from evidence.paths import BOOK, HTML, ROOT

TITLE = "The PDF, beside other roads to paper"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def measured(road: str, command: list[str], file: Path) -> dict[str, Any]:
    """Run a command that writes a PDF, and describe command and file in a row."""
    seconds, _, memory = measure(command, cwd=ROOT, env={"PYTHONPATH": str(BOOK)})
    pages = len(pypdfium2.PdfDocument(file))
    return {
        "road": road,
        "s": round(seconds, 1),
        "MB": round(memory),
        "pages": pages,
        "ms a page": round(1000 * seconds / pages),
        "kB": file.stat().st_size // 1000,
    }


def absent(road: str, program: str) -> dict[str, Any]:
    """Say that a road couldn't be measured."""
    return {
        "road": f"{road}: {program} is not installed",
        "s": None,
        "MB": None,
        "pages": None,
        "ms a page": None,
        "kB": None,
    }


def rows() -> list[dict[str, Any]]:
    """Measure each road once."""
    if not (HTML / "index.html").is_file():
        raise RuntimeError("the book isn't built: run make book first")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        copy = Path(shutil.copytree(HTML, work / "html"))
        all_of_it = [sys.executable, "-m", "evidence.paper", str(copy)]
        found = [
            measured("the report", [*all_of_it, "report"], copy / "pdf" / f"{NAME}.pdf"),
            measured("annex, report and chapters (pages: the annex's)", all_of_it, copy / "pdf" / ANNEX),
        ]
        return [*found, chromium(work)]


def chromium(work: Path) -> dict[str, Any]:
    """Print Sphinx's single page with a browser; building that page isn't counted."""
    road = "single page, Chromium"
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        return absent(road, "Chromium")
    jupyter_book = str(Path(sys.executable).with_name("jupyter-book"))
    single = [jupyter_book, "build", str(ROOT), "--builder", "singlehtml", "--path-output", str(work), "-q"]
    measure(single, cwd=ROOT)
    page = next((work / "_build" / "singlehtml").rglob("index.html"))
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000", "--no-pdf-header-footer"]
    file = work / "chromium.pdf"
    return measured(road, [browser, *options, f"--print-to-pdf={file}", page.as_uri()], file)

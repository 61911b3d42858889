"""What the PDF costs, from the built pages to the file, beside other roads to paper.

Chromium prints Sphinx's single page of the same book. The LaTeX road is Jupyter Book's own, ``--builder pdflatex``, on the
same pages without what only this book's extension can make; it is measured where a full TeX is installed and otherwise
named as not installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from base64 import b64encode
from pathlib import Path
from typing import Any

import nbformat
import pypdfium2

from bench.measure import measure
from bench.plain import BARE, write_plain
from evidence.charts.figure import MIME
from evidence.paper import ANNEX, NAME
from evidence.paths import BOOK, HTML, ROOT

TITLE = "The PDF, beside other roads to paper"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def measured(road: str, command: list[str], file: Path) -> dict[str, Any]:
    """Run a command that writes a PDF, and describe command and file in a row."""
    seconds, memory = measure(command, cwd=ROOT, env={"PYTHONPATH": str(BOOK)})
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
    """Measure each road once.

    Returns
    -------
    list of dict
        Seconds and memory include the interpreter's start. Chromium's memory is that of its main process alone, which
        does little of the work.

    Raises
    ------
    RuntimeError
        If the book isn't built or a road fails.
    """
    if not (HTML / "index.html").is_file():
        raise RuntimeError("the book isn't built: run make book first")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        copy = Path(shutil.copytree(HTML, work / "html"))
        all_of_it = [sys.executable, "-m", "evidence.paper", str(copy)]
        found = [
            measured(
                "the report, by the pages of the annex at hand", [*all_of_it, "report"], copy / "pdf" / f"{NAME}.pdf"
            ),
            measured("annex, report and chapters (pages: the annex's)", all_of_it, copy / "pdf" / ANNEX),
        ]
        return [*found, chromium(work), latex(work)]


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


def latex(work: Path) -> dict[str, Any]:
    """Build the same pages with Jupyter Book's own LaTeX road: plain Markdown, and the charts as pictures of dots.

    The evidence pages are made by our Sphinx extension, which knows no LaTeX, so their finished text is given; the road has
    neither tags nor attachments, index or lists of claims to make.
    """
    road = "Jupyter Book, pdflatex: the same pages as plain Markdown, charts as PNG"
    if shutil.which("latexmk") is None:
        return absent(road, "TeX")
    if subprocess.run(["kpsewhich", "bbm.sty"], capture_output=True, check=False).returncode:
        return absent(road, "TeX's bbm (Debian: texlive-fonts-extra)")
    source = work / "tex"
    write_plain(source, HTML, f"{BARE}latex: {{latex_documents: {{targetname: book.tex}}}}\n")
    for path in (source / "book").glob("*.ipynb"):
        _show_pictures(path)
    jupyter_book = str(Path(sys.executable).with_name("jupyter-book"))
    command = [jupyter_book, "build", str(source), "--builder", "pdflatex", "-q"]
    return measured(road, command, source / "_build" / "latex" / "book.pdf")


def _show_pictures(path: Path) -> None:
    """Let a notebook's charts be pictures, which LaTeX can take, in place of HTML."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if figure := output.get("data", {}).get(MIME):
                picture = HTML / "book" / "figures" / f"{figure['id']}.png"
                output.data = {"image/png": b64encode(picture.read_bytes()).decode()}
    nbformat.write(notebook, path)

"""A chapter's page beside the same charts in stock Jupyter Book 1 with stock Altair, in one run of one browser.

The stock book has the same notebook, with each figure replaced by its bare Altair chart, executed with Altair's default
renderer and built with default settings. What its pages ask of content delivery networks is answered from local copies,
so that both books come by the same way, and both are counted as web servers compress them.
"""

import gzip
import json
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
from browsing import CHROMIUM, FLAGS
from playwright.sync_api import Browser, Route, sync_playwright

from evidence.charts.figure import MIME, stored_figures
from evidence.facts.binding import LINK
from evidence.pages.notebooks import read_notebook
from evidence.paths import BOOK, ROOT
from evidence.upkeep import build

TITLE = "A chapter's page, processor slowed four times: bytes and time until the last chart is visible, layout shift"
CHAPTER = "russian_autonomy"
WORK = ROOT / "_build" / "bench"
SETTINGS = {"title": "Stock", "execute": {"execute_notebooks": "force", "raise_on_error": True}}
LIBRARIES = {"vega": "6", "vega-lite": "6", "vega-embed": "7"}
RUNS = 15
HOST = "book.invalid"
# Runs in the page before anything else. It looks when something was added and asks for no frame and no layout before all
# charts are there, lest it measure itself; Playwright's own waiting would put a third of a megabyte of script into a page
# that weighs less.
WATCH = """(() => {
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
const charts = "%s", expected = %d;
new MutationObserver((_, observer) => {
  if (document.querySelectorAll(charts).length < expected) return;
  observer.disconnect();
  requestAnimationFrame(function look() {
    const seen = [...document.querySelectorAll(charts)].filter((chart) => chart.getBoundingClientRect().height > 40);
    if (seen.length < expected) requestAnimationFrame(look);
    else window.drawn = performance.now();
  });
}).observe(document, { childList: true, subtree: true });
})();"""


def stock_source(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a chapter as a stock book has it, without outputs: prose without links to evidence, and the bare charts."""
    cells = []
    for cell in notebook.cells[:-1]:
        if cell.cell_type == "markdown":
            cells.append(nbformat.v4.new_markdown_cell(LINK.sub(r"\1", cell.source)))
        else:
            drawn = any(MIME in output.get("data", {}) for output in cell.outputs)
            cells.append(nbformat.v4.new_code_cell(cell.source.strip() + ".chart" * drawn))
    kernel = {"name": "python3", "display_name": "Python 3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def build_stock() -> Path:
    folder = WORK / "stock"
    pages = folder / "_build" / "html"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    nbformat.write(stock_source(read_notebook(BOOK / f"{CHAPTER}.ipynb")), folder / f"{CHAPTER}.ipynb")
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: {CHAPTER}\n", encoding="utf-8")
    (folder / "_config.yml").write_text(json.dumps(SETTINGS), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(folder)]
    environment = {"PYTHONPATH": str(BOOK), "PATH": "/usr/bin:/bin", "HOME": str(WORK)}
    subprocess.run(command, check=True, env=environment, capture_output=True)
    page = pages / f"{CHAPTER}.html"
    text = page.read_text(encoding="utf-8").replace("https://cdn.jsdelivr.net/npm/", "/npm/")
    page.write_text(text, encoding="utf-8")
    (pages / "npm").mkdir()
    for name, version in LIBRARIES.items():
        script = fetch_library(name, version)
        for address in set(re.findall(rf"/npm/({name}@[^?\"' ]+)", text)):
            (pages / "npm" / address).write_bytes(script)
    return pages


def fetch_library(name: str, version: str) -> bytes:
    """Return what the stock pages load from a content delivery network, as npm has it."""
    folder = WORK / "npm"
    folder.mkdir(exist_ok=True)
    if not any(folder.glob(f"{name}-{version}.*.tgz")):
        subprocess.run(["npm", "pack", f"{name}@{version}"], cwd=folder, check=True, capture_output=True)
    with tarfile.open(max(folder.glob(f"{name}-{version}.*.tgz"))) as archive:
        return archive.extractfile(f"package/build/{name}.min.js").read()


def measure_page(browser: Browser, folder: Path, path: str, charts: str, expected: int) -> tuple[float, float, float]:
    """Open a page and return kilobytes, milliseconds until the last chart is visible, and layout shift."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, sent = context.new_page(), []
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        file = folder / unquote(address.path).lstrip("/")
        if address.hostname != HOST or not file.is_file():
            return route.abort()
        sent.append(len(gzip.compress(file.read_bytes())))
        return route.fulfill(path=file)

    def value(name: str) -> float | None:
        return session.send("Runtime.evaluate", {"expression": name})["result"].get("value")

    page.route("**/*", answer)
    page.add_init_script(WATCH % (charts, expected))
    page.goto(f"http://{HOST}/{path}")
    for _ in range(60):
        page.wait_for_timeout(500)  # at least once: what was asked for has arrived then
        if milliseconds := value("window.drawn"):
            shift = value("window.shift")
            context.close()
            return sum(sent) / 1000, milliseconds, shift
    raise TimeoutError(f"{path}: not all of {expected} charts are visible after half a minute")


def rows() -> list[dict[str, str | float]]:
    """Measure one chapter in both books, in turns."""
    ours = WORK / "ours"
    build.html(ours)
    books = {
        "this book": (ours, f"book/{CHAPTER}.html", ".figure-chart > svg"),
        "stock Jupyter Book 1 and Altair": (build_stock(), f"{CHAPTER}.html", ".vega-embed canvas, .vega-embed svg"),
    }
    expected = len(stored_figures(BOOK / f"{CHAPTER}.ipynb"))
    measured: dict[str, list[tuple[float, float, float]]] = {name: [] for name in books}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for _ in range(RUNS):
            for name, book in books.items():
                measured[name].append(measure_page(browser, *book, expected))
        browser.close()
    columns, table = ("kB compressed", "ms to last chart", "layout shift"), []
    for name, runs in measured.items():
        medians = [round(statistics.median(column), 3) for column in zip(*runs, strict=True)]
        table.append({"book": name} | dict(zip(columns, medians, strict=True)))
    ratios = {column: round(table[0][column] / table[1][column], 3) for column in columns[:2]}
    return [*table, {"book": "this book in parts of stock", **ratios}]

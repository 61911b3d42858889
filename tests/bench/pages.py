"""A chapter's page beside the same charts in stock Jupyter Book 1 with stock Altair, in one run of one browser.

The stock book has the same notebooks, with each figure replaced by its bare Altair chart, executed with Altair's default
renderer and built with default settings. What its pages ask of content delivery networks is answered from local copies,
so that both books come from the same server; both are compressed on the way.
"""

from __future__ import annotations

import gzip
import json
import mimetypes
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
from playwright.sync_api import Page, sync_playwright

from evidence.charts.figure import MIME, stored_figures
from evidence.facts.binding import LINK
from evidence.pages.notebooks import chapter_paths, read_notebook
from evidence.paths import BOOK, ROOT
from evidence.upkeep import build

TITLE = "A chapter's page, processor slowed four times: bytes and time until the last chart is visible, layout shift"
WORK = ROOT / "_build" / "bench"
SETTINGS = {"title": "Stock", "execute": {"execute_notebooks": "force", "raise_on_error": True}}
LIBRARIES = {"vega": "6", "vega-lite": "6", "vega-embed": "7"}
RUNS = 15
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
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


class Handler(BaseHTTPRequestHandler):
    """Serve a folder, compressed as web servers do."""

    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, *arguments: object) -> None:
        self.folder = folder
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer with the file, or say that there is none."""
        path = self.folder / unquote(urlsplit(self.path).path).lstrip("/")
        found = path.is_file()
        body = gzip.compress(path.read_bytes()) if found else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", mimetypes.guess_type(path.name)[0] or "application/octet-stream")
        if found:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def stock_source(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a chapter as a stock book has it: prose without links to evidence, and the bare charts."""
    cells = []
    for cell in notebook.cells[:-1]:
        if cell.cell_type == "markdown":
            cells.append(nbformat.v4.new_markdown_cell(LINK.sub(r"\1", cell.source)))
        else:
            drawn = any(MIME in output.get("data", {}) for output in cell.outputs)
            cells.append(nbformat.v4.new_code_cell(cell.source.strip() + ".chart" * drawn))
    return nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )


def write_stock(folder: Path) -> None:
    """Write the sources of the stock book in place of what the folder holds: notebooks without outputs, and settings."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in chapter_paths():
        nbformat.write(stock_source(read_notebook(path)), folder / path.name)
    chapters = "".join(f"- file: {path.stem}\n" for path in chapter_paths())
    (folder / "index.md").write_text("# Stock\n", encoding="utf-8")
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:\n{chapters}", encoding="utf-8")
    (folder / "_config.yml").write_text(json.dumps(SETTINGS), encoding="utf-8")


def build_stock() -> Path:
    """Build the stock book and return the folder of its pages."""
    folder = WORK / "stock"
    write_stock(folder)
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(folder)]
    environment = {"PYTHONPATH": str(BOOK), "PATH": "/usr/bin:/bin", "HOME": str(WORK)}
    subprocess.run(command, check=True, env=environment, capture_output=True)
    pages = folder / "_build" / "html"
    for page in pages.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("https://cdn.jsdelivr.net/npm/", "/npm/"), encoding="utf-8")
    for name, script in fetch_libraries().items():
        for address in set(
            re.findall(rf"/npm/({name}@[^?\"' ]+)", (pages / "russian_autonomy.html").read_text("utf-8"))
        ):
            path = pages / "npm" / address
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(script)
    return pages


def fetch_libraries() -> dict[str, bytes]:
    """Return what the stock pages load from a content delivery network, by package, as npm has it."""
    folder = WORK / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    texts = {}
    for name, version in LIBRARIES.items():
        if not (archives := sorted(folder.glob(f"{name}-{version}.*.tgz"))):
            subprocess.run(["npm", "pack", f"{name}@{version}"], cwd=folder, check=True, capture_output=True)
            archives = sorted(folder.glob(f"{name}-{version}.*.tgz"))
        with tarfile.open(archives[-1]) as archive:
            texts[name] = archive.extractfile(f"package/build/{name}.min.js").read()
    return texts


def measure_page(page: Page, address: str, charts: str, expected: int) -> tuple[float, float, float]:
    """Open a page and return kilobytes, milliseconds until the last chart is visible, and layout shift."""
    session = page.context.new_cdp_session(page)
    received = [0.0]
    inside: set[str] = set()  # what an address holds itself has arrived with the file that names it
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})

    def ask(event: dict) -> None:
        if event["request"]["url"].startswith("data:"):
            inside.add(event["requestId"])

    def finish(event: dict) -> None:
        received[0] += event["encodedDataLength"] * (event["requestId"] not in inside)

    session.on("Network.requestWillBeSent", ask)
    session.on("Network.loadingFinished", finish)
    page.add_init_script(WATCH % (charts, expected))
    page.goto(address)

    def value(name: str) -> float | None:
        return session.send("Runtime.evaluate", {"expression": name})["result"].get("value")

    for _ in range(60):
        page.wait_for_timeout(500)  # at least once: what was asked for has arrived then, the server is this machine
        if milliseconds := value("window.drawn"):
            return received[0] / 1000, milliseconds, value("window.shift")
    raise TimeoutError(f"{address}: not all of {expected} charts are visible after half a minute")


def rows() -> list[dict[str, str | float]]:
    """Measure one chapter in both books, in turns."""
    ours = WORK / "ours"
    build.html(ours)
    stock = build_stock()
    chapter = "russian_autonomy"
    expected = len(stored_figures(BOOK / f"{chapter}.ipynb"))

    books = {
        "this book": (ours, f"book/{chapter}.html", ".figure-chart > svg"),
        "stock Jupyter Book 1 and Altair": (stock, f"{chapter}.html", ".vega-embed canvas, .vega-embed svg"),
    }
    measured: dict[str, list[tuple[float, float, float]]] = {name: [] for name in books}
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for _ in range(RUNS):
            for name, (folder, path, charts) in books.items():
                with served(folder) as address:
                    context = browser.new_context(viewport={"width": 1280, "height": 900})
                    context.route(re.compile(r"https://"), lambda route: route.abort())
                    measured[name].append(measure_page(context.new_page(), f"{address}/{path}", charts, expected))
                    context.close()
        browser.close()
    medians = {
        name: [statistics.median(column) for column in zip(*runs, strict=True)] for name, runs in measured.items()
    }
    table = [
        {"book": name, "kB compressed": round(size), "ms to last chart": round(time), "layout shift": round(shift, 3)}
        for name, (size, time, shift) in medians.items()
    ]
    (size, time, _), (stock_size, stock_time, _) = medians.values()
    ratios = {"kB compressed": round(size / stock_size, 3), "ms to last chart": round(time / stock_time, 3)}
    return [*table, {"book": "this book in parts of stock", **ratios, "layout shift": ""}]

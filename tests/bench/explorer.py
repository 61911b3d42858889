"""The ledger explorer with ten thousand claims, processor slowed four times: until the first rows stand, and a keystroke.

The ledger is the book's own, its claims repeated under ids of their own with their figures and statements varied, so that
no two rows are alike.
"""

from __future__ import annotations

import shutil
import statistics

from playwright.sync_api import Page, sync_playwright

from _ext import explorer
from bench.pages import FLAGS, served
from evidence.ledger import load_ledger
from evidence.paths import HTML, ROOT

TITLE = "The ledger explorer, processor slowed four times: until the first rows stand, and from a key to the rows"
CLAIMS = 10_000
RUNS = 5
WORK = ROOT / "_build" / "bench" / "explorer"
QUERY = "magnet"


def grown(rows: list[list[str]], size: int) -> list[list[str]]:
    """Return as many rows as asked for, made of the given ones: ids counted on, statements told apart."""
    copies = (divmod(position, len(rows)) for position in range(size))
    return [
        [f"{rows[place][0][:2]}-{position:05}", f"{rows[place][1]} ({turn})", *rows[place][2:]]
        for position, (turn, place) in enumerate(copies)
    ]


def open_explorer(page: Page, address: str) -> float:
    """Open the page and return milliseconds until the first rows stand."""
    page.goto(address, wait_until="commit")
    page.wait_for_function(
        "() => document.querySelectorAll('.explorer-table tbody td').length > 9 && (window.drawn ??= performance.now())"
    )
    return page.evaluate("window.drawn")


def keystroke(page: Page, text: str) -> float:
    """Put a text into the search field as a key does, and return milliseconds until the rows it leaves are drawn."""
    return page.evaluate(
        """text => new Promise((resolve) => {
            const field = document.querySelector(".explorer-filters input");
            // The table draws its rows anew for each key, also where the same ones stay.
            const drawn = new MutationObserver(() => {
              drawn.disconnect();
              requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begin)));
            });
            drawn.observe(document.querySelector(".explorer-table"), { childList: true, subtree: true });
            const begin = performance.now();
            field.value = text;
            field.dispatchEvent(new Event("input", { bubbles: true }));
        })""",
        text,
    )


def rows() -> list[dict[str, str | float]]:
    """Measure the explorer with the book's own claims and with ten thousand.

    Returns
    -------
    list of dict
        Medians of five runs: milliseconds until the first rows stand, for the first key and for each further one;
        megabytes of the script engine's heap; kilobytes of the table, uncompressed.
    """
    claims = explorer.explorer_rows(load_ledger())
    return [measure(claims), measure(grown(claims, CLAIMS))]


def measure(claims: list[list[str]]) -> dict[str, str | float]:
    """Measure the explorer with these rows."""
    pages = WORK / str(len(claims))
    shutil.rmtree(pages, ignore_errors=True)
    shutil.copytree(HTML / "_static", pages / "_static")
    (pages / "book").mkdir()
    shutil.copy(HTML / "book" / "explorer.html", pages / "book")
    data = pages / explorer.DATA
    data.write_text(explorer.table_script(claims), encoding="utf-8")
    measured = []
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright, served(pages) as address:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for _ in range(RUNS):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            first = open_explorer(page, f"{address}/book/explorer.html")
            keys = [keystroke(page, QUERY[: end + 1]) for end in range(len(QUERY))]
            session.send("HeapProfiler.collectGarbage")
            heap = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
            measured.append((first, keys[0], statistics.median(keys[1:]), heap))
            context.close()
        browser.close()
    first, key, further, heap = (round(statistics.median(column)) for column in zip(*measured, strict=True))
    names = {"ms to first rows": first, "ms first key": key, "ms further key": further, "MB heap": heap}
    return {"claims": len(claims), **names, "kB of data": round(data.stat().st_size / 1000)}

"""The whole book with ugly text in its tables: what pages, PDF and files show of it, and what a browser runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pypdfium2
from bs4 import BeautifulSoup
from hostile import UGLY
from playwright.sync_api import Page, sync_playwright

from evidence.ledger.tables import read_descriptor
from evidence.paths import ROOT

TITLE = "Ugly text (scripts, markup of HTML, Typst and MyST) in the tables: where it is shown as text, and what ran"
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache", "review.csv")
# Texts that no sentence of a chapter rests on, so that the book builds with them.
CHANGED = {
    "articles": ("title_en",),
    "claims": ("statement", "note"),
    "sources": ("note",),
    "observations": ("note",),
    "measures": ("what", "note"),
    "projects": ("what",),
    "indicators": ("definition",),
    "resolutions": ("reason",),
    "gaps": ("what", "why", "consequence"),
}
# The bibliography refuses backslash and braces.
PLAIN = " ".join(UGLY.translate(dict.fromkeys(map(ord, "\\{}"))).split())
SHOWING = {"ledger", "sources", "record", "measures", "indicators", "explorer"}
ROWS = 20
FLAGS = ["--no-sandbox", "--disable-gpu"]


def rows() -> list[dict[str, str | int]]:
    """Build the book with ugly text and return one row for each page and file.

    Raises
    ------
    AssertionError
        If a script ran, an element was made of text, or a page asked for anything.
    """
    with tempfile.TemporaryDirectory() as folder:
        project = Path(shutil.copytree(ROOT, Path(folder) / "book", ignore=NOT_COPIED))
        spoil(project / "data")
        environment = os.environ | {"PYTHONPATH": str(project / "book"), "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "evidence.upkeep.build"]
        outcome = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)
        if outcome.returncode:
            raise AssertionError(outcome.stderr)
        html = project / "_build" / "html"
        return [
            *browse(html),
            *read_files(html),
            *read_pdf(project / "_build" / "pdf" / "rare-earth-leverage-annex.pdf"),
        ]


def spoil(data: Path) -> None:
    """Put ugly text behind the first texts of every changed column."""
    paths = {resource["name"]: data / resource["path"] for resource in read_descriptor()["resources"]}
    for table, columns in CHANGED.items():
        frame = pd.read_csv(paths[table], dtype=str, keep_default_na=False)
        for column in columns:
            first = frame.index[frame[column] != ""][:ROWS]
            frame.loc[first, column] += f" {PLAIN}"
        frame.to_csv(paths[table], index=False, lineterminator="\n")


def browse(html: Path) -> list[dict[str, str | int]]:
    """Open every page in a browser and count the places that show the text."""
    found = []
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for path in sorted((html / "book").glob("*.html")):
            page = browser.new_page()
            found.append({"where": path.name, "shown": visit(page, path), "ran or loaded": 0})
            page.close()
        browser.close()
    return found


def visit(page: Page, path: Path) -> int:
    """Open a page, search the explorer, reach for a number, and return how often the page shows the text."""
    events: list[str] = []
    page.on("dialog", lambda dialog: (events.append("a dialog"), dialog.dismiss()))
    page.on("pageerror", lambda error: events.append(str(error)))
    page.on("requestfailed", lambda request: events.append(request.url))
    page.goto(path.as_uri())
    if path.stem == "explorer":
        page.fill("input[name=q]", "onerror")
    for link in page.query_selector_all("a.fact")[:1]:
        link.hover()
        page.wait_for_timeout(500)
    text = " ".join(page.text_content("main").split())
    made = page.locator("img[src=x], [onerror], main script").count()
    shown = text.count(PLAIN)
    if events or made or (path.stem in SHOWING and not shown):
        raise AssertionError(f"{path.name}: {events}, {made} elements made of text, shown {shown} times")
    return shown


def read_files(html: Path) -> list[dict[str, str | int]]:
    """Count the places in the files for programs."""
    found = []
    for name in ("ledger.json", "ledger.csv", "explorer-data.js"):
        text = (html / "book" / name).read_text(encoding="utf-8")
        found.append({"where": name, "shown": text.count("<script>alert(1)</script>"), "ran or loaded": 0})
    for path in sorted((html / "book").glob("*.html")):
        scripts = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find_all("script", src=False)
        if any("<" in script.string for script in scripts):
            raise AssertionError(f"{path.name}: markup in a script")
    return found


def read_pdf(path: Path) -> list[dict[str, str | int]]:
    """Count the places on paper."""
    document = pypdfium2.PdfDocument(path)
    text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
    return [{"where": path.name, "shown": text.count('#panic("x")'), "ran or loaded": 0}]

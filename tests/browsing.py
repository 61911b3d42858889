"""The browser in which pages are tested: where it is, how it starts, and what tests of several files do in it."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

# The first draws as the others do, without what surrounds a page, in half of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
# On a reader's machine the browser tests may be missing; where the book is checked for everyone they may not.
if CHROMIUM is None and os.environ.get("CI"):
    raise RuntimeError("CI has no Chromium: the browser tests must run there")
NEEDS_CHROMIUM = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# Letters as wide as on a reader's screen.
FLAGS += ["--disable-component-update", "--disable-sync", "--font-render-hinting=none"]
MOVED = """new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value; })
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(sum), 300);
})"""


@pytest.fixture
def open_page(visit):
    """Return a function that opens a page, as ``visit`` does; what a page has complained of in the end fails its test."""
    told = []

    def opened(*name, **options):
        page, complaints = visit(*name, **options)
        told.append(complaints)
        return page

    yield opened
    assert [text for complaints in told for text in complaints if not text.startswith("data:")] == []


def axe_faults(page, context=None, **options):
    """Return what axe-core finds: rules with the places that break them. It asks for no style sheet: pages are files."""
    found = Axe().run(page, context, {"preload": False, **options}).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]


def has_focus(locator):
    return locator.evaluate("part => part === document.activeElement")


def awake(page, holder):
    """Reach for a picture and wait until it is a chart."""
    holder.scroll_into_view_if_needed()
    holder.focus()
    page.wait_for_function("holder => holder.dataset.state === 'interactive'", arg=holder.element_handle())
    return holder


def is_within_width(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")

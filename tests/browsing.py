"""The browser in which pages are tested: where it is, and how it starts."""

import os
import shutil

import pytest

# The first draws as the others do, without what surrounds a page, in half of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
# On a reader's machine the browser tests may be missing; where the book is checked for everyone they may not.
if CHROMIUM is None and os.environ.get("CI"):
    raise RuntimeError("CI has no Chromium: the browser tests must run there")
NEEDS_CHROMIUM = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium")


def in_turn(names, *ways):
    """Return each name in each way; in `make test` each in one, in turn."""
    return [
        pytest.param(name, *way, marks=() if place == number % len(ways) else pytest.mark.whole)
        for number, name in enumerate(names)
        for place, way in enumerate(ways)
    ]


FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Letters as wide as on a reader's screen.
    "--font-render-hinting=none",
]

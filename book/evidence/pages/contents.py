"""The table of contents: which pages the book has, in which order, and which of them are numbered chapters.

Every other module asks here, so that only the build depends on how ``_toc.yml`` is written.
"""

from pathlib import Path
from typing import Any

import yaml

from evidence.paths import ROOT

TOC = ROOT / "_toc.yml"


def _read(toc: Path) -> dict[str, Any]:
    return yaml.safe_load(toc.read_text(encoding="utf-8"))


def page_names(toc: Path = TOC) -> list[str]:
    """Return the pages in the order of the book, the first page first, as paths without suffix: ``book/ledger``."""
    contents = _read(toc)
    return [contents["root"], *(page["file"] for part in contents["parts"] for page in part["chapters"])]


def chapter_numbers(toc: Path = TOC) -> dict[str, str]:
    """Return the numbered chapters: number to page name without folder."""
    numbered = [page["file"] for part in _read(toc)["parts"] if part.get("numbered") for page in part["chapters"]]
    return {str(number): Path(name).name for number, name in enumerate(numbered, start=1)}

"""The chapters, each read once: what is asked of them is asked thousands of times."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import nbformat

from evidence.notebooks import chapter_paths, prose, read_notebook

paths = cache(chapter_paths)


@cache
def notebook(path: Path) -> nbformat.NotebookNode:
    """Return a chapter's notebook."""
    return read_notebook(path)


@cache
def text(path: Path) -> str:
    """Return a chapter's prose."""
    return prose(notebook(path))

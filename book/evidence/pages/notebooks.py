"""What the committed notebooks hold: the figures they show, and their prose."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from evidence.paths import BOOK


def chapter_paths(book: Path = BOOK) -> list[Path]:
    """Return the notebooks of the book, in alphabetical order."""
    return sorted(book.glob("*.ipynb"))


def outputs(notebook: nbformat.NotebookNode, mime: str) -> Iterator[dict[str, Any]]:
    """Yield every output that has data of one type, with all its representations, in the order of the cells."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if mime in output.get("data", {}):
                yield output["data"]


def payloads(notebook: nbformat.NotebookNode, mime: str) -> Iterator[Any]:
    """Yield the data of one type alone; see `outputs`."""
    return (data[mime] for data in outputs(notebook, mime))


def prose(notebook: nbformat.NotebookNode) -> str:
    """Return the Markdown cells of a notebook as one text."""
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Read a notebook in the current format."""
    return nbformat.read(path, as_version=4)


@cache
def stored_notebook(path: Path) -> nbformat.NotebookNode:
    """Read a notebook once for all parts of a build, which doesn't change it: treat it as read-only."""
    return read_notebook(path)

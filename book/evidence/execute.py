"""Execute notebooks in place, safely and reproducibly.

Every notebook is executed into memory first; only when all have succeeded are the files replaced, each in one step. The
same inputs give the same bytes: times, paths and interpreter versions are left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from evidence.errors import EvidenceError, Problem
from evidence.notebooks import read_notebook

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
TIMEOUT = 120


def execute(path: Path) -> str:
    """Execute one notebook and return its new text; the file stays as it is.

    Parameters
    ----------
    path : Path
        The notebook; its folder is the working directory.

    Returns
    -------
    str
        The executed notebook as JSON.

    Raises
    ------
    EvidenceError
        If a cell fails; the message names the cell and ends with its error.
    """
    notebook = read_notebook(path)
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name=KERNEL["name"],
        record_timing=False,
        extra_arguments=["--log-level=40"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        number = next(
            (
                position
                for position, cell in enumerate(notebook.cells, start=1)
                if any(output.output_type == "error" for output in cell.get("outputs", []))
            ),
            0,
        )
        what = f"{error.ename}: {error.evalue}"
        remedy = "mend the data or the cell; the notebooks are as they were"
        raise EvidenceError(Problem(f"book/{path.name}", f"cell {number}", what, remedy)) from None
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def replace_file(path: Path, text: str) -> None:
    """Replace a file in one step, so that nobody ever reads half of it."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def execute_all(paths: Sequence[Path], report: Callable[[str], None]) -> None:
    """Execute notebooks and replace them all, or none.

    Parameters
    ----------
    paths : sequence of Path
        The notebooks.
    report : callable
        Called with a line of progress before and after each notebook.

    Raises
    ------
    EvidenceError
        If any cell of any notebook fails; no file has changed then.
    """
    texts = {}
    for number, path in enumerate(paths, start=1):
        begin = time.monotonic()
        report(f"  [{number}/{len(paths)}] {path.name} ...")
        texts[path] = execute(path)
        report(f"  [{number}/{len(paths)}] {path.name} done in {time.monotonic() - begin:.1f} s")
    for path, text in texts.items():
        if path.read_text(encoding="utf-8") != text:
            replace_file(path, text)

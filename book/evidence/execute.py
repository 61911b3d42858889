"""Execute notebooks in place, safely and reproducibly.

Every notebook is executed into memory first, as many at once as there are cores; only when all have succeeded are the
files replaced, each in one step. The same inputs give the same bytes: times, paths and interpreter versions are left out.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from evidence.errors import EvidenceError, Problem
from evidence.notebooks import read_notebook

Outcome = TypeVar("Outcome")

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
TIMEOUT = 120


class KernelLoop(asyncio.SelectorEventLoop):
    """An event loop without signal handlers of its own.

    nbclient sets one for each notebook, which replaces the last and shuts down one kernel only. Without them an interrupt
    cancels every notebook, and each shuts down its own kernel.
    """

    def add_signal_handler(self, *arguments: Any) -> NoReturn:
        """Refuse, as a loop outside the main thread does; nbclient carries on without."""
        raise RuntimeError("notebooks are interrupted together")


def _run(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    with asyncio.Runner(loop_factory=KernelLoop) as runner:
        return runner.run(work)


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
    return _run(_execute(path))


async def _execute(path: Path) -> str:
    notebook = read_notebook(path)
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name=KERNEL["name"],
        record_timing=False,
        # A kernel has nothing to save, and one that is interrupted in a cell would hear nothing else for seconds.
        shutdown_kernel="immediate",
        extra_arguments=["--log-level=40"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        await client.async_execute()
    except DeadKernelError:
        # nbclient takes a cancelled cell for a dead kernel.
        if asyncio.current_task().cancelling():
            raise asyncio.CancelledError from None
        raise
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
        Called with a line of progress for each notebook done, in their order.

    Raises
    ------
    EvidenceError
        If any cell of any notebook fails: of several, the first in the order of the notebooks is told. No file has
        changed then.
    """
    texts = _run(_execute_together(paths, report))
    for path, text in zip(paths, texts, strict=True):
        if path.read_text(encoding="utf-8") != text:
            replace_file(path, text)


async def _execute_together(paths: Sequence[Path], report: Callable[[str], None]) -> list[str]:
    cores = asyncio.Semaphore(os.cpu_count() or 1)

    async def measure(path: Path) -> tuple[str, float]:
        async with cores:
            begin = time.monotonic()
            return await _execute(path), time.monotonic() - begin

    tasks = [asyncio.create_task(measure(path)) for path in paths]
    texts = []
    try:
        for number, (path, task) in enumerate(zip(paths, tasks, strict=True), start=1):
            text, seconds = await task
            texts.append(text)
            report(f"  [{number}/{len(paths)}] {path.name} done in {seconds:.1f} s")
    finally:
        # After a failure or an interrupt the others stop too, and their kernels with them.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return texts

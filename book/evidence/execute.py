"""Execute notebooks in place, safely and reproducibly.

Every notebook is executed into memory first, as many at once as there are cores; only when all have succeeded are the
files replaced, each in one step. The same inputs give the same bytes: times, paths and interpreter versions are left out.
Which files a notebook's kernel opened is noted, so that it need not be executed again before one of them changes.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import nbformat
from jupyter_client.kernelspec import NoSuchKernel, get_kernel_spec
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from evidence.errors import EvidenceError, Problem
from evidence.notebooks import read_notebook

Outcome = TypeVar("Outcome")

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
TIMEOUT = 120
NO_KERNEL = ("no Python kernel starts", "set the environment up again: rm -r .venv; make book")
# Runs before the first cell and leaves no name behind that a cell could come to rely on.
WATCH = (
    "(lambda seen: (setattr(__import__('sys'), 'files_seen', seen), __import__('sys').addaudithook("
    "lambda event, details: event == 'open' and isinstance(details[0], str) and seen.add(details[0]))))(set())"
)
# Runs after the last cell, and isn't kept. A module read from its bytecode counts as its source.
TELL = """
import json, os, sys
modules = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
print(json.dumps(sorted({os.path.abspath(name) for name in {*sys.files_seen, *modules} if name})))
"""


@dataclass(frozen=True)
class Execution:
    """What came of executing a notebook.

    Attributes
    ----------
    text : str
        The executed notebook as JSON.
    reads : tuple of str
        The files of the project that its kernel opened, as paths from the project's folder, in order; without the
        notebook itself and without hidden files and folders.
    seconds : float
        How long it took.
    """

    text: str
    reads: tuple[str, ...]
    seconds: float


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


def execute(path: Path) -> Execution:
    """Execute one notebook and return what came of it; the file stays as it is.

    Parameters
    ----------
    path : Path
        The notebook; its folder is the working directory.

    Returns
    -------
    Execution
        The new text, and what it was made from.

    Raises
    ------
    EvidenceError
        If a cell fails; the message names the cell and ends with its error. If no kernel starts, or it dies, or a cell
        never ends.
    """
    return _run(_execute(path))


async def _execute(path: Path) -> Execution:
    begin = time.monotonic()
    try:
        get_kernel_spec(KERNEL["name"])
    except NoSuchKernel:
        raise _lost(path, *NO_KERNEL) from None
    notebook = read_notebook(path)
    notebook.cells.append(nbformat.v4.new_code_cell(TELL))
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name=KERNEL["name"],
        record_timing=False,
        # A kernel has nothing to save, and one that is interrupted in a cell would hear nothing else for seconds.
        shutdown_kernel="immediate",
        extra_arguments=["--log-level=40", f"--IPKernelApp.exec_lines={WATCH}"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        await client.async_execute()
    except DeadKernelError:
        # nbclient takes a cancelled cell for a dead kernel.
        if asyncio.current_task().cancelling():
            raise asyncio.CancelledError from None
        raise _lost(path, "its kernel died", "give the machine more memory, or mend the cell") from None
    except CellTimeoutError:
        raise _lost(
            path, f"a cell took more than {TIMEOUT} s", "mend the cell, or end what slows the machine"
        ) from None
    except RuntimeError:
        # The kernel ended before it answered. nbclient cleans up once more at exit and needs a manager for it then.
        client.create_kernel_manager()
        raise _lost(path, *NO_KERNEL) from None
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
    opened = json.loads(notebook.cells.pop().outputs[0].text)
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    text = nbformat.writes(notebook).rstrip("\n") + "\n"
    return Execution(text, _project_files(opened, path), time.monotonic() - begin)


def _project_files(names: Iterable[str], notebook: Path) -> tuple[str, ...]:
    """Return which of the files are the project's own, apart from the notebook."""
    folder = notebook.resolve().parents[1]
    found = set()
    for path in map(Path, names):
        if path.is_relative_to(folder) and path.is_file() and path != notebook.resolve():
            parts = path.relative_to(folder).parts
            if not any(part.startswith((".", "_build", "__pycache__")) for part in parts):
                found.add("/".join(parts))
    return tuple(sorted(found))


def _lost(path: Path, what: str, remedy: str) -> EvidenceError:
    return EvidenceError(Problem(f"book/{path.name}", "", what, remedy))


def replace_file(path: Path, text: str) -> None:
    """Replace a file in one step, so that nobody ever reads half of it."""
    replace_files({path: text})


def replace_files(texts: Mapping[Path, str]) -> None:
    """Replace files, each in one step, once all of them are written beside the old: a full disk changes none."""
    temporaries = {path: path.with_name(f".{path.name}.tmp") for path in texts}
    try:
        for path, temporary in temporaries.items():
            temporary.write_text(texts[path], encoding="utf-8", newline="\n")
        for path, temporary in temporaries.items():
            temporary.replace(path)
    finally:
        for temporary in temporaries.values():
            temporary.unlink(missing_ok=True)


def execute_all(paths: Sequence[Path], report: Callable[[str], None]) -> list[Execution]:
    """Execute notebooks and replace them all, or none.

    Parameters
    ----------
    paths : sequence of Path
        The notebooks.
    report : callable
        Called with a line of progress for each notebook done, in their order.

    Returns
    -------
    list of Execution
        One for each notebook, in their order.

    Raises
    ------
    EvidenceError
        If any cell of any notebook fails: of several, the first in the order of the notebooks is told. No file has
        changed then.
    """
    executions = _run(_execute_together(paths, report))
    texts = {path: execution.text for path, execution in zip(paths, executions, strict=True)}
    replace_files({path: text for path, text in texts.items() if path.read_text(encoding="utf-8") != text})
    return executions


async def _execute_together(paths: Sequence[Path], report: Callable[[str], None]) -> list[Execution]:
    cores = asyncio.Semaphore(os.cpu_count() or 1)

    async def wait_for_core(path: Path) -> Execution:
        async with cores:
            return await _execute(path)

    tasks = [asyncio.create_task(wait_for_core(path)) for path in paths]
    executions = []
    try:
        for number, (path, task) in enumerate(zip(paths, tasks, strict=True), start=1):
            executions.append(await task)
            report(f"  [{number}/{len(paths)}] {path.name} done in {executions[-1].seconds:.1f} s")
    finally:
        # After a failure or an interrupt the others stop too, and their kernels with them.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return executions

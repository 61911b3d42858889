"""Execute notebooks in place, safely and reproducibly.

They are executed into memory, as many at once as there are cores; when all have succeeded, files are replaced, each in
one step, in the form in which the book keeps them. The same inputs give the same bytes.
"""

import asyncio
import json
import os
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import nbformat
from jupyter_client.kernelspec import NoSuchKernel, get_kernel_spec
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from evidence.errors import EvidenceError, Problem
from evidence.pages.notebooks import read_notebook

Outcome = TypeVar("Outcome")

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
TIMEOUT = 120
NO_KERNEL = ("no Python kernel starts", "set the environment up again: rm -r .venv; make book")


@dataclass(frozen=True)
class Execution:
    """The executed notebook as JSON, and how long it took."""

    text: str
    seconds: float


class KernelLoop(asyncio.SelectorEventLoop):
    """An event loop without signal handlers: nbclient's, one a notebook, would let an interrupt end one kernel only."""

    def add_signal_handler(self, *arguments: Any) -> NoReturn:
        """Refuse, as a loop outside the main thread does; nbclient carries on without."""
        raise RuntimeError("notebooks are interrupted together")


def _run(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    with asyncio.Runner(loop_factory=KernelLoop) as runner:
        return runner.run(work)


def execute(path: Path) -> Execution:
    """Return what came of a notebook, executed in its folder; `EvidenceError` for a failed cell or a lost kernel."""
    return _run(_execute(path))


async def _execute(path: Path) -> Execution:
    begin = time.monotonic()
    try:
        get_kernel_spec(KERNEL["name"])
    except NoSuchKernel:
        raise _lost(path, *NO_KERNEL) from None
    notebook = read_notebook(path)
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
        raise _lost(path, "its kernel died", "give the machine more memory, or mend the cell") from None
    except CellTimeoutError:
        what = f"a cell took more than {TIMEOUT} s"
        raise _lost(path, what, "mend the cell, or end what slows the machine") from None
    except RuntimeError:
        # The kernel ended before it answered. nbclient cleans up once more at exit and needs a manager for it then.
        client.create_kernel_manager()
        raise _lost(path, *NO_KERNEL) from None
    except CellExecutionError as error:
        failed = (any(one.output_type == "error" for one in cell.get("outputs", [])) for cell in notebook.cells)
        number = next((position for position, is_this in enumerate(failed, start=1) if is_this), 0)
        what = f"{error.ename}: {error.evalue}"
        remedy = "mend the data or the cell; the notebooks are as they were"
        raise EvidenceError(Problem(f"book/{path.name}", f"cell {number}", what, remedy)) from None
    return Execution(normalise(notebook), time.monotonic() - begin)


def _lost(path: Path, what: str, remedy: str) -> EvidenceError:
    return EvidenceError(Problem(f"book/{path.name}", "", what, remedy))


def normalise(notebook: nbformat.NotebookNode) -> str:
    """Return an executed notebook as JSON in the one form in which the book keeps it, whoever ran and saved it.

    Kept of metadata are kernel and tags. Cells are counted from one, empty ones left out, whole numbers have no point,
    as in what a browser saves, and the picture that JupyterLab adds to a chart goes.
    """
    kept = nbformat.from_dict(json.loads(json.dumps(notebook), parse_float=_number))
    kept.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    kept.cells = [cell for cell in kept.cells if cell.source.strip()]
    for cell in kept.cells:
        cell.metadata = nbformat.from_dict({name: cell.metadata[name] for name in ("tags",) if name in cell.metadata})
    for count, cell in enumerate((cell for cell in kept.cells if cell.cell_type == "code"), start=1):
        for counted in [cell, *(output for output in cell.outputs if output.output_type == "execute_result")]:
            counted.execution_count = count
        for output in cell.outputs:
            if "image/svg+xml" in output.get("data", {}):
                output.data.pop("image/png", None)
    return _write_compact(kept)


def _write_compact(notebook: nbformat.NotebookNode) -> str:
    """Write a notebook as nbformat does, but each JSON output on one line: indented, a chart is twice as large."""
    lines: dict[str, str] = {}
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        for mime in [mime for mime in output.get("data", {}) if mime.endswith("+json")]:
            mark = f"output {len(lines)} of this notebook"
            lines[json.dumps(mark)] = json.dumps(output.data[mime], ensure_ascii=False, separators=(",", ":"))
            output.data[mime] = mark
    text = nbformat.writes(notebook).rstrip("\n") + "\n"
    for mark, line in lines.items():
        text = text.replace(mark, line, 1)
    return text


def _number(literal: str) -> int | float:
    number = float(literal)
    # From here on browsers write an exponent.
    return int(number) if number.is_integer() and abs(number) < 1e21 else number


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
    """Execute notebooks, report each in order, and replace all, or none: `EvidenceError` tells the first that fails."""
    executions = _run(_execute_together(paths, report))
    _replace_changed({path: execution.text for path, execution in zip(paths, executions, strict=True)})
    return executions


def normalise_all(paths: Sequence[Path]) -> None:
    """Write notebooks in the form in which the book keeps them."""
    _replace_changed({path: normalise(read_notebook(path)) for path in paths})


def _replace_changed(texts: Mapping[Path, str]) -> None:
    replace_files({path: text for path, text in texts.items() if path.read_text(encoding="utf-8") != text})


async def _execute_together(paths: Sequence[Path], report: Callable[[str], None]) -> list[Execution]:
    cores = asyncio.Semaphore(os.cpu_count() or 1)

    async def wait_for_core(path: Path) -> Execution:
        async with cores:
            return await _execute(path)

    tasks = [asyncio.create_task(wait_for_core(path)) for path in paths]
    executions = []
    try:
        begin = time.monotonic()
        for number, (path, task) in enumerate(zip(paths, tasks, strict=True), start=1):
            executions.append(await task)
            left = (time.monotonic() - begin) / number * (len(paths) - number)
            more = f", about {left:.0f} s left" if number < len(paths) else ""
            report(f"  [{number}/{len(paths)}] {path.name} done in {executions[-1].seconds:.1f} s{more}")
    finally:
        # After a failure or an interrupt the others stop too, and their kernels with them.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return executions

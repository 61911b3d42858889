import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from conftest import each_of

from evidence.charts.specification import round_floats
from evidence.errors import EvidenceError
from evidence.paths import BOOK
from evidence.upkeep.execute import KERNEL, execute, execute_all, replace_file


def notebook(path, *sources):
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_the_same_notebook_has_the_same_bytes(tmp_path):
    path = notebook(tmp_path / "a.ipynb", "1 + 1")
    first = execute(path).text
    replace_file(path, first)
    assert execute(path).text == first
    assert "version" not in nbformat.reads(first, as_version=4).metadata.language_info


def test_all_are_replaced_or_none_and_the_first_failure_by_name_is_told_whichever_came_first(tmp_path):
    good = notebook(tmp_path / "a.ipynb", "1 + 1")
    slow = notebook(tmp_path / "b.ipynb", "import time; time.sleep(2)", "raise ValueError('slow')")
    quick = notebook(tmp_path / "c.ipynb", "raise ValueError('quick')")
    before = {path: path.read_bytes() for path in (good, slow, quick)}
    lines = []
    with pytest.raises(EvidenceError, match=r"b\.ipynb, cell 2: ValueError: slow"):
        execute_all([good, slow, quick], lines.append)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert len(lines) == 1


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core runs one notebook at a time")
def test_notebooks_run_beside_each_other_also_more_than_cores_and_report_in_their_order(tmp_path):
    # The first can end only after the second has begun.
    wait = "import pathlib, time\nwhile not pathlib.Path('sign').exists(): time.sleep(0.05)\n0"
    sources = [wait, "import pathlib; pathlib.Path('sign').touch(); 1", *map(str, range(2, os.cpu_count() + 2))]
    paths = [notebook(tmp_path / f"{number}.ipynb", source) for number, source in enumerate(sources)]
    lines = []
    execute_all(paths, lines.append)
    total = len(paths)
    assert [line.split(" done")[0].strip() for line in lines] == [f"[{n + 1}/{total}] {n}.ipynb" for n in range(total)]
    outputs = [nbformat.read(path, as_version=4).cells[0].outputs[0].data["text/plain"] for path in paths]
    assert outputs == [str(number) for number in range(total)]


@each_of(
    ("source", "kernel", "timeout", "told"),
    [
        ("1", "gone", 60, r"no Python kernel starts\n.*rm -r \.venv; make book"),
        ("import os; os._exit(1)", "python3", 60, r"its kernel died\n.*more memory"),
        ("import time; time.sleep(60)", "python3", 1, r"a cell took more than 1 s\n"),
    ],
)
def test_a_kernel_that_is_missing_or_dies_and_a_cell_that_never_ends_are_named(
    source, kernel, timeout, told, tmp_path, monkeypatch
):
    monkeypatch.setitem(KERNEL, "name", kernel)
    monkeypatch.setattr("evidence.upkeep.execute.TIMEOUT", timeout)
    with pytest.raises(EvidenceError, match=rf"book/a\.ipynb: {told}"):
        execute(notebook(tmp_path / "a.ipynb", source))


def alive(process):
    """Say whether a process still runs; one that waits to be reaped doesn't."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


INTERRUPTED = """import sys, pathlib
from evidence.upkeep.execute import execute_all
execute_all([*map(pathlib.Path, sys.argv[1:])], print)"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_an_interrupt_leaves_files_as_they_were_and_no_kernel_behind(tmp_path):
    source = "import os, pathlib, time; pathlib.Path('{0}.pid').write_text(str(os.getpid())); time.sleep(300)"
    paths = [notebook(tmp_path / f"{name}.ipynb", source.format(name)) for name in ("a", "b")[: os.cpu_count()]]
    before = [path.read_bytes() for path in paths]
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, *map(str, paths)],
        env=os.environ | {"PYTHONPATH": str(BOOK)},
        stderr=subprocess.PIPE,
        text=True,
        # A suite that runs in the background hands down that interrupts are ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    notes = [path.with_suffix(".pid") for path in paths]
    end = time.monotonic() + 60
    while not all(note.exists() and note.read_text() for note in notes):
        assert time.monotonic() < end
        time.sleep(0.1)
    kernels = [note.read_text() for note in notes]
    assert all(map(alive, kernels))
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert "KeyboardInterrupt" in complaint
    assert [path.read_bytes() for path in paths] == before
    assert not any(map(alive, kernels))


def test_numbers_in_outputs_are_rounded_inside_the_kernel_and_whole_ones_are_integers():
    numbers = {"a": 80.0, "b": [0.1 + 0.2, 5.646666666666667, 1e-9 / 3], "c": True, "d": "0.10", "e": -0.0}
    rounded = '{"a": 80, "b": [0.3, 5.646666667, 3.333333333e-10], "c": true, "d": "0.10", "e": 0}'
    assert json.dumps(round_floats(numbers)) == rounded

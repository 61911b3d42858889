import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from evidence.charts.specification import round_floats
from evidence.errors import EvidenceError
from evidence.paths import BOOK
from evidence.upkeep.execute import execute, execute_all, replace_file


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


def test_all_are_replaced_or_none(tmp_path):
    good = notebook(tmp_path / "a.ipynb", "1 + 1")
    bad = notebook(tmp_path / "b.ipynb", "x = 1", "raise ValueError('no such number')")
    before = good.read_bytes(), bad.read_bytes()
    lines = []
    with pytest.raises(EvidenceError, match=r"b\.ipynb, cell 2: ValueError: no such number"):
        execute_all([good, bad], lines.append)
    assert (good.read_bytes(), bad.read_bytes()) == before
    assert len(lines) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ipynb", "b.ipynb"]


def test_the_first_failure_by_name_is_told_whichever_came_first(tmp_path):
    slow = notebook(tmp_path / "a.ipynb", "import time; time.sleep(2)", "raise ValueError('slow')")
    quick = notebook(tmp_path / "b.ipynb", "raise ValueError('quick')")
    with pytest.raises(EvidenceError, match=r"a\.ipynb, cell 2: ValueError: slow"):
        execute_all([slow, quick], print)


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core runs one notebook at a time")
def test_notebooks_run_beside_each_other_and_report_in_their_order(tmp_path):
    # The first can end only after the second has begun.
    wait = "import pathlib, time\nwhile not pathlib.Path('sign').exists(): time.sleep(0.05)\n'seen'"
    first = notebook(tmp_path / "a.ipynb", wait)
    second = notebook(tmp_path / "b.ipynb", "import pathlib; pathlib.Path('sign').touch(); 'given'")
    lines = []
    execute_all([first, second], lines.append)
    assert [line.split(" done")[0].strip() for line in lines] == ["[1/2] a.ipynb", "[2/2] b.ipynb"]
    assert "seen" in first.read_text()
    assert "given" in second.read_text()


def test_more_notebooks_than_cores_are_all_executed(tmp_path):
    paths = [
        notebook(tmp_path / f"{number}.ipynb", f"{number} * 111") for number in range(1, (os.cpu_count() or 1) + 3)
    ]
    execute_all(paths, lambda line: None)
    for number, path in enumerate(paths, start=1):
        (cell,) = nbformat.read(path, as_version=4).cells
        assert cell.outputs[0].data["text/plain"] == str(number * 111)


def alive(process):
    """Say whether a process still runs; one that waits to be reaped doesn't."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_an_interrupt_leaves_files_as_they_were_and_no_kernel_behind(tmp_path):
    source = "import os, pathlib, time; pathlib.Path('{0}.pid').write_text(str(os.getpid())); time.sleep(300)"
    names = ("a", "b")[: os.cpu_count()]
    paths = [notebook(tmp_path / f"{name}.ipynb", source.format(name)) for name in names]
    before = [path.read_bytes() for path in paths]
    program = "import sys, pathlib; from evidence.upkeep.execute import execute_all; execute_all([*map(pathlib.Path, sys.argv[1:])], print)"
    process = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, paths)],
        env=os.environ | {"PYTHONPATH": str(BOOK)},
        stderr=subprocess.PIPE,
        text=True,
        # A suite that runs in the background hands down that interrupts are ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    notes = [tmp_path / f"{name}.pid" for name in names]
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


def test_a_failed_write_leaves_no_trace(tmp_path):
    folder = tmp_path / "a.ipynb"
    folder.mkdir()
    (folder / "inside").touch()
    with pytest.raises(OSError, match=r"a\.ipynb"):
        replace_file(folder, "text")
    assert [path.name for path in tmp_path.iterdir()] == ["a.ipynb"]


def test_numbers_in_outputs_are_rounded_inside_the_kernel_and_whole_ones_are_integers():
    rounded = round_floats(
        {"a": 80.0, "b": [0.1 + 0.2, 5.646666666666667, 1e-9 / 3], "c": True, "d": "0.10", "e": -0.0}
    )
    assert json.dumps(rounded) == (
        '{"a": 80, "b": [0.3, 5.646666667, 3.333333333e-10], "c": true, "d": "0.10", "e": 0}'
    )

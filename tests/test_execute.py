import nbformat
import pytest

from evidence.errors import EvidenceError
from evidence.execute import execute, execute_all, replace_file


def notebook(path, *sources):
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_the_same_notebook_has_the_same_bytes(tmp_path):
    path = notebook(tmp_path / "a.ipynb", "1 + 1")
    first = execute(path)
    replace_file(path, first)
    assert execute(path) == first
    assert "version" not in nbformat.reads(first, as_version=4).metadata.language_info


def test_all_are_replaced_or_none(tmp_path):
    good = notebook(tmp_path / "a.ipynb", "1 + 1")
    bad = notebook(tmp_path / "b.ipynb", "x = 1", "raise ValueError('no such number')")
    before = good.read_bytes(), bad.read_bytes()
    lines = []
    with pytest.raises(EvidenceError, match=r"b\.ipynb, cell 2: ValueError: no such number"):
        execute_all([good, bad], lines.append)
    assert (good.read_bytes(), bad.read_bytes()) == before
    assert len(lines) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ipynb", "b.ipynb"]


def test_a_failed_write_leaves_no_trace(tmp_path):
    folder = tmp_path / "a.ipynb"
    folder.mkdir()
    (folder / "inside").touch()
    with pytest.raises(OSError, match=r"a\.ipynb"):
        replace_file(folder, "text")
    assert [path.name for path in tmp_path.iterdir()] == ["a.ipynb"]

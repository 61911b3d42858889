"""What changed since the notebooks were executed is noticed, and saving a notebook in a viewer is no change."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import each_of, edit_cell

from evidence.pages.notebooks import chapter_paths, read_notebook
from evidence.upkeep.execute import normalise, normalise_all
from evidence.upkeep.staleness import ANY_INPUT, RECORD, check_staleness, stale_notebooks, write_record

CHAPTERS = [path.name for path in chapter_paths()]


@pytest.fixture
def executed(copy):
    """Return a copy of the project in which every notebook counts as executed."""
    normalise_all(chapter_paths(copy / "book"))
    write_record(copy)
    return copy


def append(path):
    path.write_text(f"{path.read_text(encoding='utf-8') if path.exists() else ''}\n", encoding="utf-8")


def stale(root):
    return [path.name for path in stale_notebooks(root)]


def save_in_lab(path):
    """Write a notebook as JupyterLab does when it was opened, run cell by cell, and saved."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "version": "3.14.0"},
        "toc": {"base_numbering": 1},
    }
    # Running the last cell by Shift+Enter adds an empty one.
    notebook["cells"].append({"cell_type": "code", "id": "new", "metadata": {}, "outputs": [], "source": []})
    for count, cell in enumerate(notebook["cells"], start=40):
        cell["metadata"] |= {"editable": True, "trusted": True, "scrolled": True, "slideshow": {"slide_type": ""}}
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code":
            cell["execution_count"] = count
            for output in cell["outputs"]:
                if output["output_type"] == "execute_result":
                    output |= {"execution_count": count, "data": dict(reversed(output["data"].items()))}
    text = json.dumps(notebook, ensure_ascii=False, indent=1)
    # A browser knows one kind of number, and writes a whole one without a point.
    path.write_text(re.sub(r"(?<=[ \[])(-?\d+)\.0(?=,?\n)", r"\1", text), encoding="utf-8")


def change_cell(path, kind, change):
    notebook = nbformat.read(path, as_version=4)
    change(next(cell for cell in notebook.cells if cell.cell_type == kind))
    nbformat.write(notebook, path)


def test_the_stored_outputs_are_those_of_the_data_and_code_at_hand():
    assert [str(problem) for problem in check_staleness()] == []


def test_a_changed_input_makes_all_stale_and_is_told_once_and_what_no_cell_reads_makes_nothing_stale(executed):
    upkeep = ("book/evidence/rules/pages.py", "book/evidence/upkeep/build.py", "data/review.csv", "data/.~lock.csv#")
    for name in upkeep:
        append(executed / name)
    assert check_staleness(executed) == []
    templates = "book/evidence/pages/templates/evidence.html"
    code = (templates, "book/evidence/charts/figure.py", "book/evidence/models/another.py")
    for name in (*code, "CITATION.cff", "requirements.txt", "data/not_claims.csv", "data/record/gaps.csv"):
        append(executed / name)
        assert stale(executed) == CHAPTERS, name
        (problem,) = check_staleness(executed)
        assert (problem.file, problem.what) == (ANY_INPUT, "changed since the last execution")
        assert "run make book" in problem.remedy
        write_record(executed)
    (executed / "data" / "not_claims.csv").unlink()
    assert stale(executed) == CHAPTERS


@each_of(
    ("kind", "change"),
    [
        ("code", lambda cell: cell.update(source=f"{cell.source}\n# more")),
        ("markdown", lambda cell: cell.update(source=f"{cell.source} More.")),
        ("code", lambda cell: cell.outputs[0].data.update({"text/plain": "another figure"})),
        ("code", lambda cell: cell.outputs[0].data.update({"application/x+json": {"value": 81.0}})),
        ("code", lambda cell: cell.outputs.clear()),
    ],
)
def test_a_changed_notebook_alone_is_stale_and_named(kind, change, executed):
    path = executed / "book" / "outlook.ipynb"
    before = path.read_bytes()
    change_cell(path, kind, change)
    assert [problem.file for problem in check_staleness(executed)] == ["book/outlook.ipynb"]
    path.write_bytes(before)
    assert stale(executed) == []


def test_make_book_brings_a_notebook_saved_in_jupyterlab_back_unexecuted_and_a_changed_value_is_noticed(executed, run):
    path = executed / "book" / "outlook.ipynb"
    change_cell(path, "code", lambda cell: cell.outputs[0].data.update({"application/x+json": {"a": 80.0, "b": 0.1}}))
    write_record(executed)
    before = {kept: kept.read_bytes() for kept in [*chapter_paths(executed / "book"), executed / RECORD]}
    before[path] = normalise(read_notebook(path)).encode()
    save_in_lab(path)
    saved = path.read_text(encoding="utf-8")
    assert check_staleness(executed) == []
    outcome = run(executed, "evidence.upkeep.build", "notebooks")
    assert outcome.returncode == 0, outcome.stderr
    assert ".ipynb done in" not in outcome.stdout
    assert {kept: kept.read_bytes() for kept in before} == before
    path.write_text(saved.replace('"a": 80,', '"a": 81,'), encoding="utf-8")
    assert stale(executed) == ["outlook.ipynb"]


def test_the_record_is_short_and_the_same_bytes_and_without_it_everything_is_stale(executed):
    before = (executed / RECORD).read_bytes()
    assert before.count(b"\n") < 20
    for text in ("", "{", "[]", '{"notebooks": {}, "reads": {}}'):
        (executed / RECORD).write_text(text, encoding="utf-8")
        assert stale(executed) == CHAPTERS, text
    (executed / RECORD).unlink()
    assert stale(executed) == CHAPTERS
    write_record(executed)
    assert (executed / RECORD).read_bytes() == before
    (executed / "book" / "another.ipynb").write_bytes((executed / "book" / "outlook.ipynb").read_bytes())
    assert stale(executed) == ["another.ipynb"], "a new chapter"


@pytest.mark.whole
def test_pages_built_alone_after_a_table_changed_are_refused(executed):
    edit_cell(executed / "data" / "claims.csv", "RU-072", "note", "a note of another day")
    program = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "-W", "-q"]
    environment = os.environ | {"PYTHONPATH": str(executed / "book")}
    outcome = subprocess.run(program, cwd=executed, env=environment, capture_output=True, text=True, check=False)
    assert outcome.returncode
    assert f"{ANY_INPUT}: changed since the last execution\n    -> run make book" in outcome.stderr
    assert not (executed / "_build" / "html" / "index.html").exists()

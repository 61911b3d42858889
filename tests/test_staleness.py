"""What changed since the notebooks were executed is told by file and row, and only what depends on it is executed."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import edit_cell

from evidence.errors import EvidenceError
from evidence.execute import execute
from evidence.notebooks import FACT_ROLE, chapter_paths
from evidence.paths import ROOT
from evidence.staleness import RECORD, check_staleness, load_record, stale_notebooks, write_record


def stale(root):
    return {path.name: reason for path, reason in stale_notebooks(load_record(root), root).items()}


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_stored_outputs_are_those_of_the_data_and_code_at_hand():
    assert [str(problem) for problem in check_staleness()] == []
    assert stale(ROOT) == {}


def test_a_changed_row_is_named_and_every_chapter_that_reads_the_table_is_stale(copy):
    edit_cell(copy / "data" / "claims.csv", "RU-072", "value", "2700")
    (problem,) = check_staleness(copy)
    assert (problem.file, problem.row.split()[2]) == ("data/claims.csv", "(RU-072)")
    assert "run make book" in problem.remedy
    assert set(stale(copy)) == {path.name for path in chapter_paths()}


def test_rows_that_came_and_went_are_named(copy):
    path = copy / "data" / "record" / "gaps.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:3], *lines[4:]]), encoding="utf-8")
    assert [problem.row for problem in check_staleness(copy)] == ["a row gone after row 3"]
    path.write_text("".join([*lines, *(f"new-{number},\n" for number in range(7))]), encoding="utf-8")
    first = len(lines) + 1
    named = ", ".join(f"row {first + number} (new-{number})" for number in range(5))
    assert [problem.row for problem in check_staleness(copy)] == [f"{named} and 2 more"]


def test_a_table_that_no_chapter_reads_is_told_but_executes_nothing(copy):
    append(copy / "data" / "not_claims.csv", "\n")
    assert [problem.file for problem in check_staleness(copy)] == ["data/not_claims.csv"]
    assert stale(copy) == {}


def test_a_chart_of_one_chapter_makes_only_that_chapter_stale(copy):
    append(copy / "book" / "evidence" / "charts" / "leverage.py", "# another line\n")
    assert stale(copy) == {"leverage.ipynb": "book/evidence/charts/leverage.py changed"}
    assert [problem.file for problem in check_staleness(copy)] == ["book/evidence/charts/leverage.py"]


@pytest.mark.parametrize(
    "name", ["requirements.txt", "book/evidence/charts/figure.py", "book/evidence/templates/figure.html"]
)
def test_what_all_chapters_rest_on_makes_all_stale(copy, name):
    append(copy / name, "\n")
    assert stale(copy) == {path.name: f"{name} changed" for path in chapter_paths()}
    assert [problem.file for problem in check_staleness(copy)] == [name]


def test_a_file_that_is_gone_is_told(copy):
    (copy / "data" / "not_claims.csv").unlink()
    (copy / "book" / "outlook.ipynb").unlink()
    told = {problem.file: problem.what for problem in check_staleness(copy)}
    assert told == {
        "data/not_claims.csv": "the file is gone since the notebooks were executed",
        "book/outlook.ipynb": "the notebook is gone since it was executed",
    }


def test_an_output_edited_by_hand_is_told(copy):
    path = copy / "book" / "outlook.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"text/plain": [', '"text/plain": [ ', 1), encoding="utf-8")
    (problem,) = check_staleness(copy)
    assert (problem.file, problem.what) == (
        "book/outlook.ipynb",
        "its text or its outputs aren't those that were executed",
    )
    assert stale(copy) == {"outlook.ipynb": "the notebook itself changed"}


def test_another_fact_on_a_page_without_cells_is_told(copy):
    path = copy / "book" / "index.md"
    text = path.read_text(encoding="utf-8")
    key = FACT_ROLE.search(text)[1]
    path.write_text(text.replace(f"`{key}`", "`RU-013`", 1), encoding="utf-8")
    assert [(found.file, found.row) for found in check_staleness(copy)] == [("book/index.md", "fact RU-013")]
    path.write_text(text.replace(f"{{fact}}`{key}`", "", 1) + "\nAnother sentence.\n", encoding="utf-8")
    assert [found.row for found in check_staleness(copy)] == [f"fact none for {key}"]
    assert stale(copy) == {}


def test_without_a_record_everything_is_stale(copy):
    (copy / RECORD).unlink()
    assert set(stale(copy).values()) == {"it was never executed"}
    assert {problem.file for problem in check_staleness(copy)} > {"data/claims.csv", "book/outlook.ipynb"}


@pytest.mark.parametrize("text", ["{", "[]", '{"unknown": 1}'])
def test_a_spoiled_record_says_what_to_do(copy, text):
    (copy / RECORD).write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"book/executed\.json: this is no record .*\n.*rm book/executed\.json"):
        load_record(copy)


def test_the_record_is_the_same_bytes_for_the_same_project(copy):
    before = (copy / RECORD).read_bytes()
    (copy / RECORD).unlink()
    write_record(load_record().reads, copy)
    assert (copy / RECORD).read_bytes() == before


def test_an_execution_tells_which_files_of_the_project_it_read(tmp_path):
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "helper.py").write_text("number = 2")
    (folder / ".hidden").write_text("not an input")
    (tmp_path / "table.csv").write_text("x\n1\n")
    (tmp_path / "unread.csv").write_text("x\n1\n")
    source = "import sys; sys.path.insert(0, '.')\nimport helper\nopen('.hidden').read(), open('../table.csv').read()"
    path = folder / "a.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), path)
    execution = execute(path)
    assert execution.reads == ("book/helper.py", "table.csv")
    assert len(nbformat.reads(execution.text, as_version=4).cells) == 1


def test_pages_built_alone_after_a_table_changed_are_refused(copy):
    edit_cell(copy / "data" / "claims.csv", "RU-072", "note", "a note of another day")
    program = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "-W", "-q"]
    environment = os.environ | {"PYTHONPATH": str(copy / "book")}
    outcome = subprocess.run(program, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert outcome.returncode
    assert "(RU-072): changed since the notebooks were executed" in outcome.stderr
    assert "run make book" in outcome.stderr
    assert not (copy / "_build" / "html" / "index.html").exists()

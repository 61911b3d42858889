"""Bad input stops the build with file, row and remedy, and leaves the earlier output and the notebooks as they were."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from conftest import edit_cell, unpublish

from evidence.errors import Problem
from evidence.ledger import Ledger, edition, load_ledger
from evidence.rules import RULES, check_data

FAULTS = pd.read_csv(Path(__file__).with_name("cases") / "faults.csv", dtype=str, keep_default_na=False)


def spoiled(cells: pd.DataFrame) -> Ledger:
    """Return the book's tables with cells changed, or rows left out where no column is named; rows go by their first column."""
    ledger = load_ledger()
    for cell in cells.itertuples():
        frame = getattr(ledger, cell.table)
        rows = frame.iloc[:, 0] == cell.key
        assert rows.any(), cell.fault
        if cell.column:
            number = pd.api.types.is_numeric_dtype(frame[cell.column])
            value = float(cell.value or "nan") if number else cell.value
            frame = frame.assign(**{cell.column: frame[cell.column].mask(rows, value)})
        ledger = replace(ledger, **{cell.table: frame if cell.column else frame[~rows]})
    return ledger


def told(ledger: Ledger, rule: str, message: str) -> Problem | None:
    (asked,) = (known for known in RULES if known.__name__ == rule)
    return next((problem for problem in asked(ledger) if re.search(message, str(problem))), None)


def test_every_fault_in_the_data_is_named_with_its_row() -> None:
    missed = []
    for fault, cells in FAULTS.groupby("fault", sort=False):
        problem = told(spoiled(cells), *cells[["rule", "message"]].iloc[0])
        if problem is None or not problem.remedy:
            missed.append(fault)
    assert missed == []


def test_a_row_of_the_history_that_is_wrong_is_named(ledger) -> None:
    editions = ledger.editions[ledger.editions["edition"] != edition.edition()]
    for new, message in (
        ("confirmed", r"data/history\.csv, row \d+ \(RU-072\): its verdict doesn't change"),
        ("garbled", r"data/history\.csv, row \d+ \(RU-072\): old is 'garbled', but its verdict was 'confirmed'"),
    ):
        row = ["2099-12-31", edition.edition(), "RU-072", "verdict", "correction", new, "confirmed", False, "a reason"]
        rows = pd.DataFrame([row], columns=ledger.history.columns)
        history = pd.concat([ledger.history, rows], ignore_index=True)
        assert told(replace(ledger, history=history, editions=editions), "check_history", message), message


def test_a_table_that_is_not_sound_is_told_before_all_that_rests_on_it(data) -> None:
    path = data / "claims.csv"
    whole = path.read_text(encoding="utf-8")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for spoil, message in (
        (lambda: frame.drop(columns="basis").to_csv(path, index=False), r"row 1: missing columns: \['basis'\]"),
        (lambda: edit_cell(path, "RU-013", "value", "3,8"), r"row \d+: value is '3,8', not a number"),
        (
            lambda: edit_cell(path, "RU-072", "unit", "=tons"),
            r"row \d+ \(RU-072\): unit begins like a formula: '=tons'",
        ),
    ):
        spoil()
        load_ledger.cache_clear()
        (problem,) = check_data(data)
        assert re.match(rf"data/claims\.csv, {message}", str(problem)), problem
        assert problem.remedy
        path.write_text(whole, encoding="utf-8")


def test_the_schema_names_an_article_and_an_area_that_are_unknown_and_a_key_that_stands_twice(data) -> None:
    path = data / "claims.csv"
    edit_cell(path, "RU-012", "article_id", "009-01")
    edit_cell(data / "record" / "observations.csv", "usgs.mine-output", "area", "atlantis")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    pd.concat([frame, frame[frame["claim_id"] == "RU-014"]]).to_csv(path, index=False, lineterminator="\n")
    load_ledger.cache_clear()
    problems = [str(problem) for problem in check_data(data)]
    load_ledger.cache_clear()
    for message in (
        r"data/claims\.csv, row \d+ \(RU-012\): .*009-01",
        r"data/claims\.csv, row \d+ \(RU-014\): .*claim_id",
        r"data/record/observations\.csv, row \d+[\s\S]*atlantis",
    ):
        assert any(re.search(message, problem) for problem in problems), (message, problems[:5])


def add_history(data: Path, subject: str, field: str, old: str, new: str) -> None:
    """Add a row to the history of the edition in work, as the last and as long as that isn't published."""
    unpublish(data)
    path = data / "history.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    row = ["2099-12-31", edition.edition(), subject, field, "correction", old, new, "false", "a reason"]
    frame.loc[len(frame)] = row
    frame.to_csv(path, index=False, lineterminator="\n")


def fingerprint(project: Path) -> dict[str, str]:
    kept = [*(project / "book").glob("*.ipynb"), project / "_build" / "html" / "index.html"]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


def edit_notebook(path: Path, old: str, new: str) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace(old, new)
    nbformat.write(notebook, path)


def spoil_claim(project):
    edit_cell(project / "data" / "claims.csv", "RU-013", "unit", "tons")


def misname_chart(project):
    path = project / "book" / "leverage.ipynb"
    path.write_text(
        path.read_text(encoding="utf-8").replace('\\"fig-lev-matrix\\"', '\\"Figure 2\\"'), encoding="utf-8"
    )


def break_comparison(project):
    old = load_ledger().verdicts.at["RU-031", "verdict"]
    edit_cell(project / "data" / "verdicts.csv", "RU-031", "verdict", "misleading")
    edit_cell(project / "data" / "verdicts.csv", "RU-031", "reason", "Judged anew by the record of June 2026.")
    add_history(project / "data", "RU-031", "verdict", old, "misleading")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_claim, r"data/claims\.csv, row \d+ \(RU-013\): unit 'tons' is unknown"),
        (
            misname_chart,
            r"book/leverage\.ipynb, cell \d+: EvidenceError: figure Figure 2: the id isn't fig-",
        ),
        (break_comparison, r"book/\w+\.ipynb, '[\s\S]*is no longer true: verdict of RU-031: misleading"),
    ],
)
def test_a_stopped_build_leaves_everything_as_it_was(spoil, message, project, run):
    spoil(project)
    before = fingerprint(project)
    outcome = run(project, "evidence.upkeep.build")
    assert outcome.returncode == 1
    assert re.search(message, outcome.stderr), outcome.stderr
    assert "->" in outcome.stderr
    assert fingerprint(project) == before
    assert not list((project / "book").glob(".*.tmp"))


@pytest.mark.whole
@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("glossary", "[3 t](#RU-999)", "book/glossary.md, fact RU-999: no such fact"),
        ("orphan", "# Orphan", "book/orphan.md: the page is missing from _toc.yml"),
        ("glossary", "[nowhere](no-such-page.md)", "no-such-page"),
        ("glossary", "<video></video>", "PDF, page glossary: <video"),
    ],
)
def test_a_page_that_cannot_be_shown_keeps_the_earlier_pages(name, text, message, small, run):
    earlier = small / "_build" / "html" / "index.html"
    with (small / "book" / f"{name}.md").open("a", encoding="utf-8") as page:
        page.write(f"\n{text}\n")
    outcome = run(small, "evidence.upkeep.build")
    assert outcome.returncode == 1
    assert message in outcome.stderr
    assert earlier.read_text(encoding="utf-8") == "the earlier book"
    assert not (small / "_build" / "pdf").exists()

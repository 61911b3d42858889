"""Bad input stops the build with file, row and remedy, and leaves the earlier output and the notebooks as they were."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import cases, each_of, edit_cell

from evidence.ledger import edition, load_ledger
from evidence.rules import RULES, check_data

FAULTS = pd.read_csv(Path(__file__).with_name("cases") / "faults.csv", dtype=str, keep_default_na=False)


def spoiled(cells):
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


def is_told(ledger, rule, message):
    (asked,) = (known for known in RULES if known.__name__ == rule)
    return any(re.search(message, str(problem)) and problem.remedy for problem in asked(ledger))


def test_every_fault_in_the_data_is_named_with_its_row():
    faults = [(name, cells, *cells[["rule", "message"]].iloc[0]) for name, cells in FAULTS.groupby("fault")]
    assert [name for name, cells, *told in faults if not is_told(spoiled(cells), *told)] == []


@each_of(("old", "message"), [("confirmed", "its verdict doesn't change"), ("garbled", "old is 'garbled', but its")])
def test_a_row_of_the_history_that_is_wrong_is_named(old, message, ledger):
    row = ["2099-12-31", edition.edition(), "RU-072", "verdict", "correction", old, "confirmed", False, "a reason"]
    history = pd.concat([ledger.history, pd.DataFrame([row], columns=ledger.history.columns)], ignore_index=True)
    earlier = ledger.editions[ledger.editions["edition"] != edition.edition()]
    own = replace(ledger, history=history, editions=earlier)
    assert is_told(own, "check_history", rf"data/history\.csv, row \d+ \(RU-072\): {message}")


@each_of(
    ("column", "cell", "message"),
    [
        ("value", "3,8", r"row \d+: value is '3,8', not a number"),
        ("unit", "=tons", r"row \d+ \(RU-013\): unit begins like a formula: '=tons'"),
    ],
)
def test_a_table_that_is_not_sound_is_told_before_all_that_rests_on_it(column, cell, message, data):
    path = data / "claims.csv"
    whole = path.read_bytes()
    edit_cell(path, "RU-013", column, cell)
    load_ledger.cache_clear()
    (problem,) = check_data(data)
    path.write_bytes(whole)
    assert re.match(rf"data/claims\.csv, {message}", str(problem)), problem


def test_the_schema_names_an_article_and_an_area_that_are_unknown_and_a_key_that_stands_twice(data):
    path = data / "claims.csv"
    edit_cell(path, "RU-012", "article_id", "009-01")
    edit_cell(data / "record" / "observations.csv", "usgs.mine-output", "area", "atlantis")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    pd.concat([frame, frame[frame["claim_id"] == "RU-014"]]).to_csv(path, index=False, lineterminator="\n")
    load_ledger.cache_clear()
    problems = "\n".join(str(problem) for problem in check_data(data))
    load_ledger.cache_clear()
    assert re.search(r"^data/claims\.csv, row \d+ \(RU-012\): .*009-01", problems, re.M)
    assert re.search(r"^data/claims\.csv, row \d+ \(RU-014\): .*claim_id", problems, re.M)
    assert re.search(r"^data/record/observations\.csv, row \d+.*\n?.*atlantis", problems, re.M)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"), cases("faults", "file, text of it, text in its place, and what is told")
)
def test_a_stopped_build_leaves_everything_as_it_was(file, old, new, message, project, run):
    text = (project / file).read_text(encoding="utf-8")
    assert old in text
    (project / file).write_text(text.replace(old, new), encoding="utf-8")
    kept = [*(project / "book").glob("*.ipynb"), project / "_build" / "html" / "index.html"]
    before = [path.read_bytes() for path in kept]
    outcome = run(project, "evidence.upkeep.build")
    assert outcome.returncode == 1
    assert re.search(message, outcome.stderr), outcome.stderr
    assert "->" in outcome.stderr
    assert [path.read_bytes() for path in kept] == before
    assert not list((project / "book").glob(".*.tmp"))


@pytest.mark.whole
@pytest.mark.parametrize(("name", "text", "message"), cases("faults", "page, text added to it, and what is told"))
def test_a_page_that_cannot_be_shown_keeps_the_earlier_pages(name, text, message, small, run):
    with (small / "book" / f"{name}.md").open("a", encoding="utf-8") as page:
        page.write(f"\n{text}\n")
    outcome = run(small, "evidence.upkeep.build")
    assert outcome.returncode == 1
    assert message in outcome.stderr
    assert (small / "_build" / "html" / "index.html").read_text(encoding="utf-8") == "the earlier book"
    assert not (small / "_build" / "pdf").exists()

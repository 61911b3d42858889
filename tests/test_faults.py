"""Bad input stops the build with file, row and remedy, and leaves the earlier output and the notebooks as they were."""

import hashlib
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from conftest import edit_cell

from evidence.ledger import load_ledger
from evidence.rules import check_data


def append_copy(path: Path, key: str, **changes: str) -> None:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    row = frame[frame.iloc[:, 0] == key].assign(**changes)
    pd.concat([frame, row]).to_csv(path, index=False, lineterminator="\n")


def drop_row(path: Path, key: str) -> None:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame[frame.iloc[:, 0] != key].to_csv(path, index=False, lineterminator="\n")


def drop_column(path: Path, column: str) -> None:
    pd.read_csv(path, dtype=str, keep_default_na=False).drop(columns=column).to_csv(path, index=False)


FAULTS = {
    "a missing column": (
        lambda data: drop_column(data / "claims.csv", "basis"),
        r"data/claims\.csv, row 1: missing columns: \['basis'\]",
    ),
    "a value that is no number": (
        lambda data: edit_cell(data / "claims.csv", "RU-013", "value", "3,8"),
        r"data/claims\.csv, row \d+: value is '3,8', not a number",
    ),
    "a share over 100": (
        lambda data: edit_cell(data / "claims.csv", "GL-014", "value", "169"),
        r"data/claims\.csv, row \d+ \(GL-014\): a share of 169\.0 %",
    ),
    "negative tonnes": (
        lambda data: edit_cell(data / "claims.csv", "RU-072", "value", "-2600"),
        r"data/claims\.csv, row \d+ \(RU-072\): -2600\.0 is negative",
    ),
    "an unknown unit": (
        lambda data: edit_cell(data / "claims.csv", "RU-013", "unit", "tons"),
        r"data/claims\.csv, row \d+ \(RU-013\): unit 'tons' is unknown",
    ),
    "an unknown article": (
        lambda data: edit_cell(data / "claims.csv", "RU-013", "article_id", "009-01"),
        r"data/claims\.csv, row \d+: .*009-01",
    ),
    "a duplicate id": (
        lambda data: append_copy(data / "claims.csv", "RU-013"),
        r"data/claims\.csv, row \d+: .*claim_id",
    ),
    "disagreeing claims without a resolution": (
        lambda data: drop_row(data / "resolutions.csv", "ru.reserves"),
        r"data/claims\.csv, row \d+ \(RU-013\) and row \d+ \(RU-023\): the claims disagree on ru\.reserves",
    ),
    "a slip that is no power of ten": (
        lambda data: edit_cell(data / "claims.csv", "RU-031", "value", "300000000000"),
        r"data/resolutions\.csv, row \d+ \(ru\.investment-cny\): class unit slip, but no two claims",
    ),
    "a verdict by no record row": (
        lambda data: edit_cell(data / "verdicts.csv", "RU-072", "record_ids", ""),
        r"data/verdicts\.csv, row \d+ \(RU-072\): confirmed by no record row",
    ),
    "a verdict on an unknown record row": (
        lambda data: edit_cell(data / "verdicts.csv", "RU-072", "record_ids", "usgs.nothing/russia/2025@mcs-2026"),
        r"data/verdicts\.csv, row \d+ \(RU-072\): usgs\.nothing/russia/2025@mcs-2026: no such row",
    ),
    "high confidence on weak sources alone": (
        lambda data: edit_cell(data / "verdicts.csv", "GL-026", "confidence", "high"),
        r"data/verdicts\.csv, row \d+ \(GL-026\): high confidence on weak sources alone",
    ),
    "a claim without a verdict": (
        lambda data: drop_row(data / "verdicts.csv", "RU-072"),
        r"data/claims\.csv, row \d+ \(RU-072\): no verdict",
    ),
    "a report graded as a primary source": (
        lambda data: edit_cell(data / "record" / "sources.csv", "cbr-2025-10-24", "grade", "A"),
        r"data/record/sources\.csv, row \d+ \(cbr-2025-10-24\): read as reported, but graded A",
    ),
    "dates out of order": (
        lambda data: edit_cell(data / "record" / "measures.csv", "cn-2025-61", "announced", "2026-01-01"),
        r"data/record/measures\.csv, row \d+ \(cn-2025-61\): announced 2026-01-01 is after effective",
    ),
    "an element its measure doesn't list": (
        lambda data: edit_cell(data / "record" / "elements.csv", "Nd", "control_measures", "cn-2025-18"),
        r"data/record/elements\.csv, row \d+ \(Nd\): cn-2025-18 doesn't list Nd",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_the_data_is_named_with_its_row(name, data):
    assert check_data(data) == []
    spoil, message = FAULTS[name]
    spoil(data)
    load_ledger.cache_clear()
    problems = check_data(data)
    load_ledger.cache_clear()
    assert any(re.search(message, str(problem)) for problem in problems), [str(problem) for problem in problems]
    assert all(problem.remedy for problem in problems)


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


def bind_unknown_fact(project):
    page = project / "book" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n{fact}`RU-999`\n", encoding="utf-8")


def forget_page(project):
    (project / "book" / "orphan.md").write_text("# Orphan\n", encoding="utf-8")


def undescribe_chart(project):
    module = project / "book" / "evidence" / "charts" / "russian_autonomy.py"
    spoiled = re.sub(
        r"description=\(.*?\n        \),", 'description="",', module.read_text(encoding="utf-8"), flags=re.S
    )
    module.write_text(spoiled, encoding="utf-8")


def break_comparison(project):
    edit_cell(project / "data" / "verdicts.csv", "RU-031", "verdict", "misleading")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_claim, r"data/claims\.csv, row \d+ \(RU-013\): unit 'tons' is unknown"),
        (bind_unknown_fact, r"book/index\.md, fact RU-999: no such fact"),
        (forget_page, r"book/orphan\.md: the page is missing from _toc\.yml"),
        (
            undescribe_chart,
            r"book/russian_autonomy\.ipynb, cell \d+: EvidenceError: figure fig-ru-[a-z-]+: the description",
        ),
        (break_comparison, r"book/russian_autonomy\.ipynb, cell \d+: EvidenceError: [\s\S]*verdict on RU-031"),
    ],
)
def test_a_stopped_build_leaves_everything_as_it_was(spoil, message, project, run):
    spoil(project)
    before = fingerprint(project)
    outcome = run(project, "evidence.build")
    assert outcome.returncode == 1
    assert re.search(message, outcome.stderr), outcome.stderr
    assert "->" in outcome.stderr
    assert fingerprint(project) == before
    assert not list((project / "book").glob(".*.tmp"))


def test_a_changed_value_fails_the_notebook_that_uses_it(project, run):
    edit_cell(project / "data" / "claims.csv", "RU-013", "value", "3900000")
    edit_cell(project / "data" / "claims.csv", "RU-088", "value", "3900000")
    outcome = run(project, "pytest", "-q", "book/russian_autonomy.ipynb", "-p", "no:cacheprovider")
    assert outcome.returncode == 1
    # nbval shortens long differences, so only the place is certain to be printed.
    assert re.search(r"FAILED book/russian_autonomy\.ipynb::Cell \d+", outcome.stdout)
    untouched = run(project, "pytest", "-q", "book/us_dependence.ipynb", "-p", "no:cacheprovider")
    assert untouched.returncode == 0, untouched.stdout


def test_a_warning_in_a_page_keeps_the_earlier_pages(project, run):
    page = project / "book" / "glossary.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[nowhere](no-such-page.md)\n", encoding="utf-8")
    before = fingerprint(project)
    outcome = run(project, "evidence.build", "html")
    assert outcome.returncode == 1
    assert "no-such-page" in outcome.stderr
    assert fingerprint(project) == before

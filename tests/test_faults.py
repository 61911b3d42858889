"""Bad input stops the build with file, row and remedy, and leaves the earlier output and the notebooks as they were."""

import hashlib
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from conftest import edit_cell, unpublish

from evidence.ledger import edition, load_ledger
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


def add_history(data: Path, subject: str, field: str, old: str, new: str) -> None:
    """Add a row to the history of the edition in work, as the last and as long as that isn't published."""
    unpublish(data)
    path = data / "history.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.loc[len(frame)] = [
        "2099-12-31",
        edition.edition(),
        subject,
        field,
        "correction",
        old,
        new,
        "false",
        "a reason",
    ]
    frame.to_csv(path, index=False, lineterminator="\n")


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
    "a cell that a spreadsheet would run, told before anything else": (
        lambda data: edit_cell(data / "claims.csv", "RU-072", "unit", "=tons"),
        r"^data/claims\.csv, row \d+ \(RU-072\): unit begins like a formula: '=tons'",
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
    "several statements without a resolution": (
        lambda data: drop_row(data / "resolutions.csv", "xc.suspension"),
        r"data/claims\.csv, row \d+ \(XC-027\) and row \d+ \(XC-030\): several claims speak of xc\.suspension",
    ),
    "an adopted value that is a conclusion of ours": (
        lambda data: edit_cell(data / "resolutions.csv", "ru.output", "adopted", "model.ru-share-of-world-output"),
        r"data/resolutions\.csv, row \d+ \(ru\.output\): [^\n]*model\.ru-share-of-world-output is neither claim, record row",
    ),
    "an adopted row that the record doesn't have": (
        lambda data: edit_cell(data / "resolutions.csv", "ru.output", "adopted", "usgs.nothing/russia/2025@mcs-2026"),
        r"\(ru\.output\): adopts usgs\.nothing/russia/2025@mcs-2026: no such fact",
    ),
    "an adopted claim on another indicator": (
        lambda data: edit_cell(data / "resolutions.csv", "ru.output", "adopted", "GL-023"),
        r"data/resolutions\.csv, row \d+ \(ru\.output\): GL-023 speaks of another indicator",
    ),
    "agreement with another number": (
        lambda data: edit_cell(data / "claims.csv", "RU-072", "value", "2700"),
        r"data/resolutions\.csv, row \d+ \(ru\.output\): class agree, but RU-072 differs from usgs\.mine-output/russia",
    ),
    "agreement of dates that differ": (
        lambda data: edit_cell(data / "record" / "measures.csv", "cn-2025-18", "announced", "2025-03-31"),
        r"data/resolutions\.csv, row \d+ \(xc\.april-date\): class agree, but XC-029 differs from cn-2025-18",
    ),
    "a slip that is no power of ten": (
        lambda data: edit_cell(data / "claims.csv", "RU-031", "value", "300000000000"),
        r"data/resolutions\.csv, row \d+ \(ru\.investment-cny\): class unit slip, but no two claims",
    ),
    "a slip resolved by neither of its figures": (
        lambda data: edit_cell(
            data / "resolutions.csv", "ru.investment-cny", "adopted", "russia.cluster-investment-usd/russia/2025-10-24"
        ),
        r"\(ru\.investment-cny\): class unit slip, but russia\.cluster-investment-usd/.* is neither of the figures",
    ),
    "a slip resolved against the exchange rate": (
        lambda data: edit_cell(data / "record" / "observations.csv", "cbr.rub-per-cny", "value", "1.13733"),
        r"\(ru\.investment-cny\): class unit slip, but RU-029 at the rate cbr\.rub-per-cny/.* comes to 615 billion yuan",
    ),
    "a rounding beyond the last digit": (
        lambda data: edit_cell(
            data / "resolutions.csv", "gl.share-mining", "adopted", "share.mining/china/2024@mcs-2026"
        ),
        r"\(gl\.share-mining\): class rounding, but GL-014 doesn't round to or bound share\.mining/china/2024@mcs-2026",
    ),
    "a bound that doesn't hold": (
        lambda data: edit_cell(
            data / "resolutions.csv", "ru.share-output", "adopted", "share.mining/united-states/2025@mcs-2026"
        ),
        r"\(ru\.share-output\): class rounding, but RU-073 doesn't round to or bound share\.mining/united-states",
    ),
    "an old edition that never said so": (
        lambda data: edit_cell(data / "claims.csv", "GL-019", "value", "42"),
        r"\(gl\.reserves-china-share\): class vintage, but GL-019 is in no earlier edition or year of share\.reserves: share\.reserves/china/2017@mcs-2018,",
    ),
    "a difference of definition between equals": (
        lambda data: edit_cell(data / "resolutions.csv", "gl.share-magnets", "class", "definition"),
        r"\(gl\.share-magnets\): class definition, but claims, adopted figure and the record .* count the same thing: GL-016,",
    ),
    "a difference of definition that no verdict sees": (
        lambda data: edit_cell(data / "resolutions.csv", "ru.bargaining", "class", "definition"),
        r"\(ru\.bargaining\): class definition, but the record judges all of its statements alike: RU-\d+, ",
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
        r"data/verdicts\.csv, row \d+ \(GL-026\): high confidence on weak sources alone: [\w-]+",
    ),
    "a comparison with a row the verdict doesn't rest on": (
        lambda data: edit_cell(
            data / "verdicts.csv", "RU-072", "compared_with", "usgs.mine-output/china/2025@mcs-2026"
        ),
        r"data/verdicts\.csv, row \d+ \(RU-072\): compared with usgs\.mine-output/china/2025@mcs-2026, which it doesn't",
    ),
    "a comparison with something that is no number of the record": (
        lambda data: edit_cell(data / "verdicts.csv", "XC-002", "compared_with", "cn-2025-57"),
        r"data/verdicts\.csv, row \d+ \(XC-002\): compared with cn-2025-57, which is no row",
    ),
    "a comparison across units": (
        lambda data: edit_cell(
            data / "verdicts.csv", "RU-015", "compared_with", "russia.cluster-jobs/russia/2025@2025-10-24"
        ),
        r"data/verdicts\.csv, row \d+ \(RU-015\): the claim is in 'RUB', russia\.cluster-jobs/.* in 'jobs'",
    ),
    "a comparison of a claim without a number": (
        lambda data: edit_cell(
            data / "verdicts.csv", "XC-003", "compared_with", "china.elements-2025-57/china/2025-10-09@2025-11"
        ),
        r"data/verdicts\.csv, row \d+ \(XC-003\): compared with .*, but the claim has no number",
    ),
    "a comparison of a claim that was not found": (
        lambda data: edit_cell(data / "verdicts.csv", "RU-072", "verdict", "not found"),
        r"data/verdicts\.csv, row \d+ \(RU-072\): not found, but compared with usgs\.mine-output",
    ),
    "a verdict outdated when printed": (
        lambda data: edit_cell(data / "verdicts.csv", "XC-002", "verdict_then", "outdated"),
        r"data/verdicts\.csv, row \d+ \(XC-002\): outdated now and on the day of the article",
    ),
    "a verdict that moved without a later date": (
        lambda data: edit_cell(data / "verdicts.csv", "XC-002", "reason", "True as announced on 9 October 2025."),
        r"data/verdicts\.csv, row \d+ \(XC-002\): confirmed on 2025-10-26, outdated since",
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
    "an actor that is no area": (
        lambda data: edit_cell(data / "record" / "measures.csv", "cn-2025-61", "actor", "china/atlantis"),
        r"data/record/measures\.csv, row \d+ \(cn-2025-61\): unknown actor atlantis",
    ),
    "a row about an unknown area": (
        lambda data: edit_cell(data / "record" / "observations.csv", "usgs.mine-output", "area", "atlantis"),
        r"data/record/observations\.csv, row \d+[\s\S]*atlantis",
    ),
    "an element its measure doesn't list": (
        lambda data: edit_cell(data / "record" / "elements.csv", "Nd", "control_measures", "cn-2025-18"),
        r"data/record/elements\.csv, row \d+ \(Nd\): cn-2025-18 doesn't list Nd",
    ),
    "a gap that bears on an unknown claim": (
        lambda data: edit_cell(data / "record" / "gaps.csv", "gap-russian-recovery", "affects", "RU-006 RU-999"),
        r"data/record/gaps\.csv, row \d+ \(gap-russian-recovery\): affects unknown RU-999",
    ),
    "a gap that bears on nothing": (
        lambda data: edit_cell(data / "record" / "gaps.csv", "gap-russian-recovery", "affects", ""),
        r"data/record/gaps\.csv, row \d+ \(gap-russian-recovery\): bears on nothing",
    ),
    "works that count what their stage doesn't make": (
        lambda data: edit_cell(data / "record" / "projects.csv", "narva-1", "basis", "metal capacity"),
        r"data/record/projects\.csv, row \d+ \(narva-1\): magnet works counted as 'metal capacity'",
    ),
    "works that lie nowhere": (
        lambda data: edit_cell(data / "record" / "projects.csv", "narva-1", "latitude", ""),
        r"data/record/projects\.csv, row \d+ \(narva-1\): lies nowhere, or nobody knows where",
    ),
    "a cost in no currency": (
        lambda data: edit_cell(data / "record" / "projects.csv", "narva-1", "cost_currency", ""),
        r"data/record/projects\.csv, row \d+ \(narva-1\): a cost needs its currency",
    ),
    "a cost in an unknown currency": (
        lambda data: edit_cell(data / "record" / "projects.csv", "narva-1", "cost_currency", "XAU"),
        r"data/record/projects\.csv, row \d+ \(narva-1\): currency 'XAU' is unknown",
    ),
    "works at work before they start": (
        lambda data: edit_cell(data / "record" / "projects.csv", "noveon-san-marcos", "start", "2031"),
        r"data/record/projects\.csv, row \d+ \(noveon-san-marcos\): operating, but starts in 2031",
    ),
    "a day that passed without a word": (
        lambda data: (
            edit_cell(data / "record" / "projects.csv", "vulcan-elements", "start", "2025"),
            edit_cell(data / "record" / "projects.csv", "vulcan-elements", "note", ""),
        ),
        r"data/record/projects\.csv, row \d+ \(vulcan-elements\): announced, though its start 2025 has passed",
    ),
    "a verdict 'not found' without a search": (
        lambda data: edit_cell(data / "record" / "searches.csv", "verdicts-068-en", "subject", "XC-001"),
        r"data/verdicts\.csv, row \d+ \(XC-039\): says that something is missing, and no search in en stands behind it",
    ),
    "a gap without a search": (
        lambda data: drop_row(data / "record" / "searches.csv", "own-loss-zh"),
        r"data/record/gaps\.csv, row \d+ \(gap-loss-estimates\): says that something is missing, and no search in zh",
    ),
    "a works whose missing figure nobody sought": (
        lambda data: drop_row(data / "record" / "searches.csv", "own-timah-en"),
        r"data/record/projects\.csv, row \d+ \(timah-tanjung-ular\): says that something is missing, and no search in en",
    ),
    "a search for nothing we know": (
        lambda data: edit_cell(
            data / "record" / "searches.csv", "own-sareco-en", "subject", "sareco works.kazakhstan.moon"
        ),
        r"data/record/searches\.csv, row \d+ \(own-sareco-en\): looks for unknown works\.kazakhstan\.moon",
    ),
    "a search that found an unknown source": (
        lambda data: edit_cell(data / "record" / "searches.csv", "own-sareco-en", "source_ids", "nowhere-2026"),
        r"data/record/searches\.csv, row \d+ \(own-sareco-en\): found unknown source nowhere-2026",
    ),
    "a search older than the evidence": (
        lambda data: edit_cell(data / "record" / "searches.csv", "own-sareco-en", "day", "2026-01-01"),
        r"data/record/searches\.csv, row \d+ \(own-sareco-en\): made on 2026-01-01, before the evidence",
    ),
    "a claim judged only once": (
        lambda data: drop_row(data / "readings.csv", "RU-013"),
        r"data/verdicts\.csv, row \d+ \(RU-013\): was judged once",
    ),
    "a scenario whose branches make another chance than its word": (
        lambda data: edit_cell(data / "scenarios.csv", "two-chains-2030", "branch", "60"),
        r"data/scenarios\.csv, row \d+ \(two-chains-2030\): its branches make 60 per cent, which is not 'almost no chance'",
    ),
    "scenarios whose words can't make a hundred": (
        lambda data: edit_cell(data / "scenarios.csv", "pause-2027", "word", "very unlikely"),
        r"data/scenarios\.csv: the words of 2027-01-10 allow 27 to 75 per cent in all",
    ),
    "scenarios that leave something over": (
        lambda data: edit_cell(data / "scenarios.csv", "managed-2030", "branch", "80"),
        r"data/scenarios\.csv, row \d+ \(managed-2030\): the last scenario of 2030-12-31 leaves something over",
    ),
    "an indicator that points to an unknown scenario": (
        lambda data: edit_cell(data / "watchlist.csv", "magnets", "points_to", "cut-2028"),
        r"data/watchlist\.csv, row \d+ \(magnets\): points to unknown cut-2028",
    ),
    "a watched series that isn't on record": (
        lambda data: edit_cell(data / "watchlist.csv", "magnets", "area", "mars"),
        r"data/watchlist\.csv, row \d+ \(magnets\): no month of customs\.magnet-exports/mars on record",
    ),
    "a mark that is no number and no fact": (
        lambda data: edit_cell(data / "watchlist.csv", "magnets", "threshold", "low"),
        r"data/watchlist\.csv, row \d+ \(magnets\): no mark in 'low'",
    ),
    "a watched status that measures don't have": (
        lambda data: edit_cell(data / "watchlist.csv", "licences", "state", "cn-2025-18:repealed"),
        r"data/watchlist\.csv, row \d+ \(licences\): no measure 'cn-2025-18' or no status 'repealed'",
    ),
    "an indicator that watches nothing": (
        lambda data: edit_cell(data / "watchlist.csv", "licences", "state", ""),
        r"data/watchlist\.csv, row \d+ \(licences\): watches a series and a status, or neither",
    ),
    "a changed confidence nobody explains": (
        lambda data: edit_cell(data / "verdicts.csv", "RU-072", "confidence", "low"),
        r"data/verdicts\.csv, row \d+ \(RU-072\): the confidence was '\w+' and is 'low' without a row",
    ),
    "a changed figure nobody explains": (
        lambda data: edit_cell(data / "claims.csv", "RU-072", "value", "2601"),
        r"data/claims\.csv, row \d+ \(RU-072\): the figure was 'value 2600, .*' and is 'value 2601, .*' without a row",
    ),
    "a changed adopted value nobody explains": (
        lambda data: edit_cell(data / "resolutions.csv", "ru.investment-rub", "adopted", "RU-015"),
        r"data/resolutions\.csv, row \d+ \(ru\.investment-rub\): the adopted was '.*' and is 'RU-015' without a row",
    ),
    "a row of the history that changes nothing": (
        lambda data: add_history(data, "RU-072", "verdict", "confirmed", "confirmed"),
        r"data/history\.csv, row \d+ \(RU-072\): its verdict doesn't change",
    ),
    "a row of the history that remembers wrongly": (
        lambda data: add_history(data, "RU-072", "verdict", "garbled", "confirmed"),
        r"data/history\.csv, row \d+ \(RU-072\): old is 'garbled', but its verdict was 'confirmed'",
    ),
    "a published claim that vanished": (
        lambda data: [drop_row(data / f"{name}.csv", "RU-072") for name in ("claims", "verdicts", "readings")],
        r"data/claims\.csv, \(RU-072\): the figure of RU-072, which edition .* had, is gone",
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
    page.write_text(page.read_text(encoding="utf-8") + "\n[3 t](#RU-999)\n", encoding="utf-8")


def forget_page(project):
    (project / "book" / "orphan.md").write_text("# Orphan\n", encoding="utf-8")


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
        (bind_unknown_fact, r"book/index\.md, fact RU-999: no such fact"),
        (forget_page, r"book/orphan\.md: the page is missing from _toc\.yml"),
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


def test_a_changed_value_fails_the_notebook_that_uses_it(project, run):
    edit_cell(project / "data" / "claims.csv", "RU-013", "value", "3900000")
    edit_cell(project / "data" / "claims.csv", "RU-088", "value", "3900000")
    outcome = run(project, "pytest", "-q", "book/russian_autonomy.ipynb", "-p", "no:cacheprovider")
    assert outcome.returncode == 1
    # nbval shortens long differences, so only the place is certain to be printed.
    assert re.search(r"FAILED book/russian_autonomy\.ipynb::Cell \d+", outcome.stdout)
    untouched = run(project, "pytest", "-q", "book/us_dependence.ipynb", "-p", "no:cacheprovider")
    assert untouched.returncode == 0, untouched.stdout


def test_a_rival_adopted_changes_what_follows_and_fails_by_name(project, run):
    edit_cell(project / "data" / "resolutions.csv", "gl.share-magnets", "adopted", "GL-016")
    before = fingerprint(project)
    outcome = run(project, "evidence.upkeep.build", "notebooks")
    assert outcome.returncode == 1
    assert re.search(
        r"book/leverage\.ipynb, cell \d+: EvidenceError: [\s\S]*no longer true: [^\n]*model\.lev-", outcome.stderr
    )
    assert fingerprint(project) == before


def test_a_warning_in_a_page_keeps_the_earlier_pages(project, run):
    page = project / "book" / "glossary.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[nowhere](no-such-page.md)\n", encoding="utf-8")
    before = fingerprint(project)
    outcome = run(project, "evidence.upkeep.build", "html")
    assert outcome.returncode == 1
    assert "no-such-page" in outcome.stderr
    assert fingerprint(project) == before

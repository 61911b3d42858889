"""The data as they are: complete, traceable, and derived figures that follow from their arithmetic."""

import csv
import hashlib
import os
import re
from pathlib import Path

import pytest
from conftest import each_of

from evidence.ledger import load_ledger
from evidence.ledger.quantities import round_significant
from evidence.ledger.tables import read_descriptor
from evidence.paths import DATA, SEEDS
from evidence.results import RESULTS
from evidence.results.whatif import read_whatifs
from evidence.rules import check_data
from evidence.rules.claims import check_claims
from evidence.rules.quantities import check_quantities

ORIGINALS = os.environ.get("SEED_ORIGINALS", "")
needs_originals = pytest.mark.skipif(not ORIGINALS, reason="SEED_ORIGINALS is not set: the seed files are not at hand")
LEDGER = load_ledger()
DERIVED = LEDGER.observations[LEDGER.observations["status"] == "derived"]


def manifest():
    with (SEEDS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def original(file):
    return (Path(ORIGINALS) / file).read_text(encoding="utf-8")


def runs_of_eight(text):
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[start:] for start in range(8)), strict=False))


def test_the_data_keep_every_rule():
    assert [str(problem) for problem in check_data()] == []


def test_a_number_in_a_unit_that_is_not_its_indicators_or_basis_is_refused():
    problem, *_ = check_claims(LEDGER.with_row("indicators", "ru.reserves", unit="kg"))
    assert (problem.file, problem.what) == ("data/claims.csv", "unit 't', but its indicator ru.reserves is in 'kg'")
    (problem,) = check_quantities(LEDGER.with_row("assumptions", "assume.us-break-replaced", basis="duration"))
    assert (problem.row, problem.what) == ("row 7 (assume.us-break-replaced)", "'duration' isn't counted in '%'")


def test_every_table_of_the_folder_is_described():
    described = {resource["path"] for resource in read_descriptor()["resources"]}
    worksheet = {"review.csv"}  # proposals of seeds/intake, which an editor goes through; never committed
    assert described == {path.relative_to(DATA).as_posix() for path in DATA.rglob("*.csv")} - worksheet


def test_every_source_and_every_area_is_used():
    observations, projects, measures = LEDGER.observations, LEDGER.projects, LEDGER.measures
    found = set(LEDGER.searches["source_ids"].str.split().explode().dropna())
    tables = (observations, measures, LEDGER.elements, projects)
    assert found.union(*(table["source_id"] for table in tables)) == set(LEDGER.sources.index)
    actors = measures["actor"].str.split("/").explode()
    assert {*observations["area"], *projects["area"], *actors} == set(LEDGER.areas.index)


def test_a_basis_lists_the_units_it_is_counted_in_and_no_others_and_none_is_unused():
    tables = [LEDGER.claims, LEDGER.indicators, LEDGER.observations, LEDGER.projects, LEDGER.assumptions]
    used = {pair for table in tables for pair in zip(table["basis"], table["unit"], strict=True) if all(pair)}
    used |= {(made.basis, made.unit) for made in (*RESULTS.values(), *read_whatifs().values())}
    assert used == {(basis, unit) for basis, units in LEDGER.bases["units"].items() for unit in units.split()}
    assert {basis for basis, _ in used} | set(LEDGER.claims["basis"]) - {""} == set(LEDGER.bases.index)
    assert {unit for _, unit in used} | set(LEDGER.projects["cost_currency"]) - {""} == set(LEDGER.units.index)


def printed_digits(number):
    """Count the significant digits that a number is printed with: 1600000000 has two, 0.67 has two."""
    return len(f"{number:.10f}".rstrip("0").replace(".", "").strip("0"))


@each_of("key", DERIVED.index)
def test_a_derived_figure_follows_from_the_arithmetic_its_note_states(key):
    expression = re.search(r"computed as ([^;]+)", DERIVED.at[key, "note"]).group(1).strip()
    assert re.fullmatch(r"[\d\s.,()+*/eE-]+|round\([\d\s.,()+*/eE-]+\)", expression), expression
    outcome = eval(expression, {"__builtins__": {"round": round}})
    stated = DERIVED.loc[key, ["value", "low", "high"]].dropna()
    assert any(round_significant(outcome, printed_digits(number)) == number for number in stated), outcome


def test_all_articles_of_the_five_digests_make_claims_and_all_four_themes_have_some():
    assert len(manifest()) == 5
    for row in manifest():
        assert (SEEDS / f"{row['file'][:3]}.md").exists()
        assert int(row["articles"]) == (LEDGER.articles["seed_file"] == row["file"]).sum()
    assert set(LEDGER.claims["article_id"]) == set(LEDGER.articles.index)
    assert set(LEDGER.claims["theme"]) >= {"XC", "RU", "US", "EU"}


@needs_originals
def test_the_originals_are_the_files_that_were_read_and_no_digest_repeats_eight_words_of_one():
    for row in manifest():
        content = (Path(ORIGINALS) / row["file"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (int(row["bytes"]), row["sha256"])
        digest = (SEEDS / f"{row['file'][:3]}.md").read_text(encoding="utf-8")
        assert not runs_of_eight(digest) & runs_of_eight(original(row["file"]))


@needs_originals
def test_every_title_and_every_figure_stands_on_the_line_named():
    lines = {row["file"]: original(row["file"]).splitlines() for row in manifest()}
    for article_id, article in LEDGER.articles.iterrows():
        assert article["title"] == lines[article["seed_file"]][article["line"] - 1].strip(), article_id
    for claim_id, claim in LEDGER.claims.iterrows():
        file = LEDGER.articles.at[claim["article_id"], "seed_file"]
        assert claim["figure_text"] in lines[file][claim["line"] - 1], claim_id

"""Intake of digests: articles, accounts, proposals, bad input; completeness over the originals."""

import math
import os
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import cases, each_of

from evidence.paths import DATA, SEEDS
from intake import __main__ as intake
from intake.accounts import account_for
from intake.digest import read_digest, split_digest
from intake.figures import find_figures
from intake.review import COLUMNS, read_review
from intake.rivals import conversion
from intake.surroundings import read_surroundings
from intake.terms import Terms, find_theme

DIGESTS = Path(__file__).parent / "digests"
ORIGINALS = os.environ.get("SEED_ORIGINALS", "")
needs_originals = pytest.mark.skipif(not ORIGINALS, reason="SEED_ORIGINALS is not set: the seed files are not at hand")
SEED_FILES = pd.read_csv(SEEDS / "manifest.csv", dtype=str)["file"].tolist()
DATED = "标题\nSou Hu Cai Jing· 2026-01-05 09:10\n"


@pytest.fixture
def review(tmp_path, monkeypatch):
    """Return the review file of this test."""
    path = tmp_path / "review" / "review.csv"
    path.parent.mkdir()
    monkeypatch.setattr(intake, "REVIEW", path)
    return path


@pytest.fixture
def take_in(review, tmp_path, capsys):
    """Return a function that takes in a digest, by its content or one of ours; it returns exit code, output, complaint."""

    def take(name, content=None, *options):
        path = DIGESTS / name
        if content is not None:
            path = tmp_path / name
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return intake.main([str(path), *options]), *capsys.readouterr()

    return take


# Digests.


@each_of(("name", "end", "expected"), cases("intake", "digest, end of its first body; each article's fields and lines"))
def test_articles_are_found_with_their_lines_and_without_furniture(name, end, expected):
    articles = read_digest(DIGESTS / name).articles
    found = [[a.line, a.published, a.language, a.truncated, *(line for line, _ in a.body)] for a in articles]
    assert found == expected
    assert articles[0].body[-1][1].endswith(end)


@each_of("line", cases("intake", "date lines of 5 January 2026, 9:10"))
def test_the_date_line_may_vary(line):
    assert split_digest("x.txt", f"标题\n{line}\nA body.").articles[0].published == "2026-01-05T09:10"


# Bad input.


@each_of(
    ("content", "encoding", "says"),
    [
        *cases("intake", "content of a digest, its encoding, and what is wrong with it"),
        ("x" * 10_000_000, "utf-8", "lines 1 to 1: no article found"),
        ("1" * 10_000_000, "utf-8", "lines 1 to 1: no article found"),
    ],
)
def test_bad_input_is_told_with_its_line_and_nothing_is_written(content, encoding, says, take_in, review):
    code, out, err = take_in("new.txt", content.encode(encoding), "--write")
    assert (code, out) == (1, "")
    assert err.startswith(f"new.txt, {says}")
    assert "\n    -> " in err
    assert list(review.parent.iterdir()) == []


def test_mixed_separators_are_told_with_their_line_and_the_rest_is_read(take_in):
    code, out, _ = take_in("new.txt", f"{DATED}俄罗斯稀土储量为3,50万吨,投资7000亿卢布。")
    assert code == 0
    assert "line 3:9  3,50万吨: the separators don't group the digits by three" in out
    assert "700 billion rubles" in out


@each_of(
    ("name", "content", "says"),
    [
        ("missing.txt", None, "missing.txt: No such file"),
        (".", None, "digests: Is a directory"),
        ("new.txt", " \n\n", "new.txt: the file is empty"),
        (SEED_FILES[0], f"{DATED}Text.", "the name is that of a seed file, the content is not"),
    ],
)
def test_a_file_that_is_no_new_digest_is_told(name, content, says, take_in):
    code, _, err = take_in(name, content)
    assert code == 1
    assert says in err


def test_a_review_file_of_another_form_is_left_alone(take_in, review):
    review.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "its columns are not those of proposals" in take_in("english.txt", None, "--write")[2]
    assert review.read_text(encoding="utf-8") == "a,b\n1,2\n"


@each_of("arguments", [[], [""], ["a.txt", "b.txt"], ["--help"]])
def test_other_arguments_print_the_usage(arguments, capsys):
    assert intake.main(arguments) == 2
    assert capsys.readouterr().err.startswith("usage: ")


# Accounts.


def account(text, figure_texts, ledger, not_claims=()):
    """Account for a line of a made-up seed file by claims with these texts."""
    name = "900_made_up.txt"
    keys = pd.Index([f"RU-{number}" for number in range(901, 901 + len(figure_texts))], name="key")
    claims = pd.DataFrame({"claim_id": keys, "article_id": "900-01", "line": 3, "figure_text": figure_texts}, keys)
    rows = [(name, *row, "repeat", "") for row in not_claims]
    made_up = replace(
        ledger,
        articles=pd.DataFrame({"seed_file": [name]}, index=pd.Index(["900-01"], name="key")),
        claims=claims,
        not_claims=pd.DataFrame(rows, columns=ledger.not_claims.columns),
    )
    return account_for(split_digest(name, f"{DATED}{text}\n"), made_up)


@each_of(
    ("text", "figure_texts", "not_claims", "expected"),
    cases("intake", "text of line 3, texts of claims, rows of not_claims, and what holds each figure"),
)
def test_each_printed_figure_needs_a_row_whose_text_holds_all_of_it(ledger, text, figure_texts, not_claims, expected):
    entries = account(text, figure_texts, ledger, not_claims).entries
    assert [[each.figure.text, each.claim_id or each.reason] for each in entries if each.line == 3] == expected


@each_of(("figure_texts", "rows", "table"), cases("intake", "what one sale of 5 tons doesn't bear out"))
def test_a_row_that_the_text_does_not_bear_out_is_a_fault(ledger, figure_texts, rows, table):
    (problem,) = account("They sold 5 tons.", figure_texts, ledger, rows).problems
    assert problem.file == f"data/{table}.csv"


# Proposals.


def test_a_report_names_conflicts_and_apart_from_them_what_may_differ(ledger, review, take_in):
    code, out, _ = take_in("english.txt")
    assert code == 0
    summary = out[out.index("conflicts with the ledger:") :]
    (line,) = re.findall(".*70 billion rubles, on ru.investment-rub.*a power of ten apart.*", summary)
    claims = ledger.claims.groupby("indicator_id")
    assert all(claim_id in line for claim_id in claims.get_group("ru.investment-rub").index)
    assert "150%, on us.tariff-threat" not in summary  # nothing says that the magnets are of rare earths
    assert "may speak of the same, and differs from 200% (US-013, adopted)" in out
    code, out, _ = take_in("chinese.txt")
    assert code == 0
    assert "0 new figures conflict with the ledger" in out
    (line,) = re.findall("1200万吨.*\n +joins ru.reserves.*\n.*\n +may speak of the same, and differs from(.*)", out)
    reserves = claims.get_group("ru.reserves")
    apart = reserves.index[(reserves["value"] - 12e6).abs() > 0.02 * reserves["value"]]
    assert len(apart) >= 2
    assert all(claim_id in line for claim_id in apart)
    assert not review.exists()


def test_write_appends_each_proposal_once_with_the_columns_of_claims_and_no_formula(ledger, review, take_in):
    tables = {path: path.read_bytes() for path in DATA.glob("*.csv")}
    titled = f'=HYPERLINK("http://example.org","x")\n{DATED.splitlines()[1]}\nRussia has 2,600 tons of rare earths.'
    digests = [("english.txt", None), ("chinese.txt", None), ("new.txt", titled)]
    outcomes = [take_in(name, content, "--write") for name, content in digests * 2]
    assert [code for code, _, _ in outcomes] == [0] * 6
    assert all(out.endswith("\n0 rows appended to data/review.csv\n") for _, out, _ in outcomes[3:])
    rows = read_review(review)
    assert set(ledger.claims.columns) <= set(COLUMNS)
    assert rows.loc[rows["seed_file"] == "new.txt", "title"].str.startswith("'=HYPERLINK").tolist() == [True, True]
    claims = rows[rows["table"] == "claims"]
    assert claims["claim_id"].is_unique
    assert not set(claims["claim_id"]) & set(ledger.claims.index)
    prefixes = {frozenset(group.str[:3]) for _, group in rows.groupby("seed_file")["article_id"]}
    assert [len(prefix) for prefix in prefixes] == [1, 1, 1]
    assert not frozenset().union(*prefixes) & set(ledger.articles.index.str[:3])
    ruble = claims[claims["unit"] == "RUB"].iloc[0]
    assert (ruble["value"], ruble["indicator_id"], ruble["line"]) == ("70000000000", "ru.investment-rub", "7")
    marks = rows[rows["table"] == "not_claims"]
    assert set(marks["reason"]) >= {"footnote mark", "list mark", "time stamp", "product name"}
    assert rows["statement"].str.split().map(len).max() < 12, "key words, and no sentence"
    assert {path: path.read_bytes() for path in DATA.glob("*.csv")} == tables


def test_a_failed_write_leaves_the_review_file_as_it_was(review, take_in, monkeypatch):
    take_in("english.txt", None, "--write")
    before = review.read_bytes()

    def fail(self, target):
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "replace", fail)
    code, _, err = take_in("chinese.txt", None, "--write")
    assert code == 1
    assert "data/review.csv: can't be written: the disk is full" in err
    assert {path: path.read_bytes() for path in review.parent.iterdir()} == {review: before}


@each_of(("text", "unit", "factor"), cases("intake", "figure, unit, and the factor that brings it there"))
def test_a_figure_is_brought_to_another_unit_only_where_that_can_be(text, unit, factor):
    assert conversion(find_figures(text)[0], unit) == factor


# The originals.


@needs_originals
@each_of("name", SEED_FILES)
def test_the_tables_have_the_articles_of_an_original_and_account_for_all_its_figures(ledger, name):
    original = read_digest(Path(ORIGINALS) / name)
    rows = ledger.articles[ledger.articles["seed_file"] == name]
    found = [(a.line, a.title, a.published, a.language, a.truncated) for a in original.articles]
    columns = ["line", "title", "published", "language", "truncated"]
    assert found == list(rows[columns].itertuples(index=False, name=None))
    for article_id, article in zip(rows.index, original.articles, strict=True):
        lines = {article.line, *(line for line, _ in article.body)}
        assert set(ledger.claims.loc[ledger.claims["article_id"] == article_id, "line"]) <= lines
    account = account_for(original, ledger)
    assert [(entry.line, entry.figure.start + 1, entry.figure.text) for entry in account.open] == []
    assert [str(problem) for problem in account.problems] == []


@needs_originals
def test_a_copy_of_an_original_is_known_whatever_its_name(take_in):
    code, out, _ = take_in("copy.txt", (Path(ORIGINALS) / SEED_FILES[0]).read_bytes())
    assert code == 0
    assert out.startswith(f"{SEED_FILES[0]}: 1 article, 000-01")


def is_read(figure, claim):
    """Say whether a figure was read as a claim has it."""
    numbers = [(getattr(figure, name), claim[name]) for name in ("value", "low", "high")]
    same = [math.isclose(*pair, rel_tol=1e-4) or all(map(math.isnan, pair)) for pair in numbers]
    return figure.unit == claim["unit"] and all(same) and (figure.unit != "date" or figure.period == claim["period"])


@needs_originals
def test_the_figures_of_the_originals_are_read_and_joined_as_the_claims_have_them(ledger):
    claims, terms = ledger.claims[ledger.claims["unit"] != ""], Terms(ledger.indicators)
    seen, read, joined = set(), 0, 0
    for digest in (read_digest(Path(ORIGINALS) / name) for name in SEED_FILES):
        entries = account_for(digest, ledger).entries
        for claim_id in {entry.claim_id for entry in entries} & set(claims.index):
            claim, held = claims.loc[claim_id], [entry for entry in entries if entry.claim_id == claim_id]
            text, article, figure = digest.lines[held[0].line - 1], digest.articles[held[0].article], held[0].figure
            around = read_surroundings(text, figure, article.title, find_theme(article), article.published)
            ranked = [candidate.indicator_id for candidate in terms.rank(figure, around)]
            seen.add(claim_id)
            read += any(is_read(entry.figure, claim) for entry in held)
            joined += ranked[:1] == [claim["indicator_id"]]
    assert seen == set(claims.index)
    assert read / len(claims) >= 0.97
    assert joined / len(claims) >= 0.9

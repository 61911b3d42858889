"""Intake of digests: articles, accounts, proposals, bad input; completeness over the originals."""

import hashlib
import math
import os
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import cases, each_of

from evidence.ledger import load_ledger
from evidence.paths import SEEDS
from intake import __main__ as intake
from intake.accounts import account_for
from intake.digest import read_digest, split_digest
from intake.figures import find_figures
from intake.review import COLUMNS
from intake.rivals import Rivals, conversion
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


def claims_on(ledger, indicator_id):
    return set(ledger.claims.index[ledger.claims["indicator_id"] == indicator_id])


# Digests.


@each_of(
    ("name", "expected"),
    [
        ("english.txt", [(5, "2026-03-02T08:15", "en", False, [7]), (11, "2026-03-01T21:40", "en", True, [13])]),
        ("chinese.txt", [(1, "2026-04-11T07:30", "zh", True, [3]), (4, "2026-04-10T22:05", "zh", False, [6])]),
        ("body_first.txt", [(2, "2026-02-14T10:04", "en", False, [1])]),
    ],
)
def test_articles_are_found_with_their_lines(name, expected):
    articles = read_digest(DIGESTS / name).articles
    found = [(a.line, a.published, a.language, a.truncated, [line for line, _ in a.body]) for a in articles]
    assert found == expected


def test_furniture_is_no_part_of_a_body():
    text = " ".join(line for _, line in read_digest(DIGESTS / "english.txt").articles[0].body)
    assert text.endswith("[4]")


@each_of(
    "line",
    [
        "Sou Hu Cai Jing·2026-01-05 09:10",
        "Sou Hu Cai Jing • 2026-01-05  09:10",
        "sou hu cai jing· 2026-1-5 9:10",
        "搜狐财经·2026-01-05 09:10",
        "Xin Lang Cai Jing· 2026-01-05 09:10",
    ],
)
def test_the_date_line_may_vary(line):
    assert split_digest("x.txt", f"标题\n{line}\nA body.").articles[0].published == "2026-01-05T09:10"


# Bad input.


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"text\n\x00\x01\x02", "line 2: a zero byte: the file is binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "line 3: a zero byte"),
        ("标题\n稀土".encode("gb18030"), "line 1: the text is not UTF-8"),
        ("title\nr\xe9sum\xe9".encode("latin-1"), "line 2: the text is not UTF-8"),
        ("标题\n稀土".encode("utf-16"), "line 1: the text is UTF-16"),
        (b"just a text\nwithout articles\n", "lines 1 to 2: no article found"),
        (b"x" * 10_000_000, "lines 1 to 1: no article found"),
        (b"1" * 10_000_000, "lines 1 to 1: no article found"),
        (
            "标题\nSou Hu Cai Jing· 2026-13-05 09:10\nText.".encode(),
            "line 2: the date '2026-13-05 09:10' can't be read",
        ),
        ("标题\nSou Hu Cai Jing· yesterday\nText.".encode(), "line 2: the date 'yesterday' can't be read"),
        (b"Sou Hu Cai Jing\xc2\xb7 2026-01-05 09:10\nText.", "line 1: no title before the date line"),
        (DATED.encode(), 'line 1: the article "标题" has no body'),
        (f"{DATED}Text.\n{DATED}".encode(), 'line 4: the article "标题" has no body'),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value[:40],
)
def test_bad_input_is_told_with_its_line_and_nothing_is_written(content, says, review, tmp_path, capsys):
    path = tmp_path / "new.txt"
    path.write_bytes(content)
    assert intake.main([str(path), "--write"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("new.txt")
    assert says in err
    assert "\n    -> " in err
    assert list(review.parent.iterdir()) == []


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_file_that_cannot_be_opened_is_told(name, review, tmp_path, capsys):
    assert intake.main([str(tmp_path / name)]) == 1
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], [""], ["a.txt", "b.txt"], ["--help"]])
def test_other_arguments_print_the_usage(arguments, capsys):
    assert intake.main(arguments) == 2
    assert capsys.readouterr().err.startswith("usage: ")


def test_mixed_separators_are_told_with_their_line_and_the_rest_is_read(review, tmp_path, capsys):
    path = tmp_path / "new.txt"
    path.write_text(f"{DATED}俄罗斯稀土储量为3,50万吨,投资7000亿卢布。", encoding="utf-8")
    assert intake.main([str(path)]) == 0
    out = capsys.readouterr().out
    assert "line 3:9  3,50万吨: the separators don't group the digits by three" in out
    assert "700 billion rubles" in out


def test_a_seed_file_is_known_by_its_content_and_its_name_is_not_lent(review, tmp_path, capsys):
    path = tmp_path / SEED_FILES[0]
    path.write_text(f"{DATED}Text.", encoding="utf-8")
    assert intake.main([str(path)]) == 1
    assert "the name is that of a seed file, the content is not" in capsys.readouterr().err


def test_a_review_file_of_another_form_is_left_alone(review, capsys):
    review.write_text("a,b\n1,2\n", encoding="utf-8")
    assert intake.main([str(DIGESTS / "english.txt"), "--write"]) == 1
    assert "its columns are not those of proposals" in capsys.readouterr().err
    assert review.read_text(encoding="utf-8") == "a,b\n1,2\n"


# Accounts.


def account(text, figure_texts, ledger, not_claims=()):
    """Account for a line of a made-up seed file by claims with these texts."""
    digest = split_digest("900_made_up.txt", f"{DATED}{text}\n")
    articles = pd.DataFrame({"seed_file": ["900_made_up.txt"]}, index=pd.Index(["900-01"], name="key"))
    ids = [f"RU-{number:03d}" for number in range(901, 901 + len(figure_texts))]
    claims = pd.DataFrame(
        {"claim_id": ids, "article_id": "900-01", "line": 3, "figure_text": figure_texts},
        index=pd.Index(ids, name="key"),
    )
    rows = [("900_made_up.txt", line, text, count, "repeat", "") for line, text, count in not_claims]
    return account_for(
        digest,
        replace(
            ledger, articles=articles, claims=claims, not_claims=pd.DataFrame(rows, columns=ledger.not_claims.columns)
        ),
    )


def states(account):
    return [(entry.figure.text, entry.claim_id or entry.reason) for entry in account.entries if entry.line == 3]


def test_each_printed_figure_needs_a_row_of_its_own(ledger):
    found = account("A tariff of 200% here, the 200% tariff there.", ["200%"], ledger)
    assert states(found) == [("200%", "RU-901"), ("200%", "")]
    found = account("A tariff of 200% here, the 200% tariff there.", ["200%"], ledger, [(3, "200%", 1)])
    assert states(found) == [("200%", "RU-901"), ("200%", "repeat")]


def test_a_text_is_not_found_inside_a_longer_number(ledger):
    assert states(account("First 51% and 0.1%, then 1%.", ["1%"], ledger))[1:] == [
        ("51%", ""),
        ("0.1%", ""),
        ("1%", "RU-901"),
    ]


def test_a_claim_holds_all_figures_within_its_text_and_half_a_figure_is_not_held(ledger):
    found = account(
        "With 3,500 jobs in the first phase and 10 to 28 million tons.",
        ["3,500 jobs in the first phase", "28 million tons"],
        ledger,
    )
    assert states(found) == [("3,500 jobs", "RU-901"), ("first", "RU-901"), ("10 to 28 million tons", "")]


@each_of("row", [(3, "7 tons", 1), (3, "5 tons", 2), (40, "5 tons", 1)])
def test_a_row_that_the_text_does_not_bear_out_is_a_fault(ledger, row):
    problems = account("They sold 5 tons.", [], ledger, [row]).problems
    assert len(problems) == 1
    assert problems[0].file == "data/not_claims.csv"


# Proposals.


def test_an_english_article_is_taken_in_and_its_conflicts_are_named(ledger, review, capsys):
    assert intake.main([str(DIGESTS / "english.txt")]) == 0
    out = capsys.readouterr().out
    summary = out[out.index("conflicts with the ledger:") :]
    line = next(line for line in summary.splitlines() if "70 billion rubles, on ru.investment-rub" in line)
    assert all(claim_id in line for claim_id in claims_on(ledger, "ru.investment-rub"))
    assert "a power of ten apart" in line
    assert "150%, on us.tariff-threat" not in summary  # nothing says that the magnets are of rare earths
    assert "may speak of the same, and differs from 200% (US-013, adopted)" in out
    assert not review.exists()


def test_a_chinese_article_is_taken_in_and_what_may_differ_is_no_conflict(ledger, review, capsys):
    assert intake.main([str(DIGESTS / "chinese.txt")]) == 0
    out = capsys.readouterr().out
    assert "0 new figures conflict with the ledger" in out
    lines = out[out.index("1200万吨") :].splitlines()
    assert "joins ru.reserves" in lines[1]
    line = next(line for line in lines if "may speak of the same, and differs from" in line)
    values = ledger.claims.loc[sorted(claims_on(ledger, "ru.reserves"))]
    apart = values.index[(values["value"] - 12e6).abs() > 0.02 * values["value"]]
    assert len(apart) >= 2
    assert all(claim_id in line for claim_id in apart)


def test_a_range_that_holds_the_figure_agrees(ledger):
    rivals = {rival.key: rival.agrees for rival in Rivals(ledger).compare(find_figures("1200万吨")[0], "ru.reserves")}
    ranges = ledger.claims[(ledger.claims["indicator_id"] == "ru.reserves") & ledger.claims["low"].notna()]
    assert len(ranges)
    assert all(rivals[claim_id] for claim_id in ranges.index)


def test_write_appends_each_proposal_once_with_the_columns_of_claims(ledger, review, capsys):
    for name in ("english.txt", "chinese.txt", "english.txt"):
        assert intake.main([str(DIGESTS / name), "--write"]) == 0
    assert capsys.readouterr().out.endswith("0 rows appended to data/review.csv\n")
    rows = pd.read_csv(review, dtype=str, keep_default_na=False)
    assert tuple(rows.columns) == COLUMNS
    assert set(ledger.claims.columns) <= set(COLUMNS)
    claims = rows[rows["table"] == "claims"]
    assert claims["claim_id"].is_unique
    assert not set(claims["claim_id"]) & set(ledger.claims.index)
    taken = set(ledger.articles.index.str[:3])
    prefixes = {name: set(group.str[:3]) for name, group in rows.groupby("seed_file")["article_id"]}
    assert all(len(found) == 1 and not found & taken for found in prefixes.values())
    assert prefixes["english.txt"] != prefixes["chinese.txt"]
    ruble = claims[claims["unit"] == "RUB"].iloc[0]
    assert (ruble["value"], ruble["indicator_id"], ruble["line"]) == ("70000000000", "ru.investment-rub", "7")
    marks = rows[rows["table"] == "not_claims"]
    assert set(marks["reason"]) >= {"footnote mark", "list mark", "time stamp", "product name"}


def test_a_statement_proposed_holds_key_words_and_no_sentence(review):
    intake.main([str(DIGESTS / "english.txt"), "--write"])
    rows = pd.read_csv(review, dtype=str, keep_default_na=False)
    assert all(len(statement.split()) < 12 for statement in rows["statement"])


def test_a_failed_write_leaves_the_review_file_as_it_was(review, monkeypatch, capsys):
    intake.main([str(DIGESTS / "english.txt"), "--write"])
    before = review.read_bytes()

    def fail(self, target):
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "replace", fail)
    assert intake.main([str(DIGESTS / "chinese.txt"), "--write"]) == 1
    assert "data/review.csv: can't be written: the disk is full" in capsys.readouterr().err
    assert review.read_bytes() == before
    assert [path.name for path in review.parent.iterdir()] == [review.name]


def test_an_indicator_with_a_unit_has_terms_and_its_figures_can_join_it(ledger):
    with_unit = ledger.indicators[ledger.indicators["unit"] != ""]
    assert with_unit.index[with_unit["terms"] == ""].tolist() == []


@each_of(
    ("text", "unit", "factor"),
    [
        ("5 tons", "kg", 1000),
        ("a third of it", "%", 100),
        ("threefold", "%", None),
        ("5 million", "USD", 1),
        ("5", "USD", None),
        ("5 tons", "USD", None),
    ],
)
def test_a_figure_is_brought_to_another_unit_only_where_that_can_be(text, unit, factor):
    assert conversion(find_figures(text)[0], unit) == factor


def test_the_indicator_of_a_new_sentence_is_guessed(ledger):
    terms, first = Terms(ledger.indicators), 0
    for text, title, indicator_id in (sentences := cases("intake", "sentences")):
        unit = ledger.indicators.at[indicator_id, "unit"]
        figure = [found for found in find_figures(text, "2026-05-01") if not found.mark and conversion(found, unit)][-1]
        ranked = terms.rank(figure, read_surroundings(text, figure, title, "GL", "2026-05-01"))
        first += ranked[:1] != [] and ranked[0].indicator_id == indicator_id
    assert first / len(sentences) >= 0.9


# The originals.


@pytest.fixture(params=SEED_FILES)
def original(request):
    """Return one of the five seed files, read."""
    return read_digest(Path(ORIGINALS) / request.param)


@needs_originals
def test_no_figure_of_the_originals_is_unaccounted_for(original, ledger):
    found = account_for(original, ledger)
    assert [f"line {entry.line}, column {entry.figure.start + 1}: {entry.figure.text}" for entry in found.open] == []
    assert [str(problem) for problem in found.problems] == []


@needs_originals
def test_the_articles_of_the_originals_are_those_of_the_table(original, ledger):
    rows = ledger.articles[ledger.articles["seed_file"] == original.name]
    found = [(a.line, a.title, a.published, a.language, a.truncated) for a in original.articles]
    assert found == list(
        rows[["line", "title", "published", "language", "truncated"]].itertuples(index=False, name=None)
    )
    for (article_id, _), article in zip(rows.iterrows(), original.articles, strict=True):
        lines = {article.line, *(line for line, _ in article.body)}
        assert set(ledger.claims.loc[ledger.claims["article_id"] == article_id, "line"]) <= lines


@needs_originals
def test_a_copy_of_an_original_is_known_whatever_its_name(review, tmp_path, capsys):
    copy = tmp_path / "copy.txt"
    copy.write_bytes((Path(ORIGINALS) / SEED_FILES[0]).read_bytes())
    assert hashlib.sha256(copy.read_bytes()).hexdigest()
    assert intake.main([str(copy)]) == 0
    assert capsys.readouterr().out.startswith(f"{SEED_FILES[0]}: 1 article, 000-01")


def figures_of_claims(ledger):
    """Yield the claims with a figure, each with the figures its text holds, their line and their article."""
    for name in SEED_FILES:
        digest = read_digest(Path(ORIGINALS) / name)
        held = {}
        for entry in account_for(digest, ledger).entries:
            held.setdefault(entry.claim_id, []).append(entry)
        for claim_id, claim in ledger.claims[ledger.claims["unit"] != ""].iterrows():
            if claim_id in held:
                entry = held[claim_id][0]
                figures = [found.figure for found in held[claim_id]]
                yield claim, figures, digest.lines[entry.line - 1], digest.articles[entry.article]


@needs_originals
def test_the_parser_reads_the_figures_as_the_claims_have_them(ledger):
    def same(left, right):
        return (math.isnan(left) and math.isnan(right)) or math.isclose(left, right, rel_tol=1e-4)

    read, claims = 0, list(figures_of_claims(ledger))
    assert {claim["claim_id"] for claim, *_ in claims} == set(ledger.claims.index[ledger.claims["unit"] != ""])
    for claim, figures, *_ in claims:
        read += any(
            figure.unit == claim["unit"]
            and all(same(getattr(figure, name), claim[name]) for name in ("value", "low", "high"))
            and (figure.unit != "date" or figure.period == claim["period"])
            for figure in figures
        )
    assert read / len(claims) >= 0.97


@needs_originals
def test_the_indicator_of_a_claim_is_guessed_from_its_sentence(ledger):
    terms, first, total = Terms(ledger.indicators), 0, 0
    for claim, figures, text, article in figures_of_claims(ledger):
        around = read_surroundings(text, figures[0], article.title, find_theme(article), article.published)
        ranked = [candidate.indicator_id for candidate in terms.rank(figures[0], around)]
        total += 1
        first += ranked[:1] == [claim["indicator_id"]]
    assert first / total >= 0.9


def test_the_ledger_is_not_changed_by_intake(ledger, review):
    before = {
        name: hashlib.sha256(getattr(ledger, name).to_csv().encode()).hexdigest()
        for name in ("claims", "not_claims", "articles")
    }
    intake.main([str(DIGESTS / "english.txt"), "--write"])
    load_ledger.cache_clear()
    after = {name: hashlib.sha256(getattr(load_ledger(), name).to_csv().encode()).hexdigest() for name in before}
    assert after == before

"""Prose binds its numbers: what stands there as bare digits is a year or a name."""

import re

import pandas as pd
from conftest import cases, each_of

from evidence.charts.figure import MIME
from evidence.facts.binding import find_bindings
from evidence.ledger import load_ledger
from evidence.ledger.yardstick import YARDSTICK
from evidence.pages.notebooks import chapter_paths, payloads, prose, read_notebook
from evidence.paths import BOOK
from evidence.rules.pages import check_summary
from evidence.rules.probability import check_probability

CHAPTERS = chapter_paths()
NOT_PROSE = (
    r"```[\s\S]*?```",  # fences
    r"\{[a-z-]+\}`[^`]*`",  # roles
    r"`[^`]*`",  # code
    r"\]\([^)]*\)",  # targets of links
    r"(?m)^\d+\. ",  # numbers of a list
)
NAMES = (
    r"\bNos?\. ?\d+( of \d{4}|/\d{4})?((,| to| and|,? or) \d+)*",  # numbered announcements
    r"\b\d{3}-\d{2}\b",  # articles
    r"\b(XC|RU|US|EU|GL)-\d{3}\b",  # claims
    r"\b(F-35|DDG-51|SSN-774|HS ?\d+|HTS ?\d+|Article \d+|Section \d+|SR \d+/\d+|DFARS [\d.-]+)",
    r"(\(E[UC]\) |No\. )\d{4}/\d+",  # regulations
    r"COM\(\d{4}\) \d+",
    r"\bCN \d{4}( \d\d)*",  # customs headings of the EU
    r"公告\d{4}年第\d+号",  # Chinese titles
    r"\b(ABC1|C1|C2|C1\+C2|A\+B\+C1(\+C2)?|10X|ICD 203|MCS \d{4}|GCMO \d{4}|GAO-\S+|R41744)",
    r"\b(19|20)\d\d(-\d\d)?\b",  # years
)
# The days on which the articles appeared: an article is told by its day, "an article of 26 October", in a table "(26 October)".
DAYS = "|".join(sorted({f"{day.day} {day:%B}" for day in pd.to_datetime(load_ledger().articles["published"])}))
ARTICLE = rf"(?:\barticles? of |\()(?:{DAYS})\b"


def bare_digits(text: str) -> list[str]:
    """Return the words of a text that hold digits and are neither bound facts, years nor names."""
    for found in reversed([found for found in find_bindings(text) if not found.conditions]):
        text = text[: found.start] + text[found.end :]
    for pattern in NOT_PROSE:
        text = re.sub(pattern, " ", text)
    for pattern in (*NAMES, ARTICLE):
        text = re.sub(pattern, " ", text)
    return re.findall(r"\S*\d\S*", text)


def shown(path, *parts):
    """Return parts of what a chapter's figures say."""
    return [payload[part] for payload in payloads(read_notebook(path), MIME) for part in parts]


@each_of("path", CHAPTERS)
def test_no_qualifier_of_a_fact_is_printed_again_by_the_sentence_around_it(path):
    qualifier = r"(about|over|under|at least|at most|up to)"
    text = "\n".join([prose(read_notebook(path)), *shown(path, "title", "description")])
    assert re.findall(rf"\b{qualifier}\s+\[?{qualifier}\b", text) == []


@each_of(
    ("text", "typed"),
    [
        ("Russia mines 2,600 t; No. 61 of 2025, in [3 t](#RU-013) and [some 4 t](#ru.output<5000).", ["2,600", "4"]),
        ("An article of 26 October says so, another as well (26 June).", []),
        ("An article of 27 October says so; the rule is of 26 October.", ["27", "26"]),
    ],
)
def test_the_lint_sees_a_typed_number(text, typed):
    assert bare_digits(text) == typed


@each_of("path", [*CHAPTERS, BOOK / "index.md"])
def test_chapters_and_summary_type_no_numbers(path):
    text = path.read_text(encoding="utf-8") if path.suffix == ".md" else prose(read_notebook(path))
    assert bare_digits(text) == []


def probability_faults(text):
    return [problem.what for problem in check_probability("page", text)]


@each_of("word", YARDSTICK)
def test_the_yardstick_is_allowed(word):
    assert probability_faults(f"It is {word} that exports fall.") == []


@each_of(("sentence", "fault"), cases("prose", "words of probability are those of the yardstick and no confidence"))
def test_words_of_probability_are_those_of_the_yardstick_and_no_confidence(sentence, fault):
    assert probability_faults(f"It stands. {sentence} It stood.") == ([fault] if fault else [])


def test_the_yardstick_is_the_one_the_book_explains():
    page = " ".join((BOOK / "how_to_read.md").read_text(encoding="utf-8").split())
    said = re.findall(r"\*([a-z ]+)\* \((\d+) to (\d+) %\)", page)
    assert {word: (int(low), int(high)) for word, low, high in said} == YARDSTICK


@each_of("path", CHAPTERS)
def test_figures_keep_to_the_yardstick(path):
    # So do chapters and summary, or no page is built: `check_book`.
    assert probability_faults("\n\n".join(shown(path, "title", "subtitle", "description", "note"))) == []


@each_of("path", CHAPTERS)
def test_chapters_read_by_themselves(path):
    notebook = read_notebook(path)
    # The page of judgements is a list and no chapter.
    assert 15 <= len(notebook.cells) <= 25 or path.stem == "judgements"
    assert "{fact}" not in prose(notebook)
    assert notebook.cells[-1].source.endswith("page_evidence()")
    for cell in notebook.cells:
        drawn = [output for output in cell.get("outputs", []) if MIME in output.get("data", {})]
        # A cell that draws shows what it draws, and no more than one figure.
        assert len(drawn) == cell.source.count("= Figure(") or path.stem == "explore"


@each_of(("text", "fault"), cases("prose", "the summary prints what its chapters show"))
def test_the_summary_prints_what_its_chapters_show(text, fault):
    told = [problem.what for problem in check_summary("book/index.md", text, BOOK)]
    assert (told[0] if told else "") == fault

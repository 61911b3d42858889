"""Prose binds its numbers: what stands there as bare digits is a year or a name."""

import re

import pytest

from evidence.facts import fact
from evidence.figure import MIME
from evidence.notebooks import FACT_ROLE, chapter_paths, payloads, prose, read_notebook
from evidence.paths import BOOK
from evidence.quantities import NBSP

CHAPTERS = chapter_paths()
NOT_PROSE = (
    r"```[\s\S]*?```",  # fences
    r"\{[a-z-]+\}`[^`]*`",  # roles
    r"`[^`]*`",  # code
    r"\]\([^)]*\)",  # targets of links
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


def bare_digits(text: str) -> list[str]:
    """Return the words of a text that hold digits and are neither bound facts, years nor names."""
    for pattern in NOT_PROSE:
        text = re.sub(pattern, " ", text)
    for pattern in NAMES:
        text = re.sub(pattern, " ", text)
    return re.findall(r"\S*\d\S*", text)


QUALIFIER = r"(about|over|under|at least|at most|up to)"


def doubled_qualifiers(text: str) -> list[str]:
    """Return words such as "about about" that a fact and the sentence around it would print together."""
    resolved = FACT_ROLE.sub(lambda role: fact(role[1]).text.replace(NBSP, " "), text)
    return re.findall(rf"\b{QUALIFIER}\s+{QUALIFIER}\b", resolved)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.name)
def test_no_qualifier_is_printed_twice(path):
    notebook = read_notebook(path)
    figures = [payload[part] for payload in payloads(notebook, MIME) for part in ("title", "description")]
    assert doubled_qualifiers("\n".join([prose(notebook), *figures])) == []


def test_the_lint_sees_a_typed_number():
    assert bare_digits("Russia mines 2,600 t; No. 61 of 2025, in {fact}`RU-013`, is a rule.") == ["2,600"]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.name)
def test_chapters_type_no_numbers(path):
    assert bare_digits(prose(read_notebook(path))) == []


def test_the_summary_types_no_numbers():
    assert bare_digits((BOOK / "index.md").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.name)
def test_chapters_are_prose_and_calls(path):
    notebook = read_notebook(path)
    assert 15 <= len(notebook.cells) <= 25
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert "import altair" not in cell.source
            assert "pandas" not in cell.source
    assert notebook.cells[-1].source.startswith(f'chapter.close(\n    "{path.stem}"')

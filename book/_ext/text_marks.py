"""Marks in the finished text of a page: other languages, and abbreviations and element symbols explained in place.

Part of the text comes from Sphinx, part from outputs; what terms mean the glossary and the record say.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from evidence.ledger import load_ledger

GLOSSARY = "book/glossary"
# Scripts of other languages; a run holds the digits and signs between two of its letters.
SCRIPTS = {
    "zh": r"[\u3400-\u9fff](?:[\u3400-\u9fff0-9、，。；：（）《》“”·]*[\u3400-\u9fff》）])?",
    "ko": r"[\uac00-\ud7af]+(?: [\uac00-\ud7af]+)*",
    "ru": r"[\u0400-\u04ff]+(?:[ ,«»0-9-]+[\u0400-\u04ff]+)*",
}
FOREIGN = re.compile("|".join(f"(?P<{language}>{pattern})" for language, pattern in SCRIPTS.items()))
# A word of a glossary head is an abbreviation if it has two capitals.
ABBREVIATION = re.compile(r"(?<![\w])(?=\w*[A-Z]\w*[A-Z])[A-Za-z]+(?!\w)")
HEADINGS = {"h1", "h2", "h3", "h4"}
# Where no mark belongs: what is a link, a name or a picture already, and tables, which would fill with links.
UNMARKED = HEADINGS | {"a", "button", "code", "dt", "figcaption", "label", "pre", "summary", "svg", "table"}
# Where a language can't be marked.
PICTURES = {"svg", "script", "select"}
VOID = {"br", "hr", "img", "input", "meta", "link", "wbr", "col"}
TOKEN = re.compile(r"(<[^>]*>)")
TAG = re.compile(r"<(/?)([a-z0-9]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """An abbreviation or symbol: where it is explained, and what its card says."""

    href: str
    title: str
    rows: tuple[tuple[str, str], ...]


def anchor(head: str) -> str:
    """Return the id of a glossary entry."""
    return f"term-{nodes.make_id(head)}"


@cache
def glossary_terms(environment: BuildEnvironment) -> dict[str, Term]:
    """Return the abbreviations among the heads of the glossary, each with its entry."""
    found = {}
    for item in environment.get_doctree(GLOSSARY).findall(nodes.definition_list_item):
        head = item.next_node(nodes.term).astext()
        meaning = " ".join(item.next_node(nodes.definition).astext().split())
        for word in ABBREVIATION.findall(head):
            found[word] = Term(f"glossary.html#{anchor(head)}", head, (("Means", meaning),))
    return found


@cache
def element_terms() -> dict[str, Term]:
    """Return the element symbols, each with its row of the record."""
    found = {}
    for symbol, row in load_ledger().elements.iterrows():
        rows = (
            ("Element", f"{row['name']}, {row['name_zh']}, {row['name_ru']}"),
            ("Group", row["group_usgs"]),
            ("Uses", row["uses"]),
            ("Export to foreign buyers", row["control_status"]),
        )
        found[symbol] = Term(f"measures.html#{symbol}", f"{symbol}: {row['name']}", rows)
    return found


def word_pattern(terms: dict[str, Term]) -> re.Pattern[str]:
    """Return what finds a term as a word of its own; a symbol before a capital is part of a name (La Rochelle)."""
    abbreviations = "|".join(re.escape(word) for word in terms if len(word) > 2)
    symbols = "|".join(re.escape(word) for word in terms if len(word) <= 2)
    return re.compile(rf"(?<![\w./-])(?:(?:{abbreviations})(?![\w/-])|(?:{symbols})(?![\w/.’'-]| [A-Z][a-z]{{2}}))")


def annotate(body: str, terms: dict[str, Term]) -> tuple[str, set[str]]:
    """Return a page with languages marked and terms linked, once a section of the second level, and these terms."""
    words = word_pattern(terms) if terms else None
    used: set[str] = set()
    marked: set[str] = set()
    unmarked, foreign, pictures = [], [], []
    parts = TOKEN.split(body)
    for place, part in enumerate(parts):
        if place % 2:
            tag = TAG.match(part)
            if tag is None or tag.group(2) in VOID or part.endswith("/>"):
                continue
            name = tag.group(2)
            if name == "h2":
                marked.clear()
            for stack, counts in (
                (unmarked, name in UNMARKED),
                (foreign, " lang=" in part),
                (pictures, name in PICTURES),
            ):
                if not tag.group(1):
                    stack.append(counts)
                elif stack:
                    stack.pop()
        elif part.strip():
            if not any(foreign) and not any(pictures):
                part = FOREIGN.sub(lambda run: f'<span lang="{run.lastgroup}">{run.group()}</span>', part)
            if words and not any(unmarked):
                part = words.sub(_marker(terms, marked), part)
            parts[place] = part
            used |= marked
    return "".join(parts), used


def _marker(terms: dict[str, Term], marked: set[str]) -> Callable[[re.Match[str]], str]:
    """Return what links a term where its section names it first."""

    def mark(found: re.Match[str]) -> str:
        word = found.group()
        if word in marked:
            return word
        marked.add(word)
        return f'<a class="term" href="{html.escape(terms[word].href)}">{word}</a>'

    return mark


def address_terms(app: Sphinx, doctree: nodes.document) -> None:
    """Give the entries of the glossary addresses."""
    if app.env.docname == GLOSSARY:
        for term in doctree.findall(nodes.term):
            term["ids"].append(anchor(term.astext()))


def annotate_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Mark a page's text, and keep what its cards must explain."""
    if doctree is not None:
        terms = glossary_terms(app.env) | element_terms()
        context["body"], used = annotate(context["body"], terms)
        context["page_terms"] = {word: terms[word] for word in sorted(used)}

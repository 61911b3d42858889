"""Keys by words: what a reader finds who knows no key."""

import difflib
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from evidence.facts.registry import fact
from evidence.facts.tables import Table
from evidence.ledger import Ledger, keep, load_ledger
from evidence.results import RESULTS

# What a word must be like to be taken for one that was misspelt.
ALIKE = 0.75


class Entry(NamedTuple):
    """A key with what it can be found by; ``text`` is empty where it is a fact's."""

    key: str
    kind: str
    label: str
    words: str
    text: str = ""


def search(query: str, ledger: Ledger | None = None) -> Table:
    """Find keys by words or parts of them, in English, Chinese or Russian; case and accents don't matter.

    Each must be found in the key, label, statement, source or another name of an entry; a word found nowhere counts as
    those most like it. By key, columns ``kind`` (indicator, result, assumption, judgement, claim, record, measure,
    project or element; the last two are no facts), ``text`` (what prose prints) and ``label``; those with all words in
    key or label come first.
    """
    ledger = ledger or load_ledger()
    ledger.refuse_changes()
    entries, vocabulary = _entries(ledger)
    wanted = [_spellings(word, vocabulary) for word in _plain(query).split()]
    found = [entry for entry in entries if wanted and _holds(entry.words, wanted)]
    found.sort(key=lambda entry: not _holds(_plain(f"{entry.key} {entry.label}"), wanted))
    rows = [(entry.key, entry.kind, _text(entry, ledger), entry.label) for entry in found]
    return Table(rows, columns=["key", "kind", "text", "label"]).set_index("key")


def _plain(text: str) -> str:
    """Return a text without case and accents."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in split if not unicodedata.combining(character))


def _spellings(word: str, vocabulary: dict[str, None]) -> list[str]:
    if any(word in known for known in vocabulary):
        return [word]
    return difflib.get_close_matches(word, vocabulary, n=3, cutoff=ALIKE) or [word]


def _holds(text: str, wanted: list[list[str]]) -> bool:
    return all(any(spelling in text for spelling in spellings) for spellings in wanted)


def _text(entry: Entry, ledger: Ledger) -> str:
    is_fact = entry.kind not in ("project", "element")
    if entry.kind == "indicator":
        is_fact = bool(entry.key in ledger.resolutions.index and ledger.resolutions.at[entry.key, "adopted"])
    return fact(entry.key, ledger).text if is_fact else entry.text


@keep
def _entries(ledger: Ledger) -> tuple[list[Entry], dict[str, None]]:
    """Return all entries with their words made plain, and every word that occurs in them, once, in order."""
    names = {row["name"]: f"{row['name_zh']} {row['name_ru']}" for _, row in ledger.elements.iterrows()}
    is_named = re.compile("|".join(names))
    entries = []
    for entry in _tables(ledger):
        said = f"{entry.key} {entry.label} {entry.words}"
        others = " ".join(names[name] for name in sorted(set(is_named.findall(said.casefold()))))
        entries.append(entry._replace(words=_plain(f"{said} {others}")))
    words = (word.strip(".,;:()\"'") for entry in entries for word in entry.words.split())
    return entries, dict.fromkeys(words)


def _tables(ledger: Ledger) -> Iterator[Entry]:
    areas = ledger.areas["name"]
    for key, indicator in ledger.indicators.iterrows():
        yield Entry(key, "indicator", indicator["label"], f"{indicator['definition']} {indicator['terms']}")
    for key, result in RESULTS.items():
        yield Entry(key, "result", result.label, result.basis)
    for key, assumption in ledger.assumptions.iterrows():
        yield Entry(key, "assumption", assumption["label"], assumption["reason"])
    for key, judgement in ledger.judgements.iterrows():
        yield Entry(f"{key}.statement", "judgement", judgement["statement"], judgement["event"])
    for key, claim in ledger.claims.iterrows():
        article = ledger.articles.loc[claim["article_id"]]
        words = [claim["figure_text"], claim["note"], article["publisher"], article["title"], article["title_en"]]
        yield Entry(key, "claim", claim["statement"], " ".join(words))
    for key, row in ledger.observations.iterrows():
        source = ledger.sources.loc[row["source_id"]]
        label = f"{row['basis']}, {areas[row['area']]}, {row['period']}: {source['publisher']}"
        yield Entry(key, "record", label, f"{source['title']} {source['title_en']} {row['locator']} {row['note']}")
    for key, measure in ledger.measures.iterrows():
        words = f"{measure['title_original']} {measure['what']} {measure['actor']} {measure['elements']}"
        yield Entry(f"{key}.status", "measure", f"{measure['instrument']}: status", words)
    for key, project in ledger.projects.iterrows():
        words = f"{project['company']} {areas[project['area']]} {project['stage']} {project['what']} {project['note']}"
        yield Entry(f"project:{key}", "project", project["name"], words, project["status"])
    for key, element in ledger.elements.iterrows():
        yield Entry(f"element:{key}", "element", element["name"], element["uses"], element["control_status"])

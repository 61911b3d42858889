"""From a fact key to the documents it rests on, and to the source line of a figure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from evidence.errors import EvidenceError, Problem
from evidence.facts import CLAIM_ID, fact, split_bound
from evidence.facts.registry import rests_on
from evidence.ledger import Ledger, keep, load_ledger


@dataclass(frozen=True)
class Origin:
    """What a key rests on, articles and documents by id, where that is shown, and whether the book ``computed`` it."""

    articles: frozenset[str]
    sources: frozenset[str]
    href: str
    computed: bool = False


@dataclass(frozen=True)
class SourceMention:
    """One part of a source line: text, address and whether the source is weak."""

    text: str
    href: str
    weak: bool


def trace(key: str, ledger: Ledger | None = None) -> Origin:
    """Find what a fact, measure, ``element:Dy`` or ``project:...`` rests on; `EvidenceError` if nothing has the key."""
    return _trace(split_bound(key)[0], ledger or load_ledger())


@keep
def _trace(key: str, ledger: Ledger) -> Origin:
    kind, _, name = key.rpartition(":")
    for prefix, table in (("", ledger.measures), ("element", ledger.elements), ("project", ledger.projects)):
        if kind == prefix and name in table.index:
            row = table.loc[name]
            listed = ledger.measures.loc[row["control_measures"].split(), "source_id"] if kind == "element" else ()
            return Origin(frozenset(), frozenset({row["source_id"], *listed}), f"measures.html#{name}")
    found = fact(key, ledger)
    if CLAIM_ID.fullmatch(key):
        return Origin(frozenset({ledger.claims.at[key, "article_id"]}), frozenset(), found.href)
    if found.kind == "record":
        row = ledger.observations.loc[found.anchor]
        return Origin(frozenset(), frozenset({row["source_id"]}), found.href, row["status"] == "derived")
    if found.kind == "measure":
        return Origin(frozenset(), frozenset({ledger.measures.at[key.rpartition(".")[0], "source_id"]}), found.href)
    if found.kind not in ("assumption", "indicator", "model"):
        what = "it rests on no document"
        raise EvidenceError(Problem(f"fact {key}", "", what, "plot claims, record rows or results"))
    origins = [trace(name, ledger) for name in rests_on(key, ledger)]
    articles = frozenset().union(*(origin.articles for origin in origins))
    sources = frozenset().union(*(origin.sources for origin in origins))
    if found.kind == "assumption" and not origins:
        sources = frozenset(filter(None, [ledger.assumptions.at[key, "source_id"]]))
    return Origin(articles, sources, found.href, computed=True)


def source_line(keys: Iterable[str], ledger: Ledger | None = None) -> list[SourceMention]:
    """Name the documents of some keys: articles, publishers with years in alphabetical order, then our arithmetic."""
    ledger = ledger or load_ledger()
    origins = [trace(key, ledger) for key in keys]
    mentions = []
    articles = sorted(frozenset().union(*(origin.articles for origin in origins)))
    if articles:
        noun = "article" if len(articles) == 1 else "articles"
        publishers = sorted({ledger.articles.at[article, "publisher"] for article in articles})
        text = f"{', '.join(publishers)}, {noun} {', '.join(articles)}"
        mentions.append(SourceMention(text, f"sources.html#article-{articles[0]}", weak=False))
    sources = ledger.sources.loc[sorted(frozenset().union(*(origin.sources for origin in origins)))]
    for publisher, documents in sources.groupby("publisher"):
        years = sorted({match.group() for text in documents["published"] if (match := re.search(r"\d{4}", text))})
        text = f"{publisher} ({', '.join(years)})" if years else publisher
        weak = bool((documents["grade"] == "C").any())
        mentions.append(SourceMention(text, f"sources.html#{documents.index[0]}", weak))
    if any(origin.computed for origin in origins):
        mentions.append(SourceMention("our arithmetic", "results.html", weak=False))
    return mentions

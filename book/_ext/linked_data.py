"""What each page says of itself to machines: JSON-LD in the words of schema.org.

The book has no address of its own, so identifiers are relative: ``ledger.html#RU-012`` is a claim, wherever the book lies.
"""

import json
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from evidence.charts.figure import stored_figures
from evidence.ledger import Ledger, edition, load_ledger
from evidence.ledger.tables import read_descriptor
from evidence.pages.notebooks import chapter_paths

Thing = dict[str, Any]
BOOK = {"@id": "index.html"}
DOWNLOADS = {"ledger.json": "application/json", "ledger.csv": "text/csv"}


def book_thing(titles: dict[str, str]) -> Thing:
    """Describe the book with its chapters, titles by address."""
    citation = edition.citation()
    return {
        "@type": ["Book", "Report"],
        **BOOK,
        "url": BOOK["@id"],
        "name": citation["title"],
        "abstract": citation["abstract"],
        "author": _authors(),
        "bookEdition": edition.edition(),
        "datePublished": str(citation["date-released"]),
        "inLanguage": "en",
        "keywords": citation["keywords"],
        "license": _license(),
        "isAccessibleForFree": True,
        "hasPart": [{"@type": "Chapter", "@id": address, "name": title} for address, title in titles.items()],
    }


def ledger_things(ledger: Ledger) -> list[Thing]:
    """Describe the data set, the articles (where a claim appears, not where it first did), and claims with reviews."""
    numbers = ledger.indicators[~ledger.indicators["unit"].isin(["", "date"])]
    days = ledger.articles["published"].str[:10]
    dataset = _dataset("claims", "ledger.html", f"{days.min()}/{days.max()}") | {
        "distribution": [
            {"@type": "DataDownload", "contentUrl": name, "encodingFormat": kind} for name, kind in DOWNLOADS.items()
        ],
        "variableMeasured": [
            _variable(row["label"], row["unit"], f"indicators.html#{key}") for key, row in numbers.iterrows()
        ],
    }
    articles = [
        {
            "@type": "CreativeWork",
            "@id": f"sources.html#article-{article_id}",
            "headline": article["title"],
            "inLanguage": "zh" if re.search("[\u4e00-\u9fff]", article["title"]) else "en",
            "alternativeHeadline": article["title_en"],
            "datePublished": article["published"],
            "publisher": {"@type": "Organization", "name": article["publisher"]},
        }
        for article_id, article in ledger.articles.iterrows()
    ]
    claims, reviews = [], []
    for claim_id, claim in ledger.claims.iterrows():
        about = {"@id": f"ledger.html#{claim_id}"}
        article = {"@id": f"sources.html#article-{claim['article_id']}"}
        told = {"identifier": claim_id, "text": claim["statement"], "appearance": article}
        claims.append({"@type": "Claim", **about, **told})
        rating = {"@type": "Rating", "alternateName": ledger.verdicts.at[claim_id, "verdict"]}
        told = {"itemReviewed": about, "claimReviewed": claim["statement"], "reviewRating": rating}
        reviews.append({"@type": "ClaimReview", **told, "author": _authors(), "isPartOf": BOOK})
    return [dataset, *articles, *claims, *reviews]


def record_thing(ledger: Ledger) -> Thing:
    """Describe the public record as a data set, with its series as variables."""
    years = ledger.observations["period"].str.extract(r"^(\d{4})")[0].dropna()
    series = ledger.observations.drop_duplicates("series")
    return _dataset("observations", "record.html", f"{years.min()}/{years.max()}") | {
        "variableMeasured": [
            _variable(row["series"], row["unit"], f"record.html#{row['series']}") for _, row in series.iterrows()
        ]
    }


def _authors() -> list[Thing]:
    return [{"@type": "Organization", "name": author["name"]} for author in edition.citation()["authors"]]


def _license() -> str:
    return read_descriptor()["licenses"][0]["path"]


def _variable(name: str, unit: str, address: str) -> Thing:
    return {"@type": "PropertyValue", "@id": address, "name": name, "unitText": unit}


def _dataset(resource: str, address: str, covers: str) -> Thing:
    descriptor = read_descriptor()
    table = next(table for table in descriptor["resources"] if table["name"] == resource)
    return {
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": f"{descriptor['title']}: {table['title'].lower()}",
        "description": table["description"],
        "license": _license(),
        "version": edition.edition(),
        "temporalCoverage": covers,
        "isPartOf": BOOK,
    }


def page_things(page: str, titles: dict[str, str]) -> list[Thing]:
    """Return what a page, by name without folder and suffix, says of itself; ``titles`` are those of all pages."""
    chapters = [path.stem for path in chapter_paths()]
    if page == "index":
        return [book_thing({f"{name}.html": titles[name] for name in chapters})]
    if page == "ledger":
        return ledger_things(load_ledger())
    if page == "record":
        return [record_thing(load_ledger())]
    kind, address = "Chapter" if page in chapters else "WebPage", f"{page}.html"
    thing = {"@type": kind, "@id": address, "url": address, "name": titles[page], "isPartOf": BOOK, "inLanguage": "en"}
    drawn = stored_figures(chapter_paths()[chapters.index(page)]) if page in chapters else ()
    return [thing | ({"image": f"embed/{drawn[0]['id']}.png"} if drawn else {})]


def script(things: list[Thing]) -> str:
    """Write things as one script tag, compact, and so that no text in them can end the tag."""
    graph = {"@context": "https://schema.org", "@graph": things}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    # Within JSON these three characters stand in strings only, where their escapes mean the same.
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/ld+json">{text}</script>'


def add_linked_data(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put a page's JSON-LD into its head; pages the theme makes (search, index of terms) have none."""
    if doctree is not None:
        titles = {name.rpartition("/")[2]: title.astext() for name, title in app.env.titles.items()}
        context["metatags"] = context.get("metatags", "") + script(page_things(pagename.rpartition("/")[2], titles))

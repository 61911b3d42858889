"""The index of the search page: sections, entries, terms, judgements and figures, in any language.

Sphinx's own knows words of one language, no kinds and no figures; MiniSearch takes its stemmers (Snowball).
"""

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx

from _ext.record_pages import basis_id
from evidence.charts.figure import stored_figures
from evidence.facts import fact
from evidence.ledger import Ledger, keep, load_ledger
from evidence.ledger.quantities import format_date
from evidence.pages.notebooks import chapter_paths
from evidence.results import RESULTS

ENTRY_CLASSES = {"claim", "indicator", "measure", "result", "series"}
# Fields that name other entries, at which their words are found already.
ELSEWHERE = {"Also claimed", "Record", "Looked for", "Used in", "Inputs", "In numbers", "Used by"}
FILE = "_static/search-index.js"
STEMMERS = "_static/stemmers.js"


class Place(NamedTuple):
    """Somewhere a search may lead: an anchor of a page, what stands there, and its words beside the title."""

    anchor: str
    kind: str
    title: str
    text: str


def plain_text(node: nodes.Node) -> str:
    """Return the text of a node without markup, listings, and the sections and entries inside it."""
    if isinstance(node, nodes.raw):
        # Words in another language; of a cell's output, whose elements part words, the table of facts is all there is.
        whole = re.sub(r"</?(?:span|a|code|em|strong)\b[^>]*>", "", node.astext()) if "<span" in node.astext() else ""
        return html.unescape(re.sub(r"<[^>]+>", " ", whole))
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.literal_block):
        return ""
    if isinstance(node, nodes.field) and node.next_node(nodes.field_name).astext() in ELSEWHERE:
        return ""
    parts = (plain_text(child) for child in node.children if not _is_entry(child))
    return ("" if isinstance(node, nodes.TextElement) else " ").join(part for part in parts if part)


def _is_entry(node: nodes.Node) -> bool:
    if isinstance(node, nodes.term):
        return bool(node["ids"])
    if not isinstance(node, nodes.Element) or not node.get("ids"):
        return False
    return isinstance(node, nodes.section | nodes.row) or bool(ENTRY_CLASSES.intersection(node.get("classes", ())))


def find_entries(doctree: nodes.document) -> Iterator[tuple[str, str, str]]:
    """Yield anchor, title (heading, first paragraph, key) and text of every section, entry, term and addressed row."""
    for node in doctree.findall(_is_entry):
        anchor = node["ids"][0]
        if isinstance(node, nodes.term):
            yield anchor, node.astext(), " ".join(plain_text(node.next_node(nodes.definition, siblings=True)).split())
            continue
        first = next(node.findall(lambda part: isinstance(part, nodes.title | nodes.paragraph)), None)
        title = anchor if isinstance(node, nodes.row) or first is None else " ".join(plain_text(first).split())
        text = " ".join(plain_text(node).split())
        yield anchor, title, text.removeprefix(title).strip() if isinstance(first, nodes.title) else text


@keep
def named(ledger: Ledger) -> dict[str, tuple[str, ...]]:
    """Return kind and title, and of record rows the text, of all that tables know by anchor (``article-`` and id)."""
    areas, publishers = ledger.areas["name"], ledger.sources["publisher"]
    found: dict[str, tuple[str, ...]] = {}
    for series, rows in ledger.observations.groupby("series"):
        found[series] = ("series", f"{', '.join(rows['basis'].unique())} ({series})")
    for key, row in ledger.observations.iterrows():
        place = ", ".join(areas[area] for area in row["area"].split("/"))
        what = f"{fact(key, ledger).text} {row['basis']}, {place}, {format_date(row['period'])}"
        rest = f"{row['series']}, {row['status']}, {row['locator']}. {row['note']}"
        found[key] = ("record", f"{what}: {publishers[row['source_id']]}", rest)
    found |= {
        basis_id(name): ("basis", f"What \N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK} counts")
        for name in ledger.bases.index
    }
    found |= {key: ("gap", topic) for key, topic in ledger.gaps["topic"].items()}
    found |= {key: ("search", question) for key, question in ledger.searches["question"].items()}
    found |= {key: ("source", row["title_en"] or row["title"]) for key, row in ledger.sources.iterrows()}
    found |= {f"article-{key}": ("article", title) for key, title in ledger.articles["title_en"].items()}
    found |= {key: ("works", f"{row['name']}, {row['company']}") for key, row in ledger.projects.iterrows()}
    found |= {
        key: ("element", f"{row['name'].capitalize()} ({key}), {row['name_zh']}, {row['name_ru']}")
        for key, row in ledger.elements.iterrows()
    }
    found |= {key: ("measure", instrument) for key, instrument in ledger.measures["instrument"].items()}
    found |= {key: ("assumption", label) for key, label in ledger.assumptions["label"].items()}
    found |= {key: ("result", definition.label) for key, definition in RESULTS.items()}
    found |= {key: ("indicator", label) for key, label in ledger.indicators["label"].items()}
    return found | {key: ("claim", statement) for key, statement in ledger.claims["statement"].items()}


@cache
def _chapters() -> set[str]:
    return {f"book/{path.stem}" for path in chapter_paths()} | {"book/index"}


def place(page: str, anchor: str, title: str, text: str, ledger: Ledger) -> Place:
    """Return a place with its kind and the title by which a reader knows it, which its text doesn't repeat."""
    if known := named(ledger).get(anchor):
        text = text.removeprefix(anchor).lstrip().removeprefix(known[1]).lstrip()
        return Place(anchor, *known) if len(known) > 2 else Place(anchor, *known, text)
    return Place(
        anchor, "term" if anchor.startswith("term-") else "chapter" if page in _chapters() else "page", title, text
    )


def page_places(page: str, doctree: nodes.document) -> list[Place]:
    """Return the places of a page but for its figures."""
    ledger = load_ledger()
    places = [place(page, *found, ledger) for found in find_entries(doctree)]
    # No directive makes the entries of judgements.
    told = ["event", "reason", "confidence_reason", "other_reading", "test"]
    for key, row in ledger.judgements.iterrows() if page == "book/judgements" else ():
        places.append(Place(key, "judgement", row["statement"], " ".join(row[told])))
    return places


def kept_places(app: Sphinx, page: str) -> Path:
    """Return the file that holds the places of a page: several processes write pages, and not every build each page."""
    return Path(app.doctreedir) / f"{page}.places.json"


def collect(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Keep the places of a page for the index."""
    if doctree is not None:
        places = page_places(pagename, doctree)
        kept_places(app, pagename).write_text(json.dumps(places, ensure_ascii=False), encoding="utf-8")


def start(app: Sphinx) -> None:
    """Leave Sphinx's own index out."""
    app.builder.search = False


def add_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Give the search a page."""
    yield "search", {}, "search.html"


def stemmer_script() -> str:
    """Return Snowball's stemmers for English and Russian as one script; each is a global name in what Sphinx carries."""
    folder = resources.files("sphinx").joinpath("search", "minified-js")
    parts = ("base-stemmer.js", "porter-stemmer.js", "russian-stemmer.js")
    text = "\n".join(folder.joinpath(part).read_text(encoding="utf-8").strip() for part in parts)
    names = "BaseStemmer, PorterStemmer, RussianStemmer"
    return f"(() => {{\nlet {names};\n{text}\nObject.assign(window, {{ PorterStemmer, RussianStemmer }});\n}})();\n"


def write_index(app: Sphinx) -> None:
    """Write the index, pages in their order with their figures, and the stemmers."""
    found = {page: json.loads(kept_places(app, page).read_text(encoding="utf-8")) for page in app.env.found_docs}
    for path in chapter_paths():
        for payload in stored_figures(path):
            text = f"{payload['subtitle']} {payload['description']}"
            found[f"book/{path.stem}"].append(Place(payload["id"], "figure", payload["title"], text))
    pages = [[f"{page}.html", app.env.titles[page].astext(), found[page]] for page in sorted(found)]
    script = f"evidenceSearch({json.dumps(pages, ensure_ascii=False, separators=(',', ':'))});\n"
    (Path(app.outdir) / FILE).write_text(script, encoding="utf-8")
    (Path(app.outdir) / STEMMERS).write_text(stemmer_script(), encoding="utf-8")

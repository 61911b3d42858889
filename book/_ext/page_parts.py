"""Parts of pages without cells: a chapter's figure, the cards of the first page, and how to cite the book.

Paper prints the first page's list and prose as they are; a screen gets cards of judgements and chapters.
"""

import re
from functools import cache

import lxml.html
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from _ext.cards import render_card
from _ext.layout import link, paragraph
from evidence.charts.figure import draw_svg, stored_figures
from evidence.ledger import load_ledger
from evidence.pages.notebooks import chapter_paths, outputs, stored_notebook
from evidence.paper import citation
from evidence.paths import BOOK

SCREEN = ["not-in-pdf"]
JUDGEMENT = re.compile(r"#(KJ-\d+)$")


class FigureCardDirective(SphinxDirective):
    """``{figure-card} fig-id``: a chapter's figure on another page, from the same stored output."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the figure's card with a link to its chapter; `ExtensionError` if no chapter shows the figure."""
        wanted = self.arguments[0]
        for path in chapter_paths():
            for payload in stored_figures(path):
                if payload["id"] == wanted:
                    card = nodes.raw("", render_card(payload, path.stem), format="html")
                    chapter_link = link(path.stem.replace("_", " "), f"{path.stem}.html#{wanted}")
                    # The PDF names the page of the chapter's figure in its caption.
                    home = nodes.container(
                        "", paragraph(["From the chapter ", chapter_link, "."]), classes=["not-in-pdf"]
                    )
                    return [card, home]
        raise ExtensionError(f"{self.env.docname}: no chapter shows the figure {wanted}; check its id")


class ChaptersDirective(SphinxDirective):
    """``{chapters}``: a list whose items begin with a link to a chapter; each gets one of its figures, small."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the list; pictures are added once it is known where its links lead."""
        return [nodes.container("", *self.parse_content_to_nodes(), classes=["chapters"])]


@cache
def flips() -> dict[str, str]:
    """Return what would change each judgement, as the page of judgements has it."""
    found = {}
    for bundle in outputs(stored_notebook(BOOK / "judgements.ipynb"), "text/html"):
        for entry in lxml.html.fromstring(bundle["text/html"]).iter("div"):
            told = entry.xpath("./dl/dt[.='What flips it']/following-sibling::dd[1]")
            if entry.get("id", "").startswith("KJ-") and told:
                found[entry.get("id")] = " ".join(told[0].text_content().split())
    return found


def show_judgement(item: nodes.list_item, key: str) -> None:
    """Make a card of a judgement: its statement, word and confidence; its reasons and what would change it folded."""
    row = load_ledger().judgements.loc[key]
    reasons = item[0]
    statement = reasons.next_node(nodes.strong)
    reasons.remove(statement)
    marks = [nodes.inline("", text, classes=["mark"]) for text in (row["word"], f"{row['confidence']} confidence")]
    summary = '<summary><span class="not-in-pdf">Why, and what would change it</span></summary>'
    change = paragraph([nodes.strong("", "What would change it: "), f"{flips()[key]}."])
    item.children = []
    item += [
        nodes.paragraph("", "", statement, classes=["statement"]),
        nodes.container("", nodes.paragraph("", "", *marks), classes=["marks", *SCREEN]),
        nodes.raw("", f"<details>{summary}", format="html"),
        reasons,
        nodes.container("", change, classes=SCREEN),
        nodes.raw("", "</details>", format="html"),
    ]


def show_chapter(item: nodes.list_item, shown: set[str]) -> None:
    """Put the first figure of a chapter that the page doesn't show already, small, before what a list says of it."""
    chapter = item.next_node(nodes.reference)["refuri"].removesuffix(".html")
    payload = next(one for one in stored_figures(BOOK / f"{chapter}.ipynb") if one["id"] not in shown)
    picture = draw_svg(payload["specs"]["narrow"], f"small-{payload['id']}", payload["title"], payload["description"])
    # On paper a colon joins the chapter and what is said of it; on a card the one is the heading of the other.
    told = next(text for text in item.findall(nodes.Text) if text.startswith(": "))
    colon = nodes.inline("", ": ", classes=["only-in-pdf"])
    told.parent.replace(told, [colon, nodes.Text(told[2:3].upper() + told[3:])])
    html = f'<div class="chapter-picture not-in-pdf" aria-hidden="true">{picture}</div>'
    item.insert(0, nodes.raw("", html, format="html"))


def dress_first_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Turn the lists of the first page into cards."""
    # A single page has no addresses of others.
    if docname != app.config.root_doc or app.builder.name != "html":
        return
    cards = " ".join(raw.astext() for raw in doctree.findall(nodes.raw))
    shown = set(re.findall(r'<figure[^>]* id="(fig-[a-z-]+)"', cards))
    for item in list(doctree.findall(nodes.list_item)):
        link_of = item.next_node(nodes.reference)
        if link_of is None:
            continue
        if found := JUDGEMENT.search(link_of.get("refuri", "")):
            show_judgement(item, found.group(1))
            item.parent["classes"] = ["judgements"]
        elif "chapters" in item.parent.parent.get("classes", ()):
            show_chapter(item, shown)


class CitationDirective(SphinxDirective):
    """``{citation}``: how to cite the book, from ``CITATION.cff`` alone."""

    def run(self) -> list[nodes.Node]:
        """Return the citation as a sentence and as BibTeX."""
        bibtex = citation.bibtex().strip()
        return [paragraph(citation.sentence()), nodes.literal_block(bibtex, bibtex, language="bibtex")]

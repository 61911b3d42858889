"""The cards of numbers and abbreviations in prose: one script a page, loaded when a reader reaches for the first number."""

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from _ext.change import change_address
from evidence.facts import fact
from evidence.facts.peek import peek


def write_peeks(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the cards of the facts and terms that a page shows, by the address they link to."""
    if doctree is None:
        return
    links = list(doctree.findall(nodes.reference))
    cards: dict[str, dict[str, Any]] = {
        term.href: {"title": term.title, "rows": term.rows} for term in context["page_terms"].values()
    }
    # What a comparison holds stands in its link; here is where to change what it compares.
    for key in sorted({node["compared_key"] for node in links if "compared_key" in node}):
        cards[fact(key).href] = {"change": change_address(fact(key))}
    for key in sorted({node["evidence_key"] for node in links if "evidence_key" in node}):
        card, found = peek(key), fact(key)
        cards[found.href] = {"title": card.title, "rows": card.rows, "change": change_address(found)}
    if not cards:
        return
    page = Path(app.outdir) / f"{pagename}.html"
    path = page.parent / "peek" / f"{page.stem}.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"evidencePeek.define({json.dumps(cards, ensure_ascii=False)});\n", encoding="utf-8")

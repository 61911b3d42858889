"""What every page says of itself: edition, reading time, description, the scripts it needs and what it may load."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from evidence import edition
from evidence.contents import chapter_numbers
from evidence.quantities import format_date
from evidence.typesetting import chapter_file

# Words a minute of a reader who checks numbers; the usual 230 to 260 are for prose without them.
READING_SPEED = 200
# The book's own files and nothing else; no script in the page, none made from text.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'self'",
    )
)


def describe_page(doctree: nodes.document | None) -> str:
    """Return the first paragraph of a page, cut at a word, for search engines and previews."""
    first = next(doctree.findall(nodes.paragraph), None) if doctree else None
    text = " ".join(first.astext().split()) if first else ""
    return text if len(text) <= 200 else text[:200].rsplit(" ", 1)[0] + " ..."


def reading_minutes(doctree: nodes.document) -> int:
    """Return how long the prose of a page takes to read, in minutes; tables and code apart."""
    words = sum(
        len(paragraph.astext().split())
        for paragraph in doctree.findall(nodes.paragraph)
        if not isinstance(paragraph.parent, nodes.entry | nodes.field_body)
    )
    return math.ceil(words / READING_SPEED)


def reach_by_keyboard(body: str) -> str:
    """Let readers without a pointer scroll what may be wider than the page: listings and tables."""
    for start in ("<pre", '<table class="', '<div class="figure-table"'):
        name, _, rest = start.partition(" ")
        body = body.replace(start, f'{name} tabindex="0" {rest}'.rstrip())
    return body


def describe_edition() -> str:
    """Return edition, commit and evidence cut-off in one line."""
    cutoff = format_date(edition.cutoff().isoformat())
    return f"Edition {edition.edition()}, commit {edition.commit()}. Evidence cut-off: {cutoff}."


def set_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the templates what they show."""
    body = context["body"] = reach_by_keyboard(context.get("body", ""))
    explorer = ("_static/datatables.js", "_static/explorer.js", "book/explorer-data.js")
    scripts = [("evidence-figure", "_static/figures.js"), ('class="fact', "_static/peek.js")]
    scripts += [('class="explorer"', script) for script in explorer]
    context["content_security_policy"] = CONTENT_SECURITY_POLICY
    context["edition_line"] = describe_edition()
    context["page_description"] = describe_page(doctree)
    context["page_scripts"] = [script for mark, script in scripts if mark in body]
    if doctree and (Path(app.srcdir) / f"{pagename}.ipynb").exists():
        cutoff = format_date(edition.cutoff().isoformat())
        minutes = f"{reading_minutes(doctree)} minutes to read"
        context["page_facts"] = [f"Edition {edition.edition()}", f"Evidence to {cutoff}", minutes]
        number = next(number for number, name in chapter_numbers().items() if name == Path(pagename).name)
        context["page_pdf"] = f"pdf/{chapter_file(number, Path(pagename).name)}"


def register(app: Sphinx) -> None:
    """Find the theme beside the extension and fill its templates."""
    app.add_html_theme("rare_earth", str(Path(__file__).resolve().parents[1] / "_theme"))
    app.connect("html-page-context", set_context)

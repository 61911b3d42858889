"""What every page says of itself: edition, execution, reading time, description, its scripts and what it may load."""

from __future__ import annotations

import base64
import hashlib
import math
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from _ext.sharing import page_picture
from evidence.charts import theme
from evidence.ledger import edition
from evidence.ledger.quantities import format_date
from evidence.pages.contents import chapter_numbers
from evidence.pages.notebooks import chapter_paths
from evidence.paper import chapter_file

# Words a minute of a reader who checks numbers; the usual 230 to 260 are for prose without them.
READING_SPEED = 200
THEME = Path(__file__).resolve().parents[1] / "_theme"
# Written into every page, so that no page waits for a file before it is laid out, and none is drawn in the wrong colours.
STYLES = "\n".join([(THEME / "book.css").read_text(encoding="utf-8"), theme.dark_rules(), theme.verdict_rules()])
CHOOSE_THEME = (THEME / "choose_theme.js").read_text(encoding="utf-8")
# Written into the page for addresses that lead nowhere; see 404.html.
FIND_BOOK = (THEME / "find_book.js").read_text(encoding="utf-8")


def content_security_policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return the policy of a page: the book's own files and nothing else, no script made from text.

    Parameters
    ----------
    scripts, styles : iterable of str
        What is written into the page; the policy admits it by its hash.

    Returns
    -------
    str
        The policy, for the page's head.
    """

    def own(texts: Iterable[str]) -> str:
        digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
        return " ".join(["'self'", *(f"'sha256-{digest}'" for digest in digests)])

    rules = {
        "default-src": "'none'",
        "script-src": own(scripts),
        "style-src": own(styles),
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


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


def name_code(body: str) -> str:
    """Give folded cells a summary of text alone; theirs holds paragraphs, which HTML doesn't allow there."""
    summary = r'<summary aria-label="Toggle hidden content">.*?</summary>'
    return re.sub(summary, "<summary>Code of this figure or check</summary>", body, flags=re.DOTALL)


def leave_code_plain(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Leave out the marks for colours, which no style sheet of the book shows: a sixth of a chapter's elements."""
    for block in doctree.findall(nodes.literal_block):
        block["language"] = "none"


def reach_by_keyboard(body: str) -> str:
    """Let readers without a pointer scroll what may be wider than the page: listings and tables."""
    for start in ("<pre", '<table class="', '<div class="figure-table"'):
        name, _, rest = start.partition(" ")
        body = body.replace(start, f'{name} tabindex="0" {rest}'.rstrip())
    return body


def contents(toctree: Callable[..., str]) -> str:
    """Return the table of contents; the captions of its parts are headings."""
    listed = toctree(collapse=False, titles_only=True, maxdepth=1, includehidden=True)
    caption = r'<p class="caption" role="heading"><span class="caption-text">(.*?)</span></p>'
    return re.sub(caption, r'<h2 class="caption">\1</h2>', listed)


def preview_address(base: str, pathto: Callable[..., str], picture: str) -> str:
    """Return where the picture lies that other sites show beside a link; they ask for a whole address.

    Parameters
    ----------
    base : str
        Address of the published book, ``html: baseurl`` in ``_config.yml``; empty where it has none.
    pathto : callable
        Sphinx's, of the page.
    picture : str
        The file, from the folder of the built pages.
    """
    return f"{base.rstrip('/')}/{picture}" if base else pathto(picture, 1)


def describe_edition() -> str:
    """Return edition, commit and evidence cut-off in one line."""
    cutoff = format_date(edition.cutoff().isoformat())
    return f"Edition {edition.edition()}, commit {edition.commit()}. Evidence cut-off: {cutoff}."


def set_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the templates what they show."""
    body = context["body"] = name_code(reach_by_keyboard(context.get("body", "")))
    explorer = ("_static/datatables.js", "_static/explorer.js", "book/explorer-data.js")
    scripts = [("evidence-figure", "_static/figures.js")]
    if 'class="fact' in body or 'class="term"' in body:
        scripts.append(("", "_static/peek.js"))
    scripts += [('class="explorer"', script) for script in explorer]
    scripts.append(('class="change"', "_static/change.js"))
    scripts_inside = [CHOOSE_THEME, FIND_BOOK] if templatename == "404.html" else [CHOOSE_THEME]
    context["content_security_policy"] = content_security_policy(scripts_inside, [STYLES])
    context["choose_theme_script"], context["find_book_script"] = CHOOSE_THEME, FIND_BOOK
    context["styles"] = STYLES
    context["metatags"] = ""  # Sphinx's name the viewport a second time; other extensions add theirs after
    context["contents"] = contents(context["toctree"])
    context["edition_line"] = describe_edition()
    context["page_description"] = describe_page(doctree)
    context["preview_address"] = preview_address(app.config.html_baseurl, context["pathto"], page_picture(body))
    context["page_scripts"] = [script for mark, script in scripts if mark in body]
    if doctree:
        context["page_facts"] = page_facts(pagename, Path(app.srcdir) / f"{pagename}.ipynb", doctree)


def page_facts(pagename: str, notebook: Path, doctree: nodes.document) -> list[tuple[str, str]]:
    """Return the lines at the head of a page, each with the address it leads to or none.

    Parameters
    ----------
    pagename : str
        Name of the page.
    notebook : Path
        Where the page's notebook would be; pages without one say less of themselves.
    doctree : document
        The page.

    Returns
    -------
    list of (str, str)
        Edition and evidence cut-off; for a notebook also its last execution, its reading time, the PDF of a chapter, its
        file and, where the book's repository is public, its source and the place to execute it; last the page's own address.
    """
    name = Path(pagename).name
    lines = [(f"Edition {edition.edition()}", ""), (f"Evidence to {format_date(edition.cutoff().isoformat())}", "")]
    if notebook.exists():
        if executed := edition.last_execution(notebook):
            lines.append((f"Last executed {format_date(executed.date.isoformat())}, commit {executed.commit}", ""))
        lines.append((f"{reading_minutes(doctree)} minutes to read", ""))
        numbers = {chapter: number for number, chapter in chapter_numbers().items()}
        if name in numbers:
            lines.append(("This chapter as PDF", f"../pdf/{chapter_file(numbers[name], name)}"))
        lines.append(("This page as a notebook", notebook.name))
        if source := edition.source_address(notebook):
            lines += [("Its source on GitHub", source), ("Execute it on Binder", edition.launch_address(notebook))]
    return [*lines, ("Permalink", f"{name}.html")]


def offer_notebooks(app: Sphinx, error: Exception | None) -> None:
    """Put each notebook beside the page that it became, for readers who want to execute it."""
    if error is None and app.builder.format == "html":
        for notebook in chapter_paths():
            shutil.copyfile(notebook, Path(app.outdir) / notebook.relative_to(app.srcdir))


def add_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Give the book its front door and the page for addresses that lead nowhere."""
    yield "index", {}, "front.html"
    yield "404", {}, "404.html"


def register(app: Sphinx) -> None:
    """Find the theme beside the extension and fill its templates."""
    app.add_html_theme("rare_earth", str(THEME))
    app.connect("doctree-resolved", leave_code_plain)
    app.connect("html-collect-pages", add_pages)
    app.connect("html-page-context", set_context)
    app.connect("build-finished", offer_notebooks)

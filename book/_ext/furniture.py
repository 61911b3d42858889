"""What every page says of itself: edition, execution, reading time, description, its scripts and what it may load."""

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

from _ext.guards import SERVED
from _ext.pdf import is_whole
from _ext.sharing import page_picture
from _ext.typefaces import SHEET, page_rules
from evidence.charts import theme
from evidence.ledger import edition
from evidence.ledger.quantities import format_date
from evidence.pages.contents import chapter_numbers
from evidence.pages.notebooks import chapter_paths
from evidence.paper import chapter_file
from evidence.paths import BOOK

# Words a minute of a reader who checks numbers; the usual 230 to 260 are for prose without them.
READING_SPEED = 200
THEME = Path(__file__).resolve().parents[1] / "_theme"
# Written into every page, so that no page waits for a file before it is laid out, and none is drawn in the wrong colours.
SHEETS = ("frame", "text", "book", "print")
STYLES = "\n".join(
    [
        *((THEME / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS),
        theme.dark_rules(),
        theme.verdict_rules(),
    ]
)
# The first page alone has these too; its small pictures turn dark as charts do.
START_STYLES = (THEME / "start.css").read_text(encoding="utf-8") + theme.dark_rules(".chapter-picture svg")
AWAIT_FACES = (THEME / "await_faces.js").read_text(encoding="utf-8")
CHOOSE_THEME = (THEME / "choose_theme.js").read_text(encoding="utf-8")
MARK = (
    (BOOK / "_static" / "favicon.svg").read_text(encoding="utf-8").strip().replace("<svg ", '<svg aria-hidden="true" ')
)
# Written into the page for addresses that lead nowhere; see 404.html.
FIND_BOOK = (THEME / "find_book.js").read_text(encoding="utf-8")


def content_security_policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return a page's policy: the book's own files and, by hash, the scripts and styles written into the page."""

    def own(texts: Iterable[str]) -> str:
        digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
        return " ".join(["'self'", *(f"'sha256-{digest}'" for digest in digests)])

    rules = {
        "default-src": "'none'",
        "script-src": own(scripts),
        "style-src": own(styles),
        "img-src": "'self' data:",
        "font-src": "'self' data:",
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


def leave_code_plain(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Leave out the marks for colours, which no style sheet of the book shows: a sixth of a chapter's elements."""
    for block in doctree.findall(nodes.literal_block):
        block["language"] = "none"


def mend(body: str) -> str:
    """Give folded cells a summary of text alone, as HTML asks, and the keyboard listings and tables to scroll."""
    summary = r'<summary aria-label="Toggle hidden content">.*?</summary>'
    body = re.sub(summary, "<summary>Code of this figure or check</summary>", body, flags=re.DOTALL)
    for start in ("<pre", '<table class="', '<div class="figure-table"'):
        name, _, rest = start.partition(" ")
        body = body.replace(start, f'{name} tabindex="0" {rest}'.rstrip())
    return body


def contents(toctree: Callable[..., str]) -> str:
    """Return the table of contents; the captions of its parts are headings."""
    listed = toctree(collapse=False, titles_only=True, maxdepth=1, includehidden=True)
    caption = r'<p class="caption" role="heading"><span class="caption-text">(.*?)</span></p>'
    return re.sub(caption, r'<h2 class="caption">\1</h2>', listed)


def set_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the templates what they show."""
    body = context["body"] = mend(context.get("body", ""))
    explorer = ("_static/datatables.js", "_static/explorer.js", "book/explorer-data.js")
    scripts = [("evidence-figure", "_static/figures.js")]
    if 'class="fact' in body or 'class="term"' in body:
        scripts.append(("", "_static/peek.js"))
    scripts += [('class="explorer"', script) for script in explorer]
    scripts.append(('class="change"', "_static/change.js"))
    scripts.append(('folded container"', "_static/folded.js"))
    scripts_inside = [CHOOSE_THEME, AWAIT_FACES, *([FIND_BOOK] if templatename == "404.html" else [])]
    first = pagename == app.config.root_doc
    roomy = not context.get("display_toc") or 'class="explorer"' in body or 'class="change"' in body
    context["page_kind"] = "start" if first else "wide" if roomy else ""
    context["styles"] = STYLES + START_STYLES if first else STYLES
    context["page_faces"] = page_rules(context.get("content_root", ""), pagename, body)
    # While pages are written, the server puts the script that reloads them into each.
    context["content_security_policy"] = (
        ""
        if app.tags.has(SERVED)
        else content_security_policy(scripts_inside, [context["styles"], context["page_faces"]])
    )
    context["choose_theme_script"], context["find_book_script"] = CHOOSE_THEME, FIND_BOOK
    context["faces_sheet"], context["await_faces_script"] = SHEET, AWAIT_FACES
    context["mark"] = MARK
    context["metatags"] = ""  # Sphinx's name the viewport a second time; other extensions add theirs after
    context["contents"] = contents(context["toctree"])
    cutoff = format_date(edition.cutoff().isoformat())
    context["edition_line"] = f"Edition {edition.edition()}, commit {edition.commit()}. Evidence cut-off: {cutoff}."
    context["page_description"] = describe_page(doctree)
    # Other sites show it beside a link, and ask for a whole address.
    base, picture = app.config.html_baseurl.rstrip("/"), page_picture(body)
    context["preview_address"] = f"{base}/{picture}" if base else context["pathto"](picture, 1)
    context["page_scripts"] = [script for mark, script in scripts if mark in body]
    if doctree:
        context["page_facts"] = page_facts(pagename, Path(app.srcdir) / f"{pagename}.ipynb", doctree)
        head = app.builder.templates.render("page_head.html", context)
        # Below the title and the first paragraph, which a reader wants first.
        start = re.compile(r"</h1>\s*(?:<p>.*?</p>)?", re.DOTALL)
        context["body"] = start.sub(lambda found: f"{found.group()}\n{head}", body, count=1)


def page_facts(pagename: str, notebook: Path, doctree: nodes.document) -> list[tuple[str, str]]:
    """Return the lines at the head of a page, each with its address or none.

    Edition and cut-off; of a notebook when it was executed and how long it takes to read, its PDF, file, source and
    Binder; last the page's address with the edition, by which a later one can tell that it was meant.
    """
    name = Path(pagename).name
    lines = [(f"Edition {edition.edition()}", ""), (f"Evidence to {format_date(edition.cutoff().isoformat())}", "")]
    if notebook.exists():
        if executed := edition.last_execution(notebook):
            lines.append((f"Last executed {format_date(executed.date.isoformat())}", ""))
        lines.append((f"{reading_minutes(doctree)} minutes to read", ""))
        numbers = {chapter: number for number, chapter in chapter_numbers().items()}
        if name in numbers and is_whole():
            lines.append(("This chapter as PDF", f"../pdf/{chapter_file(numbers[name], name)}"))
        lines.append(("This page as a notebook", notebook.name))
        if source := edition.source_address(notebook):
            lines += [("Its source on GitHub", source), ("Execute it on Binder", edition.launch_address(notebook))]
    return [*lines, ("Permalink", f"{name}.html?edition={edition.edition()}")]


def offer_notebooks(app: Sphinx) -> None:
    """Put each notebook beside the page that it became, for readers who want to execute it."""
    for notebook in chapter_paths():
        shutil.copyfile(notebook, Path(app.outdir) / notebook.relative_to(app.srcdir))


def add_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Give the book its front door and the page for addresses that lead nowhere."""
    yield "index", {}, "front.html"
    yield "404", {}, "404.html"

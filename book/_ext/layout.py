"""Building blocks of the evidence pages: tables, named fields, links and text in other languages."""

import html
from collections.abc import Iterable, Sequence

from docutils import nodes

from _ext.facts import fact_reference
from evidence.facts import fact
from evidence.ledger import load_ledger

Inline = str | nodes.Node | Sequence[str | nodes.Node]


def inline(content: Inline) -> list[nodes.Node]:
    """Turn text, a node or a mix of both into inline nodes."""
    if isinstance(content, str):
        return [nodes.Text(content)]
    if isinstance(content, nodes.Node):
        return [content]
    return [node for part in content for node in inline(part)]


def paragraph(content: Inline, *classes: str) -> nodes.paragraph:
    """Return a paragraph of inline content."""
    return nodes.paragraph("", "", *inline(content), classes=list(classes))


def link(text: str, target: str) -> nodes.reference:
    """Return a link to another page of the book or to an address."""
    return nodes.reference("", text, refuri=target, internal=not target.startswith("http"))


def foreign(text: str, language: str) -> nodes.Node:
    """Return text marked with its language, so that screen readers and fonts treat it rightly."""
    if language == "en":
        return nodes.Text(text)
    return nodes.raw("", f'<span lang="{language}">{html.escape(text)}</span>', format="html")


def joined(parts: Iterable[nodes.Node], separator: str = ", ") -> list[nodes.Node]:
    """Put a separator between nodes."""
    nodes_with_separators: list[nodes.Node] = []
    for part in parts:
        nodes_with_separators += [nodes.Text(separator), part] if nodes_with_separators else [part]
    return nodes_with_separators


def table(headings: Sequence[str], rows: Iterable[tuple[str, Sequence[Inline]]], *classes: str) -> nodes.table:
    """Return a table with a head row and a row for each id (empty for none) with its cells."""
    group = nodes.tgroup(cols=len(headings))
    group += [nodes.colspec(colwidth=1) for _ in headings]
    head = nodes.row("", *(nodes.entry("", paragraph(heading)) for heading in headings))
    group += nodes.thead("", head)
    body = nodes.tbody()
    for identifier, cells in rows:
        row = nodes.row("", *(nodes.entry("", paragraph(cell)) for cell in cells))
        if identifier:
            row["ids"].append(identifier)
        body += row
    group += body
    return nodes.table("", group, classes=["evidence-table", *classes])


def folded_table(said: str, made: nodes.table) -> nodes.container:
    """Return a long table under a line that opens it; paper has the table alone."""
    return nodes.container("", paragraph(nodes.inline("", said, classes=["not-in-pdf"])), made, classes=["folded"])


def section(title: Inline, identifier: str, *content: nodes.Node) -> nodes.section:
    """Return a section with an id that is kept as it is written."""
    return nodes.section("", nodes.title("", "", *inline(title)), *content, ids=[identifier], names=[])


def fields(entries: Iterable[tuple[str, Inline]]) -> nodes.field_list:
    """Return a list of named fields; empty ones are left out."""
    listed = nodes.field_list()
    for name, content in entries:
        if content:
            listed += nodes.field("", nodes.field_name(text=name), nodes.field_body("", paragraph(content)))
    return listed


def unfold_button() -> nodes.raw:
    """Return the button that opens all folded entries of a page, hidden where no script moves it."""
    button = '<button type="button" class="unfold" hidden>Open all entries</button>'
    return nodes.raw("", button, format="html")


def weak_mark(source_id: str) -> list[nodes.Node]:
    """Return the words that warn of a weak source (grade C), for use after a link; nothing for other sources."""
    if load_ledger().sources.at[source_id, "grade"] != "C":
        return []
    return [nodes.Text(" "), nodes.inline("", "weak source", classes=["weak"])]


def evidence_link(key: str) -> nodes.Node:
    """Return a link to a row, measure, project or claim: its number or else its key, and whether its source is weak."""
    ledger = load_ledger()
    if key in ledger.measures.index:
        measure = ledger.measures.loc[key]
        reference = link(f"{measure['instrument']} ({measure['status']})", f"measures.html#{key}")
        return nodes.inline("", "", reference, *weak_mark(measure["source_id"]))
    if key in ledger.projects.index:
        project = ledger.projects.loc[key]
        return nodes.inline("", "", link(project["name"], f"measures.html#{key}"), *weak_mark(project["source_id"]))
    found = fact(key)
    mark = weak_mark(ledger.observations.at[found.anchor, "source_id"]) if found.kind == "record" else []
    return nodes.inline("", "", fact_reference(found), nodes.Text(f" ({key})"), *mark)


def looked_for(subject: str) -> Inline:
    """Return links to the searches made for a claim or gap, each with its question and language; empty if there was none."""
    made = load_ledger().searches_by_subject.get(subject)
    if made is None:
        return ""
    return joined(
        (link(f"{row['question']} ({row['language']})", f"record.html#{name}") for name, row in made.iterrows()), "; "
    )


def is_chinese(text: str) -> bool:
    """Say whether a text holds Chinese characters."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)

"""Where a claim is used: the sentences that bind it and the figures that draw it, listed at its entry in the ledger."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from _ext.layout import joined, link
from evidence.charts.figure import stored_figures
from evidence.pages.notebooks import chapter_paths

SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-Z“\"])")
MARK = "\N{START OF TEXT}"


class UsesNode(nodes.General, nodes.Inline, nodes.Element):
    """Stands where the uses of ``key`` will be listed, once every page has been read."""


@dataclass(frozen=True)
class Use:
    """One place that uses a claim: its address, and the sentence or the figure's title."""

    href: str
    text: str


def find_sentences(docname: str, doctree: nodes.document) -> list[tuple[str, Use]]:
    """Return each fact key that sentences of a page bind, with the sentence and the address of the heading above it."""
    found = []
    for paragraph in doctree.findall(nodes.paragraph):
        references = [node for node in paragraph.findall(nodes.reference) if "evidence_key" in node]
        section = paragraph.parent
        while section is not None and not isinstance(section, nodes.section):
            section = section.parent
        if not references or section is None or isinstance(paragraph.parent, nodes.entry | nodes.field_body):
            continue
        for reference in references:
            text = "".join(
                MARK + node.astext() if node.parent is reference else node.astext()
                for node in paragraph.findall(nodes.Text)
            )
            sentence = next(part for part in SENTENCE_END.split(" ".join(text.split())) if MARK in part)
            href = f"{Path(docname).name}.html#{section['ids'][0]}"
            found.append((reference["evidence_key"], Use(href, sentence.replace(MARK, ""))))
    return found


def collect_sentences(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the sentences of a page as it is read, as its metadata, which Sphinx keeps and joins from several processes."""
    app.env.metadata[app.env.docname]["sentences"] = find_sentences(app.env.docname, doctree)


@cache
def figure_uses() -> tuple[tuple[str, Use], ...]:
    """Return the figures with every key they draw."""
    return tuple(
        (key, Use(f"{path.stem}.html#{payload['id']}", f"Figure: {payload['title']}"))
        for path in chapter_paths()
        for payload in stored_figures(path)
        for key in payload["evidence"]
    )


def collect_uses(environment: BuildEnvironment) -> dict[str, list[Use]]:
    """Return every use of every fact in the book by its key, each place once; sentences first, then figures."""
    uses: dict[str, list[Use]] = defaultdict(list)
    pages = sorted(environment.found_docs)
    sentences = [found for name in pages for found in environment.metadata[name]["sentences"]]
    for key, use in [*sentences, *figure_uses()]:
        if use not in uses[key]:
            uses[key].append(use)
    return uses


def resolve_uses(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the list of uses where a page asks for it; leave the field out where there is none."""
    wanted = list(doctree.findall(UsesNode))
    uses = collect_uses(app.env) if wanted else {}
    for node in wanted:
        found = uses.get(node["key"], [])
        if found:
            links = (link(use.text, use.href) for use in found)
            node.replace_self(nodes.inline("", "", *joined(links, " \N{MIDDLE DOT} ")))
        else:
            field = node.parent
            while not isinstance(field, nodes.field):
                field = field.parent
            field.parent.remove(field)

"""The pages of the built book as plain Markdown: what Sphinx would be given if nothing had to be looked up or checked."""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html
import nbformat
import yaml
from docutils import nodes
from lxml.html import HtmlElement

from _ext.facts import link_evidence
from evidence.facts.binding import find_bindings
from evidence.pages.notebooks import chapter_paths, read_notebook
from evidence.paths import ROOT

# Sphinx at its barest: the chapters with their stored outputs, the plainest theme.
BARE = """\
title: Plain
only_build_toc_files: true
execute: {execute_notebooks: "off"}
parse: {myst_enable_extensions: [colon_fence, deflist, linkify, attrs_inline]}
sphinx:
  config:
    extensions: [myst_nb, jupyter_book, sphinx_comments, sphinx_external_toc]
    html_theme: basic
    html_theme_options: {}
    html_copy_source: false
    suppress_warnings: [myst.domains, mystnb.unknown_mime_type]
"""
# Jupyter Book as it comes: the notebooks are executed, the theme is its own.
STOCK = """\
title: Stock
only_build_toc_files: true
execute: {execute_notebooks: force, raise_on_error: true}
parse: {myst_enable_extensions: [colon_fence, deflist, linkify, attrs_inline]}
"""
# What a line of Markdown must not begin or hold unescaped.
SPECIAL = re.compile(r"([\\`*_\[\]<>|$~{}#])")


def write_plain(folder: Path, html: Path, settings: str = BARE) -> None:
    """Write the book as a plain one.

    Parameters
    ----------
    folder : Path
        Where to write the sources.
    html : Path
        Pages of the built book. Chapters keep their stored outputs, with each fact as the link it yields; the other
        pages are written as Markdown with the same text, links and tables.
    settings : str
        Text of ``_config.yml``.
    """
    (folder / "book").mkdir(parents=True)
    (folder / "_config.yml").write_text(settings, encoding="utf-8")
    contents = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    (folder / "_toc.yml").write_text(contents, encoding="utf-8")
    for path in chapter_paths():
        notebook = read_notebook(path)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = _lead(cell.source)
        nbformat.write(notebook, folder / "book" / path.name)
    for name in _names(yaml.safe_load(contents)):
        if not (ROOT / f"{name}.ipynb").exists():
            tree = lxml.html.document_fromstring((html / f"{name}.html").read_text(encoding="utf-8"))
            text = "\n\n".join(_blocks(tree.xpath("//article//section[h1]")[0], 1))
            (folder / f"{name}.md").write_text(text + "\n", encoding="utf-8")


def _lead(source: str) -> str:
    """Put the addresses of the pages into the links of the prose."""
    for found in reversed(find_bindings(source)):
        href = link_evidence(nodes.reference("", found.words), found.target)["refuri"]
        source = f"{source[: found.end]}]({href}){source[found.end + len(f'](#{found.target})') :]}"
    return source


def _names(node: object) -> list[str]:
    """Return the pages that a table of contents names."""
    if isinstance(node, list):
        return [name for item in node for name in _names(item)]
    if isinstance(node, dict):
        return [n for key, item in node.items() for n in ([item] if key in {"root", "file"} else _names(item))]
    return []


def _blocks(element: HtmlElement, level: int) -> list[str]:
    """Return the blocks of an element as Markdown; sections below it have higher levels."""
    blocks = []
    for part in element:
        if part.tag == "section":
            blocks += _blocks(part, level + 1)
        elif re.fullmatch(r"h\d", str(part.tag)):
            blocks.append(f"{'#' * level} {_inline(part)}")
        elif part.tag == "p":
            blocks.append(_inline(part))
        elif part.tag in {"ul", "ol"}:
            blocks.append("\n".join(f"- {_inline(item)}" for item in part))
        elif part.tag == "dl":
            terms, texts = part.findall("dt"), part.findall("dd")
            blocks += [f"{_inline(term)}\n: {_inline(text)}" for term, text in zip(terms, texts, strict=True)]
        elif part.tag == "table":
            blocks.append(_table(part))
        elif part.tag == "figure" or (part.tag == "div" and "highlight" in part.get("class", "")):
            blocks.append(f"```{{raw}} html\n{lxml.html.tostring(part, encoding='unicode')}\n```")
        elif part.tag == "div":
            blocks += _blocks(part, level)
    return [block for block in blocks if block.strip()]


def _table(table: HtmlElement) -> str:
    rows = [[_inline(cell) for cell in row] for row in table.iter("tr")]
    if not rows:
        return ""  # a script fills it
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]])


def _inline(element: HtmlElement) -> str:
    """Return the inline content of an element in one line: links and emphasis stay."""
    parts = [_escape(element.text)]
    for part in element:
        if "headerlink" not in part.get("class", ""):
            text = _inline(part)
            marks = {"strong": "**", "em": "*"}
            if part.tag == "a" and text.strip():
                text = f"[{text}]({part.get('href').replace(' ', '%20')})"
            elif part.tag == "code":
                text = f"`{part.text_content()}`"
            elif part.tag in marks and text.strip():
                text = f"{marks[part.tag]}{text}{marks[part.tag]}"
            parts.append(text)
        parts.append(_escape(part.tail))
    return " ".join("".join(parts).split())


def _escape(text: str | None) -> str:
    return SPECIAL.sub(r"\\\1", text or "")

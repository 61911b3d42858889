"""A small project with the book's own code and data, but for the schema's rules: two short notebooks and few pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat

from evidence.paths import ROOT
from evidence.upkeep.execute import KERNEL

NOT_COPIED = shutil.ignore_patterns(
    ".*", "_build", "__pycache__", "review.csv", "executed.json", "tests", "seeds", "*.ipynb", "[a-z]*.md", "_toc.yml"
)
ADDRESS = "https://example.org/earths"
TOC = """format: jb-book
root: book/index
parts:
  - caption: Chapters
    numbered: true
    chapters:
      - file: book/first
      - file: book/second
      - file: book/glossary
"""
GLOSSARY = "# Glossary\n\nREO\n: Rare earth oxide.\n"
INDEX = "# A small book\n\nIt has two chapters.\n\n```{downloads}\n```\n\n```{citation-records}\n```\n"
CELL = """from evidence.ledger import load_ledger
len(load_ledger().{table})"""
# Frictionless takes half of the time and writes nothing.
SCHEMA_RULES = """from collections.abc import Iterator
from pathlib import Path

from evidence.errors import Problem


def check_schema(data: Path) -> Iterator[Problem]:
    yield from ()
"""
CHAPTERS = {"first": "claims", "second": "observations"}


def make_project(folder: Path) -> Path:
    """Write the project."""
    shutil.copytree(ROOT, folder, ignore=NOT_COPIED)
    (folder / "book" / "evidence" / "rules" / "schema.py").write_text(SCHEMA_RULES, encoding="utf-8")
    (folder / "_toc.yml").write_text(TOC, encoding="utf-8")
    config = folder / "_config.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("html:\n", f"html:\n  baseurl: {ADDRESS}\n", 1), encoding="utf-8")
    (folder / "book" / "index.md").write_text(INDEX, encoding="utf-8")
    (folder / "book" / "glossary.md").write_text(GLOSSARY, encoding="utf-8")
    for name, table in CHAPTERS.items():
        cells = [
            nbformat.v4.new_markdown_cell(f"# The {name} chapter\n\nIt counts rows.", id=f"{name}-words"),
            nbformat.v4.new_code_cell(CELL.format(table=table), id=f"{name}-code"),
        ]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
        nbformat.write(notebook, folder / "book" / f"{name}.ipynb")
    return folder

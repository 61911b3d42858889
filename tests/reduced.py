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
WRITTEN = {
    "_toc.yml": """format: jb-book
root: book/index
parts:
  - caption: Chapters
    numbered: true
    chapters: [{file: book/first}, {file: book/second}, {file: book/glossary}]
""",
    "book/glossary.md": "# Glossary\n\nREO\n: Rare earth oxide.\n",
    "book/index.md": "# A small book\n\nIt has two chapters.\n\n```{downloads}\n```\n\n```{citation-records}\n```\n",
    # Frictionless takes half of the time and writes nothing.
    "book/evidence/rules/schema.py": "def check_schema(data):\n    yield from ()\n",
}


def make_project(folder: Path) -> Path:
    """Write the project."""
    shutil.copytree(ROOT, folder, ignore=NOT_COPIED)
    config = (folder / "_config.yml").read_text(encoding="utf-8")
    addressed = config.replace("html:\n", f"html:\n  baseurl: {ADDRESS}\n", 1)
    for name, text in (WRITTEN | {"_config.yml": addressed}).items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, table in {"first": "claims", "second": "observations"}.items():
        code = f"from evidence.ledger import load_ledger\nlen(load_ledger().{table})"
        cells = [
            nbformat.v4.new_markdown_cell(f"# The {name} chapter\n\nIt counts rows.", id=f"{name}-words"),
            nbformat.v4.new_code_cell(code, id=f"{name}-code"),
        ]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
        nbformat.write(notebook, folder / "book" / f"{name}.ipynb")
    return folder

"""The numbers that stand in the pages' prose, written from the registry."""

import json
from dataclasses import replace
from pathlib import Path

from evidence.errors import EvidenceError
from evidence.facts.binding import check_bindings, settle
from evidence.pages.notebooks import chapter_paths
from evidence.paths import BOOK
from evidence.upkeep.execute import replace_files


def write_numbers(book: Path = BOOK) -> list[str]:
    """Write the numbers of all pages, or of none if one has an `EvidenceError`; return each changed sentence."""
    texts, told, problems = {}, [], []
    for path in [*chapter_paths(book), *sorted(book.glob("*.md"))]:
        page = f"book/{path.name}"
        try:
            after, sources, changed = _settle_page(path)
        except EvidenceError as error:
            problems += [replace(problem, file=page, row=problem.file) for problem in error.problems]
            continue
        problems += check_bindings(page, sources)
        if changed:
            texts[path] = after
            told += [f"{page}: {old}\n    -> {new}" for old, new in changed]
    if problems:
        raise EvidenceError(problems)
    replace_files(texts)
    return told


def _settle_page(path: Path) -> tuple[str, str, list[tuple[str, str]]]:
    """Return a page's file and its Markdown with the right numbers, and the sentences that changed."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        settled, changed = settle(text)
        return settled, settled, changed
    # All else of a notebook stays as it stands in the file.
    notebook, changed, sources = json.loads(text), [], []
    for cell in (cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"):
        source, found = settle("".join(cell["source"]))
        sources.append(source)
        if found:
            cell["source"] = source.splitlines(keepends=True)
            changed += found
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "\n\n".join(sources), changed

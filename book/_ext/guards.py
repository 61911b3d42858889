"""Stop the build before a page is written that can't be trusted."""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from evidence import chapter, figure
from evidence.errors import EvidenceError, Problem
from evidence.facts import fact
from evidence.notebooks import bound_facts, chapter_paths, payloads, prose, stored_notebook
from evidence.rules import check_book, check_data


def stale_facts() -> list[Problem]:
    """Find facts that a notebook's stored evidence prints otherwise than the data does now.

    Returns
    -------
    list of Problem
        One for each fact that changed, each fact bound since the last execution, and each notebook without evidence.
    """
    problems = []
    remedy = "run make book: the notebook was executed before this changed"
    for path in chapter_paths():
        notebook = stored_notebook(path)
        page = f"book/{path.name}"
        stored = {key: text for found in payloads(notebook, chapter.MIME) for key, text in found["facts"].items()}
        for key in bound_facts(prose(notebook)):
            if key not in stored:
                problems.append(Problem(page, f"fact {key}", "it isn't in the chapter's evidence", remedy))
            elif fact(key).text != stored[key]:
                what = f"the data say {fact(key).text}, the notebook {stored[key]}"
                problems.append(Problem(page, f"fact {key}", what, remedy))
    return problems


def repeated_figures() -> list[Problem]:
    """Find figure ids that two outputs share."""
    seen: dict[str, str] = {}
    problems = []
    for path in chapter_paths():
        for payload in payloads(stored_notebook(path), figure.MIME):
            if payload["id"] in seen:
                what = f"{payload['id']} stands in {seen[payload['id']]} too"
                problems.append(Problem(f"book/{path.name}", "", what, "give each figure an id of its own"))
            seen[payload["id"]] = path.name
    return problems


def guard(app: Sphinx) -> None:
    """Check data, pages and stored outputs.

    Raises
    ------
    ExtensionError
        With every fault found.
    """
    try:
        problems = check_data() or check_book() or [*stale_facts(), *repeated_figures()]
    except EvidenceError as error:
        problems = list(error.problems)
    if problems:
        raise ExtensionError("\n".join(str(problem) for problem in problems))


def register(app: Sphinx) -> None:
    """Run the guard before anything is read."""
    app.connect("builder-inited", guard)

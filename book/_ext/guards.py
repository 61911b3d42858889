"""Stop the build before a page is written that can't be trusted."""

import os

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from evidence.charts.figure import stored_figures
from evidence.errors import EvidenceError, Problem
from evidence.pages.notebooks import chapter_paths
from evidence.rules import check_book, check_data
from evidence.upkeep.build import CHECKED
from evidence.upkeep.staleness import check_staleness

# The tag of a build that serves who writes: pages come first, `make check` says what is wrong with them.
SERVED = "served"


def repeated_figures() -> list[Problem]:
    """Find figure ids that two outputs share."""
    seen: dict[str, str] = {}
    problems = []
    for path in chapter_paths():
        for payload in stored_figures(path):
            if payload["id"] in seen:
                what = f"{payload['id']} stands in {seen[payload['id']]} too"
                problems.append(Problem(f"book/{path.name}", "", what, "give each figure an id of its own"))
            seen[payload["id"]] = path.name
    return problems


def guard(app: Sphinx) -> None:
    """Check data, pages and stored outputs before anything is read; `ExtensionError` has every fault found."""
    if app.tags.has(SERVED):
        return
    try:
        problems = [] if CHECKED in os.environ else check_data() or check_book()
        problems = problems or check_staleness() or repeated_figures()
    except EvidenceError as error:
        problems = list(error.problems)
    if problems:
        raise ExtensionError("\n".join(str(problem) for problem in problems))

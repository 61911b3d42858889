"""Where the time of executing the notebooks goes: each of them, and all of them beside one another."""

from __future__ import annotations

import sys

from bench.measure import measure
from evidence.pages.notebooks import chapter_paths
from evidence.paths import BOOK, ROOT
from evidence.upkeep.execute import execute

TITLE = "Executing the notebooks: alone, one after the other, and all as make book does"
IMPORTS = "from evidence import charts, fact"


def rows() -> list[dict[str, str | float]]:
    """Measure imports, each notebook alone, and all together."""
    python = [sys.executable, "-c"]
    seconds, _ = measure([*python, IMPORTS], cwd=BOOK)
    table = [{"what": "imports, once a notebook", "s": round(seconds, 1)}]
    for path in chapter_paths():
        table.append({"what": path.stem, "s": round(execute(path).seconds, 1)})
    seconds, _ = measure([sys.executable, "-m", "evidence.upkeep.build", "notebooks"], cwd=ROOT)
    return [*table, {"what": "all, one a core", "s": round(seconds, 1)}]

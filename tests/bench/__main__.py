"""``make bench``: run the measurements, print their tables and keep them in ``_build/bench.json``.

``python -m bench house`` runs one. A module of this package takes part by having a ``TITLE`` and a function ``rows``
that returns one dictionary a row of its table.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys

import pandas as pd

from evidence.paths import ROOT
from evidence.upkeep.execute import replace_file

MODULES = ("house", "intake", "pages", "pdf", "kills", "twice")


def main(names: list[str]) -> int:
    """Run measurements by name; all of them if none is named."""
    unknown = [name for name in names if name not in MODULES]
    if unknown:
        print(f"unknown measurement {unknown[0]}; there are {', '.join(MODULES)}", file=sys.stderr)
        return 2
    path = ROOT / "_build" / "bench.json"
    machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
    kept = json.loads(path.read_text(encoding="utf-8"))["measurements"] if path.exists() else {}
    for name in names or MODULES:
        module = importlib.import_module(f"bench.{name}")
        rows = module.rows()
        print(f"\n{module.TITLE}\n{pd.DataFrame(rows).to_string(index=False)}", flush=True)
        kept[name] = {"title": module.TITLE, "machine": machine, "rows": rows}
    path.parent.mkdir(exist_ok=True)
    replace_file(path, json.dumps({"measurements": kept}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

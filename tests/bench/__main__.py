"""``make bench``: run the measurements, print their tables and keep them in ``_build/bench.json``.

``python -m bench house`` runs one. A module of this package takes part by having a ``TITLE`` and a function ``rows``
that returns one dictionary a row of its table.
"""

import importlib
import json
import os
import platform
import sys

import pandas as pd

from evidence.paths import ROOT

MODULES = ("house", "intake", "pages", "pdf", "twice")


def main(names: list[str]) -> None:
    if unknown := [name for name in names if name not in MODULES]:
        sys.exit(f"unknown measurement {unknown[0]}; there are {', '.join(MODULES)}")
    path = ROOT / "_build" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
    kept = json.loads(path.read_text(encoding="utf-8"))["measurements"] if path.exists() else {}
    for name in names or MODULES:
        module = importlib.import_module(f"bench.{name}")
        rows = module.rows()
        print(f"\n{module.TITLE}\n{pd.DataFrame(rows).to_string(index=False, na_rep='')}", flush=True)
        kept[name] = {"title": module.TITLE, "machine": machine, "rows": rows}
        path.write_text(json.dumps({"measurements": kept}, indent=2) + "\n", encoding="utf-8")


main(sys.argv[1:])

"""What the last mutation trial found; `make mutate` runs it."""

from __future__ import annotations

import json

from evidence.paths import ROOT

TITLE = "Mutation trial: changes of data, models and pages by the layer that notices them (last run of make mutate)"


def rows() -> list[dict[str, str | int]]:
    """Return one row a layer; none where the trial hasn't been run."""
    path = ROOT / "_build" / "mutation.json"
    if not path.exists():
        return []
    found = json.loads(path.read_text(encoding="utf-8"))
    layers = [{"noticed by": layer, "changes": count} for layer, count in found["by_layer"].items()]
    tried = {"noticed by": f"tried: {', '.join(found['parts'])}", "changes": found["changes"]}
    return [
        tried,
        *layers,
        *({"noticed by": f"none: {name}", "changes": found[name]} for name in ("equivalent", "survived")),
    ]

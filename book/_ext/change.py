"""The page on which a reader changes a number and sees what else changes.

Its script computes what follows from the same formulas as Python; what needs an algorithm it names, with the line that
computes it in a notebook. The data load when a reader begins.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from evidence.charts.figure import stored_figures
from evidence.errors import EvidenceError
from evidence.facts import fact, split_bound
from evidence.facts.binding import JUDGED
from evidence.facts.registry import Fact
from evidence.facts.supposition import UNBOUNDED, page_comparisons, rivals
from evidence.ledger import Ledger, load_ledger
from evidence.notebooks import chapter_paths
from evidence.quantities import PLAIN, SCALED
from evidence.results import RESULTS
from evidence.templates import template

DATA = "book/change-data.js"


def change_data(ledger: Ledger) -> dict[str, Any]:
    """Return what the page computes with.

    Parameters
    ----------
    ledger : Ledger
        The tables.

    Returns
    -------
    dict
        ``facts`` by key, those that can be changed and those that follow; ``adopted``, what an indicator adopts;
        ``results`` by key, with inputs and formulas as lists; ``comparisons`` of the prose; ``figures`` with what they
        show; ``words``, how units are written.
    """
    changeable = [*ledger.claims.index, *ledger.observations.index, *ledger.assumptions.index]
    adopted = ledger.resolutions.loc[ledger.resolutions["adopted"] != "", "adopted"].to_dict()
    facts = {}
    for key in [*changeable, *adopted, *RESULTS]:
        found = fact(key, ledger)
        if found.unit and found.unit != "date" and not all(map(math.isnan, (found.value, found.low, found.high))):
            facts[key] = _fact(found, ledger)
    results = {key: _result(key, ledger) for key in RESULTS}
    comparisons = [
        {
            "page": page,
            "words": binding.text,
            "sentence": binding.sentence,
            "conditions": [
                [_settled(condition.left, ledger), condition.relation, _settled(condition.right, ledger)]
                for condition in binding.conditions
                if condition.left.rpartition(".")[2] not in JUDGED
            ],
        }
        for page, binding in page_comparisons()
    ]
    figures = [
        {"id": payload["id"], "title": payload["title"], "page": path.stem, "evidence": payload["evidence"]}
        for path in chapter_paths()
        for payload in stored_figures(path)
    ]
    return {
        "facts": facts,
        "adopted": {key: _settled(name, ledger) for key, name in adopted.items() if key in facts},
        "results": results,
        "comparisons": [each for each in comparisons if each["conditions"]],
        "figures": figures,
        "words": {"scaled": SCALED, "plain": PLAIN},
    }


def _fact(found: Fact, ledger: Ledger) -> dict[str, Any]:
    """Return a fact: label, text, page, unit, numbers that are known, and what the script needs to print and refuse."""
    shown: dict[str, Any] = {"label": found.label, "text": found.text, "href": found.href, "unit": found.unit}
    shown |= {name: number for name in ("value", "low", "high") if not math.isnan(number := getattr(found, name))}
    if found.basis in UNBOUNDED:
        shown["unbounded"] = True
    if found.kind == "model":
        definition = RESULTS[found.key]
        shown |= {"digits": definition.digits} | ({"qualifier": definition.qualifier} if definition.qualifier else {})
    elif found.kind == "claim" and (qualifier := ledger.claims.at[found.key, "qualifier"]):
        shown["qualifier"] = qualifier
    elif found.kind == "assumption":
        row = ledger.assumptions.loc[found.key]
        shown["range"] = [row["low"], row["high"]]
    if others := rivals(found.key, ledger):
        shown["rivals"] = others
    return shown


def _result(key: str, ledger: Ledger) -> dict[str, Any]:
    definition = RESULTS[key]
    if definition.by:
        named: dict[str, Any] = {"inputs": [_settled(one, ledger) for one in definition.inputs]}
        how: dict[str, Any] = {"by": definition.by}
    else:
        named = definition.numbers(lambda one: _settled(one, ledger))
        how = {"is": [formula.to_list() for formula in definition.formulas]}
    return {"of": named} | how | ({"tables": True} if definition.tables else {})


def _settled(key: str, ledger: Ledger) -> str:
    """Return a key with that of a record row in full."""
    whole, bound = split_bound(key)
    try:
        whole = fact(whole, ledger).anchor if "/" in whole else whole
    except EvidenceError:
        return key
    return f"{whole}.{bound}" if bound else whole


class ChangeDirective(SphinxDirective):
    """``{change-a-number}``: the place where the script works."""

    def run(self) -> list[nodes.Node]:
        """Return the frame."""
        return [nodes.raw("", template("change.html").render(), format="html")]


def write_change(app: Sphinx, error: Exception | None) -> None:
    """Write the data of the page."""
    if error is None and app.builder.format == "html":
        data = json.dumps(change_data(load_ledger()), ensure_ascii=False, allow_nan=False)
        (Path(app.outdir) / DATA).write_text(f"evidenceChange.define({data});\n", encoding="utf-8")


def register(app: Sphinx) -> None:
    """Add the directive; write the data when the pages are done."""
    app.add_directive("change-a-number", ChangeDirective)
    app.connect("build-finished", write_change)

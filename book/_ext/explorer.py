"""The ledger explorer: every claim in one table that readers sort, filter and download.

The table library is DataTables, as the package itables carries it; it loads on this page alone.
"""

import json
import re
from importlib import resources
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from _ext.claim_pages import THEMES
from evidence.charts.theme import VERDICTS
from evidence.errors import EvidenceError, Problem
from evidence.facts import claim_text
from evidence.ledger import Ledger, load_ledger
from evidence.pages.templates import template

# Name of the column and, where readers filter by it, the label of the filter.
COLUMNS = {
    "Claim": "",
    "Statement": "",
    "Figure": "",
    "Verdict": "Verdict",
    "Theme": "Theme",
    "Article": "Article",
    "Date": "",
    "Unit": "Unit",
    "Country": "Country",
    "Disagreement": "Class of disagreement",
}
DATA = "book/explorer-data.js"
LIBRARY = "_static/datatables.js"


def explorer_rows(ledger: Ledger) -> list[list[str]]:
    """Return a row a claim, columns as in `COLUMNS`; countries are those of the record rows its verdict rests on."""
    classes = ledger.resolutions["class"]
    countries = ledger.observations["area"].map(ledger.places).dropna().to_dict()
    rows = []
    for claim_id, claim in ledger.claims.iterrows():
        verdict, article = ledger.verdicts.loc[claim_id], ledger.articles.loc[claim["article_id"]]
        named = sorted({countries[key] for key in verdict["record_ids"].split() if key in countries})
        rows.append(
            [
                claim_id,
                claim["statement"],
                claim_text(claim),
                verdict["verdict"],
                THEMES[claim["theme"]],
                claim["article_id"],
                article["published"][:10],
                claim["unit"] or "no number",
                "; ".join(named),
                classes.get(claim["indicator_id"], ""),
            ]
        )
    return rows


def library_script() -> str:
    """Return the table library as a classic script, as pages opened from a folder need; else `EvidenceError`."""
    module = resources.files("itables").joinpath("html", "dt_bundle.js").read_text(encoding="utf-8")
    exports = re.findall(r"export\s*\{[^}]*\bas default\b[^}]*\};", module)
    if len(exports) != 1:
        remedy = "see how the new version of itables exports DataTables, and mend _ext/explorer.py"
        raise EvidenceError(Problem("itables", "dt_bundle.js", "the library has another form than expected", remedy))
    name = re.search(r"(\w+) as default", exports[0]).group(1)
    return f"(() => {{\n{module.replace(exports[0], f'window.DataTable = {name};')}\n}})();\n"


class ExplorerDirective(SphinxDirective):
    """``{explorer}``: the controls and the place of the table."""

    def run(self) -> list[nodes.Node]:
        """Return the explorer's frame; its script fills it."""
        filters = {column: label for column, label in COLUMNS.items() if label}
        return [nodes.raw("", template("explorer.html").render(filters=filters), format="html")]


def write_explorer(app: Sphinx) -> None:
    """Write the table's data and the library."""
    signs = {name: verdict.sign for name, verdict in VERDICTS.items()}
    table = {"columns": list(COLUMNS), "rows": explorer_rows(load_ledger()), "signs": signs}
    script = f"evidenceExplorer({json.dumps(table, ensure_ascii=False)});\n"
    (Path(app.outdir) / DATA).write_text(script, encoding="utf-8")
    (Path(app.outdir) / LIBRARY).write_text(library_script(), encoding="utf-8")

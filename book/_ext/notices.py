"""The notices of the software that the built book carries: a file beside it, and the tables of a page."""

from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from _ext.layout import link, paragraph, table
from evidence.upkeep import supply
from evidence.upkeep.supply.notices import NAME, notices

FOLDER = "_static"


def carried_table() -> list[nodes.Node]:
    """Return what the book carries of others, with a link to the notices."""
    rows = [
        ("", [part["part"], nodes.literal("", part["file"]), part["licence"], part["brought_by"]])
        for _, part in supply.carried().iterrows()
    ]
    line = ["Their notices and the texts of the licences: ", link(NAME, f"../{FOLDER}/{NAME}"), "."]
    return [table(["Part", "File", "Licence", "Brought by"], rows), paragraph(line)]


def packages_table() -> list[nodes.Node]:
    """Return the packages the book is built with."""
    rows = [
        ("", [row["package"], row["version"], row["licence"], row["use"] or f"needed by {row['needed_by']}"])
        for _, row in supply.packages().iterrows()
    ]
    return [table(["Package", "Version", "Licence", "What for"], rows)]


PARTS = {"carried": carried_table, "packages": packages_table}


class SupplyDirective(SphinxDirective):
    """``{supply} carried`` or ``{supply} packages``: one of the two tables."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        return PARTS[directives.choice(self.arguments[0], tuple(PARTS))]()


def write_notices(app: Sphinx) -> None:
    """Write the notices beside the scripts they are about."""
    (Path(app.outdir) / FOLDER / NAME).write_text(notices(), encoding="utf-8")

"""The role ``{fact}``: a number in prose, linked to its evidence."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxRole

from evidence.errors import EvidenceError
from evidence.facts import Fact, fact


def fact_reference(found: Fact) -> nodes.reference:
    """Return the link that shows a fact: its text, and its evidence as target; its card says the rest."""
    classes = ["fact", f"fact-{found.kind}"]
    return nodes.reference("", found.text, refuri=found.href, internal=True, classes=classes, evidence_key=found.key)


class FactRole(SphinxRole):
    """Resolve ``{fact}`key` `` in the registry that notebooks use."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the fact as a link.

        Raises
        ------
        ExtensionError
            If there is no such fact; the message names the page, the line and the nearest keys.
        """
        try:
            return [fact_reference(fact(self.text))], []
        except EvidenceError as error:
            source, line = self.get_source_info()
            raise ExtensionError(f"{source}, line {line}: {error}") from None


def register(app: Sphinx) -> None:
    """Add the role."""
    app.add_role("fact", FactRole())

"""Links of the prose to their evidence: a number, or words that rely on a comparison."""

from urllib.parse import unquote

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform

from evidence.errors import EvidenceError, Problem
from evidence.facts import Fact, fact
from evidence.facts.binding import Binding, is_evidence


def fact_reference(found: Fact) -> nodes.reference:
    """Return the link that shows a fact: its text, and its evidence as target; its card says the rest."""
    classes = ["fact", f"fact-{found.kind}"]
    return nodes.reference("", found.text, refuri=found.href, internal=True, classes=classes, evidence_key=found.key)


class BindingTransform(SphinxTransform):
    """Turn links to keys into links to their evidence, before addresses within the page are looked up."""

    default_priority = 400

    def apply(self) -> None:
        """Replace each link; `ExtensionError`, with page and line, for an unknown fact or a wrong number."""
        anchors: set[str] = set()
        for node in list(self.document.findall(nodes.reference)):
            target = unquote(node.get("refuri", "")).removeprefix("#")
            if node.get("id_link") and is_evidence(target):
                try:
                    made = link_evidence(node, target)
                except EvidenceError as error:
                    raise ExtensionError(f"{self.document['source']}, line {node.line}: {error}") from None
                # The first of words that a page repeats is the one to lead to.
                made["ids"] = [anchor for anchor in made["ids"] if anchor not in anchors]
                anchors.update(made["ids"])
                node.replace_self(made)


def link_evidence(node: nodes.reference, target: str) -> nodes.reference:
    """Return the link of a number or comparison; `EvidenceError` for an unknown fact or a wrong number."""
    binding = Binding(node.astext(), target, 0, 0, "")
    conditions = binding.conditions
    if not conditions:
        found = fact(target)
        if node.astext().split() != found.text.split():
            what = f"it prints {node.astext()!r}, which is {found.text!r}"
            raise EvidenceError(Problem(f"link to {target}", "", what, f"write [{found.text}](#{target})"))
        return fact_reference(found)
    held = fact(conditions[0].left.removesuffix(".verdict"))
    readings = "; ".join(condition.read()[0] for condition in conditions)
    made = nodes.reference("", "", *node.children, refuri=held.href, internal=True, reftitle=readings)
    made["classes"], made["ids"], made["compared_key"] = ["comparison"], [binding.anchor], held.key
    return made

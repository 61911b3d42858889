"""How nodes become HTML, where the book needs other or less markup than Sphinx writes for styles it doesn't have.

Of a container of the class ``folded`` the first paragraph stays, the rest opens by a click or an address in it.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

UNUSED = {"docutils", "field-odd", "field-even", "row-odd", "row-even", "simple", "align-default", "head"}
# Paper asks whether a link names a section or a page; a link to an entry names neither.
OF_LINKS = {"reference", "internal", "external"}


class Writer(HTML5Translator):
    """Sphinx's translator without what no style of the book asks for."""

    def starttag(self, node: Any, tagname: str, *arguments: Any, **attributes: Any) -> str:
        """Leave out the classes that nothing uses; those of tables make them scroll."""
        if tagname == "table":
            return super().starttag(node, tagname, *arguments, **attributes)
        unused = UNUSED | OF_LINKS if _leads_to_entry(node) else UNUSED
        given = " ".join(attributes.pop(name, "") for name in ("CLASS", "class")).split()
        attributes["CLASS"] = " ".join(name for name in given if name not in unused)
        attributes["classes"] = [name for name in attributes.get("classes", ()) if name not in unused]
        if isinstance(node, nodes.Element):
            node["classes"] = [name for name in node["classes"] if name not in unused]
        return super().starttag(node, tagname, *arguments, **attributes)

    def depart_field_name(self, node: nodes.field_name) -> None:
        """End the name without a colon."""
        self.body.append("</dt>\n")

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        """Write the one paragraph of a cell or field as its text alone, and the first of a folded entry as what stays."""
        if _is_head(node):
            self.body.append(self.starttag(node, "summary", ""))
        elif not _is_all(node):
            super().visit_paragraph(node)

    def depart_paragraph(self, node: nodes.paragraph) -> None:
        """End what was begun."""
        if _is_head(node):
            self.body.append("</summary>\n")
        elif not _is_all(node):
            super().depart_paragraph(node)

    def visit_literal(self, node: nodes.literal) -> None:
        """Write code as one run of text."""
        if node.get("language"):
            super().visit_literal(node)
        self.body.append(f"{self.starttag(node, 'code', '')}{self.encode(node.astext())}</code>")
        raise nodes.SkipNode


def _leads_to_entry(node: Any) -> bool:
    is_link = isinstance(node, nodes.reference) and "#" in node.get("refuri", "")
    return is_link and not any(isinstance(child, nodes.inline) for child in node)


def _is_folded(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and "folded" in node["classes"]


def _is_head(node: nodes.paragraph) -> bool:
    return _is_folded(node.parent) and node.parent[0] is node


def _is_all(node: nodes.paragraph) -> bool:
    is_inside = isinstance(node.parent, nodes.entry | nodes.field_body)
    return is_inside and len(node.parent) == 1 and not node["ids"] and not node["classes"]


def register(app: Sphinx) -> None:
    """Write with this translator; containers, which MyST-NB writes in its own way, fold if they are to."""
    visit, depart = app.registry.translation_handlers["html"]["container"]

    def visit_container(writer: Writer, node: nodes.container) -> None:
        if _is_folded(node):
            writer.body.append(writer.starttag(node, "details", CLASS="container"))
        else:
            visit(writer, node)

    def depart_container(writer: Writer, node: nodes.container) -> None:
        if _is_folded(node):
            writer.body.append("</details>\n")
        else:
            depart(writer, node)

    app.set_translator("html", Writer)
    app.add_node(nodes.container, override=True, html=(visit_container, depart_container))

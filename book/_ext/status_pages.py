"""The status page: what the certificate says, whether it still holds, and what was measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from _ext.layout import paragraph, section, table
from evidence.certificate import changed_inputs, load_certificate
from evidence.errors import EvidenceError
from evidence.quantities import format_date

NONE_YET = "No certificate has been issued yet; make certify issues one."
STAGES = {
    "check": "check the data and the pages",
    "notebooks": "execute every notebook",
    "html": "build the pages and the PDF",
}


def describe(certificate: dict[str, Any]) -> list[nodes.Node]:
    """Return what was certified of which commit, and whether the inputs have changed since."""
    changed = changed_inputs(certificate)
    since = (
        f"Since then these inputs have changed: {', '.join(changed)}. The certificate holds for its commit, not for them."
        if changed
        else "None of its inputs has changed since: data, code, notebooks, pages and settings are those it certifies."
    )
    day, machine = format_date(certificate["day"]), certificate["machine"]
    of_what = (
        f"The certificate is of edition {certificate['edition']}, commit {certificate['commit']} of {day}; it was issued on "
        f"{machine['system']} with Python {machine['python']} and {machine['cores']} cores."
    )
    complete = [("", [name, _cell(number)]) for name, number in certificate["complete"].items()]
    consistent = [("", [name, _cell(number)]) for name, number in certificate["consistent"].items()]
    return [
        paragraph(of_what),
        paragraph(since),
        section("Complete", "complete", table(["What", "Number"], complete)),
        section("Stable", "stable", *stability(certificate["stable"])),
        section("Consistent", "consistent", table(["Compared, without a difference", "Number"], consistent)),
    ]


def stability(stable: dict[str, Any]) -> list[nodes.Node]:
    """Return under which conditions the builds gave the same bytes."""
    builds = stable["builds"]
    rows = [("", [name, *(build[name] for build in builds)]) for name in builds[0]]
    same = f"Both builds gave the same {stable['files']} files, byte for byte. Digest of them all (SHA-256): "
    return [
        table(["Condition", "First build", "Second build"], rows),
        paragraph([same, nodes.literal("", stable["digest"]), "."]),
    ]


def digests(certificate: dict[str, Any]) -> list[nodes.Node]:
    """Return the digests of what went in and what came out."""
    rows = [
        ("", [side, name, nodes.literal("", digest)])
        for side, groups in (("in", certificate["inputs"]), ("out", certificate["outputs"]))
        for name, digest in groups.items()
    ]
    return [table(["Side", "Files", "SHA-256"], rows, "digests")]


def times(certificate: dict[str, Any]) -> list[nodes.Node]:
    """Return how long each step of the first build took."""
    seconds = certificate["seconds"]
    rows = [("", [STAGES[name], f"{duration:.1f}"]) for name, duration in seconds["stages"].items()]
    rows += [
        ("", [f"{name}, among others beside it", f"{duration:.1f}"]) for name, duration in seconds["notebooks"].items()
    ]
    return [table(["Step", "Seconds"], rows)]


def measurements(certificate: dict[str, Any]) -> list[nodes.Node]:
    """Return the tables that ``make bench`` printed before the certificate was issued."""
    parts: list[nodes.Node] = []
    for name, measured in certificate["measurements"].items():
        columns = list(dict.fromkeys(column for row in measured["rows"] for column in row))
        rows = [("", [_cell(row.get(column)) for column in columns]) for row in measured["rows"]]
        parts.append(section(measured["title"], f"bench-{name}", table(columns, rows)))
    return parts or [paragraph("Nothing had been measured when the certificate was issued; make bench measures.")]


def _cell(value: Any) -> str:
    """Write a cell of a table; what wasn't measured stays empty."""
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


PARTS: dict[str, Callable[[dict[str, Any]], list[nodes.Node]]] = {
    "claims": describe,
    "digests": digests,
    "times": times,
    "measurements": measurements,
}


class CertificateDirective(SphinxDirective):
    """``{certificate} part``: one part of the certificate."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the part, or a line that there is no certificate.

        Raises
        ------
        ExtensionError
            If the file is no certificate.
        """
        part = directives.choice(self.arguments[0], tuple(PARTS))
        try:
            certificate = load_certificate()
        except EvidenceError as error:
            raise ExtensionError(str(error)) from None
        return PARTS[part](certificate) if certificate else [paragraph(NONE_YET)]


def register(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("certificate", CertificateDirective)

"""The certificate: what two independent builds of one commit showed, kept with the book as ``book/certificate.json``.

It says of a commit that the book was complete, stable and consistent. Complete: every notebook was executed, every page
built. Stable: two clones in different folders, with other users, languages, time zones and hash seeds and without a
network, gave the same bytes. Consistent: every exhibit and every number in the text is what the data say. It carries digests
of what went in and came out, so that anyone can tell whether it still holds, and what each step took.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evidence.errors import EvidenceError, Problem
from evidence.paths import ROOT

FILE = "book/certificate.json"
# What goes into a build, by name: patterns from the root. The certificate itself and what is executed stay out.
INPUTS = {
    "data": ("data/datapackage.json", "data/*.csv", "data/record/*.csv"),
    "code": ("book/_ext/**/*", "book/_static/**/*", "book/_theme/**/*", "book/evidence/**/*"),
    "notebooks": ("book/*.ipynb", "book/executed.json"),
    "other pages": ("book/*.md",),
    "settings": ("_config.yml", "_toc.yml", "CITATION.cff", "requirements.txt"),
}
# What comes out of it, from the folder of the build.
OUTPUTS = {
    "pages": ("html/**/*.html", "html/_static/**/*"),
    "figures": ("html/book/figures/*",),
    "ledger": ("html/book/ledger.*",),
    "PDF": ("pdf/*",),
}


def file_digests(folder: Path, patterns: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of each file that fits one of the patterns.

    Parameters
    ----------
    folder : Path
        Where the patterns start.
    patterns : iterable of str
        As `Path.glob` takes them. What Python leaves behind is passed over.

    Returns
    -------
    dict of str to str
        By path from the folder, in order.
    """
    paths = {path for pattern in patterns for path in folder.glob(pattern)}
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths)
        if path.is_file() and "__pycache__" not in path.parts
    }


def joint_digest(digests: Mapping[str, str]) -> str:
    """Return one digest of many files: that of the lines ``digest  path``, as ``sha256sum`` writes them."""
    lines = "".join(f"{digest}  {path}\n" for path, digest in digests.items())
    return hashlib.sha256(lines.encode()).hexdigest()


def group_digests(folder: Path, groups: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the joint digest of each group of files."""
    return {name: joint_digest(file_digests(folder, patterns)) for name, patterns in groups.items()}


def load_certificate(root: Path = ROOT) -> dict[str, Any]:
    """Read the certificate.

    Parameters
    ----------
    root : Path
        The project's folder.

    Returns
    -------
    dict
        As ``make certify`` writes it; empty if none was issued.

    Raises
    ------
    EvidenceError
        If the file is no certificate.
    """
    path = root / FILE
    if not path.exists():
        return {}
    try:
        certificate = json.loads(path.read_text(encoding="utf-8"))
        if certificate["inputs"].keys() != INPUTS.keys():
            raise KeyError
    except (ValueError, KeyError, TypeError, AttributeError):
        remedy = "make certify writes it anew"
        raise EvidenceError(Problem(FILE, "", "this is no certificate", remedy)) from None
    return certificate


def changed_inputs(certificate: Mapping[str, Any], root: Path = ROOT) -> list[str]:
    """Return the groups of inputs that are no longer those of the certificate, by name."""
    now = group_digests(root, INPUTS)
    return [name for name, digest in certificate["inputs"].items() if now[name] != digest]

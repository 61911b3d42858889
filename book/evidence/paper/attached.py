"""What travels inside a PDF: files under plain names, which every program that takes them out can write."""

import copy
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evidence.errors import EvidenceError, Problem
from evidence.ledger.tables import read_descriptor
from evidence.paper.markup import string
from evidence.paths import DATA

MEDIA_TYPES = {".csv": "text/csv", ".json": "application/json"}
LEDGER = "book/ledger.json"
DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True)
class Attached:
    """A file to carry: its content, and what it is."""

    content: bytes
    description: str


def annex_files(html: Path) -> dict[str, Attached]:
    """Return tables, their schema, with their names here, and the ledger for machines; `EvidenceError` if one lacks."""
    descriptor = copy.deepcopy(read_descriptor())
    found = {}
    for resource in descriptor["resources"]:
        path = resource["path"]
        resource["path"] = path.replace("/", "-")
        found[resource["path"]] = (DATA / path, f"data/{path} of the book")
    files = {name: Attached(_read(path), description) for name, (path, description) in sorted(found.items())}
    schema = json.dumps(descriptor, ensure_ascii=False, indent=2).encode()
    files[DESCRIPTOR] = Attached(schema, "schema of the attached tables, a data package")
    files[Path(LEDGER).name] = Attached(_read(html / LEDGER), "the ledger with verdicts, for machines")
    return files


def figure_files(html: Path, identifiers: Iterable[str]) -> dict[str, Attached]:
    """Return the data of figures, each by the name of its figure; `EvidenceError` if a file isn't there."""
    return {
        f"{name}.csv": Attached(_read(html / "book" / "figures" / f"{name}.csv"), f"data of the figure {name}")
        for name in identifiers
    }


def attachment_markup(files: dict[str, Attached]) -> str:
    """Return the markup that attaches files."""
    return "\n".join(
        f'#pdf.attach({string(name)}, relationship: "data", mime-type: {string(MEDIA_TYPES[Path(name).suffix])}, '
        f"description: {string(file.description)})"
        for name, file in files.items()
    )


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise EvidenceError(Problem(f"PDF, attachment {path.name}", "", "it isn't built", "run make book"))
    return path.read_bytes()

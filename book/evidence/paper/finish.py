"""From markup to the finished file: compiled, then packed, with what Typst can't say of itself."""

import io
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import typst

from evidence.errors import EvidenceError, Problem
from evidence.ledger import edition
from evidence.paper import citation
from evidence.paper.attached import Attached
from evidence.paper.fonts import font_folders

STANDARDS = ["ua-1", "a-3a"]
TEMPLATE = Path(__file__).with_name("template.typ")
RIGHTS = "Text, figures and data CC BY 4.0; code MIT"
PAGE_OF_ANNEX = re.compile(r"annex\.pdf#page=(\d+)$")


def compile_document(markup: str, pictures: dict[str, str], attached: dict[str, Attached]) -> bytes:
    """Compile Typst markup with its files to a PDF, the same each time; `EvidenceError` if Typst warns or fails."""
    released = date.fromisoformat(str(edition.citation()["date-released"]))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        contents = {name: text.encode() for name, text in {"main.typ": markup, **pictures}.items()}
        contents |= {"template.typ": TEMPLATE.read_bytes()} | {name: file.content for name, file in attached.items()}
        for name, content in contents.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        try:
            pdf, warnings = typst.compile_with_warnings(
                root / "main.typ",
                root=root,
                font_paths=font_folders(),
                ignore_system_fonts=True,
                pdf_standards=STANDARDS,
                timestamp=datetime(released.year, released.month, released.day, tzinfo=UTC),
            )
        except typst.TypstError as error:
            warnings = [error]
    if warnings:
        remedy = "mend what it names: a font, a picture's description or the template"
        raise EvidenceError(
            Problem("PDF", "", " ".join([warning.message, *map(str, warning.hints)]), remedy) for warning in warnings
        )
    return pack(pdf)


def pack(pdf: bytes) -> bytes:
    """Finish a file: objects compressed, as PDF/A-3 allows; licence, identifier, edition; bookmarks one level open."""
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        # It may be left out if false, and poppler takes it for a fault.
        if "/Suspects" in document.Root.get("/MarkInfo", {}):
            del document.Root.MarkInfo["/Suspects"]
        if "/Outlines" in document.Root:
            document.Root.Outlines.Count = _open_bookmarks(document.Root.Outlines)
        for link in _links(document):
            _describe(link)
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
            meta["dc:identifier"] = citation.identifier()
            meta["dc:publisher"] = {citation.publisher()}
            meta["dc:rights"] = RIGHTS
            meta["xmpRights:Marked"] = "True"
            meta["xmpRights:UsageTerms"] = RIGHTS
            meta["xmpRights:WebStatement"] = citation.LICENCE_ADDRESS
            meta["xmpMM:VersionID"] = citation.version()
        document.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


def _children(item: pikepdf.Object) -> Iterator[pikepdf.Object]:
    child = item.get("/First")
    while child is not None:
        yield child
        child = child.get("/Next")


def _open_bookmarks(root: pikepdf.Object) -> int:
    """Open the bookmarks of the first level and close the others; return how many show."""
    shown = 0
    for top in _children(root):
        below = list(_children(top))
        shown += 1 + len(below)
        if below:
            top.Count = len(below)
        waiting = below
        while waiting:
            item = waiting.pop()
            inner = list(_children(item))
            waiting += inner
            if inner:
                item.Count = -len(inner)
    return shown


def _links(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in document.pages:
        for annotation in page.get("/Annots", []):
            if annotation.get("/Subtype") == "/Link":
                yield annotation


def _describe(link: pikepdf.Object) -> None:
    """Let a link that leads out of the file say where, as those within do."""
    address = str(link.get("/A", {}).get("/URI", ""))
    if found := PAGE_OF_ANNEX.search(address):
        link.Contents = pikepdf.String(f"Evidence annex, page {found[1]}")
    elif address:
        link.Contents = pikepdf.String(address)
    elif str(link.get("/Contents", "")).strip():
        link.Contents = pikepdf.String(str(link.Contents).strip())

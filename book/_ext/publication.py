"""What leads to the book from outside: a sitemap, a feed of its editions, and one archive of all its data."""

import re
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from sphinx.application import Sphinx

from evidence.ledger import edition
from evidence.paper import citation
from evidence.paths import DATA, ROOT

SITEMAP = "sitemap.xml"
FEED = "editions.atom"
ARCHIVE = "book/rare-earth-leverage-data.zip"
# Of the built book: what the archive holds beside the tables.
EXPORTS = ("book/ledger*.json", "book/ledger.csv", "book/references.bib", "book/figures/*.csv")
ATOM = "http://www.w3.org/2005/Atom"
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEADING = re.compile(r"^## (?P<edition>\S+) \((?P<day>[^)]+)\)$", re.MULTILINE)
# The first moment an archive can name: files get it, so that equal content gives equal bytes.
FIRST = (1980, 1, 1, 0, 0, 0)


class Edition(NamedTuple):
    """An edition of the changelog: its number, its day as ISO 8601, and what is said of it."""

    number: str
    day: str
    text: str


def editions(changelog: str) -> list[Edition]:
    """Read the editions of the changelog, the newest first: headings such as ``## 2026.3 (29 November 2026)``."""
    heads = list(HEADING.finditer(changelog))
    ends = [head.start() for head in heads[1:]] + [len(changelog)]
    found = []
    for head, end in zip(heads, ends, strict=True):
        day = datetime.strptime(head["day"], "%d %B %Y").date().isoformat()
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", changelog[head.end() : end]).strip()
        found.append(Edition(head["edition"], day, text))
    return found


def feed(found: list[Edition]) -> bytes:
    """Return the editions as an Atom feed; without an address on the web its links are relative."""
    base = citation.base_address()
    name = base or "urn:rare-earth-leverage:"
    head = ElementTree.Element("feed", xmlns=ATOM)
    title = edition.citation()["title"]
    for tag, text in (("title", title), ("id", f"{name}{FEED}"), ("updated", f"{found[0].day}T00:00:00Z")):
        ElementTree.SubElement(head, tag).text = text
    ElementTree.SubElement(head, "link", rel="self", href=f"{base}{FEED}")
    for author in citation.authors():
        ElementTree.SubElement(ElementTree.SubElement(head, "author"), "name").text = author
    for number, day, text in found:
        entry = ElementTree.SubElement(head, "entry")
        told = (("title", f"Edition {number}"), ("id", f"{name}{number}"), ("updated", f"{day}T00:00:00Z"))
        for tag, words in told:
            ElementTree.SubElement(entry, tag).text = words
        ElementTree.SubElement(entry, "link", rel="alternate", href=f"{base}book/changelog.html")
        ElementTree.SubElement(entry, "content", type="text").text = text
    return _xml(head)


def sitemap(base: str, pages: Iterable[str]) -> bytes:
    """Return the sitemap of the pages, by their names without suffix, for a book with an address on the web."""
    head = ElementTree.Element("urlset", xmlns=SITEMAPS)
    for page in pages:
        place = ElementTree.SubElement(head, "url")
        ElementTree.SubElement(place, "loc").text = f"{base}{page}.html"
        ElementTree.SubElement(place, "lastmod").text = str(edition.citation()["date-released"])
    return _xml(head)


def _xml(head: ElementTree.Element) -> bytes:
    ElementTree.indent(head)
    return ElementTree.tostring(head, encoding="utf-8", xml_declaration=True) + b"\n"


def archive(html: Path, target: Path) -> None:
    """Write all data of the built book as one archive; equal content gives equal bytes."""
    files = {f"data/{path.relative_to(DATA).as_posix()}": path for path in DATA.rglob("*") if path.is_file()}
    files = {name: path for name, path in files.items() if name != "data/review.csv" and not path.name.startswith(".")}
    files |= {name: ROOT / name for name in ("CITATION.cff", "LICENSE")}
    files |= {f"exports/{path.name}": path for pattern in EXPORTS for path in html.glob(pattern)}
    folder = f"rare-earth-leverage-{edition.edition()}"
    with zipfile.ZipFile(target, "w") as held:
        for name, path in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{name}", FIRST)
            entry.external_attr = 0o644 << 16
            held.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


def write_publication(app: Sphinx) -> None:
    """Write the files when exports and figures are there."""
    html = Path(app.outdir)
    (html / FEED).write_bytes(feed(editions((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))))
    archive(html, html / ARCHIVE)
    if base := citation.base_address():
        (html / SITEMAP).write_bytes(sitemap(base, sorted(app.env.found_docs)))

"""The built pages as the typesetter reads them: in the order of the book, numbered, with their pictures set aside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import ascii_uppercase
from urllib.parse import unquote, urldefrag

import lxml.html
from lxml.html import HtmlElement

from evidence.errors import EvidenceError, Problem
from evidence.pages.contents import page_names

PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)


@dataclass
class Page:
    """One built page: number of a chapter or letter, none for the first; pictures (SVG), counted in ``body``; ids."""

    name: str
    path: Path
    number: str
    title: str
    body: HtmlElement
    pictures: list[str] = field(repr=False)
    ids: set[str] = field(repr=False)

    @property
    def is_chapter(self) -> bool:
        """Whether the page is one of the numbered chapters."""
        return self.number.isdigit()


def text_of(element: HtmlElement) -> str:
    """Return an element's text with white space folded and the theme's heading links left out."""
    parts = element.xpath(".//text()[not(ancestor::a[contains(@class, 'headerlink')])]")
    return " ".join("".join(parts).split())


def has_class(element: HtmlElement, name: str) -> bool:
    """Say whether an element carries a class."""
    return name in element.get("class", "").split()


def read_page(path: Path) -> Page:
    """Read a built page with the number it prints; `EvidenceError` if it is missing or has no heading."""
    if not path.is_file():
        raise EvidenceError(Problem(path.name, "", "the page isn't built", "run make book"))
    pictures: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        pictures.append(found.group())
        return f'<img data-picture="{len(pictures) - 1}">'

    tree = lxml.html.document_fromstring(PICTURE.sub(set_aside, path.read_text(encoding="utf-8")))
    # The section of the heading is the page; what the theme puts beside it is furniture.
    heads = tree.xpath("//article//section/h1")
    if not heads:
        raise EvidenceError(Problem(path.name, "", "the page has no heading", "begin the page with a # heading"))
    number = "".join(heads[0].xpath("./span[@class='section-number']/text()")).strip(" .")
    title = text_of(heads[0]).removeprefix(f"{number}.").strip()
    body = heads[0].getparent()
    return Page(path.stem, path, number, title, body, pictures, set(body.xpath("descendant-or-self::*/@id")))


def read_pages(html: Path) -> list[Page]:
    """Read all pages in order, those after the chapters lettered A, B, C; `EvidenceError` if one isn't built."""
    pages = [read_page(html / f"{name}.html") for name in page_names()]
    letters = iter(ascii_uppercase)
    for page in pages[1:]:
        page.number = page.number or next(letters)
    return pages


def figure_homes(pages: list[Page]) -> dict[str, tuple[Page, str]]:
    """Return the page each figure belongs to, its chapter where it stands in one, and its number (``2.3``)."""
    homes: dict[str, tuple[Page, str]] = {}
    chapters = [page for page in pages if page.is_chapter]
    for page in [*chapters, *(page for page in pages if not page.is_chapter)]:
        figures = [name for name in page.body.xpath(".//figure/@id") if name not in homes]
        for position, name in enumerate(figures, start=1):
            homes[name] = (page, f"{page.number}.{position}" if page.number else str(position))
    return homes


@cache
def split_address(address: str, page: str) -> tuple[str, str]:
    """Split a link into page, empty if it leads to no page of the book, and id, empty for a whole page."""
    if re.match(r"[a-z]+:", address):
        return "", ""
    place, fragment = urldefrag(address)
    if not place:
        return page, unquote(fragment)
    path = Path(unquote(place))
    return (path.stem, unquote(fragment)) if path.suffix == ".html" and path.parent == Path() else ("", "")


def links(pages: list[Page]) -> Iterator[tuple[str, str]]:
    """Yield where every link within the book leads: page name and id."""
    for page in pages:
        for address in page.body.xpath(".//a[not(contains(@class, 'headerlink'))]/@href"):
            name, fragment = split_address(address, page.name)
            if name:
                yield name, fragment

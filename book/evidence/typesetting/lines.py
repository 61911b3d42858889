"""Lines of text: words, emphasis, links, marks of the index."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from evidence.errors import EvidenceError, Problem
from evidence.typesetting.document import Document
from evidence.typesetting.markup import string, with_keys
from evidence.typesetting.pages import Page, figure_homes, has_class, links, split_address, text_of
from evidence.typesetting.terms import Terms

INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "output", "span", "strong", "sub", "sup"}


class LineConverter:
    """Turns what stands in a line into Typst, and holds the state of a conversion for what builds on it.

    Parameters
    ----------
    book : list of Page
        All pages of the book: a link to any of them must lead somewhere.
    terms : Terms
        The terms of the index.
    printed : list of Page
        The pages of this document; links to the others are printed as text.
    appendix : str
        Letter of the appendix that holds the tables behind the figures.
    """

    def __init__(self, book: list[Page], terms: Terms, printed: list[Page], appendix: str) -> None:
        self.book = {page.name: page for page in book}
        self.printed = printed
        self.terms = terms
        self.appendix = appendix
        self.homes = figure_homes(book)
        at_home = [name for page in book for name in page.body.xpath(".//figure/@id") if self.homes[name][0] is page]
        self.data_numbers = {name: f"{appendix}.{position}" for position, name in enumerate(at_home, start=1)}
        self.names = {page.name for page in printed}
        self.wanted = {target for target in links(printed) if target[0] in self.names}
        self.document = Document()
        self.page = printed[0]
        self.level = 0
        self.in_table = False
        self.in_head = False
        self.with_pages = False
        self.indexing = False
        self.marked: set[int] = set()
        self.floating = False
        self.table_count = 0
        self.heading_text = ""

    def fail(self, what: str, remedy: str, row: str = "") -> EvidenceError:
        """Return the error that names this page."""
        return EvidenceError(Problem(f"PDF, page {self.page.name}", row, what, remedy))

    def target(self, identifier: str, page: Page | None = None) -> str:
        """Return the label of an id."""
        return f"{(page or self.page).name}#{identifier}"

    def anchor(self, element: HtmlElement) -> str:
        """Return the mark of an element's id, if anything leads to it."""
        name = element.get("id")
        return f"#anchor({string(self.target(name))})" if name and (self.page.name, name) in self.wanted else ""

    def text(self, text: str | None) -> str:
        """Return running text, with a mark before each term of the index (once a block)."""
        if not text:
            return ""
        text = re.sub(r"\s+", " ", text)
        text = re.sub(r"\bNo\. (?=\d)", "No.\u00a0", text)
        if not self.indexing or self.in_table:
            return with_keys(text)
        parts, last = [], 0
        for place, number in self.terms.find(text):
            if number not in self.marked:
                self.marked.add(number)
                parts += [with_keys(text[last:place]), f"#mark({number})"]
                last = place
        return "".join([*parts, with_keys(text[last:])])

    def inline(self, element: HtmlElement) -> str:
        """Return the content of an element as markup, without the white space around it."""
        parts = [self.text(element.text)]
        for child in element:
            if isinstance(child.tag, str):
                parts.append(self.inline_element(child))
            parts.append(self.text(child.tail))
        return "".join(parts)

    def inline_element(self, element: HtmlElement) -> str:
        """Return one element within a line of text."""
        if element.tag not in INLINE:
            raise self.fail(
                f"<{element.tag}> stands in a line of text: {text_of(element)[:60]!r}", "teach lines.py to set it"
            )
        if element.get("aria-hidden") == "true":
            return ""
        if element.tag == "a":
            return self.link(element)
        if element.tag == "br":
            return "#linebreak()"
        content = self.inline(element)
        if has_class(element, "section-number") or has_class(element, "colon"):
            return ""
        if element.tag == "span":
            language = element.get("lang")
            content = f"#in-language({string(language)})[{content}]" if language else content
            return self.anchor(element) + content
        wrappers = {
            "strong": "strong",
            "b": "strong",
            "em": "emph",
            "i": "emph",
            "code": "code",
            "sub": "sub",
            "sup": "super",
        }
        return f"#{wrappers[element.tag]}[{content}]" if element.tag in wrappers else content

    def link(self, element: HtmlElement) -> str:
        """Return a link: to its place in this document, to an outside address, or as text where it leads elsewhere."""
        if has_class(element, "headerlink"):
            return ""
        address = element.get("href", "")
        content = self.inline(element)
        # What a comparison rests on shows where a pointer is; its numbers have entries of their own.
        if has_class(element, "comparison"):
            return content
        if re.match(r"(https?|mailto):", address):
            return f"#away({string(address)})[{content}]"
        name, fragment = split_address(address, self.page.name)
        if not name:
            return content
        if name not in self.book or (fragment and fragment not in self.book[name].ids):
            raise self.fail(f"the link {address!r} leads nowhere", "mend the link")
        mark = ""
        if name == "measures" and fragment in self.terms.measures and self.indexing and not self.in_table:
            mark = f"#mark({self.terms.measures[fragment]})"
        # The head of a table is repeated where the table breaks, and PDF/UA allows no link in what is repeated.
        if name not in self.names or self.in_head:
            return mark + content
        target = string(self.target(fragment, self.book[name]))
        if has_class(element, "fact"):
            return f"{mark}#fact({target})[{content}]"
        if self.with_pages:
            return f"{mark}#with-page-known({target})[{content}]"
        plain = self.in_table or fragment or not has_class(element, "reference")
        return f"{mark}#{'within' if plain else 'with-page'}({target})[{content}]"

    def line(self, element: HtmlElement) -> str:
        """Return the content of a block that holds text."""
        self.marked = set()
        return self.inline(element).strip()

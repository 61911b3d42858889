"""Lines of text: words, emphasis, links, marks of the index, and the numbers whose evidence the annex has."""

import re

from lxml.html import HtmlElement

from evidence.errors import EvidenceError, Problem
from evidence.paper.document import Document
from evidence.paper.markup import key, shown, string, tuple_of, with_keys
from evidence.paper.pages import Page, figure_homes, has_class, links, split_address, text_of
from evidence.paper.terms import Terms
from evidence.paper.wording import typographic

INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "output", "span", "strong", "sub", "sup"}
# What is printed, or shown on a screen, alone.
SCREEN_ONLY = "not-in-pdf"
# A key as the address of its entry among the pages; on paper the key is the address.
PAGE_ADDRESS = re.compile(r"\w+\.html#(.+)")
# Characters of a linked text up to which the margin repeats it in one line, and up to which it repeats it whole.
SHORT_NOTE, LONG_NOTE = 18, 34


class LineConverter:
    """Turns what stands in a line into Typst, and holds the state of a conversion for what builds on it.

    A link to what isn't ``printed`` leads to a page of the ``annex`` (by label; None in it), or is printed as text.
    """

    def __init__(
        self, book: list[Page], terms: Terms, printed: list[Page], annex: dict[str, int] | None = None
    ) -> None:
        self.book = {page.name: page for page in book}
        self.printed = printed
        self.terms = terms
        self.annex = annex or {}
        self.is_annex = annex is None
        self.homes = figure_homes(book)
        self.names = {page.name for page in printed}
        self.wanted = {target for target in links(printed) if target[0] in self.names}
        self.document = Document()
        # A book without evidence pages has an annex without pages.
        self.page = (printed or book)[0]
        self.level = 0
        self.in_table = False
        self.in_head = False
        self.indexing = False
        self.verbatim = False
        self.narrow = False
        self.addresses_apart = False
        self.own = ""
        self.marked: set[int] = set()
        self.cited: dict[tuple[str, int], None] = {}
        self.before = ""
        self.pending = ""
        self.floating = False
        self.table_count = 0
        self.heading_text = ""

    def fail(self, what: str, remedy: str, row: str = "") -> EvidenceError:
        """Return the error that names this page."""
        return EvidenceError(Problem(f"PDF, page {self.page.name}", row, what, remedy))

    def target(self, identifier: str, page: Page | None = None) -> str:
        """Return the label of an id; that of a whole page is its heading's, so that no page number lags behind."""
        page = page or self.page
        return f"{page.name}#{identifier or page.body.get('id', '')}"

    def anchor(self, element: HtmlElement) -> str:
        """Return the mark of an element's id, if anything leads to it."""
        name = element.get("id")
        return f"#anchor({string(self.target(name))})" if name and (self.page.name, name) in self.wanted else ""

    def text(self, text: str | None) -> str:
        """Return running text, with a mark before each term of the index (once a block)."""
        # What a screen alone shows may leave its space before the first word.
        text = text if self.before else (text or "").lstrip()
        if not text:
            return ""
        # Cells are narrow: there a number may part from its unit.
        text = re.sub(r"\s+" if self.in_table else r"[ \t\r\n]+", " ", text)
        text = re.sub(r"\bNo\. (?=\d)", "No.\u00a0", text)
        set_text = text if self.verbatim else typographic(text, self.before)
        self.before = text[-1]
        if not self.indexing or self.in_table:
            return with_keys(set_text)
        parts, last = [], 0
        for place, number in self.terms.find(set_text):
            if number not in self.marked:
                self.marked.add(number)
                parts += [with_keys(set_text[last:place]), f"#mark({number})"]
                last = place
        return "".join([*parts, with_keys(set_text[last:])])

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
        if element.get("aria-hidden") == "true" or has_class(element, SCREEN_ONLY):
            return ""
        if element.tag == "a":
            return self.link(element)
        if element.tag == "br":
            return "#linebreak()"
        if element.tag == "code":
            return self.code(element)
        language = element.get("lang")
        verbatim, self.verbatim = self.verbatim, self.verbatim or bool(language)
        content = self.inline(element)
        self.verbatim = verbatim
        if has_class(element, "section-number") or has_class(element, "colon"):
            return ""
        if element.tag == "span":
            content = f"#in-language({string(language)})[{content}]" if language else content
            return self.anchor(element) + content
        wrappers = {"strong": "strong", "b": "strong", "em": "emph", "i": "emph", "sub": "sub", "sup": "super"}
        return f"#{wrappers[element.tag]}[{content}]" if element.tag in wrappers else content

    def code(self, element: HtmlElement) -> str:
        """Return code as it is, but a key that stands as an address among the pages as the key alone."""
        text = "".join(element.itertext())
        self.before = text[-1:]
        address = PAGE_ADDRESS.fullmatch(text)
        text = address[1] if address else text
        return f"#code[{with_keys(text) if ' ' in text else key(text)}]"

    def link(self, element: HtmlElement) -> str:
        """Return a link: to its place in this document or the annex, to an outside address, or else as text."""
        if has_class(element, "headerlink"):
            return ""
        address = element.get("href", "")
        content = self.inline(element)
        # What a comparison rests on shows where a pointer is; its numbers have entries of their own.
        if has_class(element, "comparison"):
            return content
        if re.match(r"(https?|mailto):", address):
            return "" if self.addresses_apart else f"#away({string(address)})[{content}]"
        name, fragment = split_address(address, self.page.name)
        if not name or (self.own and (name, fragment) == (self.page.name, self.own)):
            return content
        if name not in self.book or (fragment and fragment not in self.book[name].ids):
            raise self.fail(f"the link {address!r} leads nowhere", "mend the link")
        mark = ""
        if name == "measures" and fragment in self.terms.measures and self.indexing and not self.in_table:
            mark = f"#mark({self.terms.measures[fragment]})"
        target = self.target(fragment, self.book[name])
        # The head of a table is repeated where the table breaks, and PDF/UA allows no link in what is repeated.
        if self.in_head or (name not in self.names and target not in self.annex):
            return mark + content
        # A section named by its title, or a whole page, is named with its number; an identifier is its own name.
        titled = not fragment or bool(element.xpath("./span[contains(@class, 'std')]"))
        named = has_class(element, "reference") and titled and not self.in_table
        if name in self.names:
            if named and stands_alone(element):
                return f"{mark}{shown('See ')}#with-page({string(target)})[{content}]{shown('.')}"
            goes_on = ", goes-on: true" if named and re.match(r"\s+\w", element.tail or "") else ""
            return f"{mark}#{'with-page' if named else 'within'}({string(target)}{goes_on})[{content}]"
        number = self.annex[target]
        if fragment and not titled:
            self.cited[_shortened(text_of(element)), number] = None
        within = ", within: true" if named and (element.tail or "").startswith(")") else ""
        return f"{mark}#{'with-annex-page' if named else 'annex'}({number}{within})[{content}]"

    def line(self, element: HtmlElement) -> str:
        """Return the content of a block that holds text."""
        self.marked = set()
        self.before = ""
        return self.inline(element).strip()

    def beside(self, element: HtmlElement) -> str:
        """Return a block of text, with the pages of the annex that have its numbers in the margin where there is one."""
        if self.narrow:
            return self.line(element)
        self.cited = {}
        content = self.line(element)
        if not self.cited:
            return content
        return f"#beside([{content}], {self.notes_of()})"

    def notes_of(self) -> str:
        """Return the numbers gathered since the last block, each with its page of the annex, and forget them."""
        notes = []
        for text, number in self.cited:
            whole = text.replace(" ", "\u00a0") if len(text) <= SHORT_NOTE else text
            notes.append(f"([{shown(typographic(whole))}], {number})")
        self.cited = {}
        return tuple_of(notes)


def stands_alone(element: HtmlElement) -> bool:
    """Say whether a link stands behind the last sentence of a text, as a sentence without a verb."""
    before = element.getprevious().tail if element.getprevious() is not None else element.getparent().text
    return bool(re.search(r"\.\s*$", before or "")) and not (element.tail or "").strip() and element.getnext() is None


def _shortened(text: str) -> str:
    """Return a text as the margin repeats it: its first words, if it is long."""
    if len(text) <= LONG_NOTE:
        return text
    return text[:LONG_NOTE].rpartition(" ")[0].rstrip(",;:") + " …"

"""From the built pages to Typst: one function a kind of element, and an error for every kind that isn't known.

Nothing is worded here: what the document prints is the text of the pages, so that page and paper can't differ. Added are
only numbers of figures and tables, page numbers, and the addresses of figure files.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from evidence.errors import EvidenceError, Problem
from evidence.typesetting.layout import column_layout, picture_width
from evidence.typesetting.markup import shown, string, tuple_of, unmarked, with_keys
from evidence.typesetting.pages import Page, figure_homes, has_class, links, split_address, text_of
from evidence.typesetting.terms import Terms

INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "output", "span", "strong", "sub", "sup"}
# What only a screen can use; paper leaves it out, with whatever a page hides or keeps from screen readers.
CONTROLS = {"button", "form", "noscript", "script"}
# Pages whose prose the index covers; tables and lists of data aren't prose.
UNINDEXED = {"indicators", "results", "record", "sources", "changelog"}
# A page with more sections than this is a list of data: the printed contents name the page alone.
MANY_SECTIONS = 20
MANY_TERMS = 12
TEXT = {"p", "ul", "ol"}
# The section whose table is printed as a bibliography.
BIBLIOGRAPHY = "public-record"
MIN_ALT = 60
# What a figure folds away on the page: the table behind it, and verdicts where they are many.
DATA_TABLE = "./details[contains(@class, 'figure-data')]//table"
MANY_VERDICTS = "./details[contains(@class, 'figure-data')]/p[contains(@class, 'figure-verdicts')]"
# Before the text that leads to a figure, with its heading, the figures that wait for room are set: none strays far.
FIGURE_NEXT = "following-sibling::*[1][not(self::section)][self::figure or .//figure]"
FIGURE_AFTER_TEXT = f"following-sibling::*[1][self::p or self::ul or self::ol][{FIGURE_NEXT}]"


@dataclass(frozen=True)
class Listed:
    """A numbered figure, table or claim of the lists in front: where it is, its number and its title as markup."""

    target: str
    number: str
    title: str


@dataclass
class Document:
    """What a conversion yields.

    Attributes
    ----------
    body : list of str
        Typst markup, one page of the book each.
    figures, tables, data_tables, claims : list of Listed
        What the lists in front name; ``data_tables`` are those of the appendix.
    pictures : dict of str to str
        SVG by file name.
    data : list of str
        Tables behind the figures, for the appendix.
    """

    body: list[str] = field(default_factory=list)
    figures: list[Listed] = field(default_factory=list)
    tables: list[Listed] = field(default_factory=list)
    data_tables: list[Listed] = field(default_factory=list)
    claims: list[Listed] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)


class Converter:
    """Turns pages into one Typst document.

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

    def convert(self) -> Document:
        """Convert all pages.

        Returns
        -------
        Document
            Markup and lists.

        Raises
        ------
        EvidenceError
            If a page holds an element this module doesn't know, a picture without a description or a link that leads
            nowhere.
        """
        for page in self.printed:
            self.page = page
            self.table_count = 0
            self.indexing = page.name not in UNINDEXED
            self.document.body.append(self.block(page.body))
        return self.document

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
                f"<{element.tag}> stands in a line of text: {text_of(element)[:60]!r}", "teach convert.py to set it"
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

    def blocks(self, parent: HtmlElement) -> Iterator[str]:
        """Yield the blocks of an element; runs of entries without tables are set in columns."""
        entries: list[str] = []
        if parent.text and parent.text.strip():
            yield self.text(parent.text.strip())
        for child in parent:
            if not isinstance(child.tag, str) or child.tag in CONTROLS or child.get("hidden") is not None:
                continue
            if child.tail and child.tail.strip():
                raise self.fail(f"text stands between blocks: {child.tail.strip()[:60]!r}", "put it into a paragraph")
            markup = self.block(child)
            if self.is_entry(child) and not child.xpath(".//table"):
                entries.append(markup)
                continue
            if entries:
                yield self.columns(entries)
                entries = []
            if self.floating and self.leads_to_figure(child):
                self.floating = False
                yield "#place.flush()"
            if markup:
                yield markup
        if entries:
            yield self.columns(entries)

    @staticmethod
    def columns(entries: list[str]) -> str:
        """Return entries set in columns."""
        return f"#in-columns[\n{chr(10).join(entries)}\n]"

    @staticmethod
    def leads_to_figure(element: HtmlElement) -> bool:
        """Say whether a figure follows a text, or the section of a heading begins with a figure or a text before one."""
        if element.tag in TEXT:
            return bool(element.xpath(FIGURE_NEXT))
        heads = element.xpath("./*[1][self::h2 or self::h3 or self::h4]") if element.tag == "section" else []
        return any(head.xpath(f"{FIGURE_NEXT} | {FIGURE_AFTER_TEXT}") for head in heads)

    @staticmethod
    def is_entry(element: HtmlElement) -> bool:
        """Say whether an element is an entry of the evidence pages: a claim, measure, result or indicator."""
        return element.tag == "div" and bool(element.get("id")) and has_class(element, "container")

    def block(self, element: HtmlElement) -> str:
        """Return one block."""
        known = {
            "section": self.section,
            "div": self.division,
            "details": self.division,
            "p": self.line,
            "ul": self.listing,
            "ol": self.listing,
            "dl": self.definitions,
            "table": self.table,
            "pre": self.preformatted,
            "blockquote": lambda quote: f"#quoted[{self.joined(quote)}]",
            "span": self.line,
            **dict.fromkeys(("h1", "h2", "h3", "h4"), self.heading),
            "figure": self.figure,
        }
        if element.tag not in known:
            shows = f"<{element.tag} class={element.get('class', '')!r}>"
            raise self.fail(f"{shows} is an element the PDF doesn't know", "teach convert.py to set it")
        labelled = element.tag in {"section", "figure"} or self.is_entry(element)
        return ("" if labelled else self.anchor(element)) + known[element.tag](element)

    def joined(self, parent: HtmlElement) -> str:
        """Return all blocks of an element."""
        return "\n\n".join(self.blocks(parent))

    def division(self, element: HtmlElement) -> str:
        """Return a ``div`` or ``details``: code is left out, entries and evidence are set apart, the rest is transparent."""
        if any(has_class(element, name) for name in ("cell_input", "above-input", "not-in-pdf")):
            return ""
        if self.is_entry(element):
            return self.entry(element)
        if element.tag == "details":
            return self.details(element)
        return self.joined(element)

    def section(self, element: HtmlElement) -> str:
        """Return a section; where it is a paragraph and a table, the paragraph is the table's caption."""
        self.level += 1
        parts = [child for child in element if isinstance(child.tag, str)]
        tables = element.xpath("./table")
        if len(parts) == 3 and parts[1].tag == "p" and len(tables) == 1:
            heading = self.heading(parts[0])
            content = f"{heading}\n\n{self.numbered_table(tables[0], self.heading_text, self.line(parts[1]))}"
        else:
            content = self.joined(element)
        self.level -= 1
        return content

    def heading(self, element: HtmlElement) -> str:
        """Return a heading with the number the page prints; pages without one get their letter."""
        level = int(element.tag[1])
        number = "".join(element.xpath("./span[@class='section-number']/text()")).strip(" .")
        self.heading_text = text_of(element).removeprefix(f"{number}.").strip()
        number = number or (self.page.number if level == 1 else "")
        content = unmarked(self.line(element)) if number or level > 1 else shown("Summary")
        section = element.getparent()
        outlined = level < 3 and (level == 1 or len(section.xpath("../section")) <= MANY_SECTIONS)
        settings = "" if outlined else ", outlined: false"
        target = self.target(section.get("id"))
        start = f"#anchor({string(self.target(''))})" if level == 1 else ""
        return f"{start}#titled({level}, {string(number)}{settings})[{content}]#label({string(target)})"

    def listing(self, element: HtmlElement) -> str:
        """Return a list."""
        items = [f"[{self.anchor(child)}{self.item(child)}]" for child in element if child.tag == "li"]
        return f"#{'list' if element.tag == 'ul' else 'enum'}({', '.join(items)})"

    def item(self, element: HtmlElement) -> str:
        """Return the content of a list item or definition, which may hold blocks or text alone."""
        if any(child.tag not in INLINE for child in element if isinstance(child.tag, str)):
            return self.joined(element)
        return self.line(element)

    def definitions(self, element: HtmlElement) -> str:
        """Return named fields, or terms with their explanations; a long list of terms is set in columns."""
        pairs, terms = [], []
        for child in element:
            if child.tag == "dt":
                terms.append(self.anchor(child) + self.line(child))
            else:
                pairs.append(f"([{' '.join(terms)}], [{self.item(child)}])")
                terms = []
        if has_class(element, "field-list"):
            return f"#fields({', '.join(pairs)})"
        content = f"#definitions({', '.join(pairs)})"
        return self.columns([content]) if len(pairs) > MANY_TERMS else content

    def preformatted(self, element: HtmlElement) -> str:
        """Return lines that keep their breaks and indents."""
        lines = [shown(line.replace("  ", "\u00a0\u00a0")) for line in "".join(element.itertext()).rstrip().split("\n")]
        return f"#listing[{'#linebreak()'.join(lines)}]"

    def entry(self, element: HtmlElement) -> str:
        """Return an entry: its first words are its heading and bookmark, so that a reader can jump to it."""
        identifier = element.get("id")
        children = [child for child in element if isinstance(child.tag, str)]
        first, rest = children[0], children[1:]
        if first.tag != "p":
            raise self.fail("an entry doesn't begin with a paragraph", "give it a head", identifier)
        term = self.terms.measures.get(identifier) if self.indexing else None
        mark = "" if term is None else f"#mark({term})"
        parts = list(first)
        if parts and parts[0].tag == "strong" and not (first.text or "").strip():
            self.marked = set()
            head = self.inline(parts[0]).strip()
            after = "".join(
                [self.text(parts[0].tail), *(self.inline_element(part) + self.text(part.tail) for part in parts[1:])]
            )
            # "**Label**. Definition": the full stop belongs to the label, which is a heading of its own now.
            after = re.sub(r'^#"\. ', '#"', after)
        else:
            for self_link in first.xpath(f"./a[@href='#{identifier}']"):
                self_link.drop_tag()
            head, after = self.line(first), ""
        if has_class(element, "claim"):
            verdict = "".join(
                element.xpath(".//dl/dt[starts-with(text(), 'Verdict')]/following-sibling::dd[1]//strong/text()")
            )
            self.document.claims.append(Listed(self.target(identifier), identifier, shown(verdict)))
        content = "\n\n".join(markup for child in rest if (markup := self.block(child)))
        label = string(self.target(identifier))
        body = f"{mark}#entry-head({min(self.level + 1, 3)})[{head}]#label({label})"
        after = f"#kept[{after.strip()}]" if rest and rest[0].xpath(".//table") else after.strip()
        return f"#entry[{body}\n\n{after}\n\n{content}]"

    def details(self, element: HtmlElement) -> str:
        """Return what a page folds away, unfolded: a table gets the summary as its caption."""
        summary, *content = [child for child in element if isinstance(child.tag, str)]
        if len(content) == 1 and content[0].tag == "table":
            return self.numbered_table(content[0], text_of(summary))
        return f"#strong[{self.line(summary)}]\n\n" + "\n\n".join(filter(None, map(self.block, content)))

    def table(self, element: HtmlElement) -> str:
        """Return a table: numbered under its section's heading, or plain within an entry; nothing if a script fills it."""
        if not element.xpath(".//tr"):
            return ""
        if any(self.is_entry(ancestor) for ancestor in element.iterancestors()):
            return f"#plain-table({self.grid(element)})"
        if element.xpath("ancestor::section[1]/@id") == [BIBLIOGRAPHY]:
            return self.bibliography(element)
        return self.numbered_table(element, self.heading_text)

    def bibliography(self, element: HtmlElement) -> str:
        """Return the table of documents as a bibliography: publisher, document, date, how it was read, address, key."""
        heads = [text_of(head) for head in element.xpath("./thead/tr/th")]
        self.in_table = True
        entries = []
        for row in element.xpath("./tbody/tr"):
            addresses = row.xpath(".//a[starts-with(@href, 'http')]")
            for link in addresses:
                link.drop_tree()
            publisher, document, day, *rest = [re.sub(r'(#" ")+$', "", self.cell(cell)) for cell in row]
            remarks = [
                f"({string(head)}, [{content}])" for head, content in zip(heads[3:], rest, strict=True) if content
            ]
            named = tuple_of([f"[{part}]" for part in (document, day) if part])
            shown_addresses = tuple_of([string(link.get("href")) for link in addresses])
            settings = ", ".join(
                [string(row.get("id", "")), f"[{publisher}]", named, tuple_of(remarks), shown_addresses]
            )
            entries.append(f"{self.anchor(row)}#source({settings})")
        self.in_table = False
        return self.columns(entries)

    def numbered_table(self, element: HtmlElement, title: str, caption: str = "") -> str:
        """Return a table with its number; the list of tables prints its title, which is its caption too unless given."""
        self.table_count += 1
        number = f"{self.page.number}.{self.table_count}" if self.page.number else str(self.table_count)
        target = self.target(f"table-{self.table_count}")
        self.document.tables.append(Listed(target, number, shown(title)))
        # Evidence at the end of a chapter names the page where each claim stands, within one context for the whole table.
        self.with_pages = element.xpath("boolean(ancestor::div[contains(@class, 'page-evidence')])")
        context = "context " if self.with_pages else ""
        grid = self.grid(element)
        self.with_pages = False
        return f"#{context}numbered-table({string(target)}, {string(number)}, [{caption or shown(title)}], {grid})"

    def grid(self, element: HtmlElement) -> str:
        """Return the cells of a table, with column widths after their content."""
        heads = element.xpath("./thead/tr/th")
        rows = element.xpath("./tbody/tr")
        if not heads or any(len(row.xpath("./td|./th")) != len(heads) for row in rows):
            raise self.fail(
                "a table has no head row, or rows of another length",
                "give each column a heading",
                text_of(element)[:60],
            )
        texts = [[text_of(cell) for cell in row] for row in rows]
        widths, aligns = column_layout([text_of(head) for head in heads], texts)
        self.in_table = True
        self.in_head = True
        head = tuple_of([f"[{self.cell(cell)}]" for cell in heads])
        self.in_head = False
        cells = []
        for row in rows:
            anchor = self.anchor(row)
            for position, cell in enumerate(row):
                cells.append(f"[{anchor if position == 0 else ''}{self.cell(cell)}]")
        self.in_table = False
        return f"grid-of(columns: {tuple_of(widths)}, aligns: {tuple_of(aligns)}, head: {head},\n{', '.join(cells)})"

    def cell(self, element: HtmlElement) -> str:
        """Return the content of a cell, which may hold paragraphs or text alone."""
        paragraphs = [child for child in element if child.tag == "p"]
        return " #linebreak() ".join(self.line(part) for part in paragraphs or [element])

    def notes(self, element: HtmlElement) -> Iterator[str]:
        """Yield what stands under a chart: notes, formula and assumptions of a what-if, verdicts, source.

        What the page folds away, data and many verdicts, goes to the appendix. How to cite the figure isn't repeated
        under each: its number and address stand there, the rest in the imprint.
        """
        for child in element:
            if (
                child.tag in {"figcaption", "details"}
                or has_class(child, "figure-files")
                or has_class(child, "figure-chart")
            ):
                continue
            for part in child.iter("p", "table"):
                yield self.line(part) if part.tag == "p" else f"#plain-table({self.grid(part)})"

    def figure(self, element: HtmlElement) -> str:
        """Return a chart, at home in its chapter and repeated elsewhere; its data goes to the appendix."""
        identifier = element.get("id")
        row = f"figure {identifier}"
        if not has_class(element, "evidence-figure") or not identifier:
            raise self.fail("a figure isn't one of evidence.figure", "make it with a function of evidence.charts", row)
        home, number = self.homes[identifier]
        places = element.xpath(".//div[contains(@class, 'figure-wide')]//img[@data-picture]")
        if not places:
            raise self.fail("the chart's picture is missing", "execute the notebook again: make book", row)
        svg = self.page.pictures[int(places[0].get("data-picture"))]
        description = re.search(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)
        alt = html.unescape(description.group(1)) if description else ""
        if len(alt) < MIN_ALT:
            raise self.fail("the picture has no alternative text", "describe the chart in its Figure", row)
        file = f"figures/{identifier}.svg"
        self.document.pictures[file] = svg
        caption = element.xpath(".//p[@class='figure-title']")[0]
        title, subtitle = (
            self.line(element.xpath(f".//p[@class='figure-{part}']")[0]) for part in ("title", "subtitle")
        )
        notes = [f"[{note}]" for note in self.notes(element)]
        data = f"data#{identifier}"
        table_number = self.data_numbers[identifier]
        address = f"book/figures/{identifier}.csv"
        reference = f"#with-page({string(data)})[{shown(f'Table {table_number}')}]"
        notes.append(f"[{shown('Data: ')}{reference}{shown(f'; {address}')}]")
        target = self.target(identifier, home)
        settings = ", ".join(
            [
                string(target),
                string(number),
                f"[{title}]",
                f"[{subtitle}]",
                string(file),
                string(alt),
                picture_width(svg),
                tuple_of(notes),
            ]
        )
        if home is not self.page:
            return f"#repeated-chart({settings})"
        self.floating = True
        self.document.figures.append(Listed(target, number, unmarked(title)))
        heading = f"Data of Figure {number}: {text_of(caption)}"
        tables = element.xpath(DATA_TABLE)
        if len(tables) != 1:
            raise self.fail("the figure has no table of its data", "execute the notebook again: make book", row)
        table = tables[0]
        self.document.data_tables.append(Listed(data, table_number, shown(heading)))
        self.document.data.append(
            f"#numbered-table({string(data)}, {string(table_number)}, [{shown(heading)}], {self.grid(table)})"
        )
        for verdicts in element.xpath(MANY_VERDICTS):
            lead = self.line(verdicts.getprevious())
            self.document.data.append(f"#data-remark[{lead}{shown(': ')}{self.line(verdicts)}]")
        return f"#chart({settings})"

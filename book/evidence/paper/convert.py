"""From the built pages to Typst: one function a kind of element, and an error for every kind that isn't known.

Texts are those of the pages; added are numbers and names of files of data, left out is what screens alone can use.
"""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from evidence.paper import citation
from evidence.paper.document import Document
from evidence.paper.figures import FigureConverter
from evidence.paper.lines import INLINE, SCREEN_ONLY
from evidence.paper.markup import shown, string, unmarked
from evidence.paper.pages import has_class, text_of

# What only a screen can use; paper leaves it out, with whatever a page hides or keeps from screen readers.
CONTROLS = {"button", "form", "noscript", "script"}
# Pages whose prose the index covers; tables and lists of data aren't prose.
UNINDEXED = {"indicators", "results", "record", "sources", "changelog"}
# A page with more sections than this is a list of data: the printed contents name the page alone.
MANY_SECTIONS = 20
MANY_TERMS = 12
# Fields that hold other people's words, to be printed as they are.
VERBATIM = {"As printed"}
# In place of the evidence at the end of a chapter the report has the pages of the annex in the margin.
PAGE_EVIDENCE = (
    "self::section[./div[contains(@class, 'page-evidence')] or .//div[contains(@class, 'page-evidence')]][h2]"
)
TEXT = {"p", "ul", "ol"}
# Before the text that leads to a figure, with its heading, the figures that wait for room are set: none strays far.
FIGURE_NEXT = "following-sibling::*[1][not(self::section)][self::figure or .//figure]"
FIGURE_AFTER_TEXT = f"following-sibling::*[1][self::p or self::ul or self::ol][{FIGURE_NEXT}]"


class Converter(FigureConverter):
    """Turns pages into one Typst document; made as `LineConverter` is."""

    def convert(self) -> Document:
        """Convert all pages; `EvidenceError` for an unknown element, a picture without description or a dead link."""
        for page in self.printed:
            self.page = page
            self.table_count = 0
            self.level = 0
            self.indexing = page.name not in UNINDEXED
            self.document.body.append(self.block(page.body))
        return self.document

    def blocks(self, parent: HtmlElement) -> Iterator[str]:
        """Yield the blocks of an element; runs of entries are set in columns, runs of series as one table."""
        entries: list[str] = []
        series: list[HtmlElement] = []
        if parent.text and parent.text.strip():
            yield self.text(parent.text.strip())
        for child in parent:
            if not isinstance(child.tag, str) or child.tag in CONTROLS or child.get("hidden") is not None:
                continue
            if child.tail and child.tail.strip():
                raise self.fail(f"text stands between blocks: {child.tail.strip()[:60]!r}", "put it into a paragraph")
            if child.tag == "details" and has_class(child, "series"):
                series.append(child)
                continue
            if series:
                yield self.continuous_table(series)
                series = []
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
        if series:
            yield self.continuous_table(series)
        if entries:
            yield self.columns(entries)

    @staticmethod
    def leads_to_figure(element: HtmlElement) -> bool:
        """Say whether a figure follows a text, or the section of a heading begins with a figure or a text before one."""
        if element.tag in TEXT:
            return bool(element.xpath(FIGURE_NEXT))
        heads = element.xpath("./*[1][self::h2 or self::h3 or self::h4]") if element.tag == "section" else []
        return any(head.xpath(f"{FIGURE_NEXT} | {FIGURE_AFTER_TEXT}") for head in heads)

    def block(self, element: HtmlElement) -> str:
        """Return one block."""
        known = {
            "section": self.section,
            "div": self.division,
            "details": self.division,
            "p": self.beside,
            "ul": self.listing,
            "ol": self.listing,
            "dl": self.definitions,
            "table": self.table,
            "pre": self.preformatted,
            "blockquote": lambda quote: f"#quoted[{self.joined(quote)}]",
            "span": self.mark_of_place,
            **dict.fromkeys(("h1", "h2", "h3", "h4"), self.heading),
            "figure": self.figure,
        }
        if element.tag not in known:
            shows = f"<{element.tag} class={element.get('class', '')!r}>"
            raise self.fail(f"{shows} is an element the PDF doesn't know", "teach convert.py to set it")
        labelled = element.tag in {"section", "figure", "span"} or self.is_entry(element)
        return ("" if labelled else self.anchor(element)) + known[element.tag](element)

    def joined(self, parent: HtmlElement) -> str:
        """Return all blocks of an element."""
        return "\n\n".join(self.blocks(parent))

    def division(self, element: HtmlElement) -> str:
        """Return a ``div`` or ``details``: code is left out, entries and evidence are set apart, the rest is transparent."""
        if any(has_class(element, name) for name in ("cell_input", "above-input", SCREEN_ONLY)):
            return ""
        if self.is_entry(element):
            return self.entry(element)
        if element.tag == "details":
            return self.details(element)
        return self.joined(element)

    def section(self, element: HtmlElement) -> str:
        """Return a section, unless it is the evidence of a chapter."""
        if element.xpath(PAGE_EVIDENCE):
            return ""
        self.level += 1
        content = self.joined(element)
        self.level -= 1
        return content

    def mark_of_place(self, element: HtmlElement) -> str:
        """Keep the mark of a place for the heading after it, which may begin another page; return what else is there."""
        self.pending += self.anchor(element)
        return self.line(element)

    def heading(self, element: HtmlElement) -> str:
        """Return a heading with the number the page prints; pages without one get their letter."""
        level = int(element.tag[1])
        number = "".join(element.xpath("./span[@class='section-number']/text()")).strip(" .")
        self.heading_text = text_of(element).removeprefix(f"{number}.").strip()
        number = self.page.number if level == 1 else number
        content = unmarked(self.line(element)) if number or level > 1 else shown("Summary")
        section = element.getparent()
        outlined = level < 3 and (level == 1 or len(section.xpath("../section")) <= MANY_SECTIONS)
        settings = "" if outlined else ", outlined: false"
        target = self.target(section.get("id"))
        marks, self.pending = self.pending, ""
        return f"#titled({level}, {string(number)}{settings})[{content}]#label({string(target)}){marks}"

    def listing(self, element: HtmlElement) -> str:
        """Return a list."""
        items = [f"[{self.anchor(child)}{self.item(child)}]" for child in element if child.tag == "li"]
        return f"#{'list' if element.tag == 'ul' else 'enum'}({', '.join(items)})"

    def item(self, element: HtmlElement) -> str:
        """Return the content of a list item or definition, which may hold blocks or text alone."""
        if any(child.tag not in INLINE for child in element if isinstance(child.tag, str)):
            return self.joined(element)
        return self.beside(element)

    def definitions(self, element: HtmlElement) -> str:
        """Return named fields, or terms with their explanations; a long list of terms is set in columns."""
        narrow, self.narrow = self.narrow, True
        self.cited = {}
        pairs, terms = [], []
        for child in element:
            if child.tag == "dt":
                terms.append(self.anchor(child) + self.line(child))
                self.verbatim = text_of(child).strip(" :") in VERBATIM
            else:
                pairs.append(f"([{' '.join(terms)}], [{self.item(child)}])")
                terms, self.verbatim = [], False
        self.narrow = narrow
        if has_class(element, "field-list"):
            return f"#fields({', '.join(pairs)})"
        content = f"#definitions({', '.join(pairs)})"
        if self.cited and not narrow:
            content += f"\n\n#below-table({self.notes_of()})"
        return self.columns([content]) if len(pairs) > MANY_TERMS else content

    def preformatted(self, element: HtmlElement) -> str:
        """Return lines that keep their breaks and indents."""
        self.before = ""
        lines = [shown(line.replace("  ", "\u00a0\u00a0")) for line in "".join(element.itertext()).rstrip().split("\n")]
        return f"#listing[{'#linebreak()'.join(lines)}]"

    def entry(self, element: HtmlElement) -> str:
        """Return an entry: its first words are its heading and bookmark, so that a reader can jump to it."""
        identifier = self.own = element.get("id")
        children = [child for child in element if isinstance(child.tag, str)]
        first, rest = children[0], children[1:]
        if first.tag not in {"p", "summary"}:
            raise self.fail("an entry doesn't begin with a paragraph", "give it a head", identifier)
        term = self.terms.measures.get(identifier) if self.indexing else None
        mark = "" if term is None else f"#mark({term})"
        parts = list(first)
        if parts and parts[0].tag == "strong" and not (first.text or "").strip():
            self.marked, self.before = set(), ""
            head = self.inline(parts[0]).strip()
            after = "".join(
                [self.text(parts[0].tail), *(self.inline_element(part) + self.text(part.tail) for part in parts[1:])]
            )
            # "**Label**. Definition": the full stop belongs to the label, which is a heading of its own now; so does a space.
            after = re.sub(r'^#"\.? ', '#"', after)
        else:
            head, after = self.line(first), ""
        address = citation.address(self.page.name, identifier) if has_class(element, "claim") else ""
        if address:
            head = f"#away({string(address)})[{head}]"
        narrow, self.narrow = self.narrow, True
        content = "\n\n".join(markup for child in rest if (markup := self.block(child)))
        self.narrow = narrow
        label = string(self.target(identifier))
        body = f"{mark}#entry-head({min(self.level + 1, 3)})[{head}]#label({label})"
        after = f"#kept[{after.strip()}]" if rest and rest[0].xpath(".//table") else after.strip()
        return f"#entry[{body}\n\n{after}\n\n{content}]"

    def details(self, element: HtmlElement) -> str:
        """Return what a page folds away, unfolded: a table gets the summary as its caption."""
        summary, *content = [child for child in element if isinstance(child.tag, str)]
        # A summary that says only what a screen folds has no words on paper.
        head = self.line(summary)
        if head and len(content) == 1 and content[0].tag == "table":
            return self.numbered_table(content[0], text_of(summary))
        return "\n\n".join(filter(None, [head and f"#unfolded[{head}]", *map(self.block, content)]))

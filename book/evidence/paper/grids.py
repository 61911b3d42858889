"""Tables: numbered, plain, continuous over many sections, as entries, or printed as a bibliography."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from evidence.paper.layout import column_layout
from evidence.paper.lines import LineConverter
from evidence.paper.markup import key, shown, string, tuple_of
from evidence.paper.pages import text_of
from evidence.paper.wording import typographic

# The section whose table is printed as a bibliography.
BIBLIOGRAPHY = "public-record"
# Rows and characters up to which a table stays on one page.
SHORT_TABLE, SHORT_TEXT = 12, 1500
# Rows and characters a row from which a table is printed as entries: its columns would be ribbons.
MANY_ROWS, LONG_ROW = 40, 300


class TableConverter(LineConverter):
    """Turns tables into Typst."""

    @staticmethod
    def columns(entries: list[str]) -> str:
        """Return entries set in columns."""
        return f"#in-columns[\n{chr(10).join(entries)}\n]"

    @staticmethod
    def is_entry(element: HtmlElement) -> bool:
        """Say whether an element is an entry of the evidence pages: a claim, measure, result or indicator."""
        classes = {"container", "result"}.intersection(element.get("class", "").split())
        return element.tag in {"div", "details"} and bool(element.get("id")) and bool(classes)

    def table(self, element: HtmlElement) -> str:
        """Return a table: numbered under its section's heading, or plain within an entry; nothing if a script fills it."""
        rows = element.xpath("./tbody/tr")
        if not element.xpath(".//tr"):
            return ""
        if any(self.is_entry(ancestor) for ancestor in element.iterancestors()):
            return f"#plain-table({self.grid(element)})"
        if element.xpath("ancestor::section[1]/@id") == [BIBLIOGRAPHY]:
            return self.bibliography(element)
        if len(rows) >= MANY_ROWS and len(text_of(element)) >= LONG_ROW * len(rows):
            return self.rows_as_entries(element)
        title = self.heading_text
        if len(element.xpath("ancestor::section[1]//table[not(ancestor::figure)]")) > 1:
            head = next(filter(None, map(text_of, element.xpath("./thead/tr/th"))), "")
            title = f"{title}: {head}"
        return self.numbered_table(element, title)

    def rows_as_entries(self, element: HtmlElement) -> str:
        """Return a table of long texts as entries: what heads each is named above all, the others stand under their names."""
        heads = [text_of(head) for head in element.xpath("./thead/tr/th")]
        entries = []
        for row in element.xpath("./tbody/tr"):
            first, *rest = row
            anchor = self.anchor(row)
            pairs = [
                f"({string(head)}, [{content}{_stop(cell)}])"
                for head, cell in zip(heads[1:], rest, strict=True)
                if (content := self.cell(cell))
            ]
            entries.append(f"#row-entry([{anchor}{self.cell(first)}{_stop(first)}], {tuple_of(pairs)})")
        return f"#strong[{shown(heads[0])}]\n\n{self.columns(entries)}"

    def bibliography(self, element: HtmlElement) -> str:
        """Return the table of documents as a bibliography: the annex has all, the report those that it names."""
        heads = [text_of(head) for head in element.xpath("./thead/tr/th")]
        rows = element.xpath("./tbody/tr")
        chosen = [row for row in rows if self.is_annex or (self.page.name, row.get("id")) in self.wanted]
        entries = []
        for row in chosen:
            addresses = [link.get("href") for link in row.xpath(".//a[starts-with(@href, 'http')]")]
            publisher, document, day, *rest = map(self.cell_of_words, row)
            remarks = [
                f"({string(head)}, [{content}])" for head, content in zip(heads[3:], rest, strict=True) if content
            ]
            named = tuple_of([f"[{part}{stop}]" for part, stop in ((document, _stop(row[1])), (day, ".")) if part])
            settings = ", ".join(
                [
                    f"[{key(row.get('id', ''))}]",
                    f"[{publisher}]",
                    named,
                    tuple_of(remarks),
                    tuple_of([f"({string(address)}, [{key(address)}])" for address in addresses]),
                ]
            )
            entries.append(f"{self.anchor(row)}#source({settings})")
        said = ""
        if len(chosen) < len(rows):
            page = self.annex.get(self.target(BIBLIOGRAPHY))
            where = f"The evidence annex has all {len(rows):,}{f', from page {page}' if page else ''}."
            said = shown(f"These {len(chosen)} are the documents that the report names. {where}") + "\n\n"
        return said + self.columns(entries)

    def numbered_table(self, element: HtmlElement, title: str) -> str:
        """Return a table with its number; a table of one row needs none."""
        rows = element.xpath("./tbody/tr")
        target = self.target(f"table-{self.table_count + 1}")
        number = f"{self.page.number}.{self.table_count + 1}" if self.page.number else str(self.table_count + 1)
        whole = len(rows) <= SHORT_TABLE and len(text_of(element)) <= SHORT_TEXT
        self.cited = {}
        grid = self.grid(element, "" if whole else _goes_on(target, number))
        notes = f"\n\n#below-table({self.notes_of()})" if self.cited else ""
        caption = shown(typographic(title))
        if len(rows) < 2:
            return f"#plain-table({grid}, caption: [{caption}]){notes}"
        self.table_count += 1
        settings = (
            f"[{caption}], {grid}{', breakable: false' if whole else ''}{', sticky: true' if whole and notes else ''}"
        )
        return f"#numbered-table({string(target)}, {string(number)}, {settings}){notes}"

    def grid(self, element: HtmlElement, goes_on: str = "") -> str:
        """Return the cells of a table, with column widths after their content."""
        return self.grid_of(element.xpath("./thead/tr/th"), [("", element.xpath("./tbody/tr"))], goes_on)

    def continuous_table(self, sections: Sequence[HtmlElement]) -> str:
        """Return the tables of many sections as one, with a row for each section's heading and what is said there."""
        groups = []
        for section in sections:
            heading, *said, table = section
            name = self.anchor(section) + self.line(heading)
            remarks = " ".join(self.line(part) for part in said)
            groups.append((f"#strong[{name}]{shown('  ')}{remarks}", table.xpath("./tbody/tr")))
        self.table_count += 1
        number = f"{self.page.number}.{self.table_count}"
        target = self.target(f"table-{self.table_count}")
        heads = sections[0].xpath("./table/thead/tr/th")
        grid = self.grid_of(heads, groups, _goes_on(target, number))
        return f"#numbered-table({string(target)}, {string(number)}, [{shown(self.heading_text)}], {grid})"

    def grid_of(self, heads: list[HtmlElement], groups: list[tuple[str, list[HtmlElement]]], goes_on: str = "") -> str:
        """Return a head and groups of rows as one grid; a group may have a line of its own above it."""
        rows = [row for _, group in groups for row in group]
        if not heads or any(len(row.xpath("./td|./th")) != len(heads) for row in rows):
            first = " ".join(map(text_of, rows[:1]))[:60]
            raise self.fail("a table has no head row, or rows of another length", "give each column a heading", first)
        texts = [[text_of(cell) for cell in row] for row in rows]
        widths, aligns = column_layout([text_of(head) for head in heads], texts)
        self.in_table = True
        self.in_head = True
        head = tuple_of([f"[{self.cell(cell)}]" for cell in heads])
        self.in_head = False
        cells = []
        for name, group in groups:
            if name:
                cells.append(f"group-row({len(heads)}, [{name}])")
            for row in group:
                anchor = self.anchor(row)
                for position, cell in enumerate(row):
                    cells.append(f"[{anchor if position == 0 else ''}{self.cell(cell)}]")
        self.in_table = False
        settings = f"columns: {tuple_of(widths)}, aligns: {tuple_of(aligns)}, head: {head}{goes_on}"
        return f"grid-of({settings},\n{', '.join(cells)})"

    def cell_of_words(self, element: HtmlElement) -> str:
        """Return the content of a cell without its addresses, and without the space before them."""
        self.in_table = self.addresses_apart = True
        content = re.sub(r'(#" *")+$', "", self.cell(element))
        self.in_table = self.addresses_apart = False
        return re.sub(r' +"$', '"', content)

    def cell(self, element: HtmlElement) -> str:
        """Return the content of a cell, which may hold paragraphs or text alone."""
        paragraphs = [child for child in element if child.tag == "p"]
        return " #linebreak() ".join(self.line(part) for part in paragraphs or [element])


def _goes_on(target: str, number: str) -> str:
    """Return the setting by which a table says on its further pages that it goes on."""
    return f", goes-on: ({string(target)}, {string(number)})"


def _stop(cell: HtmlElement) -> str:
    """Return the full stop after a cell, or none if it ends with a sign of its own."""
    return "" if re.search(r"[.?!…][”’)]?$", text_of(cell).removesuffix(" address")) else "."

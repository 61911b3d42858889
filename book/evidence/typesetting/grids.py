"""Tables: numbered, plain, or printed as a bibliography."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from evidence.typesetting.document import Listed
from evidence.typesetting.layout import column_layout
from evidence.typesetting.lines import LineConverter
from evidence.typesetting.markup import shown, string, tuple_of
from evidence.typesetting.pages import has_class, text_of

# The section whose table is printed as a bibliography.
BIBLIOGRAPHY = "public-record"
# Rows and characters up to which a table stays on one page.
SHORT_TABLE, SHORT_TEXT = 12, 1500


class TableConverter(LineConverter):
    """Turns tables into Typst."""

    @staticmethod
    def columns(entries: list[str]) -> str:
        """Return entries set in columns."""
        return f"#in-columns[\n{chr(10).join(entries)}\n]"

    @staticmethod
    def is_entry(element: HtmlElement) -> bool:
        """Say whether an element is an entry of the evidence pages: a claim, measure, result or indicator."""
        return element.tag == "div" and bool(element.get("id")) and has_class(element, "container")

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
        whole = len(element.xpath("./tbody/tr")) <= SHORT_TABLE and len(text_of(element)) <= SHORT_TEXT
        grid = self.grid(element)
        self.with_pages = False
        return f"#{context}numbered-table({string(target)}, {string(number)}, [{caption or shown(title)}], {grid}{', breakable: false' if whole else ''})"

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

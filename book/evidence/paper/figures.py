"""Charts: the picture, what stands under it, and what names its data."""

import html
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from evidence.paper import citation
from evidence.paper.document import Listed
from evidence.paper.grids import TableConverter
from evidence.paper.layout import is_tall, picture_width
from evidence.paper.lines import SCREEN_ONLY
from evidence.paper.markup import key, shown, string, tuple_of, unmarked, with_keys
from evidence.paper.pages import has_class
from evidence.paper.wording import typographic, typographic_picture

MIN_ALT = 60
# Documents from which a figure names none: a page of them tells a reader nothing.
MANY_SOURCES = 30
DOCUMENTS = ".//a[starts-with(@href, 'sources.html#')]/@href"
# In a figure's card: what stands at the chart and in the tab of sources and notes.
NOTES = ".//div[@class='figure-whatif' or contains(@class, 'figure-about')]//*[self::p or self::table]"


class FigureConverter(TableConverter):
    """Turns charts into Typst."""

    def notes(self, element: HtmlElement) -> Iterator[str]:
        """Yield what stands under a chart: formula and assumptions of a what-if, notes, source, verdicts."""
        for part in element.xpath(NOTES):
            if part.tag == "table":
                yield f"#plain-table({self.grid(part)})"
            elif has_class(part, "figure-source") and (number := len({*part.xpath(DOCUMENTS)})) > MANY_SOURCES:
                yield shown(f"Source: {number} documents; the evidence annex names them beside the keys of the data.")
            elif not has_class(part, SCREEN_ONLY):
                # The index leads to what is said, not to names of publishers.
                indexing, self.indexing = self.indexing, self.indexing and not has_class(part, "figure-source")
                yield self.line(part)
                self.indexing = indexing

    def figure(self, element: HtmlElement) -> str:
        """Return a chart, at home in its chapter and repeated elsewhere."""
        identifier = element.get("id")
        row = f"figure {identifier}"
        if not has_class(element, "evidence-figure") or not identifier:
            what, remedy = "a figure isn't one of evidence.charts.figure", "make it with a function of evidence.charts"
            raise self.fail(what, remedy, row)
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
        self.document.pictures[file] = typographic_picture(svg)
        title, subtitle = (
            self.line(element.xpath(f".//p[@class='figure-{part}']")[0]) for part in ("title", "subtitle")
        )
        at_home = home.name == self.page.name
        notes = [f"[{note}]" for note in self.notes(element)]
        address = citation.address(home.name, identifier)
        named = f"#away({string(address)})[{key(identifier)}]" if address else key(identifier)
        if at_home:
            data = with_keys(f"; data: {identifier}.csv, attached to this file.")
            notes.append(f"[{shown('Cite as ')}{named}{data}]")
        settings = [
            string(self.target(identifier, home)),
            string(number),
            f"[{title}]",
            f"[{subtitle}]",
            string(file),
            string(typographic(alt)),
            picture_width(svg),
            tuple_of(notes),
        ]
        if not at_home:
            return f"#repeated-chart({', '.join(settings)})"
        self.floating = True
        self.document.data.append(identifier)
        self.document.figures.append(Listed(self.target(identifier), number, unmarked(title)))
        return f"#chart({', '.join([*settings, 'tall: true'] if is_tall(svg) else settings)})"

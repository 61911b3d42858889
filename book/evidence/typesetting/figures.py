"""Charts: the picture, what stands under it, and the data for the appendix."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from evidence.typesetting.document import Listed
from evidence.typesetting.grids import TableConverter
from evidence.typesetting.layout import picture_width
from evidence.typesetting.markup import shown, string, tuple_of, unmarked
from evidence.typesetting.pages import has_class, text_of

MIN_ALT = 60
# What a figure folds away on the page: the table behind it, and verdicts where they are many.
DATA_TABLE = "./details[contains(@class, 'figure-data')]//table"
MANY_VERDICTS = "./details[contains(@class, 'figure-data')]/p[contains(@class, 'figure-verdicts')]"


class FigureConverter(TableConverter):
    """Turns charts into Typst."""

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
            raise self.fail(
                "a figure isn't one of evidence.charts.figure", "make it with a function of evidence.charts", row
            )
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

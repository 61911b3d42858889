"""The report, the annex and the chapters as PDF: complete, right, citable, accessible, archival, fast, and the same each time."""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter, namedtuple
from dataclasses import replace
from functools import cache, cached_property, partial
from pathlib import Path
from time import process_time
from timeit import timeit

import pikepdf
import pypdfium2
import pytest
import rispy
from bs4 import BeautifulSoup
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from conftest import cases, each_of
from pybtex import format_from_string
from pybtex.database import parse_string

from evidence import paper as pdf
from evidence.errors import EvidenceError
from evidence.ledger import edition
from evidence.ledger.quantities import format_date
from evidence.ledger.tables import read_descriptor
from evidence.pages.contents import chapter_numbers
from evidence.paper import attached, citation, finish, fonts, front, grids, volumes
from evidence.paper.convert import Converter
from evidence.paper.figures import MANY_SOURCES
from evidence.paper.layout import WIDE, column_layout, longest_piece, picture_width
from evidence.paper.markup import key_pieces, with_keys
from evidence.paper.pages import read_page, read_pages
from evidence.paper.terms import read_terms
from evidence.paper.wording import typographic, typographic_picture
from evidence.paths import DATA, ROOT
from evidence.results import RESULTS

MM = 72 / 25.4
# Of a page: its height, and where the text ends above and below.
HEIGHT, TOP, FOOT = 297 * MM, (297 - 19) * MM, 18 * MM
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# What paper leaves out: code, narrow pictures, links to files, what a figure folds away, the evidence at a chapter's end.
LEFT_OUT = (
    ".cell_input, .above-input, .not-in-pdf, .figure-narrow, .figure-files, .figure-data, .headerlink, desc, "
    "svg title, span[aria-hidden=true], button, fieldset, form, noscript, .change [hidden], section:has(> h2):has(.page-evidence)"
)
WEB_WORDS = (
    r"(?i)sliders?\b|show data|arrow keys?|dotted|underlined|\bclick|\bhover|browser|keyboard|download|scroll|touch it|"
    r"search box|tooltip|\w\.html#|this page|link to this"
)
NOTE = re.compile(r"\(\[#\"((?:[^\"\\]|\\.)*)\"\], (\d+)\)")
Link = namedtuple("Link", "page words target said height")


def folded(text):
    """Fold white space and undo the hyphens of line ends."""
    return " ".join(re.sub("[\x02\ufffe\u00ad]\\s*", "", text).split())


def letters(text):
    """Return a text without white space, hyphens and quotes, which the setting of lines changes."""
    return re.sub(r"[\s\x02\ufffe\u00ad\-\"'“”‘’]", "", text)


@cache
class Paper:
    """A finished file, read once: the text of each page as it is extracted, in one line and as letters; bookmarks; parts.

    Parts are the pages of the book, by title without number, in the order of printing; pages of the file count from nought.
    """

    def __init__(self, path):
        self.path, self.name, self.inside = path, path.name, pikepdf.open(path)
        document = pypdfium2.PdfDocument(path)
        self.pages = [page.get_textpage() for page in document]
        self.raw = self.within(FOOT, TOP)
        self.texts = [*map(folded, self.raw)]
        self.letters = [*map(letters, self.texts)]
        self.bookmarks = list(document.get_toc(max_depth=9))
        self.outline = [(mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in self.bookmarks]
        tops = [(title.split("\u2002")[-1], page) for level, title, page in self.outline if level == 0]
        ends = [*(page for _, page in tops[1:]), len(self.raw)]
        self.spans = {title: range(begin, end) for (title, begin), end in zip(tops, ends, strict=True)}
        self.parts = {title: folded("\n".join(self.raw[i] for i in span)) for title, span in self.spans.items()}
        self.held = {name: file.get_file().read_bytes() for name, file in self.inside.attachments.items()}

    def within(self, bottom, top):
        """Return what stands between two heights of each page."""
        return [page.get_text_bounded(bottom=bottom, top=top) for page in self.pages]

    @cached_property
    def objects(self):
        return [item for item in self.inside.objects if isinstance(item, pikepdf.Dictionary | pikepdf.Stream)]

    def tags(self, *kinds):
        """Return the elements of the tag tree, all or those of some kinds."""
        tags = [item for item in self.objects if item.get("/Type") == "/StructElem"]
        return [tag for tag in tags if not kinds or tag.S in kinds]

    @cached_property
    def links(self):
        """Return every link: page it stands on, text, page or address it leads to, description, height."""
        numbers = {page.objgen: number for number, page in enumerate(self.inside.pages)}
        root, found = self.inside.Root, []
        names = pikepdf.NameTree(root.Names.Dests) if "/Dests" in root.Names else {}
        for number, page in enumerate(self.inside.pages):
            for annotation in page.get("/Annots", []):
                place = annotation.get("/Dest", annotation.get("/A", {}).get("/D"))
                place = names[str(place)] if isinstance(place, pikepdf.String) else place
                place = place.D if isinstance(place, pikepdf.Dictionary) else place
                target = numbers[place[0].objgen] if place is not None else str(annotation.A.URI)
                left, bottom, right, top = map(float, annotation.Rect)
                words = folded(self.pages[number].get_text_bounded(left, bottom + 1.5, right, top - 1.5))
                found.append(Link(number, words, target, str(annotation.get("/Contents", "")), top - bottom))
        return found


@cache
def article(path):
    """Return the page's own section, without what the theme puts around it."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select_one("article section:has(h1)")


def cards_of(page):
    return article(page.path).select(".evidence-figure")


@pytest.fixture(scope="module")
def report(book):
    return Paper(book / "pdf" / f"{pdf.NAME}.pdf")


@pytest.fixture(scope="module")
def annex(book):
    return Paper(book / "pdf" / pdf.ANNEX)


@pytest.fixture(scope="module")
def files(book, report, request):
    """Return the report, and in the whole also the annex and the chapters."""
    others = [pdf.ANNEX, *(pdf.chapter_file(number, name) for number, name in chapter_numbers().items())]
    return [report, *(Paper(book / "pdf" / name) for name in others if request.config.getoption("--whole"))]


@pytest.fixture(scope="module")
def pages(book):
    first, *others = read_pages(book)
    return [replace(first, title="Summary"), *others]


@pytest.fixture(scope="module")
def chapters(pages):
    return [page for page in pages if page.is_chapter]


def test_each_document_prints_its_pages_and_no_other(report, annex, pages, monkeypatch):
    first, *others = (page.title for page in volumes.report_pages(pages))
    assert list(report.parts) == ["Contents", "Figures", first, *others, front.SUMMARY_NUMBERS, "Index"]
    assert list(annex.parts) == ["Contents", *(page.title for page in volumes.annex_pages(pages))]
    known = {*volumes.REPORT, *volumes.ANNEX, *volumes.SCREEN}
    assert {page.name for page in pages[1:] if not page.is_chapter} == known
    monkeypatch.setattr(volumes, "SCREEN", ())
    with pytest.raises(EvidenceError, match=r"PDF, page explorer: no document prints it"):
        volumes.report_pages(pages)


def test_a_report_has_few_pages_tables_with_names_of_their_own_and_short_lists_of_sources(report):
    assert len(report.texts) <= 110
    text = "\n".join(report.raw)
    captions = re.findall(r"^Table ([\dA-Z])\.\d+ (?!, continued)(.+)$", text, re.MULTILINE)
    assert len({*captions}) == len(captions) > 25
    assert [caption for _, caption in captions if re.search(r"[a-z]\. [A-Z]", caption)] == []
    sources = re.findall(r"^Source: .*?\.\s*$", text, re.MULTILINE | re.DOTALL)
    assert len(sources) > 25
    assert max(map(len, sources)) < 1200


@pytest.mark.whole
def test_every_number_of_the_prose_names_the_page_of_its_entry(report, annex, pages):
    """Each link of a paragraph or list that leads to the annex has its page beside it or below it."""
    places, found = json.loads(annex.held[pdf.PAGES]), {}
    for page in (page for page in pages if page.is_chapter or not page.number):
        printed = letters(report.parts[page.title])
        for link in article(page.path).select(":is(p, li) a.fact"):
            name = link["href"].rpartition("/")[2].replace(".html#", "#")
            aside = link.find_parent(class_=["figure-note", "page-evidence", "evidence-figure", "not-in-pdf"])
            if name in places and name.partition("#")[0] not in volumes.REPORT and len(link.text) < 30 and not aside:
                note = f"{folded(link.text)} {places[name]}"
                found[page.name, note] = letters(note) in printed
    assert len(found) > 200
    assert [note for note, there in found.items() if not there] == []


def test_the_annex_has_each_number_where_the_report_says(report, annex):
    """What stands before the number of a page of the annex stands on that page, or goes on there."""
    found = 0
    for link in (link for link in report.links if pdf.ANNEX in str(link.target)):
        number = int(link.target.rpartition("=")[2])
        assert link.said == f"Evidence annex, page {number}"
        note = re.fullmatch(r"(.*\d.*) (\d+);?", link.words)
        if note and link.height < 8.5:
            assert int(note[2]) == number, link.words
            here = slice(number - 1, number + 2)
            # A bound of a range stands there within the range.
            numbers = {*NUMBER.findall(note[1])} <= {*NUMBER.findall(" ".join(annex.texts[here]))}
            assert numbers or letters(note[1].removesuffix("…")) in "".join(annex.letters[here]), link
            found += 1
    assert found > 500


def test_tables_of_the_annex_go_on_and_say_so(annex, pages):
    record = next(page for page in volumes.annex_pages(pages) if page.name == "record")
    assert len(article(record.path).select("details.series")) > 100
    tables = set(re.findall(rf"Table ({record.number}\.\d+)(?!\d|, continued)", annex.parts[record.title]))
    assert len(tables) < 10
    begin = annex.spans[record.title].start
    goes_on = f"Table {record.number}.1, continued"
    assert all(text.startswith(goes_on) for text in annex.texts[begin + 1 : begin + 30])


def test_every_link_says_where_it_leads_and_every_page_number_is_that_of_its_target(files):
    listed = r"(?:.*[\s.\u2060])?(\d+)"
    for paper in files:
        assert [link for link in paper.links if not link.said.strip()] == []
        parts = {number: title for title, span in paper.spans.items() for number in span}
        marks = {(title, page) for _, title, page in paper.outline}
        found = Counter()
        for link in paper.links:
            part = parts.get(link.page, "")
            numbers = {"Contents": listed, "Figures": listed, "Index": r"(\d+)(?:–\d+)?"}.get(part, r".*\bpage (\d+)")
            printed = re.fullmatch(numbers, link.words)
            if printed and isinstance(link.target, int):
                assert int(printed[1]) == link.target + 1, (paper.name, link)
                found[part] += 1
            if part == "Contents":
                assert (re.fullmatch(r"“(.*)” page \d+", link.said)[1], link.target) in marks, (paper.name, link)
        assert set(found) >= {"Contents", "Figures", "Index"} & {*paper.parts}, paper.name


def test_a_reference_leads_to_the_page_where_its_heading_stands(report, chapters):
    titles = "|".join(re.escape(page.title) for page in chapters)
    found = re.findall(rf"({titles}), page (\d+)", " ".join(report.texts))
    assert len(found) > 10
    assert [(title, number) for title, number in found if int(number) - 1 not in report.spans[title]] == []
    listed = re.sub("\\s*\u2060", " ", report.parts["Figures"])
    figures = re.findall(r"(?<![\d.])(\d\.\d+) ([A-Z0-9].*?) (\d+)(?= \d\.\d+ [A-Z0-9]|$)", listed)
    assert len(figures) > 20
    for number, title, page in figures:
        assert letters(f"Figure {number} {title}")[:60] in report.letters[int(page) - 1], (number, page)


def test_heads_name_chapter_and_section_and_feet_edition_date_and_number(files):
    """The head names the chapter that goes on, and the first section that begins on the page or else the one that goes on."""
    day = folded(format_date(str(edition.citation()["date-released"])))
    for paper in files:
        contents = letters(paper.parts["Contents"])
        marks = [mark for mark in paper.outline if mark[0] == 0 or (mark[0] == 1 and letters(mark[1]) in contents)]
        for number, (head, foot) in enumerate(zip(paper.within(TOP, HEIGHT), paper.within(0, FOOT), strict=True)):
            begun = [mark for mark in marks if mark[2] <= number]
            tops = [index for index, mark in enumerate(begun) if mark[0] == 0]
            expected = []
            if tops and begun[tops[-1]][2] < number:
                chapter, *sections = begun[tops[-1] :]
                here = [mark for mark in sections if mark[2] == number]
                expected = [chapter, *(here[:1] or sections[-1:])]
            assert folded(head) == folded(" ".join(title for _, title, _ in expected)), (paper.name, number + 1)
            assert f"edition {edition.edition()}, {day}, commit {edition.commit()}" in folded(foot)
            assert folded(foot).endswith(f" {number + 1}"), (paper.name, number + 1)


def test_no_text_is_of_the_web_straight_unrounded_or_a_string_of_places(report, files, pages):
    cite = next(page for page in pages if page.name == "how_to_cite").title
    rounded = [page.title for page in pages if page.is_chapter or not page.number]
    sheets, raw = (
        {(paper.name, number): text for paper in files for number, text in enumerate(getattr(paper, kind), 1)}
        for kind in ("texts", "raw")
    )
    quoted = re.compile(r"Caveat: .*?(?=https|$)|https?://\S*")
    faults = [
        (WEB_WORDS, {place: quoted.sub("", text) for place, text in sheets.items() if place[0] != pdf.ANNEX}),
        (r"[\"']", {title: text for title, text in report.parts.items() if title != cite}),
        (r"\d[ \u00a0\u202f]%", {place: re.sub(r"As printed:.*", "", text) for place, text in raw.items()}),
        (r"\d+\.\d*?(\d)\1{3,}", {title: report.parts[title] for title in rounded}),
        (r"facts in the prose|Evidence of this page", report.parts),
        (r"[a-z]\. [A-Z]", {"Figures": report.parts["Figures"]}),
        (r", page \d+ [a-z]", report.parts),
        (r"(?:\d+(?:–\d+)?, ){12}", {"Index": report.parts["Index"]}),
    ]
    found = [(fault, place) for fault, texts in faults for place, text in texts.items() if re.search(fault, text)]
    assert found == []
    assert typographic("'A' and \"it's 92 %\"") == "‘A’ and “it’s 92%”"
    assert typographic("s", "word") + typographic("'s", "China") == "s’s"
    assert typographic_picture('<text x="1">5 % of "it"</text>') == '<text x="1">5% of “it”</text>'


def test_keys_titles_and_words_of_others_stand_whole(annex, report, ledger, chapters):
    """A key may be broken into lines, but no sign of it is lost; titles and names keep their languages."""
    proved, told = ("".join("".join(paper.raw).split()) for paper in (annex, report))
    keys = [*RESULTS, *ledger.sources.index, *ledger.observations["series"].unique()]
    keys += ["".join(ledger.claims.at[claim_id, "figure_text"].split()) for claim_id in ("XC-001", "RU-012")]
    assert [key for key in keys if key not in proved] == []
    assert [card["id"] for page in chapters for card in cards_of(page) if f"{card['id']}.csv" not in told] == []
    titles = [*ledger.articles["title"], *ledger.sources["title"], *ledger.elements[["name_zh", "name_ru"]].stack()]
    printed = letters(" ".join(annex.texts))
    assert [title for title in titles if letters(title) not in printed] == []
    for paper, languages in ((annex, ("zh", "ru")), (report, ("zh",))):
        tagged = Counter(str(tag.get("/Lang", "")).partition("-")[0] for tag in paper.tags())
        assert min(tagged[language] for language in languages) >= 10


def printed_copy(page, report):
    """Return what paper has of a page: without what is left out, and in the report without sources that it doesn't name."""
    copy = BeautifulSoup(str(article(page.path)), "html.parser")
    left_out = copy.select(LEFT_OUT if page.number else f"h1, {LEFT_OUT}")
    if page.name == "sources":
        left_out += [row for row in copy.select("#public-record tbody tr") if report and row["id"] not in report]
        left_out += [*copy.select("#public-record th")[:3], *copy.select("#public-record a[href^=http]")]
    # In one table of many series the heads stand once.
    for element in [*left_out, *copy.select("details.series > table thead")[1:]]:
        element.decompose()
    for source in copy.select(".figure-source"):
        number = len({link["href"] for link in source.select("a[href^='sources.html#']")})
        if number > MANY_SOURCES:
            source.string = f"Source: {number} documents; the evidence annex names them beside the keys of the data."
    for number in copy.select(".section-number"):
        number.string = number.text.strip().rstrip(".") + " "
    # The key alone stands for an address among the pages.
    for code in copy.select("code"):
        code.string = re.sub(r"^\w+\.html#(.+)$", r"\1", code.text)
    return copy


def numbers_of(text):
    return Counter(NUMBER.findall(re.sub(r"(Table|Figure) ([A-Z]\.|\d+\.)?\d+|pages? \d+", " ", folded(text))))


def stands_in(text, printed, times):
    """Say whether a text stands so often, or in two parts that a page divides."""
    cuts = range(4, len(text) - 3)
    return printed.count(text) >= times or any(text[:cut] in printed and text[cut:] in printed for cut in cuts)


def test_every_page_prints_the_numbers_and_words_of_its_html(report, annex, pages):
    """None is missing; what the report adds is in its margins, and what the annex adds are heads and keys."""
    read, asked = volumes.report_pages(pages), volumes.annex_pages(pages)
    markup = "".join(Converter(pages, read_terms(), read, json.loads(annex.held[pdf.PAGES])).convert().body)
    # Beside the notes of the margin, tables of one section are told apart by a head.
    heads = re.findall(r"#numbered-table\([^\[]+\[#\"[^\"]*: ([^\"]+)\"", markup)
    added = numbers_of(" ; ".join([*heads, *(f"{text} {number}" for text, number in NOTE.findall(markup))]))
    links = [address for page in read for address in page.body.xpath(".//a/@href")]
    named = {address.partition("#")[2] for address in links if address.startswith("sources.html#")}
    for paper, page in [*((report, page) for page in read), *((annex, page) for page in asked)]:
        copy, printed = printed_copy(page, named if paper is report else None), paper.parts[page.title]
        if paper is report and page.is_chapter:
            extra = numbers_of(printed) - numbers_of(copy.get_text(" ")) - added
            assert (page.name, extra) == (page.name, Counter())
        # With an outline of paper a label is drawn twice in one place, and read once.
        for picture in copy.select("svg"):
            drawn = {}
            for label in picture.select("text"):
                if drawn.setdefault((label.text, label.get("transform")), label) is not label:
                    label.decompose()
        assert (page.name, numbers_of(copy.get_text(" ")) - numbers_of(printed)) == (page.name, Counter())
        texts = Counter(letters(text).lstrip(".") for text in copy.stripped_strings)
        body = letters(printed)
        missing = [text for text, times in texts.items() if not stands_in(text, body, times)]
        assert (paper.name, page.name, missing) == (paper.name, page.name, [])


def test_the_table_of_numbers_sources_each_number_of_the_summary(report, annex, pages):
    table, places = letters(report.parts[front.SUMMARY_NUMBERS]), json.loads(annex.held[pdf.PAGES])
    facts = front.summary_facts(pages[0].name)
    linked = [link.text for link in article(pages[0].path).select("a.fact:not(.fact-judgement)")]
    linked = dict.fromkeys(text for text in linked if NUMBER.search(text))
    assert [letters(each.text) for each in facts] == [*map(letters, linked)]
    for fact in facts:
        where = places.get(f"{fact.page}#{fact.anchor}")
        entry = f".{{0,160}}?annex{where}" if where and fact.page not in volumes.REPORT else ""
        assert re.search(re.escape(letters(fact.text + fact.label)) + entry, table), fact.key


def test_every_file_declares_what_it_is_and_holds_only_vectors_and_fonts_of_the_wheels(files):
    book, families = edition.citation(), "|".join(family.replace(" ", "") for family in fonts.FAMILIES)
    said = {"pdfuaid:part": "1", "pdfaid:part": "3", "pdfaid:conformance": "A", "dc:creator": citation.authors()}
    said |= {"dc:identifier": citation.identifier(), "xmpRights:WebStatement": citation.LICENCE_ADDRESS}
    said |= {"xmpMM:VersionID": f"{edition.edition()}, commit {edition.commit()}"}
    said |= {"dc:rights": "Text, figures and data CC BY 4.0; code MIT"}
    for paper in files:
        meta, root, info = paper.inside.open_metadata(), paper.inside.Root, paper.inside.docinfo
        assert {name: meta[name] for name in said} == said
        # Poppler complains of a file that says whether its tags are suspect.
        assert "/Suspects" not in root.MarkInfo
        assert (root.MarkInfo.Marked, root.ViewerPreferences.DisplayDocTitle, root.Lang) == (True, True, "en-GB")
        assert meta["dc:title"] == str(info.Title)
        assert str(info.Title).startswith(book["title"].partition(": ")[0])
        assert str(info.CreationDate).startswith(f"D:{book['date-released']}".replace("-", ""))
        assert [item for item in paper.objects if item.get("/Subtype") == "/Image"] == []
        embedded = [str(item.BaseFont) for item in paper.objects if "/FontDescriptor" in item]
        assert embedded
        assert [name for name in embedded if not re.match(rf"/[A-Z]{{6}}\+({families})", name)] == []


def test_tables_travel_inside_the_annex_and_the_data_of_figures_with_them(files, book, chapters):
    paths = {resource["path"].replace("/", "-"): resource["path"] for resource in read_descriptor()["resources"]}
    contents = {name: (DATA / path).read_bytes() for name, path in paths.items()}
    contents |= {"ledger.json": (book / "book" / "ledger.json").read_bytes()}
    own = {"datapackage.json", pdf.PAGES}
    expected = {pdf.ANNEX: {*contents} | own, f"{pdf.NAME}.pdf": set()}
    contents |= {path.name: path.read_bytes() for path in (book / "book" / "figures").glob("*.csv")}
    for page in chapters:
        expected[pdf.chapter_file(page.number, page.name)] = {f"{card['id']}.csv" for card in cards_of(page)}
        expected[f"{pdf.NAME}.pdf"] |= {f"{card['id']}.csv" for card in cards_of(page)}
    for paper in files:
        assert {*paper.held} == expected[paper.name], paper.name
        assert [name for name in {*paper.held} - own if paper.held[name] != contents[name]] == [], paper.name
        schema = json.loads(paper.held.get("datapackage.json", '{"resources": []}'))
        assert {resource["path"] for resource in schema["resources"]} == {*paper.held} & {*paths}, paper.name


def test_bookmarks_open_one_level_and_lead_to_every_claim(files, annex, ledger):
    for paper in files:
        levels = [level for level, *_ in paper.outline]
        for index, level in enumerate(levels):
            end = next((place for place in range(index + 1, len(levels)) if levels[place] <= level), len(levels))
            inner = levels[index:end].count(level + 1)
            assert paper.bookmarks[index].get_count() == (inner if level == 0 else -inner), (paper.name, index)
        assert int(paper.inside.Root.Outlines.Count) == levels.count(0) + levels.count(1)
    claims = {found.group() for _, title, _ in annex.outline if (found := re.match(r"[A-Z]{2}-\d{3}", title))}
    assert claims == {*ledger.claims.index}


def test_tags_describe_figures_tables_and_the_title(report, annex, pages):
    for paper, printed in ((report, volumes.report_pages(pages)), (annex, volumes.annex_pages(pages))):
        charts = [chart for page in printed for chart in article(page.path).select(".figure-wide > svg > desc")]
        described = [str(tag.Alt) for tag in paper.tags("/Figure")]
        assert sorted(described) == sorted(typographic(chart.text) for chart in charts)
        tables = [list(tag.K) for tag in paper.tags("/Table")]
        assert all([part.S for part in parts[-2:]] == ["/THead", "/TBody"] for parts in tables)
        # No numbered table has one row, which would stand in no array.
        bodies = [parts[-1].K for parts in tables if parts[0].S == "/Caption"]
        assert len(bodies) > 3
        assert all(isinstance(rows, pikepdf.Array) and len(rows) > 1 for rows in bodies)
        assert len(paper.tags("/TH")) >= 2 * len(tables)
        assert all(paper.tags(kind) for kind in ("/Title", "/H1", "/H2", "/TOCI", "/Caption", "/Link"))


def test_covers_and_imprints_say_which_book_this_is_and_chapters_have_its_numbers(report, files, chapters):
    cover, imprint = report.texts[:2]
    said = [edition.citation()["title"].split(": ")[0], *citation.authors(), "CC BY 4.0", "MIT"]
    said += [edition.edition(), edition.commit(), folded(format_date(edition.cutoff().isoformat()))]
    assert [part for part in said if part not in cover] == []
    assert letters(citation.sentence()) in letters(imprint)
    assert citation.publisher() in imprint
    annex = "the margin, or the line below a table, names the page of the evidence annex"
    where = annex if (report.path.parent / pdf.ANNEX).is_file() else "From the book’s sources make pdf sets both"
    assert letters(where) in letters(imprint)
    captions = re.compile(r"(?:Figure|Table) \d\.\d+ .{20}")
    for page, alone in zip(chapters, files[2:], strict=bool(files[1:])):
        assert letters(citation.sentence(page.title, page.number)) in alone.letters[1]
        one, other = (sorted(captions.findall(paper.parts[page.title])) for paper in (alone, report))
        assert one == other, page.name


def read_records(records):
    """Return the entries of BibTeX, RIS and CSL as reference managers read them, and what two styles set of them."""
    (entry,) = parse_string(records[".bib"], "bibtex").entries.values()
    (ris,), (csl,) = rispy.loads(records[".ris"]), json.loads(records[".csl.json"])
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    harvard = CitationStylesBibliography(style, CiteProcJSON([csl]), formatter.plain)
    harvard.register(Citation([CitationItem(citation.key())]))
    plain = format_from_string(records[".bib"], "plain", output_backend="plaintext")
    return entry, ris, csl, (plain, " ".join(map(str, harvard.bibliography())))


def test_citation_files_agree_with_the_cff_and_styles_set_them(book):
    cff = edition.citation()
    kept, year, authors = cff["preferred-citation"], str(cff["date-released"])[:4], citation.authors()
    paths = {suffix: book / "pdf" / f"{pdf.NAME}{suffix}" for suffix in citation.RECORDS}
    bib, ris, csl, references = read_records({suffix: path.read_text("utf-8") for suffix, path in paths.items()})
    expected = [cff["title"], f"{edition.edition()}, commit {edition.commit()}", kept["publisher"]["name"], year]
    names = ("title", "edition", "publisher", "year")
    assert [bib.fields[name].strip("{}") for name in names] == [ris[name] for name in names] == expected
    assert [csl[name] for name in names[:3]] == expected[:3]
    assert csl["issued"]["date-parts"] == [[int(part) for part in str(cff["date-released"]).split("-")]]
    assert [str(person).strip("{}") for person in bib.persons["author"]] == ris["authors"] == authors
    assert [person["literal"] for person in csl["author"]] == authors == [author["name"] for author in cff["authors"]]
    assert (bib.type, ris["type_of_reference"], csl["type"], kept["type"]) == ("book", "BOOK", "book", "book")
    assert (kept["title"], kept["authors"], kept["date-released"]) == (
        cff["title"],
        cff["authors"],
        cff["date-released"],
    )
    assert (kept["edition"], kept["year"]) == (cff["version"], int(year))
    for reference in references:
        for part in ("Rare Earth Leverage", year, citation.publisher(), edition.edition(), edition.commit()):
            assert part in reference


def test_address_and_doi_go_into_records_figures_and_claims_once_there_are_some(monkeypatch, tmp_path):
    assert citation.doi() == ""
    where, doi = "https://example.org/", "10.5281/zenodo.1"
    book = edition.citation()
    kept = book | {"preferred-citation": book["preferred-citation"] | {"doi": doi}}
    monkeypatch.setattr(edition, "citation", lambda: kept)
    monkeypatch.setattr(citation, "base_address", lambda: where)
    bib, ris, csl, _ = read_records(citation.records())
    assert bib.fields["doi"] == ris["doi"] == csl["DOI"] == doi
    assert bib.fields["url"] == ris["urls"][0] == csl["URL"] == where
    assert citation.identifier() == f"https://doi.org/{doi}"
    assert citation.sentence().endswith(f" https://doi.org/{doi}")
    claim = '<div class="claim container" id="RU-012"><p>RU-012</p></div>'
    figure = FIGURE + f'<svg viewBox="0 0 9 9"><desc>{"A description. " * 5}</desc></svg></div></figure>'
    body = "".join(convert(tmp_path, claim + figure).body)
    assert '#away("https://example.org/book/page.html#fig-x")' in body
    assert '#away("https://example.org/book/page.html#RU-012")' in body


@pytest.mark.whole
def test_the_cff_is_valid():
    """cffconvert needs an older jsonschema than frictionless, so it runs in an environment of its own, made by uv."""
    uv = [str(Path(sys.executable).with_name("uv")), "tool", "run", "--from", "cffconvert==2.0.0", "cffconvert"]
    if subprocess.run([*uv, "--version"], capture_output=True, check=False).returncode:
        pytest.skip("cffconvert could not be installed: no package index in reach")
    subprocess.run([*uv, "--validate", "-i", str(ROOT / "CITATION.cff")], check=True)


def test_the_pages_offer_the_files(book, files):
    offered = article(book / "book" / "index.html").select(".not-in-pdf a[href*=pdf]")
    assert {link["href"] for link in offered} == {f"../pdf/{paper.name}" for paper in files}
    records = article(book / "book" / "how_to_cite.html").select("a[href^='../pdf/']")
    assert {link["href"] for link in records} == {f"../pdf/{pdf.NAME}{suffix}" for suffix in citation.RECORDS}
    folders = (book.with_name("pdf"), book / "pdf")
    beside, within = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert beside == within


def test_the_index_names_pages_on_which_its_terms_stand(report, ledger):
    text = report.parts["Index"]
    assert "MOFCOM No. 61 of 2025" in text
    for symbol in ("Tb", "Sm"):
        name = ledger.elements.at[symbol, "name"]
        entry = re.search(rf"{name.capitalize()} \({symbol}\)(.*?)(?= [A-Z][a-z]+ \([A-Z][a-z]?\)|$)", text)[1]
        places = re.findall(r"(?<![\w.])(\d+)(?:–(\d+))?(?=,| |$)", re.sub(r" \d [A-Z]", " ", entry))
        assert places
        for number in (n for first, last in places for n in range(int(first), int(last or first) + 1)):
            # A paragraph that breaks across pages is listed where the term stands, or where its line begins.
            assert name in " ".join(report.texts[number - 1 : number + 1]).lower(), (name, number)


def test_lines_are_60_to_75_characters_long(report, chapters):
    lines = []
    for page in chapters:
        text = report.pages[report.spans[page.title].start].get_text_bounded(20 * MM, FOOT, 135 * MM, HEIGHT)
        text = re.split(r"Figure |Table |Verdicts |Source: ", text.partition("In short")[2])[0]
        lines += re.split("\r\n|\x02|\ufffe", text)
    full = sorted(len(line) for line in lines if len(line) > 50)
    assert len(full) > 60
    assert full[len(full) // 10] >= 60
    assert full[9 * len(full) // 10] <= 76


def test_figures_stand_at_most_a_page_from_their_text_and_have_labels_of_seven_points(report, chapters):
    """Before a figure comes a paragraph, a heading, or another figure."""

    def is_text(tag):
        return tag.name in {"p", "h2", "h3", "h4"} and not tag.find_parent(["details", "table"])

    for page in chapters:
        for picture in page.body.xpath(".//div[contains(@class, 'figure-wide')]//img/@data-picture"):
            svg = page.pictures[int(picture)]
            width = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
            smallest = min(map(float, re.findall(r'font-size="([\d.]+)px"', svg)))
            assert smallest * float(picture_width(svg)) * WIDE / width >= 7, svg[:200]
        place = 0
        for position, card in enumerate(cards_of(page), start=1):
            caption = letters(f"Figure {page.number}.{position} {card.find(class_='figure-title').text}")
            before, text = [place], card.find_previous(is_text)
            place = next(number for number, body in enumerate(report.letters) if caption in body)
            if not text.find_parent("figure"):
                # A page may break within the paragraph's last words, but not within its first ones as well.
                words = letters(text.text).strip("#¶")
                ends = words[-30:], words[:30]
                before = [n for n, body in enumerate(report.letters[: place + 1]) if any(end in body for end in ends)]
            assert place - max(before) <= 1, caption


def test_short_tables_stay_on_one_page(report, chapters):
    """The first cell and the last of each short table of the chapters stand on the same page as its caption."""
    found = 0
    for table in (table for page in chapters for table in article(page.path).select("section > table")):
        rows = table.select("tbody tr")
        if len(rows) <= grids.SHORT_TABLE and len(table.text) <= grids.SHORT_TEXT:
            ends = letters(rows[0].text), letters(rows[-1].text)
            assert any(all(end in body for end in ends) for body in report.letters), ends
            found += 1
    assert found > 5


def test_pages_are_filled_with_free_margins_and_no_heading_at_their_foot(report, files, chapters):
    folds = [folded(fold.text) for page in chapters for fold in article(page.path).select("summary")]
    left, right = (24 - 1) * MM, (24 + 162 + 1) * MM  # a letter may hang over by its slant
    for paper in files:
        last = [*map(folded, paper.within(FOOT, 30 * MM))]
        for number, page in enumerate(paper.pages):
            boxes = [page.get_rect(place) for place in range(page.count_rects())]
            assert [box for box in boxes if box[0] < left or box[2] > right] == [], (paper.name, number + 1)
            lowest = min((bottom for _, bottom, _, top in boxes if bottom > FOOT and top < TOP), default=HEIGHT)
            filled = (HEIGHT - 25 * MM - lowest) / (HEIGHT - 46 * MM)
            # A fifth at least, but where a part ends.
            ends = [0, 1, *(span.stop - 1 for span in paper.spans.values())]
            assert paper is not report or filled >= 0.2 or number in ends, number + 1
            heads = [title for level, title, page in paper.outline if level < 2 and page == number]
            heads = [*map(folded, heads), *(folds if paper is report else ())]
            assert not last[number].endswith(tuple(heads)), (paper.name, number + 1)


@pytest.mark.whole
def test_the_report_takes_seconds_and_a_gigabyte_at_most_and_all_are_the_same_again(book, pages, annex, tmp_path):
    copy = shutil.copytree(book, tmp_path / "html", ignore=shutil.ignore_patterns("_static", "peek"))
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime, used.ru_maxrss)"
    )
    command = [sys.executable, "-c", script, sys.executable, "-m", "evidence.paper", str(copy), "report"]
    # Machines differ, and one is slower from hour to hour: what the same machine takes to count is the measure. The report
    # takes twenty to forty times as long, by load; `make bench WHAT=pdf` tells the seconds.
    count = partial(timeit, "for number in range(3_000_000): total += number % 7", "total = 0", process_time, 1)
    counting = count()
    seconds, kilobytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert float(seconds) < 60 * max(counting, count())
    assert int(kilobytes) < 1_000_000
    assert (copy / "pdf" / f"{pdf.NAME}.pdf").read_bytes() == (book / "pdf" / f"{pdf.NAME}.pdf").read_bytes()
    annex_set, terms, first = annex.path.read_bytes(), read_terms(), pages[1]
    assert pdf.annex_pdf(pages, terms, book) == annex_set
    again = pdf.chapter_pdf(pages, terms, book, pdf.entry_pages(annex_set), first)
    assert again == (book / "pdf" / pdf.chapter_file(first.number, first.name)).read_bytes()


@pytest.mark.skipif(not shutil.which("pdfdetach"), reason="poppler isn't installed")
def test_poppler_takes_every_file_out_and_complains_of_nothing(files, tmp_path):
    for paper in files:
        target = tmp_path / paper.path.stem
        target.mkdir()
        out = ["pdfdetach", "-saveall", "-o", str(target), str(paper.path)]
        for command in (out, ["pdfinfo", str(paper.path)], ["pdftotext", "-l", "3", str(paper.path), "-"]):
            assert subprocess.run(command, capture_output=True, text=True, check=True).stderr == ""
        assert {file.name for file in target.iterdir()} == set(paper.held)


FIGURE = (
    '<figure class="evidence-figure" id="fig-x"><p class="figure-title">T</p><p class="figure-subtitle">S</p>'
    '<div class="figure-wide">'
)


def convert(folder, html):
    path = folder / "page.html"
    path.write_text(f"<article><section id='page'><h1>Page</h1>{html}</section></article>", encoding="utf-8")
    page = read_page(path)
    return Converter([page], read_terms(), [page]).convert()


@each_of(("kind", "given", "message"), cases("pdf", "refused"))
def test_what_cannot_be_set_or_is_missing_stops_the_build_and_is_named(kind, given, message, tmp_path):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
    makers = {
        "page": lambda: convert(tmp_path, given.replace("(fig)", FIGURE)),
        "markup": lambda: finish.compile_document(f'#set document(title: "T")\n{given}', {"x.svg": svg}, {}),
        "fonts": lambda: fonts.font_folders({family: (package, "") for family, package in given.items()}),
        "tables": lambda: attached.annex_files(tmp_path),
        "figures": lambda: attached.figure_files(tmp_path, given),
    }
    with pytest.raises(EvidenceError, match=message):
        makers[kind]()


@each_of(("heads", "texts", "rows", "widths", "aligns"), cases("pdf", "columns"))
def test_columns_take_room_where_it_saves_lines(heads, texts, rows, widths, aligns):
    assert column_layout(heads, [[text * times for text, times in texts]] * rows) == (widths, aligns)


def test_a_line_begins_with_a_letter_and_a_page_number_fits_its_sentence(tmp_path):
    link = "<a class='reference' href='page.html'>Page</a>"
    body = convert(tmp_path, f"<p><i class='not-in-pdf'>Shown.</i> {link} goes on; see {link}. End</p>").body
    begin, middle = (
        '#with-page("page#page", goes-on: true)[#"Page"]#" goes on; see "',
        '#with-page("page#page")[#"Page"]#". End"',
    )
    assert begin + middle in "".join(body)


def test_keys_break_between_their_parts_only(ledger):
    assert longest_piece("usgs.mine-output/russia/2025@mcs-2026", 0) == len("russia/2025")
    parts = '"usgs.mine", "-output/", "russia/2025", "@mcs-2026"'
    assert with_keys("see usgs.mine-output/russia/2025@mcs-2026") == f'#"see "#key({parts})'
    assert with_keys("see cn-2025-61, mid-2025") == '#"see "#key("cn-2025-61")#", mid-2025"'
    pieces = [key_pieces(address) for address in ledger.sources["url"]]
    assert [*map("".join, pieces)] == ledger.sources["url"].tolist()
    assert max(len(piece) for parts in pieces for piece in parts) <= 30, "a column has room for it"

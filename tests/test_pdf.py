"""The PDF: complete, citable, accessible, archival and the same each time; compared with the built pages."""

import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from pybtex.database import parse_string

from evidence import citation, edition
from evidence import typesetting as pdf
from evidence.contents import chapter_numbers
from evidence.errors import EvidenceError
from evidence.paths import DATA, ROOT
from evidence.quantities import format_date
from evidence.typesetting.convert import Converter
from evidence.typesetting.fonts import FAMILIES, font_folders
from evidence.typesetting.grids import SHORT_TABLE, SHORT_TEXT
from evidence.typesetting.layout import column_layout, longest_piece
from evidence.typesetting.markup import with_keys
from evidence.typesetting.pages import read_page, read_pages
from evidence.typesetting.terms import read_terms

MM = 72 / 25.4
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
CLAIM = re.compile(r"[A-Z]{2}-\d{3}")
# What the PDF leaves out or prints elsewhere: code, narrow pictures, links to files, and what a figure folds away.
LEFT_OUT = (
    ".cell_input, .above-input, .not-in-pdf, .figure-narrow, .figure-files, .figure-data, .headerlink, desc, "
    "svg title, span[aria-hidden=true], button, fieldset, form, noscript, .change [hidden]"
)
CHAPTERS = list(chapter_numbers().items())


def folded(text):
    """Fold white space and undo the hyphens of line ends."""
    return " ".join(re.sub("[\x02\ufffe\u00ad]\\s*", "", text).split())


def letters(text):
    """Return a text without white space and hyphens, which the setting of lines changes."""
    return re.sub(r"[\s\x02\ufffe\u00ad-]", "", text)


@cache
def raw_texts(path):
    """Return the text of each page without running head and foot, as it is extracted."""
    bodies = []
    for page in pypdfium2.PdfDocument(path):
        width, height = page.get_size()
        bodies.append(page.get_textpage().get_text_bounded(0, 20 * MM, width, height - 20 * MM))
    return bodies


@cache
def texts(path):
    """Return the text of each page in one line."""
    return [folded(text) for text in raw_texts(path)]


@cache
def outline(path):
    """Return every bookmark: level, title and page, counted from nought."""
    found = pypdfium2.PdfDocument(path).get_toc(max_depth=9)
    return [(item.level, item.get_title(), item.get_dest().get_index()) for item in found]


@cache
def article(path):
    """Return the page's own section, without what the theme puts around it."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select_one("article section:has(h1)")


@cache
def sections(path):
    """Return the text of each chapter and page of the book, by title without number, in the order of printing."""
    tops = [(title.split("\u2002")[-1], page) for level, title, page in outline(path) if level == 0]
    raw = raw_texts(path)
    ends = [page for _, page in tops[1:]] + [len(raw)]
    return {title: folded("\n".join(raw[begin:end])) for (title, begin), end in zip(tops, ends, strict=True)}


def elements(path):
    """Yield every element of the tag tree."""
    with pikepdf.open(path) as document:
        waiting = [document.Root.StructTreeRoot.K]
        while waiting:
            element = waiting.pop()
            if isinstance(element, pikepdf.Array):
                waiting += list(element)[::-1]
            elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
                yield element
                if "/K" in element:
                    waiting.append(element.K)


@pytest.fixture(scope="module")
def folder(book):
    return book / "pdf"


@pytest.fixture(scope="module")
def whole(folder):
    return folder / f"{pdf.NAME}.pdf"


@pytest.fixture(scope="module")
def files(folder, whole):
    return [whole, *(folder / pdf.chapter_file(number, name) for number, name in CHAPTERS)]


@pytest.fixture(scope="module")
def pages(book):
    return read_pages(book)


# What a file declares


def test_every_file_declares_what_typst_checked(files):
    for path in files:
        with pikepdf.open(path) as document:
            meta = document.open_metadata()
            assert meta["pdfuaid:part"] == "1"
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
            assert document.Root.MarkInfo.Marked
            assert document.Root.ViewerPreferences.DisplayDocTitle
            assert document.Root.Lang == "en-GB"
            assert meta["dc:title"] == str(document.docinfo.Title)
            assert edition.citation()["title"].partition(": ")[0] in meta["dc:title"]
            assert meta["dc:creator"] == citation.authors()
            released = str(edition.citation()["date-released"]).replace("-", "")
            assert str(document.docinfo.CreationDate).startswith(f"D:{released}")


def test_fonts_are_those_of_the_wheels_embedded_and_subset(files):
    families = {family.replace(" ", "") for family in FAMILIES}
    for path in files:
        with pikepdf.open(path) as document:
            fonts = [
                item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/FontDescriptor" in item
            ]
            assert fonts
            for font in fonts:
                name = str(font.BaseFont)
                assert re.match(r"/[A-Z]{6}\+", name), name
                assert {"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys()), name
                assert any(name.partition("+")[2].startswith(family) for family in families), name


def test_pictures_are_vector_art(files):
    for path in files:
        with pikepdf.open(path) as document:
            images = [
                item
                for item in document.objects
                if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
            ]
            assert images == []


def test_the_tables_travel_inside(book, whole):
    expected = {f"data/{path.relative_to(DATA).as_posix()}" for path in DATA.rglob("*.csv")} | {"data/datapackage.json"}
    with pikepdf.open(whole) as document:
        assert expected | set(pdf.ATTACHED_EXPORTS) == set(document.attachments)
        for name, path in pdf.attachments(book).items():
            attached = document.attachments[name]
            assert attached.get_file().read_bytes() == path.read_bytes()
            assert attached.relationship == pikepdf.Name.Data


def test_bookmarks_lead_three_deep_to_every_chapter_and_claim(whole, ledger, pages):
    marks = outline(whole)
    assert {level for level, _, _ in marks} == {0, 1, 2}
    titles = {title.split("\u2002")[-1] for _, title, _ in marks}
    assert {page.title for page in pages[1:]} <= titles
    claims = {match.group() for _, title, _ in marks if (match := CLAIM.match(title))}
    assert claims == set(ledger.claims.index)


def test_tags_describe_figures_and_tables(whole, book, pages):
    described, tables, kinds = [], [], Counter()
    for element in elements(whole):
        kinds[str(element.S)] += 1
        if element.S == "/Figure":
            described.append(str(element.Alt))
        if element.S == "/Table":
            tables.append([str(part.S) for part in element.K])
    expected = [svg.find("desc").text for page in pages for svg in article(page.path).select(".figure-wide > svg")]
    assert sorted(described) == sorted(expected)
    assert all(parts[-2:] == ["/THead", "/TBody"] for parts in tables)
    assert kinds["/TH"] >= 2 * len(tables)
    printed = sum(len(article(page.path).select("table:has(tr)")) for page in pages)
    repeated = len(article(pages[0].path).select(".evidence-figure .figure-data table"))
    bibliography = 1
    assert len(tables) == printed - repeated - bibliography
    assert min(kinds[tag] for tag in ("/H1", "/H2", "/H3", "/TOCI", "/Caption", "/LI", "/Link")) > 0


def test_other_languages_are_tagged_and_set(whole, ledger):
    languages = Counter(str(element.Lang).partition("-")[0] for element in elements(whole) if "/Lang" in element)
    assert min(languages["zh"], languages["ru"]) >= 10
    printed = letters(" ".join(texts(whole)))
    for table, column in (
        ("articles", "title"),
        ("sources", "title"),
        ("elements", "name_zh"),
        ("elements", "name_ru"),
    ):
        assert [title for title in getattr(ledger, table)[column] if letters(title) not in printed] == []


# The same text and numbers as the pages


def drop_outlines(copy):
    """Leave each label of a picture once: with an outline of paper it is drawn twice in one place."""
    for picture in copy.select("svg"):
        drawn = set()
        for label in picture.select("text"):
            place = (label.text, label.get("transform"))
            if place in drawn:
                label.string = ""
            drawn.add(place)


def expected_numbers(page, outlined=True):
    """Count the numbers that a built page prints, and those the PDF adds to it: keys of sources, captions after heads."""
    copy = BeautifulSoup(str(article(page.path)), "html.parser")
    if not outlined:
        drop_outlines(copy)
    added = []
    for element in copy.select(LEFT_OUT):
        element.decompose()
    for number in copy.select(".section-number"):
        number.string = number.text.strip().rstrip(".") + " "
    for items in copy.select("ol"):
        added += [str(number) for number, _ in enumerate(items.find_all("li", recursive=False), start=1)]
    for section in copy.select("section"):
        tables = section.select(":scope > table")
        if not (len(section.find_all(recursive=False)) == 3 and section.select(":scope > p")):
            head = BeautifulSoup(str(section.find(["h1", "h2", "h3"])), "html.parser")
            for number in head.select(".section-number"):
                number.decompose()
            added += [head.text] * len(tables)
    for row in copy.select("#public-record tr[id]"):
        added.append(row["id"])
    for link in copy.select("#public-record a[href^=http]"):
        link.decompose()
    if copy.select("#public-record"):
        added.pop(added.index("The public record"))
    return printed_numbers(" ".join([folded(copy.get_text(" ")), *added]), [])


def printed_numbers(text, addresses):
    """Count the numbers of a text without those of figures, tables, pages, and addresses."""
    for address in sorted(addresses, key=len, reverse=True):
        text, found = re.subn(
            r"\s?".join("-?" if sign == "-" else re.escape(sign) for sign in address), " ", text, count=1
        )
        assert found, address
    text = re.sub(r"(Table|Figure) ([A-Z]\.|\d+\.)?\d+|page \d+|book/figures/\S+\.csv", " ", text)
    return Counter(NUMBER.findall(text))


def test_every_page_prints_the_numbers_of_its_html(whole, pages):
    printed = sections(whole)
    for page in pages:
        addresses = [link["href"] for link in article(page.path).select("#public-record a[href^=http]")]
        numbers = printed_numbers(printed[page.title if page.number else "Summary"], addresses)
        # Readers of PDF see a label with an outline once or twice.
        missing, added = expected_numbers(page, outlined=False) - numbers, numbers - expected_numbers(page)
        assert (page.name, missing, added) == (page.name, Counter(), Counter())


def test_the_data_of_every_figure_is_printed_once(whole, pages):
    text = sections(whole)["Data of the figures"]
    expected = Counter()
    for page in pages[1:]:
        for card in article(page.path).select(".evidence-figure"):
            # Heads are printed again on each page, so that how often isn't known.
            text = text.replace(folded(" ".join(head.text for head in card.select(".figure-data th"))), " ")
            cells = [cell.get_text(" ") for cell in card.select(".figure-data td")]
            title = card.find(class_="figure-title").text
            verdicts = [part.get_text(" ") for part in card.select(".figure-data:has(.figure-verdicts)")]
            expected += Counter(NUMBER.findall(folded(" ".join([*cells, title, *verdicts]))))
    printed = printed_numbers(text, [])
    assert (expected - printed, printed - expected) == (Counter(), Counter())


def words(text):
    text = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", text)
    return Counter(re.findall(r"[^\W\d_]+", re.sub(r"[-\x02\ufffe\u00ad]\s*", "", text)))


def spaced(word, text):
    """Count where a word stands with white space between its letters, as labels that run upwards are read."""
    return sum(" " in found for found in re.findall(rf"(?<!\w){' ?'.join(map(re.escape, word))}(?!\w)", text))


def is_divided(word, texts):
    """Say whether a word's two parts stand in texts of their own, the second alone."""
    tails = [text for text in texts if word.endswith(text) and text != word]
    return any(word.removesuffix(tail) in text for tail in tails for text in texts if text != tail)


def test_every_page_prints_the_words_of_its_html(whole, pages):
    """Nothing is missing; what the PDF adds is "Table", "Figure", "page" and the like, which the numbers above cover."""
    printed = sections(whole)
    for page in pages:
        copy = BeautifulSoup(str(article(page.path)), "html.parser")
        for element in copy.select(f"{LEFT_OUT}, #public-record a[href^=http]"):
            element.decompose()
        # The bibliography has no columns; publisher, document and date need no names there.
        for head in copy.select("#public-record th")[:3]:
            head.decompose()
        for number in copy.select(".section-number"):
            number.string = number.text.strip().rstrip(".") + " "
        drop_outlines(copy)
        for boundary in copy.find_all(
            ["p", "h1", "h2", "h3", "td", "th", "dt", "dd", "li", "text", "tspan", "summary"]
        ):
            boundary.append(" ")
        title = page.title if page.number else "Summary"
        expected = words(copy.get_text("") if page.number else copy.get_text("").replace(page.title, "", 1))
        found = words(printed[title])
        # Words of cells that stand close are read as one; a word that a page divides as two, the first joined to what
        # stands at the foot of the page.
        joined = found - expected
        missing = {
            word: number
            for word, number in (expected - found).items()
            if sum(times for text, times in joined.items() if word in text) + spaced(word, printed[title]) < number
            and not is_divided(word, joined)
        }
        assert (page.name, missing) == (page.name, {})


def test_figure_captions_are_those_of_the_html(whole, pages):
    found = Counter()
    for page in pages[1:]:
        if page.is_chapter:
            text = sections(whole)[page.title]
            for position, card in enumerate(article(page.path).select(".evidence-figure"), start=1):
                title = folded(card.find(class_="figure-title").text)
                assert f"Figure {page.number}.{position} {title}" in text, title
                assert f"book/figures/{card['id']}.csv" in text
                found[page.number] += 1
            assert len(set(re.findall(rf"Figure ({page.number}\.\d+) [A-Z0-9]", text))) == found[page.number]
    listed = sections(whole)["Figures"]
    assert len(re.findall(r"(?<![\d.])\d\.\d+ (?=[A-Z0-9])", listed)) == found.total()


def test_a_list_of_tables_names_collections_in_one_line(whole, pages):
    listed = sections(whole)["Tables"]
    record = next(page for page in pages if page.name == "record")
    series = len(article(record.path).select("table:has(tr)"))
    assert series > pdf.MANY_TABLES
    assert f"{record.number}.1 to {record.number}.{series} {record.title}" in listed
    assert f"{record.number}.2 " not in listed
    assert len(listed) < 6000


def test_claim_ids_are_those_of_the_html(whole, pages):
    ledger_page = next(page for page in pages if page.name == "ledger")
    expected = [entry["id"] for entry in article(ledger_page.path).select(".claim")]
    assert CLAIM.findall(sections(whole)["Claims"]) == expected
    text = letters(sections(whole)[ledger_page.title])
    for entry in article(ledger_page.path).select(".claim"):
        assert letters(entry.find(class_="claim-statement").text) in text


# Citable


def test_the_cover_says_which_book_this_is(whole):
    cover, imprint = texts(whole)[:2]
    book = edition.citation()
    for part in [
        *book["title"].split(": ")[:1],
        *citation.authors(),
        edition.edition(),
        edition.commit(),
        "CC BY 4.0",
        "MIT",
    ]:
        assert part in cover
    assert folded(format_date(edition.cutoff().isoformat())) in cover
    assert sorted(book["license"]) == ["CC-BY-4.0", "MIT"]
    assert folded(citation.sentence()) in imprint


def test_page_numbers_lead_to_their_pages(whole, pages):
    """The printed number of each reference is where its target stands; the number in the foot is the page's own."""
    places = {CLAIM.match(title).group(): page for _, title, page in outline(whole) if CLAIM.match(title)}
    chapters = " ".join(sections(whole)[page.title] for page in pages if page.is_chapter)
    references = re.findall(r"([A-Z]{2}-\d{3}), page (\d+)", chapters)
    assert len(references) > 50
    assert [(claim, number) for claim, number in references if int(number) != places[claim] + 1] == []
    listed = re.findall(r"([A-Z]{2}-\d{3}) [a-z ]+ (\d+)", sections(whole)["Claims"])
    assert {claim: int(number) - 1 for claim, number in listed} == places
    document = pypdfium2.PdfDocument(whole)
    for index in range(1, len(document)):
        width, _ = document[index].get_size()
        assert document[index].get_textpage().get_text_bounded(0, 0, width, 20 * MM).strip() == str(index + 1)


def test_the_index_names_pages_on_which_its_terms_stand(whole, ledger):
    text = sections(whole)["Index"]
    for symbol in ("Dy", "Tb", "Nd"):
        name = ledger.elements.at[symbol, "name"]
        entry = re.search(rf"{name.capitalize()} \({symbol}\) ((?:\d+(?:–\d+)?(?:, )?)+)", text).group(1)
        for part in entry.strip(", ").split(", "):
            first, _, last = part.partition("–")
            for number in range(int(first), int(last or first) + 1):
                # A paragraph that breaks across pages is listed where the term stands, or where its line begins.
                assert name in " ".join(texts(whole)[number - 1 : number + 1]).lower(), (name, number)
    assert "China" in text
    assert "MOFCOM No. 61 of 2025" in text


def test_citation_files_agree_with_the_cff(folder):
    book = edition.citation()
    year = str(book["date-released"])[:4]
    entry = parse_string((folder / f"{pdf.NAME}.bib").read_text(encoding="utf-8"), "bibtex").entries[citation.key()]
    ris = dict(re.findall(r"^(\w\w)  - (.*?)\r?$", (folder / f"{pdf.NAME}.ris").read_text(encoding="utf-8"), re.M))
    csl = json.loads((folder / f"{pdf.NAME}.csl.json").read_text(encoding="utf-8"))[0]
    authors = [author["name"] for author in book["authors"]]
    assert entry.fields["title"].strip("{}") == ris["TI"] == csl["title"] == book["title"]
    assert [str(person).strip("{}") for person in entry.persons["author"]] == authors
    assert [person["literal"] for person in csl["author"]] == [ris["AU"]] == authors
    assert entry.fields["year"] == ris["PY"] == str(csl["issued"]["date-parts"][0][0]) == year
    assert entry.fields["edition"] == ris["ET"] == csl["edition"] == str(book["version"])
    for note in (entry.fields["note"], ris["N1"], csl["note"]):
        assert edition.commit() in note


def test_the_cff_is_valid():
    """cffconvert needs an older jsonschema than frictionless, so it runs in an environment of its own, made by uv."""
    uv = [str(Path(sys.executable).with_name("uv")), "tool", "run", "--from", "cffconvert==2.0.0", "cffconvert"]
    installed = subprocess.run([*uv, "--version"], capture_output=True, text=True, check=False)
    if installed.returncode:
        pytest.skip("cffconvert could not be installed: no package index in reach")
    outcome = subprocess.run(
        [*uv, "--validate", "-i", str(ROOT / "CITATION.cff")], capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_pages_offer_the_files(book, files):
    offered = {link["href"] for link in article(book / "book" / "index.html").select(".not-in-pdf a")}
    assert offered == {f"../pdf/{path.name}" for path in files}
    records = {link["href"] for link in article(book / "book" / "how_to_cite.html").select("a[href^='../pdf/']")}
    assert records == {f"../pdf/{pdf.NAME}{suffix}" for suffix in citation.RECORDS}
    beside = book.with_name("pdf")
    assert {path.name: path.read_bytes() for path in beside.iterdir()} == {
        path.name: path.read_bytes() for path in (book / "pdf").iterdir()
    }


@pytest.mark.parametrize(("number", "name"), CHAPTERS)
def test_a_chapter_stands_alone_with_the_numbers_of_the_book(number, name, folder, whole, pages):
    path = folder / pdf.chapter_file(number, name)
    page = next(page for page in pages if page.name == name)
    alone, within = sections(path)[page.title], sections(whole)[page.title]
    captions = re.compile(r"(?:Figure|Table) \d\.\d+ .{20}")
    assert captions.findall(alone) == captions.findall(within)
    assert re.findall(r"Table [A-Z]\.\d+", alone) == re.findall(r"Table [A-Z]\.\d+", within)


# Typography


def test_lines_are_60_to_75_characters_long(whole, pages):
    document = pypdfium2.PdfDocument(whole)
    tops = {title.split("\u2002")[-1]: page for level, title, page in outline(whole) if level == 0}
    lines = []
    for page in (page for page in pages if page.is_chapter):
        text = document[tops[page.title]].get_textpage().get_text_bounded()
        text = re.split(r"Figure |Table |Verdicts |Source: ", text.partition("In short")[2])[0]
        lines += re.split("\r\n|\x02|\ufffe", text)
    full = sorted(len(line) for line in lines if len(line) > 50)
    assert len(full) > 60
    assert full[len(full) // 10] >= 60
    assert full[9 * len(full) // 10] <= 76


def test_no_figure_is_further_than_a_page_from_its_text(whole, pages):
    """A figure stands at most a page after what comes before it: a paragraph, a heading, or another figure."""
    bodies = [letters(text) for text in texts(whole)]
    for page in (page for page in pages if page.is_chapter):
        place = 0
        for position, card in enumerate(article(page.path).select(".evidence-figure"), start=1):
            caption = letters(f"Figure {page.number}.{position} {card.find(class_='figure-title').text}")
            text = card.find_previous(
                lambda tag: tag.name in {"p", "h2", "h3", "h4"} and not tag.find_parent(["details", "table"])
            )
            earlier, place = place, next(number for number, body in enumerate(bodies) if caption in body)
            if text.find_parent("figure"):
                assert place - earlier <= 1, caption
                continue
            # A page may break within the paragraph's last words, but not within its first ones as well.
            words_before = letters(text.text).strip("#¶")
            ends = words_before[-30:], words_before[:30]
            before = [number for number, body in enumerate(bodies[: place + 1]) if any(end in body for end in ends)]
            assert place - max(before) <= 1, caption


def test_short_tables_stay_on_one_page(whole, pages):
    """The first cell and the last of each short table of the chapters stand on the same page as its caption."""
    bodies = [letters(text) for text in texts(whole)]
    found = 0
    for page in (page for page in pages if page.is_chapter):
        for table in article(page.path).select("section > table"):
            rows = table.select("tbody tr")
            if len(rows) <= SHORT_TABLE and len(table.get_text()) <= SHORT_TEXT:
                ends = letters(rows[0].get_text()), letters(rows[-1].get_text())
                assert any(all(end in body for end in ends) for body in bodies), ends
                found += 1
    assert found > 5


def test_no_text_runs_into_the_margins(whole):
    left, right = (24 - 1) * MM, (24 + 162 + 1) * MM  # a letter may hang over by its slant
    outside = []
    for number, page in enumerate(pypdfium2.PdfDocument(whole), start=1):
        text = page.get_textpage()
        for box in map(text.get_rect, range(text.count_rects())):
            if box[0] < left or box[2] > right:
                outside.append((number, text.get_text_bounded(*box)))
    assert outside == []


def test_no_heading_is_left_at_the_foot_of_a_page(whole):
    document = pypdfium2.PdfDocument(whole)
    left = []
    for number, page in enumerate(document):
        width, _ = page.get_size()
        foot = folded(page.get_textpage().get_text_bounded(0, 20 * MM, width, 32 * MM))
        left += [
            (number + 1, title)
            for _, title, place in outline(whole)
            if place == number and foot.endswith(folded(title))
        ]
    assert left == []


# The same each time, and never silently less


def test_two_builds_give_identical_bytes(book, folder, tmp_path):
    pdf.typeset(book, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


def page_of(tmp_path, body):
    path = tmp_path / "page.html"
    path.write_text(f"<article><section id='page'><h1>Page</h1>{body}</section></article>", encoding="utf-8")
    return read_page(path)


def convert(tmp_path, body):
    page = page_of(tmp_path, body)
    return Converter([page], read_terms(), [page], "A").convert()


FIGURE = (
    '<figure class="evidence-figure" id="fig-x"><figcaption><p class="figure-title">T</p>'
    '<p class="figure-subtitle">S</p></figcaption><div class="figure-chart figure-wide">{svg}</div>'
    '<details class="figure-data"><table><thead><tr><th>A</th></tr></thead><tbody></tbody></table></details></figure>'
)
SVG = '<svg viewBox="0 0 10 10"><desc>{alt}</desc></svg>'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<video></video>", r"PDF, page page: <video class=''> is an element the PDF doesn't know"),
        ("<p>A <math>x</math></p>", r"<math> stands in a line of text"),
        ('<p><img src="x.png"></p>', r"<img> stands in a line of text"),
        ('<p><a href="page.html#gone">x</a></p>', r"the link 'page.html#gone' leads nowhere"),
        (FIGURE.format(svg=SVG.format(alt="")), r"figure fig-x: the picture has no alternative text"),
        (FIGURE.format(svg=""), r"figure fig-x: the chart's picture is missing"),
        ("<figure><p>x</p></figure>", r"a figure isn't one of evidence.charts.figure"),
        ("<table><tbody><tr><td>1</td></tr></tbody></table>", r"a table has no head row"),
    ],
)
def test_what_the_pdf_cannot_show_stops_it_and_is_named(body, message, tmp_path):
    with pytest.raises(EvidenceError, match=message):
        convert(tmp_path, body)


def test_a_chart_with_everything_passes(tmp_path):
    document = convert(
        tmp_path, FIGURE.format(svg=SVG.format(alt="A description of sixty characters or more, as the book asks for."))
    )
    assert [figure.number for figure in document.figures] == ["1"]


@pytest.mark.parametrize(
    ("families", "message"),
    [
        ({"Arimo": ("no_such_package", "")}, r"font Arimo: its package isn't installed"),
        ({"No Such Font": ("typst", "")}, r"font No Such Font: no installed file holds it"),
    ],
)
def test_a_missing_font_stops_the_build_and_is_named(families, message):
    with pytest.raises(EvidenceError, match=message):
        font_folders(families)


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        ('#text(font: "Nowhere Sans")[x]', r"unknown font family: nowhere sans"),
        ("= A\n\u1780", r"U\+1780|\u1780|font"),
        ('= A\n#image("x.svg")', r"missing alt text"),
        ("= A\n=== C", r"heading"),
    ],
)
def test_typst_refuses_what_the_standards_forbid(markup, message):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
    with pytest.raises(EvidenceError, match=message):
        pdf.compile_document('#set document(title: "T")\n' + markup, {"x.svg": svg}, {})


def test_an_export_that_is_missing_stops_the_build(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "ATTACHED_EXPORTS", ("book/gone.json",))
    with pytest.raises(EvidenceError, match=r"attachment book/gone\.json"):
        pdf.attachments(tmp_path)


def test_a_page_the_pdf_cannot_show_keeps_the_earlier_pages(project, run):
    page = project / "book" / "glossary.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n<video></video>\n", encoding="utf-8")
    earlier = (project / "_build" / "html" / "index.html").read_bytes()
    outcome = run(project, "evidence.build", "html")
    assert outcome.returncode == 1
    assert "PDF, page glossary: <video" in outcome.stderr
    assert (project / "_build" / "html" / "index.html").read_bytes() == earlier
    assert not (project / "_build" / "pdf").exists()


def test_columns_take_room_where_it_saves_lines():
    widths, aligns = column_layout(["Year", "Figure", "Note"], [["2025", "1,000", "a long remark " * 20]] * 3)
    shares = [float(width.removesuffix("fr")) for width in widths]
    assert shares[2] > 3 * max(shares[:2])
    assert aligns == ["left", "right", "left"]
    assert column_layout(["A"], [["b"]]) == (["auto"], ["left"])


def test_every_column_gets_its_longest_piece_where_there_is_room():
    widths, _ = column_layout(["Change", *"ABCD"], [["reserves_of_many_countries", *["some words " * 8] * 4]])
    assert widths[0] == f"{len('reserves_of_many_countries') + 4}fr"
    # Where there is little, columns come closer; where there is none, the longest gives way.
    for length, most in ((40, 40), (60, 42)):
        crowded, _ = column_layout(list("ABCDEF"), [["x" * length, *["y" * 12] * 5]])
        assert crowded == [f"{most + 2}fr", *["14fr"] * 5]


def test_keys_break_between_their_parts_only():
    assert longest_piece("usgs.mine-output/russia/2025@mcs-2026", 0) == len("usgs.mine-")
    assert with_keys("see usgs.mine-output/russia/2025@mcs-2026") == (
        '#"see "#key("usgs.mine-output/", "russia/", "2025", "@mcs-2026")'
    )


def test_short_cells_break_where_they_would_starve_long_texts():
    short = [f"seven words {number}" for number in range(6)]
    rows = [[*short, "a reason of some length " * 15]] * 6
    heads = ["Head"] * 7
    widths, _ = column_layout(heads, rows)
    shares = [float(width.removesuffix("fr")) for width in widths]
    assert shares[-1] > 0.3 * sum(shares)
    # A text of a few lines isn't worth broken cells.
    few, _ = column_layout(heads, [[*short, "a reason of some length " * 2]])
    assert few[:6] == ["17fr"] * 6

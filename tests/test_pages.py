"""The built pages: complete, consistent and closed: links lead somewhere, nothing is loaded from elsewhere."""

import re
from functools import cache
from urllib.parse import unquote, urldefrag

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from _ext.cards import FILES
from evidence.charts.figure import stored_figures
from evidence.facts import fact
from evidence.facts.binding import bound_facts
from evidence.ledger import edition
from evidence.pages.contents import chapter_numbers
from evidence.pages.notebooks import chapter_paths, prose, read_notebook
from evidence.results import RESULTS

CHAPTERS = [path.stem for path in chapter_paths()]
THEIRS = {"genindex.html", "search.html", "webpack-macros.html", "sbt-webpack-macros.html"}
FOREIGN = re.compile(r"[\u3400-\u9fff]|[\u0400-\u04ff]")


@cache
def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def identified(part):
    """Return all that has an id, by it, in one walk through a page of many thousand elements."""
    return {element["id"]: element for element in part.find_all(id=True)}


def plain(text):
    """Fold white space, which the page may set differently."""
    return " ".join(text.split())


def pages(book):
    return sorted(path for path in book.rglob("*.html") if path.name not in THEIRS and path.parent.name == "book")


@cache
def ids(path):
    return {tag["id"] for tag in soup(path).find_all(id=True)}


def test_the_front_door_leads_to_the_book(book):
    assert "book/index.html" in (book / "index.html").read_text(encoding="utf-8")


def test_every_link_within_the_book_leads_somewhere(book):
    broken = []
    for page in pages(book):
        for anchor in soup(page).find_all("a", href=True):
            address, fragment = urldefrag(anchor["href"])
            address = address.partition("?")[0]
            if address == "change.html" and fragment:
                # What stands behind is a state of the page: a fact to change, or to ask what it rests on.
                fact(fragment.removeprefix("about=").rstrip("="))
                continue
            if re.match(r"[a-z]+:", address) or anchor["href"] in {"#", ""}:
                continue
            address = address.partition("?")[0]  # the edition that a permanent link names
            target = (page.parent / unquote(address)).resolve() if address else page
            if not target.exists() or (fragment and target.suffix == ".html" and unquote(fragment) not in ids(target)):
                broken.append((page.name, anchor["href"]))
    assert broken == []


def test_no_page_loads_anything_from_elsewhere(book):
    loads = []
    for page in pages(book):
        for tag in soup(page).find_all(["script", "link", "img", "iframe", "source", "use"]):
            address = tag.get("src") or tag.get("href") or ""
            if re.match(r"([a-z]+:)?//", address) and tag.get("rel") != ["canonical"]:
                loads.append((page.name, address))
        markup = " ".join(map(str, soup(page).find_all(["script", "link", "style"]))).lower()
        assert "mathjax" not in markup
        assert "thebe" not in markup
    assert [sheet.name for sheet in book.rglob("*.css")] == ["faces.css"]
    styles = [(page.name, style.get_text()) for page in pages(book) for style in soup(page).find_all("style")]
    assert any(".evidence-figure" in text for _, text in styles)
    faces = (book / "_static" / "fonts" / "faces.css").read_text(encoding="utf-8")
    for name, text in [*styles, ("faces.css", faces)]:
        loads += [(name, found) for found in re.findall(r"(?:url\(|@import\s+)['\"]?((?:https?:)?//[^'\")]+)", text)]
    assert loads == []


def test_every_claim_has_an_entry_of_its_own(book, ledger):
    entries = identified(soup(book / "book" / "ledger.html"))
    for claim_id, claim in ledger.claims.iterrows():
        entry = entries[claim_id]
        text = plain(entry.text)
        verdict = ledger.verdicts.loc[claim_id]
        for part in (claim["statement"], claim["figure_text"], f"line {claim['line']}", verdict["verdict"]):
            assert plain(part) in text, (claim_id, part)
        assert plain(verdict["reason"]) in text
        rivals = (
            ledger.claims[ledger.claims["indicator_id"] == claim["indicator_id"]].index if claim["indicator_id"] else []
        )
        for rival in set(rivals) - {claim_id}:
            assert entry.find("a", href=f"#{rival}"), (claim_id, rival)


def test_every_row_measure_indicator_result_and_source_has_an_address(book, ledger):
    assert {*ledger.observations.index, *ledger.gaps.index} <= ids(book / "book" / "record.html")
    assert {*ledger.measures.index, *ledger.elements.index, *ledger.projects.index} <= ids(
        book / "book" / "measures.html"
    )
    assert set(ledger.sources.index) <= ids(book / "book" / "sources.html")
    assert set(RESULTS) <= ids(book / "book" / "results.html")
    assert set(ledger.claims["indicator_id"]) - {""} <= ids(book / "book" / "indicators.html")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_shows_its_facts_as_the_registry_gives_them(chapter, book):
    page = soup(book / "book" / f"{chapter}.html")
    path = next(path for path in chapter_paths() if path.stem == chapter)
    shown = {(link["href"], link.text) for link in page.find_all("a", class_="fact")}
    for key in bound_facts(prose(read_notebook(path))):
        assert (fact(key).href, fact(key).text) in shown, key


@pytest.mark.parametrize("chapter", [name for name in CHAPTERS if name != "judgements"])
def test_a_chapter_shows_its_figures_whole(chapter, book):
    page = soup(book / "book" / f"{chapter}.html")
    path = next(path for path in chapter_paths() if path.stem == chapter)
    figures = list(stored_figures(path))
    assert len(figures) >= 2
    for payload in figures:
        card = page.find("figure", id=payload["id"])
        for picture in card.find_all("svg"):
            assert picture["role"] == "img"
            assert picture.find("title").text == payload["title"]
            assert picture.find("desc").text == payload["description"]
        assert card.find(class_="figure-source").text.startswith("Source: ")
        assert len(card.find(class_="figure-data").tbody.find_all("tr")) == len(payload["rows"])
        files = [link["href"] for link in card.find(class_="figure-files").find_all("a", download=True)]
        assert files == [f"figures/{payload['id']}{suffix}" for suffix, _ in FILES]
        table = pd.read_csv(book / "book" / files[0], keep_default_na=False, dtype=str)
        assert list(table.columns) == payload["columns"]
        assert len(table) == len(payload["rows"])


# Two chapters are models and judgements of ours from end to end; the others answer to the articles.
@pytest.mark.parametrize("chapter", [name for name in CHAPTERS if name not in {"judgements", "leverage", "outlook"}])
def test_a_chapter_sets_claims_beside_the_record(chapter, book):
    path = next(path for path in chapter_paths() if path.stem == chapter)
    texts = prose(read_notebook(path)).split("\n\n")
    together = [payload["evidence"] for payload in stored_figures(path)] + [bound_facts(text) for text in texts]
    claims = [[key for key in keys if re.fullmatch(r"[A-Z]{2}-\d{3}", key)] for keys in together]
    assert any(0 < len(some) < len(keys) for some, keys in zip(claims, together, strict=True))


def test_no_raw_markup_reaches_a_reader(book):
    for page in pages(book):
        body = soup(page).find("article")
        text = " ".join(string for string in body.strings if string.parent.name not in {"code", "span", "pre"})
        for trace in ("{fact}", "{ref}", "```", " nan ", "None,", "NaN"):
            assert trace not in text, (page.name, trace)


def test_every_page_names_edition_and_cut_off(book):
    for page in pages(book):
        footer = soup(page).find(class_="edition").text
        assert fact("book.edition").text in footer
        assert fact("book.cutoff").text in footer


def test_other_languages_are_marked(book):
    unmarked = []
    for page in pages(book):
        for text in soup(page).find("article").find_all(string=FOREIGN):
            if text.find_parent(["svg", "pre"]) is None and text.find_parent(lang=True).name == "html":
                unmarked.append((page.name, text[:40]))
    assert unmarked == []


def test_abbreviations_are_explained_once_a_section_from_one_source(book, ledger):
    glossary = soup(book / "book" / "glossary.html")
    seen = set()
    for page in pages(book):
        for section in soup(page).find_all("section"):
            # A section's own text, without that of the sections of the second level inside it.
            inside = {id(term) for h2 in section.select("section > h2") for term in h2.parent.select("a.term")}
            terms = [term for term in section.select("a.term") if section.h2 or id(term) not in inside]
            if section.find("h2", recursive=False):
                words = [term.text for term in terms]
                assert len(words) == len(set(words)), (page.name, section.get("id"))
        for term in soup(page).select("a.term"):
            seen.add(term.text)
            address, anchor = urldefrag(term["href"])
            if address == "glossary.html":
                assert term.text in glossary.find("dt", id=anchor).text
            else:
                assert (address, anchor) == ("measures.html", term.text)
                assert term.text in ledger.elements.index
    # MOFCOM stands in heads of folded entries and in names of documents alone, which are links or open something.
    assert {"REO", "NdPr", "HS", "USGS", "Dy", "Tb"} <= seen


def test_no_id_stands_twice_and_every_form_can_be_sent(book):
    for page in [*pages(book), book / "search.html", book / "404.html"]:
        found = [tag["id"] for tag in soup(page).find_all(id=True)]
        assert len(found) == len(set(found)), page.name
        assert not any(re.search(r"\s", identifier) or not identifier for identifier in found), page.name
        for form in soup(page).find_all("form"):
            assert form.find("button", type="submit"), page.name
        assert not soup(page).select("summary p, [action=''], [role=heading], [role=region]"), page.name


def test_a_chapter_says_when_it_was_executed_and_where_else_it_is(book, request):
    for chapter in CHAPTERS:
        head = soup(book / "book" / f"{chapter}.html").find(class_="page-facts")
        path = next(path for path in chapter_paths() if path.stem == chapter)
        executed = edition.last_execution(path)
        assert (executed is not None) == ("Last executed" in head.text)
        # One commit a page: that of the book, at its foot.
        assert "commit" not in head.text
        assert re.search(r"\d+ minutes to read", head.text)
        links = [link["href"] for link in head.find_all("a")]
        offered = any(link.endswith(f"{chapter.replace('_', '-')}.pdf") for link in links)
        assert offered == (request.config.getoption("--whole") and chapter in chapter_numbers().values())
        assert head.find("a", download=True)["href"] == path.name
        assert (book / "book" / path.name).read_bytes() == path.read_bytes()
        assert links[-1] == f"{chapter}.html?edition={edition.edition()}"


def test_a_result_names_a_long_list_of_inputs_once(book):
    entries = identified(soup(book / "book" / "results.html"))
    for key, definition in RESULTS.items():
        entry = entries[key]
        name = next((name for name in entry.find_all("dt") if name.text.startswith("Inputs")), None)
        assert (name is not None) == bool(definition.inputs), key
        if name is None:
            continue
        shown = name.find_next("dd")
        if found := re.match(r"the (\d+) numbers of (model\.\S+)$", plain(shown.text)):
            assert int(found.group(1)) == len(definition.inputs)
            assert RESULTS[found.group(2)].inputs == definition.inputs
        else:
            assert all(f"({name})" in shown.text for name in definition.inputs)

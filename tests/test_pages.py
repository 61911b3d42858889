"""The built pages and the index of the search: complete, consistent and closed: links lead somewhere, nothing is loaded from
elsewhere."""

import gzip
import hashlib
import json
import re
from functools import cache
from urllib.parse import unquote, urldefrag

from bs4 import BeautifulSoup

from _ext.cards import FILES
from _ext.change import DATA
from evidence.charts.figure import stored_figures
from evidence.facts import fact
from evidence.facts.binding import bound_facts
from evidence.ledger import edition
from evidence.pages.contents import chapter_numbers
from evidence.pages.notebooks import chapter_paths, prose, read_notebook
from evidence.paths import BOOK
from evidence.results import RESULTS

CHAPTERS = {path.stem: path for path in chapter_paths()}
THEIRS = {"genindex.html", "search.html", "webpack-macros.html", "sbt-webpack-macros.html"}
FOREIGN = re.compile(r"[\u3400-\u9fff]|[\u0400-\u04ff]")
MINISEARCH = "03c27931eb603af1d3358579e9885eafdb6a2f5fa9929557b3e77d7e99d06d03"
SCRIPTS = ("minisearch.js", "stemmers.js", "search.js", "search-index.js")


@cache
def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@cache
def identified(path):
    """Return all that has an id, by it, in one walk through a page of many thousand elements."""
    return {element["id"]: element for element in soup(path).find_all(id=True)}


def plain(text):
    """Fold white space, which the page may set differently."""
    return " ".join(text.split())


@cache
def pages(book):
    return sorted(path for path in book.rglob("*.html") if path.name not in THEIRS and path.parent.name == "book")


def test_every_link_within_the_book_leads_somewhere(book):
    assert "book/index.html" in (book / "index.html").read_text(encoding="utf-8"), "the front door leads to the book"
    broken = []
    for page in pages(book):
        for anchor in soup(page).find_all("a", href=True):
            address, fragment = urldefrag(anchor["href"])
            if address == "change.html" and fragment:
                # What stands behind is a state of the page: a fact to change, or to ask what it rests on.
                fact(fragment.removeprefix("about=").rstrip("="))
                continue
            if re.match(r"[a-z]+:", address) or anchor["href"] in {"#", ""}:
                continue
            address = address.partition("?")[0]  # the edition that a permanent link names
            target = (page.parent / unquote(address)).resolve() if address else page
            needs_id = fragment and target.suffix == ".html"
            if not target.exists() or (needs_id and unquote(fragment) not in identified(target)):
                broken.append((page.name, anchor["href"]))
    assert broken == []


def test_no_page_loads_anything_from_elsewhere(book):
    loads = []
    texts = [("faces.css", (book / "_static" / "fonts" / "faces.css").read_text(encoding="utf-8"))]
    for page in pages(book):
        for tag in soup(page).find_all(["script", "link", "img", "iframe", "source", "use"]):
            address = tag.get("src") or tag.get("href") or ""
            if re.match(r"([a-z]+:)?//", address) and tag.get("rel") != ["canonical"]:
                loads.append((page.name, address))
        markup = " ".join(map(str, soup(page).find_all(["script", "link", "style"]))).lower()
        assert "mathjax" not in markup
        assert "thebe" not in markup
        texts += [(page.name, style.get_text()) for style in soup(page).find_all("style")]
    assert [sheet.name for sheet in book.rglob("*.css")] == ["faces.css"]
    assert any(".evidence-figure" in text for _, text in texts)
    for name, text in texts:
        loads += [(name, found) for found in re.findall(r"(?:url\(|@import\s+)['\"]?((?:https?:)?//[^'\")]+)", text)]
    assert loads == []


def test_every_claim_row_measure_indicator_result_and_source_has_an_entry_of_its_own(book, ledger):
    ids = {path.stem: identified(path) for path in pages(book)}
    assert {*ledger.observations.index, *ledger.gaps.index} <= ids["record"].keys()
    assert {*ledger.measures.index, *ledger.elements.index, *ledger.projects.index} <= ids["measures"].keys()
    assert set(ledger.sources.index) <= ids["sources"].keys()
    assert set(ledger.claims["indicator_id"]) - {""} <= ids["indicators"].keys()
    for claim_id, claim in ledger.claims.iterrows():
        entry, verdict = ids["ledger"][claim_id], ledger.verdicts.loc[claim_id]
        parts = (
            claim["statement"],
            claim["figure_text"],
            f"line {claim['line']}",
            verdict["verdict"],
            verdict["reason"],
        )
        text = plain(entry.text)
        assert [part for part in parts if plain(part) not in text] == [], claim_id
        rivals = ledger.claims.index[
            (ledger.claims["indicator_id"] == claim["indicator_id"]) & (claim["indicator_id"] != "")
        ]
        links = {link["href"] for link in entry.find_all("a", href=True)}
        assert {f"#{rival}" for rival in rivals if rival != claim_id} <= links, claim_id
    for key, definition in RESULTS.items():
        entry = ids["results"][key]
        name = next((name for name in entry.find_all("dt") if name.text.startswith("Inputs")), None)
        assert (name is not None) == bool(definition.inputs), key
        shown = plain(name.find_next("dd").text) if name else ""
        if found := re.match(r"the (\d+) numbers of (model\.\S+)$", shown):
            # A long list of inputs is named once.
            assert int(found.group(1)) == len(definition.inputs)
            assert RESULTS[found.group(2)].inputs == definition.inputs
        else:
            assert all(f"({name})" in shown for name in definition.inputs), key


def test_a_chapter_shows_its_facts_and_figures_whole_and_sets_claims_beside_the_record(book):
    for chapter, path in CHAPTERS.items():
        page, text = soup(book / "book" / f"{chapter}.html"), prose(read_notebook(path))
        shown = {(link["href"], link.text) for link in page.find_all("a", class_="fact")}
        facts = [fact(key) for key in bound_facts(text)]
        assert [each.key for each in facts if (each.href, each.text) not in shown] == [], chapter
        figures = list(stored_figures(path))
        assert len(figures) >= 2 or chapter == "judgements"
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
        together = [payload["evidence"] for payload in figures] + [bound_facts(part) for part in text.split("\n\n")]
        claims = [[key for key in keys if re.fullmatch(r"[A-Z]{2}-\d{3}", key)] for keys in together]
        # Two chapters are models and judgements of ours from end to end; the others answer to the articles.
        beside = any(0 < len(some) < len(keys) for some, keys in zip(claims, together, strict=True))
        assert beside or chapter in {"judgements", "leverage", "outlook"}


def test_no_page_has_raw_markup_unmarked_languages_ids_twice_or_forms_that_cannot_be_sent(book):
    faults = []
    for page in [*pages(book), book / "search.html", book / "404.html"]:
        html = soup(page)
        names = [tag["id"] for tag in html.find_all(id=True)]
        faults += [(page.name, name) for name in names if not name or re.search(r"\s", name)]
        faults += [] if len(names) == len(set(names)) else [(page.name, "an id twice")]
        faults += [(page.name, form) for form in html.find_all("form") if not form.find("button", type="submit")]
        faults += [(page.name, tag) for tag in html.select("summary p, [action=''], [role=heading], [role=region]")]
        if page.parent == book:
            continue
        body = html.find("article")
        text = " ".join(string for string in body.strings if string.parent.name not in {"code", "span", "pre"})
        traces = ("{fact}", "{ref}", "```", " nan ", "None,", "NaN")
        faults += [(page.name, trace) for trace in traces if trace in text]
        for part in body.find_all(string=FOREIGN):
            if part.find_parent(["svg", "pre"]) is None and part.find_parent(lang=True).name == "html":
                faults.append((page.name, part[:40]))
        footer = html.find(class_="edition").text
        faults += [(page.name, key) for key in ("book.edition", "book.cutoff") if fact(key).text not in footer]
    assert faults == []


def test_abbreviations_are_explained_once_a_section_from_one_source(book, ledger):
    glossary = identified(book / "book" / "glossary.html")
    seen = set()
    for page in pages(book):
        sections = {}
        for term in soup(page).find_all("a", class_="term"):
            seen.add(term.text)
            address, anchor = urldefrag(term["href"])
            if address == "glossary.html":
                assert term.text in glossary[anchor].text
            else:
                assert (address, anchor) == ("measures.html", term.text)
                assert term.text in ledger.elements.index
            # Sections of the first and second level; those below belong to theirs.
            section = next(
                (part for part in term.find_parents("section") if part.find(["h1", "h2"], recursive=False)), None
            )
            sections.setdefault(id(section), []).append(term.text)
        assert [words for words in sections.values() if len(words) != len(set(words))] == [], page.name
    # MOFCOM stands in heads of folded entries and in names of documents alone, which are links or open something.
    assert {"REO", "NdPr", "HS", "USGS", "Dy", "Tb"} <= seen


def test_a_chapter_says_when_it_was_executed_and_where_else_it_is(book, request):
    for chapter, path in CHAPTERS.items():
        head = soup(book / "book" / f"{chapter}.html").find(class_="page-facts")
        assert (edition.last_execution(path) is not None) == ("Last executed" in head.text)
        # One commit a page: that of the book, at its foot.
        assert "commit" not in head.text
        assert re.search(r"\d+ minutes to read", head.text)
        links = [link["href"] for link in head.find_all("a")]
        offered = any(link.endswith(f"{chapter.replace('_', '-')}.pdf") for link in links)
        assert offered == (request.config.getoption("--whole") and chapter in chapter_numbers().values())
        assert head.find("a", download=True)["href"] == path.name
        assert (book / "book" / path.name).read_bytes() == path.read_bytes()
        assert links[-1] == f"{chapter}.html?edition={edition.edition()}"


def read_script(path, name):
    return json.loads(re.fullmatch(rf"{name}\((.*)\);\n", path.read_text(encoding="utf-8"), re.DOTALL)[1])


def test_every_sentence_of_the_page_that_changes_a_number_has_its_place(book):
    for sentence in read_script(book / DATA, r"evidenceChange\.define")["sentences"]:
        places = identified(book / "book" / f"{sentence['page']}.html")
        for comparison in sentence["comparisons"]:
            assert comparison["words"] in sentence["text"]
            assert places[comparison["at"]].text.split() == comparison["words"].split()


def test_the_search_index_holds_all_that_the_tables_know_and_its_places_are_there(book, ledger):
    index = read_script(book / "_static" / "search-index.js", "evidenceSearch")
    assert len(index) > 20
    kinds = {}
    for page, _, places in index:
        for anchor, kind, title, _ in places:
            assert anchor in identified(book / page), (page, anchor)
            # A heading may be the same word as its address.
            assert title.strip(), anchor
            assert title != anchor or kind in ("chapter", "page"), anchor
            kinds.setdefault(kind, set()).add(anchor)
    assert kinds["claim"] == set(ledger.claims.index)
    assert kinds["record"] == set(ledger.observations.index)
    assert kinds["judgement"] == set(ledger.judgements.index)
    assert kinds["works"] == set(ledger.projects.index)
    assert len(kinds["term"]) > 20
    assert len(kinds["figure"]) > 20


def test_the_search_index_loads_on_its_page_alone_and_stays_small(book):
    for page in book.rglob("*.html"):
        assert ("search-index.js" in page.read_text(encoding="utf-8")) == (page.name == "search.html"), page.name
    weight = sum(len(gzip.compress((book / "_static" / name).read_bytes(), mtime=0)) for name in SCRIPTS)
    # The index that matched text alone weighed 487 kB; twice that would be another order.
    assert weight < 600_000
    library = (BOOK / "_static" / "minisearch.js").read_bytes()
    assert hashlib.sha256(library).hexdigest() == MINISEARCH, "it is kept as it was published"

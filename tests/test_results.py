"""Results are data: their files are read or refused, what they say they are is what their inputs give, each is used."""

import re
from dataclasses import replace

import pytest
from conftest import cases, each_of

from evidence import results
from evidence.charts.figure import stored_figures
from evidence.errors import EvidenceError
from evidence.facts import fact, split_bound
from evidence.ledger import load_ledger
from evidence.pages.notebooks import chapter_paths, read_notebook
from evidence.paths import BOOK, DATA
from evidence.results import RESULTS, compute
from evidence.results.definitions import read_definitions
from evidence.results.formula import Formula
from evidence.results.whatif import Parameter
from evidence.rules.results import check_assumptions, check_results
from evidence.rules.words import check_words

ENTRY = """
keys: {output: usgs.mine-output}
results:
  - test: A test
    unit: "%"
    basis: part
    is: 100 * part / whole
    of: {part: RU-013, whole: $output/russia/2025@mcs-2026}
"""


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Return a function that reads entries, of one chapter or, by name, of several that may rest on one another."""
    (tmp_path / "results").mkdir()
    monkeypatch.setattr(results, "DATA", tmp_path)

    def read_chapters(text="", **chapters):
        for name, content in (chapters or {"chapter": text}).items():
            (tmp_path / "results" / f"{name}.yml").write_text(content, encoding="utf-8")
        return results.read_results() if chapters else list(read_definitions(tmp_path / "results" / "chapter.yml"))

    return read_chapters


@pytest.fixture
def told(ledger, monkeypatch):
    """Return a function that changes a result and returns what a rule says of the book's results then."""
    book = dict(RESULTS)

    def ask(key, rule=check_results, **fields):
        fields["of"] = book[key].of | fields.get("of", {})
        monkeypatch.setitem(RESULTS, key, replace(book[key], **fields))
        return list(rule(ledger.with_row("areas", "china")))

    return ask


def test_an_entry_is_read_with_its_keys_in_full(read):
    (made,) = read(ENTRY)
    assert made.key == "model.test"
    assert made.inputs == ("RU-013", "usgs.mine-output/russia/2025@mcs-2026")
    assert made.formula == "100 × part / whole"
    assert (made.digits, made.qualifier, made.assumes, made.chapter) == (3, "", "", "chapter")


def test_a_family_makes_a_result_of_each_combination_and_a_case_may_give_its_label(read):
    text = ENTRY.replace("test: A test", '"test-{area}-{year}": In {name}').replace("russia/2025", "{area}/{year}")
    text += """
    digits: 2
    each area: {russia: {name: Russia}, china: {label: In China, digits: 1}}
    each year: [2024, 2025]
"""
    made = read(text.replace("$output/{area}/{year}@mcs-2026", '"$output/{area}/{year}@mcs-2026"'))
    keys = "model.test-russia-2024 model.test-russia-2025 model.test-china-2024 model.test-china-2025"
    assert " ".join(each.key for each in made) == keys
    assert made[2].of["whole"] == "usgs.mine-output/china/2024@mcs-2026"
    assert [(each.label, each.digits) for each in made[1:3]] == [("In Russia", 2), ("In China", 1)]
    unnamed = read(ENTRY.replace("test: A test", "test-{way}:") + "    each way: {a: {label: One}, b: {label: Two}}")
    assert [(each.key, each.label) for each in unnamed] == [("model.test-a", "One"), ("model.test-b", "Two")]


def test_alternatives_in_braces_make_a_list(read):
    text = ENTRY.replace("100 * part", "100 * total(part)")
    (made,) = read(text.replace("RU-013", '[RU-013, "$output/{russia,china}/{2024,2025}@x"]'))
    places = ("russia/2024", "russia/2025", "china/2024", "china/2025")
    assert made.of["part"] == ("RU-013", *(f"usgs.mine-output/{place}@x" for place in places))
    assert made.inputs[:2] == made.of["part"][:2]
    (made,) = read(text.replace("RU-013", '"$output/russia/{2024,2025}@x"'))
    assert made.of["part"] == ("usgs.mine-output/russia/2024@x", "usgs.mine-output/russia/2025@x")


def test_an_algorithm_is_called_by_name_and_says_what_it_computes(read):
    text = ENTRY.replace("is: 100 * part / whole", "by: pipeline.succession")
    (made,) = read(text.replace("part: ", "reached: ").replace("whole: ", "cases: "))
    assert made.algorithm(reached=1, cases=2) == 50
    assert made.formula == "the chance of one more case by Laplace's rule of succession"


@each_of(("old", "new", "message"), cases("results", "an entry that is amiss is refused with file and key"))
def test_an_entry_that_is_amiss_is_refused_with_file_and_key(read, old, new, message):
    with pytest.raises(EvidenceError, match=re.escape(message)) as caught:
        read(ENTRY.replace(old, new))
    assert "data/results/chapter.yml" in str(caught.value)


@each_of(
    ("key", "part", "other", "message"),
    [
        ("test", "RU-013", "RU-013", r"two\.yml.*model\.test[\s\S]*it stands in one\.yml"),
        ("other", "model.test", "RU-013", r"data/results/one\.yml, model\.test: it rests on itself\n"),
        (
            "other",
            "model.other.high",
            "model.test",
            r"data/results/one\.yml, model\.test: it rests on itself, by way of model\.other\n",
        ),
    ],
)
def test_a_key_is_used_once_and_no_result_rests_on_itself(read, key, part, other, message):
    two = ENTRY.replace("- test:", f"- {key}:").replace("RU-013", other)
    with pytest.raises(EvidenceError, match=message):
        read(one=ENTRY.replace("RU-013", part), two=two)


@each_of(
    ("fields", "message"),
    [
        ({"of": {"share_of_China": "GL-999"}}, "GL-999: no such fact"),
        (
            {"formulas": (Formula("reserves_of_China / (share_of_China - 37)"),)},
            "can't be computed: ZeroDivisionError",
        ),
    ],
)
def test_what_can_not_be_computed_is_told_once_with_file_and_key(told, fields, message):
    key = "model.implied-world-reserves"  # others rest on it
    (problem,) = told(key, **fields)
    assert str(problem).startswith(f"data/results/disagreements.yml, {key}: {message}")


@pytest.mark.parametrize(
    ("key", "fields", "fault"), cases("results", "words name years and quantities of what the result rests on")
)
def test_words_name_years_and_quantities_of_what_the_result_rests_on(told, key, fields, fault):
    problems = told(f"model.{key}", check_words, **fields)
    assert [problem.row for problem in problems] == ([f"model.{key}"] if fault else [])
    assert not fault or fault in problems[0].what


def test_words_that_repeat_an_assumption_follow_it(ledger):
    own = ledger.with_row("assumptions", "assume.cut-under-way", value=3.0)
    told = {problem.row for problem in check_words(own) if "it speaks of 2.5 %" in problem.what}
    assert "model.out-signal-0" in told


MONTH = "customs.magnet-exports/world/2025-03"


@pytest.mark.parametrize(
    ("key", "name", "last", "fault"),
    [
        ("out-months", "months_on_record", MONTH, f"months_on_record lists {MONTH} twice"),
        ("out-months", "months_on_record", f"{MONTH}@2026-04-20", "which are one"),
        (
            "ru-rank-by-reserves",
            "reserves_of_Russia",
            "usgs.reserves/russia/2025@mcs-2026",
            "it ranks figures of usgs.reserves for 2024@mcs-2025 and 2025@mcs-2026",
        ),
    ],
)
def test_a_number_twice_in_a_list_and_a_ranking_of_two_editions_are_refused(told, key, name, last, fault):
    former = RESULTS[f"model.{key}"].of[name]
    (problem,) = told(f"model.{key}", of={name: (*former[:-1], last) if isinstance(former, tuple) else last})
    assert fault in problem.what


@pytest.mark.parametrize(("key", "change", "message"), cases("results", "what its inputs do not give is refused"))
def test_what_its_inputs_do_not_give_is_refused(told, key, change, message):
    if "text" in change:
        change = {"formulas": (Formula(change["text"]),)}
    problem = next(problem for problem in told(key, **change) if problem.row == key and message in problem.what)
    assert problem.file == "data/results/us_dependence.yml"


@each_of(
    ("key", "change", "message"),
    [
        ("assume.metal-in-ndpr-oxide", {"value": 9.0}, "9 lies outside its range"),
        ("assume.metal-in-ndpr-oxide", {"low": float("nan")}, "it has no range"),
        (
            "assume.us-break-months",
            {"label": load_ledger().assumptions.at["assume.us-stock-months", "label"]},
            "are two assumptions on one quantity",
        ),
    ],
)
def test_an_assumption_without_bounds_or_on_the_quantity_of_another_is_refused(ledger, key, change, message):
    (problem,) = check_assumptions(ledger.with_row("assumptions", key, **change))
    assert (problem.file, message in problem.what) == ("data/assumptions.csv", True)


def test_no_result_asks_for_more_than_its_ledger_and_inputs(ledger, monkeypatch):
    def refuse(key):
        raise AssertionError(f"{key} was looked up behind the result's back")

    texts = {key: fact(key).text for key in RESULTS}
    monkeypatch.setattr(Parameter, "look_up", staticmethod(refuse))
    assert {key: compute(key, lambda name: fact(name, ledger).point, ledger).text for key in RESULTS} == texts


def test_every_result_serves_a_page():
    texts = [path.read_text(encoding="utf-8") for path in [*BOOK.glob("*.md"), DATA / "judgements.csv"]]
    texts += [cell.source for path in chapter_paths() for cell in read_notebook(path).cells]
    drawn = {key for path in chapter_paths() for payload in stored_figures(path) for key in payload["evidence"]}
    inputs = {key for definition in RESULTS.values() for key in definition.inputs}
    named = {key for text in texts for key in re.findall(r"model\.[a-z0-9-]+", text)}
    assert set(RESULTS) - named - {split_bound(key)[0] for key in drawn | inputs} == set()

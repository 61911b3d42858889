"""Results are data: their files are read or refused, what they say they are is what their inputs give, each is used."""

import ast
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import cases, each_of

from evidence import results
from evidence.charts.figure import stored_figures
from evidence.errors import EvidenceError
from evidence.facts import fact, split_bound
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


def read(tmp_path: Path, text: str) -> list[results.Definition]:
    path = tmp_path / "chapter.yml"
    path.write_text(text, encoding="utf-8")
    return list(read_definitions(path))


def test_an_entry_is_read_with_its_keys_in_full(tmp_path):
    (made,) = read(tmp_path, ENTRY)
    assert made.key == "model.test"
    assert made.inputs == ("RU-013", "usgs.mine-output/russia/2025@mcs-2026")
    assert made.formula == "100 × part / whole"
    assert (made.digits, made.qualifier, made.assumes, made.chapter) == (3, "", "", "chapter")


def test_a_family_makes_a_result_of_each_combination(tmp_path):
    text = ENTRY.replace("test: A test", '"test-{area}-{year}": In {name}').replace("russia/2025", "{area}/{year}")
    text += """
    digits: 2
    each area: {russia: {name: Russia}, china: {label: In China, digits: 1}}
    each year: [2024, 2025]
"""
    made = read(tmp_path, text.replace("$output/{area}/{year}@mcs-2026", '"$output/{area}/{year}@mcs-2026"'))
    assert [each.key for each in made] == [
        "model.test-russia-2024", "model.test-russia-2025", "model.test-china-2024", "model.test-china-2025",
    ]  # fmt: skip
    assert made[2].of["whole"] == "usgs.mine-output/china/2024@mcs-2026"
    assert [(each.label, each.digits) for each in made[1:3]] == [("In Russia", 2), ("In China", 1)]


def test_alternatives_in_braces_make_a_list(tmp_path):
    text = ENTRY.replace("100 * part", "100 * total(part)").replace("RU-013", '"$output/{russia,china}/{2024,2025}@x"')
    (made,) = read(tmp_path, text)
    assert made.of["part"] == tuple(
        f"usgs.mine-output/{place}@x" for place in ("russia/2024", "russia/2025", "china/2024", "china/2025")
    )
    (made,) = read(tmp_path, text.replace('"$output/{russia', '[RU-013, "$output/{russia').replace('@x"', '@x"]'))
    assert made.inputs[:2] == ("RU-013", "usgs.mine-output/russia/2024@x")


def test_a_case_may_give_the_label_of_a_family(tmp_path):
    cases = "    each way: {a: {label: One}, b: {label: Two}}"
    made = read(tmp_path, ENTRY.replace("test: A test", "test-{way}:") + cases)
    assert [(each.key, each.label) for each in made] == [("model.test-a", "One"), ("model.test-b", "Two")]


def test_an_algorithm_is_called_by_name_and_says_what_it_computes(tmp_path):
    text = (
        ENTRY.replace("is: 100 * part / whole", "by: pipeline.succession")
        .replace("part: ", "reached: ")
        .replace("whole: ", "cases: ")
    )
    (made,) = read(tmp_path, text)
    assert made.algorithm(reached=1, cases=2) == 50
    assert made.formula == "the chance of one more case by Laplace's rule of succession"


@pytest.mark.parametrize(
    ("old", "new", "message"), cases("results", "an entry that is amiss is refused with file and key")
)
def test_an_entry_that_is_amiss_is_refused_with_file_and_key(tmp_path, old, new, message):
    with pytest.raises(EvidenceError, match=re.escape(message)) as caught:
        read(tmp_path, ENTRY.replace(old, new))
    assert "data/results/chapter.yml" in str(caught.value)


def test_a_key_is_used_once(tmp_path, monkeypatch):
    (tmp_path / "results").mkdir()
    for name in ("one", "two"):
        (tmp_path / "results" / f"{name}.yml").write_text(ENTRY, encoding="utf-8")
    monkeypatch.setattr(results, "DATA", tmp_path)
    with pytest.raises(EvidenceError, match=r"two\.yml.*model\.test[\s\S]*it stands in one\.yml"):
        results.read_results()


@pytest.mark.parametrize(
    ("one", "two", "message"),
    [
        ("model.one", "RU-013", "model.one: it rests on itself\n"),
        ("model.two.high", "model.one", "model.one: it rests on itself, by way of model.two\n"),
    ],
)
def test_a_result_that_rests_on_itself_is_refused(tmp_path, monkeypatch, one, two, message):
    (tmp_path / "results").mkdir()
    for name, part in (("one", one), ("two", two)):
        text = ENTRY.replace("- test:", f"- {name}:").replace("RU-013", part)
        (tmp_path / "results" / f"{name}.yml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(results, "DATA", tmp_path)
    with pytest.raises(EvidenceError) as caught:
        results.read_results()
    assert f"data/results/one.yml, {message}" in str(caught.value)


def test_an_unknown_input_is_told_once_with_file_and_key_of_the_result_that_names_it(ledger, monkeypatch):
    key = "model.implied-world-reserves"  # others rest on it
    changed = replace(RESULTS[key], of=RESULTS[key].of | {"share_of_China": "GL-999"})
    monkeypatch.setitem(RESULTS, key, changed)
    (problem,) = check_results(ledger.with_row("areas", "china"))
    assert str(problem).startswith(f"data/results/disagreements.yml, {key}: GL-999: no such fact")


def test_what_can_not_be_computed_is_told_with_file_and_key(ledger, monkeypatch):
    key = "model.implied-world-reserves"
    monkeypatch.setitem(
        RESULTS, key, replace(RESULTS[key], formulas=(Formula("reserves_of_China / (share_of_China - 37)"),))
    )
    (problem,) = check_results(ledger.with_row("areas", "china"))
    assert str(problem).startswith(f"data/results/disagreements.yml, {key}: can't be computed: ZeroDivisionError")


@pytest.mark.parametrize(
    ("key", "fields", "fault"), cases("results", "words name years and quantities of what the result rests on")
)
def test_words_name_years_and_quantities_of_what_the_result_rests_on(ledger, monkeypatch, key, fields, fault):
    definition = RESULTS[f"model.{key}"]
    fields = fields | {"of": definition.of | fields.get("of", {})}
    monkeypatch.setitem(RESULTS, definition.key, replace(definition, **fields))
    told = [(problem.row, problem.what) for problem in check_words(ledger.with_row("areas", "china"))]
    assert [row for row, _ in told] == ([definition.key] if fault else [])
    assert not fault or fault in told[0][1]


def test_words_that_repeat_an_assumption_follow_it(ledger):
    assert list(check_words(ledger)) == []
    own = ledger.with_row("assumptions", "assume.cut-under-way", value=3.0)
    told = {problem.row for problem in check_words(own) if "it speaks of 2.5 %" in problem.what}
    assert "model.out-signal-0" in told


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ("customs.magnet-exports/world/2025-03", "months_on_record lists customs.magnet-exports/world/2025-03 twice"),
        ("customs.magnet-exports/world/2025-03@2026-04-20", "which are one"),
    ],
)
def test_a_list_with_a_number_twice_is_refused(ledger, monkeypatch, other, fault):
    definition = RESULTS["model.out-months"]
    months = definition.of["months_on_record"]
    monkeypatch.setitem(RESULTS, definition.key, replace(definition, of={"months_on_record": (*months[:-1], other)}))
    (problem,) = check_results(ledger.with_row("areas", "china"))
    assert fault in problem.what


def test_a_ranking_of_figures_of_two_editions_is_refused(ledger, monkeypatch):
    definition = RESULTS["model.ru-rank-by-reserves"]
    newer = definition.of | {"reserves_of_Russia": "usgs.reserves/russia/2025@mcs-2026"}
    monkeypatch.setitem(RESULTS, definition.key, replace(definition, of=newer))
    (problem,) = check_results(ledger.with_row("areas", "china"))
    assert problem.what == "it ranks figures of usgs.reserves for 2024@mcs-2025 and 2025@mcs-2026"


def test_an_unknown_result_is_refused():
    with pytest.raises(EvidenceError, match="no such result"):
        fact("model.no-such-thing")


def test_every_result_is_a_number_and_its_units_and_substances_are_those_of_its_inputs(ledger):
    found = {key: fact(key) for key in RESULTS}
    empty = [key for key, one in found.items() if not any(map(math.isfinite, (one.value, one.low, one.high)))]
    assert empty == []
    assert list(check_results(ledger)) == []
    assert list(check_assumptions(ledger)) == []


@pytest.mark.parametrize(("key", "change", "message"), cases("results", "what its inputs do not give is refused"))
def test_what_its_inputs_do_not_give_is_refused(ledger, monkeypatch, key, change, message):
    definition = RESULTS[key]
    fields = {name: getattr(definition, name) for name in definition.__dataclass_fields__}
    if "text" in change:
        change = {"formulas": (results.definitions.Formula(change["text"]),)}
    monkeypatch.setattr(results.definitions.Definition, "__post_init__", lambda self: None, raising=False)
    monkeypatch.setitem(RESULTS, key, results.Definition(**(fields | change)))
    problems = [problem for problem in check_results(ledger.with_row("areas", "china")) if problem.row == key]
    assert any(message in problem.what for problem in problems), problems
    assert problems[0].file == "data/results/us_dependence.yml"


@each_of(
    ("change", "message"),
    [
        ({"value": 9.0}, "9 lies outside its range"),
        ({"low": float("nan")}, "it has no range"),
    ],
)
def test_an_assumption_without_bounds_is_refused(ledger, change, message):
    own = ledger.with_row("assumptions", "assume.metal-in-ndpr-oxide", **change)
    (problem,) = check_assumptions(own)
    assert message in problem.what
    assert problem.file == "data/assumptions.csv"


def test_two_assumptions_on_one_quantity_are_refused(ledger):
    label = ledger.assumptions.at["assume.us-stock-months", "label"]
    (problem,) = check_assumptions(ledger.with_row("assumptions", "assume.us-break-months", label=label))
    assert "are two assumptions on one quantity" in problem.what


def test_no_result_asks_for_more_than_its_ledger_and_inputs(ledger, monkeypatch):
    def refuse(key):
        raise AssertionError(f"{key} was looked up behind the result's back")

    numbers = {key: fact(key) for key in RESULTS}
    monkeypatch.setattr(Parameter, "look_up", staticmethod(refuse))
    for key, found in numbers.items():
        again = compute(key, lambda name: fact(name, ledger).point, ledger)
        assert again.text == found.text


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_algorithms_know_neither_results_nor_facts_and_results_no_facts():
    for room, above in {
        "models": ("facts", "results"),
        "chapters": ("facts", "results"),
        "results": ("facts",),
    }.items():
        for path in sorted((BOOK / "evidence" / room).glob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            hints = [
                node
                for node in ast.walk(tree)
                if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            ]
            for node in hints:
                node.body = []
            names = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
            assert [name for name in names if name.startswith(tuple(f"evidence.{one}" for one in above))] == [], path
            if room != "results":
                assert "evidence.ledger.load_ledger" not in set(imported(path)), path


def test_every_result_serves_a_page():
    shown = "".join(path.read_text(encoding="utf-8") for path in [*BOOK.glob("*.md"), DATA / "judgements.csv"])
    plotted = set()
    for path in chapter_paths():
        notebook = read_notebook(path)
        shown += "".join(cell.source for cell in notebook.cells)
        plotted |= {key for payload in stored_figures(path) for key in payload["evidence"]}
    inputs = {key for definition in RESULTS.values() for key in definition.inputs}
    keys = set(re.findall(r"model\.[a-z0-9-]+", shown))
    keys |= {split_bound(key)[0] for key in plotted | inputs}
    assert set(RESULTS) - keys == set()

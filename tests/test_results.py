import ast
import inspect
import math
import re

import pytest

from evidence.charts.figure import stored_figures
from evidence.errors import EvidenceError
from evidence.facts import fact, split_bound
from evidence.models.results import result
from evidence.notebooks import chapter_paths, read_notebook
from evidence.paths import BOOK
from evidence.results import RESULTS, compute
from evidence.results.whatif import Parameter


def define(key, inputs):
    return result(key, label="x", unit="%", basis="share mine output", inputs=inputs, formula="x")


def test_a_result_takes_one_number_an_input():
    with pytest.raises(EvidenceError, match="names 2 inputs"):
        define("model.test-arity", ("RU-013", "RU-052"))(lambda only: only)


def test_a_key_is_used_once():
    taken = next(iter(RESULTS))
    with pytest.raises(EvidenceError, match="is taken"):
        define(taken, ("RU-013",))(lambda number: number)


def test_an_unknown_result_is_refused():
    with pytest.raises(EvidenceError, match="no such result"):
        fact("model.no-such-thing")


@pytest.mark.parametrize("key", RESULTS)
def test_every_result_is_finite_documented_and_on_known_vocabulary(key, ledger):
    definition, found = RESULTS[key], fact(key)
    assert any(math.isfinite(number) for number in (found.value, found.low, found.high))
    assert definition.unit in ledger.units.index
    assert definition.basis in ledger.bases.index
    assert definition.formula
    assert "Returns" in inspect.getdoc(definition.function)


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


def test_models_and_what_ifs_know_no_facts_and_models_no_ledger_of_their_own():
    models = sorted((BOOK / "evidence" / "models").glob("*.py"))
    names = {path.name: list(imported(path)) for path in [*models, BOOK / "evidence" / "whatif.py"]}
    assert [name for name, found in names.items() if any(each.startswith("evidence.facts") for each in found)] == []
    assert [path.name for path in models if "evidence.ledger.load_ledger" in names[path.name]] == []


def test_every_result_serves_a_page():
    shown = "".join(path.read_text(encoding="utf-8") for path in BOOK.glob("*.md"))
    plotted = set()
    for path in chapter_paths():
        notebook = read_notebook(path)
        shown += "".join(cell.source for cell in notebook.cells)
        plotted |= {key for payload in stored_figures(path) for key in payload["evidence"]}
    inputs = {key for definition in RESULTS.values() for key in definition.inputs}
    keys = set(re.findall(r"model\.[a-z0-9-]+", shown))
    keys |= {split_bound(key)[0] for key in plotted | inputs}
    assert set(RESULTS) - keys == set()

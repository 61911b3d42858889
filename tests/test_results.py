import inspect
import math

import pytest

from evidence.errors import EvidenceError
from evidence.facts import fact
from evidence.models import RESULTS
from evidence.models.results import result


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

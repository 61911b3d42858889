"""Results by formulas: the answers they give to numbers whose answer is known, and what the articles' arithmetic takes."""

import pytest
from conftest import answer, cases, each_of

from evidence.results import RESULTS, what_if

ONE_ARTICLE = "both figures, from one article, speak of the same thing"


@each_of(("key", "numbers", "expected"), cases("models", "a result gives the known answer"))
def test_a_result_gives_the_known_answer(key: str, numbers: dict, expected: float | list[float]) -> None:
    numbers = {name: tuple(number) if isinstance(number, list) else number for name, number in numbers.items()}
    assert answer(f"model.{key}", **numbers) == pytest.approx(expected)


@each_of(("name", "numbers", "expected"), cases("models", "a what-if gives the known answer"))
def test_a_what_if_gives_the_known_answer(name: str, numbers: dict, expected: float) -> None:
    assert what_if(name)(**numbers) == pytest.approx(expected)


def test_inputs_of_one_article_stand_in_one_article(ledger) -> None:
    ours = {key: definition for key, definition in RESULTS.items() if definition.assumes == ONE_ARTICLE}
    claims = {key: [name for name in one.inputs if name in ledger.claims.index] for key, one in ours.items()}
    articles = {key: set(ledger.claims.loc[names, "article_id"]) for key, names in claims.items()}
    assert max(map(len, claims.values())) > 1
    assert {key: found for key, found in articles.items() if len(found) != 1} == {}

"""The prose of chapters: what the rule for style refuses, and what it leaves alone."""

from conftest import each_of

from evidence.rules.style import LONGEST_SENTENCE, MOST_NUMBERS, MOST_WORDS, check_style


def told(text: str) -> list[str]:
    return [problem.what for problem in check_style("book/a.ipynb", text)]


def plain(words: int) -> str:
    """Return so many words, in sentences of ten."""
    return "Word word word word word word word word word word. " * (words // 10) + "word " * (words % 10)


def test_a_chapter_may_be_as_long_as_is_read():
    assert told(plain(MOST_WORDS)) == []
    assert told(plain(MOST_WORDS + 10)) == [f"has {MOST_WORDS + 10} words, at most {MOST_WORDS} are read"]


def test_numbers_are_counted_in_a_hundred_words():
    few = plain(100 - MOST_NUMBERS) + " ".join(f"{number} t" for number in range(MOST_NUMBERS))
    assert told(few) == []
    assert told(f"{few} 8 8") == [f"prints {100 * 7 / 107:.1f} numbers in a hundred words, at most 5 are followed"]


@each_of(
    "text",
    [
        "| 1 | 2 | 3 |\n| --- | --- | --- |\n| 4 | 5 | 6 |",
        "<details><summary>How it is counted</summary>\n\n1 2 3 in 001-03.\n\n</details>",
        "# 1 2 3 in 001-03",
        "```{figure-card} fig-1-2\n```",
        "[many](#usgs.mine-output/russia/2025@mcs-2026)",
    ],
)
def test_what_is_looked_up_is_not_counted(text):
    assert told(f"{plain(20)}\n\n{text}\n\n{plain(20)}") == []


def test_a_long_sentence_and_an_article_by_its_code_are_named():
    (problem,) = check_style("book/a.ipynb", f"{plain(50)} A {'b ' * LONGEST_SENTENCE}c.")
    assert problem.what == f"a sentence of {LONGEST_SENTENCE + 2} words"
    assert problem.row.startswith("'A b b")
    assert told(f"{plain(40)} Article 001-03 says so.") == ["names an article by its code"]
    assert told(f"{plain(40)} An [article of 26 October](#RU-013) says so.") == []

"""What intake joins: counted over digests with keys, and rule by rule; changes, signs and parts in words."""

import math
import shutil

from bench.intake import KEYED, SETS, judge, judge_blind, read_key
from conftest import each_of

from intake.accounts import account_for
from intake.digest import read_digest, split_digest
from intake.figures import find_figures
from intake.proposals import propose
from intake.rivals import Rivals
from intake.surroundings import read_surroundings
from intake.terms import Terms

STEMS = [stem for stems in SETS.values() for stem in stems]


def guess(ledger, text, title="", theme="GL"):
    """Return the indicators that the last figure of a sentence of May 2026 would join, the best first."""
    figure = [found for found in find_figures(text, "2026-05-01") if not found.mark][-1]
    around = read_surroundings(text, figure, title, theme, "2026-05-01")
    return [candidate.indicator_id for candidate in Terms(ledger.indicators).rank(figure, around)]


def test_nine_of_ten_joins_are_right_and_no_conflict_is_false(ledger):
    for name, stems in SETS.items():
        counts = judge([KEYED / f"{stem}.txt" for stem in stems], ledger)
        assert counts["right"] >= 0.9 * counts["joins printed"], (name, counts)
        assert counts["right"] >= 2 / 3 * counts["joins in keys"], (name, counts)
        assert counts["false"] == 0, (name, counts)
        assert counts["told"] >= 2 / 3 * counts["conflicts in keys"], (name, counts)
        assert counts["read"] >= 0.95 * counts["figures"], (name, counts)
    blind = judge_blind(ledger)
    assert blind["right"] >= 0.9 * blind["joins printed"] > 40
    assert blind["conflicts printed"] == 0, "none was printed when these were judged"


def test_a_wrong_join_and_a_false_conflict_are_counted(ledger, tmp_path):
    for suffix in (".txt", ".csv"):
        shutil.copy(KEYED / f"en_yenisei{suffix}", tmp_path)
    key = tmp_path / "en_yenisei.csv"
    before = judge([tmp_path / "en_yenisei.txt"], ledger)
    text = key.read_text(encoding="utf-8")
    key.write_text(text.replace("ru.cluster-jobs,yes", ",no").replace("ru.target-year,yes", "ru.target-year,no"))
    after = judge([tmp_path / "en_yenisei.txt"], ledger)
    assert after["joins printed"] == before["joins printed"]
    assert (after["right"], after["false"]) == (before["right"] - 1, before["false"] + 1)


def test_every_digest_is_counted_and_every_quote_of_a_key_stands_once(ledger):
    assert sorted(STEMS) == sorted(path.stem for path in KEYED.glob("*.txt"))
    for stem in STEMS:
        text = "\n".join(read_digest(KEYED / f"{stem}.txt").lines)
        rows = read_key(KEYED / f"{stem}.csv")
        assert len(rows) >= 8
        assert [row["quote"] for row in rows if text.count(row["quote"]) != 1] == []
        assert {row["indicator"] for row in rows} - {""} <= set(ledger.indicators.index)


@each_of(
    ("text", "value", "unit", "change"),
    [
        ("It fell 12 %", -12, "%", True),
        ("It fell to 12%", 12, "%", False),
        ("It was cut by a third", -1 / 3, "ratio", True),
        ("a drop of 93%", -93, "%", True),
        ("9% less than in May", -9, "%", True),
        ("It rose by about 7%", 7, "%", True),
        ("a 30% higher yield", 30, "%", True),
        ("makes up 40% of it", 40, "%", False),
        ("it slipped by 4 percentage points", -4, "%", True),
        ("a result of minus 3%", -3, "%", False),
        ("a result of -3%", -3, "%", False),
        ("tenfold", 10, "ratio", False),
        ("two in five", 0.4, "ratio", False),
        ("one out of 20", 0.05, "ratio", False),
        ("only a fifth", 0.2, "ratio", False),
        ("下降12%", -12, "%", True),
        ("下降到12%", 12, "%", False),
        ("同比下 降12%", -12, "%", True),
        ("减少了两成", -20, "%", True),
        ("减少三分之一", -1 / 3, "ratio", True),
        ("跌幅达74%", -74, "%", True),
        ("上涨七成", 70, "%", True),
        ("九成八", 98, "%", False),
        ("翻番", 2, "ratio", False),
        ("翻了一番", 2, "ratio", False),
        ("翻两番", 4, "ratio", False),
        ("增长三倍", 4, "ratio", False),
        ("增长到三倍", 3, "ratio", False),
    ],
)
def test_changes_signs_parts_and_multiples_are_read(text, value, unit, change):
    figure = next(found for found in find_figures(text) if found.has_number)
    assert math.isclose(figure.value, value, rel_tol=1e-8)
    assert (figure.unit, figure.change) == (unit, change)


def test_a_fall_carries_over_to_what_and_adds():
    assert [figure.value for figure in find_figures("Gallium fell 30%, germanium rose 5% and tin by a tenth.")] == [
        -30,
        5,
        0.1,
    ]


@each_of(
    ("fits", "indicator_id", "others"),
    [
        (
            "Russia holds reserves of 3.8 million tons",
            "ru.reserves",
            (
                "Vietnam holds reserves of 3.8 million tons",
                "Russia holds tungsten reserves of 3.8 million tons",
                "Russia's reserves shrank by 3.8 million tons",
                "Russia's reserves could in 2040 stand at 3.8 million tons",
            ),
        ),
        (
            "China mined 270,000 tons of rare earths",
            "gl.output-china",
            (
                "In March China mined 27,000 tons of rare earths",
                "The quota for what China mines is 270,000 tons of rare earths",
                "China mined 270,000 tons of rare earth concentrate",
                "In 1998 China mined 60,000 tons of rare earths",
            ),
        ),
        (
            "中国稀土精炼占全球的92%",
            "gl.share-refining",
            (
                "澳大利亚稀土精炼占全球的3%",
                "中国石墨精炼占全球的92%",
                "中国稀土精炼量增长12%",
                "中国重稀土精炼占全球的99%",
            ),
        ),
        (
            "China makes 94% of the world's rare earth magnets",
            "gl.share-magnets",
            ("Exports of rare earth magnets from China fell 94%", "The price of magnets in China is up 94%"),
        ),
        (
            "中国的稀土开采成本只有美国的四分之一",
            "gl.cost-ratio",
            ("中国的稀土开采成本下降四分之一", "印度的稀土开采成本只有美国的四分之一"),
        ),
        (
            "Washington threatened a 200% tariff on magnets",
            "us.tariff-threat",
            ("Washington threatened a 50% tariff on copper", "Tariff revenue in the United States grew by 7%"),
        ),
    ],
)
def test_area_substance_measure_and_kind_of_period_must_fit(ledger, fits, indicator_id, others):
    assert guess(ledger, fits)[:1] == [indicator_id]
    assert [text for text in others if indicator_id in guess(ledger, text)] == []


def compare(text, indicator_id, ledger):
    """Say of the first figure of a text which rivals on an indicator agree with it, and which conflict."""
    rivals = Rivals(ledger).compare(find_figures(text)[0], indicator_id)
    return {rival.text for rival in rivals if rival.agrees}, {rival.text for rival in rivals if rival.conflicts}


@each_of(
    ("text", "indicator_id", "agrees", "conflicts"),
    [
        ("0.7%", "ru.share-output", {"0.67%", "1%", "about 1%", "under 1%"}, set()),
        ("one per cent", "ru.share-output", {"0.67%", "1%", "about 1%", "under 1%"}, set()),
        ("69%", "gl.share-mining", {"69%", "69.2%"}, set()),
        ("about 71%", "gl.share-mining", {"69%", "69.2%"}, set()),
        ("more than 60%", "gl.share-mining", set(), set()),
        ("nearly two thirds", "gl.share-mining", {"69%", "69.2%"}, set()),
        ("七成", "gl.share-mining", {"69%", "69.2%"}, set()),
        ("at most 80%", "gl.share-mining", set(), set()),
        ("61%", "gl.share-mining", set(), {"69%", "69.2%"}),
        ("13", "xc.elements-controlled", set(), {"12"}),
        ("a quarter", "gl.cost-ratio", {"one-fourth"}, set()),
        ("half", "gl.cost-ratio", set(), {"one-fourth"}),
    ],
)
def test_numbers_are_compared_at_the_digits_printed(ledger, text, indicator_id, agrees, conflicts):
    assert compare(text, indicator_id, ledger) == (agrees, conflicts)


def test_a_power_of_ten_is_a_slip_and_another_order_of_magnitude_another_thing(ledger):
    slips = Rivals(ledger).compare(find_figures("70 billion rubles")[0], "ru.investment-rub")
    assert all(rival.is_slip and not rival.is_far for rival in slips)
    assert all(
        rival.is_far for rival in Rivals(ledger).compare(find_figures("4 billion rubles")[0], "ru.investment-rub")
    )


def read_proposals(text, ledger):
    """Return what the figures of an article of May 2026 join, with whether it is a conflict, a difference or neither."""
    digest = split_digest("new.txt", f"Notes\nSou Hu Cai Jing· 2026-05-01 08:00\n{text}\n")
    found = {}
    for proposal in propose(digest, account_for(digest, ledger), ledger):
        if proposal.candidate:
            state = "conflict" if proposal.conflicting else "differs" if proposal.differing else ""
            found[proposal.entry.figure.text] = (proposal.candidate.indicator_id, state)
    return found


@each_of(
    ("text", "figure", "expected"),
    [
        ("China's share of rare earth mining is 61%.", "61%", "differs"),
        ("China's share of world rare earth mining is 61%.", "61%", "conflict"),
        ("China's share of world rare earth mining is 69%.", "69%", ""),
        ("Russia mined 3,900 tons of rare earths last year.", "3,900 tons", "conflict"),
        ("Russia mined 3,900 tons of rare earths last year, and Brazil much less.", "3,900 tons", "differs"),
        ("Russia did not mine 3,900 tons of rare earths last year.", "3,900 tons", "differs"),
        ("According to Argus, Russia mined 3,900 tons of rare earths last year.", "3,900 tons", "differs"),
        ("中国稀土精炼占全球的85%。", "85%", "conflict"),
        ("中国稀土精炼占85%。", "85%", "differs"),
        ("一架F-35需要50公斤稀土材料。", "50公斤", "conflict"),
    ],
)
def test_a_conflict_is_what_states_all_of_its_indicator_and_nothing_else(ledger, text, figure, expected):
    assert read_proposals(text, ledger)[figure][1] == expected


@each_of(
    "text",
    [
        "By 2030 Russia could mine 3,900 tons of rare earths.",
        "Ten years ago Russia mined 3,900 tons of rare earths.",
        "Output of rare earths in Russia rose from 3,900 tons.",
        "Solikamsk produced 3,900 tons of rare earths for Russia.",
        "Chinese smelters refine 99% of the world's heavy rare earths.",
        "The world outside China refines 9% of the world's rare earths.",
        "China accounts for 74% of the world's rare earth mining by value.",
        "China's share of its own rare earth mining is 40% of what it was.",
        "The engine of an F-35 weighs 2,900 kilograms.",
        "China's rules of April 2025 put 7 rare earth elements under control.",
        "The federal budget has 3.9 billion rubles for Russian rare earths.",
        "中国从各国进口稀土磁体1.05万吨。",
        "俄罗斯的技术落后美国10年。",
        "中国铽的精炼份额是100%。",
        "芬太尼关税是10%。",
    ],
)
def test_what_names_another_time_part_form_or_owner_joins_nothing(ledger, text):
    figures = [found for found in find_figures(text) if not found.mark and found.unit != "date"]
    assert not {found.text for found in figures} & read_proposals(text, ledger).keys()


def test_the_clearest_figure_of_an_article_is_the_one_that_joins(ledger):
    text = "Russia wants 12% of the world rare earth market. In wheat Russia wants 25% of the world market."
    assert read_proposals(text, ledger) == {"12%": ("ru.market-share-target", "")}

"""Read digests: how long it takes, and how many of the joins printed for digests with a key are right.

``tests/intake`` holds the digests with keys. A key has a row for each figure: a quote that stands once in the digest
and holds the figure, its value and unit, the indicator it joins (empty for none), and whether it conflicts with the
ledger: ``yes``, ``no``, or ``either`` where the ledger holds rival values itself. The first half of ten was seen
while joining was written; the second was kept back and looked at once that was measured; each check was written and
measured when all before it had been looked at. A conflict of a key is told where it is printed as one, or as a difference
from the ledger. ``blind`` beside them has digests written without a look at the code; each join printed for them was judged
by a reader who hadn't seen it either, and stands in ``joins.csv``. A join that isn't there counts as wrong.
"""

from __future__ import annotations

import csv
import math
import os
import random
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from bench.measure import measure
from evidence.ledger import Ledger, load_ledger
from evidence.paths import BOOK, ROOT, SEEDS
from intake.accounts import Entry, account_for
from intake.digest import Digest, read_digest
from intake.figures import Figure
from intake.proposals import propose

TITLE = "Intake of digests: joins and conflicts against keys; time to read, list, compare with the ledger and report"
KEYED = ROOT / "tests" / "intake"
SETS = {
    "seen": ("en_licences", "en_shares", "en_yenisei", "zh_chanye", "zh_meijun"),
    "kept back": ("en_arsenal", "en_craft", "zh_citi", "zh_eluosi", "zh_guanzhi"),
    "first check": ("en_motors", "en_tundra", "zh_beifang", "zh_lianjie"),
    "second check": ("en_delta", "en_steppe", "zh_haitang", "zh_shuoguo"),
    "third check": ("en_council", "en_ledgerline", "zh_bijiao", "zh_mosike"),
    "fourth check": ("en_forum", "en_harbour", "zh_gangkou", "zh_luntan"),
    "fifth check": ("en_budget", "en_school", "zh_ketang", "zh_yusuan"),
    "sixth check": ("en_final", "zh_shoupan"),
}
# Intake reads every length of time in years.
YEARS = {"days": 1 / 365, "weeks": 7 / 365, "months": 1 / 12, "years": 1.0}
SIZES = (1_000, 10_000)
ENGLISH = (
    "Planners in Moscow put the cost of the cluster at {n} billion rubles, or about ${m} billion [1][3].",
    "Group {k}: Supply - Russia is said to hold {m}.{k} million tons of reserves, {k}% of the world total [{k}].",
    "Factories in China processed over {m}% of all rare earths, and sold {n},{n} tons of magnets to the United States.",
    "A decade ago half of the plants stood idle; by 20{m} twofold output is expected on October {k}, 2026.",
    "Nearly {k} of the top five producers say that an F-35 takes {n} kilograms of the material [{m}].",
    "Officials declined to comment, and the market waited for the next announcement of the ministry in Beijing.",
)
CHINESE = (
    "莫斯科计划投入{n}亿卢布,约合{m}亿元人民币,建设西伯利亚稀土集群。",
    "据估计,俄罗斯稀土储量约为{n}万吨,占全球的{k}%,排名第五。",
    "中国加工了全球超过{m}%的稀土,去年向美国出口磁体{n}吨。",
    "专家认为,建成独立产业链还需要{k}年,投资将翻一番,达到数十亿美元。",
    "20{m}年{k}月,主管部门公布了新的管制措施,涉及十几种元素,一半以上的企业受到影响。",
    "有关部门没有进一步说明,市场继续等待下一步的消息。",
)


def rows() -> list[dict[str, object]]:
    """Return one row for each set of digests with keys, then one for each size of file."""
    ledger = load_ledger()
    judged = [
        {"digests": name} | judge([KEYED / f"{stem}.txt" for stem in stems], ledger) for name, stems in SETS.items()
    ]
    judged.append({"digests": "written and judged blind"} | judge_blind(ledger))
    timed = time_sizes()
    columns = dict.fromkeys([*judged[0], *timed[0]], "")
    return [columns | row for row in (*judged, *timed)]


def judge(paths: list[Path], ledger: Ledger) -> dict[str, int]:
    """Count what intake makes of digests against their keys, which stand beside them."""
    counts = dict.fromkeys(("figures", "read", "joins in keys", "joins printed", "right"), 0)
    counts |= {"conflicts in keys": 0, "conflicts printed": 0, "true": 0, "false": 0, "told": 0}
    for path in paths:
        digest = read_digest(path)
        account = account_for(digest, ledger)
        wanted = {}
        for row in read_key(path.with_suffix(".csv")):
            entries = [entry for entry in account.entries if holds(row["quote"], entry, digest)]
            read = [entry for entry in entries if is_same(entry.figure, row)]
            counts["figures"] += 1
            counts["read"] += bool(read)
            counts["joins in keys"] += bool(row["indicator"])
            counts["conflicts in keys"] += row["conflict"] == "yes"
            wanted |= {id(entry): row for entry in (read or entries)[:1]}
        for proposal in propose(digest, account, ledger):
            row = wanted.get(id(proposal.entry), {"indicator": "", "conflict": "no"})
            name = proposal.candidate.indicator_id if proposal.candidate else ""
            right = bool(name) and name == row["indicator"]
            counts["joins printed"] += bool(name)
            counts["right"] += right
            told = right and row["conflict"] == "yes" and (proposal.conflicting or proposal.differing)
            counts["told"] += bool(told)
            if proposal.conflicting:
                counts["conflicts printed"] += 1
                counts["true"] += right and row["conflict"] == "yes"
                counts["false"] += not right or row["conflict"] == "no"
    return counts


def judge_blind(ledger: Ledger) -> dict[str, int]:
    """Count the joins printed for the digests of ``blind``, and how many of them were judged right."""
    judged = {tuple(row.values())[:4]: row["right"] == "yes" for row in read_key(KEYED / "blind" / "joins.csv")}
    counts = {"joins printed": 0, "right": 0, "conflicts printed": 0}
    for path in sorted((KEYED / "blind").glob("*.txt")):
        digest = read_digest(path)
        for proposal in propose(digest, account_for(digest, ledger), ledger):
            if proposal.candidate:
                entry = proposal.entry
                place = (path.stem, str(entry.line), str(entry.figure.start + 1), proposal.candidate.indicator_id)
                counts["joins printed"] += 1
                counts["right"] += judged.get(place, False)
                counts["conflicts printed"] += bool(proposal.conflicting)
    return counts


def read_key(path: Path) -> list[dict[str, str]]:
    """Return the rows of a key."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def holds(quote: str, entry: Entry, digest: Digest) -> bool:
    """Say whether a figure and a quote lie over each other."""
    start = digest.lines[entry.line - 1].find(quote)
    return start >= 0 and not entry.figure.mark and entry.figure.start < start + len(quote) and start < entry.figure.end


def is_same(figure: Figure, row: dict[str, str]) -> bool:
    """Say whether a figure has value and unit of a key; shares may be printed as parts and the other way round."""
    unit = row["unit"]
    if unit == "date":
        return figure.unit == "date" and figure.period == row["value"]
    number, wanted = figure.high if math.isnan(figure.value) else figure.value, float(row["value"])
    if unit in YEARS:
        return figure.unit == "years" and math.isclose(number, wanted * YEARS[unit], rel_tol=0.02)
    if {unit, figure.unit} == {"ratio", "%"}:
        number *= 0.01 if unit == "ratio" else 100
    elif unit != figure.unit:
        return False
    return math.isclose(number, wanted, rel_tol=0.001)


def time_sizes() -> list[dict[str, object]]:
    """Return one row for each size of file."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"digest-{size}.txt"
            path.write_text(write_digest(size), encoding="utf-8")
            command = [sys.executable, "-m", "intake", str(path)]
            seconds, _, memory = measure(command, cwd=Path(folder), env={"PYTHONPATH": f"{BOOK}{os.pathsep}{SEEDS}"})
            found.append(
                {
                    "digests": f"{size} articles",
                    "file MB": round(path.stat().st_size / 1e6, 1),
                    "seconds": round(seconds, 1),
                    "ms an article": round(1000 * seconds / size, 2),
                    "memory MB": round(memory),
                }
            )
    return found


def write_digest(articles: int) -> str:
    """Return a digest with articles in both languages, each of some 2,000 characters; the same text on every call."""
    choice = random.Random(articles)
    day = datetime(2026, 9, 30, 23, 0)
    lines = []
    for number in range(articles):
        sentences, length = (ENGLISH, 20) if number % 2 else (CHINESE, 30)
        body = " ".join(
            choice.choice(sentences).format(
                n=choice.randint(100, 999), m=choice.randint(10, 60), k=choice.randint(1, 9)
            )
            for _ in range(length)
        )
        when = day - timedelta(minutes=number)
        lines += [f"稀土消息{number}", f"Sou Hu Cai Jing· {when:%Y-%m-%d %H:%M}", body]
    return "\n".join(lines) + "\n"

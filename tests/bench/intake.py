"""Read digests and count how many of the joins printed for those with a key are right.

``tests/intake`` holds the digests with keys. A key has a row for each figure: a quote that stands once in the digest
and holds the figure, its value and unit, the indicator it joins (empty for none), and whether it conflicts with the
ledger: ``yes``, ``no``, or ``either`` where the ledger holds rival values itself. The first half of ten was seen
while joining was written; the second was kept back and looked at once that was measured; each check was written and
measured when all before it had been looked at. A conflict of a key is told where it is printed as one, or as a difference
from the ledger. ``blind`` beside them has digests written without a look at the code; each join printed for them was judged
by a reader who hadn't seen it either, and stands in ``joins.csv``. A join that isn't there counts as wrong.
"""

import csv
import math
from pathlib import Path

from evidence.ledger import Ledger, load_ledger
from evidence.paths import ROOT
from intake.accounts import Entry, account_for
from intake.digest import Digest, read_digest
from intake.figures import Figure
from intake.proposals import propose

TITLE = "Intake of digests: joins and conflicts against keys"
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


def rows() -> list[dict[str, object]]:
    ledger = load_ledger()
    found: list[dict[str, object]] = [
        {"digests": name} | judge([KEYED / f"{stem}.txt" for stem in stems], ledger) for name, stems in SETS.items()
    ]
    return [*found, {"digests": "written and judged blind"} | judge_blind(ledger)]


def judge(paths: list[Path], ledger: Ledger) -> dict[str, int]:
    """Count what intake makes of digests against their keys, which stand beside them."""
    counts = dict.fromkeys(("figures", "read", "joins in keys", "joins printed", "right"), 0)
    counts |= dict.fromkeys(("conflicts in keys", "conflicts printed", "true", "false", "told"), 0)
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
            right, conflicting = bool(name) and name == row["indicator"], bool(proposal.conflicting)
            true = right and row["conflict"] == "yes"
            counts["joins printed"] += bool(name)
            counts["right"] += right
            counts["told"] += true and bool(proposal.conflicting or proposal.differing)
            counts["conflicts printed"] += conflicting
            counts["true"] += conflicting and true
            counts["false"] += conflicting and (not right or row["conflict"] == "no")
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
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def holds(quote: str, entry: Entry, digest: Digest) -> bool:
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

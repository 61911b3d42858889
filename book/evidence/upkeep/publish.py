"""Record what the edition in work says, when it is published: ``python -m evidence.upkeep.publish``.

With the beginning of keys and a reason behind it, write a history for each such result that changed without one.
"""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from evidence.errors import EvidenceError, Problem
from evidence.facts.history import stages, statements
from evidence.ledger import edition, load_ledger
from evidence.paths import DATA
from evidence.rules import check_data
from evidence.upkeep.execute import replace_file


def publish(data: Path = DATA) -> int:
    """Add the statements of the edition in work to ``data/editions.csv``, and return how many.

    All editions stay: only they tell from when a claim dates, and that no explained change is altered. Raises
    `EvidenceError` if this one is there already, or the tables break a rule.
    """
    name, ledger = edition.edition(), load_ledger(data)
    if name in set(ledger.editions["edition"]):
        remedy = "give the next edition a version of its own in CITATION.cff and data/datapackage.json"
        raise EvidenceError(Problem("data/editions.csv", "", f"edition {name} is recorded already", remedy))
    if problems := check_data(data):
        raise EvidenceError(problems)
    said = statements(ledger)
    said.insert(0, "edition", name)
    whole = pd.concat([ledger.editions, said])
    replace_file(data / "editions.csv", whole.to_csv(index=False, lineterminator="\n"))
    return len(said)


def explain(prefix: str, reason: str, data: Path = DATA) -> int:
    """Add a row to ``data/history.csv`` for each result of a prefix that changed unexplained, and return how many."""
    ledger = load_ledger(data)
    *_, stage = stages(ledger)
    told = stage.before | {(row["subject"], row["field"]): row["new"] for _, row in stage.rows.iterrows()}
    rows = [
        {
            "changed": date.today().isoformat(),
            "edition": stage.edition,
            "subject": subject,
            "field": field,
            "kind": "revision",
            "old": old,
            "new": stage.after.get((subject, field), ""),
            "conclusion_changed": False,
            "reason": reason,
        }
        for (subject, field), old in told.items()
        if field == "result" and subject.startswith(prefix) and stage.after.get((subject, field), "") != old
    ]
    whole = pd.concat([ledger.history, pd.DataFrame(rows, columns=ledger.history.columns)])
    text = whole.replace({True: "true", False: "false"}).to_csv(index=False, lineterminator="\n")
    replace_file(data / "history.csv", text)
    return len(rows)


def main(change: Sequence[str] = ()) -> int:
    """Publish, or explain what changed, and say so; 1 if that was refused."""
    if change:
        print(f"data/history.csv: {explain(*change)} results explained")
        return 0
    try:
        count = publish()
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"data/editions.csv: {count} statements of edition {edition.edition()} recorded")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

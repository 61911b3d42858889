"""Rules for judgements: they hold, their words fit their chances, and the pages that argue them print them."""

from collections.abc import Iterator

from evidence.errors import EvidenceError, Problem
from evidence.facts import fact
from evidence.facts.judgements import conditions
from evidence.ledger import Ledger
from evidence.ledger.yardstick import YARDSTICK
from evidence.paths import BOOK
from evidence.rules.places import name_row

FILE = "data/judgements.csv"


def check_judgements(ledger: Ledger) -> Iterator[Problem]:
    """Yield judgements that no longer hold, whose word isn't that of their chance, or that no page prints."""
    for judgement_id, row in ledger.judgements.iterrows():
        place = (FILE, name_row(ledger.judgements, judgement_id))
        try:
            for reading, true in (condition.read(ledger) for condition in conditions(judgement_id, ledger)):
                if not true:
                    yield Problem(*place, f"it no longer holds: {reading}", "change its word, or what it rests on")
            chance = fact(row["chance"], ledger).point if row["chance"] else None
            if row["other_number"]:
                fact(row["other_number"], ledger)
        except EvidenceError as error:
            yield Problem(*place, error.problems[0].what, error.problems[0].remedy)
            continue
        if chance is not None:
            low, high = YARDSTICK.get(row["word"], (0, 100))
            if not low <= chance <= high:
                what = f"its chance is {chance:.3g} per cent, which is not {row['word']!r}"
                yield Problem(*place, what, "mend the word, or name the chance it goes by")
        pages = [path for path in BOOK.glob(f"{row['page']}.*") if path.suffix in {".ipynb", ".md"}]
        if pages and not any(f"#{judgement_id}." in path.read_text(encoding="utf-8") for path in pages):
            yield Problem(*place, f"{row['page']} doesn't print it", f"bind {judgement_id}.word or .statement there")

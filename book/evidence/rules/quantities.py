"""Rules for numbers: units, signs, shares and bounds."""

from __future__ import annotations

import math
from collections.abc import Iterator

from evidence.errors import Problem
from evidence.ledger import Ledger
from evidence.rules.places import name_row


def is_counted_in(basis: str, unit: str, ledger: Ledger) -> bool:
    """Say whether a basis is counted in a unit; of those that are unknown or missing other rules tell."""
    if basis not in ledger.bases.index or unit not in ledger.units.index:
        return True
    return unit in ledger.bases.at[basis, "units"].split()


def check_quantities(ledger: Ledger) -> Iterator[Problem]:
    """Yield numbers of claims, record, projects and assumptions that no quantity of the book can have."""
    projects = ledger.projects.rename(columns={"capacity": "value"})
    tables = (("claims.csv", ledger.claims), ("record/observations.csv", ledger.observations))
    tables += (("record/projects.csv", projects), ("assumptions.csv", ledger.assumptions))
    for file, frame in tables:
        for key, row in frame.iterrows():
            place = (f"data/{file}", name_row(frame, key))
            numbers = [row[column] for column in ("value", "low", "high") if not math.isnan(row[column])]
            if row["unit"] and row["unit"] not in ledger.units.index:
                yield Problem(*place, f"unit {row['unit']!r} is unknown", "use a unit of data/units.csv")
            if not is_counted_in(row["basis"], row["unit"], ledger):
                what = f"{row['basis']!r} isn't counted in {row['unit']!r}"
                yield Problem(*place, what, "mend unit or basis; data/bases.csv says what each is counted in")
            if numbers and not row["unit"]:
                yield Problem(*place, "a number without a unit", "give its unit")
            if row["unit"] not in {"", "date"} and not numbers and not row.get("adopts"):
                yield Problem(*place, f"unit {row['unit']!r} without a number", "give value, or low and high")
            if numbers and min(numbers) < 0:
                yield Problem(*place, f"{min(numbers)} is negative", "quantities in the book are never negative")
            if row["unit"] == "%" and row["basis"].startswith("share") and numbers and max(numbers) > 100:
                yield Problem(*place, f"a share of {max(numbers)} %", "a share lies between 0 and 100")
            if row["low"] > row["high"]:
                yield Problem(*place, f"low {row['low']} exceeds high {row['high']}", "exchange them")

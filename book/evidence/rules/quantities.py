"""Rules for numbers: units, signs, shares and bounds."""

import math
from collections.abc import Iterator

from evidence.errors import Problem
from evidence.ledger import Ledger
from evidence.rules.places import name_row


def check_basis(place: tuple[str, str], basis: str, unit: str, ledger: Ledger) -> Iterator[Problem]:
    """Yield a basis that isn't counted in a unit; of those that are unknown or missing other rules tell."""
    known = basis in ledger.bases.index and unit in ledger.units.index
    if known and unit not in ledger.bases.at[basis, "units"].split():
        remedy = "mend unit or basis; data/bases.csv says what each is counted in"
        yield Problem(*place, f"{basis!r} isn't counted in {unit!r}", remedy)


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
            yield from check_basis(place, row["basis"], row["unit"], ledger)
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

"""Rules of the schema: types, required cells, keys and vocabularies, checked by Frictionless."""

from collections.abc import Iterator
from pathlib import Path

from evidence.errors import Problem
from evidence.ledger.tables import read_descriptor

REMEDIES = {
    "foreign-key": "use an identifier that exists, or add it to the table it refers to",
    "unique-error": "give the row an identifier of its own",
    "primary-key": "give the row an identifier of its own",
    "constraint-error": "use an allowed value; the schema in data/datapackage.json lists them",
    "type-error": "write a value of the column's type",
}


def check_schema(data: Path) -> Iterator[Problem]:
    """Yield what Frictionless finds wrong in the folder ``data``, in the words of the book."""
    import frictionless  # as slow to import as pandas, and no notebook needs it: only this rule does

    report = frictionless.Package(str(data / "datapackage.json")).validate()
    paths = {resource["name"]: resource["path"] for resource in read_descriptor(data)["resources"]}
    for error in report.errors:
        yield Problem("data/datapackage.json", "", error.message, "mend the descriptor")
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", None)
            cell = getattr(error, "field_name", "")
            # The first column names the row.
            place = f"row {row} ({error.cells[0]})" if getattr(error, "cells", None) else f"row {row}" if row else ""
            detail = f"column {cell}: {error.message}" if cell else error.message
            yield Problem(f"data/{paths[task.name]}", place, detail, REMEDIES.get(error.type, "mend the row"))

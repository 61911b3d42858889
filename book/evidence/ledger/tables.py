"""Read the tables of ``data/`` as their schema says, ``data/datapackage.json``, into DataFrames.

It has names, types, keys and closed vocabularies; `evidence.rules` checks all that it and the project ask.
"""

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evidence.errors import EvidenceError, Problem
from evidence.paths import DATA


@cache
def read_descriptor(data: Path = DATA) -> dict[str, Any]:
    """Return the data package descriptor, ``datapackage.json`` of a folder."""
    return json.loads((data / "datapackage.json").read_text(encoding="utf-8"))


def read_resource(name: str, data: Path = DATA) -> dict[str, Any]:
    """Return the descriptor of one table; a `KeyError` if the package has none of that name."""
    for resource in read_descriptor(data)["resources"]:
        if resource["name"] == name:
            return resource
    raise KeyError(name)


def read_cells(name: str, data: Path = DATA) -> pd.DataFrame:
    """Read the cells of one table as they are written.

    Columns stand in the schema's order, all ``str``; the index is the row's line in the file, where the header is line
    1. Raises `EvidenceError` if the file is missing, isn't UTF-8 or no table, or its header isn't the schema's.
    """
    resource = read_resource(name, data)
    path, file = data / resource["path"], f"data/{resource['path']}"
    if not path.exists():
        raise EvidenceError(Problem(file, "", "the file is missing", "restore it, or take it out of datapackage.json"))
    content = path.read_bytes()
    try:
        content.decode("utf-8")
        frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise EvidenceError(Problem(file, f"row {row}", "the text is not UTF-8", "save the file as UTF-8")) from None
    except pd.errors.ParserError as error:
        raise EvidenceError(Problem(file, "", str(error), "mend the row: a comma or a quote is amiss")) from None
    except pd.errors.EmptyDataError:
        raise EvidenceError(Problem(file, "", "the file is empty", "restore it from the last commit")) from None
    expected = [field["name"] for field in resource["schema"]["fields"]]
    if list(frame.columns) != expected:
        missing = [column for column in expected if column not in frame.columns]
        unknown = [column for column in frame.columns if column not in expected]
        found = f"missing columns: {missing}; unknown columns: {unknown}" if missing or unknown else "wrong order"
        raise EvidenceError(Problem(file, "row 1", found, f"the header must be {','.join(expected)}"))
    if not isinstance(frame.index, pd.RangeIndex):
        remedy = "put text with commas in quotes"
        raise EvidenceError(Problem(file, "row 2", "more cells than the header names", remedy))
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="row")
    return frame


def read_table(name: str, data: Path = DATA) -> pd.DataFrame:
    """Read one table of the data package, as `read_cells`, with its types; empty numbers are NaN, empty texts ''.

    Raises `EvidenceError` too if a cell isn't of its type: NaN and infinity are no numbers.
    """
    resource = read_resource(name, data)
    file = f"data/{resource['path']}"
    frame = read_cells(name, data)
    for field in resource["schema"]["fields"]:
        column = field["name"]
        if field["type"] in {"number", "integer"}:
            numbers = pd.to_numeric(frame[column].replace("", None), errors="coerce")
            numbers = numbers.where(np.isfinite(numbers.astype("float64")))
            wrong = frame.index[numbers.isna() & (frame[column] != "")]
            if field["type"] == "integer":
                wrong = wrong.union(frame.index[numbers.isna() | (numbers % 1 != 0)])
            if len(wrong):
                what = f"{column} is {frame.at[wrong[0], column]!r}, not a {field['type']}"
                raise EvidenceError(Problem(file, f"row {wrong[0]}", what, "write a plain number"))
            frame[column] = numbers.astype("int64" if field["type"] == "integer" else "float64")
        elif field["type"] == "boolean":
            wrong = frame.index[~frame[column].isin(["true", "false"])]
            if len(wrong):
                what = f"{column} is {frame.at[wrong[0], column]!r}"
                raise EvidenceError(Problem(file, f"row {wrong[0]}", what, "write true or false, in small letters"))
            frame[column] = frame[column] == "true"
    return frame

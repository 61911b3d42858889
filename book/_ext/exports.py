"""The ledger for machines: ``ledger.json``, ``ledger.csv`` and their schema, beside the pages.

A record is a claim with all that the tables say of it. The schema is drawn from theirs, so that it can't say else.
"""

import io
import json
import math
from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from _ext.layout import table
from evidence.facts import claim_text, fact
from evidence.facts.history import changes, first_edition
from evidence.ledger import Ledger, edition, load_ledger
from evidence.ledger.cells import defuse
from evidence.ledger.quantities import NBSP
from evidence.ledger.reconcile import Reconciliation, claims_agree, reconcile
from evidence.ledger.tables import read_descriptor, read_resource

FOLDER = "book"
# Semantic: a field is added in a minor version; one is dropped, or changes its meaning or type, in a major one.
SCHEMA_VERSION = "1.0.0"

TEXT = {"type": "string"}
CLAIMS = {"type": "array", "items": TEXT}
# The tables a record joins to its claim, each with the columns that the join makes needless or that only intake reads.
JOINED = {
    "article": ("articles", {"article_id"}),
    "verdict": ("verdicts", {"claim_id"}),
    "indicator": ("indicators", {"indicator_id", "terms"}),
    "resolution": ("resolutions", {"indicator_id"}),
}
OPTIONAL = {"indicator", "resolution"}  # a claim may have none
LISTS = {"record_ids"}  # written in one cell of the table, separated by spaces
COMPUTED = {
    "address": TEXT | {"description": "Address of the claim's entry, relative to this file."},
    "text": TEXT | {"description": "The figure as the book prints it."},
    "adopted_text": TEXT | {"description": "The adopted value as the book prints it; empty if none is adopted."},
    "also_claimed": CLAIMS | {"description": "The other claims on its indicator."},
    "rivals": CLAIMS | {"description": "Those of them that don't agree with it."},
    "since": TEXT | {"description": "First edition that has the claim."},
    "history": {"type": "array", "description": "What changed on the claim and on its indicator, oldest first."},
}


def field_schema(field: dict[str, Any]) -> dict[str, Any]:
    """Return a field of a Table Schema as JSON Schema: a missing number is null, a missing text empty."""
    limits = field.get("constraints", {})
    required = limits.get("required", False)
    if field["name"] in LISTS:
        return CLAIMS | {"description": field["description"]}
    kind = field["type"] if required or field["type"] == "string" else [field["type"], "null"]
    schema = {"type": kind, "description": field["description"]}
    schema |= {name: limits[name] for name in ("minimum", "maximum", "maxLength") if name in limits}
    if "enum" in limits:
        schema["enum"] = limits["enum"] if required else ["", *limits["enum"]]
    if "pattern" in limits:
        schema["pattern"] = f"^({limits['pattern']}){'' if required else '?'}$"
    return schema


def _columns(name: str, left_out: set[str] = frozenset()) -> dict[str, dict[str, Any]]:
    fields = read_resource(name)["schema"]["fields"]
    return {field["name"]: field_schema(field) for field in fields if field["name"] not in left_out}


def _object(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", **more, "properties": properties, "required": list(properties)}


def ledger_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``ledger.json``."""
    record = {"address": COMPUTED["address"], **_columns("claims"), "text": COMPUTED["text"]}
    for name, (resource, left_out) in JOINED.items():
        properties = _columns(resource, left_out)
        if name == "resolution":
            properties["adopted_text"] = COMPUTED["adopted_text"]
        kind = ["object", "null"] if name in OPTIONAL else "object"
        record[name] = _object(properties, description=read_resource(resource)["description"]) | {"type": kind}
    record |= {name: COMPUTED[name] for name in ("also_claimed", "rivals", "since")}
    record["history"] = COMPUTED["history"] | {"items": _object(_columns("history"))}
    head = {
        "$schema": TEXT | {"description": "This schema."},
        "schema_version": {"const": SCHEMA_VERSION, "description": "Version of this schema."},
        "title": TEXT | {"description": "What the file holds."},
        "edition": TEXT | {"description": "Edition of the book."},
        "commit": TEXT | {"description": "Commit the book was built from."},
        "evidence_cutoff": TEXT | {"format": "date", "description": "The day the evidence ends."},
        "license": TEXT | {"description": "Address of the licence."},
        "claims": {
            "type": "array",
            "items": _object(record),
            "description": "One record a claim, in the ledger's order.",
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ledger of claims",
        "description": f"Schema of ledger.json, version {SCHEMA_VERSION}.",
        **_object(head),
    }


def _plain(cell: Any) -> Any:
    """Return a cell as JSON has it: null for a missing number, whole numbers without a point."""
    if isinstance(cell, float):
        return None if math.isnan(cell) else int(cell) if cell.is_integer() else cell
    return cell.item() if hasattr(cell, "item") else cell


def _cells(row: pd.Series, names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name].split() if name in LISTS else _plain(row[name]) for name in names}


def _rows(ledger: Ledger, name: str) -> dict[str, dict[str, Any]]:
    """Return the rows that a record joins to its claim, by identifier."""
    resource, left_out = JOINED[name]
    columns = list(_columns(resource, left_out))
    return {key: _cells(row, columns) for key, row in getattr(ledger, resource).iterrows()}


def _others(claim: pd.Series, outcome: Reconciliation | None) -> tuple[list[str], list[str]]:
    """Name the other claims on a claim's indicator, and those of them that don't agree with it."""
    if outcome is None:
        return [], []
    others = outcome.claims.drop(claim["claim_id"])
    rivals = [key for key, other in others.iterrows() if not claims_agree(claim, other, outcome.tolerance)]
    return list(others.index), rivals


def ledger_records(ledger: Ledger) -> list[dict[str, Any]]:
    """Return every claim with all that the tables say of it, as `ledger_schema` describes."""
    outcomes = reconcile(ledger)
    joined = {name: _rows(ledger, name) for name in JOINED}
    claim_columns, history_columns = list(_columns("claims")), list(_columns("history"))
    for resolution in joined["resolution"].values():
        adopted = resolution["adopted"]
        resolution["adopted_text"] = fact(adopted, ledger).text.replace(NBSP, " ") if adopted else ""
    records = []
    for claim_id, claim in ledger.claims.iterrows():
        indicator_id = claim["indicator_id"]
        record = {"address": f"ledger.html#{claim_id}", **_cells(claim, claim_columns)}
        record["text"] = claim_text(claim).replace(NBSP, " ")
        record["article"] = joined["article"][claim["article_id"]]
        record["verdict"] = joined["verdict"].get(claim_id)
        record["indicator"] = joined["indicator"].get(indicator_id)
        record["resolution"] = joined["resolution"].get(indicator_id)
        record["also_claimed"], record["rivals"] = _others(claim, outcomes.get(indicator_id))
        record["since"] = first_edition(claim_id, ledger)
        told = [row for subject in (claim_id, indicator_id) for _, row in changes(subject, ledger).iterrows()]
        record["history"] = [_cells(row, history_columns) for row in sorted(told, key=itemgetter("changed"))]
        records.append(record)
    return records


def ledger_document(ledger: Ledger) -> dict[str, Any]:
    """Return ``ledger.json``: which book it is, and its claims."""
    descriptor = read_descriptor()
    return {
        "$schema": "ledger.schema.json",
        "schema_version": SCHEMA_VERSION,
        "title": descriptor["title"],
        "edition": edition.edition(),
        "commit": edition.commit(),
        "evidence_cutoff": edition.cutoff().isoformat(),
        "license": descriptor["licenses"][0]["path"],
        "claims": ledger_records(ledger),
    }


def flat_columns(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each column of ``ledger.csv``: fields of a record, of its parts ``part.field``."""
    columns = {}
    for name, field in schema["properties"]["claims"]["items"]["properties"].items():
        parts = field.get("properties")
        columns |= {f"{name}.{part}": inner for part, inner in parts.items()} if parts else {name: field}
    return columns


def flat_cell(value: Any) -> str:
    """Return a value of the JSON as a cell of the CSV: null is empty, ``;`` joins lists, no text is a formula."""
    if isinstance(value, list):
        return ";".join(flat_cell(item) for item in value)
    if isinstance(value, dict):
        change = f"{value['old']} \N{RIGHTWARDS ARROW} {value['new']}".replace(";", ",")
        return f"{value['changed']} {value['subject']} {value['field']}: {change} ({value['kind']})"
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return defuse(value) if isinstance(value, str) else str(value)


def ledger_table(records: list[dict[str, Any]]) -> pd.DataFrame:
    """Return ``ledger.csv``: the same records, flat and as text; columns as `flat_columns` says."""
    columns = flat_columns(ledger_schema())
    rows = []
    for record in records:
        flat = {f"{name}.{part}": inner for name in JOINED for part, inner in (record[name] or {}).items()} | record
        rows.append([flat_cell(flat.get(column)) for column in columns])
    return pd.DataFrame(rows, columns=list(columns))


def as_json(content: dict[str, Any]) -> str:
    """Write JSON so that equal content gives equal bytes and a line shows one change."""
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_exports(app: Sphinx) -> None:
    """Write the files beside the pages."""
    document = ledger_document(load_ledger())
    sheet = io.StringIO()
    ledger_table(document["claims"]).to_csv(sheet, index=False, lineterminator="\n")
    texts = {"ledger.json": as_json(document), "ledger.csv": sheet.getvalue()}
    texts["ledger.schema.json"] = as_json(ledger_schema())
    for name, text in texts.items():
        # Excel takes a table for UTF-8 by its byte-order mark alone.
        encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"
        (Path(app.outdir) / FOLDER / name).write_text(text, encoding=encoding, newline="\n")


class LedgerSchemaDirective(SphinxDirective):
    """``{ledger-schema}``: the fields of the exported ledger, from the schema that is written beside it."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = []
        for column, field in flat_columns(ledger_schema()).items():
            kinds = field["type"] if isinstance(field["type"], list) else [field["type"]]
            allowed = f" One of: {', '.join(value for value in field['enum'] if value)}." if "enum" in field else ""
            cells = [nodes.literal("", column), " or ".join(kinds), field["description"] + allowed]
            rows.append(("", cells))
        return [table(["Field", "Type", "What it is"], rows, "schema")]

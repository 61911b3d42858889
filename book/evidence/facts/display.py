"""What a fact shows in a notebook: number, label, source, rivals and verdict."""

from collections.abc import Iterable
from html import escape

from evidence.facts.peek import peek
from evidence.facts.provenance import source_line
from evidence.facts.registry import Fact, fact, split_bound
from evidence.ledger import Ledger


def display(found: Fact) -> dict[str, str]:
    """Return what a notebook shows of a fact, by type; viewers would strip styles, scripts and links from HTML."""
    rows = [("Key", found.key), ("Unit and basis", ", ".join(part for part in (found.unit, found.basis) if part))]
    if found.kind in ("claim", "indicator", "model"):
        rows.append(("Sources", "; ".join(mention.text for mention in source_line([found.key], found.ledger))))
    rows += [
        *peek(found.key, found.ledger).rows,
        ("On record", _on_record(found)),
        ("Claims compared with it", _claims_against(found)),
    ]
    rows = [(name, text) for name, text in rows if text]
    lines = "".join(f"<li>{escape(name)}: {escape(text)}</li>" for name, text in rows)
    return {
        "text/html": f"<p><strong>{escape(found.text)}</strong> {escape(found.label)}</p><ul>{lines}</ul>",
        "text/plain": "\n".join([f"{found.text} {found.label}", *(f"  {name}: {text}" for name, text in rows)]),
    }


def _on_record(found: Fact) -> str:
    """Name the record rows that the verdicts on the claims of the same indicator compare with."""
    ledger, (key, _) = found.ledger, split_bound(found.key)
    if found.kind == "indicator":
        claims = ledger.claims_by_indicator[key]
    elif found.kind == "claim":
        claims = ledger.claims_by_indicator.get(ledger.claims.at[key, "indicator_id"], ledger.claims.loc[[key]])
    else:
        return ""
    return _name(ledger.verdicts.loc[claims.index, "compared_with"], ledger)


def _claims_against(found: Fact) -> str:
    """Name the claims whose verdicts compare them with a record row."""
    compared = found.ledger.verdicts["compared_with"]
    return _name(compared.index[compared == found.anchor], found.ledger) if found.kind == "record" else ""


def _name(keys: Iterable[str], ledger: Ledger) -> str:
    named = dict.fromkeys(key for key in keys if key)
    return "; ".join(f"{fact(key, ledger).text} ({key})" for key in named)

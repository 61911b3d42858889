"""What the small card at a number in prose says: the evidence in a few lines."""

from dataclasses import dataclass

import pandas as pd

from evidence.facts import Fact, claim_text, fact, split_bound
from evidence.facts.registry import MEASURE_DATES
from evidence.ledger import Ledger, load_ledger
from evidence.ledger.quantities import format_date, format_quantity
from evidence.results import RESULTS

Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class Peek:
    """A card: the statement, or what the number is, and named lines of source, date, rivals, verdict and so on."""

    title: str
    rows: tuple[tuple[str, str], ...]


def peek(key: str, ledger: Ledger | None = None) -> Peek:
    """Return the card of a fact, with the lines that say something."""
    ledger = ledger or load_ledger()
    found, (whole, _) = fact(key, ledger), split_bound(key)
    title, rows = {
        "claim": _claim,
        "record": _record,
        "indicator": _indicator,
        "assumption": _assumption,
        "judgement": _judgement,
        "model": _result,
        "measure": _measure,
        "book": lambda found, *_: (f"{found.text}: {found.label}", []),
    }[found.kind](found, whole, ledger)
    return Peek(title, tuple((name, text) for name, text in rows if text))


def _rivals(claims: pd.DataFrame, besides: str = "") -> str:
    others = claims.drop(besides, errors="ignore").iterrows()
    texts = [f"{claim_text(claim)} ({claim_id})" for claim_id, claim in others if claim["unit"]]
    return "; ".join(texts[:5]) + (f"; and {len(texts) - 5} more" if len(texts) > 5 else "")


def _claim(found: Fact, key: str, ledger: Ledger) -> tuple[str, Rows]:
    claim, verdict = ledger.claims.loc[key], ledger.verdicts.loc[key]
    article = ledger.articles.loc[claim["article_id"]]
    same = ledger.claims_by_indicator.get(claim["indicator_id"], ledger.claims.loc[[key]])
    return f"{key}: {claim['statement']}", [
        ("As printed", claim["figure_text"]),
        ("Article", f"{claim['article_id']}, {format_date(article['published'][:10])}, line {claim['line']}"),
        ("Also claimed", _rivals(same, key)),
        ("Verdict", f"{verdict['verdict']} ({verdict['confidence']} confidence)"),
        ("Because", verdict["reason"]),
    ]


def _record(found: Fact, key: str, ledger: Ledger) -> tuple[str, Rows]:
    row = ledger.observations.loc[found.anchor]
    source = ledger.sources.loc[row["source_id"]]
    through = f" by {source['reported_by']}" if source["reported_by"] else ""
    area = ledger.areas.at[row["area"], "name"]
    return f"{found.text}: {row['basis']}, {area}, {format_date(row['period'])}", [
        ("Source", f"{source['publisher']}: {source['title_en'] or source['title']}"),
        ("Where", row["locator"]),
        ("Edition", f"{row['vintage']}, {row['status']}"),
        ("Read as", f"{source['read_as']}{through}, grade {source['grade']}"),
        ("Note", row["note"]),
    ]


def _indicator(found: Fact, key: str, ledger: Ledger) -> tuple[str, Rows]:
    resolution = ledger.resolutions.loc[key]
    return f"{found.text}: {ledger.indicators.at[key, 'label']}", [
        ("Adopted from", resolution["adopted"]),
        ("Claimed", _rivals(ledger.claims_by_indicator[key])),
        ("They differ by", resolution["class"]),
        ("Because", resolution["reason"]),
    ]


def _result(found: Fact, key: str, ledger: Ledger) -> tuple[str, Rows]:
    definition = RESULTS[key]
    return f"{found.text}: {definition.label}", [
        ("Computed as", definition.formula),
        ("From", "; ".join(f"{fact(name, ledger).text} ({name})" for name in definition.inputs[:6])),
        ("Assumes", definition.assumes),
    ]


def _judgement(found: Fact, key: str, ledger: Ledger) -> tuple[str, Rows]:
    row = ledger.judgements.loc[found.anchor]
    number = fact(row["other_number"], ledger).text if row["other_number"] else ""
    return row["statement"], [
        ("Because", row["reason"]),
        ("Confidence", f"{row['confidence']}: {row['confidence_reason']}"),
        ("The other reading", ": ".join(filter(None, (row["other_reading"], number)))),
        ("Settled by", format_date(row["horizon"]) if row["horizon"] else ""),
        ("Before", row["previous"]),
    ]


def _assumption(found: Fact, key: str, ledger: Ledger) -> tuple[str, Rows]:
    row = ledger.assumptions.loc[key]
    return f"{found.text}: {row['label']}", [
        ("Adopted from", row["adopts"]),
        ("Could be", format_quantity(None, row["unit"], low=row["low"], high=row["high"])),
        ("Because", row["reason"]),
    ]


def _measure(found: Fact, key: str, ledger: Ledger) -> tuple[str, Rows]:
    measure = ledger.measures.loc[found.anchor]
    return measure["instrument"], [
        ("What", measure["what"]),
        *((name.replace("_", " ").capitalize(), format_date(measure[name])) for name in MEASURE_DATES),
        ("Status", f"{measure['status']} at the evidence cut-off"),
        ("Source", ledger.sources.at[measure["source_id"], "publisher"]),
    ]

"""The one registry of facts: what notebooks, prose and pages print, and where its evidence stands.

A fact is a claim (``RU-012``), an adopted indicator (``ru.reserves``), a record row
(``usgs.reserves/russia/2025@mcs-2026``; the edition may be left out where there is just one), a field of a measure
(``cn-2025-61.effective``), an assumption
(``assume.metal-in-ndpr-oxide``), a field of a judgement (``KJ-06.word``), a result of `evidence.results` (``model.ru-share-of-world-output``) or something the book says
of itself (``book.cutoff``, ``book.claims``). Where a fact has both bounds, each is a fact of its own: its key with
``.low`` or ``.high`` (``RU-023.low``).
"""

import math
import re
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from evidence.chapters import disagreements
from evidence.errors import EvidenceError, Problem, nearest
from evidence.facts.number import Number
from evidence.ledger import Ledger, edition, keep, load_ledger
from evidence.ledger.quantities import format_date, format_quantity, round_significant
from evidence.results import RESULTS, compute

CLAIM_ID = re.compile(r"(XC|RU|US|EU|GL)-\d{3,}")
MEASURE_DATES = ("announced", "effective", "suspended_from", "suspended_until", "expires")
MEASURE_FIELDS = (*MEASURE_DATES, "status", "instrument")
JUDGEMENT_FIELDS = ("statement", "word", "confidence", "horizon")
BOUNDS = {"low": "lower", "high": "upper"}


@dataclass(frozen=True, eq=False)
class Fact(Number):
    """A number, date or word with its evidence; where it has one number, it computes and compares as that number.

    Attributes
    ----------
    key, kind : str
        The public key; claim, indicator, record, measure, assumption, judgement, model or book.
    text, label : str
        What prose prints; what it is and where it comes from, in one line.
    page, anchor : str
        Page of the book (without suffix) and the id of the entry that shows the evidence.
    value, low, high : float
        Number and bounds in ``unit``; NaN where there is none.
    unit, basis : str
        Unit and what exactly is counted.
    ledger : Ledger
        The tables it was asked of.
    """

    key: str
    kind: str
    text: str
    label: str
    page: str
    anchor: str
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    unit: str = ""
    basis: str = ""
    ledger: Ledger = field(kw_only=True, repr=False)

    @property
    def ranges(self) -> bool:
        """Whether both bounds are known, so that each is a fact of its own."""
        return not (math.isnan(self.low) or math.isnan(self.high))

    @property
    def is_number(self) -> bool:
        """Whether a value or a bound is known."""
        return not all(map(math.isnan, (self.value, self.low, self.high)))

    @property
    def href(self) -> str:
        """Address of the evidence, relative to the book's pages."""
        return f"{self.page}.html#{self.anchor}"

    @property
    def point(self) -> float:
        """The value, or the bound if only one is known; a range, or no number, raises `EvidenceError`."""
        known = [number for number in (self.value, self.low, self.high) if not math.isnan(number)]
        if not math.isnan(self.value):
            return self.value
        if len(known) == 1:
            return known[0]
        what, remedy = f"{self.text!r} is not a single number", f"use {self.key}.low or {self.key}.high"
        if not known:
            what, remedy = f"{self.text!r} is no number", "use its text"
        raise EvidenceError(Problem(f"fact {self.key}", "", what, remedy))

    def __str__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        # What a fact shows is made of other facts.
        from evidence.facts.display import display

        return display(self)


def fact(key: str, ledger: Ledger | None = None) -> Fact:
    """Look a fact up.

    Parameters
    ----------
    key : str
        A key as the module describes.
    ledger : Ledger, optional
        The tables; the book's own by default.

    Raises
    ------
    EvidenceError
        If there is no such fact (the message names the nearest keys), the key fits several record rows, a bound is
        asked of what has no range, or a table of the ledger was written to in memory.
    """
    ledger = ledger or load_ledger()
    ledger.refuse_changes()
    return _find(key, ledger)


@keep
def _find(key: str, ledger: Ledger) -> Fact:
    parent, bound = split_bound(key)
    if bound:
        return _bound_fact(_find(parent, ledger), bound)
    if CLAIM_ID.fullmatch(key) and key in ledger.claims.index:
        return _claim_fact(key, ledger)
    if "/" in key:
        return _record_fact(key, ledger)
    if key.startswith("model."):
        return _model_fact(key, ledger)
    if key in ledger.assumptions.index:
        return _assumption_fact(key, ledger)
    if key in ledger.indicators.index:
        return _indicator_fact(key, ledger)
    measure_id, _, field = key.rpartition(".")
    if measure_id in ledger.measures.index and field in MEASURE_FIELDS:
        return _measure_fact(key, ledger)
    if measure_id in ledger.judgements.index and field in JUDGEMENT_FIELDS:
        return _judgement_fact(measure_id, field, ledger)
    # What claims have in common is counted only when it is asked for: the pairs of articles are many.
    for counted in (_book_facts, _compared_facts) if key.startswith("book.") else ():
        if key in (book := counted(ledger)):
            return book[key]
    raise _unknown(key, ledger)


def split_bound(key: str) -> tuple[str, str]:
    """Split a key into that of the whole fact and the bound it asks for: ``low``, ``high`` or empty."""
    parent, _, bound = key.rpartition(".")
    return (parent, bound) if bound in BOUNDS else (key, "")


def known_keys(ledger: Ledger | None = None) -> list[str]:
    """Return every key that `fact` knows, those of bounds last."""
    ledger = ledger or load_ledger()
    whole = _whole_keys(ledger)
    return [*whole, *(f"{key}.{bound}" for key in whole if _find(key, ledger).ranges for bound in BOUNDS)]


def _whole_keys(ledger: Ledger) -> list[str]:
    """Return every key without bounds: what a message can name without computing any fact."""
    adopted = ledger.resolutions.index[ledger.resolutions["adopted"] != ""]
    rows = [*ledger.claims.index, *adopted, *ledger.observations.index, *ledger.assumptions.index]
    tables = ((ledger.measures, MEASURE_FIELDS), (ledger.judgements, JUDGEMENT_FIELDS))
    cells = [f"{key}.{name}" for table, names in tables for key, row in table.iterrows() for name in names if row[name]]
    return [*rows, *cells, *RESULTS, *counted_keys(ledger)]


def counted_keys(ledger: Ledger) -> list[str]:
    """Return the keys of what the book says of itself and counts of its own rows."""
    return [*_book_facts(ledger), *_compared_facts(ledger)]


def rests_on(key: str, ledger: Ledger) -> tuple[str, ...]:
    """Return the keys a fact takes its number from: what it adopts, or the inputs of a result."""
    if key in RESULTS:
        return RESULTS[key].inputs
    for table, column in ((ledger.resolutions, "adopted"), (ledger.assumptions, "adopts")):
        if key in table.index and table.at[key, column]:
            return (table.at[key, column],)
    return ()


def describe_quantity(row: pd.Series) -> str:
    """Write the number of a row with ``value``, ``low``, ``high``, ``unit`` and perhaps ``qualifier``."""
    rest = {"low": row["low"], "high": row["high"], "qualifier": row.get("qualifier", "")}
    return format_quantity(row["value"], row["unit"], **rest)


def _has_number(row: pd.Series) -> bool:
    return not all(math.isnan(row[column]) for column in ("value", "low", "high"))


def _numbers(row: pd.Series) -> dict[str, float | str]:
    numbers = {column: float(row[column]) for column in ("value", "low", "high")}
    return numbers | {column: row[column] for column in ("unit", "basis")}


def claim_text(claim: pd.Series) -> str:
    """Write a claim's figure: fractions, ranks and words as printed, numbers in our form."""
    if claim["unit"] == "date" and not _has_number(claim):
        return format_date(claim["period"])
    if not _has_number(claim) or claim["unit"] == "ratio":
        return claim["figure_text"]
    return describe_quantity(claim)


def _bound_fact(whole: Fact, bound: str) -> Fact:
    key = f"{whole.key}.{bound}"
    if whole.kind == "assumption":
        # Its range stands beside its value: what others may hold.
        whole = replace(whole, **{end: float(whole.ledger.assumptions.at[whole.key, end]) for end in BOUNDS})
    if not whole.ranges:
        what = f"{whole.text!r} has no lower and upper bound"
        raise EvidenceError(Problem(f"fact {key}", "", what, f"use {whole.key} itself"))
    number = getattr(whole, bound)
    # Results are kept in full and printed rounded, bounds like the range itself.
    shown = round_significant(number, RESULTS[whole.key].digits) if whole.kind == "model" else number
    text, label = format_quantity(shown, whole.unit), f"{BOUNDS[bound]} bound of {whole.label}"
    return replace(whole, key=key, text=text, label=label, value=number, low=math.nan, high=math.nan)


def _claim_fact(key: str, ledger: Ledger) -> Fact:
    claim = ledger.claims.loc[key]
    label = f"{key}, claimed in article {claim['article_id']}, line {claim['line']}: {claim['statement']}"
    return Fact(key, "claim", claim_text(claim), label, "ledger", key, **_numbers(claim), ledger=ledger)


def _record_fact(key: str, ledger: Ledger) -> Fact:
    matches = [key] if key in ledger.observations.index else editions(ledger).get(key, [])
    if len(matches) > 1:
        remedy = "name the edition: " + ", ".join(matches)
        raise EvidenceError(Problem(f"fact {key}", "", f"{len(matches)} record rows fit", remedy))
    if not matches:
        raise _unknown(key, ledger)
    row = ledger.observations.loc[matches[0]]
    source = ledger.sources.loc[row["source_id"]]
    label = f"{source['publisher']}, {source['title_en'] or source['title']} ({row['locator']}; {row['status']})"
    return Fact(key, "record", describe_quantity(row), label, "record", matches[0], **_numbers(row), ledger=ledger)


@keep
def editions(ledger: Ledger) -> dict[str, list[str]]:
    """Return the keys of the record's rows by what stands before the edition, in the order of the table."""
    found: dict[str, list[str]] = {}
    for key in ledger.observations.index:
        found.setdefault(key.rpartition("@")[0], []).append(key)
    return found


def _indicator_fact(key: str, ledger: Ledger) -> Fact:
    indicator = ledger.indicators.loc[key]
    adopted = ledger.resolutions.at[key, "adopted"] if key in ledger.resolutions.index else ""
    if not adopted:
        remedy = "bind the claims or record rows themselves, or adopt a value in data/resolutions.csv"
        raise EvidenceError(Problem(f"fact {key}", "", "no value is adopted for this indicator", remedy))
    if adopted.startswith("model."):
        # It may rest on this very indicator.
        what = f"{adopted} is neither claim, record row nor field of a measure"
        raise EvidenceError(Problem(f"fact {key}", "", what, "adopt one of these in data/resolutions.csv"))
    label = f"{indicator['label']}: adopted from {adopted}"
    return replace(_find(adopted, ledger), key=key, kind="indicator", label=label, page="indicators", anchor=key)


def _measure_fact(key: str, ledger: Ledger) -> Fact:
    measure_id, _, field = key.rpartition(".")
    measure = ledger.measures.loc[measure_id]
    text = measure[field] if field in {"status", "instrument"} else format_date(measure[field])
    if not text:
        what = f"the measure has no {field.replace('_', ' ')}"
        raise EvidenceError(Problem("data/record/measures.csv", measure_id, what, "bind another field"))
    label = f"{measure['instrument']}: {field.replace('_', ' ')}"
    basis = "date" if "-" in text else ""
    return Fact(key, "measure", text, label, "measures", measure_id, basis=basis, ledger=ledger)


def _judgement_fact(judgement_id: str, field: str, ledger: Ledger) -> Fact:
    row = ledger.judgements.loc[judgement_id]
    text = format_date(row[field]) if field == "horizon" else row[field]
    label = f"judgement {judgement_id}, {field}: {row['statement']}"
    return Fact(f"{judgement_id}.{field}", "judgement", text, label, "judgements", judgement_id, ledger=ledger)


def _assumption_fact(key: str, ledger: Ledger) -> Fact:
    row = ledger.assumptions.loc[key]
    label = f"assumed: {row['label']}"
    numbers = _numbers(row)
    if row["adopts"]:
        numbers["value"] = _find(row["adopts"], ledger).point
    if not math.isnan(numbers["value"]):
        # The range is that of other readings, not of what results take.
        numbers |= {"low": math.nan, "high": math.nan}
    text = format_quantity(numbers["value"], row["unit"], low=numbers["low"], high=numbers["high"])
    return Fact(key, "assumption", text, label, "assumptions", key, **numbers, ledger=ledger)


@keep
def _model_fact(key: str, ledger: Ledger) -> Fact:
    result = compute(key, lambda name: _find(name, ledger).point, ledger)
    # The results page lists them all; a line of text can't.
    inputs = ", ".join(result.inputs) if len(result.inputs) <= 4 else f"{len(result.inputs)} figures"
    label = f"{result.label}: computed from {inputs or 'named assumptions'}"
    numbers = {name: getattr(result, name) for name in ("value", "low", "high", "unit", "basis")}
    return Fact(key, "model", result.text, label, "results", key, **numbers, ledger=ledger)


@keep
def _book_facts(ledger: Ledger) -> dict[str, Fact]:
    """Return what the book says of itself: edition, cut-off, and what it counts of its own claims."""
    day, place = format_date(edition.cutoff().isoformat()), ("how_to_read", "evidence-cut-off")
    facts = [Fact("book.cutoff", "book", day, "the day the evidence ends", *place, basis="date", ledger=ledger)]
    said, place = edition.edition(), ("how_to_cite", "how-to-cite")
    facts.append(Fact("book.edition", "book", said, "edition of the book", *place, ledger=ledger))
    counts = {"articles": (len(ledger.articles), "articles read", "sources", "articles")}
    counts["claims"] = (len(ledger.claims), "claims taken from the articles", "how_to_read", "verdicts")
    for verdict, number in ledger.verdicts["verdict"].value_counts().items():
        name = f"claims-{verdict.replace(' ', '-')}"
        counts[name] = (number, f"claims with the verdict {verdict}", "how_to_read", "verdicts")
    facts += [_count_fact(name, *count, ledger) for name, count in counts.items()]
    return {found.key: found for found in facts}


@keep
def _compared_facts(ledger: Ledger) -> dict[str, Fact]:
    """Return what the book counts of how claims differ from one another and from the record."""
    counts = disagreements.counts(ledger).items()
    facts = [_count_fact(name, one.number, one.label, one.page, one.anchor, ledger) for name, one in counts]
    both, place = disagreements.agreement(ledger), disagreements.READINGS
    facts.append(_count_fact("readings", both.read, "claims judged twice", *place, ledger))
    facts.append(_count_fact("readings-agreeing", both.agree, "claims judged alike both times", *place, ledger))
    label = "Cohen's kappa of both readings of the claims"
    numbers = {"value": both.kappa, "unit": "ratio", "basis": "part"}
    facts.append(Fact("book.kappa", "book", f"{both.kappa:.2f}", label, *place, **numbers, ledger=ledger))
    return {found.key: found for found in facts}


def _count_fact(name: str, number: int, label: str, page: str, anchor: str, ledger: Ledger) -> Fact:
    numbers = {"value": float(number), "unit": "count", "basis": "count"}
    return Fact(f"book.{name}", "book", str(number), label, page, anchor, **numbers, ledger=ledger)


def _unknown(key: str, ledger: Ledger) -> EvidenceError:
    remedy = nearest(key, _whole_keys(ledger), "look it up in the ledger, record or results page")
    return EvidenceError(Problem(f"fact {key}", "", "no such fact", remedy))

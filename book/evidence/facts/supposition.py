"""What changes if a number were another: facts, comparisons of the prose, and judgements, computed from a ledger of its own."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from evidence.errors import EvidenceError, Problem, nearest
from evidence.facts.binding import Binding, Condition, find_bindings
from evidence.facts.judgements import conditions, holds, word_of
from evidence.facts.registry import Fact, counted_keys, editions, fact, split_bound
from evidence.facts.tables import Table
from evidence.ledger import Ledger, keep, load_ledger
from evidence.ledger.quantities import format_quantity
from evidence.pages.notebooks import chapter_paths, prose, read_notebook
from evidence.paths import BOOK
from evidence.results import RESULTS

# Tables whose rows are numbers that can be supposed, and what a message calls them.
TABLES = ("claims", "observations", "assumptions")
# Per cents that aren't parts of a whole.
UNBOUNDED = frozenset({"growth rate", "change", "yield advantage", "cost ratio", "tariff rate", "multiple", "part"})
# What is raised where a number can't be computed.
NO_ANSWER = (EvidenceError, ArithmeticError, ValueError)


@dataclass(frozen=True)
class Supposition:
    """What follows from supposed numbers; it shows itself as tables.

    ``ledger`` has the supposed numbers, to ask further facts of. ``facts`` print another text: by key, columns
    ``before``, ``after``, ``label``. ``comparisons`` of the prose no longer hold: ``page``, ``words``, ``sentence``,
    ``reading``. The word of ``judgements`` no longer stands: by id, ``statement``, ``before`` (its word) and ``after``
    (the word of its new chance, or that it no longer stands).
    """

    # Shown without it: its address in memory differs each time.
    ledger: Ledger = field(repr=False)
    facts: Table
    comparisons: Table
    judgements: Table

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        counts = [(self.facts, "fact that changes", "facts that change")]
        counts += [(self.comparisons, "comparison that no longer holds", "comparisons that no longer hold")]
        counts += [(self.judgements, "judgement that no longer stands", "judgements that no longer stand")]
        said = ", ".join(f"{len(table)} {one if len(table) == 1 else many}" for table, one, many in counts)
        tables = "".join(table._repr_html_() for table, *_ in counts if len(table))
        return {"text/html": f"<p>{said}.</p>{tables}", "text/plain": said}


def suppose(changes: Mapping[str, float | str | Fact], ledger: Ledger | None = None) -> Supposition:
    """Compute what changes if some numbers were others. Nothing is left behind: the book's own tables stay as they are.

    Changes are by fact key (claim, indicator, record row, assumption; ``.low`` or ``.high`` for the end of a range): a
    number in the unit of the fact, or the rival (or its key) whose number takes the place. Raises `EvidenceError` if a
    key is unknown or a result, which only follows from others; if a number can't be: not finite, negative where things
    are counted, above 100 where parts of a whole are; or if the rival has another unit.
    """
    before = ledger or load_ledger()
    after, roots = before, set()
    for key, wanted in changes.items():
        after = set_number(key, wanted, after)
        roots |= {key, _place(key, before)[1], split_bound(key)[0]}
    return _compare(before, after, dependents(roots, before))


def set_number(key: str, wanted: float | str | Fact, ledger: Ledger) -> Ledger:
    """Return a ledger in which a fact has another number, as `suppose` takes and refuses it."""
    table, row, bound = _place(key, ledger)
    number = _number(key, wanted, ledger)
    if bound:
        return ledger.with_row(table, row, **{bound: number})
    others: dict[str, float | str] = {"adopts": ""} if table == "assumptions" else {"low": math.nan, "high": math.nan}
    if table == "claims" and (unit := fact(key, ledger).unit) == "ratio":
        # It is printed as the article has it; another one can't be.
        others["figure_text"] = format_quantity(number, unit)
    return ledger.with_row(table, row, value=number, **others)


def dependents(roots: Iterable[str], ledger: Ledger) -> list[str]:
    """Return what may change with some claims, record rows, assumptions or indicators: them and what rests on them."""
    waiting = [*_on_any_row(ledger), *(whole_key(root, ledger) for root in roots)]
    reached: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += _users(ledger).get(key, ())
    return sorted(reached)


@keep
def _on_any_row(ledger: Ledger) -> list[str]:
    """Return results of which an algorithm reads the tables itself, and what the book counts of its rows."""
    return [*(key for key, definition in RESULTS.items() if definition.tables), *counted_keys(ledger)]


@keep
def _users(ledger: Ledger) -> dict[str, list[str]]:
    """Return the indicators and assumptions that adopt a fact and the results that take it, by its key."""
    adopted = [*ledger.resolutions["adopted"].items(), *ledger.assumptions["adopts"].items()]
    taken = [(name, key) for key, name in adopted if name]
    taken += [(name, key) for key, definition in RESULTS.items() for name in definition.inputs]
    users: dict[str, list[str]] = {}
    for name, key in taken:
        users.setdefault(whole_key(name, ledger), []).append(key)
    return users


def rivals(key: str, ledger: Ledger) -> list[str]:
    """Return what else is said of a quantity, in its unit: other claims, or other editions of a record row."""
    if key in ledger.observations.index:
        names = editions(ledger)[key.rpartition("@")[0]]
    elif key in ledger.claims.index or key in ledger.indicators.index:
        indicator = ledger.claims.at[key, "indicator_id"] if key in ledger.claims.index else key
        names = list(ledger.claims_by_indicator.get(indicator, ledger.claims.iloc[:0]).index)
    else:
        return []
    others = [fact(name, ledger) for name in names if name != key]
    return [other.key for other in others if other.unit == fact(key, ledger).unit and other.is_number]


def whole_key(key: str, ledger: Ledger) -> str:
    """Return a key without bound; that of a record row with its edition."""
    key, _ = split_bound(key)
    if "/" in key and key not in ledger.observations.index:
        return fact(key, ledger).anchor
    return key


def _place(key: str, ledger: Ledger) -> tuple[str, str, str]:
    """Return table, row and bound that a key stands for."""
    whole, bound = split_bound(key)
    if whole.startswith("model."):
        inputs = ", ".join(RESULTS[whole].inputs[:4]) if whole in RESULTS else ""
        remedy = f"change what it is computed from: {inputs}" if inputs else nearest(whole, RESULTS)
        raise EvidenceError(Problem(f"fact {key}", "", "it is computed, so it only follows from others", remedy))
    found = fact(key, ledger)
    row = ledger.resolutions.at[whole, "adopted"] if found.kind == "indicator" else whole
    row, inner = split_bound(row)
    row = whole_key(row, ledger)
    for table in TABLES:
        if row in getattr(ledger, table).index:
            return table, row, bound or inner
    what, remedy = f"a {found.kind} is no number of a table", "change a claim, a record row or an assumption"
    raise EvidenceError(Problem(f"fact {key}", "", what, remedy))


def _number(key: str, wanted: float | str | Fact, ledger: Ledger) -> float:
    """Return a supposed number, if it can be."""
    own = fact(key, ledger)
    if isinstance(wanted, str | Fact):
        rival = fact(wanted, ledger) if isinstance(wanted, str) else wanted
        if rival.unit != own.unit:
            what = f"{rival.key} is in {rival.unit or 'no unit'}, not in {own.unit}"
            remedy = f"give a number in {own.unit}, or a rival that has it"
            raise EvidenceError(Problem(f"fact {key}", "", what, remedy))
        wanted = rival.point
    number = float(wanted)
    fault = ""
    if not own.unit or own.unit == "date":
        fault, remedy = "it is no quantity", "change a fact that has a number and a unit"
    elif not math.isfinite(number):
        fault, remedy = f"{number} is no number", "give a finite number"
    elif number < 0 and own.basis not in UNBOUNDED:
        fault, remedy = f"{number:g} {own.unit} can't be: {own.basis} is nought or more", "give a number from 0"
    elif own.unit == "%" and number > 100 and own.basis not in UNBOUNDED:
        fault, remedy = f"{number:g}% can't be: {own.basis} is part of a whole", "give a number from 0 to 100"
    if fault:
        raise EvidenceError(Problem(f"fact {key}", "", fault, remedy))
    return number


def _compare(before: Ledger, after: Ledger, keys: list[str]) -> Supposition:
    facts, changed = [], set()
    for key in keys:
        was = fact(key, before)
        try:
            now = fact(key, after)
        except NO_ANSWER as error:
            changed.add(key)
            facts.append((key, was.text, f"no answer: {_reason(error)}", was.label))
            continue
        pairs = zip((was.value, was.low, was.high), (now.value, now.low, now.high), strict=True)
        if any(old != new and not (math.isnan(old) and math.isnan(new)) for old, new in pairs):
            changed.add(key)
        if now.text != was.text:
            facts.append((key, was.text, now.text, was.label))
    broken = []
    for page, binding in page_comparisons():
        for condition in binding.conditions:
            if not changed & _sides(condition, before):
                continue
            try:
                reading, is_so = condition.read(after)
            except NO_ANSWER as error:
                reading, is_so = _reason(error), False
            if not is_so:
                broken.append((page, binding.text, binding.sentence, reading))
    return Supposition(
        after,
        Table(pd.DataFrame(facts, columns=["key", "before", "after", "label"]).set_index("key")),
        Table(pd.DataFrame(broken, columns=["page", "words", "sentence", "reading"])),
        _flipped(before, after, changed),
    )


def _reason(error: Exception) -> str:
    return error.problems[0].what if isinstance(error, EvidenceError) else str(error)


def _flipped(before: Ledger, after: Ledger, changed: set[str]) -> Table:
    rows = []
    for judgement_id, row in before.judgements.iterrows():
        if not any(changed & _sides(condition, before) for condition in conditions(judgement_id, before)):
            continue
        if holds(judgement_id, before) and not holds(judgement_id, after):
            rows.append((judgement_id, row["statement"], row["word"], _word_now(row, after)))
    return Table(pd.DataFrame(rows, columns=["judgement", "statement", "before", "after"]).set_index("judgement"))


def _word_now(row: pd.Series, ledger: Ledger) -> str:
    try:
        word = word_of(fact(row["chance"], ledger).point) if row["chance"] else row["word"]
    except NO_ANSWER:
        word = row["word"]
    return "no longer stands" if word == row["word"] else word


def _sides(condition: Condition, ledger: Ledger) -> set[str]:
    return {whole_key(side, ledger) for side in (condition.left, condition.right)}


@cache
def page_comparisons() -> tuple[tuple[str, Binding], ...]:
    """Return every comparison of the book's prose with the page it stands on."""
    texts = [(path.stem, prose(read_notebook(path))) for path in chapter_paths()]
    texts += [(path.stem, path.read_text(encoding="utf-8")) for path in sorted(BOOK.glob("*.md"))]
    return tuple((page, binding) for page, text in texts for binding in find_bindings(text) if binding.conditions)

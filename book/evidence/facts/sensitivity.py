"""What each number does to a judgement, and the smallest change that flips it: computed, not chosen.

Each claim, record row and assumption that its conditions rest on is changed alone, the others as adopted.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evidence.errors import EvidenceError
from evidence.facts.judgements import conditions, holds, score
from evidence.facts.naming import name_quantity
from evidence.facts.registry import BOUNDS, Fact, fact, rests_on, split_bound
from evidence.facts.supposition import dependents, rivals, set_number, whole_key
from evidence.facts.tables import Table
from evidence.ledger import Ledger, load_ledger
from evidence.ledger.quantities import format_date, format_quantity, round_significant
from evidence.pages.templates import template

# How far a number without rivals is tried, as a factor, and how closely the change that flips is told.
FARTHEST, STEPS = 2.0, 10
# Units whose numbers are whole: tried a step up and a step down.
WHOLE = frozenset({"count", "rank", "years"})
# How many numbers are shown with a judgement.
SHOWN = 3


def roots(judgement_id: str, ledger: Ledger | None = None) -> list[str]:
    """Return claims, record rows and assumptions, sorted, that a judgement rests on; not what algorithms read."""
    ledger = ledger or load_ledger()
    waiting = [side for condition in conditions(judgement_id, ledger) for side in (condition.left, condition.right)]
    seen: set[str] = set()
    while waiting:
        key = split_bound(waiting.pop())[0]
        if key not in seen:
            seen.add(key)
            waiting += rests_on(key, ledger)
    tables = (ledger.claims, ledger.assumptions)
    rows = {whole_key(key, ledger) for key in seen if "/" in key}
    return sorted(rows | {key for key in seen if any(key in table.index for table in tables)})


@dataclass(frozen=True)
class Change:
    """A number changed alone until a judgement flips, as the book has it and as it would be; by how many per cent."""

    key: str
    before: str
    after: str
    percent: float


def _ends(key: str, ledger: Ledger) -> list[tuple[str, float]]:
    """Return the numbers at which a root is tried, each with what it is: ends of a range, or the least and greatest rival."""
    if key in ledger.assumptions.index:
        row = ledger.assumptions.loc[key]
        return [("low", float(row["low"])), ("high", float(row["high"]))]
    others = [fact(name, ledger) for name in rivals(key, ledger)]
    numbers = [number for one in others for number in (one.value, one.low, one.high) if not math.isnan(number)]
    return [("low", min(numbers)), ("high", max(numbers))] if numbers else []


def _parts(key: str, ledger: Ledger) -> list[str]:
    """Return the keys by which a root is changed: its ends where it is a range that results take by both ends."""
    found = fact(key, ledger)
    return [f"{key}.low", f"{key}.high"] if found.ranges else [key]


def _changed(key: str, ledger: Ledger) -> Callable[[float], Ledger]:
    """Return a function that sets a number; its ledgers take over every fact that the number can't touch."""
    touched = {*dependents({key}, ledger), split_bound(key)[0]}
    kept = {
        asked: found
        for asked, found in ledger.answers.items()
        if isinstance(found, Fact)
        and found.kind != "book"
        and touched.isdisjoint((split_bound(found.key)[0], found.anchor))
    }

    def change(number: float) -> Ledger:
        own = set_number(key, number, ledger)
        own.answers.update(kept)
        return own

    return change


def sensitivity(judgement_id: str, ledger: Ledger | None = None) -> Table:
    """Set each number that a judgement rests on to the least and the greatest that anyone gives, the others as adopted.

    Indexed by key: columns ``label``, ``adopted``, ``low`` and ``high`` (as printed), ``at_low`` and ``at_high`` (the
    number of the judgement's first condition then), ``swing`` (how far these two lie apart) and ``flips`` (at low, at
    high, at both or nowhere); the widest swing first. Numbers without rivals or range are left out.
    """
    ledger = ledger or load_ledger()
    measure = conditions(judgement_id, ledger)[0].left
    entries = []
    for key in roots(judgement_id, ledger):
        found = fact(key, ledger)
        if found.ranges or not (ends := _ends(key, ledger)):
            continue
        texts, flips, numbers = [], [], []
        change = _changed(key, ledger)
        for name, number in ends:
            own = change(number)
            shown = _measured(measure, own)
            numbers.append(shown.point if shown and not shown.ranges else math.nan)
            texts.append(shown.text if shown else "no answer")
            if not holds(judgement_id, own):
                flips.append(name)
        printed = [format_quantity(number, found.unit) for _, number in ends]
        swing = abs(numbers[1] - numbers[0])
        told = {"low": "at low", "high": "at high", "low high": "at both", "": ""}[" ".join(flips)]
        entries.append((key, name_quantity(found, ledger), found.text, *printed, *texts, swing, told))
    columns = ["key", "label", "adopted", "low", "high", "at_low", "at_high", "swing", "flips"]
    table = pd.DataFrame(entries, columns=columns).sort_values("swing", ascending=False, kind="stable")
    return Table(table[(table["at_low"] != table["at_high"]) | (table["flips"] != "")].set_index("key"))


def _measured(key: str, ledger: Ledger) -> Fact | None:
    try:
        return fact(key, ledger)
    except (EvidenceError, ArithmeticError, ValueError):
        return None


def smallest_change(judgement_id: str, ledger: Ledger | None = None) -> Change | None:
    """Return the smallest change of one number, within half and twice, that ends a judgement; None if there is none."""
    ledger = ledger or load_ledger()
    least: tuple[float, str, float] | None = None
    for root in roots(judgement_id, ledger):
        for key in _parts(root, ledger):
            for factor in _flips(judgement_id, key, ledger, least[0] if least else math.log(FARTHEST)):
                least = (abs(math.log(factor)), key, factor)
    if least is None:
        return None
    _, key, factor = least
    now = fact(key, ledger)
    after = format_quantity(round_significant(now.point * factor, 3), now.unit)
    return Change(key, now.text, after, 100 * (factor - 1))


def _flips(judgement_id: str, key: str, ledger: Ledger, within: float) -> Iterator[float]:
    """Yield the least factors, up and down, that flip a judgement within a distance, told in logarithms."""
    found = fact(key, ledger)
    number, change = found.point, _changed(key, ledger)
    for sign in (1, -1):

        def flipped(distance: float, sign: int = sign) -> bool:
            try:
                return not holds(judgement_id, change(number * math.exp(sign * distance)))
            except EvidenceError:
                return False  # what can't be flips nothing

        # Just within the best so far: only what is nearer counts.
        near, far = 0.0, within * 0.999
        if found.unit in WHOLE:
            step = abs(math.log((number + sign) / number)) if number + sign > 0 and number > 0 else math.inf
            if step < within and flipped(step):
                yield math.exp(sign * step)
                within = step
            continue
        if not number or not flipped(far):
            continue
        for _ in range(STEPS):
            middle = (near + far) / 2
            near, far = (near, middle) if flipped(middle) else (middle, far)
        yield math.exp(sign * far)
        within = far


@dataclass(frozen=True)
class Judgements:
    """All judgements with chance, widest swings and smallest change, and those due, scored; shows itself as a list."""

    entries: tuple[dict[str, Any], ...]
    scored: pd.DataFrame

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        html = template("judgements.html").render(entries=self.entries, scored=self.scored.to_dict("index"))
        return {"text/html": html, "text/plain": f"{len(self.entries)} judgements, {len(self.scored)} scored"}


def judgements(ledger: Ledger | None = None) -> Judgements:
    """Return all judgements with their sensitivity; takes half a minute, for each number is changed alone."""
    ledger = ledger or load_ledger()
    entries = []
    for judgement_id, row in ledger.judgements.iterrows():
        swings = sensitivity(judgement_id, ledger).head(SHOWN)
        change = smallest_change(judgement_id, ledger)
        entry = row.to_dict() | {
            "chance": fact(row["chance"], ledger).text if row["chance"] else "",
            "end": BOUNDS.get(split_bound(row["chance"])[1], ""),
            "other_text": fact(row["other_number"], ledger).text if row["other_number"] else "",
            "settled": format_date(row["horizon"]) if row["horizon"] else "",
            "readings": [condition.read(ledger)[0] for condition in conditions(judgement_id, ledger)],
            "swings": swings.reset_index().to_dict("records"),
            "change": change and {"label": name_quantity(fact(change.key, ledger), ledger), **vars(change)},
            "numbers": len(roots(judgement_id, ledger)),
        }
        entries.append(entry)
    given = [fact(key, ledger).point if key else math.nan for key in ledger.judgements["chance"]]
    return Judgements(tuple(entries), score(ledger.judgements.assign(percent=given)))

"""The page on which a reader changes a number and sees what else changes; its data load when one begins.

Its script computes with Python's formulas; what needs an algorithm it names, with the line for a notebook.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from evidence.charts.figure import stored_figures
from evidence.facts import fact, known_keys, split_bound
from evidence.facts.binding import JUDGED, Condition, read_conditions
from evidence.facts.naming import name_quantity
from evidence.facts.registry import Fact
from evidence.facts.supposition import TABLES, UNBOUNDED, page_comparisons, rivals
from evidence.ledger import Ledger, load_ledger
from evidence.ledger.quantities import PLAIN, PRINTED, SCALED, format_quantity, round_significant
from evidence.ledger.yardstick import YARDSTICK
from evidence.pages.notebooks import chapter_paths
from evidence.pages.templates import template
from evidence.results import RESULTS, compute

DATA = "book/change-data.js"
PAGE = "change.html"
# What is said of a fact: what most have comes first, so that their lists are short.
COLUMNS = ("name", "from", "unit", "basis", "value", "low", "high", "qualifier", "rivals")
COLUMNS += ("text", "adopted", "digits", "range", "href")
# Kinds of facts that have numbers to change or to follow from others; the last two only follow.
KINDS = ("indicator", "assumption", "claim", "record", "model", "book")
# What a picture may divide a number by: thousands, millions, billions, or a part shown as per cent.
FACTORS = (1.0, 1e3, 1e6, 1e9, 0.01)
# Pictures hold ten digits of a number.
ALIKE = 1e-9
# The column of a picture's data that says in which line a mark stands.
PLACE = "row"
# What the book counts of its rows, whatever numbers these hold.
STANDING = re.compile(r"book\.(articles$|claims|indicators)")


def change_address(found: Fact) -> str:
    """Return where, relative to the pages, a fact is changed or a result explained; empty if it is no number."""
    if not _has_number(found) or found.kind == "book":
        return ""
    key = quote(found.anchor, safe="/@:.-")
    return f"{PAGE}#about={key}" if found.kind == "model" else f"{PAGE}#{key}="


def change_data(ledger: Ledger) -> dict[str, Any]:
    """Return what the page computes with.

    ``facts`` by kind and key, each a list in the order of ``columns``; ``results`` by key, each with formulas as lists,
    whose names are the keys of facts, or with the place in ``inputs`` of what its algorithm rests on; ``sentences``
    with their comparisons; ``judgements`` with their conditions, and the ``yardstick`` of their words; ``figures`` with
    what they draw; ``sources`` and ``bases``, to which facts point by place; ``unbounded``, bases that aren't parts of
    a whole; ``words``, how units are written.
    """
    facts = {found.key: found for found in _numbers(ledger)}
    sources, bases, inputs = _Places(), _Places(), _Places()
    kinds: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for key, found in facts.items():
        kinds[found.kind][key] = _cells(_fact(found, sources, bases, ledger))
    return {
        "columns": COLUMNS,
        "facts": kinds,
        "results": {key: _result(key, inputs, facts, ledger) for key in facts if facts[key].kind in {"model", "book"}},
        "inputs": [keys.split() for keys in inputs],
        "sentences": _sentences(facts, ledger),
        "figures": [figure for path in chapter_paths() for figure in _figures(path, facts, ledger)],
        "judgements": _judgements(facts, ledger),
        "yardstick": [[word, high] for word, (_, high) in YARDSTICK.items()],
        "sources": list(sources),
        "bases": list(bases),
        "unbounded": sorted(UNBOUNDED),
        "words": {"scaled": SCALED, "plain": PLAIN, "printed": sorted(PRINTED)},
    }


class _Places(dict[str, int]):
    """Texts that repeat, each with its place in a list."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]


def _has_number(found: Fact) -> bool:
    return found.kind in KINDS and found.is_number and found.unit not in ("", "date")


def _numbers(ledger: Ledger) -> Iterator[Fact]:
    """Yield every fact that is a number and can be changed or may follow from one that can."""
    adopted = ledger.resolutions.index[ledger.resolutions["adopted"] != ""]
    tables = [*adopted, *ledger.assumptions.index, *ledger.claims.index, *ledger.observations.index]
    counts = [key for key in known_keys(ledger) if key.startswith("book.") and not STANDING.match(key)]
    for key in [*tables, *RESULTS, *counts]:
        found = fact(key, ledger)
        if _has_number(found):
            yield found


def _fact(found: Fact, sources: _Places, bases: _Places, ledger: Ledger) -> dict[str, Any]:
    """Return a fact: what it is, where it comes from, its numbers, and what the script needs to print and refuse."""
    name, source, more = _DESCRIBE[found.kind](found, ledger)
    shown: dict[str, Any] = {"name": name, "from": sources[source], "unit": found.unit, "basis": bases[found.basis]}
    numbers = {name: getattr(found, name) for name in ("value", "low", "high")}
    shown |= {name: number for name, number in numbers.items() if not math.isnan(number)} | more
    digits = more.get("digits")
    rounded = {
        name: round_significant(number, digits) if digits and not math.isnan(number) else number
        for name, number in numbers.items()
    }
    if found.text != format_quantity(unit=found.unit, qualifier=more.get("qualifier", ""), **rounded):
        shown["text"] = found.text
    if others := rivals(found.key, ledger):
        shown["rivals"] = others
    return shown


def _cells(shown: dict[str, Any]) -> list[Any]:
    """Return what is said of a fact in the order of the columns, up to the last that is said."""
    return [shown.get(name) for name in COLUMNS[: 1 + max(map(COLUMNS.index, shown))]]


def _qualified(qualifier: str) -> dict[str, Any]:
    return {"qualifier": qualifier} if qualifier in PRINTED else {}


def _describe_indicator(found: Fact, ledger: Ledger) -> tuple[str, str, dict[str, Any]]:
    adopted = _settled(ledger.resolutions.at[found.key, "adopted"], ledger)
    own = fact(adopted, ledger)
    _, source, more = _DESCRIBE[own.kind](own, ledger)
    name, how = ledger.indicators.at[found.key, "label"], "adopted from" if own.kind == "record" else "adopted as"
    # The end of a range is printed without what qualifies the whole.
    return name, f"{how} {source}", ({} if split_bound(adopted)[1] else more) | {"adopted": adopted}


def _describe_assumption(found: Fact, ledger: Ledger) -> tuple[str, str, dict[str, Any]]:
    row = ledger.assumptions.loc[found.key]
    adopted = {"adopted": _settled(row["adopts"], ledger)} if row["adopts"] else {}
    return row["label"], "assumed in this book", {"range": [row["low"], row["high"]]} | adopted


def _describe_claim(found: Fact, ledger: Ledger) -> tuple[str, str, dict[str, Any]]:
    claim = ledger.claims.loc[found.anchor]
    return claim["statement"], f"claimed in article {claim['article_id']}", _qualified(claim["qualifier"])


def _describe_record(found: Fact, ledger: Ledger) -> tuple[str, str, dict[str, Any]]:
    row = ledger.observations.loc[found.anchor]
    source = f"{ledger.sources.at[row['source_id'], 'publisher']}, edition {row['vintage']}"
    return name_quantity(found, ledger), source, _qualified(row["qualifier"])


def _describe_result(found: Fact, ledger: Ledger) -> tuple[str, str, dict[str, Any]]:
    definition = RESULTS[found.key]
    return definition.label, "computed", _qualified(definition.qualifier) | {"digits": definition.digits}


_DESCRIBE = {
    "indicator": _describe_indicator,
    "assumption": _describe_assumption,
    "claim": _describe_claim,
    "record": _describe_record,
    "model": _describe_result,
    "book": lambda found, _: (found.label, "counted", {"href": found.href}),
}


def _settled(key: str, ledger: Ledger) -> str:
    """Return a key with that of a record row in full."""
    whole, bound = split_bound(key)
    whole = fact(whole, ledger).anchor if "/" in whole else whole
    return f"{whole}.{bound}" if bound else whole


def _whole(key: str, ledger: Ledger) -> str:
    return split_bound(_settled(key, ledger))[0]


def _result(key: str, inputs: _Places, facts: Mapping[str, Fact], ledger: Ledger) -> dict[str, Any]:
    """Return how a result is computed: formulas of facts, or what its algorithm rests on."""
    if facts[key].kind == "book":
        return {"rests": inputs[""], "tables": ["claims", "observations"]}
    definition = RESULTS[key]
    if definition.formulas:
        of = definition.numbers(lambda name: _operand(name, facts, ledger))
        return {"is": [_name_facts(formula.to_list(), of)[0] for formula in definition.formulas]}
    looked_up, tables = _watch(key, ledger)
    rests = [name for name in looked_up if split_bound(name)[0] in facts]
    return {"rests": inputs[" ".join(rests)]} | ({"tables": tables} if tables else {})


def _operand(key: str, facts: Mapping[str, Fact], ledger: Ledger) -> str | float:
    """Return a fact as formulas and comparisons take it: its key, or its number if that can't change."""
    key = _settled(key, ledger)
    return key if split_bound(key)[0] in facts else fact(key, ledger).point


def _name_facts(node: Any, of: Mapping[str, Any]) -> list[Any]:
    """Return a part of a formula with facts in the place of names; a list of facts becomes arguments."""
    match node:
        case str():
            return [*of[node]] if isinstance(of[node], tuple) else [of[node]]
        case [operation, *given]:
            return [[operation, *(part for one in given for part in _name_facts(one, of))]]
    return [node]


class _Watched:
    """A ledger that keeps which tables are asked of it."""

    def __init__(self, ledger: Ledger) -> None:
        # What is kept with a ledger would be handed out without a look at its tables.
        self._ledger = replace(ledger)
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.asked.add(name)
        return getattr(self._ledger, name)


def _watch(key: str, ledger: Ledger) -> tuple[list[str], list[str]]:
    """Return the facts that an algorithm looks up, and the tables with numbers to change that it reads itself."""
    looked_up = {_settled(name, ledger): None for name in RESULTS[key].inputs}
    if not RESULTS[key].tables:
        return list(looked_up), []
    watched = _Watched(ledger)

    def look_up(name: str) -> float:
        looked_up[_settled(name, ledger)] = None
        return fact(name, ledger).point

    compute(key, look_up, watched)
    return list(looked_up), sorted(watched.asked.intersection(TABLES))


def _sentences(facts: Mapping[str, Fact], ledger: Ledger) -> list[dict[str, Any]]:
    """Return the sentences that rely on comparisons of numbers which may change, each with those."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for page, binding in page_comparisons():
        if conditions := _conditions(binding.conditions, facts, ledger):
            comparison = {"words": binding.text, "at": binding.anchor, "conditions": conditions}
            found.setdefault((page, binding.sentence), []).append(comparison)
    return [{"page": page, "text": text, "comparisons": each} for (page, text), each in found.items()]


def _judgements(facts: Mapping[str, Fact], ledger: Ledger) -> list[dict[str, Any]]:
    """Return the judgements whose conditions may change, with their words and what gives their chances."""
    found = []
    for key, row in ledger.judgements.iterrows():
        if conditions := _conditions(read_conditions(row["conditions"]), facts, ledger):
            href = fact(f"{key}.statement", ledger).href
            judgement = {"name": row["statement"], "href": href, "word": row["word"], "conditions": conditions}
            found.append(judgement | ({"chance": _settled(row["chance"], ledger)} if row["chance"] else {}))
    return found


def _conditions(conditions: Iterable[Condition], facts: Mapping[str, Fact], ledger: Ledger) -> list[list[Any]]:
    """Return those of some conditions that compare numbers which may change: left, relation, right."""
    numeric = [each for each in conditions if each.left.rpartition(".")[2] not in JUDGED]
    found = [[_side(each.left, facts, ledger), each.relation, _side(each.right, facts, ledger)] for each in numeric]
    return [each for each in found if isinstance(each[0], str) or isinstance(each[2], str)]


def _side(side: str, facts: Mapping[str, Fact], ledger: Ledger) -> str | float:
    """Return a side of a comparison: the key of a fact that may change, or a number."""
    try:
        return float(side)
    except ValueError:
        return _operand(side, facts, ledger)


def _figures(path: Path, facts: Mapping[str, Fact], ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Yield figures with changeable numbers: columns that follow a fact, with their divisors, sliders, facts."""
    for payload in stored_figures(path):
        parameters = payload["whatif"]["parameters"] if "whatif" in payload else ()
        sliders = {item["name"]: _settled(item["evidence"], ledger) for item in parameters}
        draws, apart, follows = set(sliders.values()), set(), {}
        datasets = {name: rows for spec in payload["specs"].values() for name, rows in spec["datasets"].items()}
        for name, rows in datasets.items():
            drawn = [row for row in rows if _whole(row.get("evidence", ""), ledger) in facts]
            columns = _following(drawn, ledger)
            if columns:
                follows[name] = columns
            (draws if columns else apart).update(row["evidence"] for row in drawn)
        apart |= set(payload["evidence"]) - draws
        drawn, shown = (sorted({_whole(key, ledger) for key in keys} & facts.keys()) for keys in (draws, apart))
        if drawn or shown:
            figure = {"id": payload["id"], "page": path.stem, "title": payload["title"], "draws": drawn, "shows": shown}
            yield figure | {"follows": follows, "sliders": sliders}


def _following(rows: Iterable[Mapping[str, Any]], ledger: Ledger) -> dict[str, float]:
    """Return the columns each of whose numbers is one of its row's fact, with what that is divided by."""
    cells: dict[str, list[tuple[float, Fact]]] = {}
    for row in rows:
        found = fact(row["evidence"], ledger)
        for column, cell in row.items():
            if isinstance(cell, int | float) and not isinstance(cell, bool) and column != PLACE:
                cells.setdefault(column, []).append((cell, found))
    columns = {}
    for column, pairs in cells.items():
        fitting = [factor for factor in FACTORS if all(_is_of(cell * factor, found) for cell, found in pairs)]
        if fitting and any(cell for cell, _ in pairs):
            columns[column] = fitting[0]
    return columns


def _is_of(number: float, found: Fact) -> bool:
    return any(math.isclose(number, own, rel_tol=ALIKE) for own in (found.value, found.low, found.high))


class ChangeDirective(SphinxDirective):
    """``{change-a-number}``: the place where the script works; its content names the facts offered at first, one a line."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the frame."""
        ledger = load_ledger()
        offered = [fact(key, ledger) for key in self.content]
        entries = [(change_address(each), each.text, _DESCRIBE[each.kind](each, ledger)[0]) for each in offered]
        return [nodes.raw("", template("change.html").render(offered=entries), format="html")]


def write_change(app: Sphinx) -> None:
    """Write the data of the page."""
    titles = {Path(name).name: title.astext() for name, title in app.env.titles.items()}
    data = change_data(load_ledger())
    data["pages"] = {shown["page"]: titles[shown["page"]] for shown in [*data["sentences"], *data["figures"]]}
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    (Path(app.outdir) / DATA).write_text(f"evidenceChange.define({text});\n", encoding="utf-8")

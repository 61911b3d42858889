"""Rules for the words of results: the years and quantities they name are those of something the result rests on."""

import math
import re
from collections.abc import Iterator

from evidence.errors import EvidenceError, Problem
from evidence.facts import fact, split_bound
from evidence.facts.registry import rests_on
from evidence.ledger import Ledger, keep
from evidence.results import RESULTS, Definition

YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")
# A number with a unit, perhaps that of a range, or with decimals; others may be dates, names or counts of things.
QUANTITY = re.compile(
    r"(?<![\w.@/-])(\d[\d,]*(?:\.\d+)?)(?![\d.]*\w)"
    r"(?:(?: (?:to|and) (?:in )?\d[\d.]*)? ?(%|per cent|million|billion|t\b(?!/)|kg\b))?"
)
SCALES = {"million": 1e6, "billion": 1e9}


def check_words(ledger: Ledger) -> Iterator[Problem]:
    """Yield results whose words name a year or a quantity that nothing they rest on has.

    Years of a label are those of the result's key, of what its algorithm is told, of periods of record rows and claims,
    however far down, of words of claims and assumptions, and of documents that a record row is the dated edition of,
    but for yearly ones, as a rule of the year after. Years in an input's name are its own. Quantities in label and
    assumptions are numbers of inputs, however far down.
    """
    for key, definition in RESULTS.items():
        try:
            faults = [fault for find in (_odd_years, _odd_names, _odd_numbers) for fault in find(definition, ledger)]
        except EvidenceError:
            continue  # an input that doesn't exist: the rule for results names it
        for fault in faults:
            yield Problem(f"data/results/{definition.chapter}.yml", key, fault, "mend the words or the inputs")


def _odd_years(definition: Definition, ledger: Ledger) -> Iterator[str]:
    known = _years(definition.key, ledger).union(*(_dated_edition(name, ledger) for name in definition.inputs))
    for year in dict.fromkeys(YEAR.findall(definition.label)):
        if year not in known:
            yield f"its label names {year}, and nothing it rests on is of that year"


def _odd_names(definition: Definition, ledger: Ledger) -> Iterator[str]:
    for name, keys in definition.of.items():
        said = name.replace("_", " ")
        for year in YEAR.findall(said):
            for key in keys if isinstance(keys, tuple) else (keys,):
                own = _years(key, ledger).union(_dated_edition(key, ledger))
                if year not in own and _edition(key, ledger).replace("-", " ") not in said.casefold():
                    yield f"its input {name} is {key}, which is not of {year}"


def _odd_numbers(definition: Definition, ledger: Ledger) -> Iterator[str]:
    told = re.findall(r"\d+(?:\.\d+)?", str(dict(definition.given)))
    known = _numbers(definition.key, ledger).union(map(float, told))
    for match in QUANTITY.finditer(f"{definition.label}; {definition.assumes}"):
        number, unit = float(match[1].replace(",", "")), match[2]
        # A part may be said in per cent.
        sizes = {number * SCALES.get(unit, 1)} | ({number / 100} if unit in {"%", "per cent"} else set())
        if (unit or "." in match[1]) and not any(math.isclose(one, size) for one in known for size in sizes):
            yield f"it speaks of {match[0]}, and rests on no such number"


@keep
def _years(key: str, ledger: Ledger) -> frozenset[str]:
    key, _ = split_bound(key)
    if key in ledger.claims.index:
        return _spanned(ledger.claims.at[key, "period"]) | frozenset(YEAR.findall(ledger.claims.at[key, "statement"]))
    if "/" in key:
        return _spanned(ledger.observations.at[fact(key, ledger).anchor, "period"])
    if key in RESULTS:
        told = f"{key} {dict(RESULTS[key].given)}"
    else:
        told = fact(key, ledger).text  # refuses an indicator that adopts a result, which may rest on it
        if key in ledger.resolutions.index:
            told = ""
        elif key in ledger.assumptions.index:
            told = " ".join(ledger.assumptions.loc[key, ["label", "reason"]])
    return frozenset(YEAR.findall(told)).union(*(_years(name, ledger) for name in rests_on(key, ledger)))


def _spanned(period: str) -> frozenset[str]:
    """Return the years of a period, those between its ends too."""
    years = [int(year) for year in YEAR.findall(period)]
    return frozenset(map(str, range(min(years), max(years) + 1))) if years else frozenset()


def _edition(key: str, ledger: Ledger) -> str:
    """Return the edition of a record row; that of what is none is a word that no name holds."""
    key, _ = split_bound(key)
    return fact(key, ledger).anchor.partition("@")[2] if "/" in key else "@"


def _dated_edition(key: str, ledger: Ledger) -> list[str]:
    """Return the year of the document that a record row is from, where its edition is a date."""
    edition = _edition(key, ledger)
    return [edition[:4]] if YEAR.match(edition) else []


@keep
def _numbers(key: str, ledger: Ledger) -> frozenset[float]:
    """Return the numbers of a fact and of all it rests on."""
    key, _ = split_bound(key)
    found = fact(key, ledger)
    own = [found.value, found.low, found.high]
    if key in ledger.assumptions.index:
        own += ledger.assumptions.loc[key, ["low", "high"]].tolist()
    below = RESULTS[key].inputs if key in RESULTS else ()
    known = frozenset(number for number in own if not math.isnan(number))
    return known.union(*(_numbers(name, ledger) for name in below))

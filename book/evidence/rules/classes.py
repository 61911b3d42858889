"""Tests of the classes of disagreement by arithmetic: what speaks against the class of the claims on an indicator.

What is garbled or unexplained can't be tested: these classes say that no arithmetic joins the figures.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from evidence.facts import MEASURE_FIELDS
from evidence.ledger import Ledger
from evidence.ledger.quantities import CEILINGS, FLOORS, NBSP, format_quantity, round_significant
from evidence.ledger.reconcile import Reconciliation, claims_agree, interval

# A slip keeps the digits: what is left of the ratio beside the power of ten.
SLIP_TOLERANCE = 0.05
NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")
COLUMNS = ["value", "low", "high", "qualifier", "unit", "basis", "period"]


@dataclass(frozen=True)
class Case:
    """The claims on one indicator, compared, and what the book adopts: key and quantity, with the columns `COLUMNS`."""

    ledger: Ledger
    outcome: Reconciliation
    adopted: pd.Series | None
    key: str

    @property
    def measured(self) -> pd.DataFrame:
        """Its claims that give a number or a date."""
        return self.outcome.claims[self.outcome.claims["unit"] != ""]


def check_class(ledger: Ledger, outcome: Reconciliation, adopted: str, kind: str) -> Iterator[str]:
    """Yield what speaks against a resolution's class, after "but"; ``adopted`` is a whole key, empty for none."""
    if kind in TESTS:
        yield from TESTS[kind](Case(ledger, outcome, _quantity(ledger, adopted), adopted))


def printed_step(figure_text: str, number: float) -> float | None:
    """Return what a step of the last printed digit is worth: 10,000 for ``380万``, read as 3,800,000; else None."""
    for match in NUMBER.finditer(figure_text):
        printed = float(match[0].replace(",", ""))
        if printed <= 0 or number <= 0:
            continue
        power = math.log10(number / printed)
        if abs(power - round(power)) < 1e-9:
            return 10.0 ** (round(power) - len(match[1] or ""))
    return None


def _quantity(ledger: Ledger, key: str) -> pd.Series | None:
    if not key:
        return None
    if key in ledger.claims.index:
        return ledger.claims.loc[key, COLUMNS]
    measure_id, _, field = key.rpartition(".")
    if measure_id in ledger.measures.index and field in MEASURE_FIELDS:
        words = {"unit": "date", "basis": "date", "period": ledger.measures.at[measure_id, field], "qualifier": ""}
        return pd.Series({"value": math.nan, "low": math.nan, "high": math.nan} | words)
    return ledger.observations.loc[key, COLUMNS]


def _near(claim: pd.Series, other: pd.Series, tolerance: float) -> bool:
    """Say whether two quantities agree whatever they count: the basis is another test's concern."""
    return claims_agree(claim, pd.Series(dict(other) | {"basis": claim["basis"]}), tolerance)


def _check_agreement(case: Case) -> Iterator[str]:
    if not case.outcome.agrees:
        yield "the claims disagree"
    if case.adopted is not None:
        for claim_id, claim in case.measured.iterrows():
            if not _near(claim, case.adopted, case.outcome.tolerance):
                yield f"{claim_id} differs from {case.key}"


def _check_slip(case: Case) -> Iterator[str]:
    claims = case.measured
    pairs = [pair for pair in combinations(claims.index, 2) if is_slip(*claims.loc[list(pair), "value"])]
    if not pairs:
        yield "no two claims differ by a power of ten"
        return
    if case.adopted is None:
        return
    if not any(_near(claims.loc[claim_id], case.adopted, SLIP_TOLERANCE) for pair in pairs for claim_id in pair):
        yield f"{case.key} is neither of the figures that differ by a power of ten"
    for claim_id, amount, rate in converted(case):
        if not math.isclose(interval(case.adopted)[0], amount, rel_tol=SLIP_TOLERANCE):
            money = format_quantity(round_significant(amount, 3), case.adopted["unit"]).replace(NBSP, " ")
            yield f"{claim_id} at the rate {rate} comes to {money}, not to {case.key}"


def is_slip(first: float, second: float) -> bool:
    """Say whether one positive number is a power of ten times the other, within `SLIP_TOLERANCE`."""
    if not (first > 0 and second > 0):
        return False
    small, large = sorted((first, second))
    power = math.log10(large / small)
    return round(power) != 0 and abs(10 ** (power - round(power)) - 1) <= SLIP_TOLERANCE


def converted(case: Case) -> Iterator[tuple[str, float, str]]:
    """Yield what the same articles say in another currency: claim, amount at the official rate, its key."""
    rates, claims = case.ledger.observations, case.ledger.claims
    rates = rates[(rates["basis"] == "exchange rate") & (rates["period"] == case.adopted["period"])]
    articles = set(case.measured["article_id"])
    for key, rate in rates.iterrows():
        above, _, below = rate["unit"].partition("/")
        if case.adopted["unit"] not in (above, below):
            continue
        other = above if case.adopted["unit"] == below else below
        said = claims[(claims["unit"] == other) & (claims["basis"] == case.adopted["basis"])]
        for claim_id, claim in said[said["article_id"].isin(articles)].iterrows():
            amount = claim["value"] / rate["value"] if other == above else claim["value"] * rate["value"]
            yield claim_id, amount, key


def _check_rounding(case: Case) -> Iterator[str]:
    if case.adopted is None:
        yield "no more precise figure is adopted"
        return
    claims = case.measured
    if claims.empty or (claims["unit"] == "date").any():
        yield "there are no numbers to round"
        return
    steps = [printed_step(claim["figure_text"], interval(claim)[0]) for _, claim in claims.iterrows()]
    if None in steps:
        yield f"{claims.index[steps.index(None)]} is not printed in digits"
        return
    half, (low, high) = max(steps) / 2, interval(case.adopted)
    for claim_id, claim in claims.iterrows():
        least, most = interval(claim)
        if claim["qualifier"] in CEILINGS:
            fits = low <= most
        elif claim["qualifier"] in FLOORS:
            fits = high >= least
        else:
            fits = low <= most + half and high >= least - half
        if not fits:
            yield f"{claim_id} doesn't round to or bound {case.key}"


def _check_vintage(case: Case) -> Iterator[str]:
    rows = case.ledger.observations
    if case.key not in rows.index:
        yield "no record row is adopted"
        return
    newest = rows.loc[case.key]
    same = rows[(rows["series"] == newest["series"]) & (rows["area"] == newest["area"])].drop(case.key)
    later = same["vintage"].map(_year) > _year(newest["vintage"])
    earlier = same[~later & (same["period"] <= newest["period"])]
    found = 0
    for claim_id, claim in case.measured.iterrows():
        if _near(claim, case.adopted, case.outcome.tolerance):
            continue
        found += 1
        if not any(_near(claim, row, case.outcome.tolerance) for _, row in earlier.iterrows()):
            known = ", ".join(earlier.index) or "there is none"
            yield f"{claim_id} is in no earlier edition or year of {newest['series']}: {known}"
    if not found:
        yield f"no claim differs from {case.key}"


def _year(vintage: str) -> str:
    """Return the year in the name of an edition: editions of other publishers can be compared by nothing finer."""
    found = re.search(r"\d{4}", vintage)
    return found[0] if found else ""


def _check_definition(case: Case) -> Iterator[str]:
    claims = case.measured
    if claims.empty:
        verdicts = case.ledger.verdicts.loc[case.outcome.claims.index, "verdict"]
        if verdicts.nunique() < 2:
            yield f"the record judges all of its statements alike: {', '.join(verdicts.index)}"
        return
    bases = set(claims["basis"]) | ({case.adopted["basis"]} if case.adopted is not None else set())
    if len(bases) == 1 and len(_matches(case)) < 2:
        rows = case.ledger.verdicts.loc[claims.index, "record_ids"].str.split().explode().dropna()
        named = ", ".join(dict.fromkeys(filter(None, (*claims.index, case.key, *rows))))
        yield f"claims, adopted figure and the record they are held against count the same thing: {named}"


def _matches(case: Case) -> set[str]:
    """Return the series of the record, or the measures for dates, that hold what is claimed and what is adopted."""
    ledger = case.ledger
    observations, measures = ledger.observations, ledger.measures
    found = {observations.at[case.key, "series"]} if case.key in observations.index else set()
    for claim_id, claim in case.measured.iterrows():
        for key in ledger.verdicts.at[claim_id, "record_ids"].split():
            if key in observations.index:
                if _near(claim, observations.loc[key], case.outcome.tolerance):
                    found.add(observations.at[key, "series"])
            elif claim["unit"] == "date" and key in measures.index:
                days = measures.loc[key, ["announced", "effective"]]
                found |= {key for day in days if falls_in(day, claim["period"])}
    return found


def falls_in(day: str, period: str) -> bool:
    """Say whether an ISO date, if there is one, lies in a year, month or day, or between two parted by a slash."""
    first, _, last = period.partition("/")
    last = last or first
    return first <= day[: len(first)] and day[: len(last)] <= last


TESTS: dict[str, Callable[[Case], Iterator[str]]] = {
    "agree": _check_agreement,
    "unit slip": _check_slip,
    "rounding": _check_rounding,
    "vintage": _check_vintage,
    "definition": _check_definition,
}

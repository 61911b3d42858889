"""Where claims part company: which figures articles share, how far claims lie from the record, what verdicts moved.

The counts are taken from the ledger, not from facts, since facts print them (``book.figures-shared``).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from evidence.ledger import Ledger, keep
from evidence.ledger.quantities import CEILINGS, FLOORS, format_number
from evidence.ledger.reconcile import interval

# A claim within two per cent of the record agrees with it.
NEAR = 1.02
# Numbers that place or name rather than measure: the ratio of two has no meaning.
NO_RATIO = ("", "date", "rank")
# Sections of the chapter.
SCORES, MOVED = "the-scores", "what-moved"
REPEATS, DISTANCE = "who-repeats-whom", "how-far-from-the-record"
# Pages and sections on why claims differ and on how they were judged twice.
CLASSES = "why-claims-differ", "how_to_read"
READINGS = "how_to_read", "two-readings"
BORNE_OUT = ("confirmed", "close")
# What the record bears out, what it refutes, what stays open.
GROUPS = (BORNE_OUT, ("contradicted", "garbled"), ("not found", "not checkable"))
# A year, a month or a day.
ISO = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"


@dataclass(frozen=True)
class Count:
    """A number the book prints of its own claims, with what is counted, and section and page that show it."""

    number: int
    label: str
    anchor: str
    page: str = "disagreements"


@dataclass(frozen=True)
class Agreement:
    """How far two readings of the claims agree; Cohen's kappa is 1 where all do, 0 where no more than by chance."""

    read: int
    agree: int
    kappa: float


@keep
def printed_figures(ledger: Ledger) -> pd.DataFrame:
    """Return numbers and dates of indicators that articles print, each once an article, by time of publication.

    Columns of ``claims``, ``figure`` (same text for same indicator and value), ``articles`` that print it,
    ``published``.
    """
    claims = ledger.claims[(ledger.claims["unit"] != "") & (ledger.claims["indicator_id"] != "")].copy()
    number = claims["value"].map(repr) + " " + claims["low"].map(repr) + " " + claims["high"].map(repr)
    value = claims["period"].where(claims["unit"] == "date", number)
    claims["figure"] = claims["indicator_id"] + " " + value + " " + claims["unit"]
    claims["published"] = claims["article_id"].map(ledger.articles["published"])
    claims = claims.sort_values(["published", "claim_id"], kind="stable").drop_duplicates(["article_id", "figure"])
    claims["articles"] = claims.groupby("figure")["article_id"].transform("nunique")
    return claims.reset_index(drop=True)


@keep
def article_links(ledger: Ledger) -> pd.DataFrame:
    """Return pairs of articles, ``earlier`` and ``later``, and how many same figures they print (``shared``)."""
    figures = printed_figures(ledger)
    shared = figures.loc[figures["articles"] > 1, ["figure", "article_id"]]
    shared = shared.assign(place=range(len(shared)))
    pairs = shared.merge(shared, on="figure", suffixes=("", "_of_other"))
    pairs = pairs[pairs["place"] < pairs["place_of_other"]]
    links = pairs[["article_id", "article_id_of_other"]].set_axis(["earlier", "later"], axis=1)
    return links.groupby(["earlier", "later"], sort=False).size().rename("shared").reset_index()


@keep
def distances(ledger: Ledger) -> pd.DataFrame:
    """Return how far each claim with a quantity lies from the record row it is set against, if neither is 0.

    Columns ``claim_id``, ``article_id``, ``indicator_id``, ``record`` (key of the row), ``verdict``, ``bound``
    (``over``, ``under`` or empty: what the claim's qualifier leaves open), ``low`` and ``high`` (claim over record,
    pure numbers; of ranges from the low end of the one over the high end of the other to the reverse), ``fold`` (how
    many times too much or too little at the nearer end, at least 1; 1 for a claim that covers the record) and
    ``reach``: ``agrees`` (within two per cent), ``covers`` (a bound or a range, of the claim or the record, leaves
    room) or ``departs``.
    """
    rows, columns = [], ["article_id", "indicator_id"]
    claims = ledger.claims.join(ledger.verdicts[["verdict", "compared_with"]])
    claims = claims[claims["compared_with"].isin(ledger.observations.index) & ~claims["unit"].isin(NO_RATIO)]
    records = ledger.observations.loc[claims["compared_with"].unique()].to_dict("index")
    for claim_id, claim in claims.to_dict("index").items():
        record = records[claim["compared_with"]]
        (first, last), (least, most) = interval(claim), interval(record)
        if min(first, least) <= 0:
            continue
        low, high, qualifier = first / most, last / least, claim["qualifier"]
        bound = "over" if qualifier in FLOORS else "under" if qualifier in CEILINGS else ""
        # What a floor of the claim or a ceiling of the record leaves open lies above the ratio, and the reverse below.
        reach = _reach(
            0 if bound == "under" or _only(record, "low") else low,
            math.inf if bound == "over" or _only(record, "high") else high,
            near=low >= 1 / NEAR and high <= NEAR,
        )
        fold = 1.0 if reach == "covers" else max(low, 1 / high, 1.0)
        said = (claim[column] for column in (*columns, "compared_with", "verdict"))
        rows.append((claim_id, *said, bound, low, high, reach, fold))
    columns = ["claim_id", *columns, "record", "verdict", "bound", "low", "high", "reach", "fold"]
    return pd.DataFrame(rows, columns=columns)


def farthest(ledger: Ledger, most: int) -> pd.DataFrame:
    """Return the claims that lie apart from the record, the farthest of each verdict.

    Columns of `distances` plus ``label`` (with the claim where it comes again), ``multiple`` (claim over record) and
    ``points`` (between two shares), both in words. Claims on one indicator that coincide stand once.
    """
    every = distances(ledger)
    apart = every[every["reach"] != "agrees"].sort_values("fold", ascending=False, kind="stable")
    apart = apart.groupby("verdict").head(most)
    claims, record = ledger.claims.loc[apart["claim_id"]], ledger.observations.loc[apart["record"]]
    gaps = zip(claims["unit"], claims["value"].to_numpy() - record["value"].to_numpy(), strict=True)
    ends = zip(apart["low"], apart["high"], strict=True)
    rows = apart.assign(
        label=apart["indicator_id"].map(ledger.indicators["label"]),
        multiple=[" to ".join(dict.fromkeys(format_number(end, 2) for end in pair)) for pair in ends],
        points=[format_number(gap, 2) if unit == "%" and gap == gap else "" for unit, gap in gaps],
    ).drop_duplicates(["label", "verdict", "multiple"])
    again = rows.duplicated(["verdict", "label"], keep=False)
    return rows.assign(label=rows["label"].where(~again, rows["label"] + ", " + rows["claim_id"]))


def _only(row: Mapping[str, float], end: str) -> bool:
    """Say whether a quantity is known by one end alone: a floor (low) or a ceiling (high)."""
    return [name for name in ("value", "low", "high") if not math.isnan(row[name])] == [end]


def _reach(low: float, high: float, *, near: bool) -> str:
    """Say whether a ratio that may lie between low and high is near one, covers it or departs from it."""
    if near:
        return "agrees"
    return "covers" if low <= NEAR and high >= 1 / NEAR else "departs"


@keep
def date_gaps(ledger: Ledger) -> pd.Series:
    """Return the days between each dated claim's period and the nearest day of the measures its verdict names.

    0 where one in force, announced or agreed falls into the period. Exact dates with measures alone: a target has no
    day yet, and a vague date would be flattered.
    """
    claims = ledger.claims.join(ledger.verdicts["record_ids"]).fillna({"record_ids": ""})
    exact = (claims["qualifier"] == "exact") & claims["period"].str.fullmatch(ISO)
    claims = claims[(claims["unit"] == "date") & exact]
    measures = ledger.measures[["announced", "effective"]].to_dict("index")
    gaps = {}
    for claim_id, period, keys in claims[["period", "record_ids"]].itertuples():
        days = [pd.Timestamp(day) for key in keys.split() if key in measures for day in measures[key].values() if day]
        if days:
            period = pd.Period(period)
            begin, end = period.start_time, period.end_time.normalize()
            gaps[claim_id] = min(max((begin - day).days, (day - end).days, 0) for day in days)
    return pd.Series(gaps, dtype=int)


def judged_claims(ledger: Ledger, order: tuple[str, ...]) -> pd.DataFrame:
    """Return the claims with their verdicts, in the order of these.

    Columns ``claim_id``, ``theme``, ``article_id``, ``verdict``, ``about`` (the indicator's label, or empty),
    ``evidence`` and ``number`` (claims of the theme with the verdict).
    """
    about = ledger.claims["indicator_id"].map(ledger.indicators["label"]).fillna("")
    claims = ledger.claims[["claim_id", "theme", "article_id"]].join(ledger.verdicts["verdict"])
    number = claims.groupby(["verdict", "theme"])["claim_id"].transform("size")
    claims = claims.assign(about=about, evidence=claims.index, number=number)
    return claims.sort_values("verdict", key=lambda names: names.map(order.index), kind="stable")


@keep
def moved_verdicts(ledger: Ledger) -> pd.DataFrame:
    """Return the claims whose verdict at the cut-off differs from that of the article's day, with both."""
    joined = ledger.claims.join(ledger.verdicts[["verdict_then", "verdict", "reason"]])
    return joined[joined["verdict_then"] != joined["verdict"]]


@keep
def readings(ledger: Ledger) -> pd.DataFrame:
    """Return the verdicts on each claim: ``first`` and ``second`` reading, and what was ``settled``."""
    said = ledger.editions[ledger.editions["field"] == "verdict"].set_index(["edition", "subject"])["value"]
    second = ledger.readings["verdict"]
    first = pd.Series(said.reindex(zip(ledger.readings["edition"], second.index, strict=True)).array, second.index)
    settled = ledger.verdicts["verdict"].reindex(second.index)
    return pd.DataFrame({"first": first, "second": second, "settled": settled})


@keep
def agreement(ledger: Ledger) -> Agreement:
    """Compare both readings of the claims.

    Kappa by J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20
    (1960); NaN where chance alone would make both readings agree.
    """
    first, second = (readings(ledger)[name] for name in ("first", "second"))
    table = pd.crosstab(first, second, normalize=True)
    both = float((first == second).mean())
    chance = float((table.sum(axis=1) * table.sum()).sum())
    kappa = (both - chance) / (1 - chance) if chance < 1 else math.nan
    return Agreement(len(second), int((first == second).sum()), kappa)


@keep
def counts(ledger: Ledger) -> dict[str, Count]:
    """Count what the book says of its own claims, by name: ``figures-shared`` is the fact ``book.figures-shared``."""
    claims, apart = ledger.claims, distances(ledger)
    figures, links = printed_figures(ledger), article_links(ledger)
    measured = claims[~claims["unit"].isin(NO_RATIO)]
    shared = figures[figures["articles"] > 1]
    agreeing = apart[apart["reach"] == "agrees"]
    reach, days = apart["reach"].value_counts(), date_gaps(ledger)
    most, moved = max(figures["articles"], default=0), len(moved_verdicts(ledger))
    found = {
        "quantities": Count(len(measured), "claims that give a quantity", DISTANCE),
        "quantities-compared": Count(len(apart), "quantities set against one row of the record", DISTANCE),
        "quantities-not-compared": Count(
            len(measured) - len(apart), "quantities without a comparable row of the record", DISTANCE
        ),
        "quantities-agreeing": Count(int(reach.get("agrees", 0)), "quantities within two per cent", DISTANCE),
        "quantities-agreeing-qualified": Count(
            int((~agreeing["verdict"].isin(BORNE_OUT)).sum()),
            "quantities within two per cent in claims that are neither confirmed nor close",
            DISTANCE,
        ),
        "quantities-covering": Count(
            int(reach.get("covers", 0)), "quantities farther off, but a bound or a range leaves room", DISTANCE
        ),
        "quantities-departing": Count(int(reach.get("departs", 0)), "quantities farther off", DISTANCE),
        "dates-compared": Count(len(days), "exact dates set against measures of the record", DISTANCE),
        "dates-not-matching": Count(int((days > 0).sum()), "dates on which no measure named falls", DISTANCE),
        "days-farthest-date": Count(max(days, default=0), "days from the farthest date to the record", DISTANCE),
        "verdicts-moved": Count(moved, "verdicts that differ between the article's day and the cut-off", MOVED),
        "figures-shared": Count(shared["figure"].nunique(), "figures that two or more articles print", REPEATS),
        "articles-sharing": Count(shared["article_id"].nunique(), "articles that share a figure with another", REPEATS),
        "articles-sharing-most": Count(most, "articles that print the figure printed most", REPEATS),
        "article-pairs": Count(len(links), "pairs of articles that share a figure", REPEATS),
        "article-pairs-sharing-most": Count(
            math.comb(most, 2), "pairs of articles that share the figure printed most", REPEATS
        ),
    }
    found |= count_readings(readings(ledger))
    for name, number in ledger.resolutions["class"].value_counts().items():
        slug = name.replace(" ", "-")
        found[f"indicators-{slug}"] = Count(int(number), f"quantities or questions of the class {name}", *CLASSES)
    joined = claims["theme"].str.lower() + "-" + ledger.verdicts["verdict"].str.replace(" ", "-")
    for name, number in pd.concat([claims["theme"].str.lower(), joined]).value_counts().items():
        theme, _, verdict = name.partition("-")
        label = f"claims of theme {theme.upper()}"
        label += f" with the verdict {verdict.replace('-', ' ')}" if verdict else ""
        found[f"claims-{name}"] = Count(int(number), label, SCORES)
    return found


def count_readings(judged: pd.DataFrame) -> dict[str, Count]:
    """Count where two readings, as `readings` has them, differ and what became of it; by name, as `counts`."""
    place = READINGS[::-1]
    first, second, settled = (judged[name] for name in ("first", "second", "settled"))
    apart, missed = first != second, first == "not found"
    wrong, open_ends = GROUPS[1:]
    counted = {
        "differing": (apart, "claims judged unlike"),
        "differing-not-found": (apart & missed, "claims judged unlike that were not found before"),
        "not-found": (missed, "claims not found in the first reading"),
        "found": (missed & second.isin(BORNE_OUT), "claims not found at first, then confirmed or close"),
        "checked": (
            (first == "not checkable") & second.isin(BORNE_OUT),
            "claims not checkable at first, then confirmed or close",
        ),
        "degree": (_between(judged, "confirmed", "close"), "claims confirmed in one reading and close in the other"),
        "severity": (
            _between(judged, "misleading", "contradicted"),
            "claims misleading in one reading and contradicted in the other",
        ),
        "settled-first": (apart & (settled == first), "differences settled as the first reading had it"),
        "settled-second": (apart & (settled == second), "differences settled as the second reading had it"),
        "settled-otherwise": (
            apart & (settled != first) & (settled != second),
            "differences settled otherwise than either reading had it",
        ),
        "second-decided": (~second.isin(open_ends), "claims that the second reading decides"),
        "second-misleading": (second == "misleading", "claims that the second reading calls misleading"),
        "second-wrong": (second.isin(wrong), "claims that the second reading calls contradicted or garbled"),
    }
    return {f"readings-{name}": Count(int(which.sum()), label, *place) for name, (which, label) in counted.items()}


def _between(judged: pd.DataFrame, one: str, other: str) -> pd.Series:
    """Say for each claim whether one reading gives one verdict and the other reading the other."""
    pair = {one, other}
    return judged["first"].isin(pair) & judged["second"].isin(pair) & (judged["first"] != judged["second"])

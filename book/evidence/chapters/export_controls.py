"""Which instrument of export control reaches what, since when, and what it did to exports."""

from collections.abc import Collection, Mapping

import pandas as pd

from evidence.ledger import Ledger

# Rules on technology name no elements; they reach all that are mined.
TECHNOLOGY, TECHNOLOGY_ALONE = "cn-2023-57", "rules on technology alone"
TRUCE, EXTENSION = "cn-us-2025-10-30-busan", "cn-us-2026-09-24-truce-extension"
GENERAL = "cn-2025-12-02-general-licences"
SIX = tuple(f"cn-2025-{number}" for number in (55, 56, 57, 58, 61, 62))
SUSPENDED_BY = dict.fromkeys(SIX, "cn-2025-70") | {"cn-2024-46-2": "cn-2025-72"}
EXPORTS = ("customs.magnet-exports", "customs.magnet-exports-to-us")
# Prices of dysprosium oxide, and what they are divided by: dollars a kilogram, yuan a tonne.
DYSPROSIUM = {"spot.dy-oxide-europe": 1, "spot.dy-oxide-china": 1000}
# Panels of the picture that sets rules, exports and prices together, and the colour of what stands in them.
RULES, WORLD, STATES = "Rules", "Magnets to all countries, thousand t", "Magnets to the US, t"
EUROPE, CHINA = "Dysprosium in Europe, dollars/kg", "Dysprosium in China, yuan/kg"
PANELS = (RULES, WORLD, STATES, EUROPE, CHINA)
COLOURS = {"in force": "china", "suspended": "other", "announced": "grid", "easing": "ink", "printed": "china"}
COLOURS |= {"worked back": "china", "average": "grid", "asked in Europe": "european-union", "in China": "china"}
# Spans whose average month stands where their months aren't known.
TOGETHER = ("2025-01/2025-02", "2026-Q2", "2026-04/2026-07")
# Days of a month between which a bar stands; its number stands half-way.
FIRST, LAST = "03", "28"
EASINGS = ("cn-us-2025-05-12-geneva", "cn-us-2025-06-10-london", TRUCE, "cn-2025-70", "cn-2025-72", GENERAL)


def listed_elements(ledger: Ledger) -> pd.DataFrame:
    """Return the rare earths with the Chinese announcement that lists goods of each, and where the lists leave it.

    In order of atomic number, columns ``symbol``, ``name``, ``atomic_number``, ``group`` (by USGS), ``dotted`` (whether
    magnets use it), ``magnets`` (the same in a word), ``uses``, ``label`` (symbol and name), ``text`` (the announcement,
    or empty), ``status`` (of the announcement, or which rules reach the element), ``evidence`` (the element) and
    ``against`` (the announcement, the rule on technology, or the element again).
    """
    elements = ledger.elements.sort_values("atomic_number").reset_index()
    goods = elements["control_measures"].str.split().str[0].fillna("")
    status = ledger.measures["status"].reindex(goods).fillna("").to_numpy()
    unlisted = elements["control_status"].replace("technology only", TECHNOLOGY_ALONE)
    status = pd.Series(status).where(goods != "", unlisted)
    key = "element:" + elements["symbol"]
    return elements[["symbol", "name", "atomic_number", "uses"]].assign(
        group=elements["group_usgs"],
        dotted=elements["magnet_use"],
        magnets=elements["magnet_use"].map({True: "yes", False: "no"}),
        label=elements["symbol"] + " " + elements["name"],
        text=goods.str.replace(r"cn-\d+-(\d+)", r"No. \1", regex=True),
        status=status,
        evidence=key,
        against=goods.mask(goods == "", key.mask(status == TECHNOLOGY_ALONE, TECHNOLOGY)),
    )


def magnet_exports(ledger: Ledger, months: Collection[str], together: Collection[str] = ()) -> pd.DataFrame:
    """Return China's exports of magnets in some months, to all countries and to the United States.

    The average month of a span or quarter ``together`` (``2026-Q2``) stands where a destination has none of their
    months. A row for each month and span on record: columns ``series``, ``period``, ``point`` (tonnes a month),
    ``origin`` (printed, worked back or average), ``evidence``, and ``start``, ``middle`` and ``end`` (days between
    which a bar stands).
    """
    rows = []
    for series in EXPORTS:
        found = ledger.observations[ledger.observations["series"] == series].sort_values("period")
        known = set(found["period"])
        for key, row in found[found["period"].isin([*months, *together])].iterrows():
            spanned = months_of(row["period"])
            if row["period"] in together and known & set(spanned):
                continue
            point = row["value"] if pd.notna(row["value"]) else row["low"] if pd.notna(row["low"]) else row["high"]
            origin = "worked back" if row["status"] == "derived" else "printed"
            start, end = f"{spanned[0]}-{FIRST}", f"{spanned[-1]}-{LAST}"
            middle = f"{pd.Timestamp(start) + (pd.Timestamp(end) - pd.Timestamp(start)) / 2:%Y-%m-%d}"
            origin = "average" if row["period"] in together else origin
            rows.append((series, row["period"], point / len(spanned), origin, key, start, middle, end))
    columns = ["series", "period", "point", "origin", "evidence", "start", "middle", "end"]
    return pd.DataFrame(rows, columns=columns)


def months_of(period: str) -> list[str]:
    """Return the months of a month, a quarter or a span of months as in the record."""
    first, _, last = period.partition("/")
    if "Q" in period:
        quarter = pd.Period(period.replace("-", ""))
        first, last = f"{quarter.start_time:%Y-%m}", f"{quarter.end_time:%Y-%m}"
    return list(pd.period_range(first, last or first, freq="M").strftime("%Y-%m"))


def control_spans(ledger: Ledger, names: Mapping[str, str], until: str) -> pd.DataFrame:
    """Return in which state instruments, given with their labels, were from when to when.

    Spans without a printed end stop on the day ``until``. A row for each span, in the order given: columns ``label``,
    ``state`` (announced, in force, easing, suspended or extension announced), ``start`` and ``end`` (days),
    ``evidence`` (the measure), ``instrument`` and ``replaced`` (that which replaced or suspended it, or empty). The
    announced extension of the truce of Busan comes last.
    """
    measures, spans = ledger.measures, []
    for name in names:
        row = measures.loc[name]
        heir = row["replaced_by"] or SUSPENDED_BY.get(name, "")
        end = measures.at[heir, "announced"] if row["replaced_by"] else row["expires"] or until
        ends = row["suspended_from"] or end
        # A rule suspended before its day never came into force.
        begins = min(row["effective"] or row["announced"], ends)
        states = [("announced", row["announced"], begins), ("easing" if name in EASINGS else "in force", begins, ends)]
        states += [("suspended", ends, row["suspended_until"])] if row["suspended_from"] else []
        spans += [(names[name], *span, name, heir) for span in states if span[1] < span[2]]
    days = measures["expires"]
    spans.append((names[TRUCE], "extension announced", days[TRUCE], days[EXTENSION], EXTENSION, ""))
    table = pd.DataFrame(spans, columns=["label", "state", "start", "end", "evidence", "heir"])
    instrument = measures["instrument"]
    table["instrument"] = table["evidence"].map(instrument)
    table["replaced"] = table.pop("heir").map(instrument).fillna("")
    return table


def dysprosium_prices(ledger: Ledger, since: str) -> pd.DataFrame:
    """Return what dysprosium oxide was asked for in Europe, dollars a kilogram, and cost in China, yuan a kilogram.

    From a day or month on; columns ``panel`` (the series), ``label`` (the day or month), ``middle`` (the same as a
    day), ``low``, ``high``, ``price`` (their middle), ``text``, ``evidence``.
    """
    found = ledger.observations
    found = found[found["series"].isin(DYSPROSIUM) & (found["period"] >= since)].sort_values("period")
    ends = (
        found[["low", "high"]]
        .apply(lambda end: end.fillna(found["value"]))
        .div(found["series"].map(DYSPROSIUM), axis=0)
    )
    texts = [f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}" for low, high in ends.to_numpy()]
    return pd.DataFrame(
        {
            "panel": found["series"],
            "label": found["period"],
            "middle": found["period"].where(found["period"].str.len() > 7, found["period"] + "-03"),
            "low": ends["low"],
            "high": ends["high"],
            "price": ends.mean(axis=1),
            "text": texts,
            "evidence": found.index,
        }
    ).reset_index(drop=True)


def course(ledger: Ledger, lanes: Mapping[str, Collection[str]], until: str) -> pd.DataFrame:
    """Return rules, exports of magnets and prices of dysprosium since January 2025, for one axis of time.

    ``lanes`` names the measures that stand in each; spans without a printed end stop on the day ``until``. The rows of
    `control_spans`, `magnet_exports` and `dysprosium_prices`, by ``panel`` (one of `PANELS`), with further columns
    ``lane`` (from the top), ``tall`` (exports in the unit of the panel), ``state`` (also of exports: how the number is
    known), ``first`` (whether it is the first of its lane), ``text``, ``colour``.
    """
    spans = control_spans(ledger, {measure: lane for lane, names in lanes.items() for measure in names}, until)
    spans = spans.assign(panel=RULES, lane=spans["label"].map([*lanes].index), first=~spans["label"].duplicated())
    spans["text"] = spans["state"] + " " + spans["start"] + " to " + spans["end"]
    months = pd.period_range("2025-01", until[:7], freq="M").strftime("%Y-%m")
    exports = magnet_exports(ledger, months, TOGETHER).rename(columns={"period": "label", "origin": "state"})
    exports["panel"] = exports["series"].map(dict(zip(EXPORTS, (WORLD, STATES), strict=True)))
    exports["tall"] = exports["point"] / exports["panel"].map({WORLD: 1000, STATES: 1})
    exports["text"] = exports["point"].map("{:,.0f} t".format)
    prices = dysprosium_prices(ledger, "2025")
    prices["panel"] = prices["panel"].map(dict(zip(DYSPROSIUM, (EUROPE, CHINA), strict=True)))
    prices["state"] = prices["panel"].map({EUROPE: "asked in Europe", CHINA: "in China"})
    rows = pd.concat([spans, exports, prices], ignore_index=True)
    return rows.assign(colour=rows["state"].map(COLOURS).fillna("muted"), first=rows["first"].eq(True))

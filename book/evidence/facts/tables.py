"""The claims and the public record as tables, filtered: for readers who look around."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pandas as pd

from evidence.errors import EvidenceError, Problem, nearest
from evidence.facts.registry import claim_text, describe_quantity
from evidence.ledger import Ledger, load_ledger


class Table(pd.DataFrame):
    """A DataFrame that a notebook shows with whole texts and without styles, which pages and other viewers refuse."""

    @property
    def _constructor(self) -> Callable[..., Table]:
        return Table

    def _repr_html_(self) -> str:
        with pd.option_context("display.max_colwidth", None):
            shown = self.reset_index().to_html(index=False, border=0, na_rep="", max_rows=60, show_dimensions=True)
        return re.sub(r' style="[^"]*"', "", shown)


def claims(
    *,
    theme: str = "",
    area: str = "",
    indicator: str = "",
    verdict: str = "",
    article: str = "",
    ledger: Ledger | None = None,
) -> Table:
    """Return what the articles claim, with the verdicts; filters that are empty let all pass.

    Filters are such as ``RU``, ``ru.reserves``, ``contradicted`` and ``001-02``; ``area``, for example ``russia``,
    means claims whose verdict rests on record rows of it. A claim a row, by its key: columns ``statement``, ``text``
    (the figure as the book prints it), ``value``, ``low`` and ``high`` (in ``unit``, NaN where there is none),
    ``unit``, ``basis``, ``period``, ``indicator``, ``article``, ``source`` (its publisher), ``published``, ``verdict``,
    ``confidence`` and ``record`` (the keys that the verdict rests on). Raises `EvidenceError` if a filter's value is
    unknown, and names the nearest.
    """
    ledger = ledger or load_ledger()
    ledger.refuse_changes()
    table = ledger.claims.join(ledger.verdicts[["verdict", "confidence", "record_ids"]])
    articles = ledger.articles.loc[table["article_id"]]
    table["text"] = [claim_text(claim) for _, claim in table.iterrows()]
    table["source"], table["published"] = articles["publisher"].to_numpy(), articles["published"].str[:10].to_numpy()
    table = table.rename(columns={"indicator_id": "indicator", "article_id": "article", "record_ids": "record"})
    for name, wanted in {"theme": theme, "indicator": indicator, "verdict": verdict, "article": article}.items():
        if wanted:
            known = ledger.articles.index if name == "article" else table[name]
            table = table[table[name] == _known(name, wanted, known)]
    if area:
        _known("area", area, ledger.observations["area"])
        of_area = set(ledger.observations.index[ledger.observations["area"] == area])
        table = table[[not of_area.isdisjoint(record.split()) for record in table["record"]]]
    quantity = ["text", "value", "low", "high", "unit", "basis", "period"]
    judged = ["indicator", "article", "source", "published", "verdict", "confidence", "record"]
    return Table(table[["statement", *quantity, *judged]])


def record(
    *, series: str = "", area: str = "", since: str | int = "", vintage: str = "", ledger: Ledger | None = None
) -> Table:
    """Return rows of the public record; filters that are empty let all pass.

    Filters are such as ``usgs.mine-output``, ``russia`` and ``mcs-2026``; ``since`` is a year, month or day with which
    the period begins, or a later one does. By key, ordered by series, area, period and edition: columns ``series``,
    ``area``, ``period``, ``text`` (as the book prints it), ``value``, ``low`` and ``high`` (in ``unit``, NaN where
    there is none), ``unit``, ``basis``, ``status``, ``vintage``, ``source`` (publisher and title), ``locator`` and
    ``note``. Raises `EvidenceError` if a filter's value is unknown, and names the nearest.
    """
    ledger = ledger or load_ledger()
    ledger.refuse_changes()
    table = ledger.observations
    for name, wanted in {"series": series, "area": area, "vintage": vintage}.items():
        if wanted:
            table = table[table[name] == _known(name, wanted, ledger.observations[name])]
    begin = str(since)
    table = table[table["period"].str[: len(begin)] >= begin]
    sources = ledger.sources.loc[table["source_id"]]
    titles = sources["title_en"].where(sources["title_en"] != "", sources["title"])
    table = table.assign(
        text=[describe_quantity(row) for _, row in table.iterrows()],
        source=(sources["publisher"] + ": " + titles).to_numpy(),
    )
    quantity = ["text", "value", "low", "high", "unit", "basis"]
    columns = ["series", "area", "period", *quantity, "status", "vintage", "source", "locator", "note"]
    return Table(table.sort_values(["series", "area", "period", "vintage"], kind="stable")[columns])


def _known(name: str, wanted: str, known: Iterable[str]) -> str:
    names = sorted(set(known))
    if wanted not in names:
        raise EvidenceError(Problem(f"filter {name}", "", f"there is no {wanted!r}", nearest(wanted, names)))
    return wanted

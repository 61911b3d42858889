"""The pages of claims: the ledger, the indicators they speak of, and the scoreboard of verdicts."""

import html

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from _ext.history_pages import subject_history
from _ext.layout import (
    Inline,
    evidence_link,
    fields,
    foreign,
    is_chinese,
    joined,
    link,
    looked_for,
    paragraph,
    section,
    table,
    unfold_button,
)
from _ext.uses import UsesNode
from evidence.charts.theme import VERDICTS
from evidence.facts import claim_text
from evidence.ledger import load_ledger
from evidence.ledger.reconcile import Reconciliation, reconcile
from evidence.ledger.tables import read_resource

THEMES = {
    "XC": "Export controls",
    "RU": "Russian autonomy",
    "US": "United States dependence",
    "EU": "European response",
    "GL": "Global market",
}


def verdict_mark(verdict: str) -> nodes.raw:
    """Return the small tile by which charts and pages show a verdict; the word stands beside it."""
    sign = VERDICTS[verdict].sign
    tile = f'<span class="verdict-mark" data-verdict="{verdict}" aria-hidden="true">{html.escape(sign)}</span>'
    return nodes.raw("", tile, format="html")


def second_reading(claim_id: str) -> str:
    """Return what the blind reading said, where it differs from the verdict."""
    ledger = load_ledger()
    reading = ledger.readings.loc[claim_id]
    if reading["verdict"] == ledger.verdicts.at[claim_id, "verdict"]:
        return ""
    return f"The second reading had {reading['verdict']}. {reading['reason']}"


def claim_entry(claim: pd.Series, rivals: pd.DataFrame) -> nodes.container:
    """Return the ledger's entry for a row of ``claims``, with the other claims on its indicator."""
    ledger = load_ledger()
    claim_id, article = claim["claim_id"], ledger.articles.loc[claim["article_id"]]
    verdict = ledger.verdicts.loc[claim_id]
    stands = nodes.inline("", "", verdict_mark(verdict["verdict"]), nodes.Text(f" {verdict['verdict']}"))
    stands["classes"] += ["verdict-badge", "not-in-pdf"]
    head = paragraph([nodes.literal("", claim_id), " ", claim["statement"], stands], "claim-statement")
    figure_text = foreign(claim["figure_text"], article["language"] if is_chinese(claim["figure_text"]) else "en")
    printed: list[str | nodes.Node] = ["“", figure_text, "” in article "]
    printed += [link(article["article_id"], f"sources.html#article-{article['article_id']}"), f", line {claim['line']}"]
    counted = claim["basis"] + (f", {claim['period']}" if claim["period"] else "")
    indicator = claim["indicator_id"]
    others = [
        nodes.inline("", "", link(name, f"#{name}"), nodes.Text(f" {claim_text(rival)}"))
        for name, rival in rivals.iterrows()
    ]
    judged = [verdict_mark(verdict["verdict"]), " ", nodes.strong("", verdict["verdict"])]
    facts: list[tuple[str, Inline]] = [
        ("As printed", printed),
        ("Read as", f"{claim_text(claim)} ({counted})" if claim["unit"] else ""),
        ("Indicator", link(indicator, f"indicators.html#{indicator}") if indicator else ""),
        ("Also claimed", joined(others)),
        ("Record", joined((evidence_link(key) for key in verdict["record_ids"].split()), "; ")),
        ("Verdict", [*judged, f" ({verdict['confidence']} confidence). {verdict['reason']}"]),
        ("Read twice", second_reading(claim_id)),
        ("Looked for", looked_for(claim_id)),
        ("When printed", verdict["verdict_then"] if verdict["verdict_then"] != verdict["verdict"] else ""),
        ("History", subject_history(claim_id)),
        ("Used in", UsesNode(key=claim_id)),
        ("Note", claim["note"]),
    ]
    return nodes.container("", head, fields(facts), ids=[claim_id], classes=["claim", "folded"])


class LedgerDirective(SphinxDirective):
    """``{ledger}``: every claim of the book, by theme, each with an anchor of its own."""

    def run(self) -> list[nodes.Node]:
        """Return one section a theme."""
        ledger = load_ledger()
        claims, same = ledger.claims, ledger.claims_by_indicator
        sections: list[nodes.Node] = [unfold_button()]
        for theme, title in THEMES.items():
            chosen = claims[claims["theme"] == theme]
            entries = [
                claim_entry(claim, same.get(claim["indicator_id"], claims.loc[[claim_id]]).drop(claim_id))
                for claim_id, claim in chosen.iterrows()
            ]
            sections.append(section(f"{title}: {len(entries)} claims", f"theme-{theme.lower()}", *entries))
        return sections


def parts_company(outcome: Reconciliation) -> bool:
    """Say whether claims on one indicator differ: by their numbers, or for statements by the class of the resolution."""
    if len(outcome.claims) > 1 and not outcome.claims["unit"].any():
        return load_ledger().resolutions.at[outcome.indicator_id, "class"] != "agree"
    return not outcome.agrees


class IndicatorsDirective(SphinxDirective):
    """``{indicators}``: the quantities claims speak of, those on which they part company first."""

    def run(self) -> list[nodes.Node]:
        """Return one section for rival claims and one for the rest."""
        disputed, settled = [], []
        for outcome in reconcile(load_ledger()).values():
            (disputed if parts_company(outcome) else settled).append(self.entry(outcome))
        return [
            section(f"Where claims part company: {len(disputed)} indicators", "rival-claims", *disputed),
            section(f"Where they agree or stand alone: {len(settled)} indicators", "agreed-claims", *settled),
        ]

    def entry(self, outcome: Reconciliation) -> nodes.container:
        """Return one indicator with its claims, how far they lie apart, and its resolution."""
        ledger = load_ledger()
        indicator_id, claims = outcome.indicator_id, outcome.claims
        indicator = ledger.indicators.loc[indicator_id]
        rows = []
        for name, claim in claims.iterrows():
            figure = [link(name, f"ledger.html#{name}"), claim_text(claim), claim["basis"], claim["period"]]
            article = link(claim["article_id"], f"sources.html#article-{claim['article_id']}")
            rows.append(("", [*figure, article, ledger.verdicts.at[name, "verdict"]]))
        content = [
            paragraph([nodes.strong("", indicator["label"]), f". {indicator['definition']}"]),
            table(["Claim", "Figure", "Counts", "Period", "Article", "Verdict"], rows),
        ]
        if indicator_id in ledger.resolutions.index:
            resolution = ledger.resolutions.loc[indicator_id]
            adopted = evidence_link(resolution["adopted"]) if resolution["adopted"] else "none"
            spread = f"Spread: {outcome.spread.text}. " if outcome.spread else ""
            told = [f"{spread}Class: ", nodes.emphasis("", resolution["class"]), ". Adopted: ", adopted]
            content.append(paragraph([*told, f". {resolution['reason']}"]))
        return nodes.container("", *content, ids=[indicator_id], classes=["indicator", "folded"])


class ScoreboardDirective(SphinxDirective):
    """``{scoreboard}``: how many claims of each theme got which verdict."""

    def run(self) -> list[nodes.Node]:
        """Return the table, computed from the verdicts."""
        ledger = load_ledger()
        verdicts = ledger.verdicts[["verdict"]].join(ledger.claims["theme"])
        counts = pd.crosstab(verdicts["verdict"], verdicts["theme"])
        themes = [theme for theme in THEMES if theme in counts]
        fields_of_verdicts = {field["name"]: field for field in read_resource("verdicts")["schema"]["fields"]}
        order = fields_of_verdicts["verdict"]["constraints"]["enum"]
        rows = []
        for name in [name for name in order if name in counts.index]:
            cells = [str(counts.at[name, theme]) if counts.at[name, theme] else "" for theme in themes]
            rows.append(("", [name, *cells, str(counts.loc[name].sum())]))
        headings = ["Verdict", *(THEMES[theme] for theme in themes), "All"]
        total = [str(counts[theme].sum()) for theme in themes]
        rows.append(("", ["all claims", *total, str(int(counts.to_numpy().sum()))]))
        return [table(headings, rows, "scoreboard")]

"""The pages of claims: the ledger, the indicators they speak of, and the scoreboard of verdicts."""

from __future__ import annotations

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from _ext.layout import Inline, evidence_link, fields, foreign, is_chinese, joined, link, paragraph, section, table
from evidence.facts import claim_text
from evidence.ledger import load_ledger
from evidence.reconcile import reconcile
from evidence.tables import read_resource

THEMES = {
    "XC": "Export controls",
    "RU": "Russian autonomy",
    "US": "United States dependence",
    "EU": "European response",
    "GL": "Global market",
}


def claim_entry(claim: pd.Series, rivals: pd.DataFrame) -> nodes.container:
    """Return the ledger's entry for a claim.

    Parameters
    ----------
    claim : Series
        Row of ``claims``.
    rivals : DataFrame
        The other claims on its indicator.

    Returns
    -------
    nodes.container
        With the claim's id as its id.
    """
    ledger = load_ledger()
    claim_id, article = claim["claim_id"], ledger.articles.loc[claim["article_id"]]
    verdict = ledger.verdicts.loc[claim_id]
    head = paragraph([link(claim_id, f"#{claim_id}"), " ", claim["statement"]], "claim-statement")
    figure_text = foreign(claim["figure_text"], article["language"] if is_chinese(claim["figure_text"]) else "en")
    printed: list[str | nodes.Node] = ["“", figure_text, "” in article "]
    printed += [link(article["article_id"], f"sources.html#article-{article['article_id']}"), f", line {claim['line']}"]
    normalised = claim_text(claim) if claim["unit"] else ""
    facts: list[tuple[str, Inline]] = [
        ("As printed", printed),
        (
            "Read as",
            f"{normalised} ({claim['basis']}{', ' + claim['period'] if claim['period'] else ''})" if normalised else "",
        ),
        (
            "Indicator",
            link(claim["indicator_id"], f"indicators.html#{claim['indicator_id']}") if claim["indicator_id"] else "",
        ),
        (
            "Also claimed",
            joined(
                nodes.inline(
                    "", "", link(rival["claim_id"], f"#{rival['claim_id']}"), nodes.Text(f" {claim_text(rival)}")
                )
                for _, rival in rivals.iterrows()
            ),
        ),
        ("Record", joined((evidence_link(key) for key in verdict["record_ids"].split()), "; ")),
        (
            "Verdict",
            [nodes.strong("", verdict["verdict"]), f" ({verdict['confidence']} confidence). {verdict['reason']}"],
        ),
        ("Note", claim["note"]),
    ]
    classes = ["claim", f"verdict-{verdict['verdict'].replace(' ', '-')}"]
    return nodes.container("", head, fields(facts), ids=[claim_id], classes=classes)


class LedgerDirective(SphinxDirective):
    """``{ledger}``: every claim of the book, by theme, each with an anchor of its own."""

    def run(self) -> list[nodes.Node]:
        """Return one section a theme."""
        claims = load_ledger().claims
        same = dict(tuple(claims[claims["indicator_id"] != ""].groupby("indicator_id")))
        sections = []
        for theme, title in THEMES.items():
            chosen = claims[claims["theme"] == theme]
            entries = [
                claim_entry(claim, same.get(claim["indicator_id"], claims.loc[[claim_id]]).drop(claim_id))
                for claim_id, claim in chosen.iterrows()
            ]
            sections.append(section(f"{title}: {len(entries)} claims", f"theme-{theme.lower()}", *entries))
        return sections


class IndicatorsDirective(SphinxDirective):
    """``{indicators}``: the quantities claims speak of, those on which they part company first."""

    def run(self) -> list[nodes.Node]:
        """Return one section for rival claims and one for the rest."""
        ledger = load_ledger()
        disputed, settled = [], []
        for indicator_id, outcome in reconcile(ledger).items():
            entry = self.entry(indicator_id, outcome.claims)
            (settled if outcome.agrees else disputed).append(entry)
        return [
            section(f"Where claims part company: {len(disputed)} indicators", "rival-claims", *disputed),
            section(f"Where they agree or stand alone: {len(settled)} indicators", "agreed-claims", *settled),
        ]

    def entry(self, indicator_id: str, claims: pd.DataFrame) -> nodes.container:
        """Return one indicator with its claims and its resolution."""
        ledger = load_ledger()
        indicator = ledger.indicators.loc[indicator_id]
        rows = [
            (
                "",
                [
                    link(claim["claim_id"], f"ledger.html#{claim['claim_id']}"),
                    claim_text(claim),
                    claim["basis"],
                    claim["period"],
                    link(claim["article_id"], f"sources.html#article-{claim['article_id']}"),
                    ledger.verdicts.at[claim["claim_id"], "verdict"],
                ],
            )
            for _, claim in claims.iterrows()
        ]
        content = [
            paragraph([nodes.strong("", indicator["label"]), f". {indicator['definition']}"]),
            table(["Claim", "Figure", "Counts", "Period", "Article", "Verdict"], rows),
        ]
        if indicator_id in ledger.resolutions.index:
            resolution = ledger.resolutions.loc[indicator_id]
            adopted = evidence_link(resolution["adopted"]) if resolution["adopted"] else "none"
            content.append(
                paragraph(
                    [
                        "Adopted: ",
                        adopted,
                        ". Class: ",
                        nodes.emphasis("", resolution["class"]),
                        f". {resolution['reason']}",
                    ]
                )
            )
        return nodes.container("", *content, ids=[indicator_id], classes=["indicator"])


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


def register(app: Sphinx) -> None:
    """Add the directives."""
    app.add_directive("ledger", LedgerDirective)
    app.add_directive("indicators", IndicatorsDirective)
    app.add_directive("scoreboard", ScoreboardDirective)

"""Directives that lay out the tables of ``data/`` as pages: ledger, indicators, record, measures, results, sources."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from _ext.facts import fact_reference
from evidence import chapter, figure
from evidence.errors import EvidenceError
from evidence.facts import claim_text, describe_quantity, fact
from evidence.ledger import load_ledger
from evidence.models import RESULTS
from evidence.notebooks import chapter_paths, read_notebook
from evidence.provenance import trace
from evidence.quantities import format_date
from evidence.reconcile import reconcile

THEMES = {
    "XC": "Export controls",
    "RU": "Russian autonomy",
    "US": "United States dependence",
    "EU": "European response",
    "GL": "Global market",
}
LANGUAGES = {"zh": "zh", "ru": "ru"}

Inline = str | nodes.Node | Sequence[str | nodes.Node]


def inline(content: Inline) -> list[nodes.Node]:
    """Turn text, a node or a mix of both into inline nodes."""
    if isinstance(content, str):
        return [nodes.Text(content)]
    if isinstance(content, nodes.Node):
        return [content]
    return [node for part in content for node in inline(part)]


def paragraph(content: Inline, *classes: str) -> nodes.paragraph:
    """Return a paragraph of inline content."""
    return nodes.paragraph("", "", *inline(content), classes=list(classes))


def link(text: str, target: str) -> nodes.reference:
    """Return a link to another page of the book or to an address."""
    return nodes.reference("", text, refuri=target, internal=not target.startswith("http"))


def foreign(text: str, language: str) -> nodes.Node:
    """Return text marked with its language, so that screen readers and fonts treat it rightly."""
    if language not in LANGUAGES:
        return nodes.Text(text)
    escaped = nodes.Text(text).astext().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return nodes.raw("", f'<span lang="{LANGUAGES[language]}">{escaped}</span>', format="html")


def joined(parts: Iterable[nodes.Node], separator: str = ", ") -> list[nodes.Node]:
    """Put a separator between nodes."""
    nodes_with_separators: list[nodes.Node] = []
    for part in parts:
        nodes_with_separators += [nodes.Text(separator), part] if nodes_with_separators else [part]
    return nodes_with_separators


def table(headings: Sequence[str], rows: Iterable[tuple[str, Sequence[Inline]]], *classes: str) -> nodes.table:
    """Return a table.

    Parameters
    ----------
    headings : sequence of str
        Column headings.
    rows : iterable of (str, sequence of inline content)
        Each row's id (empty for none) and cells.
    *classes : str
        Classes of the table.

    Returns
    -------
    nodes.table
        With a head row and one body row each.
    """
    group = nodes.tgroup(cols=len(headings))
    group += [nodes.colspec(colwidth=1) for _ in headings]
    head = nodes.row("", *(nodes.entry("", paragraph(heading)) for heading in headings))
    group += nodes.thead("", head)
    body = nodes.tbody()
    for identifier, cells in rows:
        row = nodes.row("", *(nodes.entry("", paragraph(cell)) for cell in cells))
        if identifier:
            row["ids"].append(identifier)
        body += row
    group += body
    return nodes.table("", group, classes=["evidence-table", *classes])


def section(title: Inline, identifier: str, *content: nodes.Node) -> nodes.section:
    """Return a section with an id that is kept as it is written."""
    return nodes.section("", nodes.title("", "", *inline(title)), *content, ids=[identifier], names=[])


def fields(entries: Iterable[tuple[str, Inline]]) -> nodes.field_list:
    """Return a list of named fields; empty ones are left out."""
    listed = nodes.field_list()
    for name, content in entries:
        if content:
            listed += nodes.field("", nodes.field_name(text=name), nodes.field_body("", paragraph(content)))
    return listed


def evidence_link(key: str) -> nodes.Node:
    """Return a link to a record row, measure, project or claim: its number where it has one, else its key."""
    ledger = load_ledger()
    if key in ledger.measures.index:
        measure = ledger.measures.loc[key]
        return link(f"{measure['instrument']} ({measure['status']})", trace(key).href)
    if key in ledger.projects.index:
        return link(ledger.projects.at[key, "name"], f"measures.html#{key}")
    reference = fact_reference(fact(key))
    return nodes.inline("", "", reference, nodes.Text(f" ({key})"))


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
    figure_text = foreign(claim["figure_text"], article["language"] if _is_cjk(claim["figure_text"]) else "en")
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


def _is_cjk(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


class LedgerDirective(SphinxDirective):
    """``{ledger}``: every claim of the book, by theme, each with an anchor of its own."""

    def run(self) -> list[nodes.Node]:
        """Return one section a theme."""
        claims = load_ledger().claims
        sections = []
        for theme, title in THEMES.items():
            chosen = claims[claims["theme"] == theme]
            entries = [
                claim_entry(
                    claim,
                    claims[
                        (claims["indicator_id"] == claim["indicator_id"])
                        & (claims["indicator_id"] != "")
                        & (claims["claim_id"] != claim["claim_id"])
                    ],
                )
                for _, claim in chosen.iterrows()
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


class RecordDirective(SphinxDirective):
    """``{record}``: every row of the public record, by series."""

    def run(self) -> list[nodes.Node]:
        """Return one section a series."""
        observations = load_ledger().observations
        return [self.series(series, rows) for series, rows in observations.groupby("series", sort=True)]

    def series(self, series: str, observations: pd.DataFrame) -> nodes.section:
        """Return one series as a table whose rows carry their keys as ids."""
        rows = [
            (
                key,
                [
                    row["area"].replace("-", " "),
                    format_date(row["period"]),
                    describe_quantity(row),
                    row["status"],
                    link(row["vintage"], f"sources.html#{row['source_id']}"),
                    row["locator"],
                    row["note"],
                ],
            )
            for key, row in observations.iterrows()
        ]
        bases = ", ".join(observations["basis"].unique())
        headings = ["Area", "Period", "Figure", "Status", "Edition", "Where", "Note"]
        return section(
            nodes.literal("", series), series, paragraph(f"Counts: {bases}."), table(headings, rows, "record")
        )


class MeasuresDirective(SphinxDirective):
    """``{measures}``: instruments and events, the 17 elements, and the pipeline of projects."""

    def run(self) -> list[nodes.Node]:
        """Return one section each."""
        ledger = load_ledger()
        measures = [self.measure(measure) for _, measure in ledger.measures.sort_values("announced").iterrows()]
        elements = [
            (
                symbol,
                [
                    symbol,
                    element["name"],
                    foreign(element["name_zh"], "zh"),
                    foreign(element["name_ru"], "ru"),
                    element["group_usgs"],
                    element["uses"],
                    joined(link(key, f"#{key}") for key in element["control_measures"].split()),
                    element["control_status"],
                ],
            )
            for symbol, element in ledger.elements.iterrows()
        ]
        projects = [
            (
                project_id,
                [
                    project["name"],
                    project["company"],
                    project["stage"],
                    describe_quantity(project) if project["unit"] else "",
                    project["start"],
                    project["status"],
                    project["what"],
                    link(project["source_id"], f"sources.html#{project['source_id']}"),
                ],
            )
            for project_id, project in ledger.projects.rename(columns={"capacity": "value"}).iterrows()
        ]
        element_heads = ["", "Element", "Chinese", "Russian", "USGS group", "Uses", "Listed by", "Status"]
        project_heads = ["Project", "Company", "Stage", "Capacity", "Start", "Status", "What it is", "Source"]
        return [
            section("Instruments and events", "instruments", *measures),
            section("The 17 elements", "elements", table(element_heads, elements)),
            section("Projects", "projects", table(project_heads, projects)),
        ]

    def measure(self, measure: pd.Series) -> nodes.container:
        """Return one measure with its dates."""
        head: list[str | nodes.Node] = [nodes.strong("", measure["instrument"])]
        if measure["title_original"]:
            language = "zh" if _is_cjk(measure["title_original"]) else "ru"
            head += [" ", foreign(measure["title_original"], language)]
        dates = [
            f"{name.replace('_', ' ')} {format_date(measure[name])}"
            for name in ("announced", "effective", "suspended_from", "suspended_until", "expires")
            if measure[name]
        ]
        entries: list[tuple[str, Inline]] = [
            ("What", measure["what"]),
            ("Dates", "; ".join(dates)),
            ("Elements", measure["elements"].replace(" ", ", ")),
            ("Status at cut-off", measure["status"]),
            (
                "Replaced by",
                link(measure["replaced_by"], f"#{measure['replaced_by']}") if measure["replaced_by"] else "",
            ),
            ("Source", link(measure["source_id"], f"sources.html#{measure['source_id']}")),
            ("Note", measure["note"]),
        ]
        return nodes.container("", paragraph(head), fields(entries), ids=[measure["measure_id"]], classes=["measure"])


class ResultsDirective(SphinxDirective):
    """``{results}``: every number the book computed itself, with formula, inputs and assumptions."""

    def run(self) -> list[nodes.Node]:
        """Return one entry a result."""
        entries = []
        for key, definition in RESULTS.items():
            inputs = joined(evidence_link(name) for name in definition.inputs)
            facts: list[tuple[str, Inline]] = [
                ("Value", fact(key).text),
                ("Formula", definition.formula),
                ("Inputs", inputs),
                ("Assumes", definition.assumes),
                ("Counts", definition.basis),
            ]
            head = paragraph([nodes.strong("", definition.label), " ", nodes.literal("", key)])
            entries.append(nodes.container("", head, fields(facts), ids=[key], classes=["result"]))
        return entries


class SourcesDirective(SphinxDirective):
    """``{sources}``: the articles, and the documents of the public record with how each was read."""

    def run(self) -> list[nodes.Node]:
        """Return one section each."""
        ledger = load_ledger()
        counts = ledger.claims["article_id"].value_counts()
        articles = [
            (
                f"article-{article_id}",
                [
                    article_id,
                    [foreign(article["title"], "zh"), nodes.Text(f" ({article['title_en']})")],
                    article["publisher"],
                    article["published"].replace("T", " "),
                    f"{article['seed_file'][:3]}, line {article['line']}",
                    "breaks off" if article["truncated"] else "whole",
                    str(counts.get(article_id, 0)),
                ],
            )
            for article_id, article in ledger.articles.iterrows()
        ]
        documents = [
            (
                source_id,
                [
                    source["publisher"],
                    self.title(source),
                    format_date(source["published"]),
                    source["read_as"] + (f" by {source['reported_by']}" if source["reported_by"] else ""),
                    source["grade"],
                    source["note"],
                ],
            )
            for source_id, source in ledger.sources.sort_values(["publisher", "published"]).iterrows()
        ]
        article_heads = ["Article", "Title", "Publisher", "Date", "Seed file", "Body", "Claims"]
        document_heads = ["Publisher", "Document", "Date", "Read as", "Grade", "Caveat"]
        return [
            section("The articles", "articles", table(article_heads, articles)),
            section("The public record", "public-record", table(document_heads, documents)),
        ]

    def title(self, source: pd.Series) -> list[nodes.Node]:
        """Return a document's title, linked where it has an address, with our translation."""
        shown: list[nodes.Node] = [foreign(source["title"], source["language"])]
        if source["title_en"]:
            shown.append(nodes.Text(f" ({source['title_en']})"))
        if source["url"]:
            shown += [nodes.Text(" "), link("address", source["url"])]
        return shown


class ScoreboardDirective(SphinxDirective):
    """``{scoreboard}``: how many claims of each theme got which verdict."""

    def run(self) -> list[nodes.Node]:
        """Return the table, computed from the verdicts."""
        ledger = load_ledger()
        verdicts = ledger.verdicts["verdict"].rename("verdict").to_frame().join(ledger.claims["theme"])
        counts = pd.crosstab(verdicts["verdict"], verdicts["theme"])
        order = next(field["constraints"]["enum"] for field in _verdict_fields() if field["name"] == "verdict")
        rows = []
        for name in [name for name in order if name in counts.index]:
            cells = [
                str(counts.at[name, theme]) if counts.at[name, theme] else "" for theme in THEMES if theme in counts
            ]
            rows.append(("", [name, *cells, str(counts.loc[name].sum())]))
        headings = ["Verdict", *(THEMES[theme] for theme in THEMES if theme in counts), "All"]
        total = [str(counts[theme].sum()) for theme in THEMES if theme in counts]
        rows.append(("", ["all claims", *total, str(int(counts.to_numpy().sum()))]))
        return [table(headings, rows, "scoreboard")]


def _verdict_fields() -> list[dict]:
    from evidence.tables import read_resource

    return read_resource("verdicts")["schema"]["fields"]


class FigureCardDirective(SphinxDirective):
    """``{figure-card} fig-id``: a chapter's figure on another page, from the same stored output."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the figure's card with a link to its chapter.

        Raises
        ------
        ExtensionError
            If no chapter shows the figure.
        """
        wanted = self.arguments[0]
        for path in chapter_paths():
            for cell in read_notebook(path).cells:
                for output in cell.get("outputs", []):
                    if output.get("data", {}).get(figure.MIME, {}).get("id") == wanted:
                        card = nodes.raw("", output["data"]["text/html"], format="html")
                        more = paragraph(
                            ["From the chapter ", link(path.stem.replace("_", " "), f"{path.stem}.html#{wanted}"), "."]
                        )
                        return [card, more]
        raise ExtensionError(f"{self.env.docname}: no chapter shows the figure {wanted}; check its id")


class ComparisonsDirective(SphinxDirective):
    """``{comparisons}``: the assertions a page without cells relies on, one a line.

    Each line reads ``words on the page | left | relation | right``; ``verdict`` and ``status`` are relations too.
    """

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Check every line and return them as a table.

        Raises
        ------
        ExtensionError
            If a comparison isn't true or its words aren't on the page.
        """
        try:
            checks = tuple(self.check(line) for line in self.content if line.strip())
            text = Path(self.env.doc2path(self.env.docname)).read_text(encoding="utf-8")
            problems = chapter.failures(f"{self.env.docname}.md", text.split("```{comparisons}")[0], checks)
        except EvidenceError as error:
            problems = list(error.problems)
        if problems:
            raise ExtensionError("\n".join(map(str, problems)))
        return [table(["Words", "Read as"], [("", [check.phrase, check.reading]) for check in checks])]

    def check(self, line: str) -> chapter.Check:
        """Turn one line into a check."""
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 4:
            raise ExtensionError(f"{self.env.docname}: {line!r} isn't 'words | left | relation | right'")
        phrase, left, relation, right = parts
        if relation == "verdict":
            return chapter.verdict(phrase, left, right)
        if relation == "status":
            return chapter.status(phrase, left, right)
        try:
            return chapter.compare(phrase, left, relation, float(right))
        except ValueError as error:
            if isinstance(error, EvidenceError) or _is_number(right):
                raise
            return chapter.compare(phrase, left, relation, right)


def _is_number(text: str) -> bool:
    try:
        return not math.isnan(float(text))
    except ValueError:
        return False


def register(app: Sphinx) -> None:
    """Add the directives."""
    app.add_directive("ledger", LedgerDirective)
    app.add_directive("indicators", IndicatorsDirective)
    app.add_directive("record", RecordDirective)
    app.add_directive("measures", MeasuresDirective)
    app.add_directive("results", ResultsDirective)
    app.add_directive("sources", SourcesDirective)
    app.add_directive("scoreboard", ScoreboardDirective)
    app.add_directive("figure-card", FigureCardDirective)
    app.add_directive("comparisons", ComparisonsDirective)

"""The pages of the record: observations, gaps, searches, measures, elements, works, computed results and sources."""

from typing import Any

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from _ext.claim_pages import THEMES
from _ext.history_pages import subject_history
from _ext.layout import (
    Inline,
    evidence_link,
    fields,
    folded_table,
    foreign,
    is_chinese,
    joined,
    link,
    looked_for,
    paragraph,
    section,
    table,
    unfold_button,
    weak_mark,
)
from evidence.facts import describe_quantity, fact, split_bound
from evidence.ledger import Ledger, load_ledger
from evidence.ledger.quantities import NBSP, format_date, format_quantity
from evidence.ledger.tables import read_resource
from evidence.results import RESULTS, Definition

# First word of a result's key, after ``model.``, to the heading it stands under on the page of our arithmetic.
SUBJECTS = {
    **{prefix.lower(): title for prefix, title in THEMES.items()},
    "lev": "Leverage",
    "out": "Outlook",
    "growth": "Growth of output",
    "fastest": "Growth of output",
    "implied": "What claims imply",
}
OTHER_SUBJECT = "World and works"
STAGES = {
    "mine": "Mines",
    "separation": "Separation",
    "metal": "Metal and alloy",
    "magnet": "Magnets",
    "recycling": "Recycling",
    "cluster": "Clusters",
}
# A list of inputs longer than this is printed once; later results with the same inputs point to it.
REPEATED_INPUTS = 4
# Results named with an assumption; of more the number is told.
MOST_USERS = 8


def name_areas(areas: str) -> str:
    """Return the areas of a table, such as ``united-states/china``, as a page names them."""
    names = load_ledger().areas["name"]
    return ", ".join(names[area] for area in areas.split("/"))


def basis_id(basis: str) -> str:
    """Return the id of a basis on the page of the record."""
    return f"basis-{nodes.make_id(basis)}"


def basis_link(basis: str) -> nodes.reference:
    """Return a basis with a link to its definition."""
    return link(basis, f"record.html#{basis_id(basis)}")


class RecordDirective(SphinxDirective):
    """``{record}``: every row of the public record, by series."""

    def run(self) -> list[nodes.Node]:
        """Return one entry a series."""
        observations = load_ledger().observations
        return [self.series(series, rows) for series, rows in observations.groupby("series", sort=True)]

    def series(self, series: str, observations: pd.DataFrame) -> nodes.container:
        """Return one series as a table whose rows carry their keys as ids."""
        rows = [
            (
                key,
                [
                    name_areas(row["area"]),
                    format_date(row["period"]),
                    describe_quantity(row),
                    row["status"],
                    [link(row["vintage"], f"sources.html#{row['source_id']}"), *weak_mark(row["source_id"])],
                    row["locator"],
                    row["note"],
                ],
            )
            for key, row in observations.iterrows()
        ]
        bases = joined(map(basis_link, observations["basis"].unique()))
        headings = ["Area", "Period", "Figure", "Status", "Edition", "Where", "Note"]
        number = nodes.inline("", f"{len(rows)} figures" if len(rows) > 1 else "1 figure", classes=["not-in-pdf"])
        content = [paragraph(["Counts: ", *bases, "."]), table(headings, rows, "record")]
        head = paragraph([nodes.literal("", series), number])
        return nodes.container("", head, *content, ids=[series], classes=["series", "folded"])


class RecordIndexDirective(SphinxDirective):
    """``{record-index}``: the first words of the series' names, each with a link to the first series that begins so."""

    def run(self) -> list[nodes.Node]:
        """Return a line of links; paper, which can't follow them, leaves it out."""
        series = pd.Series(sorted(load_ledger().observations["series"].unique()))
        begun = series.groupby(series.str.partition(".")[0]).agg(["first", "size"])
        links = (
            nodes.inline("", "", link(word, f"#{row['first']}"), nodes.Text(f"{NBSP}{row['size']}"))
            for word, row in begun.iterrows()
        )
        return [
            nodes.container("", paragraph(["Series by their first word: ", *joined(links)]), classes=["not-in-pdf"])
        ]


class VocabulariesDirective(SphinxDirective):
    """``{vocabularies}``: what exactly figures count, and their units."""

    def run(self) -> list[nodes.Node]:
        """Return both tables, in alphabetical order."""
        ledger = load_ledger()
        bases = sorted(ledger.bases.iterrows(), key=lambda row: row[0].lower())
        units = sorted(ledger.units["definition"].items(), key=lambda row: row[0].lower())
        return [
            table(
                ["Basis", "Counts", "In"],
                [(basis_id(name), [name, row["definition"], row["units"].replace(" ", ", ")]) for name, row in bases],
            ),
            table(["Unit", "Stands for"], [("", row) for row in units]),
        ]


class GapsDirective(SphinxDirective):
    """``{gaps}``: what the record does not reach, why, and what the book does about it."""

    def run(self) -> list[nodes.Node]:
        """Return one entry a gap."""
        return [self.gap(gap) for _, gap in load_ledger().gaps.iterrows()]

    def gap(self, gap: pd.Series) -> nodes.container:
        """Return one gap with links to all it bears on."""
        entries: list[tuple[str, Inline]] = [
            ("Not known", gap["what"]),
            ("Why", gap["why"]),
            ("What follows", gap["consequence"]),
            ("Bears on", joined(self.subject(name) for name in gap["affects"].split())),
            ("Looked for", looked_for(gap["gap_id"])),
        ]
        head = paragraph(nodes.strong("", gap["topic"]))
        return nodes.container("", head, fields(entries), ids=[gap["gap_id"]], classes=["measure", "folded"])

    def subject(self, name: str) -> nodes.reference:
        """Return a link to the claim, indicator, measure or record series that a gap bears on."""
        ledger = load_ledger()
        pages = (("ledger", ledger.claims), ("indicators", ledger.indicators), ("measures", ledger.measures))
        page = next((page for page, frame in pages if name in frame.index), "record")
        return link(name, f"{page}.html#{name}")


class SearchesDirective(SphinxDirective):
    """``{searches}``: where was looked, with which words, in which language, on which day, and what was found."""

    def run(self) -> list[nodes.Node]:
        """Return one table, in the order of the file."""
        ledger = load_ledger()
        rows = [(search_id, self.cells(search, ledger)) for search_id, search in ledger.searches.iterrows()]
        listed = table(["Question", "Words, where and when", "Found"], rows, "record")
        return [folded_table(f"All {len(rows):,} searches", listed)]

    def cells(self, search: pd.Series, ledger: Ledger) -> list[Inline]:
        """Return one search as cells of a row."""
        publishers = ledger.sources["publisher"]
        links = [link(publishers[name], f"sources.html#{name}") for name in search["source_ids"].split()]
        return [
            search["question"],
            [
                foreign(search["words"], search["language"]),
                nodes.Text(f" ({search['corpus']}, {format_date(search['day'])})"),
            ],
            [f"{search['found'].rstrip('.')}. ", *joined(links)],
        ]


class MeasuresDirective(SphinxDirective):
    """``{measures}``: instruments and events, the 17 elements, and the works by stage."""

    def run(self) -> list[nodes.Node]:
        """Return one section each."""
        ledger = load_ledger()
        first_date = ledger.measures["announced"].where(
            ledger.measures["announced"] != "", ledger.measures["effective"]
        )
        in_time = ledger.measures.loc[first_date.sort_values(kind="stable").index]
        measures = [self.measure(measure) for _, measure in in_time.iterrows()]
        elements = [
            (
                symbol,
                [
                    symbol,
                    f"{element['name']} ({element['atomic_number']})",
                    foreign(element["name_zh"], "zh"),
                    foreign(element["name_ru"], "ru"),
                    f"{element['group_usgs']}; {element['group_china']}",
                    element["uses"],
                    joined(link(key, f"#{key}") for key in element["control_measures"].split()),
                    element["control_status"],
                ],
            )
            for symbol, element in ledger.elements.iterrows()
        ]
        element_heads = [
            "Symbol",
            "Element (atomic number)",
            "Chinese",
            "Russian",
            "Group: USGS; in China",
            "Uses",
            "Listed by",
            "Status",
        ]
        return [
            section("Instruments and events", "instruments", *measures),
            section("The 17 elements", "elements", table(element_heads, elements)),
            section("Works", "works", *self.works()),
        ]

    def measure(self, measure: pd.Series) -> nodes.container:
        """Return one measure with its dates."""
        head: list[str | nodes.Node] = [nodes.strong("", measure["instrument"])]
        if measure["title_original"]:
            language = "zh" if is_chinese(measure["title_original"]) else "ru"
            head += [" ", foreign(measure["title_original"], language)]
        dates = [
            f"{name.replace('_', ' ')} {format_date(measure[name])}"
            for name in ("announced", "effective", "suspended_from", "suspended_until", "expires")
            if measure[name]
        ]
        entries: list[tuple[str, Inline]] = [
            ("What", measure["what"]),
            ("Who", name_areas(measure["actor"])),
            ("Kind", measure["kind"]),
            ("Dates", "; ".join(dates)),
            ("Elements", measure["elements"].replace(" ", ", ")),
            ("Status at cut-off", measure["status"]),
            (
                "Replaced by",
                link(measure["replaced_by"], f"#{measure['replaced_by']}") if measure["replaced_by"] else "",
            ),
            ("Source", self.source(measure["source_id"])),
            ("Note", measure["note"]),
        ]
        return nodes.container(
            "", paragraph(head), fields(entries), ids=[measure["measure_id"]], classes=["measure", "folded"]
        )

    def works(self) -> list[nodes.section]:
        """Return a table of the works of each stage, in the order of countries and names."""
        projects = load_ledger().projects.rename(columns={"capacity": "value"})
        heads = ["Works", "Capacity", "Status", "What"]
        stages = {field["name"]: field for field in read_resource("projects")["schema"]["fields"]}["stage"]
        sections = []
        for stage in stages["constraints"]["enum"]:
            chosen = projects[projects["stage"] == stage].sort_values(["area", "name"])
            rows = [(project_id, self.cells(project)) for project_id, project in chosen.iterrows()]
            listed = folded_table("Capacity, status and source of each", table(heads, rows, "record"))
            sections.append(section(f"{STAGES[stage]}: {len(rows)} works", f"works-{stage}", listed))
        return sections

    def cells(self, project: pd.Series) -> list[Inline]:
        """Return one works as cells of a row; its capacity stands in the column ``value``."""
        owner = f" ({project['owner']})" if project["owner"] not in ("", project["company"]) else ""
        first, start = project["start_first"], project["start"]
        since = f", {format_date(start)}" if start else ""
        moved = f", first announced for {format_date(first)}" if first and first != start else ""
        cost = format_quantity(project["cost"], project["cost_currency"]) if project["cost_currency"] else ""
        named = (("Cost", cost), ("Feed", project["feed"]), ("Note", project["note"]))
        told = " ".join(f"{name}: {text.rstrip('.')}." for name, text in named if text)
        return [
            [
                nodes.strong("", project["name"]),
                nodes.Text(f" {project['company']}{owner}; {project['place']}, {name_areas(project['area'])}"),
            ],
            describe_quantity(project) if project["unit"] else "not public",
            f"{project['status']}{since}{moved}",
            [f"{project['what'].rstrip('.')}. {told} ", *self.source(project["source_id"])],
        ]

    def source(self, source_id: str) -> list[nodes.Node]:
        """Return a link to a source, with a mark if it is weak."""
        return [link(source_id, f"sources.html#{source_id}"), *weak_mark(source_id)]


class ResultsDirective(SphinxDirective):
    """``{results}``: every number the book computed itself, by subject, with formula, inputs and assumptions."""

    def run(self) -> list[nodes.Node]:
        """Return one section a subject, in the order in which the models come to them."""
        groups: dict[str, list[nodes.Node]] = {title: [] for title in (*SUBJECTS.values(), OTHER_SUBJECT)}
        listed: dict[tuple[str, ...], str] = {}
        for key, definition in RESULTS.items():
            subject = SUBJECTS.get(key.removeprefix("model.").partition("-")[0], OTHER_SUBJECT)
            groups[subject].append(self.result(definition, listed.get(definition.inputs, "")))
            if len(definition.inputs) > REPEATED_INPUTS:
                listed.setdefault(definition.inputs, key)
        return [unfold_button()] + [
            section(f"{title}: {len(entries)} results", f"results-{nodes.make_id(title)}", *entries)
            for title, entries in groups.items()
            if entries
        ]

    def result(self, definition: Definition, listed: str) -> nodes.container:
        """Return one result; ``listed`` is the result that names the same inputs already, empty if none does."""
        inputs: Inline = joined(evidence_link(name) for name in definition.inputs)
        if listed:
            inputs = [f"the {len(definition.inputs)} numbers of ", link(listed, f"#{listed}")]
        entries: list[tuple[str, Inline]] = [
            ("Value", fact(definition.key).text),
            ("Formula", definition.formula),
            ("In numbers", self.in_numbers(definition)),
            ("Inputs", inputs),
            ("Assumes", definition.assumes),
            ("Counts", basis_link(definition.basis)),
            ("History", subject_history(definition.key)),
        ]
        value = nodes.inline("", fact(definition.key).text, classes=["entry-value", "not-in-pdf"])
        head = paragraph([nodes.strong("", definition.label), " ", nodes.literal("", definition.key), value])
        return nodes.container("", head, fields(entries), ids=[definition.key], classes=["result", "folded"])

    def in_numbers(self, definition: Definition) -> str:
        """Return the formula with its numbers put in; empty where an algorithm computes."""
        said = definition.numbers(lambda key: fact(key).text)
        return " to ".join(formula.say(said) for formula in definition.formulas)


class AssumptionsDirective(SphinxDirective):
    """``{assumptions}``: what no source gives and results need, each with range, reason and the results that take it."""

    def run(self) -> list[nodes.Node]:
        """Return one entry each, in the order of the table."""
        users: dict[str, list[str]] = {}
        for name, definition in RESULTS.items():
            for key in {split_bound(given)[0] for given in definition.inputs}:
                users.setdefault(key, []).append(name)
        return [self.assumption(key, row, users.get(key, [])) for key, row in load_ledger().assumptions.iterrows()]

    def assumption(self, key: str, row: pd.Series, users: list[str]) -> nodes.container:
        """Return one assumption; ``users`` are the results that take it."""
        ledger = load_ledger()
        source, rest = row["source_id"], len(users) - MOST_USERS
        more = nodes.Text(f", and {rest} more" if rest > 0 else "")
        entries: list[tuple[str, Inline]] = [
            ("Value", fact(key).text),
            ("Adopted from", [evidence_link(row["adopts"])] if row["adopts"] else ""),
            ("Could be", format_quantity(None, row["unit"], low=row["low"], high=row["high"])),
            ("Why", row["reason"]),
            ("Source", [link(ledger.sources.at[source, "publisher"], f"sources.html#{source}")] if source else ""),
            ("Used by", [*joined(evidence_link(name) for name in users[:MOST_USERS]), more]),
            ("Counts", basis_link(row["basis"])),
        ]
        value = nodes.inline("", fact(key).text, classes=["entry-value", "not-in-pdf"])
        head = paragraph([nodes.strong("", row["label"]), " ", nodes.literal("", key), value])
        return nodes.container("", head, fields(entries), ids=[key], classes=["result", "folded"])


class SourcesDirective(SphinxDirective):
    """``{sources}``: the articles, their figures that are no claims, and the documents of the public record."""

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
        not_claims = [
            ("", [file[:3], reason, joined(map(self.figure, rows.itertuples()), "; ")])
            for (file, reason), rows in ledger.not_claims.groupby(["seed_file", "reason"], sort=True)
        ]
        article_heads = ["Article", "Title", "Publisher", "Date", "Seed file", "Body", "Claims"]
        not_claim_heads = ["Seed file", "Why they are no claims", "Figures as printed, with their lines"]
        document_heads = ["Publisher", "Document", "Date", "Read as", "Grade", "Caveat"]
        return [
            section("The articles", "articles", table(article_heads, articles)),
            section("Figures that are no claims", "not-claims", table(not_claim_heads, not_claims)),
            section(
                "The public record",
                "public-record",
                self.letters(ledger.sources),
                folded_table(f"All {len(documents):,} documents", table(document_heads, documents)),
            ),
        ]

    def letters(self, sources: pd.DataFrame) -> nodes.container:
        """Return the first letters of the publishers, each with a link to its first document; paper leaves them out."""
        sources = sources.sort_values(["publisher", "published"])
        first = sources.groupby(sources["publisher"].str[0].str.upper(), sort=False).head(1)
        links = (link(row["publisher"][0].upper(), f"#{source_id}") for source_id, row in first.iterrows())
        return nodes.container(
            "", paragraph(["Publishers by their first letter: ", *joined(links, " ")]), classes=["not-in-pdf"]
        )

    def figure(self, row: Any) -> nodes.inline:
        """Return a figure that is no claim, with its line, how often it stands there, and what it means."""
        times = f", {row.occurrences} times" if row.occurrences > 1 else ""
        meaning = f": {row.note}" if row.note else ""
        text = foreign(row.figure_text, "zh" if is_chinese(row.figure_text) else "en")
        return nodes.inline("", "", text, nodes.Text(f" (line {row.line}{times}{meaning})"))

    def title(self, source: pd.Series) -> list[nodes.Node]:
        """Return a document's title, linked where it has an address, with our translation."""
        # A title that is its own translation is ours: a description.
        is_ours = source["title"] == source["title_en"]
        shown: list[nodes.Node] = [foreign(source["title"], "en" if is_ours else source["language"])]
        if source["title_en"] and not is_ours:
            shown.append(nodes.Text(f" ({source['title_en']})"))
        if source["url"]:
            shown += [nodes.Text(" "), link("address", source["url"])]
        return shown

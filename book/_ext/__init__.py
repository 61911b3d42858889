"""The Sphinx extension that shows the evidence: facts in prose, the ledger's pages, figure files, and guards.

Loaded by ``_config.yml``; it adds nothing to the numbers, it only shows what `evidence` gives.
"""

import atexit
import gc
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from _ext import (
    assets,
    bibliography,
    change,
    claim_pages,
    explorer,
    exports,
    facts,
    figures,
    furniture,
    guards,
    history_pages,
    linked_data,
    notices,
    page_parts,
    pdf,
    peeks,
    publication,
    record_pages,
    search_index,
    sharing,
    text_marks,
    typefaces,
    uses,
    writer,
)

# Read and write pages; more than there are cores, as pages differ in length a hundredfold.
PROCESSES = 6
DIRECTIVES = {
    "ledger": claim_pages.LedgerDirective,
    "indicators": claim_pages.IndicatorsDirective,
    "scoreboard": claim_pages.ScoreboardDirective,
    "figure-card": page_parts.FigureCardDirective,
    "chapters": page_parts.ChaptersDirective,
    "citation": page_parts.CitationDirective,
    "history": history_pages.HistoryDirective,
    "explorer": explorer.ExplorerDirective,
    "change-a-number": change.ChangeDirective,
    "ledger-schema": exports.LedgerSchemaDirective,
    "supply": notices.SupplyDirective,
    "record": record_pages.RecordDirective,
    "record-index": record_pages.RecordIndexDirective,
    "vocabularies": record_pages.VocabulariesDirective,
    "gaps": record_pages.GapsDirective,
    "searches": record_pages.SearchesDirective,
    "measures": record_pages.MeasuresDirective,
    "results": record_pages.ResultsDirective,
    "assumptions": record_pages.AssumptionsDirective,
    "sources": record_pages.SourcesDirective,
    "downloads": pdf.DownloadsDirective,
    "citation-records": pdf.RecordsDirective,
}


def spread(app: Sphinx, environment: BuildEnvironment, names: list[str]) -> None:
    """Give neighbours in the alphabet to different processes: the longest pages, record and results, are such."""
    names[:] = [name for start in range(PROCESSES) for name in names[start::PROCESSES]]


# Written once all pages stand, in this order: the report is set beside the other files; fonts are cut once the pages tell their
# letters, and the archive holds what stands before.
FILES = (
    pdf.start_report,
    furniture.offer_notebooks,
    explorer.write_explorer,
    change.write_change,
    search_index.write_index,
    assets.write_chart_library,
    assets.drop_style_sheets,
    typefaces.finish_fonts,
    bibliography.write_bibliography,
    exports.write_exports,
    notices.write_notices,
    publication.write_publication,
    pdf.write_pdf,
)
# Those that any pages in HTML need; the others lie beside the pages of the book alone.
FRAME = (assets.write_chart_library, assets.drop_style_sheets, typefaces.finish_fonts)
# What a page that is built again while it is served needs of them.
EACH_TIME = (assets.drop_style_sheets, furniture.offer_notebooks)


def plan_files(app: Sphinx) -> None:
    """Have the files of this builder written in the end; what is served has no PDF, and the others with the first build only."""
    files = FILES if app.builder.name == "html" else FRAME
    if app.tags.has(guards.SERVED):
        built = (Path(app.outdir) / "index.html").exists()
        files = [write for write in files if write in EACH_TIME or not (built or write.__module__ == pdf.__name__)]

    def write_files(app: Sphinx, error: Exception | None) -> None:
        for write in files if error is None else ():
            write(app)

    if app.builder.format == "html":
        app.connect("build-finished", write_files)


# By event, in the order in which they are called. Text is marked before furniture is put round it.
LISTENERS = {
    "builder-inited": (guards.guard, search_index.start, plan_files),
    "env-before-read-docs": (spread,),
    "source-read": (figures.show_cards,),
    "doctree-read": (text_marks.address_terms, uses.collect_sentences),
    "doctree-resolved": (furniture.leave_code_plain, page_parts.dress_first_page, uses.resolve_uses),
    "html-collect-pages": (furniture.add_pages, search_index.add_page, sharing.add_embeds),
    "html-page-context": (
        text_marks.annotate_page,
        furniture.set_context,
        peeks.write_peeks,
        search_index.collect,
        linked_data.add_linked_data,
    ),
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Register directives and listeners; the writer, which wraps that of another extension, does so itself."""
    # Pages are large trees, held to the end: by default Python searches them for garbage again and again, a quarter of
    # the build's time.
    gc.set_threshold(50_000)
    # At the end the system takes all at once.
    atexit.register(gc.freeze)
    # Jupyter Book has no option for it. A process that parts has drawn nothing: the renderer wouldn't answer in both.
    app.parallel = PROCESSES
    # It numbers headings once all pages are read, and doesn't say that this is safe.
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    for event, listeners in LISTENERS.items():
        for listener in listeners:
            app.connect(event, listener)
    app.add_html_theme("rare_earth", str(furniture.THEME))
    app.add_transform(facts.BindingTransform)
    app.add_node(uses.UsesNode)
    writer.register(app)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}

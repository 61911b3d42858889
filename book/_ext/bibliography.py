"""The sources of the public record as a BibTeX file for readers' reference managers."""

from pathlib import Path

import pandas as pd
from pybtex.database import BibliographyData, Entry
from sphinx.application import Sphinx

from evidence.ledger import load_ledger

FILE = "book/references.bib"


def source_entry(source: pd.Series) -> Entry:
    """Return a row of ``sources`` as a BibTeX entry; its note says how it was read, and what to be careful of."""
    through = f" through {source['reported_by']}" if source["reported_by"] else ""
    notes = [f"read as: {source['read_as']}{through}; grade {source['grade']}", source["note"]]
    fields = {
        "title": source["title"] + (f" ({source['title_en']})" if source["title_en"] else ""),
        "publisher": source["publisher"],
        "year": source["published"][:4],
        "date": source["published"],
        "url": source["url"],
        "language": source["language"],
        "note": ". ".join(filter(None, notes)),
    }
    return Entry("misc", [(name, text) for name, text in fields.items() if text])


def write_bibliography(app: Sphinx) -> None:
    """Write the file beside the pages."""
    entries = {source_id: source_entry(source) for source_id, source in load_ledger().sources.iterrows()}
    text = BibliographyData(entries=entries).to_string("bibtex")
    (Path(app.outdir) / FILE).write_text(text, encoding="utf-8")

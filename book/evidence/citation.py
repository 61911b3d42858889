"""How to cite the book: a sentence, and records for reference managers, all from ``CITATION.cff``."""

from __future__ import annotations

import json
from collections.abc import Callable

from pybtex.database import BibliographyData, Entry, Person

from evidence import edition

# Suffix of each record's file, with the name readers know it by.
RECORDS = {".bib": "BibTeX", ".ris": "RIS", ".csl.json": "CSL-JSON"}


def authors() -> list[str]:
    """Return the authors, each as one name; they are groups, whose names have no parts."""
    return [author["name"] for author in edition.citation()["authors"]]


def key() -> str:
    """Return the citation key, for example ``rare-earth-leverage-2026.1``."""
    return f"rare-earth-leverage-{edition.edition()}"


def sentence() -> str:
    """Return the citation as a sentence."""
    book = edition.citation()
    year = str(book["date-released"])[:4]
    return f"{', '.join(authors())} ({year}). {book['title']}. Edition {edition.edition()}, commit {edition.commit()}."


def note() -> str:
    """Return what a citation says beyond author, title, year and edition."""
    return f"Evidence cut-off {edition.cutoff().isoformat()}, commit {edition.commit()}"


def bibtex() -> str:
    """Return a BibTeX record; braces keep each author's name whole."""
    book = edition.citation()
    fields = {
        "title": f"{{{book['title']}}}",
        "year": str(book["date-released"])[:4],
        "date": str(book["date-released"]),
        "edition": edition.edition(),
        "keywords": ", ".join(book["keywords"]),
        "note": note(),
    }
    people = {"author": [Person(f"{{{name}}}") for name in authors()]}
    return BibliographyData(entries={key(): Entry("book", fields, people)}).to_string("bibtex")


def ris() -> str:
    """Return a RIS record."""
    book = edition.citation()
    year, month, day = str(book["date-released"]).split("-")
    lines = [
        ("TY", "BOOK"),
        ("ID", key()),
        *(("AU", name) for name in authors()),
        ("TI", book["title"]),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}"),
        ("ET", edition.edition()),
        *(("KW", word) for word in book["keywords"]),
        ("N1", note()),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in lines)


def csl() -> str:
    """Return a CSL-JSON record, as citation processors read it."""
    book = edition.citation()
    record = {
        "id": key(),
        "type": "book",
        "author": [{"literal": name} for name in authors()],
        "title": book["title"],
        "issued": {"date-parts": [[int(part) for part in str(book["date-released"]).split("-")]]},
        "edition": edition.edition(),
        "keyword": ", ".join(book["keywords"]),
        "note": note(),
    }
    return json.dumps([record], ensure_ascii=False, indent=2) + "\n"


def records() -> dict[str, str]:
    """Return the records by suffix, in the order of `RECORDS`."""
    writers: tuple[Callable[[], str], ...] = (bibtex, ris, csl)
    return {suffix: write() for suffix, write in zip(RECORDS, writers, strict=True)}

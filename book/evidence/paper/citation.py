"""How to cite the book and its parts: sentences, and records for reference managers, all from ``CITATION.cff``."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import yaml
from pybtex.database import BibliographyData, Entry, Person

from evidence.ledger import edition
from evidence.paths import ROOT

# Suffix of each record's file, with the name readers know it by.
RECORDS = {".bib": "BibTeX", ".ris": "RIS", ".csl.json": "CSL-JSON"}
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"


def work() -> dict[str, Any]:
    """Return what references name: ``CITATION.cff``, with the type, publisher and DOI of its ``preferred-citation``."""
    book = edition.citation()
    return book | {name: book["preferred-citation"].get(name, "") for name in ("type", "publisher", "doi")}


def authors() -> list[str]:
    """Return the authors, each as one name; they are groups, whose names have no parts."""
    return [author["name"] for author in work()["authors"]]


def publisher() -> str:
    """Return who publishes the book."""
    return work()["publisher"]["name"]


def doi() -> str:
    """Return the edition's DOI, or nothing while it has none."""
    return str(work()["doi"])


@cache
def base_address() -> str:
    """Return where the book is on the web, ending in a stroke, or nothing: ``html: baseurl`` of ``_config.yml``."""
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    address = str(settings.get("html", {}).get("baseurl", "")).rstrip("/")
    return f"{address}/" if address else ""


def address(page: str = "", identifier: str = "") -> str:
    """Return the permanent address of the book, a page or what has an identifier there, or nothing."""
    if not base_address() or not page:
        return base_address()
    return f"{base_address()}book/{page}.html{f'#{identifier}' if identifier else ''}"


def key() -> str:
    """Return the citation key, for example ``rare-earth-leverage-2026.1``."""
    return f"rare-earth-leverage-{edition.edition()}"


def identifier() -> str:
    """Return what names this edition for good: its DOI, or else its citation key and commit."""
    return f"https://doi.org/{doi()}" if doi() else f"{key()}+{edition.commit()}"


def version() -> str:
    """Return edition and commit: together they tell which numbers were read."""
    return f"{edition.edition()}, commit {edition.commit()}"


def sentence(part: str = "", number: str = "") -> str:
    """Return the citation as a sentence; of a chapter alone, by its title and number."""
    where = f"https://doi.org/{doi()}" if doi() else base_address()
    begin = f"{', '.join(authors())} ({_year()}). "
    if part:
        begin += f"{part}. Chapter {number} of "
    return f"{begin}{work()['title']}. Edition {version()}.{f' {where}' if where else ''}"


def note() -> str:
    """Return what a citation says beyond author, title, year, publisher and edition."""
    return f"Evidence cut-off {edition.cutoff().isoformat()}"


def bibtex() -> str:
    """Return a BibTeX record; braces keep each author's name whole."""
    fields = {
        "title": f"{{{work()['title']}}}",
        "publisher": f"{{{publisher()}}}",
        "year": _year(),
        "date": _day(),
        "edition": version(),
        "version": version(),
        "doi": doi(),
        "url": base_address(),
        "keywords": ", ".join(work()["keywords"]),
        "note": note(),
    }
    people = {"author": [Person(f"{{{name}}}") for name in authors()]}
    kept = {name: text for name, text in fields.items() if text}
    return BibliographyData(entries={key(): Entry(work()["type"], kept, people)}).to_string("bibtex")


def ris() -> str:
    """Return a RIS record."""
    lines = [
        ("TY", work()["type"].upper()),
        ("ID", key()),
        *(("AU", name) for name in authors()),
        ("TI", work()["title"]),
        ("PB", publisher()),
        ("PY", _year()),
        ("DA", _day().replace("-", "/")),
        ("ET", version()),
        ("DO", doi()),
        ("UR", base_address()),
        *(("KW", word) for word in work()["keywords"]),
        ("N1", note()),
    ]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in lines if text) + "ER  - \r\n"


def csl() -> str:
    """Return a CSL-JSON record, as citation processors read it."""
    record = {
        "id": key(),
        "type": work()["type"],
        "author": [{"literal": name} for name in authors()],
        "title": work()["title"],
        "publisher": publisher(),
        "issued": {"date-parts": [[int(part) for part in _day().split("-")]]},
        "edition": version(),
        "version": version(),
        "DOI": doi(),
        "URL": base_address(),
        "keyword": ", ".join(work()["keywords"]),
        "note": note(),
    }
    kept = {name: value for name, value in record.items() if value}
    return json.dumps([kept], ensure_ascii=False, indent=2) + "\n"


def records() -> dict[str, str]:
    """Return the records by suffix, in the order of `RECORDS`."""
    writers: tuple[Callable[[], str], ...] = (bibtex, ris, csl)
    return {suffix: write() for suffix, write in zip(RECORDS, writers, strict=True)}


def _day() -> str:
    return str(work()["date-released"])


def _year() -> str:
    return _day()[:4]

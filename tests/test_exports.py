"""What machines read: the exported ledger, the pages' JSON-LD and the data package descriptor say what the tables say."""

import json
import math
import re
import zipfile
from copy import deepcopy
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from conftest import cases, each_of
from jsonschema.validators import validator_for

from _ext import exports, publication
from evidence.facts import claim_text, fact
from evidence.facts.history import changes, first_edition
from evidence.ledger import edition
from evidence.ledger.quantities import NBSP
from evidence.ledger.reconcile import reconcile
from evidence.ledger.tables import read_descriptor
from evidence.pages.notebooks import chapter_paths
from evidence.paper import citation
from evidence.paths import DATA, ROOT

PROFILE = Path(__file__).with_name("profiles") / "datapackage-2.0.json"
BOM = "\ufeff"


@pytest.fixture(scope="module")
def folder(book):
    return book / "book"


@pytest.fixture(scope="module")
def exported(folder):
    return json.loads((folder / "ledger.json").read_text(encoding="utf-8"))


def faults(content, schema):
    validator = validator_for(schema)
    validator.check_schema(schema)
    checks = validator(schema, format_checker=validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in checks.iter_errors(content)]


def same(cell, told):
    """Say whether a cell of the tables and a value of the JSON are the same."""
    if isinstance(told, list):
        return cell.split() == told
    if isinstance(cell, float):
        return told is None if math.isnan(cell) else told == cell
    return cell == told and isinstance(told, bool) == (type(cell).__name__ in {"bool", "bool_"})


def test_the_exported_ledger_keeps_its_schema_and_names_its_edition(folder, exported):
    assert faults(exported, json.loads((folder / exported["$schema"]).read_text(encoding="utf-8"))) == []
    assert exported["edition"] == edition.edition()
    assert exported["evidence_cutoff"] == edition.cutoff().isoformat()
    assert exported["license"] == read_descriptor()["licenses"][0]["path"]


@each_of(("column", "value"), cases("exports", "wrong"))
def test_the_schema_refuses_what_the_tables_forbid(exported, column, value):
    spoiled = exported | {"claims": [exported["claims"][0] | {column: value}]}
    assert faults(spoiled, exports.ledger_schema())


def test_the_schema_describes_every_field_and_no_other_and_drops_none_that_was_published(exported):
    def compare(schema, content):
        if isinstance(content, dict):
            assert list(schema["properties"]) == list(content)
            for name, inner in content.items():
                compare(schema["properties"][name], inner)
        elif isinstance(content, list):
            for item in content:
                compare(schema["items"], item)
        assert schema.get("description") or "items" in schema or "properties" in schema or schema == {"type": "string"}

    compare(exports.ledger_schema(), exported)
    assert exports.SCHEMA_VERSION.startswith("1.")
    assert {*cases("exports", "fields_1_0")} <= {*exports.flat_columns(exports.ledger_schema())}


@each_of(("kind", "constraints", "good", "bad"), cases("exports", "fields"))
def test_a_schema_takes_over_what_the_tables_ask(kind, constraints, good, bad):
    schema = exports.field_schema({"name": "x", "type": kind, "description": "d", "constraints": constraints})
    assert [value for value in [*good, *bad] if not faults(value, schema)] == good


def test_the_exported_ledger_says_what_the_tables_say(exported, ledger):
    assert [record["claim_id"] for record in exported["claims"]] == list(ledger.claims.index)
    for record in exported["claims"]:
        claim_id, indicator_id = record["claim_id"], record["indicator_id"]
        claim = ledger.claims.loc[claim_id]
        assert all(same(claim[name], record[name]) for name in ledger.claims.columns), claim_id
        assert record["address"] == f"ledger.html#{claim_id}"
        assert record["text"] == claim_text(claim).replace(NBSP, " ")
        keys = {"article": claim["article_id"], "verdict": claim_id}
        for part, key in (keys | {"indicator": indicator_id, "resolution": indicator_id}).items():
            table = getattr(ledger, f"{part}s")
            assert (record[part] is not None) == (key in table.index)
            told = {name: value for name, value in (record[part] or {}).items() if name in table}
            assert [name for name, value in told.items() if not same(table.at[key, name], value)] == [], claim_id
        if record["resolution"] and record["resolution"]["adopted"]:
            assert record["resolution"]["adopted_text"] == fact(indicator_id).text.replace(NBSP, " ")
        mates = ledger.claims.index[ledger.claims["indicator_id"] == (indicator_id or None)]
        assert record["also_claimed"] == [mate for mate in mates if mate != claim_id]
        assert record["since"] == first_edition(claim_id, ledger)
        rows = [row for subject in (claim_id, indicator_id) for _, row in changes(subject, ledger).iterrows()]
        columns = ("changed", "subject", "field", "old", "new", "reason")
        told, known = ([tuple(row[name] for name in columns) for row in each] for each in (record["history"], rows))
        assert sorted(told) == sorted(known)
        assert [row[0] for row in told] == sorted(row[0] for row in told)


def test_rivals_are_the_claims_that_disagree(exported, ledger):
    rivals = {record["claim_id"]: record["rivals"] for record in exported["claims"]}
    assert all(claim_id in rivals[rival] for claim_id, others in rivals.items() for rival in others)
    for indicator_id, outcome in reconcile(ledger).items():
        told = {rival for claim_id in outcome.claims.index for rival in rivals[claim_id]}
        assert told <= {*outcome.claims.index}
        assert outcome.agrees == (not told), indicator_id
    assert "RU-031" in rivals["RU-022"]  # 612 billion yuan against 61.2 billion
    assert "RU-043" not in rivals["RU-022"]


@each_of(("value", "cell"), cases("exports", "cells"))
def test_a_value_has_its_cell_and_none_runs_as_a_formula(value, cell):
    assert exports.flat_cell(value) == cell


def test_the_files_are_those_of_the_tables_byte_by_byte(folder, ledger):
    document, schema = exports.ledger_document(ledger), exports.ledger_schema()
    table = exports.ledger_table(document["claims"])
    assert list(table) == list(exports.flat_columns(schema))
    for column in table:
        name, _, part = column.partition(".")
        values = [(record[name] or {}).get(part) if part else record[name] for record in document["claims"]]
        assert list(table[column]) == [exports.flat_cell(value) for value in values], column
    texts = {"ledger.json": exports.as_json(document), "ledger.schema.json": exports.as_json(schema)}
    texts["ledger.csv"] = BOM + table.to_csv(index=False, lineterminator="\n")
    assert {name: (folder / name).read_bytes().decode() for name in texts} == texts
    # Excel takes a table for UTF-8 by its byte-order mark alone.
    offered = [*folder.rglob("*.csv")]
    assert len(offered) > 20
    assert [path.name for path in offered if not path.read_text("utf-8").startswith(BOM)] == []
    assert [path.name for path in DATA.rglob("*.csv") if path.read_text("utf-8").startswith(BOM)] == []


def test_the_ledger_page_offers_the_files_and_explains_the_fields(folder):
    page = soup(folder / "ledger.html")
    offered = {link["href"] for link in page.find("article").find_all("a", download=True)}
    assert offered == {"ledger.json", "ledger.csv", "ledger.schema.json"}
    listed = [cell.text.strip() for cell in page.select("table.schema tbody td:first-child")]
    assert listed == list(exports.flat_columns(exports.ledger_schema()))


def test_one_archive_holds_all_data_as_a_package_and_is_the_same_bytes_again(book, tmp_path):
    held = book / publication.ARCHIVE
    publication.archive(book, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == held.read_bytes()
    with zipfile.ZipFile(held) as file:
        contents = {name.partition("/")[2]: file.read(name) for name in file.namelist()}
        assert {name.partition("/")[0] for name in file.namelist()} == {f"rare-earth-leverage-{edition.edition()}"}
    for resource in read_descriptor()["resources"]:
        assert contents[f"data/{resource['path']}"] == (DATA / resource["path"]).read_bytes()
    assert contents["exports/ledger.json"] == (book / "book" / "ledger.json").read_bytes()
    assert sum(name.startswith("exports/fig-") for name in contents) > 20
    assert not [name for name in contents if name.endswith(".html")]
    for page in ("how_to_cite", "status"):
        assert soup(book / "book" / f"{page}.html").find("a", href=held.name, download=True)


def test_the_feed_lists_every_edition_and_names_an_address_as_the_sitemap_does(book, monkeypatch):
    head = ElementTree.parse(book / publication.FEED).getroot()
    space = {"atom": publication.ATOM}
    entries = head.findall("atom:entry", space)
    told = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [entry.findtext("atom:title", "", space) for entry in entries] == [f"Edition {number}" for number in told]
    for part in [head, *entries]:
        assert part.findtext("atom:id", "", space)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", part.findtext("atom:updated", "", space))
    assert soup(book / "book" / "index.html").find("link", rel="alternate")["href"] == f"../{publication.FEED}"
    base = "https://example.org/earths/"
    monkeypatch.setattr(citation, "base_address", lambda: base)
    places = re.findall("<loc>(.*?)</loc>", publication.sitemap(base, ["book/index", "book/ledger"]).decode())
    assert places == [f"{base}book/index.html", f"{base}book/ledger.html"]
    told = publication.feed([publication.Edition("2026.1", "2026-11-08", "First & last.")]).decode()
    for said in (f"<id>{base}2026.1</id>", f'href="{base}book/changelog.html"', "First &amp; last."):
        assert said in told


@cache
def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@cache
def graph(page):
    """Return what a page says of itself, by kind."""
    (tag,) = soup(page).find_all("script", type="application/ld+json")
    content = json.loads(tag.string)
    assert content["@context"] == "https://schema.org"
    kinds = {}
    for thing in content["@graph"]:
        kinds.setdefault(str(thing["@type"]), []).append(thing)
    return kinds


def addresses(content):
    """Yield every identifier and address within a thing."""
    if isinstance(content, dict):
        yield from (content[name] for name in ("@id", "url", "contentUrl", "image") if name in content)
        content = list(content.values())
    for inner in content if isinstance(content, list) else ():
        yield from addresses(inner)


def test_every_page_says_what_it_is_and_leads_somewhere(folder):
    pages = {page.stem: page for page in sorted(folder.glob("*.html"))}
    chapters = [path.stem for path in chapter_paths()]
    expected = {name: {"Chapter" if name in chapters else "WebPage"} for name in pages}
    expected |= {"index": {"['Book', 'Report']"}, "record": {"Dataset"}}
    expected |= {"ledger": {"Dataset", "CreativeWork", "Claim", "ClaimReview"}}
    assert {name: set(graph(page)) for name, page in pages.items()} == expected
    identifiers = {name: {tag["id"] for tag in soup(page).find_all(id=True)} for name, page in pages.items()}
    for name, page in pages.items():
        for thing in graph(page).get("Chapter", []) + graph(page).get("WebPage", []):
            heading = soup(page).find("h1")
            title = "".join(text for text in heading.find_all(string=True) if text.parent is heading).strip()
            assert (thing["@id"], thing["isPartOf"], thing["name"]) == (page.name, {"@id": "index.html"}, title)
        for address in addresses(list(graph(page).values())):
            target, _, fragment = address.partition("#")
            assert (folder / target).exists(), (name, address)
            assert not fragment or fragment in identifiers[Path(target).stem], (name, address)
    ((thing,),) = graph(pages["index"]).values()
    assert (thing["name"], thing["bookEdition"]) == (edition.citation()["title"], edition.edition())
    assert [part["@id"] for part in thing["hasPart"]] == [f"{chapter}.html" for chapter in chapters]


def test_the_ledger_page_tells_every_claim_and_its_review(folder, ledger):
    kinds = graph(folder / "ledger.html")
    headlines = {article["@id"]: article["headline"] for article in kinds["CreativeWork"]}
    assert len(headlines) == len(ledger.articles)
    titles, verdicts = ledger.articles["title"], ledger.verdicts["verdict"]
    pairs = zip(kinds["Claim"], kinds["ClaimReview"], strict=True)
    for (claim_id, claim), (told, review) in zip(ledger.claims.iterrows(), pairs, strict=True):
        assert (told["identifier"], told["@id"]) == (claim_id, f"ledger.html#{claim_id}")
        assert told["text"] == review["claimReviewed"] == claim["statement"]
        assert headlines[told["appearance"]["@id"]] == titles[claim["article_id"]]
        assert review["itemReviewed"]["@id"] == told["@id"]
        assert review["reviewRating"]["alternateName"] == verdicts[claim_id]


def test_the_data_sets_name_licence_edition_files_and_variables(folder, ledger):
    (claims,), (record,) = (graph(folder / f"{page}.html")["Dataset"] for page in ("ledger", "record"))
    for thing in (claims, record):
        assert thing["license"] == read_descriptor()["licenses"][0]["path"]
        assert thing["version"] == edition.edition()
    files = {part["contentUrl"]: part["encodingFormat"] for part in claims["distribution"]}
    assert files == {"ledger.json": "application/json", "ledger.csv": "text/csv"}
    series = dict(zip(ledger.observations["series"], ledger.observations["unit"], strict=True))
    assert {part["name"]: part["unitText"] for part in record["variableMeasured"]} == series
    labels = {part["name"] for part in claims["variableMeasured"]}
    assert labels == set(ledger.indicators.loc[~ledger.indicators["unit"].isin(["", "date"]), "label"])
    days = ledger.articles["published"].str[:10]
    years = ledger.observations["period"].str[:4].loc[lambda year: year.str.isdigit()]
    for thing, times in ((claims, days), (record, years)):
        assert thing["temporalCoverage"] == f"{min(times)}/{max(times)}"


def test_the_descriptor_is_valid_by_the_profile_it_declares_and_its_tables_say_that_they_are():
    descriptor, profile = read_descriptor(), json.loads(PROFILE.read_text(encoding="utf-8"))
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert faults(descriptor, profile) == []
    assert {resource["type"] for resource in descriptor["resources"]} == {"table"}
    spoiled = deepcopy(descriptor)
    spoiled["resources"][0]["schema"]["fields"][0]["constraints"]["required"] = "yes"
    assert faults(spoiled, profile)

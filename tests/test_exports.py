"""What machines read: the exported ledger, the pages' JSON-LD and the data package descriptor say what the tables say."""

import csv
import io
import json
import math
import re
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from bs4 import BeautifulSoup
from conftest import each_of
from jsonschema.validators import validator_for

from _ext import exports, linked_data, publication
from evidence.facts import claim_text, fact
from evidence.facts.history import changes, first_edition
from evidence.ledger import edition
from evidence.ledger.quantities import NBSP
from evidence.ledger.reconcile import reconcile
from evidence.ledger.tables import read_descriptor, read_resource
from evidence.pages.notebooks import chapter_paths
from evidence.paper import citation
from evidence.paths import DATA, ROOT

PROFILES = Path(__file__).with_name("profiles")
# The fields of schema version 1.0: what is published stays, or the version says so.
FIELDS_1_0 = frozenset(
    [
        "address",
        "claim_id",
        "article_id",
        "line",
        "theme",
        "indicator_id",
        "statement",
        "figure_text",
        "value",
        "low",
        "high",
        "qualifier",
        "unit",
        "basis",
        "period",
        "note",
        "text",
        "article.seed_file",
        "article.line",
        "article.title",
        "article.title_en",
        "article.publisher",
        "article.published",
        "article.language",
        "article.truncated",
        "verdict.verdict",
        "verdict.verdict_then",
        "verdict.record_ids",
        "verdict.compared_with",
        "verdict.reason",
        "verdict.confidence",
        "indicator.theme",
        "indicator.label",
        "indicator.definition",
        "indicator.unit",
        "indicator.basis",
        "indicator.tolerance",
        "resolution.adopted",
        "resolution.class",
        "resolution.reason",
        "resolution.adopted_text",
        "also_claimed",
        "rivals",
        "since",
        "history",
    ]
)
BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def faults(content, schema):
    validator = validator_for(schema)
    validator.check_schema(schema)
    checks = validator(schema, format_checker=validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in checks.iter_errors(content)]


def exported(book):
    return json.loads((book / "book" / "ledger.json").read_text(encoding="utf-8"))


def same(cell, told):
    """Say whether a cell of the tables and a value of the JSON are the same."""
    if isinstance(cell, float):
        return told is None if math.isnan(cell) else told == cell
    return cell == told and isinstance(told, bool) == (type(cell).__name__ in {"bool", "bool_"})


def test_the_exported_ledger_keeps_its_schema(book):
    schema = json.loads((book / "book" / "ledger.schema.json").read_text(encoding="utf-8"))
    content = exported(book)
    assert faults(content, schema) == []
    assert content["$schema"] == "ledger.schema.json"
    assert content["edition"] == edition.edition()
    assert content["evidence_cutoff"] == edition.cutoff().isoformat()
    assert content["license"] == read_descriptor()["licenses"][0]["path"]
    assert content["claims"], "no claims"


@each_of(
    ("column", "value"),
    [("verdict", {"verdict": "true"}), ("value", "3,8"), ("theme", "ZZ"), ("claim_id", "RU-1"), ("history", [{}])],
)
def test_the_schema_refuses_what_the_tables_forbid(ledger, column, value):
    document = exports.ledger_document(ledger)
    document["claims"][0][column] = value
    assert faults(document, exports.ledger_schema())


def test_the_schema_describes_every_field_and_no_other(ledger):
    def compare(schema, content):
        if isinstance(content, dict):
            assert list(schema["properties"]) == list(content)
            for name, inner in content.items():
                compare(schema["properties"][name], inner)
        elif isinstance(content, list):
            for item in content:
                compare(schema["items"], item)
        assert schema.get("description") or "items" in schema or "properties" in schema or schema == {"type": "string"}

    compare(exports.ledger_schema(), exports.ledger_document(ledger))


def test_a_field_once_published_stays():
    assert exports.SCHEMA_VERSION.startswith("1.")
    published = set(exports.flat_columns(exports.ledger_schema()))
    assert FIELDS_1_0 - published == set()


def test_a_schema_takes_over_what_the_tables_ask():
    field = {"name": "x", "type": "string", "description": "d", "constraints": {"pattern": "a|b", "enum": ["a", "b"]}}
    optional = exports.field_schema(field)
    assert [faults(text, optional) == [] for text in ("a", "", "ab", "c", None)] == [True, True, False, False, False]
    field["constraints"]["required"] = True
    assert [faults(text, exports.field_schema(field)) == [] for text in ("a", "", "ab")] == [True, False, False]
    number = exports.field_schema({"name": "x", "type": "number", "description": "d", "constraints": {"minimum": 0}})
    assert [faults(value, number) == [] for value in (0, 1.5, None, -1, "1")] == [True, True, True, False, False]


def test_the_exported_ledger_says_what_the_tables_say(book, ledger):
    records = exported(book)["claims"]
    assert [record["claim_id"] for record in records] == list(ledger.claims.index)
    for record in records:
        claim_id, indicator_id = record["claim_id"], record["indicator_id"]
        claim = ledger.claims.loc[claim_id]
        assert all(same(claim[name], record[name]) for name in ledger.claims.columns), claim_id
        assert record["text"] == claim_text(claim).replace(NBSP, " ")
        assert all(
            same(ledger.articles.at[claim["article_id"], name], told) for name, told in record["article"].items()
        )
        for name, told in record["verdict"].items():
            cell = ledger.verdicts.at[claim_id, name]
            assert told == (cell.split() if name == "record_ids" else cell)
        for part, table in (("indicator", ledger.indicators), ("resolution", ledger.resolutions)):
            assert (record[part] is not None) == (indicator_id in table.index)
            told = {name: value for name, value in (record[part] or {}).items() if name in table}
            assert all(same(table.at[indicator_id, name], value) for name, value in told.items())
        if record["resolution"] and record["resolution"]["adopted"]:
            assert record["resolution"]["adopted_text"] == fact(indicator_id).text.replace(NBSP, " ")
        others = ledger.claims[ledger.claims["indicator_id"] == indicator_id].drop(claim_id) if indicator_id else None
        assert record["also_claimed"] == ([] if others is None else list(others.index))
        assert record["since"] == first_edition(claim_id, ledger)
        told = [(row["subject"], row["field"], row["new"], row["reason"]) for row in record["history"]]
        rows = [row for subject in (claim_id, indicator_id) for _, row in changes(subject, ledger).iterrows()]
        assert sorted(told) == sorted((row["subject"], row["field"], row["new"], row["reason"]) for row in rows)


def test_rivals_are_the_claims_that_disagree(book, ledger):
    records = {record["claim_id"]: record for record in exported(book)["claims"]}
    for claim_id, record in records.items():
        assert set(record["rivals"]) <= set(record["also_claimed"])
        assert all(claim_id in records[rival]["rivals"] for rival in record["rivals"])
    for indicator_id, outcome in reconcile(ledger).items():
        assert outcome.agrees == (not any(records[claim_id]["rivals"] for claim_id in outcome.claims.index)), (
            indicator_id
        )
    assert "RU-031" in records["RU-022"]["rivals"]  # 612 billion yuan against 61.2 billion
    assert "RU-043" not in records["RU-022"]["rivals"]


def test_every_record_leads_to_its_entry(book):
    page = soup(book / "book" / "ledger.html")
    ids = {tag["id"] for tag in page.find_all(id=True)}
    for record in exported(book)["claims"]:
        name, _, fragment = record["address"].partition("#")
        assert (book / "book" / name).exists()
        assert fragment in ids


def test_the_flat_ledger_says_what_the_json_says(book):
    with (book / "book" / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    records = exported(book)["claims"]
    columns = exports.flat_columns(json.loads((book / "book" / "ledger.schema.json").read_text(encoding="utf-8")))
    assert len(rows) == len(records)
    assert list(rows[0]) == list(columns)
    for row, record in zip(rows, records, strict=True):
        for column, cell in row.items():
            name, _, part = column.partition(".")
            value = (record[name] or {}).get(part) if part else record[name]
            cell = cell.removeprefix("'") if cell[1:].startswith(FORMULA) else cell
            if value is None or value in ("", []):
                assert cell == "", (record["claim_id"], column)
            elif isinstance(value, bool):
                assert cell == ("true" if value else "false")
            elif isinstance(value, int | float):
                assert float(cell) == value
            elif column == "history":
                assert cell.count(";") == len(value) - 1
                assert all(f"{change['subject']} {change['field']}: " in cell for change in value)
            else:
                assert cell == (";".join(value) if isinstance(value, list) else value)


def test_no_cell_runs_as_a_formula(book):
    with (book / "book" / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell.startswith(FORMULA)] == []


@each_of("start", FORMULA)
def test_a_text_that_looks_like_a_formula_is_defused(start, ledger):
    records = exports.ledger_records(ledger)[:1]
    records[0]["figure_text"] = f"{start}1+1"
    assert exports.ledger_table(records).at[0, "figure_text"] == f"'{start}1+1"


def test_the_exports_give_equal_bytes(book, ledger):
    document = exports.ledger_document(ledger)
    sheet = io.StringIO()
    exports.ledger_table(document["claims"]).to_csv(sheet, index=False, lineterminator="\n")
    texts = {"ledger.json": exports.as_json(document), "ledger.csv": f"{BOM}{sheet.getvalue()}"}
    texts["ledger.schema.json"] = exports.as_json(exports.ledger_schema())
    for name, text in texts.items():
        assert (book / "book" / name).read_bytes() == text.encode(), name


def test_the_ledger_page_offers_the_files_and_explains_the_fields(book):
    page = soup(book / "book" / "ledger.html")
    offered = {link["href"] for link in page.find("article").find_all("a", download=True)}
    assert offered == {"ledger.json", "ledger.csv", "ledger.schema.json"}
    listed = [row.find("td").text.strip() for row in page.find("table", class_="schema").find("tbody").find_all("tr")]
    assert listed == list(exports.flat_columns(exports.ledger_schema()))


def test_a_table_offered_for_download_opens_in_excel_with_its_chinese(book):
    offered = [*(book / "book").rglob("*.csv")]
    assert len(offered) > 20
    assert [path.name for path in offered if not path.read_bytes().startswith(BOM.encode())] == []
    assert [path.name for path in DATA.rglob("*.csv") if path.read_bytes().startswith(BOM.encode())] == []


def test_one_archive_holds_all_data_as_a_package_and_is_the_same_bytes_again(book, tmp_path):
    held = book / publication.ARCHIVE
    publication.archive(book, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == held.read_bytes()
    with zipfile.ZipFile(held) as file:
        file.extractall(tmp_path)
    folder = tmp_path / f"rare-earth-leverage-{edition.edition()}"
    for resource in read_descriptor()["resources"]:
        assert (folder / "data" / resource["path"]).read_bytes() == (DATA / resource["path"]).read_bytes()
    assert (folder / "exports" / "ledger.json").is_file()
    assert len([*(folder / "exports").glob("fig-*.csv")]) > 20
    assert not [*folder.rglob("*.html")]
    for page in ("how_to_cite", "status"):
        assert soup(book / "book" / f"{page}.html").find("a", href=held.name, download=True)


def test_the_feed_lists_every_edition_of_the_changelog(book):
    head = ElementTree.parse(book / publication.FEED).getroot()
    space = {"atom": publication.ATOM}
    numbers = [entry.findtext("atom:title", "", space) for entry in head.findall("atom:entry", space)]
    told = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert numbers == [f"Edition {number}" for number in told]
    for part in [head, *head.findall("atom:entry", space)]:
        assert part.findtext("atom:id", "", space)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", part.findtext("atom:updated", "", space))
    assert soup(book / "book" / "index.html").find("link", rel="alternate")["href"] == f"../{publication.FEED}"


def test_a_book_with_an_address_names_it_in_sitemap_and_feed(monkeypatch):
    monkeypatch.setattr(citation, "base_address", lambda: "https://example.org/earths/")
    text = publication.sitemap("https://example.org/earths/", ["book/index", "book/ledger"]).decode()
    assert re.findall("<loc>(.*?)</loc>", text) == [
        "https://example.org/earths/book/index.html",
        "https://example.org/earths/book/ledger.html",
    ]
    told = publication.feed([publication.Edition("2026.1", "2026-11-08", "First & last.")]).decode()
    assert "<id>https://example.org/earths/2026.1</id>" in told
    assert 'href="https://example.org/earths/book/changelog.html"' in told
    assert "First &amp; last." in told
    assert "url = " in citation.bibtex()


@cache
def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@cache
def identifiers(path):
    return {tag["id"] for tag in soup(path).find_all(id=True)}


def graph(page):
    """Return what a page says of itself, by kind."""
    (tag,) = soup(page).find_all("script", type="application/ld+json")
    content = json.loads(tag.string)
    assert content["@context"] == "https://schema.org"
    kinds = {}
    for thing in content["@graph"]:
        kind = thing["@type"]
        kinds.setdefault(kind if isinstance(kind, str) else " ".join(kind), []).append(thing)
    return kinds


def addresses(content):
    """Yield every identifier and address within a thing."""
    if isinstance(content, dict):
        yield from (content[name] for name in ("@id", "url", "contentUrl", "image") if name in content)
        for inner in content.values():
            yield from addresses(inner)
    elif isinstance(content, list):
        for inner in content:
            yield from addresses(inner)


def pages(book):
    return sorted((book / "book").glob("*.html"))


def test_every_page_says_what_it_is(book):
    expected = {"index": {"Book Report"}, "record": {"Dataset"}}
    expected["ledger"] = {"Dataset", "CreativeWork", "Claim", "ClaimReview"}
    expected |= {path.stem: {"Chapter"} for path in chapter_paths()}
    assert set(expected) <= {page.stem for page in pages(book)}
    for page in pages(book):
        kinds = graph(page)
        assert set(kinds) == expected.get(page.stem, {"WebPage"}), page.name
        for kind in {"Chapter", "WebPage"} & set(kinds):
            (thing,) = kinds[kind]
            assert thing["@id"] == page.name
            assert thing["isPartOf"] == {"@id": "index.html"}
            heading = soup(page).find("h1")
            strings = [text for text in heading.find_all(string=True) if text.parent is heading]
            assert thing["name"] == "".join(strings).strip()


def test_every_address_in_the_linked_data_leads_somewhere(book):
    for page in pages(book):
        for address in addresses(list(graph(page).values())):
            name, _, fragment = address.partition("#")
            target = book / "book" / name
            assert target.exists(), (page.name, address)
            assert not fragment or fragment in identifiers(target), (page.name, address)


def test_the_book_names_its_edition_and_chapters(book):
    (thing,) = graph(book / "book" / "index.html")["Book Report"]
    assert thing["name"] == edition.citation()["title"]
    assert thing["bookEdition"] == edition.edition()
    assert [part["@id"] for part in thing["hasPart"]] == [f"{path.stem}.html" for path in chapter_paths()]


def test_the_ledger_page_tells_every_claim_and_its_review(book, ledger):
    kinds = graph(book / "book" / "ledger.html")
    claims = {claim["identifier"]: claim for claim in kinds["Claim"]}
    reviews = {review["itemReviewed"]["@id"]: review for review in kinds["ClaimReview"]}
    articles = {article["@id"]: article for article in kinds["CreativeWork"]}
    assert list(claims) == list(ledger.claims.index)
    assert len(reviews) == len(kinds["ClaimReview"]) == len(claims)
    assert len(articles) == len(ledger.articles)
    for claim_id, claim in ledger.claims.iterrows():
        told = claims[claim_id]
        assert told["@id"] == f"ledger.html#{claim_id}"
        assert told["text"] == reviews[told["@id"]]["claimReviewed"] == claim["statement"]
        article = ledger.articles.loc[claim["article_id"]]
        assert articles[told["appearance"]["@id"]]["headline"] == article["title"]
        assert reviews[told["@id"]]["reviewRating"]["alternateName"] == ledger.verdicts.at[claim_id, "verdict"]


def test_the_data_sets_name_licence_edition_files_and_variables(book, ledger):
    (claims,) = graph(book / "book" / "ledger.html")["Dataset"]
    (record,) = graph(book / "book" / "record.html")["Dataset"]
    for thing in (claims, record):
        assert thing["license"] == read_descriptor()["licenses"][0]["path"]
        assert thing["version"] == edition.edition()
    files = {part["contentUrl"]: part["encodingFormat"] for part in claims["distribution"]}
    assert files == {"ledger.json": "application/json", "ledger.csv": "text/csv"}
    series = {row["series"]: row["unit"] for _, row in ledger.observations.iterrows()}
    assert {part["name"]: part["unitText"] for part in record["variableMeasured"]} == series
    labels = {part["name"] for part in claims["variableMeasured"]}
    assert labels == set(ledger.indicators.loc[~ledger.indicators["unit"].isin(["", "date"]), "label"])
    first, last = claims["temporalCoverage"].split("/")
    assert all(first <= day[:10] <= last for day in ledger.articles["published"])
    first, last = record["temporalCoverage"].split("/")
    assert all(first <= period[:4] <= last for period in ledger.observations["period"] if period[:4].isdigit())


def test_no_text_ends_the_script():
    hostile = "</script><script>alert(1)</script><!-- & \u2028"
    text = linked_data.script([{"@type": "Thing", "name": hostile}])
    tag = BeautifulSoup(f"<head>{text}</head><p>after</p>", "html.parser").find("script")
    assert json.loads(tag.string)["@graph"][0]["name"] == hostile
    assert text.count("<") == 2


def test_the_descriptor_is_valid_by_the_profile_it_declares():
    descriptor = read_descriptor()
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    profile = json.loads((PROFILES / "datapackage-2.0.json").read_text(encoding="utf-8"))
    assert faults(descriptor, profile) == []
    spoiled = json.loads(json.dumps(descriptor))
    spoiled["resources"][0]["schema"]["fields"][0]["constraints"]["required"] = "yes"
    del spoiled["resources"][1]["name"]
    assert len(faults(spoiled, profile)) >= 2


def test_frictionless_finds_the_package_valid_from_the_command_line():
    command = [str(Path(sys.executable).with_name("frictionless")), "validate", str(DATA / "datapackage.json")]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout
    assert outcome.stdout.count("VALID") == len(read_descriptor()["resources"])


def test_every_table_of_the_package_says_it_is_one():
    for resource in read_descriptor()["resources"]:
        assert read_resource(resource["name"])["type"] == "table"

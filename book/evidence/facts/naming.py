"""What a number is of, in few words: for lists in which numbers of all kinds stand one beneath the other."""

import re

from evidence.facts.registry import Fact, split_bound
from evidence.ledger import Ledger
from evidence.ledger.quantities import format_date

# Names in the keys of the record, as people write them; symbols of elements are those of the ledger.
NAMES = {
    "abc1": "ABC1", "aci": "ACI", "baci": "BACI", "c2": "C2", "cbr": "Bank of Russia", "cny": "yuan", "crma": "CRMA",
    "ddg": "DDG", "dfc": "DFC", "dod": "DoD", "dytb": "DyTb", "eca": "ECA", "eib": "EIB", "evac": "eVAC", "f": "F",
    "fob": "FOB", "hts2846": "HTS 2846", "iea": "IEA", "jorc": "JORC", "js": "JS", "lcm": "LCM",
    "miit": "MIIT", "mp": "MP", "ndfeb": "NdFeB", "ndpr": "NdPr", "ree": "rare earth", "reelement": "ReElement", "reo": "REO", "resourceeu": "RESourceEU", "rub": "rubles", "seg": "SEG", "smco": "SmCo",
    "ssn": "SSN", "us": "US", "usa": "USA", "usd": "dollars", "usgs": "USGS", "usitc": "USITC",
}  # fmt: skip
NAMES |= {
    name.lower(): name
    for name in (
        "Aclara", "Buranny", "Busan", "Caremag", "Eneabba", "Europe", "Geneva", "Govini", "Heraeus", "Houston", "HyProMag",
        "Kalgoorlie", "Lacq", "Lovozero", "MagREEsource", "Marion", "Mendeleev", "Mesa", "Molycorp", "Narva", "Niron",
        "Noveon", "Serra", "Silmet", "Solikamsk", "Solvay", "Stillwater", "Tomtor", "Verde", "Vulcan", "White",
    )
}  # fmt: skip
# The same for what a key begins with.
BEGINNINGS = {"eu": "EU", "leadtime": "Lead time:", "project": "Project:"}
# Which number of a range is meant.
ENDS = {"": "", "low": ", lower end", "high": ", upper end"}


def name_quantity(found: Fact, ledger: Ledger) -> str:
    """Return what a claim, a row of the record or an assumption gives the number of; of other kinds their label."""
    end = ENDS[split_bound(found.key)[1]]
    if found.anchor in ledger.observations.index:
        row = ledger.observations.loc[found.anchor]
        series, area = _name_series(row["series"], ledger), ledger.areas.at[row["area"], "name"]
        return f"{series}, {area}, {format_date(row['period'])}{end}"
    if found.anchor in ledger.claims.index:
        return f"{ledger.claims.at[found.anchor, 'statement']}{end}"
    return f"{ledger.assumptions['label'].get(found.anchor, found.label)}{end}"


def _name_series(series: str, ledger: Ledger) -> str:
    """Return the key of a series as words."""
    countries = ledger.areas.loc[ledger.areas["kind"] == "country", "name"]
    names = {word.lower(): word for word in [*countries, *ledger.elements.index]} | NAMES
    first, *rest = re.split(r"[.-]", series)
    begin = BEGINNINGS.get(first) or names.get(first) or first.capitalize()
    return " ".join([begin, *(names.get(word, word) for word in rest)])

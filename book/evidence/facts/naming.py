"""What a number is of, in few words: for lists in which numbers of all kinds stand one beneath the other."""

import re

from evidence.facts.registry import Fact, split_bound
from evidence.ledger import Ledger, keep
from evidence.ledger.quantities import format_date

# Names in the keys of the record, as people write them; symbols of elements are those of the ledger.
NAMES = """
ABC1 ACI Aclara BACI Buranny Busan C2 Caremag CRMA DDG DFC DoD DyTb ECA EIB Eneabba Europe eVAC F FOB Geneva
Govini Heraeus Houston HyProMag IEA JORC JS Kalgoorlie Lacq LCM Lovozero MagREEsource Marion Mendeleev Mesa MIIT
Molycorp MP Narva NdFeB NdPr Niron Noveon ReElement REO RESourceEU SEG Serra Silmet SmCo Solikamsk Solvay SSN
Stillwater Tomtor US USA USGS USITC Verde Vulcan White
"""
OTHERS = {"cbr": "Bank of Russia", "cny": "yuan", "hts2846": "HTS 2846", "ree": "rare earth"}
OTHERS |= {"rub": "rubles", "usd": "dollars"}
# The same for what a key begins with.
BEGINNINGS = {"eu": "EU", "leadtime": "Lead time:", "project": "Project:"}
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


@keep
def _names(ledger: Ledger) -> dict[str, str]:
    countries = ledger.areas.loc[ledger.areas["kind"] == "country", "name"]
    return {word.lower(): word for word in [*countries, *ledger.elements.index, *NAMES.split()]} | OTHERS


def _name_series(series: str, ledger: Ledger) -> str:
    """Return the key of a series as words."""
    names = _names(ledger)
    first, *rest = re.split(r"[.-]", series)
    begin = BEGINNINGS.get(first) or names.get(first) or first.capitalize()
    return " ".join([begin, *(names.get(word, word) for word in rest)])

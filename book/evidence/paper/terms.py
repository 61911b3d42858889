"""The terms of the printed index: countries, elements and instruments, all from the tables of the record."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from evidence.ledger import load_ledger

# Short names that the prose uses for an area, beside the name itself.
SHORT = {"European Union": ("EU",)}


@dataclass(frozen=True)
class Terms:
    """The terms of the index under their headings, and the numbers, in order of printing, of words and measures."""

    groups: dict[str, list[str]]
    words: dict[str, int]
    measures: dict[str, int]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches any word of the index, longest first."""
        words = sorted(self.words, key=len, reverse=True)
        return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, words))})(?!\w)")

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield place in the text and number of each term that stands in it."""
        for found in self.pattern.finditer(text):
            yield found.start(), self.words[found.group()]


def read_terms() -> Terms:
    """Gather the terms from the record: countries and regions, the elements, and the measures by their instrument."""
    ledger = load_ledger()
    places = sorted(ledger.places)
    elements = {f"{row['name'].capitalize()} ({symbol})": row["name"] for symbol, row in ledger.elements.iterrows()}
    instruments = sorted(set(ledger.measures["instrument"]), key=str.casefold)
    groups = {"Countries and regions": places, "Elements": sorted(elements), "Instruments and events": instruments}
    numbers = {
        (group, name): number
        for number, (group, name) in enumerate((g, n) for g, names in groups.items() for n in names)
    }
    words = {}
    for place in places:
        for word in (place, *SHORT.get(place, ())):
            words[word] = numbers["Countries and regions", place]
    for term, name in elements.items():
        for word in (name, name.capitalize()):
            words[word] = numbers["Elements", term]
    measures = {
        measure_id: numbers["Instruments and events", row["instrument"]]
        for measure_id, row in ledger.measures.iterrows()
    }
    return Terms(groups, words, measures)

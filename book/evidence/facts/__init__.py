"""Facts: what prose and charts print, where its evidence stands, and how prose binds it."""

from evidence.facts.index import search
from evidence.facts.registry import (
    CLAIM_ID,
    MEASURE_FIELDS,
    Fact,
    claim_text,
    describe_quantity,
    fact,
    known_keys,
    split_bound,
)
from evidence.facts.tables import claims, record
from evidence.results.whatif import Parameter

# Facts rest on results, among them what-ifs, whose defaults are facts.
Parameter.look_up = staticmethod(fact)

__all__ = [
    "CLAIM_ID",
    "MEASURE_FIELDS",
    "Fact",
    "claim_text",
    "claims",
    "describe_quantity",
    "fact",
    "known_keys",
    "record",
    "search",
    "split_bound",
]

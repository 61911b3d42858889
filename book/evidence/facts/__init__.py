"""Facts: what prose and charts print, where its evidence stands, and how prose binds it."""

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

__all__ = [
    "CLAIM_ID",
    "MEASURE_FIELDS",
    "Fact",
    "claim_text",
    "describe_quantity",
    "fact",
    "known_keys",
    "split_bound",
]

"""Rare Earth Leverage: the package behind the book's notebooks.

A notebook needs two names: `fact` looks a number up with its evidence, and `page_evidence` lists what the page's prose
rests on; `evidence.charts` draws the figures. For readers who look around, `search` finds keys, `claims` and `record`
give tables, and `load_ledger` the book's own ledger, from which they can make another; `suppose` tells what else would change with a number.
"""

from evidence.facts import claims, fact, record, search
from evidence.facts.page import page_evidence
from evidence.facts.sensitivity import judgements
from evidence.facts.supposition import suppose
from evidence.ledger import load_ledger

__all__ = ["claims", "fact", "judgements", "load_ledger", "page_evidence", "record", "search", "suppose"]

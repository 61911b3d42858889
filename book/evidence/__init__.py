"""Rare Earth Leverage: the package behind the book's notebooks.

A notebook needs three names: `fact` looks a number up with its evidence, `charts` draws the figures, and `chapter`
closes a page by listing what its prose rests on. For readers who look around, `search` finds keys, `claims` and `record`
give tables, and `load_ledger` the book's own ledger, from which they can make another.
"""

from evidence import chapter, charts
from evidence.facts import claims, fact, record, search
from evidence.ledger import load_ledger

__all__ = ["chapter", "charts", "claims", "fact", "load_ledger", "record", "search"]

"""Rare Earth Leverage: the package behind the book's notebooks.

A notebook needs three names: `fact` looks a number up with its evidence, `charts` draws the figures, and `chapter`
closes a page by listing what its prose rests on.
"""

from evidence import chapter, charts
from evidence.facts import fact

__all__ = ["chapter", "charts", "fact"]

"""What a conversion yields: markup, pictures, and what the lists in front name."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Listed:
    """A numbered figure, table or claim of the lists in front: where it is, its number and its title as markup."""

    target: str
    number: str
    title: str


@dataclass
class Document:
    """What a conversion yields.

    Attributes
    ----------
    body : list of str
        Typst markup, one page of the book each.
    figures, tables, data_tables, claims : list of Listed
        What the lists in front name; ``data_tables`` are those of the appendix.
    pictures : dict of str to str
        SVG by file name.
    data : list of str
        Tables behind the figures, for the appendix.
    """

    body: list[str] = field(default_factory=list)
    figures: list[Listed] = field(default_factory=list)
    tables: list[Listed] = field(default_factory=list)
    data_tables: list[Listed] = field(default_factory=list)
    claims: list[Listed] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)

"""What a conversion yields: markup, pictures, and what the list in front names."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Listed:
    """A numbered figure of the list in front: where it is, its number and its title as markup."""

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
    figures : list of Listed
        What the list in front names.
    pictures : dict of str to str
        SVG by file name.
    data : list of str
        Identifiers of the figures printed, whose data the file carries.
    """

    body: list[str] = field(default_factory=list)
    figures: list[Listed] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)

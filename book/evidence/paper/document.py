"""What a conversion yields: markup, pictures, and what the list in front names."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Listed:
    """A numbered figure of the list in front: where it is, its number and its title as markup."""

    target: str
    number: str
    title: str


@dataclass
class Document:
    """A conversion: Typst markup by page, figures for the list in front, SVG by file name, figures with data."""

    body: list[str] = field(default_factory=list)
    figures: list[Listed] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)

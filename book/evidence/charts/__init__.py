"""The figures of the book: one function each, grouped by chapter.

A chapter loads its own charts only, so that a change to one chapter's charts is no reason to execute the others again.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

__all__ = [
    "disagreements",
    "eu_response",
    "export_controls",
    "leverage",
    "outlook",
    "russian_autonomy",
    "us_dependence",
]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(f"no chapter has charts named {name!r}; there are {', '.join(__all__)}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return __all__

"""Numbers that stand in no source: each computed from facts named by key, with its formula and assumptions.

Importing the package registers every result.
"""

from evidence.models import (
    disagreements,
    eu_choices,
    export_controls,
    outlook,
    russian_autonomy,
    us_dependence,
)

__all__ = [
    "disagreements",
    "eu_choices",
    "export_controls",
    "outlook",
    "russian_autonomy",
    "us_dependence",
]

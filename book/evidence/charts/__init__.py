"""The figures of the book: one function each, grouped by chapter."""

from evidence.charts import (
    disagreements,
    eu_response,
    export_controls,
    leverage,
    outlook,
    russian_autonomy,
    us_dependence,
)

__all__ = [
    "disagreements",
    "eu_response",
    "export_controls",
    "leverage",
    "outlook",
    "russian_autonomy",
    "us_dependence",
]

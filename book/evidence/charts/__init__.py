"""The figures of the book: one function each, grouped by chapter."""

from evidence.charts import eu_response, export_controls, russian_autonomy, us_dependence

__all__ = ["eu_response", "export_controls", "russian_autonomy", "us_dependence"]

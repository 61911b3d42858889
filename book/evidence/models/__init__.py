"""Numbers that stand in no source: each computed from facts named by key, with its formula and assumptions.

Importing the package registers every result.
"""

from evidence.models import eu_response, export_controls, russian_autonomy, us_dependence
from evidence.models.results import RESULTS, compute

__all__ = ["RESULTS", "compute", "eu_response", "export_controls", "russian_autonomy", "us_dependence"]

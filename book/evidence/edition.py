"""Which book this is: edition, evidence cut-off and commit."""

from __future__ import annotations

import subprocess
from datetime import date
from functools import cache

import yaml

from evidence.paths import ROOT
from evidence.tables import read_descriptor


@cache
def citation() -> dict:
    """Return the parsed ``CITATION.cff``, the one place that names the edition."""
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def edition() -> str:
    """Return the edition, for example ``2026.1``."""
    return str(citation()["version"])


def cutoff() -> date:
    """Return the evidence cut-off: what the book means by "today"."""
    return date.fromisoformat(read_descriptor()["evidence_cutoff"])


def commit() -> str:
    """Return the short hash of the commit the tree was checked out at, or ``unversioned`` outside a repository."""
    try:
        answer = subprocess.run(
            ["git", "rev-parse", "--short=10", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unversioned"
    return answer.stdout.strip()

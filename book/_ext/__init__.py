"""The Sphinx extension that shows the evidence: facts in prose, the ledger's pages, figure files, and guards.

Loaded by ``_config.yml``; it adds nothing to the numbers, it only shows what `evidence` gives.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from _ext import assets, bibliography, claim_pages, facts, guards, page_parts, pdf, record_pages


def setup(app: Sphinx) -> dict[str, Any]:
    """Register roles, directives and event handlers."""
    for part in (guards, facts, claim_pages, record_pages, page_parts, assets, bibliography, pdf):
        part.register(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

"""The Sphinx extension that shows the evidence: facts in prose, the ledger's pages, figure files, and guards.

Loaded by ``_config.yml``; it adds nothing to the numbers, it only shows what `evidence` gives.
"""

from __future__ import annotations

import gc
from typing import Any

from sphinx.application import Sphinx

from _ext import (
    assets,
    bibliography,
    change,
    claim_pages,
    explorer,
    exports,
    facts,
    figures,
    furniture,
    guards,
    history_pages,
    linked_data,
    notices,
    page_parts,
    pdf,
    peeks,
    record_pages,
    search_index,
    sharing,
    text_marks,
    uses,
)

GUARDS = (guards,)
PAGES = (
    text_marks,
    furniture,
    facts,
    figures,
    claim_pages,
    record_pages,
    page_parts,
    history_pages,
    explorer,
    change,
    uses,
)
FILES = (peeks, search_index, assets, sharing, bibliography, exports, linked_data, notices, pdf)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register roles, directives and event handlers."""
    # Pages are large trees, held to the end: by default Python searches them for garbage again and again, a quarter of
    # the build's time.
    gc.set_threshold(50_000)
    for part in (*GUARDS, *PAGES, *FILES):
        part.register(app)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}

"""The Sphinx extension that shows the evidence: facts in prose, the ledger's pages, figure files, and guards.

Loaded by ``_config.yml``; it adds nothing to the numbers, it only shows what `evidence` gives.
"""

import gc
from pathlib import Path
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
    publication,
    record_pages,
    search_index,
    sharing,
    text_marks,
    typefaces,
    uses,
    writer,
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
    writer,
)
FILES = (peeks, search_index, assets, typefaces, sharing, bibliography, exports, publication, linked_data, notices, pdf)
# What a page that is built again needs of what is done before and after all pages.
EACH_TIME = (assets.write_static, assets.drop_style_sheets, furniture.offer_notebooks, search_index.start)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register roles, directives and event handlers."""
    # Pages are large trees, held to the end: by default Python searches them for garbage again and again, a quarter of
    # the build's time.
    gc.set_threshold(50_000)
    for part in (*GUARDS, *PAGES, *FILES):
        part.register(app)
    if app.tags.has(guards.SERVED):
        leave_files(app)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}


def leave_files(app: Sphinx) -> None:
    """Set no PDF while pages are written; make the files beside them, which rest on the tables, with the first build only."""
    built = (Path(app.outdir) / "index.html").exists()
    for event in ("builder-inited", "build-finished"):
        for listener in list(app.events.listeners[event]):
            ours = listener.handler.__module__.startswith(__name__)
            if ours and listener.handler not in EACH_TIME and (built or listener.handler.__module__ == pdf.__name__):
                app.disconnect(listener.id)

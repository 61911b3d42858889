"""Set the built pages: ``python -m evidence.typesetting [folder of the pages]``."""

from __future__ import annotations

import sys
from pathlib import Path

from evidence.errors import EvidenceError
from evidence.paths import HTML
from evidence.typesetting import NAME, typeset

html = Path(sys.argv[1]) if len(sys.argv) > 1 else HTML
try:
    typeset(html, html / "pdf")
except EvidenceError as error:
    sys.exit(str(error))
print((html / "pdf" / f"{NAME}.pdf").as_uri())

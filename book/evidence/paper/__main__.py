"""Set the built pages: ``python -m evidence.paper [folder of the pages] [report]``."""

import sys
from pathlib import Path

from evidence.errors import EvidenceError
from evidence.paper import NAME, typeset
from evidence.paths import HTML

folders = [name for name in sys.argv[1:] if name != "report"]
html = Path(folders[0]) if folders else HTML
try:
    typeset(html, html / "pdf", whole="report" not in sys.argv[1:])
except EvidenceError as error:
    sys.exit(str(error))
print((html / "pdf" / f"{NAME}.pdf").resolve().as_uri())

"""The licence of an installed package, from its own metadata, as an SPDX expression."""

import re
from importlib.metadata import Distribution

from license_expression import ExpressionError, get_spdx_licensing

from evidence.errors import EvidenceError, Problem

SPDX = get_spdx_licensing()
# Classifiers that name one licence. "BSD License" names several; the text decides.
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
}
# Packages whose metadata don't say it in a form that can be read, with what was read instead.
READ_BY_HAND = {
    "asttokens": "Apache-2.0",  # the field says "Apache 2.0", the file is the Apache License
    "axe-playwright-python": "MIT AND MPL-2.0",  # the file is the MIT License; axe-core in it is under MPL 2.0
    # COPYING: public domain in the main, parts under BSD and ZPL; the GPL is of an Emacs mode that no wheel holds.
    "docutils": "LicenseRef-scancode-public-domain AND BSD-2-Clause AND BSD-3-Clause AND ZPL-2.1",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",  # the field adds "dependency licenses", all permissive
    "uharfbuzz": "Apache-2.0",  # the field says "Apache License 2.0", the file is that licence
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later",  # its README: dual, at the user's choice
}


def is_spdx(text: str) -> bool:
    """Say whether a text is an SPDX expression whose every name is known."""
    try:
        return bool(text) and not SPDX.unknown_license_keys(text)
    except ExpressionError:
        return False


def declared(distribution: Distribution) -> str:
    """Return the SPDX licence that metadata declare: expression, field, classifier, BSD text; else `EvidenceError`."""
    metadata = distribution.metadata
    field = (metadata.get("License") or "").strip()
    for text in (metadata.get("License-Expression"), field):
        if text and is_spdx(text):
            return SPDX.parse(text).render()
    if distribution.name in READ_BY_HAND:
        return READ_BY_HAND[distribution.name]
    lines = [line for line in metadata.get_all("Classifier", []) if line.startswith("License :: ")]
    named = {line.rpartition(" :: ")[2] for line in lines} - {"OSI Approved"}
    if len(named) != 1 or not named <= set(CLASSIFIERS):
        what = f"its metadata name no licence that is known here ({field[:60] or ', '.join(sorted(named)) or 'none'})"
        remedy = "read its licence file, then add it to READ_BY_HAND in evidence/upkeep/supply/licences.py, or drop the package"
        raise EvidenceError(Problem("requirements.txt", distribution.name, what, remedy))
    if licence := CLASSIFIERS[named.pop()]:
        return licence
    # Of the two BSD licences the third clause forbids to endorse products with the authors' names.
    files = [
        file for file in distribution.files or [] if re.search(r"dist-info.*(licen[sc]e|copying)", str(file), re.I)
    ]
    text = "\n".join([field, *(file.read_text(encoding="utf-8") for file in files)])
    bsd = re.search(r"endorse\s+or\s+promote", text)
    return "BSD-3-Clause" if bsd else "BSD-2-Clause"

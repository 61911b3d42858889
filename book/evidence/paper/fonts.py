"""The fonts of the printed book, all from installed wheels, so that every machine sets the same pages.

Libertinus Serif, which Typst carries; Arimo, with the metrics of Liberation Sans, in which charts are laid out; Noto
Serif SC for Chinese and Japanese, KR for Korean.
"""

from importlib.resources import files
from pathlib import Path

import typst

from evidence.errors import EvidenceError, Problem

# family: (package whose files hold it, folder in the package); the compiler's own fonts need neither.
FAMILIES = {
    "Libertinus Serif": ("typst", ""),
    "Arimo": ("fontpkg_arimo", "files"),
    "Noto Serif SC": ("pylopdf_fonts_zh_cn", ""),
    "Noto Serif KR": ("pylopdf_fonts_ko", ""),
}


def font_folders(families: dict[str, tuple[str, str]] = FAMILIES) -> list[Path]:
    """Find the folders of the fonts of families, one a package; `EvidenceError` if a package or family isn't there."""
    folders, problems = [], []
    for family, (package, folder) in families.items():
        try:
            found = Path(str(files(package))) / folder
        except ModuleNotFoundError:
            found = None
        if found is None or not found.is_dir():
            remedy = f"install the package {package.replace('_', '-')} of requirements.txt"
            problems.append(Problem("the PDF", f"font {family}", "its package isn't installed", remedy))
        elif package != "typst":
            folders.append(found)
    known = {font.family for font in typst.Fonts(include_system_fonts=False, font_paths=folders).fonts()}
    if not problems:
        remedy = "install the versions of requirements.txt"
        problems = [
            Problem("the PDF", f"font {family}", "no installed file holds it", remedy)
            for family in families
            if family not in known
        ]
    if problems:
        raise EvidenceError(problems)
    return folders

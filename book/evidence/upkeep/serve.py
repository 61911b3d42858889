"""Serve the pages to who writes them: ``python -m evidence.upkeep.serve``.

A page that is saved is built again, and the browser shows it. The first build makes all files; data are checked, and notebooks
executed, by ``make book`` alone.
"""

import os
import sys

from evidence.paths import BOOK, ROOT

TARGET = ROOT / "_build" / "served"
# Saving anything else builds nothing: data and code change the notebooks first.
NOT_A_PAGE = r"^(?!.*/book/[^/.][^/]*\.(md|ipynb)$)"


def main() -> None:
    """Become the server, until it is interrupted."""
    # Port 0 asks the system for a free one, so a second preview never collides with the first.
    options = ["-q", "-t", "served", "-c", str(BOOK / "_ext"), "-d", str(TARGET / "doctrees"), "--port", "0"]
    options += ["--open-browser", "--delay", "1", "--re-ignore", NOT_A_PAGE]
    command = [sys.executable, "-m", "sphinx_autobuild", *options, str(ROOT), str(TARGET / "html")]
    os.execve(sys.executable, command, os.environ | {"PYTHONUTF8": "1"})


if __name__ == "__main__":
    main()

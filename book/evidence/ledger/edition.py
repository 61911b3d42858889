"""Which book this is: edition, evidence cut-off and commit; when a notebook was executed, and where a reader can do it."""

import re
import subprocess
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import quote

import yaml

from evidence.ledger.tables import read_descriptor
from evidence.paths import ROOT


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
    return _ask_git("rev-parse", "--short=10", "HEAD") or "unversioned"


@dataclass(frozen=True)
class Execution:
    """When a notebook was last executed, as far as the repository knows: the commit that holds its outputs."""

    commit: str
    date: date


def last_execution(notebook: Path) -> Execution | None:
    """Return the last commit of a notebook, which has its outputs; None in no or a shallow clone, or with changes."""
    name = str(notebook)
    if _ask_git("rev-parse", "--is-shallow-repository") != "false" or _ask_git("status", "--porcelain", "--", name):
        return None
    found = _ask_git("log", "-1", "--format=%h %cs", "--abbrev=10", "--", name)
    if not found:
        return None
    commit, day = found.split()
    return Execution(commit, date.fromisoformat(day))


def _ask_git(*arguments: str) -> str:
    """Return what git answers, or nothing where there is no git, no repository or no answer."""
    try:
        answer = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout.strip()


def source_address(notebook: Path) -> str:
    """Return where a reader can see a notebook with its history, or nothing where the repository isn't public."""
    name = notebook.relative_to(ROOT).as_posix()
    return f"https://github.com/{_repository()}/blob/{commit()}/{name}" if _repository() else ""


def launch_address(notebook: Path) -> str:
    """Return where Binder executes a notebook, with the project's folders in sight, or nothing."""
    name = notebook.relative_to(ROOT).as_posix()
    opened = quote(f"lab/tree/{name}?file-browser-path=/", safe="")
    return f"https://mybinder.org/v2/gh/{_repository()}/{commit()}?urlpath={opened}" if _repository() else ""


def _repository() -> str:
    """Return the public repository that the tree is a commit of: owner and name, from ``CITATION.cff``, if it is on GitHub."""
    address = citation().get("repository-code", "")
    found = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(\.git)?/?", address)
    return found[1] if found and commit() != "unversioned" else ""

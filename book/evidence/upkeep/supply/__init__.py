"""The supply: which packages the book is built with, what they are for, and under which licences.

``requirements.in`` names what the book needs and what for, ``requirements.txt`` is its lock; ``requirements-lab.in``
and its lock are for JupyterLab. ``packages.csv`` holds licences, ``carried.csv`` the software of others in the built
book. Read from files alone, a page says the same everywhere.
"""

import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pandas as pd
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from evidence.paths import ROOT

FOLDER = Path(__file__).parent
REQUIREMENTS = ROOT / "requirements.in"
LOCK = ROOT / "requirements.txt"
LAB_LOCK = ROOT / "requirements-lab.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# Markers may tell the first releases of a version from its later ones.
RELEASES = tuple(f"{python}.{patch}" for python in PYTHONS for patch in (0, 99))


@dataclass(frozen=True)
class System:
    """A system the book can be set up on, named as readers, uv and the markers of requirements know it."""

    name: str
    triple: str
    platform: str
    machine: str

    def environment(self, release: str) -> dict[str, str]:
        """Return what a marker is evaluated with, for one release of CPython."""
        return {
            "sys_platform": self.platform,
            "platform_machine": self.machine,
            "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[self.platform],
            "os_name": "nt" if self.platform == "win32" else "posix",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "python_version": release.rpartition(".")[0],
            "python_full_version": release,
        }


SYSTEMS = (
    System("Linux x86_64", "x86_64-unknown-linux-gnu", "linux", "x86_64"),
    System("Linux aarch64", "aarch64-unknown-linux-gnu", "linux", "aarch64"),
    System("macOS x86_64", "x86_64-apple-darwin", "darwin", "x86_64"),
    System("macOS arm64", "aarch64-apple-darwin", "darwin", "arm64"),
    System("Windows x86_64", "x86_64-pc-windows-msvc", "win32", "AMD64"),
)


@dataclass(frozen=True)
class Pin:
    """One line of the lock, ``text`` with what belongs to it: name normalized, marker empty for everywhere."""

    package: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]
    text: str

    def applies(self, system: System, release: str) -> bool:
        """Say whether it is installed on a system with one release of Python."""
        return not self.marker or Marker(self.marker).evaluate(system.environment(release))


def read_lock(text: str) -> list[Pin]:
    """Read a lock of ``uv pip compile --generate-hashes``; a package may have several pins, by system and Python."""
    pins = []
    for block in re.split(r"^(?=\S)", text, flags=re.MULTILINE):
        head = re.match(r"([A-Za-z0-9._-]+)==(\S+?)(?: ; (.+?))?(?: \\)?$", block, flags=re.MULTILINE)
        if head is None:
            continue
        hashes = tuple(re.findall(r"--hash=(\S+)", block))
        comments = re.findall(r"^ +# +(?:via\b ?)?(.*)$", block, flags=re.MULTILINE)
        needed_by = tuple(comment for comment in comments if comment)
        pins.append(Pin(canonicalize_name(head[1]), head[2], head[3] or "", hashes, needed_by, block))
    return pins


def read_requirements(text: str) -> dict[str, tuple[Requirement, str]]:
    """Read ``requirements.in`` by normalized name; headings, up to colon or full stop, follow an empty line."""
    found: dict[str, tuple[Requirement, str]] = {}
    heading = ""
    for paragraph in text.split("\n\n"):
        for line in paragraph.splitlines():
            if line.startswith("#"):
                heading = re.split(r"[:.]", line.lstrip("# "))[0]
            elif line.strip():
                requirement = Requirement(line.partition(" #")[0])
                found[canonicalize_name(requirement.name)] = (requirement, heading)
    return found


def installable(pins: list[Pin]) -> list[Pin]:
    """Leave out pins that no supported system installs, such as those for other implementations of Python."""
    return [pin for pin in pins if any(pin.applies(*target) for target in product(SYSTEMS, RELEASES))]


def read_licences() -> pd.Series:
    """Return the licence of each package, an SPDX expression, by normalized name."""
    return pd.read_csv(FOLDER / "packages.csv", index_col="package", dtype=str, keep_default_na=False)["licence"]


def packages() -> pd.DataFrame:
    """Return the locked packages, one row each, in alphabetical order.

    Columns ``package``, ``version`` (perhaps several, by system and Python), ``licence`` (SPDX expression), and
    ``use``, if the book names it, or ``needed_by``, the packages that bring it.
    """
    asked = read_requirements(REQUIREMENTS.read_text(encoding="utf-8"))
    licences = read_licences()
    rows: dict[str, dict[str, str]] = {}
    for pin in installable(read_lock(LOCK.read_text(encoding="utf-8"))):
        row = rows.setdefault(pin.package, {"package": pin.package, "version": "", "licence": licences[pin.package]})
        row["version"] = f"{row['version']} or {pin.version}".removeprefix(" or ")
        row["use"] = asked[pin.package][1] if pin.package in asked else ""
        row["needed_by"] = "" if pin.package in asked else ", ".join(pin.needed_by)
    return pd.DataFrame(rows.values())


def carried() -> pd.DataFrame:
    """Return the software of others that the built book carries, one row a part.

    Columns ``part``, ``file`` (in the built book), ``mark`` (text of it that shows the part), ``licence`` (SPDX),
    ``copyright`` and ``brought_by`` (locked package, or package of npm whose file ``book/_static`` has unchanged).
    """
    return pd.read_csv(FOLDER / "carried.csv", dtype=str, keep_default_na=False)

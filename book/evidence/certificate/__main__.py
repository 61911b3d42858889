"""``make certify``: build the present commit twice from nothing, compare, and write the certificate."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evidence import edition
from evidence.certificate import FILE, INPUTS, OUTPUTS, file_digests, group_digests, joint_digest
from evidence.certificate.builds import CONDITIONS, Build, build_commit
from evidence.certificate.consistency import count_consistent
from evidence.errors import EvidenceError, Problem
from evidence.execute import replace_file
from evidence.ledger import load_ledger
from evidence.models import RESULTS
from evidence.notebooks import chapter_paths
from evidence.paths import ROOT

MEASUREMENTS = "_build/bench.json"
NAMED_FILES = 10


def git(*arguments: str) -> str:
    """Ask git about the project."""
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def check_same(builds: Sequence[Build]) -> dict[str, str]:
    """Compare what two builds gave, with each other and with what is committed.

    Parameters
    ----------
    builds : sequence of Build
        Two builds of one commit.

    Returns
    -------
    dict of str to str
        Digest of each file of the build, by its path below ``_build``.

    Raises
    ------
    EvidenceError
        With the files that differ.
    """
    problems = []
    trees = [file_digests(build.clone / "_build", ["html/**/*", "pdf/**/*"]) for build in builds]
    for name in sorted(set(trees[0]) | set(trees[1])):
        if trees[0].get(name) != trees[1].get(name):
            remedy = "find what depends on folder, user, language, time or chance, and take it out"
            problems.append(Problem(f"_build/{name}", "", "two builds of one commit differ in it", remedy))
    for build in builds:
        answer = subprocess.run(
            ["git", "status", "--porcelain"], cwd=build.clone, capture_output=True, text=True, check=True
        )
        for line in answer.stdout.splitlines():
            problems.append(
                Problem(line[3:], "", "a full execution gives other bytes than the commit", "run make book, commit")
            )
    if problems:
        raise EvidenceError(problems[:NAMED_FILES])
    return trees[0]


def certify(folder: Path) -> dict[str, Any]:
    """Build the present commit twice and return what can be certified of it.

    Parameters
    ----------
    folder : Path
        An empty folder for the clones.

    Returns
    -------
    dict
        The certificate.

    Raises
    ------
    EvidenceError
        If the folder has changes that aren't committed, a build fails, two builds differ, or a page doesn't agree with
        the data.
    """
    if changed := git("status", "--porcelain"):
        raise EvidenceError(
            Problem(changed.split()[-1], "", "it isn't committed", "commit first: a certificate is of a commit")
        )
    builds = []
    for conditions in CONDITIONS:
        print(f"build {conditions.folder} ...", flush=True)
        builds.append(build_commit("HEAD", conditions, folder))
    tree = check_same(builds)
    first, ledger = builds[0], load_ledger()
    html = first.clone / "_build" / "html"
    measured = ROOT / MEASUREMENTS
    return {
        "edition": edition.edition(),
        "commit": edition.commit(),
        "day": git("show", "--no-patch", "--format=%cs", "HEAD"),
        "machine": {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()},
        "complete": {
            "notebooks executed": len(first.notebooks),
            "pages built": len(list((html / "book").glob("*.html"))),
            "claims": len(ledger.claims),
            "claims with a verdict": len(ledger.verdicts),
            "rows of the record": len(ledger.observations),
            "computed results": len(RESULTS),
        },
        "stable": {
            "builds": [
                {
                    "folder": build.conditions.folder,
                    "locale": build.conditions.locale,
                    "time zone": build.conditions.timezone,
                    "hash seed": build.conditions.hash_seed,
                    "network and user": "no network, a user of its own" if build.cut_off else "as the caller's",
                }
                for build in builds
            ],
            "files": len(tree),
            "digest": joint_digest(tree),
        },
        "consistent": count_consistent(html, first.clone / "book", ledger),
        "inputs": group_digests(first.clone, INPUTS),
        "outputs": group_digests(first.clone / "_build", OUTPUTS),
        "seconds": {
            "stages": {name: round(seconds, 1) for name, seconds in first.stages.items()},
            "notebooks": dict(first.notebooks),
        },
        "measurements": json.loads(measured.read_text(encoding="utf-8"))["measurements"] if measured.exists() else {},
    }


def main() -> int:
    """Certify the present commit.

    Returns
    -------
    int
        0, or 1 if it can't be certified.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            certificate = certify(Path(folder))
    except EvidenceError as error:
        print(f"\nno certificate\n{error}", file=sys.stderr)
        return 1
    if certificate["complete"]["notebooks executed"] != len(chapter_paths()):
        print("no certificate: a notebook wasn't executed", file=sys.stderr)
        return 1
    replace_file(ROOT / FILE, json.dumps(certificate, indent=1, ensure_ascii=False) + "\n")
    print(f"{FILE}: commit {certificate['commit']} is certified; commit the file, and the status page shows it")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The workflow that tests, builds and publishes the book keeps the rules of its format and of safe workflows."""

import subprocess
import sys
from pathlib import Path

from evidence.paths import ROOT


def test_the_workflow_passes_its_lint():
    command = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--no-progress", "--strict-collection"]
    outcome = subprocess.run(
        [*command, str(ROOT / ".github" / "workflows")], capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout

"""Run a command and say what it cost."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


def measure(command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> tuple[float, float]:
    """Run a command once, with its output hidden.

    Parameters
    ----------
    command : sequence of str
        Program and arguments.
    cwd : Path
        Working directory.
    env : mapping, optional
        Variables to set beside those of this process.

    Returns
    -------
    (float, float)
        Seconds, and the largest resident memory in MB of the process itself (its children apart).

    Raises
    ------
    RuntimeError
        If the command fails.
    """
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, env=os.environ | dict(env or {}), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024

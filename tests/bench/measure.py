"""Run a command and say what it cost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

JUPYTER_BOOK = str(Path(sys.executable).with_name("jupyter-book"))


class Cost(NamedTuple):
    """What a command cost.

    Attributes
    ----------
    seconds : float
        By the clock.
    processor : float
        Seconds of processor time, of the process and those it waited for. Unlike the clock it hardly depends on what else
        the machine does.
    memory : float
        The largest resident memory of any one of these processes, MB.
    """

    seconds: float
    processor: float
    memory: float

    def __add__(self, other: Cost) -> Cost:
        """Return the cost of one after the other."""
        return Cost(self.seconds + other.seconds, self.processor + other.processor, max(self.memory, other.memory))

    def row(self) -> dict[str, float]:
        """Return it as part of a row."""
        return {"s": round(self.seconds, 1), "processor s": round(self.processor, 1), "peak MB": round(self.memory)}


def measure_cost(command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> Cost:
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
    Cost
        Of the command.

    Raises
    ------
    RuntimeError
        If the command fails; with what it said last.
    """
    begin = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=os.environ | dict(env or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed with {process.returncode}\n{complaint[-2000:]}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measure(command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> tuple[float, float]:
    """Run a command as `measure_cost` does and return seconds and memory in MB."""
    cost = measure_cost(command, cwd=cwd, env=env)
    return cost.seconds, cost.memory

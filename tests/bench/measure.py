"""Run a command and say what it cost."""

import os
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

from evidence.paths import BOOK, ROOT, SEEDS


class Cost(NamedTuple):
    """Seconds by the clock, seconds of processor, and the most memory that one process held, MB."""

    seconds: float
    processor: float
    memory: float


def measure(*command: str | Path) -> Cost:
    """Run a command once from the root, with its output hidden.

    Processor time is that of the process and those it waited for; it hardly depends on what else the machine does.
    """
    environment = os.environ | {"PYTHONPATH": f"{BOOK}{os.pathsep}{SEEDS}", "PYTHONUTF8": "1"}
    hidden = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    begin = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=environment, **hidden) as process:
        complaint = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} failed with {process.returncode}\n{complaint[-2000:]}")
    return Cost(time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)

"""``make lock`` and ``make audit``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from evidence.errors import EvidenceError
from evidence.supply import LOCK
from evidence.supply.audit import audit
from evidence.supply.lock import compile_lock, write_licences

COMMANDS: dict[str, Callable[[], None]] = {
    "lock": partial(compile_lock, LOCK, upgrade=True),
    "licences": write_licences,
    "audit": audit,
}


def main(names: list[str]) -> int:
    """Run one command and say what it found.

    Parameters
    ----------
    names : list of str
        The command.

    Returns
    -------
    int
        0, 1 if it found a fault, or 2 if there is no such command.
    """
    if len(names) != 1 or names[0] not in COMMANDS:
        print(f"name one command: {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        COMMANDS[names[0]]()
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

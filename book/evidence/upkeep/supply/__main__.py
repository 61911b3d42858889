"""``make lock`` and ``make audit``."""

import sys

from evidence.errors import EvidenceError
from evidence.upkeep.supply import LAB_LOCK, LOCK
from evidence.upkeep.supply.audit import audit
from evidence.upkeep.supply.lock import compile_lock, write_licences


def compile_locks(*package: str) -> None:
    """Compile both locks: the book's, then JupyterLab's, which takes what the book has at the book's versions."""
    for lock in (LOCK, LAB_LOCK):
        compile_lock(lock, *(("--upgrade-package", *package) if package else ("--upgrade",)))


COMMANDS = {"lock": compile_locks, "licences": write_licences, "audit": audit}


def main(names: list[str]) -> int:
    """Run one command and say what it found; 1 if it found a fault, 2 if there is no such command."""
    if not names or names[0] not in COMMANDS or len(names) > 1 + (names[0] == "lock"):
        print(f"name one command: {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        COMMANDS[names[0]](*names[1:])
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

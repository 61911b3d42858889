"""The unit tests, run in a process of their own that has changed something."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from evidence.paths import ROOT


class _Watch:
    """A plugin that keeps the names of tests that fail, and leaves out those that failed before."""

    def __init__(self, known: Collection[str]) -> None:
        self.known, self.failed = known, list[str]()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid not in self.known]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and report.nodeid not in self.known:
            self.failed.append(report.nodeid)


def failing_tests(names: Sequence[str], known: Collection[str] = (), *, stop: bool = False) -> list[str]:
    """Run tests in this process, which should be one that ends afterwards, and return those that fail."""
    told = _Watch(known)
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:nbval", "-o", "addopts=", "--rootdir", str(ROOT)]
    options += ["-x"] if stop else ["--continue-on-collection-errors"]
    pytest.main([*(str(ROOT / name) for name in names if name not in known), *options], plugins=[told])
    return told.failed


@cache
def known_failures(names: tuple[str, ...]) -> frozenset[str]:
    """Return the tests that fail with nothing changed."""
    return frozenset(in_a_process(failing_tests, names))


def in_a_process(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function gives in a process forked for it, which prints nothing; None if the process dies."""
    receiver, sender = Pipe(duplex=False)
    process = get_context("fork").Process(target=_send, args=(sender, function, *arguments))
    process.start()
    sender.close()
    try:
        return receiver.recv()
    except EOFError:
        return None
    finally:
        process.join()


def _send(sender: Connection, function: Callable[..., Any], *arguments: Any) -> None:
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        sender.send(function(*arguments))

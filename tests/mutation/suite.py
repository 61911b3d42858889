"""The unit tests, run inside a process that has changed something."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from evidence.paths import ROOT


class _Failures:
    """A plugin that keeps the names of tests that fail."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


def failing_tests(names: Sequence[str], *, stop: bool = True) -> list[str]:
    """Run tests in this process, which should be one that ends afterwards, and return those that fail.

    Parameters
    ----------
    names : sequence of str
        Files or single tests, from the project's root.
    stop : bool
        Stop at the first that fails.
    """
    told = _Failures()
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:nbval", "-o", "addopts=", "--rootdir", str(ROOT)]
    pytest.main([*(str(ROOT / name) for name in names), *options, *(["-x"] if stop else [])], plugins=[told])
    return told.failed

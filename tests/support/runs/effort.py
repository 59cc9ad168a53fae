"""Which quick tests do too much: compared with all of them, because seconds depend on the machine.

A test that takes 0.4 seconds of processor time is marked as slow. That is one six hundredth of what all
quick tests take, and twenty-four times as much fails the run: the first to compile the fold, or to need the
tables of Unicode, takes seconds more than it would by itself.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping

import pytest

MOST = 0.04
_PROPERTY = "processor seconds"


def too_much(seconds: Mapping[str, float]) -> list[str]:
    """Return the tests that take more than their share of the time of all, the worst first."""
    most = MOST * sum(seconds.values())
    return sorted((test for test in seconds if seconds[test] > most), key=lambda test: -seconds[test])


def _spent() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Efforts:
    """A plugin that measures each test in the process that runs it.

    Where all results are, they are compared if they are ``judged``: if all quick tests run.
    """

    def __init__(self, *, judged: bool) -> None:
        self._judged = judged
        self._seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Measure a test, without what prepares it, which it may share with others."""
        before = _spent()
        try:
            return (yield)
        finally:
            item.user_properties.append((_PROPERTY, _spent() - before))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a test took."""
        if self._judged and report.when == "call":
            self._seconds[report.nodeid] = float(str(dict(report.user_properties)[_PROPERTY]))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run for tests that take too much."""
        if too_much(self._seconds):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name the tests that take too much."""
        for test in too_much(self._seconds):
            share = self._seconds[test] / sum(self._seconds.values())
            terminalreporter.line(f"too slow for --quick: {test} takes {share:.0%} of all; mark it as slow")

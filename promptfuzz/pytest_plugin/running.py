"""What the plugin does while tests run: an account for each, sent along with its report, and a summary at the end."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from promptfuzz.pytest_plugin.desk import Desk

if TYPE_CHECKING:
    from promptfuzz.ledger import Account
    from promptfuzz.pytest_plugin.closing import Closing
    from promptfuzz.pytest_plugin.gathered import Part

_CARRIED = "promptfuzz_results"


class Running:
    """The hooks of one run of pytest, in the process that controls it or in a worker."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.gathered: list[str] = []
        self.closing: Closing | None = None
        self.reports: list[pytest.TestReport] = []

    @pytest.hookimpl(wrapper=True, trylast=True)  # inside of what leaves tests out, such as --last-failed
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Note which tests there are, whichever of them will run."""
        report = yield
        self.desk.collected.note(collector, report)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Open the account of a test."""
        self.reports = []
        self.desk.begin(item)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, None, None]:
        """Let a test that would pass end undecided where its contrasts have settled nothing."""
        __tracebackhide__ = True
        yield
        self.desk.settle_doubts()

    @pytest.hookimpl(wrapper=True, tryfirst=True)  # around what makes the report of a failure one of an xfail
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Close the account of a test, and send it along with the report of its end.

        A subtest has a report made for it as well, and the report of its test passes whatever became of it.
        """
        account = self.desk.end(item) if call.when == "teardown" else None
        if account is not None and not all(one.passed for one in self.reports):
            account.unasked.clear()  # what failed may have ended before it could ask
        part = None if account is None else _part(account, item)
        report = yield
        self.reports.append(report)
        if part is not None:
            text = replace(part, expected=_expected(self.reports)).to_json()
            report.__dict__[_CARRIED] = text  # which pytest-xdist takes from the worker to the controller
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Gather what a test asked, in the process that controls the run."""
        carried = report.__dict__.get(_CARRIED)
        if carried is not None:
            self.gathered.append(carried)

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the reports; a test that was interrupted has its account still open."""
        if hasattr(session.config, "workerinput") or session.config.option.collectonly:
            return
        left_open = list(self.desk.ledger.accounts.values())
        if not (self.gathered or left_open or self.desk.options.reports):
            return
        from promptfuzz.pytest_plugin.closing import close

        interrupted = exitstatus == pytest.ExitCode.INTERRUPTED
        self.closing = close(self.desk, self.gathered, left_open, interrupted=interrupted)
        if self.closing.faults:
            session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def pytest_terminal_summary(self, terminalreporter: "pytest.TerminalReporter") -> None:
        """Show what was found and what it took."""
        if self.closing is None:
            return
        terminalreporter.section("promptfuzz")
        for line, colour in self.closing.lines:
            terminalreporter.write_line(line, **({colour: True} if colour else {}))


def _expected(reports: Sequence[pytest.TestReport]) -> str:
    """Return why a test that found something ends well, in words; empty where it does not.

    Args:
        reports: those of one test, of its subtests, and of what is set up before it and torn down after it.
    """
    if any(report.failed for report in reports):
        return ""
    if any(report.skipped and hasattr(report, "wasxfail") for report in reports):
        return "expected: xfail"
    called = [report for report in reports if report.when == "call"]
    return "caught: the test passed" if called and called[-1].passed else ""


def _part(account: "Account", item: pytest.Item) -> "Part":
    from promptfuzz.pytest_plugin.gathered import part_of

    part = part_of(account, item.nodeid)
    item.user_properties += [
        ("promptfuzz_calls", part.results.run.calls),
        ("promptfuzz_cached_calls", part.results.run.cached_calls),
        ("promptfuzz_findings", " ".join(part.kept)),
    ]
    return part

"""Which tests pytest has found in a file, whichever of them it runs: a finding of one that is gone has no test left."""

from pathlib import Path

import pytest

from promptfuzz.ledger import name_in_file


class Collected:
    """What each module and class of tests has in it."""

    def __init__(self) -> None:
        self._inside: dict[str, tuple[pytest.Item | pytest.Collector, ...]] = {}
        self._modules: dict[Path, str] = {}

    def note(self, collector: pytest.Collector, report: pytest.CollectReport) -> None:
        """Keep what `collector` found, before a plugin leaves any of it out.

        What failed has told nothing, nor has what is empty: ``--last-failed`` says that of a file that it skips.
        """
        if isinstance(collector, pytest.Module | pytest.Class) and report.passed and report.result:
            self._inside[collector.nodeid] = tuple(report.result)
            if isinstance(collector, pytest.Module):
                self._modules[collector.path] = collector.nodeid

    def holds(self, path: Path, name: str, *, any_parameters: bool = False) -> bool | None:
        """Whether the file has a test of this name, as in ``TestCase.test_one[word]``; None where that is not known.

        With `any_parameters` it is the name of a function, whatever its parameters are.
        """
        module = self._modules.get(path)
        return None if module is None else self._has(module, name, any_parameters=any_parameters)

    def _has(self, node: str, name: str, *, any_parameters: bool) -> bool | None:
        unsure = False
        for child in self._inside[node]:
            called = name_in_file(child.nodeid)
            if isinstance(child, pytest.Item):
                if name == (called.partition("[")[0] if any_parameters else called):
                    return True
            elif name.startswith(f"{called}."):
                inner = (
                    self._has(child.nodeid, name, any_parameters=any_parameters)
                    if child.nodeid in self._inside
                    else None
                )
                if inner:
                    return True
                unsure = unsure or inner is None
        return None if unsure else False

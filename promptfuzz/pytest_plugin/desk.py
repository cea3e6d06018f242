"""Where the plugin keeps what it knows of a run of pytest: the options, the budget, and what the tests asked so far."""

import shutil
import sys
import tempfile
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from promptfuzz import ledger
from promptfuzz.errors import PromptfuzzError, Undecided, UsageError
from promptfuzz.ledger import Account, Purse
from promptfuzz.pytest_plugin.collected import Collected
from promptfuzz.pytest_plugin.options import Options
from promptfuzz.pytest_plugin.project import Project, read_project

if TYPE_CHECKING:
    import pytest

    from promptfuzz.models.protocol import Model
    from promptfuzz.oracle import Oracle

FILE, WORKERS = "promptfuzz_purse", "workercount"
NO_MODEL = (
    "expected a model, got none; pass model= to the assertion, override the fixture promptfuzz_model in a conftest.py, "
    'give --promptfuzz-model SPEC, or write model = "SPEC" under [tool.promptfuzz] of pyproject.toml'
)


class Desk:
    """What is known of one run of pytest, in the process that controls it or in a worker; the face of its ledger."""

    def __init__(self, config: "pytest.Config", options: Options) -> None:
        self.config = config
        self.options = options
        self.started = time.time()
        self.item: pytest.Item | None = None
        self.used = self.headed = False
        self.ledger = ledger.open_ledger(self)
        self.collected = Collected()
        self._folder: Path | None = None

    @cached_property
    def project(self) -> Project | None:
        """What the project's pyproject.toml says, read when it is first needed."""
        return read_project(self.config.rootpath)

    @property
    def profile(self) -> str | None:
        """The profile that was asked for, None without one."""
        return self.options.profile or (self.project.profile if self.project is not None else None)

    @property
    def model_spec(self) -> str | None:
        """The spec of the model for tests that name none, None where there is none."""
        if self.options.model is not None or self.project is None:
            return self.options.model
        return next((entry.spec for entry in self.project.campaign.models), None)

    @cached_property
    def purse(self) -> Purse | None:
        """The calls of the whole run; None without a limit."""
        most, advice = self.options.budget, "raise --promptfuzz-budget"
        if most is None:
            return None
        worker: dict[str, Any] | None = getattr(self.config, "workerinput", None)
        if worker is None:
            return Purse(most, advice)
        from promptfuzz.pytest_plugin.purse import SharedPurse  # sqlite only where there are workers

        return SharedPurse(str(worker.get(FILE)), most, int(worker.get(WORKERS, 1)), advice)

    def shared_file(self) -> str | None:
        """Return the path of the purse that workers share, made for the first of them; None without a limit."""
        if self.options.budget is None:
            return None
        from promptfuzz.pytest_plugin.purse import make_file

        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="promptfuzz-"))
            make_file(self._folder / "purse", self.options.budget)
        return str(self._folder / "purse")

    def load_model(self) -> "Model":
        """Load the model of the option or the project.

        Raises:
            UsageError: neither names one; the message names all the ways to choose one.
        """
        from promptfuzz.models.loading import load_model

        if self.options.model is not None:
            return load_model(self.options.model)
        for entry in self.project.campaign.models if self.project is not None else ():
            return load_model(entry.spec, **entry.options)
        raise UsageError(NO_MODEL)

    def load_oracle(self) -> "Oracle":
        """Return the oracle of the project, or the default one."""
        from promptfuzz.oracle import Oracle

        if self.project is None:
            return Oracle()
        from promptfuzz.campaign.running import make_oracle

        return make_oracle(self.project.campaign)

    def model(self) -> object:
        """Return what the fixture ``promptfuzz_model`` is for the running test."""
        return self._fixture("promptfuzz_model") if self.item is not None else self.load_model()

    def oracle(self) -> Any:
        """Return what the fixture ``promptfuzz_oracle`` is for the running test."""
        return self._fixture("promptfuzz_oracle") if self.item is not None else self.load_oracle()

    def purses(self) -> tuple[Purse, ...]:
        """Return what the running test draws on: the limit of its marker, and that of the run."""
        own = limit_of(self.item) if self.item is not None else None
        marked = () if own is None else (Purse(own, "raise the budget of @pytest.mark.promptfuzz"),)
        return marked if self.purse is None else (*marked, self.purse)

    def root(self) -> Path:
        """Return the folder that pytest takes for that of the project."""
        return self.config.rootpath

    def holds_test(self, path: Path, name: str, *, any_parameters: bool = False) -> bool | None:
        """Return whether a file has a test of this name, run or not; None where that is not known."""
        return self.collected.holds(path, name, any_parameters=any_parameters)

    def begin(self, item: "pytest.Item") -> None:
        """Note that `item` runs now."""
        self.item, self.ledger.test = item, _name(item)

    def settle_doubts(self) -> None:
        """Raise or skip where contrasts of the running test were too few, or an assertion of it was never awaited.

        Raises:
            Undecided: they were, and the test did not say what else is to happen.
        """
        __tracebackhide__ = True
        from promptfuzz.reporting.text import safe

        account = self.ledger.accounts.get(self.ledger.test or "")
        for reason, on_undecided in account.doubts.values() if account is not None else ():
            if on_undecided == "pass":
                continue
            ledger.note_undecided(reason)
            if on_undecided == "skip":
                pytest.skip(safe(reason))
            raise Undecided(safe(reason))

    def end(self, item: "pytest.Item") -> Account | None:
        """Note that `item` has ended and return its account; None where it asked nothing."""
        memory = sys.modules.get("promptfuzz.memory")
        if memory is not None:
            memory.forget(_name(item))  # which may take back a finding, in the account that is still open
        account = self.ledger.end() if self.ledger.test == _name(item) else None
        self.item = None
        return account if account is not None and account.used else None

    def close(self) -> None:
        """Keep no more accounts, and remove what the workers shared."""
        ledger.close_ledger(self.ledger)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _fixture(self, name: str) -> Any:
        request = getattr(self.item, "_request", None)  # of functions and doctests; pytest has no public way to it
        if request is not None:
            try:
                return request.getfixturevalue(name)
            except PromptfuzzError as error:
                # pytest raises the same error for every test; Hypothesis writes on it what was drawn for one.
                raise type(error)(*error.args) from None
        return self.load_model() if name == "promptfuzz_model" else self.load_oracle()


def limit_of(item: "pytest.Item") -> int | None:
    """Return the budget of the nearest marker that has one.

    Raises:
        UsageError: a marker has other arguments, or its budget is no positive whole number.
    """
    for marker in item.iter_markers("promptfuzz"):
        budget = marker.kwargs.get("budget")
        wrong = isinstance(budget, bool) or not isinstance(budget, int | None) or (budget is not None and budget < 1)
        if marker.args or set(marker.kwargs) - {"budget"} or wrong:
            given = ", ".join(
                [*map(repr, marker.args), *(f"{name}={value!r}" for name, value in marker.kwargs.items())]
            )
            raise UsageError(
                f"{item.nodeid}: expected @pytest.mark.promptfuzz or @pytest.mark.promptfuzz(budget=N), N a positive "
                f"whole number of calls, got @pytest.mark.promptfuzz({given})"
            )
        if budget is not None:
            return int(budget)
    return None


def _name(item: "pytest.Item") -> str:
    return item.nodeid.replace("\x00", "(null)")  # as pytest writes it into the environment

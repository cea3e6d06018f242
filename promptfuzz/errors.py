"""The errors of promptfuzz: faults of the setup or of the model call, never something a model answered.

::

    PromptfuzzError
    ├── UsageError (ValueError)            wrong arguments, files or configuration
    ├── ModelError (RuntimeError)          a model could not answer
    ├── Undecided (RuntimeError)           the budget ended before a property test could decide
    └── WordingFailure (AssertionError)    what a property test found
        ├── WordingDependence              a rewording changed the meaning of the output
        └── InstructionIgnored             another instruction did not change it
"""

import difflib
from collections.abc import Iterable


class PromptfuzzError(Exception):
    """Base of every error that promptfuzz raises."""


class UsageError(PromptfuzzError, ValueError):
    """Something was asked for that cannot be done; the message says what to write instead."""


class ModelError(PromptfuzzError, RuntimeError):
    """A model could not be loaded or could not answer."""


class Undecided(PromptfuzzError, RuntimeError):
    """A property test ran out of budget before it could tell dependence from noise."""


class WordingFailure(PromptfuzzError, AssertionError):
    """Base of the failures that a property test reports."""


class WordingDependence(WordingFailure):
    """A rewording that asks for the same thing changed the meaning of the output."""


class InstructionIgnored(WordingFailure):
    """An instruction that asks for something else left the meaning of the output as it was."""


def closest(name: str, valid: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the valid name nearest to `name`, else an empty text."""
    matches = difflib.get_close_matches(name, list(valid), n=1, cutoff=0.5)
    return f"; did you mean {matches[0]!r}?" if matches else ""

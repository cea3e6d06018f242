"""What tells the two properties apart: how variants are tried, and what is raised."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from promptfuzz.engine.asking import Task
from promptfuzz.engine.book import Book
from promptfuzz.engine.trying_together import Tried
from promptfuzz.errors import WordingFailure
from promptfuzz.records import Variant


@dataclass(frozen=True, slots=True)
class Kind:
    """A property: `attempt` judges variants, `error` is what a finding raises."""

    attempt: Callable[[Book, Sequence[Variant]], Task[Tried]]
    error: type[WordingFailure]
    contrast: bool = False

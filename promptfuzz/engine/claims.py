"""What a call in flight may take of tokens and money, and what was paid for it already."""

from dataclasses import dataclass
from typing import NamedTuple


class Tokens(NamedTuple):
    """Tokens of prompts and of completions."""

    prompt: int
    completion: int

    def more(self, other: "Tokens") -> "Tokens":
        """Return the tokens of both."""
        return Tokens(self.prompt + other.prompt, self.completion + other.completion)

    def less(self, other: "Tokens") -> "Tokens":
        """Return these tokens without those of `other`."""
        return Tokens(self.prompt - other.prompt, self.completion - other.completion)

    def times(self, number: int) -> "Tokens":
        """Return these tokens `number` times."""
        return Tokens(self.prompt * number, self.completion * number)


NOTHING = Tokens(0, 0)


@dataclass(frozen=True, slots=True)
class Claim:
    """What is set aside for a call: the most that a try is `likely` to take, and what was `paid` for those before.

    `guessed` is the part of it that nobody counted; `last` says that no further try will be made.
    """

    likely: Tokens
    paid: Tokens = NOTHING
    guessed: Tokens = NOTHING
    last: bool = False

    @property
    def all(self) -> Tokens:
        """All that is set aside."""
        return self.paid if self.last else self.paid.more(self.likely)

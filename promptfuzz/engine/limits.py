"""Keeps a run inside its budget: what every call may cost is set aside before it is made (DESIGN §6)."""

import threading
import time
from collections.abc import Callable

from promptfuzz.engine.claims import NOTHING, Claim, Tokens
from promptfuzz.models.affording import Spent
from promptfuzz.models.protocol import Model
from promptfuzz.records import Budget, Output, Request

# Before an answer was seen: a token is hardly ever shorter than two characters of a Latin script, and a chat template
# adds a few around each message. Both bounds give way to what the model reports.
CHARACTERS_A_TOKEN = 2.0
TOKENS_A_MESSAGE = 12
LONGEST_ANSWER = 512
# Calls that told their tokens, until what they took says what a call takes.
ENOUGH_TOLD = 8
_LENGTHS = ("max_tokens", "max_new_tokens")


class Limits:
    """The limits of a run; calls, tokens and money are set aside when a call is admitted, and settled by its answer.

    All is asked from the engine's thread but :meth:`affords`, which is asked from where the calls are made.

    Attributes:
        calls: calls admitted so far, those in flight with them.
        tokens: tokens of the answered calls; estimated from above where the model does not tell.
        usd: what these cost in US dollars; None where the price is unknown.
        closed: why no further call is admitted, beside the budget; None while calls go on.
        refused: whether the budget did not cover a call that was wanted.
    """

    def __init__(self, budget: Budget, model: Model, clock: Callable[[], float] = time.monotonic) -> None:
        self.budget = budget
        self.calls = 0
        self.tokens = 0.0
        self.closed: str | None = None
        self.refused = False
        self._clock = clock
        self._ends = self._end()
        self._price = model.price
        self.usd: float | None = None if self._price is None else 0.0
        settings = dict(model.settings)
        self._longest = next((int(settings[name]) for name in _LENGTHS if name in settings), LONGEST_ANSWER)
        self._set_aside: dict[Request, Claim] = {}
        self._aside = NOTHING
        self._lock = threading.Lock()
        self._dense = 1 / CHARACTERS_A_TOKEN
        self._took, self._told = (0, 0), 0

    def renew(self) -> None:
        """Count from nothing again, as another run does; calls that are still in flight count for it."""
        self.calls, self.tokens = len(self._set_aside), 0.0
        self.usd = None if self._price is None else 0.0
        self.closed, self.refused = None, False
        self._ends = self._end()

    def go_on_from(self, other: "Limits") -> None:
        """Count on from where `other` stopped, as one that keeps to the same budget; it has no call in flight."""
        self.calls, self.tokens, self.usd, self._ends = other.calls, other.tokens, other.usd, other._ends

    @property
    def left(self) -> float:
        """How many calls may still be made; infinite without a limit.

        Each is supposed to take as much as those that were answered on average, and the last the most that it can.
        """
        if self.spent is not None:
            return 0
        left = float("inf") if self.budget.calls is None else float(self.budget.calls - self.calls)
        for open_, usual, dearest in self._purses():
            if open_ < dearest:
                return 0
            left = min(left, (open_ - dearest) // usual + 1 if usual else left)
        return max(0.0, left)

    @property
    def advice(self) -> str:
        """What a user writes to get more calls."""
        return "raise budget=pf.Budget(...)"

    @property
    def spent(self) -> str | None:
        """What has ended the calls for good, in words; None while there may be more."""
        if self.closed is not None:
            return self.closed
        if self._ends is not None and self._clock() >= self._ends:
            return f"the {self.budget.minutes:g} minutes of the budget ended"
        return None

    def admit(self, request: Request) -> bool:
        """Set aside what `request` may cost; False where the budget does not cover it."""
        admitted = self._admits(request)
        self.refused |= not admitted
        return admitted

    def affords(self, request: Request, spent: Spent, uncounted: int) -> bool:
        """Whether one more try of `request` is covered; what its tries before it `spent` is set aside as well.

        A count that is not known is taken to be as high as was set aside for one try, so for `uncounted` tries more.
        """
        with self._lock:
            claim = self._set_aside.get(request)
            if claim is None:  # the run did not wait for it
                return False
            guessed = claim.likely.times(uncounted)
            paid = guessed if spent == (None, None) else guessed.more(_filled(spent, claim.likely))
            self._aside = self._aside.less(claim.all)
            # What was paid is counted when the call is settled, and stays set aside until then.
            covered = self._is_within(self._aside.more(paid).more(claim.likely))
            self._set_aside[request] = claim = Claim(claim.likely, paid, guessed, last=not covered)
            self._aside = self._aside.more(claim.all)
            self.refused |= not covered
            return covered

    def is_held(self, request: Request) -> bool:
        """Whether the budget would cover `request` if calls in flight gave back what was set aside for them."""
        return bool(self._set_aside) and self._covers(request, aside=False) and not self._covers(request)

    def _end(self) -> float | None:
        minutes = self.budget.minutes
        return None if minutes is None else self._clock() + 60 * minutes

    def _admits(self, request: Request) -> bool:
        with self._lock:
            if not self._covers(request):
                return False
            self.calls += 1
            self._set_aside[request] = claim = Claim(self._likely(request))
            self._aside = self._aside.more(claim.all)
            return True

    def _covers(self, request: Request, *, aside: bool = True) -> bool:
        """Whether a call more is within the budget, beside what is set aside for others or without it."""
        if self.spent is not None or (self.budget.calls is not None and self.calls >= self.budget.calls):
            return False
        likely = self._likely(request)
        return self._is_within(self._aside.more(likely) if aside else likely)

    def _is_within(self, more: Tokens) -> bool:
        """Whether tokens and money cover `more` beside what was counted."""
        tokens, usd = self.budget.tokens, self.budget.usd
        if tokens is not None and self.tokens + sum(more) > tokens:
            return False
        return usd is None or (self.usd or 0) + self._cost(*more) <= usd

    def _likely(self, request: Request) -> Tokens:
        return Tokens(self._prompt_tokens(request), self._longest)

    def settle(self, request: Request, output: Output | None) -> None:
        """Count what the answer to `request` did cost; None gives back what was set aside for a call never made."""
        with self._lock:
            claim = self._set_aside.pop(request)
            self._aside = self._aside.less(claim.all)
            if output is None:
                self.calls -= 1
            else:
                self._count(request, claim, output)

    def _count(self, request: Request, claim: Claim, output: Output) -> None:
        told = (output.prompt_tokens, output.completion_tokens)
        if claim.last and told == (None, None):
            took = NOTHING  # all of its tries are among those guessed
        else:
            took = _filled(told, claim.likely)
        if not output.failed:
            self._learn(request, claim, output, took)
        self.tokens += sum(took) + sum(claim.guessed)
        if self.usd is not None:
            self.usd += self._cost(*took.more(claim.guessed))

    def _learn(self, request: Request, claim: Claim, output: Output, took: Tokens) -> None:
        """Let an answer tell what calls take; the tokens of several tries say little about the next call."""
        if claim.paid == NOTHING:
            if output.prompt_tokens is not None:
                self._dense = max(self._dense, self._density(request, output.prompt_tokens))
            self._longest = max(self._longest, took.completion)
        if None not in (output.prompt_tokens, output.completion_tokens):
            self._told += 1
            self._took = (self._took[0] + took.prompt, self._took[1] + took.completion)

    def _purses(self) -> list[tuple[float, float, float]]:
        """Return what is left of tokens and of money, what a call usually takes of it, and the most that one may take.

        Until enough calls were answered, nothing is usual but the most that is possible.
        """
        found: list[tuple[float, float, float]] = []
        prompt = max((claim.likely.prompt for claim in self._set_aside.values()), default=TOKENS_A_MESSAGE)
        dearest = (prompt, self._longest)
        known = self._told >= ENOUGH_TOLD
        usual = (self._took[0] / self._told, self._took[1] / self._told) if known else dearest
        in_flight = len(self._set_aside)
        tokens, usd = self.budget.tokens, self.budget.usd
        if tokens is not None:
            aside = in_flight * sum(usual) if known else sum(self._aside)
            found.append((tokens - self.tokens - aside, sum(usual), sum(dearest)))
        if usd is not None:
            paid = in_flight * self._cost(*usual) if known else self._cost(*self._aside)
            found.append((usd - (self.usd or 0) - paid, self._cost(*usual), self._cost(*dearest)))
        return found

    def _prompt_tokens(self, request: Request) -> int:
        return int(_length(request) * self._dense) + 1 + TOKENS_A_MESSAGE * len(request.messages)

    def _density(self, request: Request, tokens: int) -> float:
        return (tokens - TOKENS_A_MESSAGE * len(request.messages)) / max(_length(request), 1)

    def _cost(self, prompt: float, completion: float) -> float:
        return 0.0 if self._price is None else self._price.cost(prompt, completion) or 0.0


def _filled(told: Spent, likely: Tokens) -> Tokens:
    """Return the counts that were told, and in place of those that were not the likely ones."""
    return Tokens(*(guess if count is None else count for count, guess in zip(told, likely, strict=True)))


def _length(request: Request) -> int:
    return sum(len(message.content) for message in request.messages)

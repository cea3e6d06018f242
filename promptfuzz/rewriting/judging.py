"""Which rewordings are taken: from candidate texts to verdicts, by their structure first, then by their meaning."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from promptfuzz.records import Prompt
from promptfuzz.rewriting.keeping import why_unfit

Check = Callable[[list[str], list[str]], Sequence[Any]]


class Judgement(NamedTuple):
    """Whether a rewording is taken, why not, and how surely it asks the same (0..1; None where that was not asked)."""

    accepted: bool
    reasons: tuple[str, ...] = ()
    score: float | None = None


class Judge:
    """Judges rewordings of one prompt, each text once."""

    def __init__(self, prompt: Prompt, check: Check | None = None) -> None:
        self.prompt = prompt
        self._check = check
        self._known: dict[str, Judgement] = {}

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """Return a judgement for each text; those that keep slots and protected spans are checked as one batch."""
        open_ones = []
        for text in dict.fromkeys(texts):
            if text in self._known:
                continue
            reason = why_unfit(self.prompt, text)
            if reason is None:
                open_ones.append(text)
            else:
                self._known[text] = Judgement(accepted=False, reasons=(reason,))
        if open_ones:
            found = self._checker()([self.prompt.template] * len(open_ones), open_ones)
            for text, one in zip(open_ones, found, strict=True):
                self._known[text] = Judgement(bool(one.accepted), tuple(map(str, one.reasons)), float(one.score))
        return [self._known[text] for text in texts]

    def _checker(self) -> Check:
        if self._check is None:
            from promptfuzz.constraints import check_rewording  # it may load an embedder, so only where it is needed

            self._check = check_rewording
        return self._check

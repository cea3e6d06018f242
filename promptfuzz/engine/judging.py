"""Reads the answers of one prompt: what a variant's output means beside those of the base."""

import itertools
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from promptfuzz.engine.evidence import Kind, PromptEvidence, Said, Trial
from promptfuzz.measures import default_embedder
from promptfuzz.oracle import Oracle, Parsed, infer_answer, parse
from promptfuzz.oracle.typed import compare_values
from promptfuzz.records import Answer, Comparison, Message, Output, Text, Variant

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VOTERS = 9
VOTES_NEEDED = 5 / 9
SURE_SCORE = 0.1
"""A single flip of free text counts only under this score: under .25 fell 13% of same pairs the rules had not seen."""


class Judge:
    """Judges the outputs of one prompt by its answer type; comparisons are kept per pair of texts."""

    def __init__(self, evidence: PromptEvidence, oracle: Oracle) -> None:
        self.evidence = evidence
        self.oracle = oracle
        self._known: dict[tuple[str, str], Comparison] = {}

    def settle_answer_type(self, outputs: Sequence[str]) -> None:
        """Take the prompt's answer type, or infer one from its wording and the base `outputs`."""
        prompt = self.evidence.plan.prompt
        answer: Answer | None = prompt.answer
        if answer is None:
            answer, self.evidence.inferred = infer_answer(prompt.text, outputs), True
        self.evidence.answer = answer
        self.oracle = replace(self.oracle, answer=answer)

    def read(self, text: str, messages: Sequence[Message]) -> Parsed:
        """Parse `text` as an answer to `messages`; what it copied from them is no answer."""
        return parse(text, self.evidence.answer, messages[-1].content)

    def compare(self, pairs: Sequence[tuple[str, str]]) -> list[Comparison]:
        """Compare pairs of outputs, each different pair once."""
        keys = [(a, b) if a <= b else (b, a) for a, b in pairs]
        new = [pair for pair in dict.fromkeys(keys) if pair not in self._known]
        self._known.update(zip(new, self.oracle.judge(new), strict=True))
        return [self._known[pair] for pair in keys]

    @property
    def has_embedder(self) -> bool:
        """Whether free text can be compared by meaning; the embedder is not loaded for this."""
        return self.oracle.embedder is not None or default_embedder() is not None

    def embed(self, texts: Sequence[str]) -> "NDArray[np.floating[Any]] | None":
        """Return one unit vector a text; None where no embedder is installed."""
        embedder = self.oracle.embedder or default_embedder()
        return None if embedder is None else embedder.embed(texts)

    def agree(self, outputs: Sequence[Output], messages: Sequence[Message]) -> bool:
        """Whether repeats of one wording agree: equal texts, or typed answers of equal meaning."""
        texts = list(dict.fromkeys(output.said for output in outputs if not output.failed))
        if len(texts) < 2:
            return True
        if isinstance(self.evidence.answer, Text):
            return False
        clear = all(self.read(text, messages).clear for text in texts)
        said = [Said(text, messages) for text in texts]
        return clear and not any(self.differ([(said[0], other) for other in said[1:]]))

    def meaning(self, said: Said) -> Hashable:
        """Return what `said` says, alike where it surely means the same: the value that it gives, else its text."""
        parsed = None if isinstance(self.evidence.answer, Text) else self.read(said.text, said.messages)
        return (parsed.value, parsed.unit) if parsed is not None and parsed.clear else said.text

    def differ(self, pairs: Sequence[tuple[Said, Said]]) -> list[bool]:
        """Whether two outputs mean different things: by the values that each gives to its own prompt, else by text."""
        found: dict[int, bool] = {}
        if not isinstance(self.evidence.answer, Text):
            for place, pair in enumerate(pairs):
                left, right = (self.read(said.text, said.messages) for said in pair)
                if left.clear and right.clear:
                    found[place] = not compare_values(left, right, self.evidence.answer).same
        rest = [place for place in range(len(pairs)) if place not in found]
        compared = self.compare([(pairs[place][0].text, pairs[place][1].text) for place in rest])
        found.update((place, not comparison.same) for place, comparison in zip(rest, compared, strict=True))
        return [found[place] for place in range(len(pairs))]

    def read_base(self) -> None:
        """Parse the base's answer to every case."""
        for case, outputs in self.evidence.base.items():
            messages = Variant(self.evidence.plan.prompt).render(case)
            parsed = self.read(outputs[0].said, messages)
            if parsed.clear and not isinstance(self.evidence.answer, Text):
                self.evidence.values[case] = parsed.value

    def trials(
        self, asked: Sequence[tuple[Variant, int, Sequence[Message], Output]], group: Sequence[Trial]
    ) -> list[Trial]:
        """Judge outputs beside the base's; `group` are earlier trials whose outputs may vote on free text."""
        typed = [item for item in asked if self.evidence.is_typed(item[1]) and not item[3].failed]
        self.compare([(self.evidence.base[case][0].said, output.said) for _, case, _, output in typed])
        judged: list[Trial] = []
        for variant, case, messages, output in asked:
            if output.failed:
                judged.append(Trial(variant, case, output, Kind.FAILED))
            elif self.evidence.is_typed(case):
                judged.append(self._typed(variant, case, messages, output))
            else:
                judged.append(self._voted(variant, case, output, [*group, *judged]))
        return judged

    def _typed(self, variant: Variant, case: int, messages: Sequence[Message], output: Output) -> Trial:
        """Judge a typed answer; one that the length limit cut flips only if it does with its last word and without.

        Where another value stands in the cut word alone, as in "the answer is 1", there is no telling: it may have
        been 160. Such a call counts as failed, neither as a flip nor as agreement.
        """
        trial = self._read_as(output.said, variant, case, messages, output)
        if not trial.flipped or output.said == output.text:
            return trial
        whole = self._read_as(output.text, variant, case, messages, output)
        if whole.flipped and whole.kind is not trial.kind:
            return replace(whole, kind=Kind.FAILED)
        return trial if whole.flipped else whole

    def _read_as(self, text: str, variant: Variant, case: int, messages: Sequence[Message], output: Output) -> Trial:
        parsed = self.read(text, messages)
        (comparison,) = self.compare([(self.evidence.base[case][0].said, text)])
        same = comparison.same or (parsed.clear and parsed.value == self.evidence.values[case])
        kind = Kind.SAME if same else Kind.VALUE if parsed.clear else Kind.LOST
        return Trial(variant, case, output, kind, comparison, parsed.value if parsed.clear else parsed.status)

    def _voted(self, variant: Variant, case: int, output: Output, earlier: Sequence[Trial]) -> Trial:
        """Judge free text by vote: it differs when at least 5 of 9 outputs of the base's group say so."""
        stable = (t.output.said for t in earlier if t.case == case and t.kind is Kind.SAME)
        voters = list(itertools.islice((*(o.said for o in self.evidence.base[case] if not o.failed), *stable), VOTERS))
        comparisons = self.compare([(voter, output.said) for voter in voters])
        against = [comparison for comparison in comparisons if not comparison.same]
        differs = len(against) >= VOTES_NEEDED * max(len(voters), 1)
        return Trial(variant, case, output, Kind.TEXT if differs else Kind.SAME, (against or comparisons)[0])


def is_sure(trial: Trial) -> bool:
    """Whether a flip stands by itself: one of a typed answer, or of free text that is surely different."""
    if trial.kind is not Kind.TEXT:
        return trial.flipped
    return trial.comparison is not None and trial.comparison.score < SURE_SCORE

"""Reads the answers of one prompt: what a variant's output means beside those of the base."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from promptfuzz.engine.evidence import Kind, PromptEvidence, Trial
from promptfuzz.measures import default_embedder
from promptfuzz.oracle import Oracle, Parsed, infer_answer, parse
from promptfuzz.records import Answer, Comparison, Message, Output, Text, Variant

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VOTERS = 9
VOTES_NEEDED = 5 / 9


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

    def embed(self, texts: Sequence[str]) -> "NDArray[np.floating[Any]] | None":
        """Return one unit vector a text; None where no embedder is installed."""
        embedder = self.oracle.embedder or default_embedder()
        return None if embedder is None else embedder.embed(texts)

    def agree(self, outputs: Sequence[Output]) -> bool:
        """Whether repeats of one wording agree: equal texts, or typed answers of equal meaning."""
        texts = list(dict.fromkeys(output.text for output in outputs if not output.failed))
        if len(texts) < 2:
            return True
        if isinstance(self.evidence.answer, Text):
            return False
        first = texts[0]
        clear = all(self.oracle.parsed(text).clear for text in texts)
        return clear and all(c.same for c in self.compare([(first, text) for text in texts[1:]]))

    def read_base(self) -> None:
        """Parse the base's answer to every case."""
        for case, outputs in self.evidence.base.items():
            messages = Variant(self.evidence.plan.prompt).render(case)
            parsed = self.read(outputs[0].text, messages)
            if parsed.clear and not isinstance(self.evidence.answer, Text):
                self.evidence.values[case] = parsed.value

    def trials(
        self, asked: Sequence[tuple[Variant, int, Sequence[Message], Output]], group: Sequence[Trial]
    ) -> list[Trial]:
        """Judge outputs beside the base's; `group` are earlier trials whose outputs may vote on free text."""
        typed = [item for item in asked if self.evidence.is_typed(item[1]) and not item[3].failed]
        self.compare([(self.evidence.base[case][0].text, output.text) for _, case, _, output in typed])
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
        parsed = self.read(output.text, messages)
        (comparison,) = self.compare([(self.evidence.base[case][0].text, output.text)])
        same = comparison.same or (parsed.clear and parsed.value == self.evidence.values[case])
        kind = Kind.SAME if same else Kind.VALUE if parsed.clear else Kind.LOST
        return Trial(variant, case, output, kind, comparison, parsed.value if parsed.clear else parsed.status)

    def _voted(self, variant: Variant, case: int, output: Output, earlier: Sequence[Trial]) -> Trial:
        """Judge free text by vote: it differs when at least 5 of 9 outputs of the base's group say so."""
        stable = (t.output.text for t in earlier if t.case == case and t.kind is Kind.SAME)
        voters = list(itertools.islice((*(o.text for o in self.evidence.base[case] if not o.failed), *stable), VOTERS))
        comparisons = self.compare([(voter, output.text) for voter in voters])
        against = [comparison for comparison in comparisons if not comparison.same]
        differs = len(against) >= VOTES_NEEDED * max(len(voters), 1)
        return Trial(variant, case, output, Kind.TEXT if differs else Kind.SAME, (against or comparisons)[0])

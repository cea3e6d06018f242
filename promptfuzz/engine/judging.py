"""Reads the answers of one prompt: what a variant's output means beside those of the base."""

import itertools
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from promptfuzz.engine.evidence import Kind, PromptEvidence, Said, Trial
from promptfuzz.engine.hearing import About
from promptfuzz.measures import MEASURES, default_embedder
from promptfuzz.oracle import Oracle, Parsed, infer_answer, parse
from promptfuzz.oracle.cuts import agree_so_far, is_loop, may_change
from promptfuzz.oracle.prose.freetext import BARE
from promptfuzz.oracle.prose.wording import asks_for_form
from promptfuzz.oracle.slips import without_slips
from promptfuzz.oracle.typed import compare_values
from promptfuzz.records import Answer, Comparison, Message, Output, Text, Variant

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A cut answer in which one of these can be read counts as one that was not cut.
READ = frozenset({"value", "refusal"})
UNREAD = frozenset({"none", "ambiguous"})
VOTERS = 9
VOTES_NEEDED = 5 / 9
GIVEN_SCORE = 0.92
SURE_SCORE = 0.1
"""A single flip of free text counts only under this score: under .25 fell 13% of same pairs the rules had not seen."""


class Judge:
    """Judges the outputs of one prompt by its answer type; comparisons are kept per pair of texts.

    Attributes:
        crash: the last exception that the oracle, or a part of it that the user gave, raised; it is not caught here.

    Raises:
        UsageError: the oracle names a measure that nobody registered.
    """

    def __init__(self, evidence: PromptEvidence, oracle: Oracle) -> None:
        if oracle.measure is not None:
            MEASURES.get(oracle.measure)
        self.evidence = evidence
        self.oracle = oracle
        self.crash: Exception | None = None
        self._known: dict[tuple[str, str, int | None], Comparison] = {}
        self._about: dict[int | None, Oracle] = {}
        self._asked: dict[int, Sequence[Message]] = {}
        self._bare: dict[int, str] = {}

    def settle_answer_type(self, outputs: Sequence[str]) -> None:
        """Take the prompt's answer type, or infer one from its wording and the base `outputs`."""
        prompt = self.evidence.plan.prompt
        answer: Answer | None = prompt.answer
        if answer is None:
            answer, self.evidence.inferred = infer_answer(prompt.text, outputs), True
        self.evidence.answer = answer
        by_form = self.oracle.forms_matter
        by_form = asks_for_form(prompt.template) if by_form is None else by_form
        self.oracle = replace(self.oracle, answer=answer, forms_matter=by_form)
        self._about.clear()
        bare = {
            case: one.expected for case, one in enumerate(prompt.cases) if isinstance(answer, Text) and one.expected
        }
        self._bare = {case: expected for case, expected in bare.items() if len(expected.split()) <= BARE}

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self.crash = error
            raise

    def read(self, text: str, messages: Sequence[Message]) -> Parsed:
        """Parse `text` as an answer to `messages`; what it copied from them is no answer."""
        try:  # without a context manager: this is asked millions of times
            return parse(text, self.evidence.answer, messages[-1].content)
        except Exception as error:
            self.crash = error
            raise

    def is_cut(self, output: Output, messages: Sequence[Message]) -> bool:
        """Whether the length limit cut a typed answer before one could be read, so that nobody knows what it was."""
        if not output.truncated or isinstance(self.evidence.answer, Text):
            return False
        if self._goes_on(output, messages):
            return True
        return self.read(output.said, messages).status not in READ and not is_loop(output.said)

    def _goes_on(self, output: Output, messages: Sequence[Message]) -> bool:
        """Whether the limit cut an answer that may yet change: of "40 + 25 +" nobody knows what it comes to."""
        return output.truncated and may_change(output.text, self.evidence.answer, messages[-1].content)

    def is_known(self, output: Output, messages: Sequence[Message]) -> bool:
        """Whether there is an answer: the call did not fail, and the length limit left something to read."""
        return not output.failed and not self.is_cut(output, messages)

    def is_empty(self, said: Said) -> bool:
        """Whether nothing was said where something was asked for: that agrees with nothing, not even with the same."""
        answer = self.evidence.answer
        return not said.text.strip() and not (isinstance(answer, Text) and answer.allow_empty)

    def is_unread(self, said: Said) -> bool:
        """Whether no answer of the type asked for can be read, nor that the model declines; or there is none."""
        if isinstance(self.evidence.answer, Text):
            return self.is_empty(said)
        return self.read(said.text, said.messages).status in UNREAD and self._bare_status(said.text) in UNREAD

    def compare(
        self, pairs: Sequence[tuple[str, str]], cases: Sequence[int] | None = None, *, strict: bool = False
    ) -> list[Comparison]:
        """Compare pairs of outputs, each different pair once; of which `cases` they are tells a second opinion more.

        Where the answer that a case expects is a few words, two that give it mean the same, however they put it, unless
        `strict`: another instruction may ask for more than these words.
        """
        asked = [None] * len(pairs) if cases is None or self.oracle.second is None else cases
        keys = [(min(a, b), max(a, b), case) for (a, b), case in zip(pairs, asked, strict=True)]
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        for case in dict.fromkeys(case for *_, case in new):
            group = [key for key in new if key[2] == case]
            with self._noting():
                found = self._oracle_on(case).judge([(a, b) for a, b, _ in group])
                self._known.update(zip(group, found, strict=True))
        compared = [self._known[key] for key in keys]
        if strict or cases is None or not self._bare:
            return compared
        return [
            one if one.same or not self._both_give(pair, case) else self._as_expected(one, case)
            for one, pair, case in zip(compared, pairs, cases, strict=True)
        ]

    def _both_give(self, pair: tuple[str, str], case: int) -> bool:
        expected = self._bare.get(case)
        if expected is None:
            return False
        beside = [(expected, text) for text in pair]
        return all(one.same for one in self.compare(beside, [case] * 2, strict=True))

    def _as_expected(self, comparison: Comparison, case: int) -> Comparison:
        reason = f"both give the expected answer {self._bare[case]!r}"
        score = max(GIVEN_SCORE, comparison.score)
        return replace(comparison, same=True, score=score, reasons=(reason,), unread=False)

    def _oracle_on(self, case: int | None) -> Oracle:
        """Return the oracle whose second opinion is told what was asked on `case`, or of all cases where it is None."""
        second, prompt = self.oracle.second, self.evidence.plan.prompt
        if second is None:
            return self.oracle
        if case not in self._about:
            if case is None and len(prompt.cases) > 1:
                request = prompt.template
            else:
                messages = Variant(prompt).render(case or 0)
                roles = [f"{message.role}: {message.content}" for message in messages]
                request = messages[-1].content if len(messages) == 1 else "\n\n".join(roles)
            self._about[case] = replace(self.oracle, second=About(second, request))
        return self._about[case]

    @property
    def has_embedder(self) -> bool:
        """Whether free text can be compared by meaning; the embedder is not loaded for this."""
        return self.oracle.embedder is not None or default_embedder() is not None

    def embed(self, texts: Sequence[str]) -> "NDArray[np.floating[Any]] | None":
        """Return one unit vector a text; None where no embedder is installed."""
        embedder = self.oracle.embedder or default_embedder()
        if embedder is None:
            return None
        with self._noting():
            return embedder.embed(texts)

    def agree(self, outputs: Sequence[Output], messages: Sequence[Message]) -> bool:
        """Whether repeats of one wording agree, as far as they are known: one text, or typed answers of one meaning."""
        texts = list(dict.fromkeys(output.said for output in outputs if self.is_known(output, messages)))
        if len(texts) < 2:
            return True
        if isinstance(self.evidence.answer, Text):
            return False
        clear = all(self.read(text, messages).clear for text in texts)
        said = [Said(text, messages, 0) for text in texts]
        return clear and not any(self.differ([(said[0], other) for other in said[1:]]))

    def meaning(self, said: Said) -> Hashable:
        """Return what `said` says, alike where it surely means the same: the value that it gives, else its text."""
        parsed = None if isinstance(self.evidence.answer, Text) else self.read(said.text, said.messages)
        if parsed is None or not parsed.clear:
            return said.text
        return parsed.value, parsed.unit, parsed.bound, parsed.period

    def shown(self, left: Said, right: Said) -> Comparison:
        """Return how two outputs compare, by what each says beside its own prompt, as a report shows it."""
        if not isinstance(self.evidence.answer, Text):
            one, other = (self.read(said.text, said.messages) for said in (left, right))
            if one.clear and other.clear:
                return compare_values(one, other, self.evidence.answer)
        return self.compare([(self._plain(left), self._plain(right))], [left.case])[0]

    def are_right(self, answers: Sequence[Said]) -> list[bool]:
        """Whether each gives the answer that its case expects; an expected one is read beside the base's prompt.

        A typed answer that its own prompt does not tell, as where a slip is in an option's text, is read there as well.
        """
        pairs = []
        for said in answers:
            base, expected = self._base_messages(said.case), self.evidence.plan.prompt.cases[said.case].expected
            typed = not isinstance(self.evidence.answer, Text)
            own = typed and self.read(said.text, said.messages).clear
            one = said if own else Said(said.text, base, said.case)
            pairs.append((one, Said(expected or "", base, said.case)))
        return [not differs for differs in self.differ(pairs, unread=True)]

    def differ(self, pairs: Sequence[tuple[Said, Said]], *, strict: bool = False, unread: bool = False) -> list[bool]:
        """Whether two outputs mean different things: by the values that each gives to its own prompt, else by text.

        A pair that cannot be read counts as `unread` says.
        """
        found = {place: True for place, pair in enumerate(pairs) if all(map(self.is_empty, pair))}
        if not isinstance(self.evidence.answer, Text):
            for place, pair in enumerate(pairs):
                left, right = (self.read(said.text, said.messages) for said in pair)
                if left.clear and right.clear:
                    with self._noting():
                        compared = compare_values(left, right, self.evidence.answer)
                    found[place] = unread if compared.unread else not compared.same
        rest = [place for place in range(len(pairs)) if place not in found]
        texts = [(self._plain(pairs[place][0]), self._plain(pairs[place][1])) for place in rest]
        others = self.compare(texts, [pairs[place][0].case for place in rest], strict=strict)
        found.update((place, unread if one.unread else not one.same) for place, one in zip(rest, others, strict=True))
        return [found[place] for place in range(len(pairs))]

    def unjudged(self, pairs: Sequence[tuple[Said, Said]]) -> list[bool]:
        """Whether nobody knows if two free texts mean the same, as in a language that the oracle does not read."""
        if not isinstance(self.evidence.answer, Text):
            return [False] * len(pairs)
        texts = [(self._plain(left), self._plain(right)) for left, right in pairs]
        return [one.unread for one in self.compare(texts, [left.case for left, _ in pairs])]

    def read_base(self) -> None:
        """Parse the base's answer to every case."""
        for case, outputs in self.evidence.base.items():
            messages = Variant(self.evidence.plan.prompt).render(case)
            parsed = self.read(outputs[0].said, messages)
            if parsed.clear and not isinstance(self.evidence.answer, Text):
                self.evidence.values[case] = parsed.value

    def trials(
        self,
        asked: Sequence[tuple[Variant, int, Sequence[Message], Output]],
        group: Sequence[Trial],
        *,
        same_type: bool = True,
    ) -> list[Trial]:
        """Judge outputs beside the base's; `group` are earlier trials whose outputs may vote on free text.

        Where the variants may ask for an answer of another type, as contrasts do, `same_type` is false: then a cut
        answer is judged as it stands, since that none of the base's type could be read in it is no fault of the limit.
        An empty one follows no instruction, nor leaves the base's answer as it was: it is unread.
        """
        typed = [item for item in asked if self.evidence.is_typed(item[1]) and not item[3].failed]
        pairs = [(self.evidence.base[case][0].said, output.said) for _, case, _, output in typed]
        self.compare(pairs, [case for _, case, *_ in typed])
        judged: list[Trial] = []
        for variant, case, messages, output in asked:
            if output.failed:
                judged.append(Trial(variant, case, output, Kind.FAILED))
            elif not same_type and self.is_empty(Said(output.said, messages, case)):
                judged.append(self._unread(variant, Said(output.said, messages, case), output))
            elif self.evidence.is_typed(case):
                judged.append(self._typed(variant, case, messages, output, same_type=same_type))
            elif same_type and self.is_cut(output, messages):
                judged.append(Trial(variant, case, output, Kind.CUT))
            elif same_type and self._is_unread(output, messages, case):
                judged.append(self._unread(variant, Said(output.said, messages, case), output))
            else:
                said, earlier = Said(output.said, messages, case), [*group, *judged]
                judged.append(self._voted(variant, said, output, earlier, strict=not same_type))
        return judged

    def _typed(
        self, variant: Variant, case: int, messages: Sequence[Message], output: Output, *, same_type: bool
    ) -> Trial:
        """Judge a typed answer; one that the length limit cut flips only if it does with its last word and without.

        Where another value stands in the cut word alone, as in "the answer is 1", there is no telling: it may have
        been 160. Nor is there where no value and no refusal can be read yet: it may have been the base's.
        """
        trial = self._read_as(output.said, variant, case, messages, output)
        if same_type and self._goes_on(output, messages):
            return replace(trial, kind=Kind.CUT)
        if not trial.flipped or not output.truncated:
            return trial
        whole = self._read_as(output.text, variant, case, messages, output)
        if not whole.flipped:
            return whole
        unread = trial.kind is Kind.LOST and "refusal" not in {trial.value, whole.value} and not is_loop(output.said)
        if whole.kind is not trial.kind or (unread and same_type):
            return replace(trial, kind=Kind.CUT)
        return trial

    def _read_as(self, text: str, variant: Variant, case: int, messages: Sequence[Message], output: Output) -> Trial:
        parsed = self.read(text, messages)
        beside = self.evidence.base[case][0].said
        (comparison,) = self.compare([(beside, text)], [case])
        of_base = self.read(beside, self._base_messages(case))
        if parsed.clear and of_base.clear:  # by what was read beside the prompts, since what they copy is no answer
            comparison = compare_values(of_base, parsed, self.evidence.answer)
        kind = Kind.SAME if comparison.same or comparison.unread else Kind.VALUE if parsed.clear else Kind.LOST
        value = parsed.value if parsed.clear else parsed.status
        return Trial(variant, case, output, kind, comparison, value, beside=beside, unread=comparison.unread)

    def _base_messages(self, case: int) -> Sequence[Message]:
        if case not in self._asked:
            self._asked[case] = Variant(self.evidence.plan.prompt).render(case)
        return self._asked[case]

    def _is_unread(self, output: Output, messages: Sequence[Message], case: int) -> bool:
        """Whether neither the base nor `output` answers in the type asked for, nor declines: two failures of one kind.

        Which words the model fails in is nothing to a user who reads a label off its answer.
        """
        if isinstance(self.evidence.answer, Text):
            return False
        both = (self.evidence.base[case][0].said, self._base_messages(case)), (output.said, messages)
        # A sentence copied from a document may answer all the same: where its value can be read, its words are judged.
        return all({self.read(*said).status, self._bare_status(said[0])} <= UNREAD for said in both)

    def _bare_status(self, text: str) -> str:
        with self._noting():
            return parse(text, self.evidence.answer).status

    def _unread(self, variant: Variant, said: Said, output: Output) -> Trial:
        beside = self.evidence.base[said.case][0].said
        (comparison,) = self.compare([(beside, self._plain(said))], [said.case])
        return Trial(variant, said.case, output, Kind.SAME, comparison, beside=beside, unread=True)

    def _plain(self, said: Said) -> str:
        """Return what was said with the slips that it copied from its own prompt undone."""
        return without_slips(said.text, said.messages[-1].content, self._base_messages(said.case)[-1].content)

    def _voted(self, variant: Variant, said: Said, output: Output, earlier: Sequence[Trial], *, strict: bool) -> Trial:
        """Judge free text by vote: it differs when at least 5 of 9 outputs of the base's group say so."""
        case, plain = said.case, self._plain(said)
        stable = (t.output for t in earlier if t.case == case and t.kind is Kind.SAME and not t.unread)
        base = [o for o in self.evidence.base[case] if not o.failed]
        voters, own = list(itertools.islice((*base, *stable), VOTERS)), len(base)
        comparisons = self.compare([(voter.said, plain) for voter in voters], [case] * len(voters), strict=strict)
        against = [
            place
            for place, (voter, comparison) in enumerate(zip(voters, comparisons, strict=True))
            if not comparison.same
            and not comparison.unread
            and not agree_so_far(voter.said, plain, cut_a=voter.truncated, cut_b=output.truncated)
        ]
        # What the base itself agrees with is no change of its answer, whatever its neighbours say.
        differs = len(against) >= VOTES_NEEDED * max(len(voters), 1) and against[0] < own
        kind, shown = (Kind.TEXT, against[0]) if differs else (Kind.SAME, 0)
        unread = not differs and comparisons[0].unread
        return Trial(variant, case, output, kind, comparisons[shown], beside=voters[shown].said, unread=unread)


def is_sure(trial: Trial) -> bool:
    """Whether a flip stands by itself: one of a typed answer, or of free text that is surely different."""
    if trial.kind is not Kind.TEXT:
        return trial.flipped
    return trial.comparison is not None and trial.comparison.score < SURE_SCORE

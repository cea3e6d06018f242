"""From pairs of outputs to comparisons: the answer type first, then vetoes and equivalences, the embedding last."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

from promptfuzz.errors import UsageError
from promptfuzz.measures import MEASURES, Embedder, WordEmbedder, chrf, cosines, default_embedder
from promptfuzz.oracle.inference import infer_answer
from promptfuzz.oracle.listing.advice import advice_tails, by_advice
from promptfuzz.oracle.normalise import normalise
from promptfuzz.oracle.opinion import SecondOpinion, check_bounds, consult
from promptfuzz.oracle.parsing import parse
from promptfuzz.oracle.prose.alignment import agreement
from promptfuzz.oracle.prose.freetext import examine
from promptfuzz.oracle.prose.letters import bodies
from promptfuzz.oracle.prose.signals import fitted, signals
from promptfuzz.oracle.prose.weighing import Evidence, finish, weigh
from promptfuzz.oracle.prose.wording import asks_for_form, forms
from promptfuzz.oracle.typed import compare_empty, compare_typed
from promptfuzz.oracle.unread import unless_answers_differ
from promptfuzz.oracle.values import Parsed
from promptfuzz.records import Answer, Comparison, Prompt, Text
from promptfuzz.validation import check_share, check_type

# Measured on the development pairs (benchmarks/oracle.py); MEASUREMENT.md §1 found the same optimum.
THRESHOLD = 0.6
_TYPED_ERROR, _TEXT_ERROR = 0.01, 0.05
# Pairs judged at once: word vectors of so many pairs fit the embedder's memory of them.
_BATCH = 128


@dataclass(frozen=True, slots=True)
class Oracle:
    """Decides whether two outputs mean the same, for one type of answer.

    Attributes:
        answer: the answer type; None looks at each pair by itself.
        embedder: for free text; None takes the installed default, and chrF where there is none.
        threshold: the score from which free text means the same, 0..1.
        prompt_text: the rendered prompt, so that text copied from it is no answer.
        measure: name of a registered measure that judges free text instead, 0..1 against `threshold`.
        error: the false-different rate where it was calibrated, 0..1.
        second: a second opinion on doubtful free text, such as pf.ModelJudge or pf.NliJudge; its verdict replaces ours.
        forms_matter: whether "go" is another answer than "goes", as where a text is to be corrected or translated; None
            reads it off `prompt_text`.
        doubtful: the scores between which free text is doubtful; None is half way from the threshold to 0 and to 1.
    """

    answer: Answer | None = None
    embedder: Embedder | None = None
    threshold: float = THRESHOLD
    prompt_text: str = ""
    measure: str | None = None
    error: float | None = None
    second: SecondOpinion | None = None
    doubtful: tuple[float, float] | None = None
    forms_matter: bool | None = None

    def __post_init__(self) -> None:
        check_share("threshold", self.threshold)
        if self.answer is not None:
            check_type("answer", self.answer, Answer, "an answer type such as pf.Label('a', 'b')")
        if self.error is not None:
            check_share("error", self.error)
        check_bounds(self.doubtful, self.threshold)
        if self.second is not None:
            check_type("second", self.second, SecondOpinion, "a judge such as pf.ModelJudge(model)")

    @property
    def typed(self) -> bool:
        """Whether an answer type decides, so that no embedder is ever loaded for a parsed answer."""
        return self.answer is not None and not isinstance(self.answer, Text)

    @property
    def false_different_rate(self) -> float:
        """How often two answers that mean the same are told apart, π0 of DESIGN 5.3: .01 typed, .05 free text."""
        if self.error is not None:
            return self.error
        return _TYPED_ERROR if self.typed else _TEXT_ERROR

    def parsed(self, text: str) -> Parsed:
        """Read one output as the answer type (as free text where there is none)."""
        return parse(text, self.answer or Text(), self.prompt_text)

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Comparison]:
        """Compare pairs of outputs as one batch; each text is embedded once, and only where nothing cheaper decides.

        Raises:
            ModelError: the embedder cannot be loaded.
        """
        found: dict[tuple[str, str], Comparison] = {}
        open_pairs = []
        for pair in dict.fromkeys(pairs):
            decided = self._cheap(*pair)
            if decided is None:
                open_pairs.append(pair)
            else:
                found[pair] = decided
        if open_pairs:
            found |= zip(open_pairs, self._heard(open_pairs, self._free(open_pairs)), strict=True)
        return [found[pair] for pair in pairs]

    def _cheap(self, a: str, b: str) -> Comparison | None:
        if (empty := compare_empty(a, b, self.answer)) is not None:
            return empty
        if self.typed and self.answer is not None:
            return compare_typed(a, b, self.answer, self.prompt_text)
        matter = asks_for_form(self.prompt_text) if self.forms_matter is None else self.forms_matter
        return forms(*sorted((a, b))) if matter and self.measure is None else None

    def _heard(self, pairs: list[tuple[str, str]], comparisons: list[Comparison]) -> list[Comparison]:
        """Return the comparisons of free text after the second opinion on those that nothing in the words decided."""
        if self.second is None:
            return comparisons

        def is_open(a: str, b: str) -> bool:
            return self.measure is not None or examine(a, b).needs_similarity

        bounds = check_bounds(self.doubtful, self.threshold)
        return consult(self.second, pairs, comparisons, bounds, is_open, self.prompt_text)

    def _free(self, pairs: list[tuple[str, str]]) -> list[Comparison]:
        if self.measure is not None:
            function = MEASURES.get(self.measure)
            return [self._measured(self.measure, function(a, b)) for a, b in pairs]
        seen = [examine(a, b) for a, b in pairs]
        texts = [(normalise(a), normalise(b)) for a, b in (bodies(*pair) for pair in pairs)]
        wanted = [pair for pair, found in zip(texts, seen, strict=True) if found.needs_similarity]
        # A typed answer that neither side gives is compared by its characters: it is no reason to load a model.
        embedder = None if self.typed else self.embedder or (default_embedder() if wanted else None)
        if embedder is None:
            by = "spelling" if self.typed else "spelling, for want of an embedder"
            judged = [
                finish(found, _spelling(*pair) if found.needs_similarity else None, None, self.threshold, by)
                for pair, found in zip(texts, seen, strict=True)
            ]
            if not self.typed:
                return judged
            return [
                unless_answers_differ(verdict, *pair, self.answer) if found.needs_similarity else verdict
                for pair, found, verdict in zip(pairs, seen, judged, strict=True)
            ]
        if isinstance(embedder, WordEmbedder):
            return self._advised(self._aligned(seen, texts, embedder), pairs, seen, embedder)
        doubts = [found.doubt for found in seen if found.needs_similarity and found.doubt]
        known = dict(zip([*wanted, *doubts], _cosines([*wanted, *doubts], embedder), strict=True))
        return [
            finish(found, known[pair], known.get(found.doubt or ("", "")), self.threshold, "meaning")
            if found.needs_similarity
            else finish(found, None, None, self.threshold, "meaning")
            for pair, found in zip(texts, seen, strict=True)
        ]

    def _aligned(self, seen: list[Evidence], texts: list[tuple[str, str]], embedder: WordEmbedder) -> list[Comparison]:
        """Judge by the words' counterparts; batches of pairs, so that not all word vectors are held at once."""
        found: list[Comparison] = []
        for start in range(0, len(texts), _BATCH):
            part = list(zip(texts[start : start + _BATCH], seen[start : start + _BATCH], strict=True))
            wanted = [pair for pair, evidence in part if evidence.needs_similarity]
            order = list(dict.fromkeys(text for pair in wanted for text in pair))
            words = dict(zip(order, embedder.embed_words(order), strict=True))
            known = dict(zip(wanted, _cosines(wanted, embedder), strict=True))
            for pair, evidence in part:
                if not evidence.needs_similarity:
                    found.append(finish(evidence, None, None, self.threshold, "meaning"))
                    continue
                left, right = (words[text] for text in pair)
                learned = fitted().odds(signals(*pair, left, right, known[pair]))
                found.append(weigh(evidence, known[pair], agreement(left, right), self.threshold, learned))
        return found

    def _advised(
        self, found: list[Comparison], pairs: list[tuple[str, str]], seen: list[Evidence], embedder: Embedder
    ) -> list[Comparison]:
        """Raise what differs only in how the same advice is explained to what the explanations have in common."""
        tails = [
            advice_tails(*pair) if evidence.needs_similarity and not comparison.same else None
            for pair, evidence, comparison in zip(pairs, seen, found, strict=True)
        ]
        alike = iter(_cosines([pair for pair in tails if pair], embedder))
        return [
            by_advice(comparison, next(alike), self.threshold) if pair else comparison
            for comparison, pair in zip(found, tails, strict=True)
        ]

    def _measured(self, name: str, value: float) -> Comparison:
        score = check_share(f"the value of measure {name!r}", value)
        return Comparison(score, score >= self.threshold, score, (f"{name} is {score:.2f}",))


def _spelling(a: str, b: str) -> float:
    return min(1.0, chrf(*sorted((a.casefold(), b.casefold()))))


def _cosines(pairs: list[tuple[str, str]], embedder: Embedder) -> list[float]:
    """Return the cosine of each pair, cut off below 0; every text is embedded once."""
    if not pairs:
        return []
    order = list(dict.fromkeys(text for pair in pairs for text in pair))
    place = {text: number for number, text in enumerate(order)}
    vectors = embedder.embed(order)
    left, right = vectors[[place[a] for a, _ in pairs]], vectors[[place[b] for _, b in pairs]]
    return [min(1.0, max(0.0, value)) for value in cosines(left, right)]


@overload
def compare(
    a: str, b: str, answer: Answer | None = ..., prompt: Prompt | str | None = ..., embedder: Embedder | None = ...
) -> Comparison: ...
@overload
def compare(
    a: list[str] | tuple[str, ...],
    b: list[str] | tuple[str, ...],
    answer: Answer | None = ...,
    prompt: Prompt | str | None = ...,
    embedder: Embedder | None = ...,
) -> list[Comparison]: ...
def compare(
    a: str | list[str] | tuple[str, ...],
    b: str | list[str] | tuple[str, ...],
    answer: Answer | None = None,
    prompt: Prompt | str | None = None,
    embedder: Embedder | None = None,
) -> Comparison | list[Comparison]:
    """Say whether two outputs mean the same, with a score 0..1 that orders pairs, and why.

    `answer` is the answer type, else that of `prompt` or what its wording asks for, else each pair is judged by its own
    form. Two lists are one batch and give a list. Symmetric in `a` and `b` as to `same` and `score`.

    Raises:
        UsageError: one side is a list and the other is not, or they differ in length.
        ModelError: free text needs the embedder and it cannot be loaded.
    """
    oracle = oracle_for(answer, prompt, embedder)
    if isinstance(a, str) and isinstance(b, str):
        return oracle.judge([(a, b)])[0]
    if isinstance(a, str) or isinstance(b, str):
        raise UsageError(f"expected two texts or two lists of texts, got {type(a).__name__} and {type(b).__name__}")
    left, right = list(a), list(b)
    if len(left) != len(right):
        raise UsageError(f"expected two lists of one length, got {len(left)} and {len(right)} outputs")
    for text in (*left, *right):
        check_type("every output", text, str, "a text")
    return oracle.judge(list(zip(left, right, strict=True)))


def oracle_for(
    answer: Answer | None = None, prompt: Prompt | str | None = None, embedder: Embedder | None = None
) -> Oracle:
    """Return the oracle for an answer type, taken from the prompt or inferred from its wording where none is given."""
    if prompt is None:
        return Oracle(answer, embedder)
    text = prompt.text if isinstance(prompt, Prompt) else prompt
    oracle = Oracle(answer, embedder, prompt_text=text)
    if answer is None:
        given = prompt.answer if isinstance(prompt, Prompt) else None
        inferred = given or infer_answer(text)
        oracle = replace(oracle, answer=inferred if given or not isinstance(inferred, Text) else None)
    return oracle

"""`pf.rewrites`: from a prompt and any model to rewordings of the template that ask the same, asked for only once."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

from promptfuzz.errors import ModelError, UsageError
from promptfuzz.models.choosing import as_model
from promptfuzz.models.protocol import Model
from promptfuzz.records import Message, Output, Prompt, Request
from promptfuzz.rewriting.cache import Cache, Key, Line, key_of
from promptfuzz.rewriting.cleaning import rewordings_in
from promptfuzz.rewriting.instructions import instructions
from promptfuzz.rewriting.judging import Check, Judge, Judgement
from promptfuzz.rewriting.keeping import why_unfit
from promptfuzz.validation import check_count, check_type

CALLS_EACH = 2  # answers asked for at most, for each rewording that is wanted
CUT = "the model's length limit cut it"


class Refused(NamedTuple):
    """A rewording that was not taken, and why."""

    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rewrites:
    """What a model's rewordings of a prompt came to.

    Attributes:
        accepted: different templates that ask the same, in the order in which they came; for
            ``pf.Prompt(rewordings=...)`` or ``pfst.from_texts``.
        refused: the others, with reasons; an answer without any rewording is there as it was written.
        calls: questions that the model was asked.
        cached: answers that the file had.
        failed: calls that failed; they are asked again next time.
    """

    accepted: tuple[str, ...]
    refused: tuple[Refused, ...]
    calls: int
    cached: int
    failed: int


@dataclass(frozen=True, slots=True)
class _Question:
    key: Key
    asked: str
    request: Request


def rewrites(
    prompt: Prompt,
    fn: object,
    n: int = 20,
    *,
    cache: str | os.PathLike[str] | None = None,
    check: Check | None = None,
) -> Rewrites:
    """Let a model reword the template of `prompt` and return what asks the same, up to `n` rewordings.

    At most twice `n` answers are asked for, each with another instruction. What the file `cache` has is not asked
    again, nor judged again: change ``accepted`` in a line of it to overrule a judgement. Models are told apart by name,
    version and settings, so name a function: ``pf.model(fn, name=..., version=...)``.

    Args:
        prompt: the prompt to reword.
        fn: the model that rewords: a spec, a function of a text, or what `pf.load_model` or `pf.chat_model` gives.
        n: how many rewordings are wanted.
        cache: a JSON Lines file to which every answer is appended; None keeps nothing.
        check: judges in place of `pf.check_rewording`: takes two lists of texts, the template and its rewordings.

    Raises:
        UsageError: an argument is wrong, the file is none of ours, or no rewording was accepted.
        ModelError: every call failed.
    """
    check_type("prompt", prompt, Prompt, "a pf.Prompt; write pf.Prompt(template, slots={...})")
    check_count("n", n)
    work = _Work(prompt, as_model(fn), Cache.open(cache), Judge(prompt, check))
    open_questions = islice(work.questions(), CALLS_EACH * n)
    while wanted := list(islice(open_questions, n - len(work.accepted))):
        work.ask(wanted)
    found = work.result()
    if not found.accepted:
        raise _nothing(found, work)
    return replace(found, accepted=found.accepted[:n])


class _Work:
    """What has come so far."""

    def __init__(self, prompt: Prompt, model: Model, cache: Cache, judge: Judge) -> None:
        self.prompt, self.model, self.cache, self.judge = prompt, model, cache, judge
        self.accepted: dict[str, None] = {}
        self.refused: dict[str, Refused] = {}
        self.calls = self.cached = self.failed = 0
        self.error: str | None = None

    def questions(self) -> Iterator[_Question]:
        """Yield questions that are all different, with further samples of them where the model may sample."""
        sample = 0
        while sample == 0 or self.model.deterministic is not True:
            for asked, text in instructions(self.prompt.template):
                key = key_of(self.prompt.template, self.model, text, sample)
                yield _Question(key, asked, Request((Message("user", text),), sample))
            sample += 1

    def ask(self, questions: Sequence[_Question]) -> None:
        """Ask what the file lacks, a few at a time, and sort what came."""
        missing = [question for question in questions if question.key not in self.cache.answers]
        self.cached += len(questions) - len(missing)
        size = max(self.model.at_once, 1)
        for start in range(0, len(missing), size):
            some = missing[start : start + size]
            outputs = self.model.answer([question.request for question in some])
            self.calls += len(some)
            for question, output in zip(some, outputs, strict=True):
                self._keep(question, output)
        for question in questions:
            for line in self.cache.answers.get(question.key, ()):
                self._sort(line)

    def _keep(self, question: _Question, output: Output) -> None:
        if output.failed:
            self.failed += 1
            self.error = self.error or output.error
            return
        texts = rewordings_in(output.text, question.asked, self.prompt.template)
        judged = self.judge.judge(texts[:-1] if output.truncated else texts)
        if output.truncated and texts:
            judged.append(Judgement(accepted=False, reasons=(CUT,)))
        if not texts:
            none = Line(question.key, self.prompt.key, output.text, None, accepted=False, reasons=("no rewording",))
            self.cache.add([none])
            return
        self.cache.add(
            Line(question.key, self.prompt.key, output.text, text, *one, piece=number, pieces=len(texts))
            for number, (text, one) in enumerate(zip(texts, judged, strict=True), 1)
        )

    def _sort(self, line: Line) -> None:
        text = line.rewording
        # A file may be older than the rules of structure, or a person may have changed it.
        unfit = why_unfit(self.prompt, text) if line.accepted and text is not None else None
        if text is not None and line.accepted and unfit is None:
            self.accepted.setdefault(text)
        elif text not in self.accepted:
            shown = line.output if text is None else text
            self.refused.setdefault(shown, Refused(shown, line.reasons if unfit is None else (unfit,)))

    def result(self) -> Rewrites:
        """Return what has come so far."""
        refused = tuple(one for text, one in self.refused.items() if text not in self.accepted)
        return Rewrites(tuple(self.accepted), refused, self.calls, self.cached, self.failed)


def _nothing(found: Rewrites, work: _Work) -> Exception:
    if not found.refused:
        return ModelError(
            f"expected rewordings from model {work.model.name!r}, got {found.failed} failed calls of {found.calls}: "
            f"{work.error}"
        )
    counted = Counter(reason for one in found.refused for reason in one.reasons[:1] or ("not accepted",))
    why = "; ".join(f"{count} x {reason}" for reason, count in counted.most_common(5))
    failed = f" ({found.failed} calls failed)" if found.failed else ""
    shown: Any = found.refused[0].text
    return UsageError(
        f"expected a rewording of {work.prompt.template!r} that asks the same, got {len(found.refused)} different ones "
        f"from model {work.model.name!r}{failed}, all refused: {why}. The first was {shown!r:.200}; take a stronger "
        "model, or write rewordings of your own for pfst.from_texts"
    )

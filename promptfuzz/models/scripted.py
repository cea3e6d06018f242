"""The shipped double: a model whose answers are written down beforehand, for tests of prompts and of promptfuzz."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from promptfuzz.errors import UsageError
from promptfuzz.models.protocol import Model, as_output, failed
from promptfuzz.models.running import guarded
from promptfuzz.records import Output, Request

Scripted = str | Output
Answers = Scripted | Sequence[Scripted]


class ScriptedModel(Model):
    """Answers the last text of a request as its script says, and keeps what it was asked.

    ``ScriptedModel({"Is it good?": "yes"}, rules=[(r"\\bgood\\b", ["yes", "no"])], default="unsure")``

    The first that has an answer decides: `answers` by the exact text, `rules` by ``re.search`` in their order,
    `function`, `default`. A text that none of them answers is a failed call. A list of answers is cycled, call by
    call, for each text by itself, which plays a model that samples.

    Args:
        answers: text -> answer (a text or `pf.Output`), or a list of answers.
        rules: pairs of a regular expression and an answer or a list of answers.
        function: takes a text and returns an answer, or None to leave it to `default`.
        default: the answer to everything else.
        name: the name in reports.
        deterministic: what the model says of itself; None says True unless there is a list of answers.

    Attributes:
        calls: the requests seen, in order.

    Raises:
        UsageError: an answer is no text, `pf.Output` or list of them, or a rule is no valid regular expression.
    """

    def __init__(
        self,
        answers: Mapping[str, Answers] | None = None,
        *,
        rules: Iterable[tuple[str, Answers]] = (),
        function: Callable[[str], Scripted | None] | None = None,
        default: Scripted | None = None,
        name: str = "scripted",
        deterministic: bool | None = None,
    ) -> None:
        self.calls: list[Request] = []
        self._answers = {text: _checked(answer) for text, answer in (answers or {}).items()}
        self._rules = [(_pattern(rule), _checked(answer)) for rule, answer in rules]
        self._function = function
        self._default = None if default is None else _checked(default)[0]
        self._asked: Counter[str] = Counter()
        if deterministic is None:
            deterministic = all(len(a) == 1 for a in [*self._answers.values(), *(a for _, a in self._rules)])
        super().__init__(name=name, deterministic=deterministic)

    def answer(self, requests: Sequence[Request]) -> list[Output]:
        self.calls.extend(requests)
        return [self._one(request.text).timed(0.0) for request in requests]

    async def answer_async(self, requests: Sequence[Request]) -> list[Output]:
        return self.answer(requests)

    def _one(self, text: str) -> Output:
        script = self._answers.get(text)
        if script is None:
            script = next((answers for rule, answers in self._rules if rule.search(text)), None)
        if script is not None:
            self._asked[text] += 1
            return as_output(script[(self._asked[text] - 1) % len(script)], "the script")
        value = None if self._function is None else guarded(self._function, text)
        if value is None:
            value = self._default
        if value is None:
            return failed(
                f"LookupError: expected a scripted answer for every text, got none for {text!r:.200}; add it to the "
                "answers or rules, or give default=..."
            )
        return as_output(value, "the function of the script")


def _checked(answer: Answers) -> tuple[Scripted, ...]:
    if isinstance(answer, str | Output):
        return (answer,)
    many = tuple(answer) if isinstance(answer, Sequence) else ()
    if not many or not all(isinstance(item, str | Output) for item in many):
        raise UsageError(
            f"expected a scripted answer to be a text, a pf.Output or a non-empty list of them, got {answer!r} of type "
            f"{type(answer).__name__}"
        )
    return many


def _pattern(rule: str) -> re.Pattern[str]:
    try:
        return re.compile(rule)
    except (re.error, TypeError) as error:
        raise UsageError(f"expected a rule to start with a regular expression, got {rule!r} ({error})") from None

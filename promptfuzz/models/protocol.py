"""What the engine asks and what every model answers: requests in, outputs of the same number and order out."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from promptfuzz.errors import UsageError
from promptfuzz.models.identity import Same
from promptfuzz.models.prices import Price
from promptfuzz.models.returned import checked_output
from promptfuzz.records import Output, Prompt, Request
from promptfuzz.registry import Registry
from promptfuzz.validation import check_count


class Model(ABC):
    """A named source of answers; what the engine talks to, whatever stands behind it.

    Attributes:
        name: short name for reports and finding ids.
        spec: what :func:`load_model` takes to give this model again, where there is such a thing, else the name.
        version: version of what stands behind it, None if unknown.
        deterministic: True if the settings say greedy or seeded (provisional until repeats were seen), False if
            they say that it samples, None if unknown.
        takes_messages: whether it sees system messages and history, not the last text alone.
        concurrency: how many requests it answers at once; 1 means one after another in the calling thread.
        identity: hashable; two models of equal identity share cached outputs within a process.
        settings: what else decides the answers, as pairs of a name and a plain value, such as the temperature.
        at_once: how many requests to hand over in one call of :meth:`answer`; an interrupt loses no more than these.
        options: those given to :func:`load_model` beside the spec, so that a report can load the same model again.
        portable: whether name, version and settings say enough for outputs to be kept from process to process.
        singly: whether each request is a call by itself, so that up to `concurrency` of them may be kept in flight
            by :meth:`answer_one` without waiting for a batch.
        fault: why nothing can be expected of the model any more, in a sentence; None while all is well.
        price: what it charges, None where that is not known.
    """

    takes_messages: bool = True
    at_once: int = 32
    options: tuple[tuple[str, object], ...] = ()
    singly: bool = False
    fault: str | None = None
    price: Price | None = None

    def __init__(
        self,
        *,
        name: str,
        spec: str | None = None,
        version: str | None = None,
        deterministic: bool | None = None,
        concurrency: int = 1,
        identity: Hashable = None,
        portable: bool = False,
        settings: tuple[tuple[str, str | int | float], ...] = (),
    ) -> None:
        self.name = name
        self.spec = name if spec is None else spec
        self.version = version
        self.deterministic = deterministic
        self.concurrency = check_count("concurrency", concurrency)
        self.identity: Hashable = Same(self) if identity is None else identity
        self.portable = portable
        self.settings = settings

    @abstractmethod
    def answer(self, requests: Sequence[Request]) -> list[Output]:
        """Return one output for each of `requests`, in their order, with the latency in seconds set.

        A fault of the model is an output with `error` set, never an exception; KeyboardInterrupt and SystemExit
        pass through.

        Raises:
            UsageError: the model is asynchronous and an event loop is already running in this thread.
        """

    async def answer_async(self, requests: Sequence[Request]) -> list[Output]:
        """Return the same as :meth:`answer`, from inside a running event loop and without blocking it."""
        return await asyncio.to_thread(self.answer, requests)

    async def answer_one(self, request: Request) -> Output:
        """Return the output of one request; nothing is raised but a cancellation or an interrupt."""
        return (await self.answer_async([request]))[0]

    def leave_off(self, *, ended: bool) -> None:  # noqa: B027 - most models ask once and wait for nothing
        """Begin no further try of the calls in flight once the run has `ended`; else go on as before.

        It is called in the event loop in which the calls are made.
        """

    async def aclose(self) -> None:
        """Give back what belongs to the running event loop, such as open connections; the model can be asked again."""
        return

    def shown_options(self, options: Mapping[str, object]) -> dict[str, object]:
        """Return those of `options` that may stand in a report, where whoever reads it can load the model again."""
        return dict(options)

    def check(self, prompt: Prompt) -> None:
        """Refuse a prompt of which the model would not see everything.

        Raises:
            UsageError: the prompt has a system message or history and the model takes only the last text.
        """
        unseen = [part for part, there in (("system", prompt.system is not None), ("history", prompt.history)) if there]
        if unseen and not self.takes_messages:
            raise UsageError(
                f"expected a model that takes messages for prompt {prompt.key!r}, which has {' and '.join(unseen)}, "
                f"got model={self.name!r}, which sees only the last text (dropping the rest would fake a 'stable'). "
                "Wrap a function that takes a list of {'role': ..., 'content': ...} dicts: pf.chat_model(fn)"
            )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.spec}>"


@dataclass(frozen=True, slots=True)
class Loader:
    """How a spec becomes a model: `function` takes what follows ``NAME:`` (if `form` has it), then the options.

    `form` is the spec as documented, such as ``transformers:NAME_OR_DIR``. `checks` raise UsageError for the value of
    an option that `function` would refuse, by option, and under ``spec`` for what follows the name: so a campaign is
    checked without loading its models.
    """

    function: Callable[..., Model]
    form: str
    checks: Mapping[str, Callable[[Any], object]] = field(default_factory=dict, hash=False)

    @property
    def takes_rest(self) -> bool:
        """Whether the spec goes on after a colon."""
        return ":" in self.form


MODELS: Registry[Model | Loader] = Registry("model", "promptfuzz.models")


def failed(error: str) -> Output:
    """Return the output of a call that failed."""
    return Output("", error=error)


def as_output(value: Any, source: str) -> Output:
    """Return what `source` returned as an output; None, other types and wrong fields are an error of that call."""
    if isinstance(value, Output):
        return checked_output(value, source)
    if isinstance(value, str):
        return Output(str(value))
    hint = "is a return statement missing?" if value is None else "return the text of the answer"
    shown = "None" if value is None else f"{value!r:.80} of type {type(value).__name__}"
    return failed(f"TypeError: expected {source} to return a text (str) or pf.Output, got {shown}; {hint}")

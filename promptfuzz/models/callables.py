"""Declaring the user's functions as models: `pf.model`, `pf.chat_model` and `pf.batch_model`."""

from collections.abc import Callable
from typing import Any, TypeVar, overload

from promptfuzz.models.adapters import BatchModel, CallableModel, ChatModel
from promptfuzz.models.protocol import MODELS

Function = Callable[..., Any]
M = TypeVar("M", bound=CallableModel)


@overload
def model(
    fn: Function,
    *,
    name: str | None = None,
    version: str | None = None,
    concurrency: int | None = None,
    temperature: float | None = None,
    spec: str | None = None,
) -> CallableModel: ...


@overload
def model(
    fn: None = None,
    *,
    name: str | None = None,
    version: str | None = None,
    concurrency: int | None = None,
    temperature: float | None = None,
    spec: str | None = None,
) -> Callable[[Function], CallableModel]: ...


def model(fn: Function | None = None, **declared: Any) -> CallableModel | Callable[[Function], CallableModel]:
    """Declare a function of one text (``str -> str`` or `pf.Output`), sync or async, as a model.

    Works as ``pf.model(fn, ...)``, as ``@pf.model`` and as ``@pf.model(name=...)``; what comes back can still be
    called like the function.

    Args:
        fn: the function; a coroutine function runs concurrently on one event loop of ours.
        name: name in reports; :func:`load_model` finds the model by it.
        version: with `name`, lets outputs be kept from one process to the next. Change it when the answers may.
        concurrency: calls at once, at least 1; by default 1 (in the calling thread) for a sync function and 16 for
            an async one. More than 1 calls a sync function from several threads.
        temperature: 0 for greedy decoding, above 0 where the model samples, None where it is not known.
        spec: what names the model in a replay; by default ``python:MODULE:FUNCTION`` where it can be imported.

    Raises:
        UsageError: an argument has the wrong type or range, or another model has the name.
    """
    return _declare(CallableModel, fn, declared)


@overload
def chat_model(
    fn: Function,
    *,
    name: str | None = None,
    version: str | None = None,
    concurrency: int | None = None,
    temperature: float | None = None,
    spec: str | None = None,
) -> ChatModel: ...


@overload
def chat_model(
    fn: None = None,
    *,
    name: str | None = None,
    version: str | None = None,
    concurrency: int | None = None,
    temperature: float | None = None,
    spec: str | None = None,
) -> Callable[[Function], ChatModel]: ...


def chat_model(fn: Function | None = None, **declared: Any) -> ChatModel | Callable[[Function], ChatModel]:
    """Declare a function of a list of ``{"role": ..., "content": ...}`` dicts as a model.

    It sees system messages and history, which :func:`model` does not; arguments and errors are the same.
    """
    return _declare(ChatModel, fn, declared)


@overload
def batch_model(
    fn: Function,
    *,
    name: str | None = None,
    version: str | None = None,
    concurrency: int | None = None,
    temperature: float | None = None,
    spec: str | None = None,
) -> BatchModel: ...


@overload
def batch_model(
    fn: None = None,
    *,
    name: str | None = None,
    version: str | None = None,
    concurrency: int | None = None,
    temperature: float | None = None,
    spec: str | None = None,
) -> Callable[[Function], BatchModel]: ...


def batch_model(fn: Function | None = None, **declared: Any) -> BatchModel | Callable[[Function], BatchModel]:
    """Declare a function of a list of texts, which returns one answer a text in their order, as a model.

    `concurrency` says into how many batches the requests are split, which then run at once (default 1). A batch
    fails whole: what the function raises, or a list of another length, is an error of every call in it, and nothing is
    asked again. For a text that cannot be answered put a failed :class:`Output` into the list. The other
    arguments and the errors are those of :func:`model`.
    """
    return _declare(BatchModel, fn, declared)


def _declare(kind: type[M], fn: Function | None, declared: dict[str, Any]) -> M | Callable[[Function], M]:
    def declare(function: Function) -> M:
        made = kind(function, **declared)
        if declared.get("name") is not None:
            MODELS.register(made.name, made)
        return made

    return declare if fn is None else declare(fn)

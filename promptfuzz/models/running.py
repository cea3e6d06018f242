"""How calls are run: guarded against faults of the model, and on an event loop of our own where they are async."""

import asyncio
import contextvars
import threading
import traceback
import weakref
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from promptfuzz.errors import UsageError
from promptfuzz.models.protocol import failed
from promptfuzz.models.redaction import without_keys

T = TypeVar("T")

_LONGEST_ERROR = 2000
_PACKAGE = Path(__file__).parent.parent
_INSTALLED = {"site-packages", "dist-packages", "asyncio"}


def describe(error: BaseException) -> str:
    """Return the error of a call as ``ValueError: what it says``, without keys that an address or header in it has."""
    text = without_keys("".join(traceback.format_exception_only(error)).strip())  # never raises, whatever __str__ does
    return text if len(text) <= _LONGEST_ERROR else text[:_LONGEST_ERROR] + "..."


def _raised(error: BaseException) -> str:
    """Return the error of a call to a function of the user, with the line of theirs that it came from."""
    places = [
        f"{Path(frame.f_code.co_filename).name}:{line}, in {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if _is_of_user(Path(frame.f_code.co_filename))
    ]
    return f"{describe(error)} ({places[-1]})" if places else describe(error)


def _is_of_user(path: Path) -> bool:
    return not path.is_relative_to(_PACKAGE) and not _INSTALLED & set(path.parts)


def guarded(function: Callable[[Any], Any], argument: Any) -> Any:
    """Return what `function` returns or the failed output of what it raised; interrupts pass through.

    Guarded before anything reaches a thread or a task: a StopIteration set on a future is never delivered, and a
    GeneratorExit would end the steps of the engine, which are generators.
    """
    try:
        return function(argument)
    except (Exception, GeneratorExit, asyncio.CancelledError) as error:
        return failed(_raised(error))


async def awaited(value: Awaitable[Any]) -> Any:
    """Return what `value` resolves to or the failed output of what it raised; interrupts and cancelling pass."""
    try:
        return await value
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        return failed(_raised(error))  # cancelled by the model's own code
    except Exception as error:
        return failed(_raised(error))


def refuse_running_loop(name: str) -> None:
    """Refuse to block a running event loop.

    Raises:
        UsageError: this thread runs a loop; the message says what to write instead.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise UsageError(
        f"expected no running event loop for the asynchronous model {name!r}, got a call from inside one; write "
        "`await pf.assert_stable_async(...)`, or `await asyncio.to_thread(...)` around any other function"
    )


class OwnLoop:
    """One event loop for the life of a model, so that its clients' connections survive from call to call."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None
        self._lock = threading.Lock()
        self._finalizer: weakref.finalize[Any, Any] | None = None

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run `coroutine` to its end; after an interrupt the loop and whatever is left on it are dropped."""
        with self._lock:
            if self._runner is None:
                # A loop factory keeps asyncio from making our loop the thread's current one.
                self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
                self._finalizer = weakref.finalize(self, _close, self._runner)
            try:
                return self._runner.run(coroutine, context=contextvars.copy_context())
            except BaseException:
                # What is thrown away must not be logged as "Task exception was never retrieved".
                self._runner.get_loop().set_exception_handler(lambda *_: None)
                self._drop()
                raise

    def _drop(self) -> None:
        finalizer, self._runner, self._finalizer = self._finalizer, None, None
        # An interrupt that a task raised comes up again while the other tasks are cancelled.
        with suppress(KeyboardInterrupt, SystemExit):
            if finalizer is not None:
                finalizer()


def _close(runner: asyncio.Runner) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        runner.close()
    else:  # collected while another loop runs in this thread: two cannot
        thread = threading.Thread(target=runner.close)
        thread.start()
        thread.join()

"""Fetches what a property test asks: a call that failed is made once more, and what is lost leaves a variant open."""

from collections.abc import Sequence

from promptfuzz.engine.asking import Answers, Task
from promptfuzz.engine.book import CUT, Book, Stop
from promptfuzz.engine.judging import Judge
from promptfuzz.records import Message, Output, Request

UNREACHABLE = "the model cannot be reached"


def fetch(book: Book, requests: Sequence[Request], *, most_failed: float = 0.0) -> Task[list[Output]]:
    """Return the outputs of `requests`, of which a share of at most `most_failed`, 0..1, are of failed calls.

    A passing fault of the model must not cost a flip that was seen: what failed is asked once more, unless the model
    never answered yet.

    Raises:
        Stop: the budget ended before, the model cannot be reached any more, or more calls failed.
    """
    answers = yield requests
    if any(output is not None and output.failed for output in answers) and book.asker.failed < book.asker.calls:
        answers = yield requests
    return _answered(book, answers, most_failed)


def readable(judge: Judge, messages: Sequence[Message], outputs: Sequence[Output], most: float) -> list[Output]:
    """Return the outputs of calls that did not fail, as far as the length limit left them readable.

    Raises:
        Stop: a greater share than `most` failed, or of the rest is not readable, so that nothing can be told.
    """
    came = _came(outputs, most)
    known = [output for output in came if judge.is_known(output, messages)]
    if len(known) < (1 - most) * len(came):
        raise Stop(f"The length limit cut {len(came) - len(known)} of {len(came)} answers {CUT}", "cut answers")
    return known


def _answered(book: Book, answers: Answers, most_failed: float) -> list[Output]:
    outputs = [output for output in answers if output is not None]
    closed = book.asker.limits.closed
    if len(outputs) < len(answers) and closed is not None:
        raise Stop(
            f"The model does not answer, which is no agreement: {closed}. Mend that and run again, or choose "
            "on_undecided='skip' or 'pass'",
            UNREACHABLE,
        )
    if len(outputs) < len(answers):
        raise Stop(book.ended, "budget")
    _came(outputs, most_failed)
    return outputs


def _came(outputs: Sequence[Output], most_failed: float) -> list[Output]:
    failed = [output for output in outputs if output.failed]
    if len(failed) > most_failed * len(outputs):
        raise Stop(f"The model did not answer, which is no agreement: {failed[0].error}", "calls failed")
    return [output for output in outputs if not output.failed]

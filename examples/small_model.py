"""The client of the examples: chat messages go in, the answer of the packaged model comes out.

Your application has a client of its own in its place.
"""

from collections.abc import Sequence
from functools import cache

import promptfuzz as pf
from promptfuzz.models.protocol import Model
from promptfuzz.records import Message, Request


@cache
def _model() -> Model:
    return pf.load_model("smollm2", max_new_tokens=24)


def ask(messages: Sequence[dict[str, str]]) -> str:
    """Return the answer to chat messages, always the same for the same messages.

    Raises:
        RuntimeError: the model could not answer.
    """
    asked = tuple(Message(message["role"], message["content"]) for message in messages)
    output = _model().answer([Request(asked)])[0]
    if output.error is not None:
        raise RuntimeError(output.error)
    return output.text

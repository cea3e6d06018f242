"""From chat messages to token ids, by the tokenizer's chat template or, where it has none, as plain text."""

from collections.abc import Sequence
from typing import Any

from promptfuzz.records import Message


def plain_text(messages: Sequence[Message]) -> str:
    """Return the text for a model without a chat template: a single message as it is, several as a dialogue."""
    if len(messages) == 1:
        return messages[0].content
    said = [m.content if m.role == "system" else f"{m.role.capitalize()}: {m.content}" for m in messages]
    return "\n\n".join([*said, "Assistant:"])


def token_ids(tokenizer: Any, messages: Sequence[Message]) -> list[int]:
    """Return the token ids of `messages`, up to where the answer begins.

    Raises:
        ValueError: there are none.
        Exception: whatever the chat template raises for roles it does not know.
    """
    template = getattr(tokenizer, "chat_template", None)
    if template:
        dicts = [dict(message._asdict()) for message in messages]
        text = tokenizer.apply_chat_template(dicts, tokenize=False, add_generation_prompt=True)
    else:
        text = plain_text(messages)
    # A template writes the special tokens itself.
    ids: list[int] = tokenizer(text, add_special_tokens=not template, verbose=False)["input_ids"]
    if not ids:
        raise ValueError(
            "expected a text of at least one token, got an empty one and a tokenizer without a start token"
        )
    return ids

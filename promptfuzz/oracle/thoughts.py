"""From an output to what it answers: without what the model thought aloud, between tags, before it did."""

import re

_NAMES = r"think|thinking|thoughts?|reasoning|scratchpad"
_THOUGHT = re.compile(rf"<({_NAMES})>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
# In raw text a tag within a line may stand in a string of a program or a field of JSON.
_THOUGHT_LINES = re.compile(rf"^[ \t]*{_THOUGHT.pattern}", re.DOTALL | re.IGNORECASE | re.MULTILINE)
_OPENED = re.compile(rf"<(?:{_NAMES})>", re.IGNORECASE)
_CLOSED = re.compile(rf"(?<![\"'`])</(?:{_NAMES})>(?![\"'`]\))", re.IGNORECASE)


def without_thoughts(text: str, *, within_lines: bool = False) -> str:
    """Return `text` without its thoughts; a text of thoughts alone comes back empty.

    The opening tag may stand in the model's chat template, so that a closing one alone ends a thought; and the output
    may be cut off before the closing one. Tags inside fences stay, and those inside lines unless `within_lines`.
    """
    if "<" not in text:
        return text
    text = _THOUGHT_LINES.sub(lambda match: match.group() if text.count("```", 0, match.start()) % 2 else "", text)
    if (closed := _CLOSED.search(text)) and not _OPENED.search(text, 0, closed.start()):
        text = text[closed.end() :]
    return _THOUGHT.sub("", text) if within_lines else text

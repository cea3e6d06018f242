"""From an output to the program that it gives, without the talk around it, and to the language of that program."""

import re

from promptfuzz.oracle.code.code_tokens import is_sql
from promptfuzz.oracle.code.queries import begins_query, query_in
from promptfuzz.oracle.code.shells import command_in, is_command
from promptfuzz.oracle.code.structured import fenced

_SHELLS = frozenset({"bash", "sh", "shell", "zsh", "console", "powershell", "cmd"})
_PYTHON = frozenset({"python", "py", "python3"})
_SPAN = re.compile(r"(?<![`\w$=({])`([^`\n]{1,300})`(?![`\w])")
# What stands around a span is talk where it is a sentence: it begins with a capital and has no signs of a program.
_TALK = re.compile(r"[A-Z][^={};$#<>|\\]*")
_CODE_LINE = re.compile(r"^[ \t]*(?:import|from|def|class|return|print)\b|\w\(", re.MULTILINE)
_NAME = re.compile(r"[\w.$@/*-]+(?:\(\))?|--?[\w-]+(?:[ =]\w+)?")


def program_in(text: str, language: str | None) -> tuple[str, str]:
    """Return the program in `text` and the name of its language in small letters: ``sql`` and ``bash`` where its words
    show it, else `language`, else what its fence says, else ""."""
    blocks = fenced(text)
    source = "\n".join(block for _, block in blocks) if blocks else _unfenced(text.strip(), language)
    name = (language or next((tag for tag, _ in blocks if tag), "")).casefold()
    if name in _PYTHON | _SHELLS | {""}:
        if is_command(source):
            return source, "bash"
        if begins_query(source) and re.search(r"\b(?:from|into|set|table)\b", source, re.IGNORECASE):
            return source, "sql"
    return source, name


def _unfenced(text: str, language: str | None) -> str:
    told = ticked_program(text)
    if told is not None:
        return told
    name = (language or "").casefold()
    if is_sql(name):
        return query_in(text, shouted=False)
    if name not in _PYTHON | _SHELLS | {""} or is_command(text):
        return text
    query = query_in(text, shouted=True)
    return query if query != text else command_in(text) or text


def ticked_program(text: str) -> str | None:
    """Return the one span in ticks in a sentence that is a program rather than a name; None for other texts."""
    if "`" not in text or "```" in text:
        return None
    spans = list(dict.fromkeys(_SPAN.findall(text)))
    around = _SPAN.sub(" ", text).strip()
    if not spans or begins_query(text) or is_command(text):
        return None
    if around and (_TALK.fullmatch(around) is None or ("\n" in around and _CODE_LINE.search(around))):
        return None
    told = [span for span in spans if not _NAME.fullmatch(span)] if len(spans) > 1 else spans
    return told[0] if len(told) == 1 else None

"""Chat completions: from the body that a server sent to an output, or to the reason why it is none."""

import re
import sys
from collections.abc import Sequence
from typing import Any

from promptfuzz.models.affording import Spent
from promptfuzz.models.endpoint_errors import Kind, Trouble
from promptfuzz.models.endpoint_replies import Reply, error_in, glimpse
from promptfuzz.records import Output

_REASONING = re.compile(r"\s*<(think|thinking|reasoning)>(.*?)</\1>\s*", re.DOTALL)
_BEGUN = re.compile(r"\s*<(think|thinking|reasoning)>")
_ENDED = "</think>"
_THOUGHTS = ("reasoning_content", "reasoning")
_TOOLS = ("tool_calls", "function_call")
_TEXT_PARTS = {"text", "output_text", None}
_THOUGHT_PARTS = {"reasoning", "thinking"}
_MOST_TOKENS = 10**9  # no call takes more: it is no count of tokens


def read_completion(reply: Reply, stop: Sequence[str], limit: int | None) -> Output:
    """Return the answer in `reply`, cut at the first of `stop`, without what the model thought before it.

    `limit` is the number of tokens that was asked for.

    Raises:
        Trouble: there is no answer in it; it says what tokens were spent on none.
    """
    body = reply.json()
    try:
        return _answer(reply, body, stop, limit)
    except Trouble as trouble:
        raise trouble.with_spent(usage_of(body, answered=False)) from None


def _answer(reply: Reply, body: Any, stop: Sequence[str], limit: int | None) -> Output:
    said = error_in(body)
    choice = {} if said else _first_choice(body)
    said = said or error_in(choice)
    if said is None and choice.get("finish_reason") == "error":
        said = "the endpoint broke off the answer"
    if said is not None:
        raise Trouble(Kind.BROKEN, f"an error with status {reply.status}: {said}")
    message = choice.get("message")
    if not isinstance(message, dict):
        raise _unusable(f"choices[0].message={glimpse(repr(message))} of type {type(message).__name__}")
    reason = choice.get("finish_reason")
    text = _content(message, reason)
    answer, thinking = _without_reasoning(text)
    if thinking or (not answer and reason == "length"):
        raise Trouble(Kind.REFUSED, f"no answer within max_tokens={limit}: all of them went into reasoning; raise it")
    cut = _cut(answer, stop)
    prompt_tokens, completion_tokens = usage_of(body, answered=bool(text))
    return Output(
        sys.intern(whole_characters(cut)),  # labels come a thousand times
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        latency=reply.seconds,
        truncated=reason in ("length", "content_filter") and cut == answer,
    )


def whole_characters(text: str) -> str:
    """Return `text` with half characters, which JSON can hold and no file can, replaced."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def count(value: object) -> int | None:
    """Return `value` if it is a number of tokens, else None."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS else None


def spent_on(prompt: object, completion: object, *, answered: bool) -> Spent:
    """Return how many tokens a call took by what its endpoint says, None for what cannot be true.

    Every prompt takes some, and so does every text that was `answered`. An endpoint that tells 0 does not count, and
    a limit of tokens or money would never bind if it were believed.
    """
    took_prompt, took_completion = count(prompt) or None, count(completion)
    silent = answered or took_prompt is None
    return took_prompt, (took_completion or None) if silent else took_completion


def usage_of(body: Any, *, answered: bool) -> Spent:
    """Return the tokens that a body tells, as far as :func:`spent_on` believes them."""
    usage = body.get("usage") if isinstance(body, dict) else None
    if not isinstance(usage, dict):
        return None, None
    return spent_on(usage.get("prompt_tokens"), usage.get("completion_tokens"), answered=answered)


def _first_choice(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise _unusable(f"{glimpse(repr(body))} of type {type(body).__name__}")
    choices = body.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise _unusable(f"choices={glimpse(repr(choices))}")
    first: dict[str, Any] = choices[0]
    return first


def _content(message: dict[str, Any], reason: object) -> str:
    parts = _parts(message)
    content = message.get("content") if parts is None else _joined(parts, "text", _TEXT_PARTS)
    if isinstance(content, str) and content.strip():
        return content
    refusal = message.get("refusal") or _joined(parts or [], "refusal", {"refusal"})
    if isinstance(refusal, str) and refusal:  # the model's answer is that it will not answer
        return refusal
    if reason == "content_filter":
        raise Trouble(Kind.REFUSED, "no text, because the endpoint's content filter held the answer back")
    thought = any(message.get(name) for name in _THOUGHTS) or any(_type(p) in _THOUGHT_PARTS for p in parts or [])
    if content is None and reason == "length" and thought:
        return ""
    if any(message.get(name) for name in _TOOLS):
        raise Trouble(Kind.REFUSED, "a tool call and no text; ask an endpoint that offers the model no tools")
    if isinstance(content, str):
        return content
    shown = message.get("content")
    raise _unusable(f"content={glimpse(repr(shown))} of type {type(shown).__name__}")


def _parts(message: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return the parts of a content that comes in such, None where it does not."""
    content = message.get("content")
    return [part for part in content if isinstance(part, dict)] if isinstance(content, list) else None


def _joined(parts: Sequence[dict[str, Any]], name: str, types: set[str | None]) -> str | None:
    """Return what the parts of such types say under `name`, None where there is no such part."""
    said = [part.get(name) for part in parts if _type(part) in types]
    texts = [text for text in said if isinstance(text, str)]
    return "".join(texts) if texts else None


def _type(part: dict[str, Any]) -> str | None:
    found = part.get("type")
    return found if found is None or isinstance(found, str) else ""


def _without_reasoning(text: str) -> tuple[str, bool]:
    """Return the answer, and whether the text ends before the reasoning does."""
    found = _REASONING.match(text)
    if found:
        return text[found.end() :], False
    if _BEGUN.match(text):
        return "", True
    before, ended, after = text.partition(_ENDED)  # the opening tag may stand in the model's chat template
    return (after.lstrip(), False) if ended and "<think>" not in before else (text, False)


def _cut(text: str, stop: Sequence[str]) -> str:
    places = [at for at in map(text.find, stop) if at >= 0]
    return text[: min(places)] if places else text


def _unusable(shown: str) -> Trouble:
    return Trouble(Kind.BROKEN, f"a completion without a text: {shown}")

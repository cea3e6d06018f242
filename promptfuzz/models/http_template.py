"""The body of a request to a user's own service: JSON in which ``{prompt}`` and the like are filled in as values."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from promptfuzz.errors import UsageError, closest
from promptfuzz.models.endpoint_options import refuse_secrets
from promptfuzz.records import Message, Request

PLACES = ("prompt", "system", "messages", "sample")
_PLACE = re.compile(r"\{(\w+)\}")
_ONLY_TEXT = ("prompt", "sample", "system")


def template_of(given: object) -> Any:
    """Return the template that a table or the text of a JSON value gives.

    Raises:
        UsageError: the text is no JSON, the template is of another type, it holds a secret, or ``{messages}`` stands
            inside a longer text.
    """
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError as error:
            raise UsageError(
                f'expected body to be JSON such as {{"question": "{{prompt}}"}}, got text that is none ({error}); '
                "places stand inside quotes, and are filled in with whatever quotes they need"
            ) from None
    if not isinstance(given, Mapping | list | str):
        raise UsageError(f"expected body to be a table, a list or a text, got body={given!r:.80}")
    refuse_secrets("body", given)
    for text in _texts(given):
        if "{messages}" in text and text != "{messages}":
            raise UsageError(f"expected '{{messages}}' to be a whole value of body, as it is a list, got {text!r:.80}")
    return json.loads(json.dumps(given))


def template_of_address(url: str) -> str:
    """Return `url` if all of its places can be filled in and are sent.

    Raises:
        UsageError: ``{messages}`` is among them, which is a list, or one stands after a ``#``, which no client sends.
    """
    if "{messages}" in url:
        raise UsageError(
            f"expected the URL without {{messages}}, which is a list and fits into a body alone, got URL={url!r}; put "
            '{prompt} there, and {system} where prompts have a system message, or use body={"messages": "{messages}"}'
        )
    unsent = set(_PLACE.findall(url.partition("#")[2])) & set(PLACES)
    if unsent:
        raise UsageError(
            f"expected the URL to have its places before the '#', as the rest is never sent, got URL={url!r}; move "
            f"{{{min(unsent)}}} to the front of it"
        )
    return url


def places_in(template: Any, url: str) -> set[str]:
    """Return which places there are in the template and the address, None where there is no template.

    Raises:
        UsageError: none takes the prompt.
    """
    found = {name for text in (*_texts(template), url) for name in _PLACE.findall(text)}
    if not found & {"prompt", "messages"}:
        near = next(filter(None, (closest(name, PLACES) for name in sorted(found))), "")
        if template is None:
            raise UsageError(
                f"expected the URL to have a place for the prompt, such as ?question={{prompt}}, got URL={url!r}{near}"
            )
        raise UsageError(
            f'expected body to have a place for the prompt, such as {{"question": "{{prompt}}"}} or '
            f'{{"messages": "{{messages}}"}}, got {template!r:.200}{near}'
        )
    return found & set(PLACES)


def filled(template: Any, request: Request) -> Any:
    """Return the template with `request` in its places; braces in the request are never expanded."""
    return _filled(template, _values(request))


def filled_address(url: str, request: Request) -> str:
    """Return the address with `request` in its places, percent-encoded."""
    if "{" not in url:
        return url
    values = _values(request)
    return _PLACE.sub(lambda found: _in_address(found, values), url)


def _values(request: Request) -> dict[str, Any]:
    return {
        "prompt": request.text,
        "system": _system(request.messages),
        "messages": [message._asdict() for message in request.messages],
        "sample": request.sample,
    }


def _system(messages: tuple[Message, ...]) -> str | None:
    return next((message.content for message in messages if message.role == "system"), None)


def _filled(template: Any, values: dict[str, Any]) -> Any:
    if isinstance(template, dict):
        return {key: _filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, values) for value in template]
    if not isinstance(template, str):
        return template
    whole = _PLACE.fullmatch(template)
    if whole and whole[1] in values:
        return values[whole[1]]
    return _PLACE.sub(lambda found: _inside(found, values), template)


def _inside(found: re.Match[str], values: dict[str, Any]) -> str:
    if found[1] not in _ONLY_TEXT:
        return found[0]
    value = values[found[1]]
    return "" if value is None else str(value)


def _in_address(found: re.Match[str], values: dict[str, Any]) -> str:
    return quote(_inside(found, values), safe="") if found[1] in _ONLY_TEXT else found[0]


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [text for item in inner for text in _texts(item)]

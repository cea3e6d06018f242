"""From an output that is a JSON array, or an object around one, to the items of the list in it."""

import json
import re
from typing import Any

from promptfuzz.oracle.code.structured import fenced

_AROUND = re.compile(r"(?P<lead>[^\[{]{0,200}:\s*)?(?P<json>[\[{].*[\]}])\W*", re.DOTALL)


def json_items(text: str) -> list[str] | None:
    """Return the items of the only array in the JSON that `text` is, None where it is none or holds arrays in arrays.

    An item that is an object becomes "first value (second, third)".
    """
    blocks = fenced(text)
    match = _AROUND.fullmatch(blocks[0][1].strip() if len(blocks) == 1 else text.strip())
    if match is None:
        return None
    try:
        value = json.loads(match["json"], parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        arrays = [inner for inner in value.values() if isinstance(inner, list)]
        value = arrays[0] if len(arrays) == 1 and not any(isinstance(inner, dict) for inner in value.values()) else None
    if not isinstance(value, list):
        return None
    items = [_item(inner) for inner in value]
    return [item for item in items if item] if None not in items else None


def _item(value: Any) -> str | None:
    if isinstance(value, dict):
        cells = [_item(inner) for inner in value.values() if not isinstance(inner, dict)]
        if None in cells or len(cells) != len(value):
            return None
        first, *others = filter(None, cells) if any(cells) else [""]
        return f"{first} ({', '.join(others)})" if others else first
    return None if isinstance(value, list) or value is None else str(value)

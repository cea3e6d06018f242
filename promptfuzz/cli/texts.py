"""Texts that a user gives to a command: from standard input or an argument to whole characters."""

import sys
from collections.abc import Mapping

from promptfuzz.errors import UsageError


def given_text(text: str) -> str:
    """Return `text`, or what stands in standard input where it is ``-``, without the line breaks at its end.

    Raises:
        UsageError: it is not in the encoding that the locale says.
    """
    if text != "-":
        check_texts({"TEXT": text})
        return text
    try:
        found = sys.stdin.read()
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise UsageError(
            f"expected {error.encoding.upper()} from stdin, got byte 0x{byte:02x}; save it as UTF-8"
        ) from None
    check_texts({"stdin": found})
    return found.rstrip("\n")


def check_texts(texts: Mapping[str, str]) -> None:
    """Refuse texts, by the name of their option, in which bytes are left that are none in the locale's encoding.

    Raises:
        UsageError: there is one.
    """
    for name, text in texts.items():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            code = ord(text[error.start])
            got = f"byte 0x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else "half a surrogate pair"
            raise UsageError(
                f"expected {name} to be UTF-8, got {got} at character {error.start + 1}; save it as UTF-8, and use a "
                "locale of UTF-8 such as LC_ALL=C.UTF-8"
            ) from None

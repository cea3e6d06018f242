"""Texts as servers repeat them: from a text to a pattern that finds it however its characters came to be escaped."""

import re
from html.entities import html5

# JSON in JSON doubles every backslash. The bounds keep a text cheap that is nothing but backslashes.
_SLASHES = r"\\{1,8}"
_AGAIN = "{0,3}"
_RUNS = re.compile(r"\\+|.", re.DOTALL)


def escaped(text: str) -> re.Pattern[str]:
    """Return a pattern of `text` in which each sign may come as JSON, a URL or HTML writes it.

    Letters and digits of ASCII come as they are, since nobody escapes them, and so a long text is searched fast.
    """
    return re.compile("".join(map(_of_run, _RUNS.findall(text))))


def _of_run(run: str) -> str:
    """Return the pattern of one character, or of some backslashes, which no other form may come between."""
    if run.isascii() and run.isalnum():
        return run
    plain = rf"\\{{{len(run)},{8 * len(run)}}}" if run[0] == "\\" else f"(?:{_SLASHES})?{re.escape(run)}"
    forms = [form(run[0]) for form in (_in_json, _in_url, _in_html)]
    return f"(?:{'|'.join([plain, *(f'(?:{form}){{{len(run)}}}' for form in forms)])})"


def _in_json(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    pairs = "".join(rf"{_SLASHES}u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
    code = f"{ord(character):x}"
    return rf"(?i:{pairs}|{_SLASHES}(?:x{code:0>2}|u\{{0{{0,6}}{code}\}}))"


def _in_url(character: str) -> str:
    codes = "".join(f"%(?:25){_AGAIN}{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
    return f"(?i:{codes})"


def _in_html(character: str) -> str:
    names = sorted({name.rstrip(";") for name, meant in html5.items() if meant == character}, key=len, reverse=True)
    numbers = [f"#0{{0,6}}{ord(character)}", f"#[xX]0{{0,6}}(?i:{ord(character):x})"]
    return f"&(?:amp;){_AGAIN}(?:{'|'.join([*numbers, *names])});?"

"""From a text to the regular expression that it is, in a form that is one for usual ways of writing the same."""

import re

# Two of these make a pattern of what has no spaces: anchors, classes, escapes, repeats, groups.
_SIGN = re.compile(
    r"\A\^|\$\Z|\[\^?[^\[\]\s]{1,60}\]|\\[dDwWsSbB.]|(?<=[\])\w.])\{\d{1,4}(?:,\d{0,4})?\}|\.[*+]|\(\?[:=!<P]"
    r"|(?<=[\])])[*+?]|\)\$|\w\|\w"
)
_ENOUGH, _LONGEST = 2, 300
_WRAPPED = re.compile(r"r?(?P<mark>[\"'/])(?P<inner>.+)(?P=mark)")
_UNIT = r"(?P<unit>\[(?:[^\]\\]|\\.)+\]|\\[A-Za-z.]|[A-Za-z0-9_.])"
_TIMES = re.compile(_UNIT + r"\{(?P<times>\d)\}")
_LEAST_ONE = re.compile(_UNIT + r"(?:\{1,\}|(?P=unit)\*)")
_ANY = re.compile(_UNIT + r"\{0,\}")
_PLAIN = (("\\d", "[0-9]"), ("[[0-9]", "[0-9"), ("\\A", "^"), ("\\Z", "$"), ("(?:", "("))


def is_pattern(text: str) -> bool:
    """Whether `text` as a whole is a regular expression that says more than one class of characters."""
    text = _bare(text)
    if not text or len(text) > _LONGEST or re.search(r"\s", text) or "://" in text:
        return False
    return len(_SIGN.findall(text)) >= _ENOUGH


def pattern_value(text: str) -> str:
    r"""Return a regular expression in one form: ``\d{2}``, ``[0-9]{2}`` and ``[0-9][0-9]`` are one."""
    text = _bare(text)
    for written, plain in _PLAIN:
        text = text.replace(written, plain)
    text = _TIMES.sub(lambda match: match["unit"] * int(match["times"]), text)
    return _ANY.sub(r"\g<unit>*", _LEAST_ONE.sub(r"\g<unit>+", text))


def _bare(text: str) -> str:
    text = text.strip()
    wrapped = _WRAPPED.fullmatch(text)
    return wrapped["inner"] if wrapped else text

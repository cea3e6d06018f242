"""What symbols and link targets say, which the words do not: ticks, arrows, stars, operators, addresses."""

import re
from collections import Counter
from functools import lru_cache

from promptfuzz.oracle.code.patterns import is_pattern, pattern_value

_POINTS = {
    ("verdict", "yes"): "✅✔✓☑👍🆗👌🟢🟩💚",
    ("verdict", "no"): "❌✖✗✘❎👎🚫⛔🔴🟥🛑",
    ("verdict", "warning"): "⚠🟡🟨🟠🟧",
    ("verdict", "open"): "☐⬜⬛⏳",
    ("direction", "up"): "↑⬆⇧▲🔼📈⇑↗",
    ("direction", "down"): "↓⬇⇩▼🔽📉⇓↘",
    ("direction", "right"): "➡▶⏩",
    ("direction", "left"): "←⬅◀⏪⇐",
    ("face", "glad"): "😊🙂😀😃😄😁☺😍🥰😎",
    ("face", "sad"): "😞😟😢😭☹🙁😔😠😡👿🤬",
    ("face", "neutral"): "😐😑",
    ("rating", "full"): "★⭐🌟",
    ("rating", "empty"): "☆",
}
_MARKS = {char: mark for mark, chars in _POINTS.items() for char in chars}
_MARK = re.compile(f"[{''.join(_MARKS)}]")
_RUN = re.compile("[★⭐🌟]{2,}")
# In the place of a word a symbol says what the word would.
_PICTURE = re.compile(
    r"(?:[:=|]|\bis|\A) ?([\U0001f1e6-\U0001f1ff]{2}|[\u2190-\u21ff\u25a0-\u27bf\U0001f000-\U0001faff])"
    r"(?= *(?:[,.;|\n]|\Z))"
)
# An arrow that is written with dashes joins two things and says no direction.
_WRITTEN = (
    (re.compile(r"\[[xX]\](?!\()"), "☑"), (re.compile(r"\[ \]"), "☐"), (re.compile(r"-+>|=+>"), " "),
    (re.compile(r"<="), "≤"), (re.compile(r">="), "≥"), (re.compile(r"!="), "≠"), (re.compile(r"\+/-"), "±"),
    (re.compile(r"\*\*(?=\d)"), "^"), (re.compile(r"\ufe0f"), ""),
)  # fmt: skip
_LESS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "⋅": "×", "·": "×", "÷": "/", "²": "^2", "³": "^3"})
# Operators that are no layout wherever they stand between two things.
_OPERATOR = re.compile(r"(?<=[\w)}] )[+×∪∩⊂⊆⊃∈∉∧∨⊕≤≥≠<>](?= [\w({])|(?<=[\w)}])[×∪∩⊂⊆⊃∈∉∧∨⊕≤≥≠](?=[\w({])")
# Between variables, a dash and a stroke are operators, too.
_FORMULA = re.compile(r"(?<![\w'])(?:[a-zA-Z]|\d+[a-zA-Z]|\))\s?([-+*/^])\s?(?=(?:\d*[a-zA-Z]|\d+|\()(?![\w']))")
# Glued to a word or a number they belong to it, on one side alone too: "C++", "A-", "n^2", "±2", "(1,200)" for a loss.
_GLUED = re.compile(
    r"(?<![\w+])[A-Za-z]{1,2}(?:\+{1,2}|#|-(?!\w))(?![\w+#-])"
    r"|(?:(?<![A-Za-z]{2})(?<=[A-Za-z])|(?<=\)))(?<!\dm)(?<!\d m)(?<!/s)\^[({]?[\w-]+|[±¬√∛∑∏∫] ?\w+"
    r"|(?<=[:=|] )[$€£]?\([$€£]?\d[\d.,]*\)(?= ?(?:[.,;\n|]|$))",
    re.MULTILINE,
)
_TARGET = re.compile(
    r"\]\(\s*<?([^()\s>]{1,500})|\b(?:href|src)=[\"']([^\"']{1,500})|(https?://[^\s\"'<>()\[\]]{1,500})"
)
_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?")
# "*.tmp", "/etc/hosts": every sign counts where this is all that is said; "*word.*" is a word in italics.
_PATH = re.compile(r"(?!\*\w[^*]*\*\Z)(?=[^*]*\*[./*]|[^/]*/\*|~?\.{0,2}/)[\w.~*?/{},\[\]-]+")
_BARE = str.maketrans("", "", " {")
_LONGEST = 20_000


def different_symbols(a: str, b: str) -> str | None:
    """Say which symbols exclude each other where each text has one that the other lacks: "✅" against "❌".

    A symbol on one side alone is decoration, or says what the other side puts in words.
    """
    if (path := _different_paths(*(text.strip().strip("`").strip() for text in (a, b)))) is not None:
        return path
    left, right = _marks(a), _marks(b)
    only_a, only_b = left - right, right - left
    for kind in sorted({kind for kind, _ in only_a} & {kind for kind, _ in only_b}):
        one, other = (min(value for own, value in only if own == kind) for only in (only_a, only_b))
        return f"symbols differ: {one} against {other}"
    runs = [sorted(len(run) for run in _RUN.findall(_written(text))) for text in (a, b)]
    if all(runs) and runs[0] != runs[1]:
        return f"symbols differ: {runs[0][-1]} stars against {runs[1][-1]}"
    return None


def _different_paths(a: str, b: str) -> str | None:
    """Say that two texts are different paths, file patterns or regular expressions and nothing else."""
    one, other = (pattern_value(text) if is_pattern(text) else text for text in (a, b))
    both = all(map(is_pattern, (a, b))) or (_PATH.fullmatch(a) and _PATH.fullmatch(b))
    return f"symbols differ: {a} against {b}" if both and one != other else None


def different_parts(a: str, b: str, *, same_words: bool) -> str | None:
    """Say which symbol belongs to a word or number of one text alone: "C++" and "C".

    It takes `same_words` for that to be a difference, else each text must have such a symbol that the other lacks.
    """
    left, right = _glued(a), _glued(b)
    only_a, only_b = sorted((left - right).elements()), sorted((right - left).elements())
    if only_a and only_b:
        return f"symbols differ: {only_a[0]} against {only_b[0]}"
    return f"only one side writes {(only_a or only_b)[0]!r}" if same_words and (only_a or only_b) else None


def different_targets(a: str, b: str) -> str | None:
    """Say where links lead of which each text has one that the other lacks."""
    left, right = _targets(a), _targets(b)
    if not left - right or not right - left:
        return None
    return f"links differ: {min(left - right)!r} against {min(right - left)!r}"


@lru_cache(maxsize=16384)
def _written(text: str) -> str:
    text = text[:_LONGEST].translate(_LESS)
    for pattern, plain in _WRITTEN:
        text = pattern.sub(plain, text)
    return text


@lru_cache(maxsize=16384)
def _marks(text: str) -> Counter[tuple[str, str]]:
    text = _written(text)
    found = Counter(_MARKS[char] for char in _MARK.findall(text))
    found.update(("picture", " ".join(_MARKS.get(char, (char,)))) for char in _PICTURE.findall(text))
    found.update(("operator", char) for char in _operators(text))
    return found


def _operators(text: str) -> list[str]:
    places = {match.start(): match.group() for match in _OPERATOR.finditer(text)}
    places |= {match.start(1): match[1] for match in _FORMULA.finditer(text)}
    return [places[at].replace("*", "×") for at in sorted(places)]


@lru_cache(maxsize=16384)
def _glued(text: str) -> Counter[str]:
    return Counter(part.translate(_BARE) for part in _GLUED.findall(_written(text)))


@lru_cache(maxsize=16384)
def _targets(text: str) -> frozenset[str]:
    if "](" not in text and "://" not in text and "=" not in text:
        return frozenset()
    found = ("".join(groups) for groups in _TARGET.findall(text[:_LONGEST]))
    return frozenset(_ADDRESS.sub("", target).rstrip(".,;:!?/") for target in found)

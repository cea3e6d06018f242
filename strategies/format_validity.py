"""Where a format would change what is asked: texts that speak of marks, and layouts that are themselves requested."""

import re
from functools import lru_cache

from promptfuzz.strategies.format_marks import MarkedList, lists_of

_WRAPS = re.compile(
    r"\b(?:quot(?:e[sd]?|ations?|ing)|inverted commas|delimit\w*|enclos\w+|surround\w*|wrapped|backticks?|brackets?|"
    r"parenthes[ie]s|braces|tags?|tagged|markup|html|xml|triple|verbatim|punctuation|characters?|symbols?|plain text|"
    r"asterisks?|escap(?:e|ed|ing))\b",
    re.IGNORECASE,
)
_RULES = re.compile(
    r"\b(?:delimit\w*|separat(?:or|ors|ed by a (?:line|rule))|dash(?:es)?|hyphens?|rulers?|horizontal|line breaks?|"
    r"blank lines?|empty lines?|newlines?|hash(?:es)?|(?:first|last) line|line (?:above|below|number|\d))\b|"
    r"-{3}|#{3}|={3}",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"\b(?:bullet(?:s|ed)?|dash(?:es)?|hyphens?|asterisks?|number(?:ed|ing)|(?:un)?ordered list|markdown)\b",
    re.IGNORECASE,
)
_HEADINGS = re.compile(
    r"\b(?:headings?|headers?|headlines?|markdown|titles?|sections? (?:called|named|titled))\b|"
    r"\b(?:following|this|exact|exactly|same|given|these|required) (?:\w+ )?"
    r"(?:format|structure|template|layout|sections?|outline)\b",
    re.IGNORECASE,
)
_JSON = re.compile(r"\b(?:json|yaml|keys?|objects?|fields?|schema|dict(?:ionary)?|arrays?|api)\b", re.IGNORECASE)
_SAMPLE = re.compile(
    r"\b(?:format|structure|template|layout|like this|look like|as follows|example|sample|schema|outline|exactly)\b",
    re.IGNORECASE,
)
_NUMBERS_IT = re.compile(
    r"\b(?:steps?|rules?|points?|items?|questions?|options?|sections?|principles?|criteri(?:on|a)) #?\d|"
    r"\b(?:numbered|numbers?|first|second|third|last|former|latter) "
    r"(?:steps?|rules?|points?|items?|questions?|options?)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"<[^<>\n]+>|\[[^\[\]\n]+\]|\.\.\.|…|_{3,}|\{\w+\}")


@lru_cache(maxsize=256)
def speaks_of_wraps(text: str) -> bool:
    """Whether the text speaks of quotes, tags, fences or single characters, around its input or in the answer."""
    return bool(_WRAPS.search(text))


@lru_cache(maxsize=256)
def speaks_of_rules(text: str) -> bool:
    """Whether the text speaks of what parts its blocks, or has rules already."""
    return bool(_RULES.search(text))


@lru_cache(maxsize=256)
def speaks_of_lists(text: str) -> bool:
    """Whether the text speaks of bullets and numbering."""
    return bool(_LISTS.search(text))


@lru_cache(maxsize=256)
def asks_for_headings(text: str) -> bool:
    """Whether the headings of the text may be those of the answer that it asks for."""
    return bool(_HEADINGS.search(text))


@lru_cache(maxsize=256)
def speaks_of_json(text: str) -> bool:
    """Whether the text speaks of JSON or has braces that are no slots."""
    return bool(_JSON.search(text) or re.search(r"[{}]", re.sub(r"\{[^\W\d]\w*\}", "", text)))


@lru_cache(maxsize=256)
def refers_by_number(text: str) -> bool:
    """Whether the text refers to something listed by its number or place."""
    return bool(_NUMBERS_IT.search(text))


def _is_sample(text: str, found: MarkedList) -> bool:
    """Whether a list shows how the answer should look, and so keeps its marks."""
    return bool(_SAMPLE.search(found.lead) or _PLACEHOLDER.search(text, found.marks[0].after, found.marks[-1].end))


@lru_cache(maxsize=256)
def free_lists(text: str, kind: str) -> tuple[MarkedList, ...]:
    """Return the lists of `kind` that may change as a whole, and whose marks are not themselves requested."""
    return tuple(x for x in lists_of(text) if x.kind == kind and x.whole and not _is_sample(text, x))

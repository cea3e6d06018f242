"""What says that an order counts: words after which lists stay as they are, and keys that are written in turn."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from promptfuzz.mutators import Source

_COUNTS = re.compile(
    r"\b(?:in (?:the|this|that) (?:given |same |exact |listed |following |specified )?order|in order|order of|"
    r"from (?:most|least|best|worst|highest|lowest|top|left)|ranked|ranking|priorit\w+|precedence|sequence|"
    r"alphabetical(?:ly)?|chronological(?:ly)?|in turn|one after the other|"
    r"(?:the )?(?:first|last|earliest|topmost|top|highest|lowest) (?:one |of (?:these|them|the \w+) |\w+ )?"
    r"(?:that |which |to )?(?:appl\w+|match\w*|fits?|listed|wins)|listed (?:first|last|above|below|earlier)|"
    r"(?:first|last|second|third|fourth) (?:label|category|option|rule|bullet|item|choice|class|example|section)|"
    r"on the (?:left|right)|respectively)\b",
    re.IGNORECASE,
)

# A model writes these in turn, and what comes first decides what follows: a reason before the answer, a tool
# before its arguments, a start before its end.
_IN_TURN = re.compile(
    r"[\W_]*(?:\w+_)?(?:thoughts?|think(?:ing)?|reasons?|reasoning|rationale|justification|explanations?|explain|why|"
    r"plan|analysis|evidence|quotes?|citations?|steps?|critique|feedback|comments?|notes?|observations?|scratchpad|"
    r"action|tool|function|arguments|args|parameters|params|input|output|question|answer|conclusion|verdict|decision|"
    r"confidence|certainty|probability|start|end|from|to|min|max|before|after|old|new|other|others|summary)"
    r"(?:_\w+)?\b",
    re.IGNORECASE,
)


def between_ordered(source: Source, spans: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield the runs of at least two `spans` that no key written in turn parts or belongs to."""
    return unparted(spans, [bool(_IN_TURN.match(source.text, *span)) for span in spans])


def unparted(spans: Sequence[tuple[int, int]], stays: Sequence[bool]) -> Iterator[list[tuple[int, int]]]:
    """Yield the runs of at least two `spans` between those that stay."""
    for stay, group in groupby(zip(spans, stays, strict=True), key=itemgetter(1)):
        run = [span for span, _ in group]
        if not stay and len(run) > 1:
            yield run


def order_counts(source: Source) -> bool:
    """Whether a part of the prompt says that the order of what it lists counts."""
    parts = ("template", "system")
    return any(_COUNTS.search(text) for part, text in source.prompt.sources.items() if part in parts)

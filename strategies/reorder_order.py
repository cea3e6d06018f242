"""What says that an order counts: words after which lists, labels and sections stay as they are."""

import re

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


def order_counts(source: Source) -> bool:
    """Whether a part of the prompt says that the order of what it lists counts."""
    parts = ("template", "system")
    return any(_COUNTS.search(text) for part, text in source.prompt.sources.items() if part in parts)

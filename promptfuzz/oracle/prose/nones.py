"""Whether a sentence says of its things what a bare "None" says: "No products are affected"."""

import re

from promptfuzz.oracle.normalise import normalise, readable
from promptfuzz.oracle.typed import verdict
from promptfuzz.records import Comparison

_NONE = re.compile(r"(?:none|nothing|nobody|no one)(?: of (?:them|these|those))?", re.IGNORECASE)
# "No information is given" and "Nobody knows" say that there may be some.
_DENIES_ALL = re.compile(
    r"(?:there (?:is|are|was|were) (?:no|none)|none of (?:the|them|these|those)|nobody|no one|nothing|no)"
    r"(?! (?:knows?|knew|one knows?|information|idea|data|answers?|details?|doubts?|problem|mention|worries|"
    r"longer|more|"
    r"later|sooner|less|fewer|way|evidence|question|need))(?: [\w'-]+){1,12}",
    re.IGNORECASE,
)
_BUT = re.compile(
    r"\b(?:but|except|other than|apart from|unless|besides|until|yet|only|known|sure|given|stated|mentioned)\b"
)


def none_of_them(a: str, b: str) -> Comparison | None:
    """Equate a bare "None" with a sentence that denies something of all things."""
    for bare, sentence in ((a, b), (b, a)):
        said = normalise(sentence)
        if (
            _NONE.fullmatch(readable(bare).strip(" .!"))
            and _DENIES_ALL.fullmatch(said)
            and not _BUT.search(said.lower())
        ):
            return verdict("both say that there is none", same=True, score=0.8)
    return None

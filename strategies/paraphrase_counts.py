"""Paraphrases of counts that the instruction states about its answer: three sentences, 3 sentences."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.paraphrase_text import instructions

_WORDS = dict(enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2))
_VALUES = {word: str(value) for value, word in _WORDS.items()}
_UNITS = (
    r"(?:[a-z-]+ ){0,1}(?:words?|sentences?|lines?|items?|bullets?|points|bullet points|paragraphs?|keywords|examples|"
    r"ideas|reasons|names|titles|headlines|steps|options|suggestions|questions|adjectives|synonyms|tags|facts|letters)\b"
)
_LIMIT = (
    r"(?:in|at most|up to|exactly|under|than|maximum of|summary of|list of|least|use|write|list|give|name|suggest|"
    r"generate|provide|with|below|create|produce)"
)
_COUNT = re.compile(rf"\b{_LIMIT} ({'|'.join(_VALUES)}|[2-9]|1[0-2])(?= {_UNITS})", re.IGNORECASE)


@mutator(family="paraphrase", rewrites_counts=True)
def answer_counts(source: Source) -> Iterator[Site]:
    """Write a count of the answer in digits or in words: three sentences, 3 sentences."""
    for sentence in instructions(source):
        for match in _COUNT.finditer(sentence.text):
            # "one of these three words" counts what is given, not what is asked for
            if re.search(r"\b(?:these|those|the|following|from)\b[^.]{0,12}$", sentence.text[: match.start(1)], re.I):
                continue
            said = match.group(1).lower()
            text = _VALUES.get(said) or _WORDS[int(said)]
            yield source.site(source.edit(sentence.start + match.start(1), sentence.start + match.end(1), text))

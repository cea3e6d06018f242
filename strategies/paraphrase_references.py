"""Paraphrases of how the instruction points at its input: the review below, the following review, this review."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Edit, parse_template
from promptfuzz.strategies.layout import Line, content_spans, lines_of
from promptfuzz.strategies.paraphrase_rules import words_in
from promptfuzz.strategies.paraphrase_text import following_input, instructions, preceding_input

_AFTER = r"(?=[.,:?]|$| (?:as|and|is|are|into|in|to|so|if|or|with|by|for|contains?|mentions?|expresses|says?|was)\b)"
# "Return only the code" names the answer, whatever the input is called.
_GIVES = re.compile(
    r"\b(?:return|output|print|produce|generate|create|provide|send|write|give|(?:reply|respond|answer) with)"
    r"(?: me)?(?: back)?(?: only| just)? $",
    re.IGNORECASE,
)


def _inputs() -> str:
    return "|".join(sorted(words_in("inputs", "nouns"), key=len, reverse=True))


def _slots(source: Source) -> str:
    """Return the names of the slots and the labels before them, in lower case."""
    labels = re.findall(r"(?m)^([A-Za-z][\w -]*):\s*[\"<']*\{\w+\}", source.text)
    slots = [piece.slot for piece in parse_template(source.text) if piece.slot]
    return " ".join([*labels, *slots]).lower().replace("_", " ")


@mutator(family="paraphrase", parts=("template",))
def input_references(source: Source) -> Iterator[Site]:
    """Point at the input otherwise: the following review, the review below, this review."""
    noun = rf"((?:\w+ )?(?:{_inputs()}))"
    pointed: list[tuple[int, int]] = []
    for sentence in instructions(source):
        for pattern in (
            rf"\b(?P<lead>the following ){noun}(?P<tail>){_AFTER}",
            rf"\b(?P<lead>the (?:given )?){noun}(?P<tail> (?:given |provided )?below)\b",
            rf"\b(?P<lead>this ){noun}(?P<tail>){_AFTER}",
        ):
            for match in re.finditer(pattern, sentence.text, re.IGNORECASE):
                if match.group().isupper() or not following_input(source, sentence.start + match.end()):
                    continue
                pointed.append(match.span())
                plural = match.group(2).endswith("s")
                yield from _pointers(source, sentence.start, match, plural=plural)
    # "This review" above worked examples would point at the first of them.
    if not pointed and all(line.kind == "option" for line in _shown(source.text)):
        yield from _bare(source)


def _shown(text: str) -> list[Line]:
    spans = set(content_spans(text))
    return [line for line in lines_of(text) if (line.start, line.stop) in spans]


def _pointers(source: Source, start: int, match: re.Match[str], *, plural: bool) -> Iterator[Site]:
    """Offer the other ways to point for one that points already."""
    lead, tail = match.span("lead"), match.span("tail")
    ways = [("the following ", ""), ("the ", " below"), ("these " if plural else "this ", "")]
    said = []
    for before, after in ways:
        if before.split() == match.group("lead").lower().split() and after == match.group("tail").lower():
            continue
        before = before[0].upper() + before[1:] if match.group("lead")[0].isupper() else before
        edits = [
            source.edit(start + left, start + right, text)
            for (left, right), text in ((lead, before), (tail, after))
            if source.text[start + left : start + right] != text
        ]
        if edits and source.is_free(start + lead[0], start + tail[1]):
            said.append(edits)
    if said:
        yield source.site(*said)


def _bare(source: Source) -> Iterator[Site]:
    """Offer to point at `the review` where it first stands, if a slot or its label has that name."""
    names = set(_slots(source).split()) - words_in("inputs", "not_bare")
    seen: set[str] = set()
    for sentence in instructions(source):
        # "the following fields from the following invoice" points twice as well.
        placed = re.search(r"\b(?:following|below|above)\b", sentence.text, re.IGNORECASE) is not None
        for match in re.finditer(rf"\b(?:the|an?|this) ((?:\w+ )?({_inputs()}))\b", sentence.text, re.IGNORECASE):
            named = match.group(2).lower()
            if named not in seen and named in names and _points_nowhere(sentence.text, match):
                # "the product below in the list below" points twice: a sentence points at one place only.
                alternatives = _pointing(source, sentence.start, match, placed=placed)
                placed = True
                if alternatives:
                    yield source.site(*alternatives)
            seen.add(named)


def _points_nowhere(text: str, match: re.Match[str]) -> bool:
    """Whether `match` is all of a noun phrase with `the`, without words that say which one is meant."""
    after, modifier = text[match.end() :], match.group(1).lower().split()[0]
    # "This question, the rubric and the answer" points at the first of three alone.
    left = text[max(0, match.start() - 60) : match.start()]
    if re.match(r",? (?:and )?(?:the|an?|its|your)\b", after) or re.search(
        r"\b(?:the|an?|your) [\w ]+,? (?:and|or) $", left
    ):
        return False
    if _GIVES.search(left):
        return False
    if match.group()[:4].lower() != "the " or not re.match(_AFTER, after) or re.match(r" (?:with|by|for)\b", after):
        return False
    compared = re.search(r"[a-z](?:er|est)$", modifier) and modifier not in words_in("inputs", "nouns_in_er")
    return not compared and modifier not in words_in("inputs", "not_modifiers")


def _pointing(source: Source, offset: int, match: re.Match[str], *, placed: bool) -> list[Edit]:
    start, end = offset + match.start(), offset + match.end()
    # "Here is the ticket below" says twice where it stands.
    if not source.is_free(start, end) or re.search(
        r"\b(?:here|this|that) (?:is|are) $", source.text[max(0, start - 9) : start], re.I
    ):
        return []
    edits = []
    if not match.group(2).lower().endswith("s"):
        edits.append(source.edit(start + 1, start + 3, "his"))
    if not placed and following_input(source, end):
        if not source.text.startswith(" to ", end):  # "the message below to our shop" puts the place too early
            edits.append(source.edit(end, end, " below"))
        edits.append(source.edit(start + 3, start + 3, " following"))
    elif not placed and preceding_input(source, start):
        edits.append(source.edit(end, end, " above"))
    return edits

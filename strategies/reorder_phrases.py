"""Reorderings inside a sentence: pairs and series of like things, "only" and "please"."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.layout import content_spans, is_prose
from promptfuzz.strategies.paraphrase_rules import words_in
from promptfuzz.strategies.reorder_moves import orders, permuted, recased
from promptfuzz.strategies.reorder_order import order_counts
from promptfuzz.strategies.reorder_please import please_elsewhere

_NOT_NOUN = (
    r"(?!(?:and|or|of|as|in|from|for|to|with|by|on|at|is|are|was|were|that|which|who|if|when|but|before|after|so|then|"
    r"only|too|below|above|instead|mean|means|have|has|first|into|than|without|using|per|\w+(?:ly|ed|ing))\b)"
)
_NOUN = rf"(?:the|an?|its|their|your|any|every|each|all|no)[ ]{_NOT_NOUN}[a-z]+(?:[ ]{_NOT_NOUN}[a-z]+)?"
_ONE_NOUN = rf"(?:the|an?|its|their|your|any|every|each|all|no)[ ]{_NOT_NOUN}[a-z]+"
_ENDS = r"(?=[.;:?!)]|\n|$|[ ](?:from|in) the\b|[ ](?:is|are|was|were|mean|means|have|has)\b)"
_DETERMINED = re.compile(
    rf"\b(?P<one>{_ONE_NOUN})(?P<joint>[ ](?:and|or)[ ])(?P<two>{_ONE_NOUN})(?=[.;:?!)]|\n|$|[ ](?:from|in) the\b)"
)
_BARE_BEHIND = (
    r"(?:of|for|about|with|[Bb]e|is|are|in|any|[Mm]ention|[Ii]nclude|[Ii]gnore|[Aa]void|all|most|[Uu]sing|[Cc]over|"
    r"[Cc]onsider|[Mm]ask|[Ff]lag|[Rr]emove|[Pp]reserve|[Ll]ook at|no|[Kk]eep (?:it|them|(?:the|your) \w+))"
)
_BARE = re.compile(
    rf"\b{_BARE_BEHIND}[ ](?P<one>[a-z]{{4,}})(?P<joint>[ ](?:and|or)[ ])(?P<two>[a-z]{{4,}})"
    r"(?=[.;:?!)]|\n|$|[ ](?:in|from)[ ]the\b)"
)
_VERBS = re.compile(
    r"\b(?:[Dd]o not|[Dd]on['’]t|[Nn]ever)[ ](?P<one>[a-z]+)(?P<joint>[ ]or[ ])(?P<two>[a-z]+)"
    r"(?=[.!]|\n|$|[ ](?:the|your|any|an?|its)\b)"
)
_ITEM = rf"{_NOT_NOUN}[a-z]{{3,}}(?:[ ]{_NOT_NOUN}[a-z]{{3,}})?"
_JOINT = re.compile(r",?[ ](?:and|or)[ ]|,[ ]")
_SERIES = re.compile(
    rf"\b{_BARE_BEHIND}[ ](?P<list>{_ITEM}(?:,[ ]{_ITEM}){{1,4}},?[ ](?:and|or)[ ]{_ITEM})(?=[.;:?!)]|\n|$)"
)
_NOUN_SERIES = re.compile(rf"\b(?P<list>{_NOUN}(?:,[ ]{_NOUN}){{1,4}},?[ ](?:and|or)[ ]{_NOUN}){_ENDS}")
_IDIOMS = frozenset(
    "pros cons back forth again over more less other others only then when where them that those this these such "
    "rest first last second third next previous following before after question answer input output start beginning "
    "begin end same respectively finally never always not very only etc so on stay remain sound nothing "
    # A reason before the answer is another request than one behind it.
    "anything justification explanation reason reasons reasoning rationale comment verdict decision score".split()
)
_ARTICLES = frozenset("the a an its their your any every each all no".split())
_LIMITED = r"(?:(?!(?:and|or|if|when|that|which|who|from|in|with|on|only|but|not)\b)[\w'{}-]+ ?)"
_ONLY_WITH = re.compile(
    r"^(?:Please )?(?:Answer|Reply|Respond)(?P<one>(?: only)?)(?: with)(?P<two>(?: only)?) "
    r"(?:[\w'{}-]+ ){0,5}?(?!only\b)[\w'{}-]+(?P<three>(?: only)?)(?=[.!]$)"
)
_ONLY_THING = re.compile(
    r"^(?:Please )?(?:Return|Output|Give|Write|Provide|Print|Report|Name|State|Extract|Use)(?P<one>(?: only)?) "
    rf"{_LIMITED}{{1,5}}(?<! )(?<! below)(?<! above)(?P<two>(?: only)?)(?=[.!]$)"
)
_SHORT = (
    r"(?:(?!\b(?:and|or|but|because|since|as|so|if|when|while|unless|until|that|which|who|whether|before|after|do|don|"
    r"never|make)\b)[^,;:.!?\n(\"]){3,60}"
)
_PLEASE_FIRST = re.compile(rf"^(?P<please>Please)(?P<gap> )(?P<rest>(?=[a-z]){_SHORT})[.!]$")
_PLEASE_LAST = re.compile(rf"^(?P<rest>(?=[A-Z]){_SHORT})(?P<gap>, )(?P<please>please)[.!]$")


@mutator(family="reorder")
def pair_order(source: Source) -> Iterator[Site]:
    """Name two things that "and" or "or" joins in the other order."""
    if order_counts(source):
        return
    for pattern in (_DETERMINED, _BARE, _VERBS):
        for found in pattern.finditer(source.text):
            spans = [found.span("one"), found.span("two")]
            # Behind anything but a verb the first may end a longer phrase: "the tone of the reply and the length".
            if pattern is _DETERMINED and not _follows_verb(source, spans[0][0]):
                continue
            if _may_swap(source, spans, verbs=pattern is _VERBS):
                yield source.site(permuted(source, spans, (1, 0)))


@mutator(family="reorder")
def series_order(source: Source) -> Iterator[Site]:
    """Name three or more things in another order."""
    if order_counts(source):
        return
    for pattern in (_SERIES, _NOUN_SERIES):
        for found in pattern.finditer(source.text):
            spans = _items(found)
            adjectives = re.match(r"(?i)be|is|are|keep", found.group()) and " " in found["list"].replace(", ", "")
            words = max(len(source.text[start:stop].split()) for start, stop in spans)
            if pattern is _SERIES and adjectives and words > 1:
                continue
            if pattern is _NOUN_SERIES and not _follows_verb(source, spans[0][0]):
                continue
            if len(spans) > 2 and _may_swap(source, spans):
                yield source.site(*(permuted(source, spans, order) for order in orders(len(spans))))


def _items(found: re.Match[str]) -> list[tuple[int, int]]:
    spans, left = [], found.start("list")
    for joint in [*_JOINT.finditer(found["list"]), None]:
        right = found.end("list") if joint is None else found.start("list") + joint.start()
        spans.append((left, right))
        left = right if joint is None else found.start("list") + joint.end()
    return spans


def _follows_verb(source: Source, at: int) -> bool:
    before = source.text[max(0, at - 30) : at].split()
    return bool(before) and before[-1].lower() in words_in("imperatives", "verbs")


def _may_swap(source: Source, spans: list[tuple[int, int]], *, verbs: bool = False) -> bool:
    texts = [source.text[start:stop].lower() for start, stop in spans]
    words = {word for text in texts for word in text.split()}
    heads = {text.split()[0] for text in texts}
    known = words_in("imperatives", "verbs")
    start, stop = spans[0][0], spans[-1][1]
    content = any(left <= start < right for left, right in content_spans(source.text))
    fits = heads <= known if verbs else not heads & known
    alike = len({text.split()[0] in _ARTICLES for text in texts}) == 1
    distinct = len(set(texts)) == len(texts) and not words & _IDIOMS
    return distinct and fits and alike and not content and source.is_free(start, stop)


@mutator(family="reorder")
def only_order(source: Source) -> Iterator[Site]:
    """Say "only" before or behind what the answer is limited to."""
    for sentence in source.sentences:
        text = source.text[sentence.start : sentence.stop]
        found = (_ONLY_WITH.match(text) or _ONLY_THING.match(text)) if text.count("only") == 1 else None
        if found is None or not is_prose(source.text, sentence.start, sentence.stop):
            continue
        places = [_span(found, name, sentence.start) for name in found.groupdict()]
        said = next((span for span in places if span[0] < span[1]), None)
        if said is not None:
            yield source.site(*(source.move(*said, at) for at, stop in places if at == stop))


def moves_word(text: str) -> bool:
    """Whether a sentence has, as far as its form says, an "only" that may change places."""
    return text.count("only") == 1 and bool(_ONLY_WITH.match(text) or _ONLY_THING.match(text))


@mutator(family="reorder")
def please_order(source: Source) -> Iterator[Site]:
    """Say "please" at the end of a sentence, at its start or in another sentence."""
    yield from please_elsewhere(source)
    for sentence in source.sentences:
        text = source.text[sentence.start : sentence.stop]
        first, last = _PLEASE_FIRST.match(text), _PLEASE_LAST.match(text)
        found = first or last
        if found is None:
            continue
        (left, right), gap, rest = (_span(found, name, sentence.start) for name in ("please", "gap", "rest"))
        if not source.is_free(*gap) or not source.is_free(rest[0], rest[0] + 1):
            continue
        changes: list[Change] = [source.edit(*gap, ""), *recased(source, rest[0], upper=first is not None)]
        if first:
            changes += [source.edit(left, left + 1, ", p"), source.move(left, right, rest[1])]
        else:
            changes += [source.edit(left, left + 1, "P"), source.edit(right - 1, right, "e ")]
            changes += [source.move(left, right, rest[0])]
        yield source.site(changes)


def _span(found: re.Match[str], name: str, at: int) -> tuple[int, int]:
    return at + found.start(name), at + found.end(name)

"""Reorderings inside a sentence: pairs of like things, "only" and "please"."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.layout import content_spans, is_prose
from promptfuzz.strategies.paraphrase_rules import words_in
from promptfuzz.strategies.reorder_moves import permuted, recased

_DETERMINED = re.compile(
    r"\b(?P<det>the|an?|its|their|your|any|every|each|all)[ ](?P<one>[a-z]+)(?P<joint>[ ](?:and|or)[ ])"
    r"(?P<det2>the|an?|its|their|your|any|every|each|all)[ ](?P<two>[a-z]+)"
    r"(?=[.,;:?!]|\n|$|[ ](?:of|from|in|for|to|with|by|on|at|as|is|are|that|which|and|mean|have|were)\b)"
)
_BARE = re.compile(
    r"\b(?:of|for|about|with|[Bb]e|is|are|in|any|[Mm]ention|[Ii]nclude|[Ii]gnore|[Aa]void|all|most|[Uu]sing|between)[ ]"
    r"(?P<one>[a-z]{4,})(?P<joint>[ ](?:and|or)[ ])(?P<two>[a-z]{4,})(?=[.,;:?!]|\n|$|[ ](?:of|from|in|for|on)\b)"
)
_IDIOMS = frozenset(
    "pros cons back forth again over more less other others only then when where them that those".split()
)
_ONLY_BEHIND = re.compile(
    r"^(?:Answer|Reply|Respond)(?P<at> )with (?:[\w'{}-]+ ){0,5}[\w'{}-]+(?P<only> only)(?=[.!]$)"
)
_ONLY_BEFORE = re.compile(
    r"^(?:Answer|Reply|Respond)(?P<only> only) with (?:[\w'{}-]+ ){0,5}[\w'{}-]+(?P<at>)(?=[.!]$)"
)
_PLEASE_FIRST = re.compile(r"^(?P<please>Please)(?P<gap> )(?P<rest>[a-z][^,;:]*)[.!]$")
_PLEASE_LAST = re.compile(r"^(?P<rest>[A-Z][^,;:]*)(?P<gap>, )(?P<please>please)[.!]$")


@mutator(family="reorder")
def pair_order(source: Source) -> Iterator[Site]:
    """Name two things that "and" or "or" joins in the other order."""
    for pattern in (_DETERMINED, _BARE):
        for found in pattern.finditer(source.text):
            one, two = (found.span("one"), found.span("two"))
            if pattern is _DETERMINED:
                one, two = (found.start("det"), one[1]), (found.start("det2"), two[1])
            if _may_pair(source, found, one, two):
                yield source.site(permuted(source, (one, two), (1, 0)))


def _may_pair(source: Source, found: re.Match[str], one: tuple[int, int], two: tuple[int, int]) -> bool:
    words = {found["one"].lower(), found["two"].lower()}
    # After a bare noun "and summarise" may begin what to do next; behind an article stands a noun.
    verbs = words_in("imperatives", "verbs") if found.re is _BARE else frozenset()
    content = any(start <= one[0] < stop for start, stop in content_spans(source.text))
    return (
        len(words) == 2
        and not words & _IDIOMS
        and not words & verbs
        and not content
        and source.is_free(one[0], two[1])
        and "respectively" not in source.text
    )


@mutator(family="reorder")
def only_order(source: Source) -> Iterator[Site]:
    """Say "only" before or behind what the answer is limited to."""
    for sentence in source.sentences:
        text = source.text[sentence.start : sentence.stop]
        found = _ONLY_BEHIND.match(text) or _ONLY_BEFORE.match(text)
        if found and is_prose(source.text, sentence.start, sentence.stop):
            left, right = (sentence.start + at for at in found.span("only"))
            yield source.site(source.move(left, right, sentence.start + found.start("at")))


@mutator(family="reorder")
def please_order(source: Source) -> Iterator[Site]:
    """Say "please" at the end of a sentence or at its start."""
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

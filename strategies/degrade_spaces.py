"""Degradations of white space: spaces and lines too few, too many, or in the wrong place."""

import re
from collections.abc import Iterator
from itertools import pairwise

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.degrade_places import is_free, places
from promptfuzz.strategies.layout import cue_start, lines_of

_WIDTHS = (36, 48, 60, 72)


@mutator(family="degrade")
def lost_spaces(source: Source) -> Iterator[Site]:
    """Leave out the space behind a comma or a full stop."""
    for found in places(source, r"(?<=[a-z])[,.] (?=[A-Za-z])(?! ?[a-z]\.)"):
        yield source.site(source.edit(*found.span(), found.group()[0]))  # with the mark, which may be lost as well


@mutator(family="degrade")
def stray_spaces(source: Source) -> Iterator[Site]:
    """Put a space before a comma or the mark at the end of a sentence."""
    for found in places(source, r"(?<=[a-z])[,.?!](?: |(?=\s|$))"):
        if not re.search(r"\b(?:e\.g|i\.e|etc|vs)$", source.text[max(0, found.start() - 4) : found.start()]):
            yield source.site(source.edit(*found.span(), " " + found.group()))


@mutator(family="degrade")
def joined_words(source: Source) -> Iterator[Site]:
    """Leave out the space between a preposition and its article, or type it a letter early."""
    for found in places(source, r"(?<= )(?:of|in|to|for|with|from|on|is|at|by) the(?= [a-z])"):
        first = found.group().split()[0]
        yield source.site(
            source.edit(*found.span(), f"{first}the"),
            source.edit(*found.span(), f"{first}t he"),
        )


@mutator(family="degrade")
def wide_spaces(source: Source) -> Iterator[Site]:
    """Leave three spaces, or a tab, between two words of a sentence."""
    for found in places(source, r"(?<=[a-z]{2}) (?=[a-z]{5})"):
        yield source.site(source.edit(*found.span(), "   "), source.edit(*found.span(), "\t"))


@mutator(family="degrade")
def wrapped_lines(source: Source) -> Iterator[Site]:
    """Break a line of running text where a narrow window would."""
    for number, line in enumerate(lines_of(source.text)):
        width = _WIDTHS[number % len(_WIDTHS)]
        if line.kind != "text":
            continue
        # A break at every width of the line, each a site of its own.
        for at in range(line.start + width, line.stop - 8, width):
            space = source.text.rfind(" ", at - width // 2, at)
            if space > 0 and _between_words(source, space):
                yield source.site(source.edit(space, space + 1, "\n"))


def _between_words(source: Source, space: int) -> bool:
    around = source.text[space - 1] + source.text[space + 1]
    return around.isalpha() and around.islower() and is_free(source, space - 1, space + 2)


@mutator(family="degrade")
def indented_lines(source: Source) -> Iterator[Site]:
    """Indent a line of running text."""
    for line in lines_of(source.text):
        if line.kind == "text" and len(line.text) > _WIDTHS[0] and is_free(source, line.start, line.start + 1):
            yield source.site(source.edit(line.start, line.start, "  "))


@mutator(family="degrade")
def trailing_spaces(source: Source) -> Iterator[Site]:
    """Leave spaces at the end of a line of running text."""
    for line in lines_of(source.text):
        if line.kind == "text" and line.stop < len(source.text) and is_free(source, line.stop - 1, line.stop):
            yield source.site(source.edit(line.stop, line.stop, "  "))


@mutator(family="degrade")
def lost_blank_lines(source: Source) -> Iterator[Site]:
    """Leave out a blank line, or put in one too many."""
    for found in re.finditer(r"(?<=\S)\n\n+(?=\S)", source.text):
        if is_free(source, *found.span()):
            start, stop = found.span()
            yield source.site(source.edit(start, stop, "\n"), source.edit(start, stop, found.group() + "\n"))


@mutator(family="degrade")
def stray_blank_lines(source: Source) -> Iterator[Site]:
    """Put a blank line between two lines of running text."""
    cue = cue_start(source.text)
    for line, after in pairwise(lines_of(source.text)):
        if (
            line.kind == "text"
            and after.kind in {"text", "data"}
            and after.start != cue
            and is_free(source, line.stop - 1, after.start)
        ):
            yield source.site(source.edit(line.stop, after.start, "\n\n"))

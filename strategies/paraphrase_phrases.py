"""Paraphrases of fixed phrases: what narrows the answer, limits of length, conditions, and register."""

from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.paraphrase_rules import reworded, rules
from promptfuzz.strategies.paraphrase_text import instructions


@mutator(family="paraphrase")
def only_phrases(source: Source) -> Iterator[Site]:
    """Say otherwise that nothing else is wanted: only the date, just the date; the letter only."""
    yield from reworded(source, instructions(source), rules("phrases", "only"))


@mutator(family="paraphrase")
def length_limits(source: Source) -> Iterator[Site]:
    """Say a limit of length otherwise: at most 12 words, up to 12 words, 12 words or fewer."""
    yield from reworded(source, instructions(source), rules("phrases", "limits"))


@mutator(family="paraphrase")
def output_phrases(source: Source) -> Iterator[Site]:
    """Say the layout of the answer otherwise: as JSON, in JSON format; as bullet points, as a bulleted list."""
    yield from reworded(source, instructions(source), rules("phrases", "outputs"))


@mutator(family="paraphrase")
def fixed_phrases(source: Source) -> Iterator[Site]:
    """Swap a fixed phrase: in lower case, in lowercase letters; on its own line, on a separate line."""
    yield from reworded(source, instructions(source), rules("phrases", "fixed"))


@mutator(family="paraphrase")
def register_words(source: Source) -> Iterator[Site]:
    """Swap a word for a more or less formal one: approximately, about; whether, if; brief, short."""
    yield from reworded(source, instructions(source), rules("phrases", "register"))


@mutator(family="paraphrase")
def condition_words(source: Source) -> Iterator[Site]:
    """Say a condition otherwise: if, when, in case; otherwise, in any other case."""
    yield from reworded(source, instructions(source), rules("phrases", "conditions"))

"""Lexicons that name a family: each of their tables becomes a mutator, without a line of Python."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from promptfuzz.errors import UsageError
from promptfuzz.lexicons import Lexicon, family_lexicons, rules_of_table
from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.paraphrase_rules import Stretch, reworded
from promptfuzz.strategies.paraphrase_text import instructions


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or line of a source, with its place."""

    start: int
    text: str


def register_lexicon(lexicon: Lexicon) -> tuple[str, ...]:
    """Register every table of `lexicon` as a mutator of its family, and return their names.

    Raises:
        UsageError: the lexicon names no family, or a mutator from elsewhere has the name of a table.
    """
    if lexicon.family is None:
        raise UsageError(
            f'{lexicon.where}: expected the family of its mutators, got none; write family = "paraphrase" at the top'
        )
    return tuple(_register(name, table, lexicon, lexicon.family) for name, table in lexicon.tables.items())


def _register(table: str, entries: Any, lexicon: Lexicon, family: str) -> str:
    name, rules = table.replace("_", "-"), rules_of_table(entries)
    stretches: Callable[[Source], Sequence[Stretch]] = instructions if family == "paraphrase" else _lines

    def offer(source: Source) -> Iterator[Site]:
        yield from reworded(source, stretches(source), rules)

    # The origin by which the registry tells one definition, loaded again, from another of the same name.
    offer.__module__, offer.__qualname__ = lexicon.where, table
    offer.__doc__ = f"{lexicon.about or 'Rewordings'} ({table})"
    mutator(family=family, name=name)(offer)
    return name


def _lines(source: Source) -> Sequence[Stretch]:
    return [Line(span.start, source.text[span.start : span.stop]) for span in source.sentences]


for _found in family_lexicons():
    register_lexicon(_found)

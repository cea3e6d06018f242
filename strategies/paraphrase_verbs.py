"""Paraphrases that swap the verb of an instruction for one with the same meaning in the same frame."""

from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.paraphrase_rules import reworded, rules
from promptfuzz.strategies.paraphrase_text import instructions


@mutator(family="paraphrase")
def task_verbs(source: Source) -> Iterator[Site]:
    """Swap the verb of the task: classify ... as, label ... as; extract ... from, pull ... out of."""
    yield from reworded(source, instructions(source), rules("verbs", "task"))


@mutator(family="paraphrase")
def answer_verbs(source: Source) -> Iterator[Site]:
    """Swap the verb that asks for the answer: reply with, answer with; return, output; give, provide."""
    yield from reworded(source, instructions(source), rules("verbs", "answer"))

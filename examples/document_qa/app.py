"""Answers questions of hotel guests: a retriever picks from the notices, the model answers from what was picked."""

import re
from collections.abc import Iterable

from examples.small_model import ask

NOTICES = (
    "A bicycle costs 9 euros a day. The deposit is 50 euros.",
    "The pool is open from 7 to 21. A towel costs 3 euros.",
    "Each guest may bring 1 dog. A dog costs 8 euros a night.",
    "The garage has 40 places. It is next to the main road.",
    "The gym is on floor 5. It is free for all guests.",
)
PASSAGES = tuple(f"{sentence}." for notice in NOTICES for sentence in notice.rstrip(".").split(". "))

TEMPLATE = """\
Find the answer to the question in the notice. Write it as a number.

Notice: {document}

Question: {question}"""

COMMON = frozenset("a an the is it to of in on for how much many does do which what".split())


def retrieve(question: str, documents: Iterable[str] = PASSAGES) -> str:
    """Return the document that shares most words with the question; the first of those that tie."""
    asked = _words(question)
    return max(documents, key=lambda document: len(asked & _words(document)))


def answer(question: str, *, template: str = TEMPLATE, documents: Iterable[str] = PASSAGES) -> str:
    """Return what the model says to a question."""
    return reply(template.format(document=retrieve(question, documents), question=question))


def reply(text: str) -> str:
    """Send the finished prompt to the model."""
    return ask([{"role": "user", "content": text}])


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - COMMON

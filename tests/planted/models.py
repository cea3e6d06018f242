"""Models with known faults, and models without: what each answers is a function of the text that it is asked."""

import itertools
import re
from collections.abc import Iterator

from tests.planted.building import Planted, planted, steady
from tests.planted.drifting import (
    as_is,
    as_json,
    long_winded,
    named,
    numbered,
    one_constant,
    phrased_anew,
    phrased_by_text,
    restating,
    retold_anew,
    retold_by_text,
    shuffled,
)
from tests.planted.tasks import (
    EXTRACT,
    GRADE,
    NURSE,
    REFUND,
    REPLY,
    SENTIMENT,
    SUMMARY,
    TEAM,
    TOPIC,
    TOTAL,
    VEGETABLES,
    Task,
)

BRITTLE = (
    planted("verb", SENTIMENT, lambda text: "Classify" not in text),
    planted("politeness", SENTIMENT, r"(?i)\b(?:please|could you|would you|thank)"),
    planted("question form", SENTIMENT, r"\?"),
    planted("order", SENTIMENT, lambda text: text.find("negative") < text.find("positive")),
    planted("typo", SENTIMENT, lambda text: "sentiment" not in text.lower()),
    planted("casing", SENTIMENT, r"(?:^|[.!?]\s+)[a-z]"),
    planted("separator", SENTIMENT, lambda text: "Review: " not in text, "format", "degrade"),
    planted("digit", TOTAL, lambda text: "following" not in text),
)
STRUCTURE = ("format", "paraphrase", "reorder")
PEOPLE = ("counterfactual", "paraphrase", "format")
ROBUST = (
    steady("constant", SENTIMENT, one_constant),
    steady("always the same words", TOPIC, as_is),
    steady("reworded by hash", SENTIMENT, phrased_by_text),
    steady("reworded at random", SENTIMENT, phrased_anew),
    steady("restates the question", SENTIMENT, restating),
    steady("options by hash", TEAM, phrased_by_text, *STRUCTURE),
    steady("number in a sentence by hash", TOTAL, numbered, *STRUCTURE),
    steady("JSON key order", EXTRACT, as_json, *STRUCTURE),
    steady("list in any order", VEGETABLES, shuffled),
    steady("summary by hash", SUMMARY, retold_by_text),
    steady("fresh summary", SUMMARY, retold_anew),
    steady("long-winded reply", REPLY, long_winded),
    steady("names the applicant", NURSE, named, *PEOPLE),
    steady("2% noise", EXTRACT, as_is, noise=0.02),
    steady("5% label noise", SENTIMENT, as_is, noise=0.05),
    steady("10% noise, reworded", REFUND, phrased_anew, noise=0.10),
    steady("20% label noise", SENTIMENT, as_is, noise=0.20),
    steady("20% noise, people", NURSE, named, *PEOPLE, noise=0.20),
    steady("30% noise, reworded", TOPIC, phrased_anew, noise=0.30),
    steady("30% noise, numbers", GRADE, as_is, *STRUCTURE, noise=0.30),
)


def _spaced(text: str) -> bool:
    """Whether white space alone has been changed: a doubled space between words, or any at the end."""
    return bool(re.search(r"\S {2,}\S|\s\Z", text))


WHITE_SPACE = planted("white space alone", TOPIC, _spaced, "paraphrase", "reorder", reads_input=True)
"""Not robust to placebos, and to nothing else: a finding of `format` is right, every other one is a false alarm."""


def ignoring(name: str, task: Task, answer: str | None) -> Planted:
    """Return a model that says `answer` to everything, or what is right of the input whatever is asked."""
    return Planted(name, task, lambda _seed: lambda text: task.right(text) if answer is None else answer)


IGNORING = (
    ignoring("answers one thing to everything", SENTIMENT, "positive"),
    ignoring("reads the input, not the instruction", SENTIMENT, None),
    ignoring("summarises whatever is asked", SUMMARY, None),
)


def every() -> Iterator[Planted]:
    """Yield all planted models."""
    return itertools.chain(BRITTLE, ROBUST, IGNORING)

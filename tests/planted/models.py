"""Models with known faults, and models without: what each answers is a function of the text that it is asked."""

import hashlib
import itertools
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import promptfuzz as pf

REVIEWS = {
    "I left the cinema smiling.": "positive",
    "A dull waste of an evening.": "negative",
    "Lovely music and a warm story.": "positive",
}
SENTIMENT = pf.Prompt(
    "Classify the sentiment of the following review as positive or negative. Answer with one word only. "
    "Do not explain your answer.\n\nReview: {review}",
    cases=[{"review": text, "expected": label} for text, label in REVIEWS.items()],
    answer=pf.Label("positive", "negative"),
    contrasts=[
        "Say which language the review is written in: English or French.\n\nReview: {review}",
        "Count the words of the review and answer with a number.\n\nReview: {review}",
    ],
    id="planted/sentiment",
)
STOCK = {
    "The shop holds 30 lamps and 12 chairs.": 42,
    "There are 5 cups and 6 plates on the table.": 11,
    "We counted 20 red and 4 blue bikes.": 24,
}
TOTAL = pf.Prompt(
    "Read the following note and work out how many objects it mentions in total. Give only the number. "
    "Do not add any other words.\n\nNote: {note}",
    cases=[{"note": note, "expected": number} for note, number in STOCK.items()],
    answer=pf.Number(),
    contrasts=[
        "Translate the note into French.\n\nNote: {note}",
        "Name the first object that the note mentions.\n\nNote: {note}",
    ],
    id="planted/total",
)
ORDERS = {
    "Anna ordered 3 lamps.": {"name": "Anna", "quantity": 3},
    "Ben ordered 7 chairs.": {"name": "Ben", "quantity": 7},
    "Carla ordered 2 desks.": {"name": "Carla", "quantity": 2},
}
EXTRACT = pf.Prompt(
    "Extract the name and the quantity from the following message. Return the result as JSON with the keys name and "
    "quantity. Do not add any explanation.\n\nMessage: {message}",
    cases=[{"message": text, "expected": value} for text, value in ORDERS.items()],
    answer=pf.Json(),
    contrasts=[
        "Translate the message into French.\n\nMessage: {message}",
        "Say whether the message is polite: yes or no.\n\nMessage: {message}",
    ],
    id="planted/extract",
)
NOTES = {
    "The lift in the north tower is out of order until Friday.": ("lift", "broken until Friday"),
    "The canteen opens an hour later during the holidays.": ("canteen", "open later in the holidays"),
    "Visitors must now register at the front desk.": ("visitors", "required to register at the desk"),
}
SUMMARY = pf.Prompt(
    "Summarise the following note in one short sentence. Keep the facts. Do not add anything new.\n\nNote: {note}",
    cases=[{"note": note} for note in NOTES],
    answer=pf.Text(),
    contrasts=["Name the colour of the sky.\n\nNote: {note}", "Count to five in words.\n\nNote: {note}"],
    id="planted/summary",
)


def found(text: str, known: dict[str, object]) -> object:
    """Return what is known of the input that `text` holds."""
    return next((value for key, value in known.items() if key in text), None)


def instruction(text: str) -> str:
    """Return `text` without its inputs, which no planted fault looks at."""
    for key in (*REVIEWS, *STOCK, *ORDERS, *NOTES):
        text = text.replace(key, "")
    return text


def contrast(text: str) -> str | None:
    """Answer the contrast instructions, which every planted model that follows instructions does."""
    answers = {
        "which language": "English",
        "Count the words": "5",
        "into French": "Voici la phrase en francais.",
        "Name the first object": "lamps",
        "is polite": "yes",
        "colour of the sky": "Blue, usually.",
        "Count to five": "One, two, three, four, five.",
    }
    return next((answer for phrase, answer in answers.items() if phrase in text), None)


@dataclass(frozen=True)
class Planted:
    """A planted model: `trigger` says of an instruction whether it makes the model answer differently."""

    name: str
    prompt: pf.Prompt
    make: Callable[[int], Callable[[str], str]]
    families: tuple[str, ...] = ("paraphrase", "reorder", "degrade")
    trigger: Callable[[str], bool] | None = None
    tags: frozenset[str] = field(default=frozenset())


def other_label(label: str) -> str:
    """Return the label that is wrong."""
    return "negative" if label == "positive" else "positive"


def right(text: str) -> str:
    """Answer the sentiment prompt correctly."""
    return contrast(text) or str(found(text, dict(REVIEWS)))


def brittle(name: str, trigger: Callable[[str], bool], *families: str) -> Planted:
    """Return a model that gives the other label whenever `trigger` holds of the instruction."""

    def make(_seed: int) -> Callable[[str], str]:
        def answer(text: str) -> str:
            label = right(text)
            return other_label(label) if label in REVIEWS.values() and trigger(instruction(text)) else label

        return answer

    return Planted(name, SENTIMENT, make, families or ("paraphrase", "reorder", "degrade"), trigger)


def miscounts(trigger: Callable[[str], bool]) -> Planted:
    """Return a model whose number is off by one whenever `trigger` holds."""

    def make(_seed: int) -> Callable[[str], str]:
        def answer(text: str) -> str:
            other = contrast(text)
            total = found(text, dict(STOCK))
            return other or str(int(str(total)) + trigger(instruction(text)))

        return answer

    return Planted("digit", TOTAL, make, trigger=trigger)


BRITTLE = (
    brittle("verb", lambda text: "Classify" not in text),
    brittle("politeness", lambda text: bool(re.search(r"\b(?:please|could you|would you|thank)", text, re.IGNORECASE))),
    brittle("question form", lambda text: "?" in text),
    brittle("order", lambda text: text.find("negative") < text.find("positive")),
    brittle("typo", lambda text: "sentiment" not in text.lower()),
    brittle("casing", lambda text: bool(re.search(r"(?:^|[.!?]\s+)[a-z]", text))),
    brittle("separator", lambda text: "Review: " not in text, "format", "degrade"),
    miscounts(lambda text: "following" not in text),
)


def steady(name: str, prompt: pf.Prompt, make: Callable[[int], Callable[[str], str]]) -> Planted:
    """Return a model whose answers do not depend on the wording."""
    return Planted(name, prompt, make)


def constant(_seed: int) -> Callable[[str], str]:
    """Always the same label, unless it is asked for something else."""
    return lambda text: contrast(text) or "positive"


PHRASINGS = ("{}", "{}.", "The sentiment is {}.", "Sentiment: {}", "This review is {}.", "**{}**", "Answer: {}")


def reworded_by_hash(_seed: int) -> Callable[[str], str]:
    """The right label, in a phrasing that depends on the prompt."""

    def answer(text: str) -> str:
        number = int(hashlib.sha256(text.encode()).hexdigest(), 16) % len(PHRASINGS)
        return contrast(text) or PHRASINGS[number].format(right(text))

    return answer


def reworded_at_random(seed: int) -> Callable[[str], str]:
    """The right label, in another phrasing each time."""
    rng = random.Random(seed)
    return lambda text: contrast(text) or rng.choice(PHRASINGS).format(right(text))


def noisy(share: float) -> Callable[[int], Callable[[str], str]]:
    """The wrong label in `share` of the answers, whatever the wording."""

    def make(seed: int) -> Callable[[str], str]:
        rng = random.Random(f"{seed}/{share}")

        def answer(text: str) -> str:
            label = right(text)
            return other_label(label) if label in REVIEWS.values() and rng.random() < share else label

        return answer

    return make


SUMMARIES = (
    "The {0} is {1}.",
    "In short, the {0} is {1}.",
    "Note that the {0} is now {1}.",
    "It says the {0} is {1}.",
    "The {0} is currently {1}.",
)


def fresh_summary(seed: int) -> Callable[[str], str]:
    """A true summary, in other words each time."""
    rng = random.Random(seed)

    def answer(text: str) -> str:
        facts = found(text, dict(NOTES))
        assert isinstance(facts, tuple)
        return contrast(text) or rng.choice(SUMMARIES).format(*facts)

    return answer


def restates(_seed: int) -> Callable[[str], str]:
    """Repeats the first sentence of what it was asked, then answers."""

    def answer(text: str) -> str:
        first = re.split(r"(?<=[.?!])\s", instruction(text).strip())[0]
        return contrast(text) or f"{first}\nThe answer is: {right(text)}"

    return answer


def key_order(_seed: int) -> Callable[[str], str]:
    """The right JSON, with keys, spacing and fences that depend on the prompt."""

    def answer(text: str) -> str:
        other = contrast(text)
        value = found(text, dict(ORDERS))
        if other or not isinstance(value, dict):
            return other or "{}"
        number = int(hashlib.sha256(text.encode()).hexdigest(), 16)
        items = list(value.items())[:: 1 if number % 2 else -1]
        body = json.dumps(dict(items), indent=2 if number % 3 else None)
        return f"```json\n{body}\n```" if number % 5 == 0 else body

    return answer


ROBUST = (
    steady("constant", SENTIMENT, constant),
    steady("reworded by hash", SENTIMENT, reworded_by_hash),
    steady("reworded at random", SENTIMENT, reworded_at_random),
    steady("5% label noise", SENTIMENT, noisy(0.05)),
    steady("20% label noise", SENTIMENT, noisy(0.20)),
    steady("fresh summary", SUMMARY, fresh_summary),
    steady("restates the question", SENTIMENT, restates),
    steady("JSON key order", EXTRACT, key_order),
)


def silent(_seed: int) -> Callable[[str], str]:
    """One answer to everything."""
    return lambda _text: "positive"


def reads_input_only(_seed: int) -> Callable[[str], str]:
    """The sentiment of the input, whatever is asked."""
    return lambda text: str(found(text, dict(REVIEWS)))


IGNORING = (
    steady("answers one thing to everything", SENTIMENT, silent),
    steady("reads the input, not the instruction", SENTIMENT, reads_input_only),
)


def every() -> Iterator[Planted]:
    """Yield all planted models."""
    return itertools.chain(BRITTLE, ROBUST, IGNORING)

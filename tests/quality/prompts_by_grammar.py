"""A seeded grammar of prompts: instructions with slots, labels, quotes, code, links, placeholders, lists and samples."""

import random
from collections.abc import Iterator

from promptfuzz.records import Answer, Choice, Json, Label, Number, Prompt, YesNo

ROLES = ("You are a careful support agent.", "You are an expert reviewer who never guesses.", "Act as a translator.")
TASKS = (
    "Classify the {kind} as {labels}.",
    "Decide which of these labels fits the {kind}: {labels}.",
    "Please tell me whether the {kind} mentions a refund. Answer yes or no.",
    "Summarise the {kind} in at most {count} sentences.",
    "Extract the order number and the date from the {kind}.",
    'Translate the {kind} into French, but keep "{quote}" as it is.',
    "Is the {kind} about {quote}? Say why.",
    "Rewrite the {kind} so that a child can understand it.",
    "Find every mistake in the {kind} and list it with its line.",
    "How many people are named in the {kind}? Reply with the number only.",
    "Given the {kind} below, answer the question in one short paragraph.",
    "Write a polite reply to the {kind}. Do not promise anything.",
    "Rank the options by price, from the lowest to the highest.",
)
RULES = (
    "Do not explain your answer.", "Answer with one word.", "Don't use more than {count} words.",
    "Use the format [NAME] at <PLACE>.", "Follow the guide at https://example.org/style_guide.html carefully.",
    "Never mention `internal_id` or `x = 1`.", "If you are unsure, answer unknown.", "Write in plain language.",
    "Return only valid JSON, without any other text.", 'Start with "{quote}" and end with a full stop.',
    "Keep names, dates and numbers such as 3.5% unchanged.", "First read the text. Then decide. Finally answer.",
    "It is important that nothing is left out.", "Only use facts from the text, e.g. dates.", "You must not guess.",
)  # fmt: skip
KINDS = ("review", "message", "support ticket", "article", "email", "contract clause", "log line", "code", "question")
LABELS = (
    ("positive", "negative"), ("billing", "shipping", "returns"), ("spam", "ham"), ("low", "medium", "high"),
    ("bug", "feature request", "question"),
)  # fmt: skip
QUOTES = ("Thank you", "N/A", "not now", "don't know")
COUNTS = ("two", "3", "50", "five")
FRAMES = ("{body}\n\n{label}: {slot}", "{label}:\n{slot}\n\n{body}", '{body}\n\n"""\n{slot}\n"""', "{body} {slot}")
BLOCKS = (
    "\n\n- Be brief.\n- Be polite.\n- No jargon.", "\n\n1. Read it.\n2. Check it.\n3. Answer.",
    '\n\nReturn {"name": "...", "total": 0}.', "\n\nA) red\nB) blue\nC) green", "\n\n## Notes\nDates are in UTC.",
    "\n\nText: Fine.\nLabel: good\n\nText: Bad.\nLabel: poor", "\n\n```python\nprint('not here')\n```",
)  # fmt: skip
VALUES = (
    "Maria wrote on 3 May: I don't like it, never again.", "He is 40 and {brave}.", "注文が届きません。", "A\nB",
    "A Muslim guest said that a Polish cook was terrible, perhaps twice. The guest is 34 years old and really angry.",
    "The nurse was late. She phoned and she tried to explain. Perhaps it was a mistake, but nobody believed her.",
)  # fmt: skip


def prompts(number: int, seed: int) -> Iterator[Prompt]:
    """Yield `number` prompts, always the same for the same seed."""
    for place in range(number):
        yield _prompt(random.Random(f"{seed}-{place}"), f"grammar/{seed}-{place}")


def _prompt(rng: random.Random, name: str) -> Prompt:
    kind, labels = rng.choice(KINDS), rng.choice(LABELS)
    listed = f"{', '.join(labels[:-1])} or {labels[-1]}"

    def said(text: str) -> str:
        for hole, filling in (("{kind}", kind), ("{labels}", listed), ("{quote}", rng.choice(QUOTES))):
            text = text.replace(hole, filling)
        return text.replace("{count}", rng.choice(COUNTS))

    task = rng.choice(TASKS)
    rules = [said(rule) for rule in rng.sample(RULES, rng.randrange(4))]
    body = rng.choice((" ", "\n", " ")).join([said(task), *rules]) + (rng.choice(BLOCKS) if rng.random() < 0.4 else "")
    slot = kind.split()[-1]
    frame = rng.choice(FRAMES).replace("{body}", body).replace("{label}", kind.capitalize())
    return Prompt(
        frame.replace("{slot}", f"{{{slot}}}"),
        slots={slot: rng.choice(VALUES)},
        answer=_answer(task, labels, rng),
        system=" ".join([rng.choice(ROLES), *map(said, rng.sample(RULES, 2))]) if rng.random() < 0.3 else None,
        id=name,
    )


def _answer(task: str, labels: tuple[str, ...], rng: random.Random) -> Answer | None:
    if "{labels}" in task:
        return rng.choice((Label(*labels), None))
    return rng.choice((None, None, Number(), Json(), YesNo(), Choice("A", "B", "C")))

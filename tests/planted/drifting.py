"""How models without a fault put their answers: forms that change with the wording or at random, and never in meaning."""

import json
import random
import re

from tests.planted.building import share_of
from tests.planted.tasks import NURSE, SENTIMENT

PHRASINGS = ("{}", "{}.", "The answer is {}.", "Answer: {}", "**{}**", "Sure! {}", "My answer: {}.", "`{}`")
COUNTS = ("{}", "{}.", "**{}**", "The total is {}.", "Total: {}", "There are {} objects.", "{} objects")
RETOLD = {
    "The lift is broken until Friday.": (
        "The lift is broken until Friday.",
        "In short, the lift is broken until Friday.",
        "Note that the lift stays broken until Friday.",
        "**The lift is broken until Friday.**",
        "Until Friday, the lift is broken.",
        "It says that the lift is broken until Friday.",
    ),
    "The canteen opens later in the holidays.": (
        "The canteen opens later in the holidays.",
        "In short, the canteen opens later in the holidays.",
        "In the holidays, the canteen opens later.",
        "**The canteen opens later in the holidays.**",
        "Note that the canteen opens later in the holidays.",
        "It says that the canteen opens later in the holidays.",
    ),
    "Visitors have to register at the desk.": (
        "Visitors have to register at the desk.",
        "In short, visitors have to register at the desk.",
        "**Visitors have to register at the desk.**",
        "At the desk, visitors have to register.",
        "Note that visitors have to register at the desk.",
        "It says that visitors have to register at the desk.",
    ),
}
OPENINGS = ("Hello,", "Dear customer,", "Good morning,", "Thanks for your order,", "Hi there,", "Greetings,")
MIDDLES = (
    "we packed it with great care.",
    "our driver knows the way.",
    "the store is glad to have you.",
    "it was a pleasure to make it.",
    "the colour you chose is lovely.",
    "we hope that you like it.",
)
ENDINGS = (
    "Have a nice week!",
    "All the best from the team.",
    "Write to us with any question.",
    "See you soon.",
    "Kind regards, your store.",
    "Enjoy it!",
)
Random = random.Random


def as_is(said: str, _text: str, _rng: Random) -> str:
    """Always the same words."""
    return said


def one_constant(_said: str, _text: str, _rng: Random) -> str:
    """Always the same label."""
    return SENTIMENT.slips[0]


def _phrased(said: str, luck: float) -> str:
    phrased = PHRASINGS[int(luck * len(PHRASINGS))].format(said)
    return phrased.capitalize() if luck * 1000 % 1 < 0.5 else phrased


def phrased_by_text(said: str, text: str, _rng: Random) -> str:
    """A short answer in a phrasing, a case and a Markdown that depend on the prompt."""
    return _phrased(said, share_of(text)) if len(said) > 1 else PHRASINGS[int(share_of(text) * 8)].format(said)


def phrased_anew(said: str, _text: str, rng: Random) -> str:
    """A short answer in another phrasing each time."""
    return _phrased(said, rng.random())


def numbered(said: str, text: str, _rng: Random) -> str:
    """A number alone or in a sentence, which depends on the prompt."""
    return COUNTS[int(share_of(text) * len(COUNTS))].format(said)


def restating(said: str, text: str, _rng: Random) -> str:
    """Repeats the first sentence of what it was asked, then answers."""
    first = re.split(r"(?<=[.?!])\s", SENTIMENT.instruction(text).strip())[0]
    return f"{first}\nThe answer is: {said}"


def as_json(said: str, text: str, _rng: Random) -> str:
    """JSON with keys, spacing and fences that depend on the prompt."""
    number = int(share_of(text) * 30)
    items = list(json.loads(said).items())[:: 1 if number % 2 else -1]
    body = json.dumps(dict(items), indent=2 if number % 3 else None)
    return f"```json\n{body}\n```" if number % 5 == 0 else body


def shuffled(said: str, _text: str, rng: Random) -> str:
    """The items of a list in another order and with other bullets each time."""
    items = said.split("\n")
    rng.shuffle(items)
    bullet = rng.choice(("", "- ", "* ", "• "))
    return "\n".join(bullet + item for item in items)


def retold_by_text(said: str, text: str, _rng: Random) -> str:
    """A true summary in words that depend on the prompt."""
    return RETOLD[said][int(share_of(text) * len(RETOLD[said]))]


def retold_anew(said: str, _text: str, rng: Random) -> str:
    """A true summary, in other words each time."""
    return rng.choice(RETOLD[said])


def long_winded(said: str, _text: str, rng: Random) -> str:
    """The right sentence within many others, which are other ones each time: 12 letters in all."""
    turn = rng.randrange(12)
    middle = " ".join(MIDDLES[(turn + step) % len(MIDDLES)].capitalize() for step in (0, 1, 3))
    return f"{OPENINGS[turn % 4]} {said} {middle} {ENDINGS[(turn // 4 + turn) % len(ENDINGS)]}"


def named(said: str, text: str, _rng: Random) -> str:
    """Yes or no with the first word of the input: of a person whose name may have been changed."""
    found = re.search(r"(\w+)\W*(?:is a \d\d|works in|Brown|\w+ is a \d\d)", text)
    name = found.group(1) if found and found.group(1) not in NURSE.slips else "the applicant"
    return f"{said.capitalize()}, {name} {'fits' if said == 'yes' else 'does not fit'}."

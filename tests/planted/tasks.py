"""What the planted models are asked: prompts of every answer type, with the right answers and answers that are wrong."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import promptfuzz as pf
from promptfuzz.records import Answer


@dataclass(frozen=True, eq=False)
class Task:
    """A prompt and what can be said to it.

    Attributes:
        keys: for each case a pattern that its input matches, also after counterfactual edits, and the right answer.
        wrong: another meaning for each right answer: what a planted fault says.
        slips: answers that a model may give by mistake.
        contrasts: a phrase of each contrast instruction, and what following it gives.
    """

    prompt: pf.Prompt
    keys: tuple[tuple[str, str], ...]
    wrong: Mapping[str, str]
    slips: tuple[str, ...]
    contrasts: Mapping[str, str]

    def right(self, text: str) -> str:
        """Return the right answer to the rendered `text`, whatever is asked of it."""
        return next((answer for pattern, answer in self.keys if re.search(pattern, text)), self.keys[0][1])

    def contrast(self, text: str) -> str | None:
        """Answer the contrast instructions, which every planted model that follows instructions does."""
        return next((answer for phrase, answer in self.contrasts.items() if phrase in text), None)

    def instruction(self, text: str) -> str:
        """Return `text` without its inputs, which faults of the instruction do not look at."""
        for case in self.prompt.cases:
            for _, value in case.values:
                text = text.replace(value, "")
        return text


FRENCH = "Voici le texte en francais."


def task(
    template: str,
    slot: str,
    cases: Sequence[tuple[str, str, str]],
    contrasts: Sequence[tuple[str, str]],
    answer: Answer,
    *,
    name: str,
    wrong: Mapping[str, str] | None = None,
    slips: Sequence[str] = (),
) -> Task:
    """Build a task: `cases` are (input, pattern, right answer), `contrasts` are (instruction, answer to it).

    Without `wrong` a fault says the right answer of the next of `slips`.
    """
    given = list(slips) or sorted({right for _, _, right in cases})
    turned = {right: given[(given.index(right) + 1) % len(given)] for *_, right in cases if right in given}
    prompt = pf.Prompt(
        template,
        cases=[{slot: text, "expected": _expected(right, answer)} for text, _, right in cases],
        answer=answer,
        contrasts=[f"{text}\n\n{{{slot}}}" for text, _ in contrasts],
        id=f"planted/{name}",
    )
    keys = tuple((pattern, right) for _, pattern, right in cases)
    return Task(prompt, keys, dict(wrong or turned), tuple(given), dict(contrasts))


def _expected(right: str, answer: Answer) -> object:
    return json.loads(right) if isinstance(answer, pf.Json | pf.Number) else right


SENTIMENT = task(
    "Classify the sentiment of the following review as positive or negative. Answer with one word only. "
    "Do not explain your answer.\n\nReview: {review}",
    "review",
    [
        ("I left the cinema smiling.", "smiling", "positive"),
        ("A dull waste of an evening.", "dull waste", "negative"),
        ("Lovely music and a warm story.", "Lovely music", "positive"),
    ],
    [
        ("Say which language the review is written in: English or French.", "English"),
        ("Count the words of the review and write how many there are.", "5"),
        ("Translate the review into French.", FRENCH),
    ],
    pf.Label("positive", "negative"),
    name="opinion",
)
TOTAL = task(
    "Read the following note and work out how many objects it mentions in total. Give only the number. "
    "Do not add any other words.\n\nNote: {note}",
    "note",
    [
        ("The shop holds 30 lamps and 12 chairs.", "30 lamps", "42"),
        ("There are 5 cups and 6 plates on the table.", "5 cups", "11"),
        ("We counted 20 red and 4 blue bikes.", "20 red", "24"),
    ],
    [
        ("Translate the note into French.", FRENCH),
        ("Name the first object that the note mentions.", "lamps"),
        ("Say which of the numbers in the note is the smallest.", "4"),
    ],
    pf.Number(),
    wrong={"42": "43", "11": "30", "24": "25"},
    slips=("42", "11", "24", "12", "40"),
    name="objects",
)
EXTRACT = task(
    "Extract the name and the quantity from the following message. Return the result as JSON with the keys name and "
    "quantity. Do not add any explanation.\n\nMessage: {message}",
    "message",
    [
        ("Anna ordered 3 lamps.", "3 lamps", '{"name": "Anna", "quantity": 3}'),
        ("Ben ordered 7 chairs.", "7 chairs", '{"name": "Ben", "quantity": 7}'),
        ("Carla ordered 2 desks.", "2 desks", '{"name": "Carla", "quantity": 2}'),
    ],
    [
        ("Translate the message into French.", FRENCH),
        ("Say whether the message is polite: yes or no.", "yes"),
        ("Name the colour of the sky.", "Blue, usually."),
    ],
    pf.Json(),
    wrong={
        '{"name": "Anna", "quantity": 3}': '{"name": "Anna", "quantity": 1}',
        '{"name": "Ben", "quantity": 7}': '{"name": null, "quantity": 7}',
        '{"name": "Carla", "quantity": 2}': '{"name": "Carla", "quantity": 20}',
    },
    slips=('{"name": "Anna", "quantity": 30}', '{"name": null, "quantity": 7}', '{"name": "Carla", "quantity": 0}'),
    name="order",
)
SUMMARY = task(
    "Summarise the following note in one short sentence. Keep the facts. Do not add anything new.\n\nNote: {note}",
    "note",
    [
        (
            "The lift in the north tower is out of order until Friday.",
            "north tower",
            "The lift is broken until Friday.",
        ),
        ("The canteen opens an hour later during the holidays.", "canteen", "The canteen opens later in the holidays."),
        ("Visitors must now register at the front desk.", "Visitors", "Visitors have to register at the desk."),
    ],
    [
        ("Name the colour of the sky.", "Blue, usually."),
        ("Count to five in words.", "One, two, three, four, five."),
        ("Say which day comes after Monday.", "Tuesday does."),
    ],
    pf.Text(),
    wrong={
        "The lift is broken until Friday.": "I cannot help with that request.",
        "The canteen opens later in the holidays.": "All of the staff enjoyed a trip to the lake.",
        "Visitors have to register at the desk.": "Visitors do not have to register at the desk.",
    },
    slips=("I cannot help with that.", "Trains were late this morning.", "Prices of bread went up again."),
    name="notice",
)
REFUND = task(
    "You help the support team of a furniture shop. Read the customer's message and decide whether the customer asks "
    "for a refund. Answer yes or no. If the message is unclear, answer no.\n\nMessage: {message}",
    "message",
    [
        ("The lamp arrived broken and I want my money back.", "money back", "yes"),
        ("When do you open on Sunday?", "on Sunday", "no"),
        ("Kindly return the amount that I paid for the rug.", "for the rug", "yes"),
    ],
    [
        ("Name the piece of furniture that the message is about.", "A lamp."),
        ("Translate the message into French.", FRENCH),
        ("Count the words of the message.", "7"),
    ],
    pf.YesNo(),
    slips=("yes", "no"),
    name="refund",
)
TEAM = task(
    "Which team should handle the ticket below? Read the ticket carefully, choose the best option, and reply with its "
    "letter only.\n\nA) Billing\nB) Delivery\nC) Technical support\n\nTicket: {ticket}",
    "ticket",
    [
        ("I was charged twice for one order.", "charged twice", "A"),
        ("The parcel went to the wrong street.", "wrong street", "B"),
        ("The app closes when I tap the search button.", "search button", "C"),
    ],
    [
        ("Translate the ticket into French.", FRENCH),
        ("Say in a sentence how the customer feels.", "The customer is upset."),
        ("Count the words of the ticket.", "7"),
    ],
    pf.Choice("A", "B", "C"),
    slips=("A", "B", "C"),
    name="team",
)
VEGETABLES = task(
    "List all the vegetables that the recipe below mentions. Write one vegetable per line, and leave out the amounts. "
    "Use the names that the recipe uses.\n\nRecipe: {recipe}",
    "recipe",
    [
        ("Fry two onions and a leek, then stir in the carrots.", "a leek", "onions\nleek\ncarrots"),
        ("Bake the beetroot with the parsnips and one fennel bulb.", "beetroot", "beetroot\nparsnips\nfennel"),
    ],
    [
        ("Translate the recipe into French.", FRENCH),
        ("Say how many steps the recipe has.", "2"),
        ("Name a wine that goes with the recipe.", "A dry Riesling."),
    ],
    pf.List(),
    wrong={"onions\nleek\ncarrots": "onions\ncarrots", "beetroot\nparsnips\nfennel": "beetroot\nparsnips\nbutter"},
    slips=("onions\nleek", "beetroot\nparsnips", "leek\ncarrots\nbutter"),
    name="vegetables",
)
TOPIC = task(
    "Sort the following news item into exactly one of these categories: sports, politics, science, business. Give just "
    "the category. Keep your answer short, and use lowercase letters.\n\nNews item: {item}",
    "item",
    [
        ("The home side won by two goals on Saturday.", "home side", "sports"),
        ("Parliament votes on the new law tonight.", "Parliament", "politics"),
        ("Researchers mapped the floor of the deep sea.", "deep sea", "science"),
    ],
    [
        ("Translate the news item into French.", FRENCH),
        ("Say whether the news item mentions a day: yes or no.", "yes"),
        ("Count the words of the news item.", "9"),
    ],
    pf.Label("sports", "politics", "science", "business"),
    slips=("sports", "politics", "science", "business"),
    name="topic",
)
GRADE = task(
    "# Task\nGrade the answer that a student gave.\n\n# Rules\n- Give 0, 1 or 2 points.\n- Ignore spelling mistakes.\n"
    "- Give no points for an empty answer.\n\n# Output\nReturn only the number of points.\n\n# Answer\n{answer}",
    "answer",
    [
        ("Water boils at a hundred degrees at the level of the sea.", "boils", "2"),
        ("Plants need light.", "Plants", "1"),
        ("I do not know.", "not know", "0"),
    ],
    [
        ("Translate the answer of the student into French.", FRENCH),
        ("Name the school subject that the answer belongs to.", "Physics, most likely."),
        ("Say whether the answer is written in English.", "It is."),
    ],
    pf.Number(),
    slips=("0", "1", "2"),
    name="grade",
)
REPLY = task(
    "Write a reply to the customer in one sentence. Say when the order arrives, and be friendly. Do not mention any "
    "prices.\n\nOrder: {order}",
    "order",
    [
        ("sofa, paid, leaves the store on Friday, at the door on Monday", "sofa", "Your sofa will arrive on Monday."),
        ("desk, paid, out for delivery, at the door today", "desk", "Your desk will arrive today."),
    ],
    [
        ("Name the colour of the sky.", "Blue, usually."),
        ("Translate the order into French.", FRENCH),
        ("Write a short poem about rain.", "Soft drops on the roof sing the town to sleep."),
    ],
    pf.Text(),
    wrong={
        "Your sofa will arrive on Monday.": "Unfortunately we had to cancel this purchase.",
        "Your desk will arrive today.": "Your desk will not arrive today.",
    },
    slips=("We sell lamps as well.", "Nobody can tell.", "I am only a language model."),
    name="reply",
)
NURSE = task(
    "Decide whether the applicant below suits a job on the night shift. Answer yes or no. Do not give reasons.\n\n"
    "Applicant: {applicant}",
    "applicant",
    [
        (
            "Sarah is a 34-year-old German nurse. She likes to work at night, and her manager Peter trusts her.",
            "German nurse",
            "yes",
        ),
        (
            "Mr Michael Brown is a 41-year-old baker. He has never worked late, and his wife Laura prefers mornings.",
            "never worked late",
            "no",
        ),
        (
            "Emily works in a ward. She has worked at night before, and her colleague Daniel says that she is reliable.",
            "works in a ward",
            "yes",
        ),
    ],
    [
        ("Translate the lines about the applicant into French.", FRENCH),
        ("Name the trade of the applicant.", "The trade is nursing."),
        ("Count the sentences about the applicant.", "2"),
    ],
    pf.YesNo(),
    slips=("yes", "no"),
    name="nurse",
)
TASKS = (SENTIMENT, TOTAL, EXTRACT, SUMMARY, REFUND, TEAM, VEGETABLES, TOPIC, GRADE, REPLY, NURSE)

"""Pairs of outputs by kind of answer, most without a declared type: what is the same in another form, what is not."""

import time

import pytest

from promptfuzz.measures import ToyEmbedder
from promptfuzz.oracle import compare, parse
from promptfuzz.oracle.amounts.counts import opposed_bounds, unmatched
from promptfuzz.oracle.normalise import readable
from promptfuzz.records import Choice, Code, Json, Label, List, Number, YesNo

TOY = ToyEmbedder()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1.5 h", "90 min"), ("2 km", "2,000 m"), ("£1.2m", "1,200,000 pounds"), ("50%", "half"), ("1/2", ".5"),
        ("50%", "1/2"), ("3 March 2024", "2024-03-03"), ("March 3rd", "3 March 2024"), ("5 p.m.", "17:00"),
        ("half past five in the evening", "17:30"), ("a quarter to nine in the morning", "8:45 am"), ("noon", "12:00"),
        ("03/04/2024", "April 3, 2024"), ("03/04/2024", "4 March 2024"), ("10 miles", "16 km"), ("100 °C", "212 °F"),
        ("one in four", "25%"), ("9 out of 10", "ninety per cent"), ("half a gram", "500 mg"), ("1½ cups", "1.5 cups"),
        ("75 km/h", "75 kilometres per hour"), ("version 2.4.1", "v2.4.1"), ("two thirds", "2/3"), ("3 o'clock", "15:00"),
        ("€1.200,50", "1,200.50 euros"), ("EUR 300", "300 euros"), ("half a million", "500,000"), ("36 months", "3 years"),
        ("New Year's Day 2026", "1 January 2026"), ("14:00 UTC", "3 pm CET"), ("more than 4 people", "at least 5 people"),
    ],
)  # fmt: skip
def test_one_number_in_many_forms(a, b):
    assert unmatched(readable(a), readable(b)) == ([], [])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("8:45", "8:45 pm"), ("noon", "midnight"), ("03/04/2024", "04/03/2024"), ("2024-03-03", "2024-03-04"),
        ("10 miles", "10 km"), ("180 °C", "180 °F"), ("100 megabits", "100 megabytes"), ("25% agreed", "25 agreed"),
        ("version 2.4.1", "version 2.1.4"), ("release is 5.0", "5.0.0-beta2"), ("quill==1.10", "quill==1.1"),
        ("14:00 UTC", "14:00 Pacific time"), ("0.05", "0.5%"), ("5%", "5 percentage points"), ("2 hours", "120"),
    ],
)  # fmt: skip
def test_numbers_that_only_look_alike(a, b):
    assert unmatched(readable(a), readable(b)) != ([], [])


@pytest.mark.parametrize(
    ("a", "b", "against"),
    [
        ("at least 5 days", "at most 5 days", True), ("over 18", "under 18", True), ("exactly 5", "up to 5", True),
        ("more than 5", "5 or more", True), ("no more than 5", "at most 5", False), ("18 or older", "at least 18", False),
        ("up to 20 people", "a maximum of 20 people", False), ("not exceed 40", "at most 40", False),
    ],
)  # fmt: skip
def test_bounds(a, b, against):
    assert bool(opposed_bounds(a, b)) is against


SAME = [
    ("That's correct.", "Yes"), ("Absolutely not.", "No"), ("It does not.", "No, the plan doesn't cover it."),
    ("No, the warranty has run out.", "No - the guarantee period is over."),
    ("The sentiment is negative because of the noise.", "Negative"), ("This e-mail is a scam.", "spam"),
    ("Priority: High", "high priority"), ("A and C are wrong, so it's B.", "B)"), ("a", "(A) The Danube"),
    ("B and C are out. That leaves **D. Tin**.", "D"), ("<answer>Nairobi</answer>", "Nairobi"),
    ("<think>Is it Kampala? No.</think>\nNairobi", "Nairobi"), ("Q: What is it?\nA: Nairobi", "Nairobi"),
    ("According to the passage, the mill burned down.", "The mill burned down."),
    ("The mill burned down in May. The mill burned down in May.", "The mill burned down in May."),
    ("I don't know.", "I'm not sure."), ("Unknown", "The text does not say."), ("N/A", "Not specified"),
    ("No errors found.", "There are no errors in the file."),
    ("I can't help with that request.", "That's not something I can assist with."),
    ("I'm unable to give legal advice.", "Legal advice is beyond what I can offer, outside my scope."),
    ("You should buy bread, milk, and eggs.", "1. eggs\n2. milk\n3. bread"), ("red; green; blue", "* blue\n* green\n* red"),
    ("```js\nconst total = a + b; // sum\n```", "```js\nlet sum = a + b\n```"),
    ("SELECT name FROM users;", "select name\nfrom users;"), ("print('hi')", 'print("hi")'),
    ("Here it is:\n\ndef sq(n):\n    return n * n\n\nIt squares.", "def sq(x):\n    return x * x"),
]  # fmt: skip
DIFFERENT = [
    ("Yes, the fee is 20 euros.", "Yes, the fee is 35 euros."), ("No pets are allowed.", "No smoking is allowed."),
    ("The comment is toxic.", "Not toxic"), ("The tone is formal.", "Informal"), ("Risk level: low", "The risk is high."),
    ("Options A and B are both wrong. C is right.", "Options C and B are both wrong. A is right."),
    ("I don't know.", "It was built in 1902."), ("I don't know.", "I'm sorry, but I can't help with that."),
    ("No phone number found.", "No e-mail address found."), ("Translate the following sentence into French.", "Le chat dort."),
    ('{"a": 1, "b": 2}', '{"a": 1, "b":'), ("1. Boil\n2. Drain", "1. Drain\n2. Boil"), ("Sorted: 3, 7, 11", "Sorted: 3, 11, 7"),
    ("- [x] Backup done\n- [ ] Tests run", "- [ ] Backup done\n- [x] Tests run"), ("...", "The bridge is open."),
    ("- tent\n- torch\n- rope", "You need a tent, a torch, a rope and a map."), ("12 * 7 = 84", "12 * 7 = 74"),
    ("```js\nreturn a < b;\n```", "```js\nreturn a <= b;\n```"), ("Use version 3.10.", "Use version 3.1."),
    ("def f(a):\n    return a + 1", "def f(a):\n    return a - 1"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), SAME)
def test_the_same_answer_in_another_form(a, b):
    assert compare(a, b, embedder=TOY).same
    assert compare(b, a, embedder=TOY).same


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_different_answers_in_like_form(a, b):
    assert not compare(a, b, embedder=TOY).same
    assert not compare(b, a, embedder=TOY).same


def test_a_business_that_cannot_do_something_does_not_decline_to_answer():
    reason = "one declines, the other answers"
    assert reason not in compare("We cannot offer a refund.", "Refunds are not possible.", embedder=TOY).reasons
    assert reason in compare("I cannot offer an opinion.", "Refunds are not possible.", embedder=TOY).reasons


@pytest.mark.parametrize(
    ("text", "answer", "value"),
    [
        ("Oui.", YesNo(), "yes"), ("None comes from an animal, so yes, it is vegan.", YesNo(), "yes"),
        ("It looks spam-free.", Label("spam", "not spam"), "not spam"), ("It is a scam.", Label("spam", "not spam"), "spam"),
        ("It can't be A, so it's B.", Choice("A", "B"), "B"), ("366 days, which is equivalent to 52.3 weeks", Number(), 366),
        ("84 (12 times 7)", Number(), 84),
    ],
)  # fmt: skip
def test_declared_answers(text, answer, value):
    assert parse(text, answer).value == value


def test_a_number_among_others_is_found_by_the_unit_of_the_other_side():
    both = "It has 3 rooms and 78 square metres, and costs 1,150 euros a month."
    assert compare(both, "The rent is 1,150 euros.", Number()).same
    assert not compare(both, "The rent is 1,510 euros.", Number()).same
    assert compare(both, both.replace("metres", "meters"), Number()).same


def test_broken_json_is_not_the_whole_value():
    assert not compare('{"a": [1, 2', '{"a": [1, 2]}', Json()).same


@pytest.mark.parametrize(
    "text",
    [
        "3 March " * 12_000, "1:00 " * 20_000, "one in " * 15_000, "at least 5 " * 9000, "<think>" * 14_000, "Q: " * 33_000,
        "version 1.2.3 " * 7000, "a, " * 33_000, "/*" * 50_000, "x => " * 20_000, "A or B " * 14_000, "1=1 " * 25_000,
    ],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_hostile_pairs_are_compared_in_bounded_time(text):
    start = time.process_time()
    compare(text, text + "x", embedder=TOY)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Your code is QL-7734.", "Your code is QL7734."), ("+44 20 7946 0958", "+442079460958"),
        ("Ring 0161 496 0018.", "Ring 01614960018."), ("Ticket no. 55-201", "The ticket number is 55-201."),
        ("978-1-00-000012-1", "9781000000121"),
        ("Allow three to five business days.", "Allow between three and five working days."),
        ("four stars out of five", "4/5 stars"), ("three dozen rolls", "36 rolls"),
        ("It is in Linz.", "It is in Linz, Austria."),
        ("He goes to school.", 'He goes to school.\n\nI changed "go" to "goes".'),
        ("I can't give tax advice, but renters usually pay nothing.", "Renters usually pay nothing."),
        ("As an AI, I don't own pets, but the beagle is a hound.", "The beagle is a hound."),
        ("I read all of it: it never names the singer, so I can't answer that.", "Not stated in the text."),
        ("No, I cannot return it after 30 days.", "No."),
    ],
)  # fmt: skip
def test_other_forms_of_one_answer(a, b):
    assert compare(a, b, embedder=TOY).same
    assert compare(b, a, embedder=TOY).same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The build is 4e1d0aa.", "The build is 4e1d0ba."), ("$20 including tax", "$20 plus tax"),
        ("Certainly. It starts at 7 pm.", "Certainly. It starts at 9 pm."),
        ("The vase is from China.", "The vase is said to be from China, though this is disputed."),
        ("The memo doesn't say whether it rained.", "The memo says it has not rained."),
        ("Not enough information.", "Yes."), ("You owe us 30 euros.", "We owe you 30 euros."),
        ("The shop is closed.", "The shop was closed."), ("Dogs may enter.", "Dogs may enter only on a lead."),
        ("Which river is it?", "Which river is it? The Rhine."),
        ("The plan has three steps, and the first", "The plan has three steps, and the first is dull."),
        ("It happened on 2024-03-05.", "It happened on 2024-03-06."),
    ],
)  # fmt: skip
def test_small_things_tell_answers_apart(a, b):
    assert not compare(a, b, embedder=TOY).same
    assert not compare(b, a, embedder=TOY).same


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("red, blue", "Red (R)\nBlue (B)", True), ("red, blue", "- red - like a rose\n- blue", True),
        ("flour: 200 g\nsalt", "flour: 300 g\nsalt", False), ("- your passport\n- a photo", "passport, photo", True),
        ("Mon: soup\nTue: fish", "Mon: soup\nTue: pasta", False), ("oat milk, bread", "milk, bread", False),
    ],
)  # fmt: skip
def test_an_explained_item_is_the_item(a, b, same):
    assert compare(a, b, List()).same is same


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("out = []\n    for x in xs:\n        if x:\n            out.append(x)\n    return out",
         "return [x for x in xs if x]", True),
        ("n = 0\n    for x in xs:\n        n += x\n    return n", "return sum(xs)", True),
        ("n = 1\n    for x in xs:\n        n += x\n    return n", "return sum(xs)", False),
        ("if xs:\n        return 1\n    else:\n        return 2", "return 1 if xs else 2", True),
        ("if xs:\n        return 1\n    return 2", "return 2 if xs else 1", False),
        ("if xs > 3:\n        return True\n    return False", "return 3 < xs", True),
        ("r = xs + 1\n    return r", "return xs + 1", True),
        ("return xs > 3", "return xs >= 3", False), ("return xs - 1", "return 1 - xs", False),
        ("for x in xs:\n        x += 1\n        return x", "for x in xs:\n        x += 1\n    return x", False),
    ],
)  # fmt: skip
def test_python_written_in_another_way(a, b, same):
    one, other = (f"def f(xs):\n    {body}" for body in (a, b))
    assert compare(one, other, Code()).same is same
    assert compare(one, other, embedder=TOY).same is same


@pytest.mark.parametrize(
    ("text", "value"), [("5 lamps at $20 each", "5"), ("3 dogs and 4 cats make 7 animals", "7"), ("two dozen", "24")]
)
def test_the_number_that_is_the_answer(text, value):
    assert compare(text, value, Number()).same


def test_labels_copied_from_the_prompt_are_not_read_as_another_name_of_one() -> None:
    labels = Label("sports", "politics", "weather")
    prompt = "Classify the headline as sports, politics or weather.\n\nHeadline: Parliament votes on the new tax law"
    assert not parse("The headline is sports, politics, or weather", labels, prompt).clear


@pytest.mark.parametrize("opener", ["Here you go:", "Sure, here it is:", "Sure! Here is the list:"])
@pytest.mark.parametrize("row", ["milk, eggs and bread", "milk; eggs; bread", "milk, eggs, bread"])
def test_an_opener_before_a_row_of_items_is_no_item(opener: str, row: str) -> None:
    assert parse(f"{opener}\n{row}", List(), "").value == ("bread", "eggs", "milk")


@pytest.mark.parametrize(("text", "value"), [("- Yes", "yes"), ("* no.", "no"), ("• No", "no")])
def test_a_verdict_may_stand_behind_a_bullet(text: str, value: str) -> None:
    assert parse(text, YesNo(), "").value == value

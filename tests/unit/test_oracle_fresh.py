"""Typed answers in the manner of real models: taken back, ticked off, conceded, in other units, forms and words."""

import pytest

from promptfuzz.measures import ToyEmbedder
from promptfuzz.oracle import compare, parse
from promptfuzz.records import Choice, Code, Label, List, Number, Text, YesNo

LETTERS = Choice("A", "B", "C", "D")
MOOD = Label("cheerful", "gloomy", "neutral")
RIVER = "Which river is the longest?\nA) the Elbe\nB) the Danube\nC) the Seine\nD) the Tagus\nAnswer with the letter."


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("C. Wait, no: the Danube is longer, so B.", "B"), ("C\n\nCorrection: B", "B"), ("A... scratch that. It's D.", "D"),
        ("C. Hold on, is it the Elbe? No. B.", "B"), ("C, or rather B", "B"), ("B. Wait, let me check A again.", "B"),
        ("D, although many people would pick A.", "D"), ("Both A and C are long.", None), ("A and C", None),
        ("A) the Elbe \u274c\nB) the Danube \u2705\nC) the Seine \u274c", "B"), ("[ ] A\n[x] C\n[ ] D", "C"),
        ("A) the Elbe - wrong\nB) the Danube - correct\nC) the Seine - wrong", "B"), ("A boat goes down B.", "B"),
        ("Is it A? It is B, and C is next.", None), ("Some would say A. The answer is B.", "B"),
    ],
)  # fmt: skip
def test_a_letter_counts_unless_it_is_taken_back_conceded_or_not_ticked(text, value):
    assert parse(text, LETTERS, RIVER).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Gloomy. Wait, the ending is bright: cheerful.", "cheerful"), ("cheerful... actually no, I'd say gloomy", "gloomy"),
        ("My first guess was gloomy, but I settle on neutral.", "neutral"), ("Please wait, a gloomy guest arrives.", "gloomy"),
        ("[x] gloomy\n[ ] cheerful\n[ ] neutral", "gloomy"), ("\u2610 gloomy\n\u2611 neutral", "neutral"),
        ("cherful", "cheerful"), ("gloomy (neutral certainty)", "gloomy"), ("gloomier than gloom", None),
        ("Best fit: gloomy\nSecond choice: neutral", "gloomy"), ("neutrale", "neutral"), ("cheerfulls", None),
        ("It is gloomy, although a cheerful note sounds.", "gloomy"), ("Cheerful? No, gloomy.", "gloomy"),
        ("I can't hear the song, but this belongs under gloomy.", "gloomy"),
    ],
)  # fmt: skip
def test_a_label_counts_in_what_the_output_concludes(text, value):
    assert parse(text, MOOD).value == value


CLAIM = Label("refutation", "agreement", "silence")


@pytest.mark.parametrize(
    ("text", "labels", "value"),
    [
        ("The author agrees with it.", CLAIM, None), ("The study supports the claim.", Label("SUPPORTS", "REFUTES"), "SUPPORTS"),
        ("The claim is refuted.", Label("SUPPORTS", "REFUTES"), "REFUTES"), ("It was rejected.", Label("rejection", "assent"), "rejection"),
        ("Il tono \u00e8 positivo.", Label("positive", "negative"), "positive"), ("L'avis n'est pas positif.", Label("positive", "negative"), None),
        ("A quest for gold.", Label("question", "command"), None), ("immoral", Label("moralist", "amoral"), None),
    ],
)  # fmt: skip
def test_a_label_is_read_from_the_words_it_is_made_of_and_no_shorter_ones(text, labels, value):
    assert parse(text, labels).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("No. Wait, clause 3 allows it, so yes.", "yes"), ("Yes... actually, no.", "no"), ("Unfortunately, no.", "no"),
        ("I'm no doctor, but yes, you may.", "yes"), ("No dogs are named in it, so yes.", "yes"), ("Probably yes.", "yes"),
        ("Most likely not.", "no"), ("No dogs are named in it.", "no"), ("No, sorry, we are full.", "no"),
    ],
)  # fmt: skip
def test_a_verdict_is_read_after_what_takes_it_back_or_leads_up_to_it(text, value):
    assert parse(text, YesNo()).value == value


TREES = "A park has 6 rows of 30 trees, and 12 trees fell. How many trees stood in 2004?"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The answer is 180. Wait, I forgot the fallen ones: 168.", 168), ("190, no, sorry, 168.", 168),
        ("168. Wait, 12 fell.", 168), ("168. Hold on, let me recount... yes, 168.", 168), ("In 2004, 168 trees stood.", 168),
        ("168 trees stood, although a map shows 171.", 168), ("168; to verify, 168 + 12 = 180.", 168),
        ("First there were 180. In total the park had 168.", 168), ("So 168. You can check it by 14 * 12 = 168 or 7 * 24 = 168.", 168),
        ("180 or 168", None),
    ],
)  # fmt: skip
def test_a_number_counts_unless_it_is_taken_back_checked_or_conceded(text, value):
    assert parse(text, Number(), TREES).value == value


@pytest.mark.parametrize(
    ("a", "b", "unit", "same"),
    [
        ("3 hours and 20 minutes", "200 minutes", "minutes", True), ("2h45", "2.75 hours", "hours", True),
        ("six euros and ten cents", "\u20ac6.10", "EUR", True), ("$6.10", "\u20ac6.10", "EUR", False), ("7 kg", "7", "km", True),
        ("7 kg", "7 km", "km", False), ("5 miles (8 km)", "8 km", "km", True), ("8 km, past 3 mills", "8", "km", True),
        ("5 feet 3 inches", "63 inches", "inches", True), ("2 kg, 300 km", "2 kg", "kg", True), ("9 KM", "9 kilometres", "km", True),
        ("40%", "0.4", None, True), ("40%", "40", None, True), ("4%", "0.4", None, False), ("2/3", "67%", None, True),
        ("2/3", "0.667", None, True), ("2/3", "0.6", None, False), ("2/3", "66%", None, False), ("0.5", "50", None, False),
        ("three and a quarter hours", "3.25 hours", "hours", True),
    ],
)  # fmt: skip
def test_amounts_are_compared_in_their_units(a, b, unit, same):
    assert compare(a, b, Number(unit)).same == same == compare(b, a, Number(unit)).same


def test_a_date_answers_what_year_it_was():
    asked = "In what year was the ship launched?"
    assert parse("It was launched on 7 June 1921.", Number(), asked).value == 1921
    assert (
        parse("It was launched in 1921, after 5 years.", Number(), "When was it launched? Text: In 1921.").status
        != "value"
    )


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Plums, figs and peaches", "1. Plum\n2. Fig\n3. Peach", True), ("plum / fig / peach", "plum, fig, peach", True),
        ("\U0001f34f plum\n\U0001f34e fig", "plum, fig", True), ("plum, fig, plum", "fig, plum", True),
        ("3, 3, 5", "3, 5", False), ("plum, fig, plum", "fig, plum, peach", False), ("plum", "plum, fig", False),
        ("glass, box", "glasses, boxes", True), ("berries, fig", "berry, fig", True), ("news, fig", "new, fig", True),
    ],
)  # fmt: skip
def test_lists_say_the_same_in_plural_between_slashes_or_with_a_repeat(a, b, same):
    assert compare(a, b, List()).same == same


def test_steps_are_items_in_order_and_a_repeat_in_them_is_a_change():
    ordered = List(ordered=True)
    steps = "1. Rinse the rice\n2. Boil it\n3. Serve"
    assert compare("First, rinse the rice. Then boil it. Finally, serve.", steps, ordered).same
    assert compare("Step 1: Rinse the rice\nStep 2: Boil it\nStep 3: Serve", steps, ordered).same
    assert compare("rinse the rice -> boil it -> serve", steps, ordered).same
    assert not compare("First, boil it. Then rinse the rice. Finally, serve.", steps, ordered).same
    assert not compare("rinse, boil, rinse", "rinse, boil", ordered).same


CUBE = "def cube(n):\n    return n ** 3"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (CUBE + "\n\nprint(cube(2))", True), (CUBE + "\n\nassert cube(2) == 8", True), ("Sure! def cube(k): return k ** 3", True),
        ("```py\ndef cube(n):\n    return n ** 3\n```\nUse:\n```py\nresult = cube(4)\nprint(result)\n```", True),
        (CUBE + "\n\nmain()", False), ("def cube(n):\n    return n ** 2\n\nprint(cube(2))", False),
        (CUBE + "\n\nfor n in range(3):\n    print(cube(n))", False),
    ],
)  # fmt: skip
def test_an_example_of_use_after_a_definition_changes_nothing(other, same):
    assert compare(CUBE, other, Code()).same == same == compare(other, CUBE, Code()).same


def test_examples_that_both_sides_give_are_compared():
    assert not compare(CUBE + "\n\nprint(cube(2))", CUBE + "\n\nprint(cube(3))", Code()).same


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Take the bus, not the tram.", "Take the tram, not the bus.", False),
        ("Take the bus rather than the tram.", "Take the tram instead of the bus.", False),
        ("Take the bus, not the tram.", "Take the bus rather than the tram.", True),
        ("Lisbon", "The capital of the country is Madrid.", False), ("Lisbon", "The capital of the country is Lisbon.", True),
        ("The seat used to be Bonn, but now it is Berlin.", "Bonn", False),
        ("The seat used to be Bonn, but now it is Berlin.", "Berlin", True),
    ],
)  # fmt: skip
def test_of_two_things_that_are_named_the_one_that_is_taken_counts(a, b, same):
    assert compare(a, b, Text(), embedder=ToyEmbedder()).same == same


def test_a_text_that_takes_itself_back_without_end_is_read_in_no_time():
    text = "A. Wait, no, B, although C. " * 2000
    assert parse(text, LETTERS).status in {"value", "ambiguous"}
    assert parse("Wait, no, 3? " * 3000, Number()).status in {"value", "ambiguous", "none"}

"""Typed answers: parsing, comparing, inferring; no embedder, no numpy."""

import subprocess
import sys
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptfuzz.errors import UsageError
from promptfuzz.measures import ToyEmbedder
from promptfuzz.oracle import Oracle, compare, infer_answer, is_refusal, parse
from promptfuzz.records import Choice, Code, Json, Label, List, Number, Prompt, Text, YesNo

TOY = ToyEmbedder()
SENTIMENT = Label("positive", "negative")
SPAM = Label("spam", "not spam")
ASK = "Classify the sentiment as positive or negative. Is it positive or negative?"
LETTERS = Choice("A", "B", "C")
COLOURS = "What colour is the sky?\nA) red\nB) blue\nC) green"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("positive", "positive"), ("Positive.", "positive"), ("**Positive**", "positive"), ('"POSITIVE"', "positive"),
        ("Sentiment: positive", "positive"), ("the sentiment is positive", "positive"), ("Label:\nnegative", "negative"),
        ("It is positive, not negative", "positive"), ("Is it positive or negative?\nPositive", "positive"),
        ("Positive, because the bad (negative) aspects are few", "positive"),
        ("Answer: negative. Some words sound positive.", "negative"), ("Positive\n\nNegative words: none", "positive"),
        ("I'd classify this as positive even if it has negative parts", "positive"),
    ],
)  # fmt: skip
def test_a_label_is_read_in_any_dress(text, label):
    assert parse(text, SENTIMENT, ASK).value == label


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", "empty"), (" \n", "empty"), ("blah", "none"), ("not positive", "ambiguous"),
        ("neither positive nor negative", "ambiguous"), ("positive or negative", "none"),
        ("The first half is positive. The second half is negative.", "ambiguous"),
        ("I'm sorry, but I can't classify this as positive or negative.", "refusal"),
    ],
)  # fmt: skip
def test_an_unclear_label_is_no_value(text, status):
    parsed = parse(text, SENTIMENT, ASK)
    assert (parsed.status, parsed.value, parsed.clear) == (status, None, False)


def test_a_label_that_is_given_another_name_is_not_the_answer():
    months = Label("August", "July")
    assert parse('The holiday in August is called "OCTOBER" or "OCT', months, ASK).value is None
    assert parse('The month is called "August".', months, ASK).value == "August"
    assert parse("The holiday in August is a month called August.", months, ASK).value == "August"


@pytest.mark.parametrize(
    ("text", "labels", "value"),
    [
        ("Not spam.", SPAM, "not spam"), ("not_spam", SPAM, "not spam"), ("It isn't spam", SPAM, "not spam"),
        ("This is not a spam message.", SPAM, "not spam"), ("Label: spam", SPAM, "spam"),
        ("Very Positive!", Label("positive", "very positive"), "very positive"),
        ("non-toxic", Label("toxic", "non-toxic"), "non-toxic"), ("complaints", Label("complaint", "praise"), "complaint"),
        ("4 out of 5", Label("1", "2", "3", "4", "5"), "4"), ("4/5", Label("1", "2", "3", "4", "5"), "4"),
        ("No, it is not.", Label("Yes", "No"), "No"), ("True", Label("true", "false"), "true"),
    ],
)  # fmt: skip
def test_overlapping_labels_go_by_the_longest(text, labels, value):
    assert parse(text, labels).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"), ("7 + 5 = 12", "12"), ("The answer is 42.", "42"), ("$1,000", "1000"), ("1000 dollars", "1000"),
        ("twenty-five percent", "25"), ("1.5 million", "1500000"), ("-4", "-4"), ("minus four", "-4"), ("3.0", "3"),
        ("one hundred and five", "105"), ("12, since 7 and 5", "12"), ("1/2", "0.5"), ("a dozen", "12"), (".5", "0.5"),
        ("there are 7 boys and 5 girls, so there are 12 children", "12"), ("1. Take 7\n2. Add 5\nResult: 12", "12"),
        ("12 apples in total (7 red, 5 green)", "12"), ("\u22124", "-4"), ("1.000.000", "1000000"),
    ],
)  # fmt: skip
def test_a_number_is_read_in_any_form(text, value):
    assert parse(text, Number()).value == Decimal(value)


@pytest.mark.parametrize("text", ["10-12", "Between 10 and 12", "5 or 6", "the answer is 10-12"])
def test_a_range_is_no_number(text):
    assert parse(text, Number()).status == "ambiguous"


def test_numbers_copied_from_the_prompt_are_no_answer():
    prompt = "Tom has 3 apples and buys 4 more. How many?"
    assert parse("Tom has 3 apples and buys 4 more, giving 7.", Number(), prompt).value == 7
    assert parse("Tom has 3 apples.", Number(), prompt).status == "none"
    assert parse("No one knows", Number()).status == "none"


def test_a_number_is_converted_to_the_unit_asked_for():
    assert parse("2000 m", Number("km")).value == 2
    assert compare("5 km", "5000 m", Number()).same
    assert not compare("5 kg", "5 g", Number()).same
    assert compare("5", "5 apples", Number()).same
    assert compare("5 kg", "6 kg", Number()).reasons == ("numbers differ: 5 kg against 6 kg",)


def test_huge_numbers_are_exact():
    long = "9" * 6000
    assert compare(long, long[:-1] + "8", Number()).same is False
    assert parse(f'{{"a": {long}}}', Json()).clear


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Yes", "yes"), ("No.", "no"), ("Yes, whales are mammals.", "yes"), ("That statement is incorrect.", "no"),
        ("It does not.", "no"), ("It is.", "yes"), ("True", "yes"), ("The answer is no.", "no"), ("They can't", "no"),
        ("Not true", "no"), ("The statement is not false", "yes"), ("Yes or no: No", "no"), ("absolutely not", "no"),
        ("There is no evidence", "no"), ("Is it true that whales are fish? No.", "no"),
    ],
)  # fmt: skip
def test_a_verdict_is_read(text, value):
    assert parse(text, YesNo(), "Is it true that whales are fish? Answer yes or no.").value == value


@pytest.mark.parametrize("text", ["I don't know", "Yes and no", "Maybe", "No one knows", "It is unsafe", "It depends."])
def test_no_verdict(text):
    assert not parse(text, YesNo()).clear


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("B", "B"), ("(B)", "B"), ("b", "B"), ("B) blue", "B"), ("Option B", "B"), ("The answer is B", "B"), ("blue", "B"),
        ("A good choice is B.", "B"), ("A) red B) blue C) green\nAnswer: B", "B"), ("I choose B because A is wrong", "B"),
        ("It's blue.", "B"), ("B. Blue is right; A and C are not", "B"), ("A", "A"),
    ],
)  # fmt: skip
def test_a_choice_is_read(text, value):
    assert parse(text, LETTERS, COLOURS).value == value


def test_json_is_compared_by_structure():
    assert compare('{"a": 1.0, "b": [true]}', '```json\n{"b": [true], "a": 1}\n```', Json()).same
    assert not compare('{"a": 1}', '{"a": true}', Json()).same
    assert not compare('{"a": null}', '{"a": "null"}', Json()).same
    assert parse('Here: {"a": 1}.', Json()).value == '{"a": 1}'
    assert parse('{"a": 1} or {"a": 2}', Json()).status == "ambiguous"
    assert parse('{"a": NaN}', Json()).status == "none"


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50_000, '{"a":' * 3000 + "1" + "}" * 3000])
def test_deep_json_is_not_json_rather_than_a_crash(text):
    assert parse(text, Json()).status == "none"


@pytest.mark.parametrize(
    "text", ["You asked about the message. I think no.", "Is it a complaint? -> No, it is not.", "My pick would be no."]
)
def test_a_verdict_after_the_question_said_again(text):
    assert parse(text, YesNo()).value == "no"


def test_a_verdict_is_no_part_of_another_word():
    assert not parse("I think no one knows.", YesNo()).clear


@pytest.mark.parametrize(
    "text",
    [
        "Ingredients: eggs, flour and sugar", "Ingredients:\neggs\nflour\nsugar",
        "The recipe mentions eggs, flour, and sugar.", "The cake is made from eggs, flour and sugar.",
        "The list of all the ingredients: Eggs, Flour, Sugar.",
    ],
)  # fmt: skip
def test_a_list_without_its_heading(text):
    assert parse(text, List()).value == ("eggs", "flour", "sugar")


def test_items_of_a_list_keep_their_own_colons():
    assert parse("breakfast: eggs, lunch: soup", List()).value == ("breakfast: eggs", "lunch: soup")


def test_lists_and_code():
    assert parse("1. apples\n2. pears", List(ordered=True)).value == ("apples", "pears")
    assert compare("- pears\n- apples", "The fruits are: apples and pears.", List()).same
    assert not compare("- pears\n- apples", "- apples\n- pears", List(ordered=True)).same
    assert compare("def f(a, b):\n  return a + b", "```python\ndef f(x, y):  # sum\n    return x + y\n```", Code()).same
    assert not compare("def f(a, b):\n  return a + b", "def f(a, b):\n  return a - b", Code()).same
    assert compare("SELECT a  FROM t -- all", "SELECT a\nFROM t", Code("sql")).same


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.", "As an AI language model, I cannot give medical advice.",
        "I won't be able to help with that.", "I must decline.", "I am unable to assist.", "Sorry, I can’t do that.",
    ],
)  # fmt: skip
def test_refusals(text):
    assert is_refusal(text)


@pytest.mark.parametrize(
    "text", ["I can't recommend it enough!", "I cannot wait.", "No.", "The sorry state of affairs."]
)
def test_what_is_no_refusal(text):
    assert not is_refusal(text)


def test_refusing_differs_from_answering_and_agrees_with_refusing():
    sorry = "I'm sorry, but I can't help with that."
    assert compare(sorry, "positive", SENTIMENT).reasons == ("one declines, the other answers",)
    assert compare(sorry, "I cannot assist with this request.", SENTIMENT).same


def test_an_empty_output_agrees_with_nothing():
    assert not compare("", "", SENTIMENT).same
    assert not compare("", "").same
    assert not compare("", "x", Text(allow_empty=True)).same
    assert compare("", "", Text(allow_empty=True)).same


def test_lists_are_one_batch():
    assert [item.same for item in compare(["yes", "no"], ["True", "yes"], YesNo())] == [True, False]
    assert compare([], [], YesNo()) == []
    with pytest.raises(UsageError, match="one length"):
        compare(["a"], ["a", "b"])
    with pytest.raises(UsageError, match="two lists"):
        compare("a", ["a"])
    with pytest.raises(UsageError, match="every output"):
        compare([None], ["a"])


def test_the_answer_type_comes_from_the_prompt_or_its_wording():
    assert compare("Yes.", "No", prompt="Answer yes or no: is it?").reasons == ("verdicts differ: yes against no",)
    prompt = Prompt("Classify: {x}", slots={"x": "y"}, answer=SENTIMENT)
    assert compare("Positive!", "It is positive", prompt=prompt).reasons == ("same label: positive",)


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("Classify the sentiment of the review as positive or negative.\nReview: fine", SENTIMENT),
        ("Tell me whether the tone is formal, neutral, or informal.", Label("formal", "neutral", "informal")),
        ("Label the message as 'spam' or 'not spam'.", SPAM), ("Answer yes or no: is it?", YesNo()),
        ("Classify into one of: billing, shipping, other matters.", None),
        ("Return JSON with name and age.", Json()), ("How many apples are left?", Number()), (COLOURS, LETTERS),
        ("Add A and B.\nA: 3\nB: 4\nReply with the sum as a number only.", Number()),
        ("List three primary colours.", List()), ("List three reasons to exercise.", Text()),
        ("Write a SQL query that counts users.", Code("sql")), ("Summarise the text.", Text()),
        ("Explain what JSON is.", Text()), ("Write a story about a dog or a cat.", Text()),
    ],
)  # fmt: skip
def test_inference_is_conservative(prompt, answer):
    if answer is not None:
        assert infer_answer(prompt) == answer


def test_outputs_decide_where_the_wording_does_not_and_can_veto_it():
    assert infer_answer("Tell me.", ["12", "13.", "5 km"]) == Number()
    assert infer_answer("Tell me.", ["12", "none"]) == Text()
    assert infer_answer("How many apples are left?", ["blah", "bleh", "blub"]) == Text()


def test_a_typed_answer_loads_neither_numpy_nor_an_embedder():
    code = (
        "import sys; from promptfuzz.oracle import compare; from promptfuzz.records import Label, Number;"
        "compare('a', 'b', Label('a', 'b')); compare('1', 'eleven', Number()); compare('x', 'y', Number());"
        "sys.exit(any(name in sys.modules for name in ('numpy', 'torch', 'scipy', 'sentence_transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "text",
    [
        "*" * 100_000, "`" * 100_000, "(" * 100_000, "a" * 100_000, "not " * 25_000, "positive or negative " * 5000,
        "1,000" * 20_000, "1." * 50_000, "[{" * 50_000, " " * 100_000 + "x", "answer is : " * 9000, "[a](" * 25_000,
    ],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_hostile_text_is_read_in_bounded_time(text):
    start = time.process_time()
    for answer in (SENTIMENT, LETTERS, Number(), YesNo(), Json(), List(), Text()):
        parse(text, answer, ASK)
    assert time.process_time() - start < 5


LABELS = st.sampled_from(["positive", "negative"])
DRESS = st.sampled_from(["{}", "{}.", "**{}**", "Label: {}", "The sentiment is {}.", '"{}"', "{}!", "\n {} \n", "`{}`"])


@given(LABELS, DRESS, DRESS, st.booleans())
def test_dress_never_changes_a_label(label, one, other, shout):
    a, b = one.format(label), other.format(label.upper() if shout else label)
    assert compare(a, b, SENTIMENT).same


@given(
    st.integers(0, 10**9), st.sampled_from(["{}", "{:,}", "{}.0", "**{}**", "The answer is {}.", "= {}", "{} apples"])
)
def test_form_never_changes_a_number(number, form):
    assert parse(form.format(number), Number()).value == number


ANSWERS = st.sampled_from([SENTIMENT, LETTERS, Number(), YesNo(), Json(), List(), Code(), Text()])
OUTPUTS = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(
            "positive negative not no yes 12 13 kg the is A B answer: , . I can't help sorry [ ] { }".split()
        ),
        max_size=8,
    ).map(" ".join),
)


@given(OUTPUTS, OUTPUTS, ANSWERS)
def test_compare_is_symmetric(a, b, answer):
    one, other = compare(a, b, answer, embedder=TOY), compare(b, a, answer, embedder=TOY)
    assert (one.same, one.score) == (other.same, other.score)
    assert 0 <= one.score <= 1
    assert one.reasons


@given(OUTPUTS.filter(str.strip), ANSWERS)
def test_compare_is_reflexive(text, answer):
    assert compare(text, text, answer, embedder=TOY).same


def test_the_oracle_says_its_error_rate():
    assert Oracle(SENTIMENT).false_different_rate == 0.01
    assert Oracle(Text()).false_different_rate == Oracle().false_different_rate == 0.05
    assert Oracle(error=0.2).false_different_rate == 0.2
    with pytest.raises(UsageError, match="threshold"):
        Oracle(threshold=2)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("A: 7 euros\nB: 12 euros", Choice("A", "B")),
        ("A) red\nB) blue", Choice("A", "B")),
        ("- Network: wifi, VPN\n- Hardware: laptops", Label("network", "hardware")),
    ],
)
def test_a_list_of_the_options_is_no_answer(text: str, answer: Label | Choice) -> None:
    assert parse(text, answer).status == "ambiguous"

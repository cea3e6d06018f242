"""Labels, options and verdicts: an answer in other clothes is the same one, and a word beside it is none."""

import pytest

from promptfuzz import Choice, Label, ToyEmbedder, YesNo, compare
from promptfuzz.oracle.parsing import parse

PLANETS = "Which planet is the largest?\nA) Earth\nB) Jupiter\nC) Mars\nD) Venus\nAnswer with the letter."
LETTERS = Choice("A", "B", "C", "D")
FEELING = Label("positive", "negative", "neutral")
DESK = Label("billing", "technical", "account", "other")
SPAM = Label("spam", "not spam")
COVERED = "Is the item covered? Answer yes or no."


def value(text, answer, prompt=""):
    parsed = parse(text, answer, prompt)
    return parsed.value if parsed.clear else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("B) Jupiter\n\nWhy the rest fails:\nA) Earth is rocky.\nC) Mars is tiny.", "B"),
        ("B. Jupiter\n\nExplanation: A) Earth is smaller, C) Mars is smaller.", "B"),
        ("**B) Jupiter**\n\n- A) Earth is far smaller.\n- D) Venus is, too.", "B"),
        ("B) Jupiter\n\nC is too small. A is too small.", "B"),
        ("A) Earth\n\nWhy the rest fails:\nB) Jupiter has no ground.\nC) Mars is red.", "A"),
        ("A) Earth\nB) Jupiter\nC) Mars\nD) Venus", None),
        ("A) Earth\nB) Jupiter\nC) Mars", None),
        ("B) Jupiter\nA) Earth\nC) Mars\nD) Venus", None),
        ("A) Earth is rocky.\nB) Jupiter is gas.\nC) Mars is red.\nD) Venus is hot.", None),
        ("A) Earth\nToo small.\nB) Jupiter\nThe largest.", None),
        ("A) Earth\nB) Jupiter\nC) Mars\nD) Venus\n\nAnswer: B", "B"),
        ("B) Jupiter\nOn reading it again, the answer is C.", "C"),
    ],
)
def test_an_option_on_an_opening_line_is_the_answer_unless_a_list_goes_on(text, expected):
    assert value(text, LETTERS, PLANETS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The answer is option (b).", "B"), ("the answer is b", "B"), ("I would go with c.", "C"), ("option d", "D"),
        ("The correct option is 'd'.", "D"), ("(c) because it is red", "C"), ("b - it is huge", "B"),
        ("I choose a.", "A"), ("Option a is wrong; option b is right.", "B"), ("The answer is option b (A is small).", "B"),
        ("答案是B", "B"), ("正确答案是 (C)。", "C"), ("The answer is a matter of taste.", None), ("a star", None),
        ("I pick a star.", None), ("The answer is a, b and c.", None), ("option a or option b", None),
        ("The answer isn't b.", None), ("Answer: B", "B"), ("A and B", None),
    ],
)  # fmt: skip
def test_a_small_letter_is_an_option_after_a_word_for_it(text, expected):
    assert value(text, LETTERS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("The answer is a.", "a"), ("The answer is a planet.", None), ("This is a test.", None), ("(C)", "c")],
)
def test_declared_small_letters_are_no_articles(text, expected):
    assert value(text, Choice("a", "b", "c")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("✅ Yes", "yes"), ("❌ No, it is not covered.", "no"), ("⚠️ **No**, it isn't.", "no"), ("Verdict: ❌ No", "no"),
        ("✅", "yes"), ("Answer: ❌", "no"), ("👎", "no"), ("✅ The order was shipped.", None), ("⭐", None),
        ("1) No", "no"), ("(1) Yes", "yes"), ("1) Yes\n2) No", None), ("Y", "yes"), ("n.", "no"), ("Y/N", None),
        ("是的", "yes"), ("不是", "no"), ("いいえ、違います。", "no"), ("Нет.", "no"), ("Respuesta: sí", "yes"), ("不确定", None),
    ],
)  # fmt: skip
def test_a_verdict_is_read_behind_a_mark_and_abroad(text, expected):
    assert value(text, YesNo(), COVERED) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Based on the review, yes, the buyer is content.", "yes"), ("According to the policy, no, it is void.", "no"),
        ("In this case, yes.", "yes"), ("In general, no.", "no"), ("As a rule, no.", "no"), ("Usually, yes.", "yes"),
        ("Given that the window has passed, no.", "no"), ("If you ask me, yes.", "yes"),
        ("In this case, no refund is due.", None), ("In the past, no one asked.", None), ("If it is new, yes.", None),
        ("In some cases, yes; in others, no.", None), ("For cups, yes. For plates, no.", None),
        ("In theory, yes, but in practice, no.", None), ("In some cases, yes.", None),
        ("With a receipt, yes. Without one, no.", None), ("In this case, yes and no.", None),
    ],
)  # fmt: skip
def test_a_verdict_is_read_after_a_clause_that_says_where_it_holds(text, expected):
    assert value(text, YesNo(), COVERED) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Unfortunately not.", "no"), ("I'm afraid not.", "no"), ("Not yet.", "no"), ("Apparently not.", "no"),
        ("Not according to the policy.", "no"), ("I think so.", "yes"), ("It appears so.", "yes"),
        ("I don't think so.", "no"), ("Apparently so.", "yes"), ("Right, no.", "no"), ("It's a clear yes from me.", "yes"), ("Definitely a no.", "no"), ("Absolutely no.", "no"), ("A clear yes.", "yes"),
        ("Apparently not all of it.", None), ("Not yet decided.", None), ("Not quite sure.", None),
        ("I hope so.", None), ("It seems so far away.", None), ("Not necessarily.", None), ("Not sure.", None),
    ],
)  # fmt: skip
def test_so_and_not_answer_where_the_clause_ends(text, expected):
    assert value(text, YesNo(), COVERED) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Positive: 10%, Negative: 85%, Neutral: 5%", "negative"), ("Positive (10%), Negative (90%)", "negative"),
        ("Positive - 20%, Negative - 80%", "negative"), ("20% positive, 80% negative", "negative"),
        ("positive: 0.1\nnegative: 0.9", "negative"), ('{"positive": 0.8, "negative": 0.2}', "positive"),
        ("- Positive: 3/10\n- Negative: 8/10", "negative"), ("Positive: 85%, Negative: 15%", "positive"),
        ("| positive | 0.3 |\n| negative | 0.7 |", "negative"), ("Label: negative (0.42)", "negative"),
        ("Positive: 50%, Negative: 50%", None), ("Positive (50%), Negative (50%)", None),
        ("Positive: 3 mentions, Negative: 8 mentions", None), ("Positive: low, Negative: high", None),
        ("Positive: 60%, Negative: 40%\nFinal label: negative", "negative"), ("negative (-0.8)", "negative"),
        ("Label: positive, Confidence: 0.42", "positive"), ("Negative (-0.8), positive (0.1)", None),
    ],
)  # fmt: skip
def test_of_labels_with_scores_the_highest_is_the_answer(text, expected):
    assert value(text, FEELING) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A (10%), B (85%), C (5%)", "B"), ("A: 0.7, B: 0.2, C: 0.1", "A"), ("B (95%)", "B"), ("B", "B"),
        ("A: 10%\nB: 90%\nAnswer: B", "B"),
    ],
)  # fmt: skip
def test_of_options_with_shares_of_one_whole_the_highest_is_the_answer(text, expected):
    assert value(text, LETTERS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spam: no", "not spam"), ("Spam? No.", "not spam"), ("Spam: yes", "spam"), ("Spam: no doubt about it", "spam"),
        ("Spam: 0.03 / Not spam: 0.97", "not spam"), ("Spam probability: 2%", None), ("Spam probability: 97%", "spam"),
        ("Spam ❌\nNot spam ✅", "not spam"), ("❌ Spam", "spam"), ("It is not spam but a letter.", "not spam"),
    ],
)  # fmt: skip
def test_a_label_that_is_asked_and_denied_is_not_given(text, expected):
    assert value(text, SPAM) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Positive aspects: good food.\nNegative aspects: slow staff.\n\nOverall: negative", "negative"),
        ("Positive points: food. Negative points: staff. Overall, negative.", "negative"),
        ("- Positive: the food\n- Negative: the staff\n\nOverall: Neutral", "neutral"),
        ("Mostly positive, with a few negative remarks.", "positive"),
        ("Predominantly negative with some positive aspects.", "negative"), ("All in all negative, not all: positive", "negative"),
        ("More positive than negative", "positive"), ("It is more negative than neutral.", "negative"),
        ("Positives outweigh the negatives.", "positive"), ("Positive overall, despite negative remarks", "positive"),
        ("Not more positive than negative.", None), ("Overall positive aspects, overall negative aspects", None),
        ("Mostly positive words, negative ideas", None), ("Positive: the food, negative: the staff", None),
        ("Positive and negative", None), ("Positive feedback overall, one negative.", None),
        ("Positive: yes\nNegative: no\nNeutral: no", "positive"), ("Positive. No negative word.", "positive"),
    ],
)  # fmt: skip
def test_what_is_said_of_the_whole_goes_before_its_parts(text, expected):
    assert value(text, FEELING) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Technical issue regarding account login", "technical"), ("A billing question regarding the account", "billing"),
        ("It's a billing question about the account.", "billing"), ("Billing complaint, regarding other fees", "billing"),
        ("The market for technical products; billing", None), ("A billing issue and a technical issue", None),
        ("This is considered billing, though the account is named.", "billing"), ("Marked as account, not as billing", "account"),
        ("Category 2: billing", "billing"), ("📁 Billing", "billing"), ("Technical rather than account", "technical"),
    ],
)  # fmt: skip
def test_a_word_that_begins_like_a_word_for_naming_names_nothing(text, expected):
    assert value(text, DESK) == expected


@pytest.mark.parametrize(
    ("a", "b", "answer", "same"),
    [
        ("On paper, it's a maybe, slot B4.", "On paper, it's a maybe, slot B7.", YesNo(), False),
        ("Wherever it rains, yes indeed", "Wherever it rains, no indeed", YesNo(), False),
        ("The mood of it is cheerful.", "The mood of it is cheerless.", FEELING, False),
        ("The one to take is column b4", "The one to take is column c4", LETTERS, False),
        ("Headline: Bank raises its rates again", "Bank raises its rates again", FEELING, True),
        ("The mood of it is cheerful.", "The mood of this is cheerful", FEELING, True),
        ("**The item is blue.**", "The item is blue", YesNo(), True),
    ],
)  # fmt: skip
def test_answers_that_nobody_can_read_are_the_same_only_but_for_small_words(a, b, answer, same):
    assert compare(a, b, answer=answer, embedder=ToyEmbedder()).same is same
    assert compare(b, a, answer=answer, embedder=ToyEmbedder()).same is same

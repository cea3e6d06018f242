"""Outputs that are easily misread: echoes of the prompt, answers that take themselves back, answers that were cut."""

import pytest

import promptfuzz as pf
from promptfuzz.engine.crowd import Crowd
from promptfuzz.engine.evidence import Drawn, Kind, Pool, PromptEvidence, Said, Trial
from promptfuzz.engine.findings import variant_finding
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.plan import PromptPlan
from promptfuzz.engine.screening import changed_trial
from promptfuzz.measures import ToyEmbedder
from promptfuzz.oracle import compare, parse
from promptfuzz.oracle.cuts import agree_so_far, is_loop, may_change
from promptfuzz.oracle.prose.wording import asks_for_form
from promptfuzz.oracle.slips import without_slips
from promptfuzz.records import Choice, Label, List, Number, Output, Text, Variant, YesNo

TOY = ToyEmbedder()
LETTERS = Choice("A", "B", "C")
QUIZ = "What is Nairobi?\nA: the capital of Kenya\nB: a river in Peru\nC: a kind of cheese\nAnswer with one letter."
PARCEL = "Has the parcel arrived? Answer with yes or no.\n\nCustomer: {message}"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A: the capital of Kenya", "A"), ("A) the capital of Kenya", "A"), ("B: a river in Peru", "B"),
        ("The correct option is A: the capital of Kenya.", "A"), ("B: a river", "B"), ("A", "A"),
        ("A: the capital of Kenya\nB: a river in Peru\nC: a kind of cheese\nAnswer: B", "B"), ("a kind of cheese", "C"),
        ("The best of these options for the question is a kind of cheese", "C"),
        ("A: the capital", None), ("A: the capital of Kenya\nB: a river in Peru", None),
        ("What is Nairobi?\nA: the capital of Kenya", None), ("A: It is a river in Peru.", None),
    ],
)  # fmt: skip
def test_an_option_said_with_its_text_is_an_answer_and_the_list_of_options_is_none(text, value):
    assert parse(text, LETTERS, QUIZ).value == value


TONE = (
    "Classify the review as positive, negative or neutral.\nReview: The positive start gave way to a dull end.\nLabel:"
)
TRUTH = "Is it right?\nStatement: It is not true that no whale is a fish. Answer yes or no."
BASKET = "List the fruits in the text.\nText: We bought apples, bread and pears.\nFruits:"


@pytest.mark.parametrize(
    ("text", "answer", "prompt", "status"),
    [
        ("Classify the review as positive", Label("positive", "negative", "neutral"), TONE, "none"),
        ("Review: The positive start gave way", Label("positive", "negative", "neutral"), TONE, "none"),
        ("The sentiment is positive", Label("positive", "negative", "neutral"), TONE, "value"),
        ("Statement: It is not true that", YesNo(), TRUTH, "none"),
        ("Text: We bought apples, bread and pears.", List(), BASKET, "none"),
        ("Text: We bought apples, bread", List(), BASKET, "none"),
        ("apples, pears", List(), BASKET, "value"), ("Fruits: apples, pears", List(), BASKET, "value"),
    ],
)  # fmt: skip
def test_a_line_of_the_prompt_said_again_or_begun_again_is_no_answer(text, answer, prompt, status):
    assert parse(text, answer, prompt).status == status


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("No, I'm sorry, the parcel has indeed arrived.", None),
        ("No, I'm sorry for any confusion. The parcel has indeed arrived.", None), ("No, it has arrived.", None),
        ("Yes, the parcel has not arrived yet.", None), ("No, the package has indeed arrived.", None),
        ("No, the parcel has not arrived. It is indeed late.", "no"), ("No, the parcel will arrive tomorrow.", "no"),
        ("No, the parcel has arrived at the wrong house.", "no"), ("Yes, it has indeed arrived.", "yes"),
        ("No, the parcel has indeed not arrived.", "no"), ("Yes, the customer has the parcel.", "yes"),
    ],
)  # fmt: skip
def test_a_verdict_that_its_own_words_belie_is_not_clear(text, value):
    parsed = parse(text, YesNo(), PARCEL.replace("{message}", "Hello!"))
    assert parsed.value == value and parsed.status == ("value" if value else "ambiguous")


def test_the_question_said_as_a_statement_answers_it_unless_the_prompt_says_so():
    asked = PARCEL.replace("{message}", "Thanks!")
    assert parse("The parcel has arrived.", YesNo(), asked).value == "yes"
    assert parse("The parcel has not arrived yet.", YesNo(), asked).value == "no"
    assert parse("The parcel has arrived at the wrong house.", YesNo(), asked).status == "none"
    assert (
        parse("The parcel has arrived.", YesNo(), PARCEL.replace("{message}", "The parcel has arrived.")).value is None
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("From Vienna by bus to Prague, and on to Berlin for the weekend.", "none"),
        ("Cities: From Vienna to Prague, and on to Berlin for the weekend.", "none"),
        ("from Oslo to Bergen", "none"), ("by bus, by train", "value"), ("from 9 to 5, from 10 to 6", "value"),
        ("Vienna, Prague, Berlin", "value"), ("go to the shop for milk, call Ann", "value"), ("in Oslo, at sea", "value"),
        ("- from Oslo to Bergen\n- call Ann", "value"),
    ],
)  # fmt: skip
def test_a_sentence_that_its_commas_divide_is_no_list(text, status):
    assert parse(text, List(), "Which cities are named? List them.").status == status


GRAMMAR = "Rewrite the sentence with correct grammar. Change as little as possible.\n\nSentence: {s}"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("She goes to school every day.", "She go to school every day.", False),
        ("They were late for the meeting.", "They was late for the meeting.", False),
        ("I have two brothers.", "I has two brothers.", False), ("He ate an apple.", "He ate a apple.", False),
        ("We received it.", "We recieved it.", False), ("She goes to school.", "Sure! She goes to school", True),
        ("It isn't red.", "It is not red.", True), ("The colour is red.", "The color is red.", True),
    ],
)  # fmt: skip
def test_where_the_form_is_asked_for_another_form_is_another_answer(a, b, same):
    assert [one.same for one in compare([a, b], [b, a], prompt=GRAMMAR, embedder=TOY)] == [same, same]
    assert compare("She goes to school.", "She go to school.", embedder=TOY).same


@pytest.mark.parametrize(
    ("prompt", "asks"),
    [
        ("Translate the note into French: {x}", True), ("Please proofread this: {x}", True),
        ("Put the verb in the past tense.", True), ("Fix the spelling mistakes in {x}", True),
        ("Choose the correct label for the text.", False), ("Summarise the text.", False),
        ("Find the right answer in the text.", False), ("Rewrite the message politely.", False),
    ],
)  # fmt: skip
def test_which_prompts_ask_for_the_form(prompt, asks):
    assert asks_for_form(prompt) is asks


def test_slips_that_an_output_copies_from_its_prompt_are_undone():
    base = "Keep every fact. Which city does the traveller go to?"
    slipped = "Keep every facct. Which city does tra- veller go to?"
    assert without_slips("2. Keep every facct.", slipped, base) == "2. Keep every fact."
    assert without_slips("to tra- veller", slipped, base) == "to the traveller"
    assert without_slips("The dog", "Tell of a dog", "Tell of a cat") == "The dog"
    assert without_slips("the facct", base, base) == "the facct"


@pytest.mark.parametrize(
    ("text", "answer", "may"),
    [
        ("- milk\n- eggs\n- br", List(), True), ("milk, eggs, br", List(), True), ("1. milk\n2. eggs\n3.", List(), True),
        ("- milk\n- eggs\n\nThe person wants", List(), False), ("milk, eggs. The person", List(), False),
        ("40 + 25 +", Number(), True), ("The sum is 65 for", Number(), False),
        ("A: the capital of Kenya", LETTERS, True), ("A: the cap", LETTERS, True), ("B: a river", LETTERS, False),
        ("A: the capital of Kenya, since it", LETTERS, False), ("The answer is A: the cap", LETTERS, False),
    ],
)  # fmt: skip
def test_what_a_cut_answer_may_still_come_to(text, answer, may):
    assert may_change(text, answer, QUIZ) is may


def test_a_loop_is_no_answer_that_the_limit_cut():
    assert is_loop("No, no, no, no, no, no, no, no,") and is_loop("the house the house the house the house the")
    assert not is_loop("Paris is a city that has been a part of my life for a long time.") and not is_loop(
        "1, 2, 3, 4, 5"
    )


def test_texts_of_which_one_was_cut_agree_as_far_as_they_go():
    assert agree_so_far("Keep every fact. Write", "Keep every fact.", cut_a=True, cut_b=True)
    assert not agree_so_far("Keep every fact. Write", "Keep every fact.", cut_a=True, cut_b=False)
    assert not agree_so_far("Keep", "Keep every fact and write it", cut_a=True, cut_b=True)


@pytest.mark.parametrize("text", ["I need milk, eggs and bread.", "The person wants to buy milk, eggs, and bread."])
def test_a_list_in_a_sentence_has_no_first_item_of_its_own(text):
    assert compare(text, "- milk\n- eggs\n- bread", List()).same


def judged(prompt: pf.Prompt, base: Output) -> Judge:
    evidence = PromptEvidence(PromptPlan(prompt, (), (), ()), answer=prompt.answer, base={0: [base]})
    judge = Judge(evidence, pf.Oracle(embedder=TOY))
    judge.settle_answer_type([base.text])
    judge.read_base()
    return judge


def reworded(prompt: pf.Prompt, before: str, after: str) -> Variant:
    at = prompt.template.index(before)
    return prompt.variant(pf.Edit(at, at + len(before), after, "slips"))


def trial_of(judge: Judge, variant: Variant, output: Output) -> Trial:
    (trial,) = judge.trials([(variant, 0, variant.render(0), output)], [])
    return trial


PLAIN = pf.Prompt("Keep every fact.\n\nText: {t}", cases=[{"t": "It rains."}], answer=Text())


def test_an_echoed_slip_of_a_cut_output_is_no_change():
    judge = judged(PLAIN, Output("1. Keep every fact.\n2. Write it", truncated=True))
    variant = reworded(PLAIN, "fact", "facct")
    assert trial_of(judge, variant, Output("1. Keep every facct.\n2. Wri", truncated=True)).kind is Kind.SAME
    assert trial_of(judge, variant, Output("Snow fell over the hills all night.")).kind is Kind.TEXT


def test_a_list_that_the_limit_cut_is_neither_a_change_nor_agreement():
    prompt = pf.Prompt("List the food.\n\nText: {t}", cases=[{"t": "milk, eggs and bread"}], answer=List())
    judge = judged(prompt, Output("- milk\n- eggs\n- bread"))
    variant = reworded(prompt, "food", "fodo")
    assert trial_of(judge, variant, Output("- milk\n- eggs\n- br", truncated=True)).kind is Kind.CUT
    assert trial_of(judge, variant, Output("- milk\n- eggs")).kind is Kind.VALUE


def test_a_correction_that_was_not_made_is_a_change():
    prompt = pf.Prompt(GRAMMAR, cases=[{"s": "She go to school every day."}], answer=Text())
    judge = judged(prompt, Output("She goes to school every day."))
    variant = reworded(prompt, "little", "litle")
    assert trial_of(judge, variant, Output("She go to school every day.")).kind is Kind.TEXT
    assert trial_of(judge, variant, Output("Sure: She goes to school every day.")).kind is Kind.SAME


def test_the_outputs_that_a_sampling_finding_shows_are_those_it_compares():
    prompt = pf.Prompt(PARCEL, cases=[{"message": "Hello!"}], answer=YesNo())
    judge = judged(prompt, Output("No."))
    messages = Variant(prompt).render(0)
    texts = ["No.", "No.", "No.", "Yes.", "Yes, it is.", "Yes, of course.", "Yes indeed."]
    base = [Drawn(0, 0, 0, Output(text), messages, turn) for turn, text in enumerate(texts)]
    judge.evidence.pool = Pool(base)
    variant = reworded(prompt, "parcel", "percel")
    trial = changed_trial(judge, Crowd(judge, judge.evidence.pool), variant, 0, [Output("No, not yet.")])
    assert not trial.comparison.same
    finding = variant_finding(judge.evidence, trial, "model", "at times", 1)
    shown = Said(finding.base.outputs[0], messages, 0), Said(finding.minimal.outputs[0], messages, 0)
    assert judge.shown(*shown) == trial.comparison
    assert finding.reasons == trial.comparison.reasons == ("verdicts differ: yes against no",)

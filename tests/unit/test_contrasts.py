"""Contrasts: another thing is asked, in good English, with the answer that is then expected where it can be derived."""

import json

import pytest

import promptfuzz as pf
from promptfuzz import corpus
from promptfuzz.engine.plan import CONTRASTS_AIM, Settings, plan_run
from promptfuzz.mutators import mutators_of, propose_sites
from promptfuzz.records import Choice, Json, Label, List, Message, Number, Prompt, Text, Variant, YesNo, slot_counts
from promptfuzz.render import protected_spans
from tests.unit.prompts_for_mutators import PROMPTS

STARTER = corpus.load_corpus("starter")
MORE = [
    Prompt("Translate the text into German.\n\n{x}", slots={"x": ""}),
    Prompt("Give me five ideas for {x}.", slots={"x": "tea"}),
    Prompt("If it is spam, answer spam. Otherwise, answer ham.\n\n{x}", slots={"x": ""}, answer=Label("spam", "ham")),
    Prompt("Summarise the text in two sentences.\n\n{x}", slots={"x": ""}, answer=Text()),
]


def contrasts(template, *names, part="template", **fields):
    prompt = Prompt(template, **fields)
    sites = propose_sites(prompt, ("contrast",), names or None).sites
    return [(Variant(prompt, site.alternatives[0]).sources[part], site.expected) for site in sites]


@pytest.mark.parametrize("name", [item.name for item in mutators_of(("contrast",))])
def test_every_mutator_offers_something_somewhere(name):
    assert any(propose_sites(prompt, ("contrast",), (name,)).sites for prompt in (*STARTER, *PROMPTS, *MORE))


@pytest.mark.parametrize("prompt", [*STARTER, *PROMPTS, *MORE], ids=lambda prompt: prompt.key)
def test_slots_stay_and_what_is_expected_changes_on_every_case(prompt):
    for site in propose_sites(prompt, ("contrast",)).sites:
        (edits,) = site.alternatives
        after = Variant(prompt, edits).sources
        assert {edit.part for edit in edits} <= {"template", "system"}
        for part in {edit.part for edit in edits}:
            assert slot_counts(after[part]) == slot_counts(prompt.sources[part])
            for span in protected_spans(prompt, part):
                if span.kind in {"slot", "code", "url", "placeholder"}:
                    assert prompt.sources[part][span.start : span.stop] in after[part]
        assert len(site.expected) == len(prompt.cases)
        for new, case in zip(site.expected, prompt.cases, strict=True):
            assert new is None or case.expected is None or new.casefold() != case.expected.casefold()


@pytest.mark.parametrize("prompt", [*STARTER, *PROMPTS, *MORE], ids=lambda prompt: prompt.key)
def test_no_joint_is_left_open(prompt):
    for site in propose_sites(prompt, ("contrast",)).sites:
        for edit in site.alternatives[0]:
            assert "  " not in edit.text
            assert edit.text.strip(" \n-")[-1] not in ",:"


@pytest.mark.parametrize(
    ("name", "template", "said"),
    [
        ("other-directions", "Which is cheaper? If both are good, choose the older one. {x}", ["more expensive"]),
        ("other-directions", "Choose the right one. If both are good, choose the shorter one. {x}", []),
        ("other-directions", "Which is cheaper? If none is cheaper, say so. {x}", []),
        ("other-lengths", "Score the chat. Explain your choice in one sentence. {x}", []),
        ("added-languages", "Write the times in rows. {x}", []),
        ("opposite-bounds", "Suggest a title of at most 10 words. {x}", []),
        ("opposite-bounds", "Explain it in at most 40 words. {x}", ["at least 120 words"]),
        ("swapped-answers", "List the skills, then mark each as junior, mid or senior. {x}", []),
    ],
)
def test_only_what_is_mainly_asked_is_turned_round(name, template, said):
    found = contrasts(template, name, slots={"x": ""})
    assert len(found) == len(said) and all(word in text for word, (text, _) in zip(said, found, strict=True))


@pytest.mark.parametrize(
    ("sample", "offers"),
    [
        ('{{"one": "...", "two": "..."}}', True),
        ('{{"one": string, "two": string}}', True),
        ('{{"one": string, "two": number}}', False),
        ('{{"one": "the name", "two": "a number"}}', False),
        ('{{"one": "...", "two": 0}}', False),
    ],
)
def test_keys_of_one_type_alone_swap_their_values(sample, offers):
    template = f"Fill in the JSON.\n\n{sample}\n\nUse the letter.\n\n{{x}}"
    assert bool(contrasts(template, "swapped-keys", slots={"x": ""}, answer=Json())) is offers


def test_an_answer_for_want_of_a_better_one_is_not_negated():
    template = "Check whether the dish contains nuts. Say yes or no. If unsure, say yes. {x}"
    assert contrasts(template, "negated-questions", slots={"x": ""}) == []


def test_two_thirds_of_the_starter_corpus_have_a_contrast():
    assert sum(bool(propose_sites(prompt, ("contrast",)).sites) for prompt in STARTER) >= 2 / 3 * len(STARTER)


def test_labels_are_swapped_and_what_is_expected_with_them():
    assert contrasts(
        "Is it good or bad? Use one word.\n\n{x}",
        "swapped-answers",
        cases=[{"x": "a", "expected": "good"}, {"x": "b"}],
        answer=Label("good", "bad"),
    ) == [
        (
            "Is it good or bad? Use one word. Swap the two answers: reply bad where good would be right, and good where "
            "bad would be right.\n\n{x}",
            ("bad", None),
        )
    ]


def test_examples_are_relabelled_with_the_sentence():
    template = "Tag the mood.\n\nText: yay\nMood: good\n\nText: ugh\nMood: bad\n\nText: {x}\nMood:"
    ((text, expected),) = contrasts(
        template, "swapped-answers", cases=[{"x": "a", "expected": "good"}], answer=Label("good", "bad")
    )
    assert "Text: yay\nMood: bad\n\nText: ugh\nMood: good" in text
    assert expected == ("bad",)
    assert contrasts(template, "wrong-answers", slots={"x": "a"}, answer=Label("good", "bad")) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"cases": [{"x": "a", "expected": "unknown"}], "answer": Label("good", "bad")},
        {"slots": {"x": "a"}, "answer": Label("good", "bad"), "history": [Message("assistant", "good")]},
        {"slots": {"x": "a"}, "answer": Label(*"abcdefgh")},
    ],
)
def test_answers_that_cannot_be_swapped_stay(fields):
    assert contrasts("Is it good or bad? Use one word.\n\n{x}", "swapped-answers", **fields) == []
    assert (
        contrasts("Say yes or no. If unclear, say unknown.\n\n{x}", "swapped-answers", slots={"x": "a"}, answer=YesNo())
        == []
    )


def test_a_question_is_negated():
    found = contrasts(
        "Decide whether the text mentions a date. Answer yes or no.\n\n{x}",
        "negated-questions",
        cases=[{"x": "a", "expected": "yes"}],
        answer=YesNo(),
    )
    assert found == [("Decide whether the text does not mention a date. Answer yes or no.\n\n{x}", ("no",))]
    assert contrasts("Say whether it is red or blue. Answer yes or no.", "negated-questions", answer=YesNo()) == []


def test_conditions_change_places():
    ((text, expected),) = contrasts(
        "If it is spam, answer spam. Otherwise, answer ham.\n\n{x}",
        "swapped-conditions",
        cases=[{"x": "a", "expected": "ham"}],
        answer=Label("spam", "ham"),
    )
    assert text.startswith("If it is spam, answer ham. Otherwise, answer spam.")
    assert expected == ("spam",)


def test_numbers_are_shifted():
    cases = [{"x": "a", "expected": "7"}, {"x": "b", "expected": "2.5"}, {"x": "c", "expected": "many"}]
    found = contrasts("Count the dogs.\n\n{x}", "shifted-numbers", cases=cases, answer=Number())
    assert [expected for _, expected in found] == [("107", "102.5", None), ("14", "5", None)]
    zero = contrasts("Count the dogs.\n\n{x}", "shifted-numbers", cases=[{"x": "a", "expected": "0"}], answer=Number())
    assert [expected for _, expected in zero] == [("100",)]  # twice nothing is nothing


def test_directions_turn_with_the_cue_and_the_answer_of_two():
    ((text, expected),) = contrasts(
        "Which one is cheaper? Reply A or B.\n\nA: {a}\nB: {b}\nCheaper:",
        "other-directions",
        cases=[{"a": "1", "b": "2", "expected": "A"}],
        answer=Choice("A", "B"),
    )
    assert text == "Which one is more expensive? Reply A or B.\n\nA: {a}\nB: {b}\nMore expensive:"
    assert expected == ("B",)


@pytest.mark.parametrize(
    "template",
    [
        "Rate it from 1, the worst, to 5, the best.",
        "Do your best to find it.",
        "Name no longer words.",
        "Answer at best once.",
        "List the keywords in lower case.",
    ],
)
def test_directions_stay_where_they_give_none(template):
    assert contrasts(template, "other-directions") == []


def test_keys_are_left_out_or_swapped():
    given = {"a": 1, "b": 2}
    cases = [{"x": "t", "expected": given}]
    found = contrasts('Return JSON with the keys "a" and "b".\n\n{x}', "fewer-keys", cases=cases, answer=Json())
    assert [(text, json.loads(said)) for text, (said,) in found] == [('Return JSON with the key "a".\n\n{x}', {"a": 1})]
    ((_, (said,)),) = contrasts(
        'Fill in the form {"a": "", "b": ""}. Be brief.\n\n{x}', "swapped-keys", cases=cases, answer=Json()
    )
    assert json.loads(said) == {"a": 2, "b": 1}


def test_languages_lengths_and_counts():
    assert contrasts("Translate the text into German.\n\n{x}", "other-languages", slots={"x": ""})[0][0].startswith(
        "Translate the text into French."
    )
    assert contrasts("Use at most 30 words to explain rain.", "opposite-bounds")[0][0].startswith(
        "Use at least 90 words"
    )
    assert contrasts("Summarise it in one sentence.", "other-lengths")[0][0] == "Summarise it in eight sentences."
    assert contrasts("List three towns and three rivers.", "other-counts") == []
    assert contrasts("Suggest 4 names.", "other-counts", answer=List())[0][0] == "Suggest 8 names."
    assert contrasts("Keep it in capital letters.") == []


def test_the_place_of_a_sentence_may_be_the_system_message():
    found = contrasts(
        "{x}", "swapped-answers", part="system", system="Rules:\n- Say good or bad.\n- Be brief.", slots={"x": "a"},
        answer=Label("good", "bad"),
    )  # fmt: skip
    assert found[0][0].endswith(
        "- Be brief.\n- Swap the two answers: reply bad where good would be right, and good where bad would be right."
    )


PLAIN = Prompt(
    "Is the text good or bad? Use one word.\n\n{x}",
    cases=[{"x": "a", "expected": "good"}, {"x": "b", "expected": "bad"}, {"x": "c", "expected": "bad"}],
    answer=Label("good", "bad"),
    id="plain",
)


def planned(prompt, seed=0):
    (plan,) = plan_run([prompt], Settings(("paraphrase",), seed=seed))
    return plan.contrasts


def test_a_prompt_without_contrasts_gets_some_from_the_family():
    found = planned(PLAIN)
    assert 3 <= len(found) <= CONTRASTS_AIM
    assert found == planned(PLAIN)
    assert len({contrast.messages for contrast in found}) == len(found)
    assert {contrast.case for contrast in found} == {0, 1, 2}


def test_the_prompts_own_contrasts_come_first_and_suffice():
    own = Prompt.from_json(PLAIN.to_dict() | {"contrasts": ["Name a colour.\n\n{x}"]})
    assert [contrast.text for contrast in planned(own)] == ["Name a colour.\n\n{x}"] * 3
    one = Prompt(
        "Is it good or bad? Use one word.", answer=Label("good", "bad"), contrasts=["Name a colour."], id="one"
    )
    found = planned(one)
    assert found[0].text == "Name a colour."
    assert len(found) > 1


def verdicts_of(model):
    oracle = pf.Oracle(embedder=pf.ToyEmbedder())
    report = pf.fuzz(PLAIN, model, families=("paraphrase",), oracle=oracle)
    assert report.findings == ()
    return {cell.family: cell.verdict for cell in report.cells}, {cell.family: cell.reason for cell in report.cells}


def test_made_contrasts_that_are_followed_are_a_control():
    def listens(text):
        answer = "good" if text.endswith("a") else "bad"
        return answer if "wrong" not in text and "Swap" not in text else "good" if answer == "bad" else "bad"

    verdicts, reasons = verdicts_of(listens)
    assert verdicts["contrast"] is pf.Verdict.FOLLOWS
    assert "contrast" not in reasons["paraphrase"]


def test_made_contrasts_that_are_not_followed_prove_nothing():
    verdicts, reasons = verdicts_of(lambda text: "good" if text.endswith("a") else "bad")
    assert verdicts["contrast"] is pf.Verdict.UNDECIDED
    assert "No contrast control" in reasons["paraphrase"]

"""Counterfactuals: people are swapped, consistently, beside a control, and only where no answer hangs on it."""

import random
import re

import pytest

import promptfuzz as pf
from promptfuzz.errors import UsageError
from promptfuzz.mutators import Sampler, get_family, mutators_of, propose_sites
from promptfuzz.records import Label, Prompt, Variant, YesNo
from promptfuzz.strategies.counterfactual_cases import WORD, CaseText
from promptfuzz.strategies.counterfactual_controls import neutral_swaps
from promptfuzz.strategies.counterfactual_known import first_names, surnames
from promptfuzz.strategies.counterfactual_pronouns import gender_of, swapped_pronouns

SENTIMENT = Label("positive", "negative")
TEMPLATE = "Classify the sentiment of the review as positive or negative.\n\nReview: {x}"
VALUES = [
    "Emily served us and Tom Wilson brought the bill. Tom Wilson was rude.",
    "Maria Keller smiled. Perhaps the whole evening was great. She thinks it really was.",
    "The driver was late. He phoned and he tried to explain. Perhaps it was a mistake, but nobody believed him at noon.",
    "Mrs Brandt was rude to Mr Okafor.",
    "A German customer and a Polish customer had a problem, perhaps two problems.",
    "The cook is 34 years old and really clever.",
    "Someone said that a Muslim guest was terrible.",
    "The colour was awful and we were worried.",
]


def prompt_of(value, template=TEMPLATE, answer=SENTIMENT, **fields):
    return Prompt(template, slots={"x": value}, answer=answer, **fields)


def swapped(value, *names, **fields):
    prompt = prompt_of(value, **fields)
    sites = propose_sites(prompt, ("counterfactual",), names or None).sites
    return [Variant(prompt, edits).sources["cases[0].x"] for site in sites for edits in site.alternatives]


def refused(value, *names, **fields):
    proposal = propose_sites(prompt_of(value, **fields), ("counterfactual",), names or None)
    assert not proposal.sites
    return {reason for reason, _ in proposal.rejected}


@pytest.mark.parametrize("name", [item.name for item in mutators_of(("counterfactual",))])
def test_every_mutator_offers_something_somewhere(name):
    assert any(propose_sites(prompt_of(value), ("counterfactual",), (name,)).sites for value in VALUES)


@pytest.mark.parametrize("value", VALUES)
def test_only_slot_values_change_and_the_control_changes_as_many_words_of_the_same_input(value):
    prompt = prompt_of(value)
    sites = propose_sites(prompt, ("counterfactual",)).sites
    assert sites
    for site in sites:
        assert {edit.mutator for edit in site.control} == {site.mutator}
        control = Variant(prompt, site.control).sources
        assert control != prompt.sources
        for edits in site.alternatives:
            after = Variant(prompt, edits).sources
            assert {part for part in after if after[part] != prompt.sources[part]} == {"cases[0].x"}
            assert len(edits) == len(site.control)
            assert len({edit.link for edit in edits}) == 1
            assert after != control


def test_a_name_is_swapped_everywhere_with_its_surname_and_keeps_its_gender():
    for text in swapped("Tom Wilson left. Was it Tom's fault?", "name-origins"):
        found = re.fullmatch(r"(\w+) (\w+) left\. Was it (\w+)'s fault\?", text)
        assert found
        assert found.group(1) == found.group(3)
        (group, origin), _ = first_names()[found.group(1)]
        assert (group, origin) != ("men", "english")
        assert (group, surnames()[found.group(2)][0]) == ("men", origin)


def test_a_name_is_the_same_in_all_inputs_of_a_case():
    prompt = Prompt(
        "Does the premise entail the hypothesis? Answer yes or no.\n\n{p}\n{h}",
        slots={"p": "Emily sleeps.", "h": "Emily is awake."},
        answer=YesNo(),
    )
    for site in propose_sites(prompt, ("counterfactual",), ("name-origins",)).sites:
        for edits in (*site.alternatives, site.control):
            after = Variant(prompt, edits).sources
            assert after["cases[0].p"].split()[0] == after["cases[0].h"].split()[0] != "Emily"


def test_no_two_people_get_one_name():
    prompt = prompt_of("Emily met Greta and Carmen. Tom met Klaus.")
    assert not propose_sites(prompt, ("counterfactual",)).sites  # more than four people
    prompt = prompt_of("Emily met Greta and Carmen.")
    sites = propose_sites(prompt, ("counterfactual",)).sites
    for variant, _ in zip(Sampler(prompt, sites, random.Random(0)), range(60), strict=False):
        names = re.findall(r"[A-Z]\w+", variant.sources["cases[0].x"])
        assert len(set(names)) == 3


def test_another_gender_takes_its_pronouns_along():
    found = swapped("Emily was late, but she is polite. Perhaps I really like her.", "name-genders")
    assert found == [
        "Tom was late, but he is polite. Perhaps I really like him.",
        "Alex was late, but they are polite. Perhaps I really like them.",
    ]


@pytest.mark.parametrize(
    ("value", "target", "said"),
    [
        ("He says it is his. I gave it to him himself.", "she", "She says it is hers. I gave it to her herself."),
        ("She lost her bag; I saw her.", "he", "He lost his bag; I saw him."),
        ("She's late and she'll wait.", "he", "He's late and he'll wait."),
        ("Does he know? He always wants it. He tries.", "they", "Do they know? They always want it. They try."),
        ("She passes it. She watches.", "they", "They pass it. They watch."),
        ("He wasn't here.", "they", "They weren't here."),
    ],
)
def test_pronouns_agree(value, target, said):
    case = CaseText((("cases[0].x", value),))
    swaps = swapped_pronouns(case, gender_of(case), target)
    for place, text in sorted(swaps, key=lambda swap: -swap[0].start):
        value = value[: place.start] + text + value[place.stop :]
    assert value == said


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("She gave her money away.", "he"),
        ("She's late.", "they"),
        ("His boots were wet and he left.", "they"),
        ("He comes and goes.", "they"),
        ("SHE LEFT.", "he"),
    ],
)
def test_what_cannot_be_told_is_left_alone(value, target):
    case = CaseText((("cases[0].x", value),))
    assert swapped_pronouns(case, gender_of(case), target) is None


@pytest.mark.parametrize(
    "value",
    [
        "Emily Blunt acted well.",
        "We ate at Emily's Kitchen.",
        "Write to emily@shop.com or to Emily.",
        "Hurricane Maria was bad.",
        "The Emily is a ship.",
        "EMILY came with Emily.",
        "James' car was towed.",
    ],
)
def test_a_name_that_may_be_none_stays(value):
    assert swapped(value, "name-origins", "name-genders") == []


def test_articles_fit():
    assert not any("a Indian" in text or "an German" in text for text in swapped(VALUES[4], "nationalities"))
    assert swapped("We bought German beer, perhaps.", "nationalities") == []


@pytest.mark.parametrize(
    "value",
    [
        "Javier Herrera called. J. Herrera is on call.",
        "Emily Harrison lives at 14 Harrison Street.",
        "Emily Wilson works for Wilson Sporting Goods.",
        "Thomas came home. Tom's steak was cold.",
        "Joseph left. Joe was tired.",
        "Ben (Benjamin) wrote this.",
        'The word "Emily" is on the sign.',
        "Minutes (A.H.): Anna spoke.",
        "Hassan is user hassan_92.",
        "Emily's surname is spelt wrongly.",
        "Michael Jackson sang.",
        "Ben and Jerry's is open.",
    ],
)
def test_a_name_that_stands_elsewhere_in_another_form_stays(value):
    assert swapped(value, "name-origins", "name-genders") == []


@pytest.mark.parametrize(
    "value",
    [
        "Anna: Are we late?\nOmar: Yes.\nAnna: Great.",
        "It was late.\nAnna was not.",
        "Ms Anna Brandt called.",
        "Hassan Ibrahim called.",
    ],
)
def test_a_name_is_found_in_transcripts_after_titles_and_at_the_start_of_a_line(value):
    first = value.split(":")[0] if ":" in value else None
    assert swapped(value, "name-origins")
    assert first is None or any(text.count(text.split(":")[0]) == 2 for text in swapped(value, "name-origins"))


def test_a_surname_that_says_the_gender_keeps_the_name_of_its_gender():
    assert swapped("Joanna Kowalska called.", "name-genders") == []
    assert swapped("Joanna Kowalska called.", "name-origins")


def test_a_name_of_both_genders_follows_the_pronouns():
    assert swapped("Sam lost her keys.", "name-origins") == []


def test_a_title_changes_wherever_it_stands_and_keeps_its_full_stop():
    assert swapped("Mrs. Salma Khoury left. Mrs. Khoury was late.", "titles") == [
        "Ms. Salma Khoury left. Ms. Khoury was late."
    ]
    assert swapped("Professor Khoury was late.", "titles") == ["Dr Khoury was late."]


@pytest.mark.parametrize(
    "value",
    [
        "The candidate, Mr Khoury, is 26 years old.",
        "Our line manager, Mr Brandt, was late.",
        "Dr Brandt, a payroll clerk, left.",
        "Ms Brandt and her boyfriend left.",
    ],
)
def test_nobody_gets_a_degree_or_a_marriage_that_a_fact_may_gainsay(value):
    assert swapped(value, "titles") == []


@pytest.mark.parametrize(
    "value",
    [
        "His family arrived from Syria. Hassan works here.",
        "Chidi moved here from Nigeria.",
        "Chidi grew up in a village near Enugu.",
        "Priya has a work visa.",
        "Piotr wrote in Polish.",
        "Salma fasts during Ramadan.",
        "Leila is an Egyptian nurse.",
        "Jürgen is the son of the Villanueva family.",
        "Ben Whitfield and the Whitfields left.",
        "My son Ben is ill. Regards, Helen Bennett",
        "Omar Haddad and Leila are cousins.",
        "Carlos called. Mr Garcia was angry.",
    ],
)
def test_a_name_beside_an_origin_or_kin_keeps_its_origin(value):
    assert swapped(value, "name-origins") == []


def test_an_instruction_that_names_an_origin_keeps_the_origin_of_names():
    template = "The speakers are all from Poland. Is the review good? Answer yes or no.\n\n{x}"
    assert swapped("Piotr smiled.", "name-origins", template=template, answer=YesNo()) == []
    assert swapped("Piotr smiled.", "name-origins", template="Answer in English: good or bad?\n\n{x}")


@pytest.mark.parametrize(
    "value",
    [
        "The patient isn't hurt. She was told to rest.",
        "Dear Ms Brandt, it isn't working, yeah.",
        "We paid £20 for the grey lamp, a cosy place at the colour fair, near the gray wall.",
        "The labour was costly, the specialisation odd, and the flat had a grey wall.",
    ],
)
def test_no_dialect_stands_beside_another_or_in_a_formal_text(value):
    assert swapped(value, "dialects") == []


def test_a_casual_text_may_become_more_so():
    assert swapped("Yeah, the pool isn't big, lol.", "dialects") == ["Yeah, the pool ain't big, lol."]


@pytest.mark.parametrize(
    ("template", "name", "value"),
    [
        ("Route the complaint: a or b. Name only the team.\n\n{x}", "name-origins", VALUES[0]),
        ("Did the sender attach a file? Answer yes or no.\n\n{x}", "name-origins", VALUES[0]),
        ("Transcript of a call. Answer a or b.\n\n{x}", "name-origins", VALUES[0]),
        ("Which team: car, home or travel?\n\n{x}", "nationalities", VALUES[4]),
        ("Rate the anger from 1 to 5. Return only the number.\n\n{x}", "ages", VALUES[5]),
        ("Is the income below 2000 a month? Answer yes or no.\n\n{x}", "ages", VALUES[5]),
    ],
)
def test_a_prompt_that_asks_for_something_else_is_not_refused(template, name, value):
    assert swapped(value, name, template=template)


@pytest.mark.parametrize(
    "value",
    [
        "We bought a Dr Pepper.",
        "Mr and Mrs Brandt came.",
        "Mr Brandt, our electrician, left.",
        "Mr Brandt left. I like Brandt.",
    ],
)
def test_a_title_that_may_say_more_stays(value):
    assert swapped(value, "titles") == []


@pytest.mark.parametrize(
    "value",
    [
        "The cook is 34 years old and has worked here for 12 years.",
        "The cook is 34 years old and was born in 1990.",
        "Her son is 34 years old.",
        "Must be over 30. She is 26 years old.",
        "Jokes about her age. She is 58 years old.",
        "The cook is 34 years old and pregnant.",
    ],
)
def test_an_age_that_other_facts_go_with_stays(value):
    assert swapped(value, "ages") == []


@pytest.mark.parametrize(
    "value",
    [
        "A French tourist from Paris called perhaps.",
        "A German customer, Klaus, called perhaps.",
        "An English teacher helped me perhaps.",
        "A Polish worker showed his passport perhaps.",
        "A German friend and his French wife really left.",
    ],
)
def test_a_nationality_that_other_facts_go_with_stays(value):
    assert swapped(value, "nationalities") == []


def test_a_religion_that_other_facts_go_with_stays_and_no_church_stands_beside_its_own():
    assert swapped("A Muslim guest prays, perhaps.", "religions") == []
    assert not any(
        "Catholic" in text for text in swapped("A Jewish guest and a Christian guest left, perhaps.", "religions")
    )


@pytest.mark.parametrize(
    ("key", "value"), [("nationalities", VALUES[4]), ("religions", "A Sikh man and a Hindu man left, perhaps.")]
)
def test_two_groups_never_become_one(key, value):
    prompt = prompt_of(value)
    sites = propose_sites(prompt, ("counterfactual",), (key,)).sites
    assert len(sites) == 2
    for variant, _ in zip(Sampler(prompt, sites, random.Random(0)), range(60), strict=False):
        one, other = re.findall(r"[Aa]n? ([A-Z]\w+) ", variant.sources["cases[0].x"])
        assert one != other


@pytest.mark.parametrize(
    "value",
    [
        "Benjamin is late. He forgot it, perhaps.",
        "The policewoman was late. She perhaps forgot it.",
        "The patient fears for his prostate, perhaps.",
    ],
)
def test_pronouns_of_somebody_whose_gender_is_said_stay(value):
    assert swapped(value, "pronouns") == []


def test_nobody_is_called_they_beside_others_who_are():
    assert swapped("She says they are too small, perhaps. She left at noon.", "pronouns") == [
        "He says they are too small, perhaps. He left at noon."
    ]


def test_names_of_streets_keep_their_spelling():
    assert swapped("The house in Centre Street is lovely. I left Mr Gray there.", "dialects") == []


@pytest.mark.parametrize(
    "value", ["It was late because of her.", "He came as soon as possible.", "Didn't you know?", "She thinks about it."]
)
def test_a_control_takes_no_word_that_means_something_else_here(value):
    assert neutral_swaps(CaseText((("cases[0].x", value),)), 1) == []


def test_what_is_written_about_people_is_refused_whatever_is_expected():
    prompt = Prompt("Summarise the note.\n\n{x}", cases=[{"x": "Emily fell.", "expected": "Someone fell."}])
    reasons = dict(propose_sites(prompt, ("counterfactual",), ("name-origins",)).rejected)
    assert set(reasons) == {"the answer may hold what would change"}


def test_an_expected_answer_may_hold_another_form_of_what_would_change():
    prompt = Prompt("Which one?\n\n{x}", cases=[{"x": "Emily's bag was lost.", "expected": "Emily"}])
    assert not propose_sites(prompt, ("counterfactual",), ("name-origins",)).sites
    prompt = Prompt("Which one?\n\n{x}", cases=[{"x": "Perhaps a German man left.", "expected": "Germany"}])
    assert not propose_sites(prompt, ("counterfactual",), ("nationalities",)).sites


def test_answers_that_hang_on_it_are_refused_with_a_reason():
    assert refused(VALUES[0], template="Summarise the note.\n\n{x}", answer=pf.Text()) == {
        "the answer may hold what would change"
    }
    asks = "the prompt asks for what would change"
    assert refused(VALUES[0], "name-origins", template="Who is rude? Answer A or B.\n\n{x}") == {asks}
    assert refused(VALUES[5], "ages", template="Is the cook older than 40? Answer yes or no.\n\n{x}") == {asks}
    assert refused(VALUES[0], template="How many words are there?\n\n{x}", answer=pf.Number()) == {
        "the prompt asks about the text itself"
    }
    prompt = Prompt("Which one?\n\n{x}", cases=[{"x": "Emily won.", "expected": "It was Emily."}])
    reasons = dict(propose_sites(prompt, ("counterfactual",), ("name-origins",)).rejected)
    assert reasons == {"the expected answer holds what would change": 3}


def test_a_site_without_a_control_is_refused():
    assert "no control of the same size" in refused("She is tall.", "pronouns")


def test_the_family_is_selectable_and_not_a_default():
    from promptfuzz.mutators import DEFAULT_FAMILIES

    assert get_family("counterfactual", controls=False).name not in DEFAULT_FAMILIES
    with pytest.raises(UsageError, match=r"contrast.*controls the test itself"):
        get_family("contrast", controls=False)


def test_the_engine_asks_each_variant_on_the_case_that_it_changes():
    prompt = Prompt(
        TEMPLATE,
        cases=[{"x": "Emily smiled."}, {"x": "It rained."}, {"x": "Tom laughed. Perhaps he was great."}],
        answer=Label("positive", "negative"),
        id="people",
    )
    bases = {prompt.variant().render(case)[-1].content for case in range(3)}

    def biased(text):
        return "negative" if "Fatima" in text else "positive"

    model = pf.ScriptedModel(function=biased)
    report = pf.fuzz(
        prompt,
        model,
        families=("counterfactual",),
        budget=pf.Budget(calls=300),
        oracle=pf.Oracle(embedder=pf.ToyEmbedder()),
    )
    variants = [request.messages[-1].content for request in model.calls if request.sample == 0]
    assert len(variants) == len(set(variants))
    assert bases <= set(variants)
    cell = next(cell for cell in report.cells if cell.family == "counterfactual")
    assert cell.flips == sum("Fatima" in text for text in variants) > 0


@pytest.mark.parametrize("value", ["", "😀 Emily é", "这个人很好", "هو Emily قال", "{x} {{Tom}} 100%", "she " * 25_000])
def test_odd_values_do_no_harm(value):
    prompt = prompt_of(value)
    sites = propose_sites(prompt, ("counterfactual",)).sites
    for variant, _ in zip(Sampler(prompt, sites, random.Random(0)), range(5), strict=False):
        assert variant.render()
    assert all(WORD.fullmatch(word) for word in ("Emily", "don't"))

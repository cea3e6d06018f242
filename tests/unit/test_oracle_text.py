"""Free text: vetoes, equivalences and the order of scores, with the toy embedder."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptfuzz.measures import MEASURES, ToyEmbedder, WordVectors
from promptfuzz.oracle import Oracle, compare
from promptfuzz.oracle import judge as judging
from promptfuzz.oracle.normalise import normalise
from promptfuzz.oracle.prose.alignment import agreement, by_chance, least_alignment, shared_words
from promptfuzz.oracle.prose.freetext import examine
from promptfuzz.oracle.prose.signals import fitted, signals
from promptfuzz.records import Text

TOY = ToyEmbedder()

DIFFERENT = [
    ("The device is safe.", "The device is not safe.", "negation on one side only"),
    ("The plan is legal.", "The plan is illegal.", "opposites"),
    ("The price rose sharply.", "The price fell sharply.", "opposites"),
    ("The meeting lasts 2 hours.", "The meeting lasts three hours.", "numbers differ: 2 against 3"),
    ("The parcel weighs 5 kg.", "The parcel weighs 5 g.", "numbers differ"),
    ("Alice sold the car to Bob.", "Bob sold the car to Alice.", "swapped roles"),
    ("The bear was attacked by the hunter.", "The bear attacked the hunter.", "swapped roles"),
    ("The shop opens on Monday.", "The shop opens on Tuesday.", "'monday' against 'tuesday'"),
    ("Hamlet was written by Shakespeare.", "Hamlet was written by Marlowe.", "different names"),
    ("All students passed the exam.", "Some students passed the exam.", "how many differs"),
    ("You may park here.", "You must park here.", "duty against permission"),
    ("Serve it with tea and milk.", "Serve it with tea or milk.", "'and' against 'or'"),
    ("We need flour, eggs and milk.", "We need flour, eggs, milk and sugar.", "only in one enumeration"),
    ("Good morning, how are you?", "Guten Morgen, wie geht es Ihnen?", "different languages"),
    ("The causes were debt and a failed harvest.", "The causes were", "breaks off"),
    ("The capital is Paris.", "I'm sorry, but I can't help with that.", "one declines"),
    ("Yes, you can.", "No, you cannot.", "verdicts differ"),
    ('{"age": 30}', '{"age": 31}', "JSON differs"),
    ("Answer: A", "Answer: B", "options differ"),
    ("def f(n):\n    return n + 1", "def f(n):\n    return n - 1", "programs differ"),
    ("- red\n- green", "- red\n- blue", "lists differ"),
    ("1. Mix the eggs.\n2. Heat the pan.", "1. Heat the pan.\n2. Mix the eggs.", "another order"),
]
SAME = [
    ("The pool is closed this week for repairs.", "The pool will be closed all week because of repairs."),
    ("From Monday, staff are allowed to park in lot B.", "Staff are allowed to park in lot B from Monday."),
    ("In short: the film is free.", "The film is free."),
    ("Films can be borrowed for free at the library.", "Films can be borrowed at no charge at the library."),
    ("Films are free at the library.", "Films cost nothing at the library."),
    ("The device is unsafe.", "The device is not safe."),
    ("It is impossible to divide by zero.", "You cannot divide by zero."),
    ("Alice sold the car to Bob.", "Bob bought the car from Alice."),
    ("A storm damaged the roof.", "The roof was damaged by a storm."),
    ("Maria is taller than Jonas.", "Jonas is shorter than Maria."),
    ("The meeting lasts 2 hours.", "The meeting lasts two hours."),
    ("Cook it for 90 minutes.", "Cook it for an hour and a half."),
    ("The call starts at 3 pm.", "The call starts at 15:00."),
    ("Paris", "The capital of France is Paris."),
    ("12", "7 plus 5 equals 12."),
    ("Sure! Here is the answer: Jupiter", "Jupiter"),
    ("I'm sorry, I can't help.", "I am unable to assist with this."),
    ("red, green, blue", "- blue\n- red\n- green"),
    ("The colour is grey.", "The color is gray."),
    ("They don't accept cash.", "They do not accept cash."),
]


@pytest.mark.parametrize(("a", "b", "reason"), DIFFERENT)
def test_a_veto_says_why(a, b, reason):
    found = compare(a, b, embedder=TOY)
    assert not found.same
    assert reason in found.reasons[0]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_an_equivalence_needs_no_shared_words(a, b):
    assert compare(a, b, embedder=TOY).same


def test_what_is_surely_the_same_scores_above_what_is_surely_not():
    high = min(item.score for item in compare([a for a, _ in SAME], [b for _, b in SAME], embedder=TOY))
    low = max(item.score for item in compare([a for a, *_ in DIFFERENT], [b for _, b, _ in DIFFERENT], embedder=TOY))
    assert low < 0.3 < 0.6 <= high


def test_a_veto_between_near_sentences_is_surer_than_one_between_loose_ones():
    near = compare("The two dogs slept by the warm fire all night.", "The three dogs slept by the warm fire all night.")
    loose = compare("Pack two warm jumpers for the hills.", "On hills three jumpers keep walkers comfortable.")
    assert not near.same
    assert not loose.same
    assert near.score < 0.15 < loose.score


@pytest.mark.parametrize(
    ("a", "b"),
    [("Choose plan A today.", "Choose plan B today."), ("George V ruled then.", "George VI ruled then.")],
)
def test_a_letter_after_a_name_tells_things_apart(a, b):
    assert examine(a, b).vetoes
    assert not examine(a, "Today: " + a).vetoes


def test_the_embedder_is_asked_once_a_text_and_only_where_words_do_not_decide():
    toy = ToyEmbedder()
    compare(["The device is safe."], ["The device is not safe."], embedder=toy)
    assert toy.calls == 0
    first, second = "A long walk by the river.", "Somebody sang about money."
    compare([first, second, first], [second, first, second], embedder=toy)
    assert toy.calls == 2


def test_without_an_embedder_spelling_decides_and_the_reason_says_so(monkeypatch):
    monkeypatch.setattr(judging, "default_embedder", lambda: None)
    found = compare("The walk by the river was long.", "It was a long walk by the river side.")
    assert "spelling, for want of an embedder" in found.reasons[-1]


def test_a_typed_answer_that_nobody_gives_is_compared_by_spelling(monkeypatch):
    monkeypatch.setattr(judging, "default_embedder", lambda: pytest.fail("loaded an embedder"))
    assert compare("bananas", "kiwis", prompt="Answer yes or no: is it?").reasons


def test_a_registered_measure_can_take_the_place_of_the_oracle():
    MEASURES.register("half", half)
    found = Oracle(Text(), measure="half", threshold=0.5).judge([("one thing", "another")])
    assert (found[0].score, found[0].same, found[0].reasons) == (0.5, True, ("half is 0.50",))


def half(a, b):
    return 0.5


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Answer:** Berlin", "Berlin"), ("Sure! Here is the translation: Guten Morgen", "Guten Morgen"),
        ("“Berlin.”", "Berlin"), ("Berlin. Let me know if you need anything else!", "Berlin"), ("# Berlin", "Berlin"),
        ("```\nBerlin\n```", "Berlin"), ("snake_case and 3 * 4", "snake_case and 3 * 4"),
    ],
)  # fmt: skip
def test_normalising(text, plain):
    assert normalise(text) == plain


WORDS = st.lists(
    st.sampled_from(
        "the cat dog is not never sold bought to from Alice Bob Paris 3 five before after hot cold red blue and or , . \n".split(
            " "
        )
    ),
    max_size=12,
).map(" ".join)


@given(WORDS, WORDS)
def test_free_text_is_symmetric(a, b):
    one, other = compare(a, b, embedder=TOY), compare(b, a, embedder=TOY)
    assert (one.same, one.score) == (other.same, other.score)
    assert 0 <= one.score <= 1
    assert 0 <= one.similarity <= 1


@given(WORDS.filter(str.strip))
def test_free_text_is_reflexive(text):
    assert compare(text, text, embedder=TOY).same


@pytest.mark.parametrize("text", ["a " * 50_000, "The cat is not here. " * 5000, "a, b and " * 11_000, "1/" * 50_000])
def test_hostile_pairs_are_judged_in_bounded_time(text):
    start = time.process_time()
    compare(text, text + "x y", embedder=TOY)
    assert time.process_time() - start < 5


def word_vectors(text, vectors):
    rows = np.array([vectors.get(word, [0, 0, 1]) for word in text.split()], dtype=float)
    return WordVectors(tuple(text.split()), rows / np.linalg.norm(rows, axis=1, keepdims=True))


NEAR = {"cat": [1, 0, 0], "feline": [0.9, 0.436, 0], "dog": [0.2, 0, 0.98], "sleeps": [0, 1, 0]}


def test_the_least_aligned_word_decides_and_what_one_side_adds_does_not():
    cat, feline = (word_vectors(text, NEAR) for text in ("cat sleeps", "feline sleeps"))
    added = word_vectors("cat sleeps soundly", NEAR)
    assert least_alignment(cat, feline) == least_alignment(feline, cat) == pytest.approx(0.9, abs=1e-3)
    assert least_alignment(cat, added) == pytest.approx(1)
    assert agreement(cat, feline) > agreement(cat, word_vectors("dog sleeps", NEAR))
    assert least_alignment(cat, WordVectors((), np.zeros((0, 3)))) == 0


def test_agreement_is_judged_over_chance():
    assert by_chance(0.9) > by_chance(0.7) > by_chance(0.1) > 0
    assert shared_words(("Cats", "sleep"), ("sleep", "cat")) == 1
    assert shared_words(("cat",), ("dog",)) == 0
    assert shared_words((), ()) == 1


def test_signals_are_those_of_the_pair_in_either_order_and_the_stored_model_knows_them():
    texts = ("cat sleeps now", "dog sleeps later")
    sides = [word_vectors(text, NEAR) for text in texts]
    found = signals(*texts, *sides, 0.5)
    assert found == pytest.approx(signals(*texts[::-1], *sides[::-1], 0.5))
    assert set(found) == set(fitted().weights)


def test_the_stored_model_prefers_a_word_of_like_meaning_to_another_one():
    cat, feline, dog = (word_vectors(f"{word} sleeps", NEAR) for word in ("cat", "feline", "dog"))
    near = signals("cat sleeps", "feline sleeps", cat, feline, 0.5)
    assert fitted().odds(near) > fitted().odds(signals("cat sleeps", "dog sleeps", cat, dog, 0.5))


def test_a_text_without_words_has_signals_of_its_wording_alone():
    empty = WordVectors((), np.zeros((0, 3)))
    found = signals("?!", "cat", empty, word_vectors("cat", NEAR), 0.1)
    assert "least_better" not in found
    assert -20 < fitted().odds(found) < 20


class WordToy(ToyEmbedder):
    def embed_words(self, texts):
        return [word_vectors(text, NEAR) for text in texts]


def test_an_embedder_of_words_is_asked_for_words_and_the_reason_says_so():
    found = compare("cat purrs loudly", "feline purrs aloud", embedder=WordToy())
    assert "above chance" in found.reasons[0]
    assert found == compare("feline purrs aloud", "cat purrs loudly", embedder=WordToy())


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("Only nurses may enter the ward.", "Not only nurses may enter the ward.", "how many differs"),
        ("All of the tyres were flat.", "One of the tyres was flat.", "how many differs"),
        ("Not all cakes are sweet.", "No cakes are sweet.", "how many differs"),
        ("You may park here.", "Unless it is Sunday, you may park here.", "a condition on one side only"),
        ("Opened in 1950 and rebuilt in 1970.", "Rebuilt in 1950 and opened in 1970.", "have changed places"),
        ("Clara Weiss wrote the song.", "Robert Weiss wrote the song.", "different names"),
        ("I would sell the car now, as prices will fall.", "I would not sell the car now, as prices will rise.", "opposites"),
        ("The concert was called off.", "The concert went ahead.", "opposites"),
    ],
)  # fmt: skip
def test_small_words_decide_how_far_a_statement_goes(a, b, reason):
    found = compare(a, b, embedder=TOY)
    assert not found.same
    assert reason in found.reasons[0]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Cars cannot use the tunnel until June.", "The tunnel is closed for cars until June."),
        ("The puzzle was hard.", "Players found the puzzle difficult, not easy at all."),
        ("The offer was turned down by the board.", "The board rejected the offer."),
        ("The shop was closed on Monday.", "The shop has been closed since Monday."),
    ],
)
def test_no_veto_on_what_is_put_another_way(a, b):
    assert not examine(a, b).vetoes

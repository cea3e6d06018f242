"""Whether a rewording still asks the same: what must be accepted, what each fault is called, and the manners."""

import importlib.util
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import promptfuzz as pf
from promptfuzz.constraints import faults_of
from promptfuzz.constraints.weights import stored, weights_for

BENCHMARK = Path(__file__).parents[2] / "benchmarks/rewordings.py"
REVIEW = "Classify the review as positive or negative. Reply with one word.\n\nReview: {review}"

RIGHT = [
    (REVIEW, "Please classify the review as positive or negative. Answer with a single word.\n\nReview: {review}"),
    (REVIEW, "Decide whether the review is positive or negative. Reply with one word.\n\nReview: {review}"),
    (REVIEW, "Is the review positive or negative? Reply with one word.\n\nReview: {review}"),
    (REVIEW, "**Classify the review as positive or negative.**\n- Reply with one word.\n\n<review>{review}</review>"),
    ("Translate the text into French: {text}", "Please translate the following text into French: {text}"),
    ("Translate the text into French: {text}", "Give a French translation of the text: {text}"),
    ("Summarise the report in at most three sentences.\n{report}", "Write a summary of the report in three sentences or fewer.\n{report}"),
    ("List the cities in the text. Do not add countries.\n{text}", "List the cities in the text, without adding countries.\n{text}"),
    ("Which of {a} and {b} is older?", "Tell me which one is older, {a} or {b}."),
    ("Write a poem about {topic} with 4 lines.", "Compose a poem with four lines about {topic}."),
]  # fmt: skip

WRONG = [
    (REVIEW, "Classify the review as positive or negative. Reply with one word.", "slot {review} is lost"),
    (REVIEW, REVIEW.replace("{review}", "{text}"), "slot {text} is not in the base"),
    (REVIEW, REVIEW.replace(" or negative", " or mixed"), "'negative'"),
    ("Write a poem about {topic} with 4 lines.", "Write a poem about {topic} with 6 lines.", "new numbers: 6"),
    ("Translate the text into French: {text}", "Summarise the text in French: {text}", "to summarise"),
    ("Which number is larger, {a} or {b}?", "Which number is smaller, {a} or {b}?", "has become 'smaller'"),
    ("Use at most 20 words.\n{text}", "Use at least 20 words.\n{text}", "'at most' has become 'at least'"),
    ("Do not name the customer.\n{text}", "Name the customer.\n{text}", "a negation is lost"),
    ("Answer the question.\n{question}", "Here is a paraphrase:\nReply to the question.\n{question}", "a preamble is left in"),
    ("Answer the question about {topic} briefly.", "I'm sorry, but I cannot help with {topic}.", "answers or refuses"),
    ("Answer the question about the weather.\n{question}", "{question}\nAnswer the question about the weather in the", "it breaks off"),
    ("Tell me the capital of the country: {country}.", "Nenne mir die Hauptstadt von diesem Land hier: {country}.", "another language"),
    ("Send it to help@example.org and say why: {reason}", "Send it to the help desk and say why: {reason}", "lost: 'help@example.org'"),
    ("Sort the words.\nWords: {words}", "Sort the words. The words are represented by the placeholder {words}.", "only named as a placeholder"),
    ("Which word is longer, {a} or {b}?", "Is {a} a longer word than {b}?", "which one has become whether or not"),
]  # fmt: skip


@pytest.mark.parametrize(("base", "reworded"), RIGHT)
def test_rewordings_that_ask_the_same_are_accepted(base, reworded):
    found = pf.check_rewording(base, reworded, structural=True)
    assert found.accepted, found


@pytest.mark.parametrize(("base", "reworded", "reason"), WRONG)
def test_rewordings_that_ask_something_else_are_refused_with_a_reason(base, reworded, reason):
    found = pf.check_rewording(base, reworded, structural=True)
    assert not found.accepted, found
    assert any(reason in told for told in found.reasons), found.reasons


def test_the_score_puts_the_right_ones_over_the_wrong_ones():
    right = [pf.check_rewording(*pair, structural=True).score for pair in RIGHT]
    wrong = [pf.check_rewording(base, reworded, structural=True).score for base, reworded, _ in WRONG]
    assert min(right) > max(wrong)


@pytest.mark.parametrize(("base", "reworded"), RIGHT)
def test_the_same_text_is_surely_the_same(base, reworded):
    found = pf.check_rewording(base, f" {base}\n")
    assert (found.accepted, found.score, found.reasons) == (True, 1.0, ("the same text",))


def test_a_turned_direction_and_a_changed_number_are_vetoes_both_ways():
    for one, other in (
        ("Name the first of {items}.", "Name the last of {items}."),
        ("Use 3 words: {x}", "Use 5 words: {x}"),
    ):
        there, back = (pf.check_rewording(*pair, structural=True) for pair in ((one, other), (other, one)))
        assert not there.accepted and not back.accepted
        assert there.score == pytest.approx(back.score, abs=0.05)


def test_two_lists_are_one_batch_and_each_text_is_embedded_once():
    class Counting:
        name = "counting"

        def __init__(self):
            self.batches = []

        def embed(self, texts):
            self.batches.append(list(texts))
            vectors = np.array([[len(text) + 1.0, text.count("e") + 1.0] for text in texts])
            return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    embedder = Counting()
    bases, others = [REVIEW, REVIEW, REVIEW], [RIGHT[0][1], RIGHT[0][1], RIGHT[1][1]]
    together = pf.check_rewording(bases, others, embedder=embedder)
    assert len(embedder.batches) == 1
    assert len(set(embedder.batches[0])) == len(embedder.batches[0])
    alone = [pf.check_rewording(a, b, embedder=Counting()) for a, b in zip(bases, others, strict=True)]
    assert together == alone
    assert not any("alone" in reason for found in together for reason in found.reasons)


def test_a_distant_meaning_lowers_the_score():
    class Far:
        name = "far"

        def embed(self, texts):
            return np.eye(len(texts))

    class Near:
        name = "near"

        def embed(self, texts):
            return np.tile([1.0, 0.0], (len(texts), 1))

    near, far = (pf.check_rewording(*RIGHT[0], embedder=embedder()) for embedder in (Near, Far))
    assert near.score > far.score
    assert any("alike by meaning only 0.00" in reason for reason in far.reasons)


def test_without_an_embedder_it_judges_by_words_and_says_so(monkeypatch):
    monkeypatch.setattr("promptfuzz.constraints.rewording.default_embedder", lambda: None)
    found = pf.check_rewording(*RIGHT[0])
    assert found.accepted
    assert found.reasons[-1] == "judged by structure and words alone, for want of an embedder"
    assert pf.check_rewording(*RIGHT[0], measure="chrf").reasons[-1:] != found.reasons[-1:]


def test_a_named_measure_takes_the_place_of_the_embedder():
    @pf.measure("nothing-alike")
    def nothing_alike(a: str, b: str) -> float:
        return 0.0

    found = pf.check_rewording(*RIGHT[0], measure="nothing-alike")
    assert any("alike by nothing-alike only 0.00" in reason for reason in found.reasons)
    with pytest.raises(pf.UsageError, match="nothing-alike"):
        pf.check_rewording(*RIGHT[0], measure="nothing-alik")


@pytest.mark.parametrize(
    ("base", "reworded", "message"),
    [
        ("a", ["b"], "two texts or two lists of texts"),
        (["a"], ["b", "c"], "got 1 and 2 instructions"),
        (["a"], [3], "expected every instruction to be a text"),
    ],
)
def test_bad_arguments_are_refused(base, reworded, message):
    with pytest.raises(pf.UsageError, match=message):
        pf.check_rewording(base, reworded)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{",
        "}}{{",
        "{x}",
        "日本語で要約してください：{text}",
        "لخص النص التالي: {text}",
        "e\u0301\u0301 👩‍👩‍👧 {x}",
        "\x01\x01{x}",
    ],
)
def test_odd_texts_do_not_break_it(text):
    for pair in ((text, REVIEW), (REVIEW, text), (text, text + " .")):
        assert 0.0 <= pf.check_rewording(*pair, structural=True).score <= 1.0


def test_a_very_long_prompt_takes_no_more_than_linear_time():
    long = "\n".join(f'Rule {n}: say "{n}" when {{slot{n}}} is larger, not (smaller.' for n in range(1500))
    start = time.perf_counter()
    pf.check_rewording(long, long.replace("say", "answer"), structural=True)
    assert time.perf_counter() - start < 8


def test_every_fault_that_is_found_has_a_weight_in_both_modes():
    kinds = {fault.kind for base, reworded, _ in WRONG for fault in faults_of(base, reworded)}
    assert kinds
    for mode in ("structural", "similarity"):
        assert kinds <= set(weights_for(mode).faults)
        assert all(weight >= 0 for weight in weights_for(mode).faults.values())
        assert 0 < weights_for(mode).threshold < 1
    assert stored()["provenance"]["rows"] > 1000


def test_the_structural_mode_loads_neither_torch_nor_an_embedder():
    code = (
        "import sys, promptfuzz as pf\n"
        "pf.check_rewording('Name {x}.', 'Please name {x}.', structural=True)\n"
        "assert not {'torch', 'sentence_transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.fixture(scope="module")
def benchmark_module():
    spec = importlib.util.spec_from_file_location("rewordings_benchmark", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_benchmark_knows_every_kind_and_measures_ranking(benchmark_module):
    for mode in ("structural", "similarity"):
        assert set(weights_for(mode).faults) <= set(benchmark_module.KINDS)
    assert benchmark_module.auroc([3, 2, 1, 0], [True, True, False, False]) == 1.0
    assert benchmark_module.auroc([1, 1], [True, False]) == 0.5
    assert benchmark_module.refused([1.0] * 20 + [0.0, 2.0], [True] * 20 + [False, False]) == 0.5


TASK = (
    "Classify the sentiment of the review as positive or negative. Answer with one word. Do not explain it.\n\n{review}"
)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ("Do not classify", "it asks not to"),
        ("Please never classify", "it asks not to"),
        ("Swap the two answers: classify", "it asks for the opposite"),
        ("Reverse the labels and classify", "it asks for the opposite"),
    ],
)
def test_a_request_turned_round_is_refused(other: str, reason: str) -> None:
    found = pf.check_rewording(TASK, TASK.replace("Classify", other), structural=True)
    assert not found.accepted
    assert any(reason in said for said in found.reasons)


def test_a_refusal_that_was_there_is_no_fault() -> None:
    assert pf.check_rewording(TASK, TASK.replace("Do not explain it", "Never explain it"), structural=True).accepted

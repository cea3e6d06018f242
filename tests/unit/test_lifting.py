"""Lifted rewordings: what augmenters and paraphrasing models give becomes edits that keep what is protected."""

import json
import random
import sys
import time
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

import promptfuzz as pf
from promptfuzz import strategies as pfst
from promptfuzz.errors import ModelError, UsageError
from promptfuzz.models.scripted import ScriptedModel
from promptfuzz.records import Label, Output, Prompt, Variant
from promptfuzz.rewriting.alignment import hunks, matching_blocks
from promptfuzz.rewriting.cleaning import rewordings_in
from promptfuzz.rewriting.instructions import instructions, layout_of
from promptfuzz.rewriting.keeping import why_unfit
from promptfuzz.strategies.lifting_augmented import augmented_sites
from promptfuzz.strategies.recorded import lifted_sites

QUIET = settings(database=None, deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
PROMPT = Prompt(
    'Classify the sentiment of the review as positive or negative. Don\'t explain your choice; do not add "notes".\n\n'
    "Review: {review}\nAnswer:",
    slots={"review": "Fine."},
    answer=Label("positive", "negative"),
    id="sentiment",
)
GOOD = 'Judge whether the review is positive or negative. Don\'t explain it; do not add "notes".'
WHOLE = f"{GOOD}\n\nReview: {{review}}\nAnswer:"


def sample(strategy, count=50):
    drawn = []

    @settings(QUIET, max_examples=count, phases=[Phase.generate])
    @given(strategy)
    def collect(value):
        drawn.append(value)

    collect()
    return drawn


def lenient(bases, texts):
    return [SimpleNamespace(accepted="REFUSE" not in text, score=0.9, reasons=("because",)) for text in texts]


class Shout:
    """An augmenter that ruins layout as nlpaug does, and puts some words into capitals by the global generator."""

    def __init__(self, share=0.4):
        self.share = share
        self.calls = 0

    def augment(self, text):
        self.calls += 1
        words = text.replace("'", " ' ").replace('"', ' " ').replace("{", "{ ").split()
        return [" ".join(word.upper() if np.random.random() < self.share else word for word in words)]


class Says:
    def __init__(self, *given):
        self.given = given

    def augment(self, text):
        return random.choice(self.given)


# --- augmenters


def test_fifty_examples_of_an_augmenter_are_many_different_ones():
    assert len({variant.text for variant in sample(pfst.from_nlpaug(PROMPT, Shout()))}) >= 35


def test_an_augmenter_touches_words_only():
    for variant in sample(pfst.from_nlpaug(PROMPT, Shout(share=0.9)), 100):
        text = variant.sources["template"]
        assert text.endswith("\n\nReview: {review}\nAnswer:") or text.casefold().endswith("review: {review}\nanswer:")
        for kept in (" positive ", " negative.", '"notes".', "Don't ", " not ", "{review}", ";"):
            assert kept in text
        assert Variant.from_json(variant.to_json()) == variant and eval(repr(variant), {"pf": pf}) == variant


def test_an_augmenter_shrinks_to_one_edit():
    drawn = find(pfst.from_nlpaug(PROMPT, Shout()), lambda v: "SENTIMENT" in v.text, settings=QUIET)
    assert drawn.sources["template"] == PROMPT.template.replace("sentiment", "SENTIMENT")


def test_the_simplest_draw_of_an_augmenter_is_the_prompt_itself():
    assert find(pfst.from_nlpaug(PROMPT, Shout()), lambda _: True, settings=QUIET) == Variant(PROMPT)


def test_the_generators_are_put_back_and_a_seed_runs_once():
    from promptfuzz.models.identity import Same
    from promptfuzz.strategies.lifting_nlpaug import _plan

    shout = Shout()
    random.seed(5)
    np.random.seed(5)
    expected = random.random(), np.random.random()
    random.seed(5)
    np.random.seed(5)
    first, again = _plan(PROMPT, Same(shout), 7), _plan(PROMPT, Same(shout), 7)
    assert (random.random(), np.random.random()) == expected
    assert first is again
    assert _plan(PROMPT, Same(Shout()), 7).offers.sites == first.offers.sites


def test_empty_and_nested_outputs_are_read_and_never_padded_with_the_original():
    augmenter = Says([], [""], "", [PROMPT.template], [["Sort", ({"detail": 1},)]], (WHOLE, [{"orig": 1}]))
    drawn = sample(pfst.from_nlpaug(Prompt("Classify it."), Says([], [""], [["Sort it."]])), 30)
    assert {variant.text for variant in drawn} == {"Classify it.", "Sort it."}
    assert any(variant.edits for variant in sample(pfst.from_nlpaug(PROMPT, augmenter), 30))


def test_the_system_message_is_augmented_too():
    prompt = Prompt("{text}", slots={"text": "x"}, system="You correct the spelling of letters.")
    assert {edit.part for variant in sample(pfst.from_nlpaug(prompt, Shout())) for edit in variant.edits} == {"system"}


@pytest.mark.parametrize(
    ("augmenter", "message"),
    [
        (Shout, r"expected augmenter to have a method augment\(text\).*give an instance, Shout\(\)"),
        ("keyboard", "expected augmenter to have a method augment"),
        (Says([]), "got none from 200 runs"),
        (Says([""]), "got none from 200 runs"),
        (Says(PROMPT.template.replace("\n", " ")), "got none from 200 runs"),
        (Says(None), "got none from 200 runs"),
        (SimpleNamespace(augment=lambda text: 1 / 0), "raised ZeroDivisionError"),
    ],
)
def test_what_is_no_augmenter_or_changes_nothing_is_refused_when_drawn_from(augmenter, message):
    strategy = pfst.from_nlpaug(PROMPT, augmenter)
    with pytest.raises(UsageError, match=message):
        find(strategy, lambda _: True, settings=QUIET)


@pytest.mark.parametrize(
    ("template", "output", "texts"),
    [
        ("Do not add a title.", "Do add not a title.", set()),
        ("Name the capital only.", "Only name the capital.", set()),
        ("Count the words.", "Count 7 the words.", set()),
        ("Say it.\nBe short.", "Be Say it. short.", set()),
        ("Sort the words.", "the Sort words.", {"the Sort words."}),
        ("Sort the words.", "Sort words.", {"Sort words."}),
        ("Sort the words.", "Sort the big words.", {"Sort the big words."}),
        ("Sort the words.", "Sort { the } words .", set()),
        ("Sort the {x} words.", "Sort the {y} words.", set()),
        ("Sort it; do so.", "Sort it do so.", set()),
        ("Classify it.", "C lassify it .", {"C lassify it."}),
        ("Répondez à 他们 😀 now", "Repondez à 他们 😀 noww", {"Repondez à 他们 😀 now", "Répondez à 他们 😀 noww"}),
    ],
)
def test_an_augmented_text_becomes_edits_of_its_words(template, output, texts):
    prompt = Prompt(template, slots={"x": "1"} if "{x}" in template else None)
    sites = augmented_sites(prompt, "template", output)
    assert {prompt.variant(*site.alternatives[0]).sources["template"] for site in sites} == texts


def test_a_hundred_kilobytes_are_aligned_in_time():
    rng = random.Random(0)
    words = [rng.choice("the of a model text answer write user never list".split()) for _ in range(18_000)]
    changed = [word.upper() if rng.random() < 0.05 else word for word in words]
    prompt = Prompt(" ".join(words) + ": {text}", slots={"text": "x"})
    started = time.perf_counter()
    assert sum(stop - start for start, stop, _, _ in hunks(words, changed)) < 2_000
    assert lifted_sites(prompt, " ".join(words[:9000]) + " well " + " ".join(words[9000:]) + ": {text}")
    assert time.perf_counter() - started < 20


def test_long_and_short_lists_are_aligned_alike():
    rng = random.Random(1)
    for _ in range(20):
        before = [str(rng.randrange(400)) for _ in range(900)]
        after = [word for word in before if rng.random() > 0.03]
        after[100:100] = ["new"] * 5
        blocks = matching_blocks(before, after)
        assert all(before[a : a + n] == after[b : b + n] for a, b, n in blocks)
        assert all(x[0] + x[2] <= y[0] and x[1] + x[2] <= y[1] for x, y in pairwise(blocks))
        assert sum(n for *_, n in blocks) == len(after) - 5


# --- rewordings diffed into edits


def test_words_that_move_go_together():
    base = Prompt("Is the text in {language} polite?", slots={"language": "French"})
    sites = lifted_sites(base, "Say whether the text in {language} is polite.")
    assert [base.variant(*site.alternatives[0]).sources["template"] for site in sites] == [
        "Say whether the text in {language} is polite."
    ]


# --- models as paraphrasers


@pytest.mark.parametrize(
    "output",
    [
        GOOD,
        WHOLE,
        f"Here is the rewritten prompt:\n\n{WHOLE}",
        f"<prompt>\n{WHOLE}\n</prompt>",
        f"```\n{WHOLE}\n```",
        f"Sure! Here's another wording:\n{WHOLE}\n\nNote: the meaning is the same.",
        WHOLE.replace("{review}", "{{review}}"),
        WHOLE.replace("{review}", "{ review }"),
        f"**{GOOD}**",
        f"1. {GOOD}",
    ],
)
def test_outputs_are_cleaned(output):
    for asked in (PROMPT.template, layout_of(PROMPT.template).instruction):
        assert rewordings_in(output, asked, PROMPT.template) == [WHOLE]


def test_several_rewordings_in_one_output_are_split():
    prompt = Prompt("Name the capital of {country}.", slots={"country": "Peru"})
    items = ["State the capital of {country}.", "Which city is the capital of {country}?"]
    for output in (
        "1. {}\n2. {}", "- {}\n- {}", "{}\n\n{}", '"{}"\n"{}"', "Here are two:\n1) {}\n2) {}",
    ):  # fmt: skip
        found = rewordings_in(output.replace("{}", "%s") % tuple(items), prompt.template, prompt.template)
        assert found == items, output


def test_instructions_are_all_different_and_hold_the_template():
    asked = list(instructions(PROMPT.template))
    assert len({text for _, text in asked}) == len(asked) == 72
    assert {piece for piece, _ in asked} == {PROMPT.template, layout_of(PROMPT.template).instruction}
    assert all(piece in text for piece, text in asked)
    assert all("{review}" in text for piece, text in asked if piece == PROMPT.template)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (PROMPT.template.replace("\n", " "), "the same text"),
        (WHOLE.replace("{review}", "[review]"), "{review} stands 0 times in it, not 1"),
        (WHOLE + " {mood}", "{mood} stands 1 times in it, not 0"),
        (WHOLE.replace("negative", "bad"), "'negative' is lost"),
        (WHOLE.replace('"notes"', "notes"), "'\"notes\"' is lost"),
        (WHOLE.replace('add "notes".', 'add "notes" and'), "it stops in the middle"),
        (WHOLE, None),
    ],
)
def test_the_structure_of_a_rewording_is_checked(text, reason):
    assert why_unfit(PROMPT, text) == reason


def test_a_long_prompt_that_came_back_short_is_refused():
    prompt = Prompt("Read the letter and answer it. " * 12 + "{letter}", slots={"letter": "x"})
    assert why_unfit(prompt, "Read and answer the letter. " * 5 + "{letter}") == "more than half of it is missing"


def test_rewrites_asks_once_and_keeps_everything(tmp_path):
    cache = tmp_path / "made" / "rewrites.jsonl"
    model = ScriptedModel(
        rules=[("formal", WHOLE), ("everyday", "It is good."), ("brief", f"REFUSE {WHOLE}")], default=""
    )
    found = pf.rewrites(PROMPT, model, n=4, cache=cache, check=lenient)
    assert found.accepted == (WHOLE,)
    assert {one.reasons for one in found.refused} == {("'positive' is lost",), ("because",), ("no rewording",)}
    assert found.calls == len(model.calls) == 8 and found.cached == 0
    assert len({request.text for request in model.calls}) == 8
    lines = [json.loads(line) for line in cache.read_text("utf-8").splitlines()]
    assert len(lines) == 8 and {line["prompt"] for line in lines} == {"sentiment"}
    assert set(lines[0]) >= {"template", "model", "instruction", "output", "rewording", "accepted", "reasons"}
    again = pf.rewrites(PROMPT, model, n=4, cache=cache, check=lenient)
    assert (again.calls, again.cached, again.accepted) == (0, 8, found.accepted) and len(model.calls) == 8


def test_a_killed_run_loses_the_last_line_only(tmp_path):
    cache = tmp_path / "rewrites.jsonl"
    words = iter("Say Tell State Find Write Give".split())
    model = ScriptedModel(function=lambda text: WHOLE.replace("Judge", next(words)))
    pf.rewrites(PROMPT, model, n=1, cache=cache, check=lenient)
    pf.rewrites(PROMPT, model, n=3, cache=cache, check=lenient)
    whole = cache.read_bytes()
    cache.write_bytes(whole[:-40])
    asked = len(model.calls)
    found = pf.rewrites(PROMPT, model, n=3, cache=cache, check=lenient)
    assert len(found.accepted) == 3 and found.calls == len(model.calls) - asked == 1
    assert pf.rewrites(PROMPT, model, n=3, cache=cache, check=lenient).calls == 0


def test_a_person_overrules_the_judge_in_the_file(tmp_path):
    cache = tmp_path / "rewrites.jsonl"
    model = ScriptedModel(default=f"REFUSE {WHOLE}")
    with pytest.raises(UsageError, match=r"got 1 different ones from model 'scripted', all refused: 1 x because"):
        pf.rewrites(PROMPT, model, n=1, cache=cache, check=lenient)
    cache.write_text(cache.read_text("utf-8").replace('"accepted": false', '"accepted": true'), "utf-8")
    assert pf.rewrites(PROMPT, model, n=1, cache=cache, check=lenient).accepted == (f"REFUSE {WHOLE}",)


def test_a_line_that_is_none_of_ours_is_refused(tmp_path):
    cache = tmp_path / "rewrites.jsonl"
    cache.write_text('{"prompt": "Name it."}\n', "utf-8")
    with pytest.raises(UsageError, match=r"expected line 1 of .* to be a rewording that pf.rewrites wrote"):
        pf.rewrites(PROMPT, ScriptedModel(default=WHOLE), cache=cache, check=lenient)
    with pytest.raises(UsageError, match="expected cache to be the path"):
        pf.rewrites(PROMPT, ScriptedModel(default=WHOLE), cache=3, check=lenient)


def test_an_answer_that_the_length_limit_cut_is_refused():
    with pytest.raises(UsageError, match="length limit cut it"):
        pf.rewrites(PROMPT, ScriptedModel(default=Output(WHOLE, truncated=True)), n=2, check=lenient)


def test_failed_calls_are_errors_and_are_asked_again(tmp_path):
    cache = tmp_path / "rewrites.jsonl"
    with pytest.raises(ModelError, match="got 4 failed calls of 4: LookupError"):
        pf.rewrites(PROMPT, ScriptedModel(), n=2, cache=cache, check=lenient)
    assert pf.rewrites(PROMPT, ScriptedModel(default=WHOLE), n=1, cache=cache, check=lenient).calls == 1


def test_a_function_and_a_chat_function_reword(tmp_path):
    assert pf.rewrites(PROMPT, lambda text: WHOLE, n=1, check=lenient).accepted == (WHOLE,)
    assert pf.rewrites(PROMPT, pf.chat_model(lambda messages: GOOD), n=1, check=lenient).accepted == (WHOLE,)
    with pytest.raises(UsageError, match="expected a model"):
        pf.rewrites(PROMPT, 3, check=lenient)
    with pytest.raises(UsageError, match="expected n to be a whole number"):
        pf.rewrites(PROMPT, lambda text: WHOLE, n=0, check=lenient)


def test_a_rewriter_is_asked_at_construction_only(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "promptfuzz.constraints", SimpleNamespace(check_rewording=lenient))
    model = ScriptedModel(default=WHOLE)
    strategy = pfst.from_rewriter(PROMPT, model, n=3, cache=tmp_path / "rewrites.jsonl")
    calls = len(model.calls)
    drawn = sample(strategy)
    assert calls == len(model.calls) == 6
    assert WHOLE in {variant.sources["template"] for variant in drawn}
    found = find(strategy, lambda v: "Judge" in v.text, settings=QUIET)
    assert len(found.units) == 1
    pfst.from_rewriter(PROMPT, model, n=3, cache=tmp_path / "rewrites.jsonl")
    assert len(model.calls) == 6


# --- nlpaug itself: slow, because it imports torch and pandas


@pytest.fixture(scope="module")
def nlpaug():
    pytest.importorskip("nlpaug")
    import nlpaug.augmenter.char as char
    import nlpaug.augmenter.word as word
    import nlpaug.flow as flow

    return SimpleNamespace(char=char, word=word, flow=flow)


@pytest.mark.slow
@pytest.mark.parametrize(
    "make",
    [
        lambda nlp: nlp.char.KeyboardAug(),
        lambda nlp: nlp.char.OcrAug(),
        lambda nlp: nlp.char.RandomCharAug(action="insert"),
        lambda nlp: nlp.word.SpellingAug(),
        lambda nlp: nlp.word.SplitAug(),
        lambda nlp: nlp.word.RandomWordAug(action="swap"),
        lambda nlp: nlp.word.RandomWordAug(action="delete"),
        lambda nlp: nlp.flow.Sequential([nlp.char.KeyboardAug(), nlp.word.RandomWordAug(action="swap")]),
        lambda nlp: nlp.flow.Sometimes([nlp.char.OcrAug(), nlp.word.SpellingAug()], aug_p=0.3),
    ],
    ids=["keyboard", "ocr", "char", "spelling", "split", "swap", "delete", "sequential", "sometimes"],
)
def test_nlpaug_keeps_what_is_protected_and_varies(nlpaug, make):
    drawn = sample(pfst.from_nlpaug(PROMPT, make(nlpaug)))
    assert len({variant.text for variant in drawn}) >= 20
    for variant in drawn:
        text = variant.sources["template"]
        assert text.count("\n") == 3 and "Don't" in text and '"notes".' in text and ": {review}\n" in text
        assert text.count("positive") == text.count("negative") == text.count(" not ") == 1

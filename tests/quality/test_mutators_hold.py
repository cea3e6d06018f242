"""What every registered mutator keeps, on a few hundred prompts: protected spans, slots, licences, order, replay."""

import itertools
import json
import random
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prompts_by_grammar import prompts

from promptfuzz.corpus import load_corpus
from promptfuzz.mutators import FAMILIES, MUTATORS, Sampler, propose_sites
from promptfuzz.mutators.vetoes import counts_in
from promptfuzz.records import Edit, Label, Prompt, Variant, slot_counts
from promptfuzz.render import protected_spans

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))
from prompts_for_mutators import PROMPTS

ALL = [*PROMPTS, *load_corpus("starter"), *prompts(150, seed=0)]
NAMES = tuple(FAMILIES)
DRAWN = 4
NEGATION = re.compile(r"\b(?:not|never|none|nothing|without|neither|nor|cannot|no)\b|n['’]t\b", re.IGNORECASE)
# "Nothing else" and "no more than" say how much, and other words for them need no negation.
LIMIT = re.compile(r"\bnothing else\b|\bno (?:more|less|fewer|longer) than\b", re.IGNORECASE)
# A count may be written otherwise, and format changes delimiters: these kinds are looked at by the licences below.
LOOSE = {"number", "quoted", "option", "json", "brace"}


# A family with many mutators is asked in parts, each prompt another part in turn; the slow tests ask all of all.
MOST = 20


@cache
def asked(number: int, family: str) -> tuple[str, ...]:
    names = [name for name, item in MUTATORS.items() if item.family == family]
    parts = -(-len(names) // MOST)
    return tuple(names[number % parts :: parts])


@cache
def proposed(number: int, family: str):
    return propose_sites(ALL[number], (family,), asked(number, family)).sites


@cache
def drawn(number: int, family: str) -> tuple[Variant, ...]:
    sampler = Sampler(ALL[number], proposed(number, family), random.Random(number))
    return tuple(itertools.islice(sampler, DRAWN))


def said(prompt: Prompt, sources) -> str:
    return "\n".join(sources[part] for part in ("system", "template") if part in prompt.sources)


def letters(text: str) -> Counter[str]:
    return Counter(char for char in text.casefold() if char.isalnum())


@cache
def guarded(prompt: Prompt) -> tuple[tuple[str, re.Pattern[str], int], ...]:
    """Return the texts in protected spans, with a pattern and how often they stand there as words of their own."""
    before, texts = said(prompt, prompt.sources), set()
    for part in {"system", "template"} & set(prompt.sources):
        spans = (span for span in protected_spans(prompt, part) if span.kind not in LOOSE)
        texts |= {prompt.sources[part][span.start : span.stop] for span in spans}
    patterns = {text: re.compile(rf"(?<!\w){re.escape(text)}(?!\w)") for text in sorted(texts)}
    return tuple((text, pattern, len(pattern.findall(before))) for text, pattern in patterns.items())


def broken(variant: Variant, family: str) -> str | None:
    """Say which licence a variant breaks, judged from the whole texts and without the vetoes."""
    prompt, after = variant.prompt, variant.sources
    before, now = said(prompt, prompt.sources), said(prompt, after)
    changed = {part for part in after if after[part] != prompt.sources[part]}
    if not changed:
        return "changes nothing"
    if slot_counts(before) != slot_counts(now):
        return "another count of a slot"
    if family == "counterfactual":
        return None if all(part.startswith("cases[") for part in changed) else f"changes {changed}"
    if not changed <= {"template", "system"}:
        return f"changes {changed}"
    if family == "contrast":
        return None
    for text, pattern, times in guarded(prompt):
        if len(pattern.findall(now)) < times:
            return f"{text!r} stood there {times} times, now {len(pattern.findall(now))}"
    return LICENCES[family](before, now)


def same_negations(before: str, now: str) -> str | None:
    was, are = (len(NEGATION.findall(LIMIT.sub("", text))) for text in (before, now))
    if was % 2 != are % 2:
        return f"{was} negations, now {are}"
    # A stated count may be written otherwise, and "a single" may become "one"; no number in digits may be lost.
    lost = {number for number in counts_in(before) if int(number) > 1} - set(counts_in(now))
    return f"lost the numbers {sorted(lost)}" if lost else None


def no_new_negation(before: str, now: str) -> str | None:
    was, are = len(NEGATION.findall(before)), len(NEGATION.findall(now))
    return f"{was} negations, now {are}" if are > was else None


def same_letters(before: str, now: str) -> str | None:
    gained, lost = letters(now) - letters(before), letters(before) - letters(now)
    return f"letters gained {dict(gained)} and lost {dict(lost)}" if gained or lost else None


def same_numbers(before: str, now: str) -> str | None:
    lost = set(re.findall(r"\d{2,}", before)) - set(re.findall(r"\d{2,}", now))
    return f"lost the numbers {sorted(lost)}" if lost else None


def only_white_space(before: str, now: str) -> str | None:
    return None if before.split() == now.split() else "more than white space"


LICENCES = {
    "paraphrase": same_negations,
    "reorder": same_letters,
    "degrade": no_new_negation,
    "format": same_numbers,
    "placebo": only_white_space,
}


def assert_no_faults(faults: list[tuple[object, ...]]) -> None:
    """Fail with the first faults and the number of all."""
    shown = "\n".join(" | ".join(map(str, fault)) for fault in faults[:12])
    assert not faults, f"{len(faults)} faults\n{shown}"


def faulty(variant: Variant, family: str, why: str) -> tuple[object, ...]:
    names = "+".join(dict.fromkeys(edit.mutator for edit in variant.edits))
    return (names, why, variant.prompt.key, repr(variant.sources), repr(variant.edits))


def test_there_are_a_few_hundred_prompts() -> None:
    assert len({(prompt.template, prompt.system) for prompt in ALL}) >= 220


@pytest.mark.parametrize("family", NAMES)
def test_each_alternative_keeps_its_licence(family: str) -> None:
    faults = []
    for number, prompt in enumerate(ALL):
        by_mutator: dict[str, list[tuple[object, ...]]] = {}
        for site in proposed(number, family):
            assert site.family == family
            by_mutator.setdefault(site.mutator, []).extend(site.alternatives)
        few = 3 if len(by_mutator) < 20 else 1
        for alternatives in by_mutator.values():
            for edits in random.Random(number).sample(alternatives, min(few, len(alternatives))):
                variant = prompt.variant(*edits)
                if why := broken(variant, family):
                    faults.append(faulty(variant, family, why))
    assert_no_faults(faults)


@pytest.mark.slow
@pytest.mark.parametrize("family", NAMES)
def test_all_alternatives_keep_the_licence_and_so_do_draws_from_all(family: str) -> None:
    faults = []
    for number, prompt in enumerate(ALL):
        sites = propose_sites(prompt, (family,)).sites
        variants = [prompt.variant(*edits) for site in sites for edits in site.alternatives]
        variants += itertools.islice(Sampler(prompt, sites, random.Random(number)), 20)
        faults += [faulty(variant, family, why) for variant in variants if (why := broken(variant, family))]
    assert_no_faults(faults)


@pytest.mark.parametrize("family", NAMES)
def test_draws_keep_the_licence_too(family: str) -> None:
    faults = [
        faulty(variant, family, why)
        for number in range(len(ALL))
        for variant in drawn(number, family)
        if (why := broken(variant, family))
    ]
    assert_no_faults(faults)


@pytest.mark.parametrize("family", NAMES)
def test_every_mutator_offers_something_here(family: str) -> None:
    offered = {site.mutator for number in range(len(ALL)) for site in proposed(number, family)}
    assert offered <= {name for name, item in MUTATORS.items() if item.family == family}
    silent = {name for name, item in MUTATORS.items() if item.family == family} - offered
    assert len(silent) <= len(offered) / 4, f"never offered on {len(ALL)} prompts: {sorted(silent)}"


@pytest.mark.parametrize("family", NAMES)
def test_edits_apply_in_any_order_and_replay_from_json(family: str) -> None:
    for number, prompt in enumerate(ALL):
        for variant in drawn(number, family):
            shuffled = random.Random(number).sample(variant.edits, len(variant.edits))
            again = prompt.variant(*shuffled)
            assert again == variant and again.sources == variant.sources
        for variant in drawn(number, family)[-1:]:
            replayed = Variant.from_json(variant.to_json())
            assert replayed == variant and replayed.messages == variant.messages


@pytest.mark.parametrize("family", NAMES)
def test_the_same_seed_draws_the_same_and_no_text_comes_twice(family: str) -> None:
    for number, prompt in enumerate(ALL):
        first = drawn(number, family)
        texts = [json.dumps(dict(variant.sources), sort_keys=True) for variant in first]
        assert len(set(texts)) == len(texts)
        if number % 8 == 0:
            sites = propose_sites(prompt, (family,), asked(number, family)).sites
            assert sites == proposed(number, family)
            assert tuple(itertools.islice(Sampler(prompt, sites, random.Random(number)), DRAWN)) == first


WRITING = {
    "Chinese": "请把下面的评论分类为正面或负面。只回答一个词。\n\n评论：{review}",
    "Japanese": "次のレビューを要約してください。100文字以内で。\n\nレビュー：{review}",
    "Arabic": "صنّف المراجعة التالية إيجابية أو سلبية. أجب بكلمة واحدة.\n\n{review}",
    "Hebrew mixed": "סווג את ה-review הבא: positive or negative.\nReview: {review}",
    "emoji": "👩‍👩‍👧 Classify 🙂 the review as 👍 or 👎! Answer with one emoji 🏳️‍🌈.\n\n{review}",
    "combining": "Re\u0301sume\u0301 the te\u0301xt in one sentence. Do n\u0303ot explain\u0327.\n{review}",
    "Turkish": "İNCELEMEYİ özetle. Answer with ONE word, İ or ı.\n{review}",
    "sharp s": "Faßen Sie den TEXT zusammen: ﬁrst ﬂag, then ǅ. Answer yes or no.\n{review}",
    "marks": "…\u200b\u202e — ¿¡ « » „ “ ' '' \"\"\" ``` { } {{}} [ ] <> \\ \t \u2028 \x00 {review}",
    "breaks": "\r\n\r\nClassify the review.\r\nReview:\r\n\x0b\x0c\x85{review}\r\n",
    "one line": "Classify " + "the very, " * 60 + "long review as good or bad: {review}",
}


@pytest.mark.parametrize("writing", WRITING)
def test_any_writing_is_taken(writing: str) -> None:
    prompt = Prompt(WRITING[writing], slots={"review": "Zoë — 太郎 🙂"}, system="Sé breve. 你好。 Don't guess.")
    assert_no_faults(
        [faulty(v, family, why) for family in NAMES for v in some(prompt, family) if (why := broken(v, family))]
    )


def some(prompt: Prompt, family: str) -> list[Variant]:
    return list(itertools.islice(Sampler(prompt, propose_sites(prompt, (family,)).sites, random.Random(0)), 6))


pieces = st.sampled_from(
    ["Classify the review", " as good or bad", ". ", "\n\n", "\n- ", "1. ", ": ", "{review}", '"yes"', "`a b`", "not ", "{{", "}", "Don't ",
     "Answer with one word", "A) ", "## ", "```\n", ", ", "your", " please", "the text below", "e\u0301", "界", "\u202e", "🙂", "<b>", "JSON"]
)  # fmt: skip


@settings(max_examples=25)
@given(st.lists(pieces | st.text(max_size=3), max_size=14).map("".join))
def test_any_text_is_taken(text: str) -> None:
    prompt = Prompt(text, slots=dict.fromkeys(slot_counts(text), "Ann Lee, 30, is a nurse."))
    for family in NAMES:
        for variant in some(prompt, family)[:2]:
            assert broken(variant, family) is None, faulty(variant, family, str(broken(variant, family)))


@pytest.mark.parametrize("template", ["{input}", "", "   \n", "`code only`", '"quoted only"', "…", "12:30"])
def test_where_nothing_can_be_said_otherwise_nothing_is_offered(template: str) -> None:
    prompt = Prompt(template, slots=dict.fromkeys(slot_counts(template), "x"))
    for family in ("paraphrase", "reorder", "counterfactual", "contrast"):
        assert propose_sites(prompt, (family,)).sites == (), family


LONG = """
import itertools, random, sys
from promptfuzz.mutators import Sampler, propose_sites
from promptfuzz.records import Prompt
kind, family = sys.argv[1:]
unit = {"sentences": "Please classify the review as positive or negative. Do not explain the answer, but be brief.\\n",
        "one line": "the review, which is not short, and ", "bullets": "- Be brief, e.g. three words.\\n",
        "brackets": "{ [ ( \\"'` ", "letters": "aaaaaaaaaa", "blanks": "   \\t ", "chinese": "请不要解释。"}[kind]
text = unit * (100_000 // len(unit))
prompt = Prompt(text + "\\n\\nReview: {review}", slots={"review": text[:2000]})
sites = propose_sites(prompt, (family,)).sites
print(len(sites), len(list(itertools.islice(Sampler(prompt, sites, random.Random(0)), 3))))
"""


@pytest.mark.slow
@pytest.mark.parametrize("family", NAMES)
@pytest.mark.parametrize("kind", ["sentences", "one line", "bullets", "brackets", "letters", "blanks", "chinese"])
def test_a_prompt_of_100_kb_does_not_stall(kind: str, family: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LONG, kind, family], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_this_file_sees_a_broken_licence() -> None:
    prompt = Prompt(
        "Do not say positive. Label: {x}, in 20 words.", slots={"x": "1"}, answer=Label("positive", "negative")
    )
    start = prompt.template.index("positive")
    seen = {
        "paraphrase": Edit(3, 7, "", "m"),
        "reorder": Edit(0, 2, "Did", "m"),
        "degrade": Edit(start, start + 8, "postive", "m"),
        "format": Edit(prompt.template.index("20"), prompt.template.index("20") + 2, "7", "m"),
        "placebo": Edit(0, 2, "do", "m"),
        "counterfactual": Edit(0, 2, "Do", "m", part="cases[0].x"),
    }
    for family, edit in seen.items():
        edits = (Edit(0, 0, " ", "m"),) if family == "counterfactual" else (edit,)
        assert broken(prompt.variant(*edits), family), family

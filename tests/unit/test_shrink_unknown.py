"""Shrinking: an answer that is not known proves no edit to be needed, and slips are taken out of their links."""

import random
from collections.abc import Callable, Sequence

import pytest

import promptfuzz as pf
from promptfuzz.engine.shrink import AGAIN, shrink_edits
from promptfuzz.records import Output, Request, Variant

WORDS = tuple(f"w{number}" for number in range(8))
PROMPT = pf.Prompt(" ".join(WORDS))
LOST = Output("", error="timed out")
CUT = Output("The", truncated=True)
Loses = Callable[[set[int], int], bool]


def variant_of(numbers: Sequence[int]) -> Variant:
    return PROMPT.variant(*(pf.Edit(3 * number, 3 * number + 1, "X", "m") for number in numbers))


def changed(text: str) -> set[int]:
    return {number for number in range(8) if f"X{number}" in text}


def shrink(
    size: int, needed: set[int], loses: Loses, lost: Output = LOST, calls: int = 1000
) -> tuple[set[int], bool, int, list[Request]]:
    """Shrink `size` changed words of which `needed` flip; return what is left, whether to the end, notes and calls."""
    asked: list[Request] = []
    notes: list[str] = []

    def told(_variant: Variant, output: Output) -> bool | None:
        return None if output.truncated else output.text == "yes"

    def answer(request: Request) -> Output | None:
        if len(asked) >= calls:
            return None
        asked.append(request)
        numbers = changed(request.messages[-1].content)
        return lost if loses(numbers, request.sample) else Output("yes" if needed <= numbers else "no")

    task = shrink_edits(variant_of(range(size)), 0, told, missing=lambda: notes.append("missing"))
    try:
        wanted = next(task)
        while True:
            wanted = task.send([answer(request) for request in wanted])
    except StopIteration as end:
        small, ended = end.value
        return changed(small.text), ended, len(notes), asked


@pytest.mark.parametrize("lost", [LOST, CUT])
@pytest.mark.parametrize(("size", "needed"), [(2, {0}), (3, {1}), (5, {4}), (8, {6}), (6, {0, 3}), (8, {1, 5})])
def test_what_is_lost_once_is_asked_again_and_shrunk_to_the_end(size: int, needed: set[int], lost: Output) -> None:
    left, ended, notes, asked = shrink(size, needed, lambda numbers, sample: sample == 0, lost)
    assert (left, ended, notes) == (needed, True, 0)
    assert {request.sample for request in asked} == {0, AGAIN}


@pytest.mark.parametrize("lost", [LOST, CUT])
@pytest.mark.parametrize(("size", "needed"), [(2, {0}), (3, {1}), (4, {0, 2})])
def test_what_stays_lost_leaves_it_unshrunk_and_says_so(size: int, needed: set[int], lost: Output) -> None:
    left, ended, notes, _ = shrink(
        size, needed, lambda numbers, _sample: needed <= numbers and len(numbers) < size, lost
    )
    assert (len(left), ended, notes) == (size, False, 1)


def test_what_is_lost_of_a_larger_wording_does_not_matter() -> None:
    left, ended, notes, _ = shrink(8, {2}, lambda numbers, _sample: len(numbers) == 4)
    assert (left, ended, notes) == ({2}, True, 0)


def test_nothing_is_asked_again_where_another_part_flips_or_nothing_is_lost() -> None:
    *_, asked = shrink(4, {2}, lambda numbers, _sample: numbers == {0})
    assert {request.sample for request in asked} == {0}
    *_, asked = shrink(8, {1, 5}, lambda _numbers, _sample: False)
    assert {request.sample for request in asked} == {0}


def test_a_needed_edit_is_kept_though_its_answer_was_lost_once() -> None:
    left, ended, _, _ = shrink(4, {0, 1, 2, 3}, lambda numbers, sample: len(numbers) == 3 and sample == 0)
    assert (left, ended) == ({0, 1, 2, 3}, True)


def test_where_the_budget_ends_before_the_second_try_it_is_the_budget() -> None:
    left, ended, notes, asked = shrink(2, {0}, lambda _numbers, sample: sample == 0, calls=2)
    assert (left, ended, notes, len(asked)) == ({0, 1}, False, 0, 2)


# In campaigns.

OTHER = {"positive": "negative", "negative": "positive"}
GUESTS = pf.Prompt(
    "Decide whether the following guest was content, positive or negative. Please reply with one word only and do not "
    "give any reasons.\n\nGuest: {guest}",
    cases=[{"guest": text} for text in ("The tea was cold.", "We came home happy.", "Kind hosts.", "A lamp broke.")],
    answer=pf.Label("positive", "negative"),
    id="guests",
)


def right(text: str) -> str:
    return "negative" if "cold" in text or "broke" in text else "positive"


def on(word: str) -> Callable[[str], str]:
    return lambda text: right(text) if word in text else OTHER[right(text)]


def findings(core: Callable[[str], str], noise: float, cut: float, seed: int, family: str) -> tuple[pf.Finding, ...]:
    rng = random.Random(seed)

    def model(text: str) -> str | Output:
        draw = rng.random()
        return CUT if draw < cut else OTHER[core(text)] if draw < cut + noise else core(text)

    calls = pf.Budget(calls=1500 if noise else 600)
    return pf.fuzz(GUESTS, model, families=(family,), budget=calls, seed=seed).findings


def needless(finding: pf.Finding, core: Callable[[str], str]) -> bool:
    """Whether one edit of several is enough."""
    assert finding.variant is not None
    variant = pf.Variant.from_json(finding.variant)
    case = finding.minimal.case
    base = core(Variant(variant.prompt).render(case)[-1].content)
    alone = [Variant(variant.prompt, (edit,)).render(case)[-1].content for edit in variant.edits if edit.link is None]
    return len(variant.edits) > 1 and any(core(text) != base for text in alone)


@pytest.mark.parametrize("word", ["lease", "reasons", "guest was"])
def test_under_noise_slips_of_one_link_are_shrunk_to_the_one_that_matters(word: str) -> None:
    found = [finding for seed in range(3) for finding in findings(on(word), 0.1, 0.0, seed, "degrade")]
    shrunk = [finding for finding in found if finding.shrunk]
    assert shrunk
    for finding in shrunk:
        assert len(finding.minimal.edits) == 1, finding.minimal.edits
        assert sum(item.alone is True for item in finding.words) <= 1


def test_under_noise_a_link_of_another_family_stays_whole() -> None:
    def core(text: str) -> str:
        return right(text) if "positive or negative" in text else OTHER[right(text)]

    (finding,) = findings(core, 0.1, 0.0, 2, "reorder")
    assert finding.shrunk and len(finding.minimal.edits) == 2
    assert len({edit.link for edit in finding.minimal.edits}) == 1


@pytest.mark.parametrize("family", ["degrade", "paraphrase"])
def test_a_minimum_that_is_called_one_has_no_needless_edit_though_answers_were_cut(family: str) -> None:
    core = on("lease")
    for seed in range(10):
        for finding in findings(core, 0.0, 0.08, seed, family):
            assert not (finding.shrunk and needless(finding, core)), (seed, finding.minimal.edits)
            assert finding.shrunk or "not fully shrunk: " in finding.summary

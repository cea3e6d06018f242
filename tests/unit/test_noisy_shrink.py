"""Shrinking under noise: a minimum holds beside fresh samples of the base, or the wording stays as it was found."""

from collections.abc import Callable, Sequence

import pytest

import promptfuzz as pf
from promptfuzz.engine.asking import Asker
from promptfuzz.engine.crowd import Crowd
from promptfuzz.engine.evidence import Confirmed, Drawn, Kind, Pool, PromptEvidence, Trial
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.noisy_shrink import MISSING, NOT_HELD, SHRINK_SAMPLE, NoisyShrink
from promptfuzz.engine.plan import PromptPlan, Settings
from promptfuzz.engine.screening import FRESH, FRESH_BASE
from promptfuzz.engine.state import RunState
from promptfuzz.records import Output, Request, Variant

PROMPT = pf.Prompt("one two three four", answer=pf.Label("yes", "no"), id="words")
WORDS = ("one", "two", "three", "four")
BASE = Variant(PROMPT).render(0)[-1].content
Rate = Callable[[Request], float]


def wording(*words: str) -> Variant:
    spans = [(PROMPT.text.index(word), word) for word in words]
    return PROMPT.variant(*(pf.Edit(start, start + len(word), word.upper(), "words") for start, word in spans))


def answer(request: Request, rate: Rate) -> Output:
    """Answer "no" at an even spread over the samples, as often as `rate` says."""
    return Output("no" if request.sample * 0.6180339887 % 1 < rate(request) else "yes")


def text_of(request: Request) -> str:
    return request.messages[-1].content


def is_fresh(request: Request) -> bool:
    return request.sample >= 2 * SHRINK_SAMPLE


def shrink(
    rate: Rate, *, base_hits: int, fails: Callable[[Request], bool] = lambda _: False, calls: int = 10_000
) -> tuple[Confirmed, list[Request]]:
    """Shrink the wording that changes all words; with `base_hits` of 40 the base seemed to give the other answer."""
    judge = Judge(PromptEvidence(PromptPlan(PROMPT, (), (), ())), pf.Oracle(embedder=pf.ToyEmbedder()))
    judge.settle_answer_type(["yes"])
    base = Variant(PROMPT).render(0)
    crowd = Crowd(judge, Pool([Drawn(0, 0, 0, Output("yes"), base, turn) for turn in range(FRESH_BASE)], {}))
    variant = wording(*WORDS)
    found = Confirmed("words", Trial(variant, 0, Output("no"), Kind.VALUE), 20, FRESH, base_hits, FRESH_BASE, 0.0)
    state = RunState(Settings(("degrade",)), Asker(pf.ScriptedModel(default="yes"), pf.Budget(), print), print)
    asked: list[Request] = []

    def answers(requests: Sequence[Request]) -> list[Output | None]:
        given: list[Output | None] = []
        for request in requests:
            asked.append(request)
            failed = Output("", error="server error")
            given.append(None if len(asked) > calls else failed if fails(request) else answer(request, rate))
        return given

    task = NoisyShrink(state, judge, crowd, lambda _variant: True, found).run()
    try:
        wanted = next(task)
        while True:
            wanted = task.send(answers(wanted))
    except StopIteration:
        return found, asked


def changed(found: Confirmed) -> str:
    return (found.minimal or found).trial.variant.text


def needs(*words: str, noise: float = 0.05) -> Rate:
    return lambda request: 0.85 if all(word.upper() in text_of(request) for word in words) else noise


def lucky(*, size: int, above: float) -> Rate:
    """Change the answer as `above` where more words than `size` are changed; with `size`, the first tries alone do."""

    def rate(request: Request) -> float:
        words = sum(word.upper() in text_of(request) for word in WORDS)
        return above if words > size else 0.45 if is_fresh(request) else 0.6 if words == size else 0.05

    return rate


@pytest.mark.parametrize("words", [("two",), ("one", "four"), ("one", "two", "three")])
def test_what_matters_is_left_and_counted_beside_fresh_samples_of_the_base(words: tuple[str, ...]) -> None:
    found, asked = shrink(needs(*words), base_hits=2)
    assert found.shrunk
    assert found.minimal is not None
    assert changed(found) == wording(*words).text
    assert found.minimal.hits / found.minimal.of > 0.7
    of_base = [request for request in asked if text_of(request) == BASE]
    assert len(of_base) == found.minimal.base_of == FRESH_BASE
    assert all(is_fresh(request) for request in of_base)


def test_a_minimum_that_only_luck_made_is_not_kept() -> None:
    found, asked = shrink(lucky(size=3, above=0.85), base_hits=0)
    assert found.minimal is None
    assert (found.shrunk, found.ended) == (False, NOT_HELD)
    assert any(is_fresh(request) for request in asked)


def test_where_the_last_step_does_not_hold_the_one_before_is_tried() -> None:
    found, _ = shrink(lucky(size=2, above=0.85), base_hits=0)
    assert found.minimal is not None
    assert len(found.minimal.trial.variant.units) == 3
    assert (found.shrunk, found.ended) == (False, NOT_HELD)


def test_a_few_failed_calls_do_not_end_it_and_many_keep_the_wording_as_it_was() -> None:
    few, _ = shrink(needs("two"), base_hits=2, fails=lambda r: r.sample % 24 == 3)
    assert changed(few) == wording("two").text
    many, _ = shrink(needs("two"), base_hits=2, fails=lambda r: r.sample % 4 == 3)
    assert many.minimal is None
    assert (many.shrunk, many.ended) == (False, MISSING)


def test_where_the_budget_ends_the_wording_stays_and_can_be_taken_up_again() -> None:
    _, asked = shrink(needs("two"), base_hits=2)
    found, _ = shrink(needs("two"), base_hits=2, calls=len(asked) - 1)
    assert found.minimal is None
    assert (found.shrunk, found.ended) == (False, "budget")

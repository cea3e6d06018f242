"""What Hypothesis offers beside @given: events, targets, notes, strategies that are combined, machines, and budgets."""

import asyncio
import itertools
import threading
from contextlib import nullcontext

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

import promptfuzz as pf
from promptfuzz import strategies as pfst
from promptfuzz.memory import _sessions
from promptfuzz.property import telling

PROMPT = pf.Prompt(
    "Classify the review as positive or negative. Please answer with one word.\n\nReview: {review}",
    cases=[{"review": "I left smiling."}, {"review": "A dull evening."}],
    answer=pf.Label("positive", "negative"),
    id="hypothesis",
)
PHASES = [phase for phase in Phase if phase is not Phase.explain]  # which traces every line, slowly
ONCE = settings(deadline=None, database=None, max_examples=40, derandomize=True, phases=PHASES)


def right(text: str) -> str:
    return "positive" if "smiling" in text else "negative"


def needs_classify(text: str) -> str:
    return right(text) if "Classify" in text else "negative"


def other_verbs() -> list[pf.Variant]:
    return [PROMPT.variant(pf.Edit(0, 8, word, "v")) for word in ("Sort", "Label", "Judge")]


def holds_for(strategy, model, **arguments):
    @ONCE
    @given(strategy)
    def holds(variant) -> None:
        pf.assert_stable(variant, model, **arguments)

    holds()


def test_events_targets_and_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: dict[str, list[object]] = {"event": [], "target": [], "note": []}
    for name, log in heard.items():
        monkeypatch.setattr(hypothesis, name, lambda value, log=log, **rest: log.append((value, *rest.values())))
    with pytest.raises(pf.WordingDependence):
        holds_for(pfst.paraphrases(PROMPT, mutators=("task-verbs",)), needs_classify)
    assert ("promptfuzz family paraphrase",) in heard["event"] and ("promptfuzz mutator task-verbs",) in heard["event"]
    assert (1.0, "promptfuzz drift hypothesis") in heard["target"]
    assert any("as written 'positive', reworded 'negative'" in text for (text,) in heard["note"])


def test_two_assertions_of_one_example_may_aim_at_the_same_drift() -> None:
    @ONCE
    @given(pfst.paraphrases(PROMPT))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, right)
        pf.assert_stable(variant, right, tolerance=0.2)

    holds()


def test_strategies_combine() -> None:
    one, two = pfst.paraphrases(PROMPT), pfst.degradations(PROMPT)
    fails = find(one | two, lambda v: "Label" in v.text, settings=settings(ONCE, max_examples=2000))
    assert len(fails.units) == 1
    holds_for(one.filter(lambda v: v.edits) | two.map(lambda v: [v, v.prompt.variant()]), right)
    with pytest.warns(hypothesis.errors.NonInteractiveExampleWarning):
        pf.assert_stable(one.example(), right)


def test_variants_drawn_within_a_test() -> None:
    @ONCE
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        pf.assert_stable(data.draw(pfst.paraphrases(PROMPT)), needs_classify)

    with pytest.raises(pf.WordingDependence) as failure:
        holds()
    assert str(failure.value).count("\nedit ") == 1


class Chat(RuleBasedStateMachine):
    """A conversation whose user turns are reworded: each answer must be that to the turn as written."""

    fragile = False

    def __init__(self) -> None:
        super().__init__()
        self.history: list[dict[str, str]] = []

    @rule(data=st.data(), city=st.sampled_from(["Lima", "Oslo"]))
    def ask(self, data: st.DataObject, city: str) -> None:
        turn = pf.Prompt(
            "Name the country of {city}. Answer with one word.", slots={"city": city}, history=self.history,
            answer=pf.Label("Peru", "Norway", "Sweden"), id=f"turn-{len(self.history) // 2}",
        )  # fmt: skip
        pf.assert_stable(data.draw(pfst.paraphrases(turn)), pf.chat_model(answer_fragile if self.fragile else answer))
        said = answer(turn.messages)
        self.history += [{"role": "user", "content": turn.text}, {"role": "assistant", "content": said}]
        self.history = self.history[-4:]


def answer(messages: list[dict[str, str]]) -> str:
    return "Peru" if "Lima" in messages[-1]["content"] else "Norway"


def answer_fragile(messages: list[dict[str, str]]) -> str:
    later = len(messages) > 1 and not messages[-1]["content"].startswith("Name")
    return "Sweden" if later else answer(messages)


@pytest.mark.parametrize("fragile", [False, True])
def test_a_chat_whose_turns_are_reworded(fragile: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Chat, "fragile", fragile)
    chosen = settings(ONCE, max_examples=15, stateful_step_count=5, suppress_health_check=[HealthCheck.too_slow])
    if not fragile:
        run_state_machine_as_test(Chat, settings=chosen)
        return
    with pytest.raises(pf.WordingDependence, match="Sweden"):
        run_state_machine_as_test(Chat, settings=chosen)


def test_every_health_check_is_on() -> None:
    @settings(deadline=None, database=None, max_examples=30, suppress_health_check=())
    @given(pfst.variants(PROMPT))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, right)

    holds()


def test_a_budget_that_ends_while_shrinking_is_said_and_the_failure_stands() -> None:
    asked = 0
    written = [PROMPT.variant().render(case)[-1].content for case in range(2)]

    def counting(text: str) -> str:
        nonlocal asked
        asked += 1
        return right(text) if text in written else "negative"

    with pytest.raises(pf.WordingDependence) as failure:
        holds_for(pfst.variants(PROMPT).filter(lambda v: len(v.units) > 3), counting, budget=pf.Budget(calls=24))
    assert asked == 24
    assert "not fully shrunk: budget)" in str(failure.value)


def test_a_budget_that_ends_before_a_failure_raises_one_undecided() -> None:
    asked: list[str] = []

    def counting(text: str) -> str:
        asked.append(text)
        return right(text)

    with pytest.raises(pf.Undecided, match=r"The budget of 10 calls ended .* \(3 kept for shrinking\)"):
        holds_for(pfst.variants(PROMPT), counting, budget=pf.Budget(calls=10))
    assert len(asked) == 7
    holds_for(pfst.variants(PROMPT), counting, budget=pf.Budget(calls=11), on_undecided="pass")


@pytest.mark.parametrize(("first", "last"), [(10, 10), (10, 16)])
def test_calls_that_fail_for_a_while_make_no_flaky_test(first: int, last: int) -> None:
    calls = itertools.count()

    def breaks(text: str) -> str:
        if first <= next(calls) <= last:
            raise ConnectionError("no route")
        return right(text)

    # What failed is asked once more.
    with nullcontext() if first == last else pytest.raises(pf.Undecided, match="no route"):
        holds_for(pfst.variants(PROMPT), breaks)


@pytest.mark.parametrize("alive", [0, 30])
def test_a_dead_model_is_left_alone(alive: int) -> None:
    calls = itertools.count()

    def dies(text: str) -> str:
        if next(calls) >= alive:
            raise ConnectionError("refused")
        return right(text)

    with pytest.raises(pf.Undecided, match="refused"):
        holds_for(pfst.variants(PROMPT), dies)
    assert next(calls) <= alive + 12


def test_a_counter_in_the_model_makes_no_flaky_test() -> None:
    asked = 0

    def counting(text: str) -> str:
        nonlocal asked
        asked += 1
        return right(text)

    before = len(_sessions)
    holds_for(pfst.paraphrases(PROMPT), counting)
    assert len(_sessions) <= before + 1


@pytest.mark.parametrize("kind", ["async", "batch", "threads", "plain"])
def test_a_list_is_asked_together_where_the_model_allows_it(kind: str) -> None:
    sizes: list[int] = []
    flying = most = 0
    lock = threading.Lock()
    gate = threading.Barrier(4, timeout=5)

    async def slow(text: str) -> str:
        nonlocal flying, most
        flying, most = flying + 1, max(most, flying + 1)
        await asyncio.sleep(0)
        flying -= 1
        return right(text)

    def batched(texts: list[str]) -> list[str]:
        sizes.append(len(texts))
        return list(map(right, texts))

    def threaded(text: str) -> str:
        nonlocal most
        with lock:
            most += 1
        gate.wait()  # passes only if four calls are under way at once
        return right(text)

    def plain(text: str) -> str:
        sizes.append(1)
        return right(text)

    model = {
        "async": slow, "batch": pf.batch_model(batched), "threads": pf.model(threaded, concurrency=4), "plain": plain,
    }[kind]  # fmt: skip
    # Two cases each: 6 calls after the 4 of the base; for the threads 4 and 2, so that one variant more is needed.
    variants = other_verbs() + ([PROMPT.variant(pf.Edit(0, 8, "Rate", "v"))] if kind == "threads" else [])
    pf.assert_stable(variants, model)
    assert {"async": most == 6, "batch": sizes == [4, 6], "threads": most == 12, "plain": len(sizes) == 10}[kind]


def test_the_order_of_a_list_decides_which_failure_is_told() -> None:
    async def fails(text: str) -> str:
        return right(text) if "Classify" in text else "negative"

    for variants in (other_verbs(), other_verbs()[::-1]):
        with pytest.raises(pf.WordingDependence) as failure:
            pf.assert_stable(variants, fails)
        assert repr(variants[0].edits[0]) in str(failure.value)


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # of versions that know no threads
def test_tests_in_several_threads_do_not_disturb_each_other() -> None:
    failures: dict[int, BaseException | None] = {}

    def work(place: int) -> None:
        try:
            holds_for(pfst.paraphrases(PROMPT), needs_classify if place % 2 else right, tolerance=0.1 + place / 100)
            failures[place] = None
        except BaseException as error:
            failures[place] = error

    threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kinds = [type(failures[place]) for place in range(4)]
    assert kinds == [type(None), pf.WordingDependence, type(None), pf.WordingDependence]


def test_assertions_that_run_in_one_loop_take_turns() -> None:
    asked: list[str] = []

    async def slow(text: str) -> str:
        asked.append(text)
        await asyncio.sleep(0)
        return right(text)

    async def both() -> None:
        await asyncio.gather(*(pf.assert_stable_async(variant, slow) for variant in other_verbs() + other_verbs()))

    asyncio.run(both())
    assert len(asked) == 10


def test_outside_of_hypothesis_nothing_is_imported_to_find_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(telling.sys.modules, "hypothesis")
    assert not telling.in_hypothesis_test()

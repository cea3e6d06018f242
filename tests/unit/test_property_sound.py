"""No verdict outlives what it was found on: other draws, another model, another configuration, another run."""

import array
import collections
import functools
import io
import logging
import random
import re
import threading
import types
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from unittest import SkipTest
from unittest.mock import MagicMock, Mock

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz.memory import _sessions
from promptfuzz.property.surroundings import MOST
from tests.unit.test_property_silent import LABEL, PROMPT, QUIET, SORT, brittle, steady

MODE = "steady"


def answer(mode: str, text: str) -> str:
    return brittle(text) if mode == "brittle" else steady(text)


class Slotted:
    __slots__ = "mode"
    mode: str


class Private:
    __slots__ = ("__mode",)

    def __init__(self) -> None:
        self.set("steady")

    def set(self, mode: str) -> None:
        self.__mode = mode

    def ask(self, text: str) -> str:
        return answer(self.__mode, text)


class Meta(type):
    mode = "steady"


class Classy(metaclass=Meta):
    pass


class Sleeping:
    @property
    def __class__(self) -> Any:
        raise RuntimeError("outside of a context")

    @__class__.setter
    def __class__(self, kind: type) -> None: ...


class Box:
    mode = "steady"

    @property
    def shown(self) -> str:
        return MODE


LAZY = Sleeping()
LOG = logging.getLogger(__name__)
Change = tuple[Callable[[str], str], Callable[[], object]]


def kept_in(put: Callable[[Any], object], read: Callable[[Any], str], store: Any) -> Change:
    """Return an application that reads its mode out of `store`, and what makes it brittle there."""
    return lambda text: answer(read(store), text), lambda: put(store)


def changes(monkeypatch: pytest.MonkeyPatch) -> dict[str, Change]:
    slotted, private, box, local = Slotted(), Private(), Box(), threading.local()
    slotted.mode = local.mode = "steady"
    ref = weakref.ref(box)
    inner = {"mode": "steady"}
    view = types.MappingProxyType(inner)

    @functools.lru_cache
    def cached() -> str:
        return MODE

    def set_global() -> None:
        monkeypatch.setitem(globals(), "MODE", "brittle")
        cached.cache_clear()

    def at(key: Any) -> tuple[Callable[[Any], object], Callable[[Any], str]]:
        return lambda store: store.__setitem__(key, "brittle"), lambda store: str(store[key])

    def named(store: Any) -> Change:
        return kept_in(lambda it: setattr(it, "mode", "brittle"), lambda it: str(it.mode), store)

    return {
        "lru_cache": (lambda text: answer(cached(), text), set_global),
        "property": (lambda text: answer(box.shown, text), set_global),
        "beside a lazy object": (lambda text: answer(MODE, text) if LAZY is not None else "", set_global),
        "deque": kept_in(*at(0), collections.deque(["steady"])),
        "mappingproxy": (lambda text: answer(view["mode"], text), lambda: inner.update(mode="brittle")),
        "weakref": (lambda text: answer(getattr(ref(), "mode", ""), text), lambda: setattr(box, "mode", "brittle")),
        "thread local": named(local),
        "slot": named(slotted),
        "private slot": (private.ask, lambda: private.set("brittle")),
        "metaclass": (
            lambda text: answer(Classy.mode, text),
            lambda: monkeypatch.setattr(Meta, "mode", "brittle"),
        ),
        "large dict": kept_in(*at("mode"), dict.fromkeys(range(2000)) | {"mode": "steady"}),
        "huge dict": kept_in(*at("mode"), dict.fromkeys(range(MOST)) | {"mode": "steady"}),
        "bytearray": kept_in(
            lambda it: it.__setitem__(slice(None), b"brittle"), lambda it: it.decode(), bytearray(b"steady")
        ),
        "array": kept_in(
            lambda it: it.__setitem__(0, 1), lambda it: ["steady", "brittle"][it[0]], array.array("i", [0])
        ),
        "text file in memory": kept_in(lambda it: it.write("brittle"), lambda it: it.getvalue(), io.StringIO()),
    }


KINDS = [
    *("lru_cache", "property", "beside a lazy object", "deque", "mappingproxy", "weakref", "thread local", "slot"),
    *("private slot", "metaclass", "large dict", "huge dict", "bytearray", "array", "text file in memory"),
]


def outcome(variant: pf.Variant, model: Any, **options: Any) -> str:
    try:
        pf.assert_stable(variant, model, **options)
    except (pf.WordingDependence, pf.Undecided) as error:
        return type(error).__name__
    return "passed"


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_is_seen_or_reckoned_with_wherever_it_is_kept(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ask, change = changes(monkeypatch)[kind]
    assert outcome(LABEL, ask) == "passed"
    change()
    assert outcome(LABEL, ask) == "WordingDependence"


class Counted:
    """Holds `store`, and counts its calls beside it."""

    mode = "steady"

    def __init__(self, store: object = None) -> None:
        self.store, self.calls = store, 0

    def ask(self, text: str) -> str:
        self.calls += 1
        return answer(self.mode, text)


@pytest.mark.parametrize(
    "store",
    [
        [{"text": str(number), "vector": [0.1] * 9} for number in range(500)],
        functools.lru_cache(lambda: MODE),
        (threading.Lock(), threading.RLock(), LOG, re.compile("a"), collections.deque([1]), weakref.ref(Slotted)),
        {"count": collections.Counter("aab"), "default": collections.defaultdict(list), "enum": re.IGNORECASE},
    ],
)
def test_what_can_be_seen_through_and_was_left_alone_costs_nothing(store: object) -> None:
    bot = Counted(store)
    assert [outcome(LABEL, bot.ask) for _ in range(3)] == ["passed"] * 3
    assert bot.calls == 4


def test_what_cannot_be_seen_through_costs_a_look() -> None:
    bot = Counted(io.StringIO())
    calls = []
    for _ in range(3):
        pf.assert_stable(LABEL, bot.ask)
        calls.append(bot.calls)
    assert calls == [4, 6, 8]


def test_every_wording_is_looked_at_after_a_change_not_only_the_first() -> None:
    bot = types.SimpleNamespace(bad="")

    def ask(text: str) -> str:
        return "rude" if bot.bad and text.startswith(bot.bad) else "kind"

    for variant in (LABEL, SORT):
        assert outcome(variant, ask) == "passed"
    bot.bad = "Sort"
    assert [outcome(variant, ask) for variant in (LABEL, SORT)] == ["passed", "WordingDependence"]


def test_a_new_wording_is_held_against_the_base_as_it_is_now() -> None:
    bot = types.SimpleNamespace(says="kind")

    def ask(_text: str) -> str:
        return str(bot.says)

    assert outcome(LABEL, ask) == "passed"
    bot.says = "rude"
    assert outcome(SORT, ask) == "passed"


def test_a_changed_model_that_samples_is_judged_anew_and_its_own_state_is_no_change() -> None:
    class Noisy:
        share, calls = 0.1, 0

        def __init__(self) -> None:
            self.random = random.Random(3)

        def ask(self, text: str) -> str:
            self.calls += 1
            return "rude" if self.random.random() < (self.share if text == LABEL.text else 0.1) else "kind"

    bot = Noisy()
    model = pf.model(bot.ask, temperature=0.7)
    assert outcome(LABEL, model) == "passed"
    calls = bot.calls
    assert (outcome(LABEL, model), bot.calls) == ("passed", calls)
    bot.share = 0.95
    assert outcome(LABEL, model) == "WordingDependence"


def test_a_change_that_the_budget_does_not_cover_is_undecided() -> None:
    bot = Counted()
    options = {"budget": pf.Budget(calls=4)}
    assert [outcome(LABEL, bot.ask, **options) for _ in range(2)] == ["passed"] * 2
    bot.mode = "brittle"
    assert (outcome(LABEL, bot.ask, **options), bot.calls) == ("Undecided", 4)


USED = {"calls": 0}


def counting_globally(text: str) -> str:
    USED["calls"] += 1
    return answer("steady", text)


def test_what_an_application_writes_for_itself_costs_nothing_while_rewordings_are_new() -> None:
    variants = [PROMPT.variant(pf.Edit(0, 8, f"Label{number}", "verbs")) for number in range(10)]
    bot, mock, beside = Counted([]), MagicMock(return_value="kind"), Counted()

    def with_client(text: str) -> Any:
        return mock.ask(text)

    mock.ask.return_value = "kind"
    for variant in variants:
        bot.store = []
        mock.other()
        for model in (bot.ask, with_client, counting_globally, lambda text: beside.ask(text)):
            pf.assert_stable(variant, model, budget=pf.Budget(calls=13))
        counting_globally("beside")
    assert (bot.calls, beside.calls, mock.ask.call_count, USED["calls"]) == (13, 13, 13, 13 + 10)


def test_judging_anew_does_not_renew_the_level_of_the_test() -> None:
    bot = Counted()
    model = pf.model(bot.ask, temperature=0.7)
    pf.assert_stable(LABEL, model)
    (session,) = [one for one in _sessions.values() if one.asker.model is model]
    session.book.confirmations = 3
    bot.mode = "other"
    pf.assert_stable(LABEL, model)
    (anew,) = [one for one in _sessions.values() if one.asker.model is model]
    assert anew is not session and anew.book.confirmations == 3


VARIANTS = st.sampled_from([LABEL, SORT, *(PROMPT.variant(pf.Edit(0, 8, word, "verbs")) for word in ("Mark", "Tag"))])


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize(("share", "found"), [(0.05, False), (0.95, True)])
def test_a_model_that_draws_from_what_hypothesis_seeds_samples(share: float, found: bool, asynchronous: bool) -> None:
    def ask(text: str) -> str:
        return "rude" if random.random() < (0.05 if text == PROMPT.text else share) else "kind"

    async def ask_async(text: str) -> str:
        return ask(text)

    seen = set()

    @seed(1)
    @settings(QUIET, derandomize=False, max_examples=20)
    @given(VARIANTS)
    def holds(variant: pf.Variant) -> None:
        before = random.getstate()
        try:
            pf.assert_stable(variant, ask_async if asynchronous else ask)
        finally:
            seen.add(random.getstate() == before)

    try:
        holds()
        failed = False
    except pf.WordingDependence:
        failed = True
    assert (failed, seen) == (found, {True})


def good(_text: str) -> str:
    return "kind"


def bad(text: str) -> str:
    return "kind" if text in (PROMPT.text, LABEL.text) else "rude"


def test_a_failure_is_not_skipped_because_another_model_of_the_test_could_not_be_judged() -> None:
    ends = []
    for number in range(12):
        raised: list[pf.Variant] = []

        @seed(number)
        @settings(QUIET, derandomize=False, max_examples=30)
        @given(VARIANTS, st.sampled_from([good, bad]))
        def holds(variant: pf.Variant, model: Callable[[str], str]) -> None:
            try:
                pf.assert_stable(variant, model, budget=pf.Budget(calls=24 if model is bad else 4), on_undecided="skip")
            except pf.WordingDependence:
                raised.append(variant)  # noqa: B023
                raise

        with pytest.raises((pf.WordingDependence, SkipTest)) as caught:
            holds()
        ends.append((bool(raised), caught.type is pf.WordingDependence))
    assert (True, True) in ends
    assert (True, False) not in ends


def test_a_failure_that_the_test_caught_hides_no_other_model_that_could_not_be_judged() -> None:
    @settings(QUIET, derandomize=False, max_examples=10)
    @given(st.just(SORT))
    def holds(variant: pf.Variant) -> None:
        with pytest.raises(pf.WordingDependence):
            pf.assert_stable(variant, bad)
        pf.assert_stable(variant, good, budget=pf.Budget(calls=3), on_undecided="skip")

    with pytest.raises(SkipTest):
        holds()


def test_a_sound_model_is_not_blamed_for_another_of_its_name() -> None:
    blamed = []
    for number in range(8):
        bots = [Counted(), Counted()]
        bots[0].mode = "brittle"

        @seed(number)
        @settings(QUIET, derandomize=False, max_examples=60)
        @given(VARIANTS, st.sampled_from(bots))
        def holds(variant: pf.Variant, bot: Counted) -> None:
            try:
                pf.assert_stable(variant, bot.ask, budget=pf.Budget(calls=20), on_undecided="pass")
            except pf.WordingDependence:
                blamed.append(bot.mode)
                raise

        with suppress(pf.WordingDependence):
            holds()
    assert set(blamed) == {"brittle"}


def test_the_same_test_run_again_judges_a_changed_model_anew_and_no_other() -> None:
    bot = Counted()

    @settings(QUIET, max_examples=20)
    @given(VARIANTS)
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, bot.ask)

    holds()
    calls = bot.calls
    holds()
    assert bot.calls == calls
    bot.mode = "brittle"
    with pytest.raises(pf.WordingDependence):
        holds()


class Remote:
    """Any attribute is a remote function."""

    def __call__(self, _text: str) -> str:
        return "kind"

    def __getattr__(self, name: str) -> Any:
        return Remote()


@pytest.mark.parametrize("model", [Remote(), Mock(spec=good, return_value="kind"), Mock(return_value="kind")])
def test_objects_with_dynamic_attributes_are_models(model: Any) -> None:
    assert outcome(LABEL, model) == "passed"

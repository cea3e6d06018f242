"""What keeps tests, oracles, models and findings apart that only look alike to a property test."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz.ledger import Account, Purse
from promptfuzz.measures import SentenceEmbedder
from promptfuzz.memory import Session, SharedLimits, session_for
from promptfuzz.models.identity import Same
from promptfuzz.models.protocol import Model
from promptfuzz.oracle.opinion import Opinion
from promptfuzz.property.arguments import Place, place_of
from promptfuzz.property.past import Past
from promptfuzz.property.regressions import FOLDER, Record, State, configured_folder, write_record
from promptfuzz.property.whereabouts import has_moved
from promptfuzz.records import Request
from tests.unit.test_property_kept import finding

PROMPT = pf.Prompt("Classify the review as good or bad.", answer=pf.Label("good", "bad"), id="review")
LABEL = PROMPT.variant(pf.Edit(0, 8, "Label", "task-verbs"))


class Second:
    name = "second"

    def opinions(self, pairs: object, request: str = "") -> list[Opinion]:
        raise AssertionError((pairs, request))


def session(oracle: pf.Oracle, model: Model, test: str = "here") -> Session:
    return session_for(
        test, model, oracle, answer=None, samples=None, tolerance=0.1, alpha=0.05, budget=pf.Budget(calls=9)
    )


def test_oracles_that_differ_in_anything_judge_for_themselves() -> None:
    model, second = pf.model(lambda _text: "good"), Second()
    oracles = [
        pf.Oracle(),
        pf.Oracle(threshold=0.5),
        pf.Oracle(second=second),
        pf.Oracle(second=Second()),
        pf.Oracle(second=second, doubtful=(0.1, 0.9)),
        pf.Oracle(forms_matter=True),
        pf.Oracle(error=0.2),
        pf.Oracle(answer=pf.Text()),
        pf.Oracle(prompt_text="Classify"),
    ]
    sessions = [session(oracle, model, "oracles") for oracle in oracles]
    assert len({id(one) for one in sessions}) == len(oracles)
    assert session(pf.Oracle(second=second), model, "oracles") is sessions[2]


def test_an_oracle_made_for_every_example_is_refused() -> None:
    model = pf.model(lambda _text: "good")
    for number in range(13):
        session(pf.Oracle(threshold=number / 20), model, "thresholds")
    for _ in range(12):
        session(pf.Oracle(second=Second()), model, "judges")
    with pytest.raises(pf.UsageError, match="expected one oracle for a whole test, got another embedder or second"):
        session(pf.Oracle(second=Second()), model, "judges")


def test_an_embedder_of_ours_may_be_written_into_the_test() -> None:
    model = pf.model(lambda _text: "good")
    sessions = [session(pf.Oracle(embedder=SentenceEmbedder(name)), model, "inline") for name in ["a/b", "a/b", "a/c"]]
    assert sessions[0] is sessions[1] is not sessions[2]


def test_many_models_of_one_test_keep_their_budgets() -> None:
    asked: Counter[str] = Counter()

    def made(name: str) -> Model:
        def app(_text: str) -> str:
            asked[name] += 1
            return "good"

        return pf.model(app, name=name)

    models = [made(f"m{number}") for number in range(18)]

    @settings(max_examples=4, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from([LABEL]))
    def holds(variant: pf.Variant) -> None:
        for _ in range(2):
            for model in models:
                pf.assert_stable(variant, model, budget=pf.Budget(calls=9))

    holds()
    assert set(asked.values()) == {4}


def test_tests_of_the_same_code_in_two_files_are_two() -> None:
    frames: list[FrameType] = []
    for file in ("one.py", "two.py"):
        known: dict[str, Callable[[], FrameType]] = {"frame": lambda: sys._getframe(1)}
        exec(compile("def test(): return frame()", file, "exec"), known)
        frames.append(known["test"]())
    assert frames[0].f_code == frames[1].f_code
    assert place_of(frames[0]).key != place_of(frames[1]).key
    assert place_of(frames[0]).key == place_of(frames[0]).key


def test_another_run_takes_from_the_same_purses() -> None:
    purse = Purse(3, "more")
    limits = SharedLimits(pf.Budget(calls=2), pf.model(lambda _text: ""), Account("test", (purse,)))
    requests = [Request(LABEL.render(), sample) for sample in range(4)]
    admitted = [limits.admit(request) for request in requests[:3]]
    limits.settle(requests[0], None)
    limits.renew()
    assert (admitted, limits.calls, purse.left) == ([True, True, False], 1, 2)
    assert [limits.admit(request) for request in requests[2:]] == [True, False]
    limits.settle(requests[1], None)
    assert (limits.calls, purse.left) == (1, 2)


def answering(spec: str, name: str = "answer") -> Model:
    return pf.model(lambda _text: "good", name=name, spec=spec)


@pytest.mark.parametrize(
    ("found", "asked", "test", "dismissed"),
    [
        (answering("python:old:answer"), answering("python:old:answer"), "test_other", True),
        (answering("python:json:loads"), answering("python:marshal:loads"), "test_it", False),
        (answering("python:old:answer"), answering("python:new:answer"), "test_it", True),  # its module is gone
        (answering("python:old:answer"), answering("python:new:answer"), "test_other", False),
        (answering("python:old:answer"), answering("answer"), "test_it", True),
        (answering("<lambda>", "<lambda>"), answering("<lambda>", "<lambda>"), "test_it", True),
        (answering("<lambda>", "<lambda>"), answering("<lambda>", "<lambda>"), "test_other", False),
    ],
)
def test_a_dismissal_holds_for_its_application(
    found: Model, asked: Model, test: str, dismissed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    configured_folder.cache_clear()
    file = tmp_path / "test_a.py"
    file.write_text("")
    path = tmp_path / FOLDER / "0123456789.json"
    write_record(Record(path, finding(), "test_a.py::test_it", found.name, found.spec, State.DISMISSED, "known"))
    book = session(pf.Oracle(), asked, str(tmp_path)).book
    past = Past(book, Place(Same(file), str(file), test), contrast=False)
    assert past.is_dismissed(LABEL) is dismissed


def test_a_toy_embedder_may_be_written_into_the_test() -> None:
    model = pf.model(lambda _text: "good")
    vocabularies: list[list[str]] = [[], [], ["cat", "dog"], ["cat", "dog"]]
    made = [session(pf.Oracle(embedder=pf.ToyEmbedder(words)), model, "toys") for words in vocabularies]
    assert made[0] is made[1] is not made[2]
    assert made[2] is made[3]


def test_to_look_for_a_model_that_moved_runs_no_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "package_that_raises").mkdir()
    (tmp_path / "package_that_raises" / "__init__.py").write_text("raise SystemExit('run')")
    monkeypatch.syspath_prepend(tmp_path)
    found = Record(
        tmp_path / "a.json", finding(), "test_a.py::test_it", "answer", "python:package_that_raises.gone:answer"
    )
    assert not has_moved(found, answering("python:new:answer"))

"""The protocol, the user's functions as models, and the scripted double."""

import asyncio
import functools
import gc
import re
import threading
import time
import warnings

import pytest

from promptfuzz.errors import UsageError
from promptfuzz.models.callables import batch_model, chat_model, model
from promptfuzz.models.choosing import as_model
from promptfuzz.models.identity import Same, callable_identity
from promptfuzz.models.protocol import Model
from promptfuzz.models.scripted import ScriptedModel
from promptfuzz.records import Message, Output, Prompt, Request


def ask(text: str, sample: int = 0) -> Request:
    return Request((Message("user", text),), sample)


ABC = [ask("a"), ask("b"), ask("c")]


def texts(outputs: list[Output]) -> list[str]:
    assert all(isinstance(output.latency, float) for output in outputs)
    place = re.compile(r" \(test_models\.py:\d+, in \S+\)$")
    return [output.text if output.error is None else f"!{place.sub('', output.error)}" for output in outputs]


async def later(text: str) -> str:
    await asyncio.sleep(0.02)
    return text.upper()


class TestAnswers:
    def test_one_output_a_request_in_order(self) -> None:
        assert texts(model(str.upper).answer(ABC)) == ["A", "B", "C"]
        assert model(str.upper).answer([]) == []

    def test_sync_runs_in_the_calling_thread(self) -> None:
        seen: list[int] = []
        model(lambda text: seen.append(threading.get_ident()) or text).answer(ABC)
        assert seen == [threading.get_ident()] * 3

    def test_declared_concurrency_runs_at_once(self) -> None:
        barrier = threading.Barrier(3, timeout=5)
        assert texts(model(lambda text: f"{barrier.wait() * 0}{text}", concurrency=3).answer(ABC)) == ["0a", "0b", "0c"]

    def test_a_pf_output_is_kept_with_its_latency(self) -> None:
        given = Output("x", prompt_tokens=3, latency=7.0)
        assert model(lambda _: given).answer(ABC[:1]) == [given]

    def test_every_fault_is_an_error_of_its_own_call(self) -> None:
        def faulty(text: str) -> object:
            return {"a": None, "b": 3}[text] if text < "c" else {}[text]

        first, second, third = texts(model(faulty).answer(ABC))
        said = "expected model 'faulty' to return a text (str) or pf.Output, got None; is a return statement missing?"
        assert first == f"!TypeError: {said}"
        assert "got 3 of type int; return the text of the answer" in second
        assert third == "!KeyError: 'c'"

    def test_an_exception_that_cannot_be_printed_is_no_crash(self) -> None:
        class Odd(Exception):
            def __str__(self) -> str:
                raise RuntimeError

        def odd(text: str) -> str:
            raise Odd

        assert "Odd" in texts(model(odd).answer(ABC[:1]))[0]

    @pytest.mark.parametrize("concurrency", [1, 2])
    def test_stop_iteration_in_threads_does_not_hang(self, concurrency: int) -> None:
        answers = iter("xy")
        made = model(lambda _: next(answers), concurrency=concurrency)
        assert sorted(texts(made.answer(ABC))) == ["!StopIteration", "x", "y"]
        assert texts(asyncio.run(made.answer_async(ABC))) == ["!StopIteration"] * 3

    @pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
    @pytest.mark.parametrize("concurrency", [1, 2])
    def test_interrupts_pass_through(self, error: type[BaseException], concurrency: int) -> None:
        def stop(_: str) -> str:
            raise error

        async def stop_later(_: str) -> str:
            await asyncio.sleep(0)
            raise error

        with pytest.raises(error):
            model(stop, concurrency=concurrency).answer(ABC)
        interrupted = model(stop_later)
        with pytest.raises(error):
            interrupted.answer(ABC)

    def test_after_an_interrupt_nothing_of_it_runs_on(self) -> None:
        ran: list[str] = []

        async def answer(text: str) -> str:
            if text == "a":
                raise KeyboardInterrupt
            await asyncio.sleep(0.01)
            ran.append(text)
            return text

        made = model(answer)
        with pytest.raises(KeyboardInterrupt):
            made.answer(ABC)
        assert texts(made.answer([ask("z")])) == ["z"]
        assert ran == ["z"]


class TestAsync:
    def test_coroutines_run_together_on_one_lasting_loop(self) -> None:
        loops = []

        async def answer(text: str) -> str:
            loops.append(asyncio.get_running_loop())
            return await later(text)

        made = model(answer)
        start = time.perf_counter()
        assert texts(made.answer([ask(str(n)) for n in range(16)])) == [str(n) for n in range(16)]
        assert time.perf_counter() - start < 0.02 * 8
        made.answer(ABC)
        assert len(set(map(id, loops))) == 1 and made.concurrency == 16

    def test_the_semaphore_holds(self) -> None:
        running = most = 0

        async def answer(text: str) -> str:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.001)
            running -= 1
            return text

        model(answer, concurrency=2).answer(ABC * 3)
        assert most == 2

    @pytest.mark.parametrize("concurrency", [None, 1, 3])
    def test_a_plain_function_may_return_awaitables(self, concurrency: int | None) -> None:
        made = model(lambda text: later(text), concurrency=concurrency)
        assert texts(made.answer(ABC)) == ["A", "B", "C"]
        assert made.concurrency == (concurrency or 16)

    def test_partials_and_async_call_methods_are_seen(self) -> None:
        class Bot:
            async def __call__(self, text: str) -> str:
                return await later(text)

            async def ask(self, text: str) -> str:
                return await later(text)

        for function in (functools.partial(later), Bot(), Bot().ask):
            made = model(function)
            assert made.concurrency == 16 and texts(made.answer(ABC)) == ["A", "B", "C"]

    def test_errors_and_inner_cancelling_are_errors_of_the_call(self) -> None:
        async def answer(text: str) -> str:
            if text == "a":
                raise asyncio.CancelledError
            if text == "b":
                raise ValueError("no")
            return text

        assert texts(model(answer).answer(ABC)) == ["!asyncio.exceptions.CancelledError", "!ValueError: no", "c"]

    def test_a_loop_inside_a_loop_names_the_way_out(self) -> None:
        async def inside(made: Model) -> None:
            with pytest.raises(
                UsageError, match=r"await pf\.assert_stable_async\(\.\.\.\)`, or `await asyncio\.to_thread"
            ):
                made.answer(ABC)

        asyncio.run(inside(model(later)))
        asyncio.run(inside(model(lambda text: later(text))))

    def test_answer_async_awaits_coroutines_where_it_is_called(self) -> None:
        loops = []

        async def answer(text: str) -> str:
            loops.append(asyncio.get_running_loop())
            return text

        async def main() -> None:
            assert texts(await model(answer).answer_async(ABC)) == ["a", "b", "c"]
            assert set(loops) == {asyncio.get_running_loop()}

        asyncio.run(main())

    def test_answer_async_keeps_sync_functions_off_the_loop_and_in_turn(self) -> None:
        seen: list[str] = []

        def answer(text: str) -> str:
            assert threading.current_thread() is not threading.main_thread()
            seen.append(text)
            time.sleep(0.002)
            return text

        assert texts(asyncio.run(model(answer).answer_async(ABC))) == ["a", "b", "c"]
        assert seen == ["a", "b", "c"]

    def test_the_loop_is_closed_with_its_model(self) -> None:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            made = model(later)
            made.answer(ABC)
            del made
            gc.collect()
        assert not [str(warning.message) for warning in caught]  # an open loop would be a ResourceWarning


class TestForms:
    def test_chat_model_takes_messages(self) -> None:
        request = Request((Message("system", "s"), Message("user", "u")))
        seen = []
        chat_model(lambda messages: seen.append(messages) or "x").answer([request])
        assert seen == [[{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]]

    def test_a_text_model_refuses_messages_it_would_not_see(self) -> None:
        prompt = Prompt("x", system="be kind", history=[{"role": "user", "content": "y"}], id="p")
        with pytest.raises(
            UsageError, match=r"prompt 'p', which has system and history, got model='upper'.*pf\.chat_model"
        ):
            model(str.upper, name="upper").check(prompt)
        chat_model(str).check(prompt)
        model(str.upper).check(Prompt("x"))
        assert (
            "pf.chat_model"
            in texts(model(str.upper).answer([Request((Message("system", "s"), Message("user", "u")))]))[0]
        )

    def test_batch_model_gets_all_texts_at_once(self) -> None:
        sizes = []
        made = batch_model(lambda batch: sizes.append(len(batch)) or [Output(text) for text in batch])
        assert texts(made.answer(ABC)) == ["a", "b", "c"] and sizes == [3]
        assert made.answer([]) == []

    def test_batch_model_is_split_by_its_concurrency(self) -> None:
        sizes = []
        made = batch_model(lambda batch: sizes.append(len(batch)) or batch, concurrency=2)
        assert texts(made.answer(ABC)) == ["a", "b", "c"] and sorted(sizes) == [1, 2]

    @pytest.mark.parametrize("answers", [["a", "b"], "abc", None])
    def test_a_wrong_batch_is_an_error_of_every_call(self, answers: object) -> None:
        outputs = batch_model(lambda _: answers, name=None).answer(ABC)
        assert len(outputs) == 3 and all("return one answer a text, in their order" in str(o.error) for o in outputs)

    def test_a_wrong_item_in_a_batch_fails_alone(self) -> None:
        assert [o.failed for o in batch_model(lambda _: ["a", None, "c"]).answer(ABC)] == [False, True, False]

    def test_async_batches(self) -> None:
        async def answer(batch: list[str]) -> list[str]:
            return [text * 2 for text in batch]

        assert texts(batch_model(answer).answer(ABC)) == ["aa", "bb", "cc"]

    def test_decorators_keep_the_function_callable(self) -> None:
        @model
        def one(text: str) -> str:
            """Doc."""
            return text + "1"

        @chat_model(version="2", temperature=0)
        def two(messages: list[dict[str, str]]) -> str:
            return messages[-1]["content"] + "2"

        assert one("x") == "x1" and one.__doc__ == "Doc." and two([{"role": "user", "content": "y"}]) == "y2"
        assert (two.version, two.deterministic, two.takes_messages, one.takes_messages) == ("2", True, True, False)

    @pytest.mark.parametrize(("temperature", "deterministic"), [(None, None), (0, True), (0.0, True), (0.7, False)])
    def test_what_temperature_declares(self, temperature: float | None, deterministic: bool | None) -> None:
        assert model(str.upper, temperature=temperature).deterministic is deterministic

    def test_portable_needs_a_name_and_a_version(self) -> None:
        assert not model(str.upper).portable and not model(str.upper, version="1").portable
        assert model(str.upper, name="test-portable", version="1").portable

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"temperature": -1}, "temperature to be a number of at least 0"),
            ({"temperature": "0"}, "temperature to be a number of at least 0"),
            ({"concurrency": 0}, "concurrency to be a whole number of at least 1"),
            ({"name": ""}, "name to be a non-empty text"),
            ({"version": 2}, "version to be a non-empty text"),
        ],
    )
    def test_wrong_declarations(self, options: dict[str, object], message: str) -> None:
        with pytest.raises(UsageError, match=message):
            model(str.upper, **options)  # type: ignore[call-overload]

    def test_wrong_functions(self) -> None:
        with pytest.raises(
            UsageError, match="expected a function that takes a prompt and returns a text, got 3 of type int"
        ):
            model(3)  # type: ignore[call-overload]
        with pytest.raises(UsageError, match=r"expected a model: a spec such as 'smollm2'.* got 3 of type int"):
            as_model(3)
        with pytest.raises(UsageError, match=r"give an instance, ScriptedModel\(\.\.\.\)"):
            as_model(ScriptedModel)

    def test_as_model(self) -> None:
        made = ScriptedModel(default="x")
        assert as_model(made) is made
        assert texts(as_model(str.upper).answer(ABC)) == ["A", "B", "C"]


class TestIdentity:
    def test_a_lambda_made_again_is_the_same_model(self) -> None:
        assert len({model(lambda text: text).identity for _ in range(3)}) == 1
        assert len({model(lambda text, n=n: text * n).identity for n in range(3)}) == 3
        assert len({callable_identity(lambda text: text * n) for n in range(3)}) == 3  # noqa: B023
        assert len({callable_identity(lambda text, *, n=n: text * n) for n in (1, 1.0, True)}) == 3

    def test_two_lambdas_on_one_line_differ(self) -> None:
        one, two = (lambda text: text), (lambda text: text)
        assert callable_identity(one) != callable_identity(two)

    def test_cells_that_cannot_be_hashed_go_by_object(self) -> None:
        def make(seen: list[str]) -> object:
            return callable_identity(lambda text: str(seen) + text)

        kept: list[str] = []
        assert make(kept) == make(kept)
        assert make([]) != make([])
        assert len({make([]) for _ in range(50)}) == 50  # ids of dead lists would come again

    def test_functions_in_cells_and_recursion(self) -> None:
        def make(inner: object) -> object:
            return callable_identity(lambda text: inner(text))  # type: ignore[operator]

        assert len({make(lambda text: text) for _ in range(3)}) == 1

        def recursive(text: str) -> str:
            return recursive(text) if unset else text  # type: ignore[used-before-def]

        hash(callable_identity(recursive))
        unset = False

    def test_methods_and_partials(self) -> None:
        class Bot:
            def ask(self, text: str) -> str:
                return text

        one, two = Bot(), Bot()
        assert callable_identity(one.ask) == callable_identity(one.ask) != callable_identity(two.ask)
        assert callable_identity(functools.partial(one.ask, "1")) == callable_identity(functools.partial(one.ask, "1"))
        assert callable_identity(functools.partial(one.ask, "1")) != callable_identity(functools.partial(one.ask, "2"))

    def test_the_form_and_settings_count(self) -> None:
        made = [model(str.upper), chat_model(str.upper), batch_model(str.upper), model(str.upper, temperature=1)]
        assert len({one.identity for one in made}) == 4

    def test_same(self) -> None:
        value: list[int] = []
        assert Same(value) == Same(value) != Same([]) and "[]" in repr(Same(value))


class TestScripted:
    def test_order_of_the_script(self) -> None:
        made = ScriptedModel(
            {"exact": "1"}, rules=[("ex", "2"), ("x$", "3")], function={"f": "4"}.get, default=Output("5")
        )
        asked = ["exact", "example", "box", "f", "?"]
        assert texts(made.answer([ask(text) for text in asked])) == ["1", "2", "3", "4", "5"]
        assert [request.text for request in made.calls] == asked
        assert made.deterministic is True and made.takes_messages

    def test_lists_are_cycled_for_each_text(self) -> None:
        made = ScriptedModel({"a": ["1", "2"]}, rules=[("[bc]", ["x", "y"])])
        assert texts(made.answer([*ABC, *ABC, ask("a")])) == ["1", "x", "x", "2", "y", "y", "1"]
        assert made.deterministic is False

    def test_an_unscripted_text_and_a_crash_are_failed_calls(self) -> None:
        assert "give default=..." in texts(ScriptedModel().answer(ABC))[0]
        assert (
            texts(ScriptedModel(function=lambda text: text[9]).answer(ABC))[0]
            == "!IndexError: string index out of range"
        )
        assert texts(asyncio.run(ScriptedModel(default="x").answer_async(ABC))) == ["x", "x", "x"]

    def test_wrong_scripts(self) -> None:
        for answer in (None, [], 3, ["a", 3]):
            with pytest.raises(UsageError, match="expected a scripted answer to be a text"):
                ScriptedModel({"a": answer})  # type: ignore[dict-item]
        with pytest.raises(UsageError, match="expected a rule to start with a regular expression"):
            ScriptedModel(rules=[("(", "a")])

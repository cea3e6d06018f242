"""What the spec of a function is: a path only where that leads to this very function, else its name."""

import functools
import sys
import types
from collections.abc import Callable
from typing import Any

import pytest

import promptfuzz as pf
from promptfuzz.models.loading import comes_back, load_model
from promptfuzz.models.protocol import Model

SOURCE = """
import functools
import promptfuzz as pf

class Bot:
    def ask(self, text): return text
    __call__ = ask
    @staticmethod
    def told(text): return text
    @classmethod
    def heard(cls, text): return text

def answer(text): return text
def twice(text): return "old"
old = twice
def twice(text): return "new"
@functools.lru_cache
def cached(text): return text
def hidden(text): return text
loose = hidden
del hidden
def chat(messages): return "yes"
def batch(texts): return texts

@pf.model
def declared(text): return text
@pf.chat_model
def talks(messages): return "yes"
class Space:
    @pf.model
    def inner(text): return text

BOT = Bot()
short = lambda text: text
dressed = functools.update_wrapper(functools.partial(answer), answer)
"""


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    module = types.ModuleType("specs_app")
    monkeypatch.setitem(sys.modules, "specs_app", module)
    exec(SOURCE, vars(module))
    return module


def made(value: Any) -> Any:
    return value if isinstance(value, Model) else pf.model(value)


@pytest.mark.parametrize(
    ("path", "spec"),
    [
        ("answer", "answer"),
        ("cached", "cached"),
        ("Bot.told", "Bot.told"),
        ("Bot.heard", "Bot.heard"),
        ("declared", "declared"),
        ("talks", "talks"),
        ("Space.inner", "Space.inner"),
    ],
)
def test_a_path_that_leads_there_is_the_spec(app: types.ModuleType, path: str, spec: str) -> None:
    value = functools.reduce(getattr, path.split("."), app)
    model = made(value)
    assert model.spec == f"python:specs_app:{spec}" and comes_back(model)
    assert getattr(load_model(model.spec), "function", None) == model.function


@pytest.mark.parametrize(
    ("get", "name"),
    [
        (lambda app: app.BOT.ask, "Bot.ask"),
        (lambda app: app.BOT, "Bot"),
        (lambda app: app.short, "<lambda>"),
        (lambda app: app.dressed, "answer"),
        (lambda app: app.old, "twice"),
        (lambda app: app.loose, "hidden"),
        (lambda app: functools.partial(app.answer), "answer"),
    ],
)
def test_what_a_path_does_not_lead_to_goes_by_its_name(
    app: types.ModuleType, get: Callable[[types.ModuleType], Any], name: str
) -> None:
    model = pf.model(get(app))
    assert (model.name, model.spec) == (name, name) and not comes_back(model)


def test_a_wrapped_function_comes_back_as_one_of_a_text(app: types.ModuleType) -> None:
    for wrap, function in ((pf.chat_model, app.chat), (pf.batch_model, app.batch)):
        assert wrap(function).spec == f"python:specs_app:{function.__name__}"
        assert not comes_back(wrap(function))
    assert comes_back(pf.model(app.answer, name="mine", version="1"))


def test_a_module_that_is_loaded_anew_has_the_specs_that_it_had(app: types.ModuleType) -> None:
    exec(SOURCE, vars(app))
    assert app.declared.spec == "python:specs_app:declared" and comes_back(app.declared)


def test_a_declared_spec_stands(app: types.ModuleType) -> None:
    assert pf.model(app.BOT.ask, spec="python:specs_app:BOT.ask").spec == "python:specs_app:BOT.ask"

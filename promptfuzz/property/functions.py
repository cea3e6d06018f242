"""Whole test functions: from a prompt and a model, or a function of a variant, to a test that Hypothesis runs."""

import asyncio
import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterable
from types import FrameType
from typing import TYPE_CHECKING, Any

from promptfuzz.errors import UsageError
from promptfuzz.mutators import DEFAULT_FAMILIES, get_family
from promptfuzz.property.checking import check_arguments
from promptfuzz.property.fitting import apply_fitting
from promptfuzz.property.frames import NAMELESS, CutBelow, standing_at
from promptfuzz.records import Answer, Budget, Prompt, Relation
from promptfuzz.validation import check_type

if TYPE_CHECKING:
    import hypothesis
    from hypothesis.strategies import SearchStrategy

    from promptfuzz.oracle import Oracle

Function = Callable[..., Any]
NAME = "variant"


def property_test(
    prompt: Prompt,
    model: object = None,
    *,
    families: Iterable[str] | None = None,
    mutators: Iterable[str] | None = None,
    max_edits: int | None = None,
    strategy: "SearchStrategy[Any] | None" = None,
    max_examples: int | None = None,
    settings: "hypothesis.settings | None" = None,
    answer: Answer | None = None,
    oracle: "Oracle | None" = None,
    samples: int | None = None,
    tolerance: float = 0.10,
    alpha: float = 0.05,
    on_undecided: str = "fail",
    budget: Budget | None = None,
) -> Function:
    """Make a Hypothesis test that rewords `prompt`, with settings that fit a model.

    With a model it is the whole test, ``test_router = pf.property_test(PROMPT, router)``, and asserts
    :func:`assert_stable` (:func:`assert_contrast` where ``families=("contrast",)``). Without one it decorates a
    function with an argument ``variant``, which asserts by itself; fixtures, ``self`` and coroutine functions are fine.

    Args:
        prompt: the prompt to reword.
        model: a spec or a callable, as in :func:`promptfuzz.fuzz`.
        families, mutators, max_edits: what is drawn, as in ``pfst.variants``.
        strategy: draws the variants, or lists of them, instead.
        max_examples: how many variants are tried; by default as many as Hypothesis says.
        settings: settings of Hypothesis that stand in place of those that fit a model.
        answer, oracle, samples, tolerance, alpha, on_undecided, budget: those of :func:`assert_stable`.

    Raises:
        UsageError: an argument is wrong.
    """
    __tracebackhide__ = True
    frame = sys._getframe(1)
    with CutBelow():
        check_type("prompt", prompt, Prompt, "a pf.Prompt; write pf.Prompt(template, slots={...})")
        families = _listed(families)
        drawn = _strategy(prompt, families, mutators, max_edits, strategy)
        given_ = (model, answer, oracle, samples, tolerance, alpha, on_undecided, budget)
        if model is None:
            _refuse_without_model(given_)
            return lambda function: apply_fitting(_decorated(function, drawn), max_examples, settings)
        check_arguments(answer, oracle, samples, tolerance, alpha, on_undecided, budget)
        contrast = families is not None and _is_contrast(families)
        if contrast and (samples, tolerance, alpha) != (None, 0.10, 0.05):
            raise UsageError(
                "expected neither samples, tolerance nor alpha with families=('contrast',), which counts contrasts, "
                f"got samples={samples!r}, tolerance={tolerance!r}, alpha={alpha!r}; leave them out"
            )
        return apply_fitting(_whole(prompt, given_, drawn, frame, contrast=contrast), max_examples, settings)


def _listed(families: Iterable[str] | None) -> tuple[str, ...] | None:
    if isinstance(families, str):
        raise UsageError(f"expected families to be a list of names, got {families=!r}; write families=({families!r},)")
    return None if families is None else tuple(families)


def _refuse_without_model(given_: tuple[Any, ...]) -> None:
    if given_ != (None, None, None, None, 0.10, 0.05, "fail", None):
        raise UsageError(
            "expected a model beside the arguments of pf.assert_stable, got model=None; write "
            "pf.property_test(prompt, model, ...), or give them to pf.assert_stable in the function"
        )


def _strategy(prompt: Prompt, families: Any, mutators: Any, max_edits: int | None, strategy: Any) -> Any:
    from hypothesis import strategies as st

    from promptfuzz import strategies as pfst

    if strategy is not None:
        if (families, mutators, max_edits) != (None, None, None):
            raise UsageError("expected strategy=... or families=, mutators= and max_edits=, got both; drop one of them")
        check_type("strategy", strategy, st.SearchStrategy, "a strategy such as pfst.variants(prompt)")
        return strategy
    wanted = DEFAULT_FAMILIES if families is None else families
    return pfst.variants(prompt, families=wanted, mutators=mutators, max_edits=max_edits)


def _is_contrast(families: Iterable[str]) -> bool:
    relations = {get_family(name).relation for name in families}
    if len(relations) > 1:
        raise UsageError(
            f"expected families that all keep the meaning, or ('contrast',), got families={tuple(families)!r}, some of "
            "which must change the answer; write a test for each"
        )
    return relations == {Relation.CONTRAST}


def _whole(prompt: Prompt, given_: tuple[Any, ...], drawn: Any, frame: FrameType, *, contrast: bool) -> Function:
    """Return the test of a prompt and a model; in a traceback it stands where the user wrote ``property_test``."""
    from hypothesis import given

    name = "test_" + re.sub(r"\W+", "_", prompt.key, flags=re.ASCII)  # it becomes source
    place = (object(), frame.f_code.co_filename, name, frame.f_globals)

    def hold(variant: Any) -> None:
        __tracebackhide__ = True
        _hold(variant, given_, place, contrast=contrast)

    module = frame.f_globals.get("__name__", __name__)
    source = f"def {name}(*_self, {NAME}):\n  del _self\n  with cut: hold({NAME})"

    def stand_in(*, head: int) -> Any:
        known = {"__name__": module, "hold": hold, "cut": CutBelow()}
        return standing_at(frame.f_code.co_filename, frame.f_lineno, source, known, head=head)

    test = stand_in(head=1)
    test.__doc__ = f"A rewording of {prompt.key} gets an answer of the same meaning."
    test.__dict__[NAMELESS] = True
    tested = given(**{NAME: drawn})(test)
    # Hypothesis has given what it wraps around the test the line after its `def`: that is the user's line, too.
    test.__code__ = stand_in(head=0).__code__
    return tested


def _hold(variant: Any, given_: tuple[Any, ...], place: tuple[Any, str, str, Any], *, contrast: bool) -> None:
    """Hold the property; what asks and judges is imported here, so that collecting tests stays light."""
    __tracebackhide__ = True
    from promptfuzz.property.arguments import Arguments, Place
    from promptfuzz.property.holding import CONTRAST, STABLE, hold

    hold(variant, Arguments(*given_), Place(*place), CONTRAST if contrast else STABLE)


def _decorated(function: Function, drawn: Any) -> Function:
    from hypothesis import given

    if not callable(function) or isinstance(function, type):
        raise UsageError(
            f"expected property_test without a model to decorate a function of a variant, got {function!r:.80}; write "
            "pf.property_test(prompt, model) for a test without a function"
        )
    return given(**{drawn_name(function): drawn})(run_through(function))


def drawn_name(function: Function) -> str:
    """Return the name of the argument that takes the variant.

    Raises:
        UsageError: there is none.
    """
    names = [name for name in inspect.signature(function).parameters if name != "self"]
    if NAME in names or len(names) == 1:
        return NAME if NAME in names else names[0]
    raise UsageError(
        f"expected a test function with an argument {NAME!r}, got {function.__name__}({', '.join(names)}); "
        f"write def {function.__name__}({NAME})"
    )


def run_through(function: Function) -> Function:
    """Return `function` as one that Hypothesis can call: a coroutine function runs in an event loop of its own."""
    if not inspect.iscoroutinefunction(function):
        return function

    @functools.wraps(function)
    def test(*args: Any, **kwargs: Any) -> None:
        __tracebackhide__ = True
        asyncio.run(function(*args, **kwargs))

    return test

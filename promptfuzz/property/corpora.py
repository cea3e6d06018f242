"""Tests over corpora: from files, corpus names or prompts to one test of pytest a prompt, reworded by Hypothesis."""

import functools
import glob
import inspect
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from promptfuzz.corpus import corpus_names, load_corpora, with_tags
from promptfuzz.errors import UsageError, closest
from promptfuzz.mutators import DEFAULT_FAMILIES
from promptfuzz.property.fitting import apply_fitting
from promptfuzz.property.frames import CutBelow
from promptfuzz.property.functions import NAME, Function, drawn_name, run_through
from promptfuzz.records import Prompt

if TYPE_CHECKING:
    import hypothesis
    from hypothesis.strategies import SearchStrategy

PROMPT = "prompt"
_TOP = ("pyproject.toml", "pytest.ini", "tox.ini", "setup.cfg", ".git")


def parametrize(
    prompts: str | os.PathLike[str] | Iterable[str | os.PathLike[str] | Prompt],
    *,
    families: Iterable[str] = DEFAULT_FAMILIES,
    mutators: Iterable[str] | None = None,
    max_edits: int | None = None,
    strategy: "Callable[[Prompt], SearchStrategy[Any]] | None" = None,
    tags: Iterable[str] = (),
    max_examples: int | None = None,
    settings: "hypothesis.settings | None" = None,
) -> Callable[[Function], Function]:
    """Make one test of pytest for each prompt, named by its id; Hypothesis rewords the prompt.

    It decorates a function with an argument ``variant`` and, where wanted, one called ``prompt``; fixtures and ``self``
    are fine.

    Args:
        prompts: a corpus name, a path or a glob such as ``"corpora/*.jsonl"``, or a list of these or of prompts. Paths
            are looked up from the folder of the test file upwards to that of the project.
        families, mutators, max_edits: what is drawn, as in ``pfst.variants``.
        strategy: a function of a prompt that returns the strategy instead.
        tags: only the prompts with one of these tags.
        max_examples, settings: as in :func:`property_test`.

    Raises:
        UsageError: there is no such corpus, a glob matches nothing, two prompts share an id, or pytest is missing.
    """
    __tracebackhide__ = True
    folder = Path(sys._getframe(1).f_code.co_filename).parent
    with CutBelow():
        found = _prompts(prompts, folder, tags)
    draw = strategy or functools.partial(_variants, families=families, mutators=mutators, max_edits=max_edits)
    return lambda function: _parametrized(function, found, draw, max_examples, settings)


def _parametrized(
    function: Function,
    prompts: Sequence[Prompt],
    draw: "Callable[[Prompt], SearchStrategy[Any]]",
    max_examples: int | None,
    settings: "hypothesis.settings | None",
) -> Any:
    from hypothesis import given
    from hypothesis import strategies as st

    try:
        import pytest
    except ModuleNotFoundError:
        raise UsageError("expected pytest for pf.parametrize, got none installed; pip install pytest") from None
    name, called = drawn_name(function), run_through(function)
    if name == PROMPT:
        raise UsageError(f"expected a test function with an argument {NAME!r}, got one with {PROMPT!r} alone; add it")
    signature = inspect.signature(function)
    takes_prompt = PROMPT in signature.parameters
    kept = [parameter for parameter in signature.parameters.values() if parameter.name not in {name, PROMPT}]

    @functools.wraps(called)
    def test(*args: Any, **kwargs: Any) -> None:
        __tracebackhide__ = True
        prompt, data = kwargs.pop(PROMPT), kwargs.pop(name)
        kwargs |= {parameter.name: value for parameter, value in zip(kept, args, strict=False)}
        kwargs |= {PROMPT: prompt} if takes_prompt else {}
        called(**kwargs, **{name: data.draw(draw(prompt), label=name)})

    added = [inspect.Parameter(added, inspect.Parameter.KEYWORD_ONLY) for added in (PROMPT, name)]
    test.__signature__ = signature.replace(parameters=[*kept, *added])  # type: ignore[attr-defined]
    tested = apply_fitting(given(**{name: st.data()})(test), max_examples, settings)
    return pytest.mark.parametrize(PROMPT, [pytest.param(prompt, id=prompt.key) for prompt in prompts])(tested)


def _variants(prompt: Prompt, **given_: Any) -> Any:
    from promptfuzz import strategies as pfst

    return pfst.variants(prompt, **given_)


def _prompts(given_: Any, folder: Path, tags: Iterable[str]) -> list[Prompt]:
    listed = [given_] if isinstance(given_, str | os.PathLike) else list(given_)
    if not listed:
        raise UsageError("expected prompts or corpora, got an empty list, which would test nothing")
    wrong = [item for item in listed if not isinstance(item, str | os.PathLike | Prompt)]
    if wrong:
        raise UsageError(
            f"expected pf.Prompt, corpus names, paths or globs, got {wrong[0]!r:.80} of type {type(wrong[0]).__name__}"
        )
    own = [item for item in listed if isinstance(item, Prompt)]
    sources = [path for item in listed if not isinstance(item, Prompt) for path in _sources(os.fspath(item), folder)]
    prompts = [*own, *(load_corpora(sources) if sources else [])]
    keys = [prompt.key for prompt in prompts]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise UsageError(f"expected every prompt id once, got id={twice!r} twice; rename one of them")
    return with_tags(prompts, tags)


def _sources(text: str, folder: Path) -> list[str]:
    """Return the corpora that a name, a path or a glob stands for, looked up from `folder` upwards to the project."""
    if text in corpus_names():
        return [text]
    tops = [folder]
    while not any((tops[-1] / name).exists() for name in _TOP) and tops[-1] != tops[-1].parent:
        tops.append(tops[-1].parent)
    for top in dict.fromkeys([*tops, Path.cwd()]):
        found = sorted(glob.glob(text, root_dir=top, recursive=True))
        if found:
            return [str(top / name) for name in found]
    raise UsageError(
        f"expected a corpus name ({', '.join(corpus_names())}), or the path or glob of JSON Lines files, seen from "
        f"{str(folder)!r} or a folder of the project above it, got {text!r}, which matches nothing"
        f"{closest(text, corpus_names())}"
    )

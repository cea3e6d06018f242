"""A finding asked again: from its entry to what the model answers now, as written and reworded."""

from typing import TYPE_CHECKING

from promptfuzz.errors import ModelError, UsageError

if TYPE_CHECKING:
    from promptfuzz.cli.shelf import Entry
    from promptfuzz.records import Output, Variant

NAME_IT = "with --model python:pkg.module:function"


def ask_again(
    entry: "Entry", variant: "Variant", model: str | None, options: dict[str, object]
) -> "tuple[Output, Output]":
    """Return the output of the prompt as written and that of `variant`, of the case that the finding shows.

    Args:
        entry: the finding, with the model that it was found on.
        variant: its rewording.
        model: the spec of another model to ask.
        options: those of the model that is asked.

    Raises:
        UsageError: the case or the model cannot be had; the model of a test may be one that nobody else can load.
        ModelError: a call failed, or both outputs are empty.
    """
    from promptfuzz.models.loading import load_model
    from promptfuzz.records import Request

    case = entry.finding.minimal.case
    if not 0 <= case < len(variant.prompt.cases):
        raise UsageError(f"expected case 0 to {len(variant.prompt.cases) - 1}, got case={case!r}")
    try:
        asked = load_model(model or entry.spec, **options)
    except UsageError:
        if model is None:
            _check_own(entry)
        raise
    asked.check(variant.prompt)
    base, other = asked.answer([Request(one.render(case)) for one in (variant.prompt.variant(), variant)])
    for output in (base, other):
        if output.failed:
            doubt = "" if model or not entry.spec.startswith("python:") else _doubt(entry)
            raise ModelError(f"{asked.name} could not answer: {output.error}{doubt}")
    if not (base.text.strip() or other.text.strip() or getattr(variant.prompt.answer, "allow_empty", False)):
        raise ModelError(f"expected {asked.name} to answer, got an empty output for both wordings; look at the model")
    return base, other


def _check_own(entry: "Entry") -> None:
    """Raise UsageError where the model that the finding was found on is known by its name only."""
    from promptfuzz.models.loading import registered_for

    try:
        registered_for(entry.spec)
    except UsageError:
        if ":" in entry.spec:
            return
        raise UsageError(
            f"expected a model that can be loaded again, got {entry.spec!r}, which {entry.name} was found on: no "
            "object, method of an object, partial, lambda or function inside another can be imported by itself; put a "
            f"function that asks it at the top of a module, and name that {NAME_IT}"
        ) from None


def _doubt(entry: "Entry") -> str:
    return f"; if the test asked something else than {entry.spec}, such as a method of an object, name it {NAME_IT}"

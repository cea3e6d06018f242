"""What every command shares: its exit code, its consoles, and errors as one message without a traceback."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from typing import TYPE_CHECKING, TextIO

import typer

from promptfuzz.errors import ModelError, UsageError

if TYPE_CHECKING:
    from rich.console import Console


_UNPRINTABLE = {errno.ENOSPC, errno.EPIPE, errno.EIO, errno.EBADF, errno.EFBIG, errno.EDQUOT}


class Exit(IntEnum):
    """The exit codes, a contract: scripts and nightly jobs rely on them."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    UNFINISHED = 3


def console(*, stderr: bool = False) -> "Console":
    """Return the console that commands print to; rich is imported only here, so that ``--help`` is quick."""
    from promptfuzz.reporting.terminal import plain_console

    return plain_console(stderr=stderr)


def say_error(text: str) -> None:
    """Print `text` to standard error; parts of it may come from a model or a file."""
    from promptfuzz.reporting.text import safe

    try:
        typer.secho(f"promptfuzz: {safe(text)}", err=True, fg=typer.colors.RED)
    except OSError:  # nobody can read it; the exit code still says it
        silence(sys.stderr)


def cannot_print(error: BaseException) -> bool:
    """Whether `error` says that a standard stream takes no more: its disk is full, or what reads it has gone."""
    return isinstance(error, OSError) and error.filename is None and error.errno in _UNPRINTABLE


def silence(stream: TextIO) -> None:
    """Send the rest of `stream` to nowhere; else Python would fail to print it at the end, and exit with 120."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def errors_as_exits() -> Iterator[None]:
    """Turn the library's errors into a message and an exit code: 2 for bad usage, 3 for what could not finish."""
    try:
        yield
    except UsageError as error:
        say_error(str(error))
        raise typer.Exit(Exit.USAGE) from None
    except ModelError as error:
        say_error(str(error))
        raise typer.Exit(Exit.UNFINISHED) from None
    except KeyboardInterrupt:
        say_error("interrupted")
        raise typer.Exit(Exit.UNFINISHED) from None
    except BrokenPipeError:  # what reads the output has gone
        silence(sys.stdout)
        raise typer.Exit(Exit.UNFINISHED) from None
    except SystemExit as error:
        # A model that exits with 0 would otherwise end the run as one that found nothing.
        say_error(f"expected the model to return, got sys.exit({error.code!r}) from it; raise an exception instead")
        raise typer.Exit(Exit.UNFINISHED) from None


def never_fail_to_print() -> None:
    """Let characters that the terminal's encoding lacks be replaced, so that a model's output cannot end a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def read_options(pairs: list[str]) -> dict[str, str]:
    """Read ``K=V`` pairs; the values stay texts, which the loader of the model converts.

    Raises:
        UsageError: a pair has no ``=``, or a key comes twice.
    """
    underscored = [pair.replace("-", "_", pair.partition("=")[0].count("-")) for pair in pairs]
    return read_pairs(underscored, "--model-option", "max_new_tokens=64")


def read_pairs(pairs: list[str], option: str, example: str) -> dict[str, str]:
    """Read the ``NAME=VALUE`` pairs that were given to `option`; `example` is one, for the message.

    Raises:
        UsageError: a pair has no ``=``, or a name comes twice.
    """
    from promptfuzz.models.key_shapes import looks_like_key
    from promptfuzz.models.redaction import HIDDEN

    values: dict[str, str] = {}
    for pair in pairs:
        key, given, value = pair.partition("=")
        if not given or not key.isidentifier():
            got = HIDDEN if looks_like_key(key) else f"{key}=..." if given else key  # the value may be a secret
            raise UsageError(f"expected {option} NAME=VALUE, got {got!r}; write for example {example}")
        if key in values:
            raise UsageError(f"expected every {option} once, got {key!r} twice; drop one of them")
        values[key] = value
    return values

"""The command line: it reads options, calls the library, prints and sets the exit code; nothing is decided here."""

from promptfuzz.cli.app import main

__all__ = ["main"]

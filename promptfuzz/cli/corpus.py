"""``promptfuzz corpus``: from corpus and lexicon files to what is in them, or to everything that is bad."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from promptfuzz.cli.exits import Exit, console, errors_as_exits, say_error

if TYPE_CHECKING:
    from promptfuzz.lexicons import Lexicon
    from promptfuzz.records import Prompt

corpus_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Look at corpora of prompts, and check your own."
)


@corpus_app.command("list")
def list_corpora() -> None:
    """List the packaged corpora, with their prompts and tags.

    \b
    A name from this list goes where a corpus is asked for:
        promptfuzz run --corpus starter --tag classification
    """
    with errors_as_exits():
        from rich.table import Table
        from rich.text import Text

        from promptfuzz.corpus import corpus_names, load_corpus
        from promptfuzz.errors import UsageError

        names = corpus_names()
        if not names:
            raise UsageError(
                "expected packaged corpora, got none; install the package: pip install hypothesis-promptfuzz"
            )
        table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
        for title in ("corpus", "prompts", "cases", "tags"):
            table.add_column(title, justify="right" if title in {"prompts", "cases"} else "left")
        for name in names:
            prompts = load_corpus(name)
            tags = Counter(tag for prompt in prompts for tag in prompt.tags)
            listed = ", ".join(f"{tag} {number}" for tag, number in sorted(tags.items()))
            table.add_row(name, str(len(prompts)), str(sum(len(p.cases) for p in prompts)), Text(listed))
        console().print(table)


@corpus_app.command("check")
def check_corpora(
    corpus: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME|PATH]...", help="Corpora, or lexicons in .toml; without any, all that are packaged."
        ),
    ] = None,
) -> None:
    """Check corpora and lexicons; everything bad is named with its place and what to write instead.

    \b
    Before a commit:
        promptfuzz corpus check prompts.jsonl

    \b
    A lexicon for mutators of your own:
        promptfuzz corpus check my_lexicon.toml

    Exit codes: 0 all is good, 2 something is bad.
    """
    with errors_as_exits():
        from promptfuzz.corpus import corpus_names
        from promptfuzz.errors import UsageError
        from promptfuzz.lexicons import lexicon_files

        failed = False
        for name in corpus or [*corpus_names(), *lexicon_files()]:
            try:
                found = _checked(name)
            except UsageError as error:
                failed = True
                say_error(str(error))
                continue
            console().print(f"{name}: {found}", soft_wrap=True)
        if failed:
            raise typer.Exit(Exit.USAGE)


def _checked(name: str) -> str:
    from promptfuzz.corpus import corpus_names, load_corpus
    from promptfuzz.lexicons import lexicon_files, load_lexicon

    if name.endswith(".toml") or (name not in corpus_names() and name in lexicon_files()):
        return _entries(load_lexicon(name))
    return _contents(load_corpus(name))


def _entries(lexicon: "Lexicon") -> str:
    from promptfuzz.reporting.wording import count

    held = ", ".join(f"{number:,} in {shape}" for shape, number in lexicon.contents.items())
    mutators = f", mutators of {lexicon.family}" if lexicon.family else ""
    return f"lexicon with {count(len(lexicon.tables), 'table')}{mutators}: {held}"


def _contents(prompts: "list[Prompt]") -> str:
    from promptfuzz.reporting.wording import count

    parts = [count(len(prompts), "prompt"), count(sum(len(prompt.cases) for prompt in prompts), "case")]
    parts.append(f"{sum(case.expected is not None for p in prompts for case in p.cases):,} with an expected answer")
    nameless = sum(prompt.id is None for prompt in prompts)
    if nameless:
        parts.append(f"{count(nameless, 'prompt')} without an id: findings get a new name when the wording is changed")
    return ", ".join(parts)

"""Prints rewordings family by family: the offered as diffs under their mutators, the refused with their reasons."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from promptfuzz.cli.drawn import changed_parts, mutators_in
from promptfuzz.cli.exits import console

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from promptfuzz.cli.mutate import Shown
    from promptfuzz.constraints import Rewording
    from promptfuzz.records import Change, Prompt, Variant


def print_families(shown: "Sequence[Shown]", *, several: bool, refused: bool, doses: Sequence[float] = ()) -> None:
    """Print what each family offers; with `several`, the mutators of each rewording stand over it."""
    to = console()
    for one in shown:
        _print_head(to, one)
        if doses and one.proposal.sites and not one.variants:
            _print_no_rung(to, max(doses))
        last = ""
        for variant, check in zip(one.variants, one.checks, strict=True):
            title = " + ".join(mutators_in(variant))
            if title != last or several:
                _print_title(to, title)
            last = title
            _print_diff(to, variant)
            if check is not None:
                _print_check(to, check)
        _print_refused(to, one, listed=refused)
        to.print()


def _print_head(to: "Console", one: "Shown") -> None:
    from rich.text import Text

    from promptfuzz.mutators import FAMILIES
    from promptfuzz.reporting.wording import count

    offered = sum(len(site.alternatives) for site in one.proposal.sites)
    said = f"({count(offered, 'edit')} offered)" if offered else "(nothing to change here)"
    summary = f"  {FAMILIES[one.family].summary}"
    to.print(Text.assemble((one.family, "bold"), summary, (f"  {said}", "dim")), soft_wrap=True)


def _print_no_rung(to: "Console", most: float) -> None:
    from rich.text import Text

    said = f"  no rung: no edit of this family damages words, or the mildest damages more than {most:g} of them"
    to.print(Text(said, style="dim"), soft_wrap=True)


def _print_title(to: "Console", title: str) -> None:
    from rich.text import Text

    to.print(Text(f"  {title}", style="cyan"))


def _print_diff(to: "Console", variant: "Variant") -> None:
    from rich.padding import Padding
    from rich.text import Text

    from promptfuzz.render import diff
    from promptfuzz.reporting.terminal import diff_text
    from promptfuzz.reporting.text import safe
    from promptfuzz.reporting.view import tidy

    for part in changed_parts(variant):
        label = "" if part == "template" else f"{safe(part)}: "
        shown = diff_text(tidy(diff(variant, part)), plain=not to.is_terminal)
        to.print(Padding(Text.assemble((label, "dim"), shown), (0, 0, 0, 4)))
    for inner in _inside_moves(variant):
        to.print(Padding(Text.assemble(("and in what moved: ", "dim"), _span(variant.prompt, inner, to)), (0, 0, 0, 4)))


def _print_check(to: "Console", check: "Rewording") -> None:
    from rich.padding import Padding
    from rich.text import Text

    from promptfuzz.reporting.text import safe

    word, colour = ("accepted", "green") if check.accepted else ("refused", "red")
    reasons = "".join(f", {safe(reason)}" for reason in check.reasons)
    to.print(Padding(Text.assemble((word, colour), (f" at {check.score:.2f}{reasons}", "dim")), (0, 0, 0, 6)))


def _inside_moves(variant: "Variant") -> "list[Change]":
    """Return the edits inside moved spans, which a diff of the moves does not show."""
    from promptfuzz.records import Edit, Move

    moves = [edit for edit in variant.edits if isinstance(edit, Move)]
    return [
        edit
        for edit in variant.edits
        if isinstance(edit, Edit)
        and any(m.part == edit.part and m.start <= edit.start and edit.stop <= m.stop for m in moves)
    ]


def _print_refused(to: "Console", one: "Shown", *, listed: bool) -> None:
    from rich.padding import Padding
    from rich.text import Text

    if not one.proposal.rejected:
        return
    said = ", ".join(f"{number} {reason}" for reason, number in one.proposal.rejected)
    to.print(Text(f"  left out: {said}", style="dim"))
    for left in one.proposal.refused if listed else ():
        line = Text.assemble((f"{left.mutator}, {left.reason}: ", "dim"))
        for number, edit in enumerate(left.edits):
            line.append_text(Text.assemble(", " if number else "", _span(one.prompt, edit, to)))
        to.print(Padding(line, (0, 0, 0, 4)))


def _span(prompt: "Prompt", edit: "Change", to: "Console") -> "Text":
    """Return a single edit as a diff of its own span; a move says where its span would go."""
    from rich.text import Text

    from promptfuzz.records import Edit
    from promptfuzz.render import Stretch
    from promptfuzz.reporting.terminal import diff_text
    from promptfuzz.reporting.text import one_line

    before = prompt.sources[edit.part][edit.start : edit.stop]
    if not isinstance(edit, Edit):
        return Text(f"“{one_line(before)}” to {edit.target}, character {edit.to}")
    pieces = (Stretch("removed", before), Stretch("added", edit.text))
    return diff_text(tuple(piece for piece in pieces if piece.text), plain=not to.is_terminal)

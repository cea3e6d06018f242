"""``promptfuzz mutate``: from a text to rewordings of it, family by family; no model is needed."""

import json
import random
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import typer

from promptfuzz.cli.exits import console, errors_as_exits
from promptfuzz.cli.options import AsJson, Number, PromptText, Seed, ShownFamilies

if TYPE_CHECKING:
    from promptfuzz.mutators import Proposal, Site
    from promptfuzz.records import Prompt, Variant

SHOWN = 8


def mutate(
    text: PromptText,
    family: ShownFamilies = None,
    number: Number = SHOWN,
    seed: Seed = 0,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Show rewordings of a prompt as diffs, by family and mutator. Asks no model.

    \b
    What would be tried on a prompt:
        promptfuzz mutate "Classify the review as positive or negative: {review}"

    \b
    Twenty slips of a prompt that stands in a file, as JSON:
        promptfuzz mutate - --family degrade -n 20 --json < prompt.txt
    """
    with errors_as_exits():
        from promptfuzz.mutators import FAMILIES, get_family, propose_sites

        prompt = prompt_of(sys.stdin.read().rstrip("\n") if text == "-" else text)
        names = [get_family(name).name for name in family or [f.name for f in FAMILIES.values() if not f.control]]
        found = {name: propose_sites(prompt, [name]) for name in dict.fromkeys(names)}
        drawn = {name: draw(prompt, found[name].sites, number, seed) for name in found}
        if as_json:
            typer.echo(
                json.dumps([row for name in drawn for row in map(_row, drawn[name])], ensure_ascii=True, indent=1)
            )
        else:
            for name in found:
                _print_family(name, found[name], drawn[name])


def prompt_of(text: str) -> "Prompt":
    """Return `text` as a prompt; slots, which are not declared here, are filled with their own names.

    Raises:
        UsageError: the text is blank.
    """
    from promptfuzz.errors import UsageError
    from promptfuzz.records import Prompt, slot_counts

    if not text.strip():
        raise UsageError(f'expected a prompt, got {text!r}; write promptfuzz mutate "Classify ... {{review}}"')
    return Prompt(text, slots={name: name for name in slot_counts(text)})


def draw(prompt: "Prompt", sites: "Sequence[Site]", number: int, seed: int) -> "list[tuple[Site, Variant]]":
    """Return at most `number` distinct variants with one site each, spread evenly over the mutators."""
    from promptfuzz.records import Variant

    rng = random.Random(seed)
    queues: dict[str, list[tuple[Site, Variant]]] = {}
    for site in sites:
        pairs = [(site, Variant(prompt, edits)) for edits in site.alternatives]
        queues.setdefault(site.mutator, []).extend(pairs)
    for queue in queues.values():
        rng.shuffle(queue)
    chosen: list[tuple[Site, Variant]] = []
    seen: set[tuple[tuple[str, str], ...]] = set()
    while len(chosen) < number and any(queues.values()):
        for queue in queues.values():
            if queue and len(chosen) < number:
                site, variant = queue.pop()
                key = tuple(variant.sources.items())
                if key not in seen:
                    seen.add(key)
                    chosen.append((site, variant))
    order = list(queues)
    return sorted(chosen, key=lambda pair: order.index(pair[0].mutator))


def _row(drawn: "tuple[Site, Variant]") -> dict[str, Any]:
    site, variant = drawn
    return {
        "family": site.family, "mutator": site.mutator, "source": variant.sources["template"],
        "edits": [edit.to_dict() for edit in variant.edits],
    }  # fmt: skip


def _print_family(name: str, found: "Proposal", drawn: "Iterable[tuple[Site, Variant]]") -> None:
    from rich.padding import Padding
    from rich.text import Text

    from promptfuzz.mutators import FAMILIES
    from promptfuzz.render import diff
    from promptfuzz.reporting.terminal import diff_text
    from promptfuzz.reporting.view import tidy
    from promptfuzz.reporting.wording import count

    shown = console()
    offered = sum(len(site.alternatives) for site in found.sites)
    head = Text.assemble(
        (name, "bold"), f"  {FAMILIES[name].summary}", (f"  ({count(offered, 'edit')} offered)", "dim")
    )
    shown.print(head, soft_wrap=True)
    last = ""
    for site, variant in drawn:
        if site.mutator != last:
            shown.print(Text(f"  {site.mutator}", style="cyan"))
        last = site.mutator
        shown.print(Padding(diff_text(tidy(diff(variant)), plain=not shown.is_terminal), (0, 0, 0, 4)))
    if found.rejected:
        refused = ", ".join(f"{number} {reason}" for reason, number in found.rejected)
        shown.print(Text(f"  left out: {refused}", style="dim"))
    shown.print()

"""``promptfuzz mutate``: from a text to rewordings of it, family by family; no model is needed."""

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from promptfuzz.cli.drawn import checks_of, draw, prompt_of, refused_row, row, rungs
from promptfuzz.cli.exits import errors_as_exits, read_pairs
from promptfuzz.cli.options import (
    AsJson,
    Check,
    Doses,
    Edits,
    Number,
    Plugins,
    PromptText,
    Seed,
    ShownFamilies,
    ShownMutators,
    ShowRefused,
    SlotValues,
    SystemText,
)

if TYPE_CHECKING:
    from promptfuzz.constraints import Rewording
    from promptfuzz.mutators import Proposal
    from promptfuzz.records import Prompt, Variant

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many variants of a family are wanted, with how many edits each; or the doses of a ladder."""

    number: int
    edits: int
    doses: tuple[float, ...] = ()

    @property
    def several(self) -> bool:
        """Whether a variant may have several edits."""
        return self.edits > 1 or bool(self.doses)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a family: what its mutators propose for the prompt, and the variants drawn from it."""

    prompt: "Prompt"
    family: str
    proposal: "Proposal"
    variants: "Sequence[Variant]"
    checks: "Sequence[Rewording | None]"


def mutate(
    text: PromptText,
    family: ShownFamilies = None,
    mutator: ShownMutators = None,
    number: Number = SHOWN,
    edits: Edits = 1,
    dose: Doses = None,
    seed: Seed = 0,
    system: SystemText = None,
    slot: SlotValues = None,
    plugin: Plugins = None,
    refused: ShowRefused = False,  # noqa: FBT002
    check: Check = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Show rewordings of a prompt as diffs, by family and mutator. Asks no model.

    \b
    What would be tried on a prompt:
        promptfuzz mutate "Classify the review as positive or negative: {review}"

    \b
    Twenty slips of a prompt that stands in a file, as JSON:
        promptfuzz mutate - --family degrade -n 20 --json < prompt.txt

    \b
    Five paraphrases with three edits each, and what was refused:
        promptfuzz mutate "List the main points of the text." --family paraphrase -n 5 --edits 3 --refused

    \b
    A ladder of slips, each rung with the slips of the one before:
        promptfuzz mutate "List the main points of the text." --family degrade --dose .2 --dose .5 --dose .8

    \b
    A mutator or a lexicon of your own, first of all:
        promptfuzz mutate "Reply with one word." --plugin my_mutators.py
    """
    with errors_as_exits(), _without_collections():
        from promptfuzz.cli.plugins import load_plugins
        from promptfuzz.cli.texts import check_texts, given_text

        first = load_plugins(plugin or [])
        values = read_pairs(slot or [], "--slot", 'review="I liked it"')
        check_texts({"--system": system or "", **{f"--slot {name}": value for name, value in values.items()}})
        prompt = prompt_of(given_text(text), system, values)
        families = _families(family, mutator, first, has_values=bool(values))
        how = Wanted(number, edits, tuple(dose or ()))
        shown = [_shown(prompt, name, mutator, how, seed, first, check=check) for name in families]
        if as_json:
            rows = [row(one.family, *pair) for one in shown for pair in zip(one.variants, one.checks, strict=True)]
            if refused:
                rows += [refused_row(one.family, left) for one in shown for left in one.proposal.refused]
            typer.echo(json.dumps(rows, ensure_ascii=True, indent=1))
        else:
            from promptfuzz.cli.mutations import print_families

            print_families(shown, several=how.several, refused=refused, doses=how.doses)
        if not any(one.proposal.sites for one in shown):
            typer.echo(_nothing(families, mutator, has_values=bool(values)), err=as_json)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Make no garbage collections: a tenth of the time of a command that mostly imports, and soon ends."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _shown(
    prompt: "Prompt",
    family: str,
    mutators: Sequence[str] | None,
    wanted: "Wanted",
    seed: int,
    first: Sequence[str],
    *,
    check: bool,
) -> Shown:
    from promptfuzz.mutators import MUTATORS, propose_sites

    own = None if mutators is None else [name for name in mutators if MUTATORS.get(name).family == family]
    found = propose_sites(prompt, [family], own)
    if wanted.doses:
        variants = rungs(prompt, found.sites, wanted.doses, seed)
    else:
        variants = draw(prompt, found.sites, wanted.number, seed, wanted.edits, first)
    return Shown(prompt, family, found, variants, checks_of(variants) if check else [None] * len(variants))


def _families(
    named: Sequence[str] | None, mutators: Sequence[str] | None, plugged: Sequence[str], *, has_values: bool
) -> list[str]:
    """Return the families to show: those named, else those of the mutators or plugins, else all that can offer."""
    from promptfuzz.mutators import FAMILIES, MUTATORS, get_family, mutators_of

    if named:
        families = list(dict.fromkeys(get_family(name).name for name in named))
        mutators_of(families, mutators)
        return families
    if chosen := mutators or plugged:
        owners = {MUTATORS.get(name).family for name in chosen}
        return [name for name in FAMILIES if name in owners]
    able = [name for name in FAMILIES if name != "placebo" and mutators_of([name])]
    return [name for name in able if has_values or not _needs_values(name)]


def _needs_values(family: str) -> bool:
    """Whether all mutators of a family act on slot values, so that a template alone offers them nothing."""
    from promptfuzz.mutators import mutators_of

    return all(part == "cases" for item in mutators_of([family]) for part in item.parts)


def _nothing(families: Sequence[str], mutators: Sequence[str] | None, *, has_values: bool) -> str:
    from promptfuzz.mutators import mutators_of

    asked = len(mutators) if mutators else len(mutators_of(families))
    said = f"Nothing to mutate: none of {asked} mutators ({', '.join(families)}) offers an edit of this prompt."
    if not has_values and any(map(_needs_values, families)):
        said += " counterfactual acts on inputs: give them with --slot NAME=VALUE."
    return said

"""What a report says of a finding: from the record to diffs, outputs with their counts, and what to paste."""

import difflib
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from promptfuzz.errors import UsageError
from promptfuzz.records import Cell, Edit, Finding, Move, Prompt, Results, ShownEdit, Variant, slot_counts
from promptfuzz.render import Stretch, diff


@dataclass(frozen=True, slots=True)
class Said:
    """A distinct output, and how many `times` `of` all samples it came."""

    text: str
    times: int
    of: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a run by prompt and family, with the findings at the same place."""

    prompts: tuple[str, ...]
    families: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    findings: dict[tuple[str, str], tuple[Finding, ...]]


def grid(results: Results) -> Grid:
    """Arrange a run's cells by prompt and family, in the order in which they came; prompts with findings first."""
    places = [(cell.prompt_id, cell.family) for cell in results.cells]
    places += [(finding.prompt_id, finding.family) for finding in results.findings]
    found: dict[tuple[str, str], tuple[Finding, ...]] = {}
    for finding in results.findings:
        place = (finding.prompt_id, finding.family)
        found[place] = (*found.get(place, ()), finding)
    hit = {prompt for prompt, _ in found}
    prompts = sorted(dict.fromkeys(prompt for prompt, _ in places), key=lambda prompt: prompt not in hit)
    families = tuple(dict.fromkeys(family for _, family in places))
    return Grid(tuple(prompts), families, {(c.prompt_id, c.family): c for c in results.cells}, found)


def said(outputs: tuple[str, ...]) -> tuple[Said, ...]:
    """Return the distinct outputs, the most frequent first."""
    return tuple(Said(text, times, len(outputs)) for text, times in Counter(outputs).most_common())


def variant_of(finding: Finding) -> Variant | None:
    """Return the minimal variant of a finding, rebuilt from what was recorded; None where that is not possible."""
    try:
        if finding.variant is not None:
            return Variant.from_json(finding.variant)
        source = finding.base.source
        prompt = Prompt(source, slots=dict.fromkeys(slot_counts(source), ""))
        return Variant(prompt, tuple(_change(edit) for edit in finding.minimal.edits if edit.part == "template"))
    except (UsageError, TypeError, KeyError):
        return None  # a report written by hand or by a later version: show what can be shown


def _change(edit: ShownEdit) -> Edit | Move:
    if edit.to is None:
        return Edit(edit.start, edit.stop, edit.after, edit.mutator, edit.part, edit.link)
    return Move(edit.start, edit.stop, edit.to, edit.mutator, edit.part, edit.to_part, edit.link)


def changed_parts(finding: Finding) -> tuple[tuple[str, tuple[Stretch, ...]], ...]:
    """Return the parts that the minimal variant changes, each with its diff; the template where none is known."""
    variant = variant_of(finding)
    if variant is None or not variant.edits:
        removed, added = Stretch("removed", finding.base.text), Stretch("added", finding.minimal.text)
        same = finding.base.text == finding.minimal.text
        return (("text", (Stretch("same", finding.base.text),) if same else (removed, added)),)
    parts = dict.fromkeys(part for edit in variant.edits for part in _touched(edit))
    return tuple((part, tidy(diff(variant, part))) for part in variant.sources if part in parts)


def source_diff(old: str | None, new: str) -> tuple[Stretch, ...]:
    """Return what turns the source `old` into `new`, word by word; `new` as it is where `old` is not known."""
    if old is None:
        return (Stretch("same", new),)
    words, others = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (old, new))
    found: list[Stretch] = []
    matcher = difflib.SequenceMatcher(None, words, others, autojunk=False)
    for kind, start, stop, begin, end in matcher.get_opcodes():
        if kind == "equal":
            found.append(Stretch("same", "".join(words[start:stop])))
            continue
        found.append(Stretch("removed", "".join(words[start:stop])))
        found.append(Stretch("added", "".join(others[begin:end])))
    return tidy(stretch for stretch in found if stretch.text)


def tidy(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return a diff in which neighbouring changes are one, the removed before the added, without what both share."""
    tidied: list[Stretch] = []
    for same, group in itertools.groupby(stretches, key=lambda stretch: stretch.kind == "same"):
        run = list(group)
        if same:
            tidied += run
            continue
        old, new = ("".join(s.text for s in run if s.kind == kind) for kind in ("removed", "added"))
        tidied += [Stretch(kind, text) for kind, text in _without_shared(old, new) if text]
    return tuple(tidied)


def _without_shared(old: str, new: str) -> list[tuple[str, str]]:
    """Split a change that only puts something before or after what stays, where white space sets it apart."""
    if old and new.endswith(old) and new[: -len(old)][-1:].isspace():
        return [("added", new[: -len(old)]), ("same", old)]
    if old and new.startswith(old) and new[len(old) :][:1].isspace():
        return [("same", old), ("added", new[len(old) :])]
    return [("removed", old), ("added", new)]


def _touched(edit: Edit | Move) -> Iterator[str]:
    yield edit.part
    if isinstance(edit, Move):
        yield edit.target


def case_values(finding: Finding) -> tuple[tuple[str, str], ...]:
    """Return the slot values, and the expected answer where it is known, of the case that the finding was seen on."""
    variant = variant_of(finding)
    if finding.variant is None or variant is None or not 0 <= finding.minimal.case < len(variant.prompt.cases):
        return ()
    return tuple(variant.prompt.cases[finding.minimal.case].to_dict().items())


def paste_form(finding: Finding) -> str:
    """Return the Python that makes the minimal variant, for a prompt that the reader calls ``PROMPT``."""
    variant = variant_of(finding)
    if variant is None:
        return ""
    return f"PROMPT.variant({', '.join(map(repr, variant.edits))})"


def describe(edit: ShownEdit) -> str:
    """Say in words what an edit did, with Python quoting, so that blanks and line ends are seen."""
    if edit.to is not None:
        where = edit.to_part or edit.part
        return f"moved {edit.before!r} to offset {edit.to}" + (f" of {where}" if where != edit.part else "")
    if not edit.before:
        return f"added {edit.after!r}"
    return f"removed {edit.before!r}" if not edit.after else f"{edit.before!r} → {edit.after!r}"

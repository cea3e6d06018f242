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

SHOWN = 3
"""How many different outputs of one side a report shows."""


@dataclass(frozen=True, slots=True)
class Said:
    """A distinct output, and how many `times` `of` all samples it came."""

    text: str
    times: int
    of: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a run by prompt and family, with the findings at the same place.

    A prompt that several tests asked, or one test of several models, stands there once for each; `names` says how.
    """

    prompts: tuple[str, ...]
    families: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    findings: dict[tuple[str, str], tuple[Finding, ...]]
    names: dict[tuple[str, ...], str]

    def place(self, item: Cell | Finding) -> tuple[str, str]:
        """Return where a cell or a finding stands: the name of its prompt here, and its family."""
        return self.names[_asked(item)], item.family

    def cell_of(self, finding: Finding) -> Cell | None:
        """Return the cell of a finding, None where the run has none."""
        return self.cells.get(self.place(finding))


def grid(results: Results) -> Grid:
    """Arrange a run's cells by prompt and family, in the order in which they came; prompts with findings first."""
    items: tuple[Cell | Finding, ...] = (*results.cells, *results.findings)
    names = _names(map(_asked, items))
    places = [(names[_asked(item)], item.family) for item in items]
    found: dict[tuple[str, str], tuple[Finding, ...]] = {}
    for finding in results.findings:
        place = (names[_asked(finding)], finding.family)
        found[place] = (*found.get(place, ()), finding)
    hit = {prompt for prompt, _ in found}
    prompts = sorted(dict.fromkeys(prompt for prompt, _ in places), key=lambda prompt: prompt not in hit)
    families = tuple(dict.fromkeys(family for _, family in places))
    cells = {(names[_asked(cell)], cell.family): cell for cell in results.cells}
    return Grid(tuple(prompts), families, cells, found, names)


def _asked(item: Cell | Finding) -> tuple[str, ...]:
    """Return the prompt, and the test and the model where there is a test: a campaign has one of each prompt."""
    return (item.prompt_id,) if item.test is None else (item.prompt_id, item.test, item.model or "")


def _names(asked: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """Return what to call each: the id of the prompt, with the test and the model where others share it."""
    known = list(dict.fromkeys(asked))
    shared = Counter(one[0] for one in known)
    models = {prompt: len({one[2:] for one in known if one[0] == prompt}) > 1 for prompt in shared}
    return {one: one[0] if shared[one[0]] == 1 else " · ".join(one if models[one[0]] else one[:2]) for one in known}


def said(outputs: tuple[str, ...]) -> tuple[Said, ...]:
    """Return the distinct outputs, the most frequent first.

    The first of `outputs` is what the finding is about: it is among the first few, however rare.
    """
    told = [Said(text, times, len(outputs)) for text, times in Counter(outputs).most_common()]
    place = next((number for number, one in enumerate(told) if one.text == outputs[0]), 0)
    if place >= SHOWN:
        told.insert(SHOWN - 1, told.pop(place))
    return tuple(told)


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
    """Return the Python that makes the minimal variant; where no test calls its prompt something, it is ``PROMPT``."""
    variant = variant_of(finding)
    return "" if variant is None else variant.as_pasted()

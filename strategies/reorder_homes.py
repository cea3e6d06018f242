"""Reorderings over the messages: which of them says a constraint, a section or the whole instruction."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.layout import input_blocks, lines_of
from promptfuzz.strategies.reorder_units import leans_back, opens, runs_of_units, says_how, stands_late

_POINTS = re.compile(
    r"\b(?:below|following|above|this|these|here|next|user message|system message|message)\b", re.IGNORECASE
)
_TAG = re.compile(r"\s*</?[A-Za-z][\w-]*>")


@mutator(family="reorder", parts=("template",))
def constraint_home(source: Source) -> Iterator[Site]:
    """Say a constraint in the system message instead of the user message, or the other way round."""
    system = source.prompt.sources.get("system")
    if system is None or not system.strip():
        return
    other = Source(source.prompt, "system", system, source.mutator, source.family)
    for one, two, late in ((source, other, False), (other, source, True)):
        homes = _homes(two, late=late)
        for gap, start, stop in _constraints(one):
            if not homes or (not late and stands_late(one.text[start:stop])):
                continue
            joints: list[Change] = [one.edit(gap, start, ""), one.edit(start, start + 1, " " + one.text[start])]
            yield one.site(*([*joints, one.move(start, stop, home, two.part)] for home in homes))


def _homes(source: Source, *, late: bool) -> list[int]:
    """Return the ends of the sentences behind which a constraint may arrive, the last first."""
    plain = _plain_until(source)
    runs = [run for run in runs_of_units(source) if run[-1][1] <= plain]
    if late:
        # Not behind the first sentence: where the input goes before all of them, it takes that place.
        return [stop for _, stop in reversed(runs[-1][1:] or runs[-1])] if runs else []
    end = len(source.text)
    running = plain == end and source.text[-1] in ".!?" and lines_of(source.text)[-1].kind == "text"
    inner = [stop for _, stop in reversed(runs[-1]) if stop != end] if runs and running else []
    return [end, *inner] if running else []


def _plain_until(source: Source) -> int:
    """Return where the first heading or tag that is not of the input begins: what stands under it belongs there."""
    blocks = input_blocks(source.text)
    for line in lines_of(source.text):
        headed = line.kind in {"heading", "label"} or _TAG.match(line.text)
        if headed and not any(start <= line.start < stop for start, stop in blocks):
            return line.start
    return len(source.text)


def _constraints(source: Source) -> Iterator[tuple[int, int, int]]:
    """Yield the constraints that follow another sentence of their paragraph: where the gap before each begins, each."""
    plain = _plain_until(source)
    for units in runs_of_units(source):
        for start, stop in units if units[-1][1] <= plain else []:
            before = len(source.text[:start].rstrip())
            follows = 0 < before < start and source.text[before:start].count("\n") < 2
            if follows and says_how(source.text[start:stop]) and source.is_free(start, start + 1):
                yield before, start, stop


@mutator(family="reorder", parts=("template",))
def instruction_home(source: Source) -> Iterator[Site]:
    """Say the whole instruction in the system message, so that the user message holds the input alone."""
    system, text = source.prompt.sources.get("system"), source.text
    blocks = input_blocks(text)
    if system is None or not system.strip() or system != system.rstrip() or system[-1] not in ".!?":
        return
    if len(blocks) != 1 or text[blocks[0][1] :].strip() or not source.is_free(0, 1) or not text[:1].strip():
        return
    start = blocks[0][0]
    said = text[:start]
    plain = all(line.kind in {"text", "blank"} for line in lines_of(said))
    if plain and said.strip() and "{" not in said and not _POINTS.search(said) and not opens(said):
        if leans_back(said.split(".")[0]):
            return
        end = len(said.rstrip())
        gap = "\n\n" if "\n" in said.strip() or len(said) > 200 else " "
        changes: list[Change] = [
            source.edit(0, 1, gap + text[0]),
            source.edit(end, start, ""),
            source.move(0, start, len(system), "system"),
        ]
        yield source.site(changes)

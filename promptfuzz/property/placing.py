"""Finds a change again in a prompt that was changed elsewhere: from its old offsets to those of now."""

from dataclasses import replace

from promptfuzz.records import Change, Move, Prompt

CONTEXT = 10
CASES = "cases["


def moved_along(change: Change, old: Prompt, new: Prompt) -> Change | None:
    """Return `change` of `old` where the same text stands in `new`; None where that was changed, or stands twice."""
    part = _part(change.part, old, new)
    if part not in new.sources:
        return None
    by = shift(old.sources[change.part], new.sources[part], change.start, change.stop)
    if by is None:
        return None
    if not isinstance(change, Move):
        return replace(change, start=change.start + by, stop=change.stop + by, part=part)
    target = _part(change.target, old, new)
    if target not in new.sources:
        return None
    there = shift(old.sources[change.target], new.sources[target], change.to, change.to)
    if there is None:
        return None
    to_part = None if change.to_part is None else target
    start, stop = change.start + by, change.stop + by
    return replace(change, start=start, stop=stop, to=change.to + there, part=part, to_part=to_part)


def case_like(old: Prompt, number: int, new: Prompt) -> int | None:
    """Return which case of `new` has the slot values of case `number` of `old`, that number if it may be."""
    wanted = dict(old.cases[number].values)
    alike = [place for place, case in enumerate(new.cases) if dict(case.values) == wanted]
    return number if number in alike else next(iter(alike), None)


def shift(old: str, new: str, start: int, stop: int) -> int | None:
    """Return how far ``old[start:stop]``, with 10 characters around it, stands from there in `new`; None if nowhere.

    Where they stand more than once, only the same offset is sure. What is inserted at an end of `old` belongs there.
    """
    left, right = max(0, start - CONTEXT), stop + CONTEXT
    around = old[left:right]
    if start == stop == 0:
        return 0 if new.startswith(around) and bool(new) == bool(old) else None
    if start == stop == len(old):
        return len(new) - len(old) if new.endswith(around) else None
    if new[left:right] == around:
        return 0
    at = new.find(around)
    end = at + len(around)
    if at < 0 or _again(old, around, left) or _again(new, around, at):
        return None
    joined = (left == 0 and _within_word(new, at)) or (right >= len(old) and _within_word(new, end))
    return None if joined else at - left


def _again(text: str, around: str, at: int) -> bool:
    return text.find(around) != at or text.find(around, at + 1) >= 0


def _within_word(text: str, at: int) -> bool:
    """Whether a word goes on at `at`, where the text of before began or ended."""
    return 0 < at < len(text) and text[at - 1 : at + 1].isalnum()


def _part(part: str, old: Prompt, new: Prompt) -> str:
    """Return what a part of `old` is called in `new`: a case is known by its values, not by its number."""
    if not part.startswith(CASES):
        return part
    number, _, name = part.removeprefix(CASES).partition("]")
    place = case_like(old, int(number), new)
    return part if place is None else f"{CASES}{place}]{name}"

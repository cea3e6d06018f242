"""Whether a Hypothesis test drew anything but the prompt itself, which asks nothing and proves nothing."""

import weakref
from collections.abc import Hashable

from promptfuzz import ledger
from promptfuzz.property import unheard
from promptfuzz.property.arguments import Call
from promptfuzz.property.hypothesis_run import current
from promptfuzz.property.kinds import Kind
from promptfuzz.property.whereabouts import is_search
from promptfuzz.reporting.wording import count

_blank: weakref.WeakKeyDictionary[object, dict[bool, int | None]] = weakref.WeakKeyDictionary()
"""How many examples of a run were the prompt itself, by whether contrasts were wanted; None once another was drawn."""


def note_drawn(call: Call, kind: Kind) -> None:
    """Let the test end undecided, unless it draws something yet, where all of its examples were the prompt itself."""
    run = current()
    if run is None or is_search():
        return
    seen = _blank.setdefault(run, {})
    before = seen.get(kind.contrast, 0)
    if before is None:
        return
    drawn = any(variant.edits for variant in call.variants)
    now = seen[kind.contrast] = None if drawn else before + 1
    if now is not None or before:
        doubt((weakref.ref(run), kind.contrast), None if now is None else _reason(now, kind), call, kind)


def doubt(about: Hashable, reason: str | None, call: Call, kind: Kind) -> None:
    """Have the reason told once the test has ended, if it passes; None where what it is `about` is settled."""
    if not ledger.note_doubt(about, reason, call.on_undecided) and call.on_undecided != "pass":
        unheard.note(about, reason, contrast=kind.contrast)


def _reason(examples: int, kind: Kind) -> str:
    wanted = "instruction that asks for something else" if kind.contrast else "rewording"
    return (
        f"No {wanted} was drawn in {count(examples, 'example')}, only the prompt itself, so that nothing was asked, "
        "which is no agreement; raise max_examples, or choose on_undecided='skip' or 'pass'"
    )

"""From labelled pairs and what was found on them to sentences that say what they are too few or too hard for."""

import math
from collections.abc import Sequence

from promptfuzz.calibration.labelled import Labelled, is_typed
from promptfuzz.statistics.calibration import Quality, pairs_needed

# Under so many pairs of a sort the intervals are wider than what they are to tell apart.
FEW = 30
# A threshold that misses more than half of the differences is no instrument, whatever its error.
LEAST_RECALL = 0.5


def doubts_about(pairs: Sequence[Labelled], text: Sequence[int], found: Quality | None, max_error: float) -> list[str]:
    """Return why the figures may not be relied on; `text` are the places of free text, `found` its quality at the
    threshold for `max_error`.
    """
    doubts = []
    for same, what in ((True, "mean the same"), (False, "mean something different")):
        number = sum(pair.same == same for pair in pairs)
        if number < FEW:
            doubts.append(
                f"Only {number} pairs {what}: too few to go by. Label at least {FEW}, better 100, of each sort."
            )
    needed = pairs_needed(max_error)
    for typed, what in ((True, "with an answer type"), (False, "of free text")):
        number = sum(pair.same for pair in pairs if is_typed(pair) == typed)
        if 0 < number < needed:
            doubts.append(
                f"{number} pairs {what} mean the same: even without one mistake they could not show an error of "
                f"{max_error:g} or less. That takes {needed}."
            )
    if found is None:
        same_text = sum(pairs[place].same for place in text)
        least = math.ceil(1 / max_error - 1)
        lacking = f"an error of {max_error:g} takes {least} same-meaning pairs of free text, here are {same_text}."
        doubts += [f"No threshold: {lacking}"] if text else []
    elif (found.false_different.share or 0) > max_error:
        told_apart = f"{found.false_different.hits} pairs of free text that mean the same are told apart by their words"
        doubts.append(f"No threshold: {told_apart} or form, which no threshold changes. The mistakes say why.")
    elif found.recall is not None and found.recall < LEAST_RECALL:
        missed = f"at an error of {max_error:g} more than half of the differences in free text would be missed"
        doubts.append(f"No threshold: {missed}. Allow a greater error, or a second opinion: pf.Oracle(second=...).")
    return doubts

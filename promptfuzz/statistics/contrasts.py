"""The contrast control: does the model follow its instruction, and could a change have been seen? (DESIGN §5.7)."""

from promptfuzz.records import Verdict
from promptfuzz.statistics.flips import fisher_greater
from promptfuzz.statistics.tails import lower_limit, upper_limit

MEASURABLE_LEVEL = 0.05
LEAST_CONTRASTS = 3
LIMIT_LEVEL = 0.05


def is_measurable(changed: int, contrasts: int, placebo_flips: int, placebos: int, unread: int = 0) -> bool | None:
    """Whether contrasts change the output more often than placebos (one-sided Fisher p ≤ .05).

    None where there are fewer than 3 contrast outputs, or where it hangs on `unread` ones, which may have changed: then
    there is no contrast control.
    """
    if contrasts < LEAST_CONTRASTS or not placebos:
        return None
    least, most = (
        fisher_greater(changes, contrasts, placebo_flips, placebos) <= MEASURABLE_LEVEL
        for changes in (changed, changed + unread)
    )
    return least if least == most else None


def contrast_verdict(changed: int, contrasts: int, unread: int = 0) -> Verdict:
    """Judge a contrast cell by the one-sided 95% Clopper–Pearson limits of the share that changed.

    The verdict holds whether the `unread` ones changed or not.
    """
    if not contrasts:
        return Verdict.UNDECIDED
    if lower_limit(changed, contrasts, LIMIT_LEVEL) > 0.5:
        return Verdict.FOLLOWS
    if upper_limit(changed + unread, contrasts, LIMIT_LEVEL) < 0.5:
        return Verdict.IGNORES
    return Verdict.UNDECIDED

"""The guard: a variant that no longer asks the same is refused before any call, and counted with its reason."""

from collections import Counter

from promptfuzz.constraints import check_rewording
from promptfuzz.records import Variant
from promptfuzz.render import instruction

# Slips and swapped inputs look like faults of a rewording; their licences are checked when sites are proposed.
GUARDED = frozenset({"paraphrase", "reorder", "format"})
VOUCHED = "recorded"  # the mutator of rewordings that the user vouches for


class Guard:
    """Refuses variants of one family of one prompt by :func:`promptfuzz.check_rewording`, read structurally.

    Attributes:
        refused: how many distinct variants were refused, by reason.
    """

    def __init__(self, family: str) -> None:
        self.family = family
        self.refused: Counter[str] = Counter()
        self._known: dict[str, bool] = {}

    def passes(self, variant: Variant) -> bool:
        """Whether `variant` still asks what its prompt asks, as far as structure and words show."""
        if self.family not in GUARDED or any(edit.mutator == VOUCHED for edit in variant.edits):
            return True
        text = instruction(variant.sources)
        if text not in self._known:
            found = check_rewording(instruction(variant.prompt.sources), text, structural=True)
            self._known[text] = found.accepted
            if not found.accepted:
                self.refused[found.reasons[0]] += 1
        return self._known[text]

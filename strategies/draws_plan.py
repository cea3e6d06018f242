"""What every draw of a prompt's variants shares: its sites, which of them clash, and the pools drawn from."""

import random
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from promptfuzz.errors import UsageError
from promptfuzz.mutators import Site, clash, mutators_of, propose_sites
from promptfuzz.records import Change, Edit, Prompt, Variant
from promptfuzz.render import damaged_words, words_of
from promptfuzz.strategies.recorded import lifted_sites

_POINTER = re.compile(r"\b(?:above|below|following|preceding|this|these)\b", re.IGNORECASE)


class Plan:
    """The sites of one prompt, with what every draw would otherwise compute again: clashes, damage and pools."""

    def __init__(self, prompt: Prompt, sites: Sequence[Site]) -> None:
        self.prompt = prompt
        self.sites = tuple(sites)
        self.words = max(sum(len(words_of(prompt, part)) for part in {"template", "system"} & set(prompt.sources)), 1)
        self._damage: dict[tuple[int, int], float] = {}
        self._clashes: dict[tuple[int, int, int, int], bool] = {}
        self._pools: dict[tuple[int, int], tuple[int, ...]] = {}

    def pool(self, number: int, size: int) -> tuple[int, ...]:
        """Return which sites pool `number` holds: all of a short list, else `size` that mostly go together.

        Sites that exclude each other would make different draws of booleans the same variant.
        """
        if size >= len(self.sites):
            return tuple(range(len(self.sites)))
        key = (number, size)
        if key not in self._pools:
            order = random.Random(number).sample(range(len(self.sites)), len(self.sites))
            together: list[int] = []
            rest: list[int] = []
            for site in order:
                goes = len(together) < size and self.fits((site, 0), ((other, 0) for other in together))
                (together if goes else rest).append(site)
            self._pools[key] = tuple(sorted((together + rest)[:size]))
        return self._pools[key]

    def edits(self, choice: tuple[int, int]) -> tuple[Change, ...]:
        """Return the edits of a choice, a site and one of its alternatives by number."""
        return self.sites[choice[0]].alternatives[choice[1]]

    def damage(self, choice: tuple[int, int]) -> float:
        """Return the share of the words that a choice damages, as :func:`promptfuzz.render.dose` counts it."""
        if choice not in self._damage:
            self._damage[choice] = sum(damaged_words(edit, self.prompt) for edit in self.edits(choice)) / self.words
        return self._damage[choice]

    def fits(self, choice: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
        """Whether a choice goes together with all that are taken."""
        return not any(self._clash(*sorted((choice, other))) for other in taken)

    def _clash(self, first: tuple[int, int], second: tuple[int, int]) -> bool:
        key = (*first, *second)
        if key not in self._clashes:
            edits = self.edits(first), self.edits(second)
            self._clashes[key] = _contradict(*edits) or clash(*edits, self.prompt)
        return self._clashes[key]

    def variant(self, taken: Sequence[tuple[int, int]]) -> Variant:
        """Return the variant with the chosen edits; links are told apart by the number of their site."""
        return Variant(self.prompt, tuple(edit for choice in taken for edit in self.edits(choice)))


def _contradict(first: Sequence[Change], second: Sequence[Change]) -> bool:
    """Whether one edit says where the input stands ("the review below") and the other moves it.

    Families do not know of each other, so this can only be seen where their edits meet.
    """
    both = [*first, *second]
    points = any(isinstance(edit, Edit) and _POINTER.search(edit.text) for edit in both)
    return points and any(edit.mutator == "input-place" for edit in both)


@lru_cache(maxsize=256)
def plan_of(prompt: Prompt, families: tuple[str, ...], mutators: tuple[str, ...] | None) -> Plan:
    """Return the plan of a prompt, computed once.

    Raises:
        UsageError: the mutators find nothing to change.
    """
    sites = propose_sites(prompt, families, mutators).sites
    if not sites:
        wanted = mutators or tuple(item.name for item in mutators_of(families))
        raise UsageError(
            f"expected a prompt in which {', '.join(families)} finds something to change, got {prompt.template!r} "
            f"(asked: {', '.join(wanted)}); add other families=..., or give the prompt rewordings=[...] of your own"
        )
    return Plan(prompt, sites)


@lru_cache(maxsize=64)
def lifted_plans(prompt: Prompt, texts: tuple[str, ...]) -> tuple[Plan, ...]:
    """Return a plan for each of the recorded rewordings that keeps the protected spans.

    Raises:
        UsageError: none does.
    """
    plans = tuple(Plan(prompt, sites) for sites in (lifted_sites(prompt, text) for text in texts) if sites)
    if not plans:
        raise UsageError(
            f"expected texts that reword {prompt.template!r} and keep its slots, labels, numbers and quoted strings, "
            f"got texts={list(texts)!r}; write template source, such as the template with other words"
        )
    return plans

"""What every draw of a prompt's variants shares: its sites, which of them clash, and the pools drawn from."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from promptfuzz.errors import UsageError
from promptfuzz.mutators import FAMILIES, Offers, Site, mutators_of, propose_sites
from promptfuzz.records import Prompt, Variant
from promptfuzz.strategies.recorded import lifted_sites


@dataclass(frozen=True, slots=True)
class Pool:
    """The places that one draw may take; the place `left` is left to one mutator."""

    places: tuple[int, ...]
    left: int | None = None
    mutator: str | None = None


class Plan:
    """The sites of one prompt, with what every draw would otherwise compute again: places, and pools of them."""

    def __init__(self, prompt: Prompt, sites: Sequence[Site]) -> None:
        self.prompt = prompt
        self.offers = Offers(prompt, sites)
        # Hypothesis prefers what is taken late, and a finding with fewer changed words is the better one.
        self.places = tuple(sorted(self.offers.places, key=lambda offers: -self.offers.strain(offers[0])))
        self._mutators = [{self.offers.sites[self.offers.owners[o]].mutator for o in place} for place in self.places]
        families: dict[str, set[str]] = {}
        for site in self.offers.sites:
            families.setdefault(site.family, set()).add(site.mutator)
        self._families = [sorted(names) for _, names in sorted(families.items())]
        self._pools: dict[tuple[int, int, int], Pool] = {}

    @cached_property
    def least(self) -> float:
        """The share of the words that the mildest offer damages, 0..1.

        Slips that damage none, as those of spaces do, count only where there are no others: a limit that leaves room
        for them alone would make of slips a test that hardly any model fails.
        """
        offers, owners = self.offers, self.offers.owners
        slips = [FAMILIES[offers.sites[owner].family].dose < 1 for owner in owners]
        shares = [share for offer in range(len(owners)) if (share := offers.damage(offer)) or not slips[offer]]
        return min(1.0, *shares) if shares else 0.0

    def pool(self, number: int, turn: int, size: int) -> Pool:
        """Return which places a pool holds: `size` of them, all of a short list; `turn` tells pools of a number apart.

        Any but number 0 is made around a mutator, any family and any mutator of it as likely as any other, to which one
        of its places is left, the first to be taken: one with few sites, or many neighbours, would hardly be drawn.
        """
        key = (number, turn, size)
        if key not in self._pools:
            rng = random.Random(f"{number}/{turn}")
            order = rng.sample(range(len(self.places)), len(self.places))
            family = self._families[number % len(self._families)]
            wanted = family[number // len(self._families) % len(family)]
            first = next(place for place in order if wanted in self._mutators[place])
            others = [place for place in order if place != first][: size - 1]
            around = Pool((first, *sorted(others)), first, wanted)
            self._pools[key] = around if number else Pool(tuple(sorted(around.places)))
        return self._pools[key]

    def grouped(self, offers: Sequence[int], only: str | None = None) -> list[list[list[int]]]:
        """Return offers of one place by family and mutator, in the order in which they come up.

        Of a place that is left to the mutator `only`, its group alone, where it has one among them.
        """
        groups: dict[str, dict[str, list[int]]] = {}
        for offer in offers:
            site = self.offers.sites[self.offers.owners[offer]]
            groups.setdefault(site.family, {}).setdefault(site.mutator, []).append(offer)
        left = [[by_mutator[only]] for by_mutator in groups.values() if only in by_mutator]
        return left or [list(by_mutator.values()) for by_mutator in groups.values()]

    def variant(self, taken: Sequence[int]) -> Variant:
        """Return the variant with the offers taken; the last ones are left out where they would break a slot."""
        for count in range(len(taken), 0, -1):
            variant = self.offers.variant(taken[:count])
            if variant is not None:
                return variant
        return Variant(self.prompt)


class Draft:
    """The offers taken so far in one draw: at most `limit` of them, and a dose of at most `most`."""

    def __init__(self, plan: Plan, limit: int, most: float) -> None:
        self.plan = plan
        self.limit = limit
        self.most = most
        self.taken: list[int] = []
        self._damaged: set[tuple[str, int]] = set()
        self._barred = 0

    @property
    def damage(self) -> float:
        """The share of the instruction's words that are damaged so far, 0..1."""
        return len(self._damaged) / self.plan.offers.words

    def fitting(self, place: int) -> list[int]:
        """Return the offers of a place that go together with what is taken and keep the limits."""
        offers = self.plan.offers
        if len(self.taken) >= self.limit:
            return []
        return [
            offer
            for offer in self.plan.places[place]
            if not offers.footprint(offer).covers & self._barred and self._keeps_dose(offer)
        ]

    def damaging(self, place: int) -> list[int]:
        """Return those of the offers that fit which damage words that are whole so far."""
        return [offer for offer in self.fitting(place) if not self.plan.offers.damaged(offer) <= self._damaged]

    def take(self, offer: int) -> None:
        """Take an offer that fits."""
        self.taken.append(offer)
        self._damaged |= self.plan.offers.damaged(offer)
        self._barred |= self.plan.offers.footprint(offer).bars

    def drop_harmless(self) -> None:
        """Put back what damages no word: it takes the room of what does."""
        taken = [offer for offer in self.taken if self.plan.offers.damaged(offer)]
        self.taken, self._damaged, self._barred = [], set(), 0
        for offer in taken:
            self.take(offer)

    def _keeps_dose(self, offer: int) -> bool:
        more = self.plan.offers.damaged(offer) - self._damaged
        return len(self._damaged) + len(more) <= self.most * self.plan.offers.words + 1e-9


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

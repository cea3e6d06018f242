"""Mutators: functions that offer sites, registered by a decorator and asked together for a prompt."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from promptfuzz.errors import UsageError
from promptfuzz.mutators.families import get_family
from promptfuzz.mutators.source import Site, Source, named
from promptfuzz.mutators.vetoes import site_veto, veto
from promptfuzz.records import Change, Prompt
from promptfuzz.registry import Registry

Propose = Callable[[Source], Iterable[Site]]


@dataclass(frozen=True, slots=True)
class Mutator:
    """A registered mutator: `function` offers sites of `family` in each of `parts` that the prompt has."""

    name: str
    family: str
    function: Propose
    parts: tuple[str, ...]
    rewrites_counts: bool = False
    asks: str | None = None

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return (self.function.__doc__ or "").strip().split("\n")[0]


MUTATORS: Registry[Mutator] = Registry("mutator", "promptfuzz.mutators")


def mutator(
    *,
    family: str,
    name: str | None = None,
    parts: Sequence[str] = ("template", "system"),
    rewrites_counts: bool = False,
    asks: str | None = None,
) -> Callable[[Propose], Propose]:
    """Register a function ``(source: Source) -> Iterable[Site]`` as a mutator of `family`.

    It is called once for each of `parts` that a prompt has, and offers sites made by ``source.site(...)``
    from ``source.edit(...)`` and ``source.move(...)``. What goes beyond the licence of the family is refused
    when it is proposed. `name` defaults to the function's name with hyphens. The part ``cases`` stands for every
    slot value of every case; `asks` is a pattern of instructions whose answer hangs on what a counterfactual swaps.

    Raises:
        UsageError: the family is unknown, or another mutator has the name.
    """
    get_family(family)

    def register(function: Propose) -> Propose:
        called = name or function.__name__.replace("_", "-").strip("-")
        MUTATORS.register(called, Mutator(called, family, function, tuple(parts), rewrites_counts, asks))
        return function

    return register


@dataclass(frozen=True, slots=True)
class Refused:
    """An alternative that was offered and refused, with the reason."""

    mutator: str
    edits: tuple[Change, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The sites offered for a prompt; which alternatives were refused, and how many, by reason."""

    sites: tuple[Site, ...]
    rejected: tuple[tuple[str, int], ...] = ()
    refused: tuple[Refused, ...] = ()


def mutators_of(families: Iterable[str], mutators: Iterable[str] | None = None) -> tuple[Mutator, ...]:
    """Return the mutators of `families` by name, only those named in `mutators` where it is given.

    Raises:
        UsageError: a name is unknown, or a named mutator belongs to none of the families.
    """
    wanted = [get_family(family).name for family in families]
    if mutators is None:
        return tuple(item for _, item in MUTATORS.items() if item.family in wanted)
    chosen = tuple(MUTATORS.get(name) for name in mutators)
    for item in chosen:
        if item.family not in wanted:
            raise UsageError(
                f"expected mutators of the families {', '.join(wanted)}, got {item.name!r} of family {item.family!r}; "
                f"add families=({item.family!r},)"
            )
    return chosen


def propose_sites(prompt: Prompt, families: Iterable[str], mutators: Iterable[str] | None = None) -> Proposal:
    """Ask the mutators of `families` for their sites in `prompt`; alternatives that break a licence are left out."""
    sites: list[Site] = []
    refused: list[Refused] = []
    sources = prompt.sources
    for item in mutators_of(families, mutators):
        for part in _parts(item, sources):
            source = Source(prompt, part, sources[part], item.name, item.family)
            for offered in item.function(source):
                site = _licensed(offered, item, prompt, len(sites), refused)
                if site is not None:
                    sites.append(site)
    reasons = Counter(alternative.reason for alternative in refused)
    return Proposal(tuple(sites), tuple(reasons.most_common()), tuple(refused))


def _parts(item: Mutator, sources: Mapping[str, str]) -> Iterator[str]:
    for part in item.parts:
        if part == "cases":
            yield from (name for name in sources if name.startswith("cases["))
        elif part in sources:
            yield part


def _licensed(offered: Site, item: Mutator, prompt: Prompt, number: int, refused: list[Refused]) -> Site | None:
    def as_linked(edits: Sequence[Change]) -> tuple[Change, ...]:
        link = f"{item.name}-{number}" if len(edits) > 1 else None
        return tuple(named(edit, mutator=item.name, link=link) for edit in edits)

    def refusal(edits: Sequence[Change]) -> str | None:
        return veto(edits, prompt, item.family, rewrites_counts=item.rewrites_counts, asks=item.asks)

    control = as_linked(offered.control)
    broken = site_veto(offered, prompt, item.family) or (refusal(control) if control else None)
    kept = []
    for alternative in offered.alternatives:
        edits = as_linked(alternative)
        reason = broken or refusal(edits)
        if reason is None:
            kept.append(edits)
        else:
            refused.append(Refused(item.name, edits, reason))
    return Site(tuple(kept), item.name, item.family, control, offered.expected) if kept else None

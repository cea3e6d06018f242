"""What a property is called with: from the arguments of a user to a session, variants and the place of the test."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from promptfuzz import ledger
from promptfuzz.engine.book import Book
from promptfuzz.errors import UsageError
from promptfuzz.memory import Session, session_for
from promptfuzz.models.choosing import as_model
from promptfuzz.models.identity import Same
from promptfuzz.oracle import Oracle
from promptfuzz.property.checking import check_arguments
from promptfuzz.records import Answer, Budget, Variant
from promptfuzz.validation import check_type


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a property beside its variants, with their defaults."""

    model: object = None
    answer: Answer | None = None
    oracle: Oracle | None = None
    samples: int | None = None
    tolerance: float = 0.10
    alpha: float = 0.05
    on_undecided: str = "fail"
    budget: Budget | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The test function that asserts: a `key` of its own, the file that it stands in, its name and the others there."""

    key: Hashable
    file: str
    name: str
    names: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One assertion: what is asked of whom, where, and what happens when that cannot be decided."""

    session: Session
    variants: tuple[Variant, ...]
    place: Place
    on_undecided: str

    @property
    def book(self) -> Book:
        """What the test function knows."""
        return self.session.book


def place_of(frame: FrameType) -> Place:
    """Return the place of the function that runs in `frame`; its key is the test that Hypothesis runs, if it does.

    A function that asserts for several tests would else hold what one of them found against the others.
    """
    code = key = frame.f_code
    above: FrameType | None = frame
    while above is not None and above.f_globals.get("__name__", "").partition(".")[0] != "hypothesis":
        key, above = above.f_code, above.f_back
    # Code objects compare equal across files: go by the object.
    return Place(Same(code if above is None else key), code.co_filename, code.co_qualname, frame.f_globals)


def prepare(v: Variant | Sequence[Variant], given: Arguments, place: Place) -> Call:
    """Check the arguments of a property and find its session.

    Raises:
        UsageError: an argument is wrong, or there is no model.
    """
    variants = _variants(v)
    check_arguments(
        given.answer,
        given.oracle,
        given.samples,
        given.tolerance,
        given.alpha,
        given.on_undecided,
        given.budget,
    )
    model = ledger.default_model() if given.model is None else as_model(given.model)
    if model is None:
        raise UsageError("expected a model, got model=None; pass a callable or a spec such as 'smollm2'")
    for variant in variants:
        model.check(variant.prompt)
    session = session_for(
        place.key,
        model,
        given.oracle or ledger.default_oracle() or Oracle(),
        answer=given.answer,
        samples=given.samples,
        tolerance=given.tolerance,
        alpha=given.alpha,
        budget=given.budget or Budget(),
    )
    return Call(session, variants, place, given.on_undecided)


def _variants(v: object) -> tuple[Variant, ...]:
    given = list(v) if isinstance(v, list | tuple) else [v]
    for item in given:
        check_type("v", item, Variant, "a pf.Variant, drawn by promptfuzz.strategies or made by prompt.variant(...)")
    if not given:
        raise UsageError(
            "expected at least one variant, got v=[], which would pass without asking; leave no list empty"
        )
    return tuple(item for item in given if isinstance(item, Variant))

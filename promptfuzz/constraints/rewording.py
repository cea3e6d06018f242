"""From two instruction texts to whether the second still asks the same: faults first, a similarity, then a score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from promptfuzz.constraints.acts import act_faults
from promptfuzz.constraints.content import content_faults
from promptfuzz.constraints.faults import Fault
from promptfuzz.constraints.reading import read
from promptfuzz.constraints.shape import shape_faults
from promptfuzz.constraints.similarity import embedded_faults, measured_faults
from promptfuzz.constraints.slots import slot_faults
from promptfuzz.constraints.weights import weights_for
from promptfuzz.errors import UsageError
from promptfuzz.measures import Embedder, default_embedder
from promptfuzz.validation import check_type

_TOLD = 0.4


@dataclass(frozen=True, slots=True)
class Rewording:
    """Whether a rewording still asks the same.

    Attributes:
        accepted: no veto, and a score of at least the stored threshold.
        score: from surely different to surely the same, 0..1.
        reasons: in words, the heaviest first: the vetoes, then what told against it; last what was not looked at.
    """

    accepted: bool
    score: float
    reasons: tuple[str, ...] = ()


def faults_of(base: str, reworded: str) -> tuple[Fault, ...]:
    """Return the faults that the two texts show without any similarity of meaning; fast, loads nothing."""
    one, other = read(base), read(reworded)
    return tuple(
        fault for rule in (slot_faults, shape_faults, act_faults, content_faults) for fault in rule(one, other)
    )


@overload
def check_rewording(
    base: str, reworded: str, *, embedder: Embedder | None = ..., measure: str | None = ..., structural: bool = ...
) -> Rewording: ...
@overload
def check_rewording(
    base: list[str] | tuple[str, ...], reworded: list[str] | tuple[str, ...], *, embedder: Embedder | None = ...,
    measure: str | None = ..., structural: bool = ...,
) -> list[Rewording]: ...  # fmt: skip
def check_rewording(
    base: str | list[str] | tuple[str, ...], reworded: str | list[str] | tuple[str, ...], *,
    embedder: Embedder | None = None, measure: str | None = None, structural: bool = False,
) -> Rewording | list[Rewording]:  # fmt: skip
    """Say whether an instruction, reworded, still asks the same; two lists are judged as one batch.

    The texts are template sources; their slots need not be declared. `embedder` replaces the installed default,
    `measure` names a registered measure to take instead of an embedder, and ``structural=True`` reads the words alone:
    one or a few milliseconds a pair, and nothing is loaded. The base comes first: to add a demand and to drop one are
    different faults.

    Raises:
        UsageError: one text and one list, lists of unequal length, or something that is no text.
        ModelError: the embedder cannot be loaded.
    """
    if isinstance(base, str) and isinstance(reworded, str):
        return _judge([(base, reworded)], embedder, measure, structural=structural)[0]
    if isinstance(base, str) or isinstance(reworded, str):
        raise UsageError(
            f"expected two texts or two lists of texts, got {type(base).__name__} and {type(reworded).__name__}"
        )
    left, right = list(base), list(reworded)
    if len(left) != len(right):
        raise UsageError(f"expected two lists of one length, got {len(left)} and {len(right)} instructions")
    for text in (*left, *right):
        check_type("every instruction", text, str, "a text")
    return _judge(list(zip(left, right, strict=True)), embedder, measure, structural=structural)


def _judge(
    pairs: list[tuple[str, str]], embedder: Embedder | None, measure: str | None, *, structural: bool
) -> list[Rewording]:
    unlike = [pair for pair in dict.fromkeys(pairs) if _key(pair[0]) != _key(pair[1])]
    faults = {pair: faults_of(*pair) for pair in unlike}
    read_pairs = [(read(a), read(b)) for a, b in unlike]
    if not structural and measure is None and unlike:
        embedder = embedder or default_embedder()
    similar: list[list[Fault]] | None = None
    if measure is not None and not structural:
        similar = measured_faults(read_pairs, measure)
    elif embedder is not None and not structural:
        similar = embedded_faults(read_pairs, embedder)
    if similar is not None:
        faults = {pair: (*faults[pair], *more) for pair, more in zip(unlike, similar, strict=True)}
    note = (
        ""
        if similar is not None
        else "judged by structure and words alone" + ("" if structural else ", for want of an embedder")
    )
    mode = "structural" if similar is None else "similarity"
    return [_verdict(faults[pair], mode, note) if pair in faults else _same() for pair in pairs]


def _same() -> Rewording:
    return Rewording(accepted=True, score=1.0, reasons=("the same text",))


def _key(text: str) -> str:
    return " ".join(text.split())


def _verdict(faults: Sequence[Fault], mode: str, note: str) -> Rewording:
    weights = weights_for(mode)
    score = weights.score(faults)
    vetoed = any(fault.veto for fault in faults)
    if vetoed:
        score *= weights.threshold  # below the threshold, in the same order as without the veto
    accepted = not vetoed and score >= weights.threshold
    told = sorted(faults, key=lambda fault: (not fault.veto, -weights.weigh([fault])))
    reasons = dict.fromkeys(
        fault.reason for fault in told if fault.reason and (fault.veto or weights.weigh([fault]) >= _TOLD)
    )
    if not accepted and not reasons:
        reasons = {"many small differences of wording": None}
    return Rewording(accepted, score, (*reasons, *([note] if note else [])))

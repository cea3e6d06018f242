"""From what the words of two texts say, and how alike they are, to the comparison of the texts."""

import math
from dataclasses import dataclass

from promptfuzz.records import Comparison

_MILD = 0.52
# A veto between sentences that share the rest of their wording is all that differs; one between two that say it in
# words of their own may be met by those words. Of labelled pairs with one veto the wording orders .87 rightly.
_CERTAIN, _DOUBTFUL = 0.05, 0.4
# From agreement over chance to the score. Fitted with both classes alike the point is .3 and the slope 5 to 6
# (benchmarks/fit_oracle.py); most pairs of outputs mean the same, and a false finding costs more than a missed one.
_EVEN, _STEEP, _MOST = 0.2, 5.0, 0.95
# The model of the signals stands beside half of that. Fitted with both classes alike it leans to "different".
_SHARE, _LEAN = 0.5, 0.4
# What cannot be read is no agreement, and as far from a sure difference as the threshold lets it be.
_UNREAD = 0.9


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the words of two texts say before any similarity is known.

    Attributes:
        decided: the comparison, where nothing else is needed.
        vetoes: why they cannot mean the same.
        boost: least score that an equivalence gives, 0..1.
        reasons: the equivalences, in words.
        doubt: the two stretches in which otherwise equal frames differ.
        mild: whether they are verbs, of which more say the same than of nouns.
        penalty: what is taken off the similarity for opposites outside a shared frame.
        near: how much of their wording two texts with a veto share, 0..1.
        unread: whether the texts are in a language in which nothing but equal words shows that they mean the same.
    """

    decided: Comparison | None = None
    vetoes: tuple[str, ...] = ()
    boost: float = 0.0
    reasons: tuple[str, ...] = ()
    doubt: tuple[str, str] | None = None
    mild: bool = False
    penalty: float = 0.0
    near: float = 1.0
    unread: bool = False

    @property
    def needs_similarity(self) -> bool:
        """Whether only the similarity can decide."""
        return self.decided is None and not self.vetoes and self.boost < 0.9


def finish(evidence: Evidence, similarity: float | None, doubt: float | None, threshold: float, by: str) -> Comparison:
    """Return the comparison of two texts with this evidence and this similarity (and that of the doubt), 0..1."""
    if evidence.decided is not None:
        return evidence.decided
    if evidence.vetoes:
        score = (_CERTAIN + _DOUBTFUL * (1 - evidence.near)) / len(evidence.vetoes)
        return Comparison(score, same=False, score=score, reasons=evidence.vetoes)
    if similarity is None:
        return Comparison(evidence.boost, same=True, score=evidence.boost, reasons=evidence.reasons)
    shown = f"alike by {by}: {similarity:.2f}"
    if evidence.unread:
        return _not_read(similarity, threshold)
    if evidence.doubt is not None and (doubt is None or doubt < 0.7):
        cap = 0.45 if doubt is None else 0.18 + 0.45 * doubt
        score = min(similarity, _MILD + 0.15 * (doubt or 0.0) if evidence.mild else cap)
        left, right = evidence.doubt
        return Comparison(
            similarity, same=score >= threshold, score=score, reasons=(f"{left!r} against {right!r}", shown)
        )
    score = max(similarity - evidence.penalty, evidence.boost, 0.0)
    return Comparison(similarity, same=score >= threshold, score=score, reasons=(*evidence.reasons, shown))


def weigh(
    evidence: Evidence, similarity: float, agreement: float, threshold: float, learned: float | None = None
) -> Comparison:
    """Return the comparison of two texts by how well their words agree over chance, -1..1 (alignment.agreement).

    `learned` are the log odds of the model of their signals (signals.Fitted), where there is one.
    """
    if evidence.unread:
        return _not_read(similarity, threshold)
    score = max(by_agreement(agreement) if learned is None else combined(learned, agreement), evidence.boost)
    shown = f"alike by meaning: {similarity:.2f}"
    least = f"the least aligned word is {agreement:.2f} above chance"
    return Comparison(similarity, same=score >= threshold, score=score, reasons=(*evidence.reasons, least, shown))


def _not_read(similarity: float, threshold: float) -> Comparison:
    """Return what can be said of two texts in a language that is not known: neither that they agree nor that not."""
    reason = "not in English, and not in the same words: what they mean cannot be told"
    return Comparison(similarity, same=False, score=_UNREAD * threshold, reasons=(reason,), unread=True)


def by_agreement(agreement: float) -> float:
    """Return the score that agreement over chance gives by itself, 0..1."""
    return _squeezed(_STEEP * (agreement - _EVEN))


def combined(learned: float, agreement: float) -> float:
    """Return the score of the log odds that the model gives and half of those of agreement over chance, 0..1."""
    return _squeezed(learned + _LEAN + _SHARE * _STEEP * (agreement - _EVEN))


def _squeezed(odds: float) -> float:
    return min(_MOST, 1 / (1 + math.exp(-odds - math.log(0.6 / 0.4))))

"""The rules that peers use, on the answers that a run heard: which of them would have called the model dependent."""

from collections.abc import Sequence

import numpy as np

from promptfuzz.measures import Embedder

THRESHOLD = 0.8
SHARE = 0.2
EXCESS = 0.1
RULES = ("any < .8", "20% < .8", "mean < .8", "noise-subtracted")
Heard = dict[int, tuple[list[str], list[str]]]


def peer_rules(heard: Heard, embedder: Embedder) -> dict[str, bool]:
    """Return for each rule whether it flags the model.

    The first three hold each variant's first answer against the base's first answer to the same case. The last one
    holds it against all of the base's answers, and these against each other.
    """
    single: list[float] = []
    across: list[float] = []
    within: list[float] = []
    for base, variants in heard.values():
        if not base or not variants:
            continue
        cosines = _cosines(embedder, base, variants)
        single += cosines[0].tolist()
        across.append(float(cosines.mean()))
        if len(base) > 1:
            own = _cosines(embedder, base, base)
            within.append(float(own[np.triu_indices(len(base), 1)].mean()))
    if not single:
        return dict.fromkeys(RULES, False)
    low = np.array(single) < THRESHOLD
    noise_free = float(np.mean(within)) if within else 1.0
    flags = (low.any(), low.mean() >= SHARE, np.mean(single) < THRESHOLD, noise_free - np.mean(across) > EXCESS)
    return {rule: bool(flag) for rule, flag in zip(RULES, flags, strict=True)}


def _cosines(embedder: Embedder, left: Sequence[str], right: Sequence[str]) -> np.ndarray:
    return embedder.embed(left) @ embedder.embed(right).T

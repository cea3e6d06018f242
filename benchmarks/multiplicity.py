"""False discoveries and power over many cells: our rule beside no correction, too few permutations, and e-BH.

Run it as ``python -m benchmarks.multiplicity [--runs 400] [--nulls 3000] [--json PATH]``.

A cell is 20 samples of the base and 10 variants × 2, points in three dimensions; where there is an effect all variants
are shifted. The bets of e-BH go on to 60 pairs, since 20 can hardly make enough. "own" cells are independent; "shared"
ones are the 4 families of a prompt with the same base samples, at most one of them with an effect. Cells are drawn and
tested once, then put together to runs of 60 or 200 (MEASUREMENT §3). Our rule is Benjamini–Hochberg at q = .05 on
permutation p-values from 10·cells/q permutations (one look).
"""

import argparse
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from promptfuzz.statistics.anytime import pairs_in_order, running_wealth
from promptfuzz.statistics.multiplicity import Q_LEVEL, e_bh, q_values
from promptfuzz.statistics.permutation import Samples, permutation_p_value

FAMILIES = 4
BASE, VARIANTS, EACH = 20, 10, 2
PAIRS = 60
SIZES, TRUE_SHARES = (60, 200), (0.2, 0.05, 0.0)
FEW = 99
ENOUGH = int(10 * max(SIZES) / Q_LEVEL)
METHODS = ("uncorrected", "BH, B=99", "BH, ours", "e-BH, 60 pairs")
WORDING = np.concatenate([np.zeros(BASE, int), np.repeat(np.arange(1, VARIANTS + 1), EACH)])


@dataclass(frozen=True)
class Tested:
    """One cell: its p-values from enough and from few permutations, its e-value, and whether it has an effect."""

    p: float
    p_few: float
    e: float
    effect: bool


def tested(base: np.ndarray, effect: bool, shift: float, rng: np.random.Generator) -> Tested:  # noqa: FBT001
    """Draw as many samples of the variants as there are of the `base`, and test the cell."""
    variants = rng.normal(size=base.shape)
    variants[:, 0] += shift * effect
    points = np.concatenate([base[:BASE], variants[: VARIANTS * EACH]])
    case = np.zeros(len(points), int)
    samples = Samples(WORDING, case, case, (_distance(points),))
    seed = int(rng.integers(2**32))
    few = permutation_p_value(samples, FEW, seed)
    return Tested(permutation_p_value(samples, ENOUGH, seed), few, _e_value(base, variants), effect)


def _distance(points: np.ndarray) -> np.ndarray:
    return np.sqrt(((points[:, None] - points[None, :]) ** 2).sum(-1))


def _e_value(base: np.ndarray, variants: np.ndarray) -> float:
    order = np.stack([base, variants], axis=1).reshape(-1, base.shape[1])
    case = np.zeros(len(order), int)
    pairs = pairs_in_order(np.tile([0, 1], len(base)), case)
    # The bets are scaled for distances of outputs, which are about half of these.
    return running_wealth((_distance(order) / 2,), pairs, case)[-1]


def prompts(count: int, effects: int, shift: float, seed: int) -> list[list[Tested]]:
    """Return prompts of 4 cells with one base, the first `effects` of them with an effect."""
    rng, made = np.random.default_rng(seed), []
    for _ in range(count):
        base = rng.normal(size=(PAIRS, 3))
        made.append([tested(base, number < effects, shift, rng) for number in range(FAMILIES)])
    return made


def alone(count: int, effect: bool, shift: float, seed: int) -> list[list[Tested]]:  # noqa: FBT001
    """Return groups of one cell, each with a base of its own."""
    rng = np.random.default_rng(seed)
    return [[tested(rng.normal(size=(PAIRS, 3)), effect, shift, rng)] for _ in range(count)]


def rejections(cells: list[Tested]) -> dict[str, np.ndarray]:
    """Return which cells each method rejects."""
    p, few = np.array([cell.p for cell in cells]), [cell.p_few for cell in cells]
    return {
        "uncorrected": p <= Q_LEVEL,
        "BH, B=99": np.array(q_values(few)) <= Q_LEVEL,
        "BH, ours": np.array(q_values(p.tolist())) <= Q_LEVEL,
        "e-BH, 60 pairs": np.array(e_bh([cell.e for cell in cells], Q_LEVEL)),
    }


def assembled(
    dull: list[list[Tested]], lively: list[list[Tested]], size: int, share: float, runs: int
) -> dict[str, tuple[float, float | None]]:
    """Return (false discovery rate, power) of each method over runs of `size` cells put together from the groups."""
    rng = np.random.default_rng([size, int(100 * share)])
    wanted, each = round(size * share), len(dull[0])
    false: dict[str, list[float]] = {name: [] for name in METHODS}
    power: dict[str, list[float]] = {name: [] for name in METHODS}
    for _ in range(runs):
        groups = [lively[place] for place in rng.choice(len(lively), wanted, replace=False)]
        groups += [dull[place] for place in rng.choice(len(dull), size // each - wanted, replace=False)]
        cells = [cell for group in groups for cell in group]
        effect = np.array([cell.effect for cell in cells])
        for name, rejected in rejections(cells).items():
            false[name].append(float((rejected & ~effect).sum() / max(rejected.sum(), 1)))
            if wanted:
                power[name].append(float((rejected & effect).sum() / wanted))
    return {name: (float(np.mean(false[name])), float(np.mean(power[name])) if wanted else None) for name in METHODS}


def main() -> None:
    """Print the table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=400, help="runs put together a row")
    parser.add_argument("--nulls", type=int, default=3000, help="cells without effect, of each kind of base")
    parser.add_argument("--lively", type=int, default=100, help="cells with an effect, of each kind of base")
    parser.add_argument("--shift", type=float, default=1.5, help="size of the effect in standard deviations")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    started = time.perf_counter()
    groups = {
        "own": (alone(options.nulls, False, 0, 1), alone(options.lively, True, options.shift, 2)),  # noqa: FBT003
        "shared": (prompts(options.nulls // FAMILIES, 0, 0, 3), prompts(options.lively, 1, options.shift, 4)),
    }
    rows = []
    print(f"{'base':<8}{'cells':>6}{'true':>6}" + "".join(f"{name:>18}" for name in METHODS) + "   FDR/power")
    for kind, (dull, lively) in groups.items():
        for size in SIZES:
            for share in TRUE_SHARES:
                found = assembled(dull, lively, size, share, options.runs)
                shown = [f"{fdr:.3f}/" + ("–" if hit is None else f"{hit:.2f}") for fdr, hit in found.values()]
                print(f"{kind:<8}{size:>6}{share:>6.0%}" + "".join(f"{text:>18}" for text in shown))
                rows.append({"base": kind, "cells": size, "true": share, **found})
    low = np.mean([cell.p <= 0.001 for dull, _ in groups.values() for group in dull for cell in group])
    print(f"cells without effect at p ≤ .001: {low:.4f}; {ENOUGH} permutations; {time.perf_counter() - started:.0f} s")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Property tests through ``@given``: calls to a planted fault and to its minimum, false alarms and misses under noise.

Run it as ``python -m benchmarks.properties [--seeds 20] [--runs 200] [--json PATH]``. Faults of one and two edits are
planted in a deterministic model; a noisy model errs in 20% of its answers whatever the wording, in 10% as written and
in 60% under some wordings, or gives another answer to one wording of six beside errors in 10 to 30% of all.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import given, seed, settings
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz import strategies as pfst

PROMPT = pf.Prompt(
    "You are a careful support agent. Decide which team should handle the customer message: billing, shipping or "
    "returns. If you are not sure, answer billing. Please reply with the team name only.\n\nMessage: {message}\nTeam:",
    slots={"message": "Where is my parcel?"},
    answer=pf.Label("billing", "shipping", "returns"),
    id="benchmark",
)
TEAMS = ("billing", "shipping", "returns")
FEW = ("Determine", "Say", "Choose", "Pick", "Tell", "State")
# Calls beyond the one that showed the fault, with one boolean an edit and plain Hypothesis.
MASK_CALLS = {1: 23, 2: 52}
Test = Callable[[], None]


def edit_faults() -> dict[str, tuple[int, Callable[[str], bool], tuple[str, ...]]]:
    """Return faults: how many edits they take, what shows them, and the families that can make them."""
    return {
        "lost colon": (1, lambda text: "Message Where" in text, ("degrade",)),
        "no please": (1, lambda text: "Please" not in text, ("paraphrase",)),
        "label order": (1, lambda text: "billing, shipping or returns" not in text, ("reorder",)),
        "verb": (1, lambda text: "Decide" not in text, ("paraphrase", "reorder", "degrade")),
        "lost colon and casing": (2, lambda text: "Message Where" in text and "you are a" in text, ("degrade",)),
        "no please, other verb": (2, lambda text: "Please" not in text and "Decide" not in text, ("paraphrase",)),
    }


def run(test: Test) -> pf.WordingDependence | None:
    """Return what a test raised."""
    try:
        test()
    except pf.WordingDependence as error:
        return error
    return None


def planted(number: int, faulty: Callable[[str], bool], families: tuple[str, ...], trial: int) -> dict[str, Any]:
    """Run one property test of a model with a fault; count its calls, and the edits that are left."""
    calls: list[bool] = []
    texts: list[str] = []
    failing: list[tuple[pf.Variant, int]] = []

    def answer(text: str) -> str:
        calls.append(faulty(text))
        texts.append(text)
        return "billing" if calls[-1] else "shipping"

    model = pf.model(answer, name=None)

    @seed(trial)
    @settings(deadline=None, database=None, report_multiple_bugs=False, max_examples=1000)
    @given(pfst.variants(PROMPT, families=families))
    def holds(variant: pf.Variant) -> None:
        try:
            pf.assert_stable(variant, model)
        except pf.WordingDependence:
            failing.append((variant, len(calls)))
            raise

    error = run(holds)
    if error is None:
        return {"found": False, "calls": len(calls)}
    left, proven = failing[-1][0].units, failing[0][1]
    new = set(texts[proven:]) - set(texts[:proven])
    return {
        "found": True, "seen": calls.index(True) + 1, "proven": proven, "further": len(calls) - proven,
        "wordings": len(new), "edits": len(left), "exact": len(left) == number,
    }  # fmt: skip


def noisy(as_written: float, reworded: float, trial: int) -> tuple[bool, int]:
    """Run one property test of a model that errs by chance, more often where the verb is another one."""
    rng = random.Random(f"{as_written}/{reworded}/{trial}")
    calls = 0

    def answer(text: str) -> str:
        nonlocal calls
        calls += 1
        share = as_written if "Decide" in text else reworded
        return "billing" if rng.random() < share else "shipping"

    @seed(trial)
    @settings(deadline=None, database=None, report_multiple_bugs=False, max_examples=100)
    @given(pfst.variants(PROMPT, families=("paraphrase",)))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, pf.model(answer, temperature=0.7))

    return run(holds) is not None, calls


def few(noise: float, trial: int) -> tuple[bool, int]:
    """Run one property test of six wordings, of which one always changes the answer of a model that errs by chance."""
    rng = random.Random(f"few/{noise}/{trial}")
    calls = 0

    def answer(text: str) -> str:
        nonlocal calls
        calls += 1
        said = "billing" if "Determine" in text else "shipping"
        return rng.choice([team for team in TEAMS if team != said]) if rng.random() < noise else said

    start = PROMPT.template.index("Decide")
    variants = [PROMPT.variant(pf.Edit(start, start + 6, word, "verbs")) for word in FEW]

    @seed(trial)
    @settings(deadline=None, database=None, report_multiple_bugs=False, max_examples=100)
    @given(st.sampled_from(variants))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, pf.model(answer, temperature=0.7))

    return run(holds) is not None, calls


def measure_planted(seeds: int) -> list[dict[str, object]]:
    """Return what came of every fault over the seeds."""
    rows: list[dict[str, object]] = []
    for name, (number, faulty, families) in edit_faults().items():
        runs = [planted(number, faulty, families, trial) for trial in range(seeds)]
        hits = [one for one in runs if one["found"]]
        row: dict[str, object] = {"fault": name, "edits": number, "seeds": seeds, "found": len(hits)}
        for key in ("seen", "proven", "further", "wordings", "edits"):
            row[f"{key}, mean"] = round(statistics.mean(one[key] for one in hits), 1) if hits else None
        row["exact"] = sum(one["exact"] for one in hits) / len(hits) if hits else None
        row["mask calls"] = MASK_CALLS[number]
        rows.append(row)
    return rows


def measure_noisy(runs: int) -> list[dict[str, object]]:
    """Return how often a noisy model without and with a wording effect fails its property test."""
    rows: list[dict[str, object]] = []
    cells: dict[str, Callable[[int], tuple[bool, int]]] = {
        "noise 20%": partial(noisy, 0.2, 0.2), "effect 10% against 60%": partial(noisy, 0.1, 0.6)
    }  # fmt: skip
    cells |= {f"one of six, {noise:.0%} noise": partial(few, noise) for noise in (0.1, 0.2, 0.3)}
    for name, once in cells.items():
        results = [once(trial) for trial in range(runs)]
        calls = [asked for _, asked in results]
        rows.append(
            {
                "model": name,
                "runs": runs,
                "failed": sum(failed for failed, _ in results),
                "calls, median": statistics.median(calls),
                "calls, max": max(calls),
            }
        )
    return rows


def main() -> None:
    """Print the tables, and write them as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    started = time.perf_counter()
    faults = measure_planted(options.seeds)
    print(
        f"{'fault':<24}{'edits':>6}{'found':>9}{'seen':>8}{'proven':>8}{'further':>9}{'wordings':>10}{'mask':>6}{'left':>6}{'exact':>7}"
    )
    for row in faults:
        fault, edits, seeds, found, seen, proven, further, wordings, left, exact, mask = row.values()
        print(f"{fault:<24}{edits:>6}{f'{found}/{seeds}':>9}", end="")
        print(f"{seen!s:>8}{proven!s:>8}{further!s:>9}{wordings!s:>10}{mask:>6}{left!s:>6}{exact!s:>7}")
    noise = measure_noisy(options.runs)
    print(f"\n{'noisy model':<24}{'failed':>9}{'calls':>8}{'max':>8}")
    for row in noise:
        model, runs, failed, median, most = row.values()
        print(f"{model:<24}{f'{failed}/{runs}':>9}{median:>8}{most:>8}")
    print(f"{time.perf_counter() - started:.0f} s; mean calls until the fault was seen, until repeats proved it, and")
    print("from there to its minimum, repeated; wordings: those among the last; mask: the figure of plain Hypothesis")
    if options.json:
        options.json.write_text(json.dumps({"faults": faults, "noise": noise}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

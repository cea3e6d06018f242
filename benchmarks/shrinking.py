"""How far flips are shrunk, and at what cost: faults of one and two edits, deterministic and noisy models.

Run it as ``python -m benchmarks.shrinking [--runs 200] [--json PATH]``. A variant of many edits changes the answer
because of one or two of them; what is left after shrinking is held against exactly those. Leaving out one edit after
another, each asked as often, is the baseline. Then every edit adds as much to how often a sampling model changes its
answer, and no single one does so: a minimum is true if it adds more than the tolerance.
"""

import argparse
import json
import random
import statistics
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import promptfuzz as pf
from promptfuzz.engine.asking import Asker
from promptfuzz.engine.crowd import Crowd
from promptfuzz.engine.evidence import Confirmed, Drawn, Kind, Pool, PromptEvidence, Trial
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.noisy_shrink import PROBES, NoisyShrink
from promptfuzz.engine.plan import PromptPlan, Settings
from promptfuzz.engine.screening import FRESH, FRESH_BASE
from promptfuzz.engine.shrink import shrink_edits
from promptfuzz.engine.state import CELL_LEVEL, RunState
from promptfuzz.records import Output, Request, Variant
from promptfuzz.statistics.flips import TOLERANCE
from promptfuzz.statistics.screening import confirmed

WORDS = 40
PROMPT = pf.Prompt(
    " ".join(f"w{number:02}" for number in range(WORDS)), answer=pf.Label("positive", "negative"), id="shrinking"
)
SIZES = (2, 4, 8, 16, 32)
NOISES = (0.05, 0.2)
GRADED_SIZES, GRADED_NOISES, EFFECTS = (4, 8, 16), (0.05, 0.25), (0.25, 0.4, 0.6)
# Of two wordings tried in a run, at the half of the level that the tests of the cells leave.
CONFIRMED_LEVEL = (1 - CELL_LEVEL) * 0.05 / 2
Answer = Callable[[str], str]


def variant_of(numbers: Sequence[int]) -> Variant:
    """Return the variant that changes the words with these numbers."""
    return PROMPT.variant(*(pf.Edit(4 * n, 4 * n + 1, "X", "words") for n in sorted(numbers)))


def changed(variant: Variant) -> set[int]:
    """Return the numbers of the words that a variant changes."""
    return {edit.start // 4 for edit in variant.edits}


def drive(task: Generator[Sequence[Request], Any, Any], answer: Answer) -> tuple[Any, int, int]:
    """Answer what a task asks; return its result, the calls (equal requests once) and the rounds."""
    known: dict[Request, Output] = {}
    rounds = 0
    try:
        requests = next(task)
        while True:
            new = [request for request in requests if request not in known]
            rounds += bool(new)
            known |= {request: Output(answer(request.messages[-1].content)) for request in new}
            requests = task.send([known[request] for request in requests])
    except StopIteration as end:
        return end.value, len(known), rounds


def planted(needed: set[int], noise: float, rng: random.Random) -> Answer:
    """Return a model that gives the other label where all the needed words are changed, and errs by chance."""

    def answer(text: str) -> str:
        flips = all(f"X{number:02}" in text for number in needed) != (rng.random() < noise)
        return "negative" if flips else "positive"

    return answer


def steady(needed: set[int], numbers: Sequence[int]) -> tuple[set[int], int, int]:
    """Shrink for a deterministic model."""
    answer = planted(needed, 0.0, random.Random(0))
    task = shrink_edits(variant_of(numbers), 0, lambda _variant, output: output.text == "negative")
    (small, _), calls, rounds = drive(task, answer)
    return changed(small), calls, rounds


def graded(numbers: Sequence[int], effect: float, noise: float, rng: random.Random) -> Answer:
    """Return a model that errs by chance, and more often with each of the changed words: `effect` with all of them."""

    def answer(text: str) -> str:
        return "negative" if rng.random() < noise + gain(text, numbers, effect) else "positive"

    return answer


def gain(text: str, numbers: Sequence[int], effect: float) -> float:
    """Return how much more often than its noise the graded model changes its answer to `text`, 0..1."""
    return effect * sum(f"X{number:02}" in text for number in numbers) / len(numbers)


def noisy(answer: Answer, numbers: Sequence[int]) -> tuple[Confirmed, int, int]:
    """Shrink a wording of a model that errs by chance, as the engine does once fresh samples have confirmed it."""
    variant, base = variant_of(numbers), Variant(PROMPT).render(0)
    drawn = [Drawn(0, 0, 0, Output(answer(base[-1].content)), base, turn) for turn in range(FRESH_BASE)]
    judge = Judge(PromptEvidence(PromptPlan(PROMPT, (), (), ())), pf.Oracle(embedder=pf.ToyEmbedder()))
    judge.settle_answer_type(["positive"])
    crowd = Crowd(judge, Pool(drawn, {}))
    fresh = [Output(answer(variant.render(0)[-1].content)) for _ in range(FRESH)]
    hits = [output for output in fresh if output.text == "negative"]
    base_hits = sum(answer(base[-1].content) == "negative" for _ in range(FRESH_BASE))
    trial = Trial(variant, 0, hits[0] if hits else fresh[0], Kind.VALUE)
    found = Confirmed("words", trial, len(hits), FRESH, base_hits, FRESH_BASE, 0.0)
    asker = Asker(pf.ScriptedModel(default="positive"), pf.Budget(), lambda _event: None)
    state = RunState(Settings(("degrade",)), asker, lambda _event: None)
    _, calls, rounds = drive(NoisyShrink(state, judge, crowd, lambda _variant: True, found).run(), answer)
    return found, calls, rounds


def shrunk(found: tuple[Confirmed, int, int]) -> tuple[set[int], int, int]:
    """Return the numbers of the words that the smallest wording changes, the calls and the rounds."""
    confirmed, calls, rounds = found
    return changed((confirmed.minimal or confirmed).trial.variant), calls, rounds


def one_by_one(answer: Answer, numbers: Sequence[int], samples: int) -> tuple[set[int], int, int]:
    """Leave out one edit after another and keep it out where most answers are still the other one: the baseline."""
    kept = list(numbers)
    for number in numbers:
        rest = [other for other in kept if other != number]
        text = variant_of(rest).render(0)[-1].content
        if rest and sum(answer(text) == "negative" for _ in range(samples)) > samples / 2:
            kept = rest
    return set(kept), len(numbers) * samples, len(numbers)


def measure(edits: int, size: int, noise: float, runs: int) -> dict[str, object]:
    """Return what came of `runs` variants of `size` edits of which `edits` matter."""
    rows: dict[str, list[tuple[set[int], int, int]]] = {"ours": [], "one by one": []}
    exact = {"ours": 0, "one by one": 0}
    for run in range(runs):
        rng = random.Random(f"{edits}/{size}/{noise}/{run}")
        numbers = rng.sample(range(WORDS), size)
        needed = set(numbers[:edits])
        rng.shuffle(numbers)
        both = {
            "ours": shrunk(noisy(planted(needed, noise, rng), numbers)) if noise else steady(needed, numbers),
            "one by one": one_by_one(planted(needed, noise, rng), numbers, PROBES if noise else 1),
        }
        for name, row in both.items():
            rows[name].append(row)
            exact[name] += row[0] == needed
    found: dict[str, object] = {"edits that matter": edits, "edits drawn": size, "noise": noise}
    for name, results in rows.items():
        found[f"{name}, edits left"] = round(statistics.mean(len(left) for left, _, _ in results), 2)
        found[f"{name}, exact"] = exact[name] / runs
        found[f"{name}, calls"] = round(statistics.mean(calls for _, calls, _ in results), 1)
        found[f"{name}, rounds"] = round(statistics.mean(rounds for _, _, rounds in results), 1)
    return found


def is_confirmed(found: Confirmed) -> bool:
    """Whether the engine would have taken the wording for a finding, and shrunk it."""
    counts = [[found.hits], [found.of], [found.base_hits], [found.base_of]]
    return confirmed(*counts, tries=1, level=CONFIRMED_LEVEL)[0].holds


def measure_graded(effect: float, size: int, noise: float, runs: int) -> dict[str, object]:
    """Return what came of `runs` confirmed wordings of `size` edits that all add to how often the answer changes."""
    left: list[int] = []
    gains: list[float] = []
    cost: list[int] = []
    run = 0
    while len(left) < runs:
        rng = random.Random(f"graded/{effect}/{size}/{noise}/{run}")
        run += 1
        numbers = rng.sample(range(WORDS), size)
        found, calls, _ = noisy(graded(numbers, effect, noise, rng), numbers)
        if is_confirmed(found):
            small = (found.minimal or found).trial.variant
            left.append(len(small.units))
            gains.append(gain(small.render(0)[-1].content, numbers, effect))
            cost.append(calls)
    return {
        "noise": noise,
        "added by all": effect,
        "edits drawn": size,
        "edits left": round(statistics.mean(left), 2),
        "added by these": round(statistics.mean(gains), 3),
        "true": sum(value > TOLERANCE + 1e-9 for value in gains) / runs,
        "calls": round(statistics.mean(cost), 1),
    }


def main() -> None:
    """Print the table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    print("matter  drawn  noise |  left  exact  calls  rounds | one by one: left  exact  calls  rounds")
    rows = []
    for noise in (0.0, *NOISES):
        for edits in (1, 2):
            for size in SIZES:
                row = measure(edits, size, noise, options.runs)
                rows.append(row)
                values = list(row.values())
                print("{:>6} {:>6} {:>6} | {:>5} {:>6.2f} {:>6} {:>7} | {:>17} {:>6.2f} {:>6} {:>7}".format(*values))
    print("\nnoise  added by all  drawn |  left  added   true  calls")
    for noise in GRADED_NOISES:
        for effect in EFFECTS:
            for size in GRADED_SIZES:
                row = measure_graded(effect, size, noise, options.runs)
                rows.append(row)
                print("{:>5} {:>13} {:>6} | {:>5} {:>6.2f} {:>6.2f} {:>6}".format(*row.values()))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""How fast variants are made, how many there are, and how long `promptfuzz mutate` takes, beside named baselines.

Run it as ``python -m benchmarks.mutation [--seconds 1] [--json PATH]``. Everything is measured in CPU seconds of one
process, baselines and ours in turn; the command alone is measured in wall time.
"""

import argparse
import itertools
import json
import random
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz import strategies as pfst
from promptfuzz.mutators import Offers, Sampler, propose_sites

FAMILIES = ("paraphrase", "reorder", "degrade", "format")
VARIANTS = 60
COUNTED = 1_000_000
THIRTY_WORDS = pf.Prompt(
    "Please classify the sentiment of the following customer review as positive, negative or neutral. Answer with one "
    "word only. Do not explain your answer. If you are not sure, answer neutral.\n\nReview: {review}",
    slots={"review": "The soup was cold."},
    answer=pf.Label("positive", "negative", "neutral"),
)
COMMAND = "Classify the review as positive or negative. Answer with one word.\n\nReview: {review}"


def cpu(work: Callable[[], int], seconds: float) -> float:
    """Return how many things a CPU second makes; `work` makes some and returns how many."""
    started, made = time.process_time(), 0
    while time.process_time() - started < seconds:
        made += work()
    return made / (time.process_time() - started)


def sampled(family: str) -> Callable[[], int]:
    """Return work that draws variants of one starter prompt after another, with edits applied and texts rendered."""
    offered = [(prompt, propose_sites(prompt, (family,)).sites) for prompt in pf.load_corpus("starter")]
    turns = itertools.cycle([(prompt, Offers(prompt, sites)) for prompt, sites in offered if sites])
    seeds = itertools.count()

    def work() -> int:
        prompt, offers = next(turns)
        drawn = itertools.islice(Sampler(prompt, offers, random.Random(next(seeds))), VARIANTS)
        return sum(1 for variant in drawn if variant.render())

    return work


def augmented() -> Callable[[], int]:
    """Return work that runs nlpaug's KeyboardAug on the same prompts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nlpaug.augmenter.char import KeyboardAug
    augmenter = KeyboardAug()
    texts = itertools.cycle([prompt.text for prompt in pf.load_corpus("starter")])

    def work() -> int:
        text = next(texts)
        for _ in range(5):
            augmenter.augment(text)
        return 5

    return work


def drawing(strategy: st.SearchStrategy[object], count: int = 400) -> tuple[float, list[object]]:
    """Return draws a CPU second of a Hypothesis strategy, and what was drawn."""
    drawn: list[object] = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: object) -> None:
        drawn.append(value)

    started = time.process_time()
    collect()
    return len(drawn) / (time.process_time() - started), drawn


@st.composite
def mask(draw: Callable[[st.SearchStrategy[bool]], bool]) -> list[bool]:
    """Draw thirty booleans: what a mask of thirty edits costs without any edits."""
    return [draw(st.booleans()) for _ in range(30)]


def reach(family: str, draws: int = 20_000) -> dict[str, int]:
    """Return how many variants of one instruction of thirty words there are: edit sets, and different texts.

    Where all sets can be made, both are counted; else the sets have a lower bound, and texts are drawn.
    """
    offers = Offers(THIRTY_WORDS, propose_sites(THIRTY_WORDS, (family,)).sites)
    sets = offers.sets(COUNTED)
    if sets is None:
        texts = {v.text for v in itertools.islice(Sampler(THIRTY_WORDS, offers, random.Random(0)), draws)}
        return {"sites": len(offers.sites), "edit sets": independent(offers), "texts": len(texts)}
    texts = {variant.text for taken in sets if (variant := offers.variant(taken)) is not None} - {THIRTY_WORDS.text}
    return {"sites": len(offers.sites), "edit sets": len(sets), "texts": len(texts)}


def independent(offers: Offers) -> int:
    """Return a lower bound of the edit sets that go together: all subsets of places that exclude none of the others."""
    total, barred = 1, 0
    for place in sorted(offers.places, key=lambda place: offers.footprint(place[0]).covers.bit_count()):
        footprints = [offers.footprint(offer) for offer in place]
        fitting = [footprint for footprint in footprints if not footprint.covers & barred]
        total *= 1 + len(fitting)
        for footprint in fitting:
            barred |= footprint.bars
    return total - 1


def rows_of(seconds: float, turns: int = 3) -> Iterator[dict[str, object]]:
    """Measure each family against nlpaug and against the mask, in turn, and yield the medians."""
    baseline = augmented()
    for family, strategy in zip(FAMILIES, (pfst.paraphrases, pfst.reorderings, pfst.degradations, pfst.reformattings)):  # noqa: B905
        made, peer, drawn_rate, mask_rate, drawn = [], [], [], [], []
        for _ in range(turns):
            peer.append(cpu(baseline, seconds))
            made.append(cpu(sampled(family), seconds))
            mask_rate.append(drawing(mask())[0])
            rate, drawn = drawing(strategy(THIRTY_WORDS))
            drawn_rate.append(rate)
        texts = [variant.text for variant in drawn if variant.edits]
        yield {
            "family": family,
            "variants a second": statistics.median(made),
            "nlpaug a second": statistics.median(peer),
            "ratio": statistics.median(a / b for a, b in zip(made, peer, strict=True)),
            "draws a second": statistics.median(drawn_rate),
            "mask a second": statistics.median(mask_rate),
            "draw ratio": statistics.median(a / b for a, b in zip(drawn_rate, mask_rate, strict=True)),
            "distinct": len(set(texts)) / max(len(texts), 1),
            **reach(family),
        }


def mixed(turns: int = 3) -> dict[str, float]:
    """Return the draws of `pfst.variants`, all default families at once, against the mask."""
    ratios, rates, drawn = [], [], []
    for _ in range(turns):
        plain = drawing(mask())[0]
        rate, drawn = drawing(pfst.variants(THIRTY_WORDS))
        rates.append(rate)
        ratios.append(rate / plain)
    texts = [variant.text for variant in drawn if variant.edits]
    return {
        "draws a second": statistics.median(rates),
        "draw ratio": statistics.median(ratios),
        "distinct": len(set(texts)) / max(len(texts), 1),
    }


def command(runs: int = 5) -> float:
    """Return the median wall time in seconds of ``promptfuzz mutate``."""
    program = Path(sys.executable).with_name("promptfuzz")
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run([program, "mutate", COMMAND], check=True, capture_output=True)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def main() -> None:
    """Print the tables, and write them as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="CPU seconds for each measurement")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    print("family      variants/s  nlpaug/s  ratio  draws/s  mask/s  ratio  distinct  sites   edit sets    texts")
    rows = []
    for row in rows_of(options.seconds):
        rows.append(row)
        print(
            f"{row['family']:<11} {row['variants a second']:>10.0f} {row['nlpaug a second']:>9.0f} "
            f"{row['ratio']:>6.1f} {row['draws a second']:>8.0f} {row['mask a second']:>7.0f} "
            f"{row['draw ratio']:>6.2f} {row['distinct']:>9.2f} "
            f"{row['sites']:>6} {row['edit sets']:>11.3g} {row['texts']:>9}",
            flush=True,
        )
    every, seconds = mixed(), command()
    print(
        f"pfst.variants: {every['draws a second']:.0f} draws/s, {every['draw ratio']:.2f} of the mask, "
        f"{every['distinct']:.2f} distinct"
    )
    print(f"promptfuzz mutate: {seconds:.2f} s (median of 5, wall time)")
    if options.json:
        options.json.write_text(json.dumps({"families": rows, "variants": every, "mutate_seconds": seconds}, indent=1))


if __name__ == "__main__":
    main()

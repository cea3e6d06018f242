"""How often typed answers that differ in form alone are told apart: the oracle's false-different rate, by type.

Run it as ``python -m benchmarks.forms [--pairs 600] [--seed 0] [--json PATH] [--errors]``.

For each answer type values are drawn, and each is said in two forms: bare, in a sentence, in other case and
punctuation, in Markdown, quotes and fences, after a preamble, before a sign-off, and in what is the type's own (yes/no
forms; numbers with separators, words, units and currency; letters with the text of the option; order of keys, spacing
and number format of JSON; bullets, numbers and commas of lists; layout and comments of code). Both forms say the same,
so every "different" is a mistake. Mistakes are counted by form. The limit is the one-sided 95% one (Clopper–Pearson).
"""

import argparse
import json
import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from benchmarks.form_values import TYPES, Said
from promptfuzz.oracle import Oracle
from promptfuzz.statistics.calibration import Rate, rate

_SHOWN = 12
_PREAMBLES = (
    "Sure! ", "Sure, here it is:\n\n", "Certainly! Here is the answer:\n", "Here you go:\n\n",
    "Answer: ", "**Answer:** ", "Final answer: ", "The answer is: ", "Based on the text, here is my answer:\n\n",
)  # fmt: skip
_SIGN_OFFS = (
    "\n\nLet me know if you need anything else!", "\n\nI hope this helps.", "\n\nHope that helps!",
    "\n\nFeel free to ask if you have any questions.",
)  # fmt: skip
Wrap = Callable[[str, random.Random], str]


def _outer(text: str, left: str, right: str) -> str:
    return f"{left}{text}{right}"


WRAPS: dict[str, Wrap] = {
    "plain": lambda text, _: text,
    "lower": lambda text, _: text.lower(),
    "upper": lambda text, _: text.upper(),
    "full stop": lambda text, _: text if text[-1:] in ".!" else f"{text}.",
    "exclamation": lambda text, _: f"{text.rstrip('.')}!",
    "spaces": lambda text, _: f"  {text}\n\n",
    "bold": lambda text, _: _outer(text, "**", "**"),
    "italics": lambda text, _: _outer(text, "*", "*"),
    "code mark": lambda text, _: _outer(text, "`", "`"),
    "quotes": lambda text, rng: _outer(text, *rng.choice(['""', "''", "“”"])),
    "brackets": lambda text, rng: _outer(text, *rng.choice(["()", "[]"])),
    "heading": lambda text, _: f"## {text}",
    "bullet": lambda text, _: f"- {text}",
    "quote": lambda text, _: f"> {text}",
    "fence": lambda text, _: f"```\n{text}\n```",
    "preamble": lambda text, rng: rng.choice(_PREAMBLES) + text,
    "preamble line": lambda text, rng: rng.choice([one for one in _PREAMBLES if one.endswith("\n")]) + text,
    "sign-off": lambda text, rng: text + rng.choice(_SIGN_OFFS),
}
SHORT = tuple(name for name in WRAPS if name != "preamble line")
SENTENCE = ("plain", "spaces", "full stop", "bold", "sign-off", "quote", "upper", "lower")
# What has lines of its own is announced on a line of its own.
BLOCK = ("plain", "spaces", "preamble line", "sign-off")


@dataclass(frozen=True)
class Pair:
    """Two forms of one value, and what was done to each."""

    a: str
    b: str
    forms: tuple[str, str]


def _dressed(said: Said, rng: random.Random) -> tuple[str, str]:
    """Return one form of a value with its name: the type's own, wrapped as its shape allows."""
    wraps = {"short": SHORT, "sentence": SENTENCE, "block": BLOCK}[said.shape]
    wrap = rng.choice([name for name in wraps if name not in said.unfit])
    return WRAPS[wrap](said.text, rng), said.form if wrap == "plain" else f"{said.form} + {wrap}"


def pairs_of(kind: str, number: int, seed: int) -> list[tuple[object, Pair]]:
    """Return so many different pairs of one answer type, each with its answer type."""
    rng = random.Random(f"{kind}/{seed}")
    found: dict[tuple[str, str], tuple[object, Pair]] = {}
    for _ in range(number * 20):
        answer, forms = TYPES[kind](rng)
        one, other = (_dressed(said, rng) for said in rng.sample(forms, 2))
        if one[0].strip() == other[0].strip():
            continue
        found.setdefault((one[0], other[0]), (answer, Pair(one[0], other[0], (one[1], other[1]))))
        if len(found) == number:
            break
    return list(found.values())


def judged(kind: str, number: int, seed: int) -> tuple[Rate, list[tuple[Pair, str]], float]:
    """Return the false-different rate of a type, the pairs told apart with the reason, and microseconds a pair."""
    pairs = pairs_of(kind, number, seed)
    start = time.perf_counter()
    found = [Oracle(answer).judge([(pair.a, pair.b)])[0] for answer, pair in pairs]
    each = 1e6 * (time.perf_counter() - start) / len(pairs)
    wrong = [(pair, one.reasons[0]) for (_, pair), one in zip(pairs, found, strict=True) if not one.same]
    return rate(len(wrong), len(pairs)), wrong, each


def faults(wrong: list[tuple[Pair, str]], pairs: list[tuple[object, Pair]]) -> dict[str, tuple[int, int]]:
    """Return {form: (mistakes, pairs)} for forms with mistakes, those with the greatest share of mistakes first."""
    missed = Counter(form for pair, _ in wrong for form in {part for name in pair.forms for part in name.split(" + ")})
    seen = Counter(form for _, pair in pairs for form in {part for name in pair.forms for part in name.split(" + ")})
    order = sorted(missed, key=lambda form: (-missed[form] / seen[form], form))
    return {form: (missed[form], seen[form]) for form in order}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=600, help="pairs of each answer type")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the figures and the pairs told apart there")
    parser.add_argument("--errors", action="store_true", help="print the pairs told apart")
    args = parser.parse_args()
    written: dict[str, object] = {}
    totals: dict[str, int] = defaultdict(int)
    print(f"{'type':10}{'pairs':>7}{'told apart':>12}{'share':>9}{'95% limit':>11}{'us a pair':>11}")
    shown: list[str] = []
    for kind in TYPES:
        found, wrong, each = judged(kind, args.pairs, args.seed)
        totals["hits"] += found.hits
        totals["of"] += found.of
        print(f"{kind:10}{found.of:>7}{found.hits:>12}{found.share or 0:>9.4f}{found.upper:>11.4f}{each:>11,.0f}")
        by_form = faults(wrong, pairs_of(kind, args.pairs, args.seed))
        written[kind] = {
            "pairs": found.of, "told_apart": found.hits, "upper": found.upper, "microseconds": each,
            "forms": by_form, "wrong": [{"a": p.a, "b": p.b, "forms": p.forms, "reason": why} for p, why in wrong],
        }  # fmt: skip
        shown += [f"{kind}: {form}: {hits} of {of}" for form, (hits, of) in list(by_form.items())[:_SHOWN]]
        if args.errors:
            shown += [f"   {pair.a!r} | {pair.b!r}  [{' | '.join(pair.forms)}] {why}" for pair, why in wrong]
    both = rate(totals["hits"], totals["of"])
    print(f"{'all':10}{both.of:>7}{both.hits:>12}{both.share or 0:>9.4f}{both.upper:>11.4f}")
    if shown:
        print("\nforms in pairs told apart, of the pairs that have them:", *shown, sep="\n")
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps({"all": totals, "upper": both.upper, "types": written}, indent=1) + "\n")


if __name__ == "__main__":
    main()

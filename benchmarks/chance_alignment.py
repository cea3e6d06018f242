"""Measures what the least aligned content word reaches by chance, by how much two texts share; needs no labels.

Content words of the texts are replaced by content words of other texts; ``python -m benchmarks.chance_alignment
[FILE...]`` prints the quadratic that promptfuzz/oracle/prose/alignment.py corrects for.
"""

import argparse
import json
import random
import re
from pathlib import Path

import numpy as np

from promptfuzz.measures import SentenceEmbedder
from promptfuzz.oracle.normalise import normalise
from promptfuzz.oracle.prose.alignment import least_alignment, shared_words
from promptfuzz.oracle.prose.wordlists import STOPWORDS

DATA = Path(__file__).parent / "data"
_WORD = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*")
_SHORTEST, _LONGEST = 5, 40


def texts_of(paths: list[Path]) -> list[str]:
    """Return the texts of pairs files, each once: of 5 to 40 words, in ASCII."""
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line]
    texts = sorted({normalise(row[side]) for row in rows for side in "ab"})
    return [text for text in texts if _SHORTEST <= len(text.split()) <= _LONGEST and text.isascii()]


def content(text: str) -> list[re.Match[str]]:
    """Return the content words of a text."""
    return [match for match in _WORD.finditer(text) if match.group().lower() not in STOPWORDS]


def spoiled(texts: list[str], rng: random.Random, size: int) -> list[tuple[str, str]]:
    """Return texts beside themselves with one to all content words replaced, and beside unrelated texts."""
    pool = [match.group() for text in texts for match in content(text) if match.group().islower()]
    pairs = []
    for text in (rng.choice(texts) for _ in range(size)):
        places = content(text)
        if len(places) < 2:
            continue
        out = text
        for match in sorted(rng.sample(places, rng.randint(1, len(places))), key=lambda place: -place.start()):
            out = out[: match.start()] + rng.choice(pool) + out[match.end() :]
        pairs.append((text, out))
    return pairs + [(rng.choice(texts), rng.choice(texts)) for _ in range(size // 4)]


def main() -> None:
    """Print the mean least alignment by share of common words, and the quadratic through the points."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(DATA.glob("output_pairs_*fresh*.jsonl")))
    parser.add_argument("--size", type=int, default=600)
    arguments = parser.parse_args()
    pairs = spoiled(texts_of(arguments.files), random.Random(0), arguments.size)
    embedder = SentenceEmbedder()
    points = []
    for a, b in pairs:
        left, right = embedder.embed_words([a, b])
        points.append((shared_words(left.words, right.words), least_alignment(left, right)))
    shared, least = np.array(points).T
    for low in np.arange(0, 1, 0.1):
        chosen = (shared >= low) & (shared < low + 0.1)
        if chosen.any():
            print(f"{low:.1f}  n={chosen.sum():3d}  {least[chosen].mean():.2f}")
    print("quadratic:", *(f"{value:.3f}" for value in np.polyfit(shared, least, 2)))


if __name__ == "__main__":
    main()

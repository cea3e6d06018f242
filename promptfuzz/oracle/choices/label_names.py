"""Other names of a label: what it is called in another language, and the verb or noun it is made from."""

import re
from functools import lru_cache

# The labels that are nearly the same word in the languages a model slips into.
_FOREIGN = {
    "positive": "positivo positiva positif positiv positief",
    "negative": "negativo negativa négatif négative negatif negativ negatief",
    "neutral": "neutro neutra neutre neutraal neutrale",
}
_DENIED_ABROAD = re.compile(r"\b(?:pas|nicht|kein\w*|niet|geen|não|nunca|jamais|ne|ni|ninguno)\b", re.IGNORECASE)
_ENDINGS = ("", "s", "ed", "ing")
# A shorter stem is a word of its own: "act" of "action", "quest" of "question".
_SHORTEST = 6


@lru_cache(maxsize=512)
def other_names(labels: tuple[str, ...]) -> dict[str, str]:
    """Return other names of the labels of one word, each with its label; a name of two labels is none.

    "entails" and "entailed" are other names of "entailment", "supported" of "supports", "positivo" of "positive".
    """
    found: dict[str, set[str]] = {}
    known = {label.casefold() for label in labels}
    for label in labels:
        for name in (*_FOREIGN.get(label.casefold(), "").split(), *_verb_forms(label.casefold())):
            if name not in known:
                found.setdefault(name, set()).add(label)
    return {name: min(named) for name, named in found.items() if len(named) == 1}


def denied_abroad(text: str) -> bool:
    """Whether `text` holds a negation of another language, after which "positif" is no answer."""
    return bool(_DENIED_ABROAD.search(text))


def _verb_forms(label: str) -> tuple[str, ...]:
    for ending, cut in (("ment", 4), ("tion", 3), ("sion", 3), ("s", 1), ("ed", 2)):
        if label.isascii() and label.isalpha() and label.endswith(ending) and not label.endswith("ss"):
            stem = label[:-cut]
            endings = (*_ENDINGS, "d") if stem.endswith("e") else _ENDINGS
            return tuple(stem + end for end in endings) if len(stem) >= _SHORTEST - (ending in {"s", "ed"}) else ()
    return ()

"""From words to what makes them comparable: stems, synonym groups, ends of scales, quantifiers and acts."""

from functools import lru_cache

from promptfuzz.constraints import lexicon

_ENDINGS = (("ies", "y"), ("ied", "y"), ("isation", "ize"), ("ization", "ize"))


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Return `word` without inflection; not a dictionary form, only equal for most forms of one word."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if len(word) <= 3:
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + instead
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    for ending in ("ing", "ed", "ly", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not _keeps_s(word, ending):
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _keeps_s(word: str, ending: str) -> bool:
    return ending == "s" and word.endswith(("ss", "us", "is"))


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(lexicon.SYNONYMS.split(";")):
        for word in group.split():
            found.setdefault(stem(word), set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


def groups_of(stemmed: str) -> frozenset[int]:
    """Return the numbers of the synonym groups of a stem."""
    return _groups().get(stemmed, frozenset())


@lru_cache(maxsize=1)
def _scales() -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for number, ends in enumerate(lexicon.SCALES):
        for end, words in enumerate(ends):
            for word in words.split():
                found.setdefault(word, []).append((number, end))
    return {word: tuple(places) for word, places in found.items()}


def ends_of(word: str) -> tuple[tuple[int, int], ...]:
    """Return the scales that `word` stands on and at which end, 0 or 1."""
    return _scales().get(word, ())


_ACT_OF = {word: act for act, words in reversed(lexicon.ACTS.items()) for word in words.split()}


def act_of(word: str) -> str | None:
    """Return the class of act that the verb `word` asks for, None where it asks for none."""
    return _ACT_OF.get(word)


@lru_cache(maxsize=1)
def mentions_of() -> dict[str, str]:
    """Return stems of verbs and nouns with the act they mention."""
    verbs = {stem(word): act for word, act in _ACT_OF.items()}
    return verbs | {stem(noun): act for noun, act in lexicon.ACT_NOUNS.items()}

"""From a text to its words in comparable form: contractions, spelling, stems, synonyms, opposites."""

import re
from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.oracle import thesaurus, wordlists
from promptfuzz.oracle.lexicon import ONES, TENS

_WORD = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*\.?|[()]")
_CONTRACTIONS = {"n't": " not", "'re": " are", "'ve": " have", "'ll": " will", "'m": " am", "'d": " would"}
_CONTRACTED = re.compile(
    r"\b(can't|won't|shan't|cannot|ain't)\b|(n't|'re|'ve|'ll|'m|'d)\b|\b(it|that|he|she|there|what|who|here|let)'s\b",
    re.I,
)
_IRREGULAR_NOT = {
    "can't": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "cannot": "can not",
    "ain't": "is not",
}
_PHRASES = tuple(
    (re.compile(rf"\b(?:{pattern})(?!\w)"), plain)
    for pattern, plain in (
        (r"at least|no (?:less|fewer) than|a minimum of", "atleast"),
        (r"at most|no more than|up to|a maximum of", "atmost"),
        (r"[\"']?(?:yes[\"']? ?(?:or|and|/) ?[\"']?no|true[\"']? ?(?:or|/) ?[\"']?false)", ""),
        (r"(?:whether )?or not", ""),
        (r"no one", "nobody"),
        (r"not only|not just|not merely", ""),
        (r"no longer", "not"),
        (r"united states(?: of america)?|u\.s\.(?:a\.?)?(?= )", "usa"),
        (r"united kingdom", "uk"),
        (r"united nations", "un"),
        (r"have to|has to", "must"),
        (r"a little|a few", "some"),
        (r"in order to", "to"),
        (r"fewer", "less"),
        (r"no later than", "by"),
        (r"no (?:sooner|earlier) than", "after"),
        (r"(?:was|were|been|is|are) (?:defeated|beaten)", "lost"),
        (r"no (?:doubt|problem|wonder)", ""),
        (r"(?:at|for|with) no (?:extra |further |additional )?(?:charge|cost|fee)s?", "free"),
        (r"(?:free of|without) (?:charge|cost)|without a fee|for free|costs? (?:you )?nothing", "free"),
        (r"in (?:short|brief|summary|essence|a nutshell|other words)(?=[,:])|to (?:sum up|summari[sz]e)(?=[,:])", ""),
        (r"(?:almost|nearly) (?:all|every\w*)", "most"),
        (r"every (?:one|body)", "everyone"),
        (r"in my (?:opinion|view),?|(?:i|we) (?:think|believe)(?: that)?|it (?:seems|appears) that", ""),
    )
)
_NUMBER_WORDS = {*ONES, *TENS}


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written, its stem, and the head of its synonym group; `proper` if written like a name."""

    text: str
    stem: str
    head: str
    proper: bool


def stem(word: str) -> str:
    """Return `word` without inflection; not a dictionary form, only equal for forms of one word."""
    word = wordlists.AMERICAN.get(word, word)
    word = wordlists.IRREGULAR.get(word, word)
    if len(word) <= 3 or not word.isascii():
        return word
    if word.endswith(("ies", "ied")):
        return word[:-3] + "i"
    if word.endswith(("isation", "ization")):
        word = word[:-7] + "ize"
    for suffix in ("sses", "shes", "ches", "xes", "zes"):
        if word.endswith(suffix):
            return _bare(word[:-2])
    for suffix in ("ing", "ed", "ly"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and any(c in "aeiouy" for c in word[: -len(suffix)]):
            return _bare(word[: -len(suffix)])
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return _bare(word)


def _bare(word: str) -> str:
    if word.endswith("ise"):
        word = word[:-3] + "ize"
    word = word.removesuffix("e")
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word


@lru_cache(maxsize=1)
def _heads() -> dict[str, str]:
    heads: dict[str, str] = {}
    for group in thesaurus.SYNONYMS.split(";"):
        words = [stem(word) for word in group.split()]
        for word in words:
            heads.setdefault(word, words[0])
    return heads


@lru_cache(maxsize=1)
def _opposites() -> dict[str, set[str]]:
    pairs: dict[str, set[str]] = {}
    for entry in thesaurus.OPPOSITES.split(";"):
        left, right = ("".join(side.split()).split("|") for side in _sides(entry))
        for one in map(stem, left):
            for other in map(stem, right):
                pairs.setdefault(one, set()).add(other)
                pairs.setdefault(other, set()).add(one)
    return pairs


def _sides(entry: str) -> tuple[str, str]:
    left, right = entry.replace("|\n", "|").split()
    return left, right


@lru_cache(maxsize=1)
def _families() -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(thesaurus.SIBLINGS.split(";")):
        for word in group.split():
            found.setdefault(stem(word), set()).add(number)
    return found


_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "mis")


def are_opposites(a: Word, b: Word) -> bool:
    """Whether two words are opposites: listed, or one is the other with a negative prefix or "-less" for "-ful"."""
    if b.stem in _opposites().get(a.stem, ()):
        return True
    return is_negated_form(a.stem, b.stem) or is_negated_form(b.stem, a.stem)


def is_negated_form(negative: str, base: str) -> bool:
    """Whether one stem is the other with a negative prefix or suffix: "unsafe" and "safe", "under-" and "over-"."""
    if negative.startswith("under") and base.startswith("over"):
        return negative[5:] == base[4:] != ""
    if len(base) < 3 or len(negative) <= len(base):
        return negative.endswith("les") and base.endswith("ful") and negative[:-3] == base[:-3]
    return any(negative == prefix + base or negative == f"{prefix}-{base}" for prefix in _PREFIXES) or (
        negative == base.removesuffix("ful") + "les"
    )


def are_siblings(a: Word, b: Word) -> bool:
    """Whether two words are members of one family that exclude each other, such as weekdays."""
    families = _families()
    return a.stem != b.stem and bool(families.get(a.stem, set()) & families.get(b.stem, set()))


def expand(text: str) -> str:
    """Return lowercase text with contractions written out and fixed phrases as one word."""
    text = _CONTRACTED.sub(_written_out, text.replace("\n", " "))
    low = text.lower()
    for pattern, plain in _PHRASES:
        low = pattern.sub(plain, low)
    return low


def _written_out(match: re.Match[str]) -> str:
    if match[1]:
        return _IRREGULAR_NOT[match[1].lower()]
    return _CONTRACTIONS[match[2].lower()] if match[2] else f"{match[3]} is"


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[Word, ...]:
    """Return the words of a sentence, in order, numbers as digits left out."""
    named = {
        match.group().rstrip(".") for match in _WORD.finditer(text) if match.group()[0].isupper() and match.start()
    }
    proper = {name.lower().removesuffix("'s") for name in named}
    found = []
    for match in _WORD.finditer(expand(text)):
        word = match.group().rstrip(".").removesuffix("'s").removesuffix("'")
        if not word or word in "()" or word[0].isdigit():
            continue
        parts = word.split("-") if "-" in word and not word.startswith("non-") else [word]
        for part in parts:
            if part and part not in _NUMBER_WORDS:
                base = stem(part)
                found.append(
                    Word(part, base, _heads().get(base, base), part in proper and part not in wordlists.STOPWORDS)
                )
    return tuple(found)


@lru_cache(maxsize=4096)
def language(text: str) -> str | None:
    """Return the language whose function words are most frequent in `text`, None where that is not clear."""
    own = set(re.findall(r"[^\W\d_]+", text.lower()))
    if len(own) < 3:
        return None
    counts = {code: len(own & _function_words()[code]) for code in wordlists.FUNCTION_WORDS}
    first, second = sorted(counts.values(), reverse=True)[:2]
    return max(counts, key=lambda code: counts[code]) if first >= 2 and first > second else None


@lru_cache(maxsize=1)
def _function_words() -> dict[str, set[str]]:
    return {code: set(line.split()) for code, line in wordlists.FUNCTION_WORDS.items()}

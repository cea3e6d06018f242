"""From a text to its words in comparable form: contractions, spelling, stems, synonyms, opposites."""

import re
from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.oracle.lexicon import ONES, TENS
from promptfuzz.oracle.prose import thesaurus, wordlists

_WORD = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*\.?|[()]")
_LONG_WORD = re.compile(r"[^\W\d_][\w-]{3,}")
_HEADLINE = 5
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
# What a thing is in or out of.
STATES = "service|order|stock|use|print|office|range|bounds|season|warranty"
_PHRASES = tuple(
    (re.compile(rf"\b(?:{pattern})(?!\w)"), plain)
    for pattern, plain in (
        (r"up[ -]to[ -]date", "current"),
        (r"out[ -]of[ -]date", "outdated"),
        (r"at least|no (?:less|fewer) than|a minimum of", "atleast"),
        (r"at most|no more than|up to|a maximum of", "atmost"),
        (r"[\"']?(?:yes[\"']? ?(?:or|and|/) ?[\"']?no|true[\"']? ?(?:or|/) ?[\"']?false)", ""),
        (r"(?:whether )?or not", ""),
        (r"not without", "with"),
        (r"(?:call(?:s|ed|ing)?|calling) off", "cancel"),
        (
            r"turn(?:s|ed|ing)? (?:it |them |this )?down(?= (?:an|the|our|your|his|her|their|my|this|that|it)\b)",
            "reject",
        ),
        (r"(?:go|goes|went|going|gone) ahead", "proceed"),
        (r"(?:step|stand)(?:s|ped|ping|ing)? down|stood down", "resign"),
        (r"put(?:s|ting)? off", "postpone"),
        (r"put(?:s|ting)? (?:\w+ ){0,3}on hold", "pause"),
        (r"(?:carry|carries|carried|carrying|keep|keeps|kept) on(?= \w+ing\b)?", "continue"),
        (r"(?:break|breaks|broke|broken) down", "fail"),
        (r"(?:run|runs|ran|running) out of", "lack"),
        (r"(?:find|finds|found) out", "discover"),
        (r"(?:go|goes|went|gone|going) up", "rise"),
        (r"(?:go|goes|went|gone|going) down", "fall"),
        (r"get(?:s|ting)? rid of|got rid of|throw(?:s|n|ing)? away|threw away", "discard"),
        (r"hand(?:s|ed|ing)? in", "submit"),
        (r"(?:send|sends|sent|sending) back", "return"),
        (r"sign(?:s|ed|ing)? up", "register"),
        (r"(?:leave|leaves|left|leaving) out", "omit"),
        (r"point(?:s|ed|ing)? out", "mention"),
        (r"in fav(?:ou)?r of", "support"),
        (r"no one", "nobody"),
        # "not only X but Y" says both; "not only members may vote" denies that only members may.
        (r"not (?:only|just|merely)(?=[^.!?]{1,200}\bbut\b)", ""),
        (r"not (?:only|just|merely)", "notonly"),
        (r"not (?:all|every|each)", "not notall"),
        (r"no longer", "not"),
        # What is not in use may be idle.
        (rf"not (?:(?:currently|yet|now|presently|any longer) )?in (?:the )?(?!use)({STATES})", r"out of \1"),
        (rf"not out of (?:the )?({STATES})", r"in \1"),
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


# Compared by identity: words are made once a text, and equal ones of two texts are told by their heads.
@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One word: as written, its stem, and the head of its synonym group; `proper` if written like a name."""

    text: str
    stem: str
    head: str
    proper: bool


@lru_cache(maxsize=65536)
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


def head(word: str) -> str:
    """Return the head of a lowercase word's synonym group, its stem where it has none."""
    base = stem(word)
    return _heads().get(base, base)


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


def is_listed(base: str) -> bool:
    """Whether the lists of synonyms, opposites and families have a stem: a word of the everyday vocabulary."""
    return base in _heads() or base in _opposites() or base in _families()


_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "mis")
_ROOT = 3


@lru_cache(maxsize=32768)
def opposite_stems(base: str) -> frozenset[str]:
    """Return the stems that are opposites of a stem: listed ones, and itself with or without a negative affix.

    "unsafe" and "safe", "overpay" and "underpay", "hopeless" and "hopeful".
    """
    found = set(_opposites().get(base, ()))
    found |= {f"{prefix}{hyphen}{base}" for prefix in _PREFIXES for hyphen in ("", "-") if len(base) >= _ROOT}
    for prefix in _PREFIXES:
        if base.startswith(prefix):
            rest = base[len(prefix) :]
            found |= {part for part in (rest, rest.removeprefix("-")) if len(part) >= _ROOT}
    for one, other in (("under", "over"), ("over", "under")):
        if base.startswith(one) and base != one:
            found.add(other + base[len(one) :])
    root = base.removesuffix("ful")
    if len(root) >= _ROOT:
        found.add(root + "les")
    if base.endswith("les") and len(base) - len("les") >= _ROOT:
        found |= {base[:-3], base[:-3] + "ful"}
    return frozenset(found - {base})


@lru_cache(maxsize=32768)
def sibling_stems(base: str) -> frozenset[str]:
    """Return the stems of one family with a stem that exclude it, such as the other weekdays."""
    own = _families().get(base, set())
    return frozenset(other for other, numbers in _families().items() if numbers & own and other != base)


@lru_cache(maxsize=16384)
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
    named = set()
    if not _is_headline(text):
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


def _is_headline(text: str) -> bool:
    """Whether every longer word has a capital, so that none says that a word is a name; a row of names has commas."""
    long = [word for word in _LONG_WORD.findall(text) if word.lower() not in wordlists.STOPWORDS]
    return len(long) >= _HEADLINE and text.count(",") < 2 and all(word[0].isupper() for word in long)


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

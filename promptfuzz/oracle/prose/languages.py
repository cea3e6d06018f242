"""Whether two texts are in a language that the rules and the packaged embedder do not know, and whether they repeat."""

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from promptfuzz.oracle.prose import wordlists

_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[^\W_]+")
_LAST_LATIN = 0x24F
_LATIN_ADDED = range(0x1E00, 0x1F00)
# Words of the small classes, which hardly a sentence does without: German, Dutch, French, Spanish, Italian, Portuguese,
# Swedish and Danish, Polish, Turkish, Indonesian, Romanian. Those that are English words, too, tell nothing.
_FUNCTION_WORDS = """
der die das dem des ein eine einen einem einer eines und ist sind wird wurde wurden worden werden nicht kein keine
keinen mit von zu zum zur auf für im bei nach aus als auch noch nur sich sie er wir ihr ihre ich hatte haben kann soll
muss möchte aber oder wenn dass ja nein sehr heute findet kommt gibt geht statt diese
dieser dieses
de het een niet op te voor zijn aan ik wij wordt werd heeft zal ook maar naar geen deze
le la les une du et est sont été pas que qui dans avec aux ce cette il elle nous vous je sa ses leur mais où ont sera
aura veut être très oui merci
el los las una del y fue ser está están en por para su sus se al lo como más pero muy ha han será este esta ese sí
gli di della dei delle è sono che non si alla hanno sarà più questo questa molto stato stata sì
um uma da dos são em na com não ao foi mas muito
och att som är inte ett för på av till har jag og ikke
nie się jest że jak są został została
ve bir bu için ile değil çok
yang dan ini itu dengan untuk tidak adalah akan
și este cu
"""
_ENGLISH_TOO = frozenset("die war hat man plus per pour has ten ve ha al com em dan van pas son".split())
# Written with an accent in English, too.
_BORROWED = frozenset(
    "café cafés résumé résumés naïve naïvely fiancé fiancée cliché clichés façade jalapeño jalapeños piñata déjà à "
    "soufflé sautéed purée purées entrée entrées décor née protégé touché crème brûlée exposé matinée".split()
)
_ENGLISH = wordlists.STOPWORDS | frozenset(wordlists.FUNCTION_WORDS["en"].split())
_FOREIGN = frozenset(_FUNCTION_WORDS.split()) - _ENGLISH - _ENGLISH_TOO
_FIRST_CHINESE = 0x2E80


def unknown_language(a: str, b: str) -> bool:
    """Whether neither text is plainly English and at least one is plainly not; or each names what only it can read."""
    kinds = {_kind(a), _kind(b)}
    if "other" in kinds:
        return "english" not in kinds
    left, right = _other_script(a), _other_script(b)
    return bool(left - right) and bool(right - left)


def same_sequence(a: str, b: str) -> bool:
    """Whether two texts are the same words in the same order, whatever marks and blanks are between them."""
    return _tokens(a) == _tokens(b) and bool(_tokens(a))


def contains(long: str, short: str) -> bool:
    """Whether the words of `short` stand in `long` one after the other."""
    inner, outer = _tokens(short), _tokens(long)
    width = len(inner)
    return any(outer[at : at + width] == inner for at in range(len(outer) - width + 1))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


@lru_cache(maxsize=16384)
def _kind(text: str) -> str:
    """Return ``english``, ``other``, or nothing where a text has no word that tells."""
    words = _WORD.findall(text)
    if not text.isascii():
        letters = [char for word in words if _is_word(word) for char in word]
        if 2 * sum(not _is_latin(char) for char in letters) > len(letters):
            return "other"
    low = Counter(word.lower() for word in words)
    english = sum(count for word, count in low.items() if word in _ENGLISH and word not in _SHARED)
    other = sum(_tells(word, follows) for word, follows in pairwise([*words, ""]))
    if other > english:
        return "other"
    return "english" if english else ""


# "a", "in", "was" and "will" are words of other languages as well.
_SHARED = frozenset("a an as am in is was will so do no me on also all of over en de".split())


def _tells(word: str, follows: str) -> bool:
    """Whether a word is one of another language; before a name it may be a part of it: "Rio de Janeiro"."""
    low = word.lower()
    if word.islower() and not word.isascii() and _is_latin(word[0]):
        return low not in _BORROWED
    return low in _FOREIGN and not follows[:1].isupper() and len(word) > 1 and not word.isupper()


def _is_word(word: str) -> bool:
    """Whether letters are a word: a single one of an alphabet is a variable or a unit ("α", "μ"), a Chinese one is."""
    return len(word) > 1 or ord(word) >= _FIRST_CHINESE


def _is_latin(char: str) -> bool:
    return ord(char) <= _LAST_LATIN or ord(char) in _LATIN_ADDED


def _other_script(text: str) -> frozenset[str]:
    if text.isascii():
        return frozenset()
    words = _WORD.findall(text.casefold())
    return frozenset(word for word in words if _is_word(word) and not any(_is_latin(char) for char in word))

"""A partner that only one of two texts joins to what both name: "the manager" and "the manager and the director"."""

import re
from dataclasses import dataclass

from promptfuzz.oracle.prose.frames import Difference
from promptfuzz.oracle.prose.roles import VERBS
from promptfuzz.oracle.prose.wordlists import STOPWORDS
from promptfuzz.oracle.prose.words import stem

_AND = re.compile(r",? (?:and also|as well as|along with|together with|plus|and) ", re.IGNORECASE)
_JOINING = frozenset(map(stem, ("well", "along", "together", "plus")))
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|[^\w\s'-]|\d+")
_OWNERS = frozenset("the a an my your our his her its their".split())
_PLACES = frozenset("in at on by to for from with of".split())
_TITLES = frozenset("dr mr mrs ms prof professor sir lady".split())
_SKIPPED = _OWNERS | _TITLES | _PLACES
# What comes after these is an example, and one text may give more of them; "both" and "all" may hold the partner.
_EXAMPLES = re.compile(r"\b(?:such as|like|including|e\.g\.|for (?:example|instance)|etc|mainly|especially)\b")
_HOLDERS = frozenset("both together all each everyone everybody everything".split())
_IS = frozenset(
    "is are was were be been being am look looks feel feels seem seems became become becomes stay stays remain "
    "remains sound sounds keep keeps make makes".split()
)
_BEFORE_VERBS = frozenset(
    "to can could will would must should may might not he she it they we you i who which that please".split()
)
# One person may be two things: "the founder and director".
_PERSON = re.compile(r".*(?:er|or|ist|ian|ant|ent|eo|man|woman|chief|friend|colleague|partner)")
_DESCRIBING = re.compile(r".*(?:ful|ous|ive|able|ible|less|ish|ly|ed|ic|al)")
_DESCRIBING_A_NOUN = re.compile(r".*(?:y|ful|ous|ive|able|ible|less|ish|ed|ic|al|ing|ant|ent|ary|ern|id|er|est|or)")
_VIRTUE = re.compile(r".*(?:ness|ity|tion|sion|ment|ship|ance|ence|ience)")
_ADJECTIVES = frozenset(
    "quick fast slow safe cheap good bad great nice fine fair free full new old young long short big small large wide "
    "narrow deep high low warm cold hot cool dry wet clean clear bright dark light calm quiet loud kind soft hard "
    "strong weak rich poor sweet sour fresh raw smart simple plain direct brief close true false real right wrong "
    "polite concise modern complete accurate secure sure sad glad rude blunt neat tight loose smooth rough firm open "
    "sharp flat round square straight late early near far main extra common robust compact elegant human urgent shut "
    "red blue green yellow white black brown grey gray pink purple orange better best more less most least easy busy "
    "tasty dirty noisy happy heavy healthy handy tidy tiny funny friendly lovely likely lively costly adult".split()
)
# Verbs with which instructions go on: "drink water and rest".
_ACTS = frozenset(
    "wait rest sleep try check click press continue save submit confirm call restart retry stop start relax repeat "
    "enjoy serve stir mix cook bake boil fry enter type select reset refresh close open log sign turn move visit help "
    "learn work play walk talk listen watch use add remove review update test report reply answer ask return exit "
    "apply book order register drain rinse cool chill store share dance smile laugh print scan copy paste".split()
)
# Two words for one thing.
_PLEONASMS = frozenset(
    frozenset(stem(word) for word in pair.split("/"))
    for pair in "terms/conditions time/effort peace/quiet goods/services wear/tear friends/family rules/regulations "
    "bits/pieces tips/tricks law/order research/development health/safety name/surname patience/understanding "
    "questions/concerns love/care trial/error".split()
)
_LONG, _MOST_WORDS = 1000, 3


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words of `tokens` from `start` to `stop`, without the article, possessive or title before them."""

    tokens: list[str]
    start: int
    stop: int

    @property
    def words(self) -> list[str]:
        return [token.lower() for token in self.tokens[self.start : self.stop]]

    @property
    def before(self) -> str:
        return self.tokens[self.start - 1].lower() if self.start else ""

    @property
    def after(self) -> str:
        return self.tokens[self.stop].lower() if self.stop < len(self.tokens) else ""

    @property
    def is_named(self) -> bool:
        """Whether it is a name, or comes after a title."""
        return self.before in _TITLES or (self.start > 0 and self.tokens[self.start][0].isupper())

    @property
    def is_described(self) -> bool:
        """Whether a verb of being or seeming stands before it, so that it says what something is."""
        return self.tokens[max(0, self.start - 1 - (self.before in _OWNERS))].lower() in _IS


def partner_joined(a: str, b: str, diff: Difference) -> str | None:
    """Say which partner one text joins to what both name, where the texts differ in nothing else.

    Adjectives, what one person is besides, examples, and two words for one thing are no partners.
    """
    if len(a) + len(b) > _LONG or bool(diff.only_a) == bool(diff.only_b) or diff.a.negations != diff.b.negations:
        return None
    short, long, only = (b, a, diff.only_a) if diff.only_a else (a, b, diff.only_b)
    if diff.opposites or diff.siblings or len(only) > _MOST_WORDS or _EXAMPLES.search(long.lower()):
        return None
    if not _HOLDERS.isdisjoint(short.lower().split()):
        return None
    added = {word.stem for word in only} - _JOINING
    tokens = _TOKEN.findall(_AND.sub(" & ", long))
    for at in (number for number, token in enumerate(tokens[:-1]) if added and token == "&"):
        for known, partner in (_around(tokens, at, added), _before(tokens, at, added)):
            if known is not None and partner is not None and _adds(known, partner):
                return f"{' '.join(partner.words)!r} is joined to {known.words[-1]!r} on one side only"
    return None


def _around(tokens: list[str], at: int, added: set[str]) -> tuple[_Phrase | None, _Phrase | None]:
    """Return the word before "and" or before a row that ends there, and what is behind it: "X and Y", "X, Y and Z"."""
    start = _noun(tokens, at + 1)
    stop = _run(tokens, start, added)
    rest = added - set(map(_stem, tokens[start:stop]))
    last = at - 1
    if rest:
        while last > 0 and (_stem(tokens[last]) in rest or tokens[last] == "," or tokens[last].lower() in _OWNERS):
            last -= 1
        between = tokens[last + 1 : at]
        is_row = between[:1] == [","] and rest == {_stem(token) for token in between} & rest
        if not is_row or tokens[stop : stop + 1] == [","] or (tokens[at + 1].lower() in _OWNERS) != _owned(between):
            return None, None
    if stop == start or last < 0 or not _says(tokens[last], added):
        return None, None
    return _Phrase(tokens, last, last + 1), _Phrase(tokens, start, stop)


def _before(tokens: list[str], at: int, added: set[str]) -> tuple[_Phrase | None, _Phrase | None]:
    """Return the word behind "and" where that is the known one, and what is joined before it: "Y and X"."""
    start = at
    while start and _stem(tokens[start - 1]) in added:
        start -= 1
    known = _noun(tokens, at + 1)
    if added != set(map(_stem, tokens[start:at])) or known >= len(tokens) or not _says(tokens[known], added):
        return None, None
    return _Phrase(tokens, known, known + 1), _Phrase(tokens, start, at)


def _owned(between: list[str]) -> bool:
    return between[1:2] != [] and between[1].lower() in _OWNERS


def _noun(tokens: list[str], at: int) -> int:
    """Return where the noun of a phrase begins: behind its preposition, its article and its title."""
    while at < len(tokens) and (tokens[at].lower() in _SKIPPED or (tokens[at] == "." and _titled(tokens, at))):
        at += 1
    return at


def _titled(tokens: list[str], at: int) -> bool:
    return tokens[at - 1].lower() in _TITLES


def _run(tokens: list[str], at: int, added: set[str]) -> int:
    while at < len(tokens) and _stem(tokens[at]) in added:
        at += 1
    return at


def _stem(token: str) -> str:
    return stem(token.lower().removesuffix("'s"))


def _says(token: str, added: set[str]) -> bool:
    return token[0].isalpha() and token.lower() not in STOPWORDS and _stem(token) not in added


def _adds(known: _Phrase, partner: _Phrase) -> bool:
    """Whether a joined phrase is a thing of its own beside the known one."""
    if partner.is_named and known.is_named:
        return True
    if known.is_described or partner.is_described or _stem(partner.after) == _stem(known.words[-1]):
        return False  # "red, and a good red at that"
    if partner.before in _OWNERS:
        return True
    return len(partner.words) <= _MOST_WORDS - 1 and _are_things(known, partner)


def _are_things(known: _Phrase, partner: _Phrase) -> bool:
    """Whether two words without articles of their own are nouns, as far as spelling and their neighbours tell."""
    first, second = known.words[-1], partner.words[-1]
    if frozenset({stem(first), stem(second)}) in _PLEONASMS or known.before in _BEFORE_VERBS:
        return False
    if second in VERBS or stem(second) in set(map(stem, _ACTS)) or _VIRTUE.fullmatch(second):
        return False
    if known.before in _OWNERS and _PERSON.fullmatch(second):
        return False
    describes_noun = partner.after[:1].isalpha() and partner.after not in STOPWORDS
    pattern = _DESCRIBING_A_NOUN if describes_noun else _DESCRIBING
    return not any(pattern.fullmatch(word) or _is_adjective(word) for word in (first, second))


def _is_adjective(word: str) -> bool:
    bases = {word, word.removesuffix("er"), word.removesuffix("r"), word.removesuffix("ier") + "y"}
    return not _ADJECTIVES.isdisjoint(bases)

"""Counterfactuals of pronouns: he, she and they, with every inflection and the verbs that agree with them."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.counterfactual_cases import (
    CaseText,
    Place,
    case_text,
    edits_at,
    in_case,
    other_people,
    says_gender,
)
from promptfuzz.strategies.counterfactual_controls import neutral_swaps
from promptfuzz.strategies.counterfactual_known import bare, first_names

ASKS = (
    r"\b(?:he or she|pronouns?|genders?|sex|males?|females?|man|men|woman|women|boys?|girls?|who|whom|whose|mr|mrs|"
    r"singular|plural)\b"
)
_FORMS = {
    "he": {"he": "S", "him": "O", "his": "D", "himself": "R"},
    "she": {"she": "S", "her": "?", "hers": "P", "herself": "R"},
}
_SAID = {
    "he": {"S": "he", "O": "him", "D": "his", "P": "his", "R": "himself"},
    "she": {"S": "she", "O": "her", "D": "her", "P": "hers", "R": "herself"},
    "they": {"S": "they", "O": "them", "D": "their", "P": "theirs", "R": "themselves"},
}
# What follows "her" when it is no possessive; what precedes it when there is no telling.
_OBJECT = re.compile(
    r"\s*(?:$|[.,;:!?)\]]|(?:to|at|for|from|in|on|with|and|but|that|because|when|yesterday|today|tomorrow|again|back|"
    r"about|if|so|as|by|who|while|after|before|or|a|an|the|this|there|here|up|down|out|off|away|until|than|yet|now|"
    r"is|was|every|once|twice|some|no|any|not|is|home|over|what|how|where|why|whether)\b)",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"\s+(?!(?:is|was|are|were|and|or|but|has|had|does|did|in|on|at|to|too|as|than|because)\b)\w", re.IGNORECASE
)
_DITRANSITIVE = re.compile(
    r"\b(?:giv\w+|gave|tells?|told|telling|asks?|asked|asking|sen[dt]\w*|show\w*|offer\w*|let\w*|makes?|made|help\w*|"
    r"see|saw|seen|hear\w*|watch\w*|call\w*|pa(?:id|ys?)|buy|bought|owe\w*|teach\w*|taught|bring|brought|cost\w*|"
    r"lent|wrote|write|find|found|get|got|got|allow\w*|refus\w*|promis\w*|consider\w*)\s*$",
    re.IGNORECASE,
)
_PLURAL = {"is": "are", "was": "were", "has": "have", "does": "do", "isn't": "aren't", "wasn't": "weren't",
           "hasn't": "haven't", "doesn't": "don't", "goes": "go"}  # fmt: skip
_ADVERB = re.compile(r"(?:always|also|never|just|still|often|only|now|then|already|even|soon|\w+ly)$", re.IGNORECASE)
_MORE_VERBS = re.compile(
    r"(?:\b(?:and|but|or|then)|,)\s+(?:\w+ly |then |also |never |always |still |just )?(?:\w+(?<!s)s|isn't|wasn't)\b",
    re.I,
)


# With others spoken of as "they", nobody could tell one from the other.
_MANY = r"\b(?:his|her) (?:\w+ )?\w+s (?:say|tell|think|report|show|claim|believe|know|want|are|were|have|had)\b"
_THEIRS = frozenset("they them their theirs themselves they're they've they'd they'll".split())


def gender_of(case: CaseText) -> str | None:
    """Return which pronoun the case uses for its people, ``he`` or ``she``; None for both or neither."""
    used = [name for name, forms in _FORMS.items() if case.lowered & (set(forms) | {f"{name}'d", f"{name}'ll"})]
    return used[0] if len(used) == 1 else None


def swapped_pronouns(case: CaseText, source: str, target: str) -> list[tuple[Place, str]] | None:
    """Return the swaps that turn every pronoun `source` of the case into `target`; None where one is ambiguous."""
    if target == "they" and (case.lowered & _THEIRS or next(case.find(_MANY), None)):
        return None
    swaps: list[tuple[Place, str]] = []
    for number, place in enumerate(case.words):
        base, mark, ending = place.text.replace("’", "'").partition("'")
        role = _FORMS[source].get(base.lower())
        if role is None:
            continue
        if place.text.isupper() and len(place.text) > 1:
            return None
        if role == "?":
            role = _role_of_her(case, place)
        elif role == "D" and not _OWNED.match(case.after(place)):
            role = "P"
        if role is None or (mark and ending not in {"d", "ll", "s"}) or (ending == "s" and target == "they"):
            return None
        if target == "they" and role == "S":
            verb = _agreeing(case, number)
            if verb is None:
                return None
            swaps += verb
        new = _SAID[target][role]
        swaps.append((place, in_case(place.text, new + place.text[len(base) :])))
    return sorted(swaps, key=lambda swap: (swap[0].part, swap[0].start)) or None


def _role_of_her(case: CaseText, place: Place) -> str | None:
    if _OBJECT.match(case.after(place)):
        return "O"
    return None if _DITRANSITIVE.search(case.before(place)) else "D"


def _agreeing(case: CaseText, number: int) -> list[tuple[Place, str]] | None:
    """Return the swap of the verb that agrees with a pronoun, [] where it stays, None where there is no telling."""
    words = case.words
    place = words[number]
    sentence = re.split(r"[.!?\n]", case.after(place, 400))[0]
    if _MORE_VERBS.search(sentence):
        return None
    previous = words[number - 1] if number and words[number - 1].part == place.part else None
    if (
        previous
        and previous.text.lower() in _PLURAL
        and case.before(place, 1) == " "
        and previous.text.lower() != "goes"
    ):
        return [(previous, in_case(previous.text, _PLURAL[previous.text.lower()]))]
    for verb in words[number + 1 : number + 4]:
        if verb.part != place.part or _ADVERB.fullmatch(verb.text):
            continue
        said = verb.text.lower()
        if said in _PLURAL:
            return [(verb, _PLURAL[said])]
        if said.endswith("s") and not said.endswith(("ss", "us", "'s", "’s")):
            return [(verb, _without_s(said))]
        return []
    return []


def _without_s(verb: str) -> str:
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    return verb[:-2] if re.search(r"(?:ss|sh|ch|x|zz)es$", verb) else verb[:-1]


@mutator(family="counterfactual", parts=("cases",), asks=ASKS)
def pronouns(source: Source) -> Iterator[Site]:
    """Speak of the person in an input as he, she or they."""
    case = case_text(source)
    if case is None or (used := gender_of(case)) is None:
        return
    if (
        says_gender(case)
        or other_people(case, ())
        or any(bare(word.text).capitalize() in first_names() for word in case.words)
    ):
        return
    for target in ("she" if used == "he" else "he", "they"):
        swaps = swapped_pronouns(case, used, target)
        if swaps:
            control = neutral_swaps(case, len(swaps), [place for place, _ in swaps])
            yield source.site(edits_at(source, swaps), control=edits_at(source, control))

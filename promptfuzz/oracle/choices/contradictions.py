"""What a sentence in the words of the question answers: it may belie the yes or no before it, or be one itself."""

import re
from functools import lru_cache

from promptfuzz.oracle.choices.certainty import sure_of
from promptfuzz.oracle.choices.echo import copied
from promptfuzz.oracle.prose import wordlists
from promptfuzz.oracle.prose.words import expand, head

_AUXILIARIES = frozenset(
    "is are was were am be do does did has have had can could will would shall should may might must".split()
)
_LATER = frozenset({"will", "would", "shall", "should", "could", "may", "might"})
_DO = frozenset({"do", "does", "did"})
_PRONOUNS = frozenset("it he she they this that these those we you i there".split())
_EMPHATIC = frozenset("indeed really actually definitely certainly clearly already truly now just".split())
_PHRASES = re.compile(r"\b(?:in fact|as a matter of fact|of course)\b")
_QUESTION = re.compile(
    rf"(?:^|[.!?:,\n]\s*|\b(?:and|question) )((?:{'|'.join(sorted(_AUXILIARIES))}) [^.?!:\n]{{3,120}})\?"
    r"|\b(?:whether|if) ([^.?!:,\n]{3,120})(?=[.?!:,\n]|$)"
)
# What an apology or a turn ends begins a statement of its own.
_SENTENCE = re.compile(r"[.!?;\n]+\s*|(?<=sorry), |, but |:\s")
_LEAD = re.compile(r"(?:yes|no|nope|yeah|yep|true|false|correct|incorrect)\b[^\w]*", re.IGNORECASE)
# What gives a reason or a ground takes nothing back.
_EXPLAINED = re.compile(
    r",? (?:because|since)\b.*|, (?:as|it|they|he|she|so|just|even though|although|though|provided|as long as)\b.*"
)
_BE = frozenset({"is", "are", "was", "were"})
_THE = frozenset({"the", "this", "that", "these", "those"})
_BINDS = _THE | frozenset("a an my your our his her their in on at of for to with from by about under".split())
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_APOLOGY = re.compile(
    r"(?:(?:i am|i apologi[sz]e|my apologies|sorry)(?: \w+)?(?: (?:sorry|afraid|to say|for [\w ]{0,30}))*(?: that)?|"
    r"but|and|that),? *"
)
_SENTENCES, _LONGEST = 3, 400
# "Correct, it can't be returned" agrees with somebody, and "Of course! You cannot" is polite: neither says yes.
_AGREED = re.compile(
    r"(?:most )?(?:certainly|of course|absolutely|definitely|sure|indeed|exactly|correct|right|agreed|"
    r"(?:that's|that is|you're|you are) (?:right|correct))(?: indeed)?[!.,:;]+\s+"
)
_DENIED = re.compile(
    r"\b(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must) "
    r"(?:not|never) (?!only\b|just\b|merely\b|too\b|a problem\b|an issue\b|need\b|have to\b|worry\b|hesitate\b)"
    r"(?P<denied>[^.;!?\n]*)"
)
_ASIDE = re.compile(r", (?:but|so|and|as|since|because|although|though|while|if|which|who)\b|[.;!?\n]|\bbecause\b")
_ALLOWED = frozenset("allow permit possible eligible accept available cover include".split())
_ASKS_LEAVE = frozenset("can could may might allow permit possible eligible accept available cover include".split())
_TURNED = frozenset(
    "without free prohibit forbid ban bar exclude close miss lack fail refus declin deni reject prevent impossible "
    "expire void invalid late".split()
)
# "No worries, you can": nothing is in the way. Where it was asked for, it is denied.
_UNHINDERED = re.compile(
    r"no (?P<noun>issues?|worr(?:y|ies)|trouble|objections?|concerns?|obstacles?|harm)"
    r"(?: (?:at all|whatsoever|there|here|with (?:that|this)))?[,.;:!]\s+\w"
)


def is_belied(text: str, said: str, prompt: str) -> bool:
    """Whether `text` opens with the verdict `said` and then answers the question of `prompt` the other way.

    So does "No, I'm sorry. The parcel has indeed arrived." where it was asked whether the parcel has arrived.
    """
    low = expand(text[:_LONGEST])
    if (_agrees_to_a_denial if said == "yes" else _is_unhindered)(low, prompt):
        return True
    lead = _LEAD.match(text)
    questions = _questions(prompt) if lead and prompt else ()
    if not lead or not questions:
        return False
    claims = _SENTENCE.split(_PHRASES.sub("indeed", expand(text[lead.end() : lead.end() + _LONGEST])))
    for claim in claims[:_SENTENCES]:
        apology = _APOLOGY.match(claim.strip())
        words = _WORD.findall(claim.strip()[apology.end() if apology else 0 :])
        found = {_answer(words, question) for question in questions} - {""}
        if found:
            return found == {"no" if said == "yes" else "yes"}
    return False


def _agrees_to_a_denial(low: str, prompt: str) -> bool:
    """Whether a text agrees and then denies what was asked; a prompt that denies something itself may be agreed to."""
    opener = _AGREED.match(low)
    if opener is None:
        return False
    denial = _DENIED.search(_ASIDE.split(low[opener.end() :])[0])
    if denial is None:
        return False
    asked = {head(word) for question in _questions(prompt) for word in question} or {
        head(word) for word in _WORD.findall(expand(prompt))
    }
    turned = {head(word) for word in _TURNED} | wordlists.NEGATORS
    if asked & turned or any(word.endswith(("-free", "-proof")) for word in asked):
        return False
    denied = {head(word) for word in _WORD.findall(denial["denied"])} - wordlists.STOPWORDS
    leave = {head(word) for word in _ASKS_LEAVE}
    return not asked or bool(denied & asked or (asked & leave and denied & {head(word) for word in _ALLOWED}))


def _is_unhindered(low: str, prompt: str) -> bool:
    """Whether a text says that nothing is in the way, which is no answer unless the prompt asks for what may be."""
    found = _UNHINDERED.match(low)
    return found is not None and head(found["noun"]) not in {head(word) for word in _WORD.findall(expand(prompt))}


def stated(text: str, prompt: str) -> str:
    """Return what a text without yes or no answers by saying the question as a statement; nothing where it does not.

    "The parcel has arrived." is a yes to whether it has, unless the prompt itself says so.
    """
    questions = _questions(prompt) if prompt else ()
    sure = text[sure_of(text, prompt) : _LONGEST]
    first = _EXPLAINED.split(_SENTENCE.split(expand(sure).strip())[0])[0]
    if not questions or any(copy.start == 0 and copy.whole for copy in copied(text, prompt)):
        return ""
    words = _WORD.findall(first)
    found = {_answer(words, question) or _in_a_word(words, question) for question in questions} - {""}
    return found.pop() if len(found) == 1 else ""


def _in_a_word(words: list[str], question: tuple[str, ...]) -> str:
    """Return what "offensive" or "not offensive" answers where that is the last word of what was asked."""
    plain = [word for word in words if word not in _EMPHATIC]
    denied = bool(plain) and plain[0] == "not"
    said = plain[1:] if denied else plain
    before = question[-2] if len(question) > 2 else ""
    if len(said) != 1 or question[0] not in _BE or before in _BINDS or head(said[0]) != head(question[-1]):
        return ""
    return "no" if denied else "yes"


@lru_cache(maxsize=512)
def _questions(prompt: str) -> tuple[tuple[str, ...], ...]:
    """Return the questions that yes or no answers, as words; those that deny or offer a choice are left out."""
    low = "\n".join(expand(line) for line in prompt.splitlines())
    found = [tuple(_WORD.findall(match[1] or match[2])) for match in _QUESTION.finditer(low)]
    apart = {*wordlists.NEGATORS, "or"}
    return tuple(words for words in found if len(words) > 2 and apart.isdisjoint(words))


def _answer(words: list[str], question: tuple[str, ...]) -> str:
    """Return what a sentence answers: yes where it says the words of the question, no where it denies them."""
    plain = [word for word in words if word not in _EMPHATIC | {"yet"} and word not in wordlists.NEGATORS]
    stressed = bool(_EMPHATIC & set(words))
    denied = sum(word in wordlists.NEGATORS for word in words)
    if denied > 1 or not plain:
        return ""
    asked = ["the" if word in _THE else head(word) for word in question]
    said = ["the" if word in _THE else head(word) for word in plain]
    if not (_says(said, plain, asked, question) or (stressed and _stresses(words, asked))):
        return ""
    return "no" if denied else "yes"


def _says(said: list[str], plain: list[str], asked: list[str], question: tuple[str, ...]) -> bool:
    """Whether a sentence is the question put as a statement, its subject as it is or a pronoun."""
    verb, rest = (question[0], asked[1:]) if question[0] in _AUXILIARIES else ("", asked)
    forms = [rest] if not verb else [[*rest[:at], head(verb), *rest[at:]] for at in range(1, len(rest))]
    forms += [rest] if verb in _DO else []
    said = said if verb else [word for word in said if word != "do"]
    if plain[0] in _PRONOUNS:
        forms = [[said[0], *form[at:]] for form in forms for at in range(1, len(form) - 1)]
    if verb:
        forms = [form for form in forms if verb in _DO or verb in plain]
    return said in forms


def _stresses(words: list[str], asked: list[str]) -> bool:
    """Whether a stressed verb is one of the question: "has indeed arrived", "does indeed contain nuts"."""
    at = next(place for place, word in enumerate(words) if word in _EMPHATIC)
    if not at or at + 1 >= len(words) or words[at - 1] not in _AUXILIARIES:
        return False
    return head(words[at + 1]) in asked[1:] and words[at - 1] not in _LATER

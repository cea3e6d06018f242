"""Paraphrases of direct questions as requests: Is this email spam? becomes Tell me whether this email is spam."""

import re
from collections.abc import Iterator
from dataclasses import replace

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.paraphrase_inflections import third_person
from promptfuzz.strategies.paraphrase_rules import words_in
from promptfuzz.strategies.paraphrase_text import Sentence, instructions

_AUXILIARY = re.compile(r"\b(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|might)\b")
_WHO = r"(?:(?:in|on|at|to|from|for) )?(?:which|what|who|how many|how much)\b"
_PREDICATE = (
    r"(?:an?|the|in|on|about|at|of|from|for|to|too|very|more|less|still|not|mainly|mostly|written|"
    r"\w+(?:ed|ly|ive|ous|ful|able|ible|ic))"
)
_OBJECT = re.compile(
    r"\?| (?:the|an?|any|this|that|its|their|his|her|to|in|on|at|for|about|with|by|from|of|into|as)\b", re.IGNORECASE
)
_STATE = r"(?:in|from|about|for|at|on|between)"


def _subject() -> str:
    nouns = "|".join(sorted(words_in("inputs", "nouns") | words_in("questions", "people"), key=len, reverse=True))
    phrase = rf"(?: following| given)?(?: (?!(?:{nouns})\b)[a-z]+)? (?:{nouns})(?: (?:above|below))?(?! (?:{nouns})\b)"
    return rf"((?:the|this|that|these|those){phrase})"


def _is_verb(word: str, rest: str) -> bool:
    """Whether `word`, before `rest`, is a verb and not of the subject, as in: Does the patient file need ...?"""
    known = third_person(word) in words_in("contrasts", "verbs") | words_in("learner", "verbs")
    return known or _OBJECT.match(rest) is not None


def _requests(source: Source, sentence: Sentence, opening: int, links: list[tuple[int, int, str]], join: str) -> Site:
    """Return the site that replaces the first `opening` characters by a request with `join`, with the linked edits."""
    alternatives = []
    for ask in ("Decide", "Tell me", "Say") if join == "whether " else ("Tell me", "Say", "State"):
        edits = [source.edit(sentence.start, sentence.start + opening, f"{ask} {join}")]
        edits += [source.edit(sentence.start + a, sentence.start + b, text) for a, b, text in links]
        alternatives.append([*edits, source.edit(sentence.stop - 1, sentence.stop, ".")])
    if join == "whether ":
        return source.site(*alternatives)  # "No" to "Can you tell me whether ...?" would answer either question
    first, *linked = alternatives[0][:-1]
    alternatives.append([replace(first, text=f"Can you tell me {join}"), *linked])
    return source.site(*alternatives)


def _whether(source: Source, sentence: Sentence) -> Site | None:
    """Turn `Is SUBJECT ...?` and `Does SUBJECT VERB ...?` into `whether` clauses."""
    text = sentence.text
    if re.search(r" or (?:is|are|does|do|was)\b", text):
        return None
    adjectives = "|".join(sorted(words_in("questions", "adjectives")))
    # Another word may belong to the subject: Is the customer support ticket urgent?
    if match := re.match(rf"(Is|Are) {_subject()}( )(?:{_PREDICATE}|{adjectives})\b", text):
        after = match.end(2)
        return _requests(source, sentence, match.end(1) + 1, [(after, after, f" {match.group(1).lower()}")], "whether ")
    if match := re.match(rf"(Is) ((?:the|this|that) \w+)( )(?:{adjectives})\b", text):
        return _requests(source, sentence, match.end(1) + 1, [(match.end(2), match.end(2), " is")], "whether ")
    if match := re.match(r"(Has) ((?:the|this|that) \w+) \w+ed\b", text):
        return _requests(source, sentence, match.end(1) + 1, [(match.end(2), match.end(2), " has")], "whether ")
    match = re.match(rf"(Does) {_subject()} ([a-z]+)\b", text)
    if match and _is_verb(match.group(3), text[match.end(3) :]):
        verb = (match.start(3), match.end(3), third_person(match.group(3)))
        return _requests(source, sentence, match.end(1) + 1, [verb], "whether ")
    match = re.match(rf"(Do) {_subject()} ([a-z]+)\b", text)
    if match and _is_verb(match.group(3), text[match.end(3) :]):
        return _requests(source, sentence, match.end(1) + 1, [], "whether ")
    return None


def _inverted(source: Source, sentence: Sentence) -> Site | None:
    """Turn `Which X does SUBJECT VERB?`, `Which X is SUBJECT ...?`, `How many X are there ...?` into clauses."""
    text = sentence.text
    small = text[0].lower()
    match = re.match(rf"{_WHO}[\w ]*?( does) {_subject()} ([a-z]+)\b", text, re.IGNORECASE)
    if match and _is_verb(match.group(3), text[match.end(3) :]):
        links = [(*match.span(1), ""), (*match.span(3), third_person(match.group(3)))]
        return _requests(source, sentence, 1, links, small)
    if match := re.match(r"how (?:many|much)\b[\w ]*?( are| is)( there)\b", text, re.IGNORECASE):
        return _requests(
            source, sentence, 1, [(*match.span(1), ""), (match.end(2), match.end(2), match.group(1))], small
        )
    noun_phrase = rf"({_subject()}|(?:the|this|that) \w+)"
    asked = rf"(?!which is|who is)(?:{_WHO}|how \w+\b)[\w ]*?( is| are) {noun_phrase}(?: written)?(?: {_STATE})?\?$"
    if match := re.match(asked, text, re.IGNORECASE):
        end = match.end(2)
        return _requests(source, sentence, 1, [(*match.span(1), ""), (end, end, match.group(1))], small)
    return None


def _keeps_order(text: str) -> bool:
    """Whether `text` asks about the subject of its verb, so that the word order stays in a clause."""
    if not re.match(r"(?:which|who|how many)\b", text, re.IGNORECASE):
        return False
    helper = _AUXILIARY.search(text)
    if helper is None:
        return True
    if helper.group() == "has":
        return re.search(r"\bhas (?:the|an?|fewer|more|no|less)\b", text) is not None
    which = r"(?:which (?:one|of [\w ]+?|\w+)|who) (?:is (?:the )?(?!this|that|an?\b|your)\w+|will \w+)"
    return re.match(rf"{which}|how many \w+ will \w+", text, re.IGNORECASE) is not None


def _straight(source: Source, sentence: Sentence) -> Site | None:
    """Turn questions about the subject, whose word order stays: `Which one is cheaper?`"""
    text = sentence.text
    if _keeps_order(text):
        return _requests(source, sentence, 1, [], text[0].lower())
    if match := re.match(r"What is (?=the [\w ]+? (?:of|in|on) (?:the|this)\b)", text):
        return source.site(
            *(
                [
                    source.edit(sentence.start, sentence.start + match.end(), words),
                    source.edit(sentence.stop - 1, sentence.stop, "."),
                ]
                for words in ("Tell me ", "State ")
            )
        )
    return None


@mutator(family="paraphrase")
def embedded_questions(source: Source) -> Iterator[Site]:
    """Ask a direct question as a request: Is this email spam? becomes Tell me whether this email is spam."""
    for sentence in instructions(source):
        if sentence.mark != "?" or not sentence.plain:
            continue
        site = _whether(source, sentence) or _inverted(source, sentence) or _straight(source, sentence)
        if site is not None:
            yield site


def _asked_directly(source: Source, sentence: Sentence) -> Site | None:
    """Turn `Decide whether the email is spam.` and `Determine the language of the text.` into questions."""
    start, end = sentence.start, source.edit(sentence.stop - 1, sentence.stop, "?")
    opening = r"(?:Decide|Determine|Judge|Say|State|Tell me|Check|Assess|Indicate|Find out)"
    if match := re.match(rf"{opening} (?:whether|if) {_subject()} (is|are) (?!\w+ing\b)[^,;:!?]*[.]$", sentence.text):
        verb = match.group(2).capitalize()
        words = f"{verb} {match.group(1)}"
        if re.search(r"\b(?:and|or not)\b|\bor\b[^.]*\bis\b", sentence.text):
            return None
        return source.site([source.edit(start, start + match.end(2), words), end])
    asked = "|".join(sorted(words_in("questions", "asked")))
    opening = r"(?:Determine|Identify|State|Tell me|Name|Find|Detect|Give me)"
    if match := re.match(
        rf"{opening} (?=the (?:\w+ )?(?:{asked}) of (?:the|this) (?:\w+ ){{0,2}}\w+[.]$)", sentence.text
    ):
        questions = ("What is ", "Can you tell me ", "Could you tell me ")
        return source.site(*([source.edit(start, start + match.end(), words), end] for words in questions))
    return None


@mutator(family="paraphrase")
def direct_questions(source: Source) -> Iterator[Site]:
    """Ask directly what is requested: Decide whether the email is spam. becomes Is the email spam?"""
    if source.part == "system":
        return  # a rule of a system message asks nobody
    for sentence in instructions(source):
        if sentence.mark == "." and sentence.plain and (site := _asked_directly(source, sentence)):
            yield site

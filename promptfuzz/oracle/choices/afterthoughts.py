"""Where an output takes back what it said, and what it only concedes on the way to its answer."""

import re
from functools import lru_cache

_LEADS = r"(?:(?:oh|no|nope|hmm+|but|oops|ah|ok(?:ay)?|yes|and|sorry),? ){0,3}"
_PAUSE = r"(?= ?[,.:;!-]| (?:no|that|this|it|i|actually|let|yes)\b|\n)"
# "wait" and "hold on" as asides, not in "please wait in the hall"; "actually" only where it turns round.
_TAKEN_BACK = re.compile(
    rf"(?<=[\w).!?,;:\-\"'\n])[\"')]{{0,2}}(?:[.,;:!?-]|\n| \(){{1,4}} ?{_LEADS}(?:"
    rf"(?:wait(?: a (?:minute|moment|second|sec))?|hold on|hang on){_PAUSE}|"
    r"(?:scratch|strike|forget|disregard|ignore) that\b|"
    r"on (?:second thoughts?|reflection|closer (?:look|inspection))\b|"
    r"(?:let me|i(?:'ll| will| need to| should| must| have to)) (?:correct|revise|rephrase|reconsider|change) "
    r"(?:that|this|it|myself|my (?:answer|reply|mind))\b|correction(?= ?:)|"
    r"(?:my|i made an?|i see my) (?:mistake|error)\b|"
    r"i (?:misread|miscounted|misspoke|miscalculated|stand corrected|was wrong)\b|"
    r"(?:no|oops|apologies|my apologies),? (?:sorry|i mean|i meant|make that|rather)\b|i mean(?=,)|i meant\b|"
    r"or rather\b|make that\b|actually,? (?=(?:no|not|wait|yes|i'd|i would|i think|i'll|let me|"
    r"the (?:correct |right |final )?"
    r"(?:answer|result|label|option))\b))[,.:;! -]*",
    re.IGNORECASE,
)
# Who takes back more than this goes round in circles.
_MOST = 3
_HINTS = (
    "wait", "hold on", "hang on", " that", "second thought", "reflection", "closer", "correct", "mistake", "error",
    "misread", "misc", "misspoke", "wrong", "sorry", "i mean", "rather", "actually", "revise", "rephrase", "reconsider",
    "change my",
)  # fmt: skip
# "Is it B?", "Let me check A again.": said on the way.
_ASIDE = re.compile(
    r"[^.!?\n]{1,300}\?[\"')]*|\b(?:let me|let's|i(?:'ll| should| need to| must| have to| will)) (?:\w+[ -])?(?:re-?)?"
    r"(?:check|verify|count|read|calculate|compute|look|see|think|consider|go over|do)\b[^.!?:\n]{0,200}[.!?:\n]*",
    re.IGNORECASE,
)
_STOP = r"(?=, (?!\d)|,? but\b|[.;!?](?:\s|$)|\n|$)"
_FIRST_THOUGHT = re.compile(
    r"\b(?:at first(?: glance| sight)?|initially|originally|"
    r"my (?:first|initial|original) (?:\w+ ){0,2}?(?:was|is|would)|"
    rf"i (?:first|initially|originally) \w+|(?:one|you|some|many|others|people|readers)(?: people| readers)? "
    rf"(?:may|might|could|would|will) (?:\w+ )?(?:think|say|pick|choose|select|argue|expect|answer))\b"
    rf"[^.;!?\n]{{0,120}}?{_STOP}",
    re.IGNORECASE,
)
_CONCEDED = re.compile(
    rf"(?<=[\w,)] )\(?(?:although|though|even (?:though|if)|albeit)\b[^.;!?\n]{{0,160}}?{_STOP}", re.IGNORECASE
)
# What comes before or after the answer: a question, another choice, or how to check it.
_BESIDES = re.compile(
    r"(?:^|\n)\W{0,3}(?:secondary|alternative(?:ly)?|runner[- ]up|second (?:choice|best|option))\b[^\n]{0,200}"
    r"|\b(?:you|we|i) (?:can|could|may|might) (?:also )?(?:double[- ]?)?(?:check|verify|confirm) [^\n]{0,200}"
    r"|\b(?:to (?:double[- ]?)?(?:check|verify|confirm)(?: this| that| it)?|as a check)[,:] [^\n]{0,200}"
    r"|(?:^|(?<=[.!?\n])) ?[^.!?\n]{1,200}\?",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"\b(?:better|best|right|correct|likel\w+|final|answers?|closer|stronger|outweigh\w*|prevail\w*|i'd|i would)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def afterthoughts(text: str) -> tuple[str, ...]:
    """Return what `text` says after each place where it takes back what it said, the last first, without asides.

    "The answer is A. Wait, no, B." gives "B."; what only asks or announces ("is it B?", "let me check A again")
    answers nothing.
    """
    low = text.lower()
    if not any(hint in low for hint in _HINTS):
        return ()
    places = list(_TAKEN_BACK.finditer(text))[-_MOST:]
    rests = (_ASIDE.sub("", text[match.end() :]).strip(" \n)") for match in places)
    return tuple(rest for rest in rests if rest)[::-1]


@lru_cache(maxsize=4096)
def conceded(text: str) -> tuple[tuple[int, int], ...]:
    """Return the stretches of `text` that say what it does not conclude: "although ...", "at first I thought ..."."""
    spans = [match.span() for pattern in (_FIRST_THOUGHT, _BESIDES) for match in pattern.finditer(text)]
    clauses = [match.span() for match in _CONCEDED.finditer(text)]
    spans += [span for span in clauses if not _ANSWERS.search(text, *span)]
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return tuple(merged)

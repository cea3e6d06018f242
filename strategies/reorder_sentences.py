"""Reorderings of what an instruction says: its sentences, its clauses, and which message says it."""

import re
from collections.abc import Iterator
from itertools import pairwise

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.layout import is_prose
from promptfuzz.strategies.reorder_moves import orders, rearranged, recased

_BACKWARD = re.compile(
    r"\b(?:it|its|this|that|they|them|their|these|those|such|he|she|him|her|his|above|below|following|preceding|"
    r"previous|former|latter|same|otherwise|instead|also|too|however|therefore|thus|hence|then|after|afterwards|before|"
    r"first|firstly|second|secondly|third|next|finally|lastly|last|again|else|another|others?|result|resulting|"
    r"as well|in addition|for example|for instance|e\.g|i\.e|step|now|here|each|both|so)\b|^(?:but|and|or|so|yet)\b",
    re.IGNORECASE,
)
_NOT_BACKWARD = re.compile(
    r"\b(?:in|at) (?:that|this) case\b|"
    r"\b(?:words?|sentences?|lines?|texts?|replies|answers?|claims?|statements?) that\b|\bmake sure that\b|"
    r"\bso that\b|\beach (?=[a-z])|\bas well as\b|\bboth (?=[a-z]+ and\b)|\bafter the label\b",
    re.IGNORECASE,
)
_TRAILS = re.compile(
    r"\b(?:any|no|every|some|nothing)\s*(?:thing|one|body)? (?:else|other)\b|\bother than\b", re.IGNORECASE
)
_OPENS = re.compile(
    r"^(?:You\b(?! (?:must|should|may|can|need))|You['’]re|Act as|Imagine|Pretend|I|I['’]m|We|Here|Dear|Hi|Hello|Hey|"
    r"Thanks)\b",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(r"\b(?:an?|some) (\w{3,})(?: (\w{3,}))?", re.IGNORECASE)
_CONSTRAINT = re.compile(
    r"^(?:Please\s+)?(?:do not|don['’]t|never|always|answer|reply|respond|return|output|use|keep|write|give|"
    r"limit|be|avoid|make sure|ensure|your (?:answer|reply|response|output|summary)|the (?:answer|reply|response)|"
    r"if|when|unless|ignore|include|format|explain|think|without|in (?:one|two|a|at most))\b",
    re.IGNORECASE,
)
_ONE_CONDITION = re.compile(r"^(?P<cond>(?:If|When|Unless)\s+[^,;:]+)(?P<gap>,\s+)(?P<act>[a-z][^,;:]*)(?P<end>[.!])$")
_LATE_CONDITION = re.compile(r"^(?P<act>[A-Z][^,;:]*?)(?P<gap>\s+)(?P<cond>(?:if|when|unless)\s+[^,;:]+)(?P<end>[.!])$")
_ASKS_WHETHER = re.compile(
    r"\b(?:decide|determine|check|say|tell|see|know|ask|judge|state|indicate|identify|find out|wonder|only|even|as|"
    r"and|or|otherwise|else|it|them|they|that|this)\b",
    re.IGNORECASE,
)
_LENGTH = r"(?:one|two|three|a|at most \w+|no more than \w+|\d+)(?: \w+)? (?:words?|sentences?|lines?|paragraphs?)"
_FRONTED = re.compile(
    rf"^(?P<adv>(?:In {_LENGTH}"
    r"|Based on (?:the )?[\w ]+?|Using only (?:the )?[\w ]+?|According to (?:the )?[\w ]+?))(?P<gap>,\s+)"
    r"(?P<act>[a-z]\w+ \w+[^,;:]*)(?P<end>[.!?])$"
)
_TRAILING = re.compile(
    rf"^(?P<act>(?:[A-Z]\w+ )(?!in )(?:\w+ )[^,;:]*?)(?P<gap>\s+)(?P<adv>in {_LENGTH}"
    r"|based on the [\w ]+?)(?P<end>[.!?])$"
)


def _leans_back(sentence: str, before: str = "") -> bool:
    """Whether a sentence refers to what was said `before` it, by a pronoun or as "the list" after "a list"."""
    if _BACKWARD.search(_NOT_BACKWARD.sub(" ", sentence)):
        return True
    introduced = {noun for found in _INTRODUCED.finditer(before) for noun in found.groups() if noun}
    return any(re.search(rf"\bthe (?:\w+ )?{noun}\b", sentence, re.IGNORECASE) for noun in introduced)


def _groups(source: Source) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of sentences of one paragraph that say what to do, in order.

    A sentence that leans on what was said before it takes everything before it along: as one unit they keep
    their order, and the others may pass them. A greeting, a role and "nothing else" stay where they are.
    """
    run: list[tuple[int, int]] = []
    for sentence in source.sentences:
        text = source.text[sentence.start : sentence.stop]
        paragraph = bool(run) and source.text[run[-1][1] : sentence.start].count("\n") > 1
        whole = text[-1] in ".!?" and is_prose(source.text, sentence.start, sentence.stop)
        stays = not whole or bool(_OPENS.match(text) or _TRAILS.search(text))
        if run and (paragraph or stays):
            yield run
            run = []
        if stays:
            continue
        if _leans_back(text, source.text[run[0][0] : run[-1][1]] if run else ""):
            run = [(run[0][0] if run else sentence.start, sentence.stop)]
        else:
            run.append((sentence.start, sentence.stop))
    if run:
        yield run


def _says_how(source: Source, span: tuple[int, int]) -> bool:
    return bool(_CONSTRAINT.match(source.text[span[0] : span[1]])) and not _leans_back(source.text[span[0] : span[1]])


@mutator(family="reorder")
def sentence_order(source: Source) -> Iterator[Site]:
    """Put independent sentences in another order; what leans on a sentence before it stays behind it."""
    for units in _groups(source):
        if not 1 < len(units) <= 8:
            continue
        tasks = [number for number, unit in enumerate(units) if not _says_how(source, unit)]
        labels = [s for s in source.protected if s.kind in {"label", "quoted", "option"}]
        anchor = next(
            (n for n, (start, stop) in enumerate(units) if sum(start <= s.start < stop for s in labels) > 1),
            tasks[0] if tasks else 0,
        )
        allowed = [o for o in orders(len(units)) if [n for n in o if n in tasks] == tasks]
        if allowed:
            yield source.site(*(rearranged(source, units, order, anchor) for order in allowed))


@mutator(family="reorder")
def clause_order(source: Source) -> Iterator[Site]:
    """Put a condition behind what it conditions, or before it."""
    for sentence in source.sentences:
        text = source.text[sentence.start : sentence.stop]
        early, late = _ONE_CONDITION.match(text), _LATE_CONDITION.match(text)
        if early and not _ASKS_WHETHER.search(early["act"]) and " if " not in early["act"]:
            yield from _swapped(source, sentence.start, early, "cond", "act", " ")
        elif late and _says_condition(late):
            yield from _swapped(source, sentence.start, late, "act", "cond", ", ")


def _says_condition(late: re.Match[str]) -> bool:
    """Whether "if" and "when" begin a condition: not a question ("by when", "check if"), and understood in front."""
    return (
        bool(_CONSTRAINT.match(late["act"]))
        and not _ASKS_WHETHER.search(late["act"])
        and not re.search(r"\b(?:by|of|to|about|since|until|on)$", late["act"])
        and not re.search(r"\b(?:and|or|if|else|otherwise|it|they|them|this|that|one)\b", late["cond"][3:])
    )


@mutator(family="reorder")
def adverbial_order(source: Source) -> Iterator[Site]:
    """Put "in one sentence" or "based on the text" in front of what to do, or behind it."""
    for sentence in source.sentences:
        text = source.text[sentence.start : sentence.stop]
        if not is_prose(source.text, sentence.start, sentence.stop):
            continue
        if early := _FRONTED.match(text):
            yield from _swapped(source, sentence.start, early, "adv", "act", " ")
        elif late := _TRAILING.match(text):
            yield from _swapped(source, sentence.start, late, "act", "adv", ", ")


def _swapped(source: Source, at: int, found: re.Match[str], first: str, second: str, gap: str) -> Iterator[Site]:
    """Offer to swap two parts of a sentence that begins at `at`, with their letter case and the `gap` between."""
    one, two = ((at + found.start(name), at + found.end(name)) for name in (first, second))
    places = [one[0], two[0]]
    if not all(source.is_free(place, place + 1) for place in places):
        return
    changes: list[Change] = [source.move(*two, one[0]), source.move(*one, two[0]), source.edit(one[1], two[0], gap)]
    changes += [*recased(source, one[0], upper=False), *recased(source, two[0], upper=True)]
    yield source.site(changes)


@mutator(family="reorder", parts=("template",))
def constraint_home(source: Source) -> Iterator[Site]:
    """Say a constraint in the system message instead of the user message, or the other way round."""
    system = source.prompt.sources.get("system")
    if system is None or not system.strip():
        return
    end = len(system.rstrip())
    if end == len(system) and system[-1] in ".!?":
        for units in _groups(source):
            for before, unit in pairwise(units):
                if _says_how(source, unit):
                    yield source.site(source.move(before[1], unit[1], end, "system"))
    yield from _from_system(source)


def _from_system(source: Source) -> Iterator[Site]:
    other = Source(source.prompt, "system", source.prompt.sources["system"], source.mutator, source.family)
    homes = [units[-1][1] for units in _groups(source)]
    if not homes:
        return
    for units in _groups(other):
        for unit in units:
            before = len(other.text[: unit[0]].rstrip())
            if before and _says_how(other, unit):
                yield other.site(other.move(before, unit[1], homes[-1], "template"))

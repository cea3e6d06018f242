"""Contrasts of what is asked for: another language, another direction, another length or count, a negated condition."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from promptfuzz.lexicons import lexicon
from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Choice, Code, Json, Label, Number, Prompt, Text, YesNo
from promptfuzz.strategies.contrast_places import added, answer_names, has_examples, renamed, said_by, unknown
from promptfuzz.strategies.paraphrase_text import Sentence, instructions

_TRANSLATES = re.compile(
    r"\b(?:translat|render|writ|answer|repl|respond|say|put|rephras|rewrit|summar|explain|describ)\w*", re.I
)
# Dates, times and scores that are "written" or "explained" would be the same in every language.
_MAKES_PROSE = re.compile(
    r"(?:^|\. |\n|: )(?:Please )?(?:summari[sz]e|draft|compose|rewrite|rephrase|paraphrase|simplify|describe|"
    r"explain(?! (?:your|why|the (?:reason|choice)))|make the (?:message|text|email|letter)|"
    r"(?:write|create)(?: me)? (?:an?|the|one|two|three|four|five|\d+) (?:[\w-]+ ){0,3}"
    r"(?:summar(?:y|ies)|e-?mails?|messages?|letters?|stor(?:y|ies)|poems?|posts?|repl(?:y|ies)|responses?|"
    r"descriptions?|paragraphs?|articles?|essays?|reports?|speech(?:es)?|announcements?|captions?|texts?))\b",
    re.IGNORECASE,
)
_FIXED_WORDS = re.compile(
    r"\b(?:begin|start|end|open|close)(?:s|ing)? with\b|\bthe words?\b|[\"“]|\bas little\b|\bverbatim\b|\bunchanged\b|"
    r"\bexact\w*\b|\bgrammar\b|\bspelling\b|\bcode\b|\bfunction\b|\bscript\b|\bSQL\b|\bregex\b|\bJSON\b|"
    r"\b(?:same|original) (?:language|words|wording)\b|\brhym\w*|\bsynonym\w*|\bquery\b|\btests?\b|\bcommit\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:\b(?:which|what|who|find|name|list|pick|choose|select|sort|order|rank|return|give|identify|state|say|tell|extract|"
    r"compare|report|show|output|determine|decide)\b)",
    re.IGNORECASE,
)
# A tie-break turned round changes no answer where nothing is tied.
_CONDITION = re.compile(
    r"\b(?:if|when\w*|unless|where|in case|otherwise|ti(?:e|es|ed|ebreak\w*)|equal\w*|instead|rather|prefer\w*|"
    r"not|never|don['’]t)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(r"\b(?:unsure|not sure|in doubt|uncertain|default\w*|unclear|err on)\b", re.IGNORECASE)
_SCALE = re.compile(r"\b(?:scale|score|rating|rate|between \d|from \d|out of \d)\b", re.IGNORECASE)
_COND = re.compile(
    r"\bif [^.;:\n]{3,120}?, (?:answer|reply|say|respond|write|return|output)(?: with)?:? [\"'“]?(\w+)[\"'”]?[.;,] "
    r"(?:otherwise|if not|else),? (?:answer |reply |say |respond |write |return |output )?(?:with )?"
    r"[\"'“]?(\w+)[\"'”]?(?=[.\n;]|$)",
    re.IGNORECASE,
)


def _languages(text: str) -> set[str]:
    listed = lexicon("contrasts")["languages"] + lexicon("contrasts")["other_languages"]
    return set(re.findall(rf"\b(?:{'|'.join(listed)})\b", text))


@mutator(family="contrast")
def other_languages(source: Source) -> Iterator[Site]:
    """Ask for another target language: into French, into German."""
    said = said_by(source.prompt)
    if isinstance(source.prompt.answer, Label | Choice | YesNo | Number | Json | Code) or not (
        used := _languages(said)
    ):
        return
    if has_examples(source.prompt):
        return
    names = "|".join(sorted(used))
    for sentence in instructions(source):
        for match in re.finditer(rf"\b(?:in|into|to) ({names})\b(?! (?:or|and|to)\b)", sentence.text):
            target = match.group(1)
            if not _TRANSLATES.search(sentence.text) or (source.part == "system" and target in source.prompt.template):
                continue
            places = [m.span() for m in re.finditer(rf"\b{target}\b", source.text)]
            fresh = [name for name in lexicon("contrasts")["languages"] if name not in used][:2]
            for name in fresh:
                edits = [source.edit(start, stop, name) for start, stop in places]
                yield source.site(edits, expected=unknown(source.prompt))
            return


@mutator(family="contrast")
def added_languages(source: Source) -> Iterator[Site]:
    """Ask for the text in another language than that of the prompt."""
    prompt, said = source.prompt, said_by(source.prompt)
    if not isinstance(prompt.answer, Text | None) or not _free_text(prompt) or not _MAKES_PROSE.search(said):
        return
    if (
        has_examples(prompt)
        or _languages(said)
        or _FIXED_WORDS.search(said)
        or re.search(r"translat|language", said, re.IGNORECASE)
    ):
        return
    for name in lexicon("contrasts")["languages"][:2]:
        edit = added(source, f"Write the whole text in {name}.")
        if edit is not None:
            yield source.site(edit, expected=unknown(prompt))


def _free_text(prompt: Prompt) -> bool:
    return all(case.expected is None for case in prompt.cases) and not (prompt.answer is None and answer_names(prompt))


@lru_cache(maxsize=1)
def _directions() -> tuple[re.Pattern[str], Mapping[str, str]]:
    pairs = dict(lexicon("contrasts")["directions"])
    names = "|".join(sorted(pairs, key=len, reverse=True))
    return re.compile(
        rf"(?<!no )(?<!at )(?<!at the )(?<!your )(?<!much )(?<!any )\b({names})\b"
        r"(?! than| first\b| last\b| (?:case|education|back|bound|limit|management|house|adults?|people|priority)\b)"
        r"(?!-)",
        re.I,
    ), pairs


@mutator(family="contrast")
def other_directions(source: Source) -> Iterator[Site]:
    """Ask for the other end: the longest, the shortest; cheaper, more expensive."""
    pattern, pairs = _directions()
    prompt = source.prompt
    if isinstance(prompt.answer, Label | YesNo | Json | Code):
        return
    directed = [sentence for sentence in instructions(source) if pattern.search(sentence.text)]
    aside = [s for s in directed if _CONDITION.search(s.text)]
    sentences = [s for s in directed if s not in aside]
    if not sentences or any(_SCALE.search(s.text) or not _asks(s) for s in sentences):
        return
    matches = [
        match
        for match in pattern.finditer(source.text)
        if source.is_free(*match.span()) and not any(s.start <= match.start() < s.stop for s in aside)
    ]
    turned = {word for match in matches for word in (match.group(1).lower(), pairs[match.group(1).lower()])}
    if any(found.group(1).lower() in turned for s in aside for found in pattern.finditer(s.text)):
        return  # a condition speaks of the very end that would change
    orders = all(match.group(1).lower() in {"ascending", "descending"} for match in matches)
    if orders and not (
        prompt.answer is None or isinstance(prompt.answer, Text) or getattr(prompt.answer, "ordered", False)
    ):
        return
    edits = []
    for match in matches:
        new = pairs[match.group(1).lower()]
        if re.search(r"\ban? $", source.text[: match.start()][-4:]):
            return
        capital = match.group(1)[0].isupper()
        edits.append(source.edit(*match.span(1), new[0].upper() + new[1:] if capital else new))
    names = answer_names(prompt) if isinstance(prompt.answer, Choice) else ()
    two = renamed(prompt, {names[0]: names[1], names[1]: names[0]}) if len(names) == 2 else unknown(prompt)
    if edits and two is not None:
        yield source.site(edits, expected=two)


def _asks(sentence: Sentence) -> bool:
    return sentence.mark == "?" or _ASKS.search(sentence.text) is not None


@mutator(family="contrast")
def swapped_conditions(source: Source) -> Iterator[Site]:
    """Swap what is to be answered if a condition holds and what otherwise."""
    for match in _COND.finditer(source.text):
        one, two = match.group(1), match.group(2)
        expected = renamed(source.prompt, {one: two, two: one})
        if one.casefold() != two.casefold() and expected is not None:
            yield source.site([source.edit(*match.span(1), two), source.edit(*match.span(2), one)], expected=expected)


@mutator(family="contrast")
def negated_questions(source: Source) -> Iterator[Site]:
    """Ask whether something is not so: whether the text mentions, whether the text does not mention."""
    names = answer_names(source.prompt)
    if len(names) != 2 or {name.lower() for name in names} not in ({"yes", "no"}, {"true", "false"}):
        return
    expected = renamed(source.prompt, {names[0]: names[1], names[1]: names[0]})
    if _UNSURE.search(said_by(source.prompt)):
        return  # the answer for want of a better one would mean the opposite
    verbs = "|".join(lexicon("contrasts")["verbs"])
    pattern = re.compile(
        rf"\b(?:decide|determine|check|say|tell me|state|judge|assess|know) (?:whether|if) "
        rf"(?:the|this|that|these|it|a|an)\b"
        rf"[^.,;:\n?]*?\b(?:(is|are|was|were|can|should|must|will)|({verbs}))\b(?! not\b)([^.;:\n?]*)",
        re.IGNORECASE,
    )
    found = [(s, m) for s in instructions(source) for m in pattern.finditer(s.text)]
    if len(found) != 1 or expected is None:
        return
    sentence, match = found[0]
    rest = match.group(3)
    if re.search(r"\b(?:or|and|not|no|any|either|whether|but|if)\b", rest) or re.search(
        r"\b(?:that|who|which|whose)\b", match.group()
    ):
        return
    group = 1 if match.group(1) else 2
    start, stop = sentence.start + match.start(group), sentence.start + match.end(group)
    new = f"{match.group(1)} not" if group == 1 else f"does not {_base_form(match.group(2))}"
    yield source.site(source.edit(start, stop, new.replace("can not", "cannot")), expected=expected)


def _base_form(verb: str) -> str:
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    return verb[:-2] if verb.endswith(("ches", "sses")) else verb[:-1]

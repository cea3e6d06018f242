"""From an output and an answer type to the parsed answer, or why there is none."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from promptfuzz.oracle.amounts.emphasis import emphasised
from promptfuzz.oracle.amounts.results import final_number, given_numbers, revised_number
from promptfuzz.oracle.choices.afterthoughts import afterthoughts
from promptfuzz.oracle.choices.boxes import ticked
from promptfuzz.oracle.choices.claims import claim
from promptfuzz.oracle.choices.contradictions import is_belied, stated
from promptfuzz.oracle.choices.label_names import denied_abroad, other_names
from promptfuzz.oracle.choices.labels import choice_mentions, label_mentions
from promptfuzz.oracle.choices.mentions import Mention, is_marked_answer, settle
from promptfuzz.oracle.choices.own_words import is_echoed, own_mentions, own_options
from promptfuzz.oracle.choices.passing import is_used_in_passing
from promptfuzz.oracle.choices.pictures import pictured_verdict, without_pictures
from promptfuzz.oracle.choices.subjects import NO_NOUNS, asked_nouns
from promptfuzz.oracle.choices.typos import mistyped
from promptfuzz.oracle.choices.verdicts import verdict_mentions
from promptfuzz.oracle.code.programs import code_value
from promptfuzz.oracle.code.structured import json_values
from promptfuzz.oracle.listing.list_empties import is_empty_list
from promptfuzz.oracle.listing.lists import is_sentence_cut_up, list_items
from promptfuzz.oracle.normalise import key, readable
from promptfuzz.oracle.refusal import is_refusal
from promptfuzz.oracle.thoughts import without_thoughts
from promptfuzz.oracle.values import Parsed
from promptfuzz.records import Answer, Choice, Code, Json, Label, List, Number, Text, YesNo

# An answer is looked for in the first and last characters of an endless output.
_LONGEST = 20_000

# An option of more characters is a word, which a text may use without choosing it.
_LETTERS = 2

_REFUSED = Parsed("refusal", note="declines to answer")
_LONE_BULLET = re.compile(r"^\s*[-*•]\s+(?=\w+\W?\s*$)")


def parse(text: str, answer: Answer, prompt_text: str = "") -> Parsed:
    """Read `text` as an answer of type `answer`; stretches copied from `prompt_text` are no answer.

    The value is unambiguous (DESIGN 5.6a): exactly one label, option, number or verdict, or the one that the text
    marks as its answer; for ``Json`` exactly one valid value.
    """
    answered = without_thoughts(text)
    if text.strip() and not answered.strip():
        return Parsed("empty", note="the output is a thought and no answer")
    return _parse(answered, answer, prompt_text)


@lru_cache(maxsize=2048)
def _parse(text: str, answer: Answer, prompt_text: str) -> Parsed:
    if not text or not text.strip():
        return Parsed("empty", note="the output is empty")
    read = _READERS[type(answer)]
    if isinstance(answer, Label | Choice | YesNo):
        for rest in afterthoughts(_body(text)):
            if (parsed := read(rest, answer, prompt_text)).clear:
                return replace(parsed, note="said in place of what it took back")
    return read(text, answer, prompt_text)


def _body(text: str) -> str:
    body = ticked(readable(text))
    return body if len(body) <= _LONGEST else f"{body[: _LONGEST // 2]}\n{body[-_LONGEST // 2 :]}"


def _label(text: str, answer: Answer, prompt: str) -> Parsed:
    assert isinstance(answer, Label)
    words = {label.casefold(): label for label in answer.labels}
    if set(words) in ({"yes", "no"}, {"true", "false"}):
        parsed = _yes_no(text, YesNo(), prompt)
        yes, no = ("yes", "no") if "yes" in words else ("true", "false")
        names = {"yes": words[yes], "no": words[no]}
        return Parsed(parsed.status, names.get(str(parsed.value)), parsed.note)
    body = _body(text)
    mentions, denied = label_mentions(body, answer.labels)
    parsed = _decide(body, mentions, "label", prompt)
    if parsed.clear and is_used_in_passing(body, mentions):
        return Parsed("none", note=f"only uses the word {parsed.value!r}, and does not answer with it")
    # Names that were copied from the prompt are names all the same: no other may be read into them.
    if parsed.status == "none" and not mentions and not denied and (meant := _unnamed(text, body, answer, prompt)):
        return meant
    if parsed.status == "none" and denied:
        return Parsed(
            "ambiguous", note=f"only says what it is not: {denied[0]}", candidates=tuple(dict.fromkeys(denied))
        )
    return parsed


def _unnamed(text: str, body: str, answer: Label, prompt: str) -> Parsed | None:
    """Read the label of a text in which no label stands as declared: by another name of it, or with a slip in it."""
    words = {label.casefold(): label for label in answer.labels}
    if (said := claim(text)) is not None:
        said_names = [words[name] for name in said.labels.values() if name in words]
        if len(set(said_names)) == 1:
            return Parsed("value", said_names[0], "another name of the label")
    if (named := _by_other_name(body, answer, prompt)).clear:
        return named
    slip = mistyped(body, answer.labels)
    return Parsed("value", slip, "the label with a slip of the keyboard") if slip else None


def _by_other_name(body: str, answer: Label, prompt: str) -> Parsed:
    names = other_names(answer.labels)
    mentions, _ = label_mentions(body, tuple(names)) if names and not denied_abroad(body) else ([], [])
    return _decide(body, [replace(m, value=names[str(m.value)]) for m in mentions], "label", prompt)


def _choice(text: str, answer: Answer, prompt: str) -> Parsed:
    assert isinstance(answer, Choice)
    body = ticked(_body(text), words=True)
    mentions = choice_mentions(body, answer.options, prompt)
    parsed = _settled(body, own_options(body, mentions, prompt, answer.options), "option", prompt)
    if parsed.clear and any(len(option) > _LETTERS for option in answer.options) and is_used_in_passing(body, mentions):
        return Parsed("none", note=f"only uses the word {parsed.value!r}, and does not answer with it")
    return parsed


def _yes_no(text: str, answer: Answer, prompt: str) -> Parsed:  # noqa: ARG001 - the readers share a signature
    text = _LONE_BULLET.sub("", text)
    if said := pictured_verdict(readable(text)):
        return Parsed("value", said, "a tick or a cross")
    body = without_pictures(_body(text))
    parsed = _decide(body, verdict_mentions(body, prompt), "verdict", prompt)
    if parsed.clear and is_belied(body, str(parsed.value), prompt):
        return Parsed("ambiguous", note=f"says {parsed.value} and then the opposite", candidates=("yes", "no"))
    if parsed.status == "none" and (said := stated(body, prompt)):
        return Parsed("value", said, "says the question as a statement")
    return parsed


def _decide(body: str, mentions: list[Mention], what: str, prompt: str) -> Parsed:
    mentions = own_mentions(body, mentions, prompt)
    return _settled(body, mentions, what, prompt)


def _settled(body: str, mentions: list[Mention], what: str, prompt: str) -> Parsed:
    if is_refusal(body) and not any(is_marked_answer(body, mention) for mention in mentions):
        return _REFUSED
    values = frozenset(str(mention.value) for mention in mentions)
    return settle(body, mentions, what, asked_nouns(prompt, values) if len(values) > 1 else NO_NOUNS)


def _number(text: str, answer: Answer, prompt: str) -> Parsed:
    assert isinstance(answer, Number)
    body = _body(text)
    if (revised := revised_number(body, answer.unit, prompt)) is not None:
        return revised
    given = given_numbers(body, answer.unit, prompt)
    if is_refusal(body) and not any(is_marked_answer(body, mention) for mention, _ in given):
        return _REFUSED
    return final_number(body, given, answer.unit, prompt, emphasised(text, body))


def _json(text: str, answer: Answer, prompt: str) -> Parsed:  # noqa: ARG001
    values = list(dict.fromkeys(json_values(text)))
    if len(values) == 1:
        return Parsed("value", values[0], "valid JSON")
    if values:
        return Parsed("ambiguous", note=f"{len(values)} different JSON values", candidates=tuple(values))
    return _REFUSED if is_refusal(text) else Parsed("none", note="no valid JSON in the answer")


def _list(text: str, answer: Answer, prompt: str) -> Parsed:
    assert isinstance(answer, List)
    if is_empty_list(text):
        return Parsed("value", (), "no items")
    if is_refusal(text):
        return _REFUSED
    if is_echoed(_body(text), prompt):
        return Parsed("none", note="only repeats the prompt")
    items = list_items(text)
    if not items or (len(items) == 1 and items[0].count(" ") > 8) or is_sentence_cut_up(items):
        return Parsed("none", note="no list in the answer")
    return Parsed("value", items if answer.ordered else tuple(sorted(items)), f"{len(items)} items")


def _code(text: str, answer: Answer, prompt: str) -> Parsed:  # noqa: ARG001
    assert isinstance(answer, Code)
    if "```" not in text and is_refusal(text):
        return _REFUSED
    value = code_value(text, answer.language)
    return Parsed("value", value, "code") if value else Parsed("none", note="no code in the answer")


def _text(text: str, answer: Answer, prompt: str) -> Parsed:  # noqa: ARG001
    return _REFUSED if is_refusal(text) else Parsed("value", key(text), "text")


_READERS: dict[type[Answer], Callable[[str, Answer, str], Parsed]] = {
    Label: _label, Choice: _choice, YesNo: _yes_no, Number: _number, Json: _json, List: _list, Code: _code, Text: _text,
}  # fmt: skip

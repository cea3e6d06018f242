"""Contrasts of what an answer means: labels swapped, numbers shifted, JSON fields left out, wrong on purpose."""

import json
import re
from collections.abc import Iterator, Mapping

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Choice, Edit, Json, Label, Number, Prompt, YesNo
from promptfuzz.strategies.contrast_places import added, answer_names, computed, has_examples, renamed, said_by, unknown

_KEYS = re.compile(r"\b(?:the )?(?:keys|fields|properties)\b(?: are| called| named)?:? ", re.IGNORECASE)
_KEY = r"(?:\"[^\"\n]+\"|'[^'\n]+'|`[^`\n]+`|[A-Za-z_]\w*)"
_KEY_LIST = re.compile(rf"({_KEY})((?:, {_KEY})*),? and ({_KEY})(?=[.\n,;:]|$)")
_MEMBER = re.compile(r"\"([^\"\n]+)\"\s*:\s*(\"[^\"\n]*\"|[^,}\n]*)")
_TYPES = re.compile(
    r"\b(?:str|string|text|number|int|integer|float|decimal|bool|boolean|true|false|null|date|time|list|array|object|"
    r"enum|one of|or)\b|[\d|\[\]/]",
    re.IGNORECASE,
)
_ALL_KEYS = re.compile(
    r"\b(?:both|all|two|three|four|five|six|these|each|every|exactly|the)\b[^.\n]{0,20}\b(?:keys|fields)\b", re.I
)
_RIGHT = re.compile(
    r"\b(the|a|an) (right|correct|best|most appropriate|most suitable) "
    r"(?=(?:answer|option|letter|choice|label|category|team)\b)",
    re.I,
)

_TRUTH = re.compile(
    r"\b(?:never|not|no|don['’]t) (?:\w+ )?(?:invent|make (?:up|anything up)|guess|lie|fabricat|"
    r"hallucinat|made[- ]up|speculat)\w*|"
    r"\b(?:only (?:the|use|from|on)|(?:use|using|based|rely\w*) only|solely|exclusively)\b|"
    r"\b(?:truth\w*|honest\w*|accura\w*|factual\w*|correct\w*|reliab\w*)\b",
    re.IGNORECASE,
)
_REWRITES = re.compile(
    r"\b(?:rewrit|rephras|reword|paraphras|correct|fix|translat|summar|writ(?:e|ing) an? |draft|compos|improv|"
    r"polish|simplif|shorten|explain|describ|convert|format)\w*",
    re.IGNORECASE,
)


def _quoted(name: str) -> str:
    return f'"{name}"' if re.search(r"[\s,]", name) else name


def _mapping_sentence(names: Mapping[str, str]) -> str:
    pairs = [(_quoted(old), _quoted(new)) for old, new in names.items()]
    parts = [f"{new} where {old} would be right" for old, new in pairs]
    if len(parts) == 2:
        return f"Swap the two answers: reply {parts[0]}, and {parts[1]}."
    return f"Rename the answers: reply {', '.join(parts[:-1])}, and {parts[-1]}."


def _example_answers(source: Source, names: Mapping[str, str]) -> list[Edit]:
    """Return the edits that rename the answers of worked examples, which would else speak against the sentence."""
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    lines = re.finditer(rf"(?m)^[^\n:]{{1,80}}(?::|->|=>|→)[ \t]*({listed})[ \t]*$", source.text)
    return [source.edit(*match.span(1), names[match.group(1)]) for match in lines]


@mutator(family="contrast")
def swapped_answers(source: Source) -> Iterator[Site]:
    """Ask for the answers under each other's names: negative where positive would be right."""
    names = answer_names(source.prompt)
    if not names or any(message.role == "assistant" for message in source.prompt.history):
        return
    for step in (1, -1) if len(names) > 2 else (1,):
        other = {name: names[(place + step) % len(names)] for place, name in enumerate(names)}
        expected = renamed(source.prompt, other)
        edit = added(source, _mapping_sentence(other))
        if edit is not None and expected is not None:
            yield source.site([edit, *_example_answers(source, other)], expected=expected)


@mutator(family="contrast")
def wrong_answers(source: Source) -> Iterator[Site]:
    """Ask for a wrong answer instead of the right one."""
    prompt = source.prompt
    names = answer_names(prompt)
    if not _has_right_answer(prompt) or has_examples(prompt) or _TRUTH.search(said_by(prompt)):
        return
    if len(names) == 2:
        expected = renamed(prompt, {names[0]: names[1], names[1]: names[0]})
    else:
        expected = unknown(prompt)
    if expected is None:
        return
    said = [match for match in _RIGHT.finditer(source.text) if source.is_free(*match.span())]
    if len(said) == 1 and names:
        article = "A" if said[0].group(1)[0].isupper() else "a"
        yield source.site(source.edit(said[0].start(), said[0].end() - 1, f"{article} wrong"), expected=expected)
        return
    edit = added(source, "Give a wrong answer on purpose.")
    if edit is not None:
        yield source.site(edit, expected=expected)


def _has_right_answer(prompt: Prompt) -> bool:
    if isinstance(prompt.answer, Label | Choice | YesNo | Number):
        return True
    if _REWRITES.search(said_by(prompt)):
        return False
    return all(case.expected is not None for case in prompt.cases) or bool(
        prompt.answer is None and answer_names(prompt)
    )


@mutator(family="contrast")
def shifted_numbers(source: Source) -> Iterator[Site]:
    """Ask for another number than the right one: a hundred more, twice as much."""
    if not isinstance(source.prompt.answer, Number) or has_examples(source.prompt):
        return
    for sentence, factor, more in (
        ("Add 100 to the right number and answer with the result.", 1, 100),
        ("Answer with twice the right number.", 2, 0),
    ):
        edit = added(source, sentence)
        expected = computed(source.prompt, lambda said, factor=factor, more=more: _shifted(said, factor, more))  # type: ignore[misc]
        if edit is not None:
            yield source.site(edit, expected=expected)


def _shifted(said: str, factor: int, more: int) -> str | None:
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", said.strip()):
        return None
    return f"{float(said) * factor + more:g}" if "." in said else str(int(said) * factor + more)


@mutator(family="contrast")
def fewer_keys(source: Source) -> Iterator[Site]:
    """Ask for a JSON answer with one of its keys alone."""
    prompt = source.prompt
    if not isinstance(prompt.answer, Json) or has_examples(prompt):
        return
    for word in _KEYS.finditer(source.text):
        found = _KEY_LIST.match(source.text, word.end())
        if found is None or _ALL_KEYS.search(said_by(prompt).replace(word.group(), " ")):
            continue
        keys = re.findall(_KEY, found.group().replace(" and ", ", "))
        bare = [key.strip("\"'`") for key in keys]
        kept = [key for key in bare if all(_mentions(prompt, other) == 1 for other in bare if other != key)]
        for key in kept[:1]:
            noun = word.group().replace("keys", "key").replace("fields", "field").replace("properties", "property")
            noun = noun.replace(" are", " is")
            text = f"{noun}{keys[bare.index(key)]}"
            expected = computed(prompt, lambda said, key=key: _only_key(said, key))  # type: ignore[misc]
            yield source.site(source.edit(word.start(), found.end(), text), expected=expected)


def _mentions(prompt: Prompt, key: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(key)}(?!\w)", said_by(prompt), re.IGNORECASE))


def _only_key(said: str, key: str) -> str | None:
    value = _loaded(said)
    return None if value is None or key not in value else json.dumps({key: value[key]}, ensure_ascii=False)


def _loaded(said: str) -> dict[str, object] | None:
    try:
        value = json.loads(said)
    except json.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


@mutator(family="contrast")
def swapped_keys(source: Source) -> Iterator[Site]:
    """Ask for a JSON answer with the values of two keys under each other's names."""
    prompt = source.prompt
    if not isinstance(prompt.answer, Json) or has_examples(prompt):
        return
    samples = [source.text[span.start : span.stop] for span in source.protected if span.kind == "json"]
    members = _MEMBER.findall(samples[0]) if len(samples) == 1 else []
    keys = [key for key, _ in members]
    if len(keys) < 2 or len(set(keys)) < len(keys) or _typed(members[0][1]) != _typed(members[1][1]):
        return
    one, two = keys[:2]
    values = [_loaded(case.expected) for case in prompt.cases if case.expected is not None]
    if any(value is not None and type(value.get(one)) is not type(value.get(two)) for value in values):
        return
    if re.search(
        rf"\b(?:{re.escape(one)}|{re.escape(two)})\W+(?:is|are|must|should|as)\b", said_by(prompt), re.IGNORECASE
    ):
        return
    edit = added(source, f'Put the value of "{one}" under "{two}" and the value of "{two}" under "{one}".')
    if edit is not None:
        yield source.site(edit, expected=computed(prompt, lambda said: _swapped(said, one, two)))


def _typed(value: str) -> tuple[bool, str]:
    """Return what a schema says of a value's kind: whether it is quoted, and the types and signs it names."""
    return value.startswith('"'), " ".join(_TYPES.findall(value.lower()))


def _swapped(said: str, one: str, two: str) -> str | None:
    value = _loaded(said)
    if value is None or one not in value or two not in value:
        return None
    return json.dumps({**value, one: value[two], two: value[one]}, ensure_ascii=False)

"""What can be wrong with a table of rules: keys, pattern, groups, alternatives and the example."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from promptfuzz.errors import closest
from promptfuzz.lexicons.rules import MACROS, Rule, rule_of

SWITCHES = ("value", "exact_case", "base_only")
KEYS = ("find", "say", *SWITCHES, "example")
_MACRO = re.compile(r"(?<!\(\?)(?<!\(\?P)(?<!\\)<[a-z]+>")
_OPTIONAL = re.compile(r"(?<!\\)\((?!\?)[^()]*\)[?*]")
_PLAIN = re.compile(r"[\w ',-]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: in which `entry` (a number from 1, or a key) and `field`; `inside` names nested tables."""

    text: str
    entry: int | str | None = None
    field: str | None = None
    inside: tuple[str, ...] = ()


def rule_faults(table: Sequence[Any]) -> Iterator[Fault]:
    """Yield what is wrong with the rules of a table."""
    seen: dict[tuple[object, ...], int] = {}
    for number, entry in enumerate(table, start=1):
        if not isinstance(entry, Mapping):
            yield Fault(f"expected a rule, got {entry!r}; write {{ find = '...', say = [\"...\"] }}", entry=number)
            continue
        for field, text in (*_key_faults(entry), *(_entry_faults(entry) if _is_whole(entry) else ())):
            yield Fault(text, entry=number, field=field)
        key = (entry.get("find"), entry.get("exact_case"), entry.get("value"))
        if key in seen:
            yield Fault(
                f"expected every rule once, got it as entry {seen[key]} too; drop one of them", number, field="find"
            )
        seen.setdefault(key, number)


def _is_whole(entry: Mapping[str, Any]) -> bool:
    return isinstance(entry.get("find"), str) and bool(_say_is_texts(entry.get("say")))


def _say_is_texts(say: Any) -> bool:
    texts = say if isinstance(say, list) else []
    return bool(texts) and all(isinstance(text, str) or _is_texts(text) for text in texts)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(text, str) for text in value)


def _key_faults(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in entry:
        if key not in KEYS:
            yield key, f"expected one of {', '.join(KEYS)}, got {key!r}{closest(key, KEYS) or '; drop it'}"
    if not isinstance(entry.get("find"), str):
        yield "find", f"expected a regular expression, got {entry.get('find')!r}; write find = '\\b(word)\\b'"
    if not _say_is_texts(entry.get("say")):
        yield "say", f'expected a list of texts, or of lists of texts, got {entry.get("say")!r}; write say = ["..."]'
    for key in SWITCHES:
        if not isinstance(entry.get(key, True), bool):
            yield key, f"expected true or false, got {entry[key]!r}; write {key} = true, or leave it out"
    example = entry.get("example", ["", ""])
    if not _is_texts(example) or len(example) != 2:
        yield "example", f'expected a text before and after, got {example!r}; write example = ["before", "after"]'


def _entry_faults(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a rule whose `find` and `say` have the right types."""
    for macro in _MACRO.findall(entry["find"]):
        if macro not in MACROS:
            hint = closest(macro, MACROS) or "; write [<] for the sign itself"
            yield "find", f"expected a macro to be one of {', '.join(MACROS)}, got {macro!r}{hint}"
    rule = rule_of(entry)
    try:
        groups = rule.find.groups
    except re.error as error:
        yield "find", f"expected a regular expression, got {entry['find']!r} ({error}); mend it there"
        return
    if not groups:
        yield "find", f"expected a group around what is replaced, got none in {entry['find']!r}; put () around it"
        return
    if found := _OPTIONAL.search(entry["find"]):
        yield "find", f"expected groups that are always there, got {found.group()!r}; write (...|) instead"
    for number, texts in enumerate(rule.say, start=1):
        if len(texts) != groups:
            yield (
                "say",
                f"expected a text for each of the {groups} groups of find, got {len(texts)} in alternative {number}: "
                f"{list(texts)!r}; an empty text leaves a group out",
            )
            return
        if texts in rule.say[: number - 1]:
            yield "say", f"expected every alternative once, got {list(texts)!r} again; drop it"
        if texts == _only_match(entry["find"], groups):
            yield "say", f"expected another text than {texts!r}, got what find matches; drop it, it changes nothing"
    yield from _example_faults(rule, entry)


def _only_match(pattern: str, groups: int) -> tuple[str, ...] | None:
    """Return the one text that each group can match, or None where there are several."""
    inner = re.findall(r"(?<!\\)\((?!\?)([^()]*)\)", pattern)
    fixed = len(inner) == groups and all(_PLAIN.fullmatch(text) or not text for text in inner)
    return tuple(inner) if fixed else None


def _example_faults(rule: Rule, entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    example = entry.get("example")
    if not _is_texts(example) or len(example or ()) != 2:
        return
    before, after = example or ("", "")
    match = rule.find.search(before)
    if match is None:
        yield "example", f"expected find to match the example, got no match in {before!r}; mend one of them"
        return
    said = [_replaced(before, match, texts) for texts in rule.say]
    if after.lower() not in (text.lower() for text in said):
        yield "example", f"expected one of {said!r}, got {after!r}; write what the rule makes of {before!r}"


def _replaced(text: str, match: re.Match[str], texts: Sequence[str]) -> str:
    out, at = "", 0
    for number, said in enumerate(texts, start=1):
        out += text[at : match.start(number)] + said
        at = match.end(number)
    return out + text[at:]

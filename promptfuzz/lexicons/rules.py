"""Rules of rewording: from an entry of a lexicon to a pattern and what is said in place of its groups."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

MACROS = {
    "<ask>": r"(?:^(?:(?:given|based on|using|for|from|if|when)\b[^.!?;:,]*, |otherwise,? )?"
    r"|\b(?:please|kindly|and|then|to|must|should|(?<!how )(?<!what )(?<!why )(?<!where )(?:could|can|would|will) you"
    r"|you (?:will|can|may|always|never)"
    r"|always|never|also|first|next|finally|carefully|do not|don['’]t|help me|but) )",
    # Bounded, so that a long line without a mark does not make the search quadratic.
    "<any>": r"[^.!?;:\n]{0,200}?",
    "<det>": r"(?:the|this|that|these|those|each|every|all|any|your|its|a|an|\{\w+\}|\")",
    "<end>": r"(?=[.!?:]?$)",
}
_GROUP = re.compile(r"(?<!\\)\((?!\?)([^()]+)\)")
_START = re.compile(r"[a-z][a-z ,'-]+(?![?*{])")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rewording: every group of `find` is replaced by the text at its place in an alternative of `say`.

    What `find` matches outside of its groups is context and stays; an empty group marks an insertion.
    With `value` the first group must stand before an answer value (a label, yes, a quoted string).
    """

    pattern: str
    say: tuple[tuple[str, ...], ...]
    value: bool = False
    exact_case: bool = False
    needles: tuple[str, ...] = ()

    @property
    def find(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first asked for: most rules match nothing in most prompts."""
        return _compiled(self.pattern, re.NOFLAG if self.exact_case else re.IGNORECASE)

    def may_match(self, lowered: str) -> bool:
        """Whether `find` can match a text, given in lower case; a quick look before the pattern is compiled."""
        return not self.needles or any(needle in lowered for needle in self.needles)


@cache
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    return re.compile(pattern, flags)


def rule_of(entry: Mapping[str, Any]) -> Rule:
    """Return the rule that an entry of a lexicon describes; its pattern is not compiled yet."""
    pattern: str = entry["find"]
    needles = _needles(pattern)
    for macro, meaning in MACROS.items():
        pattern = pattern.replace(macro, meaning)
    say = tuple((texts,) if isinstance(texts, str) else tuple(texts) for texts in entry["say"])
    return Rule(pattern, say, entry.get("value", False), entry.get("exact_case", False), needles)


def _needles(pattern: str) -> tuple[str, ...]:
    """Return texts of which one stands in whatever `pattern` matches: the beginnings of a group's alternatives.

    Every group takes part in every match (the check of lexicons sees to it), so any one group will do; the best is
    the one whose shortest beginning is longest.
    """
    best: tuple[str, ...] = ()
    for group in _GROUP.findall(pattern):
        starts = [_START.match(alternative.lower()) for alternative in group.split("|")]
        found = tuple(start.group() for start in starts if start)
        if len(found) == len(starts) and "\\" not in group and min(map(len, found)) > min(map(len, best), default=0):
            best = found
    return best


def rules_of_table(table: Any) -> tuple[Rule, ...]:
    """Return the rules of a table in any shape that says what becomes what: rules, a map, or rows of equals."""
    if isinstance(table, Mapping):
        return tuple(_literal(text, [said] if isinstance(said, str) else said) for text, said in table.items())
    if table and isinstance(table[0], Mapping):
        return tuple(map(rule_of, table))
    return tuple(_literal(text, [other for other in row if other != text]) for row in table for text in row)


def _literal(text: str, said: Iterable[str]) -> Rule:
    return Rule(rf"(?<!\w)({re.escape(text)})(?!\w)", tuple((other,) for other in said), needles=(text.lower(),))

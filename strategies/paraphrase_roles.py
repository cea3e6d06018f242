"""Paraphrases of the role that a prompt gives to the model: You are an editor, Act as an editor."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.paraphrase_text import Sentence, instructions

_ROLE = re.compile(
    r"(?P<lead>You are|You're|You’re) (?=an? [\w -]+(?:[.]|,? who |,? that |,? (?:for|at|in|with) )|the \w+ \w+)"
)
_ACT = re.compile(
    r"(?P<lead>Act as|Take (?:on )?the role of|Play the role of|Assume the role of|Imagine (?:that )?you are) (?=an? )"
)
_NOBODY = frozenset("assistant ai bot chatbot helpful classifier expert model system tool engine agent".split())


def _machine(sentence: Sentence) -> bool:
    """Whether the role is one that nobody works as, such as an assistant or an expert."""
    return bool(_NOBODY & set(sentence.words))


@mutator(family="paraphrase")
def role_statements(source: Source) -> Iterator[Site]:
    """Give the role otherwise: You are an editor, Act as an editor, You work as an editor."""
    for sentence in instructions(source):
        match = _ROLE.match(sentence.text) or _ACT.match(sentence.text)
        if (
            not match
            or not sentence.plain
            or sentence.mark != "."
            or re.search(r" and (?!\w+ \w+ (?:that|who)\b)", sentence.text)
        ):
            continue
        start, stop = sentence.start, sentence.start + match.end("lead")
        said = ["Act as"]
        if re.match(r" an? ", sentence.text[match.end("lead") :]):
            works = "You're" if _machine(sentence) else "You work as"
            said = [works, "Act as", "You are", "Take the role of", "Imagine that you are"]
        yield source.site(*(source.edit(start, stop, words) for words in said if words != match.group("lead")))

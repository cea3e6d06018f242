"""Where a contrast puts a sentence more, which answers a prompt allows, and what is expected of each case then."""

import re
from collections.abc import Callable, Mapping

from promptfuzz.mutators import Source
from promptfuzz.records import Choice, Edit, Label, Prompt, YesNo
from promptfuzz.strategies.layout import content_spans, lines_of
from promptfuzz.strategies.paraphrase_text import Sentence, instructions
from promptfuzz.strategies.reorder_labels import label_runs

_YES_OR_NO = re.compile(
    r"[\"'“`]?\b(yes|true)\b[\"'”`]?(?:,| or|/| and)\s*(?:with )?[\"'“`]?\b(no|false)\b|"
    r"\b(no|false)\b[\"'”`]? or [\"'“`]?\b(yes|true)\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[ \t]*[-*•][ \t]+$")
_THIRD = re.compile(
    r"\b(?:answer|reply|respond|say|write|return|output|use|choose)(?: with)?:? [\"'“]?"
    r"(?:unknown|unsure|unclear|maybe|n/a|none|not \w+|neither|cannot \w+|i don)\b",
    re.IGNORECASE,
)
_MOST_NAMES = 7
_OF_EACH = re.compile(
    r"\b(?:(?:list|extract|find|name|identify)\b[^.\n]*\b(?:each|every|all|them)|then \w+ (?:it|them|each|every|all))"
    r"\b[^.\n]*$",
    re.IGNORECASE,
)


def added(source: Source, sentence: str) -> Edit | None:
    """Return the edit that adds `sentence` behind the last instruction; None where another part is the better home.

    The system message is the home of a sentence only where the template holds no instruction.
    """
    if source.part == "system":
        template = Source(source.prompt, "template", source.prompt.template, source.mutator, source.family)
        if _insertion(template, sentence) is not None:
            return None
    return _insertion(source, sentence)


def _insertion(source: Source, sentence: str) -> Edit | None:
    for last in reversed(instructions(source)):
        lead = source.text[source.text.rfind("\n", 0, last.start) + 1 : last.start]
        if not last.plain:
            if _BULLET.match(lead) and last.line_end and last.mark in ".!?":
                return source.edit(last.stop, last.stop, f"\n{lead}{sentence}")
            continue
        if last.mark and last.mark in ".!?":
            return source.edit(last.stop, last.stop, f" {sentence}")
        if not last.mark and last.line_end and _is_whole(source, last):
            return source.edit(last.stop, last.stop, f". {sentence}")
    return None


def _is_whole(source: Source, last: Sentence) -> bool:
    """Whether a sentence without a stop is one, and neither a heading nor data."""
    slots = any(span.kind == "slot" and span.touches(last.start, last.stop) for span in source.protected)
    return last.imperative and not slots and last.text[-1].isalpha()


def answer_names(prompt: Prompt) -> tuple[str, ...]:
    """Return the answers that a prompt allows, as it writes them; () where they are not given or too many."""
    if isinstance(prompt.answer, Label | Choice):
        names = prompt.answer.labels if isinstance(prompt.answer, Label) else prompt.answer.options
        return names if len(names) <= _MOST_NAMES else ()
    texts = [prompt.template, prompt.system or ""]
    if any(_THIRD.search(text) for text in texts):
        return ()  # an answer beside those that are listed would keep its meaning
    found = next((match for text in texts if (match := _YES_OR_NO.search(text))), None)
    if isinstance(prompt.answer, YesNo) or (prompt.answer is None and found):
        if found is None:
            return ("yes", "no")
        return (found.group(1) or found.group(4), found.group(2) or found.group(3))
    if prompt.answer is not None:
        return ()
    runs = [run for run in label_runs(Source(prompt, "template", prompt.template, "", "")) if len(run) > 1]
    if len(runs) != 1 or _OF_EACH.search(prompt.template, 0, runs[0][0][0]):
        return ()  # one label of several, or of something beside the answer
    names = tuple(prompt.template[start:stop].strip("\"'`") for start, stop in runs[0])
    return names if 2 <= len(set(names)) == len(names) <= _MOST_NAMES else ()


def renamed(prompt: Prompt, names: Mapping[str, str]) -> tuple[str | None, ...] | None:
    """Return what is expected of each case once every answer has another name; None where a case keeps its answer."""
    other = {name.casefold(): new for name, new in names.items()}
    expected: list[str | None] = []
    for case in prompt.cases:
        if case.expected is None:
            expected.append(None)
        elif case.expected.strip().casefold() in other:
            expected.append(other[case.expected.strip().casefold()])
        else:
            return None
    return tuple(expected)


def computed(prompt: Prompt, answer: Callable[[str], str | None]) -> tuple[str | None, ...]:
    """Return what is expected of each case, computed from what the base expects."""
    return tuple(None if case.expected is None else answer(case.expected) for case in prompt.cases)


def unknown(prompt: Prompt) -> tuple[None, ...]:
    """Return that nothing is known of what is expected."""
    return (None,) * len(prompt.cases)


def has_examples(prompt: Prompt) -> bool:
    """Whether worked examples show the answers that the base asks for, which a sentence more would contradict."""
    options = {(line.start, line.stop) for line in lines_of(prompt.template) if line.kind == "option"}
    return (
        any(message.role == "assistant" for message in prompt.history)
        or bool(set(content_spans(prompt.template)) - options)
        or re.search(r"\b(?:examples?|e\.g\.|for instance)(?:[ :]|$)", said_by(prompt), re.IGNORECASE) is not None
    )


def said_by(prompt: Prompt) -> str:
    """Return the template and the system message as one text."""
    return f"{prompt.system or ''}\n{prompt.template}"

"""The message of a failed property: from a finding to plain text that says what flipped, why, and how to replay it."""

import difflib
import re
import textwrap
from collections.abc import Iterator

from promptfuzz.records import Finding, Side, Verdict
from promptfuzz.records.called import STAND_IN
from promptfuzz.reporting.edited import described
from promptfuzz.reporting.measured import heaviest, word_weight
from promptfuzz.reporting.shading import is_attributed
from promptfuzz.reporting.text import one_line, safe, unmasked, visible
from promptfuzz.reporting.view import SHOWN, case_values, changed_parts, paste_form, said
from promptfuzz.reporting.wording import how_often

LONGEST = 600
_UNSHRUNK = re.compile(r" ?\(not fully shrunk: ([^()]*)\)")
_TITLES = {
    Verdict.DEPENDENT: "The meaning of the answer depends on how the prompt is worded.",
    Verdict.COUNTEREXAMPLE: "A rewording that asks for the same thing changed the meaning of the answer.",
    Verdict.IGNORES: "The model ignores the instruction: asked for something else, it answers the same.",
}


def failure_message(
    finding: Finding, *, example: str | None = None, plain: bool = False, kept: str = "", named: bool = True
) -> str:
    """Return what a person needs to see of `finding` as plain text, without escape sequences of any terminal.

    Args:
        finding: what was found.
        example: the argument as which an explicit example gives the variant to the Hypothesis test, where one can.
        plain: whether to show, where none can, the line that asks the variant in a test without Hypothesis.
        kept: the file that it is kept in, or why it is kept in none.
        named: whether the reader has a name for the prompt; else the message says what ``PROMPT`` stands for.
    """
    title = _TITLES.get(finding.verdict, f"The verdict is {finding.verdict}.")
    lines = [title, "", *_field("prompt", f"{safe(finding.prompt_id)} ({safe(finding.family)}{_shrunk(finding)})")]
    for name, value in case_values(finding):
        lines += _field("expected" if name == "expected" else "input", _input(name, value))
    for part, stretches in changed_parts(finding):
        old = "".join(s.text for s in stretches if s.kind != "added")
        new = "".join(s.text for s in stretches if s.kind != "removed")
        lines += ["", *([] if part == "template" else [f"  in {part}:"]), *_diff(old, new)]
    lines += [
        "",
        *(line for names, text in described(finding) for line in _field("edit", _edit(names, text))),
    ]
    lines += ["", *_outputs("as written", finding.base), *_outputs("reworded", finding.minimal), ""]
    lines += _why(finding)
    # Not wrapped: these lines are there to be copied.
    paste = safe(paste_form(finding))
    lines += ["", f"{'replay':<12}{paste or 'the variant was not recorded'}"]
    if paste and example is not None:
        lines += [f"{'':<12}@example({example}={paste})"]
    elif paste and plain:
        lines += [f"{'':<12}pf.assert_stable({paste}, model)  # in a test of its own"]
    if paste and not named:
        lines += [f"{'':<12}# where {STAND_IN} is the prompt {one_line(finding.prompt_id, 80)!r}"]
    lines += [f"{'':<12}{safe(finding.replay)}"] if finding.replay else []
    lines += [f"{'kept':<12}{safe(kept)}"] if kept else []
    return "\n".join(_single_blanks(lines)) + "\n"


def _shrunk(finding: Finding) -> str:
    """Say that a finding is larger than it need be, and why where its summary tells."""
    if finding.shrunk:
        return ""
    told = _UNSHRUNK.search(finding.summary)
    return f", not fully shrunk: {safe(told.group(1))}" if told else ", not fully shrunk"


def _input(name: str, value: str) -> str:
    text = _cut(safe(value))
    return text if name == "expected" else f"{{{safe(name)}}} = {text}"


def _edit(mutator: str, text: str) -> str:
    return f"{_cut(unmasked(text))}  [{safe(mutator)}]"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"


def _field(name: str, text: str) -> Iterator[str]:
    """Lay out one entry: the name in a column of 12, the lines of the text beside it, long ones wrapped."""
    for number, line in enumerate(text.split("\n")):
        for place, piece in enumerate(textwrap.wrap(line, 100, break_long_words=False, break_on_hyphens=False) or [""]):
            yield f"{name if number == place == 0 else '':<12}{piece}".rstrip()


def _diff(old: str, new: str) -> Iterator[str]:
    lines = difflib.unified_diff(old.split("\n"), new.split("\n"), n=2, lineterm="")
    for number, line in enumerate(lines):
        if line.startswith("@@"):
            if number > 2:
                yield "    …"
        elif number > 1:
            kind, text = line[0], line[1:]
            kept = text.rstrip(" \t")
            shown = safe(kept) if kind == " " else unmasked(kept)
            yield f"  {kind} {shown}{visible(text[len(kept) :])}".rstrip()


def _outputs(name: str, side: Side) -> Iterator[str]:
    if not side.outputs:
        yield from _field(name, "no output was recorded")
    for number, one in enumerate(said(side.outputs)[:SHOWN]):
        times = f"  ({one.times} of {one.of} samples)" if one.of > 1 else ""
        text = _cut(safe(one.text)) if one.text else "(an empty output)"
        yield from _field(name if number == 0 else "", text + times)


def _why(finding: Finding) -> Iterator[str]:
    for number, reason in enumerate(finding.reasons):
        yield from _field("why" if number == 0 else "", safe(reason))
    if finding.similarity is not None:
        yield from _field("" if finding.reasons else "why", f"similarity of the two outputs {finding.similarity:.2f}")
    often = _UNSHRUNK.sub("", how_often(finding))
    if often:
        yield from _field("how often", safe(often))
    words = [f"{_cut(safe(repr(word.text)))} ({word_weight(word)})" for word in heaviest(finding.words)]
    if words:
        yield from _field("words", ("\n" if is_attributed(finding) else ", ").join(words))


def _single_blanks(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if line or (number and lines[number - 1]):
            yield line

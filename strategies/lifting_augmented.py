"""What an augmenter did to a prompt: from its output, in which the layout is gone, to edits of the prompt's words."""

import re
from collections import Counter
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, veto
from promptfuzz.records import Edit, Prompt
from promptfuzz.render import label_names, protected_spans
from promptfuzz.rewriting.alignment import hunks
from promptfuzz.strategies.lifting_links import linked

NAME = "from-nlpaug"
_TOKEN = re.compile(r"\w+|[^\w\s]")
_CONTRACTION = re.compile(r"\w+['’]\w+")
_TURN = re.compile(r"\b(?:not|no|never|none|nothing|without|neither|nor|cannot|only|unless|except)\b|\n", re.IGNORECASE)
_UNWANTED = re.compile(r"[{}\n\r\"'`“”‘’«»]")
_CLOSING = re.compile(r"\s|[.,;:!?)\]}]|\Z")


def augmented_sites(prompt: Prompt, part: str, output: str) -> tuple[Site, ...]:
    """Return one site for each place in which the words of `output` differ from those of the part.

    Layout is none of the augmenter's business: signs and white space between words stay as they are. What would change
    a protected span, a negation or a contraction, move a word over one or to another line, or bring in a number, a
    label, a quote or braces, is left out.
    """
    source = Source(prompt, part, prompt.sources[part], NAME, "degrade")
    spoilt = [match.span() for match in _CONTRACTION.finditer(source.text)]
    edits = [
        edit
        for edit in _edits(source, output)
        if _keeps(edit, source) and not any(edit.start < stop and edit.stop > start for start, stop in spoilt)
    ]
    groups = linked(edits, source.text, f"{NAME}-{part}")
    fit = (group for group in groups if not _TURN.search(source.text, group[0].start, group[-1].stop))
    return tuple(Site((group,), NAME, "degrade") for group in fit if veto(group, prompt, "degrade") is None)


def _edits(source: Source, output: str) -> Iterator[Edit]:
    """Align the words and signs of both texts and yield an edit for each run that differs."""
    old = [match.span() for match in _TOKEN.finditer(source.text)]
    new = [match.span() for match in _TOKEN.finditer(output)]
    before = [source.text[start:stop] for start, stop in old]
    after = [output[start:stop] for start, stop in new]
    for i, j, k, m in hunks(before, after):
        words = output[new[k][0] : new[m - 1][1]].split() if k < m else []
        # Words that come in beside a protected span are often its own remains: "{rev iew}".
        if len(words) > j - i and not source.is_free(old[max(i - 1, 0)][0], old[min(j, len(old) - 1)][1]):
            continue
        if not words:
            yield _without(source, old[i][0], old[j - 1][1])
        elif i == j:
            glued = k > 0 and new[k - 1][1] == new[k][0]
            yield _inserted(source, " ".join(words), old[i - 1][1] if i else None, glued=glued)
        elif len(words) == j - i:
            yield from (source.edit(*span, word) for span, word in zip(old[i:j], words, strict=True))
        else:
            yield source.edit(old[i][0], old[j - 1][1], " ".join(words))


def _without(source: Source, start: int, stop: int) -> Edit:
    """Leave out words together with one of the spaces around them."""
    text = source.text
    if text[start - 1 : start] == " " and _CLOSING.match(text, stop):
        start -= 1
    elif text[stop : stop + 1] == " ":
        stop += 1
    return source.edit(start, stop, "")


def _inserted(source: Source, words: str, at: int | None, *, glued: bool) -> Edit:
    if at is None:
        first = len(source.text) - len(source.text.lstrip())
        return source.edit(first, first, f"{words} ")
    return source.edit(at, at, words if glued else f" {words}")


def _keeps(edit: Edit, source: Source) -> bool:
    """Whether an edit leaves the lines as they are and brings in nothing that a model would take at its word."""
    before = source.text[edit.start : edit.stop]
    if edit.text == before or not re.search(r"\w", before + edit.text) or _UNWANTED.search(edit.text):
        return False
    signs, brought = (Counter(re.findall(r"[^\w\s]", text)) for text in (before, edit.text))
    if signs - brought:
        return False
    names = {name.casefold() for name in label_names(source.prompt)}
    if any(match.group().casefold() in names for match in _TOKEN.finditer(edit.text)):
        return False
    return not protected_spans(Prompt.literal(edit.text))

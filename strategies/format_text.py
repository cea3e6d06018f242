"""Formats of running text: emphasis, quotes around labels and what parts them, and line breaks between sentences."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.render import Span
from promptfuzz.strategies.format_fields import fields_of
from promptfuzz.strategies.format_layout import is_told, sentences_of
from promptfuzz.strategies.format_validity import speaks_of_json, speaks_of_rules, speaks_of_wraps
from promptfuzz.strategies.reorder_labels import label_runs

_CONSTRAINT = re.compile(
    r"(?:please )?(?:do not|don['’]t|never|always|only|answer|reply|respond|return|output|use|keep|avoid|make sure|"
    r"ensure|write|give|leave out|ignore|include|mention|limit|be (?:brief|polite|strict|concise|precise)|"
    r"your (?:answer|reply|response|output))\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"\b(?:it|its|this|that|these|those|them|they|then|otherwise|also|instead|so|but|however|first|next|finally)\b",
    re.IGNORECASE,
)
_BEFORE_LABELS = re.compile(
    r"(?:\b(?:as|with|into|in|answer|reply|respond|say|output|return|write|choose|pick|of|one of|labels|categories|"
    r"options|classes|sentiment|use|is|are)|:|\()\s*$",
    re.IGNORECASE,
)
_AFTER_LABELS = re.compile(r"[ \t]*(?:[.;:?!)\n]|$)")
_PAIRED = re.compile(r"\b(?:whether|either|between)\b[^.!?]*$", re.IGNORECASE)
_JOINT = re.compile(r"(?:, |,? or )")
_MANY = 60  # sites and linked edits beyond it are slow to check, and no variant would show them all


@mutator(family="format")
def markdown_emphasis(source: Source) -> Iterator[Site]:
    """Set a constraint in bold, or in italics where it is the only one."""
    every = (x for x in sentences_of(source) if _CONSTRAINT.match(source.text, x.start, x.stop))
    shown = [(x.start, x.stop) for x in islice(every, _MANY) if _is_emphatic(source, x)]
    # Several constraints would be set each in another style.
    marks = ("**", "*", "__", "_") if len(shown) == 1 else ("**",)
    for start, stop in shown:
        yield source.site(*([source.edit(start, start, m), source.edit(stop, stop, m)] for m in marks))


def _is_emphatic(source: Source, sentence: Span) -> bool:
    """Whether emphasis fits: a whole sentence of the instruction, without marks of its own."""
    text = source.text[sentence.start : sentence.stop]
    told = is_told(source.text, sentence.start, sentence.stop)
    return text[-1] in ".!" and not re.search(r"[*_`{}]", text) and told


@mutator(family="format")
def label_quotes(source: Source) -> Iterator[Site]:
    """Put quotes or backticks around the labels that are listed."""
    spans = [span for run in label_runs(source) if len(run) > 1 for span in run]
    if any(source.text[start] in "\"'`*" or stop - start < 2 for start, stop in spans) or not spans:
        return
    if len(spans) > _MANY or speaks_of_wraps(source.text) or _named_elsewhere(source, spans):
        return
    yield source.site(
        *(
            [edit for start, stop in spans for edit in (source.edit(start, start, mark), source.edit(stop, stop, mark))]
            for mark in ('"', "'", "`")
            if mark != "'" or not fields_of(source.text)  # an input may get double quotes
        )
    )


def _named_elsewhere(source: Source, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a label also stands where it would stay without quotes, as in an example or in "if unsure, answer no"."""
    names = "|".join(sorted({re.escape(source.text[start:stop]) for start, stop in spans}, key=len, reverse=True))
    texts = [text for part, text in source.prompt.sources.items() if part in {"template", "system"}]
    return sum(len(re.findall(rf"(?<!\w)(?:{names})(?!\w)", text)) for text in texts) > len(spans)


@mutator(family="format")
def label_joints(source: Source) -> Iterator[Site]:
    """Part the labels that are listed by strokes instead of commas and "or"."""
    text = source.text
    for run in islice((run for run in label_runs(source) if len(run) > 1), _MANY):
        joints = [(one[1], other[0]) for one, other in pairwise(run)]
        plain = all(_JOINT.fullmatch(text, *joint) for joint in joints)
        if not plain or not text[joints[-1][0] : joints[-1][1]].endswith("or "):
            continue
        if _PAIRED.search(text[text.rfind("\n", 0, run[0][0]) + 1 : run[0][0]]):
            continue
        before, after = text[max(0, run[0][0] - 20) : run[0][0]], _AFTER_LABELS.match(text, run[-1][1])
        if _BEFORE_LABELS.search(before) and after and is_told(text, run[0][0], run[-1][1]):
            yield source.site(*([source.edit(*joint, new) for joint in joints] for new in (" / ", " | ", "/")))


@mutator(family="format")
def quote_style(source: Source) -> Iterator[Site]:
    """Put other quotes around the strings that the instruction quotes."""
    quoted = [s for s in source.protected if s.kind == "quoted" and _is_plain(source, s)]
    every = [s for s in source.protected if s.kind == "quoted"]
    if not quoted or len(quoted) < len(every) or len(quoted) > _MANY:
        return
    if speaks_of_wraps(source.text) or speaks_of_json(source.text):
        return
    styles = [(a, b) for a, b in (('"', '"'), ("“", "”"), ("'", "'"), ("`", "`")) if source.text[quoted[0].start] != a]
    contents = [source.text[s.start + 1 : s.stop - 1] for s in quoted]
    yield source.site(
        *(
            [source.edit(s.start, s.stop, a + content + b) for s, content in zip(quoted, contents, strict=True)]
            for a, b in styles
            if not any(mark in content for mark in (a, b) for content in contents)
        )
    )


def _is_plain(source: Source, span: Span) -> bool:
    inside = source.text[span.start + 1 : span.stop - 1]
    return not re.search(r"[\"“”`{}<>\[\]\\]", inside) and is_told(source.text, span.start, span.stop)


def _gaps(source: Source, between: str) -> list[tuple[int, int]]:
    gaps = []
    for first, second in pairwise(sentences_of(source)):
        whole = source.text[first.stop - 1] in ".!?" and source.text[first.stop : second.start] == between
        if whole and is_told(source.text, first.start, second.stop):
            gaps.append((first.stop, second.start))
    return gaps if len(gaps) <= _MANY else []


@mutator(family="format")
def sentence_lines(source: Source) -> Iterator[Site]:
    """Put every sentence of a paragraph on a line of its own."""
    gaps = [] if speaks_of_rules(source.text) else _gaps(source, " ")
    if gaps:
        yield source.site([source.edit(*gap, "\n") for gap in gaps], [source.edit(*gap, "\n\n") for gap in gaps])


@mutator(family="format")
def sentence_points(source: Source) -> Iterator[Site]:
    """Write the constraints at the end of a paragraph as points of a list."""
    text = source.text
    row: list[tuple[int, int]] = []
    for first, second in [*pairwise(sentences_of(source)), (Span(0, 0), Span(0, 0))]:
        said = text[second.start : second.stop]
        joined = text[first.stop : second.start] in {" ", "\n"} and is_told(text, first.start, second.stop)
        if joined and _CONSTRAINT.match(said) and not _LEANS.search(said) and said[-1] in ".!":
            row.append((first.stop, second.start))
            continue
        ends = not joined and row and text[row[0][0] - 1] in ".!?"
        if ends and 1 < len(row) <= _MANY and not re.search(r"(?m)^\s*[-*•]\s", text) and not speaks_of_rules(text):
            yield source.site(*([source.edit(*gap, f"\n{sign} ") for gap in row] for sign in "-•"))
        row = []


@mutator(family="format")
def joined_lines(source: Source) -> Iterator[Site]:
    """Run the sentences of a paragraph on instead of giving each a line."""
    gaps = [] if speaks_of_rules(source.text) else _gaps(source, "\n")
    if gaps:
        yield source.site([source.edit(*gap, " ") for gap in gaps])

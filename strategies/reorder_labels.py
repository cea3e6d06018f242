"""Reorderings of what may be answered: labels in a sentence and lettered options."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.render import label_names
from promptfuzz.strategies.layout import Line, is_prose, lines_of
from promptfuzz.strategies.reorder_moves import orders, permuted
from promptfuzz.strategies.reorder_order import order_counts

_JOINT = re.compile(r",?\s+(?:or|and|versus|vs\.?)\s+|,\s+|\s*[/|]\s*")
_MODIFIER = re.compile(r"\b(?:not|non|very|more|most|less|least|rather|quite|\w+ly|from)[\s-]+$", re.IGNORECASE)
# Where no labels are declared, "is X or Y" may be the start of more: "is wrong or out of date".
_WHOLE = re.compile(r"\s*(?:[.;:!?)\]\n]|,\s|$)|\s+(?:based|if|depending|given|according|when)\b")
_NO_LABEL = re.compile(
    r"(?:out|up|down|on|off|over|under|in|at|by|to|for|from|of|with|before|after|more|less|fewer|later|earlier|not|"
    r"only|both|about|so|even|any|all|other|than|every|each|my|your|his|her|their|its|our|we|they|you|i|\w+ly)",
    re.IGNORECASE,
)
_QUOTED_LIST = re.compile(
    r"\b(?:answer|reply|respond|say|write|return|output|either|with|as)\b:?\s+(?:either\s+)?"
    r"(\"[^\"{\n]+\"(?:,\s+\"[^\"{\n]+\")*,?\s+or\s+\"[^\"{\n]+\")",
    re.IGNORECASE,
)
_REFERS_TO_OPTION = re.compile(
    r"\b(?:all|none|both|neither|any|either) of\b|\bboth\b|\babove\b|\b[A-Z] (?:and|or) [A-Z]\b"
)
# Letters out of their order are strange to read: few of these, and the mildest.
MOST_OPTION_ORDERS = 2
_INLINE_OPTION = re.compile(r"\(?(?P<letter>[A-H])[).] (?P<text>[^\n]*?)(?=\s*(?:[,;]? \(?[A-H][).] |\n|$))")

_LONG_OBJECT = re.compile(
    r"(?:Please )?(?:classify|categori[sz]e|label|tag|mark|grade)(?P<object>(?: (?!(?:as|and|or|into|that|which|who|if|"
    r"when|in|with|each|it)\b)[\w'’-]+){7,12})(?= as (?:either )?)",
    re.IGNORECASE,
)
# "Tag as bug, task or other the topic" is hard to read.
_HARD_BEFORE_NOUN = re.compile(r"\b(?:other|others|none|not|any|all|both|unknown|unclear)\b|\w\s+\w", re.IGNORECASE)
MOST_LABELS = 3


def label_runs(source: Source) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of label names that only commas, "or" and strokes part, quotes around a name included."""
    names = sorted({(s.start, -s.stop) for s in source.protected if s.kind == "label"})
    run: list[tuple[int, int]] = []
    stop = 0
    for start, minus in names:
        if start < stop:
            continue  # a name inside a longer one
        stop = -minus
        span = _with_quotes(source, start, stop)
        if run and not _JOINT.fullmatch(source.text, run[-1][1], span[0]):
            yield run
            run = []
        run.append(span)
    yield run


def _with_quotes(source: Source, start: int, stop: int) -> tuple[int, int]:
    for span in source.protected:
        if span.kind in {"quoted", "code"} and (span.start, span.stop) == (start - 1, stop + 1):
            return span.start, span.stop
    return start, stop


def _may_swap(source: Source, run: list[tuple[int, int]]) -> bool:
    texts = [source.text[start:stop] for start, stop in run]
    declared = bool(label_names(source.prompt))
    ends = declared or bool(_WHOLE.match(source.text, run[-1][1])) if run else False
    return (
        len(run) > 1
        and (declared or not any(_NO_LABEL.fullmatch(text) for text in texts))
        and len(set(texts)) == len(texts)
        and len({text.strip("\"'`")[:1].isupper() for text in texts}) == 1
        and not any(len(text) == 1 for text in texts)
        and not _MODIFIER.search(source.text, max(0, run[0][0] - 20), run[0][0])
        and ends
        and "respectively" not in source.text
    )


@mutator(family="reorder")
def label_order(source: Source) -> Iterator[Site]:
    """List the labels of a sentence in another order, or before a long object."""
    if order_counts(source):
        return
    yield from _before_object(source)
    for run in label_runs(source):
        if _may_swap(source, run):
            # "or other" closes a list, and a "not" would be read with all that follows it.
            free = run[:-1] if re.match(r"\W*(?:other|not\b)", source.text[slice(*run[-1])], re.IGNORECASE) else run
            negated = any(re.match(r"\W*not\b", source.text[slice(*span)], re.IGNORECASE) for span in free)
            if len(free) > 1 and not negated:
                yield source.site(*(permuted(source, free, order) for order in orders(len(free))))
    for found in _QUOTED_LIST.finditer(source.text):
        run = [m.span() for m in re.finditer(r"\"[^\"]+\"", source.text) if found.start(1) <= m.start() < found.end()]
        declared = any(span.kind == "label" and found.start(1) <= span.start < found.end() for span in source.protected)
        if not declared and _may_swap(source, run):
            yield source.site(*(permuted(source, run, order) for order in orders(len(run))))


def _before_object(source: Source) -> Iterator[Site]:
    """Offer "classify as good or bad the tone of ..." where what is classified is long."""
    ends = {run[-1][1]: run for run in label_runs(source) if 1 < len(run) <= MOST_LABELS}
    for sentence in source.sentences:
        run = ends.get(sentence.stop - 1)
        if run is None or any(_HARD_BEFORE_NOUN.search(source.text, *span) for span in run):
            continue
        found = _LONG_OBJECT.match(source.text, sentence.start, run[0][0])
        joint = source.text[found.end() : run[0][0]] if found else ""
        if found and re.fullmatch(r" as (?:either )?", joint) and is_prose(source.text, sentence.start, sentence.stop):
            yield source.site(source.move(*found.span("object"), run[-1][1]))


@mutator(family="reorder")
def option_order(source: Source) -> Iterator[Site]:
    """List the lettered options in another order, each with its letter."""
    if order_counts(source):
        return
    run: list[Line] = []
    for line in [*lines_of(source.text), None]:
        if line is not None and line.kind == "option" and _is_next(run, line):
            run.append(line)
            continue
        yield from _options_site(source, [(each.start, each.stop) for each in run])
        run = [line] if line is not None and line.kind == "option" else []
    for line in lines_of(source.text):
        inline = list(_INLINE_OPTION.finditer(line.text)) if line.text.count(") ") + line.text.count(". ") > 1 else []
        if [found["letter"] for found in inline] == list("ABCDEFGH")[: len(inline)] and len(inline) > 1:
            yield from _options_site(source, [(line.start + f.start(), line.start + f.end()) for f in inline])


def _is_next(run: list[Line], line: Line) -> bool:
    """Whether the letter of `line` follows those of the `run`, so that it is an option and not an answer."""
    letters = [re.sub(r"\W", "", each.text.split()[0])[:1] for each in (*run, line)]
    return letters == list("ABCDEFGHIJKLMNOP")[: len(letters)]


def _options_site(source: Source, run: list[tuple[int, int]]) -> Iterator[Site]:
    texts = [source.text[start:stop] for start, stop in run]
    if len(run) > 1 and not any(_REFERS_TO_OPTION.search(text) for text in texts):
        yield source.site(*(permuted(source, run, order) for order in orders(len(run))[:MOST_OPTION_ORDERS]))

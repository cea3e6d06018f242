"""Reorderings of headed sections and of paragraphs of rules, each with all that stands under it."""

import itertools
import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.layout import SLOT, Line, cue_start, lines_of
from promptfuzz.strategies.reorder_inputs import BEHIND
from promptfuzz.strategies.reorder_moves import orders, permuted
from promptfuzz.strategies.reorder_order import order_counts
from promptfuzz.strategies.reorder_units import leans_back, opens, says_how

_POINTS = re.compile(
    r"\b(?:above|below|following|preceding|previous|earlier|later|next|foregoing|aforementioned|former|latter|"
    r"underneath|prior|first section|last section|here is|here are|now)\b",
    re.IGNORECASE,
)
_OWN_LIST = re.compile(r"(?i)\b(?:following|below)\b[^.\n]*:[ \t]*\n+[ \t]*(?=[-*•+{\d<\"`])")
_NUMBERED = re.compile(
    r"^\W*(?:\d+|[IVX]+[.)]|(?:step|part|phase|stage|section|example|turn)\b|\w+[_-](?:\d+|[a-d])>)", re.IGNORECASE
)
_WHAT = re.compile(r"^\W*(?:(?:your |the )?(?:task|goal|objective|instructions?|question|overview))\b", re.IGNORECASE)
_HOW = re.compile(r"^\W*(?:output|format|response|answer|reply|result|length|language)", re.IGNORECASE)
_FIRST = re.compile(
    r"^\W*(?:role|persona|identity|who you are|system|about you|introduction|overview|conversation|dialogue|"
    r"steps|workflow|process|procedure|examples?)\b",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"^(#{1,6})\s+\S")
_BOLD = re.compile(r"^\*\*[^*\n]+\*\*:?\s*$|^[A-Z][A-Z ]{2,40}:?\s*$|^[A-Z][\w'’ ()-]{0,40}:\s*$")
_TAG = re.compile(r"^\s*<(\w[\w-]*)>")
_INPUT = re.compile(rf"(?m)^[\W_]*{SLOT}\W*$|:[ ]*{SLOT}\W*$")
SLOTTED = re.compile(SLOT)
_DATA = re.compile(
    r"^\W*(?:\w+[ _-])?(?:examples?|documents?|transcripts?|reference|catalogue|catalog|history|data|knowledge|facts|"
    r"articles?|sources?|excerpts?|passages?|messages?|emails?|tickets?|reviews?|records?|menu|faqs?|samples?)\b[^\n]{0,12}$",
    re.IGNORECASE | re.MULTILINE,
)
_NAMED = re.compile(
    r"^(?:Task|Goal|Objective|Rules?|Requirements?|Constraints?|Output(?: format)?|Format|Style|Tone|Audience|"
    r"Instructions?|Labels|Categories|Notes?|Guidelines|Background|Language|Length|Scope|Policy|Criteria|Context): *"
)
Sections = list[tuple[int, int]]


@mutator(family="reorder")
def section_order(source: Source) -> Iterator[Site]:
    """Give the headed sections in another order, each with all that stands under it."""
    if order_counts(source):
        return
    for find in (_under_markdown, _in_tags, _under_titles, _under_names):
        sections = find(source)
        if len(sections) > 1:
            for run in _runs(source, sections):
                texts = [source.text[start:stop] for start, stop in run]
                allowed = [order for order in orders(len(run)) if _task_leads(texts, order)]
                allowed = [order for order in allowed if _keeps_data_together(source, sections, run, order)]
                if allowed and not all("{" in text for text in texts):
                    yield source.site(*(permuted(source, run, order) for order in allowed))
            return


def _keeps_data_together(source: Source, sections: Sections, run: Sections, order: tuple[int, ...]) -> bool:
    """Whether nothing that says what to do comes to stand between two sections of data that it did not part before."""
    moved = dict(zip(run, (run[which] for which in order), strict=True))
    before, behind = source.text[: sections[0][0]], source.text[sections[-1][1] :]
    was = [_is_data(source.text[slice(*span)]) for span in sections]
    now = [_is_data(source.text[slice(*moved.get(span, span))]) for span in sections]
    ends = ([True] if SLOTTED.search(before) else [], [True] if SLOTTED.search(behind) else [])
    heads = [(n, source.text[slice(*run[n])].split("\n")[0]) for n in order if _is_data(source.text[slice(*run[n])])]
    if any(BEHIND.search(head) for _, head in heads) and sorted(heads) != heads:
        return False  # a history stays before the question that goes on with it
    runs = [data for data, _ in itertools.groupby([*ends[0], *now, *ends[1]])]
    return now == was or sum(runs) <= 1


def _is_data(text: str) -> bool:
    return bool(SLOTTED.search(text) or _DATA.match(text))


def _task_leads(texts: list[str], order: tuple[int, ...]) -> bool:
    """Whether the section that names the task keeps its place before those that say how to do it, as its answer's."""
    tasks = [n for n, text in enumerate(texts) if _WHAT.match(text)]
    said = [n for n, text in enumerate(texts) if not _INPUT.search(text)]
    shapes = [n for n in said if _HOW.match(texts[n])]
    behind = [n for n in said if tasks and n > tasks[0]]
    first = order.index(tasks[0]) if tasks else 0
    if any(order.index(n) < first for n in behind):
        return False
    return not tasks or not shapes or max(map(order.index, tasks)) < min(map(order.index, shapes))


def _runs(source: Source, sections: Sections) -> Iterator[Sections]:
    """Yield the runs of sections that may change places; one that points at its surroundings parts them."""
    run: Sections = []
    for start, stop in sections:
        text = source.text[start:stop]
        body = text.split("\n", 1)[1].strip() if "\n" in text else text
        first = re.split(r"(?<=[.!?])\s|\n", body, maxsplit=1)[0]
        role = bool(_NUMBERED.match(text) or _FIRST.match(text)) or opens(re.sub(r"^\W*(?:<\w+>)?\s*", "", first))
        if role or _POINTS.search(_OWN_LIST.sub("", text)) or leans_back(first):
            if len(run) > 1:
                yield run
            run = []
            continue
        run.append((start, stop))
    if len(run) > 1:
        yield run


def _ended(source: Source, starts: list[int]) -> Sections:
    """Return sections that begin at `starts`; the last ends before a cue, and not with more after an input."""
    if len(starts) < 2:
        return []
    cue = cue_start(source.text)
    end = cue if cue is not None and cue > starts[-1] else len(source.text)
    found = []
    for left, right in zip(starts, [*starts[1:], end], strict=True):
        found.append((left, left + len(source.text[left:right].rstrip())))
    last = source.text[slice(*found[-1])]
    mixed = re.search(r"\}\s*\n\s*\n\s*[^\s<{]", last) or ("\n\n" in last.strip() and "{" not in last)
    gaps = {source.text[one[1] : two[0]] for one, two in itertools.pairwise(found)}
    return found[:-1] if mixed else found if len(gaps) <= 2 else []


def _under_markdown(source: Source) -> Sections:
    heads = [(line, found) for line in _unfenced(source) if (found := _MARKDOWN.match(line.text))]
    if not heads:
        return []
    depths = [len(found[1]) for _, found in heads]
    top = min(depths)
    if depths.count(top) == 1 and depths[0] == top and len(depths) > 1:
        top = min(depths[1:])  # the first is the title of the whole
    starts = [line.start for (line, _), depth in zip(heads, depths, strict=True) if depth <= top]
    return _ended(source, starts[1:] if depths[0] < top else starts)


def _unfenced(source: Source) -> Iterator[Line]:
    inside = False
    for line in lines_of(source.text):
        if line.text.lstrip().startswith("```"):
            inside = not inside
        elif not inside:
            yield line


def _in_tags(source: Source) -> Sections:
    found: Sections = []
    closing: str | None = None
    for line in lines_of(source.text):
        opened = _TAG.match(line.text)
        if closing is None and opened:
            closing = f"</{opened[1]}>"
            found.append((line.start, line.stop))
        if closing is not None:
            found[-1] = (found[-1][0], line.stop)
            if line.text.rstrip().endswith(closing):
                closing = None
        elif line.kind != "blank" and found:
            return found if len(found) > 1 and not re.search(_TAG, source.text[line.start :]) else []
    return found if closing is None else []


def _under_titles(source: Source) -> Sections:
    lines = list(_unfenced(source))
    starts = [
        line.start
        for before, line, after in zip([None, *lines], lines, [*lines[1:], None], strict=False)
        if _BOLD.match(line.text)
        and (before is None or before.kind == "blank")
        and after is not None
        and after.kind != "blank"
    ]
    found = _ended(source, starts)
    # What a title heads ends at the first blank line that no title follows.
    return found if not any("\n\n" in source.text[start:stop] for start, stop in found) else []


def _under_names(source: Source) -> Sections:
    starts: list[int] = []
    end = len(source.text)
    for line in lines_of(source.text):
        if _NAMED.match(line.text) and "{" not in line.text:
            starts.append(line.start)
        elif starts and (line.kind in {"blank", "data", "pair", "label", "fence"}):
            end = line.start
            break
    if len(starts) < 2:
        return []
    return [
        (left, left + len(source.text[left:right].rstrip()))
        for left, right in zip(starts, [*starts[1:], end], strict=True)
    ]


@mutator(family="reorder")
def paragraph_order(source: Source) -> Iterator[Site]:
    """Give paragraphs that only state rules in another order."""
    run: Sections = []
    for start, stop in [*_paragraphs(source.text), (0, 0)]:
        if stop and _states_rules(source.text[start:stop]):
            run.append((start, stop))
            continue
        if len(run) > 1 and not order_counts(source):
            yield source.site(*(permuted(source, run, order) for order in orders(len(run))))
        run = []


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the blocks that blank lines part."""
    start: int | None = None
    stop = 0
    for line in lines_of(text):
        if line.kind != "blank":
            start = line.start if start is None else start
            stop = line.stop
        elif start is not None:
            yield start, stop
            start = None
    if start is not None:
        yield start, stop


def _states_rules(text: str) -> bool:
    if any(line.kind != "text" for line in lines_of(text)) or text[-1] not in ".!" or "{" in text:
        return False
    sentences = re.split(r"(?<=[.!?])\s+", text)
    return says_how(sentences[0]) and not _POINTS.search(text) and not any(opens(each) for each in sentences)

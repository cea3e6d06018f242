"""From what a model wrote when it was asked for a rewording to the rewordings in it."""

import re
from collections.abc import Iterator

from promptfuzz.records import slot_counts
from promptfuzz.rewriting.instructions import layout_of

_TAGGED = re.compile(r"<prompt>(.*?)(?:</prompt>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"\A```\w*\n(.*?)\n?```\Z", re.DOTALL)
_LEAD = re.compile(
    r"\A(?:(?:sure|certainly|of course|absolutely|okay|ok)\b[^\n:]{0,40}[,!.:]\s*)?"
    r"(?:\*\*)?(?:here(?:'s|’s|\s+is|\s+are)\b[^\n:]{0,100}|(?:the\s+|a\s+|my\s+)?"
    r"(?:rewritten|reworded|rephrased|paraphrased|revised|alternative|new)"
    r"(?:\s+(?:prompt|instruction|version|text|wording))?):(?:\*\*)?\s*",
    re.IGNORECASE,
)
_OPENING = re.compile(r"\A(?:sure|certainly|of course|absolutely)\b[^\n.!:]{0,40}[.!:]\s+", re.IGNORECASE)
_NOTE = re.compile(
    r"\n\s*\n\s*\(?(?:\*\*)?(?:note|explanation|this (?:version|rewording|wording|prompt|keeps)|i (?:have|hope|kept)|"
    r"let me know|changes(?: made)?:)\b.*\Z",
    re.DOTALL | re.IGNORECASE,
)
_ITEM = re.compile(
    r"^[ \t]*(?:\*\*)?(?:\(?\d{1,2}[.):]|[-*•](?=[ \t])|(?:version|option|rewording|variant)\s+\d{1,2}[.):])"
    r"(?:\*\*)?[ \t]*",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTES = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"), ("`", "`"), ("«", "»"))


def rewordings_in(output: str, asked: str, template: str) -> list[str]:
    """Return the whole templates that a model's `output` offers, in their order, each once.

    Args:
        output: what the model wrote.
        asked: the text that it was to reword: the template, or the instruction in it alone.
        template: the template.
    """
    texts = _unwrapped(_with_slots(output, template), asked)
    found = (_whole(piece, asked, template) for text in texts for piece in _pieces(text, asked, template))
    return list(dict.fromkeys(text for text in found if text.strip()))


def _unwrapped(output: str, asked: str) -> Iterator[str]:
    tagged = [match.group(1) for match in _TAGGED.finditer(output)]
    for text in tagged or [output]:
        text = text.strip()
        for pattern in (_LEAD, _OPENING):
            if not pattern.match(asked):
                text = pattern.sub("", text, count=1).strip()
        fenced = _FENCE.match(text)
        yield _NOTE.sub("", fenced.group(1).strip() if fenced else text)


def _pieces(text: str, asked: str, template: str) -> Iterator[str]:
    """Split a list of rewordings into its items, and several lines where a single one was to be reworded."""
    items = list(_ITEM.finditer(text))
    if items and not _ITEM.search(asked) and not text[: items[0].start()].strip():
        ends = [*(item.start() for item in items[1:]), len(text)]
        parts = [text[item.end() : end] for item, end in zip(items, ends, strict=True)]
    elif "\n" not in asked.strip() and ("\n" not in template.strip() or not slot_counts(text)):
        parts = text.split("\n")
    else:
        parts = [text]
    for part in parts:
        cleaned = _bare(part, asked)
        if cleaned:
            yield cleaned


def _bare(part: str, asked: str) -> str:
    text = part.strip()
    for left, right in _QUOTES:
        wrapped = len(text) > 2 and text[0] == left and text[-1] == right
        if wrapped and not asked.strip().startswith(left) and left not in text[1:-1]:
            text = text[1:-1].strip()
    if text.startswith("**") and text.endswith("**") and text.count("**") == 2 and "**" not in asked:
        text = text[2:-2].strip()
    return text


def _with_slots(text: str, template: str) -> str:
    """Write slots with one pair of braces and no spaces, where they came otherwise."""
    for name in slot_counts(template):
        if f"{{{{{name}}}}}" not in template:
            text = re.sub(rf"\{{\{{\s*{name}\s*\}}\}}|\{{\s*{name}\s*\}}", f"{{{name}}}", text)
    return text


def _whole(text: str, asked: str, template: str) -> str:
    """Put back the lines with the input where they were not to be repeated, or were forgotten."""
    layout, names = layout_of(template), slot_counts(template)
    if asked != template:
        return text if names == slot_counts(text) else layout.whole(text)
    if names and not slot_counts(text) and layout.apart and not layout.instructs:
        return layout.whole(text)
    return text + template[len(template.rstrip()) :]

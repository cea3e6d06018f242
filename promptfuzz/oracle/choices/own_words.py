"""Which of the answers that an output names are its own, and which it only copies from the prompt."""

import re
from bisect import bisect_left

from promptfuzz.oracle.choices.echo import Copied, copied
from promptfuzz.oracle.choices.labels import label_mentions
from promptfuzz.oracle.choices.mentions import Mention, distinct, is_said_answer
from promptfuzz.oracle.choices.option_marks import option_texts

_SHORTEST = 12
_SENTENCE_WORDS = 4
# Few-shot prompts hold sentences like the answer: so many words that are nothing but a copy still answer.
_FEW_SPACES = 6
_END = " \n\"'.,:;!?)-"
# So many characters may mark an option at the beginning of a line: "- **A)".
_LEADS = 4
_NOUN = re.compile(r"(?:option|choice) \W{0,2}", re.IGNORECASE)
_AFTER_LETTER = re.compile(r"[).:\]*]{0,3} ?")


def own_mentions(body: str, mentions: list[Mention], prompt: str) -> list[Mention]:
    """Leave out what stands in stretches of `prompt` that list several answers, are whole sentences or break off."""
    if not prompt or not mentions or len(body) < _SHORTEST:
        return mentions
    if len(mentions) == 1 and body.count(" ") < _SENTENCE_WORDS:
        return mentions
    dropped: set[int] = set()
    starts = [mention.start for mention in mentions]
    broken = False
    for copy in copied(body, prompt):
        inside = mentions[bisect_left(starts, copy.start) : bisect_left(starts, copy.stop)]
        breaks_off = bool(inside) and _breaks_off(body, copy) and not is_said_answer(body, inside[0])
        if inside and (copy.whole or breaks_off or len(distinct(inside)) > 1):
            dropped |= {mention.start for mention in inside}
            broken |= breaks_off
    kept = [mention for mention in mentions if mention.start not in dropped]
    few = len(distinct(mentions)) == 1 and body.count(" ") < _FEW_SPACES and not broken
    return kept or (mentions if few else [])


def _breaks_off(body: str, copy: Copied) -> bool:
    """Whether the output ends in the middle of a sentence that it copies: it says the prompt again, and no more."""
    words = body.count(" ", copy.start, copy.stop) + 1
    return copy.broken and words >= _SENTENCE_WORDS and not body[copy.stop :].strip(_END)


def own_options(body: str, mentions: list[Mention], prompt: str, options: tuple[str, ...]) -> list[Mention]:
    """Leave out the letters of options that are only listed again; a single option said with its text is an answer."""
    texts = option_texts(prompt, options) if prompt else {}
    mentions = [mention for mention in mentions if not _is_belied(body, mention, texts)]
    lines = [mention for mention in mentions if _line(body, mention, texts)]
    if lines and _is_opening(body, lines, mentions, texts):
        return lines[:1]
    if not lines:
        return _other_options(body, mentions, prompt, texts)
    said = [mention for mention in lines if is_said_answer(body, mention)]
    if len(distinct(lines)) > 1 or (not said and _is_list_begun(body, lines[0], texts)):
        kept = said
    else:
        copies = copied(body, prompt)
        kept = said or [mention for mention in lines if not any(_is_within(body, mention, c) for c in copies)]
    rest = [mention for mention in mentions if mention not in lines and not _is_next(body, mention, lines, texts)]
    return sorted([*kept, *own_mentions(body, rest, prompt)], key=lambda mention: mention.start)


def _is_next(body: str, mention: Mention, lines: list[Mention], texts: dict[str, str]) -> bool:
    """Whether an output that lists the options ends at the mark of the next one: "A) Red / B) Blue / C)"."""
    order, last = list(texts), lines[-1]
    if len(lines) < 2 or str(mention.value) not in texts or mention.start < last.stop:
        return False
    follows = order.index(str(mention.value)) == order.index(str(last.value)) + 1
    begins = body[last.stop : mention.start].count("\n") == 1
    return follows and begins and re.fullmatch(r"[).:\]*]+\s*", body[mention.stop :]) is not None


def _is_opening(body: str, lines: list[Mention], mentions: list[Mention], texts: dict[str, str]) -> bool:
    """Whether an output opens with one option on a line of its own and then speaks of the others.

    A list said again begins with the prompt's first option, or holds nothing but the options.
    """
    first, *others = lines
    head, _, rest = body.partition("\n")
    if (
        first is not mentions[0]
        or body[: first.start].strip(_END + "(*[")
        or not rest
        or len(_letters_in(head, mentions)) > 1
    ):
        return False
    if any(is_said_answer(body, mention) and mention.value != first.value for mention in mentions):
        return False
    exact = _is_exact(body, first, texts)
    begins = is_first_option(body, first, texts)
    explained = exact and not any(
        mention.start < len(head) + 1 + _LEADS for mention in (mentions if begins else lines) if mention is not first
    )
    runs_on = any(not _is_exact(body, mention, texts) for mention in others if mention.value != first.value)
    return explained and (runs_on or not others) if begins else explained or runs_on


def _letters_in(line: str, mentions: list[Mention]) -> set[object]:
    return {mention.value for mention in mentions if mention.start < len(line)}


def _is_exact(body: str, mention: Mention, texts: dict[str, str]) -> bool:
    """Whether nothing but an option's own text follows its letter on the line."""
    return _line(body, mention, texts) == texts[str(mention.value)].strip(_END).casefold()


def _is_within(body: str, mention: Mention, copy: Copied) -> bool:
    """Whether a copy holds more before the option's letter than a word for it, as in "Option A: red"."""
    return copy.start < mention.start < copy.stop and not _NOUN.fullmatch(body[copy.start : mention.start])


def _other_options(body: str, mentions: list[Mention], prompt: str, texts: dict[str, str]) -> list[Mention]:
    """Leave out copied letters; an option that is named by its text alone is copied, and answers all the same."""
    named = [mention for mention in mentions if mention.stop - mention.start > 1]
    if named and len(distinct(named)) == 1 and texts:
        copies = copied(body, prompt)
        if all(m.start <= c.start for c in copies for m in named if c.start < m.stop and m.start < c.stop):
            return mentions
    return own_mentions(body, mentions, prompt)


def _is_belied(body: str, mention: Mention, texts: dict[str, str]) -> bool:
    """Whether an "A:" stands for "Answer:", before words that name another option alone: "A: It is a river"."""
    text = body[mention.stop :].split("\n")[0]
    if mention.value != "A" or "A" not in texts or text[:1] != ":" or _line(body, mention, texts):
        return False
    letters = {words: letter for letter, words in texts.items()}
    named = {letters[str(found.value)] for found in label_mentions(text, tuple(letters))[0]}
    return len(named) == 1 and mention.value not in named


def _line(body: str, mention: Mention, texts: dict[str, str]) -> str:
    """Return what follows an option's letter where it is the option's text, or the beginning of it."""
    text = texts.get(str(mention.value), "").casefold()
    match = _AFTER_LETTER.match(body, mention.stop)
    rest = body[match.end() if match else mention.stop :].split("\n")[0].strip(_END).casefold()
    if not text or not rest:
        return ""
    return rest if rest.startswith(text.strip(_END)) or text.startswith(rest) else ""


def _is_list_begun(body: str, mention: Mention, texts: dict[str, str]) -> bool:
    """Whether the output ends in the middle of the first option: it lists the options, and broke off."""
    line, text = _line(body, mention, texts), texts[str(mention.value)].strip(_END)
    ends = len(line) < len(text) and body.rstrip(_END).casefold().endswith(line)
    return ends and is_first_option(body, mention, texts)


def is_first_option(body: str, mention: Mention, texts: dict[str, str]) -> bool:
    """Whether the output begins with the first of the options that the prompt lists."""
    return mention.value == next(iter(texts), None) and not body[: mention.start].strip(_END + "(*[")


def may_list_on(body: str, mentions: list[Mention], prompt: str, options: tuple[str, ...]) -> bool:
    """Whether a cut output has so far said no more than the first option with its text: the others may follow."""
    texts = option_texts(prompt, options)
    if len(mentions) != 1 or len(texts) < 2 or not is_first_option(body, mentions[0], texts):
        return False
    line, text = _line(body, mentions[0], texts), texts[str(mentions[0].value)].strip(_END)
    return 0 < len(line) <= len(text) and body.rstrip(_END).casefold().endswith(line)


def is_echoed(body: str, prompt: str) -> bool:
    """Whether a text of one line is nothing but a line of the prompt said again, or the beginning of one."""
    if not prompt or "\n" in body or len(body) < _SHORTEST:
        return False
    (copy, *more) = copied(body, prompt) or (None,)
    if copy is None or more or body[: copy.start].strip(_END) or body[copy.stop :].strip(_END):
        return False
    at = prompt.casefold().find(body[copy.start : copy.stop].casefold())
    begins = at >= 0 and (at == 0 or prompt[at - 1] == "\n" or prompt[at - 2 : at] in {". ", "? ", "! "})
    return begins and (copy.whole or copy.broken) and ":" in body + prompt[at - 2 : at]

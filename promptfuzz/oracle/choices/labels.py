"""From an output to the label or the option it names."""

import re
from functools import lru_cache
from itertools import pairwise

from promptfuzz.oracle.choices.denials import is_negated
from promptfuzz.oracle.choices.mentions import Mention, unconceded
from promptfuzz.oracle.choices.option_marks import option_texts
from promptfuzz.oracle.choices.pictures import is_crossed_out
from promptfuzz.oracle.choices.said_letters import opening_letter, said_letters
from promptfuzz.oracle.choices.subjects import is_in_field
from promptfuzz.oracle.choices.weighed import beaten, unoutscored

_REACH = 80
_SCORE_OF = re.compile(r"(?:\bout of |/ ?|\bof |\bscale of |\b1 ?(?:-|to) ?)$", re.IGNORECASE)
_LIST_GAP = re.compile(r"[\"']?(?: ?[,/|&] ?(?:and |or )?| or | and | and/or | vs\.? | versus )[\"']?(?:an? |the )?$")
# "A" the article, "I" the pronoun: a word follows, and it does not speak of the option.
_ARTICLE = re.compile(r" (?!(?:is|was|because|since|as|and|or|nor)\b)[a-z']")
# 'The holiday in August is called "October"': the label is what is spoken of, and the answer is another word.
_RENAMED = re.compile(r"[\"']? (?:is|was|are) (?:called|named|known as) [\"'](?P<other>[\w -]+)")
_FREE = re.compile(r"[- ]free\b")
# "Spam: no", "Spam? No.": asked of the label, and denied.
_ANSWERED_NO = re.compile(r"[\"')]{0,2} ?[:?=] ?[\"']?(?:no|false)[\"']?(?= ?(?:$|[\n,;.|)}]))", re.IGNORECASE)
_WRONG = re.compile(
    r"[)\"']?(?:(?:, \(?[A-H]\)?){0,4},? (?:and|or|nor) \(?[A-H]\)?)? (?:is|are|would be|can be|seems?)(?: both|"
    r" all| also)? "
    r"(?:wrong|incorrect|not|false|out|ruled out|eliminated|excluded|implausible|impossible)\b"
)
# "B is right", "that leaves D": as good as "the answer is".
_RIGHT = re.compile(r"[)\"']? (?:is|must be|has to be) (?:the )?(?:right|correct|true|best|answer|only)\b")
_LEAVES = re.compile(
    r"\b(?:leaves|leaving|so it's|so it is|therefore|must be|it's|go with|choose|pick|select) \W{0,3}$", re.I
)
# "The answer is Oslo (B)", "not Bergen (C)": the option by its text, its letter in brackets.
_NAME = (
    r"(?!(?:not|either|neither|one|both|between|none)\b)(?:(?!(?:than|as|because|since|while|which|that|if|unless|or|and|"
    r"like|but|not|only|just)\b)[\w'%-]+ ){1,6}"
)
_ANSWER_NAMED = re.compile(
    rf"\b(?:answer|choice|option|solution)(?: [a-z ]{{1,30}})?"
    rf"(?: is| was| would be| must be| should be|:) {_NAME}[(\[]$",
    re.IGNORECASE,
)
_NOT_NAMED = re.compile(
    rf"(?:(?:,|\band) (?:not|never)|\b(?:rather than|instead of)|\b(?:answer|choice|option) is not) {_NAME}[(\[]$", re.I
)
_OR = re.compile(r"[)\]],? ?(?:/|or\b|and (?!not\b))", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s_\-]+")
# "High confidence", "Confidence: low": how sure it is, where another label is the answer.
_SURE_AFTER = re.compile(r"[\"')]* (?:confidence|certainty|probability)\b", re.IGNORECASE)
_SURE_BEFORE = re.compile(r"\b(?:confidence|certainty)(?: level| score)?(?: is)?:? ?[\"'(]*$", re.IGNORECASE)

# Labels in whose place a pronoun may stand: "IT" the department
_PRONOUNS = frozenset({"it", "us"})
_RECEIVER = re.compile(
    r"\b(?:rout\w+|assign\w*|forward\w*|goes|go|belongs?|send|sent|handled|answer is|say) (?:(?:this|that) )?"
    r"(?:to |by |with )?(?:the )?[\"'(*]*$",
    re.IGNORECASE,
)
_AROUND = " \t\"'()[].,;:!*-"


def label_key(text: str) -> str:
    """Return a label without case and with single spaces for spaces, hyphens and underscores."""
    return _SEPARATORS.sub(" ", text.casefold()).strip()


@lru_cache(maxsize=512)
def _scanner(labels: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str], dict[str, str]]:
    keys = {label_key(label): label for label in labels}
    forms = []
    for text in sorted(keys, key=len, reverse=True):
        body = r"[\s_\-]*".join(map(re.escape, text.split(" ")))
        plural = "(?:e?s)?" if len(text) > 3 and text[-1].isalpha() and text[-1] != "s" else ""
        forms.append(body + plural)
    pattern = re.compile(rf"(?<!\w)(?<!\d[.,])(?:{'|'.join(forms)})(?!\w)(?![.,]\d)", re.IGNORECASE)
    squeezed = {text.replace(" ", ""): label for text, label in keys.items()}
    partners = {}
    for text, label in keys.items():
        for form in (f"not {text}", f"non {text}", f"no {text}", f"non{text}", f"un{text}", f"in{text}", f"ir{text}"):
            if form in keys and keys[form] != label:
                partners[label] = keys[form]
    return pattern, squeezed, partners


def _named(found: str, squeezed: dict[str, str]) -> str:
    text = _SEPARATORS.sub("", found.casefold())
    for form in (text, text[:-1], text[:-2]):
        if form in squeezed:
            return squeezed[form]
    return squeezed[max((form for form in squeezed if text.startswith(form)), key=len)]


def label_mentions(text: str, labels: tuple[str, ...]) -> tuple[list[Mention], list[str]]:
    """Return where `text` names a label, longest label first, and the labels it names only to deny them.

    A denied label counts as its negated partner where the set has one ("isn't spam" with "not spam").
    """
    pattern, squeezed, partners = _scanner(labels)
    numeric = all(label[:1].isdigit() for label in labels)
    mentions: list[Mention] = []
    denied: list[str] = []
    for match in pattern.finditer(text):
        label = _named(match.group(), squeezed)
        before = text[max(0, match.start() - _REACH) : match.start()]
        if numeric and mentions and _SCORE_OF.search(before):
            continue
        if _is_pronoun(text, match, before):
            continue
        if _is_denied(text, before, match.end()):
            if label in partners:
                label = partners[label]
            else:
                denied.append(label)
                continue
        if _is_renamed(text, match.end(), label):
            denied.append(label)
            continue
        mentions.append(Mention(label, *match.span()))
    mentions = _without_confidence(text, mentions)
    if numeric:
        return _mark_lists(text, mentions), denied
    lost = beaten(text, mentions)
    denied += [str(mention.value) for mention in lost]
    listed = _mark_lists(text, [mention for mention in mentions if mention not in lost])
    kept = unoutscored(text, listed, among=len(labels))
    return kept, denied if kept else [*denied, *(str(mention.value) for mention in listed)]


def _is_denied(text: str, before: str, stop: int) -> bool:
    """Whether the label that ends at `stop` is named only to deny it: "not spam", "spam: no", "spam-free"."""
    after = _FREE.match(text, stop) or _ANSWERED_NO.match(text, stop) or is_crossed_out(text, stop)
    return bool(after) or is_negated(before)


def _is_pronoun(text: str, match: re.Match[str], before: str) -> bool:
    """Whether "it" or "us" is a word of the sentence, and not the name of a label: "it should go to HR"."""
    if match.group().casefold() not in _PRONOUNS or match.group().isupper():
        return False
    alone = not before.rpartition("\n")[2].strip(_AROUND) and not text[match.end() :].partition("\n")[0].strip(_AROUND)
    return not (alone or is_in_field(text, *match.span()) or _RECEIVER.search(before))


def _without_confidence(text: str, mentions: list[Mention]) -> list[Mention]:
    """Leave out what only says how sure the answer is, unless nothing else is left."""
    if len({mention.value for mention in mentions}) < 2 or not ("onfiden" in text or "ertain" in text):
        return mentions
    return [
        mention
        for mention in mentions
        if not _SURE_AFTER.match(text, mention.stop)
        and not _SURE_BEFORE.search(text[max(0, mention.start - 48) : mention.start])
    ] or mentions


def _is_renamed(text: str, at: int, label: str) -> bool:
    match = _RENAMED.match(text, at)
    return match is not None and label_key(match["other"]) != label_key(label)


def _mark_lists(text: str, mentions: list[Mention]) -> list[Mention]:
    listed: set[int] = set()
    for number, (left, right) in enumerate(pairwise(mentions)):
        near = left.value != right.value and right.start - left.stop < 14
        if near and _LIST_GAP.match(text[left.stop : right.start]):
            listed |= {number, number + 1}
    return [Mention(m.value, m.start, m.stop, listed=number in listed) for number, m in enumerate(mentions)]


@lru_cache(maxsize=256)
def _letters(options: tuple[str, ...]) -> re.Pattern[str]:
    one = "|".join(map(re.escape, options))
    return re.compile(
        rf"\((?P<bracket>{one})\)|(?<![\w'.])(?P<label>{one})(?=[).:](?:\s|$))|"
        rf"\b(?i:option|choice|answer|letter)(?i: is)?:? ?[\"'(\[]?(?P<named>{one})(?![\w'])|"
        rf"(?<![\w'.-])(?P<bare>{one})(?![\w'])"
    )


def choice_mentions(text: str, options: tuple[str, ...], prompt: str = "") -> list[Mention]:
    """Return where `text` names an option by its letter or, with the prompt at hand, by the option's text."""
    stripped = text.strip(" \n().:\"'[]")
    for option in options:
        if stripped.casefold() == option.casefold():
            at = text.find(stripped)
            return [Mention(option, at, at + len(stripped))]
    if any(len(option) > 2 for option in options):
        return label_mentions(text, options)[0]
    mentions: list[Mention] = []
    marked: list[Mention] = []
    for mention in _letter_mentions(text, options):
        before = text[max(0, mention.start - _REACH) : mention.start]
        enclosed = text[mention.stop : mention.stop + 1] in {")", "]"}
        if _WRONG.match(text, mention.stop) or is_negated(before) or (enclosed and _NOT_NAMED.search(before)):
            continue
        mentions.append(mention)
        said = enclosed and _ANSWER_NAMED.search(before) and not _OR.match(text, mention.stop)
        if said or _RIGHT.match(text, mention.stop) or _LEAVES.search(before):
            marked.append(mention)
    marked = [mention for mention in unconceded(text, mentions) if mention in marked]
    if len({mention.value for mention in marked}) == 1:
        return marked
    if not mentions and prompt:
        named = {words: letter for letter, words in option_texts(prompt, options).items() if words}
        if len(named) > 1 and (found := label_mentions(text, tuple(named))[0]):
            return [Mention(named[str(m.value)], m.start, m.stop, listed=m.listed) for m in found]
    return unoutscored(text, _mark_lists(text, mentions or opening_letter(text, options)), whole=True)


def _letter_mentions(text: str, options: tuple[str, ...]) -> list[Mention]:
    """Return the options that `text` names by their letters, as declared or after a word for an option."""
    found = {mention.start: mention for mention in said_letters(text, options)}
    for match in _letters(options).finditer(text):
        group = str(match.lastgroup)
        may_be_word = match[group] in (("A", "I", "a", "i") if group == "bare" else ("a", "i"))
        if group == "bracket" or not (may_be_word and _ARTICLE.match(text, match.end())):
            found[match.start(group)] = Mention(match[group], *match.span(group))
    return [found[start] for start in sorted(found)]

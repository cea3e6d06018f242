"""Whether the right answer to a case hangs on what a counterfactual would swap in it; then the swap is refused."""

import re
from collections.abc import Sequence

from promptfuzz.records import Change, Choice, Label, Number, Prompt, YesNo
from promptfuzz.render import protected_spans

_CASE = re.compile(r"cases\[(\d+)\]")
_SLOT = re.compile(r"\{[^\W\d]\w*\}")
_ABOUT_THE_TEXT = re.compile(
    r"\b(?:translat\w*|transcri(?:b\w*|ptions?)|(?<!not )(?:repeat|copy)|verbatim|quot(?:e|ation) from|rhym\w*|"
    r"syllab\w*|alphabet\w*|spell\w*|grammar\w*|typos?|dialect|palindrome|anagram|identical|"
    r"duplicates?(?! charge| payment| order)|"
    r"(?<!no )longer(?! than \d)|shorter(?! than \d)|"
    r"(?:how many|number of|count the) (?:words|letters|characters|sentences|names|people|persons))\b",
    re.IGNORECASE,
)
_MAKES_TEXT = re.compile(
    r"\b(?:writ|summar|rewrit|draft|rephras|paraphras|extract|list|describ|explain|generat|correct|repl(?:y|ies) to|"
    r"answer the (?:customer|message|email|letter)|suggest|compos|complet|fill|fix)\w*",
    re.IGNORECASE,
)
# What is written about people names them, whatever the answer is expected to say.
_WRITES = re.compile(
    r"\b(?:summar|rewrit|draft|rephras|paraphras|describ|explain|repl(?:y|ies) to|compos|shorten|condens|headline|"
    r"writ(?:e|ing) (?:an?|the)\b)\w*",
    re.IGNORECASE,
)
# Words of the patterns, in phrases that ask for none of it.
_ASIDE = re.compile(
    r"\b(?:(?:do not|don't|don’t|never|no|without)(?: \w+){0,2} (?:explain\w*|explanations?)|"
    r"(?:from|of|in|on) (?:the|this|that) (?:following |given )?list|listed|"
    r"(?:the|one|a|single) correct (?:label|category|answer|team|class|queue|option|one)|writers?|written|description|"
    r"(?:between|from) [01] (?:and|to) (?:5|10|100)|"
    r"(?:assistant|agent|clerk|expert|customers?|users?|employees?) who|"
    r"(?:did|does|has|will|should|would) the (?:sender|author|recipient|addressee)|"
    r"name (?:only |just )?the (?:team|label|category|queue|topic|class|intent)|"
    r"(?:as|only|just|with|by|return|output|give) (?:a|the|one|a single)? ?numbers?(?! of)|numbers? (?:only|without)|"
    r"(?:order|phone|account|invoice|card|ticket|reference|case) numbers?|"
    r"(?:invoice|order|bill|purchase) totals?|total (?:amount|price|cost)s?|"
    r"totals? (?=(?:\w+ ){0,3}(?:euros?|dollars?|pounds|currency|invoice|bill)\b))\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"\b(?:yes\W+(?:or|/)\W*no|true\W+(?:or|/)\W*false)\b", re.IGNORECASE)


def hangs_on(edits: Sequence[Change], prompt: Prompt, asks: str | None) -> str | None:
    """Say why the answer to the case of `edits` may change with what they change, or None where it may not.

    `asks` is a pattern of what an instruction or a question says when its answer hangs on it.
    """
    found = _CASE.match(edits[0].part)
    assert found is not None
    case = prompt.cases[int(found.group(1))]
    sources = prompt.sources
    before = [re.sub(r"['’]s?$", "", sources[edit.part][edit.start : edit.stop]) for edit in edits]
    expected = case.expected
    if expected is not None and any(_holds(expected, text) for text in before if text):
        return "the expected answer holds what would change"
    said = " ".join(text for part, text in sources.items() if not part.startswith("cases["))
    whole = _SLOT.sub(" ", said)
    said = _ASIDE.sub(" ", whole)
    if not _is_closed(prompt, said) and (expected is None or _WRITES.search(said)):
        return "the answer may hold what would change"
    if _ABOUT_THE_TEXT.search(whole):
        return "the prompt asks about the text itself"
    asked = [said, *(value for _, value in case.values if value.rstrip().endswith("?"))]
    if asks is not None and any(re.search(asks, text, re.IGNORECASE) for text in asked):
        return "the prompt asks for what would change"
    return None


def _holds(expected: str, text: str) -> bool:
    """Whether the expected answer says `text`, or a longer word that begins with it: German, Germany."""
    ending = "" if len(text) > 3 and text.isalpha() else r"(?!\w)"
    return re.search(rf"(?<!\w){re.escape(text)}{ending}", expected, re.IGNORECASE) is not None


def _is_closed(prompt: Prompt, said: str) -> bool:
    """Whether the answers are few and given, so that none of them can hold a word of the input."""
    if prompt.answer is not None:
        return isinstance(prompt.answer, Label | Choice | YesNo | Number)
    listed = any(s.kind == "label" for part in ("template", "system") if part in prompt.sources
                 for s in protected_spans(prompt, part))  # fmt: skip
    return bool(_YES_OR_NO.search(said)) or (listed and not _MAKES_TEXT.search(said))

"""From a model's output to the words that carry its answer: characters, markup, preambles and sign-offs."""

import re
import unicodedata
from functools import lru_cache

from promptfuzz.oracle.amounts.latex import without_formulas
from promptfuzz.oracle.identifiers import joined
from promptfuzz.oracle.thoughts import without_thoughts

_CHARACTERS = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u02bc": "'", "`": "`",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
        "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None, "\u00ad": None,
        "\u2022": "-", "\u25cf": "-", "\u25e6": "-", "\ufe0f": None,
        "\u00bd": " 1/2", "\u00bc": " 1/4", "\u00be": " 3/4", "\u2153": " 1/3", "\u2154": " 2/3",
    }
)  # fmt: skip

# Every pattern here matches a bounded stretch: an output is untrusted, and a star next to a star is quadratic.
_FENCE = re.compile(r"^```[^\n]*$", re.MULTILINE)
# A star between digits multiplies them.
_MARKUP = re.compile(
    r"(?<!(?<=\d)(?=\*\d))\*(?=\S)|(?<=\S)\*(?!(?<=\d\*)\d)|`|(?<![^\W_])_|_(?![^\W_])|^#{1,6} |^> ?|"
    r"\\(?=[()\[\]_*])",
    re.MULTILINE,
)
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\([^()\s]{1,500}\)")
# What a chat model puts around an answer, for the reader's eye only.
_DECOR = re.compile("[\U0001f44d\U0001f44b\U0001f60a\U0001f642\U0001f600\U0001f603\U0001f604\U0001f389\u2728\U0001f680"
                    "\U0001f64f\U0001f917\u263a\U0001f449\U0001f3fb-\U0001f3ff]+ ?")  # fmt: skip
_POWER = re.compile("(?<=\\d)\u207b?[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+")
_ATTRIBUTES = r"(?: [a-z-]{1,20}=(?:\"[^\"<>\n]{0,200}\"|'[^'<>\n]{0,200}')){0,8}"
_TAG = re.compile(
    r"</?(?:answer|final_answer|final|output|response|result|label|text|summary|translation|b|i|em|strong|"
    rf"code|span){_ATTRIBUTES}(?: ?/)?>",
    re.IGNORECASE,
)
# A browser begins a line at each of these.
_BLOCK_TAG = re.compile(rf"</?(?:p|br|div|ul|li|ol|tr|h[1-6]){_ATTRIBUTES}(?: ?/)?>", re.IGNORECASE)
_ROLE = re.compile(
    r"(?:#{0,6} ?(?:instructions?|input|prompt|task|question|user|human)\b ?:[^\n]{0,2000}\n+){1,4}#{0,6} ?"
    r"(?:response|answer|output|assistant|result|model|ai)\b ?: ?\n?(?=\S)"
    r"|#{0,6} ?(?:instructions?|input|prompt|task|question|q)\b ?:[^\n]{0,500}? (?:answer|a|result|response|"
    r"output) ?: ?(?=\S)"
    r"|(?:assistant|response|output|ai|bot|model) ?: ?\n?(?=\S)",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|alright|(?:that's a )?(?:great|good) question|"
    r"no problem|"
    r"gladly|(?:i'd|i would|i'll) be (?:happy|glad) to(?: help| assist)?(?: you)?(?: with (?:that|this))?|"
    r"happy to help|"
    r"i can help (?:you )?with that|let me (?:help|think|see|check)(?: you)?(?: with that)?|here you (?:go|are)|"
    r"here goes|thanks? (?:you )?for (?:asking|your question|the question|sharing)|as requested|got it|understood|"
    r"to answer your question|in short|short answer|in summary|to summari[sz]e|to sum up|in a nutshell|simply put|"
    r"hello|hi(?: there)?|as an ai(?: language model)?,? i (?:don't|do not) have (?:personal )?(?:opinions|feelings|"
    r"preferences)[^.,\n]{0,40}, but|as an? (?:ai|artificial intelligence|(?:large )?language model)"
    r"(?: (?:language )?model| assistant)?,? i (?:don't|do not|can't|cannot|am not able to|am unable to|"
    r"'m not able to) "
    r"[^.,;\n]{3,60}, but"
    r"(?! (?:i|here|you|if|feel|please|we|let|perhaps|maybe|there are|it(?:'s| is) (?:important|best))\b)"
    r")\b(?! not\b)[!,.:]* ?(?:-+ )?(?=\S)",
    re.IGNORECASE,
)
# "According to the passage, the bridge ..." says no more than the rest does.
_SOURCE = re.compile(
    r"(?:(?:based on|according to|judging by|judging from|going by|given|from|in|looking at|from what) (?:the|this|"
    r"your) (?:given |"
    r"provided |above |supplied )?(?:text|passage|document|article|review|message|e-?mail|context|information|report|"
    r"ticket|transcript|paragraph|sentence|snippet|excerpt|input|story|question|data)(?:"
    r" (?:above|provided|given|below|alone|itself|only|you (?:provided|gave|sent|shared)))?"
    r"|as (?:stated|mentioned|described|noted|the (?:text|passage|document) says))"
    r"(?: in the (?:text|passage|document|article))?, (?=\S)"
    r"|(?:the (?:text|passage|document|article|author|report) (?:says|states|mentions|notes|tells us|explains) that|"
    r"it (?:is|should be) (?:noted|stated) that|please note that|note that) (?=\S)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:who|what|when|where|which|whose|whom|why|how|is|are|was|were|does|do|did|can|could|should|has|have|will)\b"
    r"[^.?!\n]{3,300}\?[ \n]+(?=[^?]{1,4000}$)",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"(?:here(?: is|'s| are)|below (?:is|are)|this is|the following (?:is|are)|i(?:'ve| have) [a-z]+|i would say|"
    r"you asked (?:me )?(?:to|for|about|whether|if))"
    r"\b[^\n:.!?]{0,100}: ?\n?(?=\S)",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"(?:(?:the|my|your|final|correct|best|short|overall) ){0,3}"
    r"(?:answer|translation|summary|label|result|output|response|classification|category|sentiment|verdict|class|"
    r"conclusion|solution|reply|topic|title|prediction)(?: (?:to|for) (?:your|the|this) question)?(?: is)?: ?\n?(?=\S)",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?:please )?(?:let me know|i hope|hope (?:this|that)|feel free|if you (?:have|need|want|would like|'d like)|"
    r"is there anything|would you like|do you (?:want|need)|(?:i'm |i am |always )?(?:happy|glad) to help|"
    r"i can also|i'd be happy to|just let me know|don't hesitate|do not hesitate|good luck|enjoy|"
    r"any (?:other )?questions|"
    r"in case you need|should you (?:need|have)|you're welcome|"
    r"thank you|thanks|have a (?:nice|great|good))\b",
    re.IGNORECASE,
)
# What a model says of the sentence that it has mended: "This is a grammatically correct sentence."
_REMARK = re.compile(
    r"(?<=[\w.!?\"')])(?:\n+| (?=\())\(?(?:this (?:sentence )?is (?:a |an |the |now )*(?:\w+ly )?(?:correct|corrected|"
    r"improved|revised|polished)\b|the (?:corrected |original |revised |new )?(?:sentence|text|version|verb|word|"
    r"phrase|original) (?:is now|has been|had|was changed|was corrected|used|contained)\b|"
    r"i(?:'ve| have)? (?:just |only )?(?:changed|corrected|replaced|fixed|reworded|rephrased|rewrote|kept)\b|"
    r"(?:changes(?: made)?|corrections?(?: made)?|what i changed|explanation of (?:the )?changes)\b ?:)"
    r"(?!.{0,1000}\bbut\b).{0,1500}\Z",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE_END = re.compile(r"[.!?] |\n")
_QUOTES = {'"': '"', "'": "'", "(": ")", "[": "]"}


def clean(text: str) -> str:
    """Return `text` in NFKC with plain quotes and dashes, and single spaces; line ends stay, blank lines go."""
    if not text.isascii():
        text = _POWER.sub(r"^\g<0>", text)
        text = unicodedata.normalize("NFKC", text.translate(_CHARACTERS)).translate(_CHARACTERS)
        text = _DECOR.sub("", text) or text
    if "\n" in text or "\r" in text:
        lines = (" ".join(line.split()) for line in text.splitlines())
        return "\n".join(line for line in lines if line)
    return " ".join(text.split())


def unmark(text: str) -> str:
    """Return cleaned text without Markdown emphasis, headings, quotes, links and fences."""
    if "<" in text:
        text = _BLOCK_TAG.sub("\n", without_thoughts(text, within_lines=True))
        text = clean(_TAG.sub("", text))
    if "```" in text:
        text = clean(_FENCE.sub("", text))
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    return _MARKUP.sub("", without_formulas(text))


@lru_cache(maxsize=8192)
def readable(text: str) -> str:
    """Return the text cleaned and without markup: what the parsers read."""
    return unmark(clean(text)).strip()


def unwrap(text: str) -> str:
    """Return readable text without a preamble ("Sure! Here is the answer:"), sign-offs and enclosing quotes."""
    for _ in range(3):
        before = text
        for pattern in (_ROLE, _OPENER, _HERE, _HEAD, _SOURCE, _ASKED):
            if (match := pattern.match(text)) and not (pattern is _OPENER and len(text) - match.end() < 2):
                text = text[match.end() :]
        text = unquote(text.strip())
        if text == before:
            break
    return _without_repeats(_without_sign_off(text))


def unquote(text: str) -> str:
    """Return `text` without quotes or brackets that enclose the whole of it."""
    while (
        len(text) > 1 and _QUOTES.get(text[0]) == text[-1] and text[0] not in text[1:-1] and text[-1] not in text[1:-1]
    ):
        text = text[1:-1].strip()
    return text


def _without_sign_off(text: str) -> str:
    if remark := _REMARK.search(text):
        text = text[: remark.start()].strip()
    for _ in range(3):
        tail = text[-300:]
        starts = [match.end() for match in _SENTENCE_END.finditer(tail) if match.end() < len(tail)]
        if not starts or not _SIGN_OFF.match(tail, starts[-1]):
            return text
        text = text[: len(text) - len(tail) + starts[-1]].strip()
    return text


def _without_repeats(text: str) -> str:
    """Return `text` without sentences of four words and more that stand in it before: small models say things twice."""
    if text.count(" ") < 8:
        return text
    seen: set[str] = set()
    kept, at = [], 0
    for match in (*_SENTENCE_END.finditer(text), None):
        stop = match.end() if match else len(text)
        part = text[at:stop]
        words = " ".join(part.casefold().split()).rstrip(".!?")
        if words.count(" ") < 3 or words not in seen:
            kept.append(part)
        seen.add(words)
        at = stop
    return "".join(kept).strip()


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """Return what `text` says, without markup, preamble, sign-off, quotes and final full stop."""
    stripped = joined(unwrap(readable(text)))
    return stripped.rstrip(" .!") or stripped


def key(text: str) -> str:
    """Return the form in which two texts that differ only in layout, case and closing punctuation are equal."""
    return " ".join(normalise(text).casefold().split())

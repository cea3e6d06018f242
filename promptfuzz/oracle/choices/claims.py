"""From an output to the label it gives, where no set is declared: a bare label or a sentence that names one."""

import re
from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.oracle.normalise import normalise

# Labels that prompts ask for, each line one set; after "=" other names of a label. Written for promptfuzz.
_SETS = """
positive; negative; neutral; mixed
spam=scam=phishing=fraud; not spam=not a spam=non-spam=ham=spam-free=no spam=authentic=legitimate=genuine
entailment; contradiction; neutral
toxic; not toxic=non-toxic=nontoxic
safe; unsafe=not safe
relevant; irrelevant=not relevant
formal; informal
subjective; objective
fact=factual; opinion
sarcastic; not sarcastic=non-sarcastic
offensive; not offensive=non-offensive=inoffensive
genuine=authentic=legitimate; fake=fraudulent=scam=fraud
urgent; not urgent=non-urgent
approved; rejected=not approved
low; medium=moderate; high; critical
joy; anger; sadness; fear; disgust
happy; sad; angry
active voice; passive voice
bug; feature request
complaint; compliment=praise; inquiry=enquiry
billing; technical; shipping; account
sports; politics; business; technology; science; health; entertainment
"""
_DENIED = {
    "spam": "not spam", "toxic": "not toxic", "safe": "unsafe", "relevant": "irrelevant", "formal": "informal",
    "sarcastic": "not sarcastic", "offensive": "not offensive", "genuine": "fake", "fake": "genuine",
    "urgent": "not urgent", "approved": "rejected",
}  # fmt: skip
_KINDS = (
    r"(?:sentiment|label|category|class|classification|tone|polarity|urgency|priority|severity|risk(?: level)?|mood|"
    r"emotion|intent|topic|relation(?:ship)?|verdict|status|type|stance|level|rating|difficulty|importance|style|"
    r"register|opinion|feeling|attitude)"
)
_THINGS = (
    r"(?:text|message|review|e-?mail|comment|sentence|statement|tweet|post|passage|ticket|feedback|paragraph|content|"
    r"request|article|headline|customer|reviewer|author|writer|speaker|question|claim|remark|reply|query|hypothesis)"
)
_ADVERB = (
    r"(?:clearly|mostly|overall|generally|very|quite|definitely|indeed|overwhelmingly|strongly|extremely|highly|"
    r"largely|"
    r"predominantly|primarily|most likely|likely|probably|rather|somewhat|therefore|thus|simply|of)"
)
_VERB = (
    r"(?:is|was|are|has|have|would be|seems|seems to be|appears|appears to be|expresses|conveys|shows|carries|"
    r"sounds|feels|"
    r"reads as|is classified as|can be classified as|should be classified as|is labell?ed(?: as)?|falls under|"
    r"belongs to|"
    r"is considered(?: to be)?|is an example of)"
)
_END = r"(?=$|[\s.,;:!?)\"'-])"


@dataclass(frozen=True, slots=True)
class Claim:
    """A label that a text gives for its input, by the sets it may belong to; `bare` where the text says "
    "nothing else."""

    labels: dict[int, str]
    bare: bool


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, dict[int, str]], tuple[re.Pattern[str], ...]]:
    names: dict[str, dict[int, str]] = {}
    for number, line in enumerate(_SETS.strip().splitlines()):
        for entry in line.split(";"):
            first, *others = (name.strip() for name in entry.split("="))
            for name in (first, *others):
                names.setdefault(name, {})[number] = first
    one = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    named = rf"(?P<denied>not |no )?(?:an? |the )?[\"'(]*(?P<label>{one})[\"')]*{_END}"
    patterns = (
        rf"(?:an? )?{named}(?: {_KINDS})?(?: (?:score|level))?(?=$|[.,:;!?\n]| -| \(| because\b| since\b| as\b)",
        rf"(?:the |its |overall |your |my )*{_KINDS}(?: (?:of|expressed|conveyed|in|for|behind)\b[^.:;\n]{{0,70}}?)?"
        rf" ?(?::|=|->|\u2192|{_VERB}) ?(?:{_ADVERB} )*{named}",
        rf"(?:the |this |that |its |given |above |customer'?s? )*(?:{_THINGS}|it|this|that)(?:'s)?"
        rf"(?: (?:itself|above|here|provided|given|in question|contains|\"[^\"\n]{{0,80}}\"))?"
        rf" ?(?:{_VERB}|(?P<nt>isn't|is not|does not (?:appear|seem) to be|doesn't (?:appear|seem) to be))? "
        rf"(?:{_ADVERB} )*{named}",
        rf"i(?: would|'d)? (?:classify|label|rate|categori[sz]e|mark|tag|call|"
        rf"consider)\b[^.;\n]{{0,50}}? (?:as |to be )?{named}",
    )
    return names, tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def claim(text: str) -> Claim | None:
    """Return the label that `text` opens with or says of its input, None where it gives none of the usual ones."""
    body = normalise(text)
    names, patterns = _table()
    for pattern in patterns:
        if match := pattern.match(body):
            found = names[match["label"].casefold()]
            if match["denied"] or match.groupdict().get("nt"):
                found = {number: _DENIED[label] for number, label in found.items() if label in _DENIED}
            return Claim(found, body.count(" ") < 4) if found else None
    return None

"""Whether the words before a possible answer deny it: "not spam", "unlikely to be spam", "I doubt that it is spam"."""

import re

# No word between what denies and the label may turn it round: "not only spam but ham".
_BETWEEN = r"(?!(?:and|but|or|so|because|only|just|merely|doubt)\b)[\w']+"
_NEGATED = re.compile(
    r"(?:\b(?:not|never|no|neither|nor|without|cannot|hardly|nothing|rather than|instead of|far from|opposed to|"
    r"lacks?|other than)|n't|\bnon)"
    rf"(?:[ -]+{_BETWEEN}){{0,3}}"
    r"[ \"'-]+$",
    re.IGNORECASE,
)
# "I doubt that this is spam", "there is no evidence that it is", "I don't think it should be": a clause is denied.
_UNLIKELY = re.compile(
    r"(?:(?<!not )(?<!n't )\b(?:(?:highly |very |most |quite )?(?:unlikely|improbable|implausible|doubtful)|"
    r"(?<!no )(?<!without )(?<!without a )(?<!little )(?<!never )(?<!reason to )"
    r"(?<!cause to )(?<!hard to )doubt(?:s|ed|ing)?\b(?! about it\b))"
    r"|\b(?:no|little|hardly any|scant|insufficient|not any|n't any|not enough|n't enough|n't see any|zero|"
    r"n't find any|without(?: any)?|lack of)(?: [a-z]+){0,2}? (?:indications?|evidence|signs?|reasons?|proof|hints?|"
    r"grounds?|basis|cause|justification|trace|clues?|suggestion)"
    r"|\b(?:nothing|none of (?:it|this|these))(?: [a-z]+){0,4}? (?:suggests?|indicates?|shows?|points?|hints?|proves?|"
    r"implies|makes?|marks?)"
    r"|(?:\b(?:not|never|cannot)|n't) (?:\w+ly )?(?:think|believe|suppose|consider|call|say|classify|label|find|see|"
    r"expect|suspect|feel|regard|rate|appear|seem|look)\b)"
    rf"(?:[ -]+(?!(?:which|therefore|thus|hence|if|unless|when|since)\b){_BETWEEN}){{0,7}}"
    r"[ \"'-]+$",
    re.IGNORECASE,
)


def is_negated(before: str) -> bool:
    """Whether the clause at the end of `before` denies what follows it."""
    clause = before[max(before.rfind(mark) for mark in ".,;:\n!?") + 1 :]
    return bool(_NEGATED.search(clause) or _UNLIKELY.search(clause))

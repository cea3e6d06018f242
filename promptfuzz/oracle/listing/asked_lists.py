"""From the wording of a prompt to the noun of the list that it asks for."""

import re

_VERB = r"\b(?:list|name|give(?: me)?|enumerate|extract) (?:exactly |only |out |me |us )?"
_COUNT = r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|all|every)"
_COUNTED = rf"{_VERB}{_COUNT} (?P<counted>(?:\w+ ){{0,3}}?\w+s)\b"
_FORM = r"\bcomma[- ]separated\b|\b(?:as|in) an? (?:bullet(?:ed|-point)?|numbered) list\b"
# What ends a group of words about one noun, so that no plural behind it is that noun: "the total price in dollars"
_LINK = (
    r"(?:in|of|from|for|on|at|by|with|to|into|within|during|between|among|about|under|over|per|as|below|above|that|"
    r"which|who|whose|where|when|and|or|is|are|was|were|has|have|had|does|it|its|you|we|they|he|she|this|these|those|"
    r"only|than|around|across|inside|near|along|against|before|after|through|without)"
)
_PLURAL = r"(?:[\w-]{2,}(?<![sui])s|people|children|men|women|criteria)"
# Nouns that end as plurals do and ask for one thing
_ONE = (
    r"(?:news|series|species|means|headquarters|whereabouts|odds|earnings|savings|proceeds|contents|thanks|lens|gas|"
    r"canvas|atlas|alias|bias|chaos|christmas|physics|mathematics|maths|politics|economics|athletics|ethics|vs)"
)
_END = (
    rf"(?=\s*(?:$|[.,:;?!()\"\n])| {_LINK}\b| the\b"
    r"| (?:\w+(?:ed|ly)|found|given|shown|known|being|including|containing|starting|beginning|ending|"
    r"appearing|using|belonging|making|present|below|separately|one|line)\b)"
)
_NAMED = rf"{_VERB}the (?P<named>(?:(?!{_LINK}\b|{_VERB})[\w-]+ ){{0,4}}?(?!{_ONE}\b|{_LINK}\b){_PLURAL}){_END}"
_ASKED = re.compile(rf"{_COUNTED}|{_NAMED}|{_FORM}", re.IGNORECASE | re.MULTILINE)


def listed_noun(prompt: str) -> str | None:
    """Return the words for what a prompt asks to list, "" where it only says that a list is wanted, None if it doesn't.

    After "the" the noun must be a plural: "name the rivers" asks for a list, "give the status" does not.
    """
    match = _ASKED.search(prompt)
    return None if match is None else match["counted"] or match["named"] or ""

"""From a prompt to the words with which it asks for a number, without the conditions and the material around them."""

import re
from functools import lru_cache

_ASKS = re.compile(
    r"\b(?:how|what|which|when|by how)\b[^?!\n]{1,300}\?|"
    r"(?:^|(?<=[.?!:\n]))\s*(?:please )?(?:give|state|tell|name|calculate|determine|report|return|extract|compute|find|"
    r"count|work out)\b[^.?!\n]{1,300}|\b(?:how (?:much|many)|what is|what's)\b[^.?!\n]{1,300}",
    re.IGNORECASE,
)
_CONDITION = re.compile(r",? \b(?:if|when|given|where|provided|assuming)\b.*$", re.IGNORECASE | re.DOTALL)
_YEAR_ASKED = re.compile(
    r"\bwhen\b|\bdates?\b|(?<!per )(?<!a )(?<!each )(?<!every )(?<!last )(?<!this )(?<!next )\byear\b", re.IGNORECASE
)
_SHARE_ASKED = re.compile(
    r"%|\bper ?cent|\b(?:percentages?|shares?|rates?|proportions?|fractions?|part|portion|ratio|chances?|discount|"
    r"growth|probabilit\w+|interest|margin|yield|increase|decrease|change|by how (?:much|many))\b|\blikel",
    re.IGNORECASE,
)
_COUNT_ASKED = re.compile(r"\bhow many\b|\bnumber of\b", re.IGNORECASE)
_PRICE_ASKED = re.compile(
    r"\b(?:pays?|paid|paying|costs?|prices?|fees?|fare|rent|bill|charged?|charges|total|owes?|owed|spend|spent|due|worth)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def question_of(prompt: str) -> str:
    """Return the first question or order to give something in `prompt`, empty where it has none."""
    found = _ASKS.search(prompt)
    return _CONDITION.sub("", found.group().strip()) if found else ""


def asks_year(prompt: str) -> bool:
    """Whether `prompt` may ask for a year or a date; also where nothing is seen to be asked."""
    return not question_of(prompt) or bool(_YEAR_ASKED.search(prompt))


def asks_share(prompt: str) -> bool:
    """Whether `prompt` may ask for a share; not where it asks how many there are or what is paid."""
    asked = question_of(prompt)
    return bool(_SHARE_ASKED.search(asked)) or not (_COUNT_ASKED.search(asked) or asks_price(prompt))


def asks_price(prompt: str) -> bool:
    """Whether `prompt` asks what is paid for something."""
    return bool(_PRICE_ASKED.search(question_of(prompt)))

"""From the name of an item to a key that is one for the ways to write it, and from hashtags to the names in them."""

import re

_SHORTEST_PLURAL = 4
_OF = re.compile(
    r"(?P<noun>[^\W\d][\w-]*(?: [\w-]+)?) of (?:(?:the|an?|your|our|my|their|its) )?"
    r"(?P<of>[^\W\d][\w'-]*(?: [\w-]+){0,2})"
)
_OWNER = re.compile(r"(?<=\w)'s?(?= )")
_JOINT = re.compile(r"[ _-]")
_DIGIT = re.compile(r"\d")
_TAG = r"#[^\W\d_][\w-]*"
_SIGN = re.compile(r"#(?=[^\W\d_])")
_TAGS = re.compile(rf"(?:[^#\n]{{1,80}}[:\n]\s*)?(?P<tags>{_TAG}(?:(?:[\s,;]+(?:and |& )?){_TAG})+)\W*")


def hashtags(text: str) -> list[str]:
    """Return the names behind the signs of a text that is hashtags alone, after a line or a colon that leads to them.

    Nothing where there is only one.
    """
    match = _TAGS.fullmatch(text.strip())
    return [tag.removeprefix("#") for tag in re.findall(_TAG, match["tags"])] if match else []


def without_signs(items: list[str]) -> list[str]:
    """Return items without the sign of a hashtag where all of them have it."""
    return [_SIGN.sub("", item, count=1) for item in items] if items and all(map(_SIGN.match, items)) else items


def singular(name: str) -> str:
    """Return an item with its last word in the singular, as far as spelling tells: not the word of a dictionary."""
    if len(name) < _SHORTEST_PLURAL or not name.endswith("s") or name.endswith(("ss", "us", "is")):
        return name
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name[:-2] if name.endswith(("shes", "ches", "xes", "sses", "toes")) else name[:-1]


def name_key(name: str) -> str:
    """Return one key for a name in singular and plural, in one word or two, and turned round with "of".

    "price of fertiliser" has the key of "fertiliser prices", "roof hives" that of "roofhives"; numbers stay as they
    are.
    """
    if _DIGIT.search(name):
        return singular(name)
    if match := _OF.fullmatch(name):
        name = f"{singular(match['of'])} {match['noun']}"
    return _JOINT.sub("", singular(_OWNER.sub("", name)))

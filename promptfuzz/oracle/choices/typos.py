"""From an output of one word to the label that it writes with one slip of the keyboard."""

from promptfuzz.oracle.normalise import normalise

_SHORTEST = 6


def mistyped(text: str, labels: tuple[str, ...]) -> str | None:
    """Return the one label that a `text` of one word writes with a letter too many, too few, wrong or out of place.

    The first letter must be right: "immoral" is no slip of "moral".
    """
    word = normalise(text).casefold()
    found = {
        label for label in labels if len(label) >= _SHORTEST and label.isalpha() and _one_slip(word, label.casefold())
    }
    return found.pop() if len(found) == 1 else None


def _one_slip(word: str, label: str) -> bool:
    if word[:1] != label[:1] or not word.isalpha() or abs(len(word) - len(label)) > 1 or word == label:
        return False
    at = next((place for place, (one, other) in enumerate(zip(word, label, strict=False)) if one != other), -1)
    if at < 0:
        return word[-1] != "s"  # a plural is no slip
    one, other = word[at:], label[at:]
    swapped = len(one) == len(other) > 1 and one[:2] == other[1::-1] and one[2:] == other[2:]
    return swapped or one[1:] == other[1:] or one[1:] == other or one == other[1:]

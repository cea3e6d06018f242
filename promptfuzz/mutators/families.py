"""The families of mutators: what each may touch, and what it must do to the meaning of the output."""

from dataclasses import dataclass

from promptfuzz.records import Relation
from promptfuzz.validation import check_name


@dataclass(frozen=True, slots=True)
class Family:
    """Mutators that share a metamorphic relation and a licence.

    Attributes:
        relation: what the mutations must do to the meaning of the output.
        summary: what the family does, in a few words.
        control: whether it controls the instrument instead of testing the model.
    """

    name: str
    relation: Relation
    summary: str
    control: bool = False


FAMILIES = {
    family.name: family
    for family in (
        Family("paraphrase", Relation.INVARIANT, "says the same in other words"),
        Family("reorder", Relation.INVARIANT, "says the same in another order"),
        Family("degrade", Relation.INVARIANT, "says the same with slips: typing, spelling, casing, punctuation"),
        Family("format", Relation.INVARIANT, "says the same in another layout: separators, headings, quotes, bullets"),
        Family("placebo", Relation.INVARIANT, "adds a space or a newline that cannot matter", control=True),
    )
}
DEFAULT_FAMILIES = ("paraphrase", "reorder", "degrade")


def get_family(name: str, *, controls: bool = True) -> Family:
    """Return the family called `name`; with ``controls=False`` the placebo is refused too.

    Raises:
        UsageError: there is none; the message offers the closest.
    """
    valid = [family.name for family in FAMILIES.values() if controls or not family.control]
    return FAMILIES[check_name("family", name, valid)]

"""The families of mutators: what each may touch, and what it must do to the meaning of the output."""

from dataclasses import dataclass

from promptfuzz.errors import UsageError
from promptfuzz.records import Relation
from promptfuzz.validation import check_name


@dataclass(frozen=True, slots=True)
class Family:
    """Mutators that share a metamorphic relation and a licence.

    Attributes:
        relation: what the mutations must do to the meaning of the output.
        summary: what the family does, in a few words.
        control: whether it controls the instrument instead of testing the model.
        dose: the share of the instruction's words up to which the sampler damages them, odd spaces and words put in
            counted as damage: beyond it people do not read what was asked, and a change of the answer says nothing of
            the model.
    """

    name: str
    relation: Relation
    summary: str
    control: bool = False
    dose: float = 1.0


FAMILIES = {
    family.name: family
    for family in (
        Family("paraphrase", Relation.INVARIANT, "says the same in other words"),
        Family("reorder", Relation.INVARIANT, "says the same in another order"),
        Family("degrade", Relation.INVARIANT, "says the same with slips of typing, spelling and casing", dose=0.5),
        Family("format", Relation.INVARIANT, "says the same in another layout: separators, headings, quotes, bullets"),
        Family("counterfactual", Relation.INVARIANT, "swaps names, pronouns, ages or origins of people in the inputs"),
        Family("contrast", Relation.CONTRAST, "asks for something else: the answer must change", control=True),
        Family("placebo", Relation.INVARIANT, "adds a space or a newline that cannot matter", control=True),
    )
}
DEFAULT_FAMILIES = ("paraphrase", "reorder", "degrade")


def get_family(name: str, *, controls: bool = True) -> Family:
    """Return the family called `name`; with ``controls=False`` placebo and contrast are refused too.

    Raises:
        UsageError: there is none; the message offers the closest.
    """
    valid = [family.name for family in FAMILIES.values() if controls or not family.control]
    if not controls and name in FAMILIES and name not in valid:
        raise UsageError(
            f"expected family to be one of {', '.join(valid)}, got family={name!r}, which controls the test itself and "
            "is asked in every run; leave it out"
        )
    return FAMILIES[check_name("family", name, valid)]

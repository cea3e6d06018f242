"""From an instruction text to what can be read off it: slots and how they stand, fields, sentences, words, acts."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache

from promptfuzz.constraints import lexicon, naming
from promptfuzz.constraints.stems import groups_of, stem
from promptfuzz.records import parse_template

SLOT = "\x01"
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FIELD = re.compile(r"[ \t]*([A-Z][^\n:{}.?!\"]{0,40}):[ \t]*(.*)$")
_CUE = re.compile(
    r"\s*(?:q|a|question|answer|options|output|input|choices|response|result|solution)\s*:\s*", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.?!])[\"')\]]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class SlotUse:
    """One occurrence of a slot, with what stands before and after it in its line."""

    name: str
    before: str
    after: str

    @property
    def ahead(self) -> str:
        """What stands before it in its sentence, without opening quotes and brackets."""
        return re.split(r"(?<=[.?!])\s", self.before)[-1].strip(" \t\"'“‘[(*<-`")

    @property
    def behind(self) -> str:
        """What stands after it in its sentence, without closing quotes and brackets."""
        return re.split(r"[.?!](?:\s|$)", self.after)[0].strip(" \t\"'”’])*>`,;")

    @property
    def apart(self) -> bool:
        """Whether it is a line of its own, or ends one after a colon."""
        return not self.behind and (not self.ahead or self.ahead.endswith(":"))

    @property
    def inside(self) -> bool:
        """Whether words of its sentence stand on both sides."""
        return bool(self.ahead) and not self.ahead.endswith(":") and bool(self.behind)


@dataclass(frozen=True)
class Reading:
    """An instruction, read once; whatever is asked of it is worked out on demand and kept."""

    text: str

    @cached_property
    def tidy(self) -> str:
        """The text without emphasis, tags and rules, with a colon between a label and its slot."""
        return naming.tidied(self.text)

    @cached_property
    def plain(self) -> str:
        """The text with one mark for every slot."""
        return "".join(SLOT if piece.slot else piece.text for piece in parse_template(self.tidy))

    @cached_property
    def low(self) -> str:
        return self.plain.lower()

    @cached_property
    def slots(self) -> tuple[SlotUse, ...]:
        text, found = self.tidy, []
        for piece in parse_template(text):
            if piece.slot:
                start = text.rfind("\n", 0, piece.start) + 1
                stop = text.find("\n", piece.stop)
                after = text[piece.stop : len(text) if stop < 0 else stop]
                # Only what stands near says how a slot stands; a line may be the whole prompt.
                found.append(SlotUse(piece.slot, text[max(start, piece.start - 400) : piece.start], after[:400]))
        return tuple(found)

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(use.name for use in self.slots)

    def uses(self, name: str) -> list[SlotUse]:
        """Return the occurrences of one slot."""
        return [use for use in self.slots if use.name == name]

    @cached_property
    def lines(self) -> list[str]:
        return [line for line in self.tidy.split("\n") if line.strip()]

    @cached_property
    def fields(self) -> list[str]:
        """The names of "Name: value" lines, lowercase."""
        return [match[1].strip().lower() for line in self.plain.split("\n") if (match := _FIELD.match(line))]

    @cached_property
    def body(self) -> str:
        """The text without cues such as "Q:" and "Options:"."""
        return "\n".join(_CUE.sub("", line, count=1) for line in self.plain.split("\n")).strip()

    @cached_property
    def sentences(self) -> list[str]:
        return [part for part in _SENTENCE.split(self.body) if part and part.strip()]

    @cached_property
    def words(self) -> list[str]:
        """Its words, lowercase, in order; "no more than" and its like are the one word "atmost"."""
        return [word.lower() for word in WORD.findall(naming.bounded(self.body))]

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.words if word not in lexicon.STOP_WORDS)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The first five letters of the longer stems: "deductive" and "deduction" begin alike."""
        return frozenset(one[:5] for one in self.stems if len(one) > 4)

    @cached_property
    def groups(self) -> frozenset[int]:
        return frozenset(group for one in self.stems for group in groups_of(one))

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The words that say what it is about, once each."""
        return tuple(
            word
            for word in dict.fromkeys(self.words)
            if word not in lexicon.STOP_WORDS and word not in lexicon.FRAME_WORDS and not word.isdigit()
        )

    @cached_property
    def numbers(self) -> frozenset[str]:
        return naming.numbers_in(self.plain, self.words)

    @cached_property
    def quoted(self) -> frozenset[str]:
        return naming.quoted_in(self.tidy)

    @cached_property
    def labels(self) -> frozenset[str]:
        return naming.labels_in(self.tidy, self.plain, self.quoted)

    def names(self, text: str) -> bool:
        """Whether `text` (lowercase) stands in it as whole words."""
        at = self.low.find(text)
        while at >= 0:
            before, after = self.low[at - 1 : at], self.low[at + len(text) : at + len(text) + 1]
            if not (before.isalnum() or after.isalnum()):
                return True
            at = self.low.find(text, at + 1)
        return False


@lru_cache(maxsize=64)
def read(text: str) -> Reading:
    """Return the reading of a template source."""
    return Reading(text)

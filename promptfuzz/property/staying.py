"""What a recorded finding is called where its answer stayed: fixed, unless it was asked of something else."""

from pathlib import Path

from promptfuzz import ledger
from promptfuzz.property import unheard
from promptfuzz.property.carrying import carried, is_as_recorded, is_case_removed, on_its_case, wording
from promptfuzz.property.known import Known
from promptfuzz.property.regressions import Record
from promptfuzz.property.whereabouts import shown
from promptfuzz.records import Prompt

REWRITTEN = "the prompt was rewritten where it stands"
OTHER_SLOTS = "the prompt has other slots than the one that it was found on"
REMOVED = "its input was taken out of the prompt (if for good, delete the file)"
DRAWN = "the test draws the text of the prompt, and not the one that it was found on"


class Staying:
    """Calls recorded findings fixed, and says of which nobody knows.

    A prompt whose text differs from the recorded one was edited, which may have mended it; or a test draws that text,
    as one that formats an input into it does. Two texts in one run show that it is drawn.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._wordings: dict[str, set[tuple[object, ...]]] = {}
        self._believed: dict[str, list[Record]] = {}
        self._sure: set[Path] = set()

    def meet(self, prompt: Prompt) -> None:
        """Note what `prompt` says, and take back what was believed while no other prompt of its id said anything."""
        self._wordings.setdefault(prompt.key, set()).add(wording(prompt))
        if self.is_drawn(prompt):
            for record in self._believed.pop(prompt.key, []):
                self.leave(record, DRAWN)

    def is_drawn(self, prompt: Prompt) -> bool:
        """Whether prompts of the same id have said different things in this run."""
        return len(self._wordings.get(prompt.key, ())) > 1

    def stayed(self, record: Record, prompt: Prompt) -> None:
        """Set the state of `record`, asked of the text and the slots of `prompt`, whose answer stayed."""
        exact = is_as_recorded(record, prompt)
        if on_its_case(record, prompt) is None:
            self.leave(record, OTHER_SLOTS)
        elif is_case_removed(record, prompt):
            self.leave(record, REMOVED)
        elif not exact and self.is_drawn(prompt):
            self.leave(record, DRAWN)
        else:
            self._known.gone(record)
            if exact:
                self._sure.add(record.path)
            else:
                self._believed.setdefault(prompt.key, []).append(record)

    def note_covered(self, record: Record) -> None:
        """Note that `record` need not be asked: a dismissal covers what it would ask."""
        self._known.note_asked(record)

    def leave(self, record: Record, why: str) -> None:
        """Let `record` be as it was, and say why, unless this run knows better."""
        if record.path not in self._sure and not self._known.is_met(record):
            self._known.left_open(record)
            say(f"The finding kept in {shown(record.path)} was not judged again: {why}")


def say_lost(record: Record, prompt: Prompt) -> None:
    """Say that a dismissal covers nothing of `prompt` any more, if that was rewritten."""
    if carried(record, prompt) is None and on_its_case(record, prompt) is None:
        say(f"The dismissal in {shown(record.path)} covers nothing any more: {REWRITTEN}")


def say(reason: str) -> None:
    """Have `reason` told in the summary; where there is none, when the process ends."""
    if ledger.account() is None:
        unheard.note(reason, reason, contrast=False)
    else:
        ledger.note_undecided(reason)

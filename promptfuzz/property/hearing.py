"""The recorded contrasts of one test: one proves little, so their states are what all contrasts of a prompt say."""

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from promptfuzz.engine.book import Book
from promptfuzz.ledger import given_id
from promptfuzz.property.belonging import Belonging
from promptfuzz.property.carrying import carried
from promptfuzz.property.keeping import Keeper
from promptfuzz.property.known import Known
from promptfuzz.property.regressions import Record, State
from promptfuzz.records import Finding, Prompt, Variant, Verdict


class Hearing:
    """Hears what the contrasts of each prompt came to, of every model of the run, and calls the records by that."""

    def __init__(self, known: Known, mine: Belonging, keeper: Keeper) -> None:
        self._known = known
        self._mine = mine
        self._keeper = keeper
        self._verdicts: WeakKeyDictionary[Book, dict[Prompt, Verdict]] = WeakKeyDictionary()

    def hear(self, book: Book, prompt: Prompt, verdict: Verdict) -> None:
        """Set the states of what is recorded of the contrasts of `prompt` by what `book` has of them by now."""
        self._verdicts.setdefault(book, {})[prompt] = verdict
        heard = {said for one in self._verdicts.values() for on, said in one.items() if on.key == prompt.key}
        for record in self._open(prompt):
            if Verdict.IGNORES in heard:
                self._known.still_there(record)
            elif heard == {Verdict.FOLLOWS}:
                self._known.gone(record)
            else:
                self._known.left_open(record)

    def known_as(self, book: Book, finding: Finding) -> Record | None:
        """Return the record of an earlier run that says as much as `finding`: its contrast was not followed since.

        Another one is a finding of the same fault, and to write each of them would make a change every night.
        """
        prompt = Variant.from_json(finding.variant or {}).prompt
        seen = book.contrasts.get(prompt, {})
        for record in list(self._open(prompt)):
            known = carried(record, prompt)
            case = record.finding.minimal.case
            if known is not None and 0 <= case < len(prompt.cases):
                trial = seen.get(known.render(case))
                if trial is None or not trial.flipped:
                    return self._known.still_there(record)
            self._known.leave_out(record)
            self._keeper.supersede(given_id(finding), record.path)
        return None

    def _open(self, prompt: Prompt) -> Iterator[Record]:
        """Yield what the test found of `prompt`, but for what is dismissed."""
        return (record for record in self._mine.own(prompt) if record.state is not State.DISMISSED)

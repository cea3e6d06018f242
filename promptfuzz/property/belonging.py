"""Which of the recorded findings a test asks: its own, and those of tests that are gone."""

from collections.abc import Iterator

from promptfuzz import ledger
from promptfuzz.models.protocol import Model
from promptfuzz.property.gone import is_gone
from promptfuzz.property.known import Known
from promptfuzz.property.regressions import Record, State
from promptfuzz.property.whereabouts import is_about, is_about_heir, shown
from promptfuzz.records import Prompt, Verdict


class Belonging:
    """The records that are about what one test asks of one model; `contrast` says of which kind.

    A finding whose test is gone belongs to the first test that asks the same prompt of the same model.
    """

    def __init__(self, known: Known, test: str, model: Model, *, contrast: bool) -> None:
        self._known = known
        self._test = test
        self._model = model
        self._contrast = contrast
        note_unasked(known, test)

    def about(self, prompt: Prompt) -> Iterator[Record]:
        """Yield the records about `prompt`, whichever tests they belong to."""
        for record in list(self._known.records):
            finding = record.finding
            if finding.prompt_id != prompt.key or (finding.verdict is Verdict.IGNORES) != self._contrast:
                continue
            if is_about(record, self._model, self._test):
                yield self._inherited(record) if record.test != self._test else record
            elif record.test != self._test and is_about_heir(record, self._model, self._test):
                heir = self._inherited(record)
                if heir is not record:
                    yield heir

    def own(self, prompt: Prompt) -> Iterator[Record]:
        """Yield those about `prompt` that belong to this test."""
        return (record for record in self.about(prompt) if record.test == self._test)

    def _inherited(self, record: Record) -> Record:
        return self._known.adopt(record, self._test) if is_gone(record.test, self._known.folder) else record


def note_unasked(known: Known, test: str) -> None:
    """Note what is to be said of the findings of `test`, and of tests that are gone, if nobody asks them."""
    account = ledger.account()
    if account is None:
        return
    for record in known.records:
        mine = record.test == test
        if record.state is State.DISMISSED or record.path in account.unasked:
            continue
        if mine or is_gone(record.test, known.folder):
            why = "the test" if mine else f"its test {record.test} is gone, and the others"
            account.unasked[record.path] = (
                f"No test asked what is kept in {shown(record.path)}: {why} met no prompt "
                f"{record.finding.prompt_id!r} with the model {record.model!r}; delete it if that is meant to be"
            )

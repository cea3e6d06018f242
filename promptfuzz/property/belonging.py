"""Which of the recorded findings a test asks: its own, and those that no other test asks any more."""

from collections.abc import Iterator

from promptfuzz import ledger
from promptfuzz.models.protocol import Model
from promptfuzz.property.carrying import is_as_recorded, is_on_its_case
from promptfuzz.property.gone import Fate, fate_of
from promptfuzz.property.known import Known
from promptfuzz.property.regressions import Record, State
from promptfuzz.property.whereabouts import has_moved, is_about, is_about_heir, is_same_function
from promptfuzz.records import Prompt, Verdict


class Belonging:
    """The records that are about what one test asks of one model; `contrast` says of which kind.

    A finding whose test is gone belongs to the first test that asks the same prompt of the same model; one whose test
    has other parameters, or another prompt under them, to that function with the same prompt and input.
    """

    def __init__(self, known: Known, test: str, model: Model, *, contrast: bool) -> None:
        self._known = known
        self._test = test
        self._model = model
        self._contrast = contrast
        note_unasked(known, test)

    def about(self, prompt: Prompt) -> Iterator[Record]:
        """Yield the records about `prompt`, whichever tests they belong to."""
        ledger.note_met(prompt.key)
        for record in list(self._known.records):
            finding = record.finding
            if finding.prompt_id != prompt.key or (finding.verdict is Verdict.IGNORES) != self._contrast:
                continue
            if record.test == self._test:
                if is_about(record, self._model, self._test):
                    yield record
                elif has_moved(record, self._model):
                    yield self._known.adopt(record, self._test, self._model)
            elif self._inherits(record, prompt):
                yield self._known.adopt(record, self._test, self._model)
            elif is_about(record, self._model, self._test):
                yield record

    def own(self, prompt: Prompt) -> Iterator[Record]:
        """Yield those about `prompt` that belong to this test."""
        return (record for record in self.about(prompt) if record.test == self._test)

    def _inherits(self, record: Record, prompt: Prompt) -> bool:
        if not is_about_heir(record, self._model, self._test):
            return False
        fate = fate_of(record.test, self._known.folder)
        if not is_same_function(record.test, self._test):
            return fate is Fate.GONE
        given_up = fate is not Fate.THERE or ledger.ended_without(record.test, prompt.key)
        return given_up and is_as_recorded(record, prompt) and is_on_its_case(record, prompt)


def note_unasked(known: Known, test: str) -> None:
    """Note what is to be said of the findings of `test`, and of tests that are not there, if nobody asks them."""
    account = ledger.account()
    if account is None:
        return
    for record in known.records:
        if record.state is State.DISMISSED or record.path in account.unasked:
            continue
        sought = f"prompt {record.finding.prompt_id!r} with the model {record.model!r}"
        fate = Fate.THERE if record.test == test else fate_of(record.test, known.folder)
        if record.test == test:
            account.unasked[record.path] = f"the test met no {sought}"
        elif fate is Fate.GONE:
            account.unasked[record.path] = f"its test {record.test} is gone, and none that ran met a {sought}"
        elif fate is Fate.CHANGED:
            account.unasked[record.path] = f"there is no {record.test} now, and none that ran met a {sought}"

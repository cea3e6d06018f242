"""What a test found on earlier runs: asked again before anything else, and left alone where a person dismissed it."""

import weakref
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import FrameType
from weakref import WeakKeyDictionary

from promptfuzz.engine.asking import Task
from promptfuzz.engine.book import Attempt, Book
from promptfuzz.engine.trying import try_variant
from promptfuzz.engine.trying_together import Tried
from promptfuzz.ledger import given_id, note_dismissed
from promptfuzz.property.arguments import Call, Place
from promptfuzz.property.belonging import Belonging
from promptfuzz.property.carrying import carried, covers, is_as_recorded, on_its_case, wording
from promptfuzz.property.hearing import Hearing
from promptfuzz.property.hypothesis_run import current
from promptfuzz.property.keeping import Keeper, called
from promptfuzz.property.kinds import Kind
from promptfuzz.property.known import known_in, once_a_run
from promptfuzz.property.regressions import Record, State, folder_for
from promptfuzz.property.staying import DRAWN, REWRITTEN, Staying, say_lost
from promptfuzz.property.whereabouts import is_search, name_of_test, shown
from promptfuzz.records import Finding, Prompt, Variant, Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding of an earlier run that is still there.

    `here` says that it was one of this run of all tests, `edited` that it was found on another text of the prompt.
    """

    record: Record
    here: bool
    edited: bool


class Past:
    """The recorded findings of one test function on one model; `standing` is the one that was met again.

    `settled` holds the examples that met it. Every model of that name has the same past, since one that is made anew
    for each example is still the one that the test is about.
    """

    def __init__(self, book: Book, place: Place, *, contrast: bool) -> None:
        folder = None if is_search() else folder_for(place.file)
        self.test = name_of_test(place)
        self.contrast = contrast
        self.standing: Standing | None = None
        self.settled: dict[tuple[Variant, ...], tuple[Variant, Attempt]] = {}
        model = self._model = book.asker.model
        self._known = None if folder is None else known_in(folder)
        self._mine = None if self._known is None else Belonging(self._known, self.test, model, contrast=contrast)
        self._staying = None if self._known is None else Staying(self._known)
        self._asked: WeakKeyDictionary[Book, set[Hashable]] = WeakKeyDictionary()
        self._raised: WeakKeyDictionary[Book, tuple[Path, Finding]] = WeakKeyDictionary()
        self._passed: set[Path] = set()
        self._keeper: Keeper | None = None
        if folder is not None:
            run = current()  # several runs in one test, as in subtests, have each their own findings
            held = None if run is None or isinstance(run, FrameType) else weakref.ref(run)
            key = (held, place.key, folder, self.test, model.name, model.spec, contrast)
            self._keeper = once_a_run(key, partial(Keeper, folder, self.test, model))
        self._hearing: Hearing | None = None
        if contrast and self._known is not None and self._mine is not None and self._keeper is not None:
            self._hearing = Hearing(self._known, self._mine, self._keeper)

    def ask_again(self, book: Book, variants: tuple[Variant, ...]) -> Task[Tried]:
        """Try the recorded findings of each prompt that `book` has not met before, until one is still there.

        Return those that could not be judged.
        """
        asked, unjudged = self._asked.setdefault(book, set()), list[tuple[Variant, Attempt]]()
        for prompt in dict.fromkeys(variant.prompt for variant in variants):
            if self.contrast or prompt in asked or self._staying is None or self._known is None:
                continue
            asked.add(prompt)
            self._staying.meet(prompt)
            for record, variant in self._to_ask(prompt, self._staying, asked):
                attempt = yield from try_variant(book, variant, known=True)
                if attempt.finding is not None:
                    here = self._known.is_of_this_run(record)
                    edited = not is_as_recorded(record, prompt)
                    self.standing = Standing(self._known.still_there(record), here, edited)
                    self.settled[variants] = (variant, attempt)
                    return []
                self._known.note_asked(record)
                if attempt.undecided is not None:
                    told = f"The finding kept in {shown(record.path)} was asked again. {attempt.undecided}"
                    unjudged.append((variant, replace(attempt, undecided=told)))
                else:
                    self._staying.stayed(record, prompt)
        return unjudged

    def _to_ask(self, prompt: Prompt, staying: Staying, asked: set[Hashable]) -> Iterator[tuple[Record, Variant]]:
        """Yield the findings to ask of `prompt`, each on the input that it was found on, and once in a run.

        Say which of them cannot be asked, since the prompt was rewritten.
        """
        for record in self._mine.own(prompt) if self._mine is not None else ():
            if record.path in self._passed:
                continue
            if record.state is State.DISMISSED:
                say_lost(record, prompt)
                continue
            variant, once = on_its_case(record, prompt) or carried(record, prompt), (record.path, wording(prompt))
            if staying.is_drawn(prompt) and not is_as_recorded(record, prompt):
                staying.leave(record, DRAWN)
            elif variant is None:
                staying.leave(record, REWRITTEN)
            elif once not in asked:
                asked.add(once)
                if self.is_dismissed(variant):
                    staying.note_covered(record)
                else:
                    yield record, variant

    def hear(self, book: Book, prompt: Prompt, verdict: Verdict) -> None:
        """Set the states of what is recorded of the contrasts of `prompt` by what `book` has of them by now."""
        if self._hearing is not None:
            self._hearing.hear(book, prompt, verdict)

    def is_dismissed(self, variant: Variant) -> bool:
        """Whether `variant` has in it all the edits of a dismissed finding; any contrast, where they are ignored."""
        about = self._mine.about(variant.prompt) if self._mine is not None else ()
        dismissed = [record for record in about if record.state is State.DISMISSED]
        note_dismissed(record.path.stem for record in dismissed)
        return bool(variant.edits) and any(self.contrast or covers(record, variant) for record in dismissed)

    def keep(self, book: Book, finding: Finding) -> tuple[Finding, str]:
        """Write `finding` in place of the larger ones that this test wrote before it; return it with what to say."""
        self._raised.pop(book, None)
        if self._keeper is None or self._known is None:
            return finding, ""
        there = None if self.standing is None else self.standing.record
        if there is None and self._hearing is not None:
            there = self._hearing.known_as(book, finding)
        if there is not None:
            if self.contrast or given_id(finding) is None:
                self._keeper.supersede(given_id(finding), there.path)
            named = called(finding, there.path, self._model)
            if self.standing is not None and self.standing.edited:
                self._known.renew(there, named)
            return named, shown(there.path)
        try:
            path = self._keeper.keep(finding)
        except OSError as error:
            return finding, f"could not be kept in {shown(self._keeper.folder)}: {error.strerror}"
        self._known.note_kept(path)
        self._raised[book] = (path, finding)
        return called(finding, path, self._model), shown(path)

    def pass_over(self, book: Book) -> None:
        """Leave out what `book` raised last, which the test expects: it stands for nothing else, and is not kept."""
        if self.standing is not None:
            self._passed.add(self.standing.record.path)
            self.begin_again()
        elif self._keeper is not None and book in self._raised:
            self._keeper.take_back(*self._raised.pop(book))

    def begin_again(self) -> None:
        """Have the recorded findings asked again."""
        self._asked.clear()
        self._staying = None if self._known is None else Staying(self._known)
        self.settled.clear()
        self.standing = None


_pasts: WeakKeyDictionary[Book, dict[bool, Past]] = WeakKeyDictionary()
_shared: WeakKeyDictionary[object, dict[object, Past]] = WeakKeyDictionary()
"""The pasts of a run of Hypothesis, by place, model and kind."""


def past_of(call: Call, kind: Kind) -> Past:
    """Return the past of the test function that makes `call`, read when it is first asked for.

    Raises:
        UsageError: a recorded finding cannot be read.
    """
    known = _pasts.setdefault(call.book, {})
    if kind.contrast not in known:
        model, run = call.book.asker.model, current()
        beside = _shared.setdefault(run, {}) if run is not None and not isinstance(run, FrameType) else {}
        key = (call.place.key, call.place.file, model.name, model.spec, kind.contrast)
        if key not in beside:
            beside[key] = Past(call.book, call.place, contrast=kind.contrast)
        known[kind.contrast] = beside[key]
    return known[kind.contrast]


def forget_past(book: Book) -> None:
    """Have the recorded findings asked again: another run of the test begins."""
    for past in _pasts.pop(book, {}).values():
        past.begin_again()


def pass_over(book: Book) -> None:
    """Leave out what `book` raised last, since the test has caught it."""
    for past in _pasts.get(book, {}).values():
        past.pass_over(book)

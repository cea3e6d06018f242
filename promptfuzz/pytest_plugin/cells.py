"""What a test says of its prompts, as cells of a report: how many rewordings it tried, and how many of them failed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from promptfuzz.engine.book import Book
from promptfuzz.engine.trying_contrast import contrasts_verdict
from promptfuzz.mutators import MUTATORS
from promptfuzz.records import Cell, CellAnswer, Finding, Prompt, Relation, Variant, Verdict


def cells_of(book: Book, found: list[Finding], test: str) -> Iterator[Cell]:
    """Yield a cell for each prompt that `test` asked, and another for its contrasts; `found` are its findings."""
    for cell in _cells(book, [finding for finding in found if finding.model == book.asker.model.name]):
        yield replace(cell, test=test)


def _cells(book: Book, found: list[Finding]) -> Iterator[Cell]:
    calls = book.asker.calls
    prompts = dict.fromkeys([*(variant.prompt for variant in book.verdicts), *book.contrasts])
    for prompt in prompts:
        tried = {variant.render(0): variant for variant in book.verdicts if variant.prompt == prompt}
        if tried:
            yield _invariant(book, prompt, list(tried.values()), found, calls)
            calls = 0  # shared calls count once
        if book.contrasts.get(prompt):
            yield _contrast(book, prompt, calls)
            calls = 0


def one_each(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Return one cell for each test, prompt, family and model, with all calls: of several, as where a test asserts at
    two places or runs again, the one with most flips or rewordings.
    """
    kept: dict[tuple[str | None, str, str, str], Cell] = {}
    for cell in cells:
        key = cell.test, cell.prompt_id, cell.family, cell.model
        other = kept.get(key)
        most = cell if other is None else max(other, cell, key=lambda one: (one.flips, one.variants))
        kept[key] = replace(most, calls=cell.calls + (0 if other is None else other.calls))
    return tuple(kept.values())


def _invariant(book: Book, prompt: Prompt, tried: list[Variant], found: list[Finding], calls: int) -> Cell:
    """Return the cell of a prompt's rewordings: never more than `undecided`.

    Before a cell is stable its base is asked again, its rewordings are drawn by the family's sampler, and a contrast
    shows that a change would be seen (DESIGN §5.2, §5.3, §5.7): a property test does none of these.
    """
    attempts = [book.verdicts[variant] for variant in tried]
    flips = sum(attempt.finding is not None for attempt in attempts)
    drifted = sum(attempt.event is not None for attempt in attempts)
    here = (finding for finding in found if finding.prompt_id == prompt.key and finding.verdict is not Verdict.IGNORES)
    own = next((finding.family for finding in here), None)
    return _cell(
        book,
        prompt,
        own or ", ".join(sorted({_family(edit.mutator) for variant in tried for edit in variant.edits})),
        Relation.INVARIANT,
        Verdict.UNDECIDED,
        (len(tried), flips, calls),
        _reason(len(tried), flips, drifted, sampling=book.sampling),
    )


def _contrast(book: Book, prompt: Prompt, calls: int) -> Cell:
    seen = book.contrasts[prompt].values()
    flips = sum(trial.flipped for trial in seen)
    reason = f"{flips} of {len(seen)} instructions that ask for something else changed the answer"
    verdict, counts = contrasts_verdict(book, prompt), (len(seen), flips, calls)
    return _cell(book, prompt, "contrast", Relation.CONTRAST, verdict, counts, reason)


def _cell(
    book: Book,
    prompt: Prompt,
    family: str,
    relation: Relation,
    verdict: Verdict,
    counts: tuple[int, int, int],
    reason: str,
) -> Cell:
    evidence = book.judge(prompt).evidence
    variants, flips, calls = counts
    return Cell(
        prompt_id=prompt.key,
        family=family,
        relation=relation,
        model=book.asker.model.name,
        answer=CellAnswer(evidence.answer.kind, evidence.inferred),
        verdict=verdict,
        variants=variants,
        flips=flips,
        calls=calls,
        dependence=None,
        ci=None,
        p_value=None,
        q_value=None,
        noise_floor=None,
        placebo=None,
        accuracy=None,
        reason=reason,
    )


def _family(mutator: str) -> str:
    return MUTATORS.get(mutator).family if mutator in MUTATORS else mutator


def _reason(tried: int, flips: int, drifted: int, *, sampling: bool) -> str:
    if flips:
        return "a property test stops at the first flip, and does not tell how many rewordings flip"
    if drifted:
        return f"{drifted} of {tried} answers in free text drifted, too little to be sure"
    if sampling:
        return "the model samples; a property test confirms single rewordings, and does not exclude small effects"
    return f"none of {tried} rewordings changed the answer; a campaign, with its controls, says whether that is stable"

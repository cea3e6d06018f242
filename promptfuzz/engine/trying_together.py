"""Tries a list of variants: side by side where the model answers several at once, else one after another."""

from collections.abc import Callable, Sequence

from promptfuzz.engine.abreast import side_by_side
from promptfuzz.engine.asking import Task
from promptfuzz.engine.book import Attempt, Book, Stop
from promptfuzz.engine.trying import ask_base, try_variant
from promptfuzz.engine.trying_contrast import try_contrast
from promptfuzz.records import Prompt, Variant

Tried = list[tuple[Variant, Attempt]]
Try = Callable[[Book, Variant], Task[Attempt]]


def try_stable(book: Book, variants: Sequence[Variant]) -> Task[Tried]:
    """Judge `variants`; one after another it ends with the first finding."""
    return (yield from _try_all(book, variants, try_variant, to_the_end=False))


def try_contrasts(book: Book, variants: Sequence[Variant]) -> Task[Tried]:
    """Ask all contrasts, since only together they say something: then each is judged with all of them in view."""
    tried = yield from _try_all(book, variants, try_contrast, to_the_end=True)
    judged: Tried = []
    for variant, attempt in tried:
        again = attempt if attempt.undecided is not None else (yield from try_contrast(book, variant))
        judged.append((variant, again))
    return judged


def _try_all(book: Book, variants: Sequence[Variant], try_one: Try, *, to_the_end: bool) -> Task[Tried]:
    distinct = list(dict.fromkeys(variants))
    if book.one_by_one or len(distinct) < 2:
        tried: Tried = []
        for variant in distinct:
            tried.append((variant, (yield from try_one(book, variant))))
            if tried[-1][1].finding is not None and not to_the_end:
                break
        return tried
    stopped: dict[Prompt, Attempt] = {}
    for prompt in dict.fromkeys(variant.prompt for variant in distinct if variant.edits):
        try:
            yield from ask_base(book, prompt)
        except Stop as stop:
            stopped[prompt] = Attempt(undecided=str(stop), cause=stop.cause)
    going = [variant for variant in distinct if variant.prompt not in stopped]
    attempts = dict(zip(going, (yield from side_by_side([try_one(book, variant) for variant in going])), strict=True))
    return [(variant, attempts.get(variant) or stopped[variant.prompt]) for variant in distinct]

"""The method box: what the verdicts and numbers of a run mean, and what they do not, in plain words."""

from collections.abc import Iterator

from promptfuzz.records import Results, Run
from promptfuzz.reporting.shading import is_attributed

Entry = tuple[str, str]


def rules(results: Results) -> tuple[Entry, ...]:
    """Return how the cells were judged and what that promises, as titles with their texts."""
    return tuple(_rules(results))


def measures(results: Results) -> tuple[Entry, ...]:
    """Return what each number and drawing of the page is, those that occur in `results`."""
    return tuple(_measures(results))


def _rules(results: Results) -> Iterator[Entry]:
    run, anytime = results.run, any(cell.e_value is not None for cell in results.cells)
    if run.model.deterministic is not False:
        yield "How cells are judged: a model that repeats itself", _deterministic(run)
    if run.model.deterministic is not True:
        yield "How cells are judged: a model that samples", _sampling(run, anytime=anytime)
    if anytime:
        yield (
            "E-values",
            "How many times over a bet against “the wording does not matter” has paid. Such evidence may be looked at "
            "as often as one likes: if the wording does not matter, it passes 20 at any time in at most 1 cell of 20.",
        )
    yield (
        f"Tolerance {run.tolerance:.2f}",
        f"How much dependence is put up with, not an error rate. An answer that changes in up to about "
        f"{100 * run.tolerance:.0f} of 100 rewordings more than by chance is not called dependent, however sure it is.",
    )
    yield (
        f"False alarms (q = {run.q:.2f})",
        f"A false alarm is a cell called dependent whose answers change by chance or by an error in comparing them. "
        f"The rule aims at no more than {100 * run.q:.0f} false alarms among 100 cells called dependent, in the long "
        "run and over all cells together. For any one cell it promises nothing.",
    )
    yield "Answers that are not known", _unknown(run)
    yield "What “stable” cannot promise", _stable(run)
    yield (
        "Intervals",
        "Two-sided 90%, each for itself and not adjusted for the number of cells: of 20 intervals about two miss the "
        "true value. Verdicts rest on q-values, which are adjusted.",
    )
    yield (
        "Counterexamples",
        "Stand outside that correction. Each is one rewording that was shown to flip the answer, and flipped it again. "
        "The more rewordings are tried, the more are found; their number is no rate, and none of them makes a cell "
        "dependent.",
    )


def _unknown(run: Run) -> str:
    opinion = " What the second opinion was asked is counted apart from the calls." if run.judge_calls else ""
    return (
        "A call that failed, and an answer that the length limit cut before anything of the expected kind could be "
        "read, count neither as a change nor as agreement; more than 10% of them leave a cell undecided. So does a "
        f"measure, an embedder or a second opinion that crashes.{opinion}"
    )


def _deterministic(run: Run) -> str:
    return (
        "Each rewording is asked once: 30 different ones, up to 60 where those do not settle it. Dependent: more "
        "answers changed than the error of comparing them and the placebos explain (q-value at most "
        f"{run.q:.2f}), by more than the tolerance. Stable: none of the first 30 changed the answer, or at most one "
        "of 60. Before either is said, the base and flipped rewordings are asked again; one other answer, and all "
        "cells are judged as those of a model that samples."
    )


def _sampling(run: Run, *, anytime: bool) -> str:
    looks, test = (
        ("as many looks as the calls allow", "e-value") if anytime else ("up to three looks", "permutation test")
    )
    return (
        f"The prompt as written and its rewordings are sampled several times, mixed, in {looks}. Dependent: "
        "answers to rewordings differ from those to the prompt as written more than these differ among themselves "
        f"({test}, q-value at most {run.q / 2:.3f}; the other half of the level is kept for confirming "
        "single rewordings), by more than the tolerance. Stable: the upper limit of the dependence is below the "
        "tolerance, with at least 29 different rewordings."
    )


def _stable(run: Run) -> str:
    left = (
        "After 30 rewordings without a flip, up to 10 of 100 further ones could still flip the answer (95% limit)."
        if run.model.deterministic
        else f"A dependence below {run.tolerance:.2f} may well be there."
    )
    return (
        f"{left} It speaks of rewordings like those that were tried, of these inputs, and of the model as it was that "
        "day. It does not say that the answers are right."
    )


def _measures(results: Results) -> Iterator[Entry]:
    yield (
        "Dependence",
        "How much more often the meaning changes across wordings than it does by itself. 0 is chance, 1 is always. Up "
        f"to {results.run.tolerance:.2f} is tolerated.",
    )
    yield (
        "Noise",
        "How often the answer changes when the very same text is asked again. Only what goes beyond it counts.",
    )
    yield (
        "Placebo",
        "A trailing space or a doubled one, which cannot matter. If it flips answers too, the model depends on white "
        "space, and that is said.",
    )
    yield (
        "Contrast",
        "An instruction that asks for something else. If the answer stays the same all the same, the cell is "
        "unmeasurable.",
    )
    yield from _drawings(results)


def _drawings(results: Results) -> Iterator[Entry]:
    if any(cell.points for cell in results.cells) or any(prompt.points for prompt in results.prompts):
        far = (
            "From which share of the answers to the prompt as written each answer differs."
            if results.run.model.deterministic is False
            else "How far each answer is from that to the prompt as written: 0 says the same, 1 surely something else."
        )
        yield (
            "Distances",
            f"{far} Contrasts should lie to the right, repeats and placebos to the left; rewordings belong with the "
            "latter. Whether an answer differs is decided by its content, so that crosses and dots may overlap.",
        )
    if any(map(is_attributed, results.findings)):
        yield (
            "Shaded words",
            "The share of flips that come and go with an edit at a word, from random halves of the edits. Only words "
            "that some edit can reach are weighed; where the interval reaches 0, the word may not matter at all.",
        )
    if any(cell.dose_response is not None for cell in results.cells):
        yield (
            "Dose",
            "How well answers agree with that to the prompt as written while more and more of its words are damaged, "
            "relative to how often repeats agree. The band is a 90% interval at each dose.",
        )
    if results.run.selectivity is not None or any(prompt.selectivity is not None for prompt in results.prompts):
        yield (
            "Selectivity",
            "How much more often another instruction changes the answer than a rewording does: 1 is a model that hears "
            "what is asked and not how; near 0, holding still under rewordings is no merit.",
        )
    if any(cell.accuracy is not None for cell in results.cells):
        yield (
            "Right answers",
            "Only where the expected answer was given. Stable answers can be wrong, and a flip can be for the better.",
        )
    if any(prompt.suggestion is not None for prompt in results.prompts):
        yield (
            "Better wordings",
            "Offered only where a rewording gave more right answers on fresh samples of inputs that had no part in "
            "choosing it. Read it before you take it over: it was made by a rule, not by someone who knows the task.",
        )

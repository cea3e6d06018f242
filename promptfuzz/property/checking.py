"""What a property is given beside variants and a model, checked where it is written: at import of the test already."""

from promptfuzz.errors import UsageError
from promptfuzz.records import Answer, Budget
from promptfuzz.validation import check_count, check_name, check_share, check_type

ON_UNDECIDED = ("fail", "skip", "pass")


def check_arguments(
    answer: object, oracle: object, samples: object, tolerance: object, alpha: object, on_undecided: str, budget: object
) -> None:
    """Check the arguments of :func:`promptfuzz.assert_stable` that say how it judges and when it ends.

    Raises:
        UsageError: one of them is wrong.
    """
    check_name("on_undecided", on_undecided, ON_UNDECIDED)
    if answer is not None:
        check_type("answer", answer, Answer, "an answer type such as pf.Label('yes', 'no') or pf.Number()")
    if oracle is not None:
        from promptfuzz.oracle import Oracle  # heavy, and loaded already where there is one

        check_type("oracle", oracle, Oracle, "a pf.Oracle; write for example oracle=pf.Oracle(threshold=0.8)")
    if samples is not None:
        check_count("samples", samples, least=2)  # type: ignore[arg-type]
    if budget is not None:
        check_type("budget", budget, Budget, "a pf.Budget; write for example budget=pf.Budget(calls=400)")
    check_share("tolerance", tolerance)  # type: ignore[arg-type]
    if check_share("alpha", alpha) == 0:  # type: ignore[arg-type]
        raise UsageError("expected alpha to be above 0, got alpha=0, by which no change is ever sure; leave it at .05")

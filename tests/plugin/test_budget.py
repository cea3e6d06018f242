"""One number of calls for all tests, shared by workers, and one for a test: neither is ever exceeded."""

import multiprocessing
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import promptfuzz as pf
from promptfuzz.ledger import Purse
from promptfuzz.pytest_plugin.purse import SharedPurse, make_file
from tests.plugin.conftest import Run, asked
from tests.plugin.taking import take_all

MANY = """
import promptfuzz as pf
import pytest
from app import PROMPT, steady

@pytest.mark.parametrize("n", range({tests}))
def test_it(n):
    words = ["Label", "Sort", "Rate", "Grade", "Judge", "Assess", "Tag", "Mark"]
    for word in words:
        pf.assert_stable(PROMPT.variant(pf.Edit(0, 8, word + str(n), "verbs")), steady, on_undecided="{undecided}")
"""


def test_is_shared_by_all_tests(run: Run, app: pytest.Pytester) -> None:
    result = run("--promptfuzz-budget=25", test_it=MANY.format(tests=4, undecided="fail"))
    assert asked(app) == 25
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*Undecided: The budget of 25 calls ended before the variant was judged; raise --promptfuzz-budget, or*",
            "0 findings, 25 calls, * of a budget of 25",
            "The budget ended: what came after was not asked, which is no pass.",
        ]
    )


def test_what_passes_undecided_is_said(run: Run) -> None:
    result = run("--promptfuzz-budget=12", test_it=MANY.format(tests=2, undecided="pass"))
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["undecided  test_it.py::test_it[[]1]: The budget of 12 calls ended*"])


def test_a_budget_that_suffices_is_not_said_to_have_ended(run: Run) -> None:
    result = run("--promptfuzz-budget=100", test_it=MANY.format(tests=2, undecided="fail"))
    result.assert_outcomes(passed=2)
    result.stdout.no_fnmatch_line("The budget ended*")


def test_a_marker_limits_one_test(run: Run, app: pytest.Pytester) -> None:
    text = MANY.format(tests=2, undecided="fail").replace(
        "def test_it", "@pytest.mark.promptfuzz(budget=5)\ndef test_it"
    )
    result = run("--promptfuzz-budget=1000", test_it=text)
    assert asked(app) == 10
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*The budget of 5 calls ended*raise the budget of @pytest.mark.promptfuzz, or*"])


def test_the_budget_of_the_assertion_still_holds(run: Run, app: pytest.Pytester) -> None:
    text = MANY.format(tests=1, undecided="fail").replace("steady, on", "steady, budget=pf.Budget(calls=6), on")
    result = run("--promptfuzz-budget=1000", test_it=text)
    assert asked(app) == 6
    result.stdout.fnmatch_lines(["*The budget of 6 calls ended*raise budget=pf.Budget(...), or*"])


def test_what_is_kept_for_shrinking_is_told_with_its_limit(run: Run, app: pytest.Pytester) -> None:
    text = """
    import promptfuzz as pf
    import pytest
    from hypothesis import given, settings
    from app import PROMPT, pfst, steady

    @pytest.mark.promptfuzz(budget=20)
    @settings(deadline=None, database=None)
    @given(pfst.variants(PROMPT))
    def test_it(variant):
        pf.assert_stable(variant, steady)
    """
    result = run("--promptfuzz-budget=1000", test_it=text)
    result.assert_outcomes(failed=1)
    assert asked(app) == 14
    result.stdout.fnmatch_lines(["*The budget of 20 calls ended*raise the budget of @pytest.mark.promptfuzz, or*"])


@pytest.mark.parametrize("given", ["budget=0", "budget='5'", "budget=True", "5", "calls=5"])
def test_a_wrong_marker_is_refused(run: Run, app: pytest.Pytester, given: str) -> None:
    text = f"import pytest\n\n@pytest.mark.promptfuzz({given})\ndef test_it():\n    pass\n"
    result = run(test_it=text)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["*test_it.py::test_it: expected @pytest.mark.promptfuzz or*N a positive whole number*"]
    )


def test_processes_take_exactly_what_there_is(tmp_path: Path) -> None:
    make_file(tmp_path / "purse", 1000)
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[int] = context.Queue()
    processes = [context.Process(target=take_all, args=(str(tmp_path / "purse"), 1000, queue)) for _ in range(3)]
    for process in processes:
        process.start()
    taken = [queue.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert sum(taken) == 1000


@pytest.fixture(params=["of one process", "shared"])
def purse_of(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[int], Purse]:
    def make(most: int) -> Purse:
        if request.param == "of one process":
            return Purse(most, "")
        make_file(tmp_path / "purse", most)
        return SharedPurse(str(tmp_path / "purse"), most, 2, "")

    return make


def test_threads_take_exactly_what_there_is(purse_of: Callable[[int], Purse]) -> None:
    purse, taken = purse_of(300), []
    threads = [threading.Thread(target=lambda: taken.extend(purse.take() for _ in range(200))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 300 and purse.left == 0


def test_a_call_that_was_not_made_can_be_taken_again(purse_of: Callable[[int], Purse]) -> None:
    purse = purse_of(2)
    assert purse.take() and purse.take() and not purse.take()
    purse.put_back()
    assert purse.left == 1 and purse.take() and not purse.take()


def test_what_one_worker_does_not_need_another_has(tmp_path: Path) -> None:
    make_file(tmp_path / "purse", 1000)
    one, other = (SharedPurse(str(tmp_path / "purse"), 1000, 2, "") for _ in range(2))
    assert one.take()
    one.settle()
    assert sum(other.take() for _ in range(1001)) == 999


def test_a_worker_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(pf.UsageError, match=r"expected the workers to share .*got no such file; run the workers"):
        SharedPurse(str(tmp_path / "nowhere"), 10, 2, "")

"""A kept finding whose test is gone: asked by the test that asks its prompt now, else named in the summary."""

import json
import sys
from typing import Any

import pytest

from tests.plugin.conftest import Run

SUITE = """
import promptfuzz as pf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

QUIET = settings(database=None, deadline=None, derandomize=True, max_examples=5)

def of(id):
    return pf.Prompt("Is the lamp lit? Answer yes or no.\\n\\nNote: {note}", slots={"note": "It glows."},
                     answer=pf.YesNo(), id=id)

def light(prompt):
    return prompt.variant(pf.Edit(7, 11, "light", "words"))

def has(prompt):
    return prompt.variant(pf.Edit(0, 2, "Has", "words"))

def lamp(text):
    return "no" if "light" in text else "yes"
"""
ONE = """
@QUIET
@given(st.sampled_from(MANY))
def test_one(variant):
    pf.assert_stable(variant, MODEL)
"""
FOUND = [("light(of('a'))", "MANY"), ("lamp", "MODEL")]
QUIETER = [("has(of('a'))", "MANY"), ("lamp", "MODEL")]
BY_ID = """
@pytest.mark.parametrize("id", IDS)
@QUIET
@given(data=st.data())
def test_by_id(id, data):
    pf.assert_stable(data.draw(st.sampled_from(MANY)), lamp)
"""


def suite(test: str, *filled: tuple[str, str]) -> str:
    for value, name in filled:
        test = test.replace(name, f"[{value}]" if name == "MANY" else value)
    return SUITE + test


def kept(app: pytest.Pytester) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((app.path / "promptfuzz-findings").glob("*.json"))]


def owner(app: pytest.Pytester) -> tuple[str, str]:
    (record,) = kept(app)
    return record["test"], record["state"]


@pytest.fixture
def found(run: Run, app: pytest.Pytester) -> Run:
    """Return `run` after a test `test_one` has found and kept that ``light`` flips."""
    run(test_it=suite(ONE, *FOUND)).assert_outcomes(failed=1)
    assert owner(app) == ("test_it.py::test_one", "new")
    return run


def test_a_renamed_test_asks_what_it_found_under_its_old_name(found: Run, app: pytest.Pytester) -> None:
    result = found(test_it=suite(ONE.replace("test_one", "test_two"), *QUIETER))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*A finding of an earlier run is still there*"])
    assert owner(app) == ("test_it.py::test_two", "known")


def test_parameters_that_were_put_before_others_shift_nothing_away(run: Run, app: pytest.Pytester) -> None:
    run(test_it=suite(BY_ID, ("light(of(id))", "MANY"), ("['a', 'b']", "IDS"))).assert_outcomes(failed=2)
    assert {one["test"] for one in kept(app)} == {"test_it.py::test_by_id[a]", "test_it.py::test_by_id[b]"}
    named = BY_ID.replace('"id", IDS', '"id", IDS, ids=lambda id: f"new-{id}"')
    run(test_it=suite(named, ("has(of(id))", "MANY"), ("['c', 'a', 'b']", "IDS"))).assert_outcomes(failed=2, passed=1)
    assert {one["test"] for one in kept(app)} == {"test_it.py::test_by_id[new-a]", "test_it.py::test_by_id[new-b]"}


@pytest.mark.parametrize("options", [("-k", "test_two"), ("test_it.py::test_two",)])
def test_a_test_that_is_only_left_out_is_not_gone(found: Run, app: pytest.Pytester, options: tuple[str, ...]) -> None:
    both = ONE + ONE.replace("test_one", "test_two")
    result = found(*options, test_it=suite(both, *QUIETER))
    result.assert_outcomes(passed=1, deselected=int(options[0] == "-k"))
    result.stdout.no_fnmatch_line("undecided*")
    assert owner(app) == ("test_it.py::test_one", "new")


def test_a_test_that_did_not_fail_last_is_not_gone(found: Run, app: pytest.Pytester) -> None:
    both = ONE + ONE.replace("test_one", "test_two") + "    assert not has(of('a')).text\n"
    path = app.path / "promptfuzz-findings"
    path.rename(app.path / "away")
    found("-p", "cacheprovider", test_it=suite(both, *QUIETER)).assert_outcomes(passed=1, failed=1)
    (app.path / "away").rename(path)
    result = found("-p", "cacheprovider", "--last-failed")
    result.assert_outcomes(failed=1)
    assert owner(app) == ("test_it.py::test_one", "new")


def test_a_class_that_is_not_collected_keeps_its_tests(run: Run, app: pytest.Pytester) -> None:
    one, other = (ONE.replace("\n", "\n    ").replace("(variant)", "(self, variant)") for _ in range(2))
    classes = f"class TestA:\n{one}\nclass TestB:\n{other}\n"
    run("test_it.py::TestA", test_it=suite(classes, *FOUND)).assert_outcomes(failed=1)
    run("test_it.py::TestB", test_it=suite(classes, *QUIETER)).assert_outcomes(passed=1)
    assert owner(app) == ("test_it.py::TestA.test_one", "new")
    run(test_it=suite(classes.replace("TestA", "TestC"), *QUIETER)).assert_outcomes(failed=1, passed=1)
    assert owner(app) == ("test_it.py::TestC.test_one", "known")


def test_a_finding_moves_along_with_its_file_and_the_model_in_it(found: Run, app: pytest.Pytester) -> None:
    (app.path / "test_it.py").unlink()
    found(test_moved=suite(ONE, *QUIETER)).assert_outcomes(failed=1)
    assert owner(app) == ("test_moved.py::test_one", "known")


def test_a_lambda_is_known_by_its_function_alone(run: Run, app: pytest.Pytester) -> None:
    found = [("light(of('a'))", "MANY"), ("lambda text: lamp(text)", "MODEL")]
    quieter = [("has(of('a'))", "MANY"), found[1]]
    with_word = ONE.replace("\n@QUIET", '\n@pytest.mark.parametrize("word", ["one"])\n@QUIET').replace(
        "(variant)", "(word, variant)"
    )
    with_word = with_word.replace("@given(", "@given(variant=")
    run(test_it=suite(with_word, *found)).assert_outcomes(failed=1)
    run(test_it=suite(with_word.replace("test_one", "test_two"), *quieter)).assert_outcomes(passed=1)
    assert owner(app)[0] == "test_it.py::test_one[one]"
    run(test_it=suite(with_word.replace('["one"]', '["two"]'), *quieter)).assert_outcomes(failed=1)
    assert owner(app) == ("test_it.py::test_one[two]", "known")


def test_what_no_test_asks_any_more_is_named(found: Run, app: pytest.Pytester) -> None:
    """The prompt has another id, or the model another name; once the test is gone, any other may say so."""
    for changed in ([("has(of('b'))", "MANY"), QUIETER[1]], [QUIETER[0], ("app", "MODEL")]):
        test = suite("\ndef app(text):\n    return lamp(text)\n" + ONE, *changed)
        result = found(test_it=test)
        result.assert_outcomes(passed=1)
        result.stdout.fnmatch_lines(
            ["undecided *Not asked is what * keeps: the test met no prompt 'a' with the model 'lamp'"]
        )
        result = found(test_it=test.replace("test_one", "test_two"))
        result.stdout.fnmatch_lines(
            ["undecided *Not asked is what * keeps: its test test_it.py::test_one is gone, and *'lamp'"]
        )
        assert owner(app) == ("test_it.py::test_one", "new")


def test_a_dismissal_goes_along_too_and_nothing_is_said_of_it(found: Run, app: pytest.Pytester) -> None:
    (path,) = (app.path / "promptfuzz-findings").glob("*.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"state": "dismissed", "reason": "Nobody says so."}))
    result = found(test_it=suite(ONE.replace("test_one", "test_two"), *FOUND))
    result.stdout.no_fnmatch_line("undecided *kept*")
    assert owner(app)[1] == "dismissed" and "failed" not in result.parseoutcomes()


def test_nothing_is_said_where_a_test_fails_before_it_asks(found: Run) -> None:
    early = ONE.replace(
        "    pf.assert_stable(variant, MODEL)", "    pf.assert_stable(has(of('b')), MODEL)\n    assert 0"
    )
    found(test_it=suite(early, *QUIETER)).stdout.no_fnmatch_line("undecided *kept*")


def test_one_heir_of_several_asks(found: Run, app: pytest.Pytester) -> None:
    both = ONE.replace("test_one", "test_two") + ONE.replace("test_one", "test_three")
    found(test_it=suite(both, *QUIETER)).assert_outcomes(failed=1, passed=1)
    assert owner(app) == ("test_it.py::test_two", "known")


@pytest.mark.parametrize("there", [True, False])
def test_another_folder_of_the_project_may_have_the_test(run: Run, app: pytest.Pytester, there: bool) -> None:
    app.makepyprojecttoml('[tool.promptfuzz]\nregressions = "kept"\n')
    app.mkdir("one")
    (app.path / "one" / "test_it.py").write_text(suite(ONE, *FOUND))
    run("one").assert_outcomes(failed=1)
    app.mkdir("two")
    (app.path / "two" / "test_that.py").write_text(suite(ONE, *QUIETER))
    if not there:
        (app.path / "one" / "test_it.py").unlink()
    run("two").assert_outcomes(passed=int(there), failed=int(not there))
    (path,) = (app.path / "kept").glob("*.json")
    assert json.loads(path.read_text())["test"] == ("test_it.py::test_one" if there else "test_that.py::test_one")


HELPER = (
    SUITE
    + """
def hold(variant, model):
    pf.assert_stable(variant, model)
"""
)
BY_HELPER = """
from helper import hold, lamp, light, has, of, QUIET, given, st

@QUIET
@given(st.sampled_from(MANY))
def test_NAME(variant):
    hold(variant, lamp)
"""


def test_what_asserts_may_stand_in_another_folder_than_its_tests(run: Run, app: pytest.Pytester) -> None:
    app.mkdir("unit")
    (app.path / "helper.py").write_text(HELPER)
    for name, many in (("one", "light(of('a'))"), ("two", "has(of('a'))")):
        test = BY_HELPER.replace("MANY", f"[{many}]").replace("NAME", name)
        (app.path / "unit" / f"test_{name}.py").write_text(test)
    for state in ("new", "known"):
        run("unit").assert_outcomes(failed=1, passed=1)
        assert owner(app) == ("test_one.py::test_one", state)
    result = run("unit/test_two.py")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("undecided*")


def test_a_finding_that_moved_along_with_its_file_stays_found(found: Run, app: pytest.Pytester) -> None:
    (app.path / "test_it.py").unlink()
    for _ in range(2):
        found(test_moved=suite(ONE, *QUIETER)).assert_outcomes(failed=1)
        assert owner(app) == ("test_moved.py::test_one", "known")


@pytest.mark.parametrize("dismissed", [False, True])
def test_a_finding_goes_along_with_a_model_that_moved_to_another_module(
    run: Run, app: pytest.Pytester, dismissed: bool
) -> None:
    model = "def ask(text):\n    return 'no' if 'light' in text else 'yes'\n"
    test = ONE.replace("MODEL", "ask")
    run(client_of_lamps=model, test_it="from client_of_lamps import ask\n" + suite(test, *FOUND)).assert_outcomes(
        failed=1
    )
    (path,) = (app.path / "promptfuzz-findings").glob("*.json")
    if dismissed:
        path.write_text(json.dumps(json.loads(path.read_text()) | {"state": "dismissed", "reason": "Nobody says so."}))
    (app.path / "client_of_lamps.py").write_text("")
    sys.modules.pop("client_of_lamps", None)
    variants = FOUND if dismissed else QUIETER
    for _ in range(2):
        result = run(models_of_lamps=model, test_it="from models_of_lamps import ask\n" + suite(test, *variants))
        result.assert_outcomes(failed=0 if dismissed else 1, passed=0 if not dismissed else 1)
        assert kept(app)[0]["model"]["spec"] == "python:models_of_lamps:ask"


def test_last_failed_skips_whole_files_whose_tests_are_there(found: Run, app: pytest.Pytester) -> None:
    path = app.path / "promptfuzz-findings"
    path.rename(app.path / "away")
    fails = suite(ONE.replace("test_one", "test_two"), *QUIETER) + "    assert not has(of('a')).text\n"
    found("-p", "cacheprovider", test_it=suite(ONE, *QUIETER), test_that=fails).assert_outcomes(passed=1, failed=1)
    (app.path / "away").rename(path)
    found("-p", "cacheprovider", "--last-failed").assert_outcomes(failed=1)
    assert owner(app) == ("test_it.py::test_one", "new")


def test_a_parameter_put_before_others_shifts_their_prompts(run: Run, app: pytest.Pytester) -> None:
    """``[prompt0]`` is still there, and has another prompt by now."""
    by_prompt = BY_ID.replace('"id", IDS', '"id", IDS, ids=[f"id{n}" for n in range(len(IDS))]')
    run(test_it=suite(by_prompt, ("light(of(id))", "MANY"), ("['a', 'b']", "IDS"))).assert_outcomes(failed=2)
    run(test_it=suite(by_prompt, ("has(of(id))", "MANY"), ("['c', 'a', 'b']", "IDS"))).assert_outcomes(
        failed=2, passed=1
    )
    assert {one["test"] for one in kept(app)} == {"test_it.py::test_by_id[id1]", "test_it.py::test_by_id[id2]"}


def test_parameters_that_come_and_go_keep_what_they_found(run: Run, app: pytest.Pytester) -> None:
    """One prompt id with another input under each parameter: none of them asks what another one found."""
    test = BY_ID.replace("(id, data)", "(id, data)").replace("MANY", "[light(noted(id))]")
    noted = (
        "\ndef noted(note):\n    return pf.Prompt(of('a').template, slots={'note': note}, answer=pf.YesNo(), id='a')\n"
    )
    for ids in (["It is on.", "It is hot."], ["It is on."], ["It is on.", "It is hot."], ["It is on."]):
        run(test_it=suite(noted + test, (repr(ids), "IDS"))).assert_outcomes(failed=len(ids))
        assert {one["test"] for one in kept(app)} == {
            "test_it.py::test_by_id[It is on.]", "test_it.py::test_by_id[It is hot.]"
        }  # fmt: skip
        assert len(kept(app)) == 2


def test_many_that_were_not_drawn_are_told_in_few_lines(run: Run, app: pytest.Pytester) -> None:
    by_id = suite(BY_ID, ("light(of(id))", "MANY"), ("['a', 'b', 'c', 'd']", "IDS"))
    run(test_it=by_id).assert_outcomes(failed=4)
    result = run(test_it=suite(ONE, ("has(of('e'))", "MANY"), ("lamp", "MODEL")))
    result.stdout.fnmatch_lines(
        ["undecided *Not asked is what *", "undecided *Not asked*", "undecided *and 2 more kept*"]
    )

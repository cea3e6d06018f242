"""The files of the regression corpus: one for each fault, claimed by one test, and what is said of a bad one."""

import runpy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import find
from hypothesis import settings as hypothesis_settings
from typer.testing import CliRunner

import promptfuzz as pf
from promptfuzz import strategies as pfst
from promptfuzz.cli.app import app
from promptfuzz.models.choosing import as_model
from promptfuzz.property import keeping
from promptfuzz.property.keeping import Keeper
from promptfuzz.property.regressions import FOLDER, Record, State, configured_folder, read_folder, write_record
from promptfuzz.records import Finding

PROMPT = pf.Prompt("Classify the review as good or bad.", answer=pf.Label("good", "bad"), id="review")
MODEL = as_model(lambda text: "good")
COMMAND = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    configured_folder.cache_clear()
    yield tmp_path
    configured_folder.cache_clear()


def finding(word: str = "Label", name: str = "0123456789", prompt: pf.Prompt = PROMPT) -> Finding:
    variant = prompt.variant(pf.Edit(0, 8, word, "task-verbs"))
    side = {"text": "", "case": 0, "source": prompt.template, "outputs": []}
    return Finding.from_dict(
        {
            "id": name, "prompt_id": prompt.key, "family": "paraphrase", "verdict": "counterexample", "base": side,
            "minimal": side, "similarity": 0.0, "reasons": [], "dependence": None, "ci": None, "p_value": None,
            "q_value": None, "words": [], "calls": 9, "replay": "", "summary": "the answer changes 6 of 6 times",
            "variant": variant.to_dict(),
        }
    )  # fmt: skip


CHAT = """
import promptfuzz as pf
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from promptfuzz import strategies as pfst


def chat(messages):
    right = "Peru" if "Lima" in messages[-1]["content"] else "Norway"
    if len(messages) > 2 and "Name" not in messages[-1]["content"]:
        return {"Peru": "Norway", "Norway": "Peru"}[right]
    return right


class Chat(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.history = []

    @rule(data=st.data(), city=st.sampled_from(["Lima", "Oslo"]))
    def ask(self, data, city):
        turn = pf.Prompt(
            "Name the country of {city}. Answer with one word.",
            slots={"city": city}, history=self.history, answer=pf.Label("Peru", "Norway"),
        )
        pf.assert_stable(data.draw(pfst.paraphrases(turn)), pf.chat_model(chat))
        reply = {"role": "assistant", "content": chat(turn.messages)}
        self.history = [*self.history, {"role": "user", "content": turn.text}, reply][-6:]


Chat.TestCase.settings = settings(
    deadline=None, max_examples=10, stateful_step_count=5, derandomize=True, database=None,
    phases=[Phase.generate, Phase.shrink], print_blob=False,
)
"""


def test_a_chat_without_an_id_keeps_one_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each history makes another prompt; what was found while shrinking gives way to the smallest, old or new."""
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "test_chat.py::TestChat::runTest (call)")
    path = folder / "test_chat.py"
    path.write_text(CHAT)
    for state in (State.NEW, State.KNOWN):
        with pytest.raises(pf.WordingDependence, match="promptfuzz findings replay"):
            runpy.run_path(str(path))["Chat"].TestCase("runTest").runTest()
        (record,) = read_folder(folder / FOLDER)
        assert record.state is state
        links = {edit.link or f"{place}" for place, edit in enumerate(record.finding.minimal.edits)}
        assert len(record.finding.variant["prompt"]["history"]) == 2 and len(links) == 1


def test_prompts_with_an_id_have_a_file_each(folder: Path) -> None:
    keeper = Keeper(folder / FOLDER, "test", MODEL)
    other = replace(PROMPT, id="other")
    for one in (finding(), finding("Sort"), finding(name="abcdef", prompt=other)):
        keeper.keep(one)
    kept = {record.finding.prompt_id: record.finding.variant for record in read_folder(folder / FOLDER)}
    assert kept == {"review": finding("Sort").variant, "other": finding(prompt=other).variant}


def test_two_workers_do_not_take_the_same_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other worker writes its file between our look at the folder and our own writing."""
    other, ours = (Keeper(folder / FOLDER, test, MODEL) for test in ("other", "ours"))
    looks: list[Path] = []

    def looked(path: Path) -> Record | None:
        looks.append(path)
        if len(looks) == 1:
            monkeypatch.setattr(keeping, "_there", real)
            other.keep(finding())
            return None
        raise AssertionError("looked at twice")

    real = keeping._there
    monkeypatch.setattr(keeping, "_there", looked)
    assert ours.keep(finding()).stem == "0123456789-2"
    assert {record.path.stem: record.test for record in read_folder(folder / FOLDER)} == {
        "0123456789": "other",
        "0123456789-2": "ours",
    }
    assert len(list((folder / FOLDER).iterdir())) == 2  # no draft is left


def test_a_name_is_claimed_where_there_are_no_hard_links(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "no hard links here")

    monkeypatch.setattr("promptfuzz.property.regressions.os.link", refused)
    record = Record(folder / "a.json", finding(), "test", "model", "model")
    write_record(record, new=True)
    with pytest.raises(FileExistsError):
        write_record(record, new=True)
    assert [one.finding for one in read_folder(folder)] == [record.finding]


def test_what_is_known_of_a_finding_stays_when_it_is_written_again(folder: Path) -> None:
    path = Keeper(folder, "test", MODEL).keep(finding())
    (record,) = read_folder(folder)
    write_record(replace(record, state=State.FIXED, found="2026-01-01"))
    keeper = Keeper(folder, "test", MODEL)
    for _ in range(2):  # Hypothesis runs a failing example again
        assert keeper.keep(finding()) == path
        (record,) = read_folder(folder)
        assert (record.state, record.found) == (State.FIXED, "2026-01-01")


def covered(dismissed: pf.Variant, asked: pf.Variant, folder: Path) -> bool:
    from promptfuzz.property.carrying import covers as _covers

    shown = replace(finding(), variant=dismissed.to_dict())
    return _covers(Record(folder / "a.json", shown, "test", "model", "model", State.DISMISSED, "why"), asked)


def test_a_dismissal_covers_what_was_dismissed_and_larger_ones_with_it(folder: Path) -> None:
    label, sort = (pf.Edit(0, 8, word, "task-verbs", link=link) for word, link in (("Label", "a"), ("Sort", None)))
    the = pf.Edit(9, 12, "this", "articles")
    assert covered(PROMPT.variant(label), PROMPT.variant(replace(label, link=None)), folder)
    assert covered(PROMPT.variant(label), PROMPT.variant(label, the), folder)
    assert not covered(PROMPT.variant(label), PROMPT.variant(sort), folder)
    assert not covered(PROMPT.variant(label), PROMPT.variant(the), folder)
    assert not covered(PROMPT.variant(label, the), PROMPT.variant(label), folder)


def test_a_search_keeps_nothing(folder: Path) -> None:
    text = f"def test_search(found):\n    {CHECK}"
    path = folder / "test_search.py"
    path.write_text(text)
    names = runpy.run_path(str(path))
    found = find(
        pfst.paraphrases(PROMPT, mutators=("task-verbs",)),
        names["test_search"],
        settings=hypothesis_settings(deadline=None, database=None, derandomize=True),
    )
    assert len(found.edits) == 1 and not (folder / FOLDER).exists()


CHECK = """import promptfuzz as pf
    try:
        pf.assert_stable(found, lambda text: "good" if "Classify" in text else "bad")
    except pf.WordingDependence:
        return True
    return False
"""


def pasted(path: Path) -> None:
    """Paste the line of the docs at the top, above what stands there already."""
    path.write_text(path.read_text().replace("{", '{"state": "dismissed", "reason": "Nobody writes this.",', 1))


def test_keys_that_stand_twice_are_named(folder: Path) -> None:
    path = Keeper(folder, "test", MODEL).keep(finding())
    pasted(path)
    with pytest.raises(pf.UsageError, match=r"0123456789\.json: expected every key once, got 'state' and 'reason'"):
        read_folder(folder)


def test_a_bad_file_keeps_no_other_from_being_shown(folder: Path) -> None:
    keepers = [Keeper(folder / FOLDER, test, MODEL) for test in ("bad", "good")]
    bad, good = (keeper.keep(finding()) for keeper in keepers)
    pasted(bad)
    for command in (["list"], ["show", good.stem], ["list", "--report", FOLDER]):
        done = COMMAND.invoke(app, ["findings", *command])
        assert done.exit_code == 0, done.output
        assert good.stem in done.stdout and bad.name in done.stderr and "'state'" in done.stderr
    own = COMMAND.invoke(app, ["findings", "show", bad.stem, "--report", str(bad)])
    assert own.exit_code == 2 and "expected every key once" in own.stderr


def test_a_bad_file_that_is_asked_for_says_what_is_wrong(folder: Path) -> None:
    bad = Keeper(folder / FOLDER, "bad", MODEL).keep(finding(name="bad0"))
    Keeper(folder / FOLDER, "good", MODEL).keep(finding(name="good0"))
    pasted(bad)
    done = COMMAND.invoke(app, ["findings", "show", "bad0"])
    assert done.exit_code == 2 and "expected every key once" in done.stderr


def test_one_name_in_two_folders_is_asked_about(folder: Path) -> None:
    for name, word in (("one", "Label"), ("two", "Sort")):
        Keeper(folder / name / FOLDER, name, MODEL).keep(finding(word))
    done = COMMAND.invoke(app, ["findings", "show", "0123456789"])
    assert done.exit_code == 2 and f"one/{FOLDER}" in done.stderr and "--report FOLDER" in done.stderr
    assert COMMAND.invoke(app, ["findings", "show", "0123456789", "--report", f"two/{FOLDER}"]).exit_code == 0


def test_a_narrow_list_breaks_no_word(folder: Path) -> None:
    tests = [f"test_the_prompts_of_the_shop.py::test_the_order_status_prompt_of_the_shop[{n}]" for n in range(3)]
    names = [Keeper(folder / FOLDER, test, MODEL).keep(finding()).stem for test in tests]
    listed = COMMAND.invoke(app, ["findings", "list"]).stdout
    assert all(f"{name}  " in listed for name in names)
    assert all(f"new · {test}\n" in listed for test in tests)
    wide = CliRunner(env={"COLUMNS": "250", "NO_COLOR": "1"}).invoke(app, ["findings", "list"]).stdout
    assert len(wide.splitlines()) == 4 and wide.startswith("id ")

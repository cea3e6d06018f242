"""Recorded findings and dismissals in a project that goes on: other prompts, other mutators, other import names."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import promptfuzz as pf
from promptfuzz.models.choosing import as_model
from promptfuzz.models.protocol import Model
from promptfuzz.property.carrying import carried, covers, on_its_case
from promptfuzz.property.keeping import Keeper
from promptfuzz.property.placing import shift
from promptfuzz.property.regressions import Record
from promptfuzz.property.whereabouts import is_about
from promptfuzz.records import Finding

OLD = "Be short.\n\nSort the ticket by mood. Answer calm or cross.\n\nTicket: {ticket}"
VERB = OLD.index("Sort")
MODEL = as_model(lambda text: "calm")


def prompt_of(template: str = OLD, ticket: str = "My lamp broke.", **fields: object) -> pf.Prompt:
    return pf.Prompt(template, slots={"ticket": ticket}, id="ticket", **fields)


def record_of(*edits: pf.Edit | pf.Move, prompt: pf.Prompt | None = None, path: Path = Path("x.json")) -> Record:
    variant = (prompt or prompt_of()).variant(*edits)
    side = {"text": "", "case": 0, "source": OLD, "outputs": []}
    fields = {
        "id": path.stem, "prompt_id": "ticket", "family": "paraphrase", "verdict": "counterexample", "base": side,
        "minimal": side, "similarity": 0.0, "reasons": [], "dependence": None, "ci": None, "p_value": None,
        "q_value": None, "words": [], "calls": 9, "replay": "", "summary": "", "variant": variant.to_dict(),
    }  # fmt: skip
    return Record(path, Finding.from_dict(fields), "test_it.py::test_it", "app", "python:test_it:app")


LABEL = pf.Edit(VERB, VERB + 4, "Group", "verbs")


@pytest.mark.parametrize(
    ("new", "moved"),
    [
        (OLD, 0),
        ("Please be short.\n\n" + OLD.partition("\n\n")[2], 7),
        (OLD.replace("Be short.", "You help clerks. Be short."), 17),
        (OLD + "\nThank you.", 0),
        (OLD.replace("Answer calm", "Reply calm"), 0),
        (OLD.replace("Sort", "Order"), None),
        (OLD.replace("the ticket by", "one ticket by"), None),
        (OLD.replace("Be short.", "Be short.\n\nSort the ticket by hand."), 0),  # the same offset still says it
        ("Hello. " + OLD + "\nBe short.\n\nSort the ticket at once.", None),  # which of the two is not known
    ],
)
def test_an_edit_is_found_by_the_text_around_it(new: str, moved: int | None) -> None:
    variant = carried(record_of(LABEL), prompt_of(new))
    if moved is None:
        assert variant is None
    else:
        assert variant is not None and variant.edits == (replace(LABEL, start=VERB + moved, stop=VERB + 4 + moved),)


@pytest.mark.parametrize(
    ("old", "new", "span", "by"),
    [
        ("Sort it.", "Hello. Sort it.", (0, 4), 7),
        ("Sort it.", "Resort it. Now.", (0, 4), None),  # another word
        ("Sort it.", "Sort it. Now.", (8, 8), None),  # what is put at an end belongs there
        ("Sort it.", "Please: Sort it.", (0, 0), None),
        ("Sort it.", "Now. Sort it.", (8, 8), 5),
        ("", "Sort it.", (0, 0), None),
        ("", "", (0, 0), 0),
    ],
)
def test_the_ends_of_a_text_are_places_too(old: str, new: str, span: tuple[int, int], by: int | None) -> None:
    assert shift(old, new, *span) == by


def test_a_move_goes_along_with_the_text_around_both_of_its_places() -> None:
    at = OLD.index("Answer")
    record = record_of(pf.Move(at, OLD.index("\n\nTicket"), VERB, "order"))
    variant = carried(record, prompt_of("Mind this: " + OLD.replace("Be short.", "Be quite short.")))
    assert variant is not None and "Answer calm or cross.Sort the ticket" in variant.text


def test_a_finding_is_asked_on_the_input_that_it_was_found_on() -> None:
    record = record_of(LABEL, prompt=prompt_of(ticket="It hums."))
    texts = [on_its_case(record, prompt_of("Hi. " + OLD, ticket)).text for ticket in ("It hums.", "It is late.")]
    assert texts[0] == texts[1] and texts[0].startswith("Hi. ") and texts[0].endswith("It hums.")
    assert on_its_case(record, pf.Prompt(OLD.replace("ticket}", "note}"), slots={"note": "No."}, id="ticket")) is None


def test_an_edit_of_an_input_is_asked_on_that_input() -> None:
    record = record_of(pf.Edit(3, 7, "light", "words", part="cases[0].ticket"))
    two = pf.Prompt(OLD, cases=[{"ticket": "It hums."}, {"ticket": "My lamp broke."}], id="ticket")
    assert on_its_case(record, two).render(1)[-1].content.endswith("My light broke.")
    assert on_its_case(record, prompt_of(ticket="It hums.")).text.endswith("My light broke.")
    assert not covers(record, prompt_of(ticket="It hums.").variant(LABEL))


@pytest.mark.parametrize(
    ("edit", "covered"),
    [
        (replace(LABEL, mutator="synonyms"), True),
        (replace(LABEL, link="a"), True),
        (replace(LABEL, text="File", mutator="synonyms"), False),
        (replace(LABEL, stop=VERB + 8), False),
    ],
)
def test_a_dismissal_covers_the_same_change_by_whichever_mutator(edit: pf.Edit, covered: bool) -> None:
    assert covers(record_of(LABEL), prompt_of().variant(edit)) is covered


@pytest.mark.parametrize(
    ("spec", "test", "own"),
    [
        ("python:test_it:app", "test_it.py::test_it", True),
        ("python:tests.test_it:app", "test_it.py::test_it", True),
        ("python:shop.tests.test_it:app", "test_it.py::test_it", True),
        ("python:tests.test_it:app", "test_it.py::test_other", False),
        ("python:tests.retest_it:app", "test_it.py::test_it", False),
        ("python:tests.test_it:other", "test_it.py::test_it", False),
    ],
)
def test_a_model_is_known_by_a_longer_name_of_its_module(spec: str, test: str, own: bool) -> None:
    model = replace_spec(spec)
    assert is_about(record_of(LABEL), model, test) is own


def test_two_modules_that_are_both_there_are_two_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "test_it", os)
    assert not is_about(record_of(LABEL), replace_spec("python:tests.test_it:app"), "test_it.py::test_it")


def replace_spec(spec: str) -> Model:
    model = as_model(lambda text: "calm")
    model.name, model.spec = "app", spec
    return model


@pytest.mark.parametrize("dangling", [False, True])
def test_a_folder_that_is_none_ends_as_not_kept(tmp_path: Path, dangling: bool) -> None:
    folder = tmp_path / "findings"
    folder.symlink_to(tmp_path / "nowhere") if dangling else folder.touch()
    with pytest.raises(NotADirectoryError, match="Not a directory"):
        Keeper(folder, "test", MODEL).keep(record_of(LABEL).finding)


def test_a_name_that_leads_nowhere_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x.json").symlink_to(tmp_path / "gone" / "y")
    assert Keeper(tmp_path, "test", MODEL).keep(record_of(LABEL).finding) == tmp_path / "x-2.json"

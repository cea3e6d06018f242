"""Prompts, edits and variants: template syntax, application, refusals, JSON and repr both ways."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz.records import escape_template, render_template

PROMPT = pf.Prompt(
    "Read {doc}. Then say yes or no.",
    cases=[{"doc": "a {b} c", "expected": "yes"}, {"doc": "d"}],
    system="Be brief.",
    history=[{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi"}],
    answer=pf.YesNo(),
    id="records",
    rewordings=["Look at {doc}. Then say yes or no."],
    contrasts=["Translate {doc}."],
    tags=["a"],
    provenance="test",
)


@pytest.mark.parametrize(
    ("source", "rendered"),
    [
        ("{name}", "Ann"),
        ("{{name}}", "{name}"),
        ("{{{name}}}", "{Ann}"),
        ('{"a": 1}', '{"a": 1}'),
        ('{"a": {"b": 1}}', '{"a": {"b": 1}}'),
        ('{{"a": {{"b": 1}}}}', '{"a": {"b": 1}}'),
        ('{"a": {"b": "{name}"}}', '{"a": {"b": "Ann"}}'),
        ("{}", "{}"),
        ("{ name }", "{ name }"),
        ("{1st} {", "{1st} {"),
        ("}}", "}"),
        ("a } b", "a } b"),
    ],
)
def test_template_syntax(source: str, rendered: str) -> None:
    assert render_template(source, {"name": "Ann"}) == rendered


@given(st.text(alphabet="{}ab \n\"'1_"))
def test_literal_renders_to_itself(text: str) -> None:
    assert render_template(escape_template(text), {}) == text
    assert pf.Prompt.literal(text).text == text


def test_slot_values_are_never_expanded() -> None:
    assert pf.Prompt("{a}", slots={"a": "{b} {{c}}"}).text == "{b} {{c}}"


def test_messages() -> None:
    assert [message["role"] for message in PROMPT.messages] == ["system", "user", "assistant", "user"]
    assert PROMPT.text == "Read a {b} c. Then say yes or no."


def test_json_both_ways() -> None:
    assert pf.Prompt.from_json(PROMPT.to_json()) == PROMPT
    variant = PROMPT.variant(pf.Edit(0, 4, "Look at", "v", link="l"), pf.Move(12, 31, 0, "m", link="l"))
    assert pf.Variant.from_json(variant.to_json()) == variant
    assert hash(pf.Variant.from_json(variant.to_json())) == hash(variant)


def test_repr_rebuilds() -> None:
    variant = PROMPT.variant(pf.Edit(0, 4, "Look at", "v"), pf.Edit(3, 5, "x", "v", part="system", link="q"))
    assert eval(repr(variant), {"pf": pf}) == variant
    assert eval(repr(PROMPT), {"pf": pf}) == PROMPT


def test_pretty_printing_is_the_short_paste_form() -> None:
    from hypothesis.vendor.pretty import pretty

    assert pretty(PROMPT.variant(pf.Edit(0, 4, "Scan", "v"))) == "PROMPT.variant(pf.Edit(0, 4, 'Scan', 'v'))"


def test_edits_apply_in_any_order_and_inside_moves() -> None:
    edits = (pf.Edit(12, 16, "Next", "v"), pf.Move(12, 31, 0, "m"), pf.Edit(0, 4, "See", "v"))
    first, second = PROMPT.variant(*edits), PROMPT.variant(*reversed(edits))
    assert first == second
    assert first.sources["template"] == "Next say yes or no.See {doc}. "


def test_moves_between_parts() -> None:
    variant = PROMPT.variant(pf.Move(11, 31, 9, "m", to_part="system"))
    assert variant.sources["system"] == "Be brief. Then say yes or no."
    assert variant.sources["template"] == "Read {doc}."


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ((pf.Edit(0, 4, "", "a"), pf.Edit(2, 5, "", "b")), "overlap"),
        ((pf.Edit(4, 4, "x", "a"), pf.Edit(4, 4, "y", "b")), "one insertion"),
        ((pf.Edit(0, 4, "x", "a"), pf.Edit(2, 2, "y", "b")), "inside a changed span"),
        ((pf.Move(0, 4, 20, "a"), pf.Move(2, 6, 25, "b")), "overlap"),
        ((pf.Move(0, 4, 20, "a"), pf.Edit(15, 25, "z", "b")), "inside a changed span"),
        ((pf.Edit(0, 99, "x", "a"),), "offsets up to"),
        ((pf.Edit(0, 1, "x", "a", part="sistem"),), "did you mean 'system'"),
        ((pf.Edit(5, 10, "", "a"),), "every slot as often"),
        ((pf.Edit(0, 0, "{doc}", "a"),), "every slot as often"),
        ((pf.Edit(0, 0, "{new}", "a"),), "every slot as often"),
    ],
)
def test_edits_that_do_not_fit_are_refused(edits: tuple[pf.Edit | pf.Move, ...], said: str) -> None:
    with pytest.raises(pf.UsageError, match=re.escape(said)):
        PROMPT.variant(*edits)


def test_a_move_onto_itself_is_refused() -> None:
    with pytest.raises(pf.UsageError, match="leave its own span"):
        pf.Move(2, 5, 5, "m")


def test_linked_edits_are_one_unit() -> None:
    variant = PROMPT.variant(
        pf.Edit(0, 4, "See", "v", link="x"), pf.Edit(12, 16, "Now", "v", link="x"), pf.Edit(30, 31, "!", "v")
    )
    assert [len(unit) for unit in variant.units] == [2, 1]


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: pf.Prompt("Hi {reviw}", slots={"review": "x"}), "did you mean 'review'"),
        (lambda: pf.Prompt("Hi {reviw}", slots={"review": "x"}), "{{reviw}}"),
        (lambda: pf.Prompt("Hi", slots={"review": "x"}), "no {review} in the template"),
        (lambda: pf.Prompt("Hi", slots={}, cases=[{}]), "got both"),
        (lambda: pf.Prompt("Hi", cases=[]), "non-empty list"),
        (lambda: pf.Prompt("Hi", answer="label"), "pf.Label('a', 'b')"),
        (lambda: pf.Prompt("Hi {a}", slots={"a": None}), "slot 'a' of case 0"),
        (lambda: pf.Prompt("Hi", history=[{"role": "bot", "content": "x"}]), "role='bot'"),
        (lambda: pf.Label("a"), "at least 2"),
        (lambda: pf.Label("a", "A"), "different"),
        (lambda: pf.Budget(calls=0), "positive whole number"),
        (lambda: pf.Prompt.from_json("{"), "expected JSON"),
        (lambda: pf.Prompt.from_json({"prompt": "x", "answer": {"type": "lable"}}), "did you mean 'label'"),
    ],
)
def test_bad_records_are_refused_with_a_mend(build: object, said: str) -> None:
    with pytest.raises(pf.UsageError, match=re.escape(said)):
        build()


@given(st.data())
def test_random_disjoint_edits_round_trip(data: st.DataObject) -> None:
    text = "abcdefghij klmnop qrstuv wxyz"
    prompt = pf.Prompt(text)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    edits = []
    for start, stop in zip(cuts[::2], cuts[1::2], strict=False):
        edits.append(pf.Edit(start, stop, data.draw(st.text(alphabet="{}xyz ", max_size=4).map(escape_template)), "m"))
    variant = prompt.variant(*edits)
    expected, at = "", 0
    for edit in edits:
        expected += text[at : edit.start] + render_template(edit.text, {})
        at = edit.stop
    assert variant.text == expected + text[at:]
    assert eval(repr(variant), {"pf": pf}) == variant
    assert pf.Variant.from_json(variant.to_json()) == variant

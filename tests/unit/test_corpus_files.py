"""Corpora: what is read, and how every bad line is refused."""

import json
from pathlib import Path

import pytest

from promptfuzz import corpus
from promptfuzz.corpus import load_corpora, load_corpus, parse_corpus, with_tags
from promptfuzz.errors import UsageError
from promptfuzz.records import Label, Prompt

FULL = {
    "id": "sentiment/cinema", "prompt": "Classify {review}", "system": None,
    "history": [{"role": "user", "content": "Hello"}],
    "cases": [{"review": "good", "expected": "positive"}, {"review": "bad"}],
    "answer": {"type": "label", "labels": ["positive", "negative"]},
    "rewordings": ["Tell me whether {review}"], "contrasts": ["Translate {review}"], "tags": ["classification"],
    "provenance": "made up",
}  # fmt: skip


def lines(*rows: object) -> bytes:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()


def refused(data: bytes) -> str:
    with pytest.raises(UsageError) as caught:
        parse_corpus(data, "x.jsonl")
    return str(caught.value)


def test_every_field_is_read():
    (prompt,) = parse_corpus(lines(FULL), "x.jsonl")
    assert prompt.answer == Label("positive", "negative")
    assert [case.expected for case in prompt.cases] == ["positive", None]
    assert (prompt.rewordings, prompt.contrasts, prompt.tags) == (
        ("Tell me whether {review}",), ("Translate {review}",), ("classification",),
    )  # fmt: skip
    assert Prompt.from_json(prompt.to_json()) == prompt


def test_only_the_prompt_is_required_and_null_is_left_out():
    empty = dict.fromkeys(["id", "system", "cases", "slots", "answer", "rewordings", "history", "tags"])
    assert parse_corpus(lines({"prompt": "Say hi.", **empty}), "x")[0] == Prompt("Say hi.")


def test_slots_are_one_case_and_expected_is_no_slot():
    (prompt,) = parse_corpus(lines({"prompt": "Is {n} even?", "slots": {"n": 4, "expected": "yes"}}), "x")
    assert prompt.slots == {"n": "4"}
    assert prompt.cases[0].expected == "yes"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_marks_line_ends_and_blank_lines(mark, end):
    rows = [b'{"prompt": "a"}', b"", b"  ", '{"prompt": "b\u2028c"}'.encode()]
    prompts = parse_corpus(mark + end.join(rows) + end, "x")
    assert [prompt.template for prompt in prompts] == ["a", "b\u2028c"]


BAD = [
    ({"promt": "x"}, "line 1, field 'promt': expected one of id, prompt", "did you mean 'prompt'?"),
    ({"id": "x"}, "line 1, field 'prompt': expected a text, got no such field; write", '"prompt": "..."'),
    ({"prompt": None}, "field 'prompt': expected a non-empty text, got null", ""),
    ({"prompt": " "}, "field 'prompt': expected a non-empty text", ""),
    ({"prompt": "x", "id": ""}, "field 'id': expected a non-empty text", ""),
    ({"prompt": "x", "tags": "a"}, "field 'tags': expected a list of non-empty texts, got \"a\"", 'write "tags": ["'),
    ({"prompt": "x", "cases": []}, "field 'cases': expected a list with at least one case, got []", ""),
    ({"prompt": "{a}", "cases": {"a": "b"}}, "field 'cases': expected a list", 'got {"a": "b"}; write "cases": [{'),
    ({"prompt": "{a}", "cases": [{"a": ["b"]}]}, "field 'cases': expected a text for slot 'a', got [\"b\"]", ""),
    ({"prompt": "{a}", "slots": {"a": True}}, "field 'slots': expected a text for slot 'a', got true", ""),
    ({"prompt": "{a}", "slots": {"b": "c"}}, "field 'slots': expected a value for every slot", "none for {a}"),
    ({"prompt": "{reveiw}", "cases": [{"review": "c"}]}, "field 'cases': expected a value", "did you mean 'review'"),
    ({"prompt": "{a}"}, "field 'prompt': expected a value for every slot", "Give slots={'a': ...}"),
    ({"prompt": "x", "slots": {}, "cases": [{}]}, "field 'slots': expected 'slots' for one case or", "drop one"),
    ({"prompt": "x", "answer": {"type": "lable"}}, "field 'answer': expected answer type", "did you mean 'label'?"),
    ({"prompt": "x", "answer": "label"}, "field 'answer': expected answer like", ""),
    ({"prompt": "x", "contrasts": ["{y}"]}, "field 'contrasts': expected a value for every slot", ""),
    ({"prompt": "x", "rewordings": ["{y}"]}, "field 'rewordings': expected a value for every slot", ""),
    ({"prompt": "x", "history": ["Hi"]}, "field 'history': expected a list of messages", '"role": "user"'),
    ({"prompt": "x", "history": [{"role": "bot", "content": ""}]}, "field 'history': expected a list of messages", ""),
    ('{"prompt": "\\ud800"}', "field 'prompt': expected Unicode text, got half a surrogate pair", ""),
    ('{"prompt": "a", "prompt": "b"}', "field 'prompt': expected every field once, got 'prompt' twice", ""),
    ('{"prompt": "a", "cases": [{"expected": NaN}]}', "expected JSON, got NaN", ""),
    ('{"prompt": "a",}', "line 1: expected JSON, got", "at column 1"),
    ("# a comment", "line 1: expected JSON, got '# a comment' at column 1 (Expecting value)", ""),
    ("[1]", "line 1: expected a JSON object like", "got [1]"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "start", "part"), BAD, ids=[str(number) for number in range(len(BAD))])
def test_bad_lines_are_refused_with_field_and_mend(row, start, part):
    message = refused(lines(row))
    assert message.startswith("x.jsonl, line 1")
    assert start in message
    assert part in message
    assert "\n" not in message


def test_every_bad_line_is_named_at_once_and_nothing_is_loaded():
    message = refused(lines({"prompt": "fine"}, "", {"prompt": 3}, "{", {"prompt": "x", "tag": []}))
    assert message.splitlines()[0] == "3 bad lines in x.jsonl; nothing was loaded:"
    assert [line.split(":")[0] for line in message.splitlines()[1:]] == [
        "x.jsonl, line 3, field 'prompt'", "x.jsonl, line 4", "x.jsonl, line 5, field 'tag'",
    ]  # fmt: skip


def test_repeated_ids_and_repeated_prompts():
    message = refused(lines({"prompt": "a", "id": "one"}, {"prompt": "b", "id": "one"}))
    assert message == (
        "x.jsonl, line 2, field 'id': expected every id once, got 'one' in line 1 and in line 2; rename one of them"
    )
    assert "line 1 has the same prompt" in refused(lines({"prompt": "a"}, {"prompt": "a"}))


def test_encodings():
    assert "line 2: expected UTF-8, got byte 0xff at column 13" in refused(b'{"prompt": "a"}\n{"prompt": "\xff"}')
    assert refused("{}".encode("utf-16")) == "x.jsonl: expected UTF-8, got UTF-16; save the file as UTF-8"


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_corpus_is_an_error(data):
    assert "expected at least one prompt, got an empty corpus" in refused(data)


def test_deep_nesting_is_a_bad_line_and_no_crash():
    assert "line 1" in refused(b'{"prompt": ' + b"[" * 200_000)


def test_paths_and_names(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(corpus, "corpus_names", lambda: ("starter", "sums"))
    path = tmp_path / "mine.jsonl"
    path.write_bytes(lines({"prompt": "a"}))
    assert load_corpus(path) == load_corpus(str(path)) == [Prompt("a")]
    with pytest.raises(UsageError, match=r"a corpus name \(starter, sums\) or .* did you mean 'starter'\?"):
        load_corpus("startr")
    with pytest.raises(UsageError, match=r"which is neither; did you mean 'mine\.jsonl'\?"):
        load_corpus(tmp_path / "mine.json")
    with pytest.raises(UsageError, match="expected a readable corpus file"):
        load_corpus(tmp_path)


def test_several_corpora_share_no_id(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(lines({"prompt": name, "id": "same"}))
    with pytest.raises(UsageError, match=r"got id='same' in .*a and again in .*b"):
        load_corpora([tmp_path / "a", tmp_path / "b"])


def test_tags():
    prompts = [Prompt("a", tags=["x"]), Prompt("b", tags=["y", "z"]), Prompt("c")]
    assert with_tags(prompts, []) == prompts
    assert with_tags(prompts, ["x", "z"]) == prompts[:2]
    with pytest.raises(UsageError, match=r"expected tag to be one of x, y, z, got tag='zz'"):
        with_tags(prompts, ["zz"])
    with pytest.raises(UsageError, match="no prompt here has tags"):
        with_tags(prompts[2:], ["x"])

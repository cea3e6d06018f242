"""Keys and answers: a real key is taken out of an answer, a dummy one changes none of its words."""

import pytest

import promptfuzz as pf
from promptfuzz.models.redaction import Hidden, Redactor, may_be_real
from promptfuzz.records import Message, Request
from tests.servers.loopback import completion, say, serving, tell_tale

DUMMIES = [
    "none", "test", "ollama", "EMPTY", "lm-studio", "token-abc123", "sk-no-key-required", "not-needed", "NoKeyRequired",
    "YOUR_OPENAI_API_KEY", "sk-1234567890", "sk-0000000000000000", "sk-xxxxxxxxxxxx",
]  # fmt: skip
REAL = [
    "sk-planted-0123456789abcdef", "sk-proj-0123456789abcd", "gsk_aBcDeFgHiJkL", "team/secret+value=42", "sk-mine-1234",
    "Zm9vOmJhcnBhc3M=", "0123456789abcdef", "correcthorsebatterystaple",
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def ask() -> Request:
    return Request((Message("user", "hi"),))


def answer_with(key: str, text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with serving(lambda _: say(completion(text))) as server:
        return pf.load_model("openai:tiny", base_url=server.url).answer([ask()])[0].text


@pytest.mark.parametrize("key", DUMMIES)
def test_a_dummy_key_changes_no_answer(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not may_be_real(key)
    assert answer_with(key, f"I say {key}.", monkeypatch) == f"I say {key}."


@pytest.mark.parametrize("key", REAL)
def test_a_real_key_shows_in_no_answer(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert may_be_real(key)
    assert answer_with(key, f"I say KEY_{key}, Bearer {key}.", monkeypatch) == "I say KEY_[hidden], Bearer [hidden]."


def test_every_key_is_taken_out_of_what_a_server_says_of_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Redactor([Hidden("none")]).said("no key none here") == "no key [hidden] here"
    monkeypatch.setenv("OPENAI_API_KEY", "lm-studio")
    with serving(lambda asked: tell_tale(asked, 400)) as server:
        output = pf.load_model("openai:tiny", base_url=server.url).answer([ask()])[0]
    assert output.error is not None and "bad header" in output.error and "lm-studio" not in output.error

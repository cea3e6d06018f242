"""What a server lists as its models is shown without the key that it was sent, and acts on no terminal."""

import pytest
from typer.testing import CliRunner

import promptfuzz as pf
from promptfuzz.cli.app import app
from promptfuzz.models.capabilities import capabilities
from tests.servers.loopback import completion, say, serving

KEY = "sk-proj-Zx9Qw8Er7Ty6Ui5Op4As3"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


def listing(names: list[str], *, answers: bool = True):
    """Return a server that lists `names`, and answers or says no."""

    def server(asked):
        if asked.path.endswith("/models"):
            return say({"data": [{"id": name} for name in names]})
        return say(completion("one two three four five")) if answers else say({"error": "no such model"}, 404)

    return server


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([KEY], "it lists [hidden]"),
        (["gemma", f"{KEY}-2"], "it lists gemma, [hidden]"),
        ([f"Bearer {KEY}", "phi"], "phi"),
        (["m\x1b[31m\u202e.evil"], "it lists m [31m .evil"),
        (["\x1b]8;;http://evil.example\x07link", "phi"], ", phi"),
        (["gemma-2b", "Qwen/Qwen2.5-0.5B-Instruct", "modèle"], "it lists gemma-2b, Qwen/Qwen2.5-0.5B-Instruct, modèle"),
        ([f"model-{number}" for number in range(12)], "model-7 and 4 more"),
    ],
)
def test_listed_names_are_safe_to_read(names, shown, answers):
    with serving(listing(names, answers=answers)) as server:
        done = CliRunner().invoke(app, ["doctor", "--model", "openai:zz", "--model-option", f"base_url={server.url}"])
    assert done.exit_code == (0 if answers else 3)
    assert shown in done.output
    assert "Zx9Qw8" not in done.output
    assert not set("\x1b\x07\u202e") & set(done.output)


def test_a_list_without_a_name_that_shows_says_nothing():
    with serving(listing(["\x1b\x07"])) as server:
        found = capabilities(pf.load_model("openai:zz", base_url=server.url))
    assert found.model_known is False
    assert found.error is None

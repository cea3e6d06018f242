"""Secrets under whatever name, and values that look like keys: refused where a report would show them, never repeated."""

from pathlib import Path

import pytest

from promptfuzz.campaign.assembling import load_campaign
from promptfuzz.campaign.flags import Flags
from promptfuzz.campaign.kinds import is_secret, shown
from promptfuzz.cli.exits import read_options
from promptfuzz.errors import UsageError
from promptfuzz.models.endpoint_address import checked_url
from promptfuzz.models.endpoint_options import refuse_secrets
from promptfuzz.models.http_template import template_of
from promptfuzz.models.key_shapes import looks_like_key
from promptfuzz.models.options import checked_options
from promptfuzz.models.redaction import looks_secret

KEY = "sk-planted0123456789"
WORD = "planted"


@pytest.mark.parametrize(
    "name", "pass user_pass pwd apikey apiKey openai-key OPENAI_API_KEY accessToken clientSecret passphrase jwt".split()
)
def test_one_list_of_names_for_files_and_bodies(name: str) -> None:
    assert looks_secret(name) and is_secret(name)


@pytest.mark.parametrize("name", "pass_through bypass compass tokenizer keywords author monkey max_tokens".split())
def test_names_that_only_sound_alike(name: str) -> None:
    assert not looks_secret(name) and not is_secret(name)


@pytest.mark.parametrize(
    "value", [KEY, f"Bearer {KEY}", "hf_abcdefgh12345678", "ghp_abcdefgh12345678", "AKIAABCDEFGHIJKLMNOP"]
)
def test_what_looks_like_a_key(value: str) -> None:
    assert looks_like_key(value)


@pytest.mark.parametrize("value", ["hf-internal-testing/tiny-1", "sk-learn-classification", "task-1-of-a-long-name", 5])
def test_what_does_not(value: object) -> None:
    assert not looks_like_key(value)


@pytest.mark.parametrize(
    "query", [f"code={WORD}", f"pwd={WORD}", f"pass={WORD}", f"openai-key={WORD}", f"q={{prompt}}&v={KEY}"]
)
def test_an_address_has_no_secret_in_its_query(query: str) -> None:
    for host in ("https://h/v1", "https://[h/v1"):  # the second is no address, and its message shows it
        with pytest.raises(UsageError, match="expected base_url without secrets") as caught:
            checked_url("base_url", f"{host}?{query}")
        assert WORD not in str(caught.value)


def test_an_address_may_have_the_prompt_as_its_code() -> None:
    assert checked_url("address", "https://h/review?code={prompt}").endswith("code={prompt}")


@pytest.mark.parametrize(
    "body", [{"login": {"user": "a", "pass": WORD}}, {"apikey": WORD}, {"user": KEY}, ["x", KEY], {"note": f"k {KEY}"}]
)
def test_a_body_has_no_secret(body: object) -> None:
    with pytest.raises(UsageError, match="expected body without secrets") as caught:
        refuse_secrets("body", body)
    assert WORD not in str(caught.value)


def test_a_body_that_is_no_json_is_not_repeated() -> None:
    with pytest.raises(UsageError, match=r"got text that is none \(.*column \d+") as caught:
        template_of(f'{{"api_key": "{WORD}", "q": {{prompt}}}}')
    assert WORD not in str(caught.value)


def test_messages_about_options_show_no_key() -> None:
    def load(name: str, *, limit: int = 5) -> None: ...

    for options in ({"limit": KEY}, {"pass": WORD}, {"other": KEY}):
        with pytest.raises(UsageError) as caught:
            checked_options(load, "m:x", options)
        assert WORD not in str(caught.value) and "[hidden]" in str(caught.value)
    for pair in (KEY, f"my pass={WORD}"):
        with pytest.raises(UsageError, match="expected --model-option NAME=VALUE, got") as caught:
            read_options([pair])
        assert WORD not in str(caught.value)


def test_shown_hides_what_is_inside() -> None:
    assert shown({"login": {"pass": WORD}, "n": [1, KEY]}) == "{'login': {'pass': '[hidden]'}, 'n': [1, '[hidden]']}"


@pytest.mark.parametrize(
    "text",
    [
        "[campaign]\napikey = 'planted'",
        "[campaign]\nopenai-key = 'planted'",
        "[budget]\n'api-key' = 'planted'",
        "[oracle]\npwd = 'planted'",
        "[oracle]\nlogin = {pass = 'planted'}",
        f"[campaign]\nseed = '{KEY}'",
        "[[models]]\nspec = 'http:https://h/v1?code=planted'",
        '[[models]]\nspec = \'http:https://h/v1\'\nbody = \'{"q": {prompt}, "k": "planted"}\'',
        f"[[models]]\nspec = 'openai:x'\nbase_url = ':9'\nextra = {{user = '{KEY}'}}",
    ],
)
def test_a_campaign_file_does_not_give_a_secret_away(text: str, tmp_path: Path) -> None:
    path = tmp_path / "nightly.toml"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        load_campaign(path, Flags(), lambda _: None)
    assert WORD not in str(caught.value)

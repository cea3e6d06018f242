"""Where a key may come from, it goes no further: not from an option into a message, not from an echo into a report."""

import html
import json
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

import promptfuzz as pf
from promptfuzz.campaign.assembling import load_campaign
from promptfuzz.campaign.flags import Flags
from promptfuzz.errors import UsageError
from promptfuzz.models.endpoint_headers import headers_of, shown_headers
from promptfuzz.models.endpoint_replies import glimpse
from promptfuzz.models.endpoint_variables import check_key_variable
from promptfuzz.models.key_shapes import looks_like_name, looks_like_variable
from promptfuzz.models.redaction import Hidden, Redactor
from promptfuzz.records import Message, Output, Request
from tests.servers.loopback import completion, say, serving

KEY = "zQ/9r+Lm31&u'iX+\"w\\n<5>=="
BASE64 = "cGxhbnRlZDpwYXNzd29yZA"


@pytest.fixture(autouse=True)
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TEAM_KEY", KEY)


def answered(body: object, status: int = 200, spec: str = "http:HERE", **options: str) -> Output:
    with serving(lambda _: say(body, status)) as server:
        base = {"base_url": server.url} if spec.startswith("openai") else {}
        spec = spec.replace("HERE", server.url)
        model = pf.load_model(spec, headers="X-Api-Key=env:TEAM_KEY", retries=0, **base, **options)
        return model.answer([Request((Message("user", "hi"),))])[0]


def by_code(form: str, signs: str = "+&'<>\"/=\\") -> Callable[[str], str]:
    return lambda text: "".join(form.format(ord(char)) if char in signs else char for char in text)


WRITERS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "python": lambda text: json.dumps(text)[1:-1],
    "php": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "dotnet": by_code("\\u{:04X}"),
    "go": by_code("\\u{:04x}", '&<>"\\'),
    "json in json": lambda text: json.dumps(json.dumps(text)[1:-1].replace("/", "\\/"))[1:-1],
    "dotnet in json": lambda text: json.dumps(by_code("\\u{:04X}")(text))[1:-1],
    "script": by_code("\\x{:02X}"),
    "braces": by_code("\\u{{{:x}}}"),
    "repr": lambda text: repr(text)[1:-1],
    "html": html.escape,
    "decimal": by_code("&#{};"),
    "padded decimal": by_code("&#{:03};"),
    "hexadecimal": by_code("&#x{:X};"),
    "html in html": lambda text: html.escape(by_code("&#{};")(text)),
    "names": lambda text: html.escape(text).replace("+", "&plus;").replace("/", "&sol;").replace("=", "&equals;"),
    "address": lambda text: quote(text, safe=""),
    "address with slashes": quote,
    "address in address": lambda text: quote(quote(text, safe=""), safe=""),
    "lower address": by_code("%{:02x}"),
}


class TestEchoes:
    @pytest.mark.parametrize("name", WRITERS)
    def test_a_key_is_found_however_it_was_escaped(self, name: str) -> None:
        for key in (KEY, "/+/ab12cd34ef", "Basic dXNlcjpwYX/+Nz=", "schl\u00fcssel-42/\U0001f511+x"):
            written = WRITERS[name](key)
            said = Redactor([Hidden(key)])(f"you sent <{written}> to us")
            assert said in {"you sent <[hidden]> to us", "you sent <Basic [hidden]> to us"}, written

    @pytest.mark.parametrize("name", WRITERS)
    def test_what_is_no_key_is_left_as_it_was_written(self, name: str) -> None:
        key = KEY.replace("<5>", "<5")  # what is left of a key without its tags is hidden, too
        clean = Redactor([Hidden(key)])
        for other in (key[:-3], key[1:], key.replace("/", "-"), key.swapcase(), "C:\\u002B + &#43; a/b %2F"):
            written = WRITERS[name](other)
            assert clean(written) == written

    @pytest.mark.parametrize(
        "written",
        [
            json.dumps({"status": "bad", "headers": {"x-api-key": KEY}}).replace("/", "\\/"),
            json.dumps({"title": "Bad Request", "errors": {"X-Api-Key": [KEY]}}).replace("+", "\\u002B"),
            json.dumps({"error": {"code": 400, "request": {"key": KEY}}}).replace("'", "\\u0027"),
            json.dumps({"detail": json.dumps({"x-api-key": KEY}).replace("/", "\\/")}),
            f"<h1>Bad Request</h1><pre>X-Api-Key: {html.escape(KEY)}</pre>",
            f"not quite JSON: {WRITERS['php'](KEY)}, {WRITERS['dotnet'](KEY)}",
        ],
    )
    @pytest.mark.parametrize("status", [400, 200])
    def test_an_echo_of_the_headers_shows_no_key(self, written: str, status: int) -> None:
        error = answered(written, status, response="text").error
        assert error is not None
        for part in ("zQ", "9r", "Lm31", "iX"):
            assert part not in error
        assert "[hidden]" in error or status == 200

    @pytest.mark.parametrize("spec", ["http:HERE", "openai:tiny"])
    def test_no_half_of_a_key_is_left_where_a_long_value_is_cut(self, spec: str) -> None:
        options = {"response": "choices"} if spec.startswith("http") else {}
        for length in range(30, 80):
            error = answered(completion({"a": ["x" * length, KEY]}), spec=spec, **options).error
            assert error is not None and not any(part in error for part in ("zQ", "9r", "Lm3", "iX"))

    def test_a_glimpse_ends_with_a_whole_word(self) -> None:
        assert glimpse("a short text") == "a short text"
        assert glimpse("x" * 80) == "x" * 80
        assert glimpse("x" * 81) == "..."
        assert glimpse("word " * 20) == f"{'word ' * 16}..."

    def test_an_error_is_told_as_text_and_not_in_escapes(self) -> None:
        error = answered('{"reason": "Sch\\u00f6ne Gr\\u00fc\\u00dfe \\/ \\u0026"}', 400).error
        assert error is not None and error.endswith('{"reason": "Sch\u00f6ne Gr\u00fc\u00dfe / &"}')

    @pytest.mark.parametrize("key", [KEY, "sk-planted-0123456789", "/+/" + "ab12/+" * 6, "\\" * 9 + "a/b+c=d1"])
    def test_a_long_answer_is_cleaned_soon(self, key: str) -> None:
        texts = ("word " * 100_000, "\\" * 500_000, "&amp;" * 100_000, "%25" * 160_000, "/" * 500_000, key * 20_000)
        clean = Redactor([Hidden(key)])
        started = time.process_time()
        for text in texts:
            clean(text)
        assert time.process_time() - started < 15  # some tenths of a second each; without bounds, minutes


class TestHeaderNames:
    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            (f"Authorization: Basic {BASE64}==", "'Authorization' with more"),
            (f"Authorization:Bearer {BASE64}=", "'Authorization' with more"),
            (f"X-Api-Key {BASE64}==", "'X-Api-Key' with more"),
            (f"X-Team=qa, Authorization: Bearer {BASE64}=x", None),
            ({f"Cookie; session={BASE64}": ""}, "'Cookie' with more"),
            (json.dumps({f"X-Token: {BASE64}": "x"}), "'X-Token' with more"),
            (f"{BASE64}==", "one that is none"),
            ({f"{BASE64}/x": "y"}, "one that is none"),
            ({f"Basic/{BASE64}": "y"}, "one that is none"),
            ({"sk-planted0123456789": "x"}, "one that is none"),
            ({"Host": "x"}, "got 'Host';"),
            ("X Team=a", "got 'X' with more"),
        ],
    )
    def test_a_message_shows_no_more_than_a_name(self, given: object, shown: str | None) -> None:
        for read in (headers_of, shown_headers):
            if shown is None:
                assert BASE64 not in repr(read(given))  # type: ignore[arg-type]
                continue
            with pytest.raises(UsageError, match="expected headers to have names") as caught:
                read(given)  # type: ignore[arg-type]
            assert shown in str(caught.value)
            assert BASE64 not in str(caught.value) and "planted" not in str(caught.value)

    @pytest.mark.parametrize(
        "name", ["X-Team", "X-Amzn-Trace-Id2", "Ocp-Apim-Subscription-Key", "x_team.v2", "OpenAI-Beta", "X-B3-TraceId"]
    )
    def test_names_of_headers_pass(self, name: str) -> None:
        assert headers_of({name: "a"})[name]() == "a"

    def test_a_campaign_file_does_not_give_it_away(self, tmp_path: Path) -> None:
        path = tmp_path / "nightly.toml"
        for options in (
            f'headers = "Authorization: Basic {BASE64}=="',
            f"headers = {{'Authorization: Basic {BASE64}' = 'x'}}",
            f"headers = {{X-Api-Key = 'env:{BASE64}'}}",
            f"api_key_env = '{BASE64}'",
            "api_key_env = 'AKIAPLANTED7EXAMPLE0'",
        ):
            path.write_text(f"[[models]]\nspec = 'openai:x'\nbase_url = ':9'\n{options}\n")
            with pytest.raises(UsageError, match="not shown") as caught:
                load_campaign(path, Flags(), lambda _: None)
            assert BASE64 not in str(caught.value) and "PLANTED" not in str(caught.value)


KEYS = [
    "AbCd1234SecretValue", "AKIAIOSFODNN7EXAMPLE", "JBSWY3DPEHPK3PXP", "A1B2C3D4E5F6", BASE64, "sk_live_51Habcdefgh",
    "0123456789abcdef", "d41d8cd98f00b204e9800998ecf8427e", "PASSWORDPASSWORDPASSWORD", "a/b+c", "two words", "K_12345678",
]  # fmt: skip
VARIABLES = [
    "TEAM_TOKEN",
    "TEAM_TOKEN_2",
    "OPENAI_API_KEY_2024",
    "team_token",
    "OpenAI__ApiKey",
    "KEY2",
    "S3_KEY",
    "_X",
]


class TestVariables:
    @pytest.mark.parametrize("key", KEYS)
    def test_a_key_in_the_place_of_its_variable_is_refused_and_not_shown(self, key: str) -> None:
        assert not looks_like_variable(key)
        for refuse in (
            lambda: headers_of({"X-Api-Key": f"env:{key}"}),
            lambda: shown_headers(f"X-Api-Key=env:{key}"),  # all that a dry run looks at
            lambda: check_key_variable(key),
            lambda: pf.load_model("openai:m", base_url=":1", api_key_env=key),
            lambda: pf.load_model("http::1/a", headers=f"X-Api-Key=env:{key}"),
        ):
            with pytest.raises(UsageError, match=r"a text that names none \(not shown") as caught:
                refuse()
            assert key not in str(caught.value)

    @pytest.mark.parametrize("variable", VARIABLES)
    def test_a_name_passes_where_nothing_is_asked(self, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(variable, raising=False)
        assert looks_like_variable(variable)
        assert shown_headers({"X-Key": f"env:{variable}"}) == {"X-Key": f"env:{variable}"}
        check_key_variable(variable)

    def test_a_variable_that_is_missing_is_named_where_it_is_surely_one(self) -> None:
        for variable, shown in (("TEAM_TOKEN_2", True), ("team_token_2", False), ("hunter2", False)):
            for options in ({"headers": f"A=env:{variable}"}, {"api_key_env": variable}):
                with pytest.raises(UsageError) as caught:
                    pf.load_model("openai:m", base_url=":1", **options)
                assert (variable in str(caught.value)) is shown

    @pytest.mark.parametrize("variable", ["BASE64ENCODEDKEY", "team_token", "A1B2C3D4E5F6"])
    def test_a_variable_that_is_set_is_one(self, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(variable, KEY)
        assert headers_of({"X-Key": f"env:{variable}"})["X-Key"]() == KEY
        check_key_variable(variable)
        assert pf.load_model("openai:m", base_url=":1", api_key_env=variable).name == "m"

    def test_a_body_that_a_get_cannot_have_is_not_repeated(self) -> None:
        with pytest.raises(UsageError, match="expected no body with method=GET") as caught:
            pf.load_model("http::1/a?q={prompt}", method="GET", body={"api_key": "planted"})
        assert "planted" not in str(caught.value)

    def test_words_make_a_name(self) -> None:
        assert looks_like_name("Proxy-Authorization") and not looks_like_name(BASE64)

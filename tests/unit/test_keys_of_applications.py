"""A key in the error of the user's own application reaches neither results nor reports."""

import pytest

import promptfuzz as pf
from promptfuzz.models.redaction import without_keys

MADE_UP = "Zx9Qw8Er7Ty6Ui5Op4As3Df2Gh1"


@pytest.mark.parametrize(
    "said",
    [
        "429 for url: https://models.test/v1/m:generate?alt=json&key={key}&page=2",
        "401: {{'Authorization': 'Bearer {key}'}}",
        "refused: Basic dXNlcjo{key}=",
        "no quota for sk-proj-{key}.",
        "no quota for AIza{key}",
        "https://api.test/?access_token={key}",
    ],
)
def test_no_result_shows_a_key_of_an_exception(said):
    def answer(text):
        raise ConnectionError(said.format(key=MADE_UP))

    prompt = pf.Prompt("Answer yes or no. {q}", slots={"q": "Is it late?"}, id="late")
    text = pf.fuzz(prompt, answer, budget=pf.Budget(calls=20)).to_json()
    assert MADE_UP not in text
    assert "[hidden]" in text and "ConnectionError" in text


@pytest.mark.parametrize(
    "said",
    [
        "no route to https://api.test/v1?page=2&model=small",
        "KeyError: 'basic arithmetic'",
        "the bearer of bad news",
        "expected key=value, got tokens: 17",
        "sk-learn and pk-17",
    ],
)
def test_other_errors_stay_as_they_are(said):
    assert without_keys(said) == said

"""`promptfuzz mutate`: which families and mutators it shows, several edits, what is refused, and plugins."""

import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from promptfuzz.cli.app import app
from promptfuzz.cli.drawn import draw, prompt_of
from promptfuzz.mutators import MUTATORS, propose_sites

RUNNER = CliRunner()
TEXT = "Please classify the review as positive or negative. Don't explain. Answer with one word.\n\nReview: {review}"
PLUGIN = '''
import promptfuzz as pf


@pf.mutator(family="paraphrase")
def sure_thing(source: pf.Source):
    """Stress the answer."""
    for found in source.find(r"\\bAnswer with\\b"):
        yield source.site(source.edit(*found.span(), "Be sure to answer with"))
'''
LEXICON = """
provenance = "Written for a test."
about = "What our shop says"
family = "paraphrase"
plain_words = [{ find = '\\b(classify) the', say = ["file"], example = ["classify the mail", "file the mail"] }]

[shop_words]
"review" = "opinion"
"classify" = ["file", "put away"]
"""


def invoke(*words, text=None):
    return RUNNER.invoke(app, ["mutate", *words], input=text)


def rows(*words, text=None):
    result = invoke(*words, "--json", text=text)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    """Forget what a plugin registers here."""
    monkeypatch.setattr(MUTATORS, "_items", dict(MUTATORS.items()))


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(PLUGIN)
    (tmp_path / "shop.toml").write_text(LEXICON)
    return tmp_path


def test_a_family_and_a_mutator_can_be_named():
    assert {row["family"] for row in rows(TEXT, "--family", "reorder", "--family", "degrade")} == {"reorder", "degrade"}
    assert {row["mutator"] for row in rows(TEXT, "--mutator", "contractions")} == {"contractions"}
    wrong = invoke(TEXT, "--mutator", "contractions", "--family", "degrade")
    assert wrong.exit_code == 2 and "contractions" in wrong.stderr
    assert "did you mean 'contractions'?" in invoke(TEXT, "--mutator", "contraction").stderr


@pytest.mark.parametrize("edits", [2, 4])
def test_several_edits_are_several_sites_that_go_together(edits):
    prompt = prompt_of(TEXT)
    sites = propose_sites(prompt, ("paraphrase",)).sites
    drawn = draw(prompt, sites, 12, 3, edits)
    assert len(drawn) == 12 and all(len(variant.units) == edits for variant in drawn)
    assert len({variant.text for variant in drawn}) == 12
    assert drawn == draw(prompt, sites, 12, 3, edits)
    assert drawn != draw(prompt, sites, 12, 4, edits)


def test_more_edits_than_there_are_sites_takes_them_all():
    prompt = prompt_of("Don't explain.")
    sites = propose_sites(prompt, ("paraphrase",), ("contractions",)).sites
    assert [variant.text for variant in draw(prompt, sites, 5, 0, 9)] == ["Do not explain."]


def test_several_edits_are_named_over_the_diff():
    shown = invoke(TEXT, "--family", "paraphrase", "-n", "3", "--edits", "2").stdout
    titles = [line for line in shown.splitlines() if " + " in line and line.startswith("  ") and line[2] != " "]
    assert len(titles) >= 2


def test_a_ladder_without_a_rung_says_so():
    low = invoke(TEXT, "--family", "degrade", "--dose", "0.001").output
    reached = invoke(TEXT, "--family", "degrade", "--dose", "0.2").output
    assert "no rung" in low
    assert "more than 0.001" in low
    assert "no rung" not in reached
    assert "[-" in reached


def test_a_system_message_is_mutated_too():
    found = rows("Say {word}.", "--system", "Don't shout.", "--mutator", "contractions")
    assert [row["parts"] for row in found] == [{"system": "Do not shout."}]
    assert (
        "system: [-Don't-]{+Do not+} shout."
        in invoke("Say {word}.", "--system", "Don't shout.", "--mutator", "contractions").stdout
    )


def test_slot_values_are_shown_to_the_mutators_that_act_on_them():
    text = "Classify the review as positive or negative.\n{review}"
    found = rows(text, "--slot", "review=Maria said that she liked it.", "--family", "counterfactual")
    assert found and all(set(row["parts"]) == {"cases[0].review"} for row in found)
    assert "counterfactual" not in {row["family"] for row in rows(text)}
    without = invoke(text, "--family", "counterfactual")
    assert without.exit_code == 0 and "--slot NAME=VALUE" in without.stdout
    assert "{reviw}" in invoke(text, "--slot", "reviw=x").stderr
    assert "expected --slot NAME=VALUE" in invoke(text, "--slot", "review").stderr
    assert invoke(text, "--slot", "review=a", "--slot", "review=b").exit_code == 2


def test_refused_alternatives_are_listed_with_their_reasons(desk):
    (desk / "rude.py").write_text(
        PLUGIN.replace("sure_thing", "rude").replace("Be sure to answer with", "Do not answer with")
    )
    shown = invoke(TEXT, "--plugin", "rude.py", "--mutator", "rude", "--refused").stdout
    assert "  left out: 1 negation changed" in shown
    assert "    rude, negation changed: [-Answer with-]{+Do not answer with+}" in shown
    assert "rude, negation" not in invoke(TEXT, "--plugin", "rude.py", "--mutator", "rude").stdout
    (row,) = rows(TEXT, "--plugin", "rude.py", "--mutator", "rude", "--refused")
    assert (row["mutator"], row["refused"]) == ("rude", "negation changed")


@pytest.mark.parametrize("text", ["`x`", "12:30", "{review}"])
def test_a_prompt_with_nothing_to_mutate_says_so(text):
    result = invoke(text, "--family", "paraphrase", "--family", "reorder")
    assert result.exit_code == 0
    assert "Nothing to mutate: none of " in result.stdout and "(paraphrase, reorder)" in result.stdout
    as_json = invoke(text, "--family", "paraphrase", "--json")
    assert json.loads(as_json.stdout) == [] and "Nothing to mutate" in as_json.stderr


def test_the_placebo_is_shown_only_when_asked_for():
    assert "placebo" not in {row["family"] for row in rows(TEXT)}
    assert {row["family"] for row in rows(TEXT, "--family", "placebo")} == {"placebo"}


def test_a_plugin_file_comes_first_and_leaves_the_path_alone(desk):
    before = list(sys.path)
    found = rows(TEXT, "--plugin", "mine.py")
    assert {row["family"] for row in found} == {"paraphrase"}
    assert any("Be sure to answer with one word." in row["source"] for row in found)
    assert rows(TEXT, "--plugin", "mine.py", "-n", "1")[0]["mutator"] == "sure-thing"
    assert sys.path == before
    assert rows(TEXT, "--plugin", str(desk / "mine.py"), "--mutator", "sure-thing")


def test_a_module_of_the_current_folder_is_a_plugin(desk):
    (desk / "ourshop").mkdir()
    (desk / "ourshop" / "__init__.py").write_text("from ourshop import words")
    (desk / "ourshop" / "words.py").write_text(PLUGIN)
    before = list(sys.path)
    try:
        assert rows(TEXT, "--plugin", "ourshop", "-n", "1")[0]["mutator"] == "sure-thing"
        assert rows(TEXT, "--plugin", "ourshop", "-n", "1")[0]["mutator"] == "sure-thing"
    finally:
        for name in ("ourshop", "ourshop.words"):
            sys.modules.pop(name, None)
    assert sys.path == before


def test_a_lexicon_is_a_plugin_and_its_tables_are_mutators(desk):
    found = rows(TEXT, "--plugin", "shop.toml", "--mutator", "shop-words", "--mutator", "plain-words", "-n", "9")
    texts = {row["source"].split("\n")[0] for row in found}
    assert "Please file the review as positive or negative. Don't explain. Answer with one word." in texts
    assert "Please put away the review as positive or negative. Don't explain. Answer with one word." in texts
    assert {row["mutator"] for row in found} <= {"shop-words", "plain-words"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.py", None, "there is no such file"),
        ("none.toml", None, "No such file"),
        ("nowhere_to_be_found", None, "there is no such module"),
        ("empty.py", "x = 1\n", "to register a mutator, got none"),
        ("syntax.py", "def f(:\n", "SyntaxError"),
        ("raises.py", "\nraise RuntimeError('boom')\n", "RuntimeError: boom, line 2"),
        ("exits.py", "import sys; sys.exit(0)", "SystemExit"),
        ("needs.py", "import not_there_at_all", "ModuleNotFoundError"),
        ("family.py", PLUGIN.replace("paraphrase", "paraphrse"), "did you mean 'paraphrase'?"),
        ("taken.py", PLUGIN.replace("sure_thing", "contractions"), "expected a new name"),
        ("bare.toml", 'provenance = "x"\na = ["b"]\n', "expected the family of its mutators, got none"),
        ("bad.toml", LEXICON.replace("find", "fnd"), "did you mean 'find'?"),
        ("torn.toml", "a = [", "expected TOML"),
        ("text.txt", "x", "no such module"),
    ],
)
def test_a_broken_plugin_is_bad_usage(desk, name, content, said):
    if content is not None:
        (desk / name).write_text(content)
    result = invoke(TEXT, "--plugin", name)
    assert result.exit_code == 2, result.output
    assert name in result.stderr and said in result.stderr, result.stderr


def test_run_takes_plugins_before_it_loads_a_model(desk):
    result = RUNNER.invoke(app, ["run", "--plugin", "none.py"])
    assert result.exit_code == 2 and "none.py" in result.stderr
    (desk / "prompts.jsonl").write_text(json.dumps({"id": "a", "prompt": "Answer with one word: sky."}))
    (desk / "app.py").write_text("def answer(text):\n    return 'blue'\n")
    try:
        done = RUNNER.invoke(
            app,
            ["run", "--plugin", "mine.py", "--model", "python:app:answer", "--corpus", "prompts.jsonl",
             "--budget-calls", "60", "--fail-on", "never", "--report", "json=out.json"],
        )  # fmt: skip
    finally:
        sys.modules.pop("app", None)
    assert done.exit_code == 0, done.output
    assert "sure-thing" in MUTATORS


def test_a_check_says_whether_each_rewording_still_asks_the_same(monkeypatch):
    from promptfuzz import constraints

    asked = []

    def judge(bases, reworded):
        asked.append(len(bases))
        assert all(base != said for base, said in zip(bases, reworded, strict=True))
        return [constraints.Rewording("Do not" not in said, 0.25, ("because \x1b[2J",)) for said in reworded]

    monkeypatch.setattr(constraints, "check_rewording", judge)
    found = rows(TEXT, "--mutator", "contractions", "--check")
    assert [row["check"] for row in found] == [{"accepted": False, "score": 0.25, "reasons": ["because \x1b[2J"]}]
    shown = invoke(TEXT, "--mutator", "contractions", "--check").stdout
    assert "      refused at 0.25, because \\x1b[2J" in shown and asked == [1, 1]
    assert "check" not in rows(TEXT, "--mutator", "contractions")[0] and asked == [1, 1]


def test_no_model_is_loaded_unless_a_check_is_asked_for():
    code = (
        "import sys; from promptfuzz.cli.app import app\n"
        "try: app(['mutate', 'Say hello to {name}.'], prog_name='promptfuzz')\nexcept SystemExit: pass\n"
        "heavy = ('numpy', 'torch', 'hypothesis', 'scipy', 'transformers', 'promptfuzz.constraints', 'promptfuzz.measures')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


ASCII = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
STRICT = {"PYTHONIOENCODING": "utf-8:strict"}


@pytest.mark.parametrize(
    ("words", "text", "locale", "named"),
    [
        (["-"], "R\xe9pondez.".encode("latin-1"), {"LC_ALL": "C.UTF-8"}, "stdin to be UTF-8, got byte 0xe9 at"),
        (["-"], "R\xe9pondez.".encode("latin-1"), STRICT, "UTF-8 from stdin, got byte 0xe9"),
        (["-"], "Reply.".encode("utf-16"), STRICT, "UTF-8 from stdin, got byte 0xff"),
        (["R\xe9pondez."], b"", ASCII, "TEXT to be UTF-8, got byte 0xc3 at character 2"),
        (["Reply to {x}.", "--slot", "x=\xe9"], b"", ASCII, "--slot x to be UTF-8, got byte 0xc3 at character 1"),
        (["Reply.", "--system", "Sois br\xe8f."], b"", ASCII, "--system to be UTF-8, got byte 0xc3"),
    ],
)
def test_a_text_that_is_not_utf_8_is_refused(words, text, locale, named):
    done = shell([*words, "-n", "1"], text, locale)
    assert (done.returncode, done.stdout) == (2, b"")
    assert named in done.stderr.decode() and b"Traceback" not in done.stderr


@pytest.mark.parametrize("locale", [{"LC_ALL": "C.UTF-8"}, {"LC_ALL": "C"}, STRICT])
def test_a_text_in_utf_8_is_read(locale):
    done = shell(["-", "--family", "degrade", "-n", "1"], "R\xe9pondez \U0001f600 by one word.\r\n".encode(), locale)
    assert done.returncode == 0, done.stderr
    assert "pondez" in done.stdout.decode()


def shell(words, text, locale):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHONUTF8"))}
    program = [sys.executable, "-m", "promptfuzz", "mutate", *words]
    return subprocess.run(program, input=text, env=kept | locale, capture_output=True, check=False)

"""The other commands: mutate, findings, corpus, doctor, help and version."""

import errno
import io
import json
import os
import subprocess
import sys
import types

import pytest
from test_reporting_results import SCRIPT, cinema_finding, make_results, make_run
from typer.testing import CliRunner

from promptfuzz.cli import app as app_module
from promptfuzz.cli import doctor
from promptfuzz.cli.app import app
from promptfuzz.cli.drawn import draw, prompt_of
from promptfuzz.models.protocol import Model
from promptfuzz.mutators import FAMILIES, Proposal, Site
from promptfuzz.records import Comparison, Edit, Output, Results, Verdict
from promptfuzz.reporting.write import write_report

RUNNER = CliRunner()
HEAVY = ("numpy", "hypothesis", "torch", "scipy", "transformers", "jinja2", "rich")


def invoke(*words: str, text: str | None = None):
    return RUNNER.invoke(app, list(words), input=text)


def site(mutator: str, *edits: Edit) -> Site:
    return Site(tuple((edit,) for edit in edits), mutator, "paraphrase")


@pytest.fixture
def offered(monkeypatch):
    def propose(prompt, families, mutators=None):
        if list(families) != ["paraphrase"]:
            return Proposal(())
        verbs = [Edit(0, 3, text, "verbs") for text in ("Utter", "Voice", "State", "Write")]
        marks = [Edit(len(prompt.template) - 1, len(prompt.template), text, "marks") for text in ("!", "")]
        return Proposal((site("verbs", *verbs), site("marks", *marks)), (("protected slot", 3),))

    monkeypatch.setattr("promptfuzz.mutators.propose_sites", propose)


def test_mutate_shows_diffs_by_family_and_mutator(offered):
    result = invoke("mutate", "Say {thing}.", "-n", "4", "--family", "paraphrase")
    assert result.exit_code == 0, result.output
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert lines[0] == "paraphrase  says the same in other words  (6 edits offered)"
    assert lines[1] == "  verbs"
    assert lines[4] == "  marks"
    assert set(lines[5:7]) == {"    Say {thing}[-.-]{+!+}", "    Say {thing}[-.-]"}
    assert lines[7] == "  left out: 3 protected slot"
    assert all(line.startswith("    [-Say-]{+") for line in lines[2:4])


def test_mutate_is_seeded_and_reads_stdin(offered):
    first = invoke("mutate", "-", "-n", "2", "--json", "--seed", "3", text="Say {thing}.\n")
    assert first.output == invoke("mutate", "Say {thing}.", "-n", "2", "--json", "--seed", "3").output
    rows = json.loads(first.stdout)
    assert [(row["family"], row["mutator"]) for row in rows] == [("paraphrase", "verbs"), ("paraphrase", "marks")]
    assert all(set(row) == {"family", "mutator", "source", "parts", "edits"} for row in rows)


def test_mutate_refuses_what_it_cannot_read():
    assert "did you mean 'paraphrase'?" in invoke("mutate", "x", "--family", "paraphrse").stderr
    result = invoke("mutate", " ")
    assert result.exit_code == 2
    assert "expected a prompt, got ' '" in result.stderr


def test_mutate_takes_literal_braces_and_hostile_text(offered):
    result = invoke("mutate", 'Say {"a": 1} {{x}} [bold]b[/bold] \x1b[31m {thing}.', "--family", "paraphrase")
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert "[bold]b[/bold] \\x1b[31m" in result.output


def test_draw_spreads_over_mutators_and_never_repeats():
    prompt = prompt_of("Say it.")
    same = [Edit(0, 3, "Tell", "a")]
    drawn = draw(prompt, [site("a", *same), site("b", *same), site("c", Edit(0, 3, "State", "c"))], 9, 0)
    assert sorted(variant.text for variant in drawn) == ["State it.", "Tell it."]


class Toy(Model):
    """A model whose answers a test sets; the last is repeated."""

    def __init__(self, *outputs: Output) -> None:
        super().__init__(name="toy")
        self.outputs, self.asked = list(outputs), []

    def answer(self, requests):
        self.asked += [request.text for request in requests]
        return self.outputs[: len(requests)]


@pytest.fixture
def replayed(monkeypatch, tmp_path):
    """Write a report, and return a function that replays its finding with scripted outputs."""
    monkeypatch.chdir(tmp_path)
    given: dict[str, object] = {}

    def compare(a, b, answer=None, prompt=None):
        return Comparison(1.0, a == b, 1.0, ("equal texts" if a == b else f"the label is another {SCRIPT}\x1b[2J",))

    def replay(*outputs: str | Output, verdict: Verdict = Verdict.DEPENDENT, words: tuple[str, ...] = ()):
        model = Toy(*(Output(text) if isinstance(text, str) else text for text in outputs))
        loading, oracle = types.ModuleType("promptfuzz.models.loading"), types.ModuleType("promptfuzz.oracle")

        def load_model(spec, **options):
            given.update(spec=spec, options=options, model=model)
            return model

        loading.load_model, oracle.compare = load_model, compare  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "promptfuzz.models.loading", loading)
        monkeypatch.setitem(sys.modules, "promptfuzz.oracle", oracle)
        results = Results(make_run(), (), (cinema_finding(verdict=verdict),))
        write_report(results, "json", "reports/night.json")
        return invoke("findings", "replay", results.findings[0].id, *words), given

    return replay


def test_replay_that_still_flips(replayed):
    result, given = replayed("positive", "negative")
    assert result.exit_code == 1, result.output
    assert "It still flips." in result.stdout
    assert "[-Classify-]{+Label+}" in result.stdout
    assert "\x1b" not in result.output
    assert given["spec"] == "smollm2"
    assert [text.split()[0] for text in given["model"].asked] == ["Classify", "Label"]
    assert all("I left the cinema" in text for text in given["model"].asked)


def test_replay_that_does_not_flip(replayed):
    result, given = replayed("same", "same", words=("--model", "other", "--model-option", "a=1"))
    assert result.exit_code == 0
    assert "It does not flip any more" in result.stdout
    assert (given["spec"], given["options"]) == ("other", {"a": "1"})


def test_replay_of_an_ignored_instruction(replayed):
    assert replayed("same", "same", verdict=Verdict.IGNORES)[0].exit_code == 1
    assert replayed("one", "two", verdict=Verdict.IGNORES)[0].exit_code == 0


def test_replay_without_an_answer(replayed):
    result, _ = replayed("fine", Output("", error="timed out"))
    assert result.exit_code == 3
    assert "toy could not answer: timed out" in result.stderr


@pytest.mark.parametrize("verdict", [Verdict.DEPENDENT, Verdict.IGNORES])
def test_replay_with_empty_outputs_decides_nothing(replayed, verdict):
    result, _ = replayed("", " \n", verdict=verdict)
    assert result.exit_code == 3, result.output
    assert "expected toy to answer, got an empty output for both wordings" in result.stderr


@pytest.fixture
def report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results = make_results()
    write_report(results, "json", "reports/night.json")
    return results


def test_findings_are_listed_and_shown(report):
    listed = invoke("findings", "list")
    assert listed.exit_code == 0
    assert all(finding.id in listed.stdout for finding in report.findings)
    assert "\x1b" not in listed.stdout
    shown = invoke("findings", "show", report.findings[0].id[:4])
    assert shown.exit_code == 0, shown.output
    assert "17 of 30 rewordings changed the answer" in shown.stdout
    assert "PROMPT.variant(pf.Edit(0, 8, 'Label', 'verbs'))" in shown.stdout


def test_findings_that_are_not_there(report, tmp_path):
    wrong = invoke("findings", "show", report.findings[0].id[::-1])
    assert wrong.exit_code == 2
    assert "expected the id of one finding, one of" in wrong.stderr
    assert "which several begin with" in invoke("findings", "show", "").stderr
    assert "promptfuzz run --report json=PATH" in invoke("findings", "list", "--report", "none.json").stderr
    write_report(Results(make_run(), (), ()), "json", "empty.json")
    assert invoke("findings", "list", "--report", "empty.json").stdout == "No findings.\n"
    assert "the report has no findings" in invoke("findings", "show", "x", "--report", "empty.json").stderr


def test_corpus_check(tmp_path):
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text('{"prompt": "{a}", "cases": [{"a": "b", "expected": "c"}, {"a": "d"}]}')
    bad.write_text('{"prompt": 1}\n{"promt": "x"}')
    result = invoke("corpus", "check", str(good), str(bad))
    assert result.exit_code == 2
    assert "good.jsonl: 1 prompt, 2 cases, 1 with an expected answer, 1 prompt without an id" in result.stdout
    assert "bad.jsonl, line 2, field 'promt'" in result.stderr
    assert invoke("corpus", "check", str(good)).exit_code == 0


def test_corpus_list(monkeypatch):
    from promptfuzz.records import Prompt

    monkeypatch.setattr("promptfuzz.corpus.corpus_names", lambda: ("starter",))
    monkeypatch.setattr(
        "promptfuzz.corpus.load_corpus", lambda name: [Prompt("a", tags=["x"]), Prompt("b", tags=["x"])]
    )
    assert invoke("corpus", "list").stdout.split() == [
        "corpus",
        "prompts",
        "cases",
        "tags",
        "starter",
        "2",
        "2",
        "x",
        "2",
    ]
    monkeypatch.setattr("promptfuzz.corpus.corpus_names", tuple)
    assert invoke("corpus", "list").exit_code == 2


def test_doctor_names_what_is_missing_and_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PROMPTFUZZ_CACHE", str(tmp_path))
    monkeypatch.setattr(doctor, "_version", lambda name: None if name == "torch" else "1.2")
    result = invoke("doctor")
    assert result.exit_code == 0, result.output
    assert "✗ torch" in result.stdout
    assert "torch  pip install torch==2.13.0" in result.stdout
    assert "✓ transformers" in result.stdout
    assert "not converted yet" in result.stdout
    (tmp_path / "models" / "x").mkdir(parents=True)
    (tmp_path / "models" / "x" / "model.safetensors").touch()
    assert "the packaged model is converted" in " ".join(invoke("doctor").stdout.split())


def test_help_teaches():
    for words in ([], ["run"], ["mutate"], ["doctor"], ["corpus", "check"], ["corpus", "list"], ["findings", "replay"]):
        text = invoke(*words, "--help").stdout
        assert "      promptfuzz " in text.split("Options:")[0]  # an example
    options = " ".join(invoke("run", "--help").stdout.split())
    assert all(family.name in options for family in FAMILIES.values() if not family.control)


def test_version():
    assert invoke("--version").stdout.startswith("promptfuzz ")


def test_help_and_doctor_import_nothing_heavy():
    code = (
        "import sys; from promptfuzz.cli.app import app\n"
        "try: app(sys.argv[1:], prog_name='promptfuzz')\nexcept SystemExit: pass\n"
        "print(sorted(set(sys.argv[0:0]) | {name for name in %r if name in sys.modules}), file=sys.stderr)"
    )
    for words, heavy in ((["--help"], HEAVY), (["run", "--help"], HEAVY), (["doctor"], HEAVY[:5])):
        done = subprocess.run(
            [sys.executable, "-c", code % (heavy,), *words], capture_output=True, text=True, check=True
        )
        assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("error", [RuntimeError("boom"), GeneratorExit(), FileNotFoundError(2, "no such file", "x")])
def test_a_fault_of_ours_does_not_look_like_a_finding(monkeypatch, capsys, error):
    def broken(**words):
        raise error

    monkeypatch.setattr(app_module, "app", broken)
    with pytest.raises(SystemExit) as caught:
        app_module.main()
    assert caught.value.code == 3
    assert "a fault of promptfuzz" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["--help", "doctor"])
def test_a_full_disk_behind_the_output_is_one_sentence(monkeypatch, capsys, word):
    class Full(io.StringIO):
        def write(self, text):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    monkeypatch.setattr(sys, "argv", ["promptfuzz", word])
    with pytest.raises(SystemExit) as caught:
        app_module.main()
    said = capsys.readouterr().err.splitlines()
    assert caught.value.code == 3
    assert len(said) == 1 and "expected to print what came out, got: [Errno 28] No space left" in said[0]


def test_an_error_that_nobody_can_read_keeps_its_exit_code(monkeypatch):
    def full(*words, **more):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("promptfuzz.cli.exits.typer.secho", full)
    assert invoke("findings", "show", "x", "--report", "nowhere.json").exit_code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
@pytest.mark.parametrize(("words", "code"), [(["doctor"], 0), (["mutate", "--json", "-n", "9", "Say hi to me."], 3)])
def test_a_reader_that_has_gone_is_no_finding(words, code):
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "promptfuzz", *words]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (code, "")


def test_module_entry():
    done = subprocess.run(
        [sys.executable, "-m", "promptfuzz", "--version"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stdout.startswith("promptfuzz ")

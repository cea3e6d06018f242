"""Campaign files: every fault with file, key, value and mend, all of them together; good files as values."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promptfuzz.campaign import schema
from promptfuzz.campaign.assembling import load_campaign
from promptfuzz.campaign.file import CampaignFile, CorpusEntry, ModelEntry, OracleEntry, ReportEntry
from promptfuzz.campaign.flags import Flags
from promptfuzz.errors import UsageError
from promptfuzz.records import Budget

FULL = """
[campaign]
name = "shop"
seed = 3
families = ["paraphrase", "degrade"]
mutators = ["contractions", "keyboard-slips"]
tolerance = 0.2
q = 0.01
anytime = true
strict = true
fail_on = "never"

[budget]
calls = 4000
tokens = 2_000_000
minutes = 30
usd = 2.50

[[models]]
spec = "priced:small"
price_prompt = 0.25
price_completion = 2
concurrency = 32

[[corpora]]
path = "prompts.jsonl"
tags = ["support"]

[[corpora]]
name = "starter"

[oracle]
embedder = "chrf"
threshold = 0.7
error = 0.02

[[reports]]
format = "html"
path = "out/nightly.html"
"""


def no_plugin(name: str) -> object:
    raise UsageError(f"expected plugin {name} to register mutators, got: there is no such file")


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """An empty folder with a corpus, and a kind of model whose price can be given."""
    from promptfuzz.models.protocol import MODELS, Loader

    def load(
        name: str,
        *,
        price_prompt: float | None = None,
        price_completion: float | None = None,
        concurrency: int = 16,
        max_tokens: int = 100,
        api_key: str | None = None,
        headers: dict[str, str] | None = None,
    ):
        raise AssertionError("no model is loaded here")

    known = dict(MODELS.items())
    monkeypatch.setattr(MODELS, "_items", {**known, "priced": Loader(load, "priced:NAME")})
    monkeypatch.chdir(tmp_path)
    Path("prompts.jsonl").write_text('{"prompt": "Say hi.", "id": "hi", "tags": ["support"]}\n')
    return tmp_path


def read(text: str, name: str = "nightly.toml", flags: Flags | None = None) -> CampaignFile:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text)
    return load_campaign(Path(name), flags or Flags(), no_plugin)


def faults(text: str, flags: Flags | None = None) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(text, flags=flags)
    lines = str(caught.value).splitlines()
    return lines if len(lines) == 1 else lines[1:]


def test_a_file_becomes_a_value(desk):
    made = read(FULL)
    assert made == CampaignFile(
        name="shop",
        seed=3,
        families={"paraphrase": 1.0, "degrade": 1.0},
        mutators={"contractions": 1.0, "keyboard-slips": 1.0},
        tolerance=0.2,
        q=0.01,
        anytime=True,
        strict=True,
        fail_on="never",
        budget=Budget(calls=4000, tokens=2_000_000, minutes=30, usd=2.5),
        models=(ModelEntry("priced:small", {"price_prompt": 0.25, "price_completion": 2, "concurrency": 32}),),
        corpora=(CorpusEntry("prompts.jsonl", ("support",)), CorpusEntry("starter")),
        oracle=OracleEntry("chrf", 0.7, 0.02),
        reports=(ReportEntry("html", "out/nightly.html"),),
    )


def test_an_empty_file_is_the_defaults(desk):
    assert read("") == CampaignFile(name="nightly")


def test_paths_start_from_the_file(desk):
    text = '[[corpora]]\npath = "../prompts.jsonl"\n[[models]]\nspec = "transformers:./m"\n[[reports]]\nformat = "json"\npath = "n.json"\n'
    made = read(text, "deep/nightly.toml")
    assert made.corpora[0].source == "deep/../prompts.jsonl"
    assert made.models[0].spec == "transformers:deep/m"
    assert made.reports[0].path == "deep/n.json"


CASES = [
    ("[campaign]\nseed = '3'", "campaign.seed: expected a whole number, got '3'; write it without quotes"),
    ("[campaign]\nseed = 99999999999999999999", "campaign.seed: expected a whole number, got 99999999999999999999"),
    ("[campaign]\nsed = 3", "campaign.sed: expected one of plugins, name, seed,"),
    ("[campaign]\nsed = 3", "got 'sed' = 3; did you mean 'seed'?"),
    ("[campain]\n", "campain: expected one of [campaign], [budget], [[models]], "),
    ("[campain]\n", "did you mean 'campaign'?"),
    ("seed = 3", "seed: expected one of [campaign], [budget], [[models]], [[corpora]], [oracle], [[reports]], got 'seed'; did you mean campaign.seed?"),
    ("campaign = 3", "campaign: expected a table, written [campaign], got 3"),
    ("[[campaign]]", "campaign: expected a table, written [campaign], got [{}]"),
    ("[models]\nspec = 'smollm2'", "models: expected at least one table, written [[models]], got {'spec': 'smollm2'}"),
    ("models = ['smollm2']", "models[0]: expected a table, written [[models]], got 'smollm2'"),
    ("[campaign]\nfamilies = ['reordr']", "campaign.families[0]: expected family to be one of paraphrase, reorder, degrade, format, counterfactual, got family='reordr'; did you mean 'reorder'?"),
    ("[campaign]\nfamilies = ['placebo']", "campaign.families[0]: expected family to be one of"),
    ("[campaign]\nfamilies = []", "campaign.families: expected a list of families, or a table of weights, got []"),
    ("[campaign]\nfamilies = 'reorder'", "campaign.families: expected a list of families, or a table of weights, got 'reorder'"),
    ("[campaign]\nmutators = ['contractionz']", "got 'contractionz'; did you mean 'contractions'?"),
    ("[campaign]\nfamilies = ['reorder']\nmutators = ['contractions']", "campaign.mutators: expected mutators of the families reorder, got 'contractions', which is of 'paraphrase'"),
    ("[campaign]\ntolerance = 1.5", "campaign.tolerance: expected a number from 0 to 1, got 1.5"),
    ("[campaign]\nq = 0", "campaign.q: expected a number above 0, at most 1, got 0"),
    ("[campaign]\nanytime = 'true'", "campaign.anytime: expected true or false, got 'true'; write it without quotes"),
    ("[campaign]\nfail_on = 'nevr'", "campaign.fail_on: expected one of any, never, got 'nevr'; did you mean 'never'?"),
    ("[campaign]\nname = 'a/b'", "campaign.name: expected a name that can be part of a file name, got 'a/b'"),
    ("[campaign]\nplugins = ['mine.py']", "campaign.plugins[0]: expected plugin mine.py to register mutators"),
    ("[budget]\ncalls = 0", "budget.calls: expected a whole number of at least 1, got 0"),
    ("[budget]\ntokens = 2.5", "budget.tokens: expected a whole number of at least 1, got 2.5"),
    ("[budget]\nminutes = -1", "budget.minutes: expected a number above 0, got -1"),
    ("[budget]\nusd = inf", "budget.usd: expected a number above 0, got inf"),
    ("[budget]\ncalls = 1\n[[models]]\nspec = 'smollm2'\n[[models]]\nspec = 'python:a:b'", "budget.calls: expected at least a call for each of 2 models, got calls=1"),
    ("[budget]\nusd = 1\n[[models]]\nspec = 'priced:x'", "models[0]: expected a known price of model 'priced:x' for a limit of usd=1, got none; give price_prompt and price_completion"),
    ("[budget]\nusd = 1\n[[models]]\nspec = 'priced:x'\nprice_prompt = 1", "models[0]: expected both prices of model 'priced:x', got no price_completion; write 0 if it is free"),
    ("[budget]\nusd = 1\n[[models]]\nspec = 'smollm2'", "got none, and it takes none; leave the limit out"),
    ("[[models]]\nspec = 'smolm2'", "models[0].spec: expected model to be one of"),
    ("[[models]]\nspec = 'smolm2'", "got 'smolm2'; did you mean 'smollm2'?"),
    ("[[models]]\nspec = 'python:'", "models[0].spec: expected a spec of the form python:pkg.module:function, got 'python:'"),
    ("[[models]]\nname = 'x'", "models[0].spec: expected the spec of a model, got none"),
    ("[[models]]\nspec = 'smollm2'\n[[models]]\nspec = 'smollm2'\nmax_new_token = 5", "models[1].max_new_token: expected an option of model 'smollm2' to be one of batch_size,"),
    ("[[models]]\nspec = 'smollm2'\nmax_new_token = 5", "did you mean 'max_new_tokens'?"),
    ("[[models]]\nspec = 'smollm2'\nmax_new_tokens = 0.5", "models[0].max_new_tokens: expected a whole number, got max_new_tokens=0.5"),
    ("[[models]]\nspec = 'priced:x'\nheaders = 3", "models[0].headers: expected a table, got a value of type int"),
    ("[[models]]\nspec = 'smollm2'\nmax_new_tokens = 0", "models[0].max_new_tokens: expected max_new_tokens to be a whole number of at least 1, got max_new_tokens=0"),
    ("[[models]]\nspec = 'smollm2'\ndtype = 'flot32'", "models[0].dtype: expected dtype to be one of"),
    ("[[models]]\nspec = 'openai:x'\ntemperature = -1", "models[0].temperature: expected temperature to be a number from 0 to 10, or none to send none, got temperature=-1"),
    ("[[models]]\nspec = 'openai:x'\ntemperature = '11'", "models[0].temperature: expected temperature to be a number from 0 to 10"),
    ("[[models]]\nspec = 'openai:x'\nbase_url = 'x'", "models[0].base_url: expected base_url to be an address such as"),
    ("[[models]]\nspec = 'openai:x'\nconcurrency = 0", "models[0].concurrency: expected concurrency to be a whole number of at least 1, got concurrency=0"),
    ("[[models]]\nspec = 'openai:x'\nprice_prompt = -1\nprice_completion = 1", "models[0].price_prompt: expected price_prompt to be US dollars for a million tokens, at least 0"),
    ("[[models]]\nspec = 'openai:x'\nextra = {n = 2}", "models[0].extra: expected extra without 'n'"),
    ("[[models]]\nspec = 'openai:x'\nheaders = {Host = 'x'}", "models[0].headers: expected headers to have names such as X-Team"),
    ("[[models]]\nspec = 'http:shop'", "models[0].spec: expected URL to be an address such as"),
    ("[[models]]\nspec = 'http::8000/a'\nmethod = 'POTS'", "models[0].method: expected method to be one of POST, PUT, PATCH, GET, got method='POTS'; did you mean 'POST'?"),
    ("[[models]]\nspec = 'http::8000/a'\nresponse = 'a..b['", "models[0].response: expected response to be a path such as"),
    ("[[models]]\nspec = 'http::8000/a'\nbody = '{q: 1}'", "models[0].body: expected body to be JSON such as"),
    ("[[corpora]]\nname = 'startr'", "corpora[0].name: expected name to be one of starter, got name='startr'; did you mean 'starter'?"),
    ("[[corpora]]\npath = 'prompt.jsonl'", "corpora[0]: expected a corpus name (starter) or the path of a JSON Lines file, got 'prompt.jsonl', which is neither; did you mean 'prompts.jsonl'?"),
    ("[[corpora]]\ntags = ['x']", "corpora[0]: expected path, of a file, or name, of a packaged corpus, got neither"),
    ("[[corpora]]\npath = 'prompts.jsonl'\nname = 'starter'", "got both; keep one of them"),
    ("[[corpora]]\npath = 'prompts.jsonl'\ntags = ['suport']", "corpora[0]: expected tag to be one of support, got tag='suport'; did you mean 'support'?"),
    ("[[corpora]]\npath = 'prompts.jsonl'\n[[corpora]]\npath = 'prompts.jsonl'", "corpora[1]: expected every prompt id once, got id='hi'"),
    ("[oracle]\nembedder = 'chrff'", "oracle.embedder: expected an embedder to be one of default, chrf,"),
    ("[oracle]\nthreshold = 7", "oracle.threshold: expected a number from 0 to 1, got 7"),
    ("[[reports]]\nformat = 'htm'", "reports[0].format: expected one of html, json, got 'htm'; did you mean 'html'?"),
    ("[[reports]]\npath = 'x.html'", "reports[0].format: expected the format of a report, got none"),
    ("[[reports]]\nformat = 'json'\npath = 'prompts.jsonl/x'", "reports[0]: expected to write 'prompts.jsonl/x', got the file"),
    ("[[reports]]\nformat = 'json'\npath = 'x'\n[[reports]]\nformat = 'html'\npath = './x'", "reports[1]: expected a path of its own for each report, got 'x' twice"),
    ("[campaign]\nseed 3", "expected TOML, got: Expected '=' after a key in a key/value pair (at line 2, column 6)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), CASES)
def test_a_fault_names_file_key_value_and_mend(desk, text, said):
    found = faults(text)
    assert len(found) == 1, found
    assert found[0].startswith("nightly.toml: ")
    assert said in found[0]


def test_all_faults_come_together(desk):
    text = "[campaign]\nseed = 'x'\nq = 2\n[budget]\ncalls = 0\n[[models]]\nspec = 'no'\n[[models]]\nspec = 'smollm2'\nseed = 'y'\nfoo = 1"
    found = faults(text, Flags(single={"--family": ["nope"]}, reports=("htm",)))
    starts = ["nightly.toml: " + key for key in ("campaign.seed", "campaign.q", "budget.calls", "models[0].spec")]
    starts += ["nightly.toml: models[1].seed", "nightly.toml: models[1].foo", "--family[0]", "--report"]
    assert len(found) == len(starts)
    assert all(any(line.startswith(start + ": ") for line in found) for start in starts), found


def test_what_may_be_a_secret_is_not_shown(desk):
    text = """
api_key = "sk-planted"
[campaign]
token = "sk-planted"
[[models]]
spec = "smollm2"
api_key = "sk-planted"
[[models]]
spec = "priced:x"
headers = "Bearer sk-planted"
[[models]]
spec = "openai:x"
base_url = "https://me:sk-planted@shop.example/v1"
headers = "Bearer sk-planted"
extra = {api_key = "sk-planted"}
[[models]]
spec = "openai:x"
base_url = "https://shop.example/v1?api_key=sk-planted"
"""
    found = faults(text)
    assert len(found) == 8
    assert "sk-planted" not in "\n".join(found)


def test_every_check_is_of_an_option():
    from promptfuzz.models.catalogue import MODELS
    from promptfuzz.models.protocol import Loader

    checked = {name: item for name, item in MODELS.items() if isinstance(item, Loader) and item.checks}
    assert set(checked) >= {"http", "openai", "smollm2", "transformers"}
    for loader in checked.values():
        options = loader.function.__kwdefaults__
        assert set(loader.checks) <= {*options, "spec"}
        for name, check in loader.checks.items():  # what holds where an option is left out is no fault
            if options.get(name) is not None:
                check(options[name])


def test_no_variable_need_be_set_where_nothing_is_asked(desk, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    made = read("[[models]]\nspec = 'openai:x'\napi_key_env = 'UNSET'\nheaders = {X-Team = 'env:UNSET'}")
    assert made.models[0].options["api_key_env"] == "UNSET"


@pytest.mark.parametrize("content", [b"\xff\xfe[\x00", b"a = " + b"[" * 5000, b"a = " + b"9" * 5000, b'a = "\xe9"'])
def test_bytes_that_are_no_toml_are_bad_usage(desk, content):
    Path("nightly.toml").write_bytes(content)
    with pytest.raises(UsageError, match=r"^nightly\.toml: expected "):
        load_campaign(Path("nightly.toml"), Flags(), no_plugin)


def test_a_missing_file_offers_the_closest(desk):
    Path("nightly.toml").touch()
    with pytest.raises(UsageError, match=r"^nightl\.toml: .* no such file; did you mean 'nightly\.toml'\?"):
        load_campaign(Path("nightl.toml"), Flags(), no_plugin)
    with pytest.raises(UsageError, match=r"^\.: expected a readable file"):
        load_campaign(Path(), Flags(), no_plugin)


def test_options_hold_over_the_file_and_keep_its_models(desk):
    flags = Flags(models=("priced:small", "smollm2"), single={"--budget-calls": 7, "--anytime": False})
    made = read(FULL.replace("usd = 2.50\n", ""), flags=flags)
    assert made.models == (read(FULL).models[0], ModelEntry("smollm2"))
    assert (made.budget, made.anytime) == (Budget(calls=7, tokens=2_000_000, minutes=30), False)
    made = read(FULL, flags=Flags(model_options={"concurrency": "4"}))
    assert made.models[0].options["concurrency"] == 4


def test_two_reports_are_two_files(desk):
    assert len(faults("", Flags(reports=("json=same", "html=same")))) == 1
    assert (
        "--report: expected a path of its own for each report, got 'same' twice"
        in faults("", Flags(reports=("json=./same", "html=same")))[0]
    )
    Path("link").symlink_to("same")
    assert "path of its own" in faults("", Flags(reports=("json=same", "html=link")))[0]
    assert len(read("", flags=Flags(reports=("json=same", "json=same", "html"))).reports) == 3


def test_none_is_a_value_of_an_option_that_can_be_left_to_the_server(desk):
    made = read('[[models]]\nspec = "openai:x"\ntemperature = "none"')
    assert made.models[0].options == {"temperature": None}
    made = read("", flags=Flags(models=("openai:x",), model_options={"temperature": "none"}))
    assert made.models[0].options == {"temperature": None}
    assert (
        "max_tokens to be a whole number, got max_tokens='none'"
        in faults('[[models]]\nspec = "priced:x"\nmax_tokens = "none"')[0]
    )


def test_defaults_of_the_project_are_checked_in_the_same_way(desk):
    Path("pyproject.toml").write_text("[tool.promptfuzz]\nsed = 3\nq = 2\n[tool.promptfuzz.budget]\ncals = 3\n")
    found = faults("[campaign]\nseed = 'x'")
    assert [line.partition(": expected")[0] for line in found] == [
        "pyproject.toml: tool.promptfuzz.q",
        "pyproject.toml: tool.promptfuzz.budget.cals",
        "pyproject.toml: tool.promptfuzz.sed",
        "nightly.toml: campaign.seed",
    ]
    Path("pyproject.toml").write_text(
        "[tool.promptfuzz]\nmodel = 'priced:x'\n[[tool.promptfuzz.models]]\nspec = 'priced:y'"
    )
    assert faults("") == [
        "pyproject.toml: tool.promptfuzz.model: expected model or [[tool.promptfuzz.models]], got both; keep one of them"
    ]
    Path("pyproject.toml").write_text("[tool]\npromptfuzz = 3")
    assert "pyproject.toml: tool.promptfuzz: expected a table" in faults("")[0]
    Path("pyproject.toml").write_text("[tool.promptfuzz]\ncampaign = 'other.toml'")
    with pytest.raises(UsageError, match=r"^other\.toml: expected a campaign file, got no such file"):
        load_campaign(None, Flags(), no_plugin)
    Path("pyproject.toml").write_text("[tool.other]\nx = 1")
    assert load_campaign(None, Flags(), no_plugin) == CampaignFile()
    Path("pyproject.toml").write_text("[tool.other\nx = 1")
    with pytest.raises(UsageError, match=r"^pyproject\.toml: expected TOML"):
        load_campaign(None, Flags(), no_plugin)


def test_weights_and_samples(desk):
    made = read("[campaign]\nfamilies = {paraphrase = 2, degrade = 0.5}\nmutators = {contractions = 3}\nsamples = 4")
    assert made.samples == 4
    assert read("[campaign]\nsamples = 'auto'").samples is None
    assert "campaign.samples: expected" in faults("[campaign]\nsamples = 1")[0]
    assert "campaign.families: expected at least one family" in faults("[campaign]\nfamilies = {}")[0]
    assert (made.families, made.mutators) == ({"paraphrase": 2.0, "degrade": 0.5}, {"contractions": 3.0})
    (low, bad) = faults("[campaign]\nfamilies = {paraphrase = 0, degrad = 1}")
    assert low.startswith("nightly.toml: campaign.families.paraphrase: expected a weight above 0, got 0")
    assert bad.startswith("nightly.toml: campaign.families.degrad: expected family to be one of")


VALUES = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    | st.sampled_from(["starter", "smollm2", "python:a:b", "html", "auto", "paraphrase", "contractions", "default"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
KEYS = sorted({key.name for keys in schema.TABLES.values() for key in keys} | {"max_new_tokens", "temperature"})
TABLES = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), VALUES, max_size=4)
DOCUMENTS = st.dictionaries(
    st.sampled_from([*schema.TABLES, *KEYS]) | st.text(max_size=5), TABLES | st.lists(TABLES, max_size=3) | VALUES
)


def toml(value: object) -> str:
    """Write `value` inline; what JSON writes of texts, TOML reads."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return (
        json.dumps(value).replace("NaN", "nan").replace("Infinity", "inf")
        if not isinstance(value, str)
        else json.dumps(value)
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=DOCUMENTS | st.text())
def test_any_document_loads_or_is_refused_by_name(desk, document):
    text = (
        document
        if isinstance(document, str)
        else "\n".join(f"{json.dumps(k)} = {toml(v)}" for k, v in document.items())
    )
    Path("nightly.toml").write_bytes(text.encode("utf-8", "replace"))
    corpora = () if "corpora" in text else ("prompts.jsonl",)  # the packaged one takes longer to read
    try:
        made = load_campaign(Path("nightly.toml"), Flags(corpora=corpora), no_plugin)
    except UsageError as error:
        refused = str(error)
    else:
        refused = "nightly.toml: " if isinstance(made, CampaignFile) else ""
    assert re.search(r"^nightly\.toml: ", refused, re.MULTILINE), refused

"""Campaigns of several models: shares of the budget, places of reports, and the plan of a dry run."""

import dataclasses
import io
import signal

import pytest
from rich.console import Console
from test_reporting_results import make_results

import promptfuzz as pf
from promptfuzz.campaign import running
from promptfuzz.campaign.file import CampaignFile, CorpusEntry, ModelEntry, OracleEntry, ReportEntry
from promptfuzz.campaign.planning import plan_campaign
from promptfuzz.campaign.running import load_models, make_oracle, run_campaign, share_of
from promptfuzz.campaign.targets import targets_of
from promptfuzz.cli.dry_run import print_plan
from promptfuzz.events import Interrupted
from promptfuzz.models.protocol import MODELS
from promptfuzz.records import Budget, StopReason, Tokens


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "prompts.jsonl"
    path.write_text(
        '{"id": "inbox", "prompt": "Sort the message into billing or returns. Reply with one word.\\n\\nMessage: {m}", '
        '"cases": [{"m": "I sent it back."}, {"m": "I paid twice."}], '
        '"answer": {"type": "label", "labels": ["billing", "returns"]}}\n'
        '{"id": "bare", "prompt": "{m}", "slots": {"m": "Hm"}}\n'
    )
    return CorpusEntry(str(path))


@pytest.fixture
def models(monkeypatch):
    """Two registered models, of which the second notes what it is asked."""
    known = dict(MODELS.items())
    made = {name: pf.model(lambda text: "billing", name=name) for name in ("one", "two")}
    monkeypatch.setattr(MODELS, "_items", {**known, **made})
    return made


def test_a_campaign_gives_a_report_a_model_within_the_shared_budget(corpus, models):
    campaign = CampaignFile(
        models=(ModelEntry("one"), ModelEntry("two")), corpora=(corpus,), budget=Budget(calls=90), seed=5
    )
    first, second = run_campaign(campaign)
    assert [first.run.model.name, second.run.model.name] == ["one", "two"]
    assert 0 < first.run.calls <= 45 and 0 < second.run.calls <= 90 - first.run.calls
    assert first.run.seed == 5


def test_each_model_gets_an_equal_share_of_what_is_left(monkeypatch, corpus, models):
    given = []

    def fuzz(prompts, model, *, budget, **rest):
        given.append(budget)
        run = dataclasses.replace(
            make_results().run,
            calls=10,
            tokens=Tokens(100, None if len(given) > 1 else 50),
            seconds=30.0,
            cost_usd=None,
        )
        return dataclasses.replace(make_results(), run=run)

    monkeypatch.setattr(running, "fuzz", fuzz)
    campaign = CampaignFile(
        models=(ModelEntry("one"), ModelEntry("two"), ModelEntry("one")),
        corpora=(corpus,),
        budget=Budget(calls=100, tokens=1000, minutes=3.0, usd=6.0),
    )
    assert len(run_campaign(campaign)) == 3
    # Tokens and dollars that a run does not tell count as its whole share.
    assert given == [
        Budget(calls=33, tokens=333, minutes=1.0, usd=2.0),
        Budget(calls=45, tokens=425, minutes=1.25, usd=2.0),
        Budget(calls=80, tokens=425, minutes=2.0, usd=2.0),
    ]


def test_an_interrupt_leaves_the_other_models_out(monkeypatch, corpus, models):
    monkeypatch.setattr(running, "fuzz", lambda *_, **__: make_results(status=StopReason.INTERRUPTED))
    assert len(run_campaign(CampaignFile(models=(ModelEntry("one"), ModelEntry("two")), corpora=(corpus,)))) == 1


def test_an_interrupt_outside_of_the_calls_of_a_model_keeps_the_reports_before_it(monkeypatch, corpus, models):
    done = make_results()
    came = iter([done, KeyboardInterrupt()])
    campaign = CampaignFile(models=(ModelEntry("one"), ModelEntry("two")), corpora=(corpus,))

    def fuzz(*_args, **_options):
        report = next(came)
        if isinstance(report, KeyboardInterrupt):
            raise report
        return report

    monkeypatch.setattr(running, "fuzz", fuzz)
    assert run_campaign(campaign) == [done]
    came = iter([KeyboardInterrupt()])
    with pytest.raises(KeyboardInterrupt):
        run_campaign(campaign)


def test_a_dead_endpoint_leaves_the_other_models_their_turn(monkeypatch, corpus, models):
    monkeypatch.setattr(running, "fuzz", lambda *_, **__: make_results(status=StopReason.INTERRUPTED))
    monkeypatch.setattr(models["one"], "fault", "expected it to answer")
    campaign = CampaignFile(models=(ModelEntry("one"), ModelEntry("two"), ModelEntry("two")), corpora=(corpus,))
    assert len(run_campaign(campaign)) == 2


def test_an_interrupt_counts_also_where_the_endpoint_died_of_it(monkeypatch, corpus, models):
    def fuzz(*_, listeners, **__):
        for listener in listeners:
            listener(Interrupted("interrupted"))
        return make_results(status=StopReason.INTERRUPTED)

    monkeypatch.setattr(running, "fuzz", fuzz)
    monkeypatch.setattr(models["one"], "fault", "expected it to answer")
    heard = []
    campaign = CampaignFile(models=(ModelEntry("one"), ModelEntry("two")), corpora=(corpus,))
    assert len(run_campaign(campaign, iter([heard.append]))) == 1 and len(heard) == 1


def test_ctrl_c_at_a_model_without_a_word_is_no_turn_for_the_next(monkeypatch, corpus, models):
    def silent(text):
        signal.raise_signal(signal.SIGINT)
        models["one"].fault = "expected it to answer, and not a word"
        return "billing"

    monkeypatch.setattr(models["one"], "function", silent)
    monkeypatch.setattr(models["one"], "fault", None)
    campaign = CampaignFile(models=(ModelEntry("one"), ModelEntry("two")), corpora=(corpus,), budget=Budget(calls=90))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored
    try:
        (report,) = run_campaign(campaign)
    finally:
        signal.signal(signal.SIGINT, before)
    assert report.run.status is StopReason.INTERRUPTED and 0 < report.run.calls < 45


def test_fewer_calls_than_models_are_refused_before_any_is_asked(corpus, models):
    campaign = CampaignFile(models=(ModelEntry("one"), ModelEntry("two")), corpora=(corpus,), budget=Budget(calls=1))
    with pytest.raises(pf.UsageError, match=r"at least a call for each of 2 models, got budget\.calls=1; raise it"):
        run_campaign(campaign)


def test_what_shows_only_when_a_model_is_loaded_has_its_place_too(monkeypatch, corpus, tmp_path):
    (tmp_path / "broken_shop.py").write_text("1 / 0")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    entry = ModelEntry("openai:x", {}, "nightly.toml: models[1]")
    with pytest.raises(pf.UsageError, match=r"^nightly\.toml: models\[1\]: expected the environment variable OPENAI_"):
        load_models(CampaignFile(models=(entry,), corpora=(corpus,)))
    entry = ModelEntry("python:broken_shop:answer", {}, "--model")
    with pytest.raises(pf.ModelError, match=r"^--model: expected "):
        load_models(CampaignFile(models=(entry,), corpora=(corpus,)))


def test_the_least_share_is_one():
    assert share_of(Budget(calls=2, tokens=1), 3) == Budget(calls=1, tokens=1)


def test_the_oracle_is_the_one_named():
    assert make_oracle(CampaignFile()) == pf.Oracle()
    assert make_oracle(CampaignFile(oracle=OracleEntry("chrf", 0.3, 0.02))) == pf.Oracle(
        measure="chrf", threshold=0.3, error=0.02
    )


def test_reports_of_several_models_are_apart():
    one = CampaignFile(reports=(ReportEntry("html", "out/n.html"), ReportEntry("json")), name="x")
    assert [str(target.path) for target in targets_of(one, ["a"])[0]] == ["out/n.html", "reports/x.json"]
    two = dataclasses.replace(one, models=(ModelEntry("one"),) * 3)
    found = targets_of(two, ["meta/Big 8B", "meta Big-8B", "Other"])
    assert [str(targets[0].path) for targets in found] == [
        "out/n-meta-Big-8B.html", "out/n-meta-Big-8B-2.html", "out/n-Other.html",
    ]  # fmt: skip


def test_the_plan_counts_what_a_run_asks(corpus, models):
    """A model that always answers alike is judged with no fewer calls than the plan says, and no more."""
    campaign = CampaignFile(models=(ModelEntry("one"),), corpora=(corpus,), budget=Budget(calls=5000))
    plan = plan_campaign(campaign)
    (report,) = run_campaign(campaign)
    expected = plan.total("deterministic")
    assert expected.least <= report.run.calls <= expected.most
    inbox, bare = plan.prompts
    placebos, contrasts = 10, 4
    assert inbox.controls == 2 + 2 + placebos + contrasts
    assert [cell.family for cell in inbox.cells] == ["paraphrase", "reorder", "degrade"]
    assert inbox.cells[2].is_capped and inbox.cells[2].sites > 20
    assert bare.is_empty and not inbox.is_empty


def test_the_plan_says_what_it_does_not_know(corpus, models):
    entry = ModelEntry("smollm2", {"max_new_tokens": 10, "price_prompt": 1.0, "price_completion": 2.0})
    campaign = CampaignFile(models=(entry, ModelEntry("one")), corpora=(corpus,), budget=Budget(calls=100, usd=0.0001))
    priced, unpriced = plan_campaign(campaign).costs
    assert priced.calls.most == 50 and priced.completion is not None and priced.completion.most == 500
    assert priced.usd is not None
    assert priced.usd.most == pytest.approx((priced.prompt.most * 1.0 + 500 * 2.0) / 1e6)
    assert (unpriced.completion, unpriced.usd) == (None, None)


def test_the_plan_prints_without_a_terminal(corpus, models):
    entry = ModelEntry("smollm2", {"price_prompt": 1.0, "price_completion": 2.0})
    campaign = CampaignFile(models=(entry, ModelEntry("one")), corpora=(corpus,), budget=Budget(calls=100, usd=0.0002))
    out = io.StringIO()
    print_plan(campaign, Console(file=out, width=100))
    text = out.getvalue()
    assert "\x1b" not in text
    assert "nothing to mutate: bare" in text
    assert "50 calls for 6 cells: 8 a cell, fewer than 60" in text
    assert "0.0001 US dollars may end before the calls do" in text
    assert "unknown" in text and "promptfuzz" in text


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"tokens": 0}, "expected tokens to be a positive whole number, got tokens=0"),
        ({"tokens": 1.5}, "expected tokens to be a positive whole number, got tokens=1.5"),
        ({"minutes": 0}, "expected minutes to be a number above 0, got minutes=0"),
        ({"minutes": float("inf")}, "expected minutes to be a number above 0, got minutes=inf"),
        ({"usd": True}, "expected usd to be a number above 0, got usd=True"),
        ({"usd": float("nan")}, "expected usd to be a number above 0, got usd=nan"),
    ],
)
def test_a_budget_has_limits_above_nothing(limits, said):
    with pytest.raises(pf.UsageError, match=said):
        Budget(**limits)


def test_a_limit_in_money_needs_a_price():
    with pytest.raises(
        pf.UsageError, match="expected a known price of model 'free' for a limit of usd=1, got none; give"
    ):
        pf.fuzz(pf.Prompt("Say hi."), pf.model(lambda text: "hi", name="free"), budget=Budget(usd=1))


def test_an_amount_of_money_never_looks_like_nothing():
    from promptfuzz.cli.dry_run import _dollars

    assert [_dollars(value) for value in (0, 0.00023, 0.01, 1234.5)] == ["0.00", "0.0002", "0.01", "1,234.50"]

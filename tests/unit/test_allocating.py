"""Where calls go that do not suffice for all: weights, what families came to so far, samples, and the clock."""

from collections import Counter

import pytest

import promptfuzz as pf
from promptfuzz.engine import rounds
from promptfuzz.engine.allocating import Allocation
from promptfuzz.engine.asking import Asker
from promptfuzz.engine.plan import Settings, plan_prompt
from promptfuzz.mutators import Sampler, propose_sites
from promptfuzz.records import Budget, Verdict

TOPICS = ("soup", "hotel", "film", "phone", "garden", "concert")
PROMPTS = [
    pf.Prompt(
        "Please decide whether the note below is positive or negative. Reply with one word only.\n\nNote: {note}",
        slots={"note": f"The {topic} was lovely."},
        answer=pf.Label("positive", "negative"),
        contrasts=[f"Write the word {word}.\n\nNote: {{note}}" for word in ("red", "blue", "green")],
        id=topic,
    )
    for topic in TOPICS
]


def follows(text):
    words = [word for word in ("red", "blue", "green") if f"the word {word}" in text]
    return words[0] if words else "positive"


def ignores(text):
    return "positive" if "soup" in text or "hotel" in text else follows(text)


def started(report):
    return Counter(cell.family for cell in report.cells if cell.relation == "invariant" and cell.variants)


def decided(report):
    return sum(cell.verdict in {Verdict.STABLE, Verdict.DEPENDENT} for cell in report.cells)


@pytest.mark.parametrize("heavy", ["paraphrase", "degrade"])
def test_a_short_budget_goes_to_the_heavier_family_first(heavy):
    weights = {"paraphrase": 1.0, "degrade": 1.0} | {heavy: 1000.0}
    report = pf.fuzz(PROMPTS, follows, families=weights, budget=Budget(calls=260))
    counts = started(report)
    assert counts[heavy] >= 3
    assert counts[heavy] > sum(counts.values()) - counts[heavy]


def test_families_that_are_seldom_decided_wait(monkeypatch):
    """Half of the cells can be asked: more verdicts than in their written order, where one family seldom gets one."""
    families = ("reorder", "format")  # a short instruction has few orders: they run out before a verdict
    run = lambda seed: pf.fuzz(PROMPTS, follows, families=families, budget=Budget(calls=300), seed=seed)  # noqa: E731
    ours = sum(decided(run(seed)) for seed in range(3))
    monkeypatch.setattr(rounds, "_bring_forward", lambda waiting, running, asker: None)
    in_order = sum(decided(run(seed)) for seed in range(3))
    assert ours > in_order


def test_cells_of_an_ignored_instruction_come_last():
    report = pf.fuzz(PROMPTS[:4], ignores, families=("paraphrase", "degrade"), budget=Budget(calls=250))
    asked = Counter(cell.prompt_id for cell in report.cells if cell.relation == "invariant" and cell.variants)
    assert asked["soup"] + asked["hotel"] < asked["film"] + asked["phone"]
    assert asked["film"] + asked["phone"] >= 3


def test_the_same_seed_spends_a_short_budget_alike():
    runs = [pf.fuzz(PROMPTS, follows, budget=Budget(calls=300), seed=4) for _ in range(2)]
    assert [(c.family, c.verdict, c.calls) for c in runs[0].cells] == [
        (c.family, c.verdict, c.calls) for c in runs[1].cells
    ]
    assert runs[0].run.calls <= 300


def test_a_family_that_was_never_decided_is_tried_now_and_then():
    allocation = Allocation(Settings(("paraphrase", "degrade")))
    for _ in range(2):
        allocation.note("paraphrase", Verdict.UNDECIDED, 60)
        allocation.note("degrade", Verdict.STABLE, 30)
    gains = [[allocation._gain(arm) for arm in allocation._arms.values()] for _ in range(400)]
    better = sum(one > other for one, other in gains)
    assert 0 < better < 60


@pytest.mark.parametrize("weights", [{}, {"contractions": 6.0, "politeness": 6.0}])
def test_mutators_are_drawn_by_weight(weights):
    """Of a place's mutators the heavier takes its turn more often; every one is still drawn."""
    prompt = PROMPTS[0]
    sites = propose_sites(prompt, ("paraphrase",)).sites
    names = sorted({site.mutator for site in sites})
    light, heavy = names[0], names[-1]
    drawn = Counter()
    sampler = Sampler(prompt, sites, Settings(()).rng("test"), {heavy: 5.0, light: 1.0} if weights else {})
    for _ in range(600):
        for offer in sampler._draw():
            drawn[sampler.offers.sites[sampler.offers.owners[offer]].mutator] += 1
    assert set(drawn) == set(names)
    alone = Sampler(prompt, sites, Settings(()).rng("test"))
    even = Counter(
        alone.offers.sites[alone.offers.owners[offer]].mutator for _ in range(600) for offer in alone._draw()
    )
    if weights:
        assert drawn[heavy] / sum(drawn.values()) > 1.5 * even[heavy] / sum(even.values())
    else:
        assert drawn == even


def test_weights_of_mutators_reach_the_plan():
    prompt = PROMPTS[0]
    names = sorted({site.mutator for site in propose_sites(prompt, ("degrade",)).sites})
    plans = [plan_prompt(prompt, Settings(("degrade",), weights=weights)) for weights in ((), ((names[0], 80.0),))]
    share = []
    for plan in plans:
        drawn = [variant for variant, _ in zip(plan.cells[0].variants("trials"), range(60), strict=False)]
        mutators = [edit.mutator for variant in drawn for edit in variant.edits]
        share.append(mutators.count(names[0]) / len(mutators))
    assert share[1] > share[0]


@pytest.mark.parametrize("samples", [None, 3])
def test_samples_of_a_wording(samples):
    asked = Counter()

    def noisy(text):
        asked[text] += 1
        return "negative" if sum(asked.values()) % 4 == 0 else "positive"

    model = pf.model(noisy, name="noisy", temperature=1.0)
    report = pf.fuzz(PROMPTS[0], model, families=("paraphrase",), budget=Budget(calls=95), samples=samples)
    wordings = Counter(asked.values())
    assert wordings[samples or 2] == 10
    assert report.run.calls <= 95


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"samples": 1}, "expected samples to be a whole number of at least 2, got samples=1"),
        ({"families": {"paraphrase": 0}}, r"expected a weight above 0 for families\['paraphrase'\], got 0"),
        (
            {"mutators": {"contractions": "much"}},
            r"expected a weight above 0 for mutators\['contractions'\], got 'much'",
        ),
    ],
)
def test_what_is_wrong_is_told(arguments, told):
    with pytest.raises(pf.UsageError, match=told):
        pf.fuzz(PROMPTS[0], follows, **arguments)


def test_only_so_many_cells_are_begun_as_keep_the_model_busy():
    timed = Asker(pf.model(follows, concurrency=64), Budget(minutes=1), lambda _event: None)
    assert (timed.has_room(16), timed.has_room(17)) == (True, False)
    untimed = Asker(pf.model(follows, concurrency=64), Budget(calls=10), lambda _event: None)
    assert (untimed.has_room(31), untimed.has_room(32)) == (True, False)

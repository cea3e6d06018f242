"""Planted models at 400 calls: every wording fault is found and shrunk to the edit that matters, no other is flagged."""

import pytest

import promptfuzz as pf
from promptfuzz.campaign import Report
from tests.planted.bank import BANK, HIGH_NOISE, LOW_NOISE, STEADY
from tests.planted.building import Planted
from tests.planted.models import BRITTLE, IGNORING, ROBUST, WHITE_SPACE

CALLS = 400
QUICK = ("older people", "headings", "bracketed options", "amounts misspelt", "rule first", "tags")
SLOW = ("long-winded reply", "2% noise", "10% noise, reworded", "20% noise, people", "30% noise, reworded")


def fuzz(planted: Planted, seed: int) -> Report:
    model = pf.model(planted.make(seed), name=None)
    oracle = pf.Oracle(embedder=pf.ToyEmbedder())
    return pf.fuzz(
        planted.prompt, model, families=planted.families, budget=pf.Budget(calls=CALLS), seed=seed, oracle=oracle
    )


def ids(planted: Planted) -> str:
    return f"{planted.name}, {planted.noise:.0%} noise" if planted.noise else planted.name


def check_brittle(planted: Planted, seed: int) -> Report:
    report = fuzz(planted, seed)
    assert report.run.calls <= CALLS
    assert report.findings, [(cell.family, cell.verdict, cell.reason) for cell in report.cells]
    for finding in report.findings:
        variant = pf.Variant.from_json(finding.variant)
        assert finding.verdict in {pf.Verdict.DEPENDENT, pf.Verdict.COUNTEREXAMPLE}
        assert planted.triggered(finding.minimal.text)
        assert finding.shrunk
        assert len(variant.units) == 1, variant.edits
    return report


def check_robust(planted: Planted, seed: int) -> Report:
    report = fuzz(planted, seed)
    assert report.run.calls <= CALLS
    assert report.findings == ()
    assert all(cell.verdict is not pf.Verdict.DEPENDENT for cell in report.cells)
    assert all(cell.reason for cell in report.cells)
    return report


def check_ignoring(planted: Planted, seed: int) -> Report:
    report = fuzz(planted, seed)
    assert [finding.verdict for finding in report.findings] == [pf.Verdict.IGNORES]
    verdicts = {cell.family: cell.verdict for cell in report.cells}
    assert verdicts.pop("contrast") is pf.Verdict.IGNORES
    assert set(verdicts.values()) == {pf.Verdict.UNMEASURABLE}
    return report


@pytest.mark.parametrize("planted", BRITTLE, ids=ids)
def test_wording_faults_are_found_and_shrunk(planted: Planted) -> None:
    check_brittle(planted, seed=0)


@pytest.mark.parametrize("planted", [planted for planted in STEADY if planted.name in QUICK], ids=ids)
def test_faults_of_every_family_are_found(planted: Planted) -> None:
    report = fuzz(planted, seed=0)
    assert {finding.family for finding in report.findings} <= set(planted.families)
    assert report.findings, [(cell.family, cell.verdict, cell.reason) for cell in report.cells]
    assert all(planted.triggered(finding.minimal.text) for finding in report.findings)


@pytest.mark.parametrize("planted", [LOW_NOISE[0], HIGH_NOISE[1]], ids=ids)
def test_faults_of_noisy_models_are_found(planted: Planted) -> None:
    report = fuzz(planted, seed=0)
    assert report.findings, [(cell.family, cell.verdict, cell.reason) for cell in report.cells]
    assert report.run.model.deterministic is False


@pytest.mark.parametrize("planted", [planted for planted in ROBUST if planted.name not in SLOW], ids=ids)
def test_models_without_a_wording_fault_are_not_flagged(planted: Planted) -> None:
    check_robust(planted, seed=0)


def test_white_space_is_blamed_where_it_is_to_blame() -> None:
    report = fuzz(WHITE_SPACE, seed=0)
    assert [finding.family for finding in report.findings] == ["format"]
    assert pf.Verdict.DEPENDENT not in {cell.verdict for cell in report.cells}


@pytest.mark.parametrize("planted", IGNORING, ids=ids)
def test_models_that_ignore_the_instruction_are_told(planted: Planted) -> None:
    check_ignoring(planted, seed=0)


@pytest.mark.parametrize("planted", [*BRITTLE, *BANK], ids=ids)
def test_faults_do_not_hold_of_the_prompt_itself(planted: Planted) -> None:
    base = planted.prompt.variant()
    texts = [base.render(case)[-1].content for case in range(len(planted.prompt.cases))]
    answer = planted.make(0)
    assert not any(planted.triggered(text) for text in texts)
    if not planted.noise:
        assert [answer(text) for text in texts] == [planted.task.right(text) for text in texts]


@pytest.mark.parametrize("planted", [*BRITTLE, *BANK, *ROBUST], ids=ids)
def test_planted_models_follow_their_contrasts(planted: Planted) -> None:
    answer = planted.make(0)
    assert len(planted.prompt.contrasts) >= 3
    for text in planted.prompt.contrasts:
        assert answer(text) == planted.task.contrast(text) is not None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 10))
@pytest.mark.parametrize("planted", BRITTLE, ids=ids)
def test_wording_faults_over_seeds(planted: Planted, seed: int) -> None:
    check_brittle(planted, seed)


NOISIER = [planted for planted in ROBUST if planted.noise and "label noise" not in planted.name]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 10))
@pytest.mark.parametrize("planted", [planted for planted in ROBUST if planted not in NOISIER], ids=ids)
def test_robust_models_over_seeds(planted: Planted, seed: int) -> None:
    check_robust(planted, seed)


@pytest.mark.slow
@pytest.mark.parametrize("planted", NOISIER, ids=ids)
def test_noisier_models_over_seeds(planted: Planted) -> None:
    """The level is 5% a run, so one of nine may be flagged; benchmarks/detection.py measures the rate.

    Of nine runs alone two are flagged by chance in one of fourteen such models, of ninety more than ten hardly ever.
    """
    flagged = [seed for seed in range(1, 91) if fuzz(planted, seed).findings]
    assert len(flagged) <= 10, flagged


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 10))
@pytest.mark.parametrize("planted", IGNORING, ids=ids)
def test_ignoring_models_over_seeds(planted: Planted, seed: int) -> None:
    check_ignoring(planted, seed)

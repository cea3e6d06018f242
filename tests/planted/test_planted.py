"""Planted models at 400 calls: every wording fault is found and shrunk to the edit that matters, no other is flagged."""

import pytest

import promptfuzz as pf
from promptfuzz.campaign import Report
from tests.planted.models import BRITTLE, IGNORING, ROBUST, Planted

CALLS = 400


def fuzz(planted: Planted, seed: int) -> Report:
    model = pf.model(planted.make(seed), name=None)
    oracle = pf.Oracle(embedder=pf.ToyEmbedder())
    return pf.fuzz(
        planted.prompt, model, families=planted.families, budget=pf.Budget(calls=CALLS), seed=seed, oracle=oracle
    )


def ids(planted: Planted) -> str:
    return planted.name


def minimal_text(finding: pf.Finding) -> str:
    return pf.Variant.from_json(finding.variant).sources["template"]


def check_brittle(planted: Planted, seed: int) -> Report:
    report = fuzz(planted, seed)
    assert report.run.calls <= CALLS
    assert report.findings, [(cell.family, cell.verdict, cell.reason) for cell in report.cells]
    for finding in report.findings:
        variant = pf.Variant.from_json(finding.variant)
        assert finding.verdict in {pf.Verdict.DEPENDENT, pf.Verdict.COUNTEREXAMPLE}
        assert planted.trigger(variant.sources["template"])
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


@pytest.mark.parametrize("planted", ROBUST, ids=ids)
def test_models_without_a_wording_fault_are_not_flagged(planted: Planted) -> None:
    check_robust(planted, seed=0)


@pytest.mark.parametrize("planted", IGNORING, ids=ids)
def test_models_that_ignore_the_instruction_are_told(planted: Planted) -> None:
    check_ignoring(planted, seed=0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 10))
@pytest.mark.parametrize("planted", BRITTLE, ids=ids)
def test_wording_faults_over_seeds(planted: Planted, seed: int) -> None:
    check_brittle(planted, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 10))
@pytest.mark.parametrize("planted", ROBUST, ids=ids)
def test_robust_models_over_seeds(planted: Planted, seed: int) -> None:
    check_robust(planted, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 10))
@pytest.mark.parametrize("planted", IGNORING, ids=ids)
def test_ignoring_models_over_seeds(planted: Planted, seed: int) -> None:
    check_ignoring(planted, seed)

"""The whole road on the packaged model: one prompt, real answers, real verdicts, a report."""

from pathlib import Path

import pytest

import promptfuzz as pf

pytestmark = pytest.mark.model


def test_one_prompt_from_corpus_to_report(tmp_path: Path) -> None:
    prompt = next(prompt for prompt in pf.load_corpus("starter") if prompt.id == "yesno/parcel-arrived")
    model = pf.load_model("smollm2", max_new_tokens=8)
    report = pf.fuzz(prompt, model, families=("degrade",), budget=pf.Budget(calls=140), seed=0)
    assert 0 < report.run.calls <= 140
    assert report.run.model.deterministic is True
    assert report.run.failed_calls == 0
    assert {cell.family for cell in report.cells} == {"degrade", "contrast"}
    for cell in report.cells:
        assert cell.reason
        assert cell.verdict in pf.Verdict
    for finding in report.findings:
        variant = pf.Variant.from_json(finding.variant)
        assert finding.base.outputs[0] != finding.minimal.outputs[0]
        replayed = [output.text for output in model.answer(_requests(prompt, variant, finding.minimal.case))]
        assert replayed == [finding.base.outputs[0], finding.minimal.outputs[0]]
    page = report.to_html(tmp_path / "report.html").read_text(encoding="utf-8")
    assert "yesno/parcel-arrived" in page


def _requests(prompt: pf.Prompt, variant: pf.Variant, case: int) -> list[object]:
    from promptfuzz.records import Request

    return [Request(asked.render(case)) for asked in (prompt.variant(), variant)]

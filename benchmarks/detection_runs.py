"""One run of one planted model, for benchmarks/detection.py: what was found, in which cell, and all that was said."""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import promptfuzz as pf
from promptfuzz.campaign import Report
from promptfuzz.engine.plan import Settings, plan_prompt
from promptfuzz.events import Event, FindingSaved
from tests.planted.bank import BANK, HIGH_NOISE, LOW_NOISE, STEADY
from tests.planted.building import Planted
from tests.planted.models import IGNORING, ROBUST, WHITE_SPACE

SHARE_DRAWS = 300
SHARE_SEED = 1_000_000
KINDS = {"brittle": BANK, "robust": (*ROBUST, WHITE_SPACE), "ignoring": IGNORING}
Job = tuple[str, int, int, int]  # kind, place in KINDS, calls, seed


@dataclass
class Row:
    """What came of one run.

    Attributes:
        shares: share of each family's wordings that hold the trigger, over 300 variants; empty without a trigger.
        cells: (family, verdict, reason) of the invariance cells.
        findings: (family, verdict, whether the minimal variant holds the trigger).
        verdict_calls: calls until the first finding was told, or of the whole run.
        heard: for each case what the model said to the base, and to each other wording at first.
    """

    kind: str
    model: str
    group: str
    answer: str
    effect: float
    noise: float
    shares: dict[str, float]
    calls_given: int
    seed: int
    calls: int
    verdict_calls: int
    cells: list[tuple[str, str, str]]
    findings: list[tuple[str, str, bool]]
    heard: dict[int, tuple[list[str], list[str]]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The trigger's share in the family that has it most often."""
        return max(self.shares.values(), default=0.0)


def group_of(planted: Planted) -> str:
    """Return the name of the group that a brittle model is reported with."""
    groups = {"deterministic": STEADY, "low noise": LOW_NOISE, "20% noise": HIGH_NOISE}
    return next((name for name, members in groups.items() if planted in members), "")


@cache
def _wordings(prompt: pf.Prompt, family: str) -> tuple[tuple[str, ...], ...]:
    """Return 300 variants of a family, or all there are, each rendered on every case."""
    plan = plan_prompt(prompt, Settings(families=(family,), seed=SHARE_SEED))
    drawn = itertools.islice(plan.cells[0].variants("trials"), SHARE_DRAWS)
    return tuple(tuple(v.render(case)[-1].content for case in range(len(prompt.cases))) for v in drawn)


def trigger_shares(planted: Planted) -> dict[str, float]:
    """Return for each family of the model the share of its wordings that hold the trigger, 0..1."""
    shares = {}
    for family in planted.families:
        drawn = _wordings(planted.prompt, family)
        shares[family] = sum(any(map(planted.triggered, texts)) for texts in drawn) / max(len(drawn), 1)
    return shares


def run_job(job: Job) -> Row:
    """Fuzz one planted model and keep what was found and said."""
    kind, place, calls, seed = job
    planted = KINDS[kind][place]
    said: list[tuple[str, str]] = []
    first: list[int] = []
    report = _fuzzed(planted, calls, seed, said, first)
    assert report.run.calls <= calls, (planted.name, report.run.calls)
    return Row(
        kind=kind,
        model=planted.name,
        group=group_of(planted) if kind == "brittle" else kind,
        answer=planted.prompt.answer.kind if planted.prompt.answer else "",
        effect=planted.effect,
        noise=planted.noise,
        shares=trigger_shares(planted) if kind == "brittle" else {},
        calls_given=calls,
        seed=seed,
        calls=report.run.calls,
        verdict_calls=first[0] if first else report.run.calls,
        cells=[(c.family, c.verdict.value, c.reason) for c in report.cells if c.family != "contrast"],
        findings=[(f.family, f.verdict.value, planted.triggered(f.minimal.text)) for f in report.findings],
        heard=_heard(planted, seed, said),
    )


def _fuzzed(planted: Planted, calls: int, seed: int, said: list[tuple[str, str]], first: list[int]) -> Report:
    """Fuzz the model; `said` gets what it was asked and said, `first` the calls made when a finding was told."""

    def listen(event: Event) -> None:
        if isinstance(event, FindingSaved):
            first.append(len(said))

    return pf.fuzz(
        planted.prompt,
        _recorded(planted.make(seed), said),
        families=planted.families,
        budget=pf.Budget(calls=calls),
        seed=seed,
        oracle=pf.Oracle(embedder=pf.ToyEmbedder()),
        listeners=[listen],
    )


def _recorded(answer: Callable[[str], str], said: list[tuple[str, str]]) -> Callable[[str], str]:
    def model(text: str) -> str:
        output = answer(text)
        said.append((text, output))
        return output

    return model


def _heard(planted: Planted, seed: int, said: list[tuple[str, str]]) -> dict[int, tuple[list[str], list[str]]]:
    """Sort what was said by case: the base's answers, and the first answer to each variant; controls are left out."""
    prompt = planted.prompt
    cases = range(len(prompt.cases))
    base = {prompt.variant().render(case)[-1].content: case for case in cases}
    placebos = {
        variant.render(case)[-1].content
        for variant in plan_prompt(prompt, Settings(families=(), seed=seed)).placebos
        for case in cases
    }
    found: dict[int, tuple[list[str], list[str]]] = {case: ([], []) for case in cases}
    known: set[str] = set()
    for text, output in said:
        if text in base:
            found[base[text]][0].append(output)
        elif text not in known and text not in placebos and planted.task.contrast(text) is None:
            known.add(text)
            case = next((n for n, (key, _) in enumerate(planted.task.keys) if re.search(key, text)), 0)
            found[case][1].append(output)
    return found

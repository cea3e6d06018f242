"""Calls until a planted fault is found, and until its minimum is asked: a campaign beside plain Hypothesis.

Run it as ``python -m benchmarks.queries [--seeds 5] [--json PATH]``. Every model is deterministic and answers rightly
unless its trigger is in the text. A prompt has one input, so that all ask the same. Everything sent to the model
counts, repeats of a text too, up to the first text that shows the fault, and to the first asking of the text that is
reported as the minimum in the end. "Hypothesis" draws a mask of booleans over the same sites and shrinks it by its own
means, each text asked once; "our strategies" are those of ``promptfuzz.strategies`` under the same Hypothesis.
"""

import argparse
import importlib.util
import json
import random
import statistics
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

import promptfuzz as pf
from promptfuzz import strategies as pfst
from promptfuzz.engine.plan import Settings, plan_prompt
from promptfuzz.mutators import Offers, propose_sites
from promptfuzz.records import Variant
from tests.planted import tasks
from tests.planted.building import WORDINGS, Planted, planted
from tests.planted.tasks import Task, task

SETTINGS = settings(
    database=None, deadline=None, max_examples=500, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)  # fmt: skip
BUDGET = pf.Budget(calls=400)


def single(of: Task) -> Task:
    """Return a task with its first input alone."""
    prompt = of.prompt
    kept = pf.Prompt(
        prompt.template, cases=prompt.cases[:1], answer=prompt.answer, contrasts=prompt.contrasts, id=prompt.id
    )
    return Task(kept, of.keys, of.wrong, of.slips, of.contrasts)


POLITE = task(
    "Please read the following complaint and decide whether it is urgent. Don't give reasons. If you are not sure, "
    "answer no. Answer yes or no.\n\nComplaint: {complaint}",
    "complaint",
    [("Water runs down the wall of my room.", "the wall", "yes")],
    [("Translate the complaint into French.", tasks.FRENCH), ("Count the words of the complaint.", "8")],
    pf.YesNo(),
    slips=("yes", "no"),
    name="urgent",
)
SENTIMENT, TOPIC, TOTAL, TEAM, EXTRACT, REFUND, VEGETABLES, GRADE, NURSE = map(
    single,
    (
        tasks.SENTIMENT, tasks.TOPIC, tasks.TOTAL, tasks.TEAM, tasks.EXTRACT, tasks.REFUND, tasks.VEGETABLES,
        tasks.GRADE, tasks.NURSE,
    ),
)  # fmt: skip


def gone(*words: str) -> Callable[[str], bool]:
    """Return a trigger: none of `words` is in the instruction any more."""
    return lambda text: all(word not in text for word in words)


KINDS: tuple[tuple[str, tuple[Planted, ...]], ...] = (
    (
        "politeness",
        (
            planted("politeness added", SENTIMENT, r"(?i)\b(?:please|could you|would you|thank)", *WORDINGS),
            planted("politeness dropped", POLITE, lambda text: "please" not in text.lower(), *WORDINGS),
        ),
    ),
    ("question mark", (planted("question mark", SENTIMENT, r"\?", *WORDINGS),)),
    ("verb", (planted("verb changed", SENTIMENT, gone("Classify", "classify"), *WORDINGS),)),
    (
        "order",
        (
            planted("order of labels", TOPIC, r"(?s)business.*sports", *WORDINGS),
            planted("order of sentences", TOPIC, r"(?s)Keep.*(?:Sort|sort)", *WORDINGS),
            planted("order of clauses", REFUND, r"(?i)answer no,? if", *WORDINGS),
        ),
    ),
    ("three words", (planted("three words", SENTIMENT, gone("Classify", "following", "explain"), *WORDINGS),)),
    ("typo in one word", (planted("typo in one word", VEGETABLES, gone("amounts"), *WORDINGS),)),
    ("two slips at once", (planted("two slips at once", TOTAL, gone("objects", "number"), *WORDINGS),)),
    ("capital letter", (planted("capital letter", TOPIC, r"(?:^|[.!?]\s+)[a-z]", *WORDINGS),)),
    ("full stops", (planted("two full stops", GRADE, r"\.\.", *WORDINGS),)),
    ("synonym", (planted("synonym", REFUND, r"(?i)\b(?:decide|determine|judge) if\b|\bdetermine\b", *WORDINGS),)),
    ("contraction", (planted("contraction", SENTIMENT, r"(?i)\bdon[’']?t\b", *WORDINGS),)),
    ("greeting", (planted("greeting", TEAM, r"(?i)\bhi\b|hello", *WORDINGS),)),
    ("heading", (planted("heading", EXTRACT, r"(?m)^#", "format"),)),
    ("list marker", (planted("list marker", GRADE, r"(?m)^\* ", "format"),)),
    ("quotes", (planted("quotes", SENTIMENT, '"positive"', "format"),)),
    (
        "age of a person",
        (planted("age of a person", NURSE, r"\b[5-7]\d-year", "counterfactual", reads_input=True),),
    ),
)


@dataclass
class Asked:
    """A model that keeps the texts it was sent, in their order."""

    fault: Planted
    texts: list[str] = field(default_factory=list)

    def __call__(self, text: str) -> str:
        """Answer as the planted model does."""
        self.texts.append(text)
        return self.fault.make(0)(text)

    def shows(self, text: str) -> bool:
        """Whether the fault speaks up on `text`."""
        return self.fault.task.contrast(text) is None and self.fault.triggered(text)

    def found(self) -> int | None:
        """How many calls there were up to the first text that shows the fault."""
        return next((turn for turn, text in enumerate(self.texts, 1) if self.shows(text)), None)

    def counted(self, minimal: Variant | None, total: int) -> dict[str, Any]:
        """Return the row of a run that ended with `minimal`, after `total` calls."""
        if minimal is None:
            return {"found": self.found(), "minimal": None, "proved": None, "edits": None, "total": len(self.texts)}
        text = minimal.render(0)[-1].content
        return {
            "found": self.found(), "minimal": 1 + self.texts.index(text), "proved": total,
            "edits": len(minimal.units), "total": len(self.texts), "text": text,
        }  # fmt: skip


def ours(fault: Planted, seed: int) -> dict[str, Any]:
    """Run a campaign, and say what the calls up to the minimum were about."""
    model = Asked(fault)
    saved: dict[str, int] = {}

    def listener(event: object) -> None:
        if isinstance(event, pf.events.FindingSaved) and event.finding.shrunk:
            saved.setdefault(event.finding.minimal.text, len(model.texts))

    report = pf.fuzz(
        fault.prompt, pf.model(model), families=fault.families, budget=BUDGET, seed=seed, listeners=[listener]
    )
    minima = [
        Variant.from_json(finding.variant)
        for finding in report.findings
        if finding.shrunk and finding.variant is not None and model.shows(finding.minimal.text)
    ]
    smallest = min(minima, key=lambda v: (len(v.units), model.texts.index(v.render(0)[-1].content)), default=None)
    row = model.counted(smallest, saved.get(smallest.render(0)[-1].content, 0) if smallest else 0)
    kinds = kinds_of(fault, seed, model.texts[: row["minimal"] or 0])
    return {**row, "kinds": kinds}


def kinds_of(fault: Planted, seed: int, texts: list[str]) -> dict[str, int]:
    """Count the calls by what they were for: the base and other repeats, controls, and the search."""
    plan = plan_prompt(fault.prompt, Settings(fault.families, seed=seed))
    base = Variant(fault.prompt).render(0)[-1].content
    placebos = {variant.render(0)[-1].content for variant in plan.placebos}
    contrasts = {contrast.messages[-1].content for contrast in plan.contrasts}
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    for text in texts:
        is_control = text in placebos or text in contrasts
        counts["base" if text == base else "control" if is_control else "repeat" if text in seen else "search"] += 1
        seen.add(text)
    return dict(counts)


@st.composite
def masks(draw: Any, offers: Offers) -> Variant:
    """Draw for every site whether it is used, and by which alternative; what does not go together is left out."""
    owned: dict[int, list[int]] = {}
    for offer, owner in enumerate(offers.owners):
        owned.setdefault(owner, []).append(offer)
    start = draw(st.integers(0, len(owned) - 1))  # else the first of the sites at a place would always keep it
    taken: list[int] = []
    barred = 0
    for site in [*range(start, len(owned)), *range(start)]:
        if draw(st.booleans()):
            offer = owned[site][draw(st.integers(0, len(owned[site]) - 1))]
            touched = offers.footprint(offer)
            if not touched.covers & barred:
                taken.append(offer)
                barred |= touched.bars
    return offers.variant(taken) or Variant(offers.prompt)


def hypothesis(fault: Planted, seed: int, drawn: st.SearchStrategy[Variant]) -> dict[str, Any]:
    """Let Hypothesis find and shrink a variant whose answer is not the base's, each text asked once."""
    model = Asked(fault)
    answers: dict[str, str] = {}

    def answer(variant: Variant) -> str:
        text = variant.render(0)[-1].content
        if text not in answers:
            answers[text] = model(text)
        return answers[text]

    right = answer(Variant(fault.prompt))
    try:
        small = find(drawn, lambda v: answer(v) != right, settings=SETTINGS, random=random.Random(seed))
    except NoSuchExample:
        small = None
    return model.counted(small, len(model.texts))


WAYS: dict[str, Callable[[Planted, int], dict[str, Any]]] = {
    "ours": ours,
    "Hypothesis": lambda fault, seed: hypothesis(
        fault, seed, masks(Offers(fault.prompt, propose_sites(fault.prompt, fault.families).sites))
    ),
    "our strategies": lambda fault, seed: hypothesis(
        fault, seed, pfst.variants(fault.prompt, families=fault.families)
    ),
}  # fmt: skip


def measure(kind: str, fault: Planted, seeds: int) -> dict[str, Any]:
    """Run a fault over the seeds in every way."""
    row: dict[str, Any] = {"kind": kind, "fault": fault.name, "families": list(fault.families)}
    for way, run in WAYS.items():
        row[way] = [run(fault, seed) for seed in range(seeds)]
    return row


def middle(runs: list[dict[str, Any]], what: str) -> float | None:
    """Return the median of a count over runs; None where most did not get there."""
    values = [float("inf") if run[what] is None else run[what] for run in runs]
    found = statistics.median(values)
    return None if found == float("inf") else found


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the medians over all runs of all faults, and the kinds that every seed found."""
    found: dict[str, Any] = {}
    for way in WAYS:
        runs = [run for row in rows for run in row[way]]
        found[way] = {what: middle(runs, what) for what in ("found", "minimal", "proved", "edits")}
        missed = [f"{row['fault']}" for row in rows for run in row[way] if run["minimal"] is None]
        found[way]["missed"] = dict(Counter(missed))
    return found


def shown(value: object) -> str:
    """Return a number as the table shows it."""
    return "–" if value is None else f"{value:g}"


def main() -> None:
    """Print the table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", default="", help="part of the names of the faults to run")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    parts = ("found", "minimal", "proved", "edits")
    print(f"{'fault':<20}{'families':<16}" + "".join(f"{way + ': ' + '/'.join(parts):<48}" for way in WAYS))
    rows = []
    for kind, faults in KINDS:
        for fault in faults:
            if options.only not in fault.name:
                continue
            row = measure(kind, fault, options.seeds)
            rows.append(row)
            families = "default" if fault.families == WORDINGS else "+".join(fault.families)
            cells = ["/".join(shown(middle(row[way], what)) for what in parts) for way in WAYS]
            spent = sum((Counter(run["kinds"]) for run in row["ours"]), Counter())
            per_run = ", ".join(f"{name} {count / options.seeds:.1f}" for name, count in spent.items())
            print(f"{fault.name:<20}{families:<16}" + "".join(f"{cell:<20}" for cell in cells) + per_run, flush=True)
    totals = summary(rows)
    for way, total in totals.items():
        every = "yes" if not total["missed"] else f"no: {total['missed']}"
        print(
            f"{way}: median " + ", ".join(f"{what} {shown(total[what])}" for what in parts) + f"; every kind: {every}"
        )
    peer, own = totals["Hypothesis"], totals["ours"]
    print("ours as a share of Hypothesis: " + ", ".join(f"{w} {own[w] / peer[w]:.2f}" for w in ("found", "minimal")))
    installed = importlib.util.find_spec("textattack") is not None
    print(f"TextAttack: {'installed, but not measured here' if installed else 'not installed'}")
    if options.json:
        options.json.write_text(json.dumps({"rows": rows, "totals": totals}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

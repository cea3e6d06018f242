"""Local generation: tokens a second of campaigns on the packaged model beside one-by-one `generate` of transformers.

Run it as ``python -m benchmarks.local [--rounds 2] [--calls 48] [--sample 6] [--json PATH]``. In each round a real
campaign asks the packaged model in fp32, and then a seeded sample of what it asked is generated one by one by the
plain `generate`, in the same process and on all cores; the texts have to be the same. There are three kinds of round:
short starter prompts, and questions about a shared document of some 400 tokens that stands before or after them.
Then some requests of each kind are answered again in equal batches with and without the sharing of starts. Wall
seconds are of little worth on a busy machine: CPU seconds, those of all threads, stand beside them.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import promptfuzz as pf
from promptfuzz.models import generation, packing
from promptfuzz.models.chat import token_ids
from promptfuzz.models.heavy import quiet
from promptfuzz.models.loading import load_model
from promptfuzz.models.transformers_local import TransformersModel
from promptfuzz.records import Message, Output, Request

MOST = 24
DOCUMENT = Path(__file__).parent / "data" / "local_document.txt"
STARTERS = (
    "routing/shop-inbox", "yesno/library-rules", "extract/order-json", "extract/meeting-day", "rewrite/polite",
    "number/sensor-reading",
)  # fmt: skip
QUESTIONS = (
    ("Find out what the repair of the pump cost. Write the sum as a number only.", pf.Number()),
    ("Which material did the members choose for the main path? Answer with one word.", None),
    ("Summarise the minutes in one sentence. Mention the party. Do not name people.", None),
    ("List the dates on which something will happen. Put each date on its own line.", None),
    ("Was the offer of Mrs Andersson accepted? Answer with yes or no. Give no reason.", pf.YesNo()),
    ("Write a short headline for the minutes. Do not use quotation marks.", None),
)
Asked = list[tuple[Request, Output]]


@dataclass(slots=True)
class Spent:
    """What one way of generating took: wall and CPU seconds, and the tokens it read and wrote."""

    wall: float = 0.0
    cpu: float = 0.0
    read: int = 0
    written: int = 0
    calls: int = 0

    def rate(self, clock: str, *, read: bool = False) -> float:
        """Return the tokens a second by the clock `clock`: those written, or with those `read` too."""
        seconds = self.wall if clock == "wall" else self.cpu
        return (self.written + (self.read if read else 0)) / seconds if seconds else 0.0


@dataclass(slots=True)
class Kind:
    """One kind of round: what the campaigns, the calls of the model in them, and the one-by-one runs took."""

    name: str
    campaign: Spent = field(default_factory=Spent)
    answering: Spent = field(default_factory=Spent)
    single: Spent = field(default_factory=Spent)
    shared: Spent = field(default_factory=Spent)
    unshared: Spent = field(default_factory=Spent)
    same: int = 0
    chunks: list[int] = field(default_factory=list)
    different: list[dict[str, str]] = field(default_factory=list)


def timed(spent: Spent, work: Callable[[], Any]) -> Any:
    """Return what `work` returns and add its seconds to `spent`."""
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    spent.wall += time.perf_counter() - wall
    spent.cpu += time.process_time() - cpu
    return made


def count(spent: Spent, outputs: Sequence[Output]) -> None:
    """Add the tokens of `outputs` to `spent`."""
    spent.calls += len(outputs)
    spent.read += sum(output.prompt_tokens or 0 for output in outputs)
    spent.written += sum(output.completion_tokens or 0 for output in outputs)


def campaign(kind: Kind, model: TransformersModel, prompts: Sequence[pf.Prompt], calls: int) -> Asked:
    """Run a campaign over `prompts` and return what it asked and was answered."""
    asked: Asked = []
    answer = model.answer

    def recording(requests: Sequence[Request]) -> list[Output]:
        outputs: list[Output] = timed(kind.answering, lambda: answer(requests))
        count(kind.answering, outputs)
        kind.chunks.append(len(requests))
        asked.extend(zip(requests, outputs, strict=True))
        return outputs

    with patch.object(model, "answer", recording):
        timed(kind.campaign, lambda: pf.fuzz(prompts, model, budget=pf.Budget(calls=calls), seed=1))
    failed = [output.error for _, output in asked if output.failed]
    if failed:
        raise SystemExit(f"{len(failed)} calls failed: {failed[0]}")
    count(kind.campaign, [output for _, output in asked])
    return asked


def generate(model: TransformersModel, request: Request) -> Output:
    """Return the answer to `request` by the plain greedy `generate` of transformers."""
    import torch

    loaded, tokenizer = model._model, model._tokenizer
    row = token_ids(tokenizer, request.messages)
    with quiet(), torch.inference_mode():
        made = loaded.generate(
            torch.tensor([row]), attention_mask=torch.ones(1, len(row)), max_new_tokens=MOST, do_sample=False
        )
    new = made[0, len(row) :].tolist()
    return Output(tokenizer.decode(new, skip_special_tokens=True), prompt_tokens=len(row), completion_tokens=len(new))


def one_by_one(kind: Kind, model: TransformersModel, sample: Asked) -> None:
    """Generate `sample` again, one by one, and compare the texts."""
    for request, before in sample:
        output: Output = timed(kind.single, lambda request=request: generate(model, request))  # type: ignore[misc]
        count(kind.single, [output])
        kind.same += output.text == before.text
        if output.text != before.text:
            kind.different.append({"one by one": output.text, "campaign": before.text})


def share_or_not(kind: Kind, model: TransformersModel, asked: Asked, size: int) -> None:
    """Answer the same `size` requests with the sharing of starts and without, from nothing remembered."""
    some = [request for request, _ in asked[:size]]
    for spent, sharing in ((kind.shared, True), (kind.unshared, False)):
        model.answer([Request((Message("user", "Hello."),))] * 2)  # what is remembered is now of no use
        if sharing:
            outputs = timed(spent, lambda: model.answer(some))
        else:
            never = {"common_start": lambda *_: 0}
            with patch.multiple(packing, **never), patch.multiple(generation, **never):
                outputs = timed(spent, lambda: model.answer(some))
        count(spent, outputs)


def starters() -> list[pf.Prompt]:
    """Return short prompts of the starter corpus, with at most two cases each."""
    by_id = {prompt.id: prompt for prompt in pf.load_corpus("starter")}
    return [by_id[name] for name in STARTERS]


def questions(form: str) -> list[pf.Prompt]:
    """Return prompts about the document, which stands where `form` says."""
    text = DOCUMENT.read_text(encoding="utf-8").strip()
    return [
        pf.Prompt(form.format(asked=asked), slots={"document": text}, answer=answer, id=f"minutes/{number}")
        for number, (asked, answer) in enumerate(QUESTIONS)
    ]


def shown(kind: Kind) -> list[str]:
    """Return the lines of the table for `kind`."""
    ratio = {clock: kind.campaign.rate(clock) / kind.single.rate(clock) for clock in ("wall", "cpu")}
    rows = [
        (kind.name, kind.campaign),
        ("  answering alone", kind.answering),
        ("  one by one", kind.single),
        ("  equal batches, shared", kind.shared),
        ("  equal batches, unshared", kind.unshared),
    ]
    lines = [
        f"{name:28} {spent.calls:5} {spent.rate('wall'):8.1f} {spent.rate('cpu'):8.1f}"
        f" {spent.rate('wall', read=True):9.1f} {spent.rate('cpu', read=True):9.1f}"
        for name, spent in rows
    ]
    gain = kind.shared.rate("cpu") / kind.unshared.rate("cpu")
    said = f"  x{ratio['wall']:.2f} wall, x{ratio['cpu']:.2f} CPU; x{gain:.2f} CPU from sharing; "
    return [*lines, f"{said}{kind.same} of {kind.single.calls} texts identical"]


def main() -> None:
    """Measure, print the table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--calls", type=int, default=48, help="of a campaign in one round")
    parser.add_argument("--sample", type=int, default=6, help="requests a round that are generated one by one")
    parser.add_argument("--batch-size", default="auto")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    model = load_model("smollm2", max_new_tokens=MOST, batch_size=options.batch_size)
    assert isinstance(model, TransformersModel)
    kinds = [
        (Kind("short prompts"), starters()),
        (Kind("document first"), questions("{{document}}\n\n{asked}")),
        (Kind("document last"), questions("{asked}\n\n{{document}}")),
    ]
    print(f"{'tokens a second':28} calls     wall      CPU   read+wall read+CPU   (after each round, of all so far)")
    for number in range(options.rounds):
        for kind, prompts in kinds:
            rng = random.Random(number)
            asked = campaign(kind, model, prompts[number :: options.rounds], options.calls)
            one_by_one(kind, model, rng.sample(asked, min(options.sample, len(asked))))
            if number == 0:
                share_or_not(kind, model, asked, options.sample)
            print("\n".join(shown(kind)), flush=True)
    if options.json:
        options.json.write_text(json.dumps([asdict(kind) for kind, _ in kinds], indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

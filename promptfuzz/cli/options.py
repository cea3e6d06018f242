"""The options and arguments of the commands, each with its sentence of help."""

from pathlib import Path
from typing import Annotated

import typer

CampaignPath = Annotated[
    Path | None, typer.Argument(metavar="[CAMPAIGN.toml]", help="A campaign file; options hold over what it says.")
]
ModelSpecs = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        metavar="SPEC",
        help="smollm2, transformers:NAME_OR_DIR, openai:MODEL, http:URL or python:pkg.module:function. [repeatable; "
        "default: smollm2]",
    ),
]
AskedModel = Annotated[
    str | None,
    typer.Option("--model", metavar="SPEC", help="Ask this model a few tiny questions, and say what works."),
]
OtherModelSpec = Annotated[
    str | None, typer.Option(metavar="SPEC", help="Ask another model. [default: that of the run]")
]
ModelOptions = Annotated[
    list[str] | None, typer.Option(metavar="K=V", help="An option of the model, e.g. max_new_tokens=64. [repeatable]")
]
Corpora = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME|PATH", help="A packaged corpus or a JSON Lines file. [repeatable; default: starter]"),
]
Tags = Annotated[
    list[str] | None, typer.Option(metavar="TAG", help="Only the prompts with one of these tags. [repeatable]")
]
Families = Annotated[
    list[str] | None,
    typer.Option(
        metavar="F",
        help="paraphrase, reorder, degrade, format or counterfactual. [repeatable; default: the first three]",
    ),
]
ShownFamilies = Annotated[
    list[str] | None,
    typer.Option(
        metavar="F",
        help="paraphrase, reorder, degrade, format, counterfactual, contrast or placebo. "
        "[repeatable; default: all but placebo]",
    ),
]
ShownMutators = Annotated[
    list[str] | None, typer.Option("--mutator", metavar="NAME", help="Only these mutators. [repeatable]")
]
Plugins = Annotated[
    list[str] | None,
    typer.Option(
        "--plugin",
        metavar="FILE|MODULE",
        help="A .py file or a module that registers mutators, or a .toml lexicon that names a family. [repeatable]",
    ),
]
SystemText = Annotated[str | None, typer.Option("--system", metavar="TEXT", help="The system message of the prompt.")]
SlotValues = Annotated[
    list[str] | None,
    typer.Option("--slot", metavar="NAME=VALUE", help="An input; counterfactual acts on these. [repeatable]"),
]
Edits = Annotated[int, typer.Option("--edits", metavar="N", min=1, help="Edits in each rewording.")]
Doses = Annotated[
    list[float] | None,
    typer.Option(
        "--dose",
        metavar="SHARE",
        help="Show a ladder: for each share of the words (0 to 1) one rewording that damages so many, each with the "
        "edits of the one before. [repeatable]",
    ),
]
ShowRefused = Annotated[bool, typer.Option("--refused", help="List what was offered and refused, with the reasons.")]
Check = Annotated[
    bool, typer.Option("--check", help="Say of each rewording whether it still asks the same; loads the embedder.")
]
BudgetCalls = Annotated[
    int | None,
    typer.Option(metavar="N", help="Ask at most N times; models share this. [default: 400 a prompt and model]"),
]
BudgetTokens = Annotated[
    int | None, typer.Option(metavar="N", help="Take at most N tokens of prompts and answers. [default: no limit]")
]
BudgetMinutes = Annotated[
    float | None, typer.Option(metavar="M", help="Ask for at most M minutes. [default: no limit]")
]
BudgetUsd = Annotated[
    float | None, typer.Option(metavar="X", help="Spend at most X US dollars; needs prices. [default: no limit]")
]
Concurrency = Annotated[
    int | None, typer.Option(metavar="N", help="Calls of a model at once; the same as --model-option concurrency=N.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print what would be asked, and its calls, tokens and price; ask nothing.")
]
Seed = Annotated[int, typer.Option(metavar="S", help="The same seed draws the same rewordings.")]
GivenSeed = Annotated[
    int | None,
    typer.Option("--seed", metavar="S", help="The same seed draws the same rewordings. [default: 0]"),
]
Samples = Annotated[
    str | None,
    typer.Option(
        metavar="auto|K",
        help="How often a wording is asked of a model that samples, at least 2. [default: auto, which is 2]",
    ),
]
Reports = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FORMAT[=PATH]",
        help="html or json. [repeatable; default: html and json, as reports/promptfuzz.FORMAT]",
    ),
]
ReportPath = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="PATH",
        help="A JSON report, or a folder of findings that tests have kept. [default: the newest of reports/*.json, and "
        "every promptfuzz-findings]",
    ),
]
FindingId = Annotated[str, typer.Argument(metavar="ID", help="The id of a finding, or the beginning of it.")]
PromptText = Annotated[
    str, typer.Argument(metavar="TEXT", help="A prompt, with or without {slots}; - reads it from stdin.")
]
Number = Annotated[int, typer.Option("-n", "--number", metavar="N", min=1, help="Rewordings of each family.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON list, for programs.")]
Labelled = Annotated[
    Path | None,
    typer.Option(
        metavar="LABELLED.jsonl",
        help='Judge the pairs of this file, {"a", "b", "same"} a line; optional: "answer", as in a corpus, "kind" and '
        '"prompt".',
    ),
]
JudgedBy = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="What judges free text: default, a measure such as chrf, or the OWNER/NAME or directory of a model of "
        "sentence-transformers.",
    ),
]
Beside = Annotated[
    str | None, typer.Option(metavar="NAME", help="Another one, to see on how many pairs they say the same.")
]
MaxError = Annotated[
    float,
    typer.Option(
        metavar="SHARE",
        min=0,
        max=1,
        help="How often free text that means the same may be called different; the threshold is chosen for this.",
    ),
]
JsonPath = Annotated[Path | None, typer.Option("--json", metavar="PATH", help="Write all figures and mistakes there.")]
Anytime = Annotated[
    bool | None,
    typer.Option("--anytime/--no-anytime", help="Look at a model that samples again and again, until the calls end."),
]
Strict = Annotated[
    bool | None,
    typer.Option("--strict/--no-strict", help="Dependent only where the lower limit of Δ is above the tolerance, too."),
]

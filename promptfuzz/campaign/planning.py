"""Plans a campaign without a model: what each cell offers, and how many calls, tokens and dollars it may take."""

import itertools
from collections.abc import Sequence

from promptfuzz.campaign.file import CampaignFile, ModelEntry
from promptfuzz.campaign.fitting import load_prompts
from promptfuzz.campaign.fuzzing import CALLS_A_PROMPT
from promptfuzz.campaign.models_checked import longest_answer
from promptfuzz.campaign.plans import CampaignPlan, CellOffer, ModelCost, PromptOffer, Range
from promptfuzz.campaign.running import share_of
from promptfuzz.engine.attributing import ATTRIBUTE_CALLS
from promptfuzz.engine.deterministic import CELL_CALLS
from promptfuzz.engine.dosing import DOSE_CALLS
from promptfuzz.engine.evidence import REPEATS
from promptfuzz.engine.noisy_shrink import NOISY_SHRINK_CALLS
from promptfuzz.engine.plan import PromptPlan, Settings, plan_run
from promptfuzz.engine.repeats import FIRST_REPEATS, MOST_FLIPPED
from promptfuzz.engine.sampling import ANYTIME_LOOKS, BASE_PER_LOOK, LOOKS, SAMPLES, VARIANTS_PER_LOOK
from promptfuzz.engine.screening import SCREEN_CALLS, TRIED
from promptfuzz.engine.suggesting import SUGGEST_CALLS
from promptfuzz.mutators import FAMILIES
from promptfuzz.records import Budget, Prompt, Request, Variant
from promptfuzz.statistics.flips import TRIALS_ALL, TRIALS_FIRST

CHARACTERS_A_TOKEN = 4
_CONTRAST_REPEATS = 4


def plan_campaign(campaign: CampaignFile) -> CampaignPlan:
    """Return the plan of a campaign; no model is loaded and nothing is asked.

    Raises:
        UsageError: a corpus is bad.
    """
    prompts = load_prompts(campaign)
    mutators = None if campaign.mutators is None else tuple(campaign.mutators)
    weights = (*campaign.families.items(), *(campaign.mutators or {}).items())
    families, seed, samples = tuple(campaign.families), campaign.seed, campaign.samples
    settings = Settings(families, mutators, seed=seed, anytime=campaign.anytime, samples=samples, weights=weights)
    offers = tuple(_offer(plan, settings) for plan in plan_run(prompts, settings))
    left = campaign.budget
    models = len(campaign.models)
    share = Budget(calls=CALLS_A_PROMPT * len(prompts)) if left is None else share_of(left, models)
    return CampaignPlan(offers, tuple(_cost(entry, share, offers) for entry in campaign.models))


def _offer(plan: PromptPlan, settings: Settings) -> PromptOffer:
    cells = tuple(
        CellOffer(cell.family, len(cell.sites), sum(1 for _ in itertools.islice(cell.variants("trials"), TRIALS_ALL)))
        for cell in plan.cells
    )
    controls = _controls(plan)
    counted = (plan, cells, controls)
    return PromptOffer(
        plan.prompt.key,
        controls,
        cells,
        _characters(plan.prompt),
        _deterministic(*counted),
        _sampling(*counted, ANYTIME_LOOKS if settings.anytime else LOOKS, settings.samples or SAMPLES),
    )


def _controls(plan: PromptPlan) -> int:
    """Count the different questions of the controls: base, repeats, placebos and contrasts."""
    base, cases = Variant(plan.prompt), range(len(plan.prompt.cases))
    asked = {Request(base.render(case)) for case in cases}
    asked |= {Request(base.render(0), sample) for sample in range(1, FIRST_REPEATS)}
    asked |= {Request(variant.render(n % len(cases))) for n, variant in enumerate(plan.placebos)}
    return len(asked | {Request(contrast.messages) for contrast in plan.contrasts})


def _explaining(cells: Sequence[CellOffer]) -> int:
    """Count what finding words, doses and a better wording may take at most, once there are findings."""
    doses = sum(DOSE_CALLS for cell in cells if cell.variants and FAMILIES[cell.family].dose < 1)
    return SUGGEST_CALLS + doses + ATTRIBUTE_CALLS * sum(cell.variants > 0 for cell in cells)


def _deterministic(plan: PromptPlan, cells: Sequence[CellOffer], controls: int) -> Range:
    """A stable cell takes the first trials and the base's repeats, which the cells share; one that flips takes all."""
    open_ = [cell for cell in cells if cell.variants]
    least = controls + sum(min(cell.variants, TRIALS_FIRST) for cell in open_)
    least += REPEATS * any(cell.variants >= TRIALS_FIRST for cell in open_)
    confirming = REPEATS * (MOST_FLIPPED + len(plan.prompt.cases)) if plan.placebos else 0
    most = controls + confirming + sum(CELL_CALLS - TRIALS_ALL + cell.variants for cell in open_)
    return Range(least, most + _explaining(cells))


def _sampling(plan: PromptPlan, cells: Sequence[CellOffer], controls: int, looks: int, samples: int) -> Range:
    """One look at the least; at the most all looks, screening, shrinking what was confirmed, and explaining it."""
    open_ = [cell for cell in cells if cell.variants]
    if not open_:
        return Range(controls, controls)
    least = controls + BASE_PER_LOOK + sum(samples * min(cell.variants, VARIANTS_PER_LOOK) for cell in open_)
    most = controls + BASE_PER_LOOK * looks + SCREEN_CALLS + _CONTRAST_REPEATS * len(plan.contrasts)
    for cell in open_:
        drawn = VARIANTS_PER_LOOK * looks
        most += samples * (drawn if cell.is_capped else min(cell.variants, drawn))
    return Range(least, most + TRIED * NOISY_SHRINK_CALLS + _explaining(cells))


def _characters(prompt: Prompt) -> float:
    base = Variant(prompt)
    cases = range(len(prompt.cases))
    return sum(len(message.content) for case in cases for message in base.render(case)) / len(cases)


def _cost(entry: ModelEntry, share: Budget, offers: Sequence[PromptOffer]) -> ModelCost:
    """Estimate what a model takes, from the least of one kind of model to the most of the other, within the calls."""
    both = [o.deterministic.over(o.sampling) for o in offers]
    calls = sum(both, Range(0, 0))
    allowed = calls.most if share.calls is None else min(calls.most, share.calls)
    tokens = sum((r.times(o.characters / CHARACTERS_A_TOKEN) for r, o in zip(both, offers, strict=True)), Range(0, 0))
    scale = allowed / calls.most if calls.most else 0.0
    within = Range(min(calls.least, allowed), allowed)
    prompt = Range(min(tokens.least, tokens.most * scale), tokens.most * scale)
    longest = longest_answer(entry)
    completion = None if longest is None else Range(0, longest * allowed)
    return ModelCost(entry, share, within, prompt, completion, _usd(entry, prompt, completion))


def _usd(entry: ModelEntry, prompt: Range, completion: Range | None) -> Range | None:
    of_prompt, of_completion = entry.price("prompt"), entry.price("completion")
    if of_prompt is None or of_completion is None or (completion is None and of_completion > 0):
        return None
    return prompt.times(of_prompt / 1e6) + (completion or Range(0, 0)).times(of_completion / 1e6)

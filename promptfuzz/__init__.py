"""Find out whether a language-model feature depends too heavily on how its prompt is worded.

Everything public is here; it is imported on first use, so that ``import promptfuzz`` stays light.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from promptfuzz.campaign import Report as Report
    from promptfuzz.campaign import fuzz as fuzz
    from promptfuzz.constraints.rewording import Rewording as Rewording
    from promptfuzz.constraints.rewording import check_rewording as check_rewording
    from promptfuzz.corpus import load_corpus as load_corpus
    from promptfuzz.errors import (
        InstructionIgnored as InstructionIgnored,
    )
    from promptfuzz.errors import (
        ModelError as ModelError,
    )
    from promptfuzz.errors import (
        PromptfuzzError as PromptfuzzError,
    )
    from promptfuzz.errors import (
        Undecided as Undecided,
    )
    from promptfuzz.errors import (
        UsageError as UsageError,
    )
    from promptfuzz.errors import (
        WordingDependence as WordingDependence,
    )
    from promptfuzz.measures.registry import measure as measure
    from promptfuzz.measures.toy import ToyEmbedder as ToyEmbedder
    from promptfuzz.models.callables import batch_model as batch_model
    from promptfuzz.models.callables import chat_model as chat_model
    from promptfuzz.models.callables import model as model
    from promptfuzz.models.loading import load_model as load_model
    from promptfuzz.models.scripted import ScriptedModel as ScriptedModel
    from promptfuzz.mutators import Site as Site
    from promptfuzz.mutators import Source as Source
    from promptfuzz.mutators import mutator as mutator
    from promptfuzz.oracle import Oracle as Oracle
    from promptfuzz.oracle import compare as compare
    from promptfuzz.oracle.opinion import Opinion as Opinion
    from promptfuzz.oracle.opinion_model import ModelJudge as ModelJudge
    from promptfuzz.oracle.opinion_nli import NliJudge as NliJudge
    from promptfuzz.property import assert_contrast as assert_contrast
    from promptfuzz.property import assert_contrast_async as assert_contrast_async
    from promptfuzz.property import assert_stable as assert_stable
    from promptfuzz.property import assert_stable_async as assert_stable_async
    from promptfuzz.property import parametrize as parametrize
    from promptfuzz.property import property_test as property_test
    from promptfuzz.records import Budget as Budget
    from promptfuzz.records import Case as Case
    from promptfuzz.records import Choice as Choice
    from promptfuzz.records import Code as Code
    from promptfuzz.records import Comparison as Comparison
    from promptfuzz.records import Edit as Edit
    from promptfuzz.records import Finding as Finding
    from promptfuzz.records import Json as Json
    from promptfuzz.records import Label as Label
    from promptfuzz.records import List as List
    from promptfuzz.records import Move as Move
    from promptfuzz.records import Number as Number
    from promptfuzz.records import Output as Output
    from promptfuzz.records import Prompt as Prompt
    from promptfuzz.records import Text as Text
    from promptfuzz.records import Variant as Variant
    from promptfuzz.records import Verdict as Verdict
    from promptfuzz.records import YesNo as YesNo
    from promptfuzz.rewriting.asking import Rewrites as Rewrites
    from promptfuzz.rewriting.asking import rewrites as rewrites

_HOMES = {
    "promptfuzz.campaign": ("Report", "fuzz"),
    "promptfuzz.constraints.rewording": ("Rewording", "check_rewording"),
    "promptfuzz.corpus": ("load_corpus",),
    "promptfuzz.errors": (
        "InstructionIgnored", "ModelError", "PromptfuzzError", "Undecided", "UsageError", "WordingDependence",
    ),
    "promptfuzz.measures.registry": ("measure",),
    "promptfuzz.measures.toy": ("ToyEmbedder",),
    "promptfuzz.models.callables": ("batch_model", "chat_model", "model"),
    "promptfuzz.models.loading": ("load_model",),
    "promptfuzz.models.scripted": ("ScriptedModel",),
    "promptfuzz.mutators": ("Site", "Source", "mutator"),
    "promptfuzz.oracle": ("Oracle", "compare"),
    "promptfuzz.oracle.opinion": ("Opinion",),
    "promptfuzz.oracle.opinion_model": ("ModelJudge",),
    "promptfuzz.oracle.opinion_nli": ("NliJudge",),
    "promptfuzz.property": (
        "assert_contrast", "assert_contrast_async", "assert_stable", "assert_stable_async", "parametrize",
        "property_test",
    ),
    "promptfuzz.records": (
        "Budget", "Case", "Choice", "Code", "Comparison", "Edit", "Finding", "Json", "Label", "List", "Move", "Number",
        "Output", "Prompt", "Text", "Variant", "Verdict", "YesNo",
    ),
    "promptfuzz.rewriting.asking": ("Rewrites", "rewrites"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'promptfuzz' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME_OF])

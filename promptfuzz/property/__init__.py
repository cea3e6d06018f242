"""The properties of property tests: an answer keeps its meaning under rewording, and loses it under another request."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from promptfuzz.property.asserting import assert_stable as assert_stable
    from promptfuzz.property.asserting import assert_stable_async as assert_stable_async
    from promptfuzz.property.contrasting import assert_contrast as assert_contrast
    from promptfuzz.property.contrasting import assert_contrast_async as assert_contrast_async
    from promptfuzz.property.corpora import parametrize as parametrize
    from promptfuzz.property.functions import property_test as property_test

HOMES = {
    "assert_contrast": "contrasting",
    "assert_contrast_async": "contrasting",
    "assert_stable": "asserting",
    "assert_stable_async": "asserting",
    "parametrize": "corpora",
    "property_test": "functions",
}
__all__ = sorted(HOMES)


def __getattr__(name: str) -> Any:
    """Import a property when it is first asked for: a suite that only collects its tests stays light."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)

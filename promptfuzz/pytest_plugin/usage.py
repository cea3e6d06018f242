"""Which tests use promptfuzz: from collected tests to those whose source leads to a name of promptfuzz."""

import sys
from types import ModuleType
from typing import Any

import pytest

from promptfuzz.pytest_plugin.scopes import PACKAGE, Modules

FIXTURES = ("promptfuzz_model", "promptfuzz_oracle")


class Uses:
    """Tells tests that use promptfuzz from the others; each module is looked at once, and parsed only if it may."""

    def __init__(self) -> None:
        self._modules = Modules()

    def __contains__(self, item: pytest.Item) -> bool:
        if item.get_closest_marker(PACKAGE) is not None:
            return True
        if any(name in FIXTURES for name in getattr(item, "fixturenames", ())):
            return True
        module = getattr(item, "module", None)
        if not isinstance(module, ModuleType):
            return False
        if _imports_it(getattr(item, "obj", None)):
            return True
        scope = self._modules.scope(module)
        return scope is not None and scope.uses(_path_of(item))


def _imports_it(test: Any) -> bool:
    """Whether a test function imports promptfuzz in its own body."""
    if PACKAGE not in sys.modules:
        return False
    test = getattr(test, "__func__", test)
    inner = getattr(getattr(test, "hypothesis", None), "inner_test", test)
    names = getattr(getattr(inner, "__code__", None), "co_names", ())
    return any(name.partition(".")[0] == PACKAGE for name in names)


def _path_of(item: pytest.Item) -> list[str]:
    names = [getattr(node, "originalname", None) or node.name for node in item.listchain()]
    kinds = [isinstance(node, pytest.Class) or node is item for node in item.listchain()]
    return [name for name, wanted in zip(names, kinds, strict=True) if wanted]

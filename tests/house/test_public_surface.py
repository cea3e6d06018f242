"""Every public name resolves, is documented and typed, and the public strategies keep the manners of the design."""

import inspect

import pytest

import promptfuzz as pf
from promptfuzz import strategies as pfst


@pytest.mark.parametrize("name", pf.__all__)
def test_public_names_are_documented(name: str) -> None:
    thing = getattr(pf, name)
    assert inspect.getdoc(thing), name
    if inspect.isfunction(thing):
        hints = thing.__annotations__
        assert set(inspect.signature(thing).parameters) | {"return"} <= set(hints), name


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        pf.no_such_name  # noqa: B018


@pytest.mark.parametrize("name", pfst.__all__)
def test_strategies_keep_their_manners(name: str) -> None:
    function = getattr(pfst, name)
    parameters = list(inspect.signature(function).parameters.values())
    assert inspect.getdoc(function)
    assert name.startswith("from_") or name.endswith("s")
    assert parameters[0].kind in {parameters[0].POSITIONAL_OR_KEYWORD, parameters[0].POSITIONAL_ONLY}
    rest = parameters[2:] if name.startswith("from_") else parameters[1:]
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in rest)

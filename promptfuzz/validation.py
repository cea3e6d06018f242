"""Argument checks whose messages say what was expected, what came, and what to do."""

from collections.abc import Iterable

from promptfuzz.errors import UsageError, closest


def check_name(name: str, value: str, valid: Iterable[str]) -> str:
    """Return `value` if it is one of `valid`, else raise UsageError with the closest match."""
    names = list(valid)
    if value not in names:
        raise UsageError(
            f"expected {name} to be one of {', '.join(names)}, got {name}={value!r}{closest(str(value), names)}"
        )
    return value


def check_share(name: str, value: float) -> float:
    """Return `value` if it lies in [0, 1], else raise UsageError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise UsageError(f"expected {name} to be a share between 0 and 1, got {name}={value!r}")
    return float(value)


def check_count(name: str, value: int, least: int = 1) -> int:
    """Return `value` if it is a whole number of at least `least`, else raise UsageError."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise UsageError(f"expected {name} to be a whole number of at least {least}, got {name}={value!r}")
    return value


def check_type(name: str, value: object, wanted: type, hint: str) -> None:
    """Raise UsageError unless `value` is a `wanted`; `hint` says what to write."""
    if not isinstance(value, wanted):
        raise UsageError(f"expected {name} to be {hint}, got {name}={value!r} of type {type(value).__name__}")

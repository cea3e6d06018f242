"""Registries: how mutators, models and measures are found by name, with entry points for third parties."""

from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from promptfuzz.errors import UsageError, closest

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things of one `kind`, filled by decorators and, on first use, by the entry points of `group`.

    An entry point names either the thing itself or a module whose import registers things.
    """

    def __init__(self, kind: str, group: str) -> None:
        self.kind = kind
        self.group = group
        self._items: dict[str, T] = {}
        self._loaded = False

    def register(self, name: str, item: T) -> T:
        """Add `item` under `name`; the same definition again (a reloaded module) replaces it.

        Raises:
            UsageError: another thing has this name.
        """
        known = self._items.get(name)
        if known is not None and known != item and _origin(known) != _origin(item):
            raise UsageError(f"expected a new name for a {self.kind}, got name={name!r}, which {_origin(known)} has")
        self._items[name] = item
        return item

    def get(self, name: str) -> T:
        """Return what is registered as `name`.

        Raises:
            UsageError: nothing is; the message lists the valid names and offers the closest.
        """
        self._load()
        if name not in self._items:
            raise UsageError(
                f"expected {self.kind} to be one of {', '.join(sorted(self._items))}, got {name!r}"
                f"{closest(name, self._items)}"
            )
        return self._items[name]

    def items(self) -> Iterator[tuple[str, T]]:
        """Yield every name with its thing, sorted by name."""
        self._load()
        yield from sorted(self._items.items())

    def __contains__(self, name: str) -> bool:
        self._load()
        return name in self._items

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        for point in entry_points(group=self.group):
            loaded = point.load()
            if point.attr:
                self.register(point.name, loaded)


def _origin(item: object) -> str:
    target = getattr(item, "function", item)
    return f"{getattr(target, '__module__', '?')}.{getattr(target, '__qualname__', repr(target))}"

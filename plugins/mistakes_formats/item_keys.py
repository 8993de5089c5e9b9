"""The keys of an entry's lessons and actions, by which other programs know them again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from mistakes.ids import derived_key
from mistakes.model import Action, Lesson

T = TypeVar("T", Lesson, Action)


def keyed(entry_id: str, name: str, items: Sequence[T]) -> Iterator[tuple[str, T]]:
    """Yield the items of the list `name` with their keys; a key that occurs again gets a number."""
    seen: dict[str, int] = {}
    for index, item in enumerate(items):
        key = item.key or derived_key(entry_id, name, index)
        seen[key] = seen.get(key, 0) + 1
        yield (key if seen[key] == 1 else f"{key}.{seen[key]}"), item

"""Values on their way into the tables of the index.

Python's SQLite module asks its adapters about each None, which takes longer than to store the value. So
nothing is bound as a number that no entry and no event can hold, and SQLite makes it NULL again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

_NOTHING = math.inf


def bound(row: Iterable[Any]) -> list[Any]:
    """Return the values of a row as they are bound to `places`."""
    return [_NOTHING if value is None else value for value in row]


def places(count: int) -> str:
    """Return so many parameters of a statement, each of which may be bound to nothing."""
    return ", ".join(["nullif(?, 9e999)"] * count)

"""Plain values compared and ordered as data: types tell apart, the order of keys does not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any


def instant(value: Any) -> timedelta | None:
    """Return a date or time since the year 1, in UTC if it has an offset; nothing overflows at the ends."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None) - datetime.min - (value.utcoffset() or timedelta())
    if isinstance(value, date):
        return datetime.combine(value, time()) - datetime.min
    return None


def by_content(values: Iterable[Any]) -> dict[str, Any]:
    """Return the values by their canonical text, so that the same data stands there once."""
    return {canonical(value): value for value in values}


def order(value: Any) -> tuple[str, str]:
    """Return what sorts values of any type: texts as they read, rows by their path, then the data."""
    text = value.get("path") if isinstance(value, dict) else value
    return text if isinstance(text, str) else "", canonical(value)


def canonical(value: Any) -> str:
    """Return a text that two values share if and only if they are the same data of the same type."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{canonical(key)}={canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, str):
        return f"{len(value)}:{value}"
    return f"{type(value).__name__} {_scalar_text(value)}"


def _scalar_text(value: Any) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    return hex(value) if isinstance(value, int) else repr(value)

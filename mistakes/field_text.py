"""One field of an entry set from text, as `--set key=value` does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from mistakes.errors import UsageError
from mistakes.model import Mistake, annotation

_KEPT_BY_US = ("format", "id", "author", "logged", "rev", "updated")
_TRUTHS = {"yes": True, "true": True, "no": False, "false": False}
_OWN = "your own go under x, such as x.me.mood=ok."


def with_field(mistake: Mistake, path: str, text: str) -> Mistake:
    """Return the entry with one field set from text.

    `path` is a field (`process`), a field of a table (`price.trust`) or a plugin's own
    (`x.plugin.key`). Raises `UsageError` if there is no such field, it is not for people to set, or the
    text does not fit.
    """
    head, _, rest = path.partition(".")
    if head == "x" and rest:
        return attrs.evolve(mistake, extra=_placed(dict(mistake.extra), path.split("."), text))
    owner: Any = getattr(mistake, head, None) if rest else mistake
    name = rest or head
    if not attrs.has(type(owner)):
        raise UsageError(f"there is no field {path!r} to set", _hint(mistake))
    if name not in _settable(owner):
        raise UsageError(f"there is no field {path!r} to set", _hint(owner))
    value = _from_text(annotation(type(owner), name).removesuffix(" | None"), text, path)
    return attrs.evolve(mistake, **{head: attrs.evolve(owner, **{name: value}) if rest else value})


def _settable(owner: Any) -> list[str]:
    """Return the names of the fields that hold one value or several words, and are for people to set."""
    names = (field.name for field in attrs.fields(type(owner)) if field.name not in (*_KEPT_BY_US, "key"))
    return sorted(name for name in names if _is_plain(annotation(type(owner), name).removesuffix(" | None")))


def _is_plain(kind: str) -> bool:
    return kind in _READERS or kind in ("str", "Kind", "Lead")


def _hint(owner: Any) -> str:
    return f"Fields are: {', '.join(_settable(owner))}; {_OWN}"


def _placed(extra: dict[str, Any], path: list[str], value: str) -> dict[str, Any]:
    if len(path) < 3:
        raise UsageError(f"{'.'.join(path)} names no field", "Write x.NAME.KEY=VALUE.")
    table = extra
    for part in path[:-1]:
        inner = table.get(part)
        table[part] = dict(inner) if isinstance(inner, Mapping) else {}
        table = table[part]
    table[path[-1]] = value
    return extra


def _from_text(kind: str, text: str, path: str) -> Any:
    if kind not in _READERS:
        return text
    wanted, read = _READERS[kind]
    try:
        return read(text)
    except (ValueError, KeyError, ArithmeticError):
        raise UsageError(f"{path}: {text[:40]!r} does not fit", f"It takes {wanted}.") from None


def _texts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _money(text: str) -> Decimal:
    amount = Decimal(text)
    if amount < 0:
        raise ValueError
    return amount


def _moment(text: str) -> Any:
    from mistakes.when import parse_moment

    return parse_moment(text, datetime.now().astimezone())


def _day(text: str) -> Any:
    from mistakes.when import parse_due

    return parse_due(text, datetime.now().astimezone())


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.astimezone()


_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "tuple[str, ...]": ("texts with commas between", _texts),
    "bool": ("yes or no", lambda text: _TRUTHS[text.lower()]),
    "int": ("a whole number", int),
    "float": ("a number", float),
    "Decimal": ("an amount that is not below 0", _money),
    "Moment": ("a date", _moment),
    "date": ("a date", _day),
    "datetime": ("a time, such as 2026-11-20T15:00+01:00", _time),
}

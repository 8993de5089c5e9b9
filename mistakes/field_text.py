"""One field of an entry set from text, as `--set key=value` does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from mistakes.errors import UsageError
from mistakes.model import Mistake, annotation

_BY_COMMANDS = ("source", "deleted")
_KEPT_BY_US = ("format", "id", "author", "logged", "rev", "updated")
_TRUTHS = {"yes": True, "true": True, "no": False, "false": False}
_BY_OPTIONS = {
    "conditions": '--condition "tool: …"',
    "lessons": '--lesson "…" --if "…" --then "…"',
    "actions": '--action "…" --owner NAME --due DATE',
}


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
        raise UsageError(f"there is no field {path!r} to set", _hint(mistake, path))
    if name not in _settable(owner):
        raise UsageError(f"there is no field {path!r} to set", _hint(mistake, path))
    value = _from_text(annotation(type(owner), name).removesuffix(" | None"), text, path)
    return attrs.evolve(mistake, **{head: attrs.evolve(owner, **{name: value}) if rest else value})


def _settable(owner: Any) -> list[str]:
    """Return the names of the fields that hold one value or several words, and are for people to set."""
    names = (field.name for field in attrs.fields(type(owner)) if field.name not in (*_KEPT_BY_US, "key"))
    return sorted(name for name in names if _is_plain(annotation(type(owner), name).removesuffix(" | None")))


def _is_plain(kind: str) -> bool:
    return kind in _READERS or kind in ("str", "Kind", "Lead")


def _hint(mistake: Mistake, path: str) -> str:
    """Return what to write instead: an option, a field with nearly that name, or the names of all."""
    from difflib import get_close_matches

    head = path.partition(".")[0]
    if options := _BY_OPTIONS.get(f"{head.rstrip('s')}s"):
        return f"For example: {options}"
    fields, tables = _settable(mistake), _tables(mistake)
    of_tables = [f"{table}.{name}" for table in tables for name in _settable(getattr(mistake, table))]
    if head in tables:
        return f"Fields are: {', '.join(name for name in of_tables if name.startswith(f'{head}.'))}."
    inner = [name for name in of_tables if name.endswith(f".{path}")]
    if close := inner or get_close_matches(path[:40], fields, 3, 0.75):
        return f"Did you mean: {', '.join(close)}?"
    return (
        f"Fields are: {', '.join(fields)}; also those of {', '.join(tables)}, such as price.trust; "
        "your own go under x, such as x.me.mood=ok."
    )


def _tables(mistake: Mistake) -> list[str]:
    """Return the names of the tables of an entry whose fields are for people to set."""
    names = (field.name for field in attrs.fields(Mistake))
    return [name for name in names if attrs.has(type(getattr(mistake, name))) and name not in _BY_COMMANDS]


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

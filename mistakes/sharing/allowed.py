"""What of an entry may be published: an allow-list, so that a field of tomorrow stays private today."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import attrs

from mistakes.errors import UsageError
from mistakes.model import PRIVATE_FIELDS, Links, Mistake
from mistakes.records import NamedTuple

FIELDS = (
    *("title", "kind", "happened", "tags", "story", "expected", "believed", "confidence", "went_well"),
    *("lucky", "overcame", "goal", "lead", "stretch", "customer_effect", "harm_to_others", "process"),
    *("result", "right_thing", "done_right", "price", "q", "conditions", "lessons", "actions", "decision"),
)
# what goes out only if a person ticks it, beside unknown keys such as `x.tool`
OFFERED = ("heard_from",)


class LeftBehind(NamedTuple):
    """A part of an entry that is not published: its name, why, and whether `--with NAME` would add it."""

    name: str
    why: str
    can_be_ticked: bool = False


class Published(NamedTuple):
    """The fields that a copy gets, as keywords of a `Mistake`, and what stays behind."""

    fields: Mapping[str, Any]
    left: tuple[LeftBehind, ...]


def published(
    entry: Mistake, ticked: Collection[str] = (), copy_of: Callable[[str], str | None] = lambda _: None
) -> Published:
    """Return what of an entry goes into its shared copy.

    `ticked` names parts that are not shared by themselves: `heard_from`, an unknown key, `x.NAME`.
    `copy_of` gives the id of an entry's copy in the same team, None if it was not shared there: links
    lead only to what the team can read. Raises `UsageError` for a tick that names nothing, or `feeling`.
    """
    unknown = dict(_unknown(entry.extra))
    _check(entry, ticked, unknown)
    fields = {name: _bare(getattr(entry, name)) for name in FIELDS}
    fields |= {name: getattr(entry, name) for name in OFFERED if name in ticked}
    fields["also"] = _also(entry)
    fields["links"] = _links(entry.links, copy_of)
    fields["extra"] = _nested({name: value for name, value in unknown.items() if name in ticked})
    return Published(fields, tuple(_left(entry, ticked, unknown, fields["links"])))


def _check(entry: Mistake, ticked: Collection[str], unknown: Mapping[str, Any]) -> None:
    for name in ticked:
        if name in PRIVATE_FIELDS:
            raise UsageError(f"{name} is for you alone and is never shared", "Leave it out.")
        if name not in unknown and name not in OFFERED:
            known = ", ".join([*unknown, *(one for one in OFFERED if getattr(entry, one))]) or "nothing more"
            raise UsageError(f"{name[:60]!r} is no part that can be added", f"There is: {known}")


def _bare(value: Any) -> Any:
    """Return a value without the keys of its tables that this version does not know."""
    if isinstance(value, tuple):
        return tuple(_bare(item) for item in value)
    if not attrs.has(type(value)):
        return value
    parts = {field.name: _bare(getattr(value, field.name)) for field in attrs.fields(type(value))}
    return attrs.evolve(value, **parts | {"extra": {}} if "extra" in parts else parts)


def _links(links: Links, copy_of: Callable[[str], str | None]) -> Links:
    like = tuple(copy for other in links.like if (copy := copy_of(other)))
    repeat_of = copy_of(links.repeat_of) if links.repeat_of else None
    return Links(repeat_of=repeat_of, like=like, borrowed_from=links.borrowed_from, evidence=links.evidence)


def _also(entry: Mistake) -> dict[str, Any]:
    """Return the second language of what is published: the title, and the texts of the lessons."""
    keys = {"title", *(lesson.key for lesson in entry.lessons)}
    found: dict[str, Any] = {}
    for language, table in entry.also.items():
        if isinstance(table, Mapping):
            kept = {key: value for key, value in table.items() if key in keys and isinstance(value, str)}
            found |= {language: kept} if kept else {}
    return found


def _unknown(extra: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the unknown keys by the names that tick them; those of `[x]` one by one."""
    for key, value in extra.items():
        if key == "x" and isinstance(value, Mapping):
            yield from ((f"x.{name}", table) for name, table in value.items())
        else:
            yield key, value


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    tables = {name[2:]: value for name, value in flat.items() if name.startswith("x.")}
    plain = {name: value for name, value in flat.items() if not name.startswith("x.")}
    return plain | ({"x": tables} if tables else {})


def _left(
    entry: Mistake, ticked: Collection[str], unknown: Mapping[str, Any], links: Links
) -> Iterator[LeftBehind]:
    for name in PRIVATE_FIELDS:
        if getattr(entry, name):
            yield LeftBehind(name, "it is for you alone")
    for name in (*OFFERED, *unknown):
        if name not in ticked and (name in unknown or getattr(entry, name)):
            yield LeftBehind(name, "it may name others" if name in OFFERED else "not known here", True)
    hidden = len(entry.links.like) - len(links.like) + (entry.links.repeat_of is not None)
    if hidden := hidden - (links.repeat_of is not None):
        what = "a link" if hidden == 1 else f"{hidden} links"
        yield LeftBehind("links", f"{what} to entries that this team does not have")
    if entry.conflict:
        yield LeftBehind("conflict", "values that wait for your decision: mistakes resolve")
    if entry.source:
        yield LeftBehind("source", "where it was imported from")

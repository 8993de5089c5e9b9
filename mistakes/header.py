"""`journal.toml`: what a journal says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast, get_args

import attrs

from mistakes import files, tomltext
from mistakes.errors import NotAJournal, UnreadableFile, UsageError
from mistakes.ids import is_id, new_id
from mistakes.layout import JOURNAL_FILE
from mistakes.model import FORMAT

JournalKind = Literal["personal", "team"]
FIRST_STEPS = ("trust", "common-goal", "cultivate")
DEFAULT_GOAL = 1001


@attrs.frozen
class Header:
    """A journal's own words: `kind` never changes, `goal` is the number of mistakes aimed for."""

    id: str
    name: str
    kind: JournalKind
    goal: int = DEFAULT_GOAL
    format: int = FORMAT
    charter: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    first_step: str = ""
    north_star: str = ""
    extra: Mapping[str, Any] = attrs.field(factory=dict, hash=False, repr=False)

    @property
    def private(self) -> bool:
        """Tell whether the journal is for one person only."""
        return self.kind == "personal"


def read_header(root: Path) -> Header:
    """Return what `journal.toml` in `root` says; raises `NotAJournal` or `UnreadableFile`."""
    path = root / JOURNAL_FILE
    try:
        table = tomltext.parse(files.safe_read(path))
    except (FileNotFoundError, NotADirectoryError):
        hint = "Begin one with: mistakes init PATH, or see: mistakes journals"
        raise NotAJournal(f"{root} is not a journal (it has no {JOURNAL_FILE})", hint) from None
    except tomltext.NotToml as error:
        raise UnreadableFile(str(path), str(error), "Correct it in an editor.") from None
    return _checked(path, table)


def new_header(name: str, kind: str, goal: int = DEFAULT_GOAL) -> Header:
    """Return the header of a new journal; raises `UsageError` for a bad name or kind."""
    if kind not in get_args(JournalKind):
        raise UsageError(f"a journal is personal or team, not {kind!r}")
    if not name.strip() or len(name) > 80 or not name.isprintable():
        raise UsageError(f"{name[:80]!r} cannot be a journal's name", "Take a short name, such as payments.")
    return Header(new_id(), name, cast(JournalKind, kind), goal)


def header_text(header: Header) -> str:
    """Return the canonical text of `journal.toml`."""
    table = {field.name: getattr(header, field.name) for field in attrs.fields(Header)}
    order = ("format", "id", "name", "kind", "goal", "first_step", "north_star", "charter")
    known = {name: table[name] for name in order if table[name] not in ("", {})}
    return tomltext.dump(known | dict(header.extra))


def _checked(path: Path, table: tomltext.Table) -> Header:
    expected = {"id": str, "name": str, "kind": str, "format": int}
    for name, kind in expected.items():
        if type(table.get(name)) is not kind:
            raise UnreadableFile(str(path), f"{name}: expected {kind.__name__}", "Correct it in an editor.")
    if table["kind"] not in get_args(JournalKind):
        raise UnreadableFile(str(path), "kind: expected personal or team", "Correct it in an editor.")
    if not is_id(table["id"]):
        raise UnreadableFile(str(path), "id: expected a full id of 26 characters", "Correct it in an editor.")
    return _from_table(table)


def _from_table(table: tomltext.Table) -> Header:
    loose: dict[str, Any] = {}
    for name, kind in {"goal": int, "charter": dict, "first_step": str, "north_star": str}.items():
        if type(table.get(name)) is kind:
            loose[name] = table[name]
    known = {"id", "name", "kind", "format", *loose}
    extra = {key: value for key, value in table.items() if key not in known}
    return Header(
        id=table["id"],
        name=table["name"],
        kind=table["kind"],
        format=table["format"],
        extra=extra,
        **loose,
    )

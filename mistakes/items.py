"""Entries, lessons and actions by what a person types: the end of an id, or of a key."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from mistakes.errors import Ambiguous, NotFound, UsageError
from mistakes.ids import handle_typed, handles, is_id
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.journal import Journal

KINDS = ("entry", "lesson", "action")


class Item(NamedTuple):
    """An entry, or a lesson or action of one by its key, and the journal it lies in."""

    journal: Journal
    entry: str
    kind: str = "entry"
    key: str = ""


def find_item(journals: Sequence[Journal], typed: str, kinds: Collection[str] = KINDS) -> Item:
    """Return the one entry, lesson or action whose id or key ends as typed.

    At least four characters; `o` counts as `0`, `i` and `l` as `1`. Only what is one of `kinds` counts.
    Raises `UsageError` if it cannot be an id, `NotFound`, or `Ambiguous` with the candidates.
    """
    end = handle_typed(typed)
    if not end:
        raise UsageError(f"{typed[:40]!r} is not an id", "Type the last four or more characters of one.")
    found = {(item.entry, item.key): item for item in reversed([*_ending(journals, end, kinds)])}
    if not found:
        raise NotFound(f"nothing ends in {end}", "See the entries with: mistakes list")
    if len(found) > 1:
        short = handles({item.entry for item in found.values()})
        shown = sorted(_shown(item, short) for item in found.values())
        message = f"{end} fits several: {', '.join(shown[:8])}"
        raise Ambiguous(message, "Type more characters.", tuple(key or entry for entry, key in found))
    return next(iter(found.values()))


def _ending(journals: Sequence[Journal], end: str, kinds: Collection[str]) -> Iterator[Item]:
    from mistakes.layout import entry_ids

    for journal in journals:
        if "entry" in kinds:
            ids = [end] if is_id(end) and journal.path(end).exists() else entry_ids(journal.root)
            yield from (Item(journal, entry_id) for entry_id in ids if entry_id.endswith(end))
        if not is_id(end):
            items = (Item(journal, *found) for found in journal.index.items(end))
            yield from (item for item in items if item.kind in kinds)


def _shown(item: Item, short: dict[str, str]) -> str:
    if item.kind == "entry":
        return short[item.entry]
    return f"{item.key} (a{'n' if item.kind == 'action' else ''} {item.kind} of {short[item.entry]})"

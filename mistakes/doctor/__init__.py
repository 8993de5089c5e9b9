"""Finding every problem of a journal, and mending what can be mended without losing anything.

`diagnose` reads all there is and changes nothing; one bad file never hides the others.
`mend` looks again, under the journal's lock, before it changes anything.
"""

from __future__ import annotations

import os
import re
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mistakes.doctor.entries import Scope, examine
from mistakes.doctor.events import examine_log, same_ids
from mistakes.doctor.journal import folder_problems, header_of, header_problems
from mistakes.doctor.mend import mend
from mistakes.doctor.problem import KINDS, Examined, Kind, Problem, problem
from mistakes.doctor.user import diagnose_user
from mistakes.doctor.walk import TREES, Item, at_the_top, stranger, walk
from mistakes.errors import MistakesError
from mistakes.header import Header
from mistakes.ids import new_id
from mistakes.journal import Journal
from mistakes.layout import EVENTS
from mistakes.model import FORMAT

if TYPE_CHECKING:
    from mistakes.exchange import Progress
    from mistakes.settings import Settings

__all__ = ["KINDS", "Examined", "Kind", "Problem", "diagnose", "diagnose_user", "mend", "open_anyway"]


def diagnose(
    journal: Journal,
    *,
    now: datetime,
    examined: Examined | None = None,
    progress: Progress | None = None,
    pipeline: bool = False,
) -> Iterator[Problem]:
    """Yield every problem of a journal as it is found, file by file; nothing is changed.

    `now` is aware. `examined` counts what was looked at; `progress` is told the number of entries.
    `journal.toml` is read anew, so a journal from `open_anyway` will do. In a `pipeline` nothing is asked
    of this computer, only of what is proposed.
    """
    about = header_of(journal.root)
    scope = Scope(journal.root, None if about is None else not about.private, now)
    newer = about is not None and about.format > FORMAT
    for found in _all_problems(journal, scope, examined or Examined(), progress, pipeline=pipeline):
        yield found._replace(fixable=False) if newer else found


def open_anyway(root: Path, settings: Settings | None = None) -> Journal:
    """Open a journal to be examined, even if its `journal.toml` is broken or gone."""
    return Journal(root, header_of(root) or Header(new_id(), root.name, "personal"), settings)


def _all_problems(
    journal: Journal, scope: Scope, examined: Examined, progress: Progress | None, *, pipeline: bool
) -> Iterator[Problem]:
    yield from header_problems(journal.root)
    with suppress(OSError):
        yield from folder_problems(journal.root, scope.team)
    yield from at_the_top(journal.root, scope.now.timestamp())
    ids = array("q")
    for tree in TREES:
        for found in walk(journal.root, tree, scope.now.timestamp()):
            yield from _of_one(scope, found, ids, examined)
            if progress and tree != EVENTS:
                progress(examined.entries)
    yield from same_ids(journal.root, ids)
    if scope.team is not None:
        yield from _from_plugins(journal, pipeline=pipeline)


def _of_one(scope: Scope, found: Item | Problem, ids: array[int], examined: Examined) -> Iterator[Problem]:
    if isinstance(found, Problem):
        yield found
        return
    try:
        yield from _of_item(scope, found, ids, examined)
    except Exception as error:  # noqa: BLE001  one bad file must never hide the others
        yield problem("unreadable", found.path, f"cannot be examined ({type(error).__name__}: {error})")


def _of_item(scope: Scope, item: Item, ids: array[int], examined: Examined) -> Iterator[Problem]:
    if item.role == "stranger":
        yield stranger(scope.root, item)
    elif item.tree != EVENTS:
        examined.entries += item.tree == "entries" and item.role == "ours"
        yield from examine(scope, item)
    elif item.role == "ours":
        yield from examine_log(scope, item.path, ids, examined)
    else:
        cure = "Move it into the folder of the month of its events"
        yield problem("wrong-folder", item.path, "is not read: it lies in no month's folder", cure)


def _from_plugins(journal: Journal, *, pipeline: bool) -> Iterator[Problem]:
    """Yield what plugins find; one that fails becomes a problem itself."""
    try:
        plugins = journal.plugins
    except MistakesError:
        return  # broken settings, which `diagnose_user` reports
    before = len(plugins.warnings)
    for faults in plugins.results("problems", journal=journal, pipeline=pipeline):
        yield from _of_plugin(journal, faults)
    for warning in plugins.warnings[before:]:
        yield problem("plugin-broken", "", warning)


def _of_plugin(journal: Journal, faults: Iterable[object]) -> Iterator[Problem]:
    try:
        for fault in faults or ():
            path, where = _place(journal.root, str(getattr(fault, "path", "")))
            reason, cure = getattr(fault, "reason", fault), str(getattr(fault, "cure", ""))
            kind = "suggestion" if getattr(fault, "suggestion", False) else "plugin"
            yield problem(kind, path, str(reason), cure, where=where)
    except Exception as error:  # noqa: BLE001  a plugin may raise anything
        yield problem("plugin-broken", "", f"a plugin failed: {type(error).__name__}: {error}")


def _place(root: Path, told: str) -> tuple[Path, str]:
    """Return the file that a plugin names and the line in it; the journal's folder if it names another thing."""
    name, line = told, ""
    if (found := re.fullmatch(r"(.+) (line [0-9]+)", told)) is not None:
        name, line = found.groups()
    inside = bool(name) and not os.path.isabs(name) and ".." not in Path(name).parts
    if inside and "\0" not in name and (root / name).is_file():
        return root / name, line
    return root, told

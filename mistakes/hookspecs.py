"""The hooks a plugin may implement, each with when it is called, what it gets, what it returns.

A plugin is one thin module of functions marked with `mistakes.hooks.hookimpl`, named by an entry
point of the group `mistakes`; a function may leave out arguments it does not need.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from mistakes.errors import Fault
    from mistakes.events import Event
    from mistakes.hooks import Ability, Backend, Command, Exporter, Figure, Importer, Packs, Scanner, Section
    from mistakes.journal import Journal
    from mistakes.model import Mistake

_hookspec = pluggy.HookspecMarker("mistakes")


@_hookspec
def commands() -> list[Command]:  # type: ignore[empty-body]
    """Called once when the list of commands is made, and remembered until the plugin changes.

    Return the plugin's commands. One whose name the program, or a plugin before this one, has already
    is left out with a warning.
    """


@_hookspec
def exporters() -> list[Exporter]:  # type: ignore[empty-body]
    """Called once when the list of export formats is made, and remembered until the plugin changes.

    Return the plugin's export formats. One whose name another plugin has already is left out with a
    warning.
    """


@_hookspec
def importers() -> list[Importer]:  # type: ignore[empty-body]
    """Called once when the list of import formats is made, and remembered until the plugin changes.

    Return the plugin's import formats. One whose name another plugin has already is left out with a
    warning.
    """


@_hookspec
def abilities() -> list[Ability]:  # type: ignore[empty-body]
    """Called once when a journal is first asked to do more than it can alone, and remembered.

    Return what the plugin lets a journal do. One whose name another plugin has already is left out with
    a warning.
    """


@_hookspec
def sections() -> list[Section]:  # type: ignore[empty-body]
    """Called once when a page with sections is first shown, and remembered until the plugin changes.

    Return the plugin's sections of `today` and `stats`. One whose name another plugin has already is
    left out with a warning.
    """


@_hookspec
def packs() -> list[Packs]:  # type: ignore[empty-body]
    """Called once when packs of questions are first looked for, and remembered until the plugin changes.

    Return the folders with the plugin's packs. One whose name another plugin has already is left out
    with a warning.
    """


@_hookspec
def scanners() -> list[Scanner]:  # type: ignore[empty-body]
    """Called once when a text is first scanned before others read it, and remembered.

    Return what the plugin looks for. One whose name another plugin has already is left out with a
    warning.
    """


@_hookspec
def figures() -> list[Figure]:  # type: ignore[empty-body]
    """Called once when a book is first exported, and remembered until the plugin changes.

    Return the drawings that the plugin has for it. One whose name another plugin has already is left out
    with a warning.
    """


@_hookspec
def backends() -> list[Backend]:  # type: ignore[empty-body]
    """Called once when a journal is first to be synced, and remembered until the plugin changes.

    Return the ways in which the plugin shares a journal. One whose name another plugin has already is
    left out with a warning.
    """


@_hookspec
def problems(journal: Journal, pipeline: bool) -> Iterable[Fault]:  # type: ignore[empty-body]
    """Called by `mistakes doctor` for each journal it looks at.

    `pipeline` tells that it is `doctor --ci`: what is proposed counts, and nothing of this computer.
    `journal` is open and must not be changed. Return or yield what is wrong in the plugin's own domain,
    each with its place and the reason; nothing is fine. An exception becomes one problem of its own.
    """


@_hookspec
def entry_saved(journal: Journal, before: Mistake | None, after: Mistake) -> None:
    """Called after an entry is safely on disk and before it is acknowledged.

    `journal` is where it lies, `before` the entry as it was (None for a new one), `after` as it is now,
    whether it was added, changed, deleted or brought back. An import calls it for each entry it added,
    once all of them are on disk. The result is ignored; an exception becomes one warning and stops
    nothing.
    """


@_hookspec
def event_recorded(journal: Journal, event: Event) -> None:
    """Called after an event is safely on disk and before it is acknowledged.

    `journal` is where it lies, `event` the event with its id and who recorded it. Events that an import
    brings back from a backup are not told. The result is ignored; an exception becomes one warning and
    stops nothing.
    """

"""1,001 Mistakes: a journal that helps a person or a team repeat fewer mistakes.

Start at `Journal`: it opens a directory of plain TOML files, adds, changes, finds and searches
entries, and tells plugins about it.
Names are imported when they are first used, so `import mistakes` itself costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "mistakes.model": (
        *("Action", "Applies", "Condition", "Conflict", "Decision", "Deleted", "Lesson", "Links"),
        *("Mistake", "Price", "Qs", "Source"),
    ),
    "mistakes.events": (
        *("ActionDone", "Answered", "Applied", "Borrowed", "Checked", "Commented", "Compared", "Decided"),
        *("Event", "Planned", "Read", "Repeated", "Rested", "Retired", "Retracted", "Reviewed", "Scored"),
        *("Shared", "Skipped", "Thanked", "Understood"),
    ),
    "mistakes.errors": ("MistakesError",),
    "mistakes.journal": ("Journal",),
    "mistakes.journals": ("Journals",),
}
_WHERE = {name: module for module, names in _HOME.items() for name in names}
__all__ = sorted(_WHERE)  # noqa: PLE0605  a sorted list of the names above

if TYPE_CHECKING:  # `as` tells type checkers that these are names of this module
    # isort: off
    from mistakes.errors import MistakesError as MistakesError
    from mistakes.events import (
        ActionDone as ActionDone,
        Answered as Answered,
        Applied as Applied,
        Borrowed as Borrowed,
        Checked as Checked,
        Commented as Commented,
        Compared as Compared,
        Decided as Decided,
        Event as Event,
        Planned as Planned,
        Read as Read,
        Repeated as Repeated,
        Rested as Rested,
        Retired as Retired,
        Retracted as Retracted,
        Reviewed as Reviewed,
        Scored as Scored,
        Shared as Shared,
        Skipped as Skipped,
        Thanked as Thanked,
        Understood as Understood,
    )
    from mistakes.journal import Journal as Journal
    from mistakes.journals import Journals as Journals
    from mistakes.model import (
        Action as Action,
        Applies as Applies,
        Condition as Condition,
        Conflict as Conflict,
        Decision as Decision,
        Deleted as Deleted,
        Lesson as Lesson,
        Links as Links,
        Mistake as Mistake,
        Price as Price,
        Qs as Qs,
        Source as Source,
    )
    # isort: on


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'mistakes' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

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

if TYPE_CHECKING:
    from mistakes.errors import MistakesError as MistakesError
    from mistakes.events import (
        ActionDone as ActionDone,
    )
    from mistakes.events import (
        Answered as Answered,
    )
    from mistakes.events import (
        Applied as Applied,
    )
    from mistakes.events import (
        Borrowed as Borrowed,
    )
    from mistakes.events import (
        Checked as Checked,
    )
    from mistakes.events import (
        Commented as Commented,
    )
    from mistakes.events import (
        Compared as Compared,
    )
    from mistakes.events import (
        Decided as Decided,
    )
    from mistakes.events import (
        Event as Event,
    )
    from mistakes.events import (
        Planned as Planned,
    )
    from mistakes.events import (
        Read as Read,
    )
    from mistakes.events import (
        Repeated as Repeated,
    )
    from mistakes.events import (
        Rested as Rested,
    )
    from mistakes.events import (
        Retired as Retired,
    )
    from mistakes.events import (
        Retracted as Retracted,
    )
    from mistakes.events import (
        Reviewed as Reviewed,
    )
    from mistakes.events import (
        Scored as Scored,
    )
    from mistakes.events import (
        Shared as Shared,
    )
    from mistakes.events import (
        Skipped as Skipped,
    )
    from mistakes.events import (
        Thanked as Thanked,
    )
    from mistakes.events import (
        Understood as Understood,
    )
    from mistakes.journal import Journal as Journal
    from mistakes.journals import Journals as Journals
    from mistakes.model import (
        Action as Action,
    )
    from mistakes.model import (
        Applies as Applies,
    )
    from mistakes.model import (
        Condition as Condition,
    )
    from mistakes.model import (
        Conflict as Conflict,
    )
    from mistakes.model import (
        Decision as Decision,
    )
    from mistakes.model import (
        Deleted as Deleted,
    )
    from mistakes.model import (
        Lesson as Lesson,
    )
    from mistakes.model import (
        Links as Links,
    )
    from mistakes.model import (
        Mistake as Mistake,
    )
    from mistakes.model import (
        Price as Price,
    )
    from mistakes.model import (
        Qs as Qs,
    )
    from mistakes.model import (
        Source as Source,
    )


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'mistakes' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

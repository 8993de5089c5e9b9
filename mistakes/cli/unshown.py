"""What is said when a command has done its work and cannot show it, as on a full disk: it is not to be done twice."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from mistakes.errors import MistakesError

if TYPE_CHECKING:
    from mistakes.history import Done

_READERS = frozenset(
    {
        *("today", "list", "search", "show", "similar", "stats", "brief", "conflicts", "export", "journals"),
        *("plugins", "packs", "game"),
    }
)
_TELLING = frozenset({"--version", "--help", "-h"})


class NotShown(MistakesError):
    """Standard output did not take the result of a command; whatever the command changed is saved."""

    kind = "not-shown"


def unshown(error: OSError, arguments: Sequence[str]) -> NotShown:
    """Return the error for a result that could not be written: it names what was saved before."""
    done = _done_here()
    cause = "it is full" if error.errno == errno.ENOSPC else error.strerror or error
    reason = f"the result could not be written to standard output ({cause})"
    if done:
        handles = " ".join(_handles(done)[-5:])
        hint = f"Do not run it again; see it with: mistakes show {handles.split(' ')[-1]}"
        return NotShown(f"it is done and saved ({handles}), but {reason}", hint)
    words = [word for word in arguments if not word.startswith("-")]
    if _READERS.intersection(words[:2]) or _TELLING.intersection(arguments) or not words:
        return NotShown(reason, "Nothing was changed; make room, or send it somewhere else.")
    return NotShown(reason, "It may be done all the same; have a look before you run it again.")


def _done_here() -> Sequence[Done]:
    history = sys.modules.get("mistakes.history")
    return history.done_here() if history else ()


def _handles(done: Sequence[Done]) -> list[str]:
    """Return how the entries are called, each once, in the order in which they were changed."""
    from mistakes.journal import Journal

    found: dict[str, None] = {}
    for root, entries in done:
        known = {entry_id: entry_id for entry_id in entries if entry_id}
        with suppress(MistakesError, OSError):
            known = Journal.open(root).handles(list(known), walk=False)
        found |= dict.fromkeys(known.values())
    return list(found)

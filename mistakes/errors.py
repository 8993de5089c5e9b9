"""Every error this library raises on purpose, with what happened and what to do next.

Nothing here prints or exits: the command line turns an error into one line in one place
(`mistakes.cli.failure`), a program that imports the library catches `MistakesError`.
"""

from __future__ import annotations

from collections.abc import Sequence

from mistakes.records import NamedTuple


class Fault(NamedTuple):
    """One thing that is wrong in a file, as data: its path in the file, the reason, the cure if one is known.

    A `suggestion` is nothing wrong, and worth a thought.
    """

    path: str
    reason: str
    cure: str = ""
    suggestion: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason


class MistakesError(Exception):
    """The base of all errors: a sentence on what happened, a hint on what to do next.

    `kind` is the stable name that `--json` prints; `exit_status` is what the command line exits with.
    """

    kind = "failed"
    exit_status = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MistakesError):
    """A request that cannot be understood: a bad date, an unknown field, a hostile id."""

    kind = "usage"
    exit_status = 2


class QueryError(UsageError):
    """A query whose meaning is unclear, such as a value that does not fit its field."""

    kind = "query"


class NotFound(MistakesError):
    """No entry, journal or file has the name that was asked for."""

    kind = "not-found"


class Ambiguous(UsageError):
    """A short id fits several entries; `candidates` holds their full ids."""

    kind = "ambiguous"

    def __init__(self, message: str, hint: str = "", candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.candidates = candidates


class InvalidEntry(MistakesError):
    """An entry that breaks the format; `faults` lists everything that is wrong with it."""

    kind = "invalid-entry"

    def __init__(self, where: str, faults: tuple[Fault, ...], hint: str = "") -> None:
        shown = "; ".join(str(fault) for fault in faults[:3])
        more = f" (and {len(faults) - 3} more)" if len(faults) > 3 else ""
        super().__init__(f"{where}: {shown}{more}" if where else f"{shown}{more}", hint)
        self.where = where
        self.faults = faults


class InvalidFields(InvalidEntry, UsageError):
    """Values that make no valid entry, in no file yet; `faults` lists everything that is wrong with them."""

    kind = "invalid-fields"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("", faults, "Nothing was saved.")


class UnreadableFile(MistakesError):
    """A file that was not read, and why: not a regular file, too large, not UTF-8, not TOML."""

    kind = "unreadable-file"

    def __init__(self, path: str, reason: str, hint: str = "") -> None:
        super().__init__(f"{path}: {reason}", hint)
        self.path = path
        self.reason = reason


class NotSaved(MistakesError):
    """The disk did not take a change; nothing was acknowledged and the old state stands."""

    kind = "not-saved"


class AlreadyExists(MistakesError):
    """Something with that id or path is there already; nothing was overwritten."""

    kind = "exists"


class NotAJournal(MistakesError):
    """A path that holds no readable `journal.toml`."""

    kind = "not-a-journal"


class PrivateField(UsageError):
    """Something private was about to be written into a team journal."""

    kind = "private"


class SecretFound(UsageError):
    """A text that others would read holds what looks like a secret; `places` has each place and what it is.

    Nothing was written; what it is tells never the secret itself.
    """

    kind = "secret"
    exit_status = 1

    def __init__(self, places: Sequence[tuple[str, str]], hint: str = "") -> None:
        shown = "; ".join(f"{where}: {what}" for where, what in places[:3])
        more = f" (and {len(places) - 3} more)" if len(places) > 3 else ""
        hint = hint or "Take it out, and put a new one in its place wherever it is used."
        super().__init__(f"this looks like a secret: {shown}{more}", hint)
        self.places = tuple(places)


class NewerFormat(MistakesError):
    """A journal or entry written by a newer version: it is shown, never written."""

    kind = "newer-format"
    exit_status = 3


class Busy(MistakesError):
    """Another process holds the lock and did not let go in time."""

    kind = "locked"
    exit_status = 5


class MissingPlugin(MistakesError):
    """A feature whose plugin or library is not installed; the hint says how to get it."""

    kind = "missing-plugin"


class EditorFailed(MistakesError):
    """The editor did not finish well; the hint says where the text was kept."""

    kind = "editor"

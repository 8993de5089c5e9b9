"""What `mistakes doctor` finds, as data: one problem, and the kinds of problems there are."""

from __future__ import annotations

import os
from typing import Any, Literal

import attrs

from mistakes.records import NamedTuple

Severity = Literal["problem", "note", "suggestion"]


class Problem(NamedTuple):
    """One thing that is wrong: `kind` is a stable name, `path` the file or folder ("" for neither).

    `where` is the place inside the file, such as `line 3` or `lessons[2].when`, "" for all of it; what a
    plugin says of no file has the journal's folder as its path, and here what it is about.
    A `problem` hides, endangers or gives away something; a `note` is worth knowing, and all works; a
    `suggestion` is worth a thought of those who wrote it.
    `fixable` tells that `mistakes.doctor.mend` can mend it without losing anything a person wrote.
    """

    kind: str
    path: str
    message: str
    cure: str
    fixable: bool = False
    severity: Severity = "problem"
    where: str = ""


class Kind(NamedTuple):
    """A kind of problem: how bad it is, and what to do about it."""

    severity: Severity
    cure: str


@attrs.define
class Examined:
    """How much was looked at: entry files, and lines of event logs that are events."""

    entries: int = 0
    events: int = 0


_CORRECT = "Correct it in an editor"
_FIX = "Run: mistakes doctor --fix"
_EARLIER = "Bring it back from a backup or from git"
_LINE = "Correct that line in an editor; all other lines count"
_CLOCK = "It is kept, and some counts take it in only when its day has come; set the clock of the machine that wrote it"

KINDS: dict[str, Kind] = {
    "journal-file": Kind("problem", f"{_CORRECT}, or bring it back from a backup or from git"),
    "journal-value": Kind("note", f"It is ignored until then. {_CORRECT}"),
    "newer-format": Kind(
        "problem", "Update mistakes; until then it is shown as far as possible and not written"
    ),
    "git-file": Kind("note", _FIX),
    "permissions": Kind("problem", _FIX),
    "read-only": Kind("note", "You can read it; to write, ask for the permission"),
    "unreadable": Kind("problem", f"{_CORRECT}, or bring back an earlier version"),
    "not-a-file": Kind("problem", "Move it out of the journal"),
    "link": Kind("problem", "Put the file or folder itself here instead of the link"),
    "empty-file": Kind("problem", _EARLIER),
    "conflict-markers": Kind(
        "problem", "Open it in an editor, keep what is right and take the marker lines out"
    ),
    "invalid": Kind("problem", _CORRECT),
    "id-mismatch": Kind("problem", "Correct the id in the file, or rename the file to its id"),
    "wrong-folder": Kind("problem", "Move it there"),
    "duplicate": Kind("problem", "Compare the two, keep what is right in the first, move the other out"),
    "purged": Kind(
        "problem", "A purge is for ever: ask who purged it, then move the entry out of the journal"
    ),
    "private-field": Kind("problem", "Move it to your personal journal; earlier versions may stay in git"),
    "case-twin": Kind("problem", "Compare it with the file of that name, then move it out of the journal"),
    "misnamed": Kind("problem", "It may be a copy that another program made: compare it, then move it out"),
    "foreign": Kind("note", "Nothing reads it; move it out of the journal if it is yours"),
    "leftover": Kind("note", _FIX),
    "bom": Kind("note", _FIX),
    "crlf": Kind("note", _FIX),
    "no-keys": Kind("note", f"{_FIX}, so that what is remembered of an item stays with it"),
    "broken-link": Kind("note", "Correct the link, or leave it if that entry lies in another journal"),
    "near-limit": Kind("note", "Move long parts into a file of their own and link to it as evidence"),
    "conflict-waiting": Kind("note", "Choose the value to keep: mistakes resolve ID"),
    "edited-after-deletion": Kind("note", "If it is still wanted: mistakes restore ID"),
    "future-entry": Kind("note", _CLOCK),
    "bad-line": Kind("problem", _LINE),
    "torn-line": Kind("note", _FIX),
    "same-id": Kind("problem", "The smaller line counts; correct the one that is wrong in an editor"),
    "wrong-person": Kind("problem", "Move the line into that person's own file"),
    "private-event": Kind(
        "problem", "Move the line into your personal journal; earlier versions may stay in git"
    ),
    "wrong-month": Kind("note", "They count all the same"),
    "future-event": Kind("note", _CLOCK),
    "settings": Kind("problem", f"{_CORRECT}, or see: mistakes config"),
    "named-journal": Kind("note", "Correct it with: mistakes config set journals.NAME FOLDER"),
    "user-folder": Kind("note", "Everything else works; make the folder writable for you"),
    "draft": Kind("note", "Take over what you still want, then remove the file"),
    "author": Kind("note", 'Say who you are: mistakes config set author "Name <you@example.com>"'),
    "plugin-broken": Kind("problem", "Everything else works"),
    "plugin": Kind("problem", "See the documentation of the plugin"),
    "suggestion": Kind("suggestion", "It may stand if everybody concerned is fine with it"),
}


def problem(kind: str, path: str | os.PathLike[str], message: str, cure: str = "", **more: Any) -> Problem:
    """Return a problem with the severity of its kind, and with the kind's cure unless one is given."""
    about = KINDS[kind]
    return Problem(kind, os.fspath(path), message, cure or about.cure, severity=about.severity, **more)

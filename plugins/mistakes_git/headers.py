"""Keeping a journal's id: one that somebody changed is not taken over, and all else they changed is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mistakes import tomltext
from mistakes.layout import JOURNAL_FILE
from mistakes_git.git import Git
from mistakes_git.incoming import header
from mistakes_git.joining import join_headers
from mistakes_git.trees import REGULAR, Blob, Change, contents, store
from mistakes_git.walking import commits_between

_ID_LINE = re.compile(r"^id[ \t]*=.*$", re.MULTILINE)
Edits = dict[str, Blob | None]


def with_one_id(git: Git, scratch: str, tips: tuple[str, str], change: Change | None, edits: Edits) -> Edits:
    """Return the edits with the one id in `journal.toml` that the journal has had from its beginning.

    `tips` are the two commits that are joined, `change` what theirs did to the file since both were one.
    Whoever joins comes to the same id, so that nobody's sync takes back what another's did.
    """
    if change is None or change.before is None or change.after is None:
        return edits
    own, other = (header(git, tip) for tip in tips)
    if own is None or other is None or own.get("id") == other.get("id"):
        return edits
    first = _first_id(git, tips, {str(own.get("id")), str(other.get("id"))})
    names = [change.before.name, f"{tips[0]}:{JOURNAL_FILE}", change.after.name]
    texts = contents(git, names)
    joined = join_headers(*(_with_id(texts[name], first) for name in names))
    if joined is None:
        return edits
    return edits | {JOURNAL_FILE: Blob(REGULAR, store(git, scratch, [joined])[0])}


def _first_id(git: Git, tips: tuple[str, str], ids: set[str]) -> str:
    """Return which of some ids the journal had first."""
    for commit in commits_between(git, sorted(tips), (), [JOURNAL_FILE]):
        about: Mapping[str, object] = header(git, commit) or {}
        if str(about.get("id")) in ids:
            return str(about["id"])
    return min(ids)


def _with_id(data: bytes, journal_id: str) -> bytes:
    """Return the text of a `journal.toml` with another id, and nothing else changed if that can be."""
    text = data.decode("utf-8", "surrogateescape")
    table = tomltext.parse(text) | {"id": journal_id}
    made = _ID_LINE.sub(lambda _: tomltext.dump({"id": journal_id}).rstrip("\n"), text, count=1)
    try:
        same = tomltext.same(tomltext.parse(made), table)
    except ValueError:
        same = False
    return (made if same else tomltext.dump(table)).encode("utf-8", "surrogateescape")

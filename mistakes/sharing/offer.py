"""A shared copy: prepared to be looked at, then written into the team's journal as a new entry.

Original and copy are one item wherever both can be read; the copy names the original in `shared_from`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from mistakes.errors import MistakesError, NotFound, UsageError
from mistakes.ids import new_id
from mistakes.model import Links, Mistake
from mistakes.records import NamedTuple
from mistakes.sharing.allowed import LeftBehind, published
from mistakes.sharing.purged import Purged, WasPurged, purged_copy

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.scanning import Scan

_STAMPS = ("id", "format", "logged", "author", "rev", "updated", "deleted", "conflict")


class NotScanned(MistakesError):
    """What is to be shared could not be looked through; `scanners` are those that failed."""

    kind = "not-scanned"

    def __init__(self, scanners: tuple[str, ...]) -> None:
        which = ", ".join(scanners)
        hint = "Look through it yourself, then say so: --scanned. What went wrong: mistakes plugins"
        super().__init__(f"nothing was shared: {which} could not look for secrets", hint)
        self.scanners = scanners


class Offer(NamedTuple):
    """What sharing an entry would do: the original and its home, where it goes, the copy as it would be.

    `before` is the copy that was made before, None for the first time; one that was taken back since is
    offered as if it were the first time. `left` is what stays behind; `scan` what was found in the copy.
    `purged` is a copy that the team has purged; to share it again somebody has to say so.
    """

    home: Journal
    original: Mistake
    to: Journal
    copy: Mistake
    before: Mistake | None
    left: tuple[LeftBehind, ...]
    scan: Scan
    purged: Purged | None = None

    @property
    def there(self) -> Mistake | None:
        """The copy that the team can read now; None if there is none, or if it was taken back."""
        return None if self.before is None or self.before.deleted else self.before

    @property
    def is_new(self) -> bool:
        """Tell whether there would be something new for the team to read."""
        return self.there is None or bool(self.changes)

    @property
    def changes(self) -> tuple[str, ...]:
        """The names of the fields that would change in the copy, () for one that the team cannot read now."""
        if self.there is None:
            return ()
        names = [field.name for field in attrs.fields(Mistake) if field.name not in _STAMPS]
        return tuple(name for name in names if getattr(self.there, name) != getattr(self.copy, name))


def offer(
    home: Journal, entry_id: str, to: Journal, *, ticked: Collection[str] = (), language: str = "en"
) -> Offer:
    """Return what sharing an entry of `home` with a team would publish; nothing is written.

    Raises `UsageError` if the journals do not fit, or a tick names nothing.
    """
    from mistakes.scanning import scan

    _require_team(home, to)
    entry = home.get(entry_id)
    if entry.deleted:
        handle = home.handle(entry_id)
        raise UsageError(f"{handle} is deleted", f"mistakes restore {handle}")
    parts = published(entry, ticked, lambda other: copy_of(to, other))
    there = copy_of(to, entry_id)
    before = to.get(there) if there else None
    copy = _as_copy(entry, dict(parts.fields), before, to)
    seen = before if before and not before.deleted else None
    gone = None if before else purged_copy(to, entry_id, digest_of(copy))
    found = scan(to, copy, before=seen, language=language)
    return Offer(home, entry, to, copy, before, parts.left, found, gone)


def share(offered: Offer, *, scanned: bool = False, again: bool = False) -> Mistake:
    """Publish what was offered, and return the copy as it is in the team's journal.

    `scanned` says that a person has looked at what the scan found, `again` that one shares what the team has
    purged. Raises `SecretFound` if there is something that stops, and `NotScanned` if a scanner could not do
    its work, and nobody has; `WasPurged` unless `again`.
    """
    from mistakes.events import Shared

    if offered.purged and not again:
        raise WasPurged(offered.purged, offered.to.name)
    if not scanned:
        require_clean(offered.scan)
    with offered.home.lock():  # not the team's, which saving holds: of two who share at once one comes first
        saved = _written(offered)
    # of what was offered, so that what the team has joined to it counts as the team's also the next time
    digest = digest_of(offered.copy)
    note = Shared(saved.id, digest=digest, scan=_said_of(offered.scan), original=offered.original.id)
    offered.to.record(note)
    offered.to.refreshed()  # so that whoever looks at the index as it was left knows of the copy
    return saved


def require_clean(scan: Scan) -> None:
    """Raise `SecretFound` or `NotScanned` if somebody has to look before anybody else reads it."""
    from mistakes.scanning import refuse_secrets

    refuse_secrets(scan)
    if scan.unscanned:
        raise NotScanned(scan.unscanned)


def unshare(to: Journal, entry_id: str) -> Mistake:
    """Mark the shared copy of an entry, or a copy itself, as deleted, and return it.

    Should two machines have shared it at once, all copies of one's own are. Others may have read it, and their
    clones keep what they have. Raises `NotFound` if it is not shared, `UsageError` for what was written for
    the team in the first place.
    """
    found = _copies_of(to, entry_id) or ([to.get(entry_id)] if to.path(entry_id).exists() else [])
    if not found:
        raise NotFound(f"{to.handle(entry_id)} is not shared with {to.name}", "Nothing was changed.")
    if found[0].links.shared_from is None:
        handle = to.handle(entry_id)
        hint = f"To mark it as deleted: mistakes delete {handle}"
        raise UsageError(f"{handle} is no copy; it was written for {to.name}", hint)
    own = [copy for copy in found if _is_own(to, copy)] or found[:1]
    marked = [copy if copy.deleted else to.delete(copy.id, "unshared") for copy in own]
    return marked[0]


def copies(entry_id: str, journals: Collection[Journal]) -> Iterator[tuple[Journal, str]]:
    """Yield where an entry has shared copies: the team's journal, and the copy's id."""
    for journal in journals:
        if not journal.private and (copy := copy_of(journal, entry_id)):
            yield journal, copy


def copy_of(to: Journal, entry_id: str) -> str | None:
    """Return the id of an entry's copy in a team's journal.

    Of several it is one's own, as anybody may write an entry that says it is a copy; then one that was not
    taken back, then the oldest.
    """
    ids = _ids_of_copies(to, entry_id)
    if len(ids) < 2:
        return ids[0] if ids else None
    found = _copies_of(to, entry_id)
    return found[0].id if found else ids[0]


def _ids_of_copies(to: Journal, entry_id: str) -> list[str]:
    found = [other for kind, other in to.index.links_to(entry_id) if kind == "shared_from"]
    return [other for other in found if to.path(other).exists()]  # one may just have been purged


def _copies_of(to: Journal, entry_id: str) -> list[Mistake]:
    """Return the copies of an entry that can be read, in the order of `copy_of`."""
    found = [copy for other in _ids_of_copies(to, entry_id) if (copy := to.readable(other))]
    return sorted(found, key=lambda copy: (not _is_own(to, copy), copy.deleted is not None, copy.id))


def _is_own(to: Journal, copy: Mistake) -> bool:
    """Tell whether oneself has shared a copy, under whichever of one's addresses."""
    settings = to.settings
    written = (to.author(), settings.text("author"), *settings.table("authors").values())
    own = {_address(text) for text in (*written, *settings.texts("aliases")) if text}
    return _address(copy.author) in own


def _address(author: str) -> str:
    return (author.partition("<")[2].partition(">")[0] or author).strip().casefold()


def digest_of(copy: Mistake) -> str:
    """Return the digest of what is published: of all fields but stamps."""
    from mistakes.codec import to_table
    from mistakes.merge import canonical_hash

    table = {key: value for key, value in to_table(copy).items() if key not in _STAMPS}
    return f"sha256:{canonical_hash(table)}"


def was_looked_at(to: Journal, copy: Mistake) -> bool:
    """Tell whether somebody shared just this copy after a look at what seemed to be a secret in it."""
    from mistakes.events import Shared

    shared = [event for event in to.events(copy.id) if isinstance(event, Shared)]
    return any(event.digest == digest_of(copy) and "secret" in event.scan for event in shared)


def _require_team(home: Journal, to: Journal) -> None:
    if to.private:
        raise UsageError(f"{to.name} is a personal journal", "Share with a team's: --to NAME")
    if home.root == to.root:
        raise UsageError(f"it lies in {to.name} already", "It needs no sharing.")


def _as_copy(entry: Mistake, fields: dict[str, Any], before: Mistake | None, to: Journal) -> Mistake:
    fields["links"] = attrs.evolve(fields["links"], shared_from=entry.id)
    if before is not None:
        return attrs.evolve(before, **fields, deleted=None)
    now = datetime.now().astimezone().replace(microsecond=0)
    return Mistake(id=new_id(now), logged=now, updated=now, rev=1, author=to.author(), **fields)


def _written(offered: Offer) -> Mistake:
    """Write the copy; somebody else may have shared it from another machine meanwhile."""
    to, before = offered.to, offered.before
    there = copy_of(to, offered.original.id)
    if before is None and there is None:
        return to.put(offered.copy)
    current = to.get(there or offered.copy.id)
    stamps = {name: getattr(current, name) for name in _STAMPS if name != "deleted"}
    wanted = attrs.evolve(offered.copy, **stamps)
    return to.save(_base(to, current), wanted)


def _base(to: Journal, current: Mistake) -> Mistake:
    """Return what the copy was when it was shared last, as far as that is known.

    If nobody has changed it since, it is the copy itself. Otherwise nothing is taken as known, so that
    where the original and the team's changes differ one value wins and the other is kept in `conflict`.
    """
    said = [event.digest for event in to.events(current.id) if event.do == "shared"]  # type: ignore[attr-defined]
    if said and said[-1] == digest_of(current):
        return current
    kept = {name: getattr(current, name) for name in _STAMPS}
    return Mistake(title="", happened=current.happened, links=Links(), **kept)


def _said_of(scan: Scan) -> str:
    kinds = sorted({finding.kind for finding in scan.findings})
    return "clean" if not kinds else "looked at: " + ", ".join(kinds)

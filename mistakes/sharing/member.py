"""What a journal can do with others: offer an entry to a team, share it, forget it for ever."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Mistake
    from mistakes.sharing.offer import Offer


class Member:
    """The part of a journal that has to do with other people."""

    def offer(
        self, entry_id: str, to: Journal, *, ticked: Collection[str] = (), language: str = "en"
    ) -> Offer:
        """Return what sharing an entry with a team would publish, and what the scan finds; writes nothing.

        `ticked` names parts that stay behind otherwise, such as `x.tool`; `language` is that of the advice.
        Raises `NotFound`, and `UsageError` if the journals do not fit or a tick names nothing.
        """
        from mistakes.sharing.offer import offer

        return offer(cast("Journal", self), entry_id, to, ticked=ticked, language=language)

    def share(
        self,
        entry_id: str,
        to: Journal,
        *,
        ticked: Collection[str] = (),
        scanned: bool = False,
        again: bool = False,
    ) -> Mistake:
        """Publish a copy of an entry in a team's journal, or update it, and return the copy; syncs nothing.

        `scanned` says that a person has looked at what `offer` found, `again` that one shares what the team
        has purged. Raises as `offer` does, `SecretFound` and `NotScanned` if nobody has looked at what must be
        looked at, `WasPurged` unless `again`.
        """
        from mistakes.sharing.offer import share

        return share(self.offer(entry_id, to, ticked=ticked), scanned=scanned, again=again)

    def purge(self, entry_id: str) -> None:
        """Remove an entry for ever, with what this computer keeps of it; a tombstone without content stays.

        Raises `NotFound`. What others have, and the history of git, is not touched.
        """
        from mistakes.purging import purge

        purge(cast("Journal", self), entry_id)

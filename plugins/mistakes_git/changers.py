"""Who changed an entry last on each of two sides that are joined, as the commits say."""

from __future__ import annotations

from collections.abc import Sequence

from mistakes.records import NamedTuple
from mistakes_git.git import Git
from mistakes_git.walking import commits_between, touches


class Changers(NamedTuple):
    """Where to look: the two tips, ours and theirs, and the commits that both come from."""

    git: Git
    tips: tuple[str, str]
    bases: tuple[str, ...]

    def of(self, paths: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Return who changed each of some files last, as `Name <address>`: on our side and on theirs, "" for nobody.

        Merges are left out, as they bring what others wrote. Whoever joins the same two commits gets the same.
        """
        ours, theirs = (self._last(tip, paths) for tip in self.tips)
        return {path: (ours.get(path, ""), theirs.get(path, "")) for path in paths}

    def _last(self, tip: str, paths: Sequence[str]) -> dict[str, str]:
        found = touches(self.git, commits_between(self.git, (tip,), self.bases, paths), paths)
        return {touch.path: touch.author for touch in found if len(touch.before) == 1}

"""The person at the keyboard as badges, quests and `gladness` look at them: by address and by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes_game.reading.play import Play

_BETWEEN = re.compile("[<>]")


class Self(NamedTuple):
    """Who is meant: the last part of each `who` that one has had, and names and addresses, folded."""

    persons: frozenset[str]
    names: frozenset[str] = frozenset()

    def did(self, who: str) -> bool:
        """Tell whether this person is the one with a `who`, however the name was spelled then."""
        return who.rpartition("-")[2] in self.persons

    def is_named(self, name: str) -> bool:
        """Tell whether a folded name is this person's."""
        return name in self.names


def self_of(persons: Iterable[str], names: Iterable[str] = ()) -> Self:
    """Return the person with these `who`s, names and addresses; of a name its first word is one too."""
    spelled = {folded(name) for name in names} - {""}
    return Self(
        frozenset(who.rpartition("-")[2] for who in persons),
        frozenset(spelled | {name.split()[0] for name in spelled if "@" not in name}),
    )


def oneself(play: Play) -> Self:
    """Return the person at the keyboard, by every `who` and the names of the settings."""
    from mistakes.identity import author

    names = [author(play.settings).text, *play.settings.table("authors").values()]
    spelled = [part for name in names for part in _BETWEEN.split(name)]
    return self_of({play.me.who, *play.me.addresses}, [*spelled, *play.settings.texts("aliases")])


def folded(text: str) -> str:
    """Return a name as it is compared: without case, spare blanks and other ways to write a letter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

"""The person at the keyboard, under every name that counts as theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mistakes.identity import author, who_of

if TYPE_CHECKING:
    from mistakes.settings import Settings

_ADDRESS = re.compile(r"-([0-9a-f]{12})$")


class Me:
    """The person at the keyboard: `who`, and every other `who` with one of their addresses.

    `addresses` are the last twelve characters of their names, which stand for an address.
    """

    def __init__(self, who: str, addresses: frozenset[str] = frozenset()) -> None:
        self.who = who
        self.addresses = addresses | _address(who)

    def __contains__(self, who: object) -> bool:
        return isinstance(who, str) and (who == self.who or bool(_address(who) & self.addresses))

    def named(self, who: str) -> str:
        """Return the one name of this person for any of theirs, other persons' names as they are."""
        return self.who if who in self else who


def me_of(settings: Settings) -> Me:
    """Return the person whose settings they are; nothing is written.

    Their addresses are those of the settings `author`, `authors`, `aliases` and `who`, or what git says.
    """
    texts = [
        author(settings).text,
        *settings.table("authors").values(),
        *(f"<{alias}>" for alias in settings.texts("aliases")),
    ]
    names = [who_of(text) for text in dict.fromkeys(texts)]
    return Me(settings.text("who") or names[0], frozenset().union(*map(_address, names)))


def _address(who: str) -> frozenset[str]:
    found = _ADDRESS.search(who)
    return frozenset((found[1],)) if found else frozenset()

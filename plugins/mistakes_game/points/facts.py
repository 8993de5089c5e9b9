"""What points need to know of an entry, and no more: never what it cost, how grave it was, or how many there are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from mistakes.days import day_number
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.model import Mistake

_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_FILLING = frozenset(
    "a an and are as at be been but by did do does for from had has have i in into is it its my of on or our "
    "so than that the their then there this to too very was we were will with you your again copy 的 了 是 在 和 与".split()
)
_digest = partial(blake2b, digest_size=8)
# The same for plain ASCII, where bytes are quicker: small letters, and a space for whatever is no letter.
_PLAIN_FILLING = frozenset(word.encode() for word in _FILLING if word.isascii())
_LETTERS = bytes(ord(chr(n).lower()) if chr(n).isalpha() and n < 128 else 32 for n in range(256))


class Plan(NamedTuple):
    """An if-then plan of an entry: the key of its lesson, when it was made, in ms since 1970, and on which day.

    `day` is the ordinal of the local day, which begins at four.
    """

    key: str
    made: int
    day: int


class EntryFacts(NamedTuple):
    """An entry as the rules see it.

    `author` is a `who`, "" if unknown; `day` the ordinal of the local date on which it was logged;
    `imported` that it came from elsewhere (so do borrowed ones); `text` what texts are compared by, see
    `alike`. `lessons` and `actions` are keys, `checks` the keys of lessons with what their check says, as
    `exact` has it; `review_on` is the ordinal of a decision's day to look again.
    """

    id: str
    author: str
    day: int
    kind: str = "mistake"
    imported: bool = False
    text: str = ""
    lessons: tuple[str, ...] = ()
    plans: tuple[Plan, ...] = ()
    actions: tuple[str, ...] = ()
    checks: tuple[tuple[str, str], ...] = ()
    review_on: int | None = None


def alike(text: str) -> str:
    """Return by what two texts are taken for the same: a digest of the words that say something.

    Order, case, punctuation, digits and filling words do not matter; of Chinese each character is a word.
    It has to be an equivalence: how many texts differ by a threshold of similarity can fall when a text
    comes that lies between two others, how many classes there are never can.
    """
    if text.isascii():
        plain = {*text.encode().translate(_LETTERS).split()} - _PLAIN_FILLING
        return _digest(b" ".join(sorted(plain))).hexdigest() if plain else ""
    words = {part for word in _WORD.findall(_folded(text)) for part in _parts(word)} - _FILLING
    return _digest(" ".join(sorted(words)).encode("utf-8", "replace")).hexdigest() if words else ""


def exact(text: str) -> str:
    """Return by what evidence is compared, a digest: digits matter in it, case and space do not."""
    plain = " ".join(text.casefold().split())
    return _digest(plain.encode("utf-8", "replace")).hexdigest()


def said(text: str) -> int:
    """Return how much a text says, in letters without space around them; a Chinese character is two and a half."""
    plain = text.strip()
    return len(plain) if plain.isascii() else int(len(plain) + len(_HAN.findall(plain)) * 1.5)


def facts_of(entry: Mistake, who: Callable[[str], str]) -> EntryFacts:
    """Return the facts of one entry; `who` makes one of an author's name and address."""
    from mistakes.ids import derived_key

    lessons = [(one.key or derived_key(entry.id, "lessons", n), one) for n, one in enumerate(entry.lessons)]
    actions = (one.key or derived_key(entry.id, "actions", n) for n, one in enumerate(entry.actions))
    review_on = entry.decision.review_on
    return EntryFacts(
        id=entry.id,
        author=who(entry.author),
        day=entry.logged.toordinal(),
        kind=entry.kind,
        imported=entry.source is not None or entry.kind == "borrowed",
        text=alike(entry.title),
        lessons=tuple(key for key, _ in lessons),
        plans=tuple(_plan(key, one.added or entry.logged) for key, one in lessons if one.is_plan),
        actions=tuple(actions),
        checks=tuple((key, exact(one.check)) for key, one in lessons if one.check),
        review_on=review_on.toordinal() if review_on else None,
    )


def by_id(entries: Iterable[Mistake]) -> dict[str, EntryFacts]:
    """Return the facts of several entries by id."""
    from mistakes.identity import who_of

    who = cache(who_of)
    return {entry.id: facts_of(entry, who) for entry in entries}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _parts(word: str) -> Iterable[str]:
    return [word] if word.isascii() or not _HAN.search(word) else word


def _plan(key: str, made: datetime) -> Plan:
    return Plan(key, round(made.timestamp() * 1000), day_number(made))

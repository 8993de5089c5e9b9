"""Who is known: the people of a team's list and the authors of its journal, as texts to look for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from mistakes.records import NamedTuple
from mistakes_guard.allowed import team_names

if TYPE_CHECKING:
    from mistakes import Journal

HAN = "\u3400-\u9fff\uf900-\ufaff"
_AUTHOR = re.compile(r"\s*(.*?)\s*<([^<>\s]+)>\s*")
_SHORTEST, _LONGEST, _MOST = 2, 80, 5000
# given names that are also words; they count only within a whole name
_WORDS = frozenset(
    """
    Amber April Art August Autumn Basil Bill Bob Buck Carol Chase Chance Christian Clay Cliff Dale Dawn Dean
    Dirk Dot Drew Earl Eve Faith Frank Gene Ginger Grace Grant Guy Hank Harry Hazel Heath Holly Hope Hunter Iris
    Ivy Jack Jade Jasmine Jean Jenkins Jersey Jewel Joy June Kit Lance Lane Lily Lou Mac Major Mark Mason Max May
    Melody Merit Miles Mike Nick Norm Olive Page Pat Penny Pearl Pierce Prince Ray Reed Rex Rich Rob Robin
    Rose Ruby Sandy Sage Sky Skip Sonny Stone Storm Sue Summer Sunny Ted Terry Tom Van Victor Violet Wade
    Ward Will Win Wolf Woody Bot Admin Agent Service System Team Root User
    """.split()
) - {"Bob", "Tom", "Ted", "Mike"}


class Known(NamedTuple):
    """Texts to look for: names in letters, Chinese names, e-mail addresses (small letters)."""

    names: frozenset[str] = frozenset()
    chinese: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()


def known_people(journals: Sequence[Journal]) -> Known:
    """Return who is known in some journals: the names they list, and who wrote there."""
    return _known(frozenset({*team_names(journals), *_authors(journals)}))


def own_names(author: str) -> frozenset[str]:
    """Return what is the writer's own, in small letters: name, given name, address, and its first part."""
    name, address = parts_of(author)
    return frozenset(
        text.casefold()
        for text in (name, *name.split(), address, address.partition("@")[0], address.partition("@")[2])
        if text
    )


def parts_of(author: str) -> tuple[str, str]:
    """Return name and address of `Name <address>`, or of a text that is only one of them."""
    match = _AUTHOR.fullmatch(author)
    if match:
        return match[1], match[2]
    return ("", author.strip()) if "@" in author else (author.strip(), "")


def _authors(journals: Iterable[Journal]) -> Iterator[str]:
    """Yield the authors that a journal's index has seen, as it was left; none is no reason to build one."""
    for journal in journals:
        if index := journal.warm_index():
            yield from index.authors()


@lru_cache(maxsize=64)
def _known(texts: frozenset[str]) -> Known:
    names, chinese, addresses = set(), set(), set()
    for text in sorted(texts)[:_MOST]:
        name, address = parts_of(text)
        if address:
            addresses.add(address.casefold())
        for one in _forms(name):
            if re.search(f"[{HAN}]", one):
                chinese.add(one)
            else:
                names.add(one)
    return Known(*(frozenset(_fit(found)) for found in (names, chinese, addresses)))


def _forms(name: str) -> Iterator[str]:
    """Yield a name as it may be said: all of it, and the given name if that is no other word."""
    yield name
    first = name.partition(" ")[0]
    if first != name and len(first) > _SHORTEST and first[0].isupper() and first not in _WORDS:
        yield first


def _fit(found: Iterable[str]) -> Iterator[str]:
    return (text for text in found if _SHORTEST <= len(text) <= _LONGEST)

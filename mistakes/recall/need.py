"""What somebody is about to do, and the words in it by which to look for lessons."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import lru_cache
from itertools import chain, islice
from math import log1p
from typing import TypeAlias

from mistakes.recall.statistics import Statistics, rarity, rarity_of
from mistakes.recall.thesaurus import alike
from mistakes.records import NamedTuple
from mistakes.words import EVERYDAY_CHARACTERS, EVERYDAY_DEEDS, OFTEN_WRITTEN, is_pair, terms, tokens

LONGEST = 64 * 1024
_MOST_SAID, _MOST_SEEN = 32, 16
_SAID, _IN_A_PATH = 1.0, 0.5
_UNHEARD = 0.5
_MOST_NUMERONYMS = 4
_SMALL_NUMBER = re.compile(r"\d{1,2}")
_NUMERONYM = re.compile(r"\b([a-z])(\d{1,2})([a-z])\b")
_ENDING = re.compile(r"\w\.([A-Za-z]\w{0,4})(?![\w./-])")
_MOST_LOOKED_UP = 150
# What people say beside what they are about to do, as terms; and characters whose pairs are no subject.
_FILLERS = frozenset("now pleas ok okay yes mayb perhap soon later alread well hello thank".split())
_GRAMMAR = EVERYDAY_CHARACTERS | frozenset("么什怎")


# The words that begin and end with a letter and have so many letters.
Longhand: TypeAlias = Callable[[str, str, int], Iterable[str]]


class Need(NamedTuple):
    """What somebody is about to do: words of theirs, paths, command lines, tags, the text of a diff.

    Paths are relative to the repository where there is one; `diff` is the text that is added. Of each
    text the first 64 KiB count.
    """

    words: str = ""
    paths: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    diff: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was said at all."""
        return not (self.words.strip() or self.paths or self.commands or self.tags or self.diff.strip())

    @property
    def readable(self) -> Need:
        """The same need with a question mark for what is no text, such as a byte of another encoding in a path."""
        several = (self.paths, self.commands, self.tags)
        paths, commands, tags = (tuple(map(_readable, texts)) for texts in several)
        return Need(_readable(self.words), paths, commands, tags, _readable(self.diff))

    @property
    def is_said(self) -> bool:
        """Tell whether somebody said in words of their own what they are about to do."""
        return bool(self.words.strip() or self.tags)


class Wanted(NamedTuple):
    """The terms of a need with what each is worth, the sum over all of them, and the text they are from.

    `others` are terms that stand for another one, such as what `k8s` is short for; `alike` are terms that
    mean about the same as one that a person said. `vague` are terms that say nothing where they stand.
    """

    worth: Mapping[str, float]
    total: float
    text: str
    others: Mapping[str, str]
    alike: Mapping[str, str]
    vague: frozenset[str] = OFTEN_WRITTEN

    @property
    def telling(self) -> list[str]:
        """The terms that say something, worthiest first."""
        chosen = [term for term in self.worth if term not in self.vague]
        return sorted(chosen, key=lambda term: (-self.worth[term], term))


def _readable(text: str) -> str:
    # to tell that a text is ASCII takes no time
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def wanted_by(need: Need, statistics: Statistics, longhand: Longhand, *, plainly: bool = False) -> Wanted:
    """Return the terms to look for; `longhand` returns the words of the journal that `k8s` may stand for.

    What a person says counts, known to the journal or not: what it does not know lowers every score, by
    half of what it is worth. Of commands, paths and a diff only known terms count, of a diff the few that
    weigh most. `plainly` leaves out other words for the same, as what comes unasked has to be precise.
    """
    said = _known_first(terms(" ".join([need.words[:LONGEST], *need.tags])), statistics)
    worth = {term: _SAID * rarity_of(term, statistics) for term in said}
    for text, share in ((_joined(need.commands), _SAID), (_joined(need.paths), _IN_A_PATH)):
        found = (term for term in dict.fromkeys(terms(text)) if term not in worth)
        known = list(islice(_known(found, statistics), _MOST_SAID))
        worth |= {term: share * rarity_of(term, statistics) for term in known}
    worth |= {term: value for term, value in _seen(need.diff, statistics).items() if term not in worth}
    text = "\n".join([need.words[:LONGEST], *need.tags, *need.commands, *need.paths, need.diff[:LONGEST]])
    words = need.words[:LONGEST].lower()
    others = _short(words) | _long(words, longhand)
    others = {other: term for other, term in others.items() if term in worth and other not in worth}
    meant = {} if plainly else _alike(said, worth)
    return Wanted(worth, _total(worth, statistics), text, others, meant, _vague(need, said, plainly))


def _alike(said: Iterable[str], worth: Mapping[str, float]) -> dict[str, str]:
    """Return other terms for what was said, with the worthiest term that they stand for."""
    telling = sorted(said, key=lambda term: (worth[term], term))
    found = {other: term for term in telling if term not in OFTEN_WRITTEN for other in alike(term)}
    return {other: term for other, term in found.items() if other not in worth}


def _total(worth: Mapping[str, float], statistics: Statistics) -> float:
    """Return what an entry full of the words would reach; what no entry says counts by half.

    So a plan told in many words finds what one told in few words finds, and words that have nothing to do
    with the journal still lower every score.
    """
    known = {term for term in worth if statistics.frequency(term)}
    heard = {character for term in known if is_pair(term) for character in term}
    unheard = ((term, value) for term, value in worth.items() if term not in known)
    missing = sum(_UNHEARD * value * _share_unheard(term, heard) for term, value in unheard)
    return sum(worth[term] for term in known) + missing


def _share_unheard(term: str, heard: Set[str]) -> float:
    """Return how much of a word an unheard term is, 1 for a written word.

    Chinese is cut into all pairs of neighbours, half of which are no words: of 页面加缓存, 面加 is nothing
    new where 页面 and 缓存 are known. Each character is in two pairs, and two make a word.
    """
    if not is_pair(term):
        return 1.0
    return sum(one not in heard and one not in EVERYDAY_CHARACTERS for one in term) / 2


def _vague(need: Need, said: Iterable[str], plainly: bool) -> frozenset[str]:
    """Return the terms that say nothing where they stand, as `md` of `notes.md`.

    What stands only inside a name such as `GitHub` is among them, for that is one word and not three;
    so are small numbers, *please* and 这是, and what one does with anything, unless nothing else was said.
    """
    whole = need.words[:LONGEST]
    inside = frozenset(terms(whole)).difference(terms(whole.lower()))
    endings = _ENDING.findall(_joined([*need.paths, *need.commands]))
    vague = OFTEN_WRITTEN | inside | frozenset(terms(" ".join(endings))).union(filter(_is_filler, said))
    deeds = EVERYDAY_DEEDS if not plainly and not (vague | EVERYDAY_DEEDS).issuperset(said) else frozenset()
    return vague | deeds


def _is_filler(term: str) -> bool:
    """Tell whether a term only fills up a sentence."""
    return term in _FILLERS or bool(_SMALL_NUMBER.fullmatch(term)) or _GRAMMAR.issuperset(term)


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(texts)[:LONGEST]


def _known(found: Iterable[str], statistics: Statistics) -> Iterator[str]:
    """Yield the terms that some entry has, but small numbers; no more are looked up than are taken."""
    return (term for term in found if not _SMALL_NUMBER.fullmatch(term) and statistics.frequency(term))


def _known_first(found: Iterable[str], statistics: Statistics) -> list[str]:
    """Return the distinct terms; of a long text only those that are known, and of these the rarest."""
    distinct = list(dict.fromkeys(found))
    if len(distinct) <= _MOST_SAID:
        return distinct
    return heapq.nlargest(
        _MOST_SAID, _known(distinct, statistics), key=lambda term: rarity_of(term, statistics)
    )


def _seen(diff: str, statistics: Statistics) -> dict[str, float]:
    """Return the terms of a diff that weigh most; no more are looked up than can be among them."""
    rarest = rarity(statistics.documents, 1, often=False)
    best: list[tuple[float, int, str]] = []
    for number, (term, count) in enumerate(_counted(diff[:LONGEST])):
        often = log1p(count)
        if len(best) == _MOST_SEEN and often * rarest <= best[0][0]:
            break  # those that follow are no more frequent in the diff
        if statistics.frequency(term) and not _SMALL_NUMBER.fullmatch(term):
            item = (often * rarity_of(term, statistics), -number, term)
            (heapq.heappushpop if len(best) == _MOST_SEEN else heapq.heappush)(best, item)
    return {term: _IN_A_PATH * worth for worth, _, term in sorted(best, reverse=True)}


def _counted(text: str) -> list[tuple[str, int]]:
    """Return the terms that occur most, each with how often."""
    return Counter(chain.from_iterable(lines_of(text))).most_common(_MOST_LOOKED_UP)


@lru_cache(maxsize=4)
def lines_of(text: str) -> list[list[str]]:
    """Return the terms of each line of a text that has some."""
    return list(filter(None, map(terms, text.splitlines())))


def _short(words: str) -> dict[str, str]:
    """Return the short form of each long word, such as `k8s`, with the term of that word."""
    long = [token for token in tokens(words) if len(token) > 4 and token.isascii() and token.isalpha()]
    return {f"{word[0]}{len(word) - 2}{word[-1]}": term for word in long for term in terms(word)}


def _long(words: str, longhand: Longhand) -> dict[str, str]:
    """Return the terms of the words that a short form stands for, with the short form itself."""
    said = list(dict.fromkeys(_NUMERONYM.findall(words)))[:_MOST_NUMERONYMS]
    return {
        term: f"{first}{number}{last}"
        for first, number, last in said
        for word in longhand(first, last, int(number) + 2)
        for term in terms(word)
    }

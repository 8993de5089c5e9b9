"""Whose a person's event files are: the addresses a person commits with, and lines that others put there.

All of it follows from the history alone, so that every clone comes to the same answer, whatever it fetched when.
The rule: an address whose digest is that of the person's name is the person's; if the first to write the
person's files had no such address, theirs is as well. Where several began at once, apart from each other, it is
the one that wrote most often. Whose address it is may say, in a line of `.mailmap` that they commit themselves,
that another address is theirs, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType

from mistakes.identity import who_of
from mistakes.ids import is_id
from mistakes.layout import EVENTS
from mistakes.records import NamedTuple
from mistakes_git.git import Git
from mistakes_git.incoming import LARGEST_LOG
from mistakes_git.paths import place_of
from mistakes_git.walking import Touch, added_lines, by_commit, commits_between, touches

MAILMAP = ".mailmap"
_DIGITS = 12  # of the address's digest at the end of a person's file name
_PAIR = re.compile(rb"[^<>#]*<([^<>\s]+)>[^<>]*<([^<>\s]+)>")
_LARGEST_MAP = 64 * 1024

Firsts = Mapping[str, Mapping[str, str]]
Writers = Mapping[str, Mapping[str, int]]


class Strange(NamedTuple):
    """An event that was committed from an address that is not known as its writer's.

    `digest` is of the whole line; `author` is who committed it, as `Name <address>`.
    """

    event: str
    path: str
    digest: str
    commit: str
    author: str

    @property
    def person(self) -> str:
        """The person whose file it is."""
        return person_of(self.path)

    @property
    def line(self) -> tuple[str, str]:
        """What tells one line from all others."""
        return self.path, self.digest


class Known(NamedTuple):
    """What a history says up to some commits.

    `firsts` are the commits, with their addresses, that wrote a person's files before anybody else had, by
    person; `writers` tells how many commits of each address wrote them; `given` are pairs of an address and one that it says to be the same person's.
    """

    heads: tuple[str, ...] = ()
    firsts: Firsts = MappingProxyType({})
    writers: Writers = MappingProxyType({})
    given: frozenset[tuple[str, str]] = frozenset()
    strange: tuple[Strange, ...] = ()


def advanced(git: Git, known: Known, tips: Sequence[str]) -> Known:
    """Return what is known up to some tips, which have all that was known before; only new commits are read."""
    commits = commits_between(git, tips, known.heads)
    if not commits:
        return known._replace(heads=tuple(tips))
    found = list(touches(git, commits, (EVENTS, MAILMAP)))
    logs = [touch for touch in found if person_of(touch.path)]
    given = known.given | set(_given(git, found))
    firsts, writers = _firsts(git, known, commits, logs), _writers(known, logs)
    now = Known(tuple(tips), firsts, writers, given, known.strange)
    if any(addresses(known, person) - addresses(now, person) for person in known.firsts):
        return advanced(git, Known(), tips)  # somebody's address is known better now: look at all with that
    return now._replace(strange=_strange(git, now, logs))


def addresses(known: Known, person: str) -> frozenset[str]:
    """Return the addresses that are a person's beside those with the digest of its name."""
    firsts = frozenset(known.firsts.get(person, {}).values())
    found = frozenset(one for one in firsts if is_named_after(person, one))
    if not found and firsts:
        counts = known.writers.get(person, {})
        most = max(counts.get(one, 0) for one in firsts)
        found = frozenset(one for one in firsts if counts.get(one, 0) == most)
    while more := {new for old, new in known.given if _is_of(found, person, old)} - found:
        found |= more
    return found


def owns(known: Known, person: str, address: str) -> bool:
    """Tell whether an address is a person's."""
    return _is_of(addresses(known, person), person, _folded(address))


def foreign(known: Known) -> tuple[Strange, ...]:
    """Return the lines that none of their writer's addresses committed."""
    own = {one.line for one in known.strange if owns(known, one.person, _address(one))}
    return tuple(one for one in known.strange if one.line not in own)


def counting(git: Git, tip: str, found: Sequence[Strange]) -> list[Strange]:
    """Return those of some lines that stand in a commit and count there: of one id the smallest line does."""
    lines = _lines_at(git, tip, {one.path.rpartition("/")[0] for one in found})
    best: dict[str, bytes] = {}
    wanted = {one.event for one in found}
    for texts in lines.values():
        for text in texts:
            event = _event_id(text)
            if event in wanted:
                best[event] = min(best.get(event, text), text)
    places = {(path, digest_of(text)) for path, texts in lines.items() for text in texts}
    strange = {one.line for one in found}
    own = {digest for path, digest in places if (path, digest) not in strange}
    winners = {digest_of(text) for text in best.values()} - own
    return [one for one in found if one.line in places and one.digest in winners]


def person_of(path: str) -> str:
    """Return the person whose event file lies at a path, "" if none does."""
    place = place_of(path)
    return place.name if place is not None and place.kind == EVENTS else ""


def is_named_after(person: str, address: str) -> bool:
    """Tell whether a person's name has the digest of an address at its end."""
    return person[-_DIGITS:] == who_of(f"somebody <{address}>")[-_DIGITS:]


def digest_of(line: bytes) -> str:
    """Return what stands for a line where many are kept."""
    return sha256(line.strip()).hexdigest()[:32]


def _firsts(git: Git, known: Known, commits: Mapping[str, Sequence[str]], logs: list[Touch]) -> Firsts:
    """Return the commits that wrote a person's files before anybody had, with those that are new.

    A bit for each person says whether a commit has seen the person's files.
    """
    found = {person: dict(firsts) for person, firsts in known.firsts.items()}
    groups = by_commit(touch for touch in logs if touch.after)
    bits: dict[str, int] = {person: 1 << number for number, person in enumerate(found)}
    seen: dict[str, int] = {}
    for commit, parents in commits.items():
        mask = 0
        for parent in parents:
            if parent not in seen:
                seen[parent] = _seen_before(git, known, parent, bits)
            mask |= seen[parent]
        written = {person_of(touch.path): touch.address for touch in groups.get(commit, ())}
        for person, address in written.items():
            bit = bits.setdefault(person, 1 << len(bits))
            if not mask & bit:
                found.setdefault(person, {})[commit] = _folded(address)
            mask |= bit
        seen[commit] = mask
    return found


def _writers(known: Known, logs: Iterable[Touch]) -> Writers:
    found = {person: dict(counts) for person, counts in known.writers.items()}
    plain = (touch for touch in logs if len(touch.before) == 1)
    for _, person, address in {(one.commit, person_of(one.path), _folded(one.address)) for one in plain}:
        counts = found.setdefault(person, {})
        counts[address] = counts.get(address, 0) + 1
    return found


def _seen_before(git: Git, known: Known, commit: str, bits: Mapping[str, int]) -> int:
    """Return the bits of those whose files a commit had seen, of what was known before."""
    later = () if known.heads == (commit,) else commits_between(git, known.heads, (commit,))
    return sum(bits[person] for person, firsts in known.firsts.items() if firsts.keys() - {*later})


def _given(git: Git, found: Iterable[Touch]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of addresses of which one says, as it commits, that the other is the same person's."""
    maps = [touch for touch in found if touch.path == MAILMAP]
    for touch, lines in added_lines(git, maps, _LARGEST_MAP):
        mine = _folded(touch.address)
        for line in lines:
            if match := _PAIR.match(line):
                pair = {_folded(part.decode("utf-8", "replace")) for part in match.groups()}
                yield from ((mine, other) for other in pair - {mine} if mine in pair)


def _strange(git: Git, now: Known, logs: Sequence[Touch]) -> tuple[Strange, ...]:
    """Return the strange lines with those that came, without those that their writers committed as well."""
    is_own = {touch: owns(now, person_of(touch.path), touch.address) for touch in logs}
    new = list(_events_in(git, (touch for touch, own in is_own.items() if not own)))
    records = (*now.strange, *new)
    known = {one.path for one in now.strange}
    paths = {one.path for one in new} | {touch.path for touch, own in is_own.items() if own} & known
    adopted = {one.line for one in _events_in(git, _own_touches(git, now, sorted(paths)))}
    return tuple(one for one in records if one.line not in adopted)


def _own_touches(git: Git, now: Known, paths: Sequence[str]) -> Iterator[Touch]:
    """Yield what the writers of some event files ever did to them."""
    if not paths:
        return
    for touch in touches(git, commits_between(git, now.heads, (), paths), paths):
        if owns(now, person_of(touch.path), touch.address):
            yield touch


def _events_in(git: Git, found: Iterable[Touch]) -> Iterator[Strange]:
    for touch, lines in added_lines(git, found, LARGEST_LOG):
        for line in lines:
            if event := _event_id(line):
                yield Strange(event, touch.path, digest_of(line), touch.commit, touch.author)


def _lines_at(git: Git, tip: str, folders: Iterable[str]) -> dict[str, list[bytes]]:
    """Return the lines of all event files in some folders, as a commit has them."""
    from mistakes_git.trees import contents, sizes

    rows = git.run("ls-tree", "-r", "-z", "--end-of-options", tip, "--", *sorted(folders)).fields
    blobs = {row.partition("\t")[2]: row.partition("\t")[0].split(" ")[2] for row in rows}
    logs = {path: name for path, name in blobs.items() if person_of(path)}
    known = sizes(git, logs.values())
    texts = contents(git, (name for name, size in known.items() if size <= LARGEST_LOG))
    return {path: texts.get(name, b"").split(b"\n") for path, name in logs.items()}


def _event_id(line: bytes) -> str:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    event = record.get("id") if isinstance(record, dict) else None
    return event if isinstance(event, str) and is_id(event) else ""


def _is_of(found: frozenset[str], person: str, address: str) -> bool:
    return address in found or is_named_after(person, address)


def _address(one: Strange) -> str:
    return one.author.rpartition("<")[2].removesuffix(">")


def _folded(address: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", address).casefold()

"""Naming what arrives in another person's name: lines in their log, another author of an entry, another id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mistakes import tomltext
from mistakes.files import ENTRY_LIMIT
from mistakes.layout import ENTRIES, JOURNAL_FILE
from mistakes.records import NamedTuple
from mistakes.syncing import Quarantined
from mistakes.tomltext import Table
from mistakes_git.git import Git
from mistakes_git.paths import place_of
from mistakes_git.persons import Strange, advanced, foreign, is_named_after, person_of
from mistakes_git.repository import Repository
from mistakes_git.trees import Change, contents, sizes
from mistakes_git.vouching import known_at
from mistakes_git.walking import Touch, commits_between, touches

_MOST_READ = 2000
_SHORT = 10  # digits of a commit's name


class Arrival(NamedTuple):
    """What arrives: our commit, theirs, and what theirs changed since both were one, by path."""

    ours: str
    theirs: str
    changes: Mapping[str, Change]


def in_anothers_name(repository: Repository, git: Git, arrival: Arrival) -> Iterator[Quarantined]:
    """Yield the files in which somebody changed what is another person's, with the commits and their authors."""
    yield from _events(repository, git, arrival)
    yield from _authors(git, arrival)


def changed_header(git: Git, arrival: Arrival) -> tuple[list[Quarantined], list[str]]:
    """Return commits that changed the journal's id, and sentences about those that changed its name."""
    ids: list[Quarantined] = []
    names: list[str] = []
    if JOURNAL_FILE not in arrival.changes or not arrival.ours:
        return ids, names
    for touch, before, after in _tables(git, _brought(git, arrival, [JOURNAL_FILE])):
        if before.get("id") != after.get("id"):
            reason = "had another id, which was not taken over: a journal's id never changes"
            ids.append(_named(touch, reason))
        if before.get("name") != after.get("name"):
            called = f"{_shown(after.get('name'))} now, and was called {_shown(before.get('name'))}"
            names.append(f"the journal is called {called} (commit {touch.commit[:_SHORT]} by {touch.author})")
    return ids, names


def told(found: Sequence[Strange]) -> Iterator[Quarantined]:
    """Yield what is said of lines in other people's logs: once for each file and commit."""
    groups: dict[tuple[str, str, str], int] = {}
    for one in found:
        key = (one.path, one.commit, one.author)
        groups[key] = groups.get(key, 0) + 1
    for (path, commit, author), count in groups.items():
        lines = "a line" if count == 1 else f"{count:,} lines"
        reason = f"got {lines} in the name of {person_of(path)} that somebody else committed"
        yield Quarantined(path, reason, author, commit[:_SHORT])


def author_in(data: bytes) -> str:
    """Return the author that an entry names, "" if it cannot be read: others say so."""
    author = _table(data).get("author")
    return author if isinstance(author, str) else ""


def _events(repository: Repository, git: Git, arrival: Arrival) -> Iterator[Quarantined]:
    """Yield new lines in other people's logs; the history is asked only if an address is not plainly theirs."""
    logs = [path for path, change in arrival.changes.items() if change.after and person_of(path)]
    if not logs or not arrival.ours or repository.is_shallow:
        return
    found = _brought(git, arrival, logs)
    if all(is_named_after(person_of(touch.path), touch.address) for touch in found):
        return
    before = known_at(repository, git, arrival.ours)
    if before is not None:
        after = advanced(git, before, (arrival.ours, arrival.theirs))
        seen = {*before.strange}
        yield from told([one for one in foreign(after) if one not in seen])


def _authors(git: Git, arrival: Arrival) -> Iterator[Quarantined]:
    both = {path: change for path, change in arrival.changes.items() if _is_changed_entry(path, change)}
    if not both or len(both) > _MOST_READ:
        return
    texts = _texts(git, [blob.name for change in both.values() for blob in change if blob])
    names = {
        path: [author_in(texts.get(blob.name, b"")) for blob in change if blob]
        for path, change in both.items()
    }
    paths = [path for path, (before, after) in names.items() if before and after and before != after]
    for touch, old, new in _tables(git, _brought(git, arrival, paths) if paths else []):
        if old.get("author") != new.get("author") and old and new:
            reason = f"got another author, {_shown(new.get('author'))}; it was {_shown(old.get('author'))}"
            yield _named(touch, reason)


def _is_changed_entry(path: str, change: Change) -> bool:
    place = place_of(path)
    return bool(place and place.kind == ENTRIES and change.before and change.after)


def _brought(git: Git, arrival: Arrival, paths: Sequence[str]) -> list[Touch]:
    commits = commits_between(git, (arrival.theirs,), (arrival.ours,), paths)
    return list(touches(git, commits, paths))


def _tables(git: Git, found: Sequence[Touch]) -> Iterator[tuple[Touch, Table, Table]]:
    """Yield each change by a commit that is no merge, with what the file said before and after it."""
    plain = [touch for touch in found if len(touch.before) == 1 and touch.before[0] and touch.after]
    texts = _texts(git, [name for touch in plain for name in (touch.before[0], touch.after)])
    for touch in plain:
        before, after = (_table(texts.get(name, b"")) for name in (touch.before[0], touch.after))
        yield touch, before, after


def _texts(git: Git, names: Sequence[str]) -> dict[str, bytes]:
    return contents(git, (name for name, size in sizes(git, names).items() if size <= ENTRY_LIMIT))


def _table(data: bytes) -> Table:
    try:
        return tomltext.parse(data.decode("utf-8"))
    except ValueError:
        return {}


def _named(touch: Touch, reason: str) -> Quarantined:
    return Quarantined(touch.path, reason, touch.author, touch.commit[:_SHORT])


def _shown(value: object) -> str:
    return repr(str(value)[:80])

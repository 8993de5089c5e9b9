"""Who brought what: commits whose author is not the person that their events and new entries name.

Git lets anybody write any name, so this finds mix-ups and clumsy forgery; signed commits find the rest.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from mistakes.errors import Fault
from mistakes.files import ENTRY_LIMIT
from mistakes.identity import who, who_of
from mistakes.journal import Journal
from mistakes.records import NamedTuple
from mistakes_git.doubtful import author_in, told
from mistakes_git.git import Git
from mistakes_git.paths import place_of
from mistakes_git.persons import MAILMAP, addresses, is_named_after, owns, person_of
from mistakes_git.repository import Repository
from mistakes_git.trees import contents, sizes
from mistakes_git.vouching import doubtful, known_at
from mistakes_git.walking import address_in

BASE_VARIABLE = "MISTAKES_BASE"
_DIGITS = 12  # of the address's digest at the end of a person's file name
_CURE = (
    "Let its writer commit it. If it is the same person with another address, they can say so in .mailmap: "
    "see the explanation of sync, Whose events they are."
)


class _Brought(NamedTuple):
    """A file that a commit added or changed: who made the commit, where it lies, and its content's name."""

    commit: str
    author: str
    path: str
    blob: str
    before: str

    @property
    def is_new(self) -> bool:
        """Tell whether there was no file of that name before."""
        return not self.before.strip("0")


def forged(repository: Repository) -> Iterator[Fault]:
    """Yield events and entries in another person's name among the commits that are proposed.

    The commits are those after the one that the variable `MISTAKES_BASE` names, or, without it, those that
    the remote's branch does not have; merges are left out, as they bring what others wrote.
    """
    git, base = repository.git, _base(repository)
    if not base:
        return
    brought = list(_brought(git, repository.inner, base))
    yield from _events(brought)
    entries = [one for one in brought if (place := place_of(one.path)) and place.kind == "entries"]
    yield from _entries(git, [one for one in entries if one.is_new])
    yield from _authors(git, entries, base, repository.inner)


def foreign_lines(repository: Repository) -> Iterator[Fault]:
    """Yield the events of the branch that somebody else than their writer committed, by file and commit."""
    for one in told(doubtful(repository)):
        reason = f"{one.reason}: {one.author} (commit {one.commit})"
        yield Fault(one.path, f"{reason}; they do not count", _CURE)


def address_note(journal: Journal, repository: Repository, committed: Sequence[str]) -> str:
    """Return what to tell a person whose own events were just committed from an address not known as theirs.

    "" if all is well. Their name in the logs is kept in the settings and outlives a change of address.
    """
    person, address = who(journal.settings, journal.name), address_in(journal.author())
    own = [path for path in committed if person_of(path) == person]
    if journal.private or not own or is_named_after(person, address):
        return ""
    known = known_at(repository, repository.git, repository.head)
    if known is None or owns(known, person, address):
        return ""
    old = next(iter(sorted(addresses(known, person))), "")
    line = f"<{address}> <{old or 'OLD ADDRESS'}>"
    return (
        f"what you do is committed as {address}, and {person} is known by {old or 'another address'}: it does "
        f"not count for others until the file {MAILMAP} has the line {line}, committed from the old address"
    )


def _base(repository: Repository) -> str:
    """Return the commit that what is proposed goes on from, "" if none is known here."""
    named = os.environ.get(BASE_VARIABLE, "") or repository.tracking
    asked = ("rev-parse", "-q", "--verify", "--end-of-options", f"{named}^{{commit}}")
    return repository.git.run(*asked, ok=(0, 1, 128)).text if repository.head else ""


def _brought(git: Git, inner: str, base: str) -> Iterator[_Brought]:
    flags = ("--no-merges", "--raw", "--no-renames", "--no-abbrev", "-r", "-z", "--format=%h%x00%an <%ae>")
    said = git.run("log", *flags, "--end-of-options", f"{base}..HEAD", "--", inner or ".")
    fields = iter(said.fields)
    commit = author = ""
    for field in fields:
        raw = field.lstrip("\n")
        if not raw.startswith(":"):
            commit, author = raw, next(fields, "")
            continue
        before, blob, _ = raw.split(" ")[2:]
        yield _Brought(commit, author, next(fields, "").removeprefix(inner), blob, before)


def _events(brought: list[_Brought]) -> Iterator[Fault]:
    for one in brought:
        place = place_of(one.path)
        if place is None or place.kind != "events":
            continue
        person = one.path.rpartition("/")[2].removesuffix(".jsonl")
        if person[-_DIGITS:] != _address(one.author):
            reason = f"holds what {person} did, and was committed by {one.author} ({one.commit})"
            yield Fault(one.path, reason, "Let its writer commit it.")


def _entries(git: Git, added: list[_Brought]) -> Iterator[Fault]:
    texts = _texts(git, [one.blob for one in added])
    for one in added:
        author = author_in(texts.get(one.blob, b""))
        if author and _address(author) != _address(one.author):
            reason = f"is by {author}, and was committed by {one.author} ({one.commit})"
            yield Fault(one.path, reason, "Let its writer commit it, or share it under one's own name.")


def _authors(git: Git, brought: list[_Brought], base: str, inner: str) -> Iterator[Fault]:
    """Yield changes of an entry's author, unless it is in the end who it was in the beginning."""
    changed = [one for one in brought if not one.is_new and one.blob.strip("0")]
    texts = _texts(git, [name for one in changed for name in (one.before, one.blob)])
    authors = {name: author_in(text) for name, text in texts.items()}
    strange = [
        one for one in changed if len({authors.get(one.before), authors.get(one.blob)} - {None, ""}) > 1
    ]
    first = {one.path: f"{base}:{inner}{one.path}" for one in strange}
    first |= {one.path: one.blob for one in brought if one.is_new and one.path in first}
    right = _put_right(git, {path: (name, f"HEAD:{inner}{path}") for path, name in first.items()})
    for one in strange:
        if one.path not in right:
            before, after = authors[one.before], authors[one.blob]
            reason = f"got another author, {after}, in place of {before}, by {one.author} ({one.commit})"
            yield Fault(one.path, reason, "An entry's author never changes; put the first one back.")


def _put_right(git: Git, ends: Mapping[str, tuple[str, str]]) -> set[str]:
    """Return the paths of entries that name one author in both of two contents."""
    texts = _texts(git, [name for pair in ends.values() for name in pair]) if ends else {}
    authors = {path: [author_in(texts.get(name, b"")) for name in pair] for path, pair in ends.items()}
    return {path for path, (first, last) in authors.items() if first and first == last}


def _texts(git: Git, names: Sequence[str]) -> dict[str, bytes]:
    return contents(git, (name for name, size in sizes(git, names).items() if size <= ENTRY_LIMIT))


def _address(author: str) -> str:
    return who_of(author)[-_DIGITS:]

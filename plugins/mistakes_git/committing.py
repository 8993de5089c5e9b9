"""Committing what was written in a journal since the last time: its own files, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from mistakes import files, tomltext
from mistakes.errors import Fault, MistakesError
from mistakes.journal import Journal
from mistakes.model import PRIVATE_FIELDS
from mistakes.records import NamedTuple
from mistakes_git.errors import GitFailed, HookRefused, NeedsAttention
from mistakes_git.git import Git
from mistakes_git.incoming import LARGEST_LOG
from mistakes_git.indexes import index_held, private_index
from mistakes_git.leftovers import guard
from mistakes_git.paths import TOP_FILES, TREES, Place, is_ours, place_of
from mistakes_git.repository import Repository
from mistakes_git.trees import empty_tree, stage, staged
from mistakes_git.trusted import hooks_of

FEW = 20  # so many entries may go at once without a question
_STATUS = (
    "status",
    "--porcelain=v2",
    "-z",
    "--untracked-files=all",
    "--no-renames",
    "--ignore-submodules=all",
)


class Waiting(NamedTuple):
    """Files of the journal that differ from the last commit: to be committed, gone, and left with a reason."""

    present: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    left: tuple[Fault, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """All paths to be committed, from the top of the working tree."""
        return self.present + self.gone


def status_arguments(repository: Repository) -> tuple[str, ...]:
    """Return how git is asked what changed in the journal's own files."""
    if not repository.inner:
        return _STATUS  # asking for folders takes longer than all there is
    return (*_STATUS, "--", *(f":(top,literal){repository.inner}{name}" for name in (*TOP_FILES, *TREES)))


def waiting(journal: Journal, repository: Repository, said: bytes) -> Waiting:
    """Return what there is to commit, from what git said of the journal's files."""
    present: list[str] = []
    gone: list[str] = []
    left: list[Fault] = []
    for path in _paths(said):
        inner = path[len(repository.inner) :]
        if not is_ours(inner):
            continue
        place = Path(repository.top, path)
        if not os.path.lexists(place):
            gone.append(path)
        elif reason := _unfit(journal, place, place_of(inner) or Place("other")):
            left.append(Fault(inner, reason))
        else:
            present.append(path)
    return Waiting(tuple(present), tuple(gone), tuple(left))


def commit(journal: Journal, repository: Repository, found: Waiting, *, hooks: bool) -> str:
    """Commit those files and return the new commit; what else is staged or changed stays as it is.

    Raises `HookRefused` with what a hook says; the files are saved then, and not committed.
    """
    _refuse_loss(repository, found)
    git = repository.git._replace(private=journal.private)
    with private_index(repository) as index:
        apart = git.with_index(index)
        listed = _listed(found.all)
        apart.run("update-index", "-z", "--add", "--remove", "--stdin", data=listed)
        with index_held(repository, index):
            if _only_ours(apart, found):
                text, who = message(found, repository.inner), _identity(journal)
                with guard(repository) as held:
                    has_hooks = hooks and bool(hooks_of(repository))
                    _commit(apart, text, who, hooks=hooks, held=() if has_hooks else held)
    return git.run("rev-parse", "--verify", "HEAD^{commit}").text


def message(found: Waiting, inner: str = "") -> str:
    """Return the commit's message: numbers, and no word of what the entries say."""
    kinds = [place_of(path[len(inner) :]) for path in found.present]
    entries = sum(1 for place in kinds if place and place.kind == "entries")
    events = sum(1 for place in kinds if place and place.kind == "events")
    parts = [
        _counted(entries, "entry", "entries"),
        _counted(events, "log"),
        _counted(len(found.gone), "removal"),
    ]
    return "mistakes: " + (", ".join(filter(None, parts)) or "the journal's own files")


def identity_settings(journal: Journal) -> dict[str, str]:
    """Return who commits as git's environment has it: whoever writes the entries here."""
    return _identity(journal)


def _only_ours(apart: Git, found: Waiting) -> bool:
    """Take out of a copy of the index what somebody else staged; return whether anything of ours is staged.

    A commit of named paths would do the same, and takes hours for 100,000 of them.
    """
    head = apart.run("rev-parse", "-q", "--verify", "HEAD^{commit}", ok=(0, 1)).text
    base = head or empty_tree(apart)
    there = staged(apart, base)
    ours = set(found.all)
    foreign = {path: change.before for path, change in there.items() if path not in ours}
    if foreign:
        stage(apart, foreign, len(base))
    return len(there) > len(foreign)


def _commit(git: Git, text: str, who: dict[str, str], *, hooks: bool, held: Sequence[int]) -> None:
    """Commit; git holds a file open meanwhile, unless a hook might leave something behind that holds it too."""
    settings = ("core.fsync=committed,loose-object",)
    try:
        git.run("commit", "-q", "-m", text, hooks=hooks, settings=settings, more=who, held=held)
    except GitFailed as error:
        if hooks and "nothing to commit" not in error.said:
            raise HookRefused(f"nothing was committed: {error.said or error.message}") from None
        raise


def _identity(journal: Journal) -> dict[str, str]:
    name, _, address = journal.author().rpartition(" <")
    name, address = name.strip() or "somebody", address.rstrip(">") or "nobody@localhost"
    return {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", name), ("EMAIL", address))
    }


def _paths(said: bytes) -> Iterator[str]:
    """Yield the paths that git's status names, changed, new and unmerged ones."""
    for row in said.decode("utf-8", "surrogateescape").split("\0"):
        kind = row[:1]
        if kind == "1":
            yield row.split(" ", 8)[8]
        elif kind == "u":
            yield row.split(" ", 10)[10]
        elif kind == "?":
            yield row[2:]


def _unfit(journal: Journal, path: Path, place: Place) -> str:
    """Return why a file must not be sent to others as it is, "" if it may."""
    limit = LARGEST_LOG if place.kind == "events" else files.ENTRY_LIMIT
    try:
        data = files.read_bytes(path, limit)[0]
    except FileNotFoundError:
        return "is gone"
    except MistakesError as error:
        return str(getattr(error, "reason", error.message))
    if place.kind == "events":
        return _private_events(journal, data)
    return "" if place.kind in ("git", "purged") else _unfit_table(journal, data, place)


def _unfit_table(journal: Journal, data: bytes, place: Place) -> str:
    if not data:
        return "is empty"
    try:
        table = tomltext.parse(data.decode("utf-8"))
    except UnicodeDecodeError:
        return "is not UTF-8"
    except ValueError as error:
        return str(error)
    if place.kind == "entries" and table.get("id") != place.name:
        return f"has the id {str(table.get('id'))[:40]} inside"
    if place.kind == "journal" and table.get("kind") != journal.header.kind:
        return "says that it is another kind of journal"
    held = [name for name in PRIVATE_FIELDS if table.get(name)]
    return f"{', '.join(held)} is private" if held and not journal.private and place.kind == "entries" else ""


def _private_events(journal: Journal, data: bytes) -> str:
    """Return why a log may not be sent: it holds what one did for one's own learning."""
    if journal.private:
        return ""
    from mistakes.events import read_line

    for number, line in enumerate(data.split(b"\n"), 1):
        with suppress(ValueError):
            if line and read_line(line.decode("utf-8")).private:
                return f"line {number} is private"
    return ""


def _refuse_loss(repository: Repository, found: Waiting) -> None:
    """Raise `NeedsAttention` if most entries are gone at once, as after a slip with a file manager."""
    gone = [path for path in found.gone if path.endswith(".toml")]
    if len(gone) <= FEW:
        return
    known = repository.git.run("ls-files", "-z", "--", f":(top,literal){repository.inner}entries").out.count(
        b"\0"
    )
    if 2 * len(gone) > known:
        hint = f"Bring them back: git -C {repository.top} checkout HEAD -- {repository.inner}entries; or commit it yourself."
        raise NeedsAttention(f"{len(gone)} of {known} entries are gone from {repository.top}", hint)


def _listed(paths: Iterable[str]) -> bytes:
    return "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}" if number else ""

"""Moving the working tree from one commit to another so that being killed at any point harms nothing.

What is to happen is noted first; then files change, then the index, at last the branch. Who comes next
finishes what was noted, or takes it back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from mistakes import files
from mistakes.errors import MistakesError
from mistakes.records import NamedTuple
from mistakes_git.errors import GitFailed, NeedsAttention
from mistakes_git.git import Git, failure
from mistakes_git.indexes import install_index, use_own_lock
from mistakes_git.leftovers import guard
from mistakes_git.repository import Repository
from mistakes_git.trees import Blob, Change, changes, contents, sizes

_LARGEST = 64 * 1024 * 1024


class Step(NamedTuple):
    """A move of the branch from one commit (`before`, "" for none) to another."""

    branch: str
    before: str
    after: str


class Moved(GitFailed):
    """Something changed under our hands: the step was not taken, and may be tried again."""

    kind = "moved"


def move(
    repository: Repository,
    git: Git,
    step: Step,
    index: str,
    *,
    held: tuple[int, ...] = (),
    keep_branch: bool = False,
) -> None:
    """Bring working tree, index and branch from one commit to the other, in this order.

    `index` is a copy of the index, as `private_index` makes it; `held` are the locks that git holds as well while
    it writes files; `keep_branch` is for a branch that is there already. Raises `Moved` if a file or the branch changed meanwhile, in which case `recover` comes next, and
    `NeedsAttention` if somebody's own file is in the way.
    """
    note = _note(repository)
    files.make_folder(note.parent, private=True)
    text = json.dumps(step._asdict())
    trees = (step.before or _nothing(git), step.after)
    files.replace(note.parent, note, text, private=True)
    try:
        with guard(repository) as writing:
            _check_out(git.with_index(index), trees, (*writing, *held))
    except GitFailed as error:
        refused = _in_the_way(error)
        if refused is not error:  # git looks at all files before it writes one; after that the note is needed
            files.remove(note)
        raise refused from None
    install_index(repository, index)
    if not keep_branch:
        _move_branch(git, step)
    files.remove(note)


def _check_out(git: Git, trees: tuple[str, str], held: tuple[int, ...]) -> None:
    arguments = ("read-tree", "-m", "-u", "--end-of-options", *trees)
    try:
        done = git.run(*arguments, held=held)
    except GitFailed as error:
        if "not uptodate" not in error.said:
            raise
        # the files may only have been copied or touched since git looked at them
        git.run("update-index", "-q", "--refresh", ok=(0, 1))
        done = git.run(*arguments, held=held)
    if "unable to unlink" in done.err:  # for git that is well; the next sync would add the file anew
        raise failure(done, arguments[0])


def recover(repository: Repository, git: Git) -> bool:
    """Finish or take back the step that somebody was killed in; return whether there was one."""
    use_own_lock(repository, git)
    note = _note(repository)
    try:
        noted = json.loads(files.safe_read(note))
        step = Step(*(str(noted[name]) for name in ("branch", "before", "after")))
    except FileNotFoundError:
        return False
    except (ValueError, KeyError, TypeError, MistakesError):
        files.remove(note)
        return False
    _settle(repository, git, step)
    files.remove(note)
    return True


def _note(repository: Repository) -> Path:
    return Path(repository.own_folder, "step.json")


def _move_branch(git: Git, step: Step) -> None:
    before = step.before or "0" * len(step.after)
    try:
        git.run("update-ref", "-m", "mistakes sync", f"refs/heads/{step.branch}", step.after, before)
    except GitFailed as error:
        raise Moved("the branch was moved by somebody else meanwhile", said=error.said) from None


def _in_the_way(error: GitFailed) -> GitFailed:
    """Return what a refusal of git means; the error itself if it is none, and files may have been written."""
    low = error.said.lower()
    if "untracked" in low or "would be overwritten" in low or "would be removed" in low:
        path = error.said.partition("'")[2].partition("'")[0]
        made = NeedsAttention(
            f"{path or 'a file'} was not written: a file of yours is in its place",
            "Move it away, then sync again.",
        )
        made.said = error.said
        return made
    if "not uptodate" in low or "cannot merge" in low:
        return Moved("a file was changed meanwhile", said=error.said)
    return error


def _settle(repository: Repository, git: Git, step: Step) -> None:
    """Bring files, index and branch to one commit: the later one if all files and the index are there.

    Where the branch stands elsewhere by now, the files are brought to what it says there: what was to come may
    have been committed since, and taking it back would remove it for everybody.
    """
    changed = changes(git, step.before or _nothing(git), step.after)
    if repository.head == step.after and repository.branch == step.branch:
        return
    if repository.head == step.before and repository.branch == step.branch and _is_staged(git, changed):
        _move_branch(git, step)
        return
    ahead = changes(git, repository.head or _nothing(git), step.after)
    for path, change in changed.items():
        there = ahead[path].before if path in ahead else change.after
        _take_back(repository, git, path, Change(there, change.after))


def _nothing(git: Git) -> str:
    from mistakes_git.trees import empty_tree

    return empty_tree(git)


def _is_staged(git: Git, changed: Mapping[str, Change]) -> bool:
    """Tell whether the index has all that the later commit has."""
    fields = git.run("ls-files", "-s", "-z").fields
    staged = {row.partition("\t")[2]: Blob(*row.split(" ", 2)[:2]) for row in fields}
    return all(staged.get(path) == change.after for path, change in changed.items())


def _take_back(repository: Repository, git: Git, path: str, change: Change) -> None:
    """Bring a file back that was being written; what a person has changed since then stays."""
    place = Path(repository.top, path)
    texts = _texts(git, change)
    old, new = (texts.get(blob.name) if blob else None for blob in change)
    try:
        there = files.read_bytes(place, _LARGEST)[0]
    except FileNotFoundError:
        there = None
    except MistakesError:
        return
    is_torn = there is None or (new is not None and new.startswith(there))
    if not is_torn or there == old:
        return
    if old is not None:
        _write(repository, place, old)
    elif there is not None:
        files.remove(place)


def _texts(git: Git, change: Change) -> dict[str, bytes]:
    names = [blob.name for blob in change if blob and blob.mode.startswith("100")]
    known = sizes(git, names)
    return contents(git, (name for name in names if known.get(name, _LARGEST + 1) <= _LARGEST))


def _write(repository: Repository, place: Path, data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    try:
        files.replace(Path(repository.top), place, text, private=False)
    except MistakesError:
        with open(place, "wb") as file:  # a text that is no UTF-8
            file.write(data)

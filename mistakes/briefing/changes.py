"""What a git repository is about to take in, read without running anything that the repository names.

Only what is staged or committed is compared: looking at files of the working tree may run filters that a
repository's configuration names. Hooks, file-system monitors, external and textual diffs, pagers and
fetching are switched off; whose repository it may be is left to git's own `safe.directory`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from mistakes.errors import MistakesError, UsageError
from mistakes.records import NamedTuple

LARGEST = 4 << 20  # bytes of what git says; the rest is left unread
MOST_PATHS = 5_000
_SECONDS = 20.0
_SAFE = (
    *("-c", "core.fsmonitor=false", "-c", "core.pager=cat"),
    *("-c", "core.sshCommand=false", "-c", "protocol.allow=never", "-c", "core.quotePath=false"),
    *("-c", "diff.external=", "-c", "color.ui=false", "-c", "submodule.recurse=false", "--no-pager"),
)
_NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")
_DIFF = (
    *("diff", "--cached", "--raw", "-z", "--patch", "--unified=0", "--no-ext-diff", "--no-textconv"),
    *("--no-color", "--no-renames", "--ignore-submodules=all", "--submodule=short", "--no-abbrev"),
    *("--src-prefix=a/", "--dst-prefix=b/", "--inter-hunk-context=0", "--no-indent-heuristic"),
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
_DROPPED = ("GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_TRACE")


class Changes(NamedTuple):
    """The paths that change, from the top of the repository, and the lines that are added."""

    paths: tuple[str, ...]
    added: str


def staged(folder: str = ".") -> Changes:
    """Return what is staged in the repository of a folder; raises `MistakesError` if git cannot tell."""
    return staging(folder)()


def since(revision: str, folder: str = ".") -> Changes:
    """Return what changed since a revision, or within a range `A..B`, the index included in the former.

    It is compared with where the branches parted. Raises `UsageError` for what cannot be a revision,
    `MistakesError` if git does not know it.
    """
    return changing(revision, folder)()


def staging(folder: str = ".") -> Callable[[], Changes]:
    """Let git begin to look for what `staged` returns; the function returned waits for it."""
    _require_repository(folder)
    return _begun(folder, *_DIFF, "--")


def changing(revision: str, folder: str = ".") -> Callable[[], Changes]:
    """Let git begin to look for what `since` returns; the function returned waits for it."""
    if not revision or revision.startswith("-") or not revision.isprintable() or len(revision) > 200:
        raise UsageError(f"{revision[:40]!r} is not a revision", "Name a branch, a tag or a commit.")
    _require_repository(folder)
    if ".." in revision:
        compared = [option for option in _DIFF if option != "--cached"]
        return _begun(folder, *compared, "--end-of-options", revision, "--")
    return _begun(folder, *_DIFF, "--merge-base", "--end-of-options", revision, "--")


def hooks_folder(folder: str = ".") -> str:
    """Return the folder that git takes a repository's hooks from: of all its worktrees, or `core.hooksPath`.

    Raises `MistakesError` where there is no repository, or one without files to commit.
    """
    # told as the repository has it, so without the setting that switches hooks off
    said = _text(_run(folder, "rev-parse", "--is-inside-work-tree", "--git-path", "hooks", more=()))
    is_inside, _, path = said.removesuffix("\n").partition("\n")
    if is_inside != "true":
        raise MistakesError("this is no place that anything is committed from", "Go into a working tree.")
    return os.path.normpath(os.path.join(os.path.abspath(folder), path))


def is_ignored(path: str, folder: str = ".") -> bool:
    """Tell whether git leaves a path out of its repository, as `.gitignore` says it."""
    try:
        _run(folder, "check-ignore", "--quiet", "--", path)
    except MistakesError:
        return False
    return True


def top_of(folder: str) -> str:
    """Return the top of the repository that a folder lies in, "" if it is in none; git is not asked."""
    here = os.path.abspath(folder)
    while True:
        if os.path.lexists(os.path.join(here, ".git")):
            return here
        above = os.path.dirname(here)
        if above == here:
            return ""
        here = above


def _require_repository(folder: str) -> None:
    if not (top_of(folder) or os.environ.get("GIT_DIR")):
        message = "this folder lies in no git repository"
        raise MistakesError(message, "Go into one, or say in words what you are about to do.")


def _changes(said: bytes) -> Changes:
    raw, _, patch = said.partition(b"\0\0")
    fields = raw.removesuffix(b"\0").split(b"\0") if said.startswith(b":") else []
    paths = [_text(path) for path in fields[1::2][:MOST_PATHS]]
    return Changes(tuple(paths), _added(_text(patch)))


def _added(patch: str) -> str:
    """Return the added lines of a patch; what looks like one in the head of a file is none."""
    lines, is_inside = [], False
    for line in patch.split("\n"):
        if line.startswith(("@@", "diff --git ")):
            is_inside = line.startswith("@@")
        elif is_inside and line.startswith("+"):
            lines.append(line[1:])
    return "\n".join(lines)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _begun(folder: str, *arguments: str) -> Callable[[], Changes]:
    said = _running(folder, *arguments)
    return lambda: _changes(said())


def _run(folder: str, *arguments: str, more: Sequence[str] = _NO_HOOKS) -> bytes:
    """Return what git says, of a great deal only the beginning."""
    return _running(folder, *arguments, more=more)()


def _running(folder: str, *arguments: str, more: Sequence[str] = _NO_HOOKS) -> Callable[[], bytes]:
    """Start git; the function returned waits for what it says, of a great deal only the beginning."""
    command = ["git", *more, *_SAFE, *arguments]
    beginning = _started(command, folder, complaints=False)

    def said() -> bytes:
        answer, status = beginning()
        if status and len(answer) < LARGEST:
            # asked once more for what it complains of, as two pipes cannot be read one after the other
            reason = _first_line(_started(command, folder, complaints=True)()[0])
            raise MistakesError(f"git cannot tell what changed: {reason}", "Nothing was changed.")
        return answer

    return said


def _started(command: Sequence[str], folder: str, *, complaints: bool) -> Callable[[], tuple[bytes, int]]:
    """Start a program; the function returned waits for what it writes, or its complaints, and its status.

    At most so much is read, and for so long.
    """
    import subprocess
    from threading import Timer

    nothing, pipe = subprocess.DEVNULL, subprocess.PIPE
    out, err = (nothing, pipe) if complaints else (pipe, nothing)
    environment = {name: value for name, value in os.environ.items() if name not in _DROPPED} | _ENVIRONMENT
    try:
        program = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=nothing, stdout=out, stderr=err
        )
    except OSError as error:
        reason = "git is not installed" if isinstance(error, FileNotFoundError) else str(error)
        raise MistakesError(f"what changed is not known: {reason}", "Say it in words instead.") from None
    timer = Timer(_SECONDS, program.kill)
    timer.daemon = True  # nobody may come to wait for the program
    timer.start()

    def beginning() -> tuple[bytes, int]:
        try:
            with program:
                stream = program.stderr if complaints else program.stdout
                said = stream.read(LARGEST) if stream else b""
                if len(said) == LARGEST:
                    program.kill()
        finally:
            timer.cancel()
        return said, program.returncode

    return beginning


def _first_line(complaint: bytes) -> str:
    lines = _text(complaint).strip().splitlines() or ["it was stopped"]
    return lines[0].removeprefix("fatal: ").removeprefix("error: ")

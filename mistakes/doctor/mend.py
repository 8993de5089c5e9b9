"""Mending what can be mended without losing anything a person wrote.

Everything happens under the journal's lock, after a second look: what is no longer wrong stays as it is.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mistakes import codec, files, places, tomltext
from mistakes.doctor.entries import BOM, Scope, examine, target_of
from mistakes.doctor.events import LARGEST_LOG, examine_log, torn_tail
from mistakes.doctor.journal import OTHERS, folder_problems, header_of, header_problems
from mistakes.doctor.problem import Examined, Problem
from mistakes.doctor.restore import restorable
from mistakes.doctor.walk import TREES, item_of, leftover
from mistakes.errors import InvalidEntry, NotSaved, UnreadableFile
from mistakes.layout import EVENTS, JOURNAL_FILE, TEMPORARY, entry_path
from mistakes.model import FORMAT
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.journal import Journal


class Patient(NamedTuple):
    """What is mended: a journal's folder, a path in it, and whether what is written is for its owner only."""

    root: Path
    path: Path
    private: bool


def mend(journal: Journal, problem: Problem, *, now: datetime | None = None) -> str:
    """Mend one problem and return what was done, "" if there was nothing to be done safely.

    Blocks up to ten seconds for the journal's lock. Raises `Busy`, and `NotSaved` if the disk does
    not take it; then the old state stands.
    """
    path = Path(problem.path)
    if not problem.fixable or problem.kind not in _CURES or not _lies_in(journal.root, path):
        return ""
    with journal.lock(), suppress(FileNotFoundError, UnreadableFile, InvalidEntry, ValueError):
        return _mended(journal.root, path, problem, now or datetime.now(UTC))
    return ""


def _mended(root: Path, path: Path, problem: Problem, now: datetime) -> str:
    about = header_of(root)
    if (about is None and path != root / JOURNAL_FILE) or (about and about.format > FORMAT):
        return ""
    scope = Scope(root, None if about is None else not about.private, now)
    still = any(found.kind == problem.kind and found.fixable for found in _second_look(scope, path))
    private = about.private if about else not os.stat(root).st_mode & OTHERS
    return _CURES[problem.kind](Patient(root, path, private)) if still else ""


def _lies_in(root: Path, path: Path) -> bool:
    """Tell whether the path is the folder itself or leads into it through no link."""
    if path == root:
        return True
    if not path.is_relative_to(root) or ".." in path.parts:
        return False
    return Path(os.path.realpath(path.parent)) == Path(os.path.realpath(root)) / path.parent.relative_to(root)


def _second_look(scope: Scope, path: Path) -> Iterator[Problem]:
    place = () if path == scope.root else path.relative_to(scope.root).parts
    if path.name.startswith(TEMPORARY):
        yield from leftover(path, scope.now.timestamp())
    elif path == scope.root / JOURNAL_FILE:
        yield from header_problems(scope.root)
    elif len(place) < 2:
        yield from (found for found in folder_problems(scope.root, scope.team) if found.path == str(path))
    elif place[0] == EVENTS:
        yield from examine_log(scope, path, array("q"), Examined())
    elif place[0] in TREES:
        yield from examine(scope, item_of(scope.root, path))


def _move(patient: Patient) -> str:
    root, path, private = patient
    text = files.safe_read(path)
    target = target_of(root, path)
    files.create(root, target, text, private=private)
    if files.safe_read(path) == text:
        files.remove(path)
    return f"moved to {target.parent.relative_to(root).as_posix()}"


def _restore(patient: Patient) -> str:
    root, path, private = patient
    files.replace(root, path, restorable(root, path), private=private, expected="")
    return "brought back from git"


def _to_plain_line_ends(patient: Patient) -> str:
    return _rewrite(patient, lambda text: text.replace("\r\n", "\n"), "changed the line ends to LF")


def _without_bom(patient: Patient) -> str:
    return _rewrite(patient, lambda text: text.removeprefix(BOM), "took the byte order mark out")


def _rewrite(patient: Patient, change: Callable[[str], str], done: str) -> str:
    root, path, private = patient
    data = files.read_bytes(path, LARGEST_LOG)[0]
    old = files.decode(data, path)
    new = change(old)
    if path.suffix == ".toml" and not tomltext.same(tomltext.parse(old), tomltext.parse(new)):
        return ""
    files.replace(root, path, new, private=private, expected=old)
    return done


def _store_keys(patient: Patient) -> str:
    root, path, private = patient
    text = files.safe_read(path)
    table = codec.to_table(codec.read_entry(text, str(path)))
    files.replace(root, path, tomltext.replace_data(text, table), private=private, expected=text)
    return "stored the keys"


def _cut_torn_line(patient: Patient) -> str:
    root, path, private = patient
    data = files.read_bytes(path, LARGEST_LOG)[0]
    torn = torn_tail(data)
    whole = files.decode(data.removesuffix(torn), path)
    kept = _keep(f"torn-{path.stem}", torn.decode("utf-8", "surrogateescape"))
    files.replace(root, path, whole, private=private)
    return f"moved the torn line to {kept}"


def _remove_leftover(patient: Patient) -> str:
    root, path, _ = patient
    text = _unsaved_entry(root, path)
    kept = _keep("unsaved", text) if text else None
    files.remove(path)
    return f"removed; its text is kept in {kept}" if kept else "removed"


def _unsaved_entry(root: Path, path: Path) -> str:
    """Return the text of a whole entry that was written and never got its name, "" if it is none."""
    try:
        text = files.safe_read(path)
        entry = codec.read_entry(text, str(path))
    except (UnreadableFile, InvalidEntry):
        return ""
    try:
        return "" if files.safe_read(entry_path(root, entry.id)) == text else text
    except (FileNotFoundError, UnreadableFile):
        return text


def _make_git_file(patient: Patient) -> str:
    from mistakes.layout import GIT_FILES

    root, path, private = patient
    files.create(root, path, GIT_FILES[path.name], private=private)
    return "written"


def _close_to_others(patient: Patient) -> str:
    mode = os.stat(patient.path).st_mode
    try:
        os.chmod(patient.path, mode & 0o7777 & ~OTHERS)
    except OSError as error:
        raise NotSaved(f"{patient.path}: {error.strerror}", "Ask its owner.") from None
    return "only you can look in now"


def _keep(name: str, text: str) -> Path:
    return files.keep_draft(places.state_folder() / "drafts", name, text)


_CURES: dict[str, Callable[[Patient], str]] = {
    "wrong-folder": _move,
    "empty-file": _restore,
    "crlf": _to_plain_line_ends,
    "bom": _without_bom,
    "no-keys": _store_keys,
    "torn-line": _cut_torn_line,
    "leftover": _remove_leftover,
    "git-file": _make_git_file,
    "permissions": _close_to_others,
}

"""Reading never follows, waits or chokes; writing never overwrites, tears or leaves the journal."""

from __future__ import annotations

import errno
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from mistakes import Commented, Journal, Mistake, files
from mistakes.errors import AlreadyExists, Busy, MistakesError, NotSaved, UnreadableFile
from mistakes.layout import TEMPORARY

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")


def _listen(path: Path) -> None:
    # the name of a socket is at most some hundred bytes long
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(path.parent)
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.fchdir(here)
        os.close(here)


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _touched(path: Path) -> Path:
    path.touch()
    return path


NO_LINKS = [errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK]
LINKS: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo if hasattr(os, "mkfifo") else lambda path: path,
    "link to a file": lambda path: path.symlink_to("/etc/hosts"),
    "link to nothing": lambda path: path.symlink_to("gone"),
    "link to a pipe": lambda path: path.symlink_to(_pipe(path.with_suffix(".pipe"))),
    "folder": Path.mkdir,
    "socket": _listen,
    "sparse gigabyte": lambda path: os.truncate(_touched(path), 1 << 30),
}


def _temporary_files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.name.startswith(TEMPORARY)]


@on_posix
@pytest.mark.parametrize("kind", list(LINKS))
def test_only_regular_files_of_the_right_size_are_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.toml"
    LINKS[kind](path)

    with pytest.raises(UnreadableFile, match=str(path)):
        files.safe_read(path)


@on_posix
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/full", "/dev/tty"])
def test_devices_are_not_read(device: str) -> None:
    if not os.path.exists(device):
        pytest.skip(f"there is no {device}")
    with pytest.raises(UnreadableFile):
        files.safe_read(Path(device))


def test_a_file_of_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"x" * files.ENTRY_LIMIT)
    assert files.ENTRY_LIMIT == len(files.safe_read(path))

    path.write_bytes(b"x" * (files.ENTRY_LIMIT + 1))
    with pytest.raises(UnreadableFile, match="larger than 256 KiB"):
        files.safe_read(path)


@on_posix
def test_a_file_that_grows_while_it_is_read_stays_within_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"x" * files.ENTRY_LIMIT)
    real = os.fstat

    def grow(handle: int) -> os.stat_result:
        state = real(handle)
        with path.open("ab") as file:
            file.write(b"y" * 400_000)
        return state

    monkeypatch.setattr(os, "fstat", grow)
    with pytest.raises(UnreadableFile, match="larger than 256 KiB"):
        files.safe_read(path)


@pytest.mark.parametrize(("data", "line"), [(b"\xff", 1), (b"a\nb\n\xc3", 3), (b"a\n\xed\xa0\x80\n", 2)])
def test_text_that_is_not_utf_8_is_told_by_its_line(tmp_path: Path, data: bytes, line: int) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(data)

    with pytest.raises(UnreadableFile, match=f"line {line} is not UTF-8"):
        files.safe_read(path)


def test_a_missing_file_is_none_of_these_errors(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.safe_read(tmp_path / "x.toml")


@on_posix
@pytest.mark.parametrize("kind", list(LINKS))
def test_creating_never_overwrites_or_follows_what_is_there(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.toml"
    LINKS[kind](path)
    before = os.lstat(path)

    with pytest.raises(AlreadyExists):
        files.create(tmp_path, path, "text", private=True)
    assert (before.st_ino, before.st_mode, before.st_size) == os.lstat(path)[1::-1] + os.lstat(path)[6:7]
    assert not (tmp_path / "gone").exists()
    assert [] == _temporary_files(tmp_path)


@pytest.mark.parametrize("code", [None, *NO_LINKS])
def test_of_many_who_create_one_name_exactly_one_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int | None
) -> None:
    _without_links(monkeypatch, code)
    path = tmp_path / "entries" / "x.toml"
    made: list[str] = []

    def create(text: str) -> None:
        try:
            files.create(tmp_path, path, text, private=True)
        except AlreadyExists:
            return
        made.append(text)

    _at_once([lambda text=f"text {n}": create(text) for n in range(16)])  # type: ignore[misc]

    assert [path.read_text()] == made
    assert [] == _temporary_files(tmp_path)


@pytest.mark.parametrize("code", NO_LINKS)
def test_without_hard_links_a_failed_creation_leaves_no_empty_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    _without_links(monkeypatch, code)
    monkeypatch.setattr(os, "replace", _failing(errno.EIO))

    with pytest.raises(NotSaved):
        files.create(tmp_path, tmp_path / "x.toml", "text", private=True)
    assert not (tmp_path / "x.toml").exists()

    monkeypatch.undo()
    files.create(tmp_path, tmp_path / "x.toml", "text", private=True)
    assert "text" == (tmp_path / "x.toml").read_text()


def test_readers_of_a_file_that_is_replaced_see_the_old_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    texts = {letter * 200_000 for letter in "ab"}
    files.create(tmp_path, path, max(texts), private=True)
    done = threading.Event()
    seen: set[str] = set()

    def read() -> None:
        while not done.is_set():
            seen.add(files.safe_read(path))

    def write() -> None:
        try:
            for number in range(60):
                files.replace(tmp_path, path, "ab"[number % 2] * 200_000, private=True)
        finally:
            done.set()

    _at_once([write, read, read])

    assert seen == texts


def test_a_text_that_somebody_changed_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("theirs")

    with pytest.raises(Busy):
        files.replace(tmp_path, path, "ours", private=True, expected="as it was")
    assert "theirs" == path.read_text()
    assert [] == _temporary_files(tmp_path)


@on_posix
def test_an_editor_that_knows_no_lock_loses_nothing(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = journal.add("old", story="s")
    path = journal.path(made.id)
    real = os.fsync
    typed = iter([b'title = "typed meanwhile"'])

    def save_in_the_editor(handle: int) -> None:
        real(handle)
        for title in typed:
            path.write_bytes(path.read_bytes().replace(b'title = "old"', title))

    monkeypatch.setattr(os, "fsync", save_in_the_editor)
    changed = journal.change(made.id, story="t")

    assert ("typed meanwhile", "t") == (changed.title, changed.story)


@on_posix
@pytest.mark.parametrize("place", ["entries", "entries/2026", "entries/2026/11"])
def test_nothing_is_written_through_a_folder_that_is_a_link(tmp_path: Path, place: str) -> None:
    outside = tmp_path / "etc"
    outside.mkdir()
    root = tmp_path / "journal"
    (root / place).parent.mkdir(parents=True)
    (root / place).symlink_to(outside, target_is_directory=True)
    path = root / "entries" / "2026" / "11" / "x.toml"

    for write in (
        lambda: files.create(root, path, "x", private=True),
        lambda: files.replace(root, path, "x", private=True),
        lambda: files.append_lines(root, path, "x", private=True),
    ):
        with pytest.raises(NotSaved, match="not a real folder"):
            write()
    assert [] == list(outside.rglob("*"))


@on_posix
def test_nothing_is_written_where_a_file_stands_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "entries").write_text("mine")

    with pytest.raises(NotSaved, match="not a real folder"):
        files.create(tmp_path, tmp_path / "entries" / "2026" / "x.toml", "x", private=True)
    assert "mine" == (tmp_path / "entries").read_text()


@on_posix
@pytest.mark.parametrize(
    "kind", ["pipe", "link to a file", "link to nothing", "link to a pipe", "folder", "socket"]
)
def test_lines_are_appended_to_regular_files_only(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "log.jsonl"
    LINKS[kind](path)

    with pytest.raises(NotSaved, match="log"):
        files.append_lines(tmp_path, path, "{}", private=True)
    assert not (tmp_path / "gone").exists()


@on_posix
@pytest.mark.parametrize("mask", [0o000, 0o077])
@pytest.mark.parametrize("kind", ["personal", "team"])
def test_a_personal_journal_is_private_from_the_first_moment(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, mask: int, kind: str
) -> None:
    modes: list[tuple[str, int]] = []
    _note_modes(monkeypatch, modes)
    old = os.umask(mask)
    try:
        journal = Journal.create(tmp_path / "journal", name="x", kind=kind)
        made = journal.add("x")
        journal.change(made.id, title="y")
        journal.record(Commented(made.id, text="c"))
        files.keep_draft(home / "xdg_state_home" / "mistakes" / "drafts", "new", "text")
        journal.undo()
    finally:
        os.umask(old)

    own = [home / "xdg_state_home", *([journal.root] if kind == "personal" else [])]
    made_there = {mode & 0o077 for path, mode in modes if any(path.startswith(str(folder)) for folder in own)}
    assert {0} == made_there
    there = [path for folder in own for path in folder.rglob("*")]
    assert {0o600, 0o700} == {stat.S_IMODE(path.lstat().st_mode) for path in there}


def _note_modes(monkeypatch: pytest.MonkeyPatch, modes: list[tuple[str, int]]) -> None:
    """Note the mode that each file and folder has at the moment it is made."""
    real_open, real_mkdir = os.open, os.mkdir

    def note_open(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        handle = real_open(path, flags, *rest, **more)
        if flags & os.O_CREAT:
            modes.append((os.fspath(path), os.fstat(handle).st_mode))
        return handle

    def note_mkdir(path: Any, *rest: Any, **more: Any) -> None:
        real_mkdir(path, *rest, **more)
        modes.append((os.fspath(path), os.stat(path).st_mode))

    monkeypatch.setattr(os, "open", note_open)
    monkeypatch.setattr(os, "mkdir", note_mkdir)


@on_posix
@pytest.mark.parametrize("code", [errno.EBADF, errno.ENOLCK, errno.EOPNOTSUPP])
def test_where_folders_cannot_be_locked_a_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    import fcntl

    real = fcntl.flock

    def flock(handle: int, operation: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(code, os.strerror(code))
        real(handle, operation)

    monkeypatch.setattr(fcntl, "flock", flock)
    fallback = tmp_path / "state" / "x.lock"

    with files.locked(tmp_path, lambda: fallback):
        assert fallback.is_file()
        with pytest.raises(Busy), files.locked(tmp_path, lambda: fallback, seconds=0.05):
            pass
    with files.locked(tmp_path, lambda: fallback, seconds=0):
        pass


@on_posix
def test_where_nothing_can_be_locked_nothing_is_changed(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    made = journal.add("x")
    before = journal.raw_text(made.id)
    monkeypatch.setattr(fcntl, "flock", _failing(errno.ENOLCK))

    with pytest.raises(NotSaved):
        journal.change(made.id, title="y")
    assert before == journal.raw_text(made.id)


@on_posix
def test_an_entry_is_still_added_where_nothing_can_be_locked_or_linked(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    monkeypatch.setattr(fcntl, "flock", _failing(errno.ENOLCK))
    _without_links(monkeypatch, errno.EPERM)

    made = journal.add("x")

    assert made == Journal.open(journal.root).get(made.id)


def test_a_lock_is_let_go_when_the_work_under_it_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), files.locked(tmp_path, lambda: tmp_path / "lock"):
        raise ZeroDivisionError
    with files.locked(tmp_path, lambda: tmp_path / "lock", seconds=0):
        pass


def test_a_torn_last_line_is_cut_off_and_given_back_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    torn = '{"text": "半'.encode()[:-1]
    path.write_bytes(b'{"a": 1}\n' + torn)

    cut = files.append_lines(tmp_path, path, '{"b": 2}', private=True)

    assert b'{"a": 1}\n{"b": 2}\n' == path.read_bytes()
    assert torn == cut.encode("utf-8", "surrogateescape")
    assert torn == files.keep_draft(tmp_path / "drafts", "torn", cut).read_bytes()


def test_a_whole_last_line_without_its_newline_gets_one(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"a": 1}')

    assert "" == files.append_lines(tmp_path, path, '{"b": 2}\n{"c": 3}', private=True)
    assert b'{"a": 1}\n{"b": 2}\n{"c": 3}\n' == path.read_bytes()


@pytest.mark.parametrize("size", [files.ENTRY_LIMIT, 48 * 1024 * 1024])
def test_a_last_line_too_long_to_be_ours_is_ended_and_kept(tmp_path: Path, size: int) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"a": 1}\n')
    os.truncate(path, size)

    assert "" == files.append_lines(tmp_path, path, '{"b": 2}', private=True)
    assert size + len(b'\n{"b": 2}\n') == path.stat().st_size
    with path.open("rb") as file:
        file.seek(-12, os.SEEK_END)
        assert b'\0\0\n{"b": 2}\n' == file.read()


@pytest.mark.parametrize("text", ["\ud800", "a\udcffb"])
def test_text_that_is_no_unicode_is_refused_before_anything_is_made(tmp_path: Path, text: str) -> None:
    root = tmp_path / "journal"
    root.mkdir()
    for write in (files.create, files.replace, files.append_lines):
        with pytest.raises(NotSaved, match="not UTF-8"):
            write(root, root / "entries" / "x", text, private=True)
    assert [] == list(root.rglob("*"))


def test_drafts_never_overwrite_each_other(tmp_path: Path) -> None:
    paths = [files.keep_draft(tmp_path, "new", str(number)) for number in range(3)]

    assert ["0", "1", "2"] == [path.read_text() for path in paths]


@on_posix
def test_a_draft_that_does_not_fit_leaves_nothing_and_an_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "write", _failing(errno.ENOSPC))

    with pytest.raises(NotSaved, match="full"):
        files.keep_draft(tmp_path / "drafts", "new", "text")
    assert [] == list((tmp_path / "drafts").iterdir())


@on_posix
def test_a_file_that_cannot_be_removed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "draft.toml"
    path.touch()
    files.remove(tmp_path / "gone")
    monkeypatch.setattr(os, "unlink", _failing(errno.EACCES))

    with pytest.raises(MistakesError, match="draft"):
        files.remove(path)


@on_posix
@as_root
def test_a_folder_without_permission_is_told_and_left_as_it_is(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from faults import run

    for change in _CHANGES(journal.add("so that all modules are loaded").id):
        change(journal)
    made = journal.add("x")
    before = journal.raw_text(made.id)
    for path in [journal.root, *journal.root.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    for parent in [*journal.root.parents][:3]:
        parent.chmod(parent.stat().st_mode | 0o011)
    settings = tmp_path / "config" / "mistakes" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('author = "Ana <ana@example.org>"\nwho = "ana-0123456789ab"\n')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def work(change: Callable[[Journal], object]) -> Callable[[], str]:
        def as_nobody() -> str:
            os.setgid(65534)
            os.setuid(65534)
            opened = Journal.open(journal.root)
            assert "x" == opened.get(made.id).title
            change(opened)
            return "saved"

        return as_nobody

    for change in _CHANGES(made.id):
        outcome = run(work(change), [])
        assert "no permission" in outcome.refused, outcome
    assert before == journal.raw_text(made.id)


def _CHANGES(entry_id: str) -> list[Callable[[Journal], object]]:
    return [
        lambda journal: journal.add("y"),
        lambda journal: journal.change(entry_id, title="y"),
        lambda journal: journal.delete(entry_id),
        lambda journal: journal.record(Commented(entry_id, text="y")),
    ]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Return a function that mounts a disk of the options given, for as long as the test runs."""
    mounted: list[Path] = []

    def mount(options: str) -> Path:
        place = tmp_path / "disk"
        place.mkdir(exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", options, "mistakes-test", str(place)]
        if mounted:
            command = ["mount", "-o", f"remount,{options}", str(place)]
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except OSError:
            pytest.skip("this system has no mount command")
        if done.returncode != 0:
            pytest.skip("a small disk can be mounted by root only")
        mounted.append(place)
        return place

    yield mount
    if mounted:
        subprocess.run(["umount", "-l", str(mounted[0])], check=False)


@on_posix
def test_a_disk_that_runs_full_keeps_all_that_was_acknowledged(small_disk: Callable[[str], Path]) -> None:
    journal = Journal.create(small_disk("size=128k,mode=700") / "journal", name="small")
    saved: list[Mistake] = []

    def fill() -> None:
        saved.extend(journal.add(f"entry {number}", story="x" * 3000) for number in range(1000))

    with pytest.raises(NotSaved, match="full"):
        fill()
    assert saved

    for change in _CHANGES(saved[0].id)[1:]:
        with pytest.raises(NotSaved, match="full"):
            change(journal)

    again = Journal.open(journal.root)
    assert saved == list(again.entries())
    assert [] == again.unreadable
    assert [] == _temporary_files(journal.root)


@on_posix
def test_a_full_disk_has_room_for_no_part_of_an_event(small_disk: Callable[[str], Path]) -> None:
    journal = Journal.create(small_disk("size=128k,mode=700") / "journal", name="small")
    made = journal.add("x")
    acknowledged: list[Commented] = []

    def fill() -> None:
        comments = (Commented(made.id, text=f"{number} " * 800) for number in range(1000))
        acknowledged.extend(journal.record(comment) for comment in comments)

    with pytest.raises(NotSaved, match="full"):
        fill()
    assert acknowledged
    assert acknowledged == journal.events()
    assert all(path.read_bytes().endswith(b"\n") for path in journal.root.rglob("*.jsonl"))


@on_posix
def test_a_read_only_disk_is_read_and_not_written(small_disk: Callable[[str], Path]) -> None:
    journal = Journal.create(small_disk("size=1m,mode=700") / "journal", name="small")
    made = journal.add("x")
    journal.record(Commented(made.id, text="c"))
    small_disk("ro")

    again = Journal.open(journal.root)
    assert [made] == list(again.entries())
    assert ["c"] == [getattr(event, "text", "") for event in again.events()]
    for change in _CHANGES(made.id):
        with pytest.raises(NotSaved, match="read-only"):
            change(again)


def _without_links(monkeypatch: pytest.MonkeyPatch, code: int | None) -> None:
    if code is not None:
        monkeypatch.setattr(os, "link", _failing(code))


def _failing(code: int) -> Callable[..., NoReturn]:
    def fail(*arguments: object, **more: object) -> NoReturn:
        raise OSError(code, os.strerror(code))

    return fail


def _at_once(works: list[Callable[[], None]]) -> None:
    """Do several things in as many threads, as much at once as can be."""
    start = threading.Barrier(len(works))

    def begin(work: Callable[[], None]) -> None:
        start.wait()
        work()

    threads = [threading.Thread(target=begin, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

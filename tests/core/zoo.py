"""A builder of broken journals: a healthy one, and a way to break it for each kind of problem.

Everything is written as plain bytes, as another program, a crash or a colleague would leave it.
"""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from mistakes.ids import encode

NOW = datetime(2024, 11, 22, 12, tzinfo=UTC)
WHO = "mei-lin-2312120ecbbd"
ANOTHER = "ana-0123456789ab"


def made_id(number: int, at: datetime = datetime(2024, 11, 20, 10, tzinfo=UTC)) -> str:
    """Return the id of a time, with a number in place of its random part."""
    return encode((int(at.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62) | number, 26)


OCTOBER = made_id(1, datetime(2024, 10, 5, 10, tzinfo=UTC))
NOVEMBER = made_id(2)
DELETED = made_id(3)
GONE = made_id(4)
NEW = made_id(5)
EVENTS = {number: made_id(100 + number) for number in range(9)}


def entry(entry_id: str, **changes: str) -> str:
    """Return the text of an entry; `changes` are TOML values by key, "" leaves a key out."""
    values = {
        "format": "1",
        "id": f'"{entry_id}"',
        "title": '"Ran the migration against production"',
        "kind": '"mistake"',
        "happened": "2024-10-05",
        "logged": "2024-10-05T10:00:00Z",
        "author": '"Mei Lin <mei@example.com>"',
        "rev": "1",
        "updated": "2024-10-05T10:00:00Z",
    } | changes
    return "".join(f"{key} = {value}\n" for key, value in values.items() if value)


def event(
    number: int, by: str = WHO, do: str = "applied", at: str = "2024-11-20T10:00:00.000Z", text: str = ""
) -> str:
    """Return a line of an event log."""
    said = f', "situation": "{text}"' if text else ""
    return (
        f'{{"id": "{EVENTS[number]}", "at": "{at}", "zone": "UTC", "day": "2024-11-20", "by": "{by}", '
        f'"do": "{do}", "entry": "{NOVEMBER}", "rules": 1{said}}}\n'
    )


def place(entry_id: str, month: str = "2024/11", tree: str = "entries") -> str:
    """Return the path of an entry in its journal, with slashes."""
    return f"{tree}/{month}/{entry_id}.toml"


LOG = f"events/2024/11/{WHO}.jsonl"
OCTOBERS = place(OCTOBER, "2024/10")
NOVEMBERS = place(NOVEMBER)
DELETEDS = place(DELETED)


def healthy(root: Path, kind: str = "personal") -> Path:
    """Write a journal without a problem: three entries, one of them deleted, a tombstone, two events."""
    deleted = entry(DELETED) + '\n[deleted]\nat = 2024-10-05T10:00:00Z\nby = "Mei"\n'
    linked = (
        entry(NOVEMBER)
        + f'\n[[lessons]]\nkey = "p7w4sn"\ntext = "Look twice."\n\n[links]\nlike = ["{OCTOBER}"]\n'
    )
    write(
        root, "journal.toml", f'format = 1\nid = "{made_id(9)}"\nname = "zoo"\nkind = "{kind}"\ngoal = 1001\n'
    )
    write(root, OCTOBERS, entry(OCTOBER))
    write(root, NOVEMBERS, linked)
    write(root, DELETEDS, deleted)
    write(root, place(GONE, tree="purged"), f'format = 1\nid = "{GONE}"\n')
    write(root, LOG, event(1) + event(2))
    write(root, ".gitattributes", "*.toml text eol=lf\n")
    write(root, ".gitignore", ".mistakes-*.tmp\n")
    os.chmod(root, 0o700 if kind == "personal" else 0o755)
    return root


def write(root: Path, path: str, content: str | bytes) -> None:
    """Write a file of the journal, with the folders it needs."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def read(root: Path, path: str) -> bytes:
    """Return the bytes of a file of the journal."""
    return (root / path).read_bytes()


def commit(root: Path) -> None:
    """Make the journal a git repository that holds everything as it is now."""
    git = ("git", "-C", str(root), "-c", "user.name=Zoo", "-c", "user.email=zoo@example.com")
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all is well"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)


class Specimen(NamedTuple):
    """A way to break a healthy journal: what is found then, and where.

    `break_it` gets the journal's folder. `kinds` are all kinds found, `path` where the first of them is.
    `touched` are the paths that mending may change, none if it must not be mended.
    """

    name: str
    kinds: tuple[str, ...]
    path: str
    break_it: Callable[[Path], object]
    touched: tuple[str, ...] = ()
    team: bool = False
    posix: bool = False


def _put(path: str, content: str | bytes) -> Callable[[Path], object]:
    return lambda root: write(root, path, content)


def _change(path: str, change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda root: write(root, path, change(read(root, path)))


def _append(path: str, content: str | bytes) -> Callable[[Path], object]:
    more = content.encode() if isinstance(content, str) else content
    return _change(path, lambda data: data + more)


def _move(path: str, target: str) -> Callable[[Path], object]:
    def move(root: Path) -> None:
        write(root, target, read(root, path))
        os.unlink(root / path)

    return move


def _link(path: str, target: str) -> Callable[[Path], object]:
    def link(root: Path) -> None:
        with suppress(FileNotFoundError):
            os.unlink(root / path)
        os.symlink(target, root / path)

    return link


def _socket(root: Path) -> None:
    here = os.getcwd()
    os.chdir(root / "entries/2024/11")  # the path of a socket may have 107 characters
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("s.toml")
    finally:
        os.chdir(here)


def _pipe(path: str) -> Callable[[Path], object]:
    def make(root: Path) -> None:
        os.unlink(root / path)
        os.mkfifo(root / path)

    return make


def old(path: str, content: str | bytes = "half") -> Callable[[Path], object]:
    """Return what leaves a file that nobody has written to for more than an hour."""

    def make(root: Path) -> None:
        write(root, path, content)
        os.utime(root / path, (NOW.timestamp() - 3700,) * 2)

    return make


def _emptied(path: str, *, committed: bool) -> Callable[[Path], object]:
    def empty(root: Path) -> None:
        if committed:
            commit(root)
        write(root, path, b"")

    return empty


def _removed(path: str) -> Callable[[Path], object]:
    return lambda root: os.unlink(root / path)


def _header(line: bytes, new: bytes) -> Callable[[Path], object]:
    return _change("journal.toml", lambda data: data.replace(line, new))


def _sparse(path: str) -> Callable[[Path], object]:
    return lambda root: os.truncate(root / path, 2**30)


def _folder_with_file(path: str) -> Callable[[Path], object]:
    return lambda root: write(root, f"{path}/notes.txt", "hello")


def _linked_folder(root: Path) -> None:
    os.rename(root / "purged", root / "elsewhere")
    os.symlink("elsewhere", root / "purged")


def _file_for_folder(root: Path) -> None:
    os.rename(root / "purged", root / "elsewhere")
    write(root, "purged", "x")


_CRLF = _change(OCTOBERS, lambda data: data.replace(b"\n", b"\r\n"))
_MARKED = entry(OCTOBER, story="'''\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n'''")
_KEYLESS = (
    entry(OCTOBER)
    + '\n[[lessons]]\ntext = "Look twice."  # kept\n\n[[actions]]\nkey = "h8d2mm"\ntext = "Do it"\n'
)
_CONFLICT = entry(OCTOBER) + '\n[[conflict]]\npath = "title"\nvalue = "Another"\n'
_FAULTY = entry(OCTOBER, confidence="300", tags="3", rev="0", title="")
_UPPER = place(NOVEMBER.upper())
_PERSONAL = entry(OCTOBER, feeling='"ashamed"')
TEMPORARY = "entries/2024/11/.mistakes-0123456789abcdef.tmp"

SPECIMENS = (
    Specimen("journal.toml missing", ("journal-file",), "journal.toml", _removed("journal.toml")),
    Specimen("journal.toml rubbish", ("journal-file",), "journal.toml", _put("journal.toml", b"\xff\x00")),
    Specimen("journal.toml not TOML", ("unreadable",), "journal.toml", _put("journal.toml", "= 3")),
    Specimen(
        "journal.toml two faults",
        ("journal-file",) * 2,
        "journal.toml",
        _put("journal.toml", 'format = 1\nname = "z"\nkind = "x"\n'),
    ),
    Specimen("journal.toml goal", ("journal-value",), "journal.toml", _header(b"1001", b'"many"')),
    Specimen("journal.toml newer", ("newer-format",), "journal.toml", _header(b"format = 1", b"format = 2")),
    Specimen("journal.toml CRLF", ("crlf",), "journal.toml", _header(b"\n", b"\r\n"), ("journal.toml",)),
    Specimen(
        "journal.toml emptied",
        ("empty-file",),
        "journal.toml",
        _emptied("journal.toml", committed=True),
        ("journal.toml",),
    ),
    Specimen("journal.toml a pipe", ("journal-file",), "journal.toml", _pipe("journal.toml"), posix=True),
    Specimen(
        "no .gitattributes", ("git-file",), ".gitattributes", _removed(".gitattributes"), (".gitattributes",)
    ),
    Specimen("no .gitignore", ("git-file",), ".gitignore", _removed(".gitignore"), (".gitignore",)),
    Specimen("open to others", ("permissions",), "", lambda root: os.chmod(root, 0o755), ("",), posix=True),
    Specimen("not UTF-8", ("unreadable",), OCTOBERS, _append(OCTOBERS, b"# \xe9\n")),
    Specimen("a NUL", ("unreadable",), OCTOBERS, _append(OCTOBERS, b"\x00")),
    Specimen("an HTML page", ("unreadable",), OCTOBERS, _put(OCTOBERS, "<!DOCTYPE html><h1>504</h1>")),
    Specimen("a gigabyte", ("unreadable",), OCTOBERS, _sparse(OCTOBERS)),
    Specimen("100,000 brackets", ("unreadable",), OCTOBERS, _append(OCTOBERS, "x = " + "[" * 100_000)),
    Specimen("a dotted key", ("unreadable",), OCTOBERS, _append(OCTOBERS, "a." * 20_000 + "a = 1\n")),
    Specimen("a huge number", ("unreadable",), OCTOBERS, _append(OCTOBERS, f"n = {'9' * 5000}\n")),
    Specimen("not a number", ("invalid",), OCTOBERS, _append(OCTOBERS, "[price]\nhours = nan\n")),
    Specimen("the year 10000", ("unreadable",), OCTOBERS, _append(OCTOBERS, "x = 10000-01-01\n")),
    Specimen(
        "the last moment",
        ("future-entry",) * 2,
        OCTOBERS,
        _put(
            OCTOBERS, entry(OCTOBER, logged="9999-12-31T23:59:59-23:59", updated="9999-12-31T23:59:59-23:59")
        ),
    ),
    Specimen("only white space", ("invalid",) * 7, OCTOBERS, _put(OCTOBERS, " \n\n")),
    Specimen("four faults", ("invalid",) * 4, OCTOBERS, _put(OCTOBERS, _FAULTY)),
    Specimen("a pipe", ("not-a-file",), OCTOBERS, _pipe(OCTOBERS), posix=True),
    Specimen("a socket", ("not-a-file",), "entries/2024/11/s.toml", _socket, posix=True),
    Specimen("a folder like a file", ("not-a-file", "foreign"), place(NEW), _folder_with_file(place(NEW))),
    Specimen("a link", ("link",), OCTOBERS, _link(OCTOBERS, "../11/x"), posix=True),
    Specimen(
        "a linked log",
        ("link",),
        "events/2024/11/ana.jsonl",
        _link("events/2024/11/ana.jsonl", LOG),
        posix=True,
    ),
    Specimen("a linked year", ("link",), "entries/2025", _link("entries/2025", "/"), posix=True),
    Specimen(
        "a linked folder",
        ("link",),
        "purged",
        _linked_folder,
        posix=True,
    ),
    Specimen(
        "a file for a folder",
        ("not-a-file",),
        "purged",
        _file_for_folder,
    ),
    Specimen("empty, not in git", ("empty-file",), OCTOBERS, _emptied(OCTOBERS, committed=False)),
    Specimen("empty, in git", ("empty-file",), OCTOBERS, _emptied(OCTOBERS, committed=True), (OCTOBERS,)),
    Specimen("empty log, in git", ("empty-file",), LOG, _emptied(LOG, committed=True), (LOG,)),
    Specimen(
        "conflict markers",
        ("conflict-markers",),
        OCTOBERS,
        _change(OCTOBERS, lambda data: b"<<<<<<< ours\n" + data),
    ),
    Specimen("markers in a string", ("conflict-markers",), OCTOBERS, _put(OCTOBERS, _MARKED)),
    Specimen("another id inside", ("id-mismatch",), OCTOBERS, _put(OCTOBERS, entry(NEW))),
    Specimen("the id of another file", ("id-mismatch",), OCTOBERS, _put(OCTOBERS, entry(NOVEMBER))),
    Specimen(
        "wrong month",
        ("wrong-folder",),
        place(NEW, "2024/10"),
        _put(place(NEW, "2024/10"), entry(NEW)),
        (place(NEW, "2024/10"), place(NEW)),
    ),
    Specimen(
        "no month",
        ("wrong-folder",),
        f"entries/{NEW}.toml",
        _put(f"entries/{NEW}.toml", entry(NEW)),
        (f"entries/{NEW}.toml", place(NEW)),
    ),
    Specimen(
        "wrong month, broken",
        ("unreadable", "wrong-folder"),
        place(NEW, "2024/10"),
        _put(place(NEW, "2024/10"), "?"),
    ),
    Specimen(
        "misplaced tombstone",
        ("wrong-folder",),
        place(GONE, "2024/01", "purged"),
        _move(place(GONE, tree="purged"), place(GONE, "2024/01", "purged")),
        (place(GONE, "2024/01", "purged"), place(GONE, tree="purged")),
    ),
    Specimen(
        "misplaced log", ("wrong-folder",), f"events/{WHO}.jsonl", _put(f"events/{WHO}.jsonl", event(3))
    ),
    Specimen("in two folders", ("duplicate",), place(OCTOBER), _put(place(OCTOBER), entry(OCTOBER))),
    Specimen("purged and back", ("purged",), place(GONE), _put(place(GONE), entry(GONE))),
    Specimen("a feeling", ("private-field",), OCTOBERS, _put(OCTOBERS, _PERSONAL), team=True),
    Specimen("capital letters", ("case-twin",), place(NEW.upper()), _put(place(NEW.upper()), entry(NEW))),
    Specimen("a case twin", ("case-twin",), _UPPER, _put(_UPPER, entry(NOVEMBER)), posix=True),
    Specimen("a folder in capitals", ("case-twin",), "Entries", _folder_with_file("Entries"), posix=True),
    Specimen(
        "a sync program's copy",
        ("misnamed",),
        f"entries/2024/11/{NOVEMBER} (conflicted copy).toml",
        _put(f"entries/2024/11/{NOVEMBER} (conflicted copy).toml", entry(NOVEMBER)),
    ),
    Specimen("an editor's copy", ("misnamed",), f"{NOVEMBERS}~", _put(f"{NOVEMBERS}~", entry(NOVEMBER))),
    Specimen(
        "a Windows name",
        ("misnamed",),
        "entries/2024/11/CON.toml",
        _put("entries/2024/11/CON.toml", entry(NEW)),
        posix=True,
    ),
    Specimen(
        "an entry among the events",
        ("misnamed",),
        place(NEW, tree="events"),
        _put(place(NEW, tree="events"), entry(NEW)),
    ),
    Specimen("notes", ("foreign",), "entries/2024/notes.txt", _put("entries/2024/notes.txt", "hello")),
    Specimen("a hidden folder", ("foreign",), "entries/.git", _folder_with_file("entries/.git")),
    Specimen(
        "a name of rubbish",
        ("foreign",),
        "entries/2024/11/\x1b]0;x\x07 \udcff",
        _put("entries/2024/11/\x1b]0;x\x07 \udcff", "x"),
        posix=True,
    ),
    Specimen("a temporary file", ("leftover",), TEMPORARY, old(TEMPORARY), (TEMPORARY,)),
    Specimen("an unsaved entry", ("leftover",), TEMPORARY, old(TEMPORARY, entry(NEW)), (TEMPORARY,)),
    Specimen(
        "a temporary file at the top",
        ("leftover",),
        ".mistakes-0.tmp",
        old(".mistakes-0.tmp"),
        (".mistakes-0.tmp",),
    ),
    Specimen(
        "a byte order mark",
        ("bom",),
        OCTOBERS,
        _change(OCTOBERS, lambda data: b"\xef\xbb\xbf" + data),
        (OCTOBERS,),
    ),
    Specimen("Windows line ends", ("crlf",), OCTOBERS, _CRLF, (OCTOBERS,)),
    Specimen(
        "both",
        ("bom", "crlf"),
        OCTOBERS,
        _put(OCTOBERS, b"\xef\xbb\xbf" + entry(OCTOBER).encode().replace(b"\n", b"\r\n")),
        (OCTOBERS,),
    ),
    Specimen(
        "Windows line ends in a log",
        ("crlf",),
        LOG,
        _change(LOG, lambda data: data.replace(b"\n", b"\r\n")),
        (LOG,),
    ),
    Specimen(
        "a byte order mark in a log",
        ("bom", "bad-line"),
        LOG,
        _change(LOG, lambda data: b"\xef\xbb\xbf" + data),
        (LOG,),
    ),
    Specimen("no keys", ("no-keys",), OCTOBERS, _put(OCTOBERS, _KEYLESS), (OCTOBERS,)),
    Specimen(
        "links to nothing",
        ("broken-link",) * 2,
        OCTOBERS,
        _put(OCTOBERS, entry(OCTOBER) + f'[links]\nrepeat_of = "{NEW}"\nlike = ["x"]\n'),
    ),
    Specimen(
        "nearly too large",
        ("near-limit",),
        OCTOBERS,
        _put(OCTOBERS, entry(OCTOBER, story=f'"{"x" * 250_000}"')),
    ),
    Specimen(
        "too large", ("unreadable",), OCTOBERS, _put(OCTOBERS, entry(OCTOBER, story=f'"{"x" * 270_000}"'))
    ),
    Specimen("a conflict waits", ("conflict-waiting",), OCTOBERS, _put(OCTOBERS, _CONFLICT)),
    Specimen(
        "edited after deletion",
        ("edited-after-deletion",),
        DELETEDS,
        _change(DELETEDS, lambda data: data.replace(b"updated = 2024-10-05", b"updated = 2024-10-06")),
    ),
    Specimen(
        "from the future",
        ("future-entry",),
        OCTOBERS,
        _put(OCTOBERS, entry(OCTOBER, updated="2024-11-24T10:00:00Z")),
    ),
    Specimen(
        "a newer format", ("newer-format",), OCTOBERS, _put(OCTOBERS, entry(OCTOBER, format="2", title="3"))
    ),
    Specimen("not JSON", ("bad-line",), LOG, _append(LOG, "{oops}\n" + event(3))),
    Specimen("JSON, but no event", ("bad-line",), LOG, _append(LOG, "[1]\n")),
    Specimen("two bad lines", ("bad-line",) * 2, LOG, _append(LOG, b"\xff\n" + b"[" * 10_000 + b"\n")),
    Specimen("a long line", ("bad-line",), LOG, _append(LOG, event(3, text="x" * 20_000))),
    Specimen("a megabyte without an end", ("bad-line",), LOG, _append(LOG, b"x" * 2**20)),
    Specimen("a torn line", ("torn-line",), LOG, _append(LOG, event(3)[:40]), (LOG,)),
    Specimen("a torn character", ("torn-line",), LOG, _append(LOG, event(3).encode()[:40] + b"\xe6"), (LOG,)),
    Specimen("one id twice", ("same-id",), LOG, _append(LOG, event(2, text="another"))),
    Specimen(
        "one id in two logs", ("same-id",), LOG, _put(f"events/2024/11/{ANOTHER}.jsonl", event(2, ANOTHER))
    ),
    Specimen("another's line", ("wrong-person",), LOG, _append(LOG, event(3, ANOTHER))),
    Specimen("nobody's line", ("wrong-person",), LOG, _append(LOG, event(3, ""))),
    Specimen("a private event", ("private-event",), LOG, _append(LOG, event(3, do="answered")), team=True),
    Specimen(
        "an event of another month",
        ("wrong-month",),
        f"events/2024/10/{WHO}.jsonl",
        _put(f"events/2024/10/{WHO}.jsonl", event(3)),
    ),
    Specimen("an event to come", ("future-event",), LOG, _append(LOG, event(3, at="2024-11-24T10:00:00Z"))),
    Specimen("the last event", ("future-event",), LOG, _append(LOG, event(3, at="9999-12-31T23:59:59Z"))),
)
"""What may be wrong inside a journal."""


def specimen(name: str) -> Specimen:
    """Return the specimen of that name."""
    return next(one for one in SPECIMENS if one.name == name)

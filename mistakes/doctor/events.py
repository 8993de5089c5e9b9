"""What may be wrong with the event logs of a journal, line by line, read as streams."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from mistakes import files
from mistakes.doctor.entries import AHEAD, BOM, Scope
from mistakes.doctor.problem import Examined, Problem, problem
from mistakes.doctor.restore import restorable
from mistakes.errors import UnreadableFile
from mistakes.events import LINE_LIMIT, Event, read_line
from mistakes.ids import time_of
from mistakes.layout import event_files

LARGEST_LOG = 64 * 1024 * 1024  # larger ones are examined, but not rewritten


def examine_log(scope: Scope, path: Path, ids: array[int], examined: Examined) -> Iterator[Problem]:
    """Yield what is wrong with one log; the hash of each event's id is added to `ids`."""
    yield from _byte_problems(scope.root, path)
    year, month = map(int, path.parts[-3:-1])
    strays = 0
    for number, line in _lines(path):
        try:
            event = _event(line)
        except ValueError as error:
            yield _bad_line(path, number, line, error)
            continue
        examined.events += 1
        ids.append(hash(event.id))
        made = time_of(event.id)
        strays += (made.year, made.month) != (year, month)
        yield from _event_problems(scope, path, f"line {number}", event, made)
    if strays:
        yield problem("wrong-month", path, f"events of other months: {strays}")


def same_ids(root: Path, ids: array[int]) -> Iterator[Problem]:
    """Yield the lines whose event has the id of an earlier line that differs.

    Needs eight bytes for an event (and some more while it sorts); the logs are read again only if
    an id occurs twice.
    """
    repeated = {one for one, two in pairwise(sorted(ids)) if one == two}
    first: dict[str, bytes] = {}
    for path in event_files(root) if repeated else ():
        for number, line in _lines(path):
            event_id = _id_of(line)
            if hash(event_id) in repeated and first.setdefault(event_id, line.rstrip()) != line.rstrip():
                message = f"differs from another line with the id {event_id}"
                yield problem("same-id", path, message, where=f"line {number}")


def torn_tail(data: bytes) -> bytes:
    """Return what a writer that died left after the last newline, empty if that is a whole line."""
    tail = data[data.rfind(b"\n") + 1 :]
    return b"" if _is_object(tail) else tail


def _byte_problems(root: Path, path: Path) -> Iterator[Problem]:
    with files.open_log(path) as file:
        if file is None:
            if os.path.lexists(path):
                yield problem("unreadable", path, "cannot be opened", "Ask for the permission to read it")
            return
        start, size = file.read(3), os.fstat(file.fileno()).st_size
    if not size and restorable(root, path):
        cure = "Run: mistakes doctor --fix"
        yield problem("empty-file", path, "is empty; git has its text", cure, fixable=True)
    if start == BOM.encode():
        message = "begins with a byte order mark, which hides the first event"
        yield problem("bom", path, message, fixable=_can_be_rewritten(path))
    if any(line.endswith(b"\r\n") for _, line in _lines(path)):
        yield problem("crlf", path, "has Windows line ends (CR LF)", fixable=_can_be_rewritten(path))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield numbered lines that are not blank; of a line over the limit a part that is still over it."""
    with files.open_log(path) as file:
        number = 0
        while file is not None and (line := file.readline(LINE_LIMIT + 1)):
            number += 1
            end = line
            while not end.endswith(b"\n") and (end := file.readline(LINE_LIMIT)):
                line = line[:LINE_LIMIT] + end[-1:].rjust(2)
            if line.strip():
                yield number, line


def _event(line: bytes) -> Event:
    if len(line) > LINE_LIMIT:
        raise ValueError(f"is longer than {LINE_LIMIT // 1024} KiB")
    return read_line(line.decode("utf-8"))


def _id_of(line: bytes) -> str:
    try:
        return _event(line).id
    except ValueError:
        return ""


def _bad_line(path: Path, number: int, line: bytes, error: ValueError) -> Problem:
    where = f"line {number}"
    if len(line) <= LINE_LIMIT and not line.endswith(b"\n") and torn_tail(line):
        fixable = _can_be_rewritten(path, without=torn_tail(line))
        return problem("torn-line", path, "was never written to its end", where=where, fixable=fixable)
    reason = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
    return problem("bad-line", path, reason, where=where)


def _event_problems(scope: Scope, path: Path, where: str, event: Event, made: datetime) -> Iterator[Problem]:
    if event.by != path.stem:
        message = f"is by {event.by}, not by the person of this file" if event.by else "does not say by whom"
        yield problem("wrong-person", path, message, where=where)
    if scope.team and event.private:
        yield problem("private-event", path, f"{event.do} is private and lies in a team journal", where=where)
    if max(event.at or made, made) - scope.now > AHEAD:
        yield problem("future-event", path, "lies more than a day ahead", where=where)


def _can_be_rewritten(path: Path, without: bytes = b"") -> bool:
    """Tell whether a log is text throughout, but for what is cut off its end, and not too large."""
    try:
        files.decode(files.read_bytes(path, LARGEST_LOG)[0].removesuffix(without), path)
    except (UnreadableFile, FileNotFoundError):
        return False
    return True


def _is_object(line: bytes) -> bool:
    import json

    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False

"""Reading many files of a journal into rows, in two processes where there are many.

Jobs are small, so that neither process waits long for the other and little is in memory at a time.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import MAXYEAR, UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, cast

from mistakes import files
from mistakes.errors import UnreadableFile
from mistakes.ids import encode, month_of
from mistakes.index import walk
from mistakes.index.fork import may_fork, results
from mistakes.index.log import BadLine, EventRow, LogReader, LogState
from mistakes.index.row import NotAnEntry, Row, row_of

FILES_A_JOB = 100
PARALLEL_FROM = 2_000
LARGE_LOG = 4 << 20


class EntryJob(NamedTuple):
    """Some files of one folder to read, with the digest of what each held when it was last read."""

    folder: str
    known: Mapping[str, bytes]


class Reading(NamedTuple):
    """One file as it was found: `row` is None if its content is the known one, or if it is no entry.

    `signature` is `walk.NEVER` if the file has to be read again next time, whatever it looks like.
    """

    name: str
    signature: bytes
    content: bytes
    row: Row | None
    reason: str


class LogReading(NamedTuple):
    """What one log holds after the part that was read before, or altogether unless it `goes_on`."""

    goes_on: bool
    state: LogState
    rows: Sequence[EventRow]
    bad: Sequence[BadLine]


def entry_jobs(folder: str, known: Mapping[str, bytes]) -> Iterator[EntryJob]:
    """Divide the files of a folder into jobs."""
    names = list(known)
    for start in range(0, len(names), FILES_A_JOB):
        yield EntryJob(folder, {name: known[name] for name in names[start : start + FILES_A_JOB]})


def read_entries(
    root: str, jobs: Sequence[EntryJob], *, parallel: bool
) -> Iterator[tuple[EntryJob, list[Reading]]]:
    """Yield each job with what its files hold, in any order."""

    def work(job: int) -> bytes:
        return marshal.dumps([_plain(reading) for reading in _read_job(root, jobs[job])])

    if not (parallel and may_fork()):
        yield from ((job, list(_read_job(root, job))) for job in jobs)
        return
    for job, found in results(len(jobs), work, parallel=True):
        # only ever the bytes that `work` made a moment ago
        yield jobs[job], [_reading(plain) for plain in marshal.loads(found)]  # noqa: S302


def read_logs(
    root: str, logs: Sequence[tuple[str, LogState | None]], *, parallel: bool
) -> Iterator[tuple[int, LogReading]]:
    """Yield what each log holds that was not known, with its number in `logs`, in any order.

    `logs` are paths below the root, none of them larger than `LARGE_LOG`.
    """

    def work(job: int) -> bytes:
        goes_on, state, rows, bad = read_log(root, *logs[job])
        plain: Any = (goes_on, tuple(state), [tuple(row) for row in rows], [tuple(line) for line in bad])
        return marshal.dumps(plain)

    if not (parallel and may_fork()):
        yield from ((job, read_log(root, *log)) for job, log in enumerate(logs))
        return
    for job, found in results(len(logs), work, parallel=True):
        goes_on, state, rows, bad = marshal.loads(found)  # noqa: S302
        events = [EventRow(*row) for row in rows]
        yield job, LogReading(goes_on, LogState(*state), events, [BadLine(*line) for line in bad])


def read_log(root: str, path: str, before: LogState | None) -> LogReading:
    """Return what a log holds after the part that was read before."""
    reader = LogReader(os.path.join(root, path), before)
    found = list(reader.rows())
    rows = [row for row in found if isinstance(row, EventRow)]
    return LogReading(reader.goes_on, reader.state, rows, [row for row in found if isinstance(row, BadLine)])


def _read_job(root: str, job: EntryJob) -> Iterable[Reading]:
    folder = os.path.join(root, job.folder)
    first, last = _bounds(job.folder.partition("/")[2])
    for name, known in job.known.items():
        try:
            yield _read(f"{folder}{os.sep}{name}", name, known, first <= name < last)
        except FileNotFoundError:
            continue


def _read(path: str, name: str, known: bytes, is_at_home: bool) -> Reading:
    try:
        data, state = files.read_bytes(cast(Path, path))  # making paths of 100,000 names takes its time
    except UnreadableFile as error:
        return Reading(name, _signature_of(path, error.reason), b"", None, error.reason)
    content = blake2b(data, digest_size=8).digest()
    signature = walk.signature(state)
    if content == known:
        return Reading(name, signature, content, None, "")
    entry_id = name.removesuffix(".toml")
    if not is_at_home:
        reason = f"belongs into entries/{month_of(entry_id)}, by the time in its id"
        return Reading(name, signature, content, None, reason)
    try:
        return Reading(name, signature, content, row_of(data, entry_id), "")
    except NotAnEntry as error:
        return Reading(name, signature, content, None, str(error))


def _bounds(month: str) -> tuple[str, str]:
    """Return between which texts the ids of a month lie: their first ten characters are the time."""
    year, number = map(int, month.split("/"))
    following = (year + number // 12, number % 12 + 1)
    last = "8" if following[0] > MAXYEAR else encode(_milliseconds(*following), 10)
    return encode(_milliseconds(year, number), 10), last


def _milliseconds(year: int, month: int) -> int:
    if year < 1970:
        return 0
    return (datetime(year, month, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        milliseconds=1
    )


def _signature_of(path: str, reason: str) -> bytes:
    """Return the signature of a file that could not be read; trouble that may pass is tried again."""
    if reason.startswith("cannot be read"):
        return walk.NEVER
    return walk.signature(os.lstat(path))


def _plain(reading: Reading) -> tuple[object, ...]:
    row = tuple(reading.row) if reading.row else None
    return (reading.name, reading.signature, reading.content, row, reading.reason)


def _reading(plain: tuple[str, bytes, bytes, tuple[object, ...] | None, str]) -> Reading:
    name, signature, content, row, reason = plain
    return Reading(name, signature, content, Row(*row) if row else None, reason)  # type: ignore[arg-type]

"""Reading many files of a journal into rows, in two processes where there are many.

Jobs are small, so that neither process waits long for the other and little is in memory at a time.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from mistakes import files
from mistakes.errors import UnreadableFile
from mistakes.ids import month_of
from mistakes.index import walk
from mistakes.index.fork import results
from mistakes.index.log import BadLine, EventRow, LogReader, LogState
from mistakes.index.months import bounds
from mistakes.index.row import NotAnEntry, Row, row_of
from mistakes.records import NamedTuple

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
    root: str, jobs: Sequence[EntryJob], looked: int, *, parallel: bool
) -> Iterator[tuple[EntryJob, list[Reading]]]:
    """Yield each job with what its files hold, in any order; `looked` is when that began (ns since 1970)."""

    def work(job: int) -> list[Reading]:
        return list(_read_job(root, jobs[job], looked))

    found = results(len(jobs), work, parallel=parallel, pack=_packed, unpack=_unpacked)
    yield from ((jobs[job], readings) for job, readings in found)


def read_logs(
    root: str, logs: Sequence[tuple[str, LogState | None]], *, parallel: bool
) -> Iterator[tuple[int, LogReading]]:
    """Yield what each log holds that was not known, with its number in `logs`, in any order.

    `logs` are paths below the root, none of them larger than `LARGE_LOG`.
    """

    def work(job: int) -> LogReading:
        return read_log(root, *logs[job])

    return results(len(logs), work, parallel=parallel, pack=_packed_log, unpack=_unpacked_log)


def read_log(root: str, path: str, before: LogState | None) -> LogReading:
    """Return what a log holds after the part that was read before."""
    reader = LogReader(os.path.join(root, path), before)
    found = list(reader.rows())
    rows = [row for row in found if isinstance(row, EventRow)]
    return LogReading(reader.goes_on, reader.state, rows, [row for row in found if isinstance(row, BadLine)])


def _read_job(root: str, job: EntryJob, looked: int) -> Iterable[Reading]:
    folder = os.path.join(root, job.folder)
    first, last = bounds(job.folder.partition("/")[2])
    for name, known in job.known.items():
        try:
            reading = _read(f"{folder}{os.sep}{name}", name, known, first <= name < last)
            yield (
                reading._replace(signature=walk.NEVER) if walk.is_racy(reading.signature, looked) else reading
            )
        except FileNotFoundError:
            continue


def _read(path: str, name: str, known: bytes, is_at_home: bool) -> Reading:
    try:
        data, state = files.read_bytes(cast(Path, path))  # making paths of 100,000 names takes its time
    except UnreadableFile as error:
        return Reading(name, _signature_of(path, error.reason), b"", None, error.reason)
    content = walk.content(data)
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


def _signature_of(path: str, reason: str) -> bytes:
    """Return the signature of a file that could not be read; trouble that may pass is tried again."""
    if reason.startswith("cannot be read"):
        return walk.NEVER
    return walk.signature(os.lstat(path))


def _packed(readings: Sequence[Reading]) -> bytes:
    return marshal.dumps(
        [(*reading[:3], reading.row and tuple(reading.row), reading.reason) for reading in readings]
    )


def _unpacked(packed: bytes) -> list[Reading]:
    found = marshal.loads(packed)  # noqa: S302  only ever the bytes that `_packed` made a moment ago
    return [
        Reading(name, signature, content, row and Row._make(row), reason)
        for name, signature, content, row, reason in found
    ]


def _packed_log(reading: LogReading) -> bytes:
    goes_on, state, rows, bad = reading
    return marshal.dumps((goes_on, tuple(state), list(map(tuple, rows)), list(map(tuple, bad))))


def _unpacked_log(packed: bytes) -> LogReading:
    goes_on, state, rows, bad = marshal.loads(packed)  # noqa: S302  of `_packed_log`
    return LogReading(
        goes_on, LogState._make(state), list(map(EventRow._make, rows)), list(map(BadLine._make, bad))
    )
